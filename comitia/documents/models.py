import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comitia.meetings.models import Meeting
from comitia.platform.blobs.models import Blob


class PaperRules(models.Model):
    """How the papers of a meeting are numbered, and by when and in which languages they are issued.

    `days` are whole days before the day of the opening; None while nobody has chosen them.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="paper_rules")
    series = models.CharField(max_length=30)
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    languages = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "paper rules"

    def __str__(self) -> str:
        return f"papers of {self.meeting_id}"


class Document(models.Model):
    """A paper of a meeting: what it is called, to whom it goes, what it is to an earlier one.

    `item` is the number of the agenda item as printed. `due_on` is the last day of issue at the place of the meeting,
    None for papers that have none. A paper with a `relation` corrects, revises or adds to `parent`.
    """

    class Kind(models.TextChoices):
        PRE_SESSION = "pre_session", _("Pre-session paper")
        LIMITED = "limited", _("In-session paper (L.)")
        CONFERENCE_ROOM = "conference_room", _("Conference room paper (CRP.)")
        INFORMATION = "information", _("Information paper (INF.)")
        POST_SESSION = "post_session", _("Post-session paper")
        NON_PAPER = "non_paper", _("Non-paper, without a symbol")

    class Level(models.TextChoices):
        PUBLIC = "public", pgettext_lazy("to whom a paper goes", "Everyone")
        PARTICIPANTS = "participants", pgettext_lazy("to whom a paper goes", "Participants")
        COMMITTEE = "committee", pgettext_lazy("to whom a paper goes", "Delegations of the organ")
        SECRETARIAT = "secretariat", pgettext_lazy("to whom a paper goes", "Secretariat only")

    class Relation(models.TextChoices):
        ADDS = "adds", pgettext_lazy("kind of paper", "Addendum")
        CORRECTS = "corrects", pgettext_lazy("kind of paper", "Correction")
        REVISES = "revises", pgettext_lazy("kind of paper", "Revision")

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="documents")
    symbol = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=15, choices=Kind)
    titles = models.JSONField(default=dict)
    item = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=12, choices=Level)
    original_language = models.CharField(max_length=12)
    due_on = models.DateField(null=True, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers")
    relation = models.CharField(max_length=8, choices=Relation, blank=True)
    announced_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("symbol"), condition=~Q(symbol=""), name="one_paper_per_symbol"),
            models.CheckConstraint(
                condition=Q(parent=None, relation="") | (Q(parent__isnull=False) & ~Q(relation="")),
                name="related_paper_has_a_parent",
            ),
        ]
        indexes = [models.Index(fields=["meeting", "level"])]

    def __str__(self) -> str:
        return self.symbol or str(self.reference)


class LanguageVersion(models.Model):
    """A paper in one language. `source_digest` is the SHA-256 of the original's file when this one was brought."""

    class Status(models.TextChoices):
        ORIGINAL = "original", pgettext_lazy("version of a paper", "Original")
        TRANSLATED = "translated", pgettext_lazy("version of a paper", "Translation")
        UNOFFICIAL = "unofficial", pgettext_lazy("version of a paper", "Unofficial translation")
        MACHINE = "machine", pgettext_lazy("version of a paper", "Machine translation")

    class State(models.TextChoices):
        ANNOUNCED = "announced", pgettext_lazy("state of a paper", "Announced")
        DRAFT = "draft", pgettext_lazy("state of a paper", "Draft")
        CLEARED = "cleared", pgettext_lazy("state of a paper", "Cleared")
        ISSUED = "issued", pgettext_lazy("state of a paper", "Issued")

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(max_length=12)
    status = models.CharField(max_length=10, choices=Status)
    state = models.CharField(max_length=9, choices=State, default=State.ANNOUNCED)
    blob = models.OneToOneField(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="language_version")
    source_digest = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "language", "status"], name="one_version_of_a_status"),
            models.UniqueConstraint(fields=["document"], condition=Q(status="original"), name="one_original"),
            models.CheckConstraint(
                condition=Q(state="announced", blob=None) | (~Q(state="announced") & Q(blob__isnull=False)),
                name="version_has_a_file_once_brought",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", issued_at__isnull=False) | (~Q(state="issued") & Q(issued_at=None)),
                name="version_issued_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.language} {self.state}"


class Waiver(models.Model):
    """The meeting admits a paper that is late, or not there, in some languages: by which majority, when and why."""

    class Majority(models.TextChoices):
        CONSENSUS = "consensus", _("Consensus")
        SIMPLE = "simple", _("Simple majority")
        TWO_THIRDS = "two_thirds", _("Two thirds")
        THREE_QUARTERS = "three_quarters", _("Three quarters")
        UNANIMITY = "unanimity", _("Unanimity")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="waivers")
    languages = models.JSONField()
    majority = models.CharField(max_length=14, choices=Majority)
    reason = models.TextField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"waiver for {self.document_id}"
