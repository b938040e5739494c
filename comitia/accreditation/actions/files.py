"""Takes the files that people send with a registration form, and gathers what a form cannot know about a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from comitia.accounts.models import Person
from comitia.accreditation.policies.answers import known
from comitia.accreditation.queries.form import members_to_choose, own_files
from comitia.accreditation.queries.sessions import session_names
from comitia.core.forms.answers import Known
from comitia.core.forms.definition import FILE_KINDS, FILE_QUESTIONS, Form, Kind, Question
from comitia.platform.answers import RefusedError
from comitia.platform.blobs.arriving import Received, receive
from comitia.platform.blobs.kinds import FORMATS
from comitia.platform.blobs.store import keep_received

LONGEST: Final = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrives: its name and its bytes in chunks."""

    name: str
    chunks: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Arrived:
    """The files of a page that were received, and why others were not, by question."""

    received: dict[str, Received] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def receive_files(form: Form, *, step: int, uploads: Mapping[str, Upload], stack: ExitStack) -> Arrived:
    """Read and inspect the files of a page before anybody's turn to write; what is not kept until the end goes."""
    arrived = Arrived()
    for question in form.page(step).questions if uploads and form.pages else ():
        upload = uploads.get(question.key)
        if upload is None or question.for_staff or question.kind not in FILE_QUESTIONS:
            continue
        accepts = ("picture",) if question.kind is Kind.PICTURE else question.accepts or FILE_KINDS
        try:
            found = receive(upload.chunks, name=upload.name, accepts=accepts, longest=LONGEST)
        except RefusedError as error:
            arrived.faults[question.key] = str(error.answer.sentence)
        else:
            arrived.received[question.key] = stack.enter_context(found)
    return arrived


def keep_files(arrived: Arrived, *, person: Person, at: datetime) -> dict[str, str]:
    """Keep what has arrived, in the caller's transaction; give the references by question."""
    return {
        key: str(keep_received(received, owner=person.reference, at=at).reference)
        for key, received in arrived.received.items()
    }


def known_to(person: Person, questions: Iterable[Question]) -> Known:
    """Gather what these questions may name: members, sessions and the person's own files, each only if it is asked for."""
    kinds = {question.kind for question in questions}
    return known(
        members=frozenset(slug for slug, _name in members_to_choose()) if Kind.AFFILIATION in kinds else (),
        sessions=session_names("en") if Kind.SESSIONS in kinds else (),
        blobs={reference: _kind_of(blob.media_type) for reference, blob in own_files(person).items()}
        if kinds & FILE_QUESTIONS
        else None,
    )


def _kind_of(media_type: str) -> str:
    kinds = next((one.kinds for one in FORMATS if one.media_type == media_type), frozenset())
    return next((kind for kind in FILE_KINDS if kind in kinds), "")
