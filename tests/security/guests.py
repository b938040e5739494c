"""What the world holds besides registrations: a delegation with its focal point, people who are invited, badges, a programme to import."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from comitia.accounts.queries import digest_of
from comitia.accreditation.actions import invite_focal_point
from comitia.accreditation.actions.badges import save_design
from comitia.accreditation.models import BadgeDesign, BadgeRun, Category, Delegation, FocalPoint, LetterOfMandate
from comitia.accreditation.models.invitations import Invitation, InvitationTable
from comitia.accreditation.models.mailing import Mailing
from comitia.accreditation.queries.badges import starting_design
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.platform.actors import SYSTEM, Actor
from comitia.proceedings.actions import issue_agenda
from comitia.programme.actions.exchange import bring_programme
from tests.factories.accounts import make_person
from tests.factories.accreditation import AT
from tests.factories.delegations import bring_letter, compose, make_delegate_category, row
from tests.factories.proceedings import add
from tests.factories.sittings import CLERK

if TYPE_CHECKING:
    from tests.security.world import World

ITEM = ("desk_agenda_item", "desk_remove_agenda_item", "desk_agenda_act", "desk_agenda_papers")
LETTER = ("delegation_letter_file", "desk_letter_of_mandate", "desk_letter_release")
DELEGATION = (
    *LETTER,
    "delegation",
    "delegation_people",
    "delegation_letter",
    "delegation_hand_over",
    "desk_delegation",
    "desk_delegation_remind",
    "desk_focal_point_end",
    "desk_credentials_of",
)


def make_delegation(world: World, meeting: Meeting, member: Member) -> None:
    make_delegate_category(meeting)
    delegation = Delegation.objects.create(meeting=meeting, member=member, created_at=AT, changed_at=AT)
    compose(delegation, row("Head", role="head"), row("Second", role="alternate"))
    bring_letter(delegation)
    world.people["focal point"] = person = make_person("Focal", email="focal@example.org", at=AT)
    invite_focal_point(delegation.reference, email=person.email, name="Focal", language="en", by=SYSTEM, at=AT)
    focal, letter = FocalPoint.objects.get().pk, LetterOfMandate.objects.get().pk
    world.values |= {f"{name}.reference": [delegation.reference] for name in DELEGATION}
    world.values |= {f"{name}.pk": [focal] for name in ("desk_focal_point_end", "delegation_accept")}
    world.values |= {f"{name}.pk": [letter] for name in LETTER}


def make_agenda(world: World, meeting: Meeting, *, closed: str) -> None:
    """Issue an agenda with an open item and a closed one."""
    opening = add(meeting, "Opening")
    add(meeting, closed, is_closed=True, notes={"en": closed}, lead=closed)
    issue_agenda(meeting.pk, by=CLERK, at=AT)
    world.values |= {f"{name}.reference": [opening.reference] for name in ITEM}


def make_invitations(world: World, meeting: Meeting, member: Member, *, marks: Mapping[str, str]) -> None:
    """Invite somebody for a member, bring a table of others, and begin a mailing."""
    officer, secret = world.people["secretariat"].reference, "invited-" + "y" * 35
    # Whoever holds a link sees the name on its page; the marked name is of somebody whose link nobody has
    invitation, _with_link = (
        Invitation.objects.create(
            meeting=meeting,
            category=Category.objects.get(code="observer"),
            member=member,
            email=f"invited-{number}@example.org",
            name=name,
            language="en",
            digest=digest_of(secret * number),
            invited_at=AT - timedelta(days=1),
            expires_at=AT + timedelta(days=9),
        )
        for number, name in ((2, marks["name of somebody invited"]), (1, "Ana"))
    )
    table = InvitationTable.objects.create(
        meeting=meeting,
        file_name="people.csv",
        content=b"email\nsomebody@example.org\n",
        given={"category": "observer", "language": "en", "last_day": "2020-11-16"},
        brought_at=AT,
        brought_by=officer,
    )
    mailing = Mailing.objects.create(
        meeting=meeting,
        audience="registered",
        texts={"en": {"subject": "News", "text": marks["words of a mailing not sent"]}},
        created_at=AT,
        created_by=officer,
    )
    world.values |= {
        "invitation.secret": [secret],
        **{f"desk_invitation{act}.pk": [invitation.pk] for act in ("", "_remind", "_take_back", "_extend")},
        **{f"desk_invitation_table{part}.reference": [table.reference] for part in ("", "_errors")},
        **{f"desk_{page}.reference": [mailing.reference] for page in ("mailing", "check_mailing", "drop_mailing")},
    }


def make_badges(meeting: Meeting) -> tuple[BadgeDesign, BadgeRun]:
    officer = Actor(None, capacity="secretariat", roles=frozenset({"secretariat"}))
    badge = save_design(meeting, None, name="Badge", design=starting_design("card"), by=officer, at=AT)
    return badge, BadgeRun.objects.create(design=badge, asked_at=AT)


def bring_a_programme(meeting: Meeting) -> UUID:
    file = b'{"schedule": {"version": "1", "conference": {"title": "EXCOM", "days": [{"rooms": {"Hall": [{"guid": "a", "title": "Air", "date": "2020-11-17T10:00:00+03:00", "duration": "00:30"}]}}]}}}'
    officer = Actor(None, capacity="secretariat", roles=frozenset({"secretariat"}))
    return bring_programme(meeting.slug, file_name="schedule.json", content=file, language="en", by=officer, at=AT)
