import uuid

from django.db import models
from django.db.models import Q

from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.proceedings.models.agenda import AgendaItem


class Motion(models.Model):
    """What a member moves: a text to adopt (`kind` substantive), or how the sitting goes on (procedural).

    `lacks` names what the rules ask and its text does not have (late, languages), `waived` what of that was waived.
    `moved_by` is the reference of the person; `reason` says why it was refused, referred, deferred or fell.
    """

    class Kind(models.TextChoices):
        SUBSTANTIVE = "substantive"
        PROCEDURAL = "procedural"

    class State(models.TextChoices):
        SUBMITTED = "submitted"
        INADMISSIBLE = "inadmissible"
        ADMITTED = "admitted"
        DEBATE = "debate"
        VOTING = "voting"
        ADOPTED = "adopted"
        REJECTED = "rejected"
        LAPSED = "lapsed"
        WITHDRAWN = "withdrawn"
        REFERRED = "referred"
        DEFERRED = "deferred"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="motions")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="motions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=11, choices=Kind, default=Kind.SUBSTANTIVE)
    procedural_type = models.CharField(max_length=40, blank=True)
    titles = models.JSONField(default=dict)
    mover = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="motions")
    moved_by = models.UUIDField()
    state = models.CharField(max_length=12, choices=State, default=State.SUBMITTED)
    lacks = models.JSONField(default=list)
    waived = models.JSONField(default=dict)
    referred_to = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    submitted_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_motion_per_number"),
            models.CheckConstraint(
                condition=Q(kind="procedural") ^ Q(procedural_type=""), name="a_procedural_motion_has_a_type"
            ),
            models.CheckConstraint(
                condition=Q(kind="procedural") | Q(item__isnull=False), name="a_text_stands_under_an_item"
            ),
        ]
        indexes = [models.Index(fields=["meeting", "state"])]

    def __str__(self) -> str:
        return f"motion {self.number} of {self.meeting_id}"


class MotionVersion(models.Model):
    """The text of a motion as it was submitted, and as amendments left it; rows never change (triggers see to it)."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.JSONField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["motion", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"version {self.number} of {self.motion_id}"


class Amendment(models.Model):
    """Operations on one version of a motion's text.

    `order` is its place in the voting as the chair put it, `settled` counts those carried or accepted in their order;
    `obsolete_by` is the carried amendment that it disputes. `remarks` are the mover's, `reason` says why it was refused.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted"
        INADMISSIBLE = "inadmissible"
        ADMITTED = "admitted"
        ACCEPTED = "accepted"
        CARRIED = "carried"
        LOST = "lost"
        OBSOLETE = "obsolete"
        WITHDRAWN = "withdrawn"
        MERGED = "merged"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(MotionVersion, on_delete=models.PROTECT, related_name="amendments")
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    operations = models.JSONField()
    mover = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="amendments")
    moved_by = models.UUIDField()
    remarks = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.SUBMITTED)
    lacks = models.JSONField(default=list)
    waived = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(null=True, blank=True)
    settled = models.PositiveSmallIntegerField(null=True, blank=True)
    obsolete_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="makes_obsolete"
    )
    result = models.JSONField(default=dict)
    submitted_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["motion", "number"], name="one_amendment_per_number")]

    def __str__(self) -> str:
        return f"amendment {self.number} to {self.motion_id}"


class Seconding(models.Model):
    """A member supports a motion, or an amendment to one, that another member moved."""

    motion = models.ForeignKey(Motion, null=True, blank=True, on_delete=models.CASCADE, related_name="secondings")
    amendment = models.ForeignKey(Amendment, null=True, blank=True, on_delete=models.CASCADE, related_name="secondings")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="secondings")
    person = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(motion=None, amendment__isnull=False) | Q(motion__isnull=False, amendment=None),
                name="seconding_of_a_motion_or_an_amendment",
            ),
            models.UniqueConstraint(fields=["motion", "member"], name="one_seconding_of_a_motion_per_member"),
            models.UniqueConstraint(fields=["amendment", "member"], name="one_seconding_of_an_amendment_per_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} seconds {self.motion_id or self.amendment_id}"
