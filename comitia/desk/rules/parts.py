"""Pages on which one part of a draft is written, added, left open or taken out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comitia.core.governance.rule_set_json import LISTED_PARTS, NAMED_PARTS, kind_of, part_of
from comitia.desk.editing import is_done
from comitia.desk.rules.pages import secretariat, see_if_refused, version_or_404
from comitia.desk.rules.part_form import PartForm
from comitia.desk.texts_form import TextsForm
from comitia.organs import actions
from comitia.organs.queries.rule_labels import MOTIONS, SECTIONS, part_name
from comitia.organs.queries.rule_sentences import sentences_of
from comitia.organs.queries.rules import RulesVersion
from comitia.platform.actors import actor_of
from comitia.platform.clock import now

KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
LISTS: Final = {
    "procedural_motions": (
        ("united_nations", gettext_lazy("as in the General Assembly of the United Nations")),
        ("roberts_rules", gettext_lazy("as in Robert's Rules of Order")),
        ("none", gettext_lazy("there are none")),
    ),
    "seats": (("none", gettext_lazy("every member has a seat")),),
}


class NameForm(TextsForm):
    """The name of a version in every language."""

    in_languages = {"names": (gettext_lazy("Name (%(language)s)"), 200, False)}


@secretariat
def part(request: HttpRequest, code: str, number: int, way: str) -> HttpResponse:
    """Show one part of a draft and change it."""
    version = _version_with(code, number, way)
    form = PartForm(request.POST or None, rule_set=version.rule_set, path=way, seen=version.token)

    def act() -> None:
        seen = form.data.get("seen", "")
        actions.change_rule(code, number, way, form.data_of_part(), seen=seen, by=actor_of(request), at=now())

    if request.method == "POST" and is_done(form, act):
        messages.success(request, _("The rule is saved."))
        return _back(code, number, way)
    see_if_refused(form, version)
    kept = part_of(version.rule_set, way)
    context = {
        "form": form,
        "version": version,
        "way": way,
        "name": part_name(version.rule_set, way),
        "section": SECTIONS[way.partition(".")[0]],
        "kept": sentences_of(kept) if kept is not None else [],
        "is_listed": way.partition(".")[0] in LISTED_PARTS,
        "is_there": kept is not None,
    }
    return render(request, "desk/rules/part.html", context, status=422 if form.is_bound else 200)


@require_POST
@secretariat
def leave_open(request: HttpRequest, code: str, number: int, way: str) -> HttpResponse:
    """Leave a part of a draft to be chosen later."""
    _version_with(code, number, way)

    def act() -> None:
        actions.change_rule(code, number, way, None, seen=_seen(request), by=actor_of(request), at=now())

    return _done(request, code, number, way, act=act, words=_("It is left to be chosen."))


@require_POST
@secretariat
def remove(request: HttpRequest, code: str, number: int, way: str) -> HttpResponse:
    """Take a part out of a draft."""
    _version_with(code, number, way)

    def act() -> None:
        actions.remove_rule(code, number, way, seen=_seen(request), by=actor_of(request), at=now())

    return _done(request, code, number, way, act=act, words=_("The part is taken out."))


@require_safe
@secretariat
def add(request: HttpRequest, code: str, number: int, section: str) -> HttpResponse:
    """Ask what a new part of a section is called, or take over a whole list."""
    version = version_or_404(code, number)
    if section not in {*NAMED_PARTS, *LISTED_PARTS}:
        raise Http404
    key = request.GET.get("key", "").strip().lower().replace(" ", "_").replace("-", "_")
    if KEY.fullmatch(key):
        return redirect("desk_rule", code=code, number=number, way=f"{section}.{key}")
    context = {
        "version": version,
        "section": section,
        "section_name": SECTIONS[section],
        "key": key,
        "motions": MOTIONS if section == "procedural_motions" else {},
        "lists": LISTS.get(section, ()),
    }
    return render(request, "desk/rules/add.html", context, status=422 if key else 200)


@require_POST
@secretariat
def take_over(request: HttpRequest, code: str, number: int, section: str) -> HttpResponse:
    """Take over a whole list of parts, such as the procedural motions of the United Nations."""
    version_or_404(code, number)
    wanted = request.POST.get("list", "")

    def act() -> None:
        actions.take_over_list(code, number, section, wanted, seen=_seen(request), by=actor_of(request), at=now())

    return _done(request, code, number, section, act=act, words=_("The list is taken over."))


@secretariat
def name(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Name a version in every language."""
    version = version_or_404(code, number)
    form = NameForm(request.POST or None, initial={"names": version.rule_set.names, "seen": version.token})

    def act() -> None:
        seen = form.data.get("seen", "")
        actions.name_rules(code, number, form.values()["names"], seen=seen, by=actor_of(request), at=now())

    if request.method == "POST" and is_done(form, act):
        messages.success(request, _("The name is saved."))
        return redirect("desk_rules_version", code=code, number=number)
    see_if_refused(form, version)
    return render(
        request, "desk/rules/name.html", {"form": form, "version": version}, status=422 if form.is_bound else 200
    )


def _version_with(code: str, number: int, way: str) -> RulesVersion:
    version = version_or_404(code, number)
    try:
        kind_of(way)
    except ValueError:
        raise Http404 from None
    if not KEY.fullmatch(way.partition(".")[2] or "single"):
        raise Http404
    return version


def _seen(request: HttpRequest) -> str | None:
    """Give the token of the draft on whose page a button was pressed; None if none was sent."""
    return request.POST.get("seen") or None


def _done(
    request: HttpRequest, code: str, number: int, way: str, *, act: Callable[[], None], words: str
) -> HttpResponse:
    """Do an act of one press and go back to the section, with a word on what came of it."""
    form = forms.Form(request.POST)
    if is_done(form, act):
        messages.success(request, words)
    else:
        messages.error(request, str(form.non_field_errors()[0]))
    return _back(code, number, way)


def _back(code: str, number: int, way: str) -> HttpResponse:
    response = redirect("desk_rules_version", code=code, number=number)
    response["Location"] += f"#{way.partition('.')[0]}"
    return response
