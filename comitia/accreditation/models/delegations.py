import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comitia.accounts.models import Person
from comitia.accreditation.models.registrations import Registration
from comitia.meetings.models import Meeting
from comitia.members.models import Member, Region
from comitia.platform.blobs.models import Blob


class ObserverEntity(models.Model):
    """A body that is no member and observes: a network, an agency, an embassy, an invited city."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    native_name = models.CharField(max_length=200, blank=True)
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="observer_entities"
    )
    country = models.CharField(max_length=2, blank=True)

    class Meta:
        verbose_name_plural = "observer entities"

    def __str__(self) -> str:
        return self.name


class Delegation(models.Model):
    """Those who take part in a meeting for one member or observer entity. `holder` is the one who may cast its vote.

    `edits` counts its changes, so that two focal points do not overwrite each other.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="delegations")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="delegations")
    observer = models.ForeignKey(
        ObserverEntity, null=True, blank=True, on_delete=models.PROTECT, related_name="delegations"
    )
    holder = models.OneToOneField(
        "Delegate", null=True, blank=True, on_delete=models.SET_NULL, related_name="holds_vote_of"
    )
    edits = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None, observer__isnull=False) | Q(member__isnull=False, observer=None),
                name="delegation_of_a_member_or_an_observer",
            ),
            models.UniqueConstraint(fields=["meeting", "member"], name="one_delegation_per_member"),
            models.UniqueConstraint(fields=["meeting", "observer"], name="one_delegation_per_observer"),
        ]

    def __str__(self) -> str:
        return str(self.reference)


class FocalPoint(models.Model):
    """Someone who composes one delegation, invited by mail; `person` is empty until the invitation is taken up."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="focal_points")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=12)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="focal_points")
    digest = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    taken_up_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delegation", "email"], condition=Q(ended_at=None), name="one_running_focal_point_per_email"
            )
        ]

    def __str__(self) -> str:
        return f"focal point of {self.delegation_id}"


class LetterOfMandate(models.Model):
    """A signed letter that names a delegation; a later one adds to those before."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="letters")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="letters_of_mandate")
    issued_by = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField()
    received_from = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"letter {self.pk} of {self.delegation_id}"


class Delegate(models.Model):
    """A person's part in a delegation. `rank` orders the alternates; `affiliation` is their relation to the nominating body.

    `email` is the address as the focal point gave it; what an account holds is its owner's alone.
    """

    class Role(models.TextChoices):
        HEAD = "head", _("Head of delegation")
        ALTERNATE = "alternate", _("Alternate")
        ADVISER = "adviser", _("Adviser")
        OBSERVER = "observer", pgettext_lazy("role in a delegation", "Observer")
        TECHNICAL = "technical", _("Technical staff")

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="delegates")
    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="delegate")
    role = models.CharField(max_length=10, choices=Role)
    rank = models.PositiveSmallIntegerField(default=0)
    email = models.EmailField(max_length=254, blank=True)
    position = models.CharField(max_length=200, blank=True)
    affiliation = models.CharField(max_length=200, blank=True)
    away_since = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delegation"], condition=Q(role="head", left_at=None), name="one_head_per_delegation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class Credential(models.Model):
    """What a letter empowers a delegate to do, and what became of it; nobody accepts their own."""

    class State(models.TextChoices):
        AWAITED = "awaited", pgettext_lazy("state of a credential", "Letter awaited")
        RECEIVED = "received", pgettext_lazy("state of a credential", "Letter received")
        INCOMPLETE = "incomplete", pgettext_lazy("state of a credential", "Incomplete")
        PROVISIONAL = "provisional", pgettext_lazy("state of a credential", "Provisional")
        ACCEPTED = "accepted", pgettext_lazy("state of a credential", "Accepted")
        REJECTED = "rejected", pgettext_lazy("state of a credential", "Rejected")
        REPLACED = "replaced", pgettext_lazy("state of a credential", "Replaced")

    delegate = models.OneToOneField(Delegate, on_delete=models.CASCADE, related_name="credential")
    letter = models.ForeignKey(
        LetterOfMandate, null=True, blank=True, on_delete=models.SET_NULL, related_name="credentials"
    )
    state = models.CharField(max_length=12, choices=State, default=State.AWAITED)
    speaks = models.BooleanField(default=False)
    votes = models.BooleanField(default=False)
    signs = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "changed_at"])]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"
