from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from comitia.members.models import Organisation, RegionalOffice
from comitia.platform.kept import kept
from comitia.platform.texts import text_in


@dataclass(frozen=True, slots=True)
class Association:
    """The organisation as every page names it; `facts` is one sentence for the foot of the page."""

    short_name: str
    name: str
    founded_year: int | None
    contact_email: str
    is_demonstration: bool
    facts: str


NOT_YET = Association(
    short_name="Comitia", name="Comitia", founded_year=None, contact_email="", is_demonstration=False, facts=""
)


def organisation() -> Association:
    """Give the organisation in the language in force; a nameless one before `comitia init`."""
    return _organisation(get_language() or "en")


@kept
def _organisation(language: str) -> Association:
    row = Organisation.objects.order_by("pk").first()
    if row is None:
        return NOT_YET
    seat = RegionalOffice.objects.filter(is_secretariat=True).order_by("pk").values_list("host_as_printed", flat=True)
    city = seat.first()
    return Association(
        short_name=row.short_name,
        name=text_in(row.names, language).value or row.name,
        founded_year=row.founded_year,
        contact_email=row.contact_email,
        is_demonstration=row.is_demonstration,
        facts=gettext("Secretariat in %(city)s.") % {"city": city} if city else "",
    )
