"""Motions, votes and decisions as minutes lay them out in the language in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from comitia.core.ballots.papers import YES, decimal, paper_from_json
from comitia.core.drafting.codec import text_from_json
from comitia.core.governance import majority
from comitia.core.governance.minutes import Event, MotionPart, Vote
from comitia.core.governance.plain_data import from_plain
from comitia.core.governance.quorum import QuorumOutcome
from comitia.core.governance.rule_set import WEIGHT_ONE
from comitia.organs.queries.rule_words import formula, outcome_text, quorum_formula
from comitia.platform.dates import day_in_words
from comitia.platform.texts import Text, text_in
from comitia.proceedings.models import Decision
from comitia.proceedings.queries.minutes_blocks import Block, Words, heading, paragraph, quoted, rows, said, table
from comitia.proceedings.queries.minutes_facts import Around
from comitia.proceedings.queries.results import COUNTED, METHODS

Line = Callable[[Event, Around], Words]


def motion_blocks(motion: MotionPart, near: Around, *, line: Line) -> Iterator[Block]:
    """Lay a motion out: what happened to it and its amendments, and its last text on record."""
    number = next((event.facts.get("number") for event in motion.events), "")
    title = near.motions.get(motion.motion) or text_in(motion.titles, near.language)
    named = _("Motion %(number)s: %(title)s") if title else _("Motion %(number)s")
    yield heading(3, _titled(named, number, title))
    yield from rows(line(event, near) for event in motion.events)
    if motion.text:
        yield paragraph(_("The text as it was put:"))
        for one in text_from_json(motion.text).paragraphs:
            yield from quoted(text_in(one.texts, near.language))


def vote_blocks(vote: Vote, near: Around, *, line: Line) -> Iterator[Block]:
    """Lay a vote out: the question, the tally, the outcome with its formula, who voted how where that is on record."""
    opened = vote.opened.facts if vote.opened else {}
    question = text_in(opened.get("question") or {}, near.language)
    yield heading(3, _titled(_("Vote %(number)s: %(title)s"), vote.first.facts.get("number"), question))
    method = str(METHODS.get(opened.get("method", ""), ""))
    if method:
        yield paragraph(_("How it was taken: %(method)s.") % {"method": method})
    yield from rows(line(event, near) for event in vote.remarks)
    if vote.counted is not None:
        answers = _answers(opened, near)
        title = _("Tally of vote %(number)s") % {"number": vote.first.facts.get("number", "")}
        yield from _tally(title, vote.counted.facts["tally"], answers)
        # Papers with a member are those of a roll call: of a secret ballot the record holds none at all
        if opened.get("method") == "roll_call":
            yield from _roll_call(vote.counted.facts.get("papers", ()), answers, near)
    if vote.declared is not None:
        yield from _outcome(vote.declared.facts.get("outcome") or (), opened, near)
        yield from _quorum(vote.counted)
    if vote.annulled is not None:
        yield paragraph(_("The vote was annulled: %(reason)s") % {"reason": vote.annulled.facts.get("reason", "")})
    elif vote.declared is None:
        yield paragraph(_("No result was declared."))


def decision_blocks(event: Event, near: Around) -> Iterator[Block]:
    """Lay a decision out, with what is done because of it."""
    label = str(event.facts.get("decision", ""))
    yield heading(3, _("Decision %(label)s") % {"label": label})
    yield from quoted(text_in(event.facts.get("texts") or {}, near.language))
    means = {str(value): str(name) for value, name in Decision.Means.choices}.get(str(event.facts.get("means")), "")
    day = event.facts.get("in_force_from")
    if means and day:
        words = {"means": means, "day": day_in_words(date.fromisoformat(day))}
        yield paragraph(_("Taken %(means)s; in force from %(day)s.") % words)
    if event.facts.get("supersedes"):
        yield paragraph(_("It supersedes decision %(label)s.") % {"label": event.facts["supersedes"]})
    columns = [_("Task"), _("Who"), _("Until")]
    lines = [
        [one.text, one.owner, day_in_words(one.due_on) if one.due_on else _("no day set")]
        for one in near.tasks.get(label, ())
    ]
    yield from table(_("What is done because of decision %(label)s") % {"label": label}, columns, lines)


def _titled(pattern: str, number: Any, title: Text) -> Words:
    full = pattern % {"number": number, "title": title.value}
    return {"text": full, "language": title.language} if title.is_fallback else full


def _answers(opened: Mapping[str, Any], near: Around) -> dict[str, str]:
    """Name the answers of a ballot."""
    names = opened.get("option_names") or {}
    return {
        **{str(key): str(word) for key, word in COUNTED.items()},
        **{key: text_in(given, near.language).value or key for key, given in names.items()},
    }


def _tally(title: str, tally: Mapping[str, Any], answers: Mapping[str, str]) -> list[Block]:
    """Set what each answer got, in members and, where weights differ from heads, in weights."""
    given = [(answers.get(key, key), one) for key, one in tally["answers"]]
    if all(one["weight"] == one["heads"] * WEIGHT_ONE for _name, one in given):
        return table(title, [_("Answer"), _("Members")], [[name, str(one["heads"])] for name, one in given])
    columns = [_("Answer"), _("Members"), _("Weight")]
    return table(title, columns, [[name, str(one["heads"]), decimal(one["weight"])] for name, one in given])


def _roll_call(papers: Any, answers: Mapping[str, str], near: Around) -> list[Block]:
    """List who voted how; a member that split its vote stands under each answer it gave."""
    by_answer: dict[str, list[str]] = defaultdict(list)
    for member, paper in papers:
        given = {key for part in paper_from_json(paper).parts for key, _many in part.votes}
        for key in given:
            by_answer[key].append(near.names.entities.get(member, member))
    order = [key for key in answers if key in by_answer]
    words = _("%(answer)s: %(members)s")
    lines = [words % {"answer": answers[key], "members": ", ".join(sorted(by_answer[key]))} for key in order]
    return [paragraph(_("Who voted how:")), *rows(lines)] if lines else []


def _outcome(outcomes: Any, opened: Mapping[str, Any], near: Around) -> Iterator[Block]:
    names = opened.get("option_names") or {}
    for option, written in outcomes:
        outcome = majority.from_json(written)
        words = {"outcome": outcome_text(outcome), "formula": formula(outcome)}
        if option == YES:
            yield paragraph(_("Result: %(outcome)s (%(formula)s).") % words)
        else:
            name = said(text_in(names.get(option, {}), near.language))
            shown = name if isinstance(name, str) else name["text"]
            yield paragraph(_("%(option)s: %(outcome)s (%(formula)s).") % {**words, "option": shown or option})


def _quorum(counted: Event | None) -> Iterator[Block]:
    """Say the quorum at the closing of a vote, where the rules ask for it; that of the opening stands with the others."""
    judged = (counted.facts.get("quorum") or {}).get("closing") if counted else None
    if judged:
        yield paragraph(_("Quorum: %(formula)s.") % {"formula": quorum_formula(from_plain(QuorumOutcome, judged))})
