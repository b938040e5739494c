import uuid

from django.db import models
from django.utils.translation import pgettext_lazy

from comitia.meetings.models import Meeting, RecordEntry, Sitting
from comitia.members.models import Member
from comitia.proceedings.models.agenda import AgendaItem


class Decision(models.Model):
    """What an organ decided, numbered within its organ and year and never changed; another decision supersedes it.

    `ballot` is the reference of the ballot it was taken by, none for what was decided without a vote.
    """

    class Means(models.TextChoices):
        CONSENSUS = "consensus", pgettext_lazy("how a decision was taken", "without a vote")
        VOTE = "vote", pgettext_lazy("how a decision was taken", "by vote")
        CONSENT = "consent", pgettext_lazy("how a decision was taken", "with the consent agenda")

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=40)
    texts = models.JSONField()
    means = models.CharField(max_length=10, choices=Means)
    ballot = models.UUIDField(null=True, blank=True, unique=True)
    in_force_from = models.DateField()
    is_closed = models.BooleanField(default=False)
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    entry = models.OneToOneField(RecordEntry, on_delete=models.PROTECT, related_name="decision")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_decision_per_number"),
            models.UniqueConstraint(fields=["label"], name="one_decision_per_label"),
        ]

    def __str__(self) -> str:
        return self.label


class Task(models.Model):
    """What somebody is to do because of a decision: a member, or whoever `owner_as_written` names."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="tasks")
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    owner_as_written = models.CharField(max_length=150, blank=True)
    due_on = models.DateField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    cancelled_by = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="cancels")
    brought_to = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="overdue_tasks"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="task_progress_in_hundredths"),
        ]

    def __str__(self) -> str:
        return str(self.reference)


class Report(models.Model):
    """How far a task has come, as somebody reported it."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reports")
    progress = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=1000, blank=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.progress} of {self.task_id}"
