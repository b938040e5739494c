import io
import time
import tracemalloc
import zipfile
from datetime import date

import pytest

from comitia.platform.answers import RefusedError
from comitia.platform.tables import csv_text, read_table
from tests.factories.records import xlsx

CITIES = "name,country\nSão Paulo,Brasil\nBeyoğlu,Türkiye\n서울,대한민국\n"


def rows(content):
    return [row.cells for row in read_table(content).rows]


def refusal(content):
    with pytest.raises(RefusedError) as caught:
        read_table(content)
    return caught.value.answer.code, str(caught.value.answer.sentence)


def codes(content):
    return [remark.code for remark in read_table(content).remarks]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_that_says_its_encoding_or_is_utf8_is_read_without_a_remark(encoding):
    content = CITIES.encode(encoding)
    assert rows(content) == [("São Paulo", "Brasil"), ("Beyoğlu", "Türkiye"), ("서울", "대한민국")]
    assert codes(content) == []


@pytest.mark.parametrize(
    ("encoding", "city"),
    [
        ("cp1252", "Düsseldorf im Größenvergleich"),
        ("cp1251", "Ульяновская область"),
        ("cp1254", "İstanbul, Beyoğlu ve Şanlıurfa Büyükşehir Belediyesi, Diyarbakır, Muğla, Niğde"),
        ("cp1256", "ولاية الخرطوم"),
        ("cp949", "서울특별시 고양시"),
        ("gb18030", "成都市人民政府"),
        ("utf-16-le", "Seoul"),
    ],
)
def test_another_encoding_is_found_and_said(encoding, city):
    content = f'name\n"{city}"\n'.encode(encoding)
    assert rows(content) == [(city,)]
    remark = read_table(content).remarks[0]
    assert (remark.code, remark.values["encoding"]) == ("encoding_guessed", encoding)


def test_wrong_bytes_are_refused_with_their_line():
    content = "name\nBeyoğlu\nŞanlıurfa\n".encode() + b"Mos\xff\xfecow\n"
    assert refusal(content) == (
        "wrong_bytes",
        "Line 4 holds bytes that are not text. Save the file again as “CSV UTF-8” and bring that.",
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_the_heading_uses(delimiter):
    content = f'name{delimiter}"country, as printed"\nSeoul{delimiter}"Korea, South; Asia"\n'.encode()
    assert rows(content) == [("Seoul", "Korea, South; Asia")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \n\n", "file_empty"),
        (b"name,country\n", "no_rows"),
        (b"name,name\nSeoul,Seoul\n", "column_twice"),
        (b'name\n"Seoul\n', "broken_row"),
        (b"name\n" + b"x" * 30_000 + b"\n", "broken_row"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "not_text"),
        (b"\xd0\xcf\x11\xe0 old workbook", "old_spreadsheet"),
        (b"PK\x03\x04 no archive", "not_a_spreadsheet"),
        (b"x" * 20_000_001, "file_too_large"),
        (b"name\n" + b"x\n" * 100_001, "too_many_rows"),
        (b",".join(b"c%d" % n for n in range(101)) + b"\nx\n", "too_many_columns"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content, code):
    found, sentence = refusal(content)
    assert found == code
    assert sentence.endswith(".")


def test_short_rows_are_filled_up_and_long_ones_marked():
    read = read_table(b"name,country\nSeoul\n\nHanoi,Vietnam,Asia\n")
    assert read.rows == [(2, ("Seoul", ""), False), (4, ("Hanoi", "Vietnam"), True)]


def test_a_row_is_numbered_by_its_first_line_even_after_cells_of_several_lines():
    read = read_table(b'name,note\nSeoul,"two\nlines"\nHanoi,one\n')
    assert [(row.number, row.cells[0]) for row in read.rows] == [(2, "Seoul"), (4, "Hanoi")]


def test_a_column_without_a_name_is_left_out_and_said():
    content = b"name,,country\nSeoul,secret,Korea\n"
    assert (rows(content), codes(content)) == ([("Seoul", "Korea")], ["column_unnamed"])


def test_a_spreadsheet_is_read_as_text():
    content = xlsx(
        [["name", "year", "share", "on"], ["Seoul", 2010, 0.5, date(2020, 11, 17).isoformat()], ["Hanoi", True, "", ""]]
    )
    assert rows(content) == [("Seoul", "2010", "0.5", "2020-11-17"), ("Hanoi", "yes", "", "")]


def test_a_formula_stays_text_and_is_said():
    content = xlsx([["name"], ["x"]], formula='=HYPERLINK("http://example.org","Seoul")')
    assert rows(content) == [('=HYPERLINK("http://example.org","Seoul")',)]
    assert codes(content) == ["formula"]


def test_a_formula_in_csv_is_only_text():
    assert rows(b"name\n=1+1\n") == [("=1+1",)]


def bomb(name="xl/worksheets/sheet1.xml", size=130_000_000):
    out = io.BytesIO(xlsx([["name"], ["Seoul"]]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"xl/media/{name}", b"0" * size)
    return out.getvalue()


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    content = bomb()
    tracemalloc.start()
    assert refusal(content)[0] == "unpacks_too_large"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_an_archive_posing_as_a_spreadsheet_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refusal(out.getvalue())[0] == "not_a_spreadsheet"


def test_a_spreadsheet_with_entities_of_its_own_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>')
    assert refusal(out.getvalue())[0] == "not_a_spreadsheet"


def test_a_spreadsheet_longer_than_is_quickly_read_is_sent_to_csv():
    code, sentence = refusal(xlsx([["name"]] + [["x"]] * 20_001))
    assert (code, "CSV" in sentence) == ("too_many_sheet_rows", True)


def test_a_hundred_thousand_rows_are_read_within_ten_seconds_and_300_megabytes():
    heading = ",".join(f"column {n}" for n in range(18))
    content = (heading + "\n" + "".join(f"{'cell ' * 2},{n}" + ",x" * 16 + "\n" for n in range(100_000))).encode()
    started = time.process_time()
    read = read_table(content)
    assert time.process_time() - started < 10
    assert (len(read.rows), read.rows[-1].cells[1]) == (100_000, "99999")
    del read
    tracemalloc.start()
    read_table(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 300_000_000


def test_no_cell_we_write_is_taken_for_a_formula():
    text = csv_text(["name"], [["=1+1"], ["+7 495"], ["@x"], ["-5"], ["Seoul"], [None], [date(2020, 11, 17)]])
    assert text == "\ufeffname\r\n'=1+1\r\n'+7 495\r\n'@x\r\n-5\r\nSeoul\r\n\"\"\r\n2020-11-17\r\n"
