"""Reads tables that people bring (CSV in any usual encoding, XLSX) as text, and writes CSV that a spreadsheet opens safely."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, NamedTuple, Never

from charset_normalizer import from_bytes
from django.utils.translation import gettext_noop as _

from comitia.platform.answers import refuse
from comitia.platform.remarks import Remark

LARGEST_FILE: Final = 20_000_000
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 100
LONGEST_CELL: Final = 20_000
LARGEST_PART: Final = 120_000_000
LARGEST_WORD_LIST: Final = 40_000_000  # the one part of a spreadsheet that must be held in memory as a whole
MOST_PARTS: Final = 2_000
LAST_SHEET_ROW: Final = 1_048_576
LAST_SHEET_COLUMN: Final = 1_000
MOST_REMARKS: Final = 50

MOST_SHEET_ROWS: Final = 20_000  # a spreadsheet takes about ten times as long to read as CSV

# Tried when a file is not UTF-8; of equally likely ones the first is taken.
ENCODINGS: Final = ("cp1252", "cp1254", "cp1251", "cp1250", "gb18030", "cp949", "cp932", "big5", "koi8_r", "cp1256")
SAMPLE: Final = 200_000
DELIMITERS: Final = (",", ";", "\t")
OLD_SPREADSHEET: Final = b"\xd0\xcf\x11\xe0"
ZIP: Final = b"PK"
# What a spreadsheet would take for a formula when it opens a CSV file.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Row(NamedTuple):
    """A row under the heading: its line or spreadsheet row, and one text for each column."""

    number: int
    cells: tuple[str, ...]
    is_too_long: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read: names of its columns, its rows, and what was remarkable about reading it."""

    columns: tuple[str, ...]
    rows: list[Row]
    remarks: tuple[Remark, ...] = ()

    def records(self) -> Iterator[tuple[Row, dict[str, str]]]:
        """Give each row with its cells by column."""
        for row in self.rows:
            yield row, dict(zip(self.columns, row.cells, strict=True))


def read_table(content: bytes) -> Table:
    """Read a CSV or XLSX file; raise `RefusedError` with a sentence that says where it cannot be read and what to do."""
    if len(content) > LARGEST_FILE:
        _refuse("file_too_large", _("The file is larger than 20 MB. Split it and bring the parts one after the other."))
    if not content.strip():
        _refuse("file_empty", _("The file is empty. Choose the file again."))
    if content.startswith(OLD_SPREADSHEET):
        _refuse(
            "old_spreadsheet",
            _("This is a spreadsheet in the old .xls format. Save it as .xlsx or CSV and bring that."),
        )
    if content.startswith(ZIP):
        return _table(*_spreadsheet_lines(content))
    return _table(*_text_lines(content))


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Write a CSV file in which no cell is taken for a formula; begins with a mark that tells spreadsheets it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_harmless(column) for column in columns])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def _harmless(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d+)?", text) is not None


def _refuse(code: str, template: str, **values: Any) -> Never:
    refuse(code, Remark(code, template, values))


def _table(lines: Iterator[tuple[int, list[str]]], remarks: list[Remark]) -> Table:
    """Take the first line that says something as the heading and the others as rows."""
    number, heading = next(((number, cells) for number, cells in lines if any(cells)), (0, []))
    while heading and not heading[-1]:
        heading.pop()
    named = [place for place, name in enumerate(heading) if name]
    columns = tuple(" ".join(heading[place].split()) for place in named)
    _check_columns(columns)
    if len(named) < len(heading):
        remarks.append(
            Remark("column_unnamed", _("Row %(row)s: a column without a name is left out."), {"row": number})
        )
    rows: list[Row] = []
    missing = [""] * len(heading)
    for number, cells in lines:
        if not any(cells):
            continue
        if len(rows) == MOST_ROWS:
            _refuse(
                "too_many_rows",
                _("The file has more than 100,000 rows. Split it and bring the parts one after the other."),
            )
        padded = cells + missing if len(cells) < len(heading) else cells
        taken = tuple(padded[place] for place in named)
        rows.append(Row(number, taken, is_too_long=any(cells[len(heading) :])))
    if not rows:
        _refuse("no_rows", _("The file has a heading and no rows under it. Check that it is the file you mean."))
    return Table(columns, rows, tuple(remarks))


def _check_columns(columns: tuple[str, ...]) -> None:
    if not columns:
        _refuse("no_heading", _("The file has no heading. Its first row must name the columns."))
    if len(columns) > MOST_COLUMNS:
        _refuse("too_many_columns", _("The file has more than 100 columns. Leave out those that are not needed."))
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        _refuse("column_twice", _("Two columns are called “%(name)s”. Give each column its own name."), name=twice[0])


def _text_lines(content: bytes) -> tuple[Iterator[tuple[int, list[str]]], list[Remark]]:
    """Decode a CSV file and split it into cells."""
    text, remarks = _decoded(content)
    first_line = re.sub(r'"[^"]*"', "", text.lstrip(" \r\n").partition("\n")[0])
    delimiter = max(DELIMITERS, key=first_line.count)
    return _csv_lines(text, delimiter), remarks


def _csv_lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, [_clean(cell) for cell in cells]
            begins = reader.line_num + 1
    except csv.Error:
        _refuse(
            "broken_row",
            _(
                "Line %(line)s cannot be split into cells: a quotation mark is not closed, or a cell is too long. Correct it."
            ),
            line=begins,
        )


def _clean(cell: str) -> str:
    return CONTROLS.sub("", cell).strip()


def _decoded(content: bytes) -> tuple[str, list[Remark]]:
    """Decode text that says its encoding or is UTF-8; otherwise find the likeliest encoding and say so."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decoded_as(content, encoding), []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        if b"\0" not in content[:SAMPLE] and _is_utf8_with_a_fault(content):
            _refuse_bytes(content, error.start)
    else:
        if "\0" not in text:
            return text, []
    encoding = _likeliest_encoding(content)
    remark = Remark(
        "encoding_guessed",
        _("The file is not in UTF-8. It was read as %(encoding)s: check the letters with accents and other scripts."),
        {"encoding": encoding.replace("_", "-")},
    )
    return _decoded_as(content, encoding), [remark]


def _likeliest_encoding(content: bytes) -> str:
    beginning = content[:SAMPLE]
    if b"\0" in beginning:
        first, second = beginning[::2].count(0), beginning[1::2].count(0)
        if first + second < len(beginning) // 10 or min(first, second) * 10 > max(first, second):
            _refuse_file()
        return "utf_16_le" if second > first else "utf_16_be"
    sample = b"".join(line for line in content.splitlines(keepends=True) if not line.isascii())[:SAMPLE]
    found = list(from_bytes(sample, cp_isolation=list(ENCODINGS), enable_fallback=False))
    if not found:
        _refuse_file()
    best = min(found, key=lambda one: (one.chaos, -one.coherence, ENCODINGS.index(one.encoding)))
    # Encodings that give the same letters are one finding; the most usual of them is named.
    return min({best.encoding, *best.could_be_from_charset} & set(ENCODINGS), key=ENCODINGS.index)


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        _refuse_bytes(content, error.start)


def _is_utf8_with_a_fault(content: bytes) -> bool:
    """Tell a UTF-8 file with a few wrong bytes from a file in another encoding: most of its letters decode."""
    text = content.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    right = sum(1 for letter in re.findall(r"[^\x00-\x7f]", text[: SAMPLE * 5]) if letter != "\ufffd")
    return right > wrong


def _refuse_bytes(content: bytes, place: int) -> Never:
    _refuse(
        "wrong_bytes",
        _("Line %(line)s holds bytes that are not text. Save the file again as “CSV UTF-8” and bring that."),
        line=content.count(b"\n", 0, place) + 1,
    )


def _spreadsheet_lines(content: bytes) -> tuple[Iterator[tuple[int, list[str]]], list[Remark]]:
    """Read the first sheet of an XLSX file; formulas stay the text they are."""
    from openpyxl import load_workbook  # a quarter of a second at start, for something done once a month
    from openpyxl.utils.exceptions import InvalidFileException

    _look_into(content)
    remarks: list[Remark] = []
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
    except (InvalidFileException, KeyError, ValueError, IndexError, OSError, SyntaxError, zipfile.BadZipFile):
        _refuse_spreadsheet()
    if len(book.worksheets) > 1:
        remarks.append(
            Remark(
                "first_sheet",
                _("The file has several sheets. Only the first, “%(name)s”, was read."),
                {"name": sheet.title},
            )
        )
    return _sheet_lines(sheet, remarks), remarks


def _sheet_lines(sheet: Any, remarks: list[Remark]) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > LAST_SHEET_ROW or len(cells) > LAST_SHEET_COLUMN:
                _refuse(
                    "stray_cell",
                    _("A cell stands far outside the table. Copy the table into a new sheet and bring that."),
                )
            texts = [_cell_text(cell) for cell in cells]
            if number > MOST_SHEET_ROWS + 1 and any(texts):
                _refuse(
                    "too_many_sheet_rows",
                    _("The sheet has more than 20,000 rows. Save it as CSV: up to 100,000 rows can be read from that."),
                )
            if any(text.startswith("=") for text in texts) and len(remarks) < MOST_REMARKS:
                remarks.append(
                    Remark(
                        "formula", _("Row %(row)s: a formula is kept as text, it is not worked out."), {"row": number}
                    )
                )
            yield number, texts
    except (KeyError, ValueError, SyntaxError, OSError, zipfile.BadZipFile):
        _refuse_spreadsheet()


def _cell_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _clean(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date | time) else _clean(str(cell))


def _look_into(content: bytes) -> None:
    """Refuse an archive that is no spreadsheet, or one that would unpack to more than a table can be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.filename: part for part in archive.infolist()}
            if not {"[Content_Types].xml", "xl/workbook.xml"} <= parts.keys():
                _refuse_spreadsheet()
            sizes = [part.file_size for part in parts.values()]
            words = parts.get("xl/sharedStrings.xml")
            if (
                len(sizes) > MOST_PARTS
                or sum(sizes) > LARGEST_PART
                or (words is not None and words.file_size > LARGEST_WORD_LIST)
            ):
                _refuse(
                    "unpacks_too_large",
                    _("The spreadsheet unpacks to more than a table can be. Save the one sheet as CSV and bring that."),
                )
            for part in parts.values():
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as opened:
                        beginning = opened.read(4096)
                    if b"<!DOCTYPE" in beginning or b"<!ENTITY" in beginning:
                        _refuse_spreadsheet()
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError, ValueError):
        _refuse_spreadsheet()


def _refuse_file() -> Never:
    _refuse(
        "not_text", _("This is neither a table in text form (CSV) nor a spreadsheet (.xlsx). Save it as one of them.")
    )


def _refuse_spreadsheet() -> Never:
    _refuse("not_a_spreadsheet", _("This file cannot be read as a spreadsheet. Save it again as .xlsx, or as CSV."))
