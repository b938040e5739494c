"""What pages read about the files that people brought with a registration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from comitia.accreditation.models import Registration
from comitia.accreditation.policies.readers import Field, field_of
from comitia.accreditation.queries.desk import one
from comitia.accreditation.queries.privacy import reads_registration
from comitia.accreditation.queries.versions import form_of_version
from comitia.core.forms.definition import Kind
from comitia.platform.actors import Actor
from comitia.platform.blobs.models import Blob


@dataclass(frozen=True, slots=True)
class Document:
    """A file of a registration, and the key of the question that it answers."""

    registration: Registration
    question: str
    blob: Blob


def document_of(by: Actor, reference: UUID, file: UUID) -> Document | None:
    """Give a file that answers a question of a registration, or None if there is none that this actor may read."""
    registration = one(by, reference)
    if registration is None:
        return None
    reads = reads_registration(by, registration)
    named = (key for key, answer, fields in _answered(registration) if answer == str(file) and fields <= reads)
    key = next(named, None)
    blob = Blob.objects.filter(reference=file).first() if key is not None else None
    return Document(registration, key, blob) if key is not None and blob is not None else None


def files_of(registration: Registration) -> dict[str, Blob]:
    """Give the files that a registration names in its answers, by reference: one statement."""
    named = {answer for _key, answer, _fields in _answered(registration) if isinstance(answer, str)}
    references = [UUID(text) for text in named if _is_reference(text)]
    found = Blob.objects.filter(reference__in=references) if references else ()
    return {str(blob.reference): blob for blob in found}


def _answered(registration: Registration) -> Iterator[tuple[str, object, frozenset[Field]]]:
    """Go through all answers of a registration, each with the fields that one must read to see it."""
    given: list[tuple[int | None, Mapping[str, object], Field | None]] = [
        (registration.form_id, registration.answers, None),
        (registration.form_id, registration.staff_answers, Field.STAFF_ANSWERS),
        *((former["version"], former["answers"], Field.FORMER_ANSWERS) for former in registration.former_answers),
    ]
    for version, answers, further in given:
        form = form_of_version(version)
        for key, answer in answers.items():
            # Of a question that this version does not know, nothing is known but that a file may be a document
            field = field_of(form.question(key).kind if key in form else Kind.FILE)
            yield key, answer, frozenset({field, further} if further else {field})


def _is_reference(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
