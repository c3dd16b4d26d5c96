"""What a photo or film tells beside its picture: where and when it was taken, with whose phone. It is taken away. Pure.

The picture itself is not touched, so nothing is lost by pressing it anew. Which way up it is stays: a phone writes that
beside the picture too. PDF and office documents are what their author wrote, and stay as they are.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping

_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_EXIF = b"Exif\x00\x00"
_ORIENTATION = 0x0112
#: Upright: nothing need be said.
_UPRIGHT = range(2, 9)


class Damaged(ValueError):
    """The file ends or breaks off where its format says that more must come."""


def without_whereabouts(content: bytes, mime: str) -> bytes:
    """The same picture without what it tells beside it. Raises Damaged for a file that does not hold together."""
    strip = _BY_TYPE.get(mime)
    if strip is None:
        return content
    try:
        return strip(content)
    except (struct.error, IndexError) as error:
        raise Damaged(str(error)) from error


def _jpeg(content: bytes) -> bytes:
    """Keeps the picture, its colour profile and how it is turned; what follows the picture's end goes too."""
    kept, turned, at = [b"\xff\xd8"], 1, 2
    while True:
        marker, start = content[at : at + 2], at
        if len(marker) < 2 or marker[0] != 0xFF:
            raise Damaged("a marker is missing")
        if marker == b"\xff\xd9":
            return b"".join([kept[0], *_exif_segment(turned), *kept[1:], marker])
        if marker[1] == 0xFF:  # padding
            at += 1
            continue
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        at += 2 + length
        if at > len(content):
            raise Damaged("a segment is cut off")
        segment = content[start:at]
        if marker[1] == 0xDA:  # the picture itself, up to the next marker
            found = _MARKER.search(content, at)
            at = found.start() if found else len(content)
            kept.append(content[start:at])
            if found is None:  # some phones leave the end mark out
                kept.append(b"\xff\xd9")
                return b"".join([kept[0], *_exif_segment(turned), *kept[1:]])
        elif marker[1] == 0xE1:
            turned = _turned(segment[10:]) if segment[4:10] == _EXIF else turned
        elif (
            marker[1] in (0xE0, 0xEE) or segment[4:16] == b"ICC_PROFILE\x00" or not 0xE0 <= marker[1] <= 0xFE
        ):
            kept.append(segment)


def _exif_segment(turned: int) -> list[bytes]:
    if turned not in _UPRIGHT:
        return []
    said = _EXIF + _said_turned(turned)
    return [b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said]


def _said_turned(turned: int) -> bytes:
    """The smallest TIFF that says how a picture is turned and nothing else."""
    return (
        b"MM\x00*\x00\x00\x00\x08\x00\x01" + struct.pack(">HHIHH", _ORIENTATION, 3, 1, turned, 0) + bytes(4)
    )


def _turned(tiff: bytes) -> int:
    """How the picture is turned (1 to 8) by its TIFF block; 1 where it does not say."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 1
    (at,) = struct.unpack(order + "I", tiff[4:8])
    if at + 2 > len(tiff):
        return 1
    (count,) = struct.unpack(order + "H", tiff[at : at + 2])
    for entry in range(at + 2, min(at + 2 + 12 * count, len(tiff) - 11), 12):
        tag, _kind, _count, value = struct.unpack(order + "HHIH", tiff[entry : entry + 10])
        if tag == _ORIENTATION:
            return int(value)
    return 1


#: Chunks that make the picture; whatever else a PNG carries is words, dates and camera data.
_PNG_PICTURE = frozenset({
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD", b"pHYs",
    b"sPLT", b"hIST", b"acTL", b"fcTL", b"fdAT",
})  # fmt: skip


def _png(content: bytes) -> bytes:
    kept, turned, at = [content[:8]], 1, 8
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        name, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            raise Damaged("a chunk is cut off")
        if name == b"eXIf":
            turned = _turned(content[at + 8 : end - 4])
        elif name in _PNG_PICTURE:
            kept.append(content[at:end])
        at = end
        if name == b"IEND":
            break
    else:
        raise Damaged("the end is missing")
    if turned in _UPRIGHT:
        chunk = b"eXIf" + _said_turned(turned)
        kept.insert(-1, struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)))
    return b"".join(kept)


def _webp(content: bytes) -> bytes:
    kept, turned, at = [], 1, 12
    while at + 8 <= len(content):
        name, (length,) = content[at : at + 4], struct.unpack("<I", content[at + 4 : at + 8])
        end = at + 8 + length + length % 2
        if at + 8 + length > len(content):
            raise Damaged("a chunk is cut off")
        body = content[at + 8 : at + 8 + length]
        if name == b"EXIF":
            turned = _turned(body.removeprefix(_EXIF))
        elif name == b"VP8X":
            kept.append([name, bytes([body[0] & ~0b1100]) + body[1:]])
        elif name != b"XMP ":
            kept.append([name, body])
        at = end
    if turned in _UPRIGHT and kept and kept[0][0] == b"VP8X":
        kept[0][1] = bytes([kept[0][1][0] | 0b1000]) + kept[0][1][1:]
        kept.append([b"EXIF", _said_turned(turned)])
    chunks = b"".join(
        name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2) for name, body in kept
    )
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def _boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of an ISO media file between two places: name, begin of the body, end."""
    while at + 8 <= end:
        length, name = struct.unpack(">I4s", content[at : at + 8])
        body = at + 8
        if length == 1:
            (length,) = struct.unpack(">Q", content[body : body + 8])
            body += 8
        elif length == 0:
            length = end - at
        if length < body - at or at + length > end:
            raise Damaged("a box is cut off")
        yield name, body, at + length
        at += length


def _heic(content: bytes) -> bytes:
    """Blanks the camera's data in its place: nothing moves, and how the picture is turned is said elsewhere."""
    blanked = bytearray(content)
    for name, body, end in _boxes(content, 0, len(content)):
        if name != b"meta":
            continue
        inside = {box: (start, stop) for box, start, stop in _boxes(content, body + 4, end)}
        if b"iinf" not in inside or b"iloc" not in inside:
            continue
        told = _telling_items(content, *inside[b"iinf"])
        for item, start, length in _extents(content, *inside[b"iloc"]):
            if item in told and start + length <= len(content):
                blanked[start : start + length] = bytes(length)
    return bytes(blanked)


def _telling_items(content: bytes, at: int, end: int) -> set[int]:
    """The items that are camera data (Exif) or words about the picture (XMP, of type `mime`)."""
    first = at + (6 if content[at] == 0 else 8)
    found = set()
    for name, body, stop in _boxes(content, first, end):
        version = content[body]
        if name == b"infe" and version >= 2 and stop - body >= 12:
            wide = version > 2
            (item,) = struct.unpack(">I" if wide else ">H", content[body + 4 : body + (8 if wide else 6)])
            kind = content[body + (10 if wide else 8) : body + (14 if wide else 12)]
            if kind in (b"Exif", b"mime"):
                found.add(item)
    return found


def _extents(content: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(item, begin, length) of every piece that lies in the file itself."""
    version, sizes, bases = content[at], content[at + 4], content[at + 5]
    widths = (sizes >> 4, sizes & 15, bases >> 4, bases & 15 if version else 0)
    place = at + 6

    def number(width: int) -> int:
        nonlocal place
        if place + width > end:
            raise Damaged("a table is cut off")
        place += width
        return int.from_bytes(content[place - width : place], "big")

    wide = 4 if version == 2 else 2
    for _item in range(number(wide)):
        item = number(wide)
        way = number(2) & 15 if version else 0
        number(2)
        base = number(widths[2])
        for _extent in range(number(2)):
            number(widths[3])
            start, length = number(widths[0]), number(widths[1])
            if way == 0:
                yield item, base + start, length


def _film(content: bytes) -> bytes:
    """Makes free space of what a phone writes about a film and its tracks; nothing moves, so it plays as before."""
    blanked = bytearray(content)

    def blank(at: int, end: int) -> None:
        for name, body, stop in _boxes(content, at, end):
            if name in (b"udta", b"meta"):
                blanked[body - 4 : body] = b"free"
                blanked[body:stop] = bytes(stop - body)
            elif name in (b"moov", b"trak"):
                blank(body, stop)

    blank(0, len(content))
    return bytes(blanked)


_BY_TYPE: Mapping[str, Callable[[bytes], bytes]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
    "image/heic": _heic,
    "video/mp4": _film,
    "video/quicktime": _film,
}
