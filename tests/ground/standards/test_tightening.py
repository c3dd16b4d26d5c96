"""A site's pack inherits the standard and may only tighten it."""

from pathlib import Path

import pytest

from bihuan.ground.standards.packs import Pack, load, load_all
from bihuan.ground.standards.reading import PackError
from bihuan.ground.standards.tightening import shorter
from tests.ground.standards.making import edit, put, told, write

pytestmark = pytest.mark.pure

PAGE = """
    id: corner-east
    edition: "1"
    title: {zh: 东店, en: East shop}
    issuer: {zh: 东店, en: East shop}
    in_force: 2026-02-01
    source: {zh: 店规, en: House rule}
    extends: corner-shop@1
"""
CLAUSES = """
    chapter: E
    title: {zh: 东店补充, en: East}
    clauses:
      - number: E1
        wording: {zh: 一个工作日内答复。, en: Answer within one working day.}
        held_by: machine
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write(tmp_path / "corner-shop")
    put(tmp_path / "corner-east", "pack.yaml", PAGE)
    put(tmp_path / "corner-east", "clauses/e.yaml", CLAUSES)
    return tmp_path / "corner-east"


def tightened(site: Path, row: str) -> Pack:
    put(site, "tighten.yaml", f"- {{id: one, {row}, clause: E1, reason: {{zh: 更快, en: faster}}}}\n")
    return load(site)


def refused(site: Path, row: str) -> list[str]:
    with pytest.raises(PackError) as caught:
        tightened(site, row)
    return told(caught.value)


def test_a_shorter_promise_replaces_the_longer_and_cites_the_sites_clause(site: Path) -> None:
    pack = tightened(site, "promise: complaint.answer, to: 1wd")
    promise = pack.rows("kinds")["complaint"].promises[0]
    assert (promise.allowance, promise.clause) == ("1wd", "E1")
    assert pack.cite(promise.clause) == "corner-east@1#E1"


def test_what_customers_read_has_to_follow(site: Path) -> None:
    edit(
        site.parent / "corner-shop",
        "kinds/complaint.yaml",
        "title: {zh: 答复, en: Answer}",
        "title: {zh: 答复, en: Answer}\n    plain: {zh: 两天内答复, en: Answer in two days}",
    )
    (problem,) = refused(site, "promise: complaint.answer, to: 1wd")
    assert "customers read “两天内答复”; say under plain what they read now" in problem
    pack = tightened(site, "promise: complaint.answer, to: 1wd, plain: {zh: 一天内答复}")
    assert pack.rows("kinds")["complaint"].promises[0].plain.zh == "一天内答复"


def test_the_standard_itself_stays_as_it_is(site: Path) -> None:
    pack = tightened(site, "promise: complaint.answer, to: 1wd")
    assert pack.base is not None
    assert pack.base.rows("kinds")["complaint"].promises[0].allowance == "2wd"


def test_everything_else_is_inherited(site: Path) -> None:
    pack = tightened(site, "promise: complaint.answer, to: 1wd")
    assert list(pack.clauses) == ["1.1", "1.2", "E1"]
    assert pack.role("clerk") is not None
    assert pack.texts("zh")["customer.received"]
    assert pack.calendar("office").name == "office"


def test_more_time_is_refused_by_clause_number(site: Path) -> None:
    (problem,) = refused(site, "promise: complaint.answer, to: 3wd")
    assert problem.startswith("tighten.yaml:1: one: clause 1.1 allows 2wd; 3wd gives more time")


def test_another_unit_cannot_be_compared(site: Path) -> None:
    (problem,) = refused(site, "promise: complaint.answer, to: 1d")
    assert "clause 1.1 allows 2wd; 1d is another unit, so it cannot be compared" in problem


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("promise: complaint.nothing, to: 1wd", "promise 'complaint.nothing' is not in the extended pack"),
        ("promise: complaint.answer, to: soon", "unknown unit"),
        ("to: 1wd", "name exactly one of promise, indicator, limit and points"),
        ("promise: complaint.answer, limit: complaint.returns, to: 1wd", "name exactly one of"),
        ("indicator: answer_rate, to: 90%", "clause 1.1 sets 95%; 90% is easier"),
        ("indicator: nothing, to: 90%", "indicator 'nothing' is not in the extended pack"),
        ("limit: complaint.returns, to: 3", "complaint.returns is 2; 3 is easier"),
        ("limit: complaint.reopen_within, to: 10d", "complaint.reopen_within is 30d; 10d is easier"),
        ("limit: complaint.nothing, to: 3", "limit 'complaint.nothing' is not in the extended pack"),
    ],
)
def test_what_does_not_tighten_is_refused(site: Path, row: str, sentence: str) -> None:
    assert any(sentence in problem for problem in refused(site, row))


def test_a_higher_target_and_stricter_limits_are_accepted(site: Path) -> None:
    assert (
        tightened(site, "indicator: answer_rate, to: 98%").rows("indicators")["answer_rate"].target == "98%"
    )
    assert tightened(site, "limit: complaint.returns, to: 1").rows("kinds")["complaint"].limits.returns == 1
    limits = tightened(site, "limit: complaint.reopen_within, to: 60d").rows("kinds")["complaint"].limits
    assert limits.reopen_within == "60d"


def test_a_row_of_the_standard_is_not_replaced_in_silence(site: Path) -> None:
    write(site, pack=PAGE, kinds__complaint=None, clauses__01=None)
    with pytest.raises(PackError) as caught:
        load(site)
    assert any(
        "calendars 'office' is already in corner-shop@1; tighten it" in one for one in told(caught.value)
    )


def test_the_extended_edition_must_be_there(site: Path) -> None:
    edit(site, "pack.yaml", "corner-shop@1", "corner-shop@9")
    with pytest.raises(PackError, match="extends 'corner-shop@9', but that edition is not here"):
        load(site)


def test_the_hash_covers_the_standard_below(site: Path) -> None:
    before = tightened(site, "promise: complaint.answer, to: 1wd").hash
    edit(site.parent / "corner-shop", "texts/en.yaml", "Received,", "Got it,")
    assert load(site).hash != before


def test_a_site_pack_is_loaded_after_its_standard(site: Path) -> None:
    tightened(site, "promise: complaint.answer, to: 1wd")
    assert list(load_all(site.parent)) == ["corner-shop@1", "corner-east@1"]


def test_packs_that_extend_each_other_are_refused(site: Path) -> None:
    edit(site.parent / "corner-shop", "pack.yaml", "issuer:", "extends: corner-east@1\nissuer:")
    with pytest.raises(PackError, match="that edition is not here"):
        load_all(site.parent)


@pytest.mark.parametrize(
    ("new", "old", "stricter"),
    [
        ("1wd", "2wd", True),
        ("2wd", "2wd", True),
        ("3wd", "2wd", False),
        ("30min", "1h", True),
        ("2h", "45min", False),
        ("90wmin", "2wh", True),
        ("1w", "10d", True),
        ("2wd", "2d", None),
        ("3h", "3wh", None),
        ("next-day 08:00", "next-day 09:00", True),
        ("next-month day 15", "next-month day 10", False),
        ("next-day 09:00", "next-wd 09:00", None),
        ("-10d", "-7d", True),
        ("-3d", "-7d", False),
        ("-7d", "7d", None),
    ],
)
def test_which_allowance_is_stricter(new: str, old: str, stricter: bool | None) -> None:
    assert shorter(new, old) is stricter
