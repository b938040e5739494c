from __future__ import annotations

from django.db import models


class Job(models.Model):
    """One piece of work: what to call, when at the earliest, who works at it and until when."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    task = models.CharField(max_length=200)
    arguments = models.JSONField()
    queue = models.CharField(max_length=40)
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    run_after = models.DateTimeField()
    dedupe_key = models.CharField(max_length=200, default="", blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    attempts_allowed = models.PositiveSmallIntegerField()
    worker = models.CharField(max_length=80, default="", blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, default="", blank=True)
    returned = models.JSONField(null=True, blank=True)
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key"],
                condition=models.Q(state="waiting") & ~models.Q(dedupe_key=""),
                name="jobs_one_waiting_per_key",
            ),
        ]
        # Not partial ones: SQLite uses those only where a statement names the state itself, and Django hands it over
        indexes = [
            models.Index(fields=["state", "-priority", "run_after", "id"], name="jobs_by_turn"),
            models.Index(fields=["state", "lease_until"], name="jobs_by_lease"),
            models.Index(fields=["dedupe_key", "state"], name="jobs_by_key"),
            models.Index(fields=["finished_at"], name="jobs_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.pk} {self.state}"


class Appointment(models.Model):
    """The next time a periodic task is due."""

    name = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
