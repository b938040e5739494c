"""Who takes part, as far as they let it be known."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from comitia.accreditation import queries
from comitia.platform.texts import text_in

PEOPLE_PER_PAGE: Final = 100


@require_safe
def participants(request: HttpRequest) -> HttpResponse:
    """List the people who take part and let this reader know it."""
    reader = request.user.reference if request.user.is_authenticated else None
    pages = Paginator(queries.participants(reader=reader), PEOPLE_PER_PAGE)
    language = get_language() or "en"
    shown = pages.get_page(request.GET.get("page"))
    people = [
        {
            "name": one.person.name,
            "category": text_in(one.category.names, language),
            "member": one.member.name if one.member else "",
        }
        for one in shown
    ]
    return render(request, "registration/participants.html", {"page": shown, "people": people})


urlpatterns = [path("participants/", participants, name="participants")]
