"""The papers of a meeting as a reader of some level sees them, with their versions, states and lacks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import get_language

from comitia.core.governance.documents import (
    Admission,
    Level,
    Link,
    Relation,
    Shortfall,
    State,
    Status,
    admission,
    current_text,
    is_outdated,
    levels_read,
    state_shown,
)
from comitia.core.governance.symbols import Symbol, read_symbol, sort_key
from comitia.documents.models import Document, LanguageVersion, PaperRules, Waiver
from comitia.documents.policies import core_version, may_take
from comitia.documents.queries.rules import lacks_of, rules_of
from comitia.meetings.models import Meeting
from comitia.platform.blobs.kinds import FORMATS
from comitia.platform.texts import Text, text_in


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A paper in one language as a reader sees it; `can_be_taken` says whether its file is handed out to them.

    For readers outside the secretariat a version that is not issued is announced, and nothing else is said of it.
    """

    reference: UUID
    language: str
    status: str
    status_name: str
    state: str
    stored_state: str
    can_be_taken: bool
    is_outdated: bool
    format: str
    size: int
    sha256: str
    issued_at: datetime | None


@dataclass(frozen=True, slots=True)
class Related:
    """Another paper that this one corrects, revises or adds to, or that does so to this one."""

    reference: UUID
    symbol: str
    relation: str
    relation_name: str
    is_issued: bool
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as a reader sees it. `lacks` and `waivers` speak of the moment it was asked for."""

    reference: UUID
    symbol: str
    title: Text
    kind: str
    kind_name: str
    item: str
    level: str
    level_name: str
    original_language: str
    due_on: date | None
    withdrawn_at: datetime | None
    withdrawal_reason: str
    relation: str
    relation_name: str
    parent: Related | None
    followers: tuple[Related, ...]
    current: Related | None
    versions: tuple[VersionRow, ...]
    lacks: tuple[Shortfall, ...]
    waivers: tuple[Waiver, ...]
    admission: Admission
    first_issued_at: datetime | None

    @property
    def is_issued(self) -> bool:
        return self.first_issued_at is not None

    @property
    def overdue(self) -> tuple[Shortfall, ...]:
        """List what is late and not admitted by the meeting."""
        waived = {language for one in self.waivers for language in one.languages}
        return tuple(one for one in self.lacks if one.is_overdue and one.language not in waived)


def papers(meeting: str, *, level: Level, at: datetime) -> tuple[Paper, ...]:
    """List the papers of a meeting (by slug) that reach a reader of a level, by agenda item and symbol: five statements."""
    held = Meeting.objects.filter(slug=meeting).first()
    if held is None:
        return ()
    documents = [one for one in _loaded(held, level) if level is Level.SECRETARIAT or _is_known(one)]
    made = _Chain(documents, rules_of(held), level=level, language=get_language() or "en", at=at)
    return tuple(made.paper(one) for one in sorted(documents, key=_place))


def paper(meeting: str, reference: UUID, *, level: Level, at: datetime) -> Paper | None:
    """Give one paper of a meeting, or None if there is none that reaches this reader."""
    return next((one for one in papers(meeting, level=level, at=at) if one.reference == reference), None)


def has_public_papers(meeting: str) -> bool:
    """Tell whether everybody finds at least one paper of a meeting."""
    return Document.objects.filter(meeting__slug=meeting, level=Level.PUBLIC, withdrawn_at=None).exists()


def meeting_of(reference: UUID) -> str:
    """Give the slug of the meeting of a paper; empty if there is none."""
    return Document.objects.filter(reference=reference).values_list("meeting__slug", flat=True).first() or ""


class _Chain:
    """Makes the rows of papers that are loaded together, each with its place in the chains among them."""

    def __init__(
        self, documents: list[Document], rules: PaperRules, *, level: Level, language: str, at: datetime
    ) -> None:
        self._documents = {one.pk: one for one in documents}
        self._rules, self._level, self._language, self._at = rules, level, language, at
        self._links = [link_of(one) for one in documents]
        self._issued = {one.key: one.issued_at for one in self._links}

    def paper(self, document: Document) -> Paper:
        versions = list(document.versions.all())
        lacks = () if document.withdrawn_at else lacks_of(document, versions, self._rules, at=self._at)
        waivers = tuple(document.waivers.all())
        text = current_text(self._links, document.pk)
        parent = self._documents.get(document.parent_id or 0)
        return Paper(
            reference=document.reference,
            symbol=document.symbol,
            title=text_in(document.titles, self._language),
            kind=document.kind,
            kind_name=document.get_kind_display(),
            item=document.item,
            level=document.level,
            level_name=document.get_level_display(),
            original_language=document.original_language,
            due_on=document.due_on,
            withdrawn_at=document.withdrawn_at,
            withdrawal_reason=document.withdrawal_reason,
            relation=document.relation,
            relation_name=document.get_relation_display(),
            parent=self._related(parent) if parent else None,
            followers=tuple(
                self._related(one)
                for one in sorted(self._documents.values(), key=_place)
                if one.parent_id == document.pk
            ),
            current=None if self._holds(document, text.key) else self._related(self._documents[text.key]),
            versions=self._versions(document, versions, text.key),
            lacks=lacks,
            waivers=waivers,
            admission=admission(lacks, waived={language for one in waivers for language in one.languages}),
            first_issued_at=self._issued[document.pk],
        )

    def _holds(self, document: Document, current: int) -> bool:
        """Tell whether a paper is the current text, or corrects it."""
        corrects = document.relation == Document.Relation.CORRECTS
        return current == (document.parent_id if corrects else document.pk)

    def _versions(self, document: Document, versions: list[LanguageVersion], current: int) -> tuple[VersionRow, ...]:
        original = next((core_version(one) for one in versions if one.status == Status.ORIGINAL), None)
        corrected = {
            version.language
            for one in self._documents.values()
            if one.parent_id == document.pk and one.relation == Document.Relation.CORRECTS and not one.withdrawn_at
            for version in one.versions.all()
            if version.state == State.ISSUED
        }
        is_revised = not self._holds(document, current) and document.withdrawn_at is None
        rows = []
        for one in sorted(versions, key=lambda one: (one.status != Status.ORIGINAL, one.pk)):
            state = state_shown(State(one.state), is_revised=is_revised, is_corrected=one.language in corrected)
            one.document = document
            is_open = bool(may_take(one, self._level))
            is_told = self._level is Level.SECRETARIAT or one.state == State.ISSUED
            blob = one.blob if is_open else None
            rows.append(
                VersionRow(
                    reference=one.reference,
                    language=one.language,
                    status=one.status,
                    status_name=one.get_status_display(),
                    state=state if is_told else State.ANNOUNCED,
                    stored_state=one.state if is_told else State.ANNOUNCED,
                    can_be_taken=is_open,
                    is_outdated=is_told and is_outdated(core_version(one), original),
                    format=_format(blob.media_type) if blob else "",
                    size=blob.size if blob else 0,
                    sha256=blob.sha256 if blob else "",
                    issued_at=one.issued_at,
                )
            )
        return tuple(rows)

    def _related(self, document: Document) -> Related:
        return Related(
            document.reference,
            document.symbol,
            document.relation,
            document.get_relation_display(),
            is_issued=self._issued[document.pk] is not None,
            is_withdrawn=document.withdrawn_at is not None,
        )


def link_of(document: Document) -> Link:
    """Give a paper, whose versions are loaded, as a link of its chain."""
    issued = [one.issued_at for one in document.versions.all() if one.issued_at]
    return Link(
        key=document.pk,
        relation=Relation(document.relation) if document.relation else None,
        to=document.parent_id,
        issued_at=min(issued, default=None),
        is_withdrawn=document.withdrawn_at is not None,
    )


def _loaded(meeting: Meeting, level: Level) -> list[Document]:
    versions = Prefetch("versions", LanguageVersion.objects.select_related("blob").order_by("pk"))
    found = Document.objects.filter(meeting=meeting, level__in=levels_read(level))
    documents = list(found.prefetch_related(versions, Prefetch("waivers", Waiver.objects.order_by("pk"))))
    for one in documents:
        one.meeting = meeting
    return documents


def _is_known(document: Document) -> bool:
    """Leave out what was withdrawn before anybody could read it."""
    return document.withdrawn_at is None or any(one.issued_at for one in document.versions.all())


def _place(document: Document) -> Any:
    """Sort by agenda item as people count, then by symbol."""
    parts = re.split(r"([0-9]+)", document.item.casefold())
    item = [(int(part), "") if part.isdecimal() else (0, part) for part in parts if part]
    read = read_symbol(document.symbol)
    symbol = (0, sort_key(read)) if isinstance(read, Symbol) else (1, document.pk)
    return not document.item, item, symbol


def _format(media_type: str) -> str:
    return next((one.name for one in FORMATS if one.media_type == media_type), "")
