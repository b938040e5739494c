"""Webhooks: kept by the secretariat, told what happened in the transaction in which it happens, switched off when nobody answers."""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from comitia.journal.actions import record
from comitia.notices.models import Webhook, WebhookDelivery
from comitia.notices.policies.webhooks import (
    ATTEMPTS,
    FAILURES,
    GONE,
    PAUSES,
    is_taken,
    may_keep_webhooks,
    may_listen,
)
from comitia.notices.queries.webhooks import due_delivery, listening, webhook_record
from comitia.platform.actors import SYSTEM, Actor
from comitia.platform.answers import refuse, require
from comitia.platform.bus import announce_on_commit
from comitia.platform.edits import as_facts, changes_since
from comitia.platform.jobs.backend import wake
from comitia.platform.kept import PUBLIC_CHANGED
from comitia.platform.outgoing import Answered
from comitia.platform.statements import Insertion

SEND: Final = "comitia.notices.tasks.call_webhooks"
LEASE: Final = timedelta(minutes=10)
KEPT: Final = timedelta(days=30)
State = WebhookDelivery.State
_insertion: Final = Insertion(WebhookDelivery)


def tell_webhooks(event: str, *, at: datetime, **about: str) -> None:
    """Put a message for every webhook that listens to an event into the caller's transaction.

    `about` holds references and states and nothing personal: whoever is told reads the rest by the API.
    """
    listeners = listening()[event]
    if not listeners:
        return
    body = json.dumps({"type": event, "timestamp": at.isoformat(), "data": about})
    # By its content, so that what one act says several times is one message
    message = f"msg_{sha256(body.encode()).hexdigest()[:32]}"
    rows = [
        WebhookDelivery(webhook_id=pk, message=message, event=event, body=body, queued_at=at, due_at=at)
        for pk in listeners
    ]
    with transaction.atomic(savepoint=False):
        _insertion.write(rows)
        _wake(at=at)


def add_webhook(*, address: str, events: Collection[str], by: Actor, at: datetime) -> Webhook:
    """Let an address be called when one of the events happens; its secret is to be shown once."""
    require(may_keep_webhooks(by))
    require(may_listen(address, events))
    with transaction.atomic():
        webhook = Webhook.objects.create(
            address=address, events=sorted(events), secret=_new_secret(), made_at=at, changed_at=at
        )
        facts = {"after": {"address": _place(address), "events": webhook.events, "is_on": True}}
        record("save_webhook", _subject_of(webhook), by=by, at=at, facts=facts)
        announce_on_commit(PUBLIC_CHANGED, {})
    return webhook


def save_webhook(
    pk: int, *, address: str, events: Collection[str], is_on: bool, seen: str | None, by: Actor, at: datetime
) -> None:
    """Change a webhook, or switch it on or off; what waits for it goes out as soon as it is on again."""
    require(may_keep_webhooks(by))
    require(may_listen(address, events))
    with transaction.atomic():
        webhook = _locked(pk)
        wanted = {"address": address, "events": sorted(events), "is_on": is_on}
        changes = changes_since(webhook_record(webhook), wanted, seen=seen)
        if not changes:
            return
        webhook.address, webhook.events, webhook.changed_at = address, sorted(events), at
        if "is_on" in changes:
            webhook.state, webhook.failures = Webhook.State.ON if is_on else Webhook.State.OFF, 0
            webhook.rests_until = None
        webhook.save()
        if "address" in changes:
            before, after = changes["address"]
            changes["address"] = (_place(before), _place(after))
        record("save_webhook", _subject_of(webhook), by=by, at=at, facts=as_facts(changes))
        announce_on_commit(PUBLIC_CHANGED, {})
        _wake(at=at)


def renew_secret(pk: int, *, by: Actor, at: datetime) -> str:
    """Give a webhook another secret, with which everything is signed from now on."""
    require(may_keep_webhooks(by))
    with transaction.atomic():
        webhook = _locked(pk)
        webhook.secret, webhook.changed_at = _new_secret(), at
        webhook.save(update_fields=["secret", "changed_at"])
        record("renew_webhook_secret", _subject_of(webhook), by=by, at=at)
    return webhook.secret


def remove_webhook(pk: int, *, by: Actor, at: datetime) -> None:
    """Never call an address again; what waits for it is dropped."""
    require(may_keep_webhooks(by))
    with transaction.atomic():
        webhook = _locked(pk)
        webhook.state, webhook.secret, webhook.changed_at = Webhook.State.REMOVED, "", at
        webhook.save(update_fields=["state", "secret", "changed_at"])
        WebhookDelivery.objects.filter(webhook=webhook).delete()
        record("remove_webhook", _subject_of(webhook), by=by, at=at)
        announce_on_commit(PUBLIC_CHANGED, {})


def repeat_delivery(pk: int, *, by: Actor, at: datetime) -> None:
    """Send a message again that was taken or given up, with a new row of attempts."""
    require(may_keep_webhooks(by))
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update().filter(deliveries__pk=pk).first()
        if webhook is None or webhook.state != Webhook.State.ON:
            refuse("switched_off", _("This webhook is switched off. Switch it on first."))
        ended = WebhookDelivery.objects.filter(pk=pk, state__in=[State.DELIVERED, State.FAILED])
        if not ended.update(state=State.QUEUED, attempts=0, due_at=at):
            refuse("not_ended", _("This message is still on its way. Wait for what comes of it."))
        Webhook.objects.filter(pk=webhook.pk).update(rests_until=None)
        record("repeat_delivery", f"webhook_delivery:{pk}", by=by, at=at)
        _wake(at=at)


def lease_delivery(*, at: datetime) -> WebhookDelivery | None:
    """Take the next message that is due, so that no other worker sends it until the lease has run out."""
    while (delivery := due_delivery(at=at)) is not None:
        unchanged = WebhookDelivery.objects.filter(pk=delivery.pk, state=delivery.state, attempts=delivery.attempts)
        delivery.attempts += 1
        with transaction.atomic():
            leased = unchanged.update(state=State.SENDING, attempts=delivery.attempts, lease_until=at + LEASE)
        if leased:
            return delivery
    return None


def note_answer(delivery: WebhookDelivery, answer: Answered | str, *, at: datetime) -> bool:
    """Write down what came of an attempt (an answer, or a word why there was none); say whether the message was taken."""
    taken = isinstance(answer, Answered) and is_taken(answer.status)
    changes: dict[str, Any] = {"lease_until": None, "attempted_at": at, "state": State.DELIVERED}
    if isinstance(answer, Answered):
        changes |= {"response_code": answer.status, "milliseconds": answer.milliseconds, "last_error": ""}
    else:
        changes |= {"response_code": None, "milliseconds": None, "last_error": answer}
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update().get(pk=delivery.webhook_id)
        ours = WebhookDelivery.objects.filter(pk=delivery.pk, state=State.SENDING, attempts=delivery.attempts)
        if not ours.exists():
            return taken
        if taken and webhook.failures:
            webhook.failures, webhook.rests_until = 0, None
            webhook.save(update_fields=["failures", "rests_until"])
        elif not taken:
            _count_failure(webhook, is_gone=isinstance(answer, Answered) and answer.status == GONE, at=at)
            is_last = delivery.attempts >= ATTEMPTS
            changes |= {"state": State.FAILED if is_last else State.QUEUED, "due_at": webhook.rests_until}
        ours.update(**changes)
    return taken


def forget_deliveries(*, at: datetime) -> int:
    """Forget what was sent or given up long ago; say how many messages."""
    old = WebhookDelivery.objects.filter(state__in=[State.DELIVERED, State.FAILED], queued_at__lt=at - KEPT)
    if not old.exists():
        return 0
    with transaction.atomic():
        return old.delete()[0]


def _count_failure(webhook: Webhook, *, is_gone: bool, at: datetime) -> None:
    """Let a locked webhook rest after an attempt without success; switch it off after too many, or if the receiver says so."""
    webhook.failures += 1
    webhook.rests_until = at + PAUSES[min(webhook.failures, len(PAUSES)) - 1]
    if webhook.state == Webhook.State.ON and (is_gone or webhook.failures >= FAILURES):
        webhook.state, webhook.changed_at = Webhook.State.FAILING, at
        record("switch_off_webhook", _subject_of(webhook), by=SYSTEM, at=at, facts={"is_gone": is_gone})
        announce_on_commit(PUBLIC_CHANGED, {})
    webhook.save(update_fields=["failures", "rests_until", "state", "changed_at"])


def _locked(pk: int) -> Webhook:
    webhook = Webhook.objects.select_for_update().exclude(state=Webhook.State.REMOVED).filter(pk=pk).first()
    if webhook is None:
        refuse("unknown_webhook", _("This webhook was removed."))
    return webhook


def _subject_of(webhook: Webhook) -> str:
    return f"webhook:{webhook.pk}"


def _place(address: str) -> str:
    """Give an address for the journal, without the key that may stand in its query."""
    return address.partition("?")[0]


def _new_secret() -> str:
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


def _wake(*, at: datetime) -> None:
    wake(import_string(SEND), key="call_webhooks", at=at)
