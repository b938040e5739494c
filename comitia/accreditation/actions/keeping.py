"""What the secretariat keeps: categories with their places, questions; and what is forgotten with a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accounts import actions as accounts
from comitia.accounts.models import Person
from comitia.accreditation.actions.places import free_place
from comitia.accreditation.models import Category, Question, Registration
from comitia.accreditation.policies import may_keep_form
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.bus import announce_on_commit

State = Registration.State


def save_category(
    meeting: Meeting,
    code: str,
    *,
    names: Mapping[str, str],
    descriptions: Mapping[str, str],
    admission: str,
    places: int | None,
    opens_at: datetime | None,
    closes_at: datetime | None,
    order: int,
    by: Actor,
    at: datetime,
) -> Category:
    """Write a category of registration of a meeting: a new one, or changes of the one with this code."""
    require(may_keep_form(by))
    if admission not in Category.Admission.values:
        refuse("unknown_admission", _("Choose whether people are admitted at once or by decision."))
    with transaction.atomic():
        category = Category.objects.select_for_update().filter(meeting=meeting, code=code).first()
        category = category or Category(meeting=meeting, code=code)
        if places is not None and places < category.taken:
            sentence = _("%(taken)s places are taken already; the number of places cannot be lower.")
            refuse("places_taken", sentence % {"taken": category.taken})
        category.names, category.descriptions = dict(names), dict(descriptions)
        category.admission, category.places, category.order = admission, places, order
        category.opens_at, category.closes_at = opens_at, closes_at
        category.save()
        facts = {"admission": admission, "places": places, "order": order}
        record("save_category", f"category:{meeting.slug}:{code}", by=by, at=at, facts=facts)
        announce_on_commit("public_changed", {"meeting": meeting.slug})
    return category


def save_question(
    meeting: Meeting,
    key: str,
    *,
    categories: Collection[str],
    kind: str,
    labels: Mapping[str, str],
    hints: Mapping[str, str],
    options: Sequence[Mapping[str, Any]],
    is_required: bool,
    page: int,
    order: int,
    by: Actor,
    at: datetime,
) -> Question:
    """Write a question that the named categories are asked: a new one, or changes of the one with this key."""
    require(may_keep_form(by))
    needs_options = kind in {Question.Kind.CHOICE, Question.Kind.MANY}
    if kind not in Question.Kind.values or needs_options != bool(options):
        refuse(
            "unknown_kind",
            _("Choose a kind of question; questions with a choice, and only they, have a list of answers."),
        )
    with transaction.atomic():
        asked = list(Category.objects.filter(meeting=meeting, code__in=categories))
        if len(asked) != len(set(categories)):
            refuse("unknown_category", _("This category does not exist. Choose one of those on the list."))
        fields = {
            "kind": kind,
            "labels": dict(labels),
            "hints": dict(hints),
            "options": [dict(option) for option in options],
            "is_required": is_required,
            "page": page,
            "order": order,
        }
        question, _is_new = Question.objects.update_or_create(meeting=meeting, key=key, defaults=fields)
        question.categories.set(asked)
        record(
            "save_question",
            f"question:{meeting.slug}:{key}",
            by=by,
            at=at,
            facts={"kind": kind, "asked_in": sorted(categories)},
        )
        announce_on_commit("public_changed", {"meeting": meeting.slug})
    return question


def forget_person(person: Person, *, by: Actor, at: datetime) -> None:
    """Erase a person: their answers and drafts go, their places are freed, and the account becomes a nameless reference."""
    with transaction.atomic():
        for registration in Registration.objects.select_for_update().filter(person=person).order_by("pk"):
            free_place(registration)
            if registration.state in {State.SUBMITTED, State.ACCEPTED, State.DRAFT}:
                registration.state = State.WITHDRAWN
            registration.answers, registration.draft = {}, None
            registration.search_text = registration.reason = ""
            registration.publish, registration.recording_consent = Registration.Publish.NOBODY, None
            registration.changed_at = at
            registration.save()
        accounts.forget_person(person, by=by, at=at)
