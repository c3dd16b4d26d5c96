"""What could hold a rule, from its words: the likeliest first, with its reason."""

from pathlib import Path
from typing import Any

import pytest

import bihuan.engines.cases.scenarios
import bihuan.ground.sheets.shapes
import bihuan.reports.scenarios  # noqa: F401
from bihuan.engines.drafts.outlining import rows
from bihuan.engines.drafts.rules import Rule
from bihuan.engines.drafts.suggesting import allowance_of, suggestions
from bihuan.ground.reading.reader import read_text
from bihuan.ground.standards.packs import Pack, load

pytestmark = pytest.mark.pure

CENTRE = Path(__file__).resolve().parents[3] / "packs" / "utility-customer-centre-2015"


@pytest.fixture(scope="module")
def base() -> Pack:
    return load(CENTRE)


def first(sentence: str, base: Pack, context: str = "", at: int = 0) -> dict[str, Any]:
    found = [(row, one) for row in rows(read_text(f"第一条 {sentence}\n")) for one in row.found]
    row, one = found[at]
    return suggestions(one.rule, row.wording, context, base)[0].binding.model_dump()


@pytest.mark.parametrize(
    ("sentence", "kind", "start", "stop", "allowance", "gravity"),
    [
        ("接到投诉后应在45分钟内与客户取得联系。", "complaint", "opened", "contacted", "45min", "any"),
        ("举报应自受理之日起10个工作日内答复。", "report", "accepted", "answered", "10wd", "any"),
        ("咨询应在1个工作日内答复。", "enquiry", "accepted", "answered", "1wd", "any"),
        ("重大投诉应在10日内办结。", "complaint", "accepted", "resolved", "10d", "major"),
        ("一般投诉应在5个工作日内办结。", "complaint", "accepted", "resolved", "5wd", "ordinary"),
        ("投诉办结后2个工作日内进行回访。", "complaint", "resolved", "called_back", "2wd", "any"),
        ("维修人员接到派单后应在2小时内到达现场。", "complaint", "dispatched", "visited", "2h", "any"),
        ("对客户的建议应在5个工作日内回复。", "suggestion", "accepted", "answered", "5wd", "any"),
        ("投诉应在7至15个工作日内处理完毕。", "complaint", "accepted", "resolved", "15wd", "any"),
    ],
)
def test_a_time_limit_finds_its_kind_and_its_events(
    base: Pack, sentence: str, kind: str, start: str, stop: str, allowance: str, gravity: str
) -> None:
    assert first(sentence, base) == {
        "to": "promise", "kind": kind, "also": (), "start": start, "stop": stop, "allowance": allowance,
        "gravity": gravity, "public": False,
    }  # fmt: skip


def test_a_clause_for_several_kinds_makes_the_promise_of_each(base: Pack) -> None:
    found = first("投诉、举报应自受理之日起10个工作日内答复。", base)
    assert (found["kind"], found["also"]) == ("complaint", ("report",))


def test_the_heading_tells_the_kind_where_the_clause_does_not(base: Pack) -> None:
    assert first("应在5个工作日内答复。", base, context="第三章 举报")["kind"] == "report"
    assert first("应在5个工作日内答复。", base)["kind"] == "complaint", "what cases are by default"


@pytest.mark.parametrize(
    ("sentence", "measure", "target", "better"),
    [
        ("投诉回访满意率不低于95%。", "share_satisfied", "95%", "higher"),
        ("投诉处理及时率应达到98%以上。", "share_on_time", "98%", "higher"),
        ("投诉回访率达到100%。", "share_called_back", "100%", "higher"),
        ("退单率不得超过5%。", "share_returned", "5%", "lower"),
    ],
)
def test_a_rate_finds_its_sum(base: Pack, sentence: str, measure: str, target: str, better: str) -> None:
    found = first(sentence, base)
    assert (found["to"], found["measure"], found["target"], found["better"]) == (
        "indicator",
        measure,
        target,
        better,
    )


@pytest.mark.parametrize(
    ("sentence", "to"),
    [
        ("大堂每天清洁不少于2次。", "duty"),
        ("计划停水应提前7日公告。", "duty"),
        ("工作人员不得与客户争吵。", "sheet"),
        ("营业厅温度应保持在18-26℃。", "sheet"),
        ("设施完好率应达到98%。", "sheet"),
    ],
)
def test_what_no_case_knows_is_for_people(base: Pack, sentence: str, to: str) -> None:
    assert first(sentence, base)["to"] == to


def test_a_suggestion_gives_its_reason_in_both_languages(base: Pack) -> None:
    row = next(row for row in rows(read_text("第一条 投诉应在3日内答复。\n")) if row.found)
    reason = suggestions(row.found[0].rule, row.wording, "", base)[0].reason
    assert reason.zh == "投诉：从“受理”起（条文未写，按惯例），到“答复客户”止"
    assert reason.en.startswith("Complaint: from “Accept” (not said, as usual)")


@pytest.mark.parametrize(
    ("said", "allowance"),
    [
        ({"value": 45, "unit": "minute"}, "45min"),
        ({"value": "1.5", "unit": "hour"}, "90min"),
        ({"value": 3, "unit": "day", "calendar": "working"}, "3wd"),
        ({"value": 2, "unit": "hour", "calendar": "working"}, "2wh"),
        ({"value": 0, "unit": "day"}, "same-day"),
        ({"value": "17:00", "unit": "clock"}, "same-day 17:00"),
        ({"value": 10, "unit": "day_of_month"}, "next-month day 10"),
        ({"value": 1, "unit": "halfyear"}, "1hy"),
        ({"value": 3, "unit": "person"}, None),
        ({"value": "1.5", "unit": "workday"}, None),
        ({"value": "999999999", "unit": "year"}, None),
        ({"value": "25:99", "unit": "clock"}, None),
        ({}, None),
    ],
)
def test_a_figure_as_a_time_limit(said: dict[str, Any], allowance: str | None) -> None:
    assert allowance_of(Rule(kind="deadline", words="x", **said)) == allowance
