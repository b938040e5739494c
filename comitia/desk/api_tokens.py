"""The desk's page of tokens: which programs act for whom, and what each may do."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from comitia.accounts.actions.tokens import make_token, revoke_token
from comitia.accounts.queries.tokens import SCOPES, TOKEN_DAYS, tokens
from comitia.desk.access import staff
from comitia.desk.editing import is_done, offer
from comitia.members.queries.records import region_choices
from comitia.platform.actors import SECRETARIAT, Actor, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now

ROWS_PER_PAGE: Final = 50
secretariat = staff(SECRETARIAT)


class TokenForm(forms.Form):
    """What a new token is for and what it allows."""

    name = forms.CharField(
        label=gettext_lazy("Program"),
        max_length=100,
        help_text=gettext_lazy("By this name you find the token again when you want to revoke it."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=list(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    region = forms.ChoiceField(
        label=gettext_lazy("Only for a region"),
        required=False,
        help_text=gettext_lazy("The program then sees and does what the regional office of this region may."),
    )
    days = forms.TypedChoiceField(label=gettext_lazy("How long it is good"), coerce=int)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "region", region_choices(by), none=_("All regions"))
        offer(self, "days", [(str(days), _days(days)) for days in TOKEN_DAYS])


@never_cache
@secretariat
def api_tokens(request: HttpRequest) -> HttpResponse:
    """List the tokens, and make one: its secret is shown on the answer and nowhere else."""
    by, made = actor_of(request), []
    form = TokenForm(request.POST or None, by=by)

    def make() -> None:
        made.append(make_token(request.user, **form.cleaned_data, by=by, at=now()))  # type: ignore[arg-type]

    if request.method == "POST" and is_done(form, make):
        return render(request, "desk/api_tokens/made.html", {"secret": made[0], "name": form.cleaned_data["name"]})
    context = {
        "form": form,
        "page": Paginator(tokens(), ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "scopes": SCOPES,
        "regions": dict(region_choices(by)),
        "at": now(),
    }
    return render(request, "desk/api_tokens/list.html", context, status=422 if form.is_bound else 200)


@require_POST
@secretariat
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a token worthless."""
    try:
        revoke_token(pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The token is revoked. The program that has it is refused from now on."))
    return redirect("desk_api_tokens")


def _days(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


urlpatterns = [
    path("api-tokens/", api_tokens, name="desk_api_tokens"),
    path("api-tokens/<int:pk>/revoke/", revoke, name="desk_revoke_token"),
]
