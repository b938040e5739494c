"""What place somebody wants by what they answered, and for which member."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comitia.accreditation.models import Registration
from comitia.accreditation.policies.seats import Seat, quantity_of
from comitia.accreditation.queries.form import CategoryForm, Progress
from comitia.core.forms.definition import Kind
from comitia.members.models import Member


def member_of(registration: Registration | None, form: CategoryForm, answers: Mapping[str, Any]) -> Member | None:
    """Give the member that the answers name; whom nobody asks keeps the member for which they were invited or named."""
    asked = [one.key for one in form.form.questions if one.kind is Kind.AFFILIATION]
    if not asked:
        return registration.member if registration is not None else None
    named = (answers.get(key) for key in asked)
    slug = next((answer["member"] for answer in named if answer and "member" in answer), None)
    return Member.objects.filter(slug=slug).first() if slug else None


def seat_for(form: CategoryForm, *, answers: Mapping[str, Any], filled: Progress, member: Member | None) -> Seat:
    """Give the seat that a person wants with these answers."""
    return Seat(
        meeting=form.category.meeting_id,
        category=form.category.pk,
        mode=filled.mode,
        quantity=quantity_of(form.form.questions, answers),
        member=member.pk if member else None,
    )
