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


class Webhook(models.Model):
    """An address of another program that is called when something happens.

    After `failures` attempts in a row without success it is left alone until `rests_until`. A removed one stays, without
    its secret, for the deliveries that name it.
    """

    class State(models.TextChoices):
        ON = "on"
        OFF = "off"
        FAILING = "failing"
        REMOVED = "removed"

    address = models.CharField(max_length=500)
    secret = models.CharField(max_length=100)
    events = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State, default=State.ON)
    failures = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"


class WebhookDelivery(models.Model):
    """One message to one webhook, kept until it is taken, with the answer to the last attempt; it names nobody."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        DELIVERED = "delivered"
        FAILED = "failed"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    message = models.CharField(max_length=40)
    event = models.CharField(max_length=40)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    response_code = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField(null=True)
    last_error = models.CharField(max_length=60, blank=True)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "webhook deliveries"
        constraints = [models.UniqueConstraint(fields=["webhook", "message"], name="notices_one_delivery")]
        indexes = [
            models.Index(fields=["state", "due_at"], name="notices_deliveries_due"),
            models.Index(fields=["webhook", "-queued_at"], name="notices_deliveries_listed"),
        ]

    def __str__(self) -> str:
        return f"{self.event} ({self.state})"
