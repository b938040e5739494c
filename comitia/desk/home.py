"""The desk's first page: what waits for whoever reads it."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comitia.accreditation.queries import waiting_for
from comitia.accreditation.queries.credentials import count_to_examine
from comitia.archive.queries.imports import count_findings
from comitia.desk.access import staff
from comitia.desk.histories import recent
from comitia.members.queries.records import members_of
from comitia.notices import queries as notices
from comitia.notices.queries.webhooks import count_failing
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor, actor_of


class Waiting(NamedTuple):
    """Something to be done, how many times, and where."""

    number: int
    title: str
    text: str
    url: str
    label: str


@staff()
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for an officer; the number of statements does not depend on how much that is."""
    by = actor_of(request)
    context = {
        "waiting_entries": waiting_entries(by),
        "kept_members": members_of(by).count() if by.has_role(REGIONAL_OFFICE) else None,
        "recent": recent() if by.has_role(SECRETARIAT) else [],
    }
    return render(request, "desk/home/home.html", context)


def waiting_entries(by: Actor) -> list[Waiting]:
    """List what waits for an actor, without what is done."""
    entries: list[Waiting] = []
    if by.has_role(SECRETARIAT, REGIONAL_OFFICE):
        entries.append(_registrations(waiting_for(by)))
    if by.has_role(SECRETARIAT):
        entries.append(_credentials(count_to_examine()))
        letters = notices.counts()
        entries += [
            _letters_to_review(letters["review"]),
            _letters_back(letters["bounced"]),
            _letters(letters["failed"]),
        ]
        entries.append(_findings(count_findings()))
        entries.append(_webhooks(count_failing()))
    return [entry for entry in entries if entry.number]


def _registrations(count: int) -> Waiting:
    title = ngettext("%(count)s registration to decide", "%(count)s registrations to decide", count)
    return _waiting(
        count,
        title,
        _("The people wait for an answer."),
        f"{reverse('desk_registrations')}?state=submitted",
        _("Decide"),
    )


def _credentials(count: int) -> Waiting:
    title = ngettext("%(count)s credential to examine", "%(count)s credentials to examine", count)
    return _waiting(count, title, _("Letters of mandate have arrived."), reverse("desk_credentials"), _("Examine"))


def _letters(count: int) -> Waiting:
    title = ngettext("%(count)s letter could not be sent", "%(count)s letters could not be sent", count)
    return _waiting(
        count, title, _("Look at the reason, then send again."), f"{reverse('desk_outbox')}?state=failed", _("Look")
    )


def _letters_to_review(count: int) -> Waiting:
    title = ngettext("%(count)s letter to review", "%(count)s letters to review", count)
    return _waiting(
        count, title, _("They are sent once you let them go."), f"{reverse('desk_outbox')}?state=review", _("Review")
    )


def _letters_back(count: int) -> Waiting:
    title = ngettext("%(count)s letter came back", "%(count)s letters came back", count)
    return _waiting(
        count, title, _("The receivers have not read them."), f"{reverse('desk_outbox')}?state=bounced", _("Look")
    )


def _findings(count: int) -> Waiting:
    title = ngettext("%(count)s finding in imported tables", "%(count)s findings in imported tables", count)
    return _waiting(
        count,
        title,
        _("The rows are in; their sources are incomplete or disagree."),
        reverse("desk_imports"),
        _("Read"),
    )


def _webhooks(count: int) -> Waiting:
    title = ngettext("%(count)s webhook was switched off", "%(count)s webhooks were switched off", count)
    return _waiting(
        count, title, _("The programs no longer answer; tell those who run them."), reverse("desk_webhooks"), _("Look")
    )


def _waiting(count: int, title: str, text: str, url: str, label: str) -> Waiting:
    return Waiting(count, title % {"count": count}, text, url, label)


urlpatterns = [path("", home, name="desk_home")]
