"""The rules of an organ on dues, version after version."""

from datetime import date

import pytest

from comitia.core.governance.standing import DuesTest
from comitia.journal.models import Entry
from comitia.organs.actions import add_standing_rule
from comitia.organs.models import Organ
from comitia.organs.queries.standing import rules_of_organ, standing_rule_of
from comitia.platform.answers import RefusedError
from tests.factories.organs import make_committee
from tests.factories.records import AT, OFFICER, regional_officer

pytestmark = pytest.mark.django_db
CODE = "executive-committee"


def add(*, on=date(2020, 1, 1), vote=None, candidacy=None, seen=None, by=OFFICER):
    add_standing_rule(CODE, in_force_from=on, vote=vote, candidacy=candidacy, seen=seen, by=by, at=AT)


def test_a_meeting_before_the_new_version_keeps_the_one_before():
    make_committee()
    add(vote=DuesTest())
    add(on=date(2021, 1, 1), vote=DuesTest(tolerated_years=1), candidacy=DuesTest(days_before=30))
    organ = Organ.objects.get()
    found = [standing_rule_of(organ, on=date(year, 11, 17)) for year in (2019, 2020, 2021)]
    assert [rule and rule.version for rule in found] == [None, 1, 2]
    assert found[2].candidacy == DuesTest(days_before=30)
    assert Entry.objects.filter(verb="add_standing_rule", subject=f"organ:{CODE}").count() == 2


def test_an_organ_without_a_rule_tests_no_dues():
    assert standing_rule_of(make_committee(), on=date(2020, 1, 1)) is None
    assert rules_of_organ(CODE).rules == ()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"seen": 0}, "changed_meanwhile"),
        ({"on": date(2019, 12, 31)}, "before_the_latest"),
        ({"by": regional_officer("asia")}, "not_secretariat"),
    ],
)
def test_a_version_that_does_not_fit_is_refused(given, code):
    make_committee()
    add(vote=DuesTest())
    with pytest.raises(RefusedError) as caught:
        add(**given)
    assert caught.value.answer.code == code
    assert len(rules_of_organ(CODE).rules) == 1
