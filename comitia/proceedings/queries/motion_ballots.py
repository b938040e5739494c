"""The ballots on motions and amendments: which there were, and under which class and majority one is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.platform.texts import text_in
from comitia.proceedings.models import Amendment, Motion
from comitia.proceedings.queries.motion_words import procedural_name
from comitia.proceedings.queries.rules import procedural_motions_of
from comitia.voting.models import Ballot
from comitia.voting.queries.quorum import ORDINARY

PROCEDURAL: Final = "procedural"


@dataclass(frozen=True, slots=True)
class Matter:
    """The class of matters of a vote, and the key of its own majority; `is_ruled` says that the chair rules without one."""

    key: str
    majority: str = ""
    is_ruled: bool = False


def ballots_on(motion: Motion, amendment: Amendment | None = None) -> list[Ballot]:
    """Give the ballots on a motion as a whole, or on an amendment to it, that are not repeated, the latest first."""
    found = Ballot.objects.filter(meeting=motion.meeting_id, text__motion=str(motion.reference), repeated_by=None)
    found = found.exclude(state=Ballot.State.DRAFTED).order_by("-number")
    wanted = str(amendment.reference) if amendment else None
    return [one for one in found.select_related("sitting") if one.text.get("amendment") == wanted]


def matter_of(motion: Motion) -> Matter:
    """Say under which class of matters a motion is voted on: that of its item, or what the rules ask of its kind."""
    if motion.kind == Motion.Kind.SUBSTANTIVE:
        return Matter((motion.item.matter_class if motion.item else "") or ORDINARY)
    known = (one for one in procedural_motions_of(motion.meeting) if one.type == motion.procedural_type)
    found = next(known, None)
    if found is None:
        return Matter(PROCEDURAL)
    return Matter(PROCEDURAL, found.majority, is_ruled=not found.majority)


def question_on_motion(motion: Motion) -> dict[str, str]:
    """Ask whether a motion is adopted, in each language of the site."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            if motion.kind == Motion.Kind.PROCEDURAL:
                found[code] = _("%(motion)s?") % {"motion": procedural_name(motion.procedural_type)}
            else:
                words = {"number": motion.number, "title": str(text_in(motion.titles, code))}
                found[code] = _("Shall motion %(number)s be adopted: %(title)s?") % words
    return found


def question_on_amendment(motion: Motion, amendment: Amendment) -> dict[str, str]:
    """Ask whether an amendment is adopted, in each language of the site."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            words = {
                "amendment": amendment.number,
                "number": motion.number,
                "title": str(text_in(motion.titles, code)),
            }
            found[code] = _("Shall amendment %(amendment)s to motion %(number)s be adopted: %(title)s?") % words
    return found
