from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext_lazy

from comitia.core.governance import mandates as rules
from comitia.members.queries import Card, card_of
from comitia.organs.models import Mandate, Organ
from comitia.platform.dates import YEAR, day_of
from comitia.platform.sources import Source, sources_in
from comitia.platform.texts import text_in

ROLE_NAMES = {
    Mandate.Role.PRESIDENT: gettext_lazy("President City"),
    Mandate.Role.EXECUTIVE_VICE_PRESIDENT: gettext_lazy("Executive Vice President City"),
    Mandate.Role.VICE_PRESIDENT: gettext_lazy("Vice President City"),
    Mandate.Role.MEMBER: gettext_lazy("Member of the Committee"),
    Mandate.Role.INTERIM_MEMBER: gettext_lazy("Interim member of the Committee"),
}
# Offices that one city at a time can hold; of all other roles every holder has a seat of its own
SINGLE = frozenset({Mandate.Role.PRESIDENT, Mandate.Role.EXECUTIVE_VICE_PRESIDENT})


@dataclass(frozen=True, slots=True)
class TermRow:
    """A seat or office of one member, with what it is on the day asked for.

    `starts` and `ends` are as the source gives them. `state` is one of current, held over, ended, upcoming, undated.
    `last` is the last day in term and `relieved` the day a successor began, where they are known.
    """

    member: Card
    organ: str
    role: str
    role_name: str
    starts: str
    ends: str
    state: str
    last: date | None
    relieved: date | None
    is_contradicted: bool
    note: str
    sources: tuple[Source, ...]


def terms_of_member(pk: int, *, on: date, assemblies: Sequence[date]) -> tuple[TermRow, ...]:
    """List the seats and offices of one member, the latest first; those without dates come last."""
    rows = Mandate.objects.filter(member_id=pk).select_related("organ", "member__region").order_by("pk")
    listed = term_rows(rows, on=on, assemblies=assemblies)
    return tuple(sorted(listed, key=lambda row: (row.starts == "", _backwards(row.starts), row.role)))


def term_rows(mandates: Iterable[Mandate], *, on: date, assemblies: Sequence[date]) -> list[TermRow]:
    """Work out what mandates (with organ, member and its region loaded) are on a day, in the order given."""
    rows = list(mandates)
    language = get_language() or "en"
    cards: dict[int, Card] = {}
    listed = []
    for organ in dict.fromkeys(row.organ for row in rows):
        of_organ = [row for row in rows if row.organ_id == organ.pk]
        rule = rule_of(organ, assemblies=assemblies)
        given = [in_core(row, order=order) for order, row in enumerate(of_organ)]
        contradicted = _contradicted(given, rule=rule)
        organ_name = text_in(organ.names, language).value or organ.code
        for row, mandate, term in zip(of_organ, given, rules.terms(given, rule=rule), strict=True):
            card = cards.setdefault(row.member_id, card_of(row.member, language))
            listed.append(
                TermRow(
                    member=card,
                    organ=organ_name,
                    role=row.role,
                    role_name=str(ROLE_NAMES[Mandate.Role(row.role)]),
                    starts=row.starts,
                    ends=row.ends,
                    state=rules.state_of(term, at=on, rule=rule).value,
                    last=term.last,
                    relieved=term.relieved,
                    is_contradicted=mandate in contradicted,
                    note=row.note,
                    sources=sources_in(row.source),
                )
            )
    return listed


def rule_of(organ: Organ, *, assemblies: Sequence[date]) -> rules.TermRule:
    """Give the rule of an organ's terms, with the first days of the assemblies that elected it."""
    return rules.TermRule(held_over=organ.holds_over, assemblies=tuple(assemblies), years=organ.term_years)


def in_core(row: Mandate, *, order: int) -> rules.Mandate:
    """Give a mandate in the form of the rules."""
    seat = row.role if row.role in SINGLE else f"{row.role}:{row.member_id}"
    return rules.Mandate(
        holder=str(row.member_id),
        organ=row.organ.code,
        seat=seat,
        role=row.role,
        starts=day_of(row.starts),
        ends=day_of(row.ends),
        starts_precision=_precision(row.starts),
        ends_precision=_precision(row.ends),
        order=order,
    )


def _precision(text: str) -> rules.Precision:
    # A month is taken for its first day: the rules know years and days only.
    return rules.Precision.YEAR if len(text) == YEAR else rules.Precision.DAY


def _contradicted(given: Sequence[rules.Mandate], *, rule: rules.TermRule) -> set[rules.Mandate]:
    """Find the mandates that other sources contradict: terms of one seat that share days, or end before they start."""
    return {mandate for fault in rules.faults(given, rule=rule) for mandate in fault.mandates}


def _backwards(text: str) -> int:
    day = day_of(text)
    return -day.toordinal() if day else 0
