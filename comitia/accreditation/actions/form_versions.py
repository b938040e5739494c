"""Publishes the versions of a meeting's registration form, which stay as they are."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from comitia.accreditation.models import Category, FormVersion
from comitia.accreditation.policies import may_keep_form
from comitia.core.forms.definition import Form, to_json
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
        categories = Category.objects.filter(meeting=meeting).values_list("code", flat=True)
        if faults := tuple(faults_of(form, categories=frozenset(categories))):
            raise FormRefusedError(faults)
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        last = meeting.form_versions.aggregate(last=Max("number"))["last"] or 0
        version = FormVersion.objects.create(
            meeting=meeting,
            number=last + 1,
            definition=to_json(form),
            published_at=at,
            published_by=by.person,
        )
        facts = {"version": version.number, "questions": len(form.questions)}
        record("publish_form", f"form:{meeting.slug}", by=by, at=at, facts=facts)
        announce_on_commit("public_changed", {"meeting": meeting.slug})
    return version
