"""Badges are designed, printed in the background with remarks, taken away and forgotten."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from comitia.accreditation.actions import badges as actions
from comitia.accreditation.models import BadgeDesign, BadgeRun, Registration
from comitia.accreditation.policies.badge_designs import (
    PIECES,
    SIZES,
    Element,
    Piece,
    as_json,
    faults_of,
    from_json,
    new_element,
    starting_design,
)
from comitia.accreditation.queries.badges import Wanted
from comitia.journal.models import Entry
from comitia.platform.answers import RefusedError
from comitia.platform.blobs import store
from comitia.platform.blobs.models import Blob
from comitia.platform.remarks import Remark
from tests.factories.accreditation import AT, ask, make_category, make_event, make_person, officer, register


def designed(meeting, *, name="Badge", design=None, **more) -> BadgeDesign:
    return actions.save_design(
        meeting, None, name=name, design=design or starting_design("a6"), by=officer(), at=AT, **more
    )


def printed(design, wanted=None) -> BadgeRun:
    run = actions.start_run(design.pk, wanted or Wanted(), language="en", by=officer(), at=AT)
    actions.print_badges(run.pk, language="en", clock=lambda: AT)
    return BadgeRun.objects.select_related("blob").get(pk=run.pk)


def event(*categories):
    meeting = make_event()
    for code in categories or ("observer",):
        make_category(meeting, code)
    return meeting


def picture(colour="teal") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (1200, 1600), colour).save(file, "JPEG")
    return file.getvalue()


@pytest.mark.parametrize("size", SIZES)
def test_a_design_to_begin_with_is_without_fault_and_is_kept_as_it_is(size):
    design = starting_design(size)
    assert faults_of(design) == []
    assert from_json(as_json(design)) == design


@pytest.mark.parametrize("piece", PIECES)
def test_every_element_can_be_added_and_says_what_it_lacks(piece):
    faults = faults_of(new_element(starting_design("card"), piece))
    needs_more = piece in {Piece.ANSWER, Piece.PHOTO, Piece.LOGO}
    assert len(faults) == (1 if needs_more else 0)


def test_an_element_over_the_edge_is_a_fault():
    design = replace(starting_design("card"), elements=(Element(piece=Piece.NAME, x=80, y=0, width=20, height=5),))
    assert faults_of(design) == ["Element 1 (Name): It stands over the edge of the badge. Move it or make it smaller."]


@pytest.mark.django_db
def test_badges_are_printed_for_who_is_accepted_and_wanted():
    meeting = event("observer", "press")
    for name, category in (("Ada", "observer"), ("김민수", "observer"), ("Vera", "press")):
        register(make_person(name), category)
    Registration.objects.filter(person__name="Ada").update(state="refused")
    run = printed(designed(meeting), Wanted(categories=("observer",)))
    assert (run.state, run.done, run.remarks) == ("done", 1, [])
    assert b"".join(store.read(run.blob)).startswith(b"%PDF-")
    assert (run.blob.media_type, run.blob.owner) == ("application/pdf", None)


@pytest.mark.django_db
def test_what_does_not_fit_or_cannot_be_written_or_has_no_photograph_is_remarked():
    meeting = event()
    ask(meeting, "photo", kind="picture", required=False)
    photo = Element(piece=Piece.PHOTO, x=0, y=0, width=20, height=20, question="photo")
    start = starting_design("card")
    register(make_person("Ada 𞤀"))
    register(make_person("Wolkensteintrostburghohenlohe" * 4))
    run = printed(designed(meeting, design=replace(start, elements=(*start.elements, photo))))
    remarks = [str(Remark.from_json(one)) for one in run.remarks]
    assert [remark.partition(":")[2].strip() for remark in remarks] == [
        "no font here has 𞤀. Write the name in another way.",
        "there is no photograph.",
        "there is no photograph.",
        f"{('Wolkensteintrostburghohenlohe' * 4)[:80]} does not fit, even in small letters. Make its place larger.",
    ]


@pytest.mark.django_db
def test_photographs_and_the_logo_are_printed():
    meeting = event()
    ask(meeting, "photo", kind="picture", required=False)
    registration = register(make_person("Ada"))
    blob = store.keep([picture()], name="a.jpg", accepts=("picture",), longest=10**7, at=AT)
    Registration.objects.filter(pk=registration.pk).update(answers={"photo": str(blob.reference)})
    photo = Element(piece=Piece.PHOTO, x=0, y=0, width=30, height=40, question="photo")
    logo = Element(piece=Piece.LOGO, x=0, y=50, width=30, height=10)
    with actions.receive_logo([picture("navy")], name="logo.jpg") as received:
        design = replace(starting_design("a6"), elements=(photo, logo))
        run = printed(designed(meeting, design=design, logo=received))
    assert run.remarks == []
    assert b"".join(store.read(run.blob)).count(b"/Subtype/Image") == 2


@pytest.mark.django_db
def test_a_photograph_that_is_gone_is_remarked_and_the_others_are_printed():
    meeting = event()
    ask(meeting, "photo", kind="picture", required=False)
    registration = register(make_person("Ada"))
    blob = store.keep([picture()], name="a.jpg", accepts=("picture",), longest=10**7, at=AT)
    Registration.objects.filter(pk=registration.pk).update(answers={"photo": str(blob.reference)})
    store.path_of(blob.reference).unlink()
    photo = Element(piece=Piece.PHOTO, x=0, y=0, width=30, height=40, question="photo")
    run = printed(designed(meeting, design=replace(starting_design("a6"), elements=(photo,))))
    assert (run.state, [one["code"] for one in run.remarks]) == ("done", ["no_photo"])


@pytest.mark.django_db
def test_a_printing_done_twice_is_done_once():
    meeting = event()
    register(make_person("Ada"))
    run = printed(designed(meeting))
    assert actions.print_badges(run.pk, language="en", clock=lambda: AT) == "settled"
    assert Blob.objects.filter(media_type="application/pdf").count() == 1


@pytest.mark.django_db
def test_a_badge_changed_by_two_officers_keeps_the_first_change():
    meeting = event()
    design = designed(meeting)
    change = {"name": "New", "design": starting_design("card"), "by": officer(), "at": AT}
    actions.save_design(meeting, design.pk, seen=1, **change)
    with pytest.raises(RefusedError, match="changed_meanwhile"):
        actions.save_design(meeting, design.pk, seen=1, **change)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "code"), [({"name": " "}, "no_name"), ({"name": "Badge"}, "name_taken"), ({"name": "B"}, "faulty_design")]
)
def test_a_design_is_refused_with_its_reason(given, code):
    meeting = event()
    designed(meeting)
    design = replace(starting_design("a6"), width=7.0) if code == "faulty_design" else starting_design("a6")
    with pytest.raises(RefusedError, match=code):
        actions.save_design(meeting, None, design=design, by=officer(), at=AT, **given)


@pytest.mark.django_db
def test_only_the_secretariat_prints_and_takes_and_the_journal_says_who():
    meeting = event()
    register(make_person("Ada"))
    run = printed(designed(meeting))
    for role in ("door", "regional_office", "chair", "operator"):
        with pytest.raises(RefusedError, match="not_for_this_role"):
            actions.take_badges(run.reference, by=officer(role), at=AT)
    by = officer()
    _blob, chunks = actions.take_badges(run.reference, by=by, at=AT)
    assert b"".join(chunks).startswith(b"%PDF-")
    assert Entry.objects.filter(verb="take_badges").values_list("by", flat=True).get() == by.person


@pytest.mark.django_db
def test_nobody_to_print_is_said_at_once():
    with pytest.raises(RefusedError, match="nobody"):
        actions.start_run(designed(event()).pk, Wanted(), language="en", by=officer(), at=AT)


@pytest.mark.django_db
def test_a_preview_is_drawn_for_every_size():
    meeting = event()
    drawn = [actions.preview(starting_design(size), meeting, language="ar") for size in SIZES]
    assert all(one.startswith(b"<svg") for one in drawn)
