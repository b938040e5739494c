from datetime import date

import pytest

from comitia.journal.models import Entry
from comitia.meetings.actions import make_meeting_current, save_meeting
from comitia.meetings.models import Meeting
from comitia.meetings.queries.records import meeting_record
from tests.factories.meetings import make_meeting
from tests.factories.records import AT, OFFICER, regional_officer
from tests.factories.refusals import refusal

pytestmark = pytest.mark.django_db
NEW = {
    "kind": "executive_committee",
    "year": 2021,
    "state": "planned",
    "starts_on": date(2021, 11, 17),
    "ends_on": None,
    "zone": "Europe/Moscow",
}


def test_a_meeting_is_added_and_changed():
    slug = save_meeting(None, NEW, seen=None, by=OFFICER, at=AT)
    save_meeting(slug, {"theme": {"en": "Trust"}}, seen=meeting_record(slug).token, by=OFFICER, at=AT)
    assert Meeting.objects.values_list("slug", "theme").get() == ("excom-2021", {"en": "Trust"})
    assert Entry.objects.get(number=1).facts["after"]["starts_on"] == "2021-11-17"


def test_one_meeting_at_a_time_is_the_current_one():
    make_meeting("excom-2020", zone="Europe/Moscow", is_current=True)
    make_meeting("excom-2021", on=date(2021, 10, 18), zone="Asia/Seoul")
    make_meeting_current("excom-2021", by=OFFICER, at=AT)
    assert list(Meeting.objects.filter(is_current=True).values_list("slug", flat=True)) == ["excom-2021"]
    assert Entry.objects.get().facts == {"before": "excom-2020", "after": "excom-2021"}


def test_what_cannot_be_is_refused():
    make_meeting("excom-2020", on=None)
    assert refusal(make_meeting_current, "excom-2020", by=OFFICER, at=AT) == "undated_meeting"
    assert refusal(save_meeting, "excom-2020", {"zone": "Mars/Base"}, seen=None, by=OFFICER, at=AT) == "zone_unknown"
    assert refusal(save_meeting, "excom-2020", {"hue": 400}, seen=None, by=OFFICER, at=AT) == "hue_unknown"
    assert (
        refusal(save_meeting, None, {**NEW, "ends_on": date(2021, 11, 1)}, seen=None, by=OFFICER, at=AT)
        == "ends_before_start"
    )
    assert refusal(save_meeting, "oz", NEW, seen=None, by=OFFICER, at=AT) == "meeting_gone"
    assert refusal(make_meeting_current, "excom-2020", by=regional_officer("asia"), at=AT) == "not_secretariat"


def test_the_second_of_two_officers_is_told_that_the_meeting_has_changed():
    make_meeting("excom-2020")
    seen = meeting_record("excom-2020").token
    save_meeting("excom-2020", {"note": "first"}, seen=seen, by=OFFICER, at=AT)
    assert refusal(save_meeting, "excom-2020", {"note": "second"}, seen=seen, by=OFFICER, at=AT) == "changed_meanwhile"
