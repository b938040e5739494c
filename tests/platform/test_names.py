"""Names in any script, without what only deceives the eye."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.platform.names import clean_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Aigul   Serik\n", "Aigul Serik"),
        ("Zoe\u0308", "Zoë"),
        ("Ali\u202e\u2066evil\u200b", "Alievil"),
        ("نیما می\u200cخواهد", "نیما می\u200cخواهد"),
        ("\u200dAna\u200d", "Ana"),
        ("Ana 👩\u200d💻", "Ana 👩\u200d💻"),
        ("Ana ❤\ufe0f", "Ana ❤\ufe0f"),
        ("क्\u200dष", "क्\u200dष"),
        ("O'Neill-Müller, Jr.", "O'Neill-Müller, Jr."),
        ("a" + "\u0301" * 40, "á" + "\u0301" * 4),
        ("\u3164\u115f\u200b", ""),
        ("\u0301", ""),
        ("\ud800Ana", "Ana"),
        ("Ana\x00\x07", "Ana"),
        ("😀", "😀"),
    ],
)
def test_a_name_is_kept_as_people_write_it(typed, kept):
    assert clean_name(typed) == kept


@given(st.text())
def test_a_cleaned_name_is_clean(text):
    name = clean_name(text)
    assert name == clean_name(name)
    assert name == name.strip()
    assert unicodedata.is_normalized("NFC", name)
