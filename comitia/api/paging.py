"""Long lists in pages: a cursor names the last record that was read, so that new ones neither hide nor repeat any."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Final

from django.utils.translation import gettext as _
from ninja import Query

from comitia.platform.answers import refuse

MOST: Final = 100
LONGEST: Final = 18  # digits of a key
Cursor = Annotated[str, Query(max_length=40, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="how many records at most")]


def cursor_after(pk: int | None) -> str | None:
    """Give the cursor of the page after a record; None for the last page."""
    return None if pk is None else urlsafe_b64encode(b"%d" % pk).decode().rstrip("=")


def read_cursor(cursor: str) -> int:
    """Give the key of the record after which a page begins; refuse what is no cursor of ours."""
    if not cursor:
        return 0
    try:
        digits = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError:
        digits = ""
    if not digits.isdigit() or len(digits) > LONGEST or cursor_after(int(digits)) != cursor:
        refuse(
            "unknown_cursor", _("This cursor is not one of ours. Take it as it is from `next`, or begin without one.")
        )
    return int(digits)
