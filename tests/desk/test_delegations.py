"""The desk opens, chases and examines delegations; the regional office does so in its region only."""

import io
import re
from datetime import timedelta

import docx
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comitia.accreditation import actions
from comitia.accreditation.models import Delegation, FocalPoint, ObserverEntity, Registration
from comitia.journal.models import Entry
from comitia.notices.models import Mail
from comitia.platform.blobs.models import Blob
from tests.factories.accreditation import AT, give_role, make_person, officer
from tests.factories.delegations import bring_letter, compose, decide, make_delegation, make_focal_point, row
from tests.factories.organs import make_committee, make_mandate
from tests.factories.pages import text

pytestmark = pytest.mark.django_db
LIST, QUEUE = "/en/desk/delegations/", "/en/desk/credentials/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\nxref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \ntrailer<</Size 3/Root 1 0 R>>\nstartxref\n103\n%%EOF\n"


@pytest.fixture(autouse=True)
def _first_of_november():
    with time_machine.travel(AT, tick=False):
        yield


def desk_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def secretariat():
    return desk_of(give_role(make_person("Officer")))


def names(response) -> list[str]:
    return re.findall(r'<th scope="row">(?:<a href="[^"]+">)?<bdi>([^<]*)', response.content.decode())


def two_regions():
    near = make_delegation("Seoul", region="asia")
    far = make_delegation("Moscow", meeting=near.meeting, region="eurasia")
    return near, far


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_statements_for_any_number_of_rows(secretariat, number):
    first = make_delegation()
    for place in range(number - 1):
        make_delegation(f"City {place}", meeting=first.meeting)
    secretariat.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        assert len(names(secretariat.get(LIST))) == number
    assert len(captured) == 7, [query["sql"][:90] for query in captured]


def test_delegations_are_opened_and_found_by_progress(secretariat):
    near, far = two_regions()
    Delegation.objects.all().delete()
    response = secretariat.post(f"{LIST}open/", {"whom": "all"}, follow=True)
    assert "2 delegations were opened." in response.content.decode()
    assert names(response) == ["Moscow", "Seoul"]
    compose(Delegation.objects.get(member=near.member), row("Ana", role="head"))
    assert names(secretariat.get(LIST, {"progress": "no_letter"})) == ["Seoul"]
    assert names(secretariat.get(LIST, {"progress": "uninvited", "region": "eurasia", "q": "MOS"})) == ["Moscow"]
    assert "No delegation matches." in text(secretariat.get(LIST, {"progress": "complete", "q": "\0x"}))
    assert far.member.name == "Moscow"


def test_the_regional_office_sees_and_chases_only_its_region():
    near, far = two_regions()
    office = desk_of(give_role(make_person(), "regional_office", region="asia"))
    assert names(office.get(LIST)) == ["Seoul"]
    assert office.get(f"{LIST}{far.reference}/").status_code == 404
    for one in (near, far):
        actions.invite_focal_point(
            one.reference, email=f"{one.pk}@example.org", name="", language="ko", by=officer(), at=AT
        )
    old = FocalPoint.objects.get(delegation=near).digest
    with time_machine.travel(AT + timedelta(days=2), tick=False):
        office.post(f"{LIST}remind/", {"chosen": [near.reference, far.reference]})
    assert [one.to for one in Mail.objects.filter(kind="focal_point_reminded")] == [f"{near.pk}@example.org"]
    assert FocalPoint.objects.get(delegation=near).digest != old
    assert list(Delegation.objects.filter(reminded_at__isnull=False)) == [near]
    assert office.get(QUEUE).status_code == office.get(f"{LIST}votes/").status_code == 403
    assert office.get(f"/en/delegations/{near.reference}/people/").status_code == 200
    sent = {
        "act": "save",
        "seen": 0,
        "who": "",
        "name": "A",
        "email": "",
        "role": "head",
        "mode": "",
        "position": "",
        "affiliation": "",
    }
    assert office.post(f"/en/delegations/{near.reference}/people/", sent).status_code == 422


def test_a_focal_point_is_invited_once_and_ended(secretariat):
    delegation = make_delegation()
    page = f"{LIST}{delegation.reference}/"
    given = {"email": "Tuya@Example.org", "name": "Tuya", "language": "ru"}
    assert "Tuya" in text(secretariat.post(page, given, follow=True))
    assert (FocalPoint.objects.get().language, Mail.objects.get().to) == ("ru", "tuya@example.org")
    again = secretariat.post(page, given)
    assert again.status_code == 422
    assert "invited to this delegation already" in text(again)
    assert secretariat.post(page, {"email": "no", "language": "en"}).status_code == 422
    secretariat.post(f"{page}remind/")
    assert Mail.objects.count() == 1
    secretariat.post(f"{page}focal-points/{FocalPoint.objects.get().pk}/end/")
    assert FocalPoint.objects.get().ended_at == AT


def test_observer_entities_get_delegations_without_a_vote(secretariat):
    meeting = make_delegation().meeting
    secretariat.post(f"{LIST}observers/", {"name": "Eurocities", "region": "asia", "country": "be"})
    assert "Belgium" in text(secretariat.get(f"{LIST}observers/"))
    assert secretariat.post(f"{LIST}observers/", {"name": " ", "country": ""}).status_code == 422
    secretariat.post(f"{LIST}open/", {"whom": "observers"})
    observer = Delegation.objects.get(observer=ObserverEntity.objects.get(), meeting=meeting)
    named = compose(observer, row("Eve", role="head"))
    bring_letter(observer)
    decide(observer, *named.values())
    observer.refresh_from_db()
    assert (observer.holder, named["Eve"].delegate.credential.votes) == (None, False)
    assert "An observer entity has no vote." in text(secretariat.get(f"{LIST}{observer.reference}/"))


def test_credentials_of_one_letter_are_decided_at_once(secretariat):
    delegation = make_delegation()
    make_focal_point(delegation, make_person("Tuya", email="tuya@example.org", language="ru"))
    named = compose(
        delegation, row("Ana", role="head", email="ana@example.org"), row("Bo", role="alternate"), row("Cy")
    )
    letter = bring_letter(delegation)
    Mail.objects.all().delete()
    page = f"{QUEUE}{delegation.reference}/"
    shown = secretariat.get(page)
    assert f'src="{page}letter/{letter.pk}/"' in shown.content.decode()
    assert "frame-src 'self'" in shown["Content-Security-Policy"]
    ana, bo, cy = (named[name].reference for name in ("Ana", "Bo", "Cy"))
    bare = secretariat.post(page, {"act": "reject", "reason": " "})
    assert bare.status_code == 422
    assert "Write the reason" in text(bare)
    given = {
        "act": "accept",
        f"act-{cy}": "find incomplete",
        "reason": "No seal",
        f"votes-{ana}": "on",
        f"speaks-{bo}": "on",
    }
    secretariat.post(page, given)
    states = dict(Registration.objects.values_list("name", "delegate__credential__state"))
    assert states == {"Ana": "accepted", "Bo": "accepted", "Cy": "incomplete"}
    delegation.refresh_from_db()
    assert delegation.holder.registration == named["Ana"]
    assert sorted(Mail.objects.values_list("kind", "to")) == [
        ("credential_accepted", "ana@example.org"),
        ("credential_accepted", "tuya@example.org"),
        ("credential_accepted", "tuya@example.org"),
        ("credential_incomplete", "tuya@example.org"),
        ("vote_held", "ana@example.org"),
    ]
    again = secretariat.post(page, {f"act-{ana}": "accept"}, follow=True)
    assert "This credential is decided already" in again.content.decode()


def test_nobody_decides_their_own_delegation():
    person = give_role(make_person("Officer", email="officer@example.org"))
    delegation = make_delegation()
    compose(delegation, row("Officer", role="head", email="officer@example.org"))
    bring_letter(delegation)
    page = f"{QUEUE}{delegation.reference}/"
    client = desk_of(person)
    assert "Nobody decides the credentials of their own delegation" in text(client.get(page))
    assert client.post(page, {"act": "accept"}).status_code == 422
    assert Registration.objects.get().delegate.credential.state == "received"


def test_a_letter_in_quarantine_is_let_out_deliberately_and_each_look_is_written_down(secretariat):
    delegation = make_delegation()
    compose(delegation, row("Ana", role="head"))
    with actions.receive_file([PDF], name="letter.pdf") as received:
        letter = actions.receive_letter(
            delegation.reference, received, covers=(), issued_by="", issued_on=None, by=officer(), at=AT
        )
    page = f"{QUEUE}{delegation.reference}/"
    assert Blob.objects.get().state == "quarantined"
    assert "The letter is in quarantine" in text(secretariat.get(page))
    assert secretariat.get(f"{page}letter/{letter.pk}/").status_code == 302
    assert Entry.objects.filter(verb="view_letter").count() == 0
    secretariat.post(f"{page}letter/{letter.pk}/release/")
    response = secretariat.get(f"{page}letter/{letter.pk}/")
    assert (b"".join(response.streaming_content), response["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert list(Entry.objects.filter(verb__in=["release_letter", "view_letter"]).values_list("verb", flat=True)) == [
        "release_letter",
        "view_letter",
    ]


def seated_delegations():
    organ = make_committee()
    first = make_delegation("Seoul")
    second = make_delegation("Moscow", meeting=first.meeting)
    first.meeting.organ = organ
    first.meeting.save()
    for one in (first, second):
        make_mandate(one.member, organ, starts="2017", ends="2020")
    return first, second


def test_who_holds_the_vote_is_said_for_each_seat_with_the_cure(secretariat):
    first, second = seated_delegations()
    named = compose(first, row("Ana", role="head"), row("Bo", role="alternate"))
    bring_letter(first)
    decide(first, *named.values())
    shown = text(secretariat.get(f"{LIST}votes/"))
    assert "1 of 2 members that sit can vote now." in shown
    assert "Ana in good standing can vote" in shown
    assert "No head or alternate is named." in shown
    compose(second, row("Cy", role="head"))
    assert "No letter of mandate has been received." in text(secretariat.get(f"{LIST}votes/"))
    for one in named.values():
        actions.set_away(first.reference, one.reference, away=True, by=officer(), at=AT)
    assert "Everybody who may vote is away." in text(secretariat.get(f"{LIST}votes/"))


def test_the_rule_on_provisional_credentials_settles_every_vote(secretariat):
    first, _second = seated_delegations()
    named = compose(first, row("Ana", role="head"))
    bring_letter(first)
    decide(first, *named.values(), act="admit provisionally")
    assert Delegation.objects.get(pk=first.pk).holder is not None
    secretariat.post(f"{QUEUE}rule/", {"may_vote": "no"})
    assert Delegation.objects.get(pk=first.pk).holder is None
    assert "provisional credentials do not vote here" in text(secretariat.get(f"{LIST}votes/"))
    secretariat.post(f"{QUEUE}rule/", {"may_vote": "yes"})
    assert Delegation.objects.get(pk=first.pk).holder is not None


def test_the_report_is_a_page_and_a_document(secretariat):
    first, _second = seated_delegations()
    named = compose(first, row("Ana", role="head"))
    bring_letter(first)
    decide(first, *named.values())
    shown = text(secretariat.get(f"{QUEUE}report/"))
    assert "Credentials accepted (1)" in shown
    assert "Seoul : Ana (Head of delegation)" in shown
    written = docx.Document(io.BytesIO(secretariat.get(f"{QUEUE}report.docx").content))
    lines = [one.text for one in written.paragraphs]
    assert "Seoul: Ana (Head of delegation)" in lines
    assert "Moscow" in lines
    assert [cell.text for cell in written.tables[0].rows[2].cells] == ["Seoul", "Ana", ""]


def test_a_queue_of_five_hundred_takes_twelve_statements(secretariat):
    first = make_delegation()
    opened = [first, *(make_delegation(f"City {number}", meeting=first.meeting) for number in range(99))]
    for one in opened:
        compose(one, *(row(f"P {one.pk} {place}") for place in range(5)))
        bring_letter(one)
    secretariat.get(QUEUE)
    with CaptureQueriesContext(connection) as captured:
        response = secretariat.get(QUEUE)
    assert len(names(response)) == 50
    assert len(captured) <= 12, [query["sql"][:90] for query in captured]


def test_the_report_is_handed_out_as_pages_in_the_language_of_the_reader(secretariat):
    near, _far = two_regions()
    compose(near, row("Kim Minsu 김민수"))
    for language in ("en", "ar", "ko"):
        answer = secretariat.get(f"/{language}/desk/credentials/report.pdf")
        assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
        assert answer.content.startswith(b"%PDF-")
