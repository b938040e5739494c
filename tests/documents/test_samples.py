"""The demonstration's papers say that they are samples, and were issued in time but for one."""

import pytest

from comitia.config.demonstration import papers as samples
from comitia.core.governance.documents import Level
from comitia.documents.queries import papers
from tests.factories.documents import OFFICER
from tests.factories.meetings import make_meeting
from tests.factories.sittings import AT

pytestmark = pytest.mark.django_db


def test_the_samples_are_marked_and_in_two_languages_and_one_is_awaited():
    make_meeting(zone="Europe/Moscow")
    samples.build("excom-2020", by=OFFICER)
    found = papers("excom-2020", level=Level.SECRETARIAT, at=AT)
    assert {str(one.title).partition(":")[0] for one in found} == {"Sample"}
    assert [(one.symbol, one.level, [version.state for version in one.versions]) for one in found] == [
        ("WeGO/EC/2020/1", "public", ["issued", "issued"]),
        ("WeGO/EC/2020/2", "committee", ["corrected", "issued"]),
        ("WeGO/EC/2020/2/Corr.1", "committee", ["issued"]),
        ("WeGO/EC/2020/3", "participants", ["announced", "announced"]),
    ]
    assert [one.symbol for one in found if one.overdue] == ["WeGO/EC/2020/3"]
