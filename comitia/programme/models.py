from django.db import models

from comitia.accounts.models import Person
from comitia.meetings.models import Meeting
from comitia.members.models import Member


class Edition(models.Model):
    """Counts the changes of a meeting's programme, so that every kept copy of it knows when it is old."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="programme_edition")
    number = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"programme of {self.meeting_id}, edition {self.number}"


class Room(models.Model):
    """A room, real or virtual, of one meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="rooms")
    slug = models.SlugField(max_length=60)
    names = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "slug"], name="one_room_per_slug")]

    def __str__(self) -> str:
        return self.slug


class Slot(models.Model):
    """One entry of a programme, which readers call a session. Recorded programmes may lack times; they are kept as printed."""

    class Kind(models.TextChoices):
        PLENARY = "plenary"
        COMMITTEE = "committee"
        FORUM = "forum"
        MATCHMAKING = "matchmaking"
        SHOWCASE = "showcase"
        CEREMONY = "ceremony"
        TOUR = "tour"
        SOCIAL = "social"
        BREAK = "break"
        LOGISTICS = "logistics"
        OTHER = "other"

    class Audience(models.TextChoices):
        EVERYONE = "everyone"
        DELEGATIONS = "delegations"
        MEMBERS_VOTE = "members_vote"
        BY_APPOINTMENT = "by_appointment"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="slots")
    slug = models.SlugField(max_length=80)
    kind = models.CharField(max_length=15, choices=Kind)
    kind_as_printed = models.CharField(max_length=60, blank=True)
    titles = models.JSONField(default=dict)
    summaries = models.JSONField(default=dict)
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="slots")
    room_as_printed = models.CharField(max_length=200, blank=True)
    fills_all_rooms = models.BooleanField(default=False)
    audience = models.CharField(max_length=15, choices=Audience, default=Audience.EVERYONE)
    languages = models.JSONField(default=list)
    day = models.DateField(null=True, blank=True)
    day_as_printed = models.CharField(max_length=20, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    start_as_printed = models.CharField(max_length=10, blank=True)
    end_as_printed = models.CharField(max_length=10, blank=True)
    speakers_as_printed = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "slug"], name="one_slot_per_slug")]
        indexes = [models.Index(fields=["meeting", "starts_at"])]

    def __str__(self) -> str:
        return self.slug


class Speaker(models.Model):
    """Someone named in a programme, under the name and position given there."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="speakers")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=150)
    positions = models.JSONField(default=dict)
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="speakers")
    biographies = models.JSONField(default=dict)
    is_fictional = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "slug"], name="one_speaker_per_slug")]

    def __str__(self) -> str:
        return self.name


class Appearance(models.Model):
    """A speaker in a slot, in a part; `position` only where this slot prints another one than the speaker has."""

    class Part(models.TextChoices):
        SPEAKER = "speaker"
        MODERATOR = "moderator"
        PANELLIST = "panellist"
        KEYNOTE = "keynote"
        CHAIR = "chair"

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="appearances")
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="appearances")
    part = models.CharField(max_length=10, choices=Part, default=Part.SPEAKER)
    position = models.CharField(max_length=250, blank=True)
    note = models.CharField(max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slot", "speaker"], name="one_appearance_per_slot")]

    def __str__(self) -> str:
        return f"{self.speaker_id} in {self.slot_id}"


class Bookmark(models.Model):
    """A slot in a person's own agenda."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="bookmarks")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="bookmarks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "slot"], name="one_bookmark_per_slot")]

    def __str__(self) -> str:
        return f"{self.person_id} keeps {self.slot_id}"


class CalendarAddress(models.Model):
    """The private address under which a calendar program reads a person's agenda; it can be replaced."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_address")
    secret = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"
