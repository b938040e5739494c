"""What is known of dues: assessments and payments as they are kept, and the standing that follows from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.core.governance import standing as rules
from comitia.core.governance.standing import Purpose, Standing, StandingCode, StandingRule
from comitia.members.models import Assessment, Member, Payment
from comitia.members.queries.directory import folded
from comitia.platform.dates import day_in_words
from comitia.platform.edits import Record
from comitia.platform.money import money_text, plain_sum

DUES_STATES: Final = {
    "overdue": gettext_lazy("Overdue"),
    "open": gettext_lazy("Not yet due"),
    "paid": gettext_lazy("Paid"),
    "waived": gettext_lazy("Waived"),
}


@dataclass(frozen=True, slots=True)
class MemberStanding:
    """The standing of a member with sentences in the language in force when they are read."""

    standing: Standing
    purpose: Purpose

    def __bool__(self) -> bool:
        return self.standing.is_good

    @property
    def reason(self) -> str:
        """Say in one sentence why the member is in good standing or not."""
        sums = {"sums": self._sums(), "date": day_in_words(self.standing.at)}
        match self.standing.code:
            case StandingCode.NOT_TESTED:
                return _("The rules do not ask for paid dues here.")
            case StandingCode.NOTHING_ASSESSED:
                return _("No dues are on record.")
            case StandingCode.PAID:
                return _("All dues that are due on %(date)s are paid or waived.") % sums
            case StandingCode.TOLERATED:
                return _("Dues are late on %(date)s, but the rules still tolerate it: %(sums)s.") % sums
            case _:
                return _("Dues are in arrears on %(date)s: %(sums)s.") % sums

    @property
    def cure(self) -> str:
        """Say what to do to be in good standing on the day of the test; nothing if the member is."""
        if self.standing.is_good:
            return ""
        values = {"sums": self._sums(), "date": day_in_words(self.standing.at)}
        if self.purpose is Purpose.CANDIDACY:
            return (
                _(
                    "To stand for an office, the member pays %(sums)s, or agrees with the secretariat on instalments or "
                    "a waiver. What is done by %(date)s counts."
                )
                % values
            )
        return (
            _(
                "To vote, the member pays %(sums)s, or agrees with the secretariat on instalments or a waiver. What is "
                "done by %(date)s counts."
            )
            % values
        )

    def _sums(self) -> str:
        return "; ".join(
            _("%(sum)s for %(year)s") % {"sum": money_text(due.amount, due.currency), "year": due.year}
            for due in self.standing.overdue
        )


class DuesRow(NamedTuple):
    """An assessment in a list, with what it is on a day."""

    assessment: Assessment
    state: str
    amount: str
    paid: str
    open: str


def standings(
    member_ids: Collection[int], *, rule: StandingRule | None, at: date, purpose: Purpose = Purpose.VOTE
) -> dict[int, MemberStanding]:
    """Work out the standing of members at the end of a day under a rule (None: dues are not tested): two statements."""
    test = rule.test(purpose) if rule else None
    by_member: dict[int, list[rules.Assessment]] = {pk: [] for pk in member_ids}
    if test is not None:
        for row in _with_payments(Assessment.objects.filter(member_id__in=by_member)):
            by_member[row.member_id].append(as_rule(row))
    return {pk: MemberStanding(rules.standing(listed, test=test, at=at), purpose) for pk, listed in by_member.items()}


def as_rule(row: Assessment, *, payments: Iterable[Payment] | None = None) -> rules.Assessment:
    """Give an assessment as the rules see it, with its payments or those given."""
    listed = row.payments.all() if payments is None else payments
    return rules.Assessment(
        year=row.year,
        amount=row.amount,
        currency=row.currency,
        due_on=row.due_on,
        payments=tuple(rules.Payment(paid_on=one.paid_on, amount=one.amount) for one in listed),
        waived_on=row.waived_on,
        instalments=instalments_of(row.instalments),
        agreed_on=row.agreed_on,
    )


def instalments_of(kept: Iterable[dict[str, Any]]) -> tuple[rules.Instalment, ...]:
    """Read instalments as they are kept."""
    return tuple(rules.Instalment(due_on=date.fromisoformat(one["due_on"]), amount=int(one["amount"])) for one in kept)


def assessment_rows(*, words: str = "", year: int | None = None, state: str = "", on: date) -> list[DuesRow]:
    """List assessments with what they are on a day, the latest year first: two statements."""
    found = Assessment.objects.select_related("member").order_by("-year", "member__name")
    if year:
        found = found.filter(year=year)
    rows = [_row(one, on=on) for one in _with_payments(found)]
    wanted = folded(words).split()
    return [
        row
        for row in rows
        if (not state or row.state == state) and all(word in folded(row.assessment.member.name) for word in wanted)
    ]


def assessments_of(slug: str, *, on: date) -> list[DuesRow]:
    """List the assessments of one member, the latest first: two statements."""
    found = Assessment.objects.filter(member__slug=slug).select_related("member").order_by("-year")
    return [_row(one, on=on) for one in _with_payments(found)]


def assessment(slug: str, year: int, *, on: date) -> DuesRow | None:
    """Give one assessment with its payments and what it is on a day: two statements."""
    found = Assessment.objects.filter(member__slug=slug, year=year).select_related("member")
    row = _with_payments(found).first()
    return _row(row, on=on) if row else None


def record_of_assessment(row: Assessment) -> Record:
    """Give the record of an assessment whose member is loaded, for a form."""
    values = {
        "amount": plain_sum(row.amount, row.currency),
        "currency": row.currency,
        "due_on": row.due_on,
        "note": row.note,
    }
    return Record(f"{row.member.slug}:{row.year}", f"{row.member.name} {row.year}", values)


def assessed_years() -> list[int]:
    """List the years for which dues are on record, the latest first."""
    return list(Assessment.objects.order_by("-year").values_list("year", flat=True).distinct())


def member_named(slug: str) -> tuple[int, str] | None:
    """Give number and name of a member."""
    return Member.objects.filter(slug=slug).values_list("pk", "name").first()


def instalment_lines(row: Assessment) -> list[str]:
    """Write the instalments of an assessment as an officer types them: a day and a sum on each line."""
    return [f"{one['due_on']} {plain_sum(one['amount'], row.currency)}" for one in row.instalments]


def payment_lines(row: Assessment) -> list[str]:
    """Write the payments of an assessment, which are loaded, as a table gives them: a day and a sum each."""
    return [f"{one.paid_on} {plain_sum(one.amount, row.currency)}" for one in row.payments.all()]


def payments_in_words(row: Assessment) -> list[tuple[Payment, str]]:
    """List the payments of an assessment, which are loaded, each with its sum in words."""
    return [(one, money_text(one.amount, row.currency)) for one in row.payments.all()]


def _with_payments(found: QuerySet[Assessment]) -> QuerySet[Assessment]:
    return found.prefetch_related(Prefetch("payments", Payment.objects.order_by("paid_on", "pk")))


def _row(row: Assessment, *, on: date) -> DuesRow:
    seen = as_rule(row)
    paid = seen.paid(at=on)
    remaining = seen.open_amount(at=on)
    if seen.is_waived(at=on):
        state = "waived"
    elif not remaining:
        state = "paid"
    else:
        state = "overdue" if rules.overdue_of(seen, at=on) else "open"
    return DuesRow(
        row,
        state,
        money_text(row.amount, row.currency),
        money_text(paid, row.currency),
        money_text(remaining, row.currency),
    )
