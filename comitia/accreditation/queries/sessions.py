"""The sessions that a form can offer: the programme, which is built on registrations, says which there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from comitia.accreditation.models import Registration
from comitia.accreditation.queries.versions import form_of_version
from comitia.core.forms.definition import Kind, Question
from comitia.core.forms.showing import Answer
from comitia.platform.kept import kept
from comitia.platform.texts import text_in

Titles = Mapping[str, Mapping[str, str]]
_sources: list[Callable[[], Titles]] = []


def offer_sessions(titles: Callable[[], Titles]) -> None:
    """Let forms offer the sessions that `titles` gives, by slug, each with its titles by language."""
    _sources[:] = [titles]


@kept
def _titles() -> Titles:
    return {slug: titles for source in _sources for slug, titles in source().items()}


def session_names(language: str) -> dict[str, str]:
    """List the sessions one can sign up for with their names in a language."""
    return {slug: str(text_in(titles, language)) for slug, titles in _titles().items()}


def chosen_sessions(registration: Registration) -> frozenset[str]:
    """List the sessions (slugs) that the answers of a registration name.

    What was chosen under an earlier version of the form stays chosen as long as nobody is asked about it again.
    """
    asked = [one for one in form_of_version(registration.form_id).questions if one.kind is Kind.SESSIONS]
    chosen = set(_named(asked, registration.answers))
    if all(one.options for one in asked):
        offered = {value for one in asked for value in one.option_values}
        for entry in registration.former_answers:
            chosen |= {*_named(form_of_version(entry["version"]).questions, entry["answers"])} - offered
    return frozenset(chosen)


def sessions_of(registration: Registration) -> frozenset[str]:
    """List the sessions (slugs) in which a registration lets its person have a place: none once it has ended."""
    has_ended = registration.state in {Registration.State.REFUSED, Registration.State.WITHDRAWN}
    return frozenset() if has_ended else chosen_sessions(registration)


def _named(questions: Iterable[Question], answers: Mapping[str, Answer]) -> Iterator[str]:
    for one in questions:
        answer = answers.get(one.key)
        if one.kind is Kind.SESSIONS and isinstance(answer, list):
            yield from (slug for slug in answer if isinstance(slug, str))
