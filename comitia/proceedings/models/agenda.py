import uuid

from django.db import models

from comitia.meetings.models import Meeting, Sitting


class AgendaItem(models.Model):
    """An item of a session's agenda, under another one or at the top; `number` is as shown (4, 4.2, IV).

    `business` says what the committee does with it; `matter_class` names a class of the rules of procedure.
    """

    class Business(models.TextChoices):
        DECIDE = "decide"
        DISCUSS = "discuss"
        NOTE = "note"
        CONSENT = "consent"

    class State(models.TextChoices):
        PROVISIONAL = "provisional"
        ADOPTED = "adopted"
        CALLED = "called"
        DEFERRED = "deferred"
        REFERRED = "referred"
        DECIDED = "decided"
        NOTED = "noted"
        WITHDRAWN = "withdrawn"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda_items")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=20, blank=True)
    titles = models.JSONField(default=dict)
    business = models.CharField(max_length=10, choices=Business, default=Business.DISCUSS)
    matter_class = models.CharField(max_length=40, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    is_closed = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.PROVISIONAL)
    sitting = models.ForeignKey(Sitting, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "parent", "position"], name="one_item_per_place"),
            models.UniqueConstraint(
                fields=["meeting"], condition=models.Q(state="called"), name="one_item_called_at_a_time"
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.number} of {self.meeting_id}"
