"""What a letter that supports a visa may hold, who issues it and for whom."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.accreditation.models import Registration
from comitia.platform.actors import SECRETARIAT, Actor
from comitia.platform.answers import Allowed, Answer, Refused

VISA: Final = "visa"
# {name}, or {answer:passport_number} for what somebody answered to a question
PLACEHOLDER: Final = re.compile(r"\{([^{}\s][^{}]{0,60})\}")
ANSWER: Final = "answer:"
MEANINGS: Final = {
    "name": gettext_lazy("name of the person"),
    "member": gettext_lazy("member or affiliation"),
    "category": gettext_lazy("category of registration"),
    "country": gettext_lazy("country of the person"),
    "meeting": gettext_lazy("name of the meeting"),
    "starts_on": gettext_lazy("first day of the meeting"),
    "ends_on": gettext_lazy("last day of the meeting"),
    "organisation": gettext_lazy("name of the organisation"),
    "today": gettext_lazy("day on which the letter is issued"),
    "number": gettext_lazy("reference of the registration"),
}
NOT_FOR_STAFF: Final = Refused("not_for_this_role", gettext_lazy("Only the secretariat issues letters for visas."))


def may_issue(by: Actor) -> Answer:
    """Only the secretariat keeps templates and issues letters."""
    return Allowed() if by.has_role(SECRETARIAT) else NOT_FOR_STAFF


def may_have_letter(registration: Registration) -> Answer:
    """Let those who are accepted have a letter."""
    if registration.state == Registration.State.ACCEPTED:
        return Allowed()
    return Refused("not_accepted", _("This person is not accepted. Accept the registration first."))


def unknown_placeholders(paragraphs: Collection[str], *, questions: Collection[str]) -> list[str]:
    """Say of each placeholder that nothing fills in where it stands; a brace alone is no placeholder."""
    known = {*MEANINGS, *(ANSWER + key for key in questions)}
    return [
        _("Paragraph %(number)s, character %(place)s: nothing fills in {%(name)s}.")
        % {"number": number, "place": found.start() + 1, "name": found[1]}
        for number, text in enumerate(paragraphs, 1)
        for found in PLACEHOLDER.finditer(text)
        if found[1] not in known
    ]
