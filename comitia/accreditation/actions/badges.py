"""Keeps the designs of badges and has badges printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from comitia.accreditation.models import BadgeDesign, BadgeRun, Category
from comitia.accreditation.policies.answers import clean_text
from comitia.accreditation.policies.badge_designs import MOST_BADGES, Design, as_json, faults_of, from_json, may_print
from comitia.accreditation.queries.badges import (
    ENDINGS,
    Filled,
    Wanted,
    filled,
    pages_data,
    people_for_badges,
    pictures_of,
    sample,
    wanted_of,
)
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.blobs import store
from comitia.platform.blobs.arriving import Received, path_of
from comitia.platform.blobs.models import Blob
from comitia.platform.remarks import Remark
from comitia.platform.typesetting.pages import PDF, TypesettingError, typeset
from comitia.platform.typesetting.scripts import missing

PRINT: Final = "comitia.accreditation.tasks.print_badges"
CHUNK: Final = 25
LOGO_LONGEST: Final = 2 * 1024 * 1024
PREVIEW_SECONDS: Final = 20
TOO_LONG: Final = gettext_noop("%(name)s: %(words)s does not fit, even in small letters. Make its place larger.")
UNWRITABLE: Final = gettext_noop("%(name)s: no font here has %(characters)s. Write the name in another way.")
NO_PHOTO: Final = gettext_noop("%(name)s: there is no photograph.")
State = BadgeRun.State


def receive_logo(chunks: Any, *, name: str) -> Received:
    """Inspect a picture for a badge before anything is locked; to be used as a context and given to `save_design`."""
    return store.receive(chunks, name=name, accepts=("picture",), longest=LOGO_LONGEST)


def save_design(
    meeting: Meeting,
    pk: int | None,
    *,
    name: str,
    design: Design,
    categories: Sequence[str] = (),
    logo: Received | None = None,
    seen: int | None = None,
    by: Actor,
    at: datetime,
) -> BadgeDesign:
    """Make a design or change the one that was seen at its edit number; what is wrong with it is refused in one sentence each."""
    require(may_print(by))
    name = clean_text(name)[:100]
    if not name:
        refuse("no_name", _("Give the badge a name, so that you find it again."))
    with transaction.atomic():
        found = BadgeDesign.objects.select_for_update().filter(meeting=meeting, pk=pk).first() if pk else None
        if pk and found is None:
            refuse("unknown_design", _("This badge does not exist any more."))
        if found and seen is not None and seen != found.edits:
            refuse("changed_meanwhile", _("Somebody else changed this badge meanwhile. Load the page again."))
        if BadgeDesign.objects.filter(meeting=meeting, name=name).exclude(pk=pk or 0).exists():
            refuse("name_taken", _("Another badge has this name. Choose another one."))
        kept = as_json(design)
        if logo is not None:
            kept["logo"] = str(store.keep_received(logo, owner=None, at=at).reference)
        if faults := faults_of(from_json(kept)):
            refuse("faulty_design", " ".join(faults))
        before = found.definition if found else {}
        row = found or BadgeDesign(meeting=meeting)
        row.name, row.definition, row.edits, row.changed_at = name, kept, row.edits + 1, at
        row.save()
        row.categories.set(Category.objects.filter(meeting=meeting, code__in=categories))
        _forget_logo(before.get("logo", ""), kept["logo"], at=at)
        facts = {"name": name, "elements": len(design.elements), "categories": sorted(categories)}
        record("save_badge_design", f"badge_design:{row.pk}", by=by, at=at, facts=facts)
    return row


def remove_design(pk: int, *, by: Actor, at: datetime) -> None:
    """Remove a design with its printings and their files."""
    require(may_print(by))
    with transaction.atomic():
        design = BadgeDesign.objects.select_for_update().filter(pk=pk).first()
        if design is None:
            refuse("unknown_design", _("This badge does not exist any more."))
        for blob in Blob.objects.filter(badge_runs__design=design):
            store.erase(blob, at=at)
        _forget_logo(design.definition.get("logo", ""), "", at=at)
        record("remove_badge_design", f"badge_design:{pk}", by=by, at=at, facts={"name": design.name})
        design.delete()


def preview(design: Design, meeting: Meeting, *, language: str) -> bytes:
    """Draw one badge of a design as SVG, with somebody invented."""
    badge = sample(design, meeting, language=language)
    pictures, files = _pictures([design.logo])
    data = pages_data(design, [badge], title="", pictures=pictures)
    return typeset("badges", data, pictures=files, form="svg", seconds=PREVIEW_SECONDS).content


def start_run(pk: int, wanted: Wanted, *, language: str, by: Actor, at: datetime) -> BadgeRun:
    """Have the badges of everybody wanted printed in the background."""
    require(may_print(by))
    with transaction.atomic():
        design = BadgeDesign.objects.select_related("meeting").filter(pk=pk).first()
        if design is None:
            refuse("unknown_design", _("This badge does not exist any more."))
        found = wanted_of(design.meeting, wanted).values_list("reference", flat=True)[: MOST_BADGES + 1]
        references = [str(reference) for reference in found]
        if not references:
            refuse("nobody", _("Nobody who is accepted matches. Choose other categories or other words."))
        if len(references) > MOST_BADGES:
            sentence = _("These are more than %(most)s badges. Print them in parts, by category.")
            refuse("too_many", sentence % {"most": MOST_BADGES})
        run = BadgeRun.objects.create(design=design, registrations=references, asked_at=at, asked_by=by.person)
        facts = {"run": str(run.reference), "badges": len(references)}
        record("print_badges", f"badge_design:{design.pk}", by=by, at=at, facts=facts)
        import_string(PRINT).enqueue(run.pk, language)
    return run


def print_badges(pk: int, *, language: str, clock: Callable[[], datetime]) -> str:
    """Set the pages of a printing and keep them; give its state. Done twice, it is done once."""
    run = BadgeRun.objects.select_related("design__meeting").filter(pk=pk).first()
    if run is None or run.state == State.DONE:
        return "settled"
    BadgeRun.objects.filter(pk=pk).update(state=State.RUNNING, done=0)
    design, badges = from_json(run.design.definition), []
    for start in range(0, len(run.registrations), CHUNK):
        people = people_for_badges(run.registrations[start : start + CHUNK])
        badges += filled(design, people, language=language)
        BadgeRun.objects.filter(pk=pk).update(done=min(start + CHUNK, len(run.registrations)))
    pictures, files = _pictures([design.logo, *(badge.photo for badge in badges)])
    data = pages_data(design, badges, title=run.design.name, pictures=pictures)
    try:
        pages = typeset("badges", data, pictures=files)
    except TypesettingError:
        BadgeRun.objects.filter(pk=pk).update(state=State.FAILED, ended_at=clock())
        return State.FAILED.value
    remarks = [*_remarks(badges, set(pictures)), *_too_long(badges, pages.marks)]
    with transaction.atomic():
        at = clock()
        locked = BadgeRun.objects.select_for_update().filter(pk=pk).exclude(state=State.DONE).first()
        if locked is None:
            return "settled"
        name = f"badges-{at:%Y%m%d-%H%M}.pdf"
        locked.blob = store.keep_own([pages.content], name=name, media_type=PDF, at=at)
        locked.state, locked.ended_at = State.DONE, at
        locked.done, locked.remarks = len(badges), [one.as_json() for one in remarks]
        locked.save(update_fields=["blob", "state", "ended_at", "done", "remarks"])
    return State.DONE.value


def take_badges(reference: UUID, *, by: Actor, at: datetime) -> tuple[Blob, Iterator[bytes]]:
    """Hand out printed badges, and write down who took them."""
    require(may_print(by))
    with transaction.atomic():
        run = BadgeRun.objects.select_related("blob").filter(reference=reference).first()
        if run is None or run.blob is None:
            refuse("no_badges", _("These badges are not here. Have them printed once more."))
        chunks = store.read(run.blob)
        facts = {"run": str(run.reference), "badges": run.done, "sha256": run.blob.sha256}
        record("take_badges", f"badge_design:{run.design_id}", by=by, at=at, facts=facts)
    return run.blob, chunks


def _forget_logo(before: str, after: str, *, at: datetime) -> None:
    if before and before != after and (blob := Blob.objects.filter(reference=before).first()):
        store.erase(blob, at=at)


def _pictures(references: Sequence[str]) -> tuple[dict[str, str], dict[str, Iterator[bytes]]]:
    """Find pictures; give the place of each for the template, by its reference, and the bytes by the name of the file."""
    found = {key: blob for key, blob in pictures_of(references).items() if path_of(blob.reference).is_file()}
    names = {key: f"{key}.{ENDINGS[blob.media_type]}" for key, blob in found.items()}
    return {key: f"pictures/{name}" for key, name in names.items()}, {
        names[key]: _bytes_of(blob) for key, blob in found.items()
    }


def _bytes_of(blob: Blob) -> Iterator[bytes]:
    """Read a picture when it is its turn: a thousand open at once are more than a process may have."""
    yield from store.read(blob)


def _remarks(badges: Sequence[Filled], pictures: set[str]) -> Iterator[Remark]:
    for badge in badges:
        words = "".join(value["words"] for value in badge.values.values() if isinstance(value, dict))
        if lacking := missing(words):
            yield Remark("unwritable", UNWRITABLE, {"name": badge.name, "characters": " ".join(lacking[:10])})
        if badge.has_photo_place and badge.photo not in pictures:
            yield Remark("no_photo", NO_PHOTO, {"name": badge.name})


def _too_long(badges: Sequence[Filled], marks: Sequence[Any]) -> Iterator[Remark]:
    for mark in marks:
        badge = badges[mark["number"]]
        words = badge.values[mark["place"]]["words"]
        yield Remark("too_long", TOO_LONG, {"name": badge.name, "words": words[:80]})
