"""What the desk reads about mandates: the records as they are kept."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from comitia.organs.models import Mandate, Organ
from comitia.organs.queries.terms import ROLE_NAMES
from comitia.platform.edits import Record
from comitia.platform.texts import text_in

MANDATE_FIELDS: Final = ("role", "starts", "ends", "source", "note")


def mandate_rows(*, words: str = "", role: str = "") -> QuerySet[Mandate]:
    """List the mandates of all organs, the latest first."""
    found = Mandate.objects.select_related("organ", "member").order_by("-starts", "member__name", "pk")
    if role:
        found = found.filter(role=role)
    if words:
        found = found.filter(Q(member__name__icontains=words) | Q(member__native_name__icontains=words))
    return found


def mandate_record(pk: int) -> Record | None:
    """Give the record of a mandate for a form."""
    mandate = Mandate.objects.select_related("organ", "member").filter(pk=pk).first()
    return record_of_mandate(mandate) if mandate else None


def record_of_mandate(mandate: Mandate) -> Record:
    """Give the record of a mandate whose member and organ are loaded."""
    values: dict[str, Any] = {name: getattr(mandate, name) for name in MANDATE_FIELDS}
    values["organ"] = mandate.organ.code if mandate.organ_id else ""
    values["member"] = mandate.member.slug if mandate.member_id else ""
    return Record(str(mandate.pk), mandate.member.name if mandate.member_id else "", values)


def organ_choices() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(organ.code, text_in(organ.names, language).value or organ.code) for organ in Organ.objects.order_by("pk")]


def role_choices() -> list[tuple[str, str]]:
    return [(role.value, str(ROLE_NAMES[role])) for role in Mandate.Role]
