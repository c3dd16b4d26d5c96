"""A photo tells where somebody lives; what is kept tells only what is to be seen. Judged by Pillow."""

import contextlib
import io
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

from bihuan.engines.cases.whereabouts import Damaged, without_whereabouts

pytestmark = pytest.mark.pure
MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PHONE = "HUAWEI Mate 60"


def picture() -> Image.Image:
    """Not symmetrical in any way, so that a wrong turn shows."""
    image = Image.new("RGB", (48, 32))
    image.putdata([(x * 5 % 256, y * 7 % 256, (x * y) % 256) for y in range(32) for x in range(48)])
    return image


def taken(kind: str, turned: int, **options: Any) -> bytes:
    """As a phone writes it: with camera, moment and place."""
    exif = Image.Exif()
    exif[Base.Make], exif[Base.DateTime], exif[Base.Orientation] = PHONE, "2026:06:04 16:50:00", turned
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (30.0, 27.0, 21.0)
    out = io.BytesIO()
    told: dict[str, Any] = {"exif": exif, "xmp": b"<x:xmpmeta>" + PHONE.encode() + b"</x:xmpmeta>"}
    if kind == "PNG":
        words = PngInfo()
        words.add_text("Comment", PHONE)
        told = {"exif": exif, "pnginfo": words}
    picture().save(out, kind, **told, **options)
    return out.getvalue()


@pytest.mark.parametrize("turned", range(1, 9))
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"quality": 90}),
        ("JPEG", {"quality": 80, "progressive": True, "comment": PHONE.encode()}),
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {"quality": 60}),
    ],
)
def test_the_picture_stays_as_it_is_and_tells_nothing_else(
    kind: str, options: dict[str, Any], turned: int
) -> None:
    before = taken(kind, turned, **options)
    assert PHONE.encode() in before
    after = without_whereabouts(before, MIMES[kind])
    assert PHONE.encode() not in after
    shown, was = Image.open(io.BytesIO(after)), Image.open(io.BytesIO(before))
    assert shown.tobytes() == was.tobytes()
    left = dict(shown.getexif())
    assert left in ({}, {Base.Orientation: turned})
    assert dict(shown.getexif().get_ifd(IFD.GPSInfo)) == {}
    assert ImageOps.exif_transpose(shown).tobytes() == ImageOps.exif_transpose(was).tobytes()
    assert without_whereabouts(after, MIMES[kind]) == after


def test_a_colour_profile_belongs_to_the_picture() -> None:
    out = io.BytesIO()
    picture().save(out, "JPEG", icc_profile=b"p" * 300, exif=Image.Exif())
    after = Image.open(io.BytesIO(without_whereabouts(out.getvalue(), "image/jpeg")))
    assert after.info["icc_profile"] == b"p" * 300


def test_what_a_phone_hangs_behind_the_picture_goes() -> None:
    before = taken("JPEG", 6)
    assert without_whereabouts(before + taken("JPEG", 1), "image/jpeg") == without_whereabouts(
        before, "image/jpeg"
    )


def test_other_files_stay_as_they_are() -> None:
    assert without_whereabouts(b"%PDF-1.7 ...", "application/pdf") == b"%PDF-1.7 ..."


def box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, name) + body


def heic(secret: bytes, image: bytes) -> bytes:
    """The smallest file of the format: one picture, one block of camera data."""

    def item(number: int, kind: bytes) -> bytes:
        return box(b"infe", b"\x02\x00\x00\x00", struct.pack(">HH4s", number, 0, kind), b"\x00")

    def made(start: int) -> bytes:
        where = struct.pack(">HHHII", 1, 0, 1, start, len(image))
        also = struct.pack(">HHHII", 2, 0, 1, start + len(image), len(secret))
        iloc = box(b"iloc", b"\x00\x00\x00\x00\x44\x00", struct.pack(">H", 2), where, also)
        iinf = box(b"iinf", b"\x00\x00\x00\x00", struct.pack(">H", 2), item(1, b"hvc1"), item(2, b"Exif"))
        return box(b"ftyp", b"heic\x00\x00\x00\x00heic") + box(b"meta", bytes(4), iinf, iloc)

    head = made(0)
    return made(len(head) + 8) + box(b"mdat", image, secret)


def test_heic_keeps_its_picture_and_its_length() -> None:
    before = heic(PHONE.encode(), b"the picture")
    after = without_whereabouts(before, "image/heic")
    assert len(after) == len(before)
    assert b"the picture" in after
    assert PHONE.encode() not in after


def test_a_film_forgets_where_it_was_taken_and_nothing_moves() -> None:
    place = box(b"udta", box(b"\xa9xyz", b"\x00\x12\x15\xc7+30.4560+106.6330/"))
    keys = box(b"meta", bytes(4), b"com.apple.quicktime.location.ISO6709")
    before = (
        box(b"ftyp", b"isom")
        + box(b"moov", box(b"trak", box(b"tkhd", b"turned"), place), keys)
        + box(b"mdat", b"film")
    )
    after = without_whereabouts(before, "video/mp4")
    assert len(after) == len(before)
    assert b"+30.4560" not in after and b"ISO6709" not in after
    assert b"turned" in after and after.endswith(b"film")


WHOLE = {
    "image/jpeg": taken("JPEG", 6),
    "image/png": taken("PNG", 6),
    "image/webp": taken("WEBP", 6),
    "image/heic": heic(PHONE.encode(), b"the picture"),
}  # fmt: skip


@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_file_that_breaks_off_or_was_tampered_with_is_refused_or_read_but_never_fails(
    mime: str, data: st.DataObject
) -> None:
    content = bytearray(WHOLE[mime])
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(0, len(content)))])
    with contextlib.suppress(Damaged):
        assert len(without_whereabouts(cut, mime)) <= len(cut) + 40
