import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comitia.accounts.models import Person
from comitia.accreditation.models.codes import LENGTH, new_code
from comitia.accreditation.models.forms import Category, FormVersion, Mode
from comitia.meetings.models import Meeting
from comitia.members.models import Member


class Registration(models.Model):
    """A person's registration for a meeting, from the first saved page to the decision.

    `draft` is what the person is filling in ({"category", "done", "answers", "publish", "recording"}), None when nothing
    is under way; `answers` is what was last submitted under the version `form`, `former_answers` what was answered under
    earlier versions to questions that are no longer asked ([{"version", "answers"}]). `name` is how the person is named
    at this meeting, if otherwise than in the account; `registered_by` a focal point or officer who registered them.
    `search_text` is what the desk searches, `folded` as member names are.
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
    entry_code = models.CharField(max_length=LENGTH, default=new_code, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="registrations")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="registrations")
    name = models.CharField(max_length=150, blank=True)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.ONLINE)
    form = models.ForeignKey(FormVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    holds_place = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)
    staff_answers = models.JSONField(default=dict)
    former_answers = models.JSONField(default=list)
    draft = models.JSONField(null=True, blank=True)
    search_text = models.TextField(blank=True)
    publish = models.CharField(max_length=12, choices=Publish, default=Publish.NOBODY)
    recording_consent = models.BooleanField(null=True)
    registered_by = models.UUIDField(null=True)
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
