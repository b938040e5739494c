"""Pages are set with the fonts that are shipped, in every script that members use, and whatever people type stays text."""

from __future__ import annotations

import pytest

from comitia.platform.typesetting.pages import TypesettingError, typeset
from comitia.platform.typesetting.scripts import is_rtl, missing

NAME = {
    "kind": "text", "place": "name", "x": 5, "y": 5, "width": 60, "height": 12, "size": 30, "least": 10, "weight": 700,
    "colour": "#000000", "align": "center",
}  # fmt: skip


def badges(*names, form="pdf"):
    values = [{"values": {"name": {"words": name, "rtl": is_rtl(name)}}} for name in names]
    return typeset(
        "badges", {"title": "Badges", "width": 86, "height": 54, "elements": [NAME], "badges": values}, form=form
    )


@pytest.mark.parametrize(
    "name",
    [
        "Saltanat Bekova",
        "김민수",
        "뷁",
        "王小明",
        "張惠妹",
        "さくら",
        "عبد الرحمن",
        "פלונית",
        "አበበ ቢቂላ",
        "สมชาย",
        "Ömer Żółć",
        "Иван Ӱ",
        "गीता",
        "გიორგი",
    ],
)
def test_the_scripts_of_members_can_be_written(name):
    assert missing(name) == ""


def test_what_cannot_be_written_is_named_once():
    assert missing("Ada 😀😀 𞤀 x") == "😀𞤀"


def test_a_text_runs_as_its_first_letter_does():
    assert [is_rtl(text) for text in ("Ada", "عبد Ada", "12 עברית", "김", "12", "")] == [
        False,
        True,
        True,
        False,
        False,
        False,
    ]


def test_a_name_too_long_for_its_place_is_marked_after_it_was_made_smaller():
    pages = badges("Ada", "Maximilian Alexander von Wolkenstein", "Wolkensteintrostburghohenlohe" * 3)
    assert pages.content.startswith(b"%PDF-")
    assert pages.marks == [{"number": 2, "place": "name"}]


def test_what_people_type_is_not_taken_for_a_program():
    hostile = '#panic("x") $ _a_ *b* `c` \\ " @ref <label> /* // #import "data.json"'
    assert badges(hostile).content.startswith(b"%PDF-")


def test_one_badge_is_drawn_for_a_preview():
    assert badges("Ada", form="svg").content.startswith(b"<svg")


def test_pages_that_cannot_be_set_are_a_fault_without_words_of_theirs(caplog):
    with pytest.raises(TypesettingError):
        typeset("badges", {"title": "secret"})
    assert "secret" not in caplog.text
