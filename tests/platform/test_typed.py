"""Numbers and references as an address or a form brings them."""

from __future__ import annotations

from uuid import UUID

import pytest

from comitia.platform.typed import number_in, reference_in


@pytest.mark.parametrize("text", ["", "-1", "1.5", "²", "١٢", "9" * 19, "9" * 5000])
def test_what_is_no_number_that_a_key_can_be_is_none(text: str) -> None:
    assert number_in(text) is None


def test_digits_are_a_number() -> None:
    assert [number_in(text) for text in ("0", "07", "9" * 18)] == [0, 7, int("9" * 18)]


def test_a_reference_is_read_and_anything_else_is_none() -> None:
    text = "12345678-1234-5678-1234-567812345678"
    assert [reference_in(one) for one in (text, "", "x", None, 7)] == [UUID(text), None, None, None, None]
