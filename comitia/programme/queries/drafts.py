"""The working copy of a programme: what the secretariat arranges until it is released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from comitia.platform.edits import Record
from comitia.platform.texts import text_in
from comitia.programme.models import Appearance, Slot

# The values that release puts into columns of the same name; "room" and "speakers" lie elsewhere.
COLUMNS: Final = (
    *("kind", "titles", "summaries", "fills_all_rooms", "audience", "languages", "order"),
    *("takes_sign_up", "capacity", "day", "starts_at", "ends_at"),
)
PLACE: Final = ("room", "fills_all_rooms", "day", "starts_at", "ends_at")

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class WorkingSlot:
    """A slot as the working copy has it. `values` are plain JSON: moments in UTC, rooms and speakers by their slugs."""

    pk: int
    slug: str
    state: str
    values: Values
    released: Values | None
    is_in: bool
    is_changed: bool
    taken: int

    @property
    def starts_at(self) -> datetime | None:
        return moment_of(self.values["starts_at"])

    @property
    def ends_at(self) -> datetime | None:
        return moment_of(self.values["ends_at"])

    @property
    def speakers(self) -> tuple[str, ...]:
        return tuple(one["speaker"] for one in self.values["speakers"])

    def title(self, language: str) -> str:
        return text_in(self.values["titles"], language).value or self.slug

    def record(self, language: str) -> Record:
        """Give the slot as a form shows it."""
        return Record(self.slug, self.title(language), self.values)


def working_copy(meeting: str) -> dict[str, WorkingSlot]:
    """Give every slot of a meeting by its slug, in order of time, those without a time last. Two statements."""
    slots = list(Slot.objects.filter(meeting__slug=meeting).select_related("room"))
    appearances = Appearance.objects.filter(slot__meeting__slug=meeting)
    return {one.slug: one for one in sorted(working(slots, appearances), key=_in_time)}


def working(slots: Iterable[Slot], appearances: Any) -> list[WorkingSlot]:
    """Read slots, whose rooms are loaded, with their released speakers. One statement."""
    speakers: dict[int, list[dict[str, str]]] = {}
    rows = appearances.order_by("order", "id").values_list("slot_id", "speaker__slug", "part", "position", "note")
    for slot, speaker, part, position, note in rows:
        speakers.setdefault(slot, []).append({"speaker": speaker, "part": part, "position": position, "note": note})
    return [_working(slot, speakers.get(slot.pk, [])) for slot in slots]


def working_slot(slot: Slot) -> WorkingSlot:
    """Read one slot, whose room is loaded. One statement."""
    return working([slot], Appearance.objects.filter(slot=slot))[0]


def find_working_slot(meeting: str, slug: str) -> WorkingSlot | None:
    """Give one slot of the working copy. Two statements."""
    slot = Slot.objects.filter(meeting__slug=meeting, slug=slug).select_related("room").first()
    return working_slot(slot) if slot else None


def plain(values: Mapping[str, Any]) -> Values:
    """Turn moments and days into JSON."""
    return {name: _plain(value) for name, value in values.items()}


def moment_of(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _working(slot: Slot, speakers: list[dict[str, str]]) -> WorkingSlot:
    columns = plain({name: getattr(slot, name) for name in COLUMNS})
    columns |= {"room": slot.room.slug if slot.room else "", "speakers": speakers}
    is_public = slot.state == Slot.State.RELEASED
    return WorkingSlot(
        pk=slot.pk,
        slug=slot.slug,
        state=slot.state,
        values=slot.draft or columns,
        released=columns if is_public else None,
        is_in=bool(slot.draft) if slot.draft is not None else is_public,
        is_changed=slot.draft is not None,
        taken=slot.taken,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _in_time(one: WorkingSlot) -> tuple[Any, ...]:
    starts, ends = one.values["starts_at"], one.values["ends_at"]
    return (starts is None, starts or "", ends or "", one.values["order"], one.pk)
