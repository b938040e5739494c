import uuid

from django.db import models
from django.db.models import Q

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
    """A room, real or virtual, of one meeting; its `channels` are the languages that can be heard in it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="rooms")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=60)
    names = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(default=0)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    channels = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "slug"], name="one_room_per_slug")]

    def __str__(self) -> str:
        return self.slug


class Slot(models.Model):
    """One entry of a programme, which readers call a session. Recorded programmes may lack times; they are kept as printed.

    The columns hold what is released. `draft` holds every value of the working copy (see `queries.drafts`) while it is not
    what is released, and `taken` counts the sign-ups.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        RELEASED = "released"
        CANCELLED = "cancelled"

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
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    draft = models.JSONField(null=True, blank=True)
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
    takes_sign_up = models.BooleanField(default=False)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "slug"], name="one_slot_per_slug")]
        indexes = [models.Index(fields=["meeting", "starts_at"])]

    def __str__(self) -> str:
        return self.slug


class Release(models.Model):
    """A version of a programme that was made public: what it held, and what changed since the one before.

    `snapshot` is {slug: values of the slot}, `changes` a list as `queries.releases` reads it.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    comment = models.TextField(blank=True)
    released_at = models.DateTimeField()
    by = models.UUIDField(null=True)
    snapshot = models.JSONField(default=dict)
    changes = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_release_per_number"),
            models.UniqueConstraint(fields=["meeting", "name"], name="one_release_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Export(models.Model):
    """A released programme in one form and one language, as it goes out; good as long as the edition is the one it was made of."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="programme_exports")
    form = models.CharField(max_length=10)
    language = models.CharField(max_length=12)
    edition = models.PositiveIntegerField()
    content = models.BinaryField()
    etag = models.CharField(max_length=40)
    built_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "form", "language"], name="one_export_per_form_and_language")
        ]

    def __str__(self) -> str:
        return f"{self.form} of {self.meeting_id} in {self.language}"


class BroughtProgramme(models.Model):
    """A file of a programme that somebody brought: kept until it is applied or a day has passed, its report for good."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="brought_programmes")
    language = models.CharField(max_length=12)
    file_name = models.CharField(max_length=150)
    file_digest = models.CharField(max_length=64)
    content = models.BinaryField(blank=True, default=b"")
    brought_at = models.DateTimeField()
    brought_by = models.UUIDField(null=True)
    applied_at = models.DateTimeField(null=True, db_index=True)
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.file_name} for {self.meeting_id}"


class Speaker(models.Model):
    """Someone named in a programme, under the name and position given there.

    `email`, `language` and `zone` are for the secretariat: where letters go, in which language, and when it is night there.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="speakers")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=150)
    positions = models.JSONField(default=dict)
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="speakers")
    biographies = models.JSONField(default=dict)
    is_fictional = models.BooleanField(default=False)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=12, default="en")
    zone = models.CharField(max_length=60, blank=True)

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


class SlotSignUp(models.Model):
    """A person has a place in a slot that takes sign-ups, or waits for one in the order of arrival.

    `is_from_form` says that the registration form asked for it, not the person on the page of the session.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_ups")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="sign_ups")
    signed_up_at = models.DateTimeField()
    is_waiting = models.BooleanField(default=False)
    is_from_form = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "slot"], name="one_sign_up_per_slot")]
        indexes = [models.Index(fields=["slot", "is_waiting", "signed_up_at"])]

    def __str__(self) -> str:
        return f"{self.person_id} attends {self.slot_id}"


class Interpreter(models.Model):
    """Someone who interprets at a meeting, on the spot or from afar."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="interpreters")
    name = models.CharField(max_length=150)
    languages = models.JSONField(default=list)
    is_remote = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "name"], name="one_interpreter_per_name")]

    def __str__(self) -> str:
        return self.name


class InterpreterAssignment(models.Model):
    """An interpreter in the booth of a slot, from one language into another; `turn` is the order in which they take over."""

    interpreter = models.ForeignKey(Interpreter, on_delete=models.CASCADE, related_name="assignments")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="interpretation")
    source_language = models.CharField(max_length=12)
    target_language = models.CharField(max_length=12)
    turn = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["interpreter", "slot", "source_language", "target_language"], name="one_assignment_per_booth"
            ),
            models.CheckConstraint(
                condition=~Q(source_language=models.F("target_language")), name="interpretation_between_two_languages"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interpreter_id} in {self.slot_id}"


class CalendarAddress(models.Model):
    """The private address under which a calendar program reads a person's agenda; it can be replaced."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_address")
    secret = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"
