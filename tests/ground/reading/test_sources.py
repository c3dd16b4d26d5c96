"""Files as they come: encodings, Word, PDF, and everything that is none of these."""

import io
import random
import zipfile
from pathlib import Path
from time import process_time

import pytest

from bihuan.ground.reading.errors import Unreadable
from bihuan.ground.reading.reader import read_text
from bihuan.ground.reading.sources import text_of

pytestmark = pytest.mark.pure

TEXT = "第一条 投诉应在2个工作日内答复。\n第二条 严禁推诿。\n"


def refused(data: bytes, name: str = "file") -> str:
    with pytest.raises(Unreadable) as caught:
        text_of(data, name)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_text_is_read_in_the_encodings_that_offices_use(encoding: str) -> None:
    assert text_of(TEXT.encode(encoding)) == TEXT


def test_a_character_cut_off_at_the_end_is_let_go() -> None:
    assert text_of(TEXT.encode()[:-5]) == TEXT[:-3]


def docx_of(paragraphs: list[str], style: str | None = None) -> bytes:
    import docx

    made = docx.Document()
    for words in paragraphs:
        made.add_paragraph(words, style=style)
    table = made.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "接听", "三声内"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_word_is_read_with_its_tables() -> None:
    assert text_of(docx_of(TEXT.splitlines()), "规范.docx") == TEXT + "接听\t三声内\n"


def test_numbers_that_word_only_shows_are_read() -> None:
    text = text_of(docx_of(["登记", "答复"], style="List Number"))
    assert text.splitlines()[:2] == ["1.登记", "2.答复"]


def test_word_is_read_as_it_is_shown() -> None:
    """Insertions and content controls are text, deletions are none; a merged cell speaks once; cells are numbered."""
    import docx
    from docx.oxml import parse_xml

    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    made = docx.Document()
    changed = made.add_paragraph("接到报修后")
    for words in (
        "<w:del><w:r><w:delText>2小时</w:delText></w:r></w:del>",
        "<w:ins><w:r><w:t>1小时</w:t></w:r></w:ins>",
    ):
        changed._p.append(parse_xml(words.replace(">", f" {names}>", 1)))
    changed.add_run("内到场")
    held = "<w:sdt><w:sdtContent><w:p><w:r><w:t>每月回访</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    changed._p.addnext(parse_xml(held.replace(">", f" {names}>", 1)))
    table = made.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "接听"
    table.cell(0, 1).paragraphs[0].text = "三声内"
    table.cell(1, 1).paragraphs[0].text = "问候"
    for row in table.rows:
        row.cells[1].paragraphs[0].style = "List Number"
    out = io.BytesIO()
    made.save(out)
    wanted = "接到报修后1小时内到场\n每月回访\n接听\t1.三声内\n\t2.问候\n"
    assert text_of(out.getvalue(), "规范.docx") == wanted


def pdf_of(words: str) -> bytes:
    """A page with a font that is named, not embedded, as Chinese office PDFs have it."""
    shown = b"".join(
        b"BT /F1 12 Tf 60 %d Td <%s> Tj ET\n" % (760 - 20 * n, line.encode("utf-16-be").hex().encode())
        for n, line in enumerate(words.splitlines())
    )
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/FontDescriptor 7 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0"
        b"/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, table)
    return out + head + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, len(out))


def test_a_pdf_with_text_is_read() -> None:
    reading = read_text(text_of(pdf_of(TEXT), "规范.pdf"))
    assert [clause.ref for clause in reading.documents[0].clauses] == ["第一条", "第二条"]
    assert reading.documents[0].clauses[0].promises[0].kind == "deadline"


def test_a_pdf_without_text_says_so() -> None:
    assert refused(pdf_of("")) == "no_words"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "empty"),
        (b" \n\t\r\n", "a.txt", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "a.docx", "not_text"),
        (b"PK\x03\x04" + bytes(400), "a.docx", "broken"),
        (b"%PDF-1.7\n" + bytes(400), "a.pdf", "broken"),
        ("只是文字。".encode(), "a.docx", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "unknown_kind"),
        (random.Random(7).randbytes(20_000), "a.txt", "not_text"),
        (b"a" * 30_000_001, "a.txt", "too_big"),
    ],
    ids=["empty", "blank", "picture", "not a zip", "not a pdf", "text as docx", "old word", "random", "big"],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, name: str, code: str) -> None:
    assert refused(data, name) == code


def test_another_zip_is_no_word_file() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
    assert refused(out.getvalue(), "a.docx") == "unknown_kind"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", bytes(200_000_000))
    begin = process_time()
    assert refused(out.getvalue(), "a.docx") == "too_big"
    assert process_time() - begin < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "应在3日内答复," * 10_000,
        "(1)" * 5_000,
        "1.1.1.1.1.1 " * 10_000,
        "每" * 60_000,
        "一二三四五六七八九十百千万" * 5_000,
        "第一条第二条" * 10_000,
        "(" * 40_000,
        "9" * 60_000,
        "\n".join("•" + "1)" * 10 for _ in range(2_000)),
        "三五至七-九天" * 5_000,
        "1、:" * 20_000,
        "(一)" * 5_000 + "1、:" * 5_000,
        "甲\n" * 20_000,
        "4、1、" * 10_000,
        "每年测压(" * 5_000,
    ],
    ids=[
        "one line",
        "numbers",
        "dotted",
        "per",
        "numerals",
        "articles",
        "brackets",
        "digits",
        "bullets",
        "ranges",
        "nesting",
        "two lists",
        "lines",
        "pauses",
        "open brackets",
    ],
)
def test_odd_texts_take_bounded_time_and_lose_nothing(text: str) -> None:
    begin = process_time()
    reading = read_text(text)
    assert process_time() - begin < 8.0
    assert "".join(reading.words(clause) for clause in reading.documents[0].clauses) == text
