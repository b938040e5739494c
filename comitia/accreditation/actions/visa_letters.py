"""Keeps the templates of letters for visas and issues such letters."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zipfile import BadZipFile

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accreditation.models import IssuedLetter, LetterTemplate, Registration
from comitia.accreditation.policies.visa_letters import (
    ANSWER,
    PLACEHOLDER,
    VISA,
    may_have_letter,
    may_issue,
    unknown_placeholders,
)
from comitia.accreditation.queries.visa_letters import placeholders, values_of
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.blobs import store
from comitia.platform.blobs.arriving import Received
from comitia.platform.blobs.models import Blob

LONGEST: Final = 5 * 1024 * 1024
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def receive_template(chunks: Iterable[bytes], *, name: str) -> Received:
    """Inspect a template before anything is locked; to be used as a context and given to `save_template`."""
    return store.receive(chunks, name=name, accepts=("docx",), longest=LONGEST)


def save_template(meeting: Meeting, language: str, received: Received, *, by: Actor, at: datetime) -> LetterTemplate:
    """Keep the template of a language if all it wants filled in is known; what is not is refused with its place."""
    require(may_issue(by))
    if received.reason == Blob.Reason.ACTIVE_CONTENT:
        refuse(
            "active_content", _("This document holds something that runs when it is opened. Save it without macros.")
        )
    keys = {name.removeprefix(ANSWER) for name in placeholders() if name.startswith(ANSWER)}
    if unknown := unknown_placeholders(_paragraphs(received), questions=keys):
        refuse("unknown_placeholder", " ".join(unknown))
    with transaction.atomic():
        blob = store.keep_received(received, owner=None, at=at)
        if blob.state == Blob.State.QUARANTINED:
            store.release(blob)  # an officer of the secretariat brings it to be used
        before = LetterTemplate.objects.select_related("blob").filter(meeting=meeting, kind=VISA, language=language)
        old = before.first()
        if old is not None:
            old_blob, old.blob, old.changed_at = old.blob, blob, at
            old.save(update_fields=["blob", "changed_at"])
            store.erase(old_blob, at=at)
        template = old or LetterTemplate.objects.create(
            meeting=meeting, kind=VISA, language=language, blob=blob, changed_at=at
        )
        facts = {"language": language, "sha256": blob.sha256}
        record("save_letter_template", f"letter_template:{meeting.slug}:{VISA}", by=by, at=at, facts=facts)
    return template


def remove_template(meeting: Meeting, language: str, *, by: Actor, at: datetime) -> None:
    """Remove the template of a language; letters that were issued stay."""
    require(may_issue(by))
    with transaction.atomic():
        found = LetterTemplate.objects.select_related("blob").filter(meeting=meeting, kind=VISA, language=language)
        template = found.first()
        if template is None:
            refuse("no_template", _("There is no template in this language."))
        blob = template.blob
        template.delete()
        store.erase(blob, at=at)
        subject = f"letter_template:{meeting.slug}:{VISA}"
        record("remove_letter_template", subject, by=by, at=at, facts={"language": language})


def issue_letter(reference: UUID, *, language: str, by: Actor, at: datetime) -> IssuedLetter:
    """Write the letter of one accepted person from the template of a language; it replaces the one issued before."""
    require(may_issue(by))
    with transaction.atomic():
        related = ("person", "category", "meeting", "member", "delegate__delegation__observer")
        found = Registration.objects.select_for_update(of=("self",)).filter(reference=reference)
        registration = found.select_related(*related).first()
        if registration is None:
            refuse("unknown_registration", _("This registration does not exist."))
        require(may_have_letter(registration))
        templates = LetterTemplate.objects.select_related("blob").filter(meeting=registration.meeting, kind=VISA)
        template = templates.filter(language=language).first()
        if template is None:
            refuse(
                "no_template", _("There is no template in this language. Bring one on the page “Visa letters” first.")
            )
        values = values_of(registration, language=language, on=at.date())
        content = filled_in(b"".join(store.read(template.blob)), values)
        name = f"visa-letter-{values['number']}.docx"
        blob = store.keep_own([content], name=name, media_type=WORD, owner=registration.person.reference, at=at)
        before = IssuedLetter.objects.select_related("blob").filter(registration=registration, kind=VISA).first()
        letter, _is_new = IssuedLetter.objects.update_or_create(
            registration=registration,
            kind=VISA,
            defaults={"language": language, "blob": blob, "issued_at": at, "issued_by": by.person},
        )
        if before is not None:
            store.erase(before.blob, at=at)
        facts = {"language": language, "sha256": blob.sha256}
        record("issue_visa_letter", f"registration:{reference}", by=by, at=at, facts=facts)
    return letter


def take_letter(letter: IssuedLetter, *, by: Actor, at: datetime) -> Iterator[bytes]:
    """Hand out a letter to an officer or to the person it was issued for, and write down who took it."""
    if by.person != letter.registration.person.reference:
        require(may_issue(by))
    with transaction.atomic():
        chunks = store.read(letter.blob)
        subject = f"registration:{letter.registration.reference}"
        record("take_visa_letter", subject, by=by, at=at, facts={"sha256": letter.blob.sha256})
    return chunks


def filled_in(content: bytes, values: Mapping[str, str]) -> bytes:
    """Fill in a template; a placeholder that Word has cut into pieces is filled in as a whole."""
    from docx import Document  # a megabyte of XML tools for a letter now and then

    document = Document(io.BytesIO(content))
    for paragraph in _nodes(document):
        _fill(paragraph, values)
    document.core_properties.author = ""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _paragraphs(received: Received) -> list[str]:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = Document(str(received.path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError):
        refuse("unreadable", _("This document cannot be read. Open it in a word processor and save it as DOCX."))
    return ["".join(node.text or "" for node in nodes) for nodes in _nodes(document)]


def _nodes(document: Any) -> Iterator[list[Any]]:
    """Give the pieces of text of each paragraph, wherever it stands: in the body, tables, boxes, heads and feet."""
    roots = [document.element.body]
    for section in document.sections:
        parts = (section.header, section.footer, section.first_page_header, section.first_page_footer)
        own = [part for part in parts if not part.is_linked_to_previous]
        roots += [part._element for part in own]  # noqa: SLF001  python-docx gives no other way to boxes in a head
    for root in roots:
        for paragraph in root.iter(f"{W}p"):
            yield [node for node in paragraph.iter(f"{W}t") if next(node.iterancestors(f"{W}p")) is paragraph]


def _fill(nodes: list[Any], values: Mapping[str, str]) -> None:
    text = "".join(node.text or "" for node in nodes)
    for found in reversed(list(PLACEHOLDER.finditer(text))):
        value = values.get(found[1], "").replace("\n", ", ")
        start = 0
        for node in nodes:
            own = node.text or ""
            first, last = max(found.start() - start, 0), min(found.end() - start, len(own))
            if first < last:
                begins_here = found.start() >= start
                node.text = own[:first] + (value if begins_here else "") + own[last:]
                node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            start += len(own)
