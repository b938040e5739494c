"""The papers of the small world: one of each level, each with a mark in its title and another in its file, and drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from comitia.accreditation.models import Delegate
from comitia.documents.models import LanguageVersion
from comitia.meetings.models import Meeting
from tests.factories import documents
from tests.platform.sample_files import pdf

if TYPE_CHECKING:
    from tests.security.world import World

LEVELS: Final = ("public", "participants", "committee", "secretariat")
MARKS: Final = {
    f"{what} of a paper for {level}": f"zq{number}{place}wxvj"
    for place, level in enumerate(LEVELS)
    for number, what in enumerate(("title", "content", "draft"), 80)
}
PUBLIC_PAGES: Final = ("papers", "paper", "paper_file")
OF_PAPER: Final = (
    *("desk_paper", "desk_edit_paper", "desk_bring_version", "desk_correct_paper", "desk_revise_paper"),
    *("desk_add_to_paper", "desk_withdraw_paper", "desk_waive_lateness"),
)


def make_papers(world: World, meeting: Meeting) -> None:
    """Issue a paper of each level, one language of which is a draft still, and leave two drafts."""
    documents.keep_rules(meeting)
    issued, files = [], []
    for level in LEVELS:
        paper = documents.announce(meeting, MARKS[f"title of a paper for {level}"], level=level)
        files += [
            documents.issue(paper, words=MARKS[f"content of a paper for {level}"]),
            documents.bring(paper, "ko", words=MARKS[f"draft of a paper for {level}"]),
        ]
        issued.append(paper.reference)
    draft = documents.bring(documents.announce(meeting, "Draft"))
    cleared = documents.bring(documents.announce(meeting, "Cleared"))
    documents.clear(cleared)
    world.people["head"] = Delegate.objects.get(role="head", delegation__member__isnull=False).registration.person
    versions = [one.reference for one in files]
    world.values |= {f"{name}.slug": [meeting.slug] for name in PUBLIC_PAGES}
    world.values |= {f"{name}.reference": issued for name in (*PUBLIC_PAGES, *OF_PAPER, "desk_paper_file")}
    world.values |= {"paper_file.version": versions, "desk_paper_file.version": versions}
    for name, version in (("clear", draft), ("issue", cleared)):
        world.values[f"desk_{name}_version.reference"] = [version.document.reference]
        world.values[f"desk_{name}_version.version"] = [version.reference]


def seen_file(world: World, name: str) -> dict[str, str]:
    """Give the digest of the file that an officer looked at before clearing or issuing it."""
    version = LanguageVersion.objects.get(reference=world.values[f"desk_{name}_version.version"][0])
    return {"seen": version.blob.sha256}


def file_to_bring() -> dict[str, Any]:
    return {"language": "ru", "status": "translated", "file": SimpleUploadedFile("paper.pdf", pdf(b"(Budget)"))}
