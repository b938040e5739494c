import uuid

from django.db import models
from django.utils.translation import pgettext_lazy

from comitia.members.models import Member
from comitia.voting.models.ballots import Ballot


class RollLine(models.Model):
    """A member on the frozen roll of a ballot, with why it votes or not.

    `name` and `region` are as they were at the opening, `weight` is in micro-units, `proxy` the member that held its
    proxy then, `holder` the person who held its vote then. `has_cast` has no moment: in a secret ballot it is all that
    is known. `request` is a hash of what the last accepted paper was sent with: the same one sent again changes nothing.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="roll")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="roll_lines")
    name = models.CharField(max_length=150)
    region = models.CharField(max_length=40, blank=True)
    weight = models.PositiveBigIntegerField()
    is_entitled = models.BooleanField()
    reason = models.CharField(max_length=30, blank=True)
    since = models.DateField(null=True, blank=True)
    is_present = models.BooleanField()
    proxy = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="roll_lines_as_proxy"
    )
    holder = models.UUIDField(null=True, blank=True)
    has_cast = models.BooleanField(default=False)
    request = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "member"], name="one_roll_line_per_member"),
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="roll_weight_is_positive"),
            models.CheckConstraint(
                condition=models.Q(is_entitled=True) | models.Q(has_cast=False), name="only_the_entitled_cast"
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.pk} of {self.ballot_id}"


class Paper(models.Model):
    """What a member voted in a named ballot, who cast it and in which capacity; the one paper of its roll line."""

    class Capacity(models.TextChoices):
        HOLDER = "holder", pgettext_lazy("who casts a vote", "Holder of the vote")
        PROXY = "proxy", pgettext_lazy("who casts a vote", "Proxy")
        TELLERS = "tellers", pgettext_lazy("who casts a vote", "Two tellers")

    line = models.OneToOneField(RollLine, primary_key=True, on_delete=models.CASCADE, related_name="paper")
    choice = models.JSONField()
    cast_by = models.UUIDField()
    cast_at = models.DateTimeField()
    capacity = models.CharField(max_length=10, choices=Capacity)
    confirmed_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(capacity="tellers", confirmed_by__isnull=False)
                | (~models.Q(capacity="tellers") & models.Q(confirmed_by=None)),
                name="tellers_are_two",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("cast_by")),
                name="tellers_are_different",
            ),
        ]

    def __str__(self) -> str:
        return f"paper {self.pk}"


class CalledVote(models.Model):
    """A vote called in by telephone as one teller heard it, until a second teller enters the same."""

    line = models.OneToOneField(RollLine, primary_key=True, on_delete=models.CASCADE, related_name="called")
    choice = models.JSONField()
    entered_by = models.UUIDField()
    entered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"called vote {self.pk}"


class SealedPaper(models.Model):
    """What somebody voted in a secret ballot: nothing here, nor the order of the rows, leads to a person or a member.

    `weight` is kept only while weights differ, and after the count only if no few members share one.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="sealed_papers")
    choice = models.JSONField()
    weight = models.PositiveBigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return "a sealed paper"
