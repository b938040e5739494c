"""The table of who reads which field is the one answer: what is taken out of it is gone from pages, files and exports."""

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.accreditation.models import CheckIn, Registration
from comitia.accreditation.policies import readers as table
from comitia.accreditation.policies.readers import (
    GROUPS,
    LETS,
    READERS,
    TABLE,
    Field,
    Reader,
    Rule,
    may_read,
    readers_of,
)
from comitia.core.forms.definition import Kind
from comitia.platform.actors import Actor
from comitia.platform.bus import publish
from comitia.platform.kept import PUBLIC_CHANGED
from tests.api.asking import Program
from tests.factories.accounts import make_officer, make_person, make_token, signed_in
from tests.factories.accreditation import AT, ask, make_category, make_event, make_member, register
from tests.factories.delegations import compose, make_delegate_category, make_delegation, make_focal_point, row

CONSENTS = st.sampled_from(list(Registration.Publish.values))
CLASSES = st.frozensets(st.sampled_from(list(Reader)))


def test_every_field_and_every_kind_of_answer_has_its_line_in_a_group():
    fields = list(Field)
    grouped = [
        field for _title, first, last in GROUPS for field in fields[fields.index(first) : fields.index(last) + 1]
    ]
    assert (list(TABLE), grouped) == (fields, fields)
    assert {f"answer_{kind}" for kind in Kind if kind is not Kind.LABEL} == {
        field for field in Field if field.startswith("answer_")
    }
    assert (READERS.keys(), LETS.keys()) == (set(Reader), set(Registration.Publish.values))


@given(field=st.sampled_from(list(Field)), consent=CONSENTS, those=CLASSES, others=CLASSES)
def test_whoever_is_more_reads_no_less(field, consent, those, others):
    alone = may_read(field, those, publish=consent) or may_read(field, others, publish=consent)
    assert may_read(field, those | others, publish=consent) == alone


@given(field=st.sampled_from(list(Field)), consent=CONSENTS)
def test_strangers_read_what_the_person_lets_everyone_read_and_nothing_else(field, consent):
    listed = field in {Field.NAME, Field.CATEGORY, Field.MEMBER, Field.COUNTRY}
    assert may_read(field, {Reader.EVERYONE}, publish=consent) == (listed and consent == "everyone")
    assert may_read(field, {Reader.PARTICIPANT}, publish=consent) == (listed and consent != "nobody")
    assert not may_read(field, {Reader.CHAIR, Reader.OPERATOR}, publish="nobody")


def test_the_desk_searches_only_what_it_may_read():
    searched = (Field.NAME, Field.EMAIL, Field.MEMBER)
    assert all(may_read(field, {reader}) for field in searched for reader in table.AT_DESK)


@pytest.mark.parametrize(
    ("role", "of", "wanted"),
    [
        ("regional_office", "asia", {Reader.EVERYONE, Reader.REGIONAL_OFFICE}),
        ("regional_office", "europe", {Reader.EVERYONE}),
        ("regional_office", "", {Reader.EVERYONE}),
        ("chair", "asia", {Reader.EVERYONE, Reader.CHAIR}),
    ],
)
def test_a_regional_office_is_one_only_for_its_region(role, of, wanted):
    regions = frozenset({"asia"}) if role == "regional_office" else frozenset()
    assert readers_of(Actor(None, roles=frozenset({role}), regions=regions), region=of) == wanted


# What stands on the page of a registration and in the list to take away. (The page names people as those who acted, too.)
SHOWN = [
    (Field.EMAIL, "zqaddress@example.org"),
    (Field.CATEGORY, "Observer"),
    (Field.MEMBER, "Seoul"),
    (Field.REASON, "zqreason"),
    (Field.ANSWER_TEXT, "zqanswer"),
]
DESK = ("registrations/{}/", "registrations/list.csv?state=accepted")
OWN = {
    Field.NAME: "zqname",
    Field.ANSWER_TEXT: "zqanswer",
    Field.REASON: "zqreason",
    Field.STAFF_ANSWERS: "zqstaff",
    Field.FORMER_ANSWERS: "zqformer",
    Field.DRAFT: "zqdraft",
    Field.MEMBER: '"Seoul"',
}


@pytest.fixture
def closed():
    """Give what closes a cell of the table until the next one is closed."""
    original = dict(TABLE)

    def close(field: Field, reader: Reader) -> None:
        rule = original[field]
        TABLE.update(original)
        TABLE[field] = Rule(rule.label, rule.reads - {reader}, rule.by_consent - {reader})

    yield close
    TABLE.update(original)


def somebody() -> Registration:
    """Register somebody of Seoul, of whom everything is kept that can be."""
    meeting = make_event()
    make_category(meeting)
    ask(meeting, "remark", required=False)
    make_member("Seoul")
    ask(meeting, "city", kind="affiliation", required=False, order=2)
    person = make_person("zqname", email="zqaddress@example.org", at=AT)
    one = register(person, answers={"remark": "zqanswer", "city": ["seoul", ""]})
    one.name, one.reason, one.publish = "zqname", "zqreason", "everyone"
    del one.answers["city"]  # which names the member as well
    one.staff_answers = {"badge": "zqstaff"}
    one.former_answers = [{"version": one.form_id, "answers": {"remark": "zqformer"}}]
    one.draft = {
        "category": "observer",
        "version": one.form_id,
        "answers": {"remark": "zqdraft"},
        "mode": "online",
        "done": 0,
    }
    one.draft |= {"publish": "everyone", "recording": True}
    one.save()
    return one


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(shown=st.sampled_from(SHOWN), role=st.sampled_from(["secretariat", "regional_office"]))
def test_a_cell_that_is_closed_closes_every_page_and_file_of_the_desk(closed, shown, role):
    field, words = shown
    publish(PUBLIC_CHANGED, {})
    with transaction.atomic(), time_machine.travel(AT, tick=False):
        one = somebody()
        client = signed_in(make_officer(role, region="asia" if role == "regional_office" else "", at=AT))
        closed(Field.ZONE, Reader.DOOR)
        told = [words in client.get(f"/en/desk/{page.format(one.reference)}").content.decode() for page in DESK]
        closed(field, Reader(role))
        after = [words in client.get(f"/en/desk/{page.format(one.reference)}").content.decode() for page in DESK]
        assert (told, after) == ([True, True], [False, False])
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("field", OWN)
def test_the_export_of_a_person_follows_the_table(closed, field):
    client = signed_in(somebody().person)
    assert OWN[field] in client.get("/en/my/data/").content.decode().partition('"registrations"')[2]
    closed(field, Reader.SELF)
    assert OWN[field] not in client.get("/en/my/data/").content.decode().partition('"registrations"')[2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "words"), [(Field.NAME, "zqname"), (Field.MEMBER, "Seoul"), (Field.CATEGORY, "Observer")]
)
def test_the_list_of_participants_follows_the_table(closed, client, field, words):
    somebody()
    assert words in client.get("/en/participants/").content.decode()
    closed(field, Reader.EVERYONE)
    assert words not in client.get("/en/participants/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "words"),
    [(Field.POSITION, "Deputy mayor"), (Field.DELEGATE_EMAIL, "zq@example.org"), (Field.CREDENTIAL, "Letter awaited")],
)
def test_the_page_of_a_focal_point_follows_the_table(closed, field, words):
    meeting = make_event()
    make_delegate_category(meeting)
    delegation = make_delegation(meeting=meeting)
    composer = make_person(at=AT)
    make_focal_point(delegation, composer)
    compose(delegation, row("Head", role="head", email="zq@example.org", position="Deputy mayor"))
    client, page = signed_in(composer), f"/en/delegations/{delegation.reference}/"
    assert words in client.get(page).content.decode()
    closed(field, Reader.FOCAL_POINT)
    assert words not in client.get(page).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "names"),
    [
        (Field.NAME, {"name"}),
        (Field.EMAIL, {"email"}),
        (Field.MEMBER, {"member"}),
        (Field.CATEGORY, {"category"}),
        (Field.MODE, {"mode"}),
        (Field.STATE, {"state"}),
        (Field.MOMENTS, {"submitted_at", "decided_at", "changed_at"}),
    ],
)
@pytest.mark.parametrize("region", ["", "asia"])
def test_what_programs_read_of_a_registration_follows_the_table(closed, field, names, region):
    one = somebody()
    with time_machine.travel(AT, tick=False):
        program = Program(make_token(make_officer(at=AT), region=region))
        [whole] = program.get("meetings/excom-2020/registrations").json()["records"]
        closed(field, Reader.REGIONAL_OFFICE if region else Reader.SECRETARIAT)
        listed = program.get("meetings/excom-2020/registrations").json()["records"]
        alone = program.get(f"registrations/{one.reference}").json()
    assert alone == {name: value for name, value in whole.items() if name not in names}
    assert (listed, whole.keys() - alone.keys()) == ([alone], names)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "names"),
    [
        (Field.NAME, {"name"}),
        (Field.ROLE, {"role", "is_away"}),
        (Field.CREDENTIAL, {"credential", "speaks", "votes", "signs"}),
    ],
)
def test_what_programs_read_of_a_delegation_follows_the_table(closed, field, names):
    meeting = make_event()
    make_delegate_category(meeting)
    delegation = make_delegation(meeting=meeting)
    compose(delegation, row("Head", role="head"))
    with time_machine.travel(AT, tick=False):
        program = Program(make_token(make_officer(at=AT)))
        [whole] = program.get(f"delegations/{delegation.reference}").json()["delegates"]
        closed(field, Reader.SECRETARIAT)
        record = program.get(f"delegations/{delegation.reference}").json()
        listed = program.get("meetings/excom-2020/delegations").json()["records"]
    assert record["delegates"] == [{name: value for name, value in whole.items() if name not in names}]
    assert (listed, whole.keys() - record["delegates"][0].keys()) == ([record], names)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "words"),
    [
        (Field.NAME, "zqname"),
        (Field.CATEGORY, "Observer"),
        (Field.MEMBER, "Seoul"),
        (Field.STATE, "Withdrawn"),
        (Field.CHECK_INS, "inside"),
    ],
)
def test_the_door_follows_the_table(closed, field, words):
    one = somebody()
    CheckIn.objects.create(registration=one, key=one.reference, direction="in", at=AT, received_at=AT)
    Registration.objects.update(state="withdrawn")
    client, page = signed_in(make_officer("door", at=AT)), "/en/desk/check-in/?code=zqaddress"
    passage = {"key": str(one.person.reference), "registration": str(one.reference), "direction": "in"}

    def told() -> list[str]:
        found = client.get(page).content.decode().partition('id="found-title"')[2].partition("</section>")[0]
        [sent] = client.post("/en/desk/check-in/batch/", {"rows": [passage]}, content_type="application/json").json()[
            "rows"
        ]
        return [found, *([] if field is Field.CHECK_INS else [" ".join(str(value) for value in sent.values())])]

    assert [words in one for one in told()] == [True] * len(told())
    closed(field, Reader.DOOR)
    assert [words in one for one in told()] == [False] * len(told())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "words"), [(Field.NAME, "zqname"), (Field.EMAIL, "zqaddress"), (Field.CATEGORY, "<bdi>Observer</bdi>")]
)
def test_the_people_whom_a_mailing_reaches_follow_the_table(closed, field, words):
    somebody()
    client, page = signed_in(make_officer(at=AT)), "/en/desk/mailing/new/?audience=registered"
    assert words in client.get(page).content.decode()
    closed(field, Reader.SECRETARIAT)
    assert words not in client.get(page).content.decode()


@pytest.mark.django_db
def test_the_focal_points_whom_a_mailing_reaches_follow_the_table(closed):
    meeting = make_event()
    make_delegate_category(meeting)
    make_focal_point(make_delegation(meeting=meeting), make_person("zqfocal", email="zqfocal@example.org", at=AT))
    client, page = signed_in(make_officer(at=AT)), "/en/desk/mailing/new/?audience=no_mandate"
    assert "zqfocal" in client.get(page).content.decode()
    closed(Field.FOCAL_POINT, Reader.SECRETARIAT)
    assert "zqfocal" not in client.get(page).content.decode()
