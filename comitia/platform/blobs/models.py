from __future__ import annotations

import uuid

from django.db import models


class Blob(models.Model):
    """A file somebody brought, or that was made here: what it is and whether it may be handed out; its bytes are on the disk."""

    class State(models.TextChoices):
        CLEAN = "clean"
        QUARANTINED = "quarantined"
        INFECTED = "infected"
        ERASED = "erased"

    class Reason(models.TextChoices):
        """Why a file is, or was, in quarantine."""

        NOT_SCANNED = "not_scanned"
        ACTIVE_CONTENT = "active_content"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=11, choices=State)
    reason = models.CharField(max_length=14, choices=Reason, default="", blank=True)
    owner = models.UUIDField(null=True, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    stored_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "stored_at"], name="blobs_by_owner")]

    def __str__(self) -> str:
        return f"{self.reference} {self.media_type} {self.state}"
