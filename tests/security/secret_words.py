"""What nobody may read who should not: words that stand nowhere else, by what they are."""

from __future__ import annotations

from datetime import UTC, datetime

AT = datetime(2020, 11, 1, 9, 0, tzinfo=UTC)
HALF = len("zq00")  # a search with half of a mark must not bring up the other half


def mark(number: int) -> str:
    """Give a word that stands nowhere else and outlives escaping, folding and searching."""
    return f"zq{number:02}wxvj"


FIELDS = (
    "name that nobody may see",
    "name for participants",
    "name for everyone, not admitted",
    "name of a registration not sent",
    "address of a participant",
    "answer",
    "answer not sent yet",
    "answer of the staff",
    "reason of a refusal",
    "text of a letter",
    "secret of a sign-in link",
    "digest of a sign-in link",
    "secret of a calendar",
    "particulars of an act",
    "content of an import",
    "title of a page not published",
    "new words of a published page, not published",
    "secret of the app",
    "data from a sign-in provider",
    "device of a person",
    "digest of a password",
    "session kept by one person only",
    "content of a document",
    "name of somebody invited",
    "words of a mailing not sent",
    "name of a program",
    "digest of a token",
    "secret of a webhook",
    "title of a closed item",
    "title of a motion not admitted",
    "text of a closed decision",
)
MARKS = {name: mark(number) for number, name in enumerate(FIELDS)}
