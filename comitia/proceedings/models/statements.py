import uuid

from django.db import models
from django.db.models import Q

from comitia.accreditation.models import ObserverEntity
from comitia.members.models import Member
from comitia.proceedings.models.agenda import AgendaItem


class Statement(models.Model):
    """What a delegation says on an item in writing instead of speaking; it stands in the record once it is accepted."""

    class State(models.TextChoices):
        HANDED_IN = "handed_in"
        ACCEPTED = "accepted"
        RETURNED = "returned"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="statements")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="statements")
    observer = models.ForeignKey(
        ObserverEntity, null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    language = models.CharField(max_length=10)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.HANDED_IN)
    handed_in_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, observer=None) | Q(member=None, observer__isnull=False),
                name="statement_of_one",
            ),
            models.UniqueConstraint(
                fields=["item", "member"], condition=Q(state="handed_in"), name="one_waiting_statement_of_a_member"
            ),
            models.UniqueConstraint(
                fields=["item", "observer"], condition=Q(state="handed_in"), name="one_waiting_statement_of_an_observer"
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)
