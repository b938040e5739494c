"""The desk's pages of letters: what waits for review, what was sent, what could not be sent or came back."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from comitia.desk.access import staff
from comitia.desk.editing import RecordForm, differences, initial_of, is_done
from comitia.notices import queries
from comitia.notices.actions import approve_letters, drop_letters, edit_letter, send_again
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.typed import number_in

ROWS_PER_PAGE: Final = 50
MOST_AT_ONCE: Final = 5000
STATES: Final = {
    "review": gettext_lazy("To be reviewed"),
    "queued": gettext_lazy("Waiting"),
    "sending": gettext_lazy("Being sent"),
    "sent": gettext_lazy("Sent"),
    "bounced": gettext_lazy("Came back"),
    "failed": gettext_lazy("Failed"),
    "held": gettext_lazy("Held back"),
    "dropped": gettext_lazy("Dropped"),
}
TAGS: Final = {"review": "wait", "queued": "wait", "sending": "wait", "sent": "ok", "bounced": "bad", "failed": "bad"}
# Codes of RFC 3463 without their class, the longest that fits: what happened, and what to do
BOUNCES: Final = {
    "1": gettext_lazy("The address does not exist. Ask for the right one; the person can change it in their account."),
    "2": gettext_lazy("The mailbox takes no letters at present. Write to the person another way, or send again later."),
    "2.2": gettext_lazy("The mailbox is full. Write to the person another way, or send again later."),
    "3.4": gettext_lazy("The letter is too long for this mailbox. Write to the person another way."),
    "4": gettext_lazy(
        "The receiver's mail server cannot be reached. Look whether the address is spelt rightly, or send again later."
    ),
    "7": gettext_lazy(
        "The receiver's mail server refuses letters from here. Ask whoever runs this site to look at its mail settings."
    ),
}
OTHER_BOUNCE: Final = gettext_lazy(
    "The receiver's mail server refused the letter for good. Look whether the address is right, then send again or write another way."
)
secretariat = staff(SECRETARIAT)


class LetterForm(RecordForm):
    """A letter that waits for review."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=250)
    text = forms.CharField(label=gettext_lazy("Text"), max_length=20_000, widget=forms.Textarea({"rows": 16}))


@secretariat
def outbox(request: HttpRequest) -> HttpResponse:
    """List the letters, the newest first."""
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    counts = queries.counts()
    pages = Paginator(queries.letters(state=state, kind=kind), ROWS_PER_PAGE)
    context = {
        "page": pages.get_page(request.GET.get("page")),
        "number": pages.count,
        "state": state,
        "kind": kind,
        "kinds": [(one.name, one.label) for one in queries.kinds()],
        "query": urlencode({name: value for name, value in (("state", state), ("kind", kind)) if value}),
        "tabs": [
            ("", _("All"), sum(counts.values())),
            *((name, label, counts[name]) for name, label in STATES.items()),
        ],
        "states": STATES,
        "tags": TAGS,
    }
    return render(request, "desk/outbox/list.html", context)


@secretariat
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter as it was written."""
    found = _letter(pk)
    context = {
        "letter": found,
        "is_hidden": _is_hidden(found),
        "reason": _reason_of(found.bounce_status) if found.state == "bounced" else "",
        "states": STATES,
        "tags": TAGS,
    }
    return render(request, "desk/outbox/one.html", context)


@secretariat
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a letter before it is sent."""
    found = _letter(pk)
    if found.state != "review" or _is_hidden(found):
        messages.error(request, _("This letter no longer waits for review. Look at its state in the outbox."))
        return redirect("desk_letter", pk=pk)
    record = queries.letter_record(found)
    form = LetterForm(request.POST or None, initial=initial_of(record))
    if request.method == "POST" and is_done(
        form,
        lambda: edit_letter(pk, **form.values(), seen=form.cleaned_data["seen"], by=actor_of(request), at=now()),
    ):
        messages.success(request, _("The letter is changed. It still waits for review."))
        return redirect("desk_letter", pk=pk)
    context = {
        "letter": found,
        "form": form,
        "differences": differences(form, queries.letter_record(_letter(pk))) if form.is_bound else [],
    }
    return render(request, "desk/outbox/edit.html", context, status=422 if form.is_bound else 200)


@require_POST
@secretariat
def review(request: HttpRequest) -> HttpResponse:
    """Name the number of letters and ask once more; once confirmed, let them go or drop them."""
    kind, is_approval = request.POST.get("kind", ""), request.POST.get("act") == "approve"
    back = f"{reverse('desk_outbox')}?{urlencode({'state': 'review', 'kind': kind})}"
    takes_all = bool(request.POST.get("all"))
    chosen = (
        _all_in_review(kind)
        if takes_all
        else [pk for text in request.POST.getlist("chosen") if (pk := number_in(text)) is not None]
    )
    if not chosen:
        messages.error(request, _("Nothing was chosen. Tick some letters, or choose all of them."))
        return redirect(back)
    if request.POST.get("confirmed") != str(len(chosen)):
        context = {
            "number": len(chosen),
            "chosen": [] if takes_all else chosen,
            "kind": kind,
            "is_approval": is_approval,
            "number_changed": "confirmed" in request.POST,
            "back": back,
        }
        return render(request, "desk/outbox/confirm.html", context)
    try:
        decide = approve_letters if is_approval else drop_letters
        number = decide(chosen, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _words_of_review(number, is_approval=is_approval))
    return redirect(back)


@require_POST
@secretariat
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a letter again that failed or came back."""
    try:
        send_again(pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The letter will be sent again."))
    return redirect("desk_letter", pk=pk)


def _letter(pk: int) -> Any:
    found = queries.letter(pk)
    if found is None:
        raise Http404
    return found


def _is_hidden(found: Any) -> bool:
    # Where letters are really sent, a sign-in link is nobody's to read but the receiver's.
    return found.holds_secret and bool(settings.COMITIA.email_url)


def _reason_of(status: str) -> Any:
    """Say why a letter came back, and what to do."""
    _class, _dot, detail = status.partition(".")
    return BOUNCES.get(detail) or BOUNCES.get(detail.partition(".")[0], OTHER_BOUNCE)


def _all_in_review(kind: str) -> list[int]:
    return list(queries.letters(state="review", kind=kind).values_list("pk", flat=True)[:MOST_AT_ONCE])


def _words_of_review(number: int, *, is_approval: bool) -> str:
    words = (
        ngettext("%(count)s letter is on its way.", "%(count)s letters are on their way.", number)
        if is_approval
        else ngettext("%(count)s letter is dropped.", "%(count)s letters are dropped.", number)
    )
    return words % {"count": number}


urlpatterns = [
    path("outbox/", outbox, name="desk_outbox"),
    path("outbox/review/", review, name="desk_review_letters"),
    path("outbox/<int:pk>/", letter, name="desk_letter"),
    path("outbox/<int:pk>/edit/", edit, name="desk_edit_letter"),
    path("outbox/<int:pk>/again/", again, name="desk_send_again"),
]
