from django.db import models


class Entry(models.Model):
    """One act, chained to the one before it; rows are never changed or removed (database triggers see to it)."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    by = models.UUIDField(null=True)
    capacity = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200)
    facts = models.JSONField()
    particulars_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["subject"]),
            models.Index(fields=["by"]),
            models.Index(fields=["verb"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject}"


class Particulars(models.Model):
    """Personal data of an act, kept beside the chain: erasing it leaves the digest and so the chain intact."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False)
    person = models.UUIDField(null=True, db_index=True)
    salt = models.CharField(max_length=32)
    data = models.JSONField()

    class Meta:
        verbose_name_plural = "particulars"

    def __str__(self) -> str:
        return f"particulars of {self.entry_id}"
