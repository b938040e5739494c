"""The desk's register of decisions, and the follow-up of each: who does what until when, and what is overdue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comitia.accreditation.queries.delegations import current_meeting
from comitia.accreditation.queries.form import members_to_choose
from comitia.core.governance.follow_up import DONE, TaskState
from comitia.desk.access import staff
from comitia.desk.editing import is_done, offer
from comitia.meetings.queries import meeting_name
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.proceedings import actions
from comitia.proceedings.queries import decisions as queries

PER_PAGE: Final = 50
FOLLOW_UP: Final = {
    "open": gettext_lazy("With tasks that are not over"),
    "overdue": gettext_lazy("With overdue tasks"),
}
OVER: Final = (TaskState.DONE, TaskState.CANCELLED)
secretariat = staff(SECRETARIAT)


class TaskForm(forms.Form):
    """What is to be done because of a decision."""

    text = forms.CharField(label=gettext_lazy("What is to be done"), max_length=500)
    owner = forms.ChoiceField(label=gettext_lazy("Member that does it"), required=False)
    owner_as_written = forms.CharField(
        label=gettext_lazy("Or who else does it"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("Such as the regional offices, or the treasurer. Everybody reads it: write no names."),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", members_to_choose(), none=_("None"))


class ProgressForm(forms.Form):
    """How far a task has come."""

    progress = forms.IntegerField(label=gettext_lazy("Done, in hundredths"), min_value=0, max_value=DONE)
    note = forms.CharField(
        label=gettext_lazy("Note, for the secretariat"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DropForm(forms.Form):
    """Because of which later decision a task is dropped."""

    decision = forms.ChoiceField(label=gettext_lazy("Decision that drops it"))

    def __init__(self, *args: Any, decisions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "decision", decisions)


@require_safe
@secretariat
def register(request: HttpRequest) -> HttpResponse:
    """List all decisions, those of closed sittings too, and what of them is still to be done."""
    today, meeting = now().date(), current_meeting()
    chosen = {"meeting": request.GET.get("meeting", ""), "tasks": request.GET.get("tasks", "")}
    found = queries.register(meeting=chosen["meeting"], with_closed=True)
    if chosen["tasks"] in FOLLOW_UP:
        found = queries.to_follow_up(found, on=today, overdue=chosen["tasks"] == "overdue")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    words = {
        "page": page,
        "query": query.urlencode(),
        "rows": queries.decision_rows(page, get_language() or "en", with_closed=True, on=today),
        "chosen": chosen,
        "meetings": dict(queries.meetings_with_decisions()),
        "follow_up": FOLLOW_UP,
        "states": queries.TASK_STATES,
        "overdue": queries.to_bring(meeting.pk, on=today) if meeting else 0,
        "current": str(meeting_name(meeting.kind, meeting.year)) if meeting else "",
    }
    return render(request, "desk/decisions/register.html", words)


@require_POST
@secretariat
def bring_overdue(request: HttpRequest) -> HttpResponse:
    """Put what is overdue on the provisional agenda of the current meeting."""
    meeting = current_meeting()
    if meeting is None:
        raise Http404
    titles = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            titles[code] = _("Overdue tasks")
    at = now()
    try:
        item = actions.bring_overdue_to_agenda(meeting, titles=titles, on=at.date(), by=actor_of(request), at=at)
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        said = _("The overdue tasks are on the agenda.") if item else _("Nothing is overdue that is not on an agenda.")
        messages.success(request, said)
    return HttpResponseRedirect(reverse("desk_decisions"))


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def decision(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show a decision with its tasks, and give another one."""
    form = TaskForm(request.POST or None)
    give = lambda: actions.give_task(reference, form.cleaned_data, by=actor_of(request), at=now())  # noqa: E731
    if request.method == "POST" and is_done(form, give):
        messages.success(request, _("The task is given."))
        return HttpResponseRedirect(reverse("desk_decision", args=[reference]))
    return _page(request, reference, form=form)


@require_POST
@secretariat
def report(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Report how far a task has come."""
    form = ProgressForm(request.POST, prefix=f"report-{reference}")
    act = lambda: actions.report_progress(  # noqa: E731
        reference, form.cleaned_data["progress"], note=form.cleaned_data["note"], by=actor_of(request), at=now()
    )
    return _done(request, reference, form, act, kind="report", said=_("The progress is reported."))


@require_POST
@secretariat
def drop(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Drop a task because a later decision says so."""
    form = DropForm(request.POST, decisions=queries.later_than(_of_task(reference)), prefix=f"drop-{reference}")
    act = lambda: actions.cancel_task(  # noqa: E731
        reference, decision=UUID(form.cleaned_data["decision"]), by=actor_of(request), at=now()
    )
    return _done(request, reference, form, act, kind="drop", said=_("The task is dropped."))


def _done(
    request: HttpRequest, task: UUID, form: forms.Form, act: Callable[[], Any], *, kind: str, said: str
) -> HttpResponse:
    """Act on a task and go back to its decision; what was typed stays where it cannot be done."""
    decision = _of_task(task)
    if is_done(form, act):
        messages.success(request, said)
        return HttpResponseRedirect(f"{reverse('desk_decision', args=[decision])}#task-{task}")
    return _page(request, decision, form=TaskForm(), typed={(task, kind): form})


def _page(
    request: HttpRequest,
    reference: UUID,
    *,
    form: TaskForm,
    typed: Mapping[tuple[UUID, str], forms.Form] | None = None,
) -> HttpResponse:
    given = typed or {}
    row = queries.decision_row(reference, get_language() or "en", with_closed=True, on=now().date())
    if row is None:
        raise Http404
    later, reports = queries.later_than(reference), queries.reports_on(reference)
    tasks = [
        {
            "row": one,
            "is_over": one.state in OVER,
            "reports": reports.get(one.reference, []),
            "report": given.get((one.reference, "report"))
            or ProgressForm(prefix=f"report-{one.reference}", initial={"progress": one.progress}),
            "drop": given.get((one.reference, "drop")) or DropForm(decisions=later, prefix=f"drop-{one.reference}"),
        }
        for one in row.tasks
    ]
    words = {"row": row, "tasks": tasks, "later": later, "give": form, "states": queries.TASK_STATES}
    words |= {"form": next(iter(given.values()), form)}
    is_wrong = form.is_bound or bool(given)
    return render(request, "desk/decisions/decision.html", words, status=422 if is_wrong else 200)


def _of_task(task: UUID) -> UUID:
    found = queries.decision_of_task(task)
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("decisions/", register, name="desk_decisions"),
    path("decisions/overdue/", bring_overdue, name="desk_bring_overdue"),
    path("decisions/<uuid:reference>/", decision, name="desk_decision"),
    path("decisions/tasks/<uuid:reference>/progress/", report, name="desk_report_progress"),
    path("decisions/tasks/<uuid:reference>/drop/", drop, name="desk_drop_task"),
]
