"""More of the small world: a delegation, invitations, check-ins and answers, each private field with a mark of its own.

`ABOUT` says which field of the table of readers each mark is, and whose.
"""

from __future__ import annotations

from typing import Final

from allauth.account.models import EmailAddress

from comitia.accounts.queries import actor
from comitia.accreditation import actions
from comitia.accreditation.models import (
    Category,
    CheckIn,
    Delegation,
    FocalPoint,
    Invitation,
    LetterOfMandate,
    ObserverEntity,
    Registration,
)
from comitia.accreditation.policies.readers import Field, Reader, may_read, readers_of
from comitia.core.governance.credentials import CredentialAct
from comitia.meetings.models import Meeting
from comitia.members.models import Region
from comitia.platform.actors import Actor
from tests.factories import accounts as people
from tests.factories.accreditation import ask
from tests.factories.delegations import compose, make_delegate_category, row
from tests.security.secret_words import AT, mark
from tests.security.world import World, file_with, make_world

FIELDS: Final = (
    "name of a delegate",
    "address of a delegate",
    "position of a delegate",
    "reason of a credential",
    "content of a letter of mandate",
    "name of a focal point",
    "name on an invitation",
    "address on an invitation",
    "message of an invitation",
    "door of a check-in",
    "note of the staff",
    "former answer",
)
MORE_MARKS: Final = {name: mark(number) for number, name in enumerate(FIELDS, 60)}
# Of every mark that the table of readers speaks of: the field, and whose it is (several people may bear one mark)
ABOUT: Final[dict[str, tuple[Field, *tuple[str, ...]]]] = {
    "name that nobody may see": (Field.NAME, "hidden"),
    "name for participants": (Field.NAME, "shy"),
    "name for everyone, not admitted": (Field.NAME, "waiting"),
    "address of a participant": (Field.EMAIL, "hidden", "shy", "waiting"),
    "answer": (Field.ANSWER_TEXT, "hidden", "shy", "waiting"),
    "answer not sent yet": (Field.DRAFT, "beginner"),
    "reason of a refusal": (Field.REASON, "waiting"),
    "content of a document": (Field.ANSWER_FILE, "hidden"),
    "text of a letter": (Field.LETTERS, "hidden"),
    "data from a sign-in provider": (Field.WAYS_IN, "hidden"),
    "device of a person": (Field.WAYS_IN, "hidden"),
    "note of the staff": (Field.STAFF_ANSWERS, "hidden"),
    "former answer": (Field.FORMER_ANSWERS, "hidden"),
    "door of a check-in": (Field.CHECK_INS, "hidden"),
    "name of a delegate": (Field.NAME, "delegate"),
    "address of a delegate": (Field.DELEGATE_EMAIL, "delegate"),
    "position of a delegate": (Field.POSITION, "delegate"),
    "reason of a credential": (Field.CREDENTIAL, "delegate"),
    "content of a letter of mandate": (Field.LETTER_FILE, "delegate"),
    "name of a focal point": (Field.FOCAL_POINT, "composer"),
    "name on an invitation": (Field.INVITATION, "shy"),
    "address on an invitation": (Field.INVITATION, "shy"),
    "message of an invitation": (Field.INVITATION, "shy"),
}
LETTERS: Final = ("delegation_letter_file", "desk_letter_of_mandate", "desk_letter_release")
PAGES: Final = (
    *LETTERS,
    "delegation",
    "delegation_people",
    "delegation_letter",
    "delegation_hand_over",
    "desk_delegation",
    "desk_delegation_remind",
    "desk_focal_point_end",
    "desk_credentials_of",
)
SECRETARIAT: Final = Actor(None, capacity="secretariat", roles=frozenset({"secretariat"}))


def make_marked_world() -> World:
    """Make the small world and what is kept about delegations, invitations and doors."""
    world = make_world()
    meeting = Meeting.objects.get(is_current=True)
    _make_delegation(world, meeting)
    _make_invitation(world, meeting)
    _answer_more(world, meeting)
    return world


def allowed(world: World, reader: str) -> set[str]:
    """Name the marks that the table of readers lets somebody see."""
    return {
        name
        for name, (field, *owners) in ABOUT.items()
        if any(may_see(world, reader, field, owner) for owner in owners)
    }


def may_see(world: World, reader: str, field: Field, owner: str) -> bool:
    publish = {"shy": "participants", "waiting": "nobody"}.get(owner, "nobody")  # who waits is not listed at all
    return may_read(field, readers(world, reader, owner), publish=publish)


def readers(world: World, reader: str, owner: str) -> frozenset[Reader]:
    """Say what a reader of the world is to one of its people."""
    by = actor(world.people.get(reader))
    return readers_of(
        by,
        person=world.people[owner].reference,
        region="" if owner == "beginner" else "asia",
        is_focal_point=reader == "composer" and owner in {"delegate", "composer"},
        takes_part=reader in {"hidden", "shy", "participant", "head"},
    )


def _make_delegation(world: World, meeting: Meeting) -> None:
    """Let somebody compose the delegation of an observer entity of Asia, with a letter and a rejected credential."""
    if not Category.objects.filter(meeting=meeting, entry="delegation").exists():
        make_delegate_category(meeting)
    entity = ObserverEntity.objects.create(slug="watchers", name="Watchers", region=Region.objects.get(code="asia"))
    delegation = Delegation.objects.create(meeting=meeting, observer=entity, created_at=AT, changed_at=AT)
    world.people["composer"] = composer = people.make_person("Composer", email="composer@example.org", at=AT)
    asked = {"delegation": delegation, "language": "en", "invited_at": AT, "expires_at": AT}
    name = MORE_MARKS["name of a focal point"]
    focal_point = FocalPoint.objects.create(
        **asked, email=composer.email, name=name, person=composer, digest="composer", taken_up_at=AT
    )
    delegate = row(
        MORE_MARKS["name of a delegate"],
        role="observer",
        email=f"{MORE_MARKS['address of a delegate']}@example.org",
        position=MORE_MARKS["position of a delegate"],
    )
    compose(delegation, delegate)
    registration = Registration.objects.get(delegate__delegation=delegation)
    world.people["delegate"] = registration.person
    content = file_with(MORE_MARKS["content of a letter of mandate"])
    with actions.receive_file([content], name="letter.pdf") as received:
        actions.receive_letter(
            delegation.reference, received, covers=(), issued_by="Chair", issued_on=None, by=SECRETARIAT, at=AT
        )
    letter = LetterOfMandate.objects.get(delegation=delegation)
    actions.release_letter(letter.pk, by=SECRETARIAT, at=AT)
    reject = actions.Decision(reference=registration.reference, act=CredentialAct.REJECT)
    reason = MORE_MARKS["reason of a credential"]
    actions.decide_credentials(delegation.reference, [reject], reason=reason, by=SECRETARIAT, at=AT)
    for page in PAGES:
        _add(world, f"{page}.reference", delegation.reference)
    for page in LETTERS:
        _add(world, f"{page}.pk", letter.pk)
    for page in ("desk_focal_point_end", "delegation_accept"):
        _add(world, f"{page}.pk", focal_point.pk)
    _add(world, "desk_registration.reference", registration.reference, *world.values["reference"])


def _make_invitation(world: World, meeting: Meeting) -> None:
    address = f"{MORE_MARKS['address on an invitation']}@example.org"
    EmailAddress.objects.create(user=world.people["shy"], email=address, verified=True)
    Invitation.objects.create(
        meeting=meeting,
        category=Category.objects.get(meeting=meeting, code="observer"),
        registration=world.registrations["shy"],
        email=address,
        name=MORE_MARKS["name on an invitation"],
        message=MORE_MARKS["message of an invitation"],
        language="en",
        digest="invitation",
        state="accepted",
        invited_at=AT,
        expires_at=AT,
    )


def _answer_more(world: World, meeting: Meeting) -> None:
    """Answer for the staff and under an earlier form, and go through a door."""
    hidden = Registration.objects.get(pk=world.registrations["hidden"].pk)
    former = [{"version": hidden.form_id, "answers": {"remark": MORE_MARKS["former answer"]}}]
    ask(meeting, "badge", for_staff=True, required=False, order=9)
    newest = meeting.form_versions.order_by("-number").first()
    Registration.objects.filter(pk=hidden.pk).update(
        form=newest, staff_answers={"badge": MORE_MARKS["note of the staff"]}, former_answers=former
    )
    CheckIn.objects.create(
        registration=hidden,
        key=hidden.reference,
        direction="in",
        door=MORE_MARKS["door of a check-in"],
        at=AT,
        received_at=AT,
    )


def _add(world: World, name: str, *values: object) -> None:
    world.values[name] = [*world.values.get(name, []), *values]
