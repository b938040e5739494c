import uuid

from django.db import models

from comitia.meetings.models import Meeting
from comitia.members.models import Member


class Attendance(models.Model):
    """A city at a past meeting, under the name and status its source prints."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="attendances")
    name_as_printed = models.CharField(max_length=150)
    country_code = models.CharField(max_length=2, blank=True)
    status = models.CharField(max_length=100)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "name_as_printed"], name="one_attendance_per_name")]

    def __str__(self) -> str:
        return self.name_as_printed


class AgendaRecord(models.Model):
    """An item of a past meeting's agenda, numbered and worded as its source prints it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda_records")
    order = models.PositiveSmallIntegerField()
    number_as_printed = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=300)
    source = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "order"], name="one_agenda_record_per_place")]

    def __str__(self) -> str:
        return self.title


class Import(models.Model):
    """A table somebody brought: kept until it is applied or a day has passed, its report for good."""

    class Kind(models.TextChoices):
        MEMBERS = "members"
        OFFICES = "offices"
        MEETINGS = "meetings"
        MANDATES = "mandates"
        ATTENDANCE = "attendance"
        AGENDAS = "agendas"
        PROGRAMME = "programme"
        DUES = "dues"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    file_name = models.CharField(max_length=150)
    file_digest = models.CharField(max_length=64)
    content = models.BinaryField(blank=True, default=b"")
    brought_at = models.DateTimeField()
    brought_by = models.UUIDField(null=True)
    applied_at = models.DateTimeField(null=True, db_index=True)
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"
