"""Webhooks: who listens to what, what waits to be sent, what was answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max, Min, Q, QuerySet

from comitia.notices.models import Webhook, WebhookDelivery
from comitia.notices.policies.webhooks import EVENTS
from comitia.platform.edits import Record
from comitia.platform.kept import kept

State = WebhookDelivery.State
__all__ = [
    "EVENTS",
    "count_failing",
    "deliveries",
    "delivery",
    "due_delivery",
    "listening",
    "next_delivery_at",
    "webhook",
    "webhook_record",
    "webhooks",
]


@kept
def listening() -> dict[str, tuple[int, ...]]:
    """Give for each event the webhooks to be called."""
    found = list(Webhook.objects.filter(state=Webhook.State.ON).order_by("pk").values_list("pk", "events"))
    return {event: tuple(pk for pk, events in found if event in events) for event in EVENTS}


def webhooks() -> QuerySet[Any]:
    """Give the webhooks with the time of the last attempt."""
    return (
        Webhook.objects.exclude(state=Webhook.State.REMOVED)
        .annotate(last_attempt=Max("deliveries__attempted_at"))
        .order_by("pk")
    )


def webhook(pk: int) -> Webhook | None:
    return Webhook.objects.exclude(state=Webhook.State.REMOVED).filter(pk=pk).first()


def webhook_record(one: Webhook) -> Record:
    """Give what an officer may change of a webhook."""
    values = {"address": one.address, "events": sorted(one.events), "is_on": one.state == Webhook.State.ON}
    return Record(str(one.pk), one.address, values)


def count_failing() -> int:
    """Count the webhooks that were switched off because they did not answer."""
    return Webhook.objects.filter(state=Webhook.State.FAILING).count()


def deliveries(webhook: Webhook, *, state: str = "") -> QuerySet[WebhookDelivery]:
    """Give what was sent to a webhook or waits for it, the newest first."""
    found = WebhookDelivery.objects.filter(webhook=webhook).defer("body").order_by("-queued_at", "-pk")
    return found.filter(state=state) if state in State.values else found


def delivery(pk: int) -> WebhookDelivery | None:
    return WebhookDelivery.objects.select_related("webhook").filter(pk=pk).first()


def due_delivery(*, at: datetime) -> WebhookDelivery | None:
    """Give the next delivery to send, but none to webhooks that rest or are switched off."""
    waiting = Q(state=State.QUEUED, due_at__lte=at)
    lost = Q(state=State.SENDING, lease_until__lt=at)
    awake = Q(webhook__rests_until=None) | Q(webhook__rests_until__lte=at)
    found = WebhookDelivery.objects.filter(awake, waiting | lost, webhook__state=Webhook.State.ON)
    return found.select_related("webhook").order_by("due_at", "pk").first()


def next_delivery_at() -> datetime | None:
    """Say when the next delivery that waits may be sent."""
    waiting = WebhookDelivery.objects.filter(state=State.QUEUED, webhook__state=Webhook.State.ON)
    moments = waiting.values_list("webhook__rests_until").annotate(Min("due_at")).order_by()
    return min((max(due, rests or due) for rests, due in moments), default=None)
