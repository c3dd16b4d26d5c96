"""The supervisor's board and the standard browser: right figures, for the right people, that open their cases."""

import re
from datetime import timedelta

import pytest
from django.utils import translation

from bihuan.engines.cases import board as sums
from bihuan.engines.cases.board import Scope, figures_by_clause
from bihuan.engines.cases.models import Case, Clock
from bihuan.ground.standards import adoption
from bihuan.ground.standards.coverage import coverage
from bihuan.windows.desk.standards import _holder
from tests.cast import Cast
from tests.windows.desk.conftest import SignedIn

WHOLE = Scope(whole=True)


def test_the_board_counts_open_cases_by_unit_with_those_late_and_near(cast: Cast) -> None:
    late, _order = cast.dispatched()
    near, _order = cast.dispatched()
    fine, _order = cast.dispatched(cast.gas)
    cast.archived()
    at = cast.later(days=1)
    for case, due in ((late, at), (near, at + timedelta(minutes=90)), (fine, at + timedelta(days=3))):
        Case.objects.filter(pk=case.pk).update(next_due_at=due)

    units = {line.team: line for line in sums.units(WHOLE, at)}

    assert (units[cast.water.pk].open, units[cast.water.pk].overdue, units[cast.water.pk].soon) == (2, 1, 1)
    assert (units[cast.gas.pk].open, units[cast.gas.pk].overdue, units[cast.gas.pk].soon) == (1, 0, 0)


def test_the_board_names_the_clause_that_is_late(cast: Cast) -> None:
    cast.dispatched()
    cast.contacted()

    late = {line.clause.rpartition("#")[2]: line.overdue for line in sums.clauses(WHOLE, cast.later(hours=1))}

    assert late == {"7.6a": 1, "7.2d": 1}


def test_a_case_with_two_late_orders_counts_once_under_the_clause(cast: Cast) -> None:
    cast.dispatched(cast.water, cast.gas)

    late = {line.promise: line.overdue for line in sums.clauses(WHOLE, cast.later(hours=1))}

    assert late["unit_contact"] == 1


def test_paused_and_stopped_clocks_are_never_late(cast: Cast) -> None:
    case, _order = cast.dispatched()
    case.clocks.update(paused_at=cast.at)

    assert sums.clauses(WHOLE, cast.later(days=30)) == ()


def test_inflow_counts_local_days_and_shows_days_without_any(cast: Cast) -> None:
    cast.complaint(at=cast.at.replace(hour=0, minute=5))
    cast.complaint(at=cast.at.replace(hour=0, minute=5) - timedelta(minutes=10))

    days = sums.inflow(WHOLE, cast.at)

    assert len(days) == 14
    assert [count for _day, count in days[-3:]] == [0, 1, 1]


def test_a_heads_board_is_his_own_unit(cast: Cast) -> None:
    cast.dispatched()
    cast.dispatched(cast.gas)

    found = sums.board(Scope(teams=(cast.water.pk,)), cast.at)

    assert [line.team for line in found.units] == [cast.water.pk]


def test_a_halls_scope_leaves_other_halls_out(cast: Cast) -> None:
    cast.complaint(place=cast.east)
    cast.complaint(place=cast.west)

    assert sums.board(Scope(paths=(cast.east.path,)), cast.at).open == 1
    assert sums.board(Scope(paths=(cast.company.path,)), cast.at).open == 2


def test_the_answer_is_kept_for_a_moment_for_each_scope_apart(cast: Cast) -> None:
    cast.complaint(place=cast.east)
    assert sums.board(WHOLE, cast.at).open == 1
    cast.complaint(place=cast.east)

    assert sums.board(WHOLE, cast.at).open == 1
    assert sums.board(Scope(paths=(cast.east.path,)), cast.at).open == 2
    sums.forget()
    assert sums.board(WHOLE, cast.at).open == 2


def test_every_figure_of_the_board_opens_as_many_cases(signed_in: SignedIn, cast: Cast) -> None:
    cast.dispatched()
    cast.contacted()
    cast.dispatched(cast.gas)
    cast.complaint()
    desk = signed_in(cast.ma)

    page = desk.get("/desk/board/").content.decode()
    figures = re.findall(r'<td class="number"[^>]*><a href="([^"]+)"[^>]*>(\d+)</a>', page)

    assert len(figures) >= 6
    for href, count in figures:
        listed = desk.get(href.replace("&amp;", "&")).content.decode()
        assert listed.count("data-row") == int(count), href


def test_each_chart_has_its_table(signed_in: SignedIn, cast: Cast) -> None:
    cast.dispatched()

    page = signed_in(cast.liu).get("/desk/board/").content.decode()

    assert page.count('class="chart"') == page.count("chart-table") == 3


def test_figures_by_clause_tell_running_late_kept_and_missed(cast: Cast) -> None:
    case, _order = cast.contacted()
    reference = cast.pack.cite("7.6a")

    kept = figures_by_clause(cast.later(hours=2))[reference]
    Clock.objects.filter(case=case, clause=reference).update(met=False)
    sums.forget()
    missed = figures_by_clause(cast.later(hours=2))[reference]
    sums.forget()
    old = figures_by_clause(cast.later(days=40)).get(reference)

    assert (kept.met, kept.missed, kept.running) == (1, 0, 0)
    assert (missed.met, missed.missed) == (0, 1)
    assert old is None


def test_the_standard_shows_every_clause_once_in_the_order_of_the_document(
    signed_in: SignedIn, cast: Cast
) -> None:
    page = signed_in(cast.wang).get("/desk/standard/").content.decode()

    shown = re.findall(r'<div class="clause-number">([^<]+)</div>', page)
    clauses = cast.pack.clauses
    wanted = [clauses[number].printed_number("zh") for part in cast.pack.parts for number in part.numbers]
    assert shown == wanted
    ids = re.findall(r'<article class="clause-row" id="([^"]+)"', page)
    assert len(set(ids)) == len(ids)


def test_a_clause_says_what_holds_it_and_how_long_it_gives(signed_in: SignedIn, cast: Cast) -> None:
    page = signed_in(cast.wang).get("/desk/standard/").content.decode()

    assert "already_ruled" not in page
    clause = page[page.index('id="c-7.6b"') :].split("</article>")[0]
    assert "时限：答复客户" in clause
    assert "2个工作日" in clause


def test_live_figures_are_for_those_who_oversee(signed_in: SignedIn, cast: Cast) -> None:
    cast.dispatched()

    assert "clause-figures" not in signed_in(cast.wang).get("/desk/standard/").content.decode()
    assert "clause-figures" in signed_in(cast.ma).get("/desk/standard/").content.decode()


def test_an_unknown_edition_is_not_found(signed_in: SignedIn, cast: Cast) -> None:
    assert signed_in(cast.wang).get("/desk/standard/nothing@1/").status_code == 404


def test_clause_links_of_a_case_lead_to_an_existing_place(signed_in: SignedIn, cast: Cast) -> None:
    case, _order = cast.contacted()
    desk = signed_in(cast.wang)

    hrefs = set(
        re.findall(r'class="clause" href="([^"]+)"', desk.get(f"/desk/cases/{case.pk}/").content.decode())
    )

    assert hrefs
    for href in hrefs:
        path, _sign, anchor = href.partition("#")
        assert f'id="{anchor}"' in desk.get(path).content.decode()


def test_a_receipt_names_its_calendar_by_its_title(signed_in: SignedIn, cast: Cast) -> None:
    case = cast.accepted()
    clock = case.clocks.get(promise="answer")
    page = signed_in(cast.chen).get(f"/desk/cases/{case.pk}/clocks/{clock.pk}/receipt/").content.decode()
    assert "机关作息 · office-" in page
    assert "office@office" not in page


def test_no_clause_and_no_holder_is_called_by_an_id(signed_in: SignedIn, cast: Cast) -> None:
    page = signed_in(cast.liu).get("/desk/standard/").content.decode()
    for told in ("7.6a 对外承诺", "10.1 保密工作 3)", "投诉 · 回访", "用语：申请延期"):
        assert told in page, told
    words = re.sub(r"<[^>]*>", " ", page[page.index("<main") :])
    for id in ("7.6a-public", "10.1 work", "10.1 req", "complaint.callback", "desk.ask_extension"):
        assert id not in words, id


@pytest.mark.parametrize("edition", sorted(adoption.shelf()))
def test_what_holds_a_clause_is_told_in_chinese_in_every_standard(cast: Cast, edition: str) -> None:
    pack = adoption.pack_of(edition)
    with translation.override("zh-hans"):
        told = [_holder(pack, one)[1] for held in coverage(pack).clauses for one in held.holders]
    assert [words for words in told if re.search("[a-z]{4}", words)] == []
