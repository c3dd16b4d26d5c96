"""What cannot be charged, and why, in Chinese and English. Pure: no gettext, no Django."""

from collections.abc import Mapping
from datetime import date

from bihuan.ground.standards.base import Text

_SAID = {
    "order": ("结束日期不能早于开始日期。", "The last day must not be before the first."),
    "years": ("年份应在{first}到{last}之间。", "Years are between {first} and {last}."),
    "too-long": (
        "一次最多计算{days}天，请把期间改短。",
        "At most {days} days can be charged at once; choose a shorter period.",
    ),
    "missing": ("请填写“{zh}”的用量。", "Give the quantity of “{en}”."),
    "unknown": ("这个价格只计量：{zh}。", "This tariff counts {en} only."),
    "not-a-quantity": ("应填不小于0的数。", "Give a number that is not below 0."),
    "too-large": ("应小于{most}。", "It has to be below {most}."),
    "places": ("最多{places}位小数。", "At most {places} decimals."),
    "multiplier": (
        "倍率应大于0，不超过{most}，最多两位小数。",
        "The multiplier is above 0, at most {most}, with at most two decimals.",
    ),
    "multiplied": ("乘以倍率后的用量应小于{most}。", "Quantity × multiplier has to be below {most}."),
    "people": ("人数应在0到50之间。", "People are between 0 and 50."),
    "not-yearly": (
        "这个价格不按年累计，此处请填0。",
        "This tariff does not count by the year; leave this at 0.",
    ),
    "months": ("月数应在1到12之间。", "Months are between 1 and 12."),
    "whole-year": ("这个价格按整年定档，此处应为12。", "This tariff counts whole years; leave this at 12."),
    "relief": ("这个价格的优待有：{zh}。", "The reliefs of this tariff: {en}."),
    "no-relief": ("这个价格没有优待。", "This tariff has no reliefs."),
    "owed": ("欠费应不小于0且小于{most}元。", "What is owed is not below 0 and below {most} yuan."),
    "no-rule": ("{on}时这一规定尚未执行或已停止执行。", "This rule is not in force on {on}."),
    "no-tariff": ("{on}没有有效的价格。", "No tariff is in force on {on}."),
}


def said(code: str, **values: object) -> Text:
    """The refusal in both languages."""
    zh, en = _SAID[code]
    return Text(zh=zh.format(**values), en=en.format(**values))


class BadUsage(ValueError):
    """What cannot be counted: by field (a measure's own id for its quantity) what is wrong and what would be right."""

    def __init__(self, fields: Mapping[str, Text]) -> None:
        self.fields = dict(fields)
        super().__init__("; ".join(f"{name}: {text.say('en')}" for name, text in fields.items()))


class NoTariff(ValueError):
    """No version is in force on a day that has to be charged; `on` is that day."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.text = said("no-tariff", on=on)
        super().__init__(self.text.say("en"))
