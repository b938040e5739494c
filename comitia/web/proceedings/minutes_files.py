"""Minutes as files: a page of its own, a document to edit, pages to print, and data; always the same bytes for the same minutes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.platform.texts import direction_of
from comitia.platform.typesetting.pages import typeset
from comitia.proceedings.queries.minutes import TextShown
from comitia.proceedings.queries.minutes_blocks import Words, plain

# The earliest moment that a file in an archive can bear
ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Format(NamedTuple):
    """What minutes are saved as: the ending of the file, its type, and what writes it."""

    ending: str
    media_type: str
    write: Callable[[TextShown], bytes]


def page_of(shown: TextShown) -> bytes:
    """Write minutes as a page that needs nothing else."""
    with override(shown.language):
        return render_to_string("proceedings/minutes_file.html", {"shown": shown}).encode()


def data_of(shown: TextShown) -> bytes:
    """Write minutes as the data that is hashed, with its salt and digest."""
    names = ("stage", "access", "language", "salt", "blocks", "digest")
    return json.dumps({name: getattr(shown, name) for name in names}, ensure_ascii=False, indent=1).encode()


def pages_of(shown: TextShown) -> bytes:
    """Set minutes as a PDF."""
    with override(shown.language):
        page = _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"}
    data = {
        "title": plain(shown.blocks[0]["words"]),
        "language": shown.language.partition("-")[0],
        "rtl": direction_of(shown.language) == "rtl",
        "page": page,
        "blocks": _for_typst(shown.blocks),
    }
    return typeset("minutes", data).content


def document_of(shown: TextShown) -> bytes:
    """Write minutes as a DOCX file."""
    from docx import Document  # megabytes of XML tools for minutes now and then

    document = Document()
    document.core_properties.title = plain(shown.blocks[0]["words"])
    document.core_properties.author = ""
    document.core_properties.language = shown.language
    writer = _Writer(document, shown.language)
    for block in shown.blocks:
        writer.write(block)
    written = io.BytesIO()
    document.save(written)
    return _timeless(written)


class _Writer:
    """Writes blocks into a DOCX document of a language."""

    def __init__(self, document: Any, language: str) -> None:
        self.document, self.language = document, language

    def write(self, block: Mapping[str, Any]) -> None:
        if block["kind"] == "heading":
            self._fill(self.document.add_heading(level=block["level"]), block["words"])
        elif block["kind"] == "paragraph":
            self._fill(self.document.add_paragraph(), block["words"])
        elif block["kind"] == "quote":
            self._fill(self.document.add_paragraph(style="Quote"), block["words"])
        elif block["kind"] == "list":
            for row in block["rows"]:
                self._fill(self.document.add_paragraph(style="List Bullet"), row)
        else:
            self._table(block)

    def _table(self, block: Mapping[str, Any]) -> None:
        from docx.enum.table import WD_TABLE_DIRECTION

        self._fill(self.document.add_paragraph(style="Caption"), block["title"])
        table = self.document.add_table(rows=1, cols=len(block["columns"]))
        table.style = "Light Grid Accent 1"
        _mark(table.rows[0]._tr.get_or_add_trPr(), "tblHeader")  # noqa: SLF001 - python-docx has no name for it
        if direction_of(self.language) == "rtl":
            table.table_direction = WD_TABLE_DIRECTION.RTL
        self._row(table.rows[0].cells, block["columns"])
        for words in block["rows"]:
            self._row(table.add_row().cells, words)

    def _row(self, cells: Iterable[Any], words: Iterable[Words]) -> None:
        for cell, said in zip(cells, words, strict=True):
            self._fill(cell.paragraphs[0], said)

    def _fill(self, paragraph: Any, words: Words) -> None:
        """Write words in their language and direction."""
        language = self.language if isinstance(words, str) else words["language"]
        run = paragraph.add_run(plain(words))
        is_rtl = direction_of(language) == "rtl"
        if direction_of(self.language) == "rtl":
            _mark(paragraph._p.get_or_add_pPr(), "bidi")  # noqa: SLF001
        if is_rtl:
            _mark(run._r.get_or_add_rPr(), "rtl")  # noqa: SLF001
        values = {"bidi": language} if is_rtl else {"val": language, "eastAsia": language}
        _mark(run._r.get_or_add_rPr(), "lang", **values)  # noqa: SLF001


def _mark(element: Any, name: str, **values: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    marked = OxmlElement(f"w:{name}")
    for key, value in values.items():
        marked.set(qn(f"w:{key}"), value)
    element.append(marked)


def _timeless(written: io.BytesIO) -> bytes:
    """Pack a document anew so that nothing in it says when it was written."""
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in sorted(source.namelist()):
            entry = zipfile.ZipInfo(name, date_time=ZIP_TIME)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(entry, source.read(name), compresslevel=9)
    return packed.getvalue()


def _for_typst(said: Any) -> Any:
    """Name languages as Typst knows them, without their script."""
    if isinstance(said, list):
        return [_for_typst(one) for one in said]
    if not isinstance(said, Mapping):
        return said
    named = {name: _for_typst(value) for name, value in said.items()}
    return named if "kind" in named else {**named, "language": named["language"].partition("-")[0]}


FORMATS: Final[Mapping[str, Format]] = {
    one.ending: one
    for one in (
        Format("html", "text/html; charset=utf-8", page_of),
        Format("docx", DOCX, document_of),
        Format("pdf", "application/pdf", pages_of),
        Format("json", "application/json", data_of),
    )
}
