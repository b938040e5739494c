import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from comitia.accreditation.models.forms import Category
from comitia.accreditation.models.registrations import Registration
from comitia.meetings.models import Meeting
from comitia.platform.blobs.models import Blob


class BadgeDesign(models.Model):
    """What is printed where on a badge: `definition` holds its size in millimetres and its elements."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="badge_designs")
    name = models.CharField(max_length=100)
    categories = models.ManyToManyField(Category, related_name="badge_designs", blank=True)
    definition = models.JSONField(default=dict)
    edits = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "name"], name="one_badge_design_per_name")]

    def __str__(self) -> str:
        return self.name


class BadgeRun(models.Model):
    """A printing of many badges: how far it is, and the file in the end."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("state of a printing", "Waiting")
        RUNNING = "running", pgettext_lazy("state of a printing", "Printing")
        DONE = "done", pgettext_lazy("state of a printing", "Done")
        FAILED = "failed", pgettext_lazy("state of a printing", "Failed")

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    design = models.ForeignKey(BadgeDesign, on_delete=models.CASCADE, related_name="runs")
    registrations = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    remarks = models.JSONField(default=list)
    blob = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.SET_NULL, related_name="badge_runs")
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.state} {self.reference}"


class LetterTemplate(models.Model):
    """A DOCX file with placeholders for letters to participants, such as the one that supports a visa."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="letter_templates")
    kind = models.SlugField(max_length=40)
    language = models.CharField(max_length=12)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="letter_templates")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "kind", "language"], name="one_letter_template_per_kind_and_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"


class IssuedLetter(models.Model):
    """A letter written for one participant from a template; issuing it again replaces it."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="issued_letters")
    kind = models.SlugField(max_length=40)
    language = models.CharField(max_length=12)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="issued_letters")
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "kind"], name="one_issued_letter_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"


class CheckIn(models.Model):
    """Somebody going in or out at a door. `key` is made by the device, so that what is sent twice counts once.

    `at` is when it happened by the device's clock, `received_at` when the server heard of it.
    """

    class Direction(models.TextChoices):
        IN = "in", pgettext_lazy("through a door", "In")
        OUT = "out", pgettext_lazy("through a door", "Out")

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="check_ins")
    key = models.UUIDField(unique=True)
    direction = models.CharField(max_length=3, choices=Direction)
    door = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["registration", "at"])]
        constraints = [models.CheckConstraint(condition=Q(direction__in=["in", "out"]), name="check_in_in_or_out")]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.direction}"
