"""What counts as the text of a motion or an amendment, and what is said when something does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from comitia.core.drafting import operations as ops
from comitia.core.drafting.operations import Operations
from comitia.core.drafting.texts import Paragraph, Text
from comitia.platform.answers import Allowed, Answer, Refused

LONGEST_TITLE: Final = 200
LONGEST_PARAGRAPH: Final = 5000
MOST_PARAGRAPHS: Final = 200
LONGEST_REASON: Final = 1000
_FAULTS: Final[Mapping[ops.Fault, Any]] = {
    ops.Fault.NOTHING: _("Nothing is changed yet. Change, remove or add a paragraph, then submit the amendment."),
    ops.Fault.UNCHANGED: _("One paragraph is changed into what it says already. Change it, or leave it alone."),
    ops.Fault.NOTHING_LEFT: _("Nothing of the text would be left. Vote against the motion instead of amending it."),
    ops.Fault.TOUCHED_TWICE: _("One paragraph is changed twice. Change it once, or remove it."),
}
_OTHER_VERSION: Final = _(
    "The text has changed since you opened this page. Open it again: what you wrote is still here."
)


def may_be_titles(titles: Mapping[str, str]) -> Answer:
    """Answer for the titles of a motion."""
    said = [title for title in titles.values() if title.strip()]
    if not said:
        return Refused("no_title", _("Give the motion a title by which the agenda and the minutes name it."))
    if max(map(len, said)) > LONGEST_TITLE:
        return Refused(
            "title_too_long", _("The title has more than 200 characters. Shorten it; the text can say the rest.")
        )
    return Allowed()


def may_be_text(text: Text) -> Answer:
    """Answer for a whole text."""
    if not any(words.strip() for each in text.paragraphs for words in each.texts.values()):
        return Refused("no_text", _("Write the text that the committee is to adopt. An empty line ends a paragraph."))
    if len(text.paragraphs) > MOST_PARAGRAPHS:
        return Refused(
            "text_too_long", _("The text has more than 200 paragraphs. Hand it in as a paper and move to adopt it.")
        )
    return _may_be_paragraphs(text.paragraphs)


def may_amend(text: Text, operations: Operations) -> Answer:
    """Answer for operations on a text."""
    for fault, _key in ops.faults_of(text, operations):
        return Refused(f"amendment_{fault}", _FAULTS.get(fault, _OTHER_VERSION))
    changed = [Paragraph(key=each.key, texts=each.texts) for each in operations if isinstance(each, ops.Replace)]
    return _may_be_paragraphs([*changed, *ops.inserted(operations)])


def _may_be_paragraphs(paragraphs: Sequence[Paragraph]) -> Answer:
    if any(len(words) > LONGEST_PARAGRAPH for each in paragraphs for words in each.texts.values()):
        return Refused(
            "paragraph_too_long",
            _("One paragraph has more than 5000 characters. Divide it: an empty line ends a paragraph."),
        )
    return Allowed()
