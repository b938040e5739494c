"""Minutes are made from the record, circulated, corrected and adopted, and never change from then on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import Error, transaction

from comitia.core.governance.record import Access
from comitia.meetings.models import RecordEntry
from comitia.meetings.queries import record_of
from comitia.notices.models import Mail
from comitia.platform.actors import Actor
from comitia.proceedings import actions
from comitia.proceedings.models import Corrigendum, Decision, Minutes, MinutesCorrection, MinutesText, Slot
from comitia.proceedings.queries import minutes as queries
from comitia.proceedings.queries.minutes_blocks import digest_of, plain
from comitia.voting.models import Ballot
from tests.factories.accounts import make_person
from tests.factories.minutes import AFTER, CITIES, UNTIL, circulated, hold_sitting, propose
from tests.factories.refusals import refusal
from tests.factories.sittings import AT, CLERK

pytestmark = pytest.mark.django_db
CLOSED_WORDS = ("Salaries of the secretariat", "Shall the salaries rise?", "The salaries rise.", "EC/2020/3")


@pytest.fixture
def held():
    return hold_sitting()


def lines(minutes, access=Access.COMMITTEE, language="en"):
    """Give all that the minutes say as lines."""
    found = []
    for block in queries.text_shown(minutes, access=access, language=language, at=AT).blocks:
        if "rows" not in block:
            found.append(plain(block["words"]))
        else:
            rows = block["rows"]
            found += [" | ".join(map(plain, row)) if isinstance(row, list) else plain(row) for row in rows]
    return found


def place(held, item="offices", kind="item"):
    return f"{kind}:{held.items[item].reference}"


def write(held, key, texts, **more):
    return actions.write_slot(held.meeting.pk, key, texts, **{"by": CLERK, "at": AFTER, **more})


def begun(held):
    return actions.draft_minutes(held.meeting.pk, by=CLERK, at=AFTER)


def adopt(held, **more):
    return actions.adopt_minutes(held.meeting.pk, **{"decision": None, "by": CLERK, "at": UNTIL, **more})


def later_decision(held, *, at=AFTER + timedelta(days=1)):
    """Let the committee decide something after the minutes were circulated, such as to adopt them."""
    entry = RecordEntry.objects.filter(kind="sitting_called").get()
    return Decision.objects.create(
        meeting=held.meeting,
        sitting=held.committee.sitting,
        number=99,
        label="EC/2020/99",
        texts={"en": "The minutes are adopted."},
        means="consensus",
        in_force_from=at.date(),
        entry=entry,
        taken_at=at,
    )


def test_a_whole_sitting_is_in_its_minutes(held):
    found = lines(begun(held))
    wanted = [
        "5 members were present when the sitting was called to order.",
        "Lima | 07:00 to 09:00",
        "Sample Guest (Observer)",
        "07:00: Amendment 1 to motion 1 was carried.",
        "opens an office in Kigali;",
        "For: Almaty, Baku, Seoul",
        "Rent the rooms | Lima | 15 February 2021",
        "07:00 | Vote 2 was opened | There is a quorum | 5 of 5 filled seats; required 3; Art. 36",
        "09:00: Sitting 1 was closed.",
    ]
    assert [one for one in wanted if one not in found] == []
    assert "thanks the city of Seoul." not in found


def test_every_outcome_of_the_record_is_told_once(held):
    found = lines(begun(held))
    decisions = [found.count(f"Decision {one.label}") for one in Decision.objects.all()]
    votes = [found.count(f"Vote {one.number}: {one.question['en']}") for one in Ballot.objects.all()]
    results = [one for one in found if one.startswith("Result: ")]
    assert (decisions, votes, len(results)) == ([1, 1, 1], [1, 1, 1, 1], 4)


def test_a_secret_ballot_has_its_tally_and_nobodys_vote(held):
    found = lines(begun(held))
    start = found.index("Vote 2: Shall the next session be in Baku?")
    assert found[start + 1 : start + 7] == [
        "How it was taken: secret ballot.",
        "07:00: Ballot 2 was closed: 4 papers of 5 members with a vote.",
        "For | 3",
        "Against | 1",
        "Abstained | 0",
        "Result: Carried (by weight: 3 for of 4 for and against; required more than 2; Art. 37).",
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_was_done_in_camera_is_in_the_committees_version_alone(held, language):
    minutes = begun(held)
    write(held, place(held, "salaries", "camera"), {language: "Everybody was content."})
    words = (*CLOSED_WORDS, "Everybody was content.")
    public, whole = ("\n".join(lines(minutes, access, language)) for access in (Access.PUBLIC, Access.COMMITTEE))
    assert [word for word in words if word in public] == []
    assert [word for word in words if word not in whole] == []


def test_a_motion_that_was_not_admitted_has_its_title_in_the_committees_version_alone(held):
    minutes = begun(held)
    named = ["Motion 2: A host by lot" in lines(minutes, one) for one in (Access.PUBLIC, Access.COMMITTEE)]
    assert (named, "Motion 2" in lines(minutes, Access.PUBLIC)) == ([False, True], True)


def test_the_public_version_says_that_the_committee_sat_in_camera(held):
    found = lines(begun(held), Access.PUBLIC)
    assert found.count("The committee dealt with this item in camera.") == 1
    assert "3. Closed item" in found


def test_what_the_rapporteur_writes_stands_under_its_item_by_language(held):
    minutes = begun(held)
    write(held, place(held), {"en": "A long debate.\n\nIt ended well.", "ko": "긴 토론."})
    english, korean, arabic = (lines(minutes, language=code) for code in ("en", "ko", "ar"))
    start = english.index("1. Regional offices", english.index("1. Regional offices") + 1)
    assert english[start + 3 : start + 5] == ["A long debate.", "It ended well."]
    assert ("긴 토론." in korean, "A long debate." in arabic) == (True, True)


def test_the_second_who_writes_a_slot_is_told_and_loses_nothing(held):
    minutes = begun(held)
    seen = queries.record_of_slot(minutes, "opening").token
    write(held, "opening", {"en": "First."}, seen=seen)
    assert refusal(write, held, "opening", {"en": "Second."}, seen=seen) == "changed_meanwhile"
    assert Slot.objects.get().texts == {"en": "First."}


@pytest.mark.parametrize(
    ("key", "texts", "code"),
    [
        ("opening", {"en": "x" * 20_001}, "text_too_long"),
        ("opening", {"tlh": "Qapla'"}, "no_language"),
        ("item:nowhere", {"en": "Well."}, "no_slot"),
    ],
)
def test_a_slot_takes_no_bad_text(held, key, texts, code):
    begun(held)
    assert (refusal(write, held, key, texts), Slot.objects.count()) == (code, 0)


def test_delegates_do_not_write_minutes_but_the_rapporteur_does(held):
    begun(held)
    rapporteur = make_person("Sample Rapporteur")
    held.committee.sitting.officers.create(
        person=rapporteur, role="rapporteur", since=AT, until=AT + timedelta(hours=2)
    )
    held.committee.sitting.refresh_from_db()
    write(held, "opening", {"en": "Welcome."}, by=Actor(person=rapporteur.reference))
    assert refusal(write, held, "opening", {"en": "No."}, by=held.head("lima")) == "not_rapporteur"


def test_circulated_minutes_are_frozen_with_their_digests_on_record(held):
    minutes = circulated(held)
    entry = RecordEntry.objects.get(kind="minutes_circulated")
    texts = MinutesText.objects.filter(minutes=minutes)
    kept = {f"{one.access}:{one.language}": digest_of(one.blocks, one.salt) for one in texts}
    assert (entry.facts["digests"], len(kept)) == (kept, 6)
    assert (entry.facts["last_entry"], minutes.last_entry) == (entry.number - 1, entry.number - 1)
    assert refusal(write, held, "opening", {"en": "Too late."}) == "minutes_circulated"


def test_whoever_leads_a_delegation_gets_a_letter(held):
    circulated(held)
    letters = Mail.objects.filter(kind="minutes_circulated").order_by("to")
    assert [one.to for one in letters] == [f"{city}@example.org" for city in CITIES]
    assert ("December 1, 2020" in letters[0].text, "/en/meetings/excom-2020/minutes/" in letters[0].text) == (
        True,
        True,
    )


def test_minutes_are_not_circulated_before_every_sitting_is_over(held):
    held.committee.sitting.refresh_from_db()
    type(held.committee.sitting).objects.update(state="suspended")
    begun(held)
    values = {"until": UNTIL, "adoption": "decision", "by": CLERK, "at": AFTER}
    assert refusal(actions.circulate_minutes, held.meeting.pk, **values) == "sitting_not_over"


@pytest.mark.parametrize(
    ("more", "code"), [({"until": AT}, "deadline_past"), ({"adoption": "by_magic"}, "no_adoption")]
)
def test_how_and_by_when_they_are_corrected_is_an_explicit_choice(held, more, code):
    assert refusal(circulated, held, **more) == code


def test_a_correction_is_kept_as_it_came_and_as_late_after_the_last_moment(held):
    circulated(held)
    assert propose(held).is_late is False
    assert propose(held, "baku", "Baku was there.", at=UNTIL + timedelta(seconds=1)).is_late is True
    facts = [one.facts["text"] for one in RecordEntry.objects.filter(kind="minutes_correction_proposed")]
    assert facts == ["Lima spoke twice.", "Baku was there."]
    public = [one for one in record_of(held.meeting.slug, access=Access.PUBLIC) if one.kind.startswith("minutes_corr")]
    assert [one.facts for one in public] == [None, None]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"text": " "}, "no_text"),
        ({"text": "x" * 5_001}, "text_too_long"),
        ({"place": "item:nowhere"}, "no_place"),
        ({"language": "tlh"}, "no_language"),
        ({"by": CLERK}, "no_delegation"),
    ],
)
def test_no_bad_correction_is_taken(held, more, code):
    circulated(held)
    assert (refusal(propose, held, **more), MinutesCorrection.objects.count()) == (code, 0)


def test_a_correction_is_answered_once_and_refused_with_a_reason_only(held):
    circulated(held)
    asked = propose(held)
    answer = {"is_accepted": False, "by": CLERK, "at": AFTER}
    assert refusal(actions.answer_correction, asked.reference, reason=" ", **answer) == "no_reason"
    actions.answer_correction(asked.reference, reason="The recording says once.", **answer)
    assert refusal(actions.answer_correction, asked.reference, reason="Again", **answer) == "correction_answered"
    assert RecordEntry.objects.get(kind="minutes_correction_refused").facts["reason"] == "The recording says once."


def test_the_committee_adopts_them_by_a_decision_with_the_corrections_that_were_accepted(held):
    circulated(held)
    kept, refused = propose(held), propose(held, "baku", "Baku was absent.")
    assert refusal(adopt, held, decision=later_decision(held).reference) == "corrections_open"
    actions.answer_correction(kept.reference, is_accepted=True, reason="", by=CLERK, at=AFTER)
    actions.answer_correction(refused.reference, is_accepted=False, reason="It was not.", by=CLERK, at=AFTER)
    minutes = adopt(held, decision=Decision.objects.get(number=99).reference)
    found = lines(minutes, Access.PUBLIC)
    assert found[1] == "Adopted on 1 December 2020 by decision EC/2020/99."
    after = found.index("Correction 1, asked for by Lima:")
    assert found[after + 1 : after + 3] == ["Lima spoke twice.", "2. Host of the next session"]
    assert "Baku was absent." not in found


def test_a_correction_of_what_is_closed_stays_with_the_committee(held):
    circulated(held, adoption="lapse")
    asked = propose(held, text="By two percent.", place=place(held, "salaries", "camera"))
    actions.answer_correction(asked.reference, is_accepted=True, reason="", by=CLERK, at=AFTER)
    minutes = adopt(held, at=UNTIL + timedelta(seconds=1))
    assert ["By two percent." in lines(minutes, one) for one in (Access.PUBLIC, Access.COMMITTEE)] == [False, True]


def test_minutes_are_adopted_by_lapse_of_the_time_where_the_rules_let_it(held):
    circulated(held, adoption="lapse")
    assert refusal(adopt, held, at=UNTIL) == "time_runs"
    assert adopt(held, at=UNTIL + timedelta(seconds=1)).state == "adopted"
    assert RecordEntry.objects.get(kind="minutes_adopted").facts["by_lapse"] is True


@pytest.mark.parametrize("adoption", ["decision", "unknown"])
def test_otherwise_they_need_a_decision(held, adoption):
    circulated(held, adoption=adoption)
    assert refusal(adopt, held, at=UNTIL + timedelta(days=1)) == "decision_needed"
    earlier = held.decisions[0].reference
    assert refusal(adopt, held, decision=earlier) == "other_decision"


def test_adopted_minutes_never_change(held):
    circulated(held, adoption="lapse")
    asked = propose(held)
    actions.answer_correction(asked.reference, is_accepted=True, reason="", by=CLERK, at=AFTER)
    adopt(held, at=UNTIL + timedelta(days=1))
    changes = [
        lambda: Minutes.objects.update(basis="Another article"),
        lambda: MinutesText.objects.update(digest="0" * 64),
        lambda: MinutesText.objects.all().delete(),
        lambda: MinutesCorrection.objects.update(text="Something else"),
        lambda: Slot.objects.create(minutes=Minutes.objects.get(), key="closing", changed_at=AT),
    ]
    for change in changes:
        with pytest.raises(Error, match=r"stay|append-only"), transaction.atomic():
            change()
    assert refusal(propose, held, "baku") == "minutes_adopted"
    assert refusal(adopt, held) == "minutes_adopted"


def test_a_later_error_is_a_corrigendum_that_follows(held):
    circulated(held, adoption="lapse")
    values = {"place": place(held), "texts": {"en": "Read Lima for Baku."}, "by": CLERK, "at": UNTIL}
    assert refusal(actions.issue_corrigendum, held.meeting.pk, **values) == "minutes_circulated"
    minutes = adopt(held, at=UNTIL + timedelta(days=1))
    before = lines(minutes)
    closed = {"place": place(held, "salaries", "camera"), "texts": {"en": "Read three percent."}}
    actions.issue_corrigendum(held.meeting.pk, **values)
    actions.issue_corrigendum(held.meeting.pk, **{**values, **closed})
    shown = [
        [str(one.text) for one in queries.corrigendum_rows(minutes, access=access, language="en")]
        for access in (Access.PUBLIC, Access.COMMITTEE)
    ]
    assert shown == [["Read Lima for Baku."], ["Read Lima for Baku.", "Read three percent."]]
    assert lines(minutes) == before
    with pytest.raises(Error, match="stays"), transaction.atomic():
        Corrigendum.objects.update(number=7)


def test_who_reads_minutes_at_each_stage(held):
    rows = []
    people = (CLERK, held.head("lima"), Actor(person=None))
    minutes = begun(held)
    rows.append([queries.access_to(minutes, by) for by in people])
    minutes = circulated(held, adoption="lapse")
    rows.append([queries.access_to(minutes, by) for by in people])
    minutes = adopt(held, at=UNTIL + timedelta(days=1))
    rows.append([queries.access_to(minutes, by) for by in people])
    whole = Access.COMMITTEE
    assert rows == [[whole, None, None], [whole, whole, None], [whole, whole, Access.PUBLIC]]
