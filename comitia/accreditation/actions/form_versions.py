"""Keeps the versions of a meeting's registration form: one draft that is edited, and what was published, which stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from comitia.accreditation.actions.staff_answers import carry_staff_answers
from comitia.accreditation.models import Category, FormVersion
from comitia.accreditation.policies import may_keep_form
from comitia.core.forms.definition import Form, from_json, to_json
from comitia.core.forms.faults import FormFault, faults_of
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused, RefusedError, require
from comitia.platform.bus import announce_on_commit


class FormRefusedError(RefusedError):
    """Says what is wrong with a form that cannot be published."""

    def __init__(self, faults: tuple[FormFault, ...]) -> None:
        super().__init__(Refused("faulty_form", _("The form cannot be published as it is. Mend what is named first.")))
        self.faults = faults


def publish_form(meeting: Meeting, form: Form, *, by: Actor, at: datetime) -> FormVersion:
    """Publish a form as the next version of a meeting's; what was answered under earlier versions keeps its meaning."""
    require(may_keep_form(by))
    with transaction.atomic():
        Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
        version = FormVersion(meeting=meeting, definition=to_json(form), changed_at=at)
        publish_version(version, by=by, at=at)
    return version


def publish_version(version: FormVersion, *, by: Actor, at: datetime) -> None:
    """Publish a draft as the latest version, in the transaction of a caller that holds the meeting."""
    meeting, form = version.meeting, from_json(version.definition)
    categories = Category.objects.filter(meeting=meeting).values_list("code", flat=True)
    if faults := tuple(faults_of(form, categories=frozenset(categories))):
        raise FormRefusedError(faults)
    before = meeting.form_versions.filter(published_at__isnull=False).order_by("-number").first()
    others = meeting.form_versions.exclude(pk=version.pk)
    version.number = (others.aggregate(last=Max("number"))["last"] or 0) + 1
    version.published_at, version.published_by = at, by.person
    version.save()
    if before:
        carry_staff_answers(before, form)
    facts = {"version": version.number, "questions": len(form.questions)}
    record("publish_form", f"form:{meeting.slug}", by=by, at=at, facts=facts)
    announce_on_commit("public_changed", {"meeting": meeting.slug})
