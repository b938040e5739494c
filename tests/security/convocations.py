"""The convocations of the small world: one issued, with a proof on file, and one that is being written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from comitia.meetings.models import Meeting, Sitting
from comitia.members.models import Member
from comitia.platform.blobs import store
from comitia.proceedings.models import Addressee, Convocation, Notice
from comitia.proceedings.queries.convocation_agenda import frozen_agenda
from comitia.proceedings.queries.convocations import ready_texts
from tests.factories.accreditation import AT
from tests.factories.delegations import PNG

if TYPE_CHECKING:
    from tests.security.world import World

OF_ISSUED: Final = (
    *("desk_convocation_table", "desk_end_convocation", "desk_prove_notice", "desk_notice_proof"),
    "acknowledge_convocation",
)
OF_DRAFT: Final = ("desk_convocation", "desk_check_convocation", "desk_discard_convocation")
NOTE: Final = {"channel": "post", "sent_on": "2020-10-30", "identifier": "R 7"}
# Form: who sends it, what is in it, and the act that the journal names
CONVOCATION_ACTS: Final[dict[str, tuple[str, dict[str, str], str]]] = {
    "desk_agenda_papers": ("secretariat", {}, "paper_attached"),
    "desk_convocations_of": ("secretariat", {}, "begin_convocation"),
    "desk_convocation": ("secretariat", {"days": "8"}, "save_convocation"),
    "desk_check_convocation": ("secretariat", {}, "convocation_amended"),
    "desk_discard_convocation": ("secretariat", {}, "discard_convocation"),
    "desk_end_convocation": (
        "secretariat",
        {"end-how": "withdrawn", "end-reason": "Flood"},
        "convocation_withdrawn",
    ),
    "desk_prove_notice": ("secretariat", NOTE, "notice_proved"),
    "acknowledge_convocation": ("head", {}, "convocation_acknowledged"),
}


def make_convocations(world: World, meeting: Meeting, member: Member) -> None:
    """Convoke a member by a note verbale, and begin an amended convocation."""
    issued = Convocation.objects.create(
        meeting=meeting,
        number=1,
        state="issued",
        texts=ready_texts(),
        agenda=frozen_agenda(meeting),
        opens_at=AT,
        last_day=AT.date(),
        notice_days=7,
        created_at=AT,
        issued_at=AT,
    )
    draft = Convocation.objects.create(
        meeting=meeting, number=2, amends=issued, texts=ready_texts(), days=7, created_at=AT
    )
    addressee = Addressee.objects.create(convocation=issued, member=member)
    notice = Notice.objects.create(
        addressee=addressee,
        channel="note_verbale",
        sent_on=AT.date(),
        blob=store.keep([PNG], name="note.png", accepts=("picture",), longest=10_000, at=AT),
        noted_at=AT,
    )
    names = (*OF_ISSUED, *OF_DRAFT)
    world.values |= {f"{name}.meeting": [meeting.slug] for name in ("desk_convocations_of", *names)}
    world.values |= {f"{name}.reference": [issued.reference] for name in OF_ISSUED}
    world.values |= {f"{name}.reference": [draft.reference] for name in OF_DRAFT}
    world.values |= {"desk_notice_proof.notice": [notice.pk], "convocation.slug": [meeting.slug]}
    world.values |= {"acknowledge_convocation.slug": [meeting.slug]}


def begin_anew(_world: World) -> None:
    Convocation.objects.filter(state="draft").delete()


def open_later(_world: World) -> None:
    """Leave a sitting that is to come as the first one."""
    Sitting.objects.exclude(state="scheduled").update(starts_at="2021-11-17T07:00Z", ends_at="2021-11-17T08:00Z")


def noted(_world: World) -> dict[str, str]:
    return {"addressee": str(Addressee.objects.get().pk)}
