import pytest

from comitia.accreditation import actions, queries
from comitia.accreditation.models import FormVersion
from comitia.accreditation.queries.form import published_version
from comitia.accreditation.queries.versions import form_of_version
from comitia.core.forms.definition import Condition, Kind, Option, Page, Question, Section
from comitia.journal.models import Entry
from comitia.platform.actors import CHAIR, SYSTEM
from tests.factories.accreditation import AT, ask, fill_in, make_category, make_event, make_person, officer, register
from tests.factories.refusals import refusal

pytestmark = pytest.mark.django_db
SLUG = "excom-2020"


def state():
    return queries.form_at_desk(SLUG)


def acting(by=None):
    """Give what every act says: what was seen, who acts, when."""
    return {"seen": state().token, "by": by or officer(), "at": AT}


def outline():
    return [{each.key: [one.key for one in each.questions] for each in page.sections} for page in state().form.pages]


def question(label="Diet", kind=Kind.TEXT, **more) -> Question:
    return Question("", kind, {"en": label}, **more)


def test_a_form_is_built_from_nothing_and_published():
    meeting, by = make_event(), officer()
    make_category(meeting)
    assert actions.add_form_page(SLUG, {"en": "You"}, **acting(by)) == 1
    assert actions.add_question(SLUG, question(), section="section", **acting(by)) == "diet"
    travel = actions.add_form_section(SLUG, Section("", {"en": "Travel"}), page=1, **acting(by))
    visa = question("Visa?", Kind.CHOICE, options=(Option("", {"en": "Ja/Yes"}), Option("", {"en": "No"}, 5)))
    assert actions.add_question(SLUG, visa, section=travel, **acting(by)) == "visa"
    assert outline() == [{"section": ["diet"], "travel": ["visa"]}]
    assert state().form.question("visa").option_values == ("ja_yes", "no")
    assert (state().is_draft, published_version(meeting.pk)) == (True, None)
    version = actions.publish_draft(SLUG, **acting(by))
    assert (version.number, version.published_by, state().is_draft) == (1, by.person, False)
    verbs = Entry.objects.filter(subject=f"form:{SLUG}").order_by("number").values_list("verb", "facts")
    assert list(verbs) == [
        ("add_to_form", {"pages": 1}),
        ("add_to_form", {"question": "diet"}),
        ("add_to_form", {"section": "travel"}),
        ("add_to_form", {"question": "visa"}),
        ("publish_form", {"version": 1, "questions": 2}),
    ]


def test_parts_are_changed_moved_and_removed():
    meeting = make_event()
    make_category(meeting)
    ask(meeting, "role")
    ask(meeting, "topics", page=2)
    actions.save_form_page(SLUG, 2, {"en": "Topics", "es": "Temas"}, **acting())
    changed = Section("", {"en": "Yourself"}, conditions=(Condition("mode", ("online",)),))
    actions.save_form_section(SLUG, "page-1", changed, page=2, **acting())
    actions.save_question(SLUG, "topics", question("Which topics?"), section="page-1", **acting())
    assert outline() == [{}, {"page-2": [], "page-1": ["role", "topics"]}]
    assert state().form.page(2).titles == {"en": "Topics", "es": "Temas"}
    assert state().form.conditions_of("role") == changed.conditions
    actions.step_part(SLUG, "question", "topics", forward=False, **acting())
    actions.step_part(SLUG, "section", "page-1", forward=False, **acting())
    actions.step_part(SLUG, "page", "2", forward=False, **acting())
    assert outline() == [{"page-1": ["topics", "role"], "page-2": []}, {}]
    actions.remove_part(SLUG, "page", "2", with_conditions=False, **acting())
    actions.remove_part(SLUG, "section", "page-2", with_conditions=False, **acting())
    actions.remove_part(SLUG, "question", "role", with_conditions=False, **acting())
    assert outline() == [{"page-1": ["topics"]}]
    assert [question.key for question in form_of_version(published_version(meeting.pk)).questions] == ["role", "topics"]


def test_the_second_of_two_officers_is_told_and_overwrites_nothing():
    meeting = make_event()
    ask(meeting, "role")
    seen = acting()
    actions.save_form_page(SLUG, 1, {"en": "First"}, **seen)
    for act in (
        lambda: actions.save_form_page(SLUG, 1, {"en": "Second"}, **seen),
        lambda: actions.add_question(SLUG, question(), section="page-1", **seen),
        lambda: actions.step_part(SLUG, "page", "1", forward=True, **seen),
        lambda: actions.remove_part(SLUG, "page", "1", with_conditions=True, **seen),
        lambda: actions.copy_form(SLUG, source=SLUG, number=1, **seen),
        lambda: actions.publish_draft(SLUG, **seen),
        lambda: actions.discard_draft(SLUG, **seen),
    ):
        assert refusal(act) == "changed_meanwhile"
    assert (state().form.page(1).titles, FormVersion.objects.get(published_at=None).edits) == ({"en": "First"}, 1)


def test_a_draft_that_was_thrown_away_is_not_taken_for_the_next_one():
    meeting = make_event()
    ask(meeting, "role")
    actions.save_form_page(SLUG, 1, {"en": "First"}, **acting())
    seen = acting()
    actions.discard_draft(SLUG, **acting())
    actions.save_form_page(SLUG, 1, {"en": "Other"}, **acting())
    assert refusal(actions.save_form_page, SLUG, 1, {"en": "Second"}, **seen) == "changed_meanwhile"


def test_only_the_secretariat_builds_and_only_what_there_is():
    meeting = make_event()
    ask(meeting, "role")
    for act in (
        lambda by: actions.add_form_page(SLUG, {}, **acting(by)),
        lambda by: actions.add_question(SLUG, question(), section="page-1", **acting(by)),
        lambda by: actions.copy_form(SLUG, source=SLUG, number=1, **acting(by)),
        lambda by: actions.publish_draft(SLUG, **acting(by)),
        lambda by: actions.discard_draft(SLUG, **acting(by)),
    ):
        assert refusal(act, officer(CHAIR)) == "not_for_this_role"
    assert refusal(actions.add_question, SLUG, question(), section="nowhere", **acting()) == "gone"
    assert refusal(actions.save_form_page, SLUG, 9, {}, **acting()) == "gone"
    assert refusal(actions.step_part, SLUG, "question", "tea", forward=True, **acting()) == "gone"
    assert refusal(actions.copy_form, SLUG, source="nowhere", number=1, **acting()) == "unknown_version"
    assert refusal(actions.publish_draft, SLUG, **acting()) == "no_draft"
    assert refusal(actions.discard_draft, SLUG, **acting()) == "no_draft"
    other = question("Role?", Kind.NUMBER)
    assert refusal(actions.save_question, SLUG, "role", other, section="page-1", **acting()) == "other_kind"
    assert not FormVersion.objects.filter(published_at=None).exists()


def test_a_faulty_question_is_refused_but_a_faulty_condition_waits_for_publishing():
    meeting = make_event()
    make_category(meeting)
    ask(meeting, "visa", kind="yes_no")
    with pytest.raises(actions.FormRefusedError) as caught:
        actions.add_question(SLUG, question(most_words=0), section="page-1", **acting())
    assert [fault.code for fault in caught.value.faults] == ["most_words"]
    circle = Question("visa", Kind.YES_NO, {"en": "Visa?"}, conditions=(Condition("visa", ("yes",)),))
    actions.save_question(SLUG, "visa", circle, section="page-1", **acting())
    with pytest.raises(actions.FormRefusedError) as caught:
        actions.publish_draft(SLUG, **acting())
    assert [fault.code for fault in caught.value.faults] == ["condition_cycle"]
    assert (state().is_draft, [fault.code for fault in state().faults]) == (True, ["condition_cycle"])


@pytest.mark.parametrize(("kind", "name"), [("question", "visa"), ("section", "page-1"), ("page", "1")])
def test_what_others_depend_on_goes_only_with_their_conditions(kind, name):
    meeting = make_event()
    make_category(meeting)
    ask(meeting, "visa", kind="yes_no")
    ask(meeting, "letter", page=2, conditions=(Condition("visa", ("yes",)),))
    assert refusal(actions.remove_part, SLUG, kind, name, with_conditions=False, **acting()) == "conditions"
    actions.remove_part(SLUG, kind, name, with_conditions=True, **acting())
    assert "visa" not in state().form
    assert state().form.question("letter").conditions == ()


def test_keys_and_answers_that_meant_something_before_do_not_come_back_with_another_meaning():
    meeting = make_event()
    make_category(meeting)
    ask(meeting, "diet", kind="choice", options=("any", "halal"))
    left = question("Diet", Kind.CHOICE, options=(Option("any", {"en": "Any"}), Option("", {"en": "Halal"})))
    actions.save_question(SLUG, "diet", left, section="page-1", **acting())
    assert state().form.question("diet").option_values == ("any", "halal_2")
    actions.remove_part(SLUG, "question", "diet", with_conditions=False, **acting())
    assert actions.add_question(SLUG, question("Diet"), section="page-1", **acting()) == "diet_2"


def test_the_form_of_an_earlier_meeting_is_copied_and_what_does_not_fit_is_named():
    earlier, meeting = make_event("excom-2019", is_current=False), make_event()
    make_category(earlier, "press")
    make_category(meeting)
    ask(earlier, "pass", categories=["press"])
    ask(earlier, "role")
    assert queries.forms_to_copy(but=meeting.pk) == [("excom-2019", 2)]
    actions.copy_form(SLUG, source="excom-2019", number=2, **acting())
    assert outline() == [{"page-1": ["role", "pass"]}]
    assert [fault.code for fault in state().faults] == ["condition_value"]


def test_a_form_published_past_a_waiting_draft_is_followed_by_it():
    meeting = make_event()
    make_category(meeting)
    ask(meeting, "role")
    actions.save_form_page(SLUG, 1, {"en": "You"}, **acting())
    ask(meeting, "tea")
    version = actions.publish_draft(SLUG, **acting())
    assert (version.number, published_version(meeting.pk)) == (4, version.pk)


def test_publishing_foresees_which_answers_hold_no_longer():
    meeting = make_event()
    make_category(meeting)
    ask(meeting, "role")
    ask(meeting, "topics", kind="many", options=("energy", "water"))
    register(make_person(), answers={"role": "Nurse", "topics": ["energy", "water"]})
    register(make_person(), answers={"role": "Guide", "topics": ["energy"]})
    fill_in(make_person(), answers={"role": "Baker", "topics": ["water"]})
    left = question("topics?", Kind.MANY, options=(Option("energy", {"en": "Energy"}),))
    actions.save_question(SLUG, "topics", left, section="page-1", **acting())
    effect = queries.effect_of(meeting.pk, state().form)
    assert (effect.sent, effect.writing, effect.people, effect.former) == (2, 1, 2, {"topics": 2})
    actions.publish_draft(SLUG, **acting())
    actions.remove_part(SLUG, "question", "topics", with_conditions=False, **acting())
    effect = queries.effect_of(meeting.pk, state().form)
    assert (effect.people, effect.former) == (2, {"topics": 2})  # those with energy; of water nothing was left


@pytest.mark.parametrize("number", [1, 3])
def test_foreseeing_takes_the_same_statements_for_any_number(number, django_assert_num_queries):
    meeting = make_event()
    make_category(meeting)
    ask(meeting, "role")
    for _person in range(number):
        register(make_person(), answers={"role": "Nurse"})
    form = state().form
    with django_assert_num_queries(2):
        queries.effect_of(meeting.pk, form)
    with django_assert_num_queries(1):
        queries.form_versions(meeting.pk)
    with django_assert_num_queries(1):
        queries.form_rows([meeting.pk])


def test_a_form_that_is_tried_out_shows_what_its_answers_bring_up_and_keeps_nothing():
    meeting = make_event()
    make_category(meeting)
    ask(meeting, "visa", kind="yes_no")
    ask(meeting, "letter", conditions=(Condition("visa", ("yes",)),), page=2)
    ask(meeting, "note", for_staff=True)
    form = state().form

    def tried(**typed):
        found = queries.try_out(form, typed, category="observer", mode="online")
        keys = [one.key for _page, sections in found.pages for _section, asked in sections for one in asked]
        return keys, found.faults

    assert tried() == (["visa"], {})
    assert tried(visa=["yes"]) == (["visa", "letter"], {"letter": "Answer this question."})
    assert tried(visa=["yes"], letter=["By post"]) == (["visa", "letter"], {})


def test_a_page_with_nothing_on_it_is_a_fault_that_leads_to_it():
    meeting = make_event()
    ask(meeting, "role")
    actions.publish_form(meeting, state().form, by=SYSTEM, at=AT)
    actions.add_form_page(SLUG, {"en": "More"}, **acting())
    assert [(fault.code, fault.where.page) for fault in state().faults] == [("empty_section", 2)]
    assert state().form.page(2) == Page({"en": "More"}, (Section("section"),))
