"""Edits the draft of a meeting's registration form; the first edit begins it from what is published."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accreditation.actions.form_versions import FormRefusedError, publish_version
from comitia.accreditation.models import FormVersion
from comitia.accreditation.policies import may_keep_form
from comitia.accreditation.queries.form_builder import token_of
from comitia.core.forms import editing
from comitia.core.forms.definition import Form, Option, Page, Question, Section, Texts, from_json, to_json
from comitia.core.forms.faults import OPTION_KINDS, faults_of_question
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require

PartKind = Literal["page", "section", "question"]
Change = Callable[[Form], Form]
STEPS: Final = {"section": editing.step_section, "question": editing.step_question}


def add_form_page(slug: str, titles: Texts, *, seen: str, by: Actor, at: datetime) -> int:
    """Add a page at the end of the draft, with a section to put questions in; give its number."""
    require(may_keep_form(by))
    page = Page(titles, (Section(editing.free_key("section", _keys(slug))),))
    form = _edit(slug, lambda form: editing.add_page(form, page), verb="add_to_form", seen=seen, by=by, at=at)
    return len(form.pages)


def save_form_page(slug: str, number: int, titles: Texts, *, seen: str, by: Actor, at: datetime) -> None:
    """Give a page of the draft other titles."""
    _edit(
        slug,
        lambda form: editing.replace_page(form, number, titles=titles),
        verb="change_form",
        facts={"page": number},
        seen=seen,
        by=by,
        at=at,
    )


def add_form_section(slug: str, section: Section, *, page: int, seen: str, by: Actor, at: datetime) -> str:
    """Add a section at the end of a page of the draft; give the key it gets."""
    require(may_keep_form(by))
    key = editing.free_key(section.titles.get("en") or "section", _keys(slug))
    _edit(
        slug,
        lambda form: editing.add_section(form, replace(section, key=key, questions=()), page=page),
        verb="add_to_form",
        facts={"section": key},
        seen=seen,
        by=by,
        at=at,
    )
    return key


def save_form_section(slug: str, key: str, section: Section, *, page: int, seen: str, by: Actor, at: datetime) -> None:
    """Change titles, texts and conditions of a section of the draft, and put it on another page if that is named."""

    def save(form: Form) -> Form:
        there = editing.find_section(form, key)
        changed = replace(section, key=key, questions=there.questions)
        form = editing.replace_section(form, key, changed)
        is_there = any(each.key == key for each in form.page(page).sections)
        return form if is_there else editing.move_section(form, key, page=page)

    _edit(slug, save, verb="change_form", facts={"section": key}, seen=seen, by=by, at=at)


def add_question(slug: str, question: Question, *, section: str, seen: str, by: Actor, at: datetime) -> str:
    """Add a question at the end of a section of the draft; give the key it gets."""
    require(may_keep_form(by))
    key = editing.free_key(question.labels.get("en") or question.kind, _keys(slug))
    added = _judged(replace(question, key=key, options=_named(question, ())))
    _edit(
        slug,
        lambda form: editing.add_question(form, added, section=section),
        verb="add_to_form",
        facts={"question": key},
        seen=seen,
        by=by,
        at=at,
    )
    return key


def save_question(slug: str, key: str, question: Question, *, section: str, seen: str, by: Actor, at: datetime) -> None:
    """Change a question of the draft, and put it at the end of another section if that is named."""
    require(may_keep_form(by))
    earlier = {value for form in _forms(slug) if key in form for value in form.question(key).option_values}
    changed = _judged(replace(question, key=key, options=_named(question, earlier)))

    def save(form: Form) -> Form:
        if changed.kind is not form.question(key).kind:
            refuse("other_kind", _("A question keeps its kind. Add another question and remove this one."))
        form = editing.replace_question(form, key, changed)
        is_there = any(each.key == key for each in editing.find_section(form, section).questions)
        return form if is_there else editing.move_question(form, key, section=section)

    _edit(slug, save, verb="change_form", facts={"question": key}, seen=seen, by=by, at=at)


def step_part(slug: str, kind: PartKind, name: str, *, forward: bool, seen: str, by: Actor, at: datetime) -> None:
    """Move a page, a section or a question of the draft one place."""

    def step(form: Form) -> Form:
        if kind == "page":
            return editing.step_page(form, int(name), forward=forward)
        return STEPS[kind](form, name, forward=forward)

    _edit(slug, step, verb="move_in_form", facts={kind: name}, seen=seen, by=by, at=at)


def remove_part(
    slug: str, kind: PartKind, name: str, *, with_conditions: bool, seen: str, by: Actor, at: datetime
) -> None:
    """Take a page, a section or a question out of the draft; what depends on its answers must be let go with it."""

    def remove(form: Form) -> Form:
        keys, left = questions_of(form, kind, name), without(form, kind, name)
        if editing.depending_on(left, keys) and not with_conditions:
            refuse("conditions", _("Other parts of the form depend on this. Confirm that their conditions go too."))
        return editing.drop_conditions(left, keys)

    _edit(slug, remove, verb="remove_from_form", facts={kind: name}, seen=seen, by=by, at=at)


def without(form: Form, kind: PartKind, name: str) -> Form:
    """Give a form without one of its parts; raises KeyError or IndexError if there is no such part."""
    if kind == "page":
        return editing.remove_page(form, int(name))
    return editing.remove_section(form, name) if kind == "section" else editing.remove_question(form, name)


def questions_of(form: Form, kind: PartKind, name: str) -> set[str]:
    """Name the questions that belong to a part; raises KeyError or IndexError if there is no such part."""
    if kind == "page":
        return {question.key for question in form.page(int(name)).questions}
    if kind == "section":
        return {question.key for question in editing.find_section(form, name).questions}
    return {form.question(name).key}


def copy_form(slug: str, *, source: str, number: int, seen: str, by: Actor, at: datetime) -> None:
    """Put a published version of this or another meeting's form in the place of the draft."""
    require(may_keep_form(by))
    version = FormVersion.objects.filter(meeting__slug=source, number=number, published_at__isnull=False).first()
    if version is None:
        refuse("unknown_version", _("This version of a form does not exist. Choose another one."))
    copied = from_json(version.definition)
    facts = {"meeting": source, "version": number}
    _edit(slug, lambda _form: copied, verb="copy_form", facts=facts, seen=seen, by=by, at=at)


def publish_draft(slug: str, *, seen: str, by: Actor, at: datetime) -> FormVersion:
    """Publish the draft: from now on it is what is asked."""
    require(may_keep_form(by))
    with transaction.atomic():
        meeting = _locked(slug)
        draft = _draft_as_seen(meeting, seen)
        if draft.pk is None:
            refuse("no_draft", _("There is no draft. Nothing was changed."))
        publish_version(draft, by=by, at=at)
    return draft


def discard_draft(slug: str, *, seen: str, by: Actor, at: datetime) -> None:
    """Throw the draft away; what is published goes on being asked."""
    require(may_keep_form(by))
    with transaction.atomic():
        draft = _draft_as_seen(_locked(slug), seen)
        if draft.pk is None:
            refuse("no_draft", _("There is no draft. Nothing was changed."))
        draft.delete()
        record("discard_form", f"form:{slug}", by=by, at=at, facts={"version": draft.number})


def _edit(
    slug: str,
    change: Change,
    *,
    verb: str,
    facts: Mapping[str, Any] | None = None,
    seen: str,
    by: Actor,
    at: datetime,
) -> Form:
    """Change the draft as it was seen, or refuse because somebody else was faster; give the changed form."""
    require(may_keep_form(by))
    with transaction.atomic():
        draft = _draft_as_seen(_locked(slug), seen)
        before = from_json(draft.definition)
        try:
            form = change(before)
        except (LookupError, ValueError):
            refuse("gone", _("This part of the form does not exist any more. Choose another one."))
        if form != before:
            draft.definition, draft.changed_at = to_json(form), at
            draft.edits += 1
            draft.save()
            record(verb, f"form:{slug}", by=by, at=at, facts={**(facts or {"pages": len(form.pages)})})
    return form


def _locked(slug: str) -> Meeting:
    """Give a meeting, whose form nobody else changes until the end of the transaction."""
    meeting = Meeting.objects.select_for_update(no_key=True).filter(slug=slug).first()
    if meeting is None:
        refuse("unknown_meeting", _("This meeting does not exist. Choose one from the list."))
    return meeting


def _draft_as_seen(meeting: Meeting, seen: str) -> FormVersion:
    """Give the draft of a meeting's form, or one not yet written that begins with what is published.

    Refuse if somebody else has changed it since it was `seen`.
    """
    draft = meeting.form_versions.filter(published_at=None).first()
    last = None if draft else meeting.form_versions.order_by("-number").first()
    if seen != token_of(draft or last):
        refuse(
            "changed_meanwhile",
            _("Somebody else changed this form while you were editing it. Look at what differs, then save again."),
        )
    if draft:
        return draft
    if last:
        return FormVersion(meeting=meeting, number=last.number + 1, definition=last.definition)
    return FormVersion(meeting=meeting, number=1, definition=to_json(Form()))


def _judged(question: Question) -> Question:
    """Give a question back if nothing is wrong with it by itself; what its conditions name is judged when publishing."""
    if faults := faults_of_question(question):
        raise FormRefusedError(tuple(faults))
    return question


def _named(question: Question, earlier: Collection[str]) -> tuple[Option, ...]:
    """Name the options that have no name yet; a name that stood for something else before does not come back."""
    if question.kind not in OPTION_KINDS:
        return question.options
    taken = {*earlier, *question.option_values}
    named = []
    for option in question.options:
        value = option.value or editing.free_key(option.labels.get("en") or "answer", taken)
        taken.add(value)
        named.append(replace(option, value=value))
    return tuple(named)


def _forms(slug: str) -> list[Form]:
    """Read all versions of a meeting's form, the draft included."""
    return [from_json(one.definition) for one in FormVersion.objects.filter(meeting__slug=slug)]


def _keys(slug: str) -> set[str]:
    """List the keys that any version of a meeting's form has used for its sections and questions."""
    sections = [section for form in _forms(slug) for page in form.pages for section in page.sections]
    return {section.key for section in sections} | {one.key for section in sections for one in section.questions}
