"""The desk's pages of dues: what members owe for a year, what they paid, and the standing that follows."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comitia.core.governance.standing import Purpose
from comitia.desk.access import staff
from comitia.desk.editing import RecordForm, differences, initial_of, is_done, offer
from comitia.desk.histories import history_of
from comitia.members import actions
from comitia.members.queries import dues as queries
from comitia.members.queries.records import member_choices
from comitia.organs.queries.standing import organ_rules
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.clock import now
from comitia.platform.typed import number_in

ROWS_PER_PAGE: Final = 50
DAY: Final = {"type": "date"}
PURPOSES: Final = {
    Purpose.VOTE: gettext_lazy("To vote"),
    Purpose.CANDIDACY: gettext_lazy("To stand for an office"),
}
secretariat = staff(SECRETARIAT)


class AssessmentForm(RecordForm):
    """What a member owes for a year."""

    amount = forms.CharField(
        label=gettext_lazy("Sum"),
        max_length=20,
        help_text=gettext_lazy("In figures with a point before the decimals, such as 1500.00."),
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency"), max_length=3, help_text=gettext_lazy("Three letters, such as USD.")
    )
    due_on = forms.DateField(
        label=gettext_lazy("Last day to pay"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 2000})
    )


class NewAssessmentForm(AssessmentForm):
    """Dues of a member for a further year."""

    field_order = ("member", "year", "amount", "currency", "due_on", "note")
    member = forms.ChoiceField(label=gettext_lazy("Member"))
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1900, max_value=2200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "member", member_choices(), none=_("Choose"))


class PaymentForm(forms.Form):
    """A payment that came in."""

    amount = forms.CharField(label=gettext_lazy("Sum"), max_length=20)
    paid_on = forms.DateField(
        label=gettext_lazy("Day on which it came in"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    mark = forms.CharField(
        label=gettext_lazy("Mark"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("What the bank statement or the receipt is known by."),
    )


class WaiverForm(forms.Form):
    """A waiver of the dues of a year."""

    waived_on = forms.DateField(
        label=gettext_lazy("Day of the decision"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 2000}),
        help_text=gettext_lazy("Who decided it and why. It stays on record."),
    )


class InstalmentsForm(forms.Form):
    """Instalments agreed on with a member."""

    parts = forms.CharField(
        label=gettext_lazy("Instalments"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 2000}),
        help_text=gettext_lazy(
            "On each line the last day and the sum, such as 2020-06-30 500.00. Leave it empty to end the agreement."
        ),
    )
    agreed_on = forms.DateField(
        label=gettext_lazy("Day of the agreement"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )

    def clean_parts(self) -> list[tuple[Any, str]]:
        read = []
        for line in self.cleaned_data["parts"].splitlines():
            if not line.strip():
                continue
            day, _space, amount = line.strip().partition(" ")
            try:
                read.append((forms.DateField(input_formats=["%Y-%m-%d"]).clean(day), amount.strip()))
            except forms.ValidationError:
                raise forms.ValidationError(
                    _("“%(line)s” is no instalment. Write the day and the sum, such as 2020-06-30 500.00."),
                    params={"line": line.strip()[:80]},
                ) from None
        return read


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 2000}),
        help_text=gettext_lazy("It stays on record."),
    )


@secretariat
def listed(request: HttpRequest) -> HttpResponse:
    """List the dues of all members."""
    wanted = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "year", "state")}
    year = number_in(wanted["year"])
    found = queries.assessment_rows(words=wanted["q"], year=year, state=wanted["state"], on=now().date())
    context = {
        "page": Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "wanted": wanted,
        "query": urlencode({name: value for name, value in wanted.items() if value}),
        "years": {str(one): str(one) for one in queries.assessed_years()},
        "states": queries.DUES_STATES,
    }
    return render(request, "desk/dues/list.html", context)


@secretariat
def new(request: HttpRequest) -> HttpResponse:
    """Put the dues of a member for a year on record."""
    form = NewAssessmentForm(request.POST or None, initial={"member": request.GET.get("member", "")})

    def act() -> None:
        values = {name: form.cleaned_data[name] for name in AssessmentForm.base_fields if name != "seen"}
        data = form.cleaned_data
        actions.assess(data["member"], data["year"], values, by=actor_of(request), at=now())

    if request.method == "POST" and is_done(form, act):
        messages.success(request, _("The dues are on record."))
        return redirect("desk_member_dues", slug=form.cleaned_data["member"])
    return render(request, "desk/dues/new.html", {"form": form}, status=422 if form.is_bound else 200)


@secretariat
def member(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the dues of a member and its standing in each organ today."""
    found = queries.member_named(slug)
    if found is None:
        raise Http404
    pk, name = found
    today = now().date()
    standing = []
    for organ in organ_rules():
        rule = organ.in_force(today)
        for purpose, words in PURPOSES.items():
            # An organ has two purposes and there are two or three organs; those without a test cost nothing.
            standing.append((organ.name, words, queries.standings([pk], rule=rule, at=today, purpose=purpose)[pk]))
    context = {
        "slug": slug,
        "name": name,
        "standing": standing,
        "rows": queries.assessments_of(slug, on=today),
        "states": queries.DUES_STATES,
    }
    return render(request, "desk/dues/member.html", context)


@secretariat
def one(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Show the dues of a member for a year and change them."""
    row = _row(slug, year)
    record = queries.record_of_assessment(row.assessment)
    form = AssessmentForm(request.POST or None, initial=initial_of(record))
    if request.method == "POST":
        seen = form.data.get("seen", "")
        act = actions.save_assessment
        if is_done(form, lambda: act(slug, year, form.values(), seen=seen, by=actor_of(request), at=now())):
            messages.success(request, _("The dues are saved."))
            return redirect("desk_dues_of_year", slug=slug, year=year)
    return _page(request, slug, year, form=form)


@require_POST
@secretariat
def pay(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Record a payment."""
    form = PaymentForm(request.POST, prefix="payment")
    return _done(request, slug, year, "payment", form, actions.record_payment, _("The payment is on record."))


@require_POST
@secretariat
def take_back(request: HttpRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """Take a payment back, after asking for the reason."""
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    row = _row(slug, year)
    payment, words = next(
        (found for found in queries.payments_in_words(row.assessment) if found[0].pk == pk), (None, "")
    )
    if payment is None:
        messages.error(request, _("This payment was taken back already."))
        return redirect("desk_dues_of_year", slug=slug, year=year)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        actions.take_back_payment(slug, year, pk, reason=reason, by=actor_of(request), at=now())

    if form.is_bound and is_done(form, act):
        messages.success(request, _("The payment is taken back."))
        return redirect("desk_dues_of_year", slug=slug, year=year)
    context = {"form": form, "slug": slug, "year": year, "row": row, "payment": payment}
    context["payment_words"] = words
    return render(request, "desk/dues/take_back.html", context, status=422 if form.is_bound else 200)


@require_POST
@secretariat
def waive(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Waive the dues of a year."""
    form = WaiverForm(request.POST, prefix="waiver")
    return _done(request, slug, year, "waiver", form, actions.waive, _("The dues are waived."))


@require_POST
@secretariat
def withdraw(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Withdraw a waiver."""
    form = ReasonForm(request.POST, prefix="withdrawal")
    return _done(request, slug, year, "withdrawal", form, actions.withdraw_waiver, _("The waiver is withdrawn."))


@require_POST
@secretariat
def agree(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Keep the instalments that were agreed on."""
    form = InstalmentsForm(request.POST, prefix="instalments")
    return _done(
        request, slug, year, "instalments", form, actions.agree_instalments, _("The instalments are on record.")
    )


@require_POST
@secretariat
def remove(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Take dues off the record that were entered by mistake."""
    form = ReasonForm(request.POST, prefix="removal")
    target = "desk_member_dues"
    words = _("The dues are off the record.")
    return _done(request, slug, year, "removal", form, actions.remove_assessment, words, target=target)


def _done(
    request: HttpRequest,
    slug: str,
    year: int,
    name: str,
    form: forms.Form,
    act: Any,
    words: str,
    *,
    target: str = "desk_dues_of_year",
) -> HttpResponse:
    """Do an act with what a form gives by name; show the page again with the form if it is refused."""
    if is_done(form, lambda: act(slug, year, **form.cleaned_data, by=actor_of(request), at=now())):
        messages.success(request, words)
        return redirect(target, slug=slug) if target == "desk_member_dues" else redirect(target, slug=slug, year=year)
    return _page(request, slug, year, **{name: form})


def _page(request: HttpRequest, slug: str, year: int, **bound: forms.Form) -> HttpResponse:
    row = _row(slug, year)
    record = queries.record_of_assessment(row.assessment)
    today = now().date()
    fresh: dict[str, forms.Form] = {
        "form": AssessmentForm(initial=initial_of(record)),
        "payment": PaymentForm(prefix="payment", initial={"paid_on": today}),
        "waiver": WaiverForm(prefix="waiver", initial={"waived_on": today}),
        "withdrawal": ReasonForm(prefix="withdrawal"),
        "instalments": InstalmentsForm(
            prefix="instalments",
            initial={"parts": "\n".join(queries.instalment_lines(row.assessment)), "agreed_on": today},
        ),
        "removal": ReasonForm(prefix="removal"),
    }
    shown = {**fresh, **bound}
    form = shown["form"]
    context = {
        **shown,
        "row": row,
        "record": record,
        "slug": slug,
        "year": year,
        "payments": queries.payments_in_words(row.assessment),
        "states": queries.DUES_STATES,
        "differences": differences(form, record) if isinstance(form, AssessmentForm) and form.is_bound else [],
        "history": history_of(f"dues:{slug}:{year}", imported_as="import_dues"),
    }
    is_refused = any(one.is_bound for one in bound.values())
    return render(request, "desk/dues/one.html", context, status=422 if is_refused else 200)


def _row(slug: str, year: int) -> queries.DuesRow:
    row = queries.assessment(slug, year, on=now().date())
    if row is None:
        raise Http404
    return row


urlpatterns = [
    path("dues/", listed, name="desk_dues"),
    path("dues/new/", new, name="desk_new_dues"),
    path("dues/of/<slug:slug>/", member, name="desk_member_dues"),
    path("dues/of/<slug:slug>/<int:year>/", one, name="desk_dues_of_year"),
    path("dues/of/<slug:slug>/<int:year>/pay/", pay, name="desk_pay_dues"),
    path("dues/of/<slug:slug>/<int:year>/payments/<int:pk>/take-back/", take_back, name="desk_take_back_payment"),
    path("dues/of/<slug:slug>/<int:year>/waive/", waive, name="desk_waive_dues"),
    path("dues/of/<slug:slug>/<int:year>/withdraw/", withdraw, name="desk_withdraw_waiver"),
    path("dues/of/<slug:slug>/<int:year>/instalments/", agree, name="desk_agree_instalments"),
    path("dues/of/<slug:slug>/<int:year>/remove/", remove, name="desk_remove_dues"),
]
