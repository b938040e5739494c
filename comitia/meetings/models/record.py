from django.db import models

from comitia.meetings.models.meetings import Meeting


class RecordEntry(models.Model):
    """Something that happened in a session, chained to what happened before; rows never change (triggers see to it).

    Members stand in `facts` by their slug, people by their reference: nothing personal.
    """

    class Access(models.TextChoices):
        PUBLIC = "public"
        PARTICIPANTS = "participants"
        COMMITTEE = "committee"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="record")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    facts = models.JSONField()
    access = models.CharField(max_length=12, choices=Access)
    salt = models.CharField(max_length=32)
    body_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "record entries"
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="one_record_entry_per_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
