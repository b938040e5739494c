from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models.forms import Category
from comitia.accreditation.models.registrations import Registration
from comitia.meetings.models import Meeting


class Quota(models.Model):
    """How many places some categories share: in all, for each member, for each region, or at one session.

    `places` None means as many as wanted. `confirm_within` is for how many hours an offered place is kept.
    """

    class Per(models.TextChoices):
        MEETING = "meeting", _("in all")
        MEMBER = "member", _("for each member or observer entity")
        REGION = "region", _("for each region")
        SESSION = "session", _("at one session")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="quotas")
    categories = models.ManyToManyField(Category, related_name="quotas", blank=True)
    names = models.JSONField(default=dict)
    per = models.CharField(max_length=10, choices=Per, default=Per.MEETING)
    mode = models.CharField(max_length=10, blank=True)
    session = models.CharField(max_length=80, blank=True)
    places = models.PositiveIntegerField(null=True, blank=True)
    has_waiting_list = models.BooleanField(default=False)
    confirm_within = models.PositiveSmallIntegerField(default=48)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "session"], condition=~Q(session=""), name="one_quota_per_session"
            )
        ]

    def __str__(self) -> str:
        return f"quota {self.pk}"


class Pool(models.Model):
    """The places of a quota for one subject ("" in all, "member:<slug>", "region:<code>"); `taken` never exceeds `places`."""

    quota = models.ForeignKey(Quota, on_delete=models.CASCADE, related_name="pools")
    subject = models.CharField(max_length=120, blank=True)
    places = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quota", "subject"], name="one_pool_per_subject"),
            models.CheckConstraint(condition=Q(places=None) | Q(taken__lte=F("places")), name="pool_never_exceeded"),
        ]

    def __str__(self) -> str:
        return f"{self.quota_id} {self.subject}".strip()


class Place(models.Model):
    """The places that a registration holds in a pool: its own and those of the people who accompany it."""

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="held")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="held")
    quantity = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "pool"], name="one_entry_per_pool_and_registration")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.pool_id}"


class WaitingEntry(models.Model):
    """A registration that waits for places of a pool, in the order of arrival; an offer runs out."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        OFFERED = "offered", _("A place is offered")
        CONFIRMED = "confirmed", _("Confirmed")
        EXPIRED = "expired", _("The offer has run out")
        LEFT = "left", _("Left the list")

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="waiting")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="waiting")
    quantity = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    joined_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)
    offer_ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "waiting entries"
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "pool"],
                condition=Q(state__in=["waiting", "offered"]),
                name="one_running_entry_per_pool_and_registration",
            )
        ]
        indexes = [models.Index(fields=["pool", "state", "joined_at"])]

    def __str__(self) -> str:
        return f"{self.registration_id} waits for {self.pool_id}"
