"""The Committee: who sits on the day of the current meeting, or on another day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from comitia.core.seating.hemicycle import MOST_SEATS
from comitia.meetings.queries import committee_on_day, current_event
from comitia.organs.queries import map_of, seats_of
from comitia.platform import clock
from comitia.web.fragments import fragment
from comitia.web.shell import shareable


@shareable
def committee(request: HttpRequest) -> HttpResponse:
    event = current_event()
    usual = event.starts_on if event and event.starts_on else clock.now().date()
    asked = request.GET.get("on", "").strip()
    day = _day(asked) or usual
    context = {"day": day, "usual": usual, "is_unreadable": bool(asked) and _day(asked) is None}
    return render(
        request,
        "organs/committee.html",
        {
            **context,
            "drawn": fragment(
                request,
                "organs/sitting.html",
                lambda: {**context, **_sitting(day, host=event.host_slug if event else "")},
                # Only the usual day is kept: there are too many others.
                key=(day,) if not asked else None,
            ),
        },
    )


def _sitting(day: date, *, host: str) -> dict[str, Any]:
    committee = committee_on_day(day)
    members = committee.sitting if committee else ()
    return {
        "committee": committee,
        "points": map_of(members, day=day, host=host),
        "seats": seats_of(members, host=host) if len(members) <= MOST_SEATS else (),
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


urlpatterns = [path("committee/", committee, name="committee")]
