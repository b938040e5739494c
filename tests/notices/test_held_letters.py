"""Letters to invented people are written but never sent."""

import pytest

from comitia.notices.actions import hold_letters, queue_letter
from comitia.notices.models import Mail
from comitia.notices.queries import due_letter
from comitia.platform.actors import SYSTEM


@pytest.mark.django_db
def test_a_held_letter_stays_in_the_outbox_and_is_never_due(at):
    queue_letter(
        "greeting", key="a", to="a@a.example", person=None, language="en", subject="Hello", text="Hello.", at=at
    )
    assert hold_letters(by=SYSTEM, at=at) == 1
    assert due_letter(at=at) is None
    assert list(Mail.objects.values_list("subject", "state")) == [("Hello", "held")]
