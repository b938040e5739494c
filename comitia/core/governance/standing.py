"""Whether the dues of a member let it vote or stand for an office at a date.

Source of the rules: WeGO statute (a candidate for President City has fully paid, tested one month before the
assembly) and those of sister networks, which tolerate the current year (UCLG, Metropolis) or the last two (BIE). So
candidacy and vote are tested apart, each at its own date. Nothing that happens after a date changes the standing at it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any


class Purpose(StrEnum):
    """What the dues are tested for."""

    CANDIDACY = "candidacy"
    VOTE = "vote"


class StandingCode(StrEnum):
    """Why a member is in good standing or not."""

    NOT_TESTED = "not tested"
    NOTHING_ASSESSED = "nothing assessed"
    PAID = "paid"
    TOLERATED = "tolerated"
    ARREARS = "arrears"


class FaultCode(StrEnum):
    """What can be wrong with an assessment."""

    AMOUNT = "amount"
    INSTALMENTS_DIFFER = "instalments differ"
    INSTALMENT_AMOUNT = "instalment amount"
    INSTALMENT_ORDER = "instalment order"
    OVERPAID = "overpaid"
    PAYMENT_AMOUNT = "payment amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """A part of an assessment and the last day on which it may be paid; amounts are whole minor units (cents)."""

    due_on: date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What was paid on a day, in minor units."""

    paid_on: date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The dues of a member for a year, in minor units of a currency.

    Instalments count from the day they were agreed on, a waiver from its own day; until then the whole is due on
    `due_on`.
    """

    year: int
    amount: int
    currency: str
    due_on: date
    payments: tuple[Payment, ...] = ()
    waived_on: date | None = None
    instalments: tuple[Instalment, ...] = ()
    agreed_on: date | None = None

    def paid(self, *, at: date) -> int:
        """Add up what was paid until the end of a day."""
        return sum(payment.amount for payment in self.payments if payment.paid_on <= at)

    def is_waived(self, *, at: date) -> bool:
        return self.waived_on is not None and self.waived_on <= at

    def open_amount(self, *, at: date) -> int:
        """Give what is neither paid nor waived at the end of a day, due or not."""
        return 0 if self.is_waived(at=at) else max(0, self.amount - self.paid(at=at))

    def parts(self, *, at: date) -> tuple[Instalment, ...]:
        """Give the instalments agreed on by a day, or else the whole as one."""
        is_agreed = bool(self.instalments) and self.agreed_on is not None and self.agreed_on <= at
        return self.instalments if is_agreed else (Instalment(due_on=self.due_on, amount=self.amount),)


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesTest:
    """How dues are tested for one purpose.

    `tolerated_years`: the dues of this many years, that of the test and those before it, may still be open.
    `grace_days`: how many days after it was due a sum is not yet in arrears.
    `days_before`: how many days before the first day of the meeting the test is made.
    """

    tolerated_years: int = 0
    grace_days: int = 0
    days_before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRule:
    """One version of an organ's rule on dues; None as a test means that dues do not matter for that purpose."""

    version: int
    in_force_from: date
    candidacy: DuesTest | None = None
    vote: DuesTest | None = None

    def test(self, purpose: Purpose) -> DuesTest | None:
        return self.candidacy if purpose is Purpose.CANDIDACY else self.vote

    def test_day(self, purpose: Purpose, *, meeting_starts: date) -> date:
        """Give the day whose end decides for a meeting; its first day where the purpose is not tested."""
        test = self.test(purpose)
        return meeting_starts - timedelta(days=test.days_before if test else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDues:
    """What is overdue of a year: the sum in minor units and the day on which the first of it was due."""

    year: int
    amount: int
    currency: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The standing of a member at the end of a day.

    `overdue` is what has to be paid, waived or put into instalments to cure it; in good standing it is what is
    overdue and tolerated.
    """

    is_good: bool
    code: StandingCode
    at: date
    overdue: tuple[OpenDues, ...] = ()


def standing(assessments: Iterable[Assessment], *, test: DuesTest | None, at: date) -> Standing:
    """Work out the standing of a member at the end of a day from all its assessments; raises nothing.

    A sum is overdue from the day after it was due. It is in arrears if the grace is over too and its year is not
    tolerated. A member of whom nothing was ever assessed is in good standing, with a code that says so.
    """
    if test is None:
        return Standing(is_good=True, code=StandingCode.NOT_TESTED, at=at)
    given = sorted(assessments, key=lambda one: (one.year, one.due_on, one.currency))
    if not given:
        return Standing(is_good=True, code=StandingCode.NOTHING_ASSESSED, at=at)
    overdue = [due for one in given if (due := overdue_of(one, at=at)) is not None]
    arrears = tuple(due for one in given if (due := _arrears_of(one, test=test, at=at)) is not None)
    if arrears:
        return Standing(is_good=False, code=StandingCode.ARREARS, at=at, overdue=arrears)
    code = StandingCode.TOLERATED if overdue else StandingCode.PAID
    return Standing(is_good=True, code=code, at=at, overdue=tuple(overdue))


def overdue_of(assessment: Assessment, *, at: date, grace_days: int = 0) -> OpenDues | None:
    """Give what is overdue of an assessment at the end of a day, the grace being over; None if nothing is.

    Payments fill the instalments in their order, whatever they were meant for.
    """
    if assessment.is_waived(at=at):
        return None
    grace = timedelta(days=grace_days)
    paid, missing, first = assessment.paid(at=at), 0, None
    for part in assessment.parts(at=at):
        open_part = max(0, part.amount - paid)
        paid = max(0, paid - part.amount)
        if open_part and at - part.due_on > grace:
            missing += open_part
            first = part.due_on if first is None else min(first, part.due_on)
    if first is None:
        return None
    return OpenDues(year=assessment.year, amount=missing, currency=assessment.currency, due_on=first)


def faults_of(assessment: Assessment) -> tuple[FaultCode, ...]:
    """List what is wrong with an assessment: sums that are not positive or do not add up, instalments out of order."""
    found = []
    if assessment.amount <= 0:
        found.append(FaultCode.AMOUNT)
    if assessment.instalments:
        if any(part.amount <= 0 for part in assessment.instalments):
            found.append(FaultCode.INSTALMENT_AMOUNT)
        if sum(part.amount for part in assessment.instalments) != assessment.amount:
            found.append(FaultCode.INSTALMENTS_DIFFER)
        days = [part.due_on for part in assessment.instalments]
        if days != sorted(set(days)):
            found.append(FaultCode.INSTALMENT_ORDER)
    if any(payment.amount <= 0 for payment in assessment.payments):
        found.append(FaultCode.PAYMENT_AMOUNT)
    if sum(payment.amount for payment in assessment.payments) > assessment.amount:
        found.append(FaultCode.OVERPAID)
    return tuple(found)


def rule_in_force(rules: Iterable[StandingRule], *, on: date) -> StandingRule | None:
    """Give the version in force on a day: the one that came into force last, the highest of the same day."""
    begun = [rule for rule in rules if rule.in_force_from <= on]
    return max(begun, key=lambda rule: (rule.in_force_from, rule.version), default=None)


def next_version(rules: Iterable[StandingRule], rule: StandingRule) -> tuple[StandingRule, ...]:
    """Add a version after all others, with the next number."""
    given = tuple(rules)
    number = max((one.version for one in given), default=0) + 1
    return (*given, replace(rule, version=number))


def rules_from_json(data: Any) -> tuple[StandingRule, ...]:
    """Read the versions of a rule as `rules_to_json` writes them; raises ValueError on anything else."""
    try:
        return tuple(
            StandingRule(
                version=int(one["version"]),
                in_force_from=date.fromisoformat(one["in_force_from"]),
                candidacy=_test_from_json(one["candidacy"]),
                vote=_test_from_json(one["vote"]),
            )
            for one in data
        )
    except (KeyError, TypeError) as error:
        message = f"Not a rule on standing: {error}"
        raise ValueError(message) from error


def rules_to_json(rules: Iterable[StandingRule]) -> list[dict[str, Any]]:
    """Write the versions of a rule as plain data."""
    return [
        {
            "version": rule.version,
            "in_force_from": rule.in_force_from.isoformat(),
            "candidacy": _test_to_json(rule.candidacy),
            "vote": _test_to_json(rule.vote),
        }
        for rule in rules
    ]


def _arrears_of(assessment: Assessment, *, test: DuesTest, at: date) -> OpenDues | None:
    is_tolerated = assessment.year > at.year - test.tolerated_years
    return None if is_tolerated else overdue_of(assessment, at=at, grace_days=test.grace_days)


def _test_from_json(data: Mapping[str, int] | None) -> DuesTest | None:
    if data is None:
        return None
    return DuesTest(
        tolerated_years=int(data["tolerated_years"]),
        grace_days=int(data["grace_days"]),
        days_before=int(data["days_before"]),
    )


def _test_to_json(test: DuesTest | None) -> dict[str, int] | None:
    if test is None:
        return None
    return {
        "tolerated_years": test.tolerated_years,
        "grace_days": test.grace_days,
        "days_before": test.days_before,
    }
