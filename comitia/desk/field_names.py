"""What the fields of records are called where changes are told."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

FIELD_NAMES: Final = {
    "approved_by": _("Approved by"),
    "approved_on": _("Approved"),
    "category": _("Category"),
    "category_as_printed": _("Category in the words of the source"),
    "changed": _("Changed"),
    "closed_on": _("Closed"),
    "code": _("Short code"),
    "country": _("Country"),
    "country_code": _("Country code"),
    "ends": _("Last day of the term"),
    "ends_on": _("Last day"),
    "error": _("Rows with errors"),
    "evidence": _("Evidence of membership"),
    "findings": _("Findings"),
    "holds_over": _("Stays until the successor begins"),
    "host": _("Host"),
    "host_as_printed": _("Host as the source writes it"),
    "host_id": _("Host"),
    "hue": _("Colour"),
    "is_secretariat": _("The secretariat itself"),
    "joined_year": _("Year of joining"),
    "kind": _("Kind"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "member": _("Member"),
    "member_id": _("Member"),
    "mode": _("Format"),
    "name": _("Name"),
    "names": _("Names"),
    "native_language": _("Language of the own name"),
    "native_name": _("Name in its own language"),
    "new": _("New"),
    "note": _("Note"),
    "number_as_printed": _("Number"),
    "opened_on": _("Opened"),
    "organ": _("Organ"),
    "other_names": _("Other spellings"),
    "participants_as_printed": _("Participants in the words of the source"),
    "place": _("Place on the map"),
    "place_basis": _("Kind of place"),
    "place_source": _("Source of the place"),
    "population": _("Population"),
    "population_source": _("Source of the population figure"),
    "population_year": _("Year of the population figure"),
    "programme_is_sample": _("Sample programme"),
    "region": _("Region"),
    "region_name": _("Region of the office"),
    "role": _("Role"),
    "same": _("No change"),
    "seats": _("Seats"),
    "source": _("Source"),
    "starts": _("First day of the term"),
    "starts_on": _("First day"),
    "state": _("State"),
    "state_as_printed": _("State in the words of the source"),
    "status": _("Status"),
    "term_years": _("Years of a term"),
    "theme": _("Theme"),
    "title": _("Title"),
    "year": _("Year"),
    "zone": _("Time zone"),
}


def field_name(name: str) -> Any:
    """Name a field in the language in force; one without words of its own by its name in the record."""
    return FIELD_NAMES.get(name, name.replace("_", " "))
