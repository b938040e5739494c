"""What a reader finds on a page."""

from __future__ import annotations

import re
from html import unescape
from typing import Any


def text(response: Any) -> str:
    """Give the words of the main part of a page, without those that wait in templates for scripts."""
    found = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    assert found
    shown = re.sub(r"<template.*?</template>", "", found.group(), flags=re.DOTALL)
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", shown).split()))
