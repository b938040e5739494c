from django.db import models

from comitia.members.models import Member
from comitia.organs.models import Organ, RuleSetVersion


class Meeting(models.Model):
    """A session of an organ (Executive Committee 2020) and the event around it; or a forum or conference without one.

    `rule_set` are the rules that it is held under: they stay from its first call to order on (a trigger sees to it).
    """

    class Kind(models.TextChoices):
        EXECUTIVE_COMMITTEE = "executive_committee"
        GENERAL_ASSEMBLY = "general_assembly"
        FORUM = "forum"
        CONFERENCE = "conference"

    class Mode(models.TextChoices):
        IN_PERSON = "in_person"
        HYBRID = "hybrid"
        ONLINE = "online"

    class State(models.TextChoices):
        PLANNED = "planned"
        CONVOKED = "convoked"
        HELD = "held"
        POSTPONED = "postponed"
        CANCELLED = "cancelled"
        CALL_FOR_BIDS = "call_for_bids"

    slug = models.SlugField(max_length=80, unique=True)
    organ = models.ForeignKey(Organ, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    rule_set = models.ForeignKey(
        RuleSetVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )
    kind = models.CharField(max_length=30, choices=Kind)
    number_as_printed = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField()
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    host = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="hosted_meetings")
    host_as_printed = models.CharField(max_length=150, blank=True)
    country_code = models.CharField(max_length=2, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    theme = models.JSONField(default=dict)
    mode = models.CharField(max_length=10, choices=Mode, blank=True)
    state = models.CharField(max_length=15, choices=State)
    participants_as_printed = models.CharField(max_length=250, blank=True)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)
    hue = models.PositiveSmallIntegerField(null=True, blank=True)
    is_current = models.BooleanField(default=False)
    programme_is_sample = models.BooleanField(default=False)
    provisional_may_vote = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=models.Q(is_current=True), name="one_current_meeting"
            )
        ]

    def __str__(self) -> str:
        return self.slug
