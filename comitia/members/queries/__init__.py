"""What pages read about the association, its members and its offices."""

from comitia.members.queries.association import Association, organisation
from comitia.members.queries.directory import Card, Choice, Directory, card_of, directory, sums
from comitia.members.queries.names import shown_name
from comitia.members.queries.offices import Office, offices, offices_on
from comitia.members.queries.profile import Profile, profile
from comitia.members.queries.world import MapPoint, Place, drawn

__all__ = [
    "Association",
    "Card",
    "Choice",
    "Directory",
    "MapPoint",
    "Office",
    "Place",
    "Profile",
    "card_of",
    "directory",
    "drawn",
    "offices",
    "offices_on",
    "organisation",
    "profile",
    "shown_name",
    "sums",
]
