import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from comitia.accreditation.models import FocalPoint, ObserverEntity, Registration
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.platform.blobs.models import Blob


class Convocation(models.Model):
    """A notice that calls the members of an organ to a session: to whom, in which words, with which agenda, by when.

    `days` were chosen where the rules name none. What is sent is frozen when it is issued: `agenda` holds the items and
    papers of that moment, `digest` their SHA-256; `last_day` and `article` say which deadline was judged.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("state of a convocation", "Draft")
        ISSUED = "issued", pgettext_lazy("state of a convocation", "Issued")
        AMENDED = "amended", pgettext_lazy("state of a convocation", "Replaced by a later one")
        WITHDRAWN = "withdrawn", pgettext_lazy("state of a convocation", "Withdrawn")
        POSTPONED = "postponed", pgettext_lazy("state of a convocation", "Session postponed")

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="convocations")
    number = models.PositiveSmallIntegerField()
    amends = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="amended_by")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    is_extraordinary = models.BooleanField(default=False)
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    with_observers = models.BooleanField(default=True)
    categories = models.JSONField(default=list)
    texts = models.JSONField(default=dict)
    agenda = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(null=True, blank=True)
    article = models.CharField(max_length=200, blank=True)
    waiver_reason = models.TextField(blank=True)
    waived_by = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_convocation_per_number"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(state="draft"), name="one_convocation_being_written"
            ),
            models.UniqueConstraint(fields=["meeting"], condition=Q(state="issued"), name="one_convocation_in_force"),
            models.CheckConstraint(
                condition=Q(state="draft", issued_at=None) | (~Q(state="draft") & Q(issued_at__isnull=False)),
                name="convocation_issued_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"convocation {self.number} of {self.meeting_id}"


class Addressee(models.Model):
    """A member, an observer entity or a registered person whom a convocation calls.

    `lacks` says why no letter could be written to them; they are reached by another channel.
    """

    class Lack(models.TextChoices):
        NOBODY = "nobody", pgettext_lazy("why no letter was written", "Nobody is named for it")
        NO_ADDRESS = "no_address", pgettext_lazy("why no letter was written", "No e-mail address is known")

    convocation = models.ForeignKey(Convocation, on_delete=models.CASCADE, related_name="addressees")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="convocations")
    observer = models.ForeignKey(
        ObserverEntity, null=True, blank=True, on_delete=models.PROTECT, related_name="convocations"
    )
    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.SET_NULL, related_name="convocations"
    )
    lacks = models.CharField(max_length=10, choices=Lack, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["convocation", "member"], name="one_address_per_member_convoked"),
            models.UniqueConstraint(fields=["convocation", "observer"], name="one_address_per_observer_convoked"),
            models.UniqueConstraint(fields=["convocation", "registration"], name="one_address_per_person_convoked"),
            models.CheckConstraint(condition=Q(member=None) | Q(observer=None), name="convoked_as_one_thing"),
        ]

    def __str__(self) -> str:
        return f"addressee {self.pk} of {self.convocation_id}"


class Notice(models.Model):
    """One way in which an addressee was reached: a letter of ours, or what an officer declares, with its proof.

    `mail` is the key of the letter in the outbox, whose state proves it; addresses and names stay there and with the
    focal points and registrations.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", pgettext_lazy("way of a notice", "E-mail")
        POST = "post", pgettext_lazy("way of a notice", "Post")
        NOTE_VERBALE = "note_verbale", pgettext_lazy("way of a notice", "Note verbale")
        BY_HAND = "by_hand", pgettext_lazy("way of a notice", "Handed over")

    addressee = models.ForeignKey(Addressee, on_delete=models.CASCADE, related_name="notices")
    channel = models.CharField(max_length=12, choices=Channel)
    role = models.CharField(max_length=12, blank=True)
    mail = models.CharField(max_length=120, blank=True, db_index=True)
    focal_point = models.ForeignKey(
        FocalPoint, null=True, blank=True, on_delete=models.SET_NULL, related_name="convocation_notices"
    )
    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.SET_NULL, related_name="convocation_notices"
    )
    sent_on = models.DateField()
    identifier = models.CharField(max_length=100, blank=True)
    proof = models.TextField(blank=True)
    blob = models.OneToOneField(
        Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="convocation_notice"
    )
    noted_at = models.DateTimeField()
    noted_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.channel} to {self.addressee_id}"
