"""Who may hand in a written statement on an item, and who takes it into the record."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comitia.core.governance.debate import Klass
from comitia.meetings.policies import may_plan_sittings
from comitia.platform.actors import Actor
from comitia.platform.answers import Allowed, Answer, Refused
from comitia.proceedings.models import AgendaItem, Statement
from comitia.proceedings.policies.agenda import OVER
from comitia.proceedings.policies.floor import Standing, may_speak

MOST_WORDS: Final = 500


def may_hand_in(
    standing: Standing | None, item: AgendaItem, *, is_closed: bool, text: str, language: str, provisional_counts: bool
) -> Answer:
    """Answer for handing in a statement: those who may speak do, on an item that is not dealt with, in so many words."""
    answer = may_speak(standing, provisional_counts=provisional_counts)
    if not answer or standing is None:
        return answer
    if is_closed and standing.klass is Klass.OBSERVER:
        return Refused("closed_to_observers", _("Observers are not heard on this item. Choose another one."))
    if item.state in OVER:
        return Refused("item_over", _("This item has been dealt with. Nobody is heard on it any more."))
    return _is_readable(text, language)


def may_settle(by: Actor, statement: Statement) -> Answer:
    """Answer for accepting a statement or handing it back: the secretariat, once."""
    answer = may_plan_sittings(by)
    if answer and statement.state != Statement.State.HANDED_IN:
        return Refused("settled", _("This statement was accepted or handed back already. Load the page again."))
    return answer


def _is_readable(text: str, language: str) -> Answer:
    """Answer for the words of a statement and their language."""
    if language not in dict(settings.LANGUAGES):
        return Refused("no_language", _("Choose the language of the statement."))
    words = len(text.split())
    if words == 0:
        return Refused("no_text", _("Write the statement."))
    if words > MOST_WORDS:
        sentence = _now("The statement has %(words)s words; at most %(most)s are taken. Shorten it and send it again.")
        return Refused("too_long", sentence % {"words": words, "most": MOST_WORDS})
    return Allowed()
