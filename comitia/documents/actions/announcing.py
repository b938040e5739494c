"""Announces papers, changes what is said about them, and withdraws them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from comitia.core.governance.documents import last_day, not_before
from comitia.core.governance.symbols import Symbol, next_symbol, read_symbol
from comitia.documents.actions.turns import locked_document, locked_meeting, put_on_record, write_down
from comitia.documents.models import Document, LanguageVersion, PaperRules
from comitia.documents.policies import (
    FORMS,
    may_be_called,
    may_be_due,
    may_withdraw,
    may_work_on,
    symbol_refused,
)
from comitia.documents.queries.records import record_of_document
from comitia.documents.queries.rules import rules_of, symbols_like
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError, refuse, require
from comitia.platform.edits import as_facts, changes_since
from comitia.platform.names import clean_name

LONGEST_ITEM: Final = 20


@transaction.atomic
def announce_document(
    meeting: str,
    *,
    kind: str,
    titles: Mapping[str, str],
    level: str,
    original_language: str,
    item: str = "",
    symbol: str = "",
    due_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Document:
    """Announce a paper of a meeting (by slug), with the symbol typed or else the next of its series.

    A pre-session paper is due on the last day of the meeting's rules unless another day is given.
    """
    held = locked_meeting(meeting, by=by)
    rules = rules_of(held)
    _check_choices(kind=kind, level=level, language=original_language)
    cleaned = _checked_titles(titles)
    require(may_be_due(due_on))
    document = Document(
        meeting=held,
        kind=kind,
        symbol=_symbol(rules, kind, symbol),
        titles=cleaned,
        item=clean_name(item)[:LONGEST_ITEM],
        level=level,
        original_language=original_language,
        due_on=due_on or _usual_day(held, rules, kind),
        announced_at=at,
    )
    save_new(document, [original_language, *rules.languages], at=at)
    facts = {"kind": kind, "level": level, "item": document.item, "due_on": str(document.due_on or "")}
    write_down("announce_paper", document, by=by, at=at, facts=facts)
    return document


@transaction.atomic
def change_document(reference: UUID, values: Mapping[str, Any], *, seen: str | None, by: Actor, at: datetime) -> None:
    """Change titles, agenda item, level or last day of a paper; its symbol and its files stay."""
    document = locked_document(reference, by=by)
    require(may_work_on(document))
    wanted = dict(values)
    if "titles" in wanted:
        wanted["titles"] = _checked_titles(wanted["titles"])
    if "item" in wanted:
        wanted["item"] = clean_name(wanted["item"])[:LONGEST_ITEM]
    changes = changes_since(record_of_document(document), wanted, seen=seen)
    _check_choices(level=wanted.get("level", document.level))
    require(may_be_due(wanted.get("due_on")))
    if not changes:
        return
    for name, (_before, after) in changes.items():
        setattr(document, name, after)
    document.save(update_fields=list(changes))
    write_down("change_paper", document, by=by, at=at, facts=as_facts(changes))


@transaction.atomic
def withdraw_document(reference: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw a paper: its symbol stays and is never given again, its files are handed out no more."""
    document = locked_document(reference, by=by)
    said = reason.strip()
    require(may_withdraw(document, reason=said))
    document.withdrawn_at = not_before(at, document.announced_at)
    document.withdrawal_reason = said
    document.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    put_on_record("paper_withdrawn", document, by=by, at=document.withdrawn_at, facts={}, reason=said)


def save_new(document: Document, languages: list[str], *, at: datetime) -> None:
    """Write a new paper with the versions that are expected; a symbol that somebody else took at once is refused."""
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except IntegrityError:
        _refuse_taken(document.symbol)
    expected = dict.fromkeys([document.original_language, *languages])
    status = LanguageVersion.Status
    LanguageVersion.objects.bulk_create(
        LanguageVersion(
            document=document,
            language=language,
            status=status.ORIGINAL if language == document.original_language else status.TRANSLATED,
            changed_at=at,
        )
        for language in expected
    )


def _symbol(rules: PaperRules, kind: str, typed: str) -> str:
    form = FORMS.get(kind)
    if form is None:
        return ""
    if not typed.strip():
        return str(next_symbol(rules.series, form, symbols_like(rules.series)))
    read = read_symbol(typed)
    if not isinstance(read, Symbol):
        raise RefusedError(symbol_refused(read))
    if read.suffixes:
        refuse(
            "symbol_of_another",
            _("Add., Rev. and Corr. belong to another paper. Open that one and correct, revise or add to it there."),
        )
    if read.form is not form:
        refuse("other_kind", _("The letter before the number does not go with this kind of paper. Change one of them."))
    if Document.objects.filter(symbol__iexact=str(read)).exists():
        _refuse_taken(str(read))
    return str(read)


def _refuse_taken(symbol: str) -> None:
    read = read_symbol(symbol)
    free = next_symbol(read.series, read.form, symbols_like(read.series)) if isinstance(read, Symbol) else ""
    sentence = _("Another paper has the symbol %(symbol)s. The next free one is %(free)s.")
    refuse("symbol_taken", sentence % {"symbol": symbol, "free": free})


def _usual_day(meeting: Meeting, rules: PaperRules, kind: str) -> date | None:
    if kind != Document.Kind.PRE_SESSION or meeting.starts_on is None or rules.days is None:
        return None
    return last_day(meeting.starts_on, days=rules.days)


def _checked_titles(titles: Mapping[str, str]) -> dict[str, str]:
    cleaned = {code: clean_name(title) for code, title in titles.items()}
    require(may_be_called(cleaned))
    return {code: title for code, title in cleaned.items() if title}


def _check_choices(*, kind: str = "", level: str, language: str = "") -> None:
    if kind and kind not in Document.Kind.values:
        refuse("unknown_kind", _("Choose a kind of paper from the list."))
    if level not in Document.Level.values:
        refuse("unknown_level", _("Choose from the list to whom the paper goes."))
    check_language(language)


def check_language(language: str) -> None:
    """Refuse a language that the site does not have; an empty one was not asked for."""
    if language and language not in dict(settings.LANGUAGES):
        refuse("unknown_language", _("Choose a language from the list."))
