"""Members on the map of the world."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.seating.world import HEIGHT, WIDTH, Dot, Label, place_labels, project, pull_apart, text_width

# Name, latitude, longitude, and the point that d3-geo gives for the drawing.
CITIES = [
    ("Addis Ababa", 9.01, 38.75, 578.4, 230.4),
    ("Beyoğlu", 41.04, 28.98, 543.6, 105.4),
    ("Bucharest", 44.43, 26.10, 535.1, 93.6),
    ("Chengdu", 30.67, 104.07, 761.4, 143.7),
    ("Hebron", 31.53, 35.10, 563.2, 140.5),
    ("Hà Nội", 21.03, 105.85, 776.4, 181.5),
    ("Jakarta", -6.2, 106.85, 787.6, 293.4),
    ("Khartoum State", 15.5, 32.53, 558.7, 203.8),
    ("Kigali", -1.95, 30.06, 552.1, 275.8),
    ("Makati", 14.55, 121.03, 827.1, 207.7),
    ("Mexico City", 19.43, -99.13, 164.1, 187.9),
    ("Moscow", 55.75, 37.62, 560.4, 57.1),
    ("Pittsburgh", 40.44, -79.99, 247.3, 107.5),
    ("Seberang Perai", 5.38, 100.47, 768.2, 245.4),
    ("Ulaanbaatar", 47.92, 106.91, 742.9, 81.8),
    ("Ulyanovsk Region", 54.32, 48.4, 587.5, 61.4),
]
CLOSE_TOGETHER = [("Goyang", 37.66, 126.83), ("Seoul", 37.57, 126.98), ("Nairobi", -1.29, 36.82)]


def committee():
    places = [city[:3] for city in CITIES] + CLOSE_TOGETHER
    points = [(name, project(latitude, longitude)) for name, latitude, longitude in places]
    return pull_apart([Dot(name, point.x, point.y, 8) for name, point in points])


def box(dot, label, size=15):
    width = text_width(dot.name, size=size)
    left = label.x - {"start": 0, "middle": width / 2, "end": width}[label.anchor]
    middle = label.y - size * 0.35
    return left, middle - size / 2, left + width, middle + size / 2


def overlap(one, two):
    # Places are rounded to 0.1.
    return one[0] + 0.2 < two[2] and two[0] + 0.2 < one[2] and one[1] + 0.2 < two[3] and two[1] + 0.2 < one[3]


@pytest.mark.parametrize(("name", "latitude", "longitude", "x", "y"), CITIES)
def test_cities_lie_where_the_drawing_has_them(name, latitude, longitude, x, y):
    point = project(latitude, longitude)
    assert (point.x, point.y) == (x, y), name


def test_fiji_lies_at_the_right_edge_and_the_date_line_is_where_the_map_is_cut():
    assert project(-18.1, 178.4).x > 900
    assert project(0, -164.9).x < 50
    assert project(0, -165.1).x > 950


@pytest.mark.parametrize(("latitude", "longitude"), [(90.1, 0), (-91, 0), (0, 180.5), (0, -181), (math.nan, 0)])
def test_a_place_outside_the_globe_is_refused(latitude, longitude):
    with pytest.raises(ValueError, match="latitude is -90 to 90"):
        project(latitude, longitude)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_north_is_up_wherever_one_is(latitude, longitude):
    assert project(90, longitude).y <= project(latitude, longitude).y <= project(-90, longitude).y


def test_seoul_and_goyang_are_pulled_apart_by_some_units():
    before = {name: project(latitude, longitude) for name, latitude, longitude in CLOSE_TOGETHER}
    after = {dot.name: dot for dot in committee()}
    assert math.dist((after["Seoul"].x, after["Seoul"].y), (after["Goyang"].x, after["Goyang"].y)) >= 15.5
    for name, point in before.items():
        assert math.dist((point.x, point.y), (after[name].x, after[name].y)) <= 8


def test_all_nineteen_cities_have_their_names():
    labels = place_labels(committee())
    assert [dot.name for dot, label in zip(committee(), labels, strict=True) if label is None] == []


def test_a_lone_name_stands_to_the_right_and_at_the_right_edge_to_the_left():
    lone, edge = place_labels([Dot("Kigali", 500, 200, 6)]), place_labels([Dot("Suva", 990, 300, 6)])
    assert (lone, edge) == ((Label(510, 205.2, "start"),), (Label(980, 305.2, "end"),))


def test_a_name_that_fits_nowhere_is_left_out():
    crowd = [Dot(f"City {number}", 400 + number % 7 * 9, 200 + number // 7 * 9, 6) for number in range(49)]
    labels = place_labels(crowd)
    assert labels[24] is None
    assert any(label is not None for label in labels)


def test_letters_without_height_are_refused():
    with pytest.raises(ValueError, match="letters have a height"):
        place_labels([], size=0)
    with pytest.raises(ValueError, match="a shift is not negative"):
        pull_apart([], most=-1)


def test_wide_letters_are_wide_and_marks_are_not():
    assert (text_width("서울", size=10), text_width("Roma", size=10), text_width("e\u0301", size=10)) == (20, 24, 6)


crowds = st.lists(
    st.builds(
        Dot,
        name=st.text(st.sampled_from("abc 성울"), min_size=1, max_size=14),
        x=st.integers(5, WIDTH - 5).map(float),
        y=st.integers(5, HEIGHT - 5).map(float),
        radius=st.sampled_from([6.5, 8.0]),
    ),
    max_size=30,
)


@given(crowds)
def test_no_label_meets_a_label_a_dot_or_the_frame(dots):
    labels = place_labels(dots)
    boxes = [box(dot, label) for dot, label in zip(dots, labels, strict=True) if label is not None]
    bodies = [(dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius) for dot in dots]
    for number, one in enumerate(boxes):
        assert one[0] >= -0.1
        assert one[2] <= WIDTH + 0.1
        assert one[1] >= -0.1
        assert one[3] <= HEIGHT + 0.1
        assert not any(overlap(one, other) for other in boxes[:number] + bodies)


@given(crowds, st.floats(0, 12))
def test_no_dot_is_moved_further_than_allowed(dots, most):
    for before, after in zip(dots, pull_apart(dots, most=most), strict=True):
        assert math.dist((before.x, before.y), (after.x, after.y)) <= most + 1e-6
        assert (after.name, after.radius) == (before.name, before.radius)


@given(crowds)
def test_dots_that_do_not_touch_stay_where_they_are(dots):
    lone = [
        dot for dot in dots if all(dot is other or math.dist((dot.x, dot.y), (other.x, other.y)) > 60 for other in dots)
    ]
    after = {id(before): moved for before, moved in zip(dots, pull_apart(dots), strict=True)}
    assert [after[id(dot)] for dot in lone] == lone


def test_a_hundred_names_are_placed_in_less_than_a_second():
    dots = [Dot(f"City {number}", 20 + number * 97 % 960, 20 + number * 61 % 430, 7) for number in range(100)]
    begun = time.process_time()
    place_labels(pull_apart(dots))
    assert time.process_time() - begun < 1
