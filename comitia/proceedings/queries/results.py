"""Ballots and their results as rooms draw them: choices to press, seats in a half circle, bars, sums and sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from comitia.core.ballots.papers import ABSTAIN, BLANK, NO, YES, Paper, YesOrNo
from comitia.core.ballots.roll import Status
from comitia.core.governance.record import Access
from comitia.core.seating.hemicycle import MOST_SEATS, hemicycle
from comitia.organs.queries.rule_words import formula, outcome_text, quorum_formula
from comitia.platform.texts import Text, text_in
from comitia.voting.models import Ballot
from comitia.voting.queries import BallotInRoom, MemberRow, Result, ballot_now, last_declared, result_of

LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    YES: ("is-for", "check"),
    NO: ("is-against", "x"),
    ABSTAIN: ("is-abstain", "minus"),
    BLANK: ("is-absent", "minus"),
}
PRESSED: Final[Mapping[str, Any]] = {
    YES: pgettext_lazy("on a button of a vote", "For"),
    NO: pgettext_lazy("on a button of a vote", "Against"),
    ABSTAIN: pgettext_lazy("on a button of a vote", "Abstain"),
    BLANK: pgettext_lazy("on a button of a vote", "Blank"),
}
COUNTED: Final[Mapping[str, Any]] = {
    YES: pgettext_lazy("how a member voted", "For"),
    NO: pgettext_lazy("how a member voted", "Against"),
    ABSTAIN: pgettext_lazy("how a member voted", "Abstained"),
    BLANK: pgettext_lazy("how a member voted", "Blank"),
}
METHODS: Final[Mapping[str, Any]] = {
    Ballot.Method.SHOW_OF_HANDS: gettext_lazy("show of hands"),
    Ballot.Method.ROLL_CALL: gettext_lazy("recorded vote"),
    Ballot.Method.SECRET: gettext_lazy("secret ballot"),
}
WITHOUT_VOTE: Final[Mapping[Status, Any]] = {
    Status.ABSENT: gettext_lazy("Not present"),
    Status.RECUSED: gettext_lazy("Recused"),
    Status.NO_VOTE: gettext_lazy("Not entitled"),
}
SHORT: Final = 3
WIDTH: Final = 1000
GAP: Final = 5
LARGEST_SEAT: Final = 27


@dataclass(frozen=True, slots=True)
class Press:
    """A choice of a ballot, as a button."""

    value: str
    label: Any
    look: str
    glyph: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A member in the half circle, looking like its vote."""

    x: float
    y: float
    name: str
    code: str
    look: str
    word: Any
    radius: float


@dataclass(frozen=True, slots=True)
class Row:
    """An answer with what it got; `x` and `width` are its part of the bar, in thousandths."""

    look: str
    word: Any
    count: str
    share: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Vote:
    """How a member voted."""

    name: str
    word: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotView:
    """A running ballot as its panel shows it."""

    reference: UUID
    question: Text
    paragraphs: Sequence[str]
    text_digest: str
    status: str
    choices: tuple[Press, ...]
    may_change: bool
    secrecy: str
    closes_at: datetime | None
    left: timedelta | None
    cast: int
    entitled: int
    turnout: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """A declared result as its panel shows it; no seats and votes where they are secret or not recorded."""

    number: int
    question: Text
    verdict: str
    is_carried: bool
    summary: str
    seats: tuple[Seat, ...]
    rows: tuple[Row, ...]
    sentences: tuple[str, ...]
    votes: tuple[Vote, ...]
    caption: str


def ballot_view(meeting: str, *, access: Access, at: datetime) -> BallotView | None:
    """Give the ballot that is running, as a reader may see it."""
    found = ballot_now(meeting, access=access)
    if found is None or not found.is_running:
        return None
    is_paused = found.state == Ballot.State.PAUSED
    state = _("Voting is interrupted") if is_paused else _("Voting is open")
    counted = {"cast": found.cast, "count": found.entitled}
    return BallotView(
        reference=found.reference,
        question=found.question,
        paragraphs=[_paragraph(one) for one in found.text.get("paragraphs", ())],
        text_digest=found.text_digest,
        status=f"{state} · {METHODS[found.method]}",
        choices=tuple(_press(answer, found) for answer in found.options.answers),
        may_change=found.may_change,
        secrecy=found.secrecy,
        closes_at=None if is_paused else found.closes_at,
        left=max(timedelta(), found.closes_at - (found.paused_at or at)) if found.closes_at else None,
        cast=found.cast,
        entitled=found.entitled,
        turnout=ngettext(
            "%(cast)s of %(count)s entitled member has voted",
            "%(cast)s of %(count)s entitled members have voted",
            found.entitled,
        )
        % counted,
    )


def result_view(meeting: str, *, access: Access) -> ResultView | None:
    """Give the last result that was declared, as a reader may see it."""
    ballot = last_declared(meeting, access=access)
    found = result_of(ballot.reference, access=access) if ballot else None
    if ballot is None or found is None:
        return None
    rows = _rows(found)
    names = {one.key: one.name for one in found.answers}
    return ResultView(
        number=found.number,
        question=ballot.question,
        verdict=_verdict(found, names),
        is_carried=bool(found.carried),
        summary=", ".join(f"{row.word}: {row.count}" for row in rows),
        seats=_seats(found.members, names) if isinstance(ballot.options, YesOrNo) else (),
        rows=rows,
        sentences=(
            *(formula(outcome) for _option, outcome in found.outcomes),
            *(quorum_formula(judged) for _place, judged in found.quorums),
        ),
        votes=tuple(Vote(one.name, _word(one, names)) for one in found.members if one.status != Status.NO_SEAT)
        if any(one.choice for one in found.members)
        else (),
        caption=_("Recorded vote on: %(question)s") % {"question": ballot.question},
    )


def _paragraph(said: Any) -> str:
    """Give a paragraph of a frozen text in the reader's language; one that an amendment takes out is marked so."""
    if not isinstance(said, Mapping):
        return str(said)
    language = get_language() or "en"
    if isinstance(said.get("removed"), Mapping):
        return _("Taken out: %(words)s") % {"words": text_in(said["removed"], language)}
    return str(text_in(said, language))


def _press(answer: str, ballot: BallotInRoom) -> Press:
    look, glyph = LOOKS.get(answer, ("is-for", "check"))
    return Press(answer, PRESSED.get(answer) or ballot.names[answer].value, look, glyph)


def _verdict(result: Result, names: Mapping[str, str]) -> str:
    """Say whether it is carried, or which options are."""
    if len(result.outcomes) == 1:
        return outcome_text(result.outcomes[0][1])
    return ", ".join(names[key] for key in result.carried) or _("Nothing is carried")


def _rows(result: Result) -> tuple[Row, ...]:
    total = sum(one.amount.weight for one in result.answers) or 1
    rows, x = [], 0.0
    for one in result.answers:
        width = one.amount.weight * WIDTH / total
        rows.append(
            Row(
                look=LOOKS.get(one.key, ("is-for", ""))[0],
                word=COUNTED.get(one.key) or one.name,
                count=str(one.amount.heads),
                share=f"{one.share:f}\N{NARROW NO-BREAK SPACE}%" if one.share is not None else "",
                x=round(x, 1),
                width=round(max(0.0, width - GAP), 1),
            )
        )
        x += width
    return tuple(rows)


def _seats(members: Sequence[MemberRow], names: Mapping[str, str]) -> tuple[Seat, ...]:
    """Seat the members of the organ by how they voted, from left to right; nobody where votes are not recorded."""
    sitting = [one for one in members if one.status != Status.NO_SEAT]
    if not any(one.choice for one in sitting) or len(sitting) > MOST_SEATS:
        return ()
    order = list(LOOKS)
    ranked = sorted(sitting, key=lambda one: (order.index(_answer(one.choice)) if one.choice else len(order), one.name))
    drawing = hemicycle(len(ranked))
    return tuple(
        Seat(
            x=place.x,
            y=place.y,
            name=one.name,
            code=one.code or one.name[:SHORT].upper(),
            look=LOOKS[_answer(one.choice)][0] if one.choice else "is-absent",
            word=_word(one, names),
            radius=round(min(LARGEST_SEAT, drawing.pitch / 2 - 1), 1),
        )
        for one, place in zip(ranked, drawing.seats, strict=True)
    )


def _answer(paper: Paper | None) -> str:
    """Give the answer with the most weight on a paper."""
    return max(paper.parts, key=lambda part: part.weight).votes[0][0] if paper else BLANK


def _word(member: MemberRow, names: Mapping[str, str]) -> str:
    if member.choice is None:
        return WITHOUT_VOTE.get(member.status) or _("Did not vote")
    return ", ".join(str(COUNTED.get(vote[0]) or names[vote[0]]) for part in member.choice.parts for vote in part.votes)
