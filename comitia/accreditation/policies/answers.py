"""Puts into words what `core.forms` finds wrong with an answer, and tells it what it cannot know."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Final

from babel import Locale
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comitia.accreditation.models import Registration
from comitia.core.forms.answers import Fault, FaultCode, Known
from comitia.core.forms.definition import Kind, Question
from comitia.platform.names import clean_name

FIXED: Final = {
    FaultCode.ONE_ONLY: gettext_lazy("Choose one answer only."),
    FaultCode.NOT_A_NUMBER: gettext_lazy("Write a whole number in digits."),
    FaultCode.NOT_A_DATE: gettext_lazy("This is not a date. Write it as year-month-day, such as 2020-11-17."),
    FaultCode.NOT_A_TIME: gettext_lazy("This is not a time of day. Write it as hours and minutes, such as 14:30."),
    FaultCode.NOT_A_PHONE: gettext_lazy("This is not a phone number. Begin with + and the code of the country."),
    FaultCode.NOT_AN_EMAIL: gettext_lazy("This is not an e-mail address. It looks like name@example.org."),
    FaultCode.UNKNOWN_FILE: gettext_lazy("This file is not here any more. Choose it again."),
    FaultCode.WRONG_FILE: gettext_lazy("A file of this kind does not fit here. Choose another one."),
}
FILLED: Final = {
    FaultCode.TOO_SMALL: gettext_lazy("The number must be %(least)s or more."),
    FaultCode.TOO_LARGE: gettext_lazy("The number must be %(most)s or less."),
    FaultCode.TOO_EARLY: gettext_lazy("This is too early: %(least)s or later is possible."),
    FaultCode.TOO_LATE: gettext_lazy("This is too late: %(most)s or earlier is possible."),
    FaultCode.TOO_LONG: gettext_lazy("This text has %(length)s characters; at most %(longest)s fit. Shorten it."),
    FaultCode.TOO_MANY_WORDS: gettext_lazy("This text has %(words)s words; at most %(most)s fit. Shorten it."),
}
TYPED: Final = frozenset(
    {Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.DATE, Kind.TIME, Kind.PHONE, Kind.EMAIL, Kind.AFFILIATION}
)


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """List the countries and territories one can live in, by their two letters."""
    not_places = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
    codes = frozenset(str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha()) - not_places  # noqa: PLR2004


def clean_text(text: str, *, several_lines: bool = False) -> str:
    """Clean a text as names are cleaned, line by line if it may have several."""
    if not several_lines:
        return clean_name(text)
    return "\n".join(clean_name(line) for line in text.splitlines()).strip()


def phone_in_full(text: str) -> str | None:
    """Give a phone number in the international form, None if it is none."""
    import phonenumbers  # megabytes that most forms never need

    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def known(
    *, members: Collection[str] = (), sessions: Collection[str] = (), blobs: Mapping[str, str] | None = None
) -> Known:
    """Gather what a form cannot know; members, sessions and files only of those that the questions may name."""
    return Known(
        clean=clean_name,
        phone=phone_in_full,
        countries=country_codes(),
        members=members,
        sessions=sessions,
        blobs=blobs or {},
    )


def sentence_of(fault: Fault, question: Question) -> str:
    """Say what is wrong with an answer and what to do."""
    if fault.code in FIXED:
        return str(FIXED[fault.code])
    if fault.code in FILLED:
        return str(FILLED[fault.code]) % fault.values
    if fault.code is FaultCode.MISSING:
        return _missing(question.kind)
    if fault.code is FaultCode.NOT_ON_LIST:
        return _not_on_list(question.kind)
    return _wrong_number(fault)


def _not_on_list(kind: Kind) -> str:
    if kind in {Kind.MANY, Kind.SESSIONS}:
        return _("One of these answers is not on the list. Choose again.")
    return _("This answer is not on the list. Choose one that is.")


def _wrong_number(fault: Fault) -> str:
    number = int(fault.values["least" if fault.code is FaultCode.TOO_FEW else "most"])
    if fault.code is FaultCode.TOO_FEW:
        return ngettext("At least %(number)s is needed.", "At least %(number)s are needed.", number) % {
            "number": number
        }
    return ngettext("At most %(number)s is possible.", "At most %(number)s are possible.", number) % {"number": number}


def _missing(kind: Kind) -> str:
    if kind in TYPED:
        return _("Answer this question.")
    if kind is Kind.CONSENT:
        return _("Registration is not possible without this consent. Tick the box, or write to the secretariat.")
    if kind in {Kind.FILE, Kind.PICTURE}:
        return _("Choose a file.")
    if kind is Kind.COMPANIONS:
        return _("Write down at least one name, or the number.")
    return _("Choose at least one answer.") if kind in {Kind.MANY, Kind.SESSIONS} else _("Choose an answer.")


def read_consents(publish: str, recording: str) -> dict[str, str]:
    """Name what is missing or unknown among the consents."""
    faults = {}
    if publish not in Registration.Publish.values:
        faults["publish"] = _("Choose who may see your name.")
    if recording not in {"yes", "no"}:
        faults["recording"] = _("Choose whether you may be seen and heard in the recording.")
    return faults
