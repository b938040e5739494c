"""The desk's pages of webhooks: which addresses are called when something happens, and what they answered."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from comitia.desk.access import staff
from comitia.desk.editing import RecordForm, differences, initial_of, is_done
from comitia.desk.histories import history_of
from comitia.notices.actions.webhooks import (
    add_webhook,
    remove_webhook,
    renew_secret,
    repeat_delivery,
    save_webhook,
)
from comitia.notices.queries import webhooks as queries
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now

ROWS_PER_PAGE: Final = 50
STATES: Final = {
    "on": gettext_lazy("On"),
    "off": gettext_lazy("Off"),
    "failing": gettext_lazy("Switched off: no answer"),
}
STATE_TAGS: Final = {"on": "ok", "off": "wait", "failing": "bad"}
DELIVERY_STATES: Final = {
    "queued": gettext_lazy("Waiting"),
    "sending": gettext_lazy("Being sent"),
    "delivered": gettext_lazy("Taken"),
    "failed": gettext_lazy("Given up"),
}
DELIVERY_TAGS: Final = {"queued": "wait", "sending": "wait", "delivered": "ok", "failed": "bad"}
FAULTS: Final = {
    "timeout": gettext_lazy("No answer within ten seconds"),
    "no_connection": gettext_lazy("No connection, or no answer in HTTP"),
    "certificate": gettext_lazy("The certificate is not good"),
    "unknown_name": gettext_lazy("The name is unknown"),
    "private_network": gettext_lazy("The address is in a network that may not be called"),
}
secretariat = staff(SECRETARIAT)


class WebhookForm(RecordForm):
    """Which address is called for what."""

    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        help_text=gettext_lazy("It begins with https:// and belongs to the program that wants to know."),
        widget=forms.URLInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("When it is called"),
        choices=list(queries.EVENTS.items()),
        widget=forms.CheckboxSelectMultiple,
    )


class KeptWebhookForm(WebhookForm):
    """A webhook that is there, which can be switched off."""

    is_on = forms.BooleanField(label=gettext_lazy("Switched on"), required=False)


@never_cache
@secretariat
def webhooks(request: HttpRequest) -> HttpResponse:
    """List the webhooks, and add one: its secret is shown on the answer and nowhere else."""
    made: list[Any] = []
    form = WebhookForm(request.POST or None)

    def add() -> None:
        made.append(add_webhook(**form.values(), by=actor_of(request), at=now()))

    if request.method == "POST" and is_done(form, add):
        return _secret_page(request, made[0].pk, made[0].secret)
    context = {
        "form": form,
        "page": Paginator(queries.webhooks(), ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "events": queries.EVENTS,
        "states": STATES,
        "tags": STATE_TAGS,
    }
    return render(request, "desk/webhooks/list.html", context, status=422 if form.is_bound else 200)


@secretariat
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a webhook with its deliveries, and change it."""
    found = _webhook(pk)
    form = KeptWebhookForm(request.POST or None, initial=initial_of(queries.webhook_record(found)))

    def save() -> None:
        save_webhook(pk, **form.values(), seen=form.cleaned_data["seen"], by=actor_of(request), at=now())

    if request.method == "POST" and is_done(form, save):
        messages.success(request, _("The webhook is changed."))
        return redirect("desk_webhook", pk=pk)
    state = request.GET.get("state", "")
    context = {
        "webhook": found,
        "form": form,
        "differences": differences(form, queries.webhook_record(_webhook(pk))) if form.is_bound else [],
        "page": Paginator(queries.deliveries(found, state=state), ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "query": urlencode({"state": state} if state else {}),
        "events": queries.EVENTS,
        "states": STATES,
        "tags": STATE_TAGS,
        "delivery_states": DELIVERY_STATES,
        "delivery_tags": DELIVERY_TAGS,
        "faults": FAULTS,
        "history": history_of(f"webhook:{pk}"),
    }
    return render(request, "desk/webhooks/one.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_POST
@secretariat
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a webhook another secret and show it once."""
    try:
        secret = renew_secret(pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
        return redirect("desk_webhooks")
    return _secret_page(request, pk, secret)


@require_POST
@secretariat
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a webhook with what waits for it."""
    try:
        remove_webhook(pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The webhook is removed. Its address is not called any more."))
    return redirect("desk_webhooks")


@secretariat
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a message as it was sent."""
    found = queries.delivery(pk)
    if found is None:
        raise Http404
    context = {
        "delivery": found,
        "events": queries.EVENTS,
        "states": DELIVERY_STATES,
        "tags": DELIVERY_TAGS,
        "faults": FAULTS,
    }
    return render(request, "desk/webhooks/delivery.html", context)


@require_POST
@secretariat
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message once more."""
    try:
        repeat_delivery(pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The message will be sent again."))
    return redirect("desk_webhook_delivery", pk=pk)


def _webhook(pk: int) -> Any:
    found = queries.webhook(pk)
    if found is None:
        raise Http404
    return found


def _secret_page(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    return render(request, "desk/webhooks/secret.html", {"pk": pk, "secret": secret})


urlpatterns = [
    path("webhooks/", webhooks, name="desk_webhooks"),
    path("webhooks/<int:pk>/", webhook, name="desk_webhook"),
    path("webhooks/<int:pk>/secret/", renew, name="desk_renew_webhook_secret"),
    path("webhooks/<int:pk>/remove/", remove, name="desk_remove_webhook"),
    path("webhooks/deliveries/<int:pk>/", delivery, name="desk_webhook_delivery"),
    path("webhooks/deliveries/<int:pk>/again/", repeat, name="desk_repeat_delivery"),
]
