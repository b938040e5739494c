"""A person's own pages: what is known about them, where they are signed in, taking their data along, erasing it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from comitia.accounts import actions as accounts
from comitia.accounts import queries
from comitia.accreditation.queries import personal_data as accreditation_data
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.attachments import attachment
from comitia.platform.clock import now
from comitia.platform.typed import number_in
from comitia.proceedings.queries.own_data import personal_data as proceedings_data
from comitia.programme.actions import forget_person
from comitia.programme.queries import personal_data as programme_data
from comitia.web.access import signed_in
from comitia.web.forms.accounts import EraseForm, ProfileForm
from comitia.web.wording import known_zone

SEEN_EVERY = timedelta(hours=1)
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("YaBrowser", "Yandex Browser"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Whale", "Whale"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
HANDHELD = {"iPhone", "iPad", "Android"}


@dataclass(frozen=True, slots=True)
class DeviceWords:
    """A device as its owner would name it."""

    name: str
    glyph: str


def device_words(user_agent: str) -> DeviceWords:
    """Say browser and system of what a browser tells about itself."""
    browser = next((name for mark, name in BROWSERS if re.search(rf"{mark}\w*/", user_agent)), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    glyph = "smartphone" if system in HANDHELD else "monitor"
    if browser and system:
        return DeviceWords(_("%(browser)s on %(system)s") % {"browser": browser, "system": system}, glyph)
    return DeviceWords(browser or system or _("A program that does not say its name"), glyph)


@never_cache
@signed_in
def my_account(request: HttpRequest) -> HttpResponse:
    """Show the account and change name, language and zone."""
    person: Any = request.user
    given = {"name": person.name, "language": person.language, "zone": person.zone}
    form = ProfileForm(request.POST or None, initial=given, zones=_zones_in_use(request, person.zone))
    if request.method == "POST" and form.is_valid():
        try:
            accounts.save_profile(person, **form.cleaned_data, by=actor_of(request), at=now())
        except RefusedError as error:
            form.add_error("name", str(error.answer.sentence))
        else:
            with override(person.language):
                messages.success(request, _("Your details are saved."))
                return HttpResponseRedirect(reverse("my_account"))
    page = {"form": form, "ways": queries.ways_in(person), "roles": queries.roles_of(person)}
    return render(request, "account/my_account.html", page, status=422 if form.errors else 200)


def _zones_in_use(request: HttpRequest, own: str) -> list[str]:
    """Give the person's zone and the one chosen in this browser, as far as they are zones."""
    wanted = dict.fromkeys([own, request.COOKIES.get("zone", ""), "UTC"])
    return [zone for zone in wanted if zone and known_zone(zone) == zone]


@never_cache
@signed_in
def devices(request: HttpRequest) -> HttpResponse:
    """List where one is signed in, and sign out elsewhere."""
    person: Any = request.user
    here = request.session.session_key or ""
    if request.method == "POST":
        chosen = number_in(request.POST.get("device", ""))
        if chosen is not None:
            accounts.end_device(person, chosen, by=actor_of(request), at=now())
            messages.success(request, _("That device is signed out."))
        else:
            accounts.end_other_devices(person, session_key=here, by=actor_of(request), at=now())
            messages.success(request, _("You are signed out on every device but this one."))
        return HttpResponseRedirect(reverse("usersessions_list"))
    listed = [(device, device_words(device.user_agent)) for device in queries.devices(person, session_key=here)]
    return render(request, "usersessions/usersession_list.html", {"devices": listed})


@never_cache
@signed_in
def export(request: HttpRequest) -> HttpResponse:
    """Give a person everything that is kept about them, as one file."""
    person: Any = request.user
    at = now()
    data = {
        "exported_at": at.isoformat(),
        **queries.personal_data(person),
        **accreditation_data(person),
        **programme_data(person),
        **proceedings_data(person),
    }
    written = json.dumps(data, ensure_ascii=False, indent=2, default=str).encode()
    return attachment(written, name=f"my-data-{at:%Y-%m-%d}.json", media_type="application/json; charset=utf-8")


@never_cache
@signed_in
def erase(request: HttpRequest) -> HttpResponse:
    """Erase a person's data once they have typed their address."""
    person: Any = request.user
    form = EraseForm(request.POST or None, address=person.email)
    if request.method == "POST" and form.is_valid():
        try:
            forget_person(person, by=actor_of(request), at=now())
        except RefusedError as error:
            form.add_error(None, str(error.answer.sentence))
        else:
            logout(request)
            messages.success(request, _("Your data is erased and you are signed out. Thank you for having been here."))
            return HttpResponseRedirect(resolve_url("account_login"))
    return render(request, "account/erase.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
def to_my_account(_request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("my_account"))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Give up a sign-in that waits for its second factor."""
    request.session.flush()
    return HttpResponseRedirect(reverse("account_login"))


class SeenDevices:
    """Notes now and then that a device is in use, so that the list of devices can say when."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            at, person = now(), request.user
            signed_in_at = person.last_login.timestamp() if person.last_login else 0
            if at.timestamp() - max(signed_in_at, request.session.get("seen", 0)) > SEEN_EVERY.total_seconds():
                request.session["seen"] = at.timestamp()
                accounts.note_device(person, session_key=request.session.session_key, at=at)
        return self.get_response(request)


urlpatterns = [
    path("my/", my_account, name="my_account"),
    path("my/data/", export, name="my_data"),
    path("my/erase/", erase, name="my_erase"),
    path("accounts/", to_my_account),
    path("accounts/leave/", leave, name="leave_sign_in"),
    path("accounts/sessions/", devices, name="usersessions_list"),
]
