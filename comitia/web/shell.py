"""Gives every page its shell: the Jinja2 environment and what header, navigation and footer show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.utils import csrf_input
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from django.utils.translation import gettext_noop as _
from jinja2 import Environment
from markupsafe import Markup

from comitia import __version__
from comitia.meetings.queries import current_event
from comitia.members.queries import organisation
from comitia.platform.actors import STAFF, actor_of
from comitia.platform.clock import now
from comitia.platform.texts import direction_of
from comitia.web import wording

LONGEST_KEPT_ADDRESS = 160
NATIVE_NAMES = {
    "en": "English",
    "ko": "한국어",
    "ru": "Русский",
    "zh-hans": "简体中文",
    "es": "Español",
    "tr": "Türkçe",
    "ar": "العربية",
}

# Addresses under /<language>/, so that the shell of a page costs no URL resolution.
PLACES = {
    "home": "",
    "sign_in": "accounts/login/",
    "sign_out": "accounts/logout/",
    "register": "register/",
}
NAVIGATION = (
    ("programme/", _("Programme")),
    ("committee/", _("Committee")),
    ("members/", _("Members")),
    ("offices/", _("Offices")),
    ("meetings/", _("Past meetings")),
    ("news/", _("News")),
    ("about/", _("About")),
)
FOOTER = (
    (
        _("The meeting"),
        (
            ("programme/", _("Programme")),
            ("speakers/", _("Speakers")),
            ("participants/", _("Participants")),
            ("committee/", _("Committee")),
        ),
    ),
    (
        _("The association"),
        (
            ("members/", _("Members")),
            ("offices/", _("Offices")),
            ("meetings/", _("Past meetings")),
            ("about/", _("About")),
        ),
    ),
    (
        _("Taking part"),
        (
            ("register/", _("Register")),
            ("accessibility/", _("Accessibility statement")),
            ("privacy/", _("Privacy statement")),
        ),
    ),
)
ACCOUNT = (
    ("register/", _("My registration")),
    ("agenda/", _("My agenda")),
    ("my/", _("Account and security")),
)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of a menu."""

    url: str
    label: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A heading of the footer and the links under it."""

    label: str
    links: list[Link]


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the interface and the address of this page in it."""

    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The drawn parts of the shell that are the same for all readers of a page."""

    head: Markup
    navigation: Markup
    language_menu: Markup
    menu: Markup
    footer: Markup


class Pages(Environment):
    """Jinja2 with one dictionary of globals for all templates: chained ones make every import of macros slow."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def environment(**options: Any) -> Environment:
    """Make the Jinja2 environment that Django's template backend asks for."""
    made = Pages(**options, trim_blocks=True, lstrip_blocks=True)
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translated, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals |= {"static": static, "url": url, "icon": icon} | {
        function.__name__: function
        for function in (
            wording.clock_text,
            wording.local_time,
            wording.time_range,
            wording.date_text,
            wording.date_range,
            wording.day_text,
            wording.partial_date,
            wording.number_text,
            wording.zone_city,
            wording.zone_text,
            wording.language_text,
            direction_of,
            wording.initials,
        )
    }
    return made


def translated(message: str) -> str:
    """Say a message in the language in force; Django's own look through every catalogue costs 10 µs a message."""
    return _translated(get_language(), message)


@lru_cache(maxsize=16_384)
def _translated(_language: str | None, message: str) -> str:
    return gettext(message)


def url(name: str, **kwargs: Any) -> str:
    """Give the address of a named page in the language in force."""
    return reverse(name, kwargs=kwargs)


@lru_cache(maxsize=512)
def icon(name: str, *, flip: bool = False) -> Markup:
    """Draw an icon of the sprite; `flip` mirrors it in right-to-left pages."""
    return Markup('<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>').format(
        " icon--flip" if flip else "", static("icons.svg"), name
    )


def context(request: HttpRequest) -> dict[str, Any]:
    """Give what the shell of every page shows; the organisation and the event are read only where they are shown."""
    language = get_language() or settings.LANGUAGE_CODE
    root = f"/{language}/"
    reader = request.user if hasattr(request, "user") and request.user.is_authenticated else None
    event = SimpleLazyObject(current_event)
    zone = zone_of(request, event)
    return {
        "language": language,
        "direction": direction_of(language),
        "frame": frame_of(request, language),
        "account_links": account_links(request, root=root) if reader else [],
        "places": places(request, root=root),
        "home": root,
        "reader": reader,
        "organisation": SimpleLazyObject(organisation),
        "event": event,
        "zone": zone,
        "zone_words": wording.zone_text(zone, (event and event.starts_on) or now()),
        "release": __version__,
        "messages": get_messages(request),
        # One for all forms of a page: masking the token anew for each costs a tenth of a millisecond
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),
    }


def places(request: HttpRequest, *, root: str) -> dict[str, str]:
    """Give the addresses the header leads to; signing in comes back to where one was."""
    found = {name: root + place for name, place in PLACES.items()}
    if not request.path.startswith(root + "accounts/"):
        found["sign_in"] += f"?{urlencode({'next': request.get_full_path()})}"
    return found


def frame_of(request: HttpRequest, language: str) -> Frame:
    """Give the frame of a page, kept if its address is one that many ask for: drawing it costs half a millisecond."""
    query = request.META.get("QUERY_STRING", "")
    draw = kept_frame if len(request.path) + len(query) < LONGEST_KEPT_ADDRESS else draw_frame
    return draw(language, request.path, query)


def draw_frame(language: str, path: str, query: str) -> Frame:
    """Draw the frame of the page at a path, in the language in force."""
    draw = engines["jinja2"].env.get_template("components/frame.html").module  # type: ignore[attr-defined]
    root = f"/{language}/"
    languages = same_page_in_every_language(language, path, query)
    navigation = links(NAVIGATION, root=root, path=path)
    columns = [Column(translated(label), links(entries, root=root, path=path)) for label, entries in FOOTER]
    return Frame(
        head=draw.head(languages),
        navigation=draw.navigation(navigation),
        language_menu=draw.language_menu(languages),
        menu=draw.entries(navigation),
        footer=draw.footer(columns, languages),
    )


kept_frame = lru_cache(maxsize=512)(draw_frame)


def zone_of(request: HttpRequest, event: Any) -> str:
    """Give the zone for the times of a page: asked for in the address, kept in a cookie, the person's own, the host's."""
    asked = request.GET.get("zone", ""), request.COOKIES.get("zone", "")
    return wording.known_zone(*asked, getattr(getattr(request, "user", None), "zone", ""), event.zone if event else "")


def shareable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the front keep a page: what a reader without a session gets is the same for all of that language and zone."""
    return _shareable(view, "public, max-age=0, must-revalidate")


def shareable_for_a_second(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the front keep a page that changes all the time for a moment, in which thousands may ask for it."""
    return _shareable(view, "public, max-age=0, s-maxage=1, must-revalidate")


def _shareable(view: Callable[..., HttpResponse], policy: str) -> Callable[..., HttpResponse]:
    @wraps(view)
    def shared(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        is_plain = (
            request.method in {"GET", "HEAD"} and response.status_code == HTTPStatus.OK and not has_session(request)
        )
        if is_plain and not response.cookies:
            response["Cache-Control"] = policy
        return response

    return shared


def has_session(request: HttpRequest) -> bool:
    """Tell whether the reader has a session, signed in or not, or messages waiting."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


def links(entries: Iterable[tuple[str, str]], *, root: str, path: str) -> list[Link]:
    """Turn places of the site into menu entries; the one we are in, or under, is marked."""
    return [Link(root + place, translated(label), path.startswith(root + place)) for place, label in entries]


def account_links(request: HttpRequest, *, root: str) -> list[Link]:
    """List a person's own pages, and the desk for those who work there."""
    desk = [("desk/", _("Secretariat desk"))] if actor_of(request).has_role(*STAFF) else []
    return links([*desk, *ACCOUNT], root=root, path=request.path)


def same_page_in_every_language(language: str, path: str, query: str) -> list[Language]:
    """List the languages, each with the address of this page in it."""
    _prefix, _slash, rest = path.removeprefix("/").partition("/")
    tail = f"{rest}?{query}" if query else rest
    return [Language(code, name, f"/{code}/{tail}", code == language) for code, name in NATIVE_NAMES.items()]
