"""The table of who reads which field is the one answer: what is taken out of it is gone from pages, files and exports."""

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.accreditation.models import Registration
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
from tests.factories.accounts import make_officer, make_person, signed_in
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
