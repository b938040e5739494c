"""Minutes are made from the record, circulated, corrected and adopted, and never change from then on."""

from __future__ import annotations

from comitia.core.governance.record import Access
from comitia.proceedings import actions
from comitia.proceedings.queries import minutes as queries
from comitia.proceedings.queries.minutes_blocks import plain
from tests.factories.minutes import AFTER, UNTIL, circulated, hold_sitting, propose
from tests.factories.sittings import AT, CLERK

import pytest

pytestmark = pytest.mark.django_db


def words(blocks):
    """Give all that blocks say as lines."""
    lines = []
    for block in blocks:
        if block["kind"] in {"heading", "paragraph"}:
            lines.append(plain(block["words"]))
        else:
            lines += [" | ".join(map(plain, row)) if isinstance(row, list) else plain(row) for row in block["rows"]]
    return lines


def test_smoke():
    held = hold_sitting()
    minutes = circulated(held)
    for access in (Access.PUBLIC, Access.COMMITTEE):
        shown = queries.text_shown(minutes, access=access, language="en", at=AT)
        print("\n".join(words(shown.blocks)))
    assert 0
