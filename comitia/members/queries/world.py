from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comitia.core.seating.world import Dot, place_labels, project, pull_apart

CITY_RADIUS, OFFICE_RADIUS, HOST_RADIUS = 7.5, 9.5, 14.5


@dataclass(frozen=True, slots=True)
class Place:
    """A member to be drawn on the map of the world."""

    name: str
    latitude: float
    longitude: float
    is_office: bool = False
    is_host: bool = False


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A dot of the drawing `world.svg` with its label, which is None where there is no room for it."""

    name: str
    x: float
    y: float
    is_office: bool
    is_host: bool
    label_x: float | None
    label_y: float | None
    anchor: str


def drawn(places: Sequence[Place]) -> tuple[MapPoint, ...]:
    """Place dots and names on the map of the world."""
    dots = []
    for place in places:
        point = project(place.latitude, place.longitude)
        radius = HOST_RADIUS if place.is_host else OFFICE_RADIUS if place.is_office else CITY_RADIUS
        dots.append(Dot(place.name, point.x, point.y, radius))
    moved = pull_apart(dots)
    return tuple(
        MapPoint(
            name=place.name,
            x=dot.x,
            y=dot.y,
            is_office=place.is_office,
            is_host=place.is_host,
            label_x=label.x if label else None,
            label_y=label.y if label else None,
            anchor=label.anchor if label else "start",
        )
        for place, dot, label in zip(places, moved, place_labels(moved), strict=True)
    )
