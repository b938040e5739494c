"""Takes in a page that was filled in before the form changed, so that not a word of it is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from comitia.accounts.models import Person
from comitia.accreditation.actions.files import known_to
from comitia.accreditation.models import FormVersion
from comitia.accreditation.queries.form import CategoryForm, Progress
from comitia.accreditation.queries.versions import form_of_version
from comitia.core.forms.answers import Typed, read_page
from comitia.core.forms.definition import Form
from comitia.core.forms.showing import Answer
from comitia.core.forms.versions import carry_over


@dataclass(frozen=True, slots=True)
class Earlier:
    """A version of a form that somebody still has before them."""

    version: int
    form: Form


def earlier_form(form: CategoryForm, version: int | None, step: int) -> Earlier | None:
    """Give the version that was filled in, if its page is another one than the page that is asked now."""
    if version is None or version == form.version:
        return None
    published = FormVersion.objects.filter(meeting=form.category.meeting_id, published_at__isnull=False)
    if not published.filter(pk=version).exists():
        return None
    earlier = form_of_version(version)
    if not 1 <= step <= len(earlier.pages):
        return None
    is_same = step <= len(form.form.pages) and earlier.page(step) == form.form.page(step)
    return None if is_same else Earlier(version, earlier)


def take_earlier_page(
    earlier: Earlier, step: int, typed: Typed, *, form: CategoryForm, filled: Progress, person: Person
) -> tuple[Progress, dict[str, Answer]]:
    """Read a page as it was asked: what still holds goes to the progress, the rest is given back to be put aside."""
    reading = read_page(
        earlier.form,
        step,
        typed,
        answers=filled.answers,
        category=form.category.code,
        mode=filled.mode,
        known=known_to(person, earlier.form.page(step).questions),
    )
    carried = carry_over({**reading.aside, **reading.answers}, earlier.form, form.form)
    former: dict[str, Answer] = dict(carried.former)
    for key in reading.faults:
        # What was no answer stays in the fields; if there are none any more, it is kept as it was typed
        if key not in form.form and (text := "\n".join(part for part in typed.get(key, ()) if part)):
            former[key] = text
    done = min(filled.done, step - 1)
    return replace(filled, done=done, answers={**filled.answers, **carried.kept}), former
