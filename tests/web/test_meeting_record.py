"""The record of a session is published in sentences and as data, and a program checks it without us."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client

from comitia.core.governance import record as rules
from comitia.core.governance.rule_set import Base, Threshold, Tie, Unit
from comitia.meetings import actions as meetings
from comitia.platform.actors import Actor
from comitia.proceedings import actions as proceedings
from comitia.voting import actions as votes
from comitia.voting.models import Ballot
from comitia.web.proceedings import verify_record
from comitia.web.proceedings.record import VERIFIER
from tests.factories.accounts import make_officer
from tests.factories.members import make_organisation
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import SIMPLE, cast, open_one, sit

pytestmark = pytest.mark.django_db
CITIES = ("almaty", "baku", "lima", "moscow", "seoul")


def committee_after(*answers, method="roll_call", declared=True, **more):
    """Sit, vote with these answers in the order of the cities, and declare the result."""
    make_organisation()
    committee = sit(*CITIES, **more)
    ballot = open_one(committee, method=method)
    for slug, answer in zip(CITIES, answers, strict=False):
        cast(committee, ballot, slug, answer)
    votes.close_ballot(ballot.reference, by=CLERK, at=AT)
    if declared:
        votes.declare_result(ballot.reference, by=CLERK, at=AT)
    return committee


def exported(client, committee):
    return client.get(f"/en/meetings/{committee.meeting.slug}/record.json").json()


def run(document, folder):
    """Run the program on a record, as somebody does who has nothing of ours."""
    Path(folder, "record.json").write_text(json.dumps(document), "utf-8")
    Path(folder, "verify_record.py").write_bytes(VERIFIER.read_bytes())
    command = [sys.executable, "-I", "verify_record.py", "record.json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=20)


def resealed(document):
    """Chain a record anew, as somebody would who holds the database and forges it well."""
    previous = rules.FIRST
    for one in document["entries"]:
        if one["facts"] is not None:
            body = [one[name] for name in ("number", "at", "kind", "access", "facts", "salt")]
            one["body_digest"] = rules.sha256(rules.canonical(body)).hexdigest()
        one["previous"], one["digest"] = previous, rules.digest_of_link(previous, one["body_digest"])
        previous = one["digest"]
    return document


def entry(document, kind):
    return next(one for one in document["entries"] if one["kind"] == kind)


def test_the_record_is_read_in_sentences():
    committee = committee_after("yes", "yes", "no")
    page = Client().get(f"/en/meetings/{committee.meeting.slug}/record/").content.decode()
    for sentence in (
        "Sitting 1 was called to order.",
        "Almaty voted in ballot 1.",
        "Ballot 1 was counted. For: 2. Against: 1. Abstentions: 0.",
        "The result of ballot 1 was declared. It was carried.",
    ):
        assert sentence in page


def test_a_session_without_a_record_has_no_such_page():
    committee = sit(*CITIES)
    make_organisation()
    other = f"/en/meetings/{committee.meeting.slug}x/record/"
    assert [Client().get(other).status_code, Client().get(f"{other}../record.json").status_code] == [404, 404]


def test_what_is_closed_is_withheld_from_the_public_and_given_to_the_secretariat():
    committee = committee_after("yes", "yes")
    meetings.sit_in_camera(committee.sitting.reference, is_closed=True, by=CLERK, at=AT)
    meetings.suspend_sitting(committee.sitting.reference, reason="A word in private", by=CLERK, at=AT)
    visitor, officer = Client(), Client()
    officer.force_login(make_officer())
    page = f"/en/meetings/{committee.meeting.slug}/record/"
    assert "A word in private" not in visitor.get(page).content.decode()
    assert "Withheld" in visitor.get(page).content.decode()
    assert "A word in private" in officer.get(page).content.decode()
    assert exported(visitor, committee)["entries"][-1]["facts"] is None
    assert exported(officer, committee)["entries"][-1]["facts"]["reason"] == "A word in private"


def test_the_program_finds_a_whole_record_whole_also_with_parts_withheld(tmp_path):
    committee = committee_after("yes", "no", "abstain", "yes")
    meetings.sit_in_camera(committee.sitting.reference, is_closed=True, by=CLERK, at=AT)
    meetings.suspend_sitting(committee.sitting.reference, reason="", by=CLERK, at=AT)
    document = exported(Client(), committee)
    done = run(document, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 of them withheld; 1 ballots counted again" in done.stdout
    assert document["entries"][-1]["digest"] in done.stdout


def _change(entries):
    entries[3]["facts"]["sitting"] = 9


def _remove(entries):
    del entries[3]


def _swap(entries):
    entries[3], entries[4] = entries[4], entries[3]


def _forge(entries):
    entries[3]["facts"], entries[3]["salt"], entries[3]["body_digest"] = None, None, "1" * 64


@pytest.mark.parametrize("tamper", [_change, _remove, _swap, _forge])
def test_the_program_names_the_first_broken_entry_as_our_own_check_does(tamper, tmp_path):
    document = exported(Client(), committee_after("yes"))
    tamper(document["entries"])
    done = run(document, tmp_path)
    assert done.returncode == 1
    assert "BROKEN at entry 4:" in done.stdout
    assert rules.first_break(map(as_entry, document["entries"])).number == 4


def as_entry(values):
    moment = datetime.fromisoformat(values["at"])
    return rules.RecordEntry(**{**values, "at": moment, "access": rules.Access(values["access"])})


def test_a_well_forged_record_fails_by_its_papers(tmp_path):
    document = exported(Client(), committee_after("yes", "no", "no"))
    entry(document, "ballot_counted")["facts"]["papers"][1][1] = [[1_000_000, [["yes", 1]]]]
    done = run(resealed(document), tmp_path)
    assert done.returncode == 1
    assert "BROKEN" not in done.stdout
    assert "the papers published do not add up to the tally" in done.stdout


def test_a_paper_of_nobody_on_the_roll_is_found(tmp_path):
    document = exported(Client(), committee_after("yes", "no"))
    entry(document, "ballot_counted")["facts"]["papers"][0][0] = "seul"
    assert "the paper of seul is not one that the roll gives it" in run(resealed(document), tmp_path).stdout


def test_an_outcome_that_does_not_follow_is_found(tmp_path):
    document = exported(Client(), committee_after("yes", "no", "no"))
    for kind in ("ballot_counted", "result_declared"):
        entry(document, kind)["facts"]["outcome"][0][1]["carried"] = True
    assert "the outcome does not follow" in run(resealed(document), tmp_path).stdout


def test_a_result_declared_otherwise_is_found(tmp_path):
    document = exported(Client(), committee_after("yes", "no", "no"))
    entry(document, "result_declared")["facts"]["outcome"][0][1]["carried"] = True
    assert "the result declared is not the one that was counted" in run(resealed(document), tmp_path).stdout


def test_an_open_entry_whose_words_were_taken_out_is_found(tmp_path):
    document = exported(Client(), committee_after("yes", "no"))
    taken = entry(document, "ballot_counted")
    taken["facts"] = taken["salt"] = None
    done = run(document, tmp_path)
    assert (done.returncode, f"BROKEN at entry {taken['number']}: what it says was taken out" in done.stdout) == (
        1,
        True,
    )


def test_a_paper_of_somebody_who_did_not_vote_is_found(tmp_path):
    document = exported(Client(), committee_after("yes", "yes", "no"))
    added = entry(document, "vote_cast")
    document["entries"].remove(added)
    for number, one in enumerate(document["entries"], start=1):
        one["number"] = number
    done = run(resealed(document), tmp_path)
    assert ("BROKEN" in done.stdout, "not one paper for each member that voted" in done.stdout) == (False, True)


def test_more_papers_than_the_roll_gives_are_found_in_a_secret_ballot_too(tmp_path):
    document = exported(Client(), committee_after("yes", "yes", "no", method="secret"))
    tally = entry(document, "ballot_counted")["facts"]["tally"]
    for amount in (tally["cast"], tally["answers"][0][1]):
        amount["heads"] += 3
    assert "there are more papers than the roll gives" in run(resealed(document), tmp_path).stdout


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("ballot_opened", "a ballot is counted that was not opened"),
        ("ballot_counted", "this ballot was not counted"),
    ],
)
def test_a_result_out_of_nothing_is_found(kind, words, tmp_path):
    document = exported(Client(), committee_after("yes", "no"))
    entry(document, kind)["kind"] = "something_else"
    done = run(resealed(document), tmp_path)
    assert (done.returncode, words in done.stdout) == (1, True)


@pytest.mark.parametrize("kind", ["ballot_opened", "ballot_counted"])
def test_a_ballot_told_twice_is_found(kind, tmp_path):
    document = exported(Client(), committee_after("yes", "no"))
    told = deepcopy(entry(document, kind))
    told["number"] = len(document["entries"]) + 1
    document["entries"].append(told)
    done = run(resealed(document), tmp_path)
    assert (done.returncode, f"WRONG in entry {told['number']}" in done.stdout) == (1, True)


def test_a_file_that_is_no_record_is_said_to_be_none(tmp_path):
    done = run({"entries": [{}]}, tmp_path)
    assert (done.returncode, done.stdout) == (2, "")


MAJORITIES = (
    SIMPLE,
    replace(SIMPLE, tie=Tie.STATUS_QUO, turnout=Fraction(1, 2)),
    replace(SIMPLE, tie=Tie.REPEAT_ONCE, least_regions=1),
    replace(SIMPLE, tie=Tie.LOT),
    replace(SIMPLE, thresholds=(Threshold(base=Base.CAST, over=Fraction(2, 3), strict=False, unit=Unit.HEADS),)),
    replace(SIMPLE, thresholds=(Threshold(base=Base.FILLED, over=Fraction(1, 3), strict=True, unit=Unit.WEIGHT),)),
    replace(SIMPLE, thresholds=(Threshold(base=Base.STATUTORY, over=Fraction(1, 5), strict=False, unit=Unit.HEADS),)),
    replace(SIMPLE, thresholds=(Threshold(base=Base.PRESENT, over=Fraction(1, 2), strict=True, unit=Unit.HEADS),)),
)
ANSWERS = (("yes", "yes", "no"), ("yes", "no"), (), ("abstain",), ("yes", "no", "no", "abstain", "yes"))


COMBINATIONS = [
    (majority, method)
    for majority in MAJORITIES
    for method in ("roll_call", "show_of_hands", "secret")
    if not (majority.least_regions and method == "secret")  # such a ballot is refused
]


@pytest.mark.parametrize(("majority", "method"), COMBINATIONS)
def test_the_program_works_out_what_we_work_out(majority, method):
    make_organisation()
    committee = sit(*CITIES, rules={"majorities": {"simple": majority}})
    for answers in ANSWERS:
        ballot = open_one(committee, method=method)
        for slug, answer in zip(CITIES, answers, strict=False):
            cast(committee, ballot, slug, answer, request=f"{slug}-{ballot.number}")
        votes.close_ballot(ballot.reference, by=CLERK, at=AT)
    report = verify_record.check(exported(Client(), committee))
    assert (report.broken, report.faults, report.ballots) == (None, [], len(ANSWERS))


def test_the_casting_vote_is_followed():
    rules_of = {"majorities": {"simple": replace(SIMPLE, tie=Tie.CASTING_VOTE)}}
    committee = committee_after("yes", "no", rules=rules_of, declared=False)
    ballot = Ballot.objects.get()
    votes.cast_casting_vote(ballot.reference, is_for=True, by=Actor(person=committee.chair.reference), at=AT)
    votes.declare_result(ballot.reference, by=CLERK, at=AT)
    document = exported(Client(), committee)
    assert verify_record.check(document).faults == []
    entry(document, "casting_vote_given")["facts"]["is_for"] = False
    assert len(verify_record.check(deepcopy(document)).faults) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_record_costs_the_same_for_one_and_for_many(count, django_assert_num_queries):
    committee = committee_after(*["yes"] * count)
    Client().get(f"/en/meetings/{committee.meeting.slug}/record/")
    with django_assert_num_queries(9):
        Client().get(f"/en/meetings/{committee.meeting.slug}/record/")


def test_the_program_is_handed_out_as_it_is():
    committee = committee_after("yes")
    response = Client().get(f"/en/meetings/{committee.meeting.slug}/verify_record.py")
    assert response.content == VERIFIER.read_bytes()


def test_the_quorum_is_drawn_through_time_with_its_table():
    make_organisation()
    committee = sit("baku", "lima", "seoul", absent=("lima", "seoul"), begun=False)
    proceedings.call_to_order(committee.sitting.reference, by=CLERK, at=AT)
    proceedings.attend(committee.meeting.slug, by=committee.by("lima"), at=AT + timedelta(minutes=30))
    meetings.close_sitting(committee.sitting.reference, by=CLERK, at=AT + timedelta(hours=1))
    page = Client().get(f"/en/meetings/{committee.meeting.slug}/record/").content.decode()
    assert re.findall(r'<rect class="([a-z-]+)" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', page) == [
        ("is-missed", "0.0", "500.0"),
        ("is-met", "500.0", "500.0"),
    ]
    cells = re.findall(r"<td>(\d+)</td><td>(\d+)</td><td>([^<]+)</td>", page)
    assert cells == [("1", "2", "No quorum"), ("2", "2", "Quorum")]
