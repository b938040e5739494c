"""The days for the papers of a meeting are those of its rules of procedure until the secretariat chooses others."""

from __future__ import annotations

import pytest

from comitia.core.governance.rule_set import NoticeRule
from comitia.documents.models import PaperRules
from comitia.documents.queries.rules import rules_of
from tests.factories.meetings import make_meeting
from tests.factories.organs import make_committee
from tests.factories.voting import make_rules

pytestmark = pytest.mark.django_db


def test_papers_are_due_as_the_rules_of_the_meeting_say_until_other_days_are_chosen():
    organ = make_committee()
    meeting = make_meeting(organ=organ)
    notice = NoticeRule(days=30, extraordinary_days=10, papers_days=14, late_paper_majority="simple", article="Art. 9")
    make_rules(organ, notice=notice)
    assert rules_of(meeting).days == 14
    PaperRules.objects.create(meeting=meeting, series="EC/2020", days=42, languages=["en"])
    assert rules_of(meeting).days == 42
