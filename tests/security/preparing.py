"""What must be there before a form can be sent: by form, what is done in the world, its address, and what it sends besides."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F

from comitia.accreditation.actions import expire_offers
from comitia.accreditation.models import Delegate, FocalPoint, Pool, WaitingEntry
from comitia.accreditation.queries import form_at_desk
from comitia.documents.models import Document
from comitia.meetings.models import Meeting, Sitting
from comitia.members.models import Assessment, Payment
from comitia.notices.models import Mail, MailTemplate
from comitia.platform.blobs.models import Blob
from comitia.proceedings.actions import adopt_agenda
from comitia.proceedings.models import Agenda, AgendaItem, Decision, Task
from comitia.programme.models import Interpreter
from tests.factories.accounts import come_in
from tests.factories.accreditation import ask, make_event
from tests.factories.meetings import make_meeting, put_on_agenda
from tests.factories.organs import make_rules_in_force
from tests.factories.sittings import CLERK, make_sitting
from tests.security.addresses import routes
from tests.security.convocations import begin_anew, noted, open_later
from tests.security.minutes import not_begun, on_their_way, ready_to_adopt
from tests.security.papers import file_to_bring, seen_file
from tests.security.secret_words import AT
from tests.security.world import World

NEW_MEETING: Final = {
    "kind": "forum",
    "year": "2021",
    "state": "planned",
    "starts_on": "2021-05-04",
    "zone": "Asia/Seoul",
}


def prepared(world: World, form: str) -> str:
    """Bring the world to where the form can be sent, and give its address."""
    if form in PREPARATIONS:
        PREPARATIONS[form](world)
    if form in ADDRESSES:
        return ADDRESSES[form](world)
    return next(next(route for route in routes() if route.name == form).filled(world.values_of))


def more_fields(world: World, form: str) -> dict[str, Any]:
    """Give what the form sends that only the world knows."""
    return FIELDS[form](world) if form in FIELDS else {}


def fill_in(world: World) -> None:
    world.client("citizen").post("/en/register/observer/1/", {"remark": "Nothing", "city": ["seoul", ""]})


def find_no_place(world: World) -> None:
    Pool.objects.filter(quota__own_of__code="observer").update(places=F("taken"))
    fill_in(world)
    world.client("citizen").post("/en/register/observer/check/", {"publish": "nobody", "recording": "no"})


def wait(world: World) -> None:
    find_no_place(world)
    world.client("citizen").post("/en/register/observer/wait/")
    Pool.objects.filter(quota__own_of__code="observer").update(places=F("taken") + 1)
    entry = WaitingEntry.objects.get().pk
    world.values |= {"desk_offer_place.pk": [entry], "desk_take_off_list.pk": [entry]}


def be_offered(world: World) -> None:
    wait(world)
    expire_offers(at=AT)


def ask_long_ago(_world: World) -> None:
    FocalPoint.objects.update(invited_at=AT - timedelta(days=30))


def change_form(world: World) -> None:
    draft = {"title_en": "You", "seen": form_at_desk("excom-2020").token}
    world.client("secretariat").post("/en/desk/forms/excom-2020/pages/1/", draft)


def review_letters(_world: World) -> None:
    Mail.objects.update(state="review")


def sit(world: World) -> None:
    make_sitting(Meeting.objects.get(slug="excom-2020"), starts_at=AT, ends_at=AT + timedelta(hours=3))


def adopt(world: World) -> None:
    sit(world)
    AgendaItem.objects.filter(state="called").update(state="adopted")
    adopt_agenda(Meeting.objects.get(slug="excom-2020").pk, by=CLERK, at=AT)


def write_minutes(world: World) -> None:
    on_their_way(world)
    world.values |= {"write_minutes.slug": world.values["meeting"]}


PREPARATIONS: Final[dict[str, Callable[[World], object]]] = {
    "registration_check": fill_in,
    "registration_wait": find_no_place,
    "waiting_leave": wait,
    "waiting_confirm": be_offered,
    "desk_offer_place": wait,
    "desk_take_off_list": wait,
    "desk_withdraw_waiver": lambda _world: Assessment.objects.update(
        waived_on=date(2020, 4, 1), waiver_reason="Decided."
    ),
    "desk_remove_dues": lambda _world: Payment.objects.all().delete(),
    "desk_delegations_remind": ask_long_ago,
    "desk_delegation_remind": ask_long_ago,
    "desk_letter_release": lambda _world: Blob.objects.update(state=Blob.State.QUARANTINED),
    "desk_adopt_consent": lambda _world: make_sitting(Meeting.objects.get(slug="excom-2020")),
    "desk_publish_form": change_form,
    "desk_discard_form": change_form,
    "desk_copy_form": lambda _world: ask(make_event("excom-2019", is_current=False), "tea"),
    "desk_issue_agenda": lambda _world: Agenda.objects.update(issued_at=None),
    "desk_take_agenda_over": lambda _world: put_on_agenda(make_meeting("excom-2012"), "1", "Statute"),
    "desk_pin_rules": lambda _world: make_rules_in_force(),
    "desk_adopt_agenda": sit,
    "desk_agenda_act": adopt,
    "desk_convocations_of": begin_anew,
    "desk_check_convocation": open_later,
    "desk_draft_minutes": not_begun,
    "desk_minutes_slot": on_their_way,
    "write_minutes": write_minutes,
    "desk_circulate_minutes": on_their_way,
    "desk_answer_correction": lambda world: on_their_way(world, circulated=True),
    "desk_adopt_minutes": ready_to_adopt,
    "usersessions_list": lambda world: come_in(world.people["citizen"]),
    "desk_erase": lambda _world: Meeting.objects.update(starts_on=date(2020, 10, 1), ends_on=date(2020, 10, 1)),
    "desk_send_again": lambda _world: Mail.objects.update(state="failed"),
    "desk_edit_letter": review_letters,
    "desk_review_letters": review_letters,
    "desk_reset_letter_text": lambda _world: MailTemplate.objects.create(
        kind="registration_accepted", language="en", changed_at=AT
    ),
}


def address_of_import(world: World) -> str:
    table = SimpleUploadedFile("members.csv", b"name,category\nHanoi,full\n")
    return world.client("secretariat").post("/en/desk/imports/", {"kind": "members", "file": table})["Location"]


ADDRESSES: Final[dict[str, Callable[[World], str]]] = {
    "desk_registration_decide": lambda world: (
        f"/en/desk/registrations/{world.registrations['waiting'].reference}/decide/"
    ),
    "desk_import": address_of_import,
    "desk_make_meeting_current": lambda world: (
        world.client("secretariat").post("/en/desk/meetings/new/", NEW_MEETING)["Location"] + "current/"
    ),
    "desk_form_new_question": lambda _world: "/en/desk/forms/excom-2020/questions/new/?kind=text",
}


def hidden_on(world: World, form: str, name: str) -> dict[str, str]:
    """Give a hidden field as the page shows it."""
    page = world.client("secretariat").get(prepared(world, form)).content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]}


def a_delegate() -> str:
    return str(Delegate.objects.filter(left_at=None).first().registration.person.reference)


FIELDS: Final[dict[str, Callable[[World], dict[str, Any]]]] = {
    "chair_act": lambda _world: {"about": str(Sitting.objects.get(state="scheduled").reference)},
    "desk_name_officer": lambda _world: {"person": a_delegate()},
    "desk_declare_presence": lambda _world: {"here": a_delegate()},
    "desk_bring_version": lambda _world: file_to_bring(),
    "desk_clear_version": lambda world: seen_file(world, "clear"),
    "desk_issue_version": lambda world: seen_file(world, "issue"),
    "desk_report_progress": lambda _world: {f"report-{Task.objects.get().reference}-progress": "40"},
    "desk_drop_task": lambda _world: {
        f"drop-{Task.objects.get().reference}-decision": str(Decision.objects.get(number=2).reference)
    },
    "new_motion": lambda _world: {"item": str(AgendaItem.objects.get(number="4").reference)},
    "desk_assign_interpreter": lambda _world: {"interpreter": str(Interpreter.objects.get().pk)},
    "desk_agenda_papers": lambda _world: {
        "attach": str(Document.objects.filter(level="committee", withdrawn_at=None).first().reference)
    },
    "desk_check_convocation": lambda world: hidden_on(world, "desk_check_convocation", "confirmed"),
    "desk_prove_notice": noted,
    "desk_check_mailing": lambda world: hidden_on(world, "desk_check_mailing", "confirmed"),
    "desk_import": lambda world: hidden_on(world, "desk_import", "shown"),
    "desk_invitation_table": lambda world: hidden_on(world, "desk_invitation_table", "shown"),
    "desk_erase": lambda _world: {"matter": "answers", "meeting": "excom-2020", "key": "document"},
    "desk_review_letters": lambda _world: {"chosen": str(Mail.objects.latest("pk").pk)},
    "desk_agenda": lambda _world: {"move": f"{AgendaItem.objects.get(number='1').reference}:down"},
    "desk_check_in": lambda world: {"code": world.registrations["participant"].entry_code},
    "desk_registrations_decide": lambda world: {
        "chosen": str(world.registrations["waiting"].reference),
        "confirmed": "1",
    },
}
