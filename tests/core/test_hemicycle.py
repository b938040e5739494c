"""Seats in a half circle and the fan of names."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.seating.hemicycle import FanPlace, Seat, fan, hemicycle

counts = st.integers(1, 500)


def test_nineteen_seats_stand_in_two_rows():
    half_circle = hemicycle(19)
    rows = [seat.row for seat in half_circle.seats]
    assert (half_circle.rows, rows.count(1), rows.count(2)) == (2, 8, 11)
    assert half_circle.seats[:3] == (Seat(164.0, 336.0, 1), Seat(60.0, 336.0, 2), Seat(74.7, 243.3, 2))
    assert half_circle.seats[-1] == Seat(660.0, 336.0, 2)


def test_a_single_seat_stands_at_the_top():
    assert hemicycle(1).seats == (Seat(360.0, 36.0, 1),)


@pytest.mark.parametrize("count", [0, -1, 501])
def test_a_half_circle_of_no_or_too_many_seats_is_refused(count):
    for draw in (hemicycle, fan):
        with pytest.raises(ValueError, match="1 to 500 seats"):
            draw(count)


@pytest.mark.parametrize(("inner", "outer"), [(0, 300), (300, 300), (300, 196)])
def test_radii_that_do_not_grow_are_refused(inner, outer):
    with pytest.raises(ValueError, match="radii must grow"):
        hemicycle(19, inner=inner, outer=outer)


@given(counts)
def test_every_seat_lies_on_the_arc_of_its_row(count):
    half_circle = hemicycle(count)
    assert len(half_circle.seats) == count
    for seat in half_circle.seats:
        radius = 300 if half_circle.rows == 1 else 196 + 104 * (seat.row - 1) / (half_circle.rows - 1)
        assert math.isclose(math.hypot(seat.x - 360, seat.y - 336), radius, abs_tol=0.1)
        assert seat.y <= 336


@given(counts)
def test_seats_are_shared_in_proportion_to_the_length_of_arcs(count):
    half_circle = hemicycle(count)
    rows = [seat.row for seat in half_circle.seats]
    radii = (
        [300.0]
        if half_circle.rows == 1
        else [196 + 104 * row / (half_circle.rows - 1) for row in range(half_circle.rows)]
    )
    for row, radius in enumerate(radii, start=1):
        assert abs(rows.count(row) - count * radius / sum(radii)) < 1


@given(counts)
def test_seats_are_numbered_from_left_to_right_along_the_arc(count):
    angles = [math.atan2(336 - seat.y, seat.x - 360) for seat in hemicycle(count).seats]
    # Places are rounded to 0.1, which at the inner arc is 0.0005 of a turn.
    assert all(later <= earlier + 0.001 for earlier, later in itertools.pairwise(angles))


@given(counts.filter(lambda count: count > 1))
def test_no_two_seats_are_nearer_than_the_pitch(count):
    half_circle = hemicycle(count)
    near = min(
        math.dist((one.x, one.y), (two.x, two.y))
        for number, one in enumerate(half_circle.seats)
        for two in half_circle.seats[:number]
    )
    assert near >= half_circle.pitch - 0.15
    assert half_circle.pitch > 10


def test_the_fan_of_nineteen_names_is_that_of_the_drawing():
    places = fan(19)
    assert places[0] == FanPlace(204.3, 363.2, 186.4, 362.0, 4.0, "end")
    assert places[9] == FanPlace(330.0, 246.0, 330.0, 228.0, -90.0, "start")
    assert places[12] == FanPlace(390.4, 261.4, 399.1, 245.7, -61.3, "start")
    assert places[18] == FanPlace(455.7, 363.2, 473.6, 362.0, -4.0, "start")


def test_a_fan_of_one_name_points_up():
    assert fan(1) == (FanPlace(330.0, 246.0, 330.0, 228.0, -90.0, "start"),)


def test_names_inside_the_dots_are_refused():
    with pytest.raises(ValueError, match="outside the dots"):
        fan(19, radius=144, text_radius=126)


@given(counts)
def test_names_radiate_and_never_stand_on_their_heads(count):
    for place in fan(count):
        assert -90 <= place.rotation <= 90
        turned = place.rotation + (180 if place.anchor == "end" else 0)
        outwards = math.degrees(math.atan2(place.text_y - 372, place.text_x - 330))
        assert math.isclose(math.cos(math.radians(turned - outwards)), 1, abs_tol=0.001)


@given(counts)
def test_a_fan_is_the_same_on_both_sides(count):
    places = fan(count)
    for left, right in zip(places, reversed(places), strict=True):
        assert math.isclose(left.x - 330, 330 - right.x, abs_tol=0.11)
        assert left.y == right.y
