"""Check the record of a session that was saved as JSON: whether it is whole and its results follow from it.

    python3 verify_record.py record.json

It needs Python 3.9 or later and nothing else, and asks nobody. It goes through the chain of entries and names the first
that was changed, removed, added or moved; counts the published papers of every ballot again and compares them with who
voted; and works out again, under the rules that the record gives for the ballot, what the outcome is. It ends with 0 if
all is right, 1 if anything is not, 2 if the file cannot be read. A record that was shortened at its end looks whole:
compare the last digest with one that you, or somebody you trust, kept. Of an entry that is withheld neither the kind
nor the time can be checked. Whether the quorum was judged rightly is not checked.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

FIRST = "0" * 64
YES, NO, ABSTAIN, BLANK = "yes", "no", "abstain", "blank"
# What the roll says of members that count as entitled, and of those whose papers count
ENTITLED = ("votes", "represented", "absent", "recused")
CASTS = ("votes", "represented")
# Who may read an entry, and for whom a copy was made; each reads what is open to those before
READERS = ("public", "participants", "committee")
WHOLE = 1_000_000

Amount = dict[str, int]
Facts = Mapping[str, Any]


class Fault(NamedTuple):
    """What is wrong, with the number of the entry that shows it."""

    number: int
    words: str


class Report(NamedTuple):
    """What was found: the first break of the chain, faults of ballots, and how much could be checked."""

    broken: Fault | None
    faults: list[Fault]
    entries: int
    withheld: int
    ballots: int
    last: str


def main(arguments: list[str]) -> int:
    """Read the file named and say what was found."""
    if len(arguments) != 1:
        sys.stderr.write("Use: python3 verify_record.py record.json\n")
        return 2
    try:
        report = check(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        sys.stderr.write(f"This file cannot be read as the record of a session: {error!r}\n")
        return 2
    sys.stdout.write("\n".join(said(report)) + "\n")
    return 1 if report.broken or report.faults else 0


def said(report: Report) -> Iterator[str]:
    """Say what was found, line by line."""
    yield f"{report.entries} entries, {report.withheld} of them withheld; {report.ballots} ballots counted again."
    if report.broken:
        yield f"BROKEN at entry {report.broken.number}: {report.broken.words}"
    for fault in report.faults:
        yield f"WRONG in entry {fault.number}: {fault.words}"
    if not (report.broken or report.faults):
        yield "The chain is whole, and every outcome follows from what is published."
    yield f"Last digest: {report.last}"


def check(document: Facts) -> Report:
    """Check a whole record."""
    entries = document["entries"]
    ballots = BallotCheck()
    faults = [Fault(one["number"], words) for one in entries for words in ballots.faults_in(one["kind"], one["facts"])]
    return Report(
        broken=first_break(entries, open_to=READERS[: READERS.index(document["access"]) + 1]),
        faults=faults,
        entries=len(entries),
        withheld=ballots.withheld,
        ballots=ballots.checked,
        last=entries[-1]["digest"] if entries else FIRST,
    )


def canonical(value: Any) -> bytes:
    """Write a JSON value in the one form that is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def first_break(entries: Iterable[Facts], *, open_to: Iterable[str]) -> Fault | None:
    """Name the first entry that disagrees with the chain, or does not say what this copy gives to its reader."""
    expected, previous = 1, FIRST
    for entry in entries:
        if entry["number"] != expected:
            return Fault(expected, "missing; entries were removed, added or moved here.")
        if entry["previous"] != previous:
            return Fault(expected, "it does not follow the entry before it.")
        if entry["facts"] is None and entry["access"] in open_to:
            return Fault(expected, "what it says was taken out, although it is open to the reader of this copy.")
        if entry["facts"] is not None and _digest_of_body(entry) != entry["body_digest"]:
            return Fault(expected, "what it says is not what was recorded.")
        if entry["digest"] != sha256((previous + entry["body_digest"]).encode()).hexdigest():
            return Fault(expected, "its digest is not that of its contents.")
        expected, previous = expected + 1, entry["digest"]
    return None


def _digest_of_body(entry: Facts) -> str:
    body = [entry[name] for name in ("number", "at", "kind", "access", "facts", "salt")]
    return sha256(canonical(body)).hexdigest()


class Told:
    """What the record has told of a ballot so far."""

    def __init__(self, opened: Facts, *, withheld: int) -> None:
        self.opened, self.withheld_before = opened, withheld
        self.voted: set[str] = set()
        self.counted: Facts | None = None
        self.outcome: Any = None


class BallotCheck:
    """Goes along with the record and keeps what it tells of each ballot.

    Once an entry was withheld, one that an entry about a ballot rests on may be missing; nothing is said about it then.
    """

    def __init__(self) -> None:
        self.ballots: dict[str, Told] = {}
        self.withheld = 0
        self.checked = 0

    def faults_in(self, kind: str, facts: Facts | None) -> list[str]:
        """Give what is wrong with an entry about a ballot; nothing for entries about anything else."""
        if facts is None:
            self.withheld += 1
            return []
        name = str(facts.get("ballot") or "")
        told = self.ballots.get(name)
        if kind == "ballot_opened":
            self.ballots[name] = Told(facts, withheld=self.withheld)
            return ["this ballot was opened before."] if told else []
        if kind == "vote_cast" and told:
            told.voted.add(facts["member"])
        elif kind == "ballot_counted":
            return self._count(told, facts)
        elif kind in {"casting_vote_given", "result_declared"}:
            return self._decide(told, facts, casting=facts.get("is_for"))
        return []

    def _count(self, told: Told | None, facts: Facts) -> list[str]:
        if told is None:
            return [] if self.withheld else ["a ballot is counted that was not opened."]
        if told.counted is not None:
            return ["this ballot was counted before."]
        self.checked += 1
        told.counted, told.outcome = facts, facts["outcome"]
        faults = list(faults_of_count(told.opened, facts))
        # Of a secret ballot nobody is recorded as having voted
        is_named = told.opened["method"] != "secret" and self.withheld == told.withheld_before
        if is_named and facts["tally"]["cast"]["heads"] != len(told.voted):
            faults.append("there is not one paper for each member that voted.")
        return faults

    def _decide(self, told: Told | None, facts: Facts, *, casting: bool | None) -> list[str]:
        if told is None or told.counted is None:
            return [] if self.withheld else ["this ballot was not counted."]
        if casting is not None:
            told.outcome = facts["outcome"]
            return _of_outcome(told.opened, told.counted, facts["outcome"], casting=casting)
        return [] if facts["outcome"] == told.outcome else ["the result declared is not the one that was counted."]


def faults_of_count(opened: Facts, counted: Facts) -> Iterator[str]:
    """Count a ballot again from its papers, if they are published, and work its outcome out again."""
    if counted["tally"]["cast"]["heads"] > sum(line["status"] in CASTS for line in opened["roll"]):
        yield "there are more papers than the roll gives."
    if opened["method"] != "secret":
        is_named = opened["method"] == "roll_call"
        papers = [paper[1] if is_named else paper for paper in counted["papers"]]
        if is_named:
            yield from _not_of_roll(opened["roll"], counted["papers"])
        if tally(opened["options"], papers) != counted["tally"]:
            yield "the papers published do not add up to the tally."
    yield from _of_outcome(opened, counted, counted["outcome"], casting=None)


def _not_of_roll(roll: Iterable[Facts], papers: Iterable[Any]) -> Iterator[str]:
    weights = {line["member"]: line["weight"] for line in roll if line["status"] in CASTS}
    for member, paper in papers:
        if weights.pop(member, None) != sum(weight for weight, _votes in paper):
            yield f"the paper of {member} is not one that the roll gives it."


def _of_outcome(opened: Facts, counted: Facts, recorded: Any, *, casting: bool | None) -> list[str]:
    is_right = outcomes(opened, counted, recorded, casting=casting) == recorded
    return [] if is_right else ["the outcome does not follow from the tally, the roll and the rules."]


def answers_of(options: Facts) -> list[str]:
    """List what one paper may say, in the order of the ballot."""
    own = [YES, NO] if options["kind"] == "yes_or_no" else list(options["keys"])
    rejects = [NO] if options.get("may_reject") else []
    abstains = [ABSTAIN] if options["may_abstain"] else []
    return own + rejects + abstains + ([BLANK] if options["may_be_blank"] else [])


def tally(options: Facts, papers: Iterable[Any]) -> dict[str, Any]:
    """Count papers, in weights and in heads; a member that split its vote counts as a head that abstained."""
    given = {answer: amount() for answer in answers_of(options)}
    cast, split = amount(), 0
    for paper in papers:
        cast["heads"] += 1
        for weight, votes in paper:
            cast["weight"] += weight
            for answer, many in votes:
                given[answer]["weight"] += weight * many
                given[answer]["heads"] += len(paper) == 1
        split += len(paper) > 1
    nobody = amount()
    abstained = given.get(ABSTAIN, nobody)
    return {
        "answers": [[answer, one] for answer, one in given.items()],
        "cast": cast,
        "blank": given.get(BLANK, nobody),
        "abstained": amount(abstained["weight"], abstained["heads"] + split),
        "rejected": nobody if options["kind"] == "yes_or_no" else given.get(NO, nobody),
    }


def outcomes(opened: Facts, counted: Facts, recorded: Any, *, casting: bool | None) -> list[list[Any]]:
    """Work out the outcome of each option as the record writes it."""
    options, rules = opened["options"], opened["rules"]
    keys = [YES] if options["kind"] == "yes_or_no" else options["keys"]
    seats = seats_of(opened["roll"], rules)
    regions = _by_region(opened, counted)
    written = {option: outcome["lines"] for option, outcome in recorded}
    found = []
    for option in keys:
        votes = sides(counted["tally"], option)
        in_favour = None if regions is None else [sides(one, option) for one in regions.values()]
        lines = [_threshold(votes, seats, one, rules["majority"]) for one in rules["majority"]["thresholds"]]
        lines += _turnout(votes, seats, rules["majority"])
        lines += _regions(in_favour, rules["majority"], written.get(option, []))
        found.append([option, decided(votes, lines, rules["majority"], casting=casting)])
    return found


def amount(weight: int = 0, heads: int = 0) -> Amount:
    """Write a weight in millionths and a number of members."""
    return {"weight": weight, "heads": heads}


def total(lines: Iterable[Facts]) -> Amount:
    """Add up lines of a roll."""
    weights = [line["weight"] for line in lines]
    return amount(sum(weights), len(weights))


def less(whole: Amount, part: Amount) -> Amount:
    """Take one amount from another."""
    return amount(whole["weight"] - part["weight"], whole["heads"] - part["heads"])


def seats_of(roll: list[Facts], rules: Facts) -> dict[str, Amount]:
    """Give the bases that come from the roll: present, entitled, filled and all seats of the organ."""
    entitled = [line for line in roll if line["status"] in ENTITLED]
    there = [line for line in entitled if line["is_present"] or line["status"] == "represented"]
    if rules["conflicts"]["leaves_base"]:
        entitled = [line for line in entitled if line["status"] != "recused"]
        there = [line for line in there if line["status"] != "recused"]
    filled = total(line for line in roll if line["status"] != "no_seat")
    vacant = max(0, (rules["seats"] or 0) - filled["heads"])
    statutory = amount(filled["weight"] + vacant * WHOLE, filled["heads"] + vacant)
    return {"present": total(there), "entitled": total(entitled), "filled": filled, "statutory": statutory}


def sides(counted: Facts, option: str) -> dict[str, Amount]:
    """Give who is for an option, against it, abstains, and the invalid papers."""
    answers = dict(counted["answers"])
    for_ = answers.get(option, amount())
    against = answers.get(NO, amount())
    if option != YES:
        against = less(less(less(counted["cast"], counted["blank"]), counted["abstained"]), for_)
        against = amount(max(0, against["weight"]), max(0, against["heads"]))
    return {"for": for_, "against": against, "abstain": counted["abstained"], "invalid": counted["blank"]}


def _by_region(opened: Facts, counted: Facts) -> dict[str, Any] | None:
    """Count the papers of each region again; None where no names are published with them."""
    if opened["method"] != "roll_call":
        return None
    region = {line["member"]: line["region"] for line in opened["roll"]}
    papers: dict[str, list[Any]] = {}
    for member, paper in counted["papers"]:
        if region.get(member):
            papers.setdefault(region[member], []).append(paper)
    return {name: tally(opened["options"], given) for name, given in papers.items()}


def _base(votes: Mapping[str, Amount], seats: Mapping[str, Amount], base: str, unit: str, *, abstentions: bool) -> int:
    parts = {
        "yes_no": ("for", "against"),
        "yes_no_abstain": ("for", "against", "abstain"),
        "valid": ("for", "against", "abstain") if abstentions else ("for", "against"),
        "cast": ("for", "against", "abstain", "invalid"),
    }
    return sum(votes[part][unit] for part in parts[base]) if base in parts else seats[base][unit]


def _least_over(base: int, over: Fraction, *, strict: bool) -> int:
    share = over.numerator * base
    return share // over.denominator + 1 if strict else -(-share // over.denominator)


def _threshold(
    votes: Mapping[str, Amount], seats: Mapping[str, Amount], rule: Facts, majority: Facts
) -> dict[str, Any]:
    unit = rule["unit"]
    whole = _base(votes, seats, rule["base"], unit, abstentions=majority["abstentions_are_valid"])
    required = _least_over(whole, Fraction(rule["over"]), strict=rule["strict"])
    line = {"kind": "threshold", "counted": votes["for"][unit], "required": required, "of": whole, **rule}
    return {**line, "holds": whole > 0 and line["counted"] >= required}


def _turnout(votes: Mapping[str, Amount], seats: Mapping[str, Amount], majority: Facts) -> list[dict[str, Any]]:
    share = Fraction(majority["turnout"])
    if not share:
        return []
    unit = majority["thresholds"][0]["unit"]
    whole, cast = seats["entitled"][unit], _base(votes, seats, "cast", unit, abstentions=True)
    required = _least_over(whole, share, strict=False)
    line = {"kind": "turnout", "counted": cast, "required": required, "base": "entitled", "of": whole}
    return [{**line, "over": majority["turnout"], "strict": False, "unit": unit, "holds": cast >= required}]


def _regions(votes: list[Any] | None, majority: Facts, written: list[Any]) -> list[Any]:
    """Count the regions in favour; without names only what the record says of them can be taken."""
    least = majority["least_regions"]
    if not least or votes is None:
        return [line for line in written if line["kind"] == "regions"] if least else []
    unit = majority["thresholds"][0]["unit"]
    won = sum(one["for"][unit] > one["against"][unit] for one in votes)
    line = {"kind": "regions", "counted": won, "required": least, "base": "yes_no", "of": len(votes)}
    return [{**line, "over": "1/2", "strict": True, "unit": unit, "holds": won >= least}]


def decided(votes: Mapping[str, Amount], lines: list[Any], majority: Facts, *, casting: bool | None) -> dict[str, Any]:
    """Say what came of it: nobody voting comes first, then turnout, thresholds, regions, and last a tie."""
    code = _code(votes, lines, majority["tie"], casting=casting)
    is_casting = code == "tie_casting"
    return {
        "carried": code == "carried" or (is_casting and casting is True),
        "code": code,
        "lines": lines,
        "article": majority["article"],
        "casting": casting if is_casting else None,
    }


def _code(votes: Mapping[str, Amount], lines: list[Any], tie: str | None, *, casting: bool | None) -> str:
    shares = [line for line in lines if line["kind"] == "threshold"]
    missed = {line["kind"] for line in lines if not line["holds"]}
    if not any(sum(side.values()) for side in votes.values()) or any(line["of"] == 0 for line in shares):
        return "no_votes"
    if "turnout" in missed:
        return "turnout_missed"
    if any(not (line["holds"] or _is_tied(votes, line)) for line in shares):
        return "not_carried"
    if "regions" in missed:
        return "regions_missed"
    return "carried" if not missed else _code_of_tie(tie, casting=casting)


def _is_tied(votes: Mapping[str, Amount], line: Facts) -> bool:
    on_the_line = line["counted"] == Fraction(line["over"]) * line["of"]
    return on_the_line and votes["for"][line["unit"]] == votes["against"][line["unit"]]


def _code_of_tie(tie: str | None, *, casting: bool | None) -> str:
    if tie == "casting_vote":
        return "tie_open" if casting is None else "tie_casting"
    names = {"fails": "tie_fails", "status_quo": "tie_status_quo", "repeat_once": "tie_repeat", "lot": "tie_lot"}
    return names.get(tie or "", "tie_unknown")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
