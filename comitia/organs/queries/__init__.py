"""What pages read about the organs: who sits, who holds which office, and when."""

from comitia.organs.queries.committee import Committee, Sitting, committee_on
from comitia.organs.queries.pictures import Fan, FanMark, SeatMark, fan_of, map_of, seats_of
from comitia.organs.queries.terms import ROLE_NAMES, TermRow, terms_of_member

__all__ = [
    "ROLE_NAMES",
    "Committee",
    "Fan",
    "FanMark",
    "SeatMark",
    "Sitting",
    "TermRow",
    "committee_on",
    "fan_of",
    "map_of",
    "seats_of",
    "terms_of_member",
]
