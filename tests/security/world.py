"""A small world in which every private field holds a mark of its own, and people who must not see most of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.test import Client

from comitia.accounts import actions as accounts
from comitia.accounts.models import ApiToken, Person, RoleGrant, SignInLink
from comitia.accreditation import actions as accreditation
from comitia.accreditation.models import (
    Category,
    Registration,
)
from comitia.archive.models import Import
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.notices.models import Mail, Webhook, WebhookDelivery
from comitia.pages import actions as pages
from comitia.pages.models import HomePage, StandardPage
from comitia.platform.actors import SYSTEM, Actor
from comitia.platform.blobs import store
from comitia.programme import actions as programme
from comitia.programme.models import CalendarAddress, Interpreter, InterpreterAssignment
from tests.factories import accounts as people
from tests.factories.accreditation import ask, make_category, register
from tests.factories.dues import make_dues
from tests.factories.members import make_member, make_office, make_organisation, make_region
from tests.factories.organs import make_committee, make_mandate
from tests.factories.places import make_quota
from tests.factories.programme import draft_slot, make_room, make_slot, make_speaker, name_speaker, release
from tests.factories.sittings import make_sitting
from tests.platform.sample_files import pdf
from tests.security.addresses import Route
from tests.security.convocations import make_convocations
from tests.security.decisions import make_decisions
from tests.security.guests import bring_a_programme, make_agenda, make_badges, make_delegation, make_invitations
from tests.security.minutes import make_minutes
from tests.security.motions import make_motions
from tests.security.papers import make_papers
from tests.security.rules import make_rules
from tests.security.secret_words import AT, MARKS

# Arguments of Wagtail's addresses that are words; all others are numbers of a page
CMS_WORDS = {
    **{name: ["pages"] for name in ("app_label", "app_name", "content_type_app_name")},
    **{name: ["standardpage"] for name in ("model_name", "content_type_model_name")},
    **{name: ["publish"] for name in ("action", "action_name")},
    "filter_spec": ["original"],
    "uidb64": ["MQ"],
    "token": ["forged"],
}

BADGES = ("desk_badge", "desk_badge_preview", "desk_remove_badge", "desk_print_badges")
DUES = (
    "desk_dues_of_year",
    "desk_pay_dues",
    "desk_take_back_payment",
    "desk_waive_dues",
    "desk_withdraw_waiver",
    "desk_agree_instalments",
    "desk_remove_dues",
)
ROOM = (
    "meeting_statements",
    "hand_in_statement",
    "room",
    "screen",
    "screen_panels",
    "room_panels",
    "room_ticket",
    "room_here",
    "ask_for_floor",
    "withdraw_request",
    "cast_vote",
)
TELLERS = ("tellers", "tellers_panels", "enter_called_vote")
WEBHOOKS = ("webhook", "renew_webhook_secret", "remove_webhook")


SITTINGS = ("sitting", "name_officer", "release_officer", "declare_presence")


@dataclass(slots=True)
class World:
    """Who and what there is."""

    people: dict[str, Person] = field(default_factory=dict)
    registrations: dict[str, Registration] = field(default_factory=dict)
    values: dict[str, list[Any]] = field(default_factory=dict)

    def client(self, reader: str) -> Client:
        """Give the browser of a reader: a visitor's, or that of somebody signed in."""
        return Client() if reader == "visitor" else people.signed_in(self.people[reader])

    def values_of(self, route: Route, argument: str) -> Sequence[object]:
        """Give the values of an argument in the addresses of a route."""
        if route.path.startswith("cms/"):
            about = self.values["cms"]
            return CMS_WORDS.get(argument, self.values.get(f"{route.name}.{argument}", about))
        return self.values.get(f"{route.name}.{argument}") or self.values[argument]


def make_world() -> World:
    """Make the organisation, its meeting, and people with secrets."""
    world = World()
    make_organisation()
    pages.prepare_site(by=SYSTEM, at=AT)
    asia, europe = make_region("asia"), make_region("europe")
    seoul, moscow = make_member("Seoul", region=asia), make_member("Moscow", region=europe)
    committee = make_committee()
    mandate = make_mandate(seoul, committee)
    office = make_office(seoul)
    payment = make_dues(seoul, paid=500_00).payments.get()
    meeting = Meeting.objects.create(
        slug="excom-2020",
        kind=Meeting.Kind.EXECUTIVE_COMMITTEE,
        year=2020,
        starts_on=date(2020, 11, 17),
        ends_on=date(2020, 11, 17),
        zone="Europe/Moscow",
        state=Meeting.State.CONVOKED,
        host=moscow,
        organ=committee,
        is_current=True,
    )
    _make_programme(meeting)
    _make_registrations(world, meeting)
    quota = make_quota("observer", "decided", places=40)
    _make_staff(world)
    make_delegation(world, meeting, seoul)
    _make_secrets(world, meeting)
    make_agenda(world, meeting, closed=MARKS["title of a closed item"])
    make_motions(world, meeting, moscow, title=MARKS["title of a motion not admitted"])
    make_decisions(world, meeting, closed=MARKS["text of a closed decision"])
    make_minutes(world, meeting)
    make_invitations(world, meeting, seoul, marks=MARKS)
    sitting = make_sitting(meeting, begun=False)
    make_papers(world, meeting)
    make_convocations(world, meeting, seoul)
    _make_content(world)
    imported = Import.objects.create(
        kind="members",
        file_name="members.csv",
        file_digest="0" * 64,
        content=f"name,category\n{MARKS['content of an import']},full\n".encode(),
        brought_at=AT,
    )
    badge, run = make_badges(meeting)
    sessions = ["opening", "forum"]
    world.values |= {
        "reference": [one.reference for one in world.registrations.values()],
        "desk_import.reference": [imported.reference],
        "desk_import_errors.reference": [imported.reference],
        "member.slug": ["seoul", "moscow"],
        "desk_member.slug": ["seoul", "moscow"],
        "desk_member_dues.slug": ["seoul"],
        "desk_brought_programme.reference": [bring_a_programme(meeting)],
        **{f"{name}.slug": ["seoul"] for name in DUES},
        **{f"{name}.year": [2020] for name in DUES},
        "desk_take_back_payment.pk": [payment.pk],
        "desk_dues_rule.code": [committee.code],
        **make_rules(committee.code),
        "api:get_member.slug": ["seoul"],
        "meeting.slug": [meeting.slug],
        "meeting_agenda.slug": [meeting.slug],
        **{f"{name}.slug": [meeting.slug] for name in ROOM},
        **{f"{name}.slug": [meeting.slug] for name in ("chair", "chair_panels", "chair_act", *TELLERS)},
        **{f"desk_{name}.number": [sitting.number] for name in SITTINGS},
        "desk_release_officer.pk": [sitting.officers.get().pk],
        "api:get_meeting.slug": [meeting.slug],
        "meeting": [meeting.slug],
        "desk_meeting.slug": [meeting.slug],
        "desk_make_meeting_current.slug": [meeting.slug],
        "speaker.slug": ["vera"],
        "desk_speaker.slug": ["vera"],
        "desk_room.slug": ["hall"],
        "desk_interpreter.number": [Interpreter.objects.get().pk],
        "desk_end_assignment.number": [InterpreterAssignment.objects.get().pk],
        "desk_restore_release.number": [1],
        "desk_form_page.number": [1],
        "desk_form_remove_page.number": [1],
        "desk_form_version.number": [1],
        **{f"desk_form_{name}.key": ["page-1"] for name in ("section", "remove_section")},
        **{f"desk_form_{name}.key": ["remark"] for name in ("question", "remove_question")},
        "slug": sessions,
        "category": ["observer"],
        "step": [1],
        "form": ["csv", "xlsx"],
        "secret": ["x" * 43],
        "provider_id": ["nobody"],
        "uidb36": ["1"],
        "key": ["forged-key"],
        "page_path": ["about/", "hidden/"],
        "desk_office.pk": [office.pk],
        "desk_mandate.pk": [mandate.pk],
        "desk_end_mandate.pk": [mandate.pk],
        "desk_end_role.pk": [RoleGrant.objects.get(role="chair").pk],
        **{f"{name}.pk": [badge.pk] for name in BADGES},
        **{f"{name}.reference": [run.reference] for name in ("desk_badge_run", "desk_badge_file")},
        "desk_remove_letter_template.language": ["en"],
        "desk_letter.pk": list(Mail.objects.values_list("pk", flat=True)),
        "desk_send_again.pk": [Mail.objects.latest("pk").pk],
        "desk_quota.pk": [quota.pk],
        "desk_category.code": ["observer"],
        "desk_remove_quota.pk": [quota.pk],
        "desk_offer_place.pk": [1],
        "desk_take_off_list.pk": [1],
        "desk_edit_letter.pk": [Mail.objects.latest("pk").pk],
        "desk_letter_text.kind": ["registration_accepted"],
        "desk_reset_letter_text.kind": ["registration_accepted"],
        "desk_revoke_token.pk": [ApiToken.objects.get().pk],
        "api:get_speaker.slug": ["vera"],
        **{f"desk_{name}.pk": [Webhook.objects.get().pk] for name in WEBHOOKS},
        **{f"desk_{name}.pk": [WebhookDelivery.objects.get().pk] for name in ("webhook_delivery", "repeat_delivery")},
        "mfa_remove_webauthn.pk": [1],
        "mfa_edit_webauthn.pk": [1],
    }
    _make_documents(world)
    return world


def _make_programme(meeting: Meeting) -> None:
    make_room(meeting, "hall")
    for slug in ("opening", "forum"):
        draft_slot(meeting, slug, room="hall", starts=None, ends=None, takes_sign_up=True)
    release(meeting)
    make_speaker(meeting, "vera")
    name_speaker(meeting, "opening", "vera")
    interpreter = programme.save_interpreter(
        meeting.slug, None, name="Ana", languages=["en"], is_remote=True, by=SYSTEM, at=AT
    )
    programme.assign_interpreter(
        meeting.slug, "forum", interpreter=interpreter.pk, source="en", target="ko", by=SYSTEM, at=AT
    )


def _make_registrations(world: World, meeting: Meeting) -> None:
    for code in ("observer", "decided"):
        make_category(meeting, code, places=20, by_decision=code == "decided")
    ask(meeting, "remark", categories=("observer", "decided"))
    ask(meeting, "city", categories=("observer", "decided"), kind="affiliation", required=False)
    ask(meeting, "document", categories=("observer", "decided"), kind="file", required=False)
    ask(meeting, "assessment", for_staff=True, required=False, order=3)
    given = {"remark": MARKS["answer"], "city": "seoul"}
    who = {
        "hidden": ("name that nobody may see", "observer", "nobody"),
        "shy": ("name for participants", "observer", "participants"),
        "waiting": ("name for everyone, not admitted", "decided", "everyone"),
        "beginner": ("name of a registration not sent", "", ""),
        "participant": ("", "observer", "everyone"),
        "citizen": ("", "", ""),
    }
    for key, (name, category, publish) in who.items():
        address = f"{MARKS['address of a participant']}-{key}@example.org" if name else f"{key}@example.org"
        person = people.make_person(MARKS.get(name, key.capitalize()), email=address, at=AT)
        world.people[key] = person
        if category:
            answers = given if name else {"remark": "Nothing"}
            world.registrations[key] = registration = register(person, category, answers=answers)
            told = {"assessment": MARKS["answer of the staff"]} if name else {}
            Registration.objects.filter(pk=registration.pk).update(publish=publish, staff_answers=told)
    _refuse(world)
    world.registrations["beginner"] = Registration.objects.create(
        meeting=meeting,
        person=world.people["beginner"],
        category=Category.objects.get(code="observer"),
        draft={
            "category": "observer",
            "done": 1,
            "answers": {"remark": MARKS["answer not sent yet"]},
            "publish": "",
            "recording": None,
        },
        started_at=AT,
        changed_at=AT,
    )


def _refuse(world: World) -> None:
    officer = Actor(None, capacity="secretariat", roles=frozenset({"secretariat"}))
    reference = world.registrations["waiting"].reference
    accreditation.decide(reference, accept=False, reason=MARKS["reason of a refusal"], by=officer, at=AT)


def _make_staff(world: World) -> None:
    for role, region in (
        ("secretariat", ""),
        ("regional_office", "asia"),
        ("regional_office", "europe"),
        ("chair", ""),
        ("operator", ""),
        ("door", ""),
    ):
        key = f"{role} {region}".strip()
        world.people[key] = people.make_officer(role, region=region, name=key, at=AT)
    world.people["secretariat without second factor"] = person = people.make_person("New officer", at=AT)
    accounts.give_role(person, role="secretariat", by=SYSTEM, at=AT)


def _make_secrets(world: World, meeting: Meeting) -> None:
    hidden = world.people["hidden"]
    accounts.issue_sign_in_link(email=hidden.email, by=SYSTEM, at=AT)
    hidden.password = f"md5$salt${MARKS['digest of a password']}"
    hidden.save(update_fields=["password"])
    SignInLink.objects.update(digest=f"{MARKS['digest of a sign-in link']}{'0' * 40}")
    Mail.objects.create(
        key="world",
        kind="sign_in_link",
        to=hidden.email,
        person=hidden.reference,
        language="en",
        subject="Sign in",
        text=f"{MARKS['text of a letter']}\nhttp://127.0.0.1:8000/en/accounts/link/{MARKS['secret of a sign-in link']}/",
        holds_secret=True,
        queued_at=AT,
        due_at=AT + timedelta(days=3650),
    )
    programme.replace_calendar_address(hidden, by=Actor(hidden.reference), at=AT)
    CalendarAddress.objects.update(secret=f"{MARKS['secret of a calendar']}{'0' * 20}")
    kept = make_slot(meeting, f"kept-{MARKS['session kept by one person only']}", room="hall", starts=None, ends=None)
    programme.bookmark_slot(hidden, meeting.slug, kept.slug, by=Actor(hidden.reference))
    record(
        "save_profile",
        f"person:{hidden.reference}",
        by=Actor(hidden.reference),
        at=AT,
        particulars={"name": MARKS["particulars of an act"]},
    )
    Authenticator.objects.create(user=hidden, type="totp", data={"secret": MARKS["secret of the app"]})
    SocialAccount.objects.create(
        user=hidden, provider="oidc", uid="1", extra_data={"sub": MARKS["data from a sign-in provider"]}
    )
    people.make_token(world.people["secretariat"], at=AT)
    digest = f"{MARKS['digest of a token']}{'0' * 40}"
    ApiToken.objects.update(name=MARKS["name of a program"], digest=digest)
    webhook = Webhook.objects.create(
        address="https://example.org/in",
        secret=f"whsec_{MARKS['secret of a webhook']}",
        events=["programme.released"],
        made_at=AT,
        changed_at=AT,
    )
    WebhookDelivery.objects.create(
        webhook=webhook, message="msg_1", event="programme.released", body="{}", state="failed", queued_at=AT, due_at=AT
    )
    UserSession.objects.create(user=hidden, ip="127.0.0.1", session_key="none", user_agent=MARKS["device of a person"])


def _make_content(world: World) -> None:
    home = HomePage.objects.get()
    draft = StandardPage(title=MARKS["title of a page not published"], slug="hidden", locale=home.locale, live=False)
    home.add_child(instance=draft)
    about = StandardPage.objects.get(slug="about")
    about.lead = MARKS["new words of a published page, not published"]
    about.save_revision()
    world.values |= {"cms": [about.pk], "wagtailadmin_pages:edit.page_id": [about.pk, draft.pk]}
    world.values |= {"document_id": [1], "file_name": ["a.pdf"], "restriction_id": [1]}


def file_with(words: str) -> bytes:
    """Give a file in which words can be read."""
    return pdf(f"({words})".encode())


def _make_documents(world: World) -> None:
    """Let two people bring a document each: one that an officer let out of quarantine, one that is still in it."""
    files = {}
    for key in ("hidden", "participant"):
        content = file_with(MARKS["content of a document"] if key == "hidden" else "")
        owner, registration = world.people[key], world.registrations[key]
        files[key] = store.keep(
            [content], name="passport.pdf", accepts=["pdf"], longest=10**6, owner=owner.reference, at=AT
        )
        registration.refresh_from_db()
        registration.answers = {**registration.answers, "document": str(files[key].reference)}
        registration.save(update_fields=["answers"])
    store.release(files["hidden"])
    world.values |= {
        "registration_file.reference": [files["hidden"].reference],
        "desk_registration_document.reference": [world.registrations["hidden"].reference],
        "desk_registration_document.file": [files["hidden"].reference],
        "desk_document_release.reference": [world.registrations["participant"].reference],
        "desk_document_release.file": [files["participant"].reference],
    }
