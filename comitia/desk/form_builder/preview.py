"""A form as a participant of a category meets it, in any language; nothing that is tried out here is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.views.decorators.http import require_http_methods

from comitia.accreditation import queries
from comitia.accreditation.queries.fields import fields_of, own_text
from comitia.desk.form_builder.parts import around, secretariat, state_or_404
from comitia.desk.form_builder.words import LANGUAGES, here
from comitia.platform.texts import direction_of


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def preview(request: HttpRequest, meeting: str) -> HttpResponse:
    """Show the draft with the questions that this category and mode, and the answers tried out, bring up."""
    state = state_or_404(meeting)
    given = request.POST if request.method == "POST" else request.GET
    category = next((one for one in state.categories if one.code == given.get("category")), None)
    category = category or (state.categories[0] if state.categories else None)
    modes = list(queries.MODES)
    possible = [(mode, label) for mode, label in modes if category is None or mode in (category.modes or ["online"])]
    wanted = given.get("mode", "")
    mode = wanted if wanted in dict(possible) else (possible or modes)[0][0]
    chosen = given.get("in", "")
    language = chosen if chosen in LANGUAGES else get_language() or "en"
    typed = dict(request.POST.lists()) if request.method == "POST" else {}
    with override(language):
        tried = queries.try_out(state.form, typed, category=category.code if category else "", mode=mode)
        pages = [_drawn(page, sections, typed, tried.faults, language) for page, sections in tried.pages]
        form = render_to_string("desk/form_builder/tried.html", {"pages": pages, "direction_of": direction_of}, request)
    words = around(state, "desk_form_preview") | {
        "drawn": mark_safe(form),  # noqa: S308 - drawn by our own template, which escapes
        "drawn_in": language,
        "direction_in": direction_of(language),
        "is_empty": not pages,
        "is_tried": request.method == "POST",
        "fault_count": len(tried.faults),
        "category": category.code if category else "",
        "mode": mode,
        "categories": [(one.code, here(one.names)) for one in state.categories],
        "modes": possible,
        "site_languages": LANGUAGES,
    }
    return render(request, "desk/form_builder/preview.html", words)


def _drawn(
    page: Any, sections: Any, typed: Mapping[str, list[str]], faults: Mapping[str, str], language: str
) -> dict[str, Any]:
    return {
        "title": own_text(page.titles, language),
        "sections": [
            (
                own_text(section.titles, language),
                own_text(section.texts, language),
                fields_of(questions, language=language, answers={}, typed=typed, faults=faults),
            )
            for section, questions in sections
        ],
    }
