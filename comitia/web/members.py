"""Members and regional offices, for everybody."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode

from comitia.archive.queries import member_record
from comitia.members import queries
from comitia.platform import clock
from comitia.web.shell import shareable

PER_PAGE = 24
LONGEST_SEARCH = 100


@shareable
def members(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip()[:LONGEST_SEARCH] for name in ("q", "region", "category")}
    found = queries.directory(words=asked["q"], region=asked["region"], category=asked["category"])
    return render(
        request,
        "members/directory.html",
        {
            "asked": asked,
            "found": found,
            "page": Paginator(found.cards, PER_PAGE).get_page(request.GET.get("page")),
            "query": urlencode({name: value for name, value in asked.items() if value}),
        },
    )


@shareable
def member(request: HttpRequest, slug: str) -> HttpResponse:
    record = member_record(slug, at=clock.now())
    if record is None:
        raise Http404
    return render(request, "members/member.html", {"record": record, "profile": record.profile})


@shareable
def offices(request: HttpRequest) -> HttpResponse:
    listed = queries.offices()
    points = queries.drawn(
        [
            queries.Place(office.host, office.member.latitude, office.member.longitude, is_office=True)
            for office in listed
            if office.member and office.member.latitude is not None and office.member.longitude is not None
        ]
    )
    return render(request, "members/offices.html", {"offices": listed, "points": points})


urlpatterns = [
    path("members/", members, name="members"),
    path("members/<slug:slug>/", member, name="member"),
    path("offices/", offices, name="offices"),
]
