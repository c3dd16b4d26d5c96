"""From a file's bytes to its text: plain text in UTF-8 or GB18030, DOCX, PDF with text. Pure."""

import re

from bihuan.ground.reading.errors import Unreadable

#: Of a file, and of the text in it.
MOST_BYTES = 30_000_000
MOST_CHARACTERS = 4_000_000
#: First bytes of what is often sent by mistake.
_OTHERS = (
    (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"BM", "a picture"),
    (b"RIFF", "a picture or sound"), (b"II*\x00", "a picture"), (b"MM\x00*", "a picture"),
    (b"Rar!", "an archive"), (b"7z\xbc\xaf", "an archive"), (b"\x1f\x8b", "an archive"),
    (b"\x7fELF", "a program"), (b"MZ", "a program"), (b"SQLite format 3", "a database"),
)  # fmt: skip
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def text_of(data: bytes, name: str = "") -> str:
    """The text in a file; `name` only helps to say what is wrong. Raises Unreadable."""
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise Unreadable("empty")
    if len(data) > MOST_BYTES:
        raise Unreadable("too_big", most=f"{MOST_BYTES // 1_000_000} MB")
    text = _text(data, name)
    if len(text) > MOST_CHARACTERS:
        raise Unreadable("too_big", most=f"{MOST_CHARACTERS:,} characters")
    if not text.strip():
        raise Unreadable("empty")
    return text


def _text(data: bytes, name: str) -> str:
    if data.startswith(b"%PDF-"):
        from bihuan.ground.reading.pdf import pdf_text

        return pdf_text(data)
    if data.startswith(b"PK\x03\x04"):
        from bihuan.ground.reading.docx import docx_text

        return docx_text(data)
    if data.startswith(_OLD_OFFICE):
        raise Unreadable("unknown_kind", kind="Old Office (.doc, .xls)")
    for start, kind in _OTHERS:
        if data.startswith(start) and not _decodes(data):
            raise Unreadable("not_text", kind=kind)
    for ending in ("docx", "pdf"):
        if name.lower().endswith(f".{ending}"):
            raise Unreadable("broken", kind=ending.upper())
    return _decoded(data)


def _decoded(data: bytes) -> str:
    """UTF-8, UTF-16 with a mark, or GB18030; a character cut off at the very end is let go."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    elif _decodes(data):
        text = data.decode("utf-8-sig", errors="ignore")
    else:
        text = _gb18030(data)
    if len(_CONTROL.findall(text[:20_000])) > len(text[:20_000]) / 100:
        raise Unreadable("not_text", kind="binary data")
    return text


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(data) - 3
    return b"\x00" not in data[:4096]


def _gb18030(data: bytes) -> str:
    """Chinese text of old systems; wrong here and there is a slip, wrong all over is no text."""
    text = data.decode("gb18030", errors="replace")
    odd = text.count("\ufffd") + sum(0xE000 <= ord(char) <= 0xF8FF for char in text[:20_000])
    if odd > max(3, len(text) / 200):
        raise Unreadable("not_text", kind="binary data")
    return text
