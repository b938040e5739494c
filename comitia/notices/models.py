from django.db import models


class Mail(models.Model):
    """One e-mail in one language, kept until it is sent, and sent once."""

    class State(models.TextChoices):
        REVIEW = "review"
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        BOUNCED = "bounced"
        FAILED = "failed"
        HELD = "held"
        DROPPED = "dropped"

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=60)
    to = models.EmailField(max_length=254)
    person = models.UUIDField(null=True, db_index=True)
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    calendar = models.BinaryField(blank=True, default=b"")
    holds_secret = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    bounce_status = models.CharField(max_length=12, blank=True)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "queued_at"]),
            models.Index(fields=["state", "due_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"


class MailTemplate(models.Model):
    """The secretariat's own words for a kind of letter, in one language, for one category of registration or ("") all."""

    kind = models.CharField(max_length=60)
    category = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "category", "language"], name="notices_one_template"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.category} {self.language}"
