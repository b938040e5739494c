"""Pages of motions: who sees what, and what delegations do there, without script."""

from __future__ import annotations

import pytest

from comitia.core.drafting.operations import Replace
from comitia.proceedings.actions import amendment_votes, issue_agenda
from comitia.proceedings.models import Agenda, AgendaItem, Amendment, Motion, MotionVersion, Seconding
from tests.factories.accounts import make_officer, make_person, signed_in
from tests.factories.motions import WORDS, amend, make_item, make_sitting_committee, move, name_delegate
from tests.factories.sittings import AT, CLERK
from tests.proceedings.test_motions import FOR

pytestmark = pytest.mark.django_db
LIST = "/en/meetings/excom-2020/motions/"
HANOI = Replace(key="p3", texts={"en": "opens an office in Hanoi;"})


def browser(committee, city):
    return signed_in(committee.people[city])


def test_everybody_reads_a_motion_once_it_is_admitted(client):
    committee = make_sitting_committee()
    move(committee, state="admitted")
    move(committee, state="submitted", titles={"en": "Not yet ruled on"})
    text = client.get(LIST).text
    assert ("An office in Kigali" in text, "Not yet ruled on" in text) == (True, False)
    page = client.get(f"{LIST}1/").text
    assert ("opens an office in Kigali;" in page, "Second the motion" in page) == (True, False)
    assert client.get(f"{LIST}2/").status_code == 404
    assert browser(committee, "Moscow").get(f"{LIST}2/").status_code == 200


def test_motions_under_a_closed_item_are_for_the_committee(client):
    committee = make_sitting_committee(is_closed=True)
    move(committee)
    assert client.get(f"{LIST}1/").status_code == 404
    assert "Kigali" not in client.get(LIST).text
    assert browser(committee, "Seoul").get(f"{LIST}1/").status_code == 200


def test_motions_that_are_not_for_everybody_are_for_those_who_get_the_papers_of_the_committee():
    committee = make_sitting_committee(is_closed=True)
    move(committee, state="submitted")
    people = {name: make_person(name) for name in ("Adviser", "Technician", "Not accepted")}
    name_delegate(committee.meeting, committee.members["Seoul"], people["Adviser"], role="adviser")
    name_delegate(committee.meeting, committee.members["Seoul"], people["Technician"], role="technical")
    name_delegate(
        committee.meeting, committee.members["Seoul"], people["Not accepted"], role="adviser", state="rejected"
    )
    people["Chair"] = make_officer("chair")
    seen = {name: signed_in(person).get(f"{LIST}1/").status_code for name, person in people.items()}
    assert seen == {"Adviser": 200, "Technician": 404, "Not accepted": 404, "Chair": 200}


def test_items_for_consent_are_shown_to_everybody_once_the_agenda_is_issued(client):
    committee = make_sitting_committee(business="consent", state="provisional")
    agenda = Agenda.objects.create(meeting=committee.meeting)
    assert "Regional offices" not in client.get(LIST).text
    assert "Regional offices" in browser(committee, "Seoul").get(LIST).text
    issue_agenda(agenda.meeting_id, by=CLERK, at=AT)
    assert "Regional offices" in client.get(LIST).text


def test_a_head_of_delegation_moves_a_text_in_two_languages():
    committee = make_sitting_committee()
    kigali = browser(committee, "Kigali")
    assert kigali.get(f"{LIST}new/").status_code == 200
    sent = {
        "item": str(committee.item.reference),
        "title_en": "An office",
        "text_en": "One\n\nTwo",
        "text_ru": "Один\n\nДва",
    }
    uneven = kigali.post(f"{LIST}new/", {**sent, "text_ru": "Один"})
    assert (uneven.status_code, "2 paragraphs in English and 1 in Русский" in uneven.text) == (422, True)
    assert "One\n\nTwo" in uneven.text
    assert kigali.post(f"{LIST}new/", sent).url == f"{LIST}1/"
    text = MotionVersion.objects.get().text
    assert [each["texts"] for each in text["paragraphs"]] == [{"en": "One", "ru": "Один"}, {"en": "Two", "ru": "Два"}]


def test_who_may_not_move_hears_why_and_keeps_what_they_typed():
    committee = make_sitting_committee()
    committee.meeting.delegations.get(member=committee.members["Seoul"]).delegates.update(role="adviser")
    sent = {"item": str(committee.item.reference), "title_en": "An office", "text_en": "A text typed"}
    refused = browser(committee, "Seoul").post(f"{LIST}new/", sent)
    assert (refused.status_code, "The head of your delegation" in refused.text) == (422, True)
    assert "A text typed" in refused.text


def test_a_motion_is_seconded_and_withdrawn_by_buttons():
    committee = make_sitting_committee()
    move(committee, state="submitted")
    seoul, kigali = browser(committee, "Seoul"), browser(committee, "Kigali")
    assert "Second the motion" in seoul.get(f"{LIST}1/").text
    seoul.post(f"{LIST}1/act/", {"act": "second"})
    assert list(Seconding.objects.values_list("member__slug", flat=True)) == ["seoul"]
    again = seoul.post(f"{LIST}1/act/", {"act": "second"}, follow=True)
    assert "seconded this already" in again.text
    kigali.post(f"{LIST}1/act/", {"act": "withdraw"})
    assert Motion.objects.get().state == "withdrawn"
    assert kigali.post(f"{LIST}1/act/", {"act": "adopt"}).status_code == 404


def test_an_amendment_is_typed_paragraph_by_paragraph_and_shown_beside_the_text(client):
    committee = make_sitting_committee()
    move(committee)
    moscow = browser(committee, "Moscow")
    form = moscow.get(f"{LIST}1/amendments/new/")
    assert 'name="text-p3-en"' in form.text
    sent = {f"text-p{number}-en": words for number, words in enumerate(_paragraphs(), start=1)}
    nothing = moscow.post(f"{LIST}1/amendments/new/", {**sent, "version": "1"})
    assert (nothing.status_code, "Nothing is changed yet" in nothing.text) == (422, True)
    changes = {"text-p3-en": "opens an office in Hanoi;", "removed-p4": "on", "added-p2-en": "- notes the report;"}
    made = moscow.post(f"{LIST}1/amendments/new/", {**sent, **changes, "version": "1", "remarks": "Nearer"})
    assert made.url == f"{LIST}1/amendments/1/"
    assert [next(iter(each)) for each in Amendment.objects.get().operations] == ["insert", "replace", "remove"]
    page = moscow.get(made.url).text
    assert '<span class="vh">removed: </span>Kigali<span' in page
    assert '<span class="vh">added: </span>Hanoi<span' in page
    assert client.get(made.url).status_code == 404
    assert "thanks the city" in moscow.get(f"{made.url}?whole=1").text


def _paragraphs():
    return [line.lstrip("#- ") for line in WORDS.splitlines() if line.strip()]


def test_what_somebody_typed_stays_when_the_text_changed_meanwhile():
    committee = make_sitting_committee()
    motion = move(committee)
    moscow = browser(committee, "Moscow")
    amendment_votes.settle_amendment(amend(committee, motion, HANOI).reference, FOR, by=CLERK, at=AT)
    amendment_votes.merge_amendments(motion.reference, by=CLERK, at=AT)
    late = moscow.post(f"{LIST}1/amendments/new/", {"version": "1", "text-p2-en": "The Executive Committee"})
    assert (late.status_code, "a new version" in late.text, "The Executive Committee" in late.text) == (422, True, True)
    assert 'name="version" value="2"' in late.text


def test_versions_are_compared_side_by_side(client):
    committee = make_sitting_committee()
    motion = move(committee)
    amendment_votes.settle_amendment(amend(committee, motion, HANOI).reference, FOR, by=CLERK, at=AT)
    amendment_votes.merge_amendments(motion.reference, by=CLERK, at=AT)
    page = client.get(f"{LIST}1/compare/").text
    assert (page.count("comparison__row--changed"), page.count("comparison__row--same")) == (1, 3)
    assert client.get(f"{LIST}1/compare/?old=7").status_code == 404


def test_one_member_takes_an_item_out_of_the_consent_agenda(client):
    committee = make_sitting_committee(business="consent", state="adopted")
    assert "Take out" not in client.get(LIST).text
    seoul = browser(committee, "Seoul")
    assert "Take out" in seoul.get(LIST).text
    seoul.post(f"/en/meetings/excom-2020/items/{committee.item.reference}/pull/")
    assert AgendaItem.objects.get().business == "decide"


def test_a_motion_that_the_rules_do_not_know_is_refused_with_the_reason():
    committee = make_sitting_committee()
    answer = browser(committee, "Seoul").post(f"{LIST}conduct/", {"type": "recess"}, follow=True)
    assert "The rules of procedure do not know this motion" in answer.text
    assert Motion.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_motions_cost_the_same_for_one_and_for_three(count, django_assert_num_queries):
    committee = make_sitting_committee()
    make_item(committee.meeting, number="5", business="consent", state="adopted")
    motions = [move(committee) for _ in range(count)]
    for _ in range(count):
        amend(committee, motions[0], HANOI)
    seoul = browser(committee, "Seoul")
    seoul.get(LIST)
    with django_assert_num_queries(10):
        seoul.get(LIST)
    with django_assert_num_queries(13):
        seoul.get(f"{LIST}1/")
