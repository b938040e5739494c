import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comitia.accounts.models import Person
from comitia.meetings.models import Meeting
from comitia.members.models import Member


class Category(models.Model):
    """A way of taking part in a meeting, with its places; `taken` never exceeds `places` (a database constraint)."""

    class Admission(models.TextChoices):
        AT_ONCE = "at_once", _("Admitted at once")
        BY_DECISION = "by_decision", _("Decided by the secretariat")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="categories")
    code = models.SlugField(max_length=40)
    names = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict)
    admission = models.CharField(max_length=15, choices=Admission)
    places = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "code"], name="one_category_per_code"),
            models.CheckConstraint(condition=Q(places=None) | Q(taken__lte=F("places")), name="places_never_exceeded"),
        ]

    def __str__(self) -> str:
        return self.code


class Question(models.Model):
    """A question that some categories are asked, on one page of the form; `options` are [{"value": ..., "labels": {...}}]."""

    class Kind(models.TextChoices):
        TEXT = "text"
        LONG_TEXT = "long_text"
        CHOICE = "choice"
        MANY = "many"
        YES_NO = "yes_no"
        COUNTRY = "country"
        MEMBER = "member"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="questions")
    categories = models.ManyToManyField(Category, related_name="questions")
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind)
    labels = models.JSONField(default=dict)
    hints = models.JSONField(default=dict)
    options = models.JSONField(default=list)
    is_required = models.BooleanField(default=False)
    page = models.PositiveSmallIntegerField(default=1)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "key"], name="one_question_per_key")]

    def __str__(self) -> str:
        return self.key


class Registration(models.Model):
    """A person's registration for a meeting, from the first saved page to the decision.

    `draft` is what the person is filling in ({"category", "done", "answers", "publish", "recording"}), None when nothing
    is under way; `answers` is what was last submitted. `search_text` is what the desk searches, `folded` as member names are.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("state of a registration", "Not sent yet")
        SUBMITTED = "submitted", pgettext_lazy("state of a registration", "Waiting for a decision")
        ACCEPTED = "accepted", pgettext_lazy("state of a registration", "Accepted")
        REFUSED = "refused", pgettext_lazy("state of a registration", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("state of a registration", "Withdrawn")

    class Publish(models.TextChoices):
        NOBODY = "nobody", _("Nobody")
        PARTICIPANTS = "participants", _("Other participants")
        EVERYONE = "everyone", _("Everyone")

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="registrations")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="registrations")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    holds_place = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)
    draft = models.JSONField(null=True, blank=True)
    search_text = models.TextField(blank=True)
    publish = models.CharField(max_length=12, choices=Publish, default=Publish.NOBODY)
    recording_consent = models.BooleanField(null=True)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    reason = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="one_registration_per_person")]
        indexes = [
            models.Index(fields=["meeting", "state", "submitted_at"]),
            models.Index(fields=["meeting", "category"]),
        ]

    def __str__(self) -> str:
        return str(self.reference)
