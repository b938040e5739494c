import uuid

from django.db import models
from django.utils.translation import pgettext_lazy

from comitia.meetings.models import Meeting


class Mailing(models.Model):
    """A letter in an officer's own words to many people of a meeting: to whom, what, and how far it is.

    `audience` and `filters` say who gets it, `texts` what it says ({language: {"subject", "text"}}). Sending it fixes the
    `recipients` (keys of registrations, invitations or focal points); `done` of them have been gone through, `written` is
    the number of letters that came of it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("state of a mailing", "Draft")
        WRITING = "writing", pgettext_lazy("state of a mailing", "Being written")
        DONE = "done", pgettext_lazy("state of a mailing", "Done")

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="mailings")
    audience = models.CharField(max_length=20)
    filters = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    is_reviewed = models.BooleanField(default=False)
    recipients = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["meeting", "state", "created_at"])]

    def __str__(self) -> str:
        return f"{self.state} {self.reference}"
