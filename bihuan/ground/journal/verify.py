"""Proof that the journal is what was written: every chain against its hashes, its subject and the daily roots."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from bihuan.ground.journal.chain import digest, root
from bihuan.ground.journal.models import Anchor, Entry, Journaled

SHANGHAI = ZoneInfo("Asia/Shanghai")
SUBJECTS_AT_ONCE = 500
#: How often a chain that looks wrong is read again: a writer may have been between two reads.
LOOKS = 3


class What(StrEnum):
    """What can be wrong; the words are shown to the operator in his language."""

    ALTERED = N_("the entry says something else than what was written")
    REORDERED = N_("the entry was written at another position")
    MISSING = N_("entries are missing")
    CUT = N_("the entry does not follow the one before it")
    EXTRA = N_("entries that the subject knows nothing of")
    HEAD = N_("the subject points to another last entry")
    ORPHAN = N_("a chain without a subject")
    ANCHOR = N_("the entries of the day are not those that were sealed")
    ANCHOR_CUT = N_("the daily root does not follow the one before it")


@dataclass(frozen=True, slots=True)
class Finding:
    """`subject` is an id, for a daily root its date; `seq` and `until` are the first and last position concerned."""

    kind: str
    subject: str
    seq: int
    what: What
    until: int = 0

    def __str__(self) -> str:
        span = f"{self.seq}–{self.until}" if self.until > self.seq else f"{self.seq}"
        return f"{self.kind}:{self.subject}/{span} {gettext(self.what.value)}"


@dataclass(frozen=True, slots=True)
class Head:
    """Where the subject's row says its chain ends."""

    seq: int
    hash: str


def kinds() -> dict[str, type[Journaled]]:
    """Every kind of subject that has a chain."""
    return {model.journal_kind: model for model in apps.get_models() if issubclass(model, Journaled)}


def everything(
    only: Sequence[str] = (), *, since: date | None = None, seen: Callable[[str, int], None] | None = None
) -> Iterator[Finding]:
    """All chains (of the kinds in `only`), then the daily roots. `seen(kind, entries)` is called as reading goes on.

    With `since` only chains that grew on that local day or later are read, each of them whole, and roots from then.
    """
    models = kinds()
    written = Entry.objects.order_by("kind").values_list("kind", flat=True).distinct()
    for kind in only or sorted({*models, *written}):
        yield from _chains(kind, models.get(kind), since, seen)
    if not only:
        yield from anchors(since)


def _chains(
    kind: str, model: type[Journaled] | None, since: date | None, seen: Callable[[str, int], None] | None
) -> Iterator[Finding]:
    after = 0
    while True:
        heads = _heads(model, after)
        last = max(heads) if len(heads) == SUBJECTS_AT_ONCE else None
        yield from _range(kind, model, heads, after, last, since, seen)
        if last is None:
            return
        after = last


def _heads(model: type[Journaled] | None, after: int) -> dict[int, Head]:
    if model is None:
        return {}
    rows = model._default_manager.filter(pk__gt=after).order_by("pk")
    return {
        pk: Head(seq, hash)
        for pk, seq, hash in rows.values_list("pk", "journal_seq", "journal_head")[:SUBJECTS_AT_ONCE]
    }


def _range(
    kind: str,
    model: type[Journaled] | None,
    heads: dict[int, Head],
    after: int,
    last: int | None,
    since: date | None,
    seen: Callable[[str, int], None] | None,
) -> Iterator[Finding]:
    """The subjects after `after` up to `last`; without `last` to the end, so that chains beyond the last subject are found."""
    entries = Entry.objects.filter(kind=kind, subject__gt=after).order_by("subject", "seq")
    if last is not None:
        entries = entries.filter(subject__lte=last)
    if since is not None:
        grown = Entry.objects.filter(kind=kind, at__gte=day_start(since)).values("subject")
        entries = entries.filter(subject__in=grown)
    present = set()
    for subject, chain in groupby(entries.iterator(chunk_size=2000), key=lambda entry: entry.subject):
        present.add(subject)
        counted = _Counted(chain)
        if list(check(kind, subject, counted, heads.get(subject))):
            yield from look_again(kind, model, subject)
        if seen is not None:
            seen(kind, counted.count)
    if since is None:
        for subject in (pk for pk, head in heads.items() if head.seq and pk not in present):
            yield from look_again(kind, model, subject)


class _Counted:
    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries, self.count = entries, 0

    def __iter__(self) -> Iterator[Entry]:
        for entry in self.entries:
            self.count += 1
            yield entry


def look_again(kind: str, model: type[Journaled] | None, subject: int) -> list[Finding]:
    """The one chain by itself, a few times: writers go on while the journal is being read."""
    found: list[Finding] = []
    for _look in range(LOOKS):
        entries = Entry.objects.filter(kind=kind, subject=subject).order_by("seq").iterator(chunk_size=2000)
        found = list(check(kind, subject, entries, _head(model, subject)))
        if not found:
            break
    return found


def _head(model: type[Journaled] | None, subject: int) -> Head | None:
    row = (
        model._default_manager.filter(pk=subject).values_list("journal_seq", "journal_head").first()
        if model is not None
        else None
    )
    return Head(*row) if row else None


def check(kind: str, subject: int, entries: Iterable[Entry], head: Head | None) -> Iterator[Finding]:
    """What is wrong with one chain, given in the order of its positions."""
    prev, expected = "", 1
    wrong: list[Entry] = []
    for entry in entries:
        if entry.seq > expected:
            yield Finding(kind, str(subject), expected, What.MISSING, until=entry.seq - 1)
        elif entry.prev != prev and not wrong:
            yield Finding(kind, str(subject), entry.seq, What.CUT)
        if _digest(entry, entry.seq) != entry.hash:
            wrong.append(entry)
        prev, expected = entry.hash, entry.seq + 1
    positions = [entry.seq for entry in wrong]
    for entry in wrong:
        moved = any(_digest(entry, seq) == entry.hash for seq in positions if seq != entry.seq)
        yield Finding(kind, str(subject), entry.seq, What.REORDERED if moved else What.ALTERED)
    yield from _check_end(kind, subject, expected - 1, prev, head)


def _check_end(kind: str, subject: int, last: int, hash: str, head: Head | None) -> Iterator[Finding]:
    if head is None:
        yield Finding(kind, str(subject), 1, What.ORPHAN, until=last)
    elif last < head.seq:
        yield Finding(kind, str(subject), last + 1, What.MISSING, until=head.seq)
    elif last > head.seq:
        yield Finding(kind, str(subject), head.seq + 1, What.EXTRA, until=last)
    elif hash != head.hash:
        yield Finding(kind, str(subject), last, What.HEAD)


def _digest(entry: Entry, seq: int) -> str:
    return digest(
        entry.prev,
        kind=entry.kind,
        subject=entry.subject,
        seq=seq,
        at=entry.at,
        verb=entry.verb,
        actor=entry.actor,
        actor_name=entry.actor_name,
        clause=entry.clause,
        facts=entry.facts,
    )


def anchors(since: date | None = None) -> Iterator[Finding]:
    """Every daily root against the day's entries and the root before it; a day without a root between two others."""
    before: Anchor | None = None
    for anchor in Anchor.objects.order_by("day").iterator():
        if since is None or anchor.day >= since:
            yield from _check_anchor(anchor, before)
        before = anchor


def _check_anchor(anchor: Anchor, before: Anchor | None) -> Iterator[Finding]:
    count, found = root_of(anchor.day, anchor.prev)
    if anchor.prev != (before.root if before else "") or (
        before is not None and anchor.day != before.day + timedelta(days=1)
    ):
        yield Finding("anchor", anchor.day.isoformat(), 0, What.ANCHOR_CUT)
    if (anchor.entries, anchor.root) != (count, found):
        yield Finding("anchor", anchor.day.isoformat(), 0, What.ANCHOR)


def root_of(day: date, prev: str) -> tuple[int, str]:
    """How many entries a local day has, and the root over them."""
    hashes = list(
        Entry.objects.filter(at__gte=day_start(day), at__lt=day_start(day + timedelta(days=1)))
        .order_by()
        .values_list("hash", flat=True)
        .iterator(chunk_size=5000)
    )
    return len(hashes), root(prev, hashes)


def day_start(day: date) -> datetime:
    return datetime.combine(day, time(0), SHANGHAI)


def sizes(only: Sequence[str] = ()) -> int:
    """About how many entries there are to read, for a progress bar: ids are dense."""
    if only:
        return Entry.objects.filter(kind__in=only).count()
    return Entry.objects.aggregate(last=Max("pk"))["last"] or 0
