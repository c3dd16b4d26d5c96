"""A text is handed in, kept as it is, and read: at once when short, by the watcher when long."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import docx
import pytest

from bihuan.engines.drafts import actions, watch
from bihuan.engines.drafts.actions import starting
from bihuan.engines.drafts.errors import BadInput, NotAllowed, NotNow
from bihuan.engines.drafts.models import Clause, Draft, Proposal
from bihuan.ground.journal import verify
from bihuan.ground.journal.models import Entry
from tests.cast import PACK, Cast
from tests.engines.drafts.making import TEXT, begun, drafted

pytestmark = pytest.mark.django_db


def test_a_short_text_is_read_at_once_and_nothing_of_it_is_lost(cast: Cast) -> None:
    draft = drafted(cast)
    assert (draft.state, draft.progress) == ("open", 100)
    assert "".join(Clause.objects.filter(draft=draft).values_list("text", flat=True)) == TEXT
    assert Proposal.objects.filter(draft=draft, kind="deadline").count() == 6
    with draft.document.file.open("rb") as kept:
        assert kept.read() == TEXT.encode()


def test_a_span_marks_its_words_in_its_clause(cast: Cast) -> None:
    for one in drafted(cast).proposals.select_related("clause"):
        assert one.clause.text[one.start : one.end].strip() == one.rule["words"]


def test_starting_and_reading_are_in_the_journal(cast: Cast) -> None:
    draft = drafted(cast)
    verbs = (
        Entry.objects.filter(kind="draft", subject=draft.pk).order_by("seq").values_list("verb", flat=True)
    )
    assert list(verbs) == ["draft.started", "draft.read"]
    assert list(verify.everything(["draft"])) == []


def test_chapters_are_the_larger_parts_of_the_document(cast: Cast) -> None:
    draft = drafted(cast)
    chapters = dict(Clause.objects.filter(draft=draft).values_list("number", "chapter"))
    assert chapters["第一条"] == chapters["第三条"] == chapters["第一章"]
    assert len(set(chapters.values())) == 4, "the title, and three chapters"


def test_a_word_document_is_read(cast: Cast) -> None:
    paper, file = docx.Document(), BytesIO()
    for line in TEXT.splitlines():
        paper.add_paragraph(line)
    paper.save(file)
    draft = actions.start(begun(cast), "标准.docx", file.getvalue(), by=cast.actor(cast.he), at=cast.at)
    assert Proposal.objects.filter(draft=draft, kind="deadline").count() == 6
    assert draft.document.file.name.endswith(".docx")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b""),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.pdf", b"%PDF-1.4 broken"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 40),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(cast: Cast, name: str, content: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        actions.start(begun(cast), name, content, by=cast.actor(cast.he), at=cast.at)
    assert set(caught.value.fields) == {"file"}
    assert not Draft.objects.exists()
    assert not Entry.objects.filter(kind="draft").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "  "),
        ("pack", "城南"),
        ("pack", "x" * 51),
        ("edition", "2026 1"),
        ("base", "nothing@1"),
        ("base", ""),
    ],
)
def test_a_title_page_that_no_pack_could_have_is_refused(cast: Cast, field: str, value: str) -> None:
    with pytest.raises(BadInput) as caught:
        drafted(cast, **{field: value})
    assert set(caught.value.fields) == {field}


def test_an_edition_that_is_there_already_is_refused(cast: Cast) -> None:
    pack, _, edition = PACK.partition("@")
    with pytest.raises(BadInput) as caught:
        drafted(cast, pack=pack, edition=edition)
    assert set(caught.value.fields) == {"edition"}


@pytest.mark.parametrize("who", ["chen", "wang", "zhao", "tang", "liu", "sun"])
def test_who_heads_no_place_may_not_draft(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        drafted(cast, by=cast.people[who])
    assert not Draft.objects.exists()


@pytest.mark.parametrize("who", ["admin", "he", "ma"])
def test_administrators_and_heads_of_a_place_may_draft(cast: Cast, who: str) -> None:
    assert drafted(cast, by=cast.people[who]).is_open


def test_a_nul_in_the_text_is_kept_as_a_mark(cast: Cast) -> None:
    filler = "服务窗口应保持整洁。" * 200
    draft = drafted(cast, f"{TEXT}{filler}\n第十条 服务\x00热线应在3声内接听。\n")
    assert "\ufffd" in Clause.objects.get(draft=draft, number="第十条").text


@pytest.fixture
def long(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Draft:
    """A text too long to be read while somebody waits."""
    monkeypatch.setattr(starting, "AT_ONCE", 10)
    draft = drafted(cast)
    assert (draft.state, draft.clauses.count()) == ("reading", 0)
    return draft


def test_a_long_text_is_read_by_the_watcher(cast: Cast, long: Draft) -> None:
    assert watch.run(cast.later(minutes=1)) == 1
    assert watch.run(cast.later(minutes=2)) == 0
    draft = cast.fresh(long)
    assert (draft.state, draft.progress) == ("open", 100)
    assert "".join(Clause.objects.filter(draft=draft).values_list("text", flat=True)) == TEXT
    entry = Entry.objects.get(kind="draft", verb="draft.read")
    assert (entry.actor, entry.facts["clauses"]) == ("watch", draft.clauses.count())


def test_of_two_watchers_one_reads_it(cast: Cast, long: Draft) -> None:
    Draft.objects.update(reading_since=cast.at)
    assert watch.run(cast.later(minutes=1)) == 0
    assert cast.fresh(long).state == "reading"


def test_a_reading_that_broke_off_goes_on_where_it_was(
    cast: Cast, long: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "BATCH", 5)
    fill, calls = starting._fill, []

    def dies(*given: Any) -> None:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        fill(*given)

    monkeypatch.setattr(starting, "_fill", dies)
    with pytest.raises(KeyboardInterrupt):
        watch.run(cast.later(minutes=1))
    assert cast.fresh(long).clauses.count() == 5
    assert 50 < cast.fresh(long).progress < 100
    later = cast.later(minutes=1) + starting.LOST + timedelta(seconds=1)
    assert watch.run(later) == 1
    assert "".join(Clause.objects.filter(draft=long).values_list("text", flat=True)) == TEXT
    assert Proposal.objects.filter(draft=long, kind="deadline").count() == 6


def test_a_large_file_that_cannot_be_read_is_told_afterwards(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "AT_ONCE", 1)
    draft = actions.start(begun(cast), "a.pdf", b"%PDF-1.4 broken", by=cast.actor(cast.he), at=cast.at)
    watch.run(cast.later(minutes=1))
    draft = cast.fresh(draft)
    assert (draft.state, draft.failure) == ("unreadable", "broken")
    assert Entry.objects.filter(kind="draft", verb="draft.unreadable").count() == 1


def test_a_draft_is_given_up_with_a_reason(cast: Cast) -> None:
    draft = drafted(cast)
    with pytest.raises(BadInput):
        actions.drop(draft, " ", by=cast.actor(cast.he), at=cast.at)
    actions.drop(draft, "另有新稿", by=cast.actor(cast.he), at=cast.at)
    assert cast.fresh(draft).state == "dropped"
    with pytest.raises(NotNow):
        actions.accept_all(draft, "", 0, by=cast.actor(cast.he), at=cast.at)


SEVERAL = "篇1：客服\n第一条 投诉应在3个工作日内答复。\n篇2：保洁\n第一条 大堂每天清洁不少于2次。\n"


def test_of_several_documents_one_can_be_taken(cast: Cast) -> None:
    both = drafted(cast, SEVERAL)
    assert {"1/第一条", "2/第一条"} <= set(both.clauses.values_list("number", flat=True))
    second = drafted(cast, SEVERAL, edition="2026.2", only=2)
    assert "".join(second.clauses.values_list("text", flat=True)) == SEVERAL[SEVERAL.index("篇2") :]
    assert [one.kind for one in second.proposals.all()] == ["frequency"]
    assert second.clauses.filter(number="第一条").exists()


def test_a_document_that_is_not_there_cannot_be_taken(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput) as caught:
        drafted(cast, SEVERAL, only=3)
    assert set(caught.value.fields) == {"only"}
    assert not Draft.objects.exists()
    monkeypatch.setattr(starting, "AT_ONCE", 1)
    draft = drafted(cast, SEVERAL, only=3)
    watch.run(cast.later(minutes=1))
    assert (cast.fresh(draft).state, cast.fresh(draft).failure) == ("unreadable", "beyond")


def test_a_document_that_breaks_the_reader_is_not_tried_for_ever(
    cast: Cast, long: Draft, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(text: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(starting, "read_text", breaks)
    watch.run(cast.later(minutes=1))
    assert (cast.fresh(long).state, cast.fresh(long).failure) == ("unreadable", "broken")
    assert "ZeroDivisionError" in caplog.text
    assert watch.run(cast.later(minutes=30)) == 0
