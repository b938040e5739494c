"""The secretariat writes a convocation at the desk, looks at the letter, issues it, and sees who was reached how."""

from __future__ import annotations

from dataclasses import replace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from comitia.notices.models import Mail
from comitia.proceedings.models import Convocation, Notice
from tests.factories.accounts import make_officer, signed_in
from tests.factories.convocations import IN_TIME, LATE, NOTICE, begin, issue, make_session
from tests.factories.delegations import PNG
from tests.factories.members import make_organisation

pytestmark = pytest.mark.django_db
HERE = "/en/desk/convocations/excom-2020/"


def text(response) -> str:
    return response.content.decode()


def desk(*cities: str, **more: object):
    make_organisation()
    return make_session(*cities, **more), signed_in(make_officer())


def written(page: str) -> dict[str, str]:
    """Give what a page of writing would send as it stands, of the English words alone."""
    convocation = Convocation.objects.get(state="draft")
    seen = page.split('name="seen"')[1].split('value="')[1].split('"', maxsplit=1)[0]
    return {
        "seen": seen,
        "with_observers": "on",
        **{f"{name}_en": words for name, words in convocation.texts["en"].items()},
    }


def test_a_convocation_is_written_looked_at_and_issued():
    with time_machine.travel(IN_TIME, tick=False):
        _meeting, browser = desk()
        assert browser.get("/en/desk/convocations/")["Location"] == HERE
        page = browser.post(HERE)["Location"]
        first = text(browser.get(page))
        assert "Ordinary session: 30 days of notice." in first
        typed = written(first) | {"subject_en": "You are called to {meeting}"}
        assert browser.post(page, typed)["Location"] == f"{page}check/"
        check = text(browser.get(f"{page}check/?as=1"))
        assert ["in time" in check, "Convoke 2 addressees" in check, "You are called to" in check] == [True] * 3
        assert browser.post(f"{page}check/", {"confirmed": "2"})["Location"] == page
        report = text(browser.get(page))
    assert "2 addressees are not reached yet." in report
    assert {one.subject for one in Mail.objects.all()} == {"You are called to Executive Committee 2020"}


def test_a_late_one_asks_for_the_waiver_and_loses_nothing_typed():
    with time_machine.travel(LATE, tick=False):
        meeting, browser = desk()
        page = f"{HERE}{begin(meeting, at=LATE).reference}/check/"
        refused = browser.post(page, {"confirmed": "2", "reason": "The host changed", "waived_by": ""})
        assert (refused.status_code, "15 days late" in text(refused), "The host changed" in text(refused)) == (
            409,
            True,
            True,
        )
        browser.post(page, {"confirmed": "2", "reason": "The host changed", "waived_by": "Bureau"})
    assert Convocation.objects.get().waived_by == "Bureau"


@pytest.mark.parametrize("confirmed", ["", "x", "7", "-1"])
def test_whoever_is_not_seen_is_not_called(confirmed):
    with time_machine.travel(IN_TIME, tick=False):
        meeting, browser = desk()
        page = f"{HERE}{begin(meeting).reference}/check/"
        assert browser.post(page, {"confirmed": confirmed}).status_code == 409
    assert Mail.objects.count() == 0


@pytest.mark.parametrize("typed", [{"days": "-3"}, {"days": "x"}, {"text_en": "{nothing}"}, {"categories": "none"}])
def test_what_is_typed_wrongly_is_shown_beside_its_field(typed):
    meeting, browser = desk()
    page = f"{HERE}{begin(meeting).reference}/"
    response = browser.post(page, written(text(browser.get(page))) | typed)
    assert (response.status_code, "error" in text(response)) == (422, True)


def test_the_desk_notes_a_proof_hands_it_out_and_writes_the_table():
    with time_machine.travel(IN_TIME, tick=False):
        meeting, browser = desk("Seoul", "=Kigali", without=("Seoul",))
        convocation = issue(begin(meeting))
        page, pk = f"{HERE}{convocation.reference}/", convocation.addressees.get(member__name="Seoul").pk
        typed = {"addressee": pk, "channel": "note_verbale", "sent_on": "2020-10-01", "identifier": "NV 12"}
        file = SimpleUploadedFile("receipt.png", PNG)
        assert browser.post(f"{page}prove/", {**typed, "file": file})["Location"] == page
        assert browser.post(f"{page}prove/", {**typed, "channel": "mail"}).status_code == 422
        notice = Notice.objects.get(channel="note_verbale")
        taken = browser.get(f"{page}proofs/{notice.pk}/")
        table = text(browser.get(f"{page}table.csv")).splitlines()
        report = text(browser.get(page))
    assert (taken.status_code, b"".join(taken.streaming_content)[1:4]) == (200, b"PNG")
    assert ["NV 12" in report, len(table)] == [True, 3]
    assert [line[:8] for line in table[1:]] == ["'=Kigali", "Seoul,Me"]


def test_a_convocation_ends_with_a_reason_or_not_at_all():
    with time_machine.travel(IN_TIME, tick=False):
        meeting, browser = desk()
        page = f"{HERE}{issue(begin(meeting)).reference}/"
        assert browser.post(f"{page}end/", {"end-how": "postponed", "end-reason": ""}).status_code == 422
        browser.post(f"{page}end/", {"end-how": "postponed", "end-reason": "Flood"})
        assert "Write a new convocation" in text(browser.get(HERE))
        draft = browser.post(HERE)["Location"]
        browser.post(f"{draft}discard/")
    assert [one.state for one in Convocation.objects.all()] == ["postponed"]


@pytest.mark.parametrize("cities", [("Seoul",), ("Seoul", "Kigali", "Moscow")])
def test_the_pages_take_the_same_statements_however_many_are_called(cities, django_assert_num_queries):
    meeting, browser = desk(*cities)
    draft = begin(meeting)
    page = f"{HERE}{draft.reference}/"
    browser.get(HERE)
    with django_assert_num_queries(23), time_machine.travel(IN_TIME, tick=False):
        browser.get(f"{page}check/")
    issue(draft)
    with django_assert_num_queries(9):
        browser.get(page)


def test_another_session_and_a_visitor_see_nothing(client):
    meeting, browser = desk()
    page = f"{HERE}{begin(meeting).reference}/"
    assert [client.get(page).status_code, browser.get(page.replace("2020", "2019")).status_code] == [302, 404]
    assert browser.get("/en/desk/convocations/nowhere/").status_code == 404


@pytest.mark.parametrize(("extraordinary", "is_asked"), [(10, False), (None, True)])
def test_days_are_asked_for_where_the_rules_name_none(extraordinary, is_asked):
    with time_machine.travel(IN_TIME, tick=False):
        _meeting, browser = desk(notice=replace(NOTICE, extraordinary_days=extraordinary))
        page = browser.post(HERE)["Location"]
        assert ('name="days"' in text(browser.get(page))) == is_asked
