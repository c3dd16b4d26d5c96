"""Server-sent events as bytes (HTML standard, section 9.2)."""

import json
from collections.abc import Mapping
from typing import Any


def event(kind: str, said: Mapping[str, Any], *, cursor: int | None = None) -> bytes:
    """One event; `cursor` becomes its id, which the browser sends back when it connects again."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    numbered = "" if cursor is None else f"id: {cursor}\n"
    return f"{numbered}event: {kind}\ndata: {text}\n\n".encode()


def retry(milliseconds: int) -> bytes:
    """How long the browser waits before it connects again."""
    return f"retry: {milliseconds}\n\n".encode()


def comment(text: str) -> bytes:
    """A line that reaches no script: it keeps proxies from taking a quiet stream for a dead one."""
    return f": {text}\n\n".encode()
