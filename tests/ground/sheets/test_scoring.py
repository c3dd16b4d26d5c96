"""What a scored sheet comes to: the laws, against an oracle that counts finding by finding."""

import random
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bihuan.ground.sheets.derivation import derivation
from bihuan.ground.sheets.scoring import NotScored, Score, differences, lacking, score
from bihuan.ground.sheets.shapes import BadFilling, Sheet, fill
from tests.ground.sheets.scored import item, oracle, scored, section, sheet

pytestmark = pytest.mark.pure

NONE_THERE = {"zh": "没有的不算", "en": "where there is none"}
Drawn = tuple[Sheet, dict[str, Any], frozenset[str]]


def result(one: Sheet, answers: dict[str, Any], before: Iterable[str] = ()) -> Score:
    return score(one, fill(one, answers), before=frozenset(before))


def points(one: Sheet, **answers: Any) -> str:
    return str(result(one, answers).points)


@given(scored())
def test_the_sum_is_what_the_oracle_counts(drawn: Drawn) -> None:
    one, answers, before = drawn
    assert result(one, answers, before).points == oracle(one, answers, before)


@given(scored(), st.randoms(use_true_random=False))
def test_the_order_of_answers_is_irrelevant(drawn: Drawn, dice: random.Random) -> None:
    one, answers, before = drawn
    shuffled = list(answers.items())
    dice.shuffle(shuffled)
    assert result(one, dict(shuffled), before) == result(one, answers, before)


@given(scored(), st.randoms(use_true_random=False))
def test_the_order_of_the_sheet_is_irrelevant(drawn: Drawn, dice: random.Random) -> None:
    one, answers, before = drawn
    sections = [part.model_copy(update={"items": _shuffled(part.items, dice)}) for part in one.sections]
    other = one.model_copy(update={"sections": _shuffled(sections, dice)})
    assert result(other, answers, before).exact == result(one, answers, before).exact


@given(scored())
def test_caps_hold_and_the_result_stays_within_its_bounds(drawn: Drawn) -> None:
    one, answers, before = drawn
    made = result(one, answers, before)
    for part in made.parts:
        assert 0 <= part.off <= part.base
        assert part.off <= (part.section.most_off or part.base)
        for judged in part.judged:
            assert judged.own <= ((judged.item.off and judged.item.off.most) or judged.item.points)  # type: ignore[operator]
    assert one.scoring is not None and one.scoring.bonus_most is not None
    assert made.bonus <= one.scoring.bonus_most
    if made.exact is not None:
        assert 0 <= made.exact <= 100 + Fraction(one.scoring.bonus_most)


@given(scored())
def test_a_veto_wins_whatever_else_is_good(drawn: Drawn) -> None:
    one, answers, before = drawn
    made = result(one, answers, before)
    wrong = {judged.item.id for judged in made.judged() if judged.findings}
    assert {row.id for row in made.vetoes} == {row.id for row in one.items() if row.veto} & wrong
    if made.vetoes:
        assert made.points == 0


@given(scored())
def test_what_does_not_apply_counts_as_if_the_sheet_did_not_have_it(drawn: Drawn) -> None:
    one, answers, before = drawn
    sections = []
    for part in one.sections:
        kept = tuple(row for row in part.items if answers[row.id] != "na")
        sections.append(part.model_copy(update={"items": kept}))
    without = one.model_copy(update={"sections": tuple(sections)})
    left = {id: said for id, said in answers.items() if said != "na"}
    assert result(without, left, before).exact == result(one, answers, before).exact


@given(scored())
def test_there_is_one_rounding_by_half_a_step_at_most(drawn: Drawn) -> None:
    one, answers, before = drawn
    made = result(one, answers, before)
    assume(made.points is not None)
    assert made.points is not None and made.exact is not None and one.scoring is not None
    step = Fraction(one.scoring.step)
    assert abs(Fraction(made.points) - made.exact) * 2 <= step
    assert (Fraction(made.points) / step).denominator == 1


@given(scored())
def test_one_more_finding_never_lifts_a_result(drawn: Drawn) -> None:
    one, answers, before = drawn
    good = result(one, answers, before)
    for row in one.items():
        if answers[row.id] is True and not row.bonus:
            worse = result(one, {**answers, row.id: False}, before)
            assert worse.exact is not None and good.exact is not None
            assert worse.exact <= good.exact


@given(scored())
def test_found_again_costs_no_less(drawn: Drawn) -> None:
    one, answers, before = drawn
    again, fresh = result(one, answers, before), result(one, answers)
    if again.exact is not None and fresh.exact is not None:
        assert again.exact <= fresh.exact


@given(scored(), st.data())
def test_the_own_check_and_the_review_are_comparable(drawn: Drawn, data: st.DataObject) -> None:
    one, answers, before = drawn
    turned = data.draw(st.sets(st.sampled_from([id for id, said in answers.items() if said is not None])))
    review = {
        id: (not said if isinstance(said, bool) else said) if id in turned else said
        for id, said in answers.items()
    }
    mine, its = result(one, answers, before), result(one, review, before)
    there = differences(mine, its)
    assert [row.item.id for row in there] == [
        row.id for row in one.items() if answers[row.id] != review[row.id]
    ]
    back = differences(its, mine)
    assert [(row.other, row.one, row.off[::-1]) for row in back] == [
        (row.one, row.other, row.off) for row in there
    ]
    if not there:
        assert mine == its


@given(scored())
def test_every_line_of_the_derivation_is_said_in_both_languages(drawn: Drawn) -> None:
    one, answers, before = drawn
    lines = derivation(result(one, answers, before))
    assert all(line.zh and line.en for line in lines)
    made = result(one, answers, before)
    if made.points is not None:
        assert lines[-1].en == f"Rounded once to {made.rules.step.normalize():f}: {made.points:f}"


def test_each_rule_takes_what_it_says() -> None:
    one = sheet(
        section(
            item("plain", points=10),
            item("fixed", points=10, off={"how": "fixed", "points": 3}),
            item("each", "number", points=10, off={"how": "each", "points": 2, "most": 5}),
            item("steps", "number", points=10, off={"how": "steps", "steps": [{"from": 6, "points": 4}]}),
            item("kinds", "number", points=10, good={"at_least": 5}, off={"how": "each", "points": 1}),
            item("look", "choice", points=10, options=[
                {"id": "good", "title": {"zh": "好"}}, {"id": "poor", "title": {"zh": "差"}, "off": 7},
            ]),
        )
    )  # fmt: skip
    answers: dict[str, Any] = {
        "plain": False, "fixed": False, "each": 3, "steps": 5, "kinds": 3, "look": "poor",
    }  # fmt: skip
    made = {judged.item.id: judged.off for judged in result(one, answers).judged()}
    assert made == {"plain": 10, "fixed": 3, "each": 5, "steps": 0, "kinds": 2, "look": 7}
    assert next(
        judged.off for judged in result(one, {**answers, "steps": 6}).judged() if judged.item.id == "steps"
    ) == Decimal(4)


def test_weights_share_out_the_result_and_a_section_that_does_not_apply_gives_its_share_up() -> None:
    one = sheet(
        section(item("a", points=1, not_applicable=NONE_THERE), id="left", weight=30),
        section(item("b", points=50), item("c", points=50), id="right", weight=70),
    )
    assert points(one, a=False, b=True, c=True) == "70.00"
    assert points(one, a=True, b=False, c=True) == "65.00"
    assert points(one, a="na", b=False, c=True) == "50.00"


def test_nothing_that_applies_is_no_score_and_not_a_hundred() -> None:
    one = sheet(section(item("a", points=1, not_applicable=NONE_THERE)))
    made = result(one, {"a": "na"})
    assert made.points is None
    assert derivation(made)[-1].en == "No item applies: there is no score"


def test_what_was_found_before_is_multiplied_beyond_its_own_points_but_never_below_the_section() -> None:
    one = sheet(section(item("a", points=10), item("b", points=90)), repeat={"factor": 2})
    assert result(one, {"a": False, "b": True}, ["a"]).points == 80
    assert result(one, {"a": False, "b": False}, ["a"]).points == 0
    assert result(one, {"a": True, "b": True}, ["a"]).points == 100, "in order again: nothing is multiplied"


def test_the_derivation_names_the_clause_of_every_step() -> None:
    one = sheet(
        section(
            item("spots", "number", points=5, clause="1.1", off={"how": "each", "points": 2}),
            item("calm", points=5, clause="1.2", veto=True),
            item("lift", points=5, clause="1.3", not_applicable=NONE_THERE),
        ),
        repeat={"factor": 2, "clause": "9"},
    )
    said = derivation(result(one, {"spots": 3, "calm": False, "lift": "na"}, ["spots"]), "pack@1")
    assert [line.en for line in said] == [
        "Item spots: 3 findings × 2 points = 6, at most 5 points off (pack@1#1.1)",
        "Item spots: found at the check before too, 5 × 2 = 10 points off (pack@1#9)",
        "Item calm: any finding takes everything, 5 points off (pack@1#1.2)",
        "Item lift: does not apply, leaves the base (pack@1#1.3)",
        "Part all: 10 of 10 points off (15 asked, capped), 0 left",
        "Scaled to 100: 0",
        "Veto: Item calm, the score is 0 (pack@1#1.2)",
        "Rounded once to 0.01: 0.00",
    ]
    assert said[0].zh == "项spots：3处 × 2分 = 6分，最多扣5分（pack@1#1.1）"


def test_a_veto_without_points_of_its_own_is_told_once() -> None:
    one = sheet(section(item("a", points=1), item("law", veto=True, clause="3")))
    said = [line.en for line in derivation(result(one, {"a": True, "law": False}))]
    assert said[-2:] == ["Veto: Item law, the score is 0 (3)", "Rounded once to 0.01: 0.00"]
    assert sum("law" in line for line in said) == 1


def test_points_that_the_site_has_yet_to_set_are_told_and_never_guessed() -> None:
    one = sheet(section(item("a", points="site"), item("b", points=1), item("c", points="site")))
    with pytest.raises(NotScored) as caught:
        result(one, {"a": True, "b": True, "c": True})
    assert caught.value.open_items == ("a", "c")


def test_a_sheet_without_scoring_has_no_score() -> None:
    one = sheet(section(item("a", points=1))).model_copy(update={"scoring": None})
    with pytest.raises(NotScored, match="check: this sheet is not scored"):
        result(one, {"a": True})


def test_an_item_is_left_out_only_where_the_sheet_allows_it() -> None:
    one = sheet(section(item("a", points=1)))
    with pytest.raises(BadFilling, match="Answer yes or no"):
        fill(one, {"a": "na"})


def test_photographs_and_the_countersignature_are_asked_for() -> None:
    one = sheet(
        section(item("a", points=1, photo="finding"), item("b", points=1, photo="always")),
        countersign={"role": "clerk"},
    )
    bad, fine = fill(one, {"a": False, "b": True}), fill(one, {"a": True, "b": True})
    assert [text.say("en") for text in lacking(one, bad)] == [
        "“Item a” still lacks a photograph.",
        "“Item b” still lacks a photograph.",
        "The place that was checked has not signed yet.",
    ]
    assert lacking(one, fine, photos={"b"}, countersigned=True) == ()


def test_two_sheets_are_not_compared() -> None:
    one = sheet(section(item("a", points=1)))
    made = result(one, {"a": True})
    with pytest.raises(ValueError, match="two different sheets"):
        differences(made, replace(made, sheet=one.model_copy(update={"id": "other"})))


def _shuffled(rows: Any, dice: random.Random) -> tuple[Any, ...]:
    return tuple(dice.sample(list(rows), len(rows)))
