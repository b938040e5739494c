"""The minutes of a session: read as far as they reach the reader, saved as files, corrected by members, written."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comitia.core.governance.record import Access
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.attachments import attachment
from comitia.platform.clock import now
from comitia.proceedings import actions
from comitia.proceedings.queries import minutes as queries
from comitia.proceedings.queries.movers import mover_of
from comitia.web.access import PersonRequest, signed_in, to_second_factor
from comitia.web.forms.minutes import CorrectionForm, SlotForm
from comitia.web.proceedings.minutes_files import FORMATS
from comitia.web.proceedings.motions import language, named, session
from comitia.web.shell import NATIVE_NAMES

KNOWN: Final = frozenset(code for code, _name in settings.LANGUAGES)


@require_safe
def minutes(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the minutes in the reader's language, and to the committee what members asked to be corrected."""
    return _page(request, session(slug), form=None)


@require_POST
@signed_in
def propose(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask for a correction; what was typed stays where it cannot be taken."""
    meeting, by = session(slug), actor_of(request)
    found, _access = _readable(request, meeting)
    form = _correction_form(found, request.POST)
    if form.is_valid():
        try:
            done = actions.propose_correction(meeting.pk, **form.cleaned_data, by=by, at=now())
        except RefusedError as error:
            form.add_error(None, str(error.answer.sentence))
        else:
            late = _("Your correction is noted as late. The secretariat answers it.")
            messages.success(
                request, late if done.is_late else _("Your correction is noted. The secretariat answers it.")
            )
            return HttpResponseRedirect(f"{reverse('meeting_minutes', args=[slug])}#corrections")
    return _page(request, meeting, form=form)


@require_safe
def file(request: HttpRequest, slug: str, code: str, ending: str) -> HttpResponse:
    """Hand the minutes out as a file in a language; who writes them can ask for what everybody will read."""
    meeting = session(slug)
    found, access = _readable(request, meeting)
    made = FORMATS.get(ending)
    if made is None or code not in KNOWN:
        raise Http404
    if request.GET.get("for") == "everybody":
        access = Access.PUBLIC
    shown = queries.text_shown(found, access=access, language=code, at=now())
    name = f"minutes-{slug}-{shown.language}.{made.ending}"
    return attachment(made.write(shown), name=name, media_type=made.media_type)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def write(request: PersonRequest, slug: str, key: str) -> HttpResponse:
    """Write what the minutes say at one place, in the language of the page; what others wrote meanwhile is shown."""
    elsewhere = to_second_factor(request)
    if elsewhere is not None:
        return elsewhere
    meeting, by = session(slug), actor_of(request)
    found = queries.minutes_for(meeting)
    if found is None:
        raise Http404
    if not queries.is_keeper(by, meeting):
        raise PermissionDenied(_("The rapporteur, the clerk or the secretariat writes the minutes."))
    slot = next((one for one in queries.slot_rows(found, language=language()) if one.key == key), None)
    if slot is None:
        raise Http404
    record = queries.record_of_slot(found, key)
    texts = record.values["texts"]
    form = SlotForm(request.POST or None, initial={"seen": record.token, "text": texts.get(language(), "")})
    if request.method == "POST" and form.is_valid():
        said = {**texts, language(): form.cleaned_data["text"]}
        try:
            actions.write_slot(meeting.pk, key, said, seen=form.cleaned_data["seen"], by=by, at=now())
        except RefusedError as error:
            form.add_error(None, str(error.answer.sentence))
            form.data = {**form.data.dict(), "seen": record.token}  # type: ignore[attr-defined]
        else:
            messages.success(request, _("The text is saved."))
            return HttpResponseRedirect(reverse("meeting_minutes", args=[slug]))
    words = {
        "meeting": meeting,
        "name": named(meeting),
        "slot": slot,
        "form": form,
        "kept": texts.get(language(), "") if form.errors else "",
    }
    return render(request, "proceedings/write_minutes.html", words, status=422 if form.errors else 200)


def _page(request: HttpRequest, meeting: Any, *, form: CorrectionForm | None) -> HttpResponse:
    by = actor_of(request)
    found, access = _readable(request, meeting)
    code = request.GET.get("text", "")
    shown = queries.text_shown(found, access=access, language=code if code in KNOWN else language(), at=now())
    sees_all = access is Access.COMMITTEE
    corrects = sees_all and found.state == "circulated" and mover_of(by.person, meeting) is not None
    words = {
        "meeting": meeting,
        "name": named(meeting),
        "minutes": found,
        "shown": shown,
        "state": queries.STATES[found.state],
        "native": NATIVE_NAMES,
        "formats": list(FORMATS),
        "corrections": queries.correction_rows(found, language=language()) if sees_all else [],
        "corrigenda": queries.corrigendum_rows(found, access=access, language=language()),
        "slots": queries.slot_rows(found, language=language())
        if found.state == "draft" and queries.is_keeper(by, meeting)
        else [],
        "form": form or (_correction_form(found) if corrects else None),
    }
    return render(request, "proceedings/minutes.html", words, status=422 if form else 200)


def _readable(request: HttpRequest, meeting: Any) -> tuple[Any, Access]:
    """Give the minutes with the version that reaches the reader, or no page at all."""
    found = queries.minutes_for(meeting)
    access = queries.access_to(found, actor_of(request))
    if found is None or access is None:
        raise Http404(_("The minutes of this meeting are not adopted yet. Come back later, or read the record."))
    return found, access


def _correction_form(found: Any, data: Any = None) -> CorrectionForm:
    places = queries.places_of(found, access=Access.COMMITTEE, language=language())
    codes = [(code, NATIVE_NAMES[code]) for code in found.languages]
    chosen = language() if language() in found.languages else None
    return CorrectionForm(data, places=places.items(), languages=codes, initial={"language": chosen})
