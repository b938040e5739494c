import pytest

from comitia.accreditation import actions, queries
from comitia.accreditation.models import Registration
from comitia.accreditation.queries import Filters
from comitia.journal.models import Entry
from comitia.notices.models import Mail
from comitia.platform.actors import CHAIR, OPERATOR, REGIONAL_OFFICE, Actor
from tests.factories.accreditation import (
    AT,
    ask,
    fill_in,
    make_category,
    make_event,
    make_member,
    make_person,
    officer,
    own,
    register,
    taken,
)
from tests.factories.refusals import refusal

pytestmark = pytest.mark.django_db


def test_an_officer_accepts_and_the_person_is_told_in_their_language():
    meeting, by = make_event(), officer()
    make_category(meeting, by_decision=True)
    sent = register(make_person("Inès", language="es"))
    actions.decide(sent.reference, accept=True, reason="", by=by, at=AT)
    sent.refresh_from_db()
    assert (sent.state, sent.decided_by, sent.decided_at) == ("accepted", by.person, AT)
    assert (Mail.objects.last().language, Entry.objects.latest("number").verb) == ("es", "accept_registration")


def test_a_refusal_frees_the_place_and_its_reason_is_in_the_letter():
    meeting, by = make_event(), officer()
    make_category(meeting, places=1, by_decision=True)
    sent = register(make_person())
    actions.decide(sent.reference, accept=False, reason="The list of <press> is full.", by=by, at=AT)
    sent.refresh_from_db()
    letter, entry = Mail.objects.last(), Entry.objects.latest("number")
    assert (sent.state, sent.places, taken()) == ("refused", {}, 0)
    assert letter.text.splitlines().count("The list of <press> is full.") == 1
    assert (entry.facts, entry.particulars.data) == (
        {"category": "observer"},
        {"reason": "The list of <press> is full."},
    )


def test_what_cannot_be_decided_says_why():
    meeting, by = make_event(), officer()
    make_category(meeting, by_decision=True)
    sent, begun = register(make_person()), make_person()
    fill_in(begun)
    draft = Registration.objects.get(person=begun)
    assert refusal(actions.decide, sent.reference, accept=False, reason=" \u200b ", by=by, at=AT) == "no_reason"
    assert refusal(actions.decide, sent.reference, accept=False, reason="x" * 2001, by=by, at=AT) == "reason_too_long"
    assert refusal(actions.decide, draft.reference, accept=True, reason="", by=by, at=AT) == "not_sent"
    actions.decide(sent.reference, accept=True, reason="", by=by, at=AT)
    assert refusal(actions.decide, sent.reference, accept=True, reason="", by=by, at=AT) == "already_accepted"
    actions.withdraw(sent.person, by=own(sent.person), at=AT)
    assert refusal(actions.decide, sent.reference, accept=True, reason="", by=by, at=AT) == "withdrawn"


def test_nobody_decides_their_own_registration():
    meeting, person = make_event(), make_person()
    make_category(meeting, by_decision=True)
    sent = register(person)
    by = Actor(person=person.reference, roles=frozenset({"secretariat"}))
    assert refusal(actions.decide, sent.reference, accept=True, reason="", by=by, at=AT) == "own_registration"


@pytest.mark.parametrize("role", [CHAIR, OPERATOR])
def test_other_roles_see_and_decide_nothing(role):
    meeting, by = make_event(), officer(role)
    make_category(meeting, by_decision=True)
    sent = register(make_person())
    assert refusal(actions.decide, sent.reference, accept=True, reason="", by=by, at=AT) == "not_for_this_role"
    assert (list(queries.found(by, Filters())), queries.one(by, sent.reference)) == ([], None)


def test_a_regional_office_has_the_registrations_of_its_region_only():
    meeting, by = make_event(), officer(REGIONAL_OFFICE, regions=["asia"])
    make_member("Seoul", region="asia")
    make_member("Moscow", region="eurasia")
    make_category(meeting, by_decision=True)
    ask(meeting, "member", kind="affiliation", required=False)
    seoul, moscow, nowhere = (
        register(make_person(), answers=given) for given in ({"member": ["seoul", ""]}, {"member": ["moscow", ""]}, {})
    )
    assert list(queries.found(by, Filters())) == [seoul]
    wanted = Filters(region="asia"), Filters(member="moscow"), Filters(region="asia", member="moscow")
    assert [list(queries.found(officer(), filters)) for filters in wanted] == [[seoul], [moscow], []]
    assert [queries.one(by, one.reference) for one in (seoul, moscow, nowhere)] == [seoul, None, None]
    assert queries.waiting_for(by) == 1
    references = [one.reference for one in (seoul, moscow, nowhere)]
    outcomes = actions.decide_many(references, accept=True, reason="", by=by, at=AT)
    assert [getattr(one.answer, "code", "accepted") for one in outcomes] == [
        "accepted",
        "not_for_this_role",
        "not_for_this_role",
    ]
    assert [bool(one.name) for one in outcomes] == [True, False, False]


def test_a_refused_person_is_accepted_after_all_only_if_a_place_is_left():
    meeting, by = make_event(), officer()
    make_category(meeting, places=1, by_decision=True)
    first = register(make_person())
    actions.decide(first.reference, accept=False, reason="Late", by=by, at=AT)
    second = register(make_person())
    outcomes = actions.decide_many([first.reference, second.reference], accept=True, reason="", by=by, at=AT)
    assert [getattr(one.answer, "code", "accepted") for one in outcomes] == ["full", "accepted"]
    assert taken() == 1


def test_the_search_finds_names_in_any_script_without_case_and_accents():
    meeting, by = make_event(), officer()
    make_category(meeting)
    people = [make_person(name) for name in ("Ömer Beyoğlu", "김민수", "ЖАННА Иванова", "Ada")]
    for person in people:
        register(person)
    found = [
        [one.person.name for one in queries.found(by, Filters(words=words, sort="name"))]
        for words in ("omer BEYOGLU", "민수", "жанна", people[3].email.upper(), "100%", "nobody")
    ]
    assert found == [["Ömer Beyoğlu"], ["김민수"], ["ЖАННА Иванова"], ["Ada"], [], []]


def test_the_list_is_narrowed_and_ordered():
    meeting, by = make_event(), officer()
    make_category(meeting, "observer", order=1)
    make_category(meeting, "press", by_decision=True, order=2)
    ada, bo = register(make_person("Ada"), "press"), register(make_person("Bo"), "observer")
    fill_in(make_person("Chi"))
    wanted = [
        Filters(sort="name"),
        Filters(sort="category"),
        Filters(state="submitted"),
        Filters(category="observer"),
        Filters(region="asia"),
    ]
    assert [list(queries.found(by, filters)) for filters in wanted] == [[ada, bo], [bo, ada], [ada], [bo], []]
    assert [one.person.name for one in queries.found(by, Filters(state="draft"))] == ["Chi"]


def test_what_waits_for_an_officer_does_not_count_their_own():
    meeting, person = make_event(), make_person()
    make_category(meeting, by_decision=True)
    register(person)
    register(make_person())
    by = Actor(person=person.reference, roles=frozenset({"secretariat"}))
    assert queries.waiting_for(by) == 1


def test_taking_the_list_away_is_written_down():
    meeting, by = make_event(), officer()
    make_category(meeting)
    sent = register(make_person())
    assert actions.export(by, Filters(), form="csv", at=AT) == [sent]
    entry = Entry.objects.latest("number")
    assert (entry.verb, entry.facts) == ("export_registrations", {"form": "csv", "rows": 1})
