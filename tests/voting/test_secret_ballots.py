"""A secret paper leads back to nobody: not by a column, an order, a log, the journal, the record or the files."""

from __future__ import annotations

import logging
from pathlib import Path
from uuid import UUID

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from comitia.core.governance.record import Access
from comitia.core.governance.rule_set import WeightKind, WeightRule
from comitia.journal.models import Entry, Particulars
from comitia.meetings.models import RecordEntry
from comitia.meetings.queries import record_of
from comitia.platform.answers import RefusedError
from comitia.platform.bus import subscribe
from comitia.platform.jobs.models import Job
from comitia.voting import actions, queries
from comitia.voting.models import Paper, RollLine, SealedPaper
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import cast, make_teller, open_one, sit

CITIES = ("almaty", "baku", "lima", "moscow", "quito", "seoul")
VOTES = dict(zip(CITIES, ["yes", "no", "no", "abstain", "yes", "no"], strict=True))
HEAVY = WeightRule(kind=WeightKind.BY_SEAT, weights={"president": 3_000_000})


def code_of(act, *given, **more):
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        act(*given, **more)
    return refused.value.answer.code


def vote_secretly(committee, **more):
    ballot = open_one(committee, method="secret", **more)
    for slug, answer in VOTES.items():
        cast(committee, ballot, slug, answer)
    return ballot


def sealed(ballot):
    return list(SealedPaper.objects.filter(ballot=ballot).values_list("key", "choice", "weight"))


@pytest.mark.django_db
def test_a_sealed_paper_has_no_column_for_anything_but_the_choice():
    with connection.cursor() as cursor:
        columns = {one.name for one in connection.introspection.get_table_description(cursor, "voting_sealedpaper")}
    assert columns == {"key", "ballot_id", "choice", "weight"}
    links = {relation.field.name for relation in SealedPaper._meta.related_objects}
    assert links == set()


@pytest.mark.django_db
def test_nothing_that_is_kept_holds_the_key_of_a_paper_or_the_moment_of_a_cast(
    caplog, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.DEBUG)
    committee = sit(*CITIES)
    heard = []
    leave = subscribe("session_record", heard.append)
    ballot = open_one(committee, method="secret")
    before = {model: model.objects.count() for model in (Entry, Particulars, RecordEntry, Job)}
    caplog.clear()
    heard.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for slug, answer in VOTES.items():
            cast(committee, ballot, slug, answer)
    leave()
    assert {model: model.objects.count() for model in before} == before
    assert caplog.text == ""
    assert heard == [{"meeting": "excom-2020", "kind": "ballot_progress", "number": None}] * 6
    keys = {key for key, _choice, _weight in sealed(ballot)}
    assert (len(keys), Paper.objects.count()) == (6, 0)
    assert keys_elsewhere(keys) == []


def keys_elsewhere(keys: set[UUID]) -> list[str]:
    """Name the tables, other than that of the papers, in which one of the keys stands."""
    wanted = {form for key in keys for form in (key.hex, str(key))}
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model is not SealedPaper:
            rows = str(list(model.objects.values()))
            found += [model._meta.db_table for form in wanted if form in rows]
    return found


@pytest.mark.django_db
def test_the_roll_says_that_a_member_has_voted_and_never_when_or_by_whom():
    committee = sit(*CITIES)
    ballot = vote_secretly(committee)
    line = RollLine.objects.filter(ballot=ballot).values().first()
    moments = [name for name, value in line.items() if hasattr(value, "hour")]
    assert (line["has_cast"], moments) == (True, [])
    with pytest.raises(RefusedError) as refused:
        cast(committee, ballot, "seoul", request="another")
    assert str(refused.value.answer.sentence) == (
        "The vote of Seoul has been cast already by somebody who held it. In a secret ballot it is kept that it was "
        "cast, and nothing else; it stays as it is."
    )


@pytest.mark.django_db
def test_the_roll_keeps_no_token_of_the_browser_that_voted_and_knows_it_again():
    committee = sit(*CITIES)
    ballot = open_one(committee, method="secret")
    cast(committee, ballot, "seoul", "no", request="token-of-a-browser")
    assert "token-of-a-browser" not in str(list(RollLine.objects.values()))
    assert cast(committee, ballot, "seoul", "yes", request="token-of-a-browser").is_new is False
    assert [choice for _key, choice, _weight in sealed(ballot)] == [[["no", 1]]]


@pytest.mark.django_db
def test_on_closing_the_papers_are_a_sorted_list_under_fresh_keys():
    committee = sit(*CITIES)
    ballot = vote_secretly(committee)
    before = sealed(ballot)
    closed = actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    after = sealed(ballot)
    assert {key for key, _choice, _weight in before} & {key for key, _choice, _weight in after} == set()
    assert sorted(str(choice) for _key, choice, _weight in after) == sorted(str([[one, 1]]) for one in VOTES.values())
    assert [(answer, amount["heads"]) for answer, amount in closed.tally["answers"]] == [
        ("yes", 2),
        ("no", 3),
        ("abstain", 1),
    ]
    for act in (
        lambda: SealedPaper.objects.all().delete(),
        lambda: SealedPaper.objects.update(choice=[]),
        lambda: SealedPaper.objects.create(ballot=ballot, choice=[]),
    ):
        with pytest.raises(DatabaseError, match="while their ballot is open"), transaction.atomic():
            act()


@pytest.mark.django_db
def test_on_sqlite_the_rows_have_no_number_that_keeps_their_order():
    if connection.vendor != "sqlite":
        pytest.skip("row numbers are SQLite's")
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="rowid"):
        cursor.execute("SELECT rowid FROM voting_sealedpaper")


@pytest.mark.django_db
def test_the_record_gives_the_sums_alone():
    committee = sit(*CITIES)
    ballot = vote_secretly(committee)
    actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    entries = list(record_of(committee.meeting.slug, access=Access.COMMITTEE))
    assert [entry.kind for entry in entries if entry.kind.startswith(("ballot", "vote"))] == [
        "ballot_opened",
        "ballot_closed",
        "ballot_counted",
    ]
    assert entries[-1].facts["papers"] == []


@pytest.mark.django_db
def test_while_it_runs_only_the_number_of_papers_is_shown():
    committee = sit(*CITIES)
    ballot = open_one(committee, method="secret")
    cast(committee, ballot, "seoul")
    in_room = queries.ballot_in_room(ballot.reference, access=Access.COMMITTEE)
    assert in_room.secrecy.endswith("Whoever runs the server could still watch it while votes come in.")
    shown = queries.progress(ballot.reference, access=Access.COMMITTEE)
    assert (shown.cast, shown.entitled, shown.members) == (1, 6, ())
    [own] = queries.own_votes(ballot.reference, committee.holders["seoul"].reference)
    assert (own.has_cast, own.choice) == (True, None)


@pytest.mark.django_db
def test_a_weight_that_few_share_is_refused_or_confirmed_and_its_papers_lose_it_after_the_count():
    committee = sit(*CITIES, roles={"seoul": "president"}, rules={"weights": HEAVY})
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        open_one(committee, method="secret")
    assert str(refused.value.answer.sentence) == (
        "Fewer than 5 members have a vote of the weight 3, so the papers may show how they vote. "
        "Choose a roll call, or confirm that the members concerned know it."
    )
    ballot = vote_secretly(committee, confirmed=True)
    closed = actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    assert (closed.small_class_confirmed, closed.tally["answers"][1]) == (
        True,
        ["no", {"weight": 5_000_000, "heads": 3}],
    )
    assert {weight for _key, _choice, weight in sealed(ballot)} == {None}


@pytest.mark.django_db
def test_a_committee_of_four_votes_in_secret_only_if_it_knows():
    assert code_of(open_one, sit("a", "b", "c", "d"), method="secret") == "small_class"


@pytest.mark.django_db
def test_a_secret_vote_is_not_split_and_not_called_in():
    committee = sit(*CITIES)
    ballot = open_one(committee, method="secret")
    assert code_of(cast, committee, ballot, "seoul", {"yes": "0.5", "no": "0.5"}) == "split_not_allowed"
    teller = make_teller(committee, "Ana")
    assert code_of(actions.cast_for_tellers, ballot.reference, member="seoul", typed="yes", by=teller, at=AT) == (
        "secret_not_called_in"
    )


@pytest.mark.django_db
def test_papers_of_an_annulled_ballot_are_rewritten_too():
    committee = sit(*CITIES)
    ballot = vote_secretly(committee)
    before = {key for key, _choice, _weight in sealed(ballot)}
    actions.annul_ballot(ballot.reference, reason="The roll was wrong.", by=CLERK, at=AT)
    assert {key for key, _choice, _weight in sealed(ballot)} & before == set()


def test_the_files_forget_the_papers_as_they_came(committed):
    committee = sit(*CITIES)
    ballot = vote_secretly(committee)
    before = {key for key, _choice, _weight in sealed(ballot)}
    actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    assert [job.task for job in Job.objects.all()] == ["comitia.voting.tasks.forget_traces"]
    assert actions.forget_traces()
    assert keys_elsewhere(before) == []
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM voting_sealedpaper")
            assert cursor.fetchone() == (1,)
        return
    path = Path(connection.settings_dict["NAME"])
    written = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    after = sealed(ballot)
    assert [key for key in before if key.hex.encode() in written] == []
    assert all(key.hex.encode() in written for key, _choice, _weight in after)
