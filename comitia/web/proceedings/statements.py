"""Written statements of a session: those on record for everybody, and the form of a delegation that hands one in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comitia.meetings.queries import meeting_name
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.typed import reference_in
from comitia.proceedings.actions.statements import hand_in_text
from comitia.proceedings.queries.statements import statements_of
from comitia.web.access import PersonRequest, signed_in
from comitia.web.proceedings.motions import session


class StatementForm(forms.Form):
    """A statement on an item, in one language."""

    item = forms.ChoiceField(label=gettext_lazy("Item of the agenda"))
    language = forms.ChoiceField(label=gettext_lazy("Language of the statement"), choices=settings.LANGUAGES)
    text = forms.CharField(
        label=gettext_lazy("Statement"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("At most 500 words. The secretariat reads it before it is put on record."),
    )

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = items  # type: ignore[attr-defined]


@require_safe
def statements(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the statements that are on record, and to a delegation its own."""
    return _page(request, slug)


@require_POST
@signed_in
def hand_in(request: PersonRequest, slug: str) -> HttpResponse:
    """Hand in a statement; what is refused stays on the page as typed."""
    by, meeting = actor_of(request), session(slug)
    found = statements_of(meeting, by, language=get_language() or "en")
    form = StatementForm(request.POST, items=found.items)
    if form.is_valid():
        typed, item = form.cleaned_data, reference_in(form.cleaned_data["item"])
        assert item is not None
        try:
            hand_in_text(item, text=typed["text"], language=typed["language"], by=by, at=now())
        except RefusedError as error:
            form.add_error(None, str(error.answer.sentence))
        else:
            messages.success(request, _("The statement is handed in. The secretariat puts it on record."))
            return redirect("meeting_statements", slug=slug)
    return _page(request, slug, form=form)


def _page(request: HttpRequest, slug: str, *, form: StatementForm | None = None) -> HttpResponse:
    meeting, language = session(slug), get_language() or "en"
    found = statements_of(meeting, actor_of(request), language=language)
    context = {
        "meeting": meeting,
        "name": meeting_name(meeting.kind, meeting.year),
        "found": found,
        "form": form or StatementForm(items=found.items, initial={"language": language}),
    }
    return render(request, "proceedings/statements.html", context, status=422 if form else 200)


urlpatterns = [
    path("meetings/<slug:slug>/statements/", statements, name="meeting_statements"),
    path("meetings/<slug:slug>/statements/new/", hand_in, name="hand_in_statement"),
]
