"""The hash of an entry, and whether a chain holds. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def canonical(value: Any) -> str:
    """One spelling for one value: sorted keys, no blanks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest(
    prev: str,
    *,
    kind: str,
    subject: int,
    seq: int,
    at: datetime,
    verb: str,
    actor: str,
    actor_name: str,
    clause: str,
    facts: Mapping[str, Any],
) -> str:
    """sha256 over the previous hash and everything the entry says, as 64 hex digits."""
    spoken = canonical([prev, kind, subject, seq, moment(at), verb, actor, actor_name, clause, facts])
    return hashlib.sha256(spoken.encode()).hexdigest()


def root(prev: str, hashes: list[str]) -> str:
    """The daily root: over the day before's root and the day's entry hashes, sorted so that arrival order does not matter."""
    running = hashlib.sha256(prev.encode())
    for one in sorted(hashes):
        running.update(one.encode())
    return running.hexdigest()
