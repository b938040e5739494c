"""Says what a declared result settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from comitia.proceedings.actions.motion_ballots import Settled


def settled_in_words(settled: Settled) -> str:
    """Say what became of the motion or amendment, what fell with it, and which decision was taken."""
    sentences = [_("The result is declared.")]
    if settled.amendment is not None:
        is_carried = settled.amendment.state == "carried"
        said = _("Amendment %(number)s is carried.") if is_carried else _("Amendment %(number)s is not carried.")
        sentences.append(said % {"number": settled.amendment.number})
    elif settled.motion is not None:
        is_adopted = settled.motion.state == "adopted"
        said = _("Motion %(number)s is adopted.") if is_adopted else _("Motion %(number)s is rejected.")
        sentences.append(said % {"number": settled.motion.number})
    if settled.fallen:
        said = ngettext(
            "Amendment %(numbers)s disputes it and falls.",
            "Amendments %(numbers)s dispute it and fall.",
            len(settled.fallen),
        )
        sentences.append(said % {"numbers": ", ".join(map(str, settled.fallen))})
    if settled.decision is not None:
        sentences.append(_("It is decision %(label)s.") % {"label": settled.decision.label})
    return " ".join(sentences)
