"""Tampering with the journal is found, and where."""

from datetime import date, datetime, timedelta

import pytest
from django.db.models import F

from bihuan.engines.cases.models import Case
from bihuan.ground.directory.models import Person
from bihuan.ground.journal import verify
from bihuan.ground.journal.actions import write
from bihuan.ground.journal.models import Anchor, Delivery, Entry
from bihuan.ground.journal.verify import Finding, What
from bihuan.ground.journal.watch import seal_days
from tests.cast import SHANGHAI, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case with several entries, beside another one."""
    cast.complaint()
    case, _order = cast.contacted()
    return case


def chain(case: Case) -> list[Entry]:
    return list(Entry.objects.filter(kind="case", subject=case.pk).order_by("seq"))


def remove(*entries: Entry) -> None:
    """As somebody with the database's own tools would: the outbox is cut loose first."""
    Delivery.objects.filter(entry__in=entries).update(entry=None)
    Entry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()


def found(*only: str) -> list[Finding]:
    return list(verify.everything(only))


def test_an_untouched_journal_holds(case: Case) -> None:
    assert len(chain(case)) >= 5
    assert found() == []


def test_altered_facts_are_found_at_their_position(case: Case) -> None:
    Entry.objects.filter(pk=chain(case)[1].pk).update(facts={"teams": ["somebody else"]})
    assert found() == [Finding("case", str(case.pk), 2, What.ALTERED)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "case.archive"),
        ("actor", "person:999"),
        ("actor_name", "x"),
        ("clause", "x"),
        ("prev", "0" * 64),
    ],
)
def test_every_column_is_under_the_hash(case: Case, column: str, value: str) -> None:
    Entry.objects.filter(pk=chain(case)[2].pk).update(**{column: value})
    assert Finding("case", str(case.pk), 3, What.ALTERED) in found()


def test_a_moved_moment_is_found(case: Case) -> None:
    Entry.objects.filter(pk=chain(case)[2].pk).update(at=F("at") + timedelta(microseconds=1))
    assert found() == [Finding("case", str(case.pk), 3, What.ALTERED)]


def test_a_deleted_row_is_missing(case: Case) -> None:
    remove(chain(case)[1])
    assert found() == [Finding("case", str(case.pk), 2, What.MISSING, until=2)]


def test_several_deleted_rows_are_one_gap(case: Case) -> None:
    remove(*chain(case)[1:3])
    assert found() == [Finding("case", str(case.pk), 2, What.MISSING, until=3)]


def test_the_last_row_cannot_be_cut_off(case: Case) -> None:
    last = chain(case)[-1]
    remove(last)
    assert found() == [Finding("case", str(case.pk), last.seq, What.MISSING, until=last.seq)]


def test_swapped_rows_are_called_reordered(case: Case) -> None:
    second, third = chain(case)[1:3]
    Entry.objects.filter(pk=second.pk).update(seq=9999)
    Entry.objects.filter(pk=third.pk).update(seq=second.seq)
    Entry.objects.filter(pk=second.pk).update(seq=third.seq)
    assert {one for one in found() if one.what == What.REORDERED} == {
        Finding("case", str(case.pk), 2, What.REORDERED),
        Finding("case", str(case.pk), 3, What.REORDERED),
    }


def test_a_whole_chain_that_is_gone_is_missing(case: Case) -> None:
    last = chain(case)[-1].seq
    remove(*chain(case))
    assert found() == [Finding("case", str(case.pk), 1, What.MISSING, until=last)]


def test_a_chain_without_its_subject_is_an_orphan(cast: Cast) -> None:
    ghost = Person(pk=987654321, username="ghost", name="x")
    write(ghost, "person.created", actor="person:1", at=cast.at)
    assert found() == [Finding("person", "987654321", 1, What.ORPHAN, until=1)]


def test_a_rewritten_chain_is_found_by_the_head_of_its_subject(case: Case) -> None:
    """Somebody who can hash replaces the last entry; the subject's row still knows the true end."""
    last = chain(case)[-1]
    forged = Case(pk=case.pk, journal_seq=last.seq - 1, journal_head=last.prev)
    remove(last)
    write(forged, "case.note", actor="person:1", at=last.at, facts={"text": "never said"})
    assert found() == [Finding("case", str(case.pk), last.seq, What.HEAD)]


def test_an_entry_beside_the_subject_is_extra(case: Case) -> None:
    forged = Case(pk=case.pk, journal_seq=case.journal_seq, journal_head=case.journal_head)
    write(forged, "case.note", actor="person:1", at=case.opened_at)
    assert found() == [
        Finding("case", str(case.pk), case.journal_seq + 1, What.EXTRA, until=case.journal_seq + 1)
    ]


def test_one_kind_alone_leaves_the_others_alone(case: Case, cast: Cast) -> None:
    Entry.objects.filter(pk=chain(case)[0].pk).update(verb="case.x")
    assert found("adoption") == []
    assert found("case") != []


def test_subjects_are_read_in_ranges(case: Case, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "SUBJECTS_AT_ONCE", 1)
    other = cast.complaint()
    Entry.objects.filter(pk=chain(other)[0].pk).update(verb="case.x")
    Entry.objects.filter(pk=chain(case)[0].pk).update(verb="case.x")
    assert found() == [
        Finding("case", str(case.pk), 1, What.ALTERED),
        Finding("case", str(other.pk), 1, What.ALTERED),
    ]


def test_since_reads_only_chains_that_grew_since_then(case: Case, cast: Cast) -> None:
    Entry.objects.filter(pk=chain(case)[0].pk).update(verb="case.x")
    assert list(verify.everything(since=date(2026, 6, 4))) != []
    assert list(verify.everything(since=date(2026, 6, 6))) == []


def test_a_writer_between_two_reads_is_no_finding(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """The heads are read first; a case that grows meanwhile is looked at again and holds."""
    true_heads = verify._heads

    def late(model: type, after: int) -> dict[int, verify.Head]:
        return {
            pk: verify.Head(head.seq - 1, "older") if head.seq else head
            for pk, head in true_heads(model, after).items()
        }

    monkeypatch.setattr(verify, "_heads", late)
    assert found() == []


@pytest.fixture
def sealed(case: Case) -> list[Anchor]:
    seal_days(datetime(2026, 6, 7, 12, tzinfo=SHANGHAI))
    return list(Anchor.objects.order_by("day"))


def test_sealed_days_hold(sealed: list[Anchor]) -> None:
    assert sealed[-1].day == date(2026, 6, 6)
    assert sum(anchor.entries for anchor in sealed) == Entry.objects.count()
    assert found() == []


def test_an_altered_root_is_found(sealed: list[Anchor]) -> None:
    day = date(2026, 6, 4)
    Anchor.objects.filter(day=day).update(root="f" * 64)
    assert found() == [
        Finding("anchor", "2026-06-04", 0, What.ANCHOR),
        Finding("anchor", "2026-06-05", 0, What.ANCHOR_CUT),
    ]


def test_a_root_that_was_removed_is_found(sealed: list[Anchor]) -> None:
    Anchor.objects.filter(day=date(2026, 6, 4)).delete()
    assert Finding("anchor", "2026-06-05", 0, What.ANCHOR_CUT) in found()


def test_a_chain_rewritten_with_its_subject_is_found_by_the_daily_root(
    sealed: list[Anchor], case: Case
) -> None:
    """Who rewrites entries, hashes and the subject's row still has the sealed day against him."""
    last = chain(case)[-1]
    remove(last)
    forged = Case(pk=case.pk, journal_seq=last.seq - 1, journal_head=last.prev)
    write(forged, "case.note", actor="person:1", at=last.at)
    Case.objects.filter(pk=case.pk).update(journal_head=forged.journal_head)
    assert found() == [Finding("anchor", "2026-06-04", 0, What.ANCHOR)]
