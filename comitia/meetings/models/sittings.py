import uuid

from django.db import models
from django.db.models import Q

from comitia.accounts.models import Person
from comitia.meetings.models.meetings import Meeting
from comitia.members.models import Member


class Sitting(models.Model):
    """A part of a session between call to order and adjournment; `is_closed` says that it sits in camera.

    `quorum` is how the quorum was judged last (`core.governance.quorum.QuorumOutcome` as plain data; empty until then),
    `is_inquorate` that it is missed, and `quorum_step` which step of the rule's ladder it is judged by.
    """

    class State(models.TextChoices):
        SCHEDULED = "scheduled"
        IN_SESSION = "in_session"
        SUSPENDED = "suspended"
        ADJOURNED = "adjourned"
        CLOSED = "closed"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="sittings")
    number = models.PositiveSmallIntegerField()
    titles = models.JSONField(default=dict)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.SCHEDULED)
    is_inquorate = models.BooleanField(default=False)
    quorum = models.JSONField(default=dict)
    quorum_step = models.PositiveSmallIntegerField(default=0)
    is_closed = models.BooleanField(default=False)
    called_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_sitting_per_number"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(state__in=["in_session", "suspended"]), name="one_running_sitting"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="sitting_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"sitting {self.number} of {self.meeting_id}"


class Officer(models.Model):
    """Who presides over a sitting, reports on it, keeps its record or counts its votes, from and until when."""

    class Role(models.TextChoices):
        PRESIDING = "presiding"
        RAPPORTEUR = "rapporteur"
        CLERK = "clerk"
        TELLER = "teller"

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="officers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sitting_offices")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="sitting_offices")
    role = models.CharField(max_length=10, choices=Role)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sitting"], condition=Q(role="presiding", until=None), name="one_presiding_officer"
            ),
            models.UniqueConstraint(
                fields=["sitting", "person", "role"], condition=Q(until=None), name="one_office_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"


class Presence(models.Model):
    """A person is at a sitting for some time; a member is present while somebody is who sits for it.

    `seen_at` is when a browser was last heard of; it says nothing about those who are in the room.
    """

    class Mode(models.TextChoices):
        ONLINE = "online"
        IN_PERSON = "in_person"

    class Source(models.TextChoices):
        BROWSER = "browser"
        DOOR = "door"
        DECLARED = "declared"

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="presences")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="presences")
    mode = models.CharField(max_length=10, choices=Mode)
    source = models.CharField(max_length=10, choices=Source)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "person"], condition=Q(until=None), name="one_place_at_a_time")
        ]
        indexes = [models.Index(fields=["sitting", "member", "until"])]

    def __str__(self) -> str:
        return f"presence of {self.person_id} since {self.since}"
