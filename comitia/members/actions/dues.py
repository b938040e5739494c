"""Keeps what members owe for a year, what they paid, and what was waived or agreed on instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, Never

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from comitia.core.governance.standing import FaultCode, Instalment, faults_of
from comitia.journal.actions import record
from comitia.members.models import Assessment, Member, Payment
from comitia.members.policies import may_keep_dues
from comitia.members.queries.dues import as_rule, record_of_assessment
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.edits import as_facts, changes_since
from comitia.platform.money import is_known_currency, minor_units, plain_sum
from comitia.platform.remarks import Remark

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
EARLIEST_ZONE: Final = timedelta(hours=14)
FAULT_SENTENCES: Final = {
    FaultCode.AMOUNT: gettext_noop("Dues are more than nothing. To ask for none, waive them."),
    FaultCode.INSTALMENT_AMOUNT: gettext_noop("An instalment is more than nothing. Leave out the empty one."),
    FaultCode.INSTALMENTS_DIFFER: gettext_noop(
        "The instalments do not add up to the dues of the year. Correct their sums."
    ),
    FaultCode.INSTALMENT_ORDER: gettext_noop(
        "The instalments are not in the order of their days. Give each a later day."
    ),
    FaultCode.OVERPAID: gettext_noop("More would be paid than was asked. Enter the rest for another year."),
    FaultCode.PAYMENT_AMOUNT: gettext_noop("A payment is more than nothing. Correct the sum."),
}


@transaction.atomic
def assess(slug: str, year: int, values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Put the dues of a member for a year on record; `values`: amount (as typed), currency, due_on, note."""
    require(may_keep_dues(by))
    member = Member.objects.select_for_update().filter(slug=slug).first()
    if member is None:
        refuse("member_unknown", _("There is no such member. Choose one from the list."))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        refuse("year_unreadable", _("Write the year with four figures, such as 2020."))
    if Assessment.objects.filter(member=member, year=year).exists():
        refuse("assessed_already", _("The dues of this year are on record already. Change them there."))
    amount, currency = _sum(values)
    assessment = Assessment(
        member=member, year=year, amount=amount, currency=currency, due_on=values["due_on"], note=values["note"]
    )
    assessment.save()
    _require_sound(assessment)
    record("assess_dues", _subject(assessment), by=by, at=at, facts={"after": _plain(values)})


@transaction.atomic
def save_assessment(
    slug: str, year: int, values: Mapping[str, Any], *, seen: str | None, by: Actor, at: datetime
) -> None:
    """Change amount, currency, day or note of an assessment; refused if somebody else changed it since it was `seen`."""
    assessment = _locked(slug, year, by=by)
    amount, currency = _sum(values)
    wanted = {**values, "amount": plain_sum(amount, currency), "currency": currency}
    changes = changes_since(record_of_assessment(assessment), wanted, seen=seen)
    if not changes:
        return
    if "currency" in changes and (assessment.instalments or assessment.payments.exists()):
        refuse(
            "currency_in_use",
            _("Payments or instalments are on record in the other currency. Take them back first."),
        )
    assessment.amount, assessment.currency = amount, currency
    assessment.due_on, assessment.note = values["due_on"], values["note"]
    assessment.save()
    _require_sound(assessment)
    record("save_assessment", _subject(assessment), by=by, at=at, facts=as_facts(changes))


@transaction.atomic
def remove_assessment(slug: str, year: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Take an assessment that was made by mistake off the record; refused once something was paid for it."""
    assessment = _locked(slug, year, by=by)
    _require_reason(reason)
    if assessment.payments.exists():
        refuse("paid_already", _("Something was paid for this year. Take back the payments first."))
    facts = {"before": _plain(record_of_assessment(assessment).values)}
    subject = _subject(assessment)
    assessment.delete()
    record("remove_assessment", subject, by=by, at=at, facts=facts, particulars={"reason": reason})


@transaction.atomic
def record_payment(slug: str, year: int, *, amount: str, paid_on: date, mark: str, by: Actor, at: datetime) -> None:
    """Put a payment on record, of a sum as typed in the currency of the dues."""
    assessment = _locked(slug, year, by=by)
    _require_past(paid_on, at=at)
    units = minor_units(amount, assessment.currency)
    if units is None:
        _refuse_sum()
    Payment.objects.create(assessment=assessment, paid_on=paid_on, amount=units, mark=mark)
    _require_sound(assessment)
    facts = {"amount": plain_sum(units, assessment.currency), "currency": assessment.currency, "paid_on": str(paid_on)}
    record("record_payment", _subject(assessment), by=by, at=at, facts=facts)


@transaction.atomic
def take_back_payment(slug: str, year: int, pk: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a payment off the record that was entered by mistake or came back from the bank."""
    assessment = _locked(slug, year, by=by)
    _require_reason(reason)
    payment = assessment.payments.filter(pk=pk).first()
    if payment is None:
        refuse("payment_gone", _("This payment was taken back already."))
    facts = {
        "amount": plain_sum(payment.amount, assessment.currency),
        "currency": assessment.currency,
        "paid_on": str(payment.paid_on),
    }
    payment.delete()
    record("take_back_payment", _subject(assessment), by=by, at=at, facts=facts, particulars={"reason": reason})


@transaction.atomic
def waive(slug: str, year: int, *, waived_on: date, reason: str, by: Actor, at: datetime) -> None:
    """Waive the dues of a year from a day on, for a reason that the record keeps."""
    assessment = _locked(slug, year, by=by)
    _require_reason(reason)
    _require_past(waived_on, at=at)
    if assessment.waived_on:
        refuse("waived_already", _("The dues of this year are waived already."))
    assessment.waived_on, assessment.waiver_reason = waived_on, reason
    assessment.save(update_fields=["waived_on", "waiver_reason"])
    record(
        "waive_dues",
        _subject(assessment),
        by=by,
        at=at,
        facts={"waived_on": str(waived_on)},
        particulars={"reason": reason},
    )


@transaction.atomic
def withdraw_waiver(slug: str, year: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Ask for the dues of a year again that were waived."""
    assessment = _locked(slug, year, by=by)
    _require_reason(reason)
    if not assessment.waived_on:
        refuse("not_waived", _("The dues of this year are not waived."))
    facts = {"waived_on": str(assessment.waived_on)}
    assessment.waived_on, assessment.waiver_reason = None, ""
    assessment.save(update_fields=["waived_on", "waiver_reason"])
    record("withdraw_waiver", _subject(assessment), by=by, at=at, facts=facts, particulars={"reason": reason})


@transaction.atomic
def agree_instalments(
    slug: str, year: int, *, parts: Sequence[tuple[date, str]], agreed_on: date, by: Actor, at: datetime
) -> None:
    """Replace the instalments of a year (days and sums as typed); none at all makes the whole due on its day again."""
    assessment = _locked(slug, year, by=by)
    _require_past(agreed_on, at=at)
    before = assessment.instalments
    read = []
    for due_on, text in parts:
        amount = minor_units(text, assessment.currency)
        if amount is None:
            _refuse_sum()
        read.append(Instalment(due_on=due_on, amount=amount))
    assessment.instalments = [{"due_on": str(part.due_on), "amount": part.amount} for part in read]
    assessment.agreed_on = agreed_on if read else None
    assessment.save(update_fields=["instalments", "agreed_on"])
    _require_sound(assessment)
    facts = {"before": {"instalments": before}, "after": {"instalments": assessment.instalments}}
    record("agree_instalments", _subject(assessment), by=by, at=at, facts={**facts, "agreed_on": str(agreed_on)})


def _locked(slug: str, year: int, *, by: Actor) -> Assessment:
    """Load an assessment for a change, if the actor may change it."""
    require(may_keep_dues(by))
    found = Assessment.objects.select_for_update(of=("self",)).select_related("member")
    assessment = found.filter(member__slug=slug, year=year).first()
    if assessment is None:
        refuse("assessment_gone", _("No dues are on record for this member and year. Look for them in the list."))
    return assessment


def _sum(values: Mapping[str, Any]) -> tuple[int, str]:
    currency = values["currency"].strip().upper()
    if not is_known_currency(currency):
        refuse("currency_unknown", _("Write the three letters of a currency, such as USD."))
    amount = minor_units(values["amount"], currency)
    if amount is None:
        _refuse_sum()
    return amount, currency


def _refuse_sum() -> Never:
    refuse("sum_unreadable", _("Write the sum in figures with a point before the decimals, such as 1500.00."))


def _require_sound(assessment: Assessment) -> None:
    faults = faults_of(as_rule(assessment))
    if faults:
        code = faults[0].value.replace(" ", "_")
        refuse(code, Remark(code, FAULT_SENTENCES[faults[0]]))


def _require_reason(reason: str) -> None:
    if not reason.strip():
        refuse("reason_missing", _("Write the reason. It stays on record."))


def _require_past(day: date, *, at: datetime) -> None:
    # Where the day begins first, it is already the next one while London still has this one.
    if day > (at + EARLIEST_ZONE).date():
        refuse("in_the_future", _("This day is still to come. Enter it when it has happened."))


def _subject(assessment: Assessment) -> str:
    return f"dues:{assessment.member.slug}:{assessment.year}"


def _plain(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}
