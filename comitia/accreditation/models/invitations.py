import uuid

from django.db import models
from django.utils.translation import pgettext_lazy

from comitia.accreditation.models.forms import Category
from comitia.accreditation.models.registrations import Registration
from comitia.meetings.models import Meeting
from comitia.members.models import Member


class Invitation(models.Model):
    """An invitation to register in a category, until it runs out; only the digest of its secret is kept.

    `warned_at` is when the reminder went out that it will soon run out.
    """

    class State(models.TextChoices):
        SENT = "sent", pgettext_lazy("state of an invitation", "Not answered")
        ACCEPTED = "accepted", pgettext_lazy("state of an invitation", "Accepted")
        DECLINED = "declined", pgettext_lazy("state of an invitation", "Declined")
        EXPIRED = "expired", pgettext_lazy("state of an invitation", "Run out")
        TAKEN_BACK = "taken_back", pgettext_lazy("state of an invitation", "Taken back")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="invitations")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    admits_at_once = models.BooleanField(default=False)
    message = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    invited_at = models.DateTimeField()
    invited_by = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "email"],
                condition=models.Q(state="sent"),
                name="one_running_invitation_per_email",
            )
        ]
        indexes = [
            models.Index(fields=["meeting", "state", "invited_at"]),
            models.Index(fields=["state", "expires_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class InvitationTable(models.Model):
    """A table of people to invite that an officer brought: kept for a day, gone once it is applied.

    `given` is what holds for rows that say nothing else: category, language, message, last day, admitted at once.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitation_tables")
    file_name = models.CharField(max_length=150)
    content = models.BinaryField()
    given = models.JSONField(default=dict)
    brought_at = models.DateTimeField()
    brought_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return str(self.reference)
