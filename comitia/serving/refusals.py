"""The few answers the server gives before the site is asked: a sentence, what to do next, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext_lazy as _

HEADERS = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
)

PAGE = """<!doctype html>
<html lang="{language}" dir="{direction}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<main>
<h1>{title}</h1>
<p>{sentence}</p>
</main>
</html>
"""


@dataclass(eq=False)
class RefusalError(Exception):
    """Ends a request with one of these answers."""

    status: int
    megabytes: int = 0


# Status: title, and a sentence that says what to do next.
WORDS = {
    400: (_("Request not understood"), _("The address or the request is malformed. Go back and try again.")),
    404: (_("Not found"), _("There is no file at this address.")),
    405: (_("Not possible here"), _("This address can only be read.")),
    408: (
        _("The connection was too slow"),
        _("Part of what you sent did not arrive. Go back, your entries are still in the form, and send it again."),
    ),
    413: (
        _("Too large"),
        _(
            "What you sent is larger than %(limit)s MB. Go back, your entries are still in the form; "
            "choose a smaller file and send it again."
        ),
    ),
    500: (_("Something went wrong"), _("The fault is on our side and has been noted. Try again in a moment.")),
    503: (_("Very busy"), _("Too many people are asking at this moment. Try again in a few seconds.")),
    507: (
        _("No room left"),
        _(
            "The server has no room for what you sent. Go back, your entries are still in the form, and try again later."
        ),
    ),
}
EXTRA_HEADERS = {
    400: (b"connection", b"close"),
    405: (b"allow", b"GET, HEAD"),
    408: (b"connection", b"close"),
    413: (b"connection", b"close"),
    503: (b"retry-after", b"2"),
    507: (b"connection", b"close"),
}


def page(refusal: RefusalError, *, language: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the two ASGI messages of an answer; the connection of an unread body is closed."""
    title, sentence = WORDS[refusal.status]
    with override(language):
        direction = "rtl" if get_language_bidi() else "ltr"
        text = PAGE.format(
            language=language,
            direction=direction,
            title=escape(str(title)),
            sentence=escape(str(sentence).replace("%(limit)s", str(refusal.megabytes))),
        )
    body = text.encode()
    headers = [*HEADERS, (b"content-length", b"%d" % len(body))]
    if refusal.status in EXTRA_HEADERS:
        headers.append(EXTRA_HEADERS[refusal.status])
    start = {"type": "http.response.start", "status": refusal.status, "headers": headers}
    return start, {"type": "http.response.body", "body": body}
