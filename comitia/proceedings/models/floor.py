import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q

from comitia.accounts.models import Person
from comitia.accreditation.models import ObserverEntity
from comitia.meetings.models import Meeting, Sitting
from comitia.members.models import Member
from comitia.platform.blobs.models import Blob
from comitia.proceedings.models.agenda import AgendaItem


class SpeakersList(models.Model):
    """The list of those who ask for the floor on an item; `limits` are seconds by class of speaker, and per section."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSING = "closing"
        CLOSED = "closed"

    class Policy(models.TextChoices):
        FIFO = "fifo"
        FIRST_TIME_FIRST = "first_time_first"
        ALTERNATING_SECTIONS = "alternating_sections"

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="speakers_list")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    policy = models.CharField(max_length=30, choices=Policy, default=Policy.FIFO)
    limits = models.JSONField(default=dict)
    section_seconds = models.PositiveIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"speakers on {self.item_id}"


class Speech(models.Model):
    """Somebody asks for the floor on an item and gets it; time runs since `begun_at` and ran for `used` before.

    It is for a member or an observer entity, or (put on the list by the chair) for a `guest` who has a name only.
    `section` is the region then, `group` those on whose behalf a member speaks, `place` the one that the chair gave.
    `length` is that of a recorded `statement`.
    """

    class Klass(models.TextChoices):
        MEMBER = "member"
        GROUP = "group"
        OBSERVER = "observer"
        POINT_OF_ORDER = "point_of_order"
        RIGHT_OF_REPLY = "right_of_reply"
        RECORDED_STATEMENT = "recorded_statement"

    class State(models.TextChoices):
        QUEUED = "queued"
        SPEAKING = "speaking"
        PAUSED = "paused"
        DONE = "done"
        WITHDRAWN = "withdrawn"
        LAPSED = "lapsed"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="speeches")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="speeches")
    sitting = models.ForeignKey(Sitting, null=True, blank=True, on_delete=models.PROTECT, related_name="speeches")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="speeches")
    observer = models.ForeignKey(
        ObserverEntity, null=True, blank=True, on_delete=models.PROTECT, related_name="speeches"
    )
    guest = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="speeches")
    klass = models.CharField(max_length=20, choices=Klass)
    group = models.CharField(max_length=200, blank=True)
    section = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    allowed = models.DurationField(null=True, blank=True)
    used = models.DurationField(default=timedelta)
    statement = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="speeches")
    length = models.DurationField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "speeches"
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, observer=None, guest="")
                | Q(member=None, observer__isnull=False, guest="")
                | (Q(member=None, observer=None) & ~Q(guest="")),
                name="speech_of_somebody",
            ),
            models.UniqueConstraint(fields=["meeting"], condition=Q(state="speaking"), name="one_speech_at_a_time"),
            models.UniqueConstraint(
                fields=["item", "member", "klass"], condition=Q(state="queued"), name="one_request_of_a_member"
            ),
            models.UniqueConstraint(
                fields=["item", "observer", "klass"], condition=Q(state="queued"), name="one_request_of_an_observer"
            ),
        ]
        indexes = [models.Index(fields=["item", "state"])]

    def __str__(self) -> str:
        return f"{self.klass} {self.reference}"
