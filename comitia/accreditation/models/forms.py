from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comitia.meetings.models import Meeting


class Mode(models.TextChoices):
    """How somebody takes part."""

    ONLINE = "online", pgettext_lazy("mode of taking part", "Online")
    IN_PERSON = "in_person", pgettext_lazy("mode of taking part", "In person")


class Category(models.Model):
    """A way of taking part in a meeting; its places are those of its own quota and of others that bind it.

    `modes` lists the modes that are possible, the first one taken for granted; `overflow` is the category (to watch only)
    that is offered when no place is left.
    """

    class Admission(models.TextChoices):
        AT_ONCE = "at_once", _("Admitted at once")
        BY_DECISION = "by_decision", _("Decided by the secretariat")

    class Entry(models.TextChoices):
        OPEN = "open", _("Anybody may register")
        INVITATION = "invitation", _("By invitation only")
        DELEGATION = "delegation", _("By a delegation's focal point only")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="categories")
    code = models.SlugField(max_length=40)
    names = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict)
    admission = models.CharField(max_length=15, choices=Admission)
    entry = models.CharField(max_length=12, choices=Entry, default=Entry.OPEN)
    modes = models.JSONField(default=list)
    overflow = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="takes_overflow_of"
    )
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "categories"
        constraints = [models.UniqueConstraint(fields=["meeting", "code"], name="one_category_per_code")]

    def __str__(self) -> str:
        return self.code


class FormVersion(models.Model):
    """One version of a meeting's registration form: `definition` is what `core.forms` reads and writes.

    Once published a version never changes, so that an answer keeps the question it was given to; one draft at most waits.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="form_versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField(default=dict)
    edits = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_form_version_per_number"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(published_at=None), name="one_draft_of_a_form"),
        ]

    def __str__(self) -> str:
        return f"form {self.number} of {self.meeting_id}"
