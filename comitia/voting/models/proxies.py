import uuid

from django.db import models
from django.db.models import Q

from comitia.meetings.models import Meeting
from comitia.members.models import Member


class Proxy(models.Model):
    """A member lets another one cast its vote in a session while it is away; valid once it is accepted."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="proxies")
    principal = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="proxies_given")
    holder = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="proxies_held")
    lodged_at = models.DateTimeField()
    lodged_by = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.UUIDField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_because = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name_plural = "proxies"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "principal"], condition=Q(revoked_at=None), name="one_running_proxy_per_principal"
            ),
            models.CheckConstraint(condition=~Q(principal=models.F("holder")), name="no_proxy_for_oneself"),
        ]

    def __str__(self) -> str:
        return f"proxy {self.reference}"


class Recusal(models.Model):
    """A member steps back from whatever is put to the vote about a subject, because its own interest is concerned."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="recusals")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="recusals")
    subject = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member", "subject"],
                condition=Q(withdrawn_at=None),
                name="one_running_recusal_per_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} steps back from {self.subject}"
