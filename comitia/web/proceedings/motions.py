"""Pages of motions: the list, one with its text, versions and amendments, two versions side by side, the form to move."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comitia.core.drafting.comparison import compare
from comitia.meetings.queries import meeting_name
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.texts import text_in
from comitia.proceedings.actions import motions as actions
from comitia.proceedings.queries import motion_acts
from comitia.proceedings.queries import motions as queries
from comitia.proceedings.queries.movers import Reader, reader_of
from comitia.proceedings.queries.rules import motion_rule_of
from comitia.proceedings.queries.texts import reading_language
from comitia.web.access import PersonRequest, signed_in
from comitia.web.forms.motions import MotionForm, shown_languages

DONE: Final[dict[str, Any]] = {
    "second": gettext_lazy("Your delegation seconds the motion."),
    "withdraw": gettext_lazy("The motion is withdrawn."),
}


@require_safe
def motions(request: HttpRequest, slug: str) -> HttpResponse:
    """List the motions of a session that the reader may see, and what a delegation can move."""
    meeting = session(slug)
    reader = reader_of(actor_of(request), meeting)
    words = {
        "meeting": meeting,
        "name": named(meeting),
        "rows": queries.motions_of(reader, meeting, language=language()),
        "may_submit": motion_acts.may_submit(reader),
        "consent": [(one, text_in(one.titles, language())) for one in motion_acts.consent_items(reader, meeting)],
        "offered": motion_acts.procedural_offered(reader, meeting),
    }
    return render(request, "proceedings/motions.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_motion(request: PersonRequest, slug: str) -> HttpResponse:
    """Move a text; what was typed stays when something is missing."""
    meeting, by = session(slug), actor_of(request)
    reader = reader_of(by, meeting)
    may = motion_acts.may_submit(reader)
    items = [
        (str(one.reference), f"{one.number} {text_in(one.titles, language())}")
        for one in motion_acts.items_to_move_under(reader, meeting)
    ]
    rule = motion_rule_of(meeting)
    form = MotionForm(
        request.POST or None,
        items=items,
        shown=shown_languages(language(), *rule.languages),
        initial={"item": request.GET.get("item", "")},
    )
    if request.method == "POST" and form.is_valid() and (text := form.text()) is not None:
        try:
            moved = actions.submit_motion(form.cleaned_data["item"], titles=form.titles, text=text, by=by, at=now())
        except RefusedError as error:
            form.add_error(None, str(error.answer.sentence))
        else:
            messages.success(request, _("The motion is submitted. The chair or the secretariat rules on it."))
            return HttpResponseRedirect(reverse("motion", args=[slug, moved.number]))
    words = {"meeting": meeting, "name": named(meeting), "form": form, "may": may, "rule": rule}
    return render(request, "proceedings/new_motion.html", words, status=422 if form.errors else 200)


@require_safe
def motion(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show a motion: its text, who moved and seconded it, its amendments and versions."""
    page, reader = motion_seen(request, slug, number)
    words = {
        "meeting": page.motion.meeting,
        "name": named(page.motion.meeting),
        "page": page,
        "acts": motion_acts.acts_on_motion(reader, page),
        "shown": shown_in(request, page.text.languages),
    }
    return render(request, "proceedings/motion.html", words)


@require_safe
def comparison(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Set two versions of a motion's text side by side; the first and the newest unless others are asked for."""
    page, _reader = motion_seen(request, slug, number)
    old = page.version(whole_number(request.GET.get("old", ""), else_=1))
    new = page.version(whole_number(request.GET.get("new", ""), else_=page.number))
    if old is None or new is None:
        raise Http404
    words = {
        "meeting": page.motion.meeting,
        "name": named(page.motion.meeting),
        "page": page,
        "old": old,
        "new": new,
        "rows": compare(old.text, new.text),
        "shown": shown_in(request, old.text.languages | new.text.languages),
    }
    return render(request, "proceedings/comparison.html", words)


@require_POST
@signed_in
def act(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Second or withdraw a motion."""
    page, _reader = motion_seen(request, slug, number)
    verbs: dict[str, Callable[..., Any]] = {"second": actions.second_motion, "withdraw": actions.withdraw_motion}
    return done(request, verbs, page.motion.reference, DONE, back=reverse("motion", args=[slug, number]))


def done(
    request: HttpRequest, verbs: dict[str, Callable[..., Any]], reference: Any, words: dict[str, Any], *, back: str
) -> HttpResponse:
    """Do the act that a button names, say what became of it, and go back."""
    verb = verbs.get(request.POST.get("act", ""))
    if verb is None:
        raise Http404
    try:
        verb(reference, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, str(words[request.POST["act"]]))
    return HttpResponseRedirect(back)


def motion_seen(request: HttpRequest, slug: str, number: int) -> tuple[queries.MotionPage, Reader]:
    """Give a motion as the reader sees it, and what they may do, or no page at all."""
    meeting = session(slug)
    reader = reader_of(actor_of(request), meeting)
    page = queries.motion_page(reader, meeting, number, language=language())
    if page is None:
        raise Http404
    return page, reader


def session(slug: str) -> Any:
    """Give the session of an address, or no page at all."""
    found = queries.session_of(slug)
    if found is None:
        raise Http404
    return found


def named(meeting: Any) -> str:
    return str(meeting_name(meeting.kind, meeting.year))


def language() -> str:
    return get_language() or "en"


def shown_in(request: HttpRequest, there: Collection[str]) -> tuple[str, list[str]]:
    """Choose the language in which a text is read, and give all that it has."""
    return reading_language(there, request.GET.get("text", ""), language())


def whole_number(given: str, *, else_: int) -> int:
    """Read the number of a version."""
    return int(given) if given.isdecimal() and len(given) < 5 else else_  # noqa: PLR2004 - no text has ten thousand versions
