"""The texts of the demonstration: front page and about in seven languages, news in the original only."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings

from comitia.pages import actions as pages
from comitia.platform.actors import Actor

DATA = Path(__file__).parent / "data"


def build(*, by: Actor, at: datetime) -> None:
    """Prepare the site and write the pages of every language, the original first; later edits by staff stay."""
    if not pages.prepare_site(by=by, at=at):
        return
    for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        for page in json.loads((DATA / f"content_{code}.json").read_text("utf-8")):
            pages.write_page(language=code, by=by, at=at, **page)
