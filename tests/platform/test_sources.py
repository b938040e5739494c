"""Sources, dates and countries as tables of a secretariat hold them."""

from __future__ import annotations

from datetime import date

import pytest

from comitia.platform.countries import country_in
from comitia.platform.dates import day_of
from comitia.platform.sources import Source, sources_in


def test_one_text_holds_several_sources_each_once() -> None:
    text = "http://www.we-gov.org/EXCOM_2016 ; minutes ; https://a.org/ (page 2)"
    assert sources_in(text, "minutes") == (
        Source("http://www.we-gov.org/EXCOM_2016", "we-gov.org/EXCOM_2016"),
        Source("", "minutes"),
        Source("https://a.org/", "a.org (page 2)"),
    )
    assert sources_in("", " ; ") == ()


def test_a_script_address_is_no_link() -> None:
    assert sources_in("javascript:alert(1)") == (Source("", "javascript:alert(1)"),)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2017", date(2017, 1, 1)),
        ("2017-06", date(2017, 6, 1)),
        ("2017-06-27", date(2017, 6, 27)),
        ("", None),
        ("2017-13", None),
        ("about 2017", None),
        ("2017-6", None),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_given(text, day) -> None:
    assert day_of(text) == day


def test_a_country_is_named_in_the_language_and_in_english_as_printed() -> None:
    assert country_in("KR", "South Korea", "es") == "Corea del Sur"
    assert country_in("VN", "Vietnam", "en") == "Vietnam"
    assert country_in("", "Atlantis", "ko") == "Atlantis"
    assert country_in("KR", "", "xx-unknown") == ""
