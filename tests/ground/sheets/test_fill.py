"""Answers fit their sheet, or every wrong one is told at once."""

from decimal import Decimal
from typing import Any

import pytest

from bihuan.ground.sheets.shapes import BadFilling, Item, Section, Sheet, fill
from bihuan.ground.standards.base import Text

pytestmark = pytest.mark.pure


def item(id: str, answer: str, **more: Any) -> Item:
    return Item.model_validate(
        {"id": id, "title": {"zh": f"问{id}", "en": f"Q {id}"}, "answer": answer, **more}
    )


CHOICE = {
    "options": [
        {"id": "good", "title": {"zh": "好", "en": "good"}, "satisfied": True},
        {"id": "so-so", "title": {"zh": "一般", "en": "so-so"}},
        {"id": "bad", "title": {"zh": "差", "en": "bad"}, "satisfied": False},
    ]
}
ITEMS = (
    item("overall", "choice", **CHOICE),
    item("again", "choice", required=False, **CHOICE),
    item("clear", "yes_no", required=False),
    item("stars", "rating", required=False, at_least=1, at_most=5),
    item("minutes", "number", required=False, at_least=0),
    item("words", "text", required=False, at_least=2, at_most=5),
)
SHEET = Sheet(
    id="ask",
    title=Text(zh="问卷", en="Questions"),
    use="callback",
    sections=(Section(id="all", title=Text(zh="全部", en="All"), items=ITEMS),),
)


def wrong(**answers: Any) -> dict[str, str]:
    with pytest.raises(BadFilling) as caught:
        fill(SHEET, {"overall": "good", **answers})
    return {id: text.say("en") for id, text in caught.value.items.items()}


def test_answers_as_a_form_sends_them() -> None:
    filling = fill(SHEET, {
        "overall": "good", "clear": "no", "stars": "4", "minutes": " 2.50 ", "words": "  谢谢你 ",
    })  # fmt: skip
    assert filling.as_data() == {
        "overall": "good",
        "clear": False,
        "stars": 4,
        "minutes": "2.50",
        "words": "谢谢你",
    }


def test_answers_as_json_sends_them() -> None:
    filling = fill(SHEET, {"overall": "bad", "clear": True, "stars": 5, "minutes": 0})
    assert filling.as_data() == {"overall": "bad", "clear": True, "stars": 5, "minutes": "0"}


@pytest.mark.parametrize(
    ("answers", "satisfied"),
    [
        ({"overall": "good"}, True),
        ({"overall": "bad"}, False),
        ({"overall": "so-so"}, None),
        ({"overall": "good", "again": "bad"}, False),
        ({"overall": "so-so", "again": "good"}, True),
    ],
)
def test_satisfied_only_when_every_answer_that_says_so_is(
    answers: dict[str, str], satisfied: bool | None
) -> None:
    assert fill(SHEET, answers).satisfied is satisfied


def test_a_required_item_is_asked_for_by_name() -> None:
    with pytest.raises(BadFilling) as caught:
        fill(SHEET, {"overall": "  "})
    assert caught.value.items["overall"] == Text(zh="请填写“问overall”。", en="Please answer “Q overall”.")


def test_an_item_left_empty_is_left_out() -> None:
    assert fill(SHEET, {"overall": "good", "clear": "", "words": None}).as_data() == {"overall": "good"}


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"overall": "excellent"}, "Choose one of: good, so-so, bad."),
        ({"overall": ["good"]}, "Choose one of: good, so-so, bad."),
        ({"clear": "maybe"}, "Answer yes or no."),
        ({"stars": "3.5"}, "Give a whole number."),
        ({"stars": 6}, "between 1 and 5."),
        ({"stars": True}, "Give a number."),
        ({"minutes": "soon"}, "Give a number."),
        ({"minutes": "NaN"}, "Give a number."),
        ({"minutes": "Infinity"}, "Give a number."),
        ({"minutes": -1}, "at least 0."),
        ({"words": "长" * 6}, "Length: between 2 and 5."),
        ({"words": 7}, "Give a text."),
        ({"stranger": "x"}, "This sheet has no such item."),
    ],
)
def test_what_does_not_fit_says_what_would(answers: dict[str, Any], sentence: str) -> None:
    assert wrong(**answers) == {next(iter(answers)): sentence}


def test_everything_wrong_is_told_at_once() -> None:
    assert set(wrong(clear="maybe", stars=9, words="x")) == {"clear", "stars", "words"}


def test_bounds_are_decimals() -> None:
    assert ITEMS[3].at_most == Decimal(5)
