"""Says in words what the journal records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.accounts.queries import people
from comitia.desk.field_names import field_name
from comitia.desk.verbs import VERBS
from comitia.journal.queries import entries
from comitia.meetings.queries.plans import OFFICES
from comitia.platform.typed import reference_in

LONGEST_HISTORY: Final = 50
RECENT: Final = 8
OFFICERS: Final = ("officer", "presiding")  # facts that name a person by reference
CAPACITIES: Final = {
    "system": gettext_lazy("the system"),
    "secretariat": gettext_lazy("Secretariat"),
    "regional_office": gettext_lazy("Regional office"),
    "chair": gettext_lazy("Chair"),
    "operator": gettext_lazy("Operator"),
    "door": gettext_lazy("Door"),
    "focal_point": gettext_lazy("Focal point"),
    "self": gettext_lazy("for themselves"),
    "visitor": gettext_lazy("a visitor"),
}


class Change(NamedTuple):
    """A field before and after an act."""

    field: Any
    before: str
    after: str


class Told(NamedTuple):
    """An entry of the journal as a page tells it."""

    number: int
    at: datetime
    verb: str
    done: Any
    who: str
    capacity: Any
    on_behalf_of: str
    subject: str
    changes: list[Change]
    reason: str
    digest: str


def history_of(subject: str, *, imported_as: str = "") -> list[Told]:
    """Tell what was done with a subject by hand or by an import that names it, the newest first: three statements."""
    found = list(entries(subject=subject)[:LONGEST_HISTORY])
    key = subject.partition(":")[2]
    if imported_as:
        imports = entries(verb=imported_as)[:LONGEST_HISTORY]
        found += [one for one in imports if key in one.facts["new"] or key in one.facts["changed"]]
    return told(sorted(found, key=lambda entry: -entry.number))


def recent() -> list[Told]:
    """Tell the latest acts: two statements."""
    return told(entries()[:RECENT])


def told(found: Iterable[Any]) -> list[Told]:
    """Tell entries of the journal, with the names of those who acted as far as they are still known."""
    listed = list(found)
    acted = {entry.by for entry in listed if entry.by}.union(*(_officers_in(entry.facts) for entry in listed))
    names = {person.reference: str(person) for person in people().filter(reference__in=acted)} if acted else {}
    return [
        Told(
            number=entry.number,
            at=entry.at,
            verb=entry.verb,
            done=VERBS.get(entry.verb, entry.verb.replace("_", " ")),
            who=_who(entry.by, names),
            capacity=CAPACITIES.get(entry.capacity, entry.capacity),
            on_behalf_of=entry.on_behalf_of,
            subject=entry.subject,
            changes=_changes(_in_words(entry.facts, names), about=entry.subject.partition(":")[0]),
            reason=entry.particulars.data.get("reason", "") if hasattr(entry, "particulars") else "",
            digest=entry.digest,
        )
        for entry in listed
    ]


def _who(by: UUID | None, names: Mapping[UUID, str]) -> str:
    if by is None:
        return _("Comitia")
    return names.get(by) or _("Somebody whose data was erased")


def _officers_in(facts: Mapping[str, Any]) -> set[UUID]:
    """Give the officers of a sitting whom an act is about."""
    found = {reference_in(facts.get(name)) for name in OFFICERS}
    return {one for one in found if one is not None}


def _in_words(facts: Mapping[str, Any], names: Mapping[UUID, str]) -> Mapping[str, Any]:
    """Say who an officer of a sitting is, and which office it is."""
    said = {name: _who(reference_in(facts[name]), names) for name in OFFICERS if name in facts}
    return (
        {**facts, **said, "role": OFFICES.get(facts["role"], facts["role"])}
        if "officer" in facts
        else {**facts, **said}
    )


def _changes(facts: Mapping[str, Any], *, about: str) -> list[Change]:
    """Lay out the facts of an act: fields before and after, or single facts; of an import, how many rows it wrote."""
    if "counts" in facts:
        return [Change(field_name(name), "", _plain(number)) for name, number in facts["counts"].items()]
    before, after = facts.get("before", {}), facts.get("after", {})
    if isinstance(after, Mapping) and isinstance(before, Mapping):
        found = [
            Change(_label(name, about), _plain(before.get(name, "")), _plain(value)) for name, value in after.items()
        ]
    else:
        found = [Change("", _plain(before), _plain(after))]
    others = [(name, value) for name, value in facts.items() if name not in {"before", "after"}]
    return found + [Change(_label(name, about), "", _plain(value)) for name, value in others]


def _label(name: str, about: str) -> Any:
    """Name a field; what is closed is an item of the agenda, and a sitting is in camera."""
    return _("In camera") if name == "is_closed" and about == "sitting" else field_name(name)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(inner) for inner in value)
    return str(value)
