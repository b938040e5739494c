from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comitia.meetings.models import Meeting


class Mode(models.TextChoices):
    """How somebody takes part."""

    ONLINE = "online", pgettext_lazy("mode of taking part", "Online")
    IN_PERSON = "in_person", pgettext_lazy("mode of taking part", "In person")


class Category(models.Model):
    """A way of taking part in a meeting, with its places; `taken` never exceeds `places` (a database constraint).

    `modes` lists the modes that are possible, the first one taken for granted.
    """

    class Admission(models.TextChoices):
        AT_ONCE = "at_once", _("Admitted at once")
        BY_DECISION = "by_decision", _("Decided by the secretariat")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="categories")
    code = models.SlugField(max_length=40)
    names = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict)
    admission = models.CharField(max_length=15, choices=Admission)
    modes = models.JSONField(default=list)
    places = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "code"], name="one_category_per_code"),
            models.CheckConstraint(condition=Q(places=None) | Q(taken__lte=F("places")), name="places_never_exceeded"),
        ]

    def __str__(self) -> str:
        return self.code


class FormVersion(models.Model):
    """One published version of a meeting's registration form: `definition` is what `core.forms` reads and writes.

    It never changes, so that an answer keeps the question it was given to; the highest number is what is asked now.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="form_versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="one_form_version_per_number")]

    def __str__(self) -> str:
        return f"form {self.number} of {self.meeting_id}"
