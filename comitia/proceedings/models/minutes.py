import uuid

from django.db import models
from django.db.models import Q

from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.proceedings.models.decisions import Decision


class Minutes(models.Model):
    """The minutes of a session: written, circulated to the members with a last moment for corrections, adopted.

    `adoption` says how they are adopted under the rules, `basis` cites where those say so; `last_entry` is the number of
    the last entry of the record that they rest on. Adopted ones never change (triggers see to it).
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        CIRCULATED = "circulated"
        ADOPTED = "adopted"

    class Adoption(models.TextChoices):
        DECISION = "decision"
        LAPSE = "lapse"
        UNKNOWN = "unknown"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    languages = models.JSONField(default=list)
    last_entry = models.PositiveIntegerField(default=0)
    adoption = models.CharField(max_length=10, choices=Adoption, default=Adoption.UNKNOWN)
    basis = models.CharField(max_length=200, blank=True)
    drafted_at = models.DateTimeField()
    circulated_at = models.DateTimeField(null=True, blank=True)
    corrections_until = models.DateTimeField(null=True, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="adopted_minutes"
    )

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"minutes of {self.meeting_id}"


class Slot(models.Model):
    """What the rapporteur wrote at a named place of the minutes, by language; `key` is such as `item:` and its reference."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="slots")
    key = models.CharField(max_length=60)
    texts = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "key"], name="one_text_per_slot")]

    def __str__(self) -> str:
        return self.key


class MinutesText(models.Model):
    """The minutes in one language as they were circulated or adopted, for everybody or for the committee; never changed.

    `blocks` are their headings, paragraphs, lists and tables, which every format is made of; `digest` is their SHA-256.
    """

    class Stage(models.TextChoices):
        CIRCULATED = "circulated"
        ADOPTED = "adopted"

    class Access(models.TextChoices):
        PUBLIC = "public"
        COMMITTEE = "committee"

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="texts")
    stage = models.CharField(max_length=10, choices=Stage)
    access = models.CharField(max_length=10, choices=Access)
    language = models.CharField(max_length=12)
    blocks = models.JSONField()
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["minutes", "stage", "access", "language"], name="one_text_of_minutes")
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.access} {self.language}"


class MinutesCorrection(models.Model):
    """A member asks for a correction of circulated minutes, at a place of them; accepted or refused, it stays."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        REFUSED = "refused"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="minutes_corrections")
    proposed_by = models.UUIDField()
    place = models.CharField(max_length=60)
    language = models.CharField(max_length=12)
    text = models.TextField()
    is_late = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    reason = models.TextField(blank=True)
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="one_correction_per_number"),
            models.CheckConstraint(
                condition=Q(state="proposed", answered_at=None) | ~Q(state="proposed"), name="answered_at_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} to {self.minutes_id}"


class Corrigendum(models.Model):
    """What was found wrong in adopted minutes; it follows them and never changes."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="corrigenda")
    number = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=60)
    texts = models.JSONField()
    is_closed = models.BooleanField(default=False)
    issued_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "corrigenda"
        constraints = [models.UniqueConstraint(fields=["minutes", "number"], name="one_corrigendum_per_number")]

    def __str__(self) -> str:
        return f"{self.number} to {self.minutes_id}"
