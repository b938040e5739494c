from django.db import models

from comitia.members.models import Member


class Organ(models.Model):
    """A body that decides: the General Assembly, the Executive Committee.

    `standing_rule` holds every version of its rule on dues, read by `queries.standing`.
    """

    code = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    term_years = models.PositiveSmallIntegerField(null=True, blank=True)
    holds_over = models.BooleanField(default=True)
    standing_rule = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.code


class Mandate(models.Model):
    """A member holds a seat or an office of an organ, from and until as precisely as the source says (2017 or 2017-06-27)."""

    class Role(models.TextChoices):
        PRESIDENT = "president"
        EXECUTIVE_VICE_PRESIDENT = "executive_vice_president"
        VICE_PRESIDENT = "vice_president"
        MEMBER = "member"
        INTERIM_MEMBER = "interim_member"

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="mandates")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=30, choices=Role)
    starts = models.CharField(max_length=10, blank=True)
    ends = models.CharField(max_length=10, blank=True)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "member", "role", "starts", "source"], name="one_mandate_per_role_start_and_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.role} {self.starts}"


class RuleSetVersion(models.Model):
    """A version of the rules of procedure of an organ: a draft, or rules that were put in force and never change again.

    `definition` is a `core.governance.rule_set.RuleSet` as plain data; the other facts are in it too and stand here to be
    asked for. `preset` is what the draft began from.
    """

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="rule_set_versions")
    number = models.PositiveSmallIntegerField()
    names = models.JSONField(default=dict)
    definition = models.JSONField()
    preset = models.CharField(max_length=40, blank=True)
    adopted_by = models.TextField(blank=True)
    in_force_from = models.DateField(null=True)
    in_force_until = models.DateField(null=True)
    put_in_force_at = models.DateTimeField(null=True)
    put_in_force_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organ", "number"], name="one_version_of_rules_per_number"),
            models.CheckConstraint(
                condition=models.Q(put_in_force_at__isnull=True) | models.Q(in_force_from__isnull=False),
                name="rules_in_force_have_a_first_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organ_id} version {self.number}"
