from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models.forms import Category, Mode
from comitia.accreditation.models.registrations import Registration
from comitia.meetings.models import Meeting
from comitia.members.models import Member


class Quota(models.Model):
    """How many places some categories share: in all, for each member or observer entity, or for each region.

    `places` None means as many as wanted. `own_of` is the category whose number of places this is. `mode` limits it to
    those who take part in one way. `confirm_within` is for how many hours an offered place is kept.
    """

    class Per(models.TextChoices):
        MEETING = "meeting", _("in all")
        MEMBER = "member", _("for each member or observer entity")
        REGION = "region", _("for each region")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="quotas")
    categories = models.ManyToManyField(Category, related_name="quotas")
    own_of = models.OneToOneField(Category, null=True, blank=True, on_delete=models.CASCADE, related_name="own_quota")
    names = models.JSONField(default=dict)
    per = models.CharField(max_length=10, choices=Per, default=Per.MEETING)
    mode = models.CharField(max_length=10, choices=Mode, blank=True)
    places = models.PositiveIntegerField(null=True, blank=True)
    has_waiting_list = models.BooleanField(default=True)
    confirm_within = models.PositiveSmallIntegerField(default=48)
    order = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"quota {self.pk}"


class Pool(models.Model):
    """The places of a quota for one subject ("" in all, "member:1", "observer:1", "region:1"); `taken` never exceeds `places`.

    `edition` counts the changes of the meeting's quotas: a place is taken only under the quotas that whoever takes it knows.
    """

    quota = models.ForeignKey(Quota, on_delete=models.CASCADE, related_name="pools")
    subject = models.CharField(max_length=40, blank=True)
    places = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    edition = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quota", "subject"], name="one_pool_per_subject"),
            models.CheckConstraint(condition=Q(places=None) | Q(taken__lte=F("places")), name="pool_never_exceeded"),
        ]

    def __str__(self) -> str:
        return f"{self.quota_id} {self.subject}".strip()


class WaitingEntry(models.Model):
    """A registration that waits for places, in the order of arrival, at the pool that has none left; an offer runs out.

    `draft` is what will be sent when an offer is confirmed, `places` what an offer holds meanwhile ({pool: number}).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        OFFERED = "offered", _("A place is offered")
        CONFIRMED = "confirmed", _("Confirmed")
        EXPIRED = "expired", _("The offer has run out")
        LEFT = "left", _("Left the list")
        REMOVED = "removed", _("Taken off the list")

    pool = models.ForeignKey(Pool, null=True, on_delete=models.SET_NULL, related_name="waiting")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="waiting")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="waiting")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="waiting")
    mode = models.CharField(max_length=10, choices=Mode)
    quantity = models.PositiveSmallIntegerField(default=1)
    draft = models.JSONField(default=dict)
    places = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    joined_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)
    offer_ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "waiting entries"
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(state__in=["waiting", "offered"]),
                name="one_running_entry_per_registration",
            )
        ]
        indexes = [models.Index(fields=["pool", "state", "joined_at"]), models.Index(fields=["state", "offer_ends_at"])]

    def __str__(self) -> str:
        return f"{self.registration_id} waits for {self.category_id}"
