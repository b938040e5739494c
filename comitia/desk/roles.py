"""The desk's page of roles: who may do what for the organisation."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comitia.accounts.actions import end_role, give_role
from comitia.accounts.queries import person_by_email, running_roles
from comitia.desk.access import staff
from comitia.desk.editing import is_done, offer
from comitia.members.queries.records import region_choices
from comitia.platform.actors import CHAIR, DOOR, OPERATOR, REGIONAL_OFFICE, SECRETARIAT, Actor, actor_of
from comitia.platform.answers import RefusedError, refuse
from comitia.platform.clock import now

ROWS_PER_PAGE: Final = 50
ROLE_NAMES: Final = {
    SECRETARIAT: gettext_lazy("Secretariat"),
    REGIONAL_OFFICE: gettext_lazy("Regional office"),
    CHAIR: gettext_lazy("Chair"),
    OPERATOR: gettext_lazy("Operator"),
    DOOR: gettext_lazy("Door"),
}
ROLE_HINTS: Final = {
    SECRETARIAT: gettext_lazy("Keeps all records, decides registrations, edits texts."),
    REGIONAL_OFFICE: gettext_lazy("Keeps the members of one region and decides their registrations."),
    CHAIR: gettext_lazy("Leads the sittings."),
    OPERATOR: gettext_lazy("Runs the rooms and streams."),
    DOOR: gettext_lazy("Checks people in and out at the doors, and sees nothing else of their registrations."),
}
secretariat = staff(SECRETARIAT)


class RoleForm(forms.Form):
    """Who is given which role."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("The person must have signed up with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=list(ROLE_NAMES.items()), widget=forms.RadioSelect)
    region = forms.ChoiceField(label=gettext_lazy("Region, for a regional office"), required=False)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "region", region_choices(by), none=_("None"))


@secretariat
def roles(request: HttpRequest) -> HttpResponse:
    """List the roles that are held, and give one."""
    by = actor_of(request)
    form = RoleForm(request.POST or None, by=by)
    if request.method == "POST" and is_done(form, lambda: _give(form.cleaned_data, by=by)):
        messages.success(request, _("%(email)s has the role now.") % {"email": form.cleaned_data["email"]})
        return redirect("desk_roles")
    context = {
        "form": form,
        "page": Paginator(running_roles(), ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "role_names": ROLE_NAMES,
        "role_hints": ROLE_HINTS,
        "regions": dict(region_choices(by)),
    }
    return render(request, "desk/roles/list.html", context, status=422 if form.is_bound else 200)


@require_POST
@secretariat
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role."""
    try:
        end_role(pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The role is ended."))
    return redirect("desk_roles")


def _give(wanted: dict[str, str], *, by: Actor) -> None:
    person = person_by_email(wanted["email"])
    if person is None:
        refuse("nobody", _("Nobody has signed up with this address. Ask the person to sign up, then give the role."))
    region = wanted["region"] if wanted["role"] == REGIONAL_OFFICE else ""
    give_role(person, role=wanted["role"], region=region, by=by, at=now())


urlpatterns = [
    path("roles/", roles, name="desk_roles"),
    path("roles/<int:pk>/end/", end, name="desk_end_role"),
]
