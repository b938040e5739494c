"""Members of the organisation."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from comitia.api.replies import told
from comitia.api.schemas import Member, Problem
from comitia.members.queries import Card, directory

router = Router(tags=["members"])


@router.get("/members", response={200: list[Member], 422: Problem}, operation_id="list_members")
def list_members(
    request: HttpRequest,
    q: str = Query("", max_length=100, description="words of the name, in any script, or of the country"),
    region: str = Query("", max_length=40, description="code of a region"),
    category: str = Query("", max_length=40, description="code of a category"),
) -> HttpResponse:
    """List members by name; names and countries come in the language that Accept-Language asks for."""
    return told(request, [record(card) for card in directory(words=q, region=region, category=category).cards])


@router.get("/members/{slug}", response={200: Member, 404: Problem}, operation_id="get_member")
def get_member(request: HttpRequest, slug: str) -> HttpResponse:
    """Give one member."""
    found = next((card for card in directory().cards if card.slug == slug), None)
    if found is None:
        raise Http404(_("There is no such member. Choose one from the directory."))
    return told(request, record(found))


def record(card: Card) -> dict[str, Any]:
    return {name: getattr(card, name) for name in Member.model_fields}
