"""The head of an HTTP request for a stream: a GET without a body, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, unquote, urlsplit

#: Longest head that is read; browsers send about one kilobyte.
MOST = 16 * 1024


class Unreadable(ValueError):
    """The head is no GET request of HTTP/1; `status` is what to answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Asked:
    """`path` is decoded; header names are lower case."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def words(self) -> list[str]:
        return [word for word in self.path.split("/") if word]

    @property
    def cookies(self) -> dict[str, str]:
        try:
            return {name: morsel.value for name, morsel in SimpleCookie(self.headers.get("cookie")).items()}
        except CookieError:
            return {}

    @property
    def after(self) -> int | None:
        """The cursor up to which the reader has seen everything; nothing for a new reader."""
        text = self.headers.get("last-event-id") or self.query.get("after", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def read(head: bytes) -> Asked:
    """Raises Unreadable."""
    line, *rest = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    parts = line.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise Unreadable(400)
    if parts[0] != "GET":
        raise Unreadable(405)
    headers = {}
    for one in rest:
        name, colon, value = one.partition(":")
        if not colon or not name or name != name.strip():
            raise Unreadable(400)
        headers[name.lower()] = value.strip()
    try:
        target = urlsplit(parts[1])
        query = {name: values[0] for name, values in parse_qs(target.query, max_num_fields=20).items()}
    except ValueError as error:
        raise Unreadable(400) from error
    return Asked(unquote(target.path), query, headers)
