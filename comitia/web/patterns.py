"""The pattern library: every component from the real macros, with plainly labelled sample data."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from comitia.core.seating.hemicycle import fan, hemicycle
from comitia.core.seating.world import Dot, place_labels, project, pull_apart

# Native names round the table: name, letters of the mark, own name, its language, country, latitude, longitude.
CITIES = (
    ("Addis Ababa", "ADD", "አዲስ አበባ", "am", "Ethiopia", 9.01, 38.75),
    ("Chengdu", "CTU", "成都", "zh", "China", 30.67, 104.07),
    ("Goyang", "GOY", "고양", "ko", "Korea", 37.66, 126.83),
    ("Hà Nội", "HAN", "Hà Nội", "vi", "Viet Nam", 21.03, 105.85),
    ("Hebron", "HEB", "الخليل", "ar", "Palestine", 31.53, 35.1),
    ("Jakarta", "JKT", "Jakarta", "id", "Indonesia", -6.2, 106.85),
    ("Mexico City", "MEX", "Ciudad de México", "es", "Mexico", 19.43, -99.13),
    ("Moscow", "MOW", "Москва", "ru", "Russia", 55.75, 37.62),
    ("Nairobi", "NBO", "Nairobi", "sw", "Kenya", -1.29, 36.82),
    ("Seoul", "SEL", "서울", "ko", "Korea", 37.57, 126.98),
    ("Ulaanbaatar", "ULN", "Улаанбаатар", "mn", "Mongolia", 47.92, 106.91),
)
HOST = "Moscow"
OFFICES = frozenset({"Chengdu", "Mexico City", "Seoul"})
DAY = date(2020, 11, 17)
HOURS = tuple(
    {"line": line, "text": text, "night": night}
    for line, text, night in (
        (1, "10:00", True),
        (2, "10:30", True),
        (3, "11:00", False),
        (4, "11:30", False),
        (5, "12:00", False),
        (6, "12:30", False),
    )
)
ZONES = (("Europe/Moscow", "Moscow (host)"), ("America/Mexico_City", "Mexico City"), ("Asia/Seoul", "Seoul"))


class SampleForm(forms.Form):
    """One question of every kind."""

    name = forms.CharField(label="Name", help_text="As it should stand on the nameplate.", max_length=150)
    email = forms.EmailField(label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    city = forms.ChoiceField(
        label="City", choices=[("", "Choose a city"), *((code, name) for name, code, *_ in CITIES)], required=False
    )
    arrival = forms.DateField(label="Day of arrival", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    category = forms.ChoiceField(
        label="How do you take part?",
        choices=[("member", "Member"), ("observer", "Observer"), ("press", "Press")],
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label="Languages you understand",
        choices=[("en", "English"), ("ru", "Русский"), ("ko", "한국어")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    question = forms.CharField(label="Question to the panel", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    letter = forms.FileField(label="Letter of mandate", required=False)
    consent = forms.BooleanField(label="I agree that the session is recorded")


def patterns(request: HttpRequest) -> HttpResponse:
    """Show the library."""
    filled = SampleForm({"name": "Ana Ñandú", "email": "ana", "city": "SEL", "languages": ["en", "ko"]})
    return render(
        request,
        "patterns/patterns.html",
        {
            "form": SampleForm(),
            "filled": filled,
            "cities": [_city(*city) for city in CITIES],
            "points": _points(),
            "seats": _seats(),
            "table_seats": _table_seats(),
            "rooms": ["Committee room", "Forum A", "Showcase"],
            "hours": HOURS,
            "sessions": _sessions(),
            "page": Paginator(range(3000), 50).get_page(7),
            "zones": ZONES,
            "day": DAY,
            "at": datetime(2020, 11, 17, 7, tzinfo=UTC),
        },
    )


def desk_patterns(request: HttpRequest) -> HttpResponse:
    """Show the components of the desk."""
    return render(
        request,
        "patterns/desk.html",
        {
            "desk_navigation": [
                {"entries": [{"url": "#home", "label": "Waiting for me", "glyph": "inbox", "current": True}]},
                {
                    "heading": "Accreditation",
                    "entries": [{"url": "#all", "label": "Registrations", "glyph": "id-card"}],
                },
                {
                    "heading": "Organisation",
                    "entries": [{"url": "#members", "label": "Members", "glyph": "building-2"}],
                },
            ],
            "cities": [_city(*city) for city in CITIES],
            "at": datetime(2020, 11, 17, 7, tzinfo=UTC),
            "form": SampleForm(),
        },
    )


def _city(name: str, code: str, native: str, language: str, country: str, *_place: float) -> dict[str, Any]:
    return {
        "name": name,
        "code": code,
        "native_name": native,
        "native_language": language,
        "country": country,
        "url": f"#{code}",
    }


def _points() -> list[dict[str, Any]]:
    places = [(city[0], project(city[5], city[6])) for city in CITIES]
    dots = pull_apart([Dot(name, place.x, place.y, 9) for name, place in places])
    return [
        {
            "name": dot.name,
            "x": dot.x,
            "y": dot.y,
            "is_office": dot.name in OFFICES,
            "is_host": dot.name == HOST,
            "label_x": label and label.x,
            "label_y": label and label.y,
            "anchor": label and label.anchor,
        }
        for dot, label in zip(dots, place_labels(dots), strict=True)
    ]


def _seats() -> list[dict[str, Any]]:
    states = {HOST: "host", "Nairobi": "vacant"}
    drawn = hemicycle(len(CITIES)).seats
    return [
        {"name": city[0], "code": city[1], "x": seat.x, "y": seat.y, "state": states.get(city[0], "")}
        for city, seat in zip(CITIES, drawn, strict=True)
    ]


def _table_seats() -> list[dict[str, Any]]:
    return [
        {
            "name": city[2],
            "language": city[3],
            "is_host": city[0] == HOST,
            "x": place.x,
            "y": place.y,
            "text_x": place.text_x,
            "text_y": place.text_y,
            "rotation": place.rotation,
            "anchor": place.anchor,
        }
        for city, place in zip(CITIES, fan(len(CITIES)), strict=True)
    ]


def _sessions() -> list[dict[str, Any]]:
    def session(title: str, start: str, end: str, kind: str, room: str, places: str, **more: Any) -> dict[str, Any]:
        moments = [datetime.fromisoformat(f"2020-11-17T{clock}+00:00") for clock in (start, end)]
        return {
            "title": title,
            "from": moments[0],
            "to": moments[1],
            "kind": kind,
            "room": room,
            "places": places,
        } | more

    return [
        session("Opening", "07:00", "07:30", "plenary", "All rooms", "from-1 to-2 room-1 across-3", night=True),
        session(
            "Committee, first session", "07:30", "09:30", "committee", "Committee room", "from-2 to-6 room-1", mine=True
        ),
        session("Agile city services", "07:30", "08:30", "forum", "Forum A", "from-2 to-4 room-2"),
        session("Live visit", "08:00", "09:00", "showcase", "Showcase", "from-3 to-5 room-3"),
        session("Matchmaking", "08:30", "09:30", "matchmaking", "Forum A", "from-4 to-6 room-2"),
    ]


urlpatterns = [
    path("patterns/", patterns, name="patterns"),
    path("desk/patterns/", desk_patterns, name="desk_patterns"),
]
