"""Speakers as programmes print them."""

from __future__ import annotations

import pytest

from comitia.programme.actions.printed_speakers import PrintedSpeaker, read_speakers


@pytest.mark.parametrize(
    ("printed", "people", "rest"),
    [
        ("", [], ""),
        ("Oh Se-hoon (Mayor, Seoul)", [("Oh Se-hoon", "Mayor, Seoul", "speaker", "")], ""),
        (
            "Ban Ki-moon (Secretary-General, United Nations; by video); Petra Roth (Vice President, WeGO; chair)",
            [
                ("Ban Ki-moon", "Secretary-General, United Nations", "speaker", "by video"),
                ("Petra Roth", "Vice President, WeGO", "chair", ""),
            ],
            "",
        ),
        (
            "chaired by Mohamed Boudra (President, UCLG; Mayor, Al-Hoceima) and Jan van Zanen (Co-President; Mayor, Utrecht)",
            [
                ("Mohamed Boudra", "President, UCLG; Mayor, Al-Hoceima", "chair", ""),
                ("Jan van Zanen", "Co-President; Mayor, Utrecht", "chair", ""),
            ],
            "",
        ),
        (
            "George Town; Belo Horizonte; judge Javier Vergara-Petrescu (Executive Director, Ciudad Emergente)",
            [("Javier Vergara-Petrescu", "Executive Director, Ciudad Emergente", "speaker", "judge")],
            "George Town; Belo Horizonte",
        ),
        ("delegations of Seberang Perai, São Paulo", [], "delegations of Seberang Perai, São Paulo"),
        (
            "Herbert Bautista (Mayor, Quezon City; keynote)",
            [("Herbert Bautista", "Mayor, Quezon City", "keynote", "")],
            "",
        ),
        ("Anna (one; two", [], "Anna (one; two"),
        ("Anna) ; Boris (Mayor)", [("Boris", "Mayor", "speaker", "")], "Anna)"),
    ],
)
def test_people_are_told_from_cities_and_firms(printed, people, rest):
    assert read_speakers(printed) == (tuple(PrintedSpeaker(*one) for one in people), rest)
