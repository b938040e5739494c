import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from comitia.meetings.models import Meeting, Sitting
from comitia.organs.models import Organ


class Ballot(models.Model):
    """A question put to the vote of an organ, the rules it is taken under and what came of it.

    `subject` is what the ballot is about, in the words of whoever opened it ("motion:…"). Once it is open, question,
    text, rules and roll are frozen; once it is declared, nothing changes but its annulment (triggers see to it).
    `is_closed`: the doors were closed when it was opened or closed, so it stays the committee's when they open again.
    """

    class Method(models.TextChoices):
        SHOW_OF_HANDS = "show_of_hands", pgettext_lazy("method of voting", "Show of hands")
        ROLL_CALL = "roll_call", pgettext_lazy("method of voting", "Roll call")
        SECRET = "secret", pgettext_lazy("method of voting", "Secret ballot")

    class State(models.TextChoices):
        DRAFTED = "drafted", pgettext_lazy("state of a ballot", "Prepared")
        OPEN = "open", pgettext_lazy("state of a ballot", "Open")
        PAUSED = "paused", pgettext_lazy("state of a ballot", "Paused")
        CLOSED = "closed", pgettext_lazy("state of a ballot", "Closed")
        COUNTED = "counted", pgettext_lazy("state of a ballot", "Counted")
        DECLARED = "declared", pgettext_lazy("state of a ballot", "Declared")
        ANNULLED = "annulled", pgettext_lazy("state of a ballot", "Annulled")

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="ballots")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="ballots")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="ballots")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=200)
    question = models.JSONField()
    options = models.JSONField()
    option_names = models.JSONField(default=dict)
    method = models.CharField(max_length=15, choices=Method)
    matter_class = models.CharField(max_length=40)
    majority = models.CharField(max_length=40, blank=True)
    may_change = models.BooleanField(default=False)
    small_class_confirmed = models.BooleanField(default=False)
    rules = models.JSONField(default=dict)
    rule_set_number = models.PositiveIntegerField(null=True, blank=True)
    text = models.JSONField(default=dict)
    text_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFTED)
    is_closed = models.BooleanField(default=False)
    closes_at = models.DateTimeField(null=True, blank=True)
    drafted_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    annulled_at = models.DateTimeField(null=True, blank=True)
    annulment_reason = models.TextField(blank=True)
    repeats = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated_by")
    quorum = models.JSONField(default=dict)
    tally = models.JSONField(default=dict)
    outcome = models.JSONField(default=list)
    casting_vote = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_ballot_per_number"),
            models.UniqueConstraint(
                fields=["organ"], condition=Q(state__in=["open", "paused"]), name="one_open_ballot_per_organ"
            ),
            models.CheckConstraint(
                condition=(Q(state="annulled") & ~Q(annulment_reason=""))
                | (~Q(state="annulled") & Q(annulment_reason="")),
                name="annulled_with_a_reason",
            ),
            models.CheckConstraint(condition=~Q(method="secret", may_change=True), name="secret_papers_do_not_change"),
        ]
        indexes = [models.Index(fields=["subject"]), models.Index(fields=["state", "closes_at"])]

    def __str__(self) -> str:
        return str(self.reference)

    @property
    def is_secret(self) -> bool:
        return self.method == self.Method.SECRET


class Correction(models.Model):
    """An addition to the record of a ballot, such as how a member meant to vote; the result stays as it was declared."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="corrections")
    member = models.ForeignKey(
        "members.Member", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"correction of {self.ballot_id}"
