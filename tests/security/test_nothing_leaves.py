"""What is private is read by those who may read it and by nobody else, whatever page, file, feed or search they try."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpResponse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.accounts.actions import issue_sign_in_link
from comitia.accreditation import actions
from comitia.accreditation.models import Registration
from comitia.journal.models import Entry
from comitia.notices.models import Mail
from comitia.platform import bus, console_mail
from comitia.platform.actors import SYSTEM
from comitia.platform.kept import PUBLIC_CHANGED
from tests.factories import accounts as people
from tests.factories.accreditation import make_category, make_event, own, register
from tests.security.addresses import Route, routes
from tests.security.marks import ABOUT, MORE_MARKS, allowed, make_marked_world
from tests.security.papers import LEVELS
from tests.security.papers import MARKS as PAPERS
from tests.security.secret_words import AT, HALF, MARKS
from tests.security.world import World, make_world

pytestmark = pytest.mark.django_db

# Who sees which private field: everything not named here is seen by nobody. `session kept by one person only` is a
# session of the public programme; that somebody keeps it is told only by the places in KEPT below.
REGISTRATIONS = {
    "name that nobody may see",
    "name for participants",
    "name for everyone, not admitted",
    "name of a registration not sent",
    "address of a participant",
    "answer",
    "answer of the staff",
    "reason of a refusal",
    "content of a document",
    "name of somebody invited",
}
CONTENT = {"title of a page not published", "new words of a published page, not published"}
SEES = {
    "visitor": set(),
    "citizen": set(),
    "participant": {"name for participants"},
    "regional_office europe": set(),
    "chair": {"text of a closed decision", "title of a closed item", "title of a motion not admitted"},
    "operator": set(),
    "door": {"name that nobody may see", "name for participants", "name for everyone, not admitted"},  # by search
    "regional_office asia": REGISTRATIONS - {"name of a registration not sent"},  # it names no city yet
    "secretariat": REGISTRATIONS
    | CONTENT
    | {
        "text of a letter",
        "secret of a sign-in link",  # only while letters are not really sent: see the tests of the desk
        "content of an import",
        "words of a mailing not sent",
        "name of a program",
        "title of a closed item",
        "title of a motion not admitted",
        "text of a closed decision",
    },
    "hidden": {
        "name that nobody may see",
        "name for participants",
        "address of a participant",
        "answer",
        "content of a document",
        "text of a letter",
        "secret of a sign-in link",
        "secret of a calendar",
        "data from a sign-in provider",
        "device of a person",
    },
}
DELEGATION = {
    "name of a delegate",
    "position of a delegate",
    "reason of a credential",
    "content of a letter of mandate",
    "name of a focal point",
}
# What they see at least of the marks of `marks.py`; at most it is what the table of readers lets them
SEES_MORE: dict[str, set[str]] = {reader: set() for reader in SEES} | {
    "secretariat": DELEGATION | {"address of a delegate", "note of the staff"},
    "regional_office asia": DELEGATION | {"address of a delegate", "note of the staff"},
    "composer": DELEGATION | {"address of a delegate"},
    "head": set(),
    "delegate": {"name of a delegate", "address of a delegate", "position of a delegate", "reason of a credential"},
    "shy": {"name on an invitation", "address on an invitation", "message of an invitation"},
    "hidden": {"note of the staff", "former answer", "door of a check-in"},
}
# Up to which level papers reach them; the secretariat alone finds drafts, at the desk
REACHED = {
    **dict.fromkeys(("visitor", "citizen", "regional_office asia", "regional_office europe", "operator", "door"), 1),
    **dict.fromkeys(("composer", "delegate"), 1),  # of an observer, rejected
    **dict.fromkeys(("participant", "hidden", "shy"), 2),
    **dict.fromkeys(("chair", "head"), 3),
    "secretariat": 4,
}
PUBLIC = "session kept by one person only"
KEPT = {"agenda", "my_data"}
SEARCHED = (
    "participants",
    "members",
    "api:list_members",
    "desk_members",
    "desk_registrations",
    "desk_journal",
    "desk_outbox",
    "zone",
)
WORDS = (
    "name that nobody may see",
    "name for participants",
    "name for everyone, not admitted",
    "address of a participant",
    "answer",
)
MORE = {
    "desk_registrations": ["state=draft", "state=refused", "region=asia", "member=seoul", "page=2"],
    "desk_registrations_file": ["state=draft", "state=refused", "region=asia"],
    "participants": ["region=asia", "country=KR", "category=observer", "page=2"],
    "desk_check_in": [f"code={MARKS[name][:HALF]}" for name in WORDS],
    "desk_outbox": ["state=held", "state=queued"],
    "desk_journal": ["verb=save_profile", "verb=refuse_registration"],
    "programme": ["view=list", "mine=1", "zone=Asia/Seoul"],
    "wagtailadmin_pages:search": [f"q={MARKS['title of a page not published'][:HALF]}"],
}
# Whoever reads one of these has left an entry in the journal, whatever the address
VIEWED = (
    *(MARKS["content of a document"], MORE_MARKS["content of a letter of mandate"]),
    *(
        PAPERS[f"{what} of a paper for {level}"]
        for what in ("content", "draft")
        for level in ("committee", "secretariat")
    ),
)
LEFT_OUT = {"wagtailadmin_error_test"}  # a page of Wagtail that fails on purpose


@pytest.fixture(autouse=True)
def _first_of_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Give what the console would show."""
    written = io.StringIO()
    console = next(one for one in logging.getLogger().handlers if one.name == "console")
    before = console.setStream(written)
    django = logging.getLogger("django")
    monkeypatch.setattr(django, "handlers", [console])
    monkeypatch.setattr(django, "propagate", False)
    yield written
    console.setStream(before)


def test_each_reader_sees_what_is_theirs_to_see_and_nothing_else(log: io.StringIO) -> None:
    world = make_marked_world()
    seen: dict[str, set[str]] = {}
    more: dict[str, set[str]] = {}
    papers: dict[str, set[str]] = {}
    kept_told: dict[str, set[str]] = {}
    for reader in SEES_MORE:
        answers = [(route, text) for route, text in everything(world, reader)]
        seen[reader] = {field for field, word in MARKS.items() if any(word in text for _route, text in answers)} - {
            PUBLIC
        }
        kept_told[reader] = {route for route, text in answers if route in KEPT and MARKS[PUBLIC] in text}
        papers[reader] = {field for field, word in PAPERS.items() if any(word in text for _route, text in answers)}
        more[reader] = {field for field, word in MORE_MARKS.items() if any(word in text for _route, text in answers)}
    assert {reader: seen[reader] for reader in SEES} == SEES
    assert papers == {reader: papers_for(reader) for reader in SEES_MORE}
    assert {reader: SEES_MORE[reader] - more[reader] for reader in SEES_MORE} == {reader: set() for reader in SEES_MORE}
    # What is told above field by field is what the table of readers lets each of them see
    for reader in SEES_MORE:
        assert (seen[reader] | more[reader]) & ABOUT.keys() <= allowed(world, reader), reader
    assert kept_told == {reader: KEPT if reader == "hidden" else set() for reader in SEES_MORE}
    assert [field for field, word in (MARKS | MORE_MARKS | PAPERS).items() if word in log.getvalue().lower()] == []


def papers_for(reader: str) -> set[str]:
    """Name the marks of papers that reach a reader, by page, file, list or program."""
    drafts = LEVELS if reader == "secretariat" else ()
    found = {f"{what} of a paper for {level}" for what in ("title", "content") for level in LEVELS[: REACHED[reader]]}
    return found | {f"draft of a paper for {level}" for level in drafts}


def everything(world: World, reader: str) -> Iterator[tuple[str, str]]:
    """Read every address there is, with searches and filters, and give each answer as text.

    Wagtail's screens are read by the secretariat alone: the table of access says that nobody else gets in.
    """
    client = world.client(reader)
    for route in routes():
        if route.name in LEFT_OUT or (route.path.startswith("cms/") and reader != "secretariat"):
            continue
        for address in route.filled(world.values_of):
            for query in queries_of(route):
                before = Entry.objects.count()
                response = client.get(f"{address}?{query}" if query else address)
                assert response.status_code < 500, address
                text = text_of(response)
                if any(word in text for word in VIEWED):
                    assert looks_since(before) == [world.people[reader].reference], address
                yield route.name, text


def looks_since(number: int) -> list[object]:
    """Say who looked at a letter or a document since an entry of the journal."""
    looks = Entry.objects.filter(number__gt=number, verb__in=["view_letter", "view_document", "view_paper"])
    return list(looks.values_list("by", flat=True))


def queries_of(route: Route) -> list[str]:
    searches = [f"q={MARKS[name][:HALF]}" for name in WORDS] if route.name in SEARCHED else []
    return ["", *searches, *MORE.get(route.name, [])]


def text_of(response: HttpResponse) -> str:
    """Give everything an answer says: headers, cookies and body, unpacked and unfolded."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"".join(archive.read(name) for name in archive.namelist())
    text = body.decode("utf-8", "replace").replace("\r\n ", "")
    return f"{dict(response.headers)} {response.cookies} {text}".lower()


def test_a_secret_address_is_not_in_the_log_and_a_fault_has_no_words(
    client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = issue_sign_in_link(email="new@example.org", by=SYSTEM, at=AT)
    assert client.post(f"/en/accounts/link/{secret}/").status_code == 422
    assert client.get(f"/en/accounts/link/{secret}/more/").status_code == 404
    monkeypatch.setattr("comitia.web.sign_in.queries.read_link", failing)
    client.raise_request_exception = False
    assert client.get(f"/en/accounts/link/{secret}/").status_code == 500
    assert secret not in log.getvalue()
    assert "zq@example.org" not in log.getvalue()
    assert "422 at /en/accounts/link/<str:secret>/" in log.getvalue()
    assert "builtins.ValueError" in log.getvalue()


def failing(*_arguments: object, **_more: object) -> None:
    whose = "zq"
    raise ValueError(f"Key (email)=({whose}@example.org) already exists")


def test_the_console_shows_of_a_letter_its_subject_and_links_and_no_address() -> None:
    make_world()
    printed = "".join(
        console_mail.in_short(EmailMessage(mail.subject, mail.text, to=[mail.to])) for mail in Mail.objects.all()
    )
    assert [field for field, word in MARKS.items() if word in printed.lower()] == ["secret of a sign-in link"]


def test_what_is_announced_names_nobody(django_capture_on_commit_callbacks) -> None:
    heard: list[str] = []
    leave = [bus.subscribe(topic, lambda payload: heard.append(str(payload))) for topic in ("public_changed", "live")]
    with django_capture_on_commit_callbacks(execute=True):
        make_world()
    for one in leave:
        one()
    told = " ".join(heard).lower()
    assert "excom-2020" in told
    assert [field for field, word in MARKS.items() if word in told] == []


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(Registration.Publish.values),
        st.sampled_from(["registered", "withdrawn", "waiting", "refused"]),
    ),
    max_size=4,
)
READERS = ("visitor", "citizen", "participant", "withdrawn", "secretariat")


@given(those=PEOPLE, reader=st.sampled_from(READERS))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_a_name_is_listed_as_far_as_its_owner_lets_it_whoever_reads(those, reader) -> None:
    bus.publish(PUBLIC_CHANGED, {})  # what was kept of the example before
    with transaction.atomic():
        meeting = make_event()
        make_category(meeting, "observer")
        make_category(meeting, "decided", by_decision=True)
        for number, (publish, state) in enumerate(those):
            take_part(f"zqname{number}z", publish=publish, state=state)
        text = client_of(reader).get("/en/participants/").content.decode()
        shown = {number for number in range(len(those)) if f"zqname{number}z" in text}
        lets = {"everyone", "participants"} if reader == "participant" else {"everyone"}
        assert shown == {n for n, (publish, state) in enumerate(those) if state == "registered" and publish in lets}
        transaction.set_rollback(True)


def take_part(name: str, *, publish: str, state: str) -> people.Person:
    person = people.make_person(name, at=AT)
    registration = register(person, "decided" if state in {"waiting", "refused"} else "observer")
    Registration.objects.filter(pk=registration.pk).update(publish=publish)
    if state == "withdrawn":
        actions.withdraw(person, by=own(person), at=AT)
    if state == "refused":
        Registration.objects.filter(pk=registration.pk).update(state="refused", places={})
    return person


def client_of(reader: str):
    match reader:
        case "visitor":
            return people.Client()
        case "participant" | "withdrawn":
            state = "registered" if reader == "participant" else "withdrawn"
            return people.signed_in(take_part("Reader", publish="nobody", state=state))
        case "secretariat":
            return people.signed_in(people.make_officer(at=AT))
        case _:
            return people.signed_in(people.make_person(at=AT))
