"""Every text of a sum, in Chinese and English. Pure: no gettext, no Django."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bihuan.ground.standards.base import Text

if TYPE_CHECKING:
    from bihuan.engines.billing.charges import Line

UNITS = {
    "kWh": ("度", "kWh"),
    "m3": ("立方米", "m³"),
    "m2": ("平方米", "m²"),
    "GJ": ("吉焦", "GJ"),
}
COMMODITIES = {
    "electricity": ("电", "Electricity"),
    "water": ("水", "Water"),
    "gas": ("燃气", "Gas"),
    "heating": ("供暖", "Heating"),
    "property": ("物业", "Property"),
}
_MODES = {
    "half_up": ("四舍五入", "rounded half up"),
    "half_even": ("四舍六入五成双", "rounded half to even"),
    "up": ("进一", "rounded up"),
    "down": ("舍去尾数", "rounded down"),
}
MINIMUM = Text(zh="最低收费补足", en="Made up to the minimum")
#: A step's words: its values and whether they are wanted in English.
_Words = Callable[[Mapping[str, Any], bool], str]


def english(locale: str) -> bool:
    return locale.lower().startswith("en")


def plain(value: Decimal) -> str:
    """A number without an exponent and without zeros at its end: `372.6`, `1000`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def listed(titles: Sequence[str]) -> str:
    """Chinese titles one after the other."""
    return "、".join(titles)


def unit(name: str, locale: str) -> str:
    return UNITS[name][english(locale)]


def commodity(name: str, locale: str) -> str:
    return COMMODITIES[name][english(locale)]


def tier_name(tier: int, locale: str) -> str:
    return f"step {tier}" if english(locale) else f"第{tier}档"


def span(low: Decimal, high: Decimal | None, name: str, locale: str) -> str:
    """What a step reaches over: `180–260 m³`; the end belongs to it, the beginning to the step before."""
    told, en = unit(name, locale), english(locale)
    if high is None:
        return f"above {plain(low)} {told}" if en else f"{plain(low)}{told}以上"
    if not low:
        return f"up to {plain(high)} {told}" if en else f"{plain(high)}{told}及以下"
    return f"{plain(low)}–{plain(high)} {told}" if en else f"{plain(low)}–{plain(high)}{told}"


def line_name(line: Line, locale: str) -> str:
    """`Water fee, step 1`, `电度电费（峰段，第2档）`."""
    parts = [line.measure.say(locale)] if line.measure else []
    if line.tier is not None:
        parts.append(tier_name(line.tier, locale))
    if not parts:
        return line.title.say(locale)
    title = line.title.say(locale)
    return ", ".join([title, *parts]) if english(locale) else f"{title}（{'，'.join(parts)}）"


def line_sum(line: Line, locale: str) -> str:
    en = english(locale)
    factors = [] if line.price is None else [f"{plain(line.price)} yuan" if en else f"{plain(line.price)}元"]
    if line.quantity is not None:
        told = unit(line.unit, locale)
        factors.append(f"{plain(line.quantity)} {told}" if en else f"{plain(line.quantity)}{told}")
    if line.months is not None:
        factors.append(
            f"{plain(line.months)}"
            if line.quantity is None and line.months == 1
            else _months(line.months, en)
        )
    amount = f"{plain(line.amount)} yuan" if en else f"{plain(line.amount)}元"
    return f"{' × '.join(factors)} = {amount}" if factors else amount


def _months(count: Decimal, en: bool) -> str:
    return f"{plain(count)} months" if en else f"{plain(count)}个月"


def total(amount: Decimal, locale: str) -> str:
    return f"Total: {amount:f} yuan" if english(locale) else f"合计：{amount:f}元"


def dates(first: date, last: date, locale: str) -> str:
    return f"{first} to {last}" if english(locale) else f"{first}至{last}"


def _tariff(said: Mapping[str, Any], en: bool) -> str:
    version, stretch, lang = said["version"], said["stretch"], "en" if en else "zh"
    tariff = version.tariff
    title, number = tariff.title.say(lang), tariff.source.number or tariff.source.title.say(lang)
    since, cite = tariff.in_force.from_, version.cite()
    told = (
        f"Tariff “{title}” ({number}), in force since {since}; {cite}"
        if en
        else f"价格：{title}（{number}），{since}起执行；依据 {cite}"
    )
    if said["alone"]:
        return told
    return f"{dates(stretch.first, stretch.last, lang)}{': ' if en else '：'}{told}"


def _shared(said: Mapping[str, Any], en: bool) -> str:
    stretch, lang = said["stretch"], "en" if en else "zh"
    days = stretch.upto - stretch.before
    told = (", " if en else "，").join(
        f"{measure.title.say(lang)} {_amount(quantity, measure.unit, lang)}"
        for measure, quantity in said["quantities"]
    )
    return f"{days} of {said['of']} days: {told}" if en else f"按天数分摊，{said['of']}天中的{days}天：{told}"


def _amount(quantity: Decimal, name: str, lang: str) -> str:
    return (
        f"{plain(quantity)} {unit(name, lang)}" if english(lang) else f"{plain(quantity)}{unit(name, lang)}"
    )


def _multiplied(said: Mapping[str, Any], en: bool) -> str:
    lang, measure = "en" if en else "zh", said["measure"]
    title, result = measure.title.say(lang), _amount(said["result"], measure.unit, lang)
    given, by = plain(said["quantity"]), plain(said["by"])
    return (
        f"{title}: {given} × multiplier {by} = {result}" if en else f"{title}：{given} × 倍率{by} = {result}"
    )


def _deducted(said: Mapping[str, Any], en: bool) -> str:
    lang = "en" if en else "zh"
    title, name = said["relief"].title.say(lang), said["unit"]
    free, left = _amount(said["free"], name, lang), _amount(said["left"], name, lang)
    return f"{title}: {free} free, {left} are charged" if en else f"{title}：免{free}，计费{left}"


def _already(said: Mapping[str, Any], en: bool) -> str:
    counted = _amount(said["counted"], said["unit"], "en" if en else "zh")
    return f"Counted this year before: {counted}" if en else f"本年度此前已累计{counted}"


def _anew(said: Mapping[str, Any], en: bool) -> str:
    month, day = map(int, said["ladder"].begins.split("-"))
    return (
        f"The year's count began anew on {month:02d}-{day:02d}"
        if en
        else f"年度累计自{month}月{day}日起重新计算"
    )


def _limits(said: Mapping[str, Any], en: bool) -> str:
    lang, ladder, tariff, usage = "en" if en else "zh", said["ladder"], said["tariff"], said["usage"]
    told = _steps(said["limits"], said["unit"], lang)
    why = []
    if tariff.household and usage.people >= tariff.household.from_:
        why.append(f"household of {usage.people}" if en else f"家庭{usage.people}人")
    if ladder.run == "year" and ladder.limits_per == "month":
        why.append(f"{usage.months_used} months" if en else f"按{usage.months_used}个月")
    reason = (f" ({', '.join(why)})" if en else f"（{'，'.join(why)}）") if why else ""
    if ladder.run == "year":
        return f"Steps of the year{reason}: {told}" if en else f"年度分档{reason}：{told}"
    return f"Steps of this bill{reason}: {told}" if en else f"本期分档{reason}：{told}"


def _steps(limits: Sequence[Decimal], name: str, lang: str) -> str:
    edges = [Decimal(0), *limits]
    tops = [*limits, None]
    told = [
        f"{tier_name(tier, lang)} {span(low, high, name, lang)}"
        for tier, (low, high) in enumerate(zip(edges, tops, strict=True), 1)
    ]
    return ("; " if english(lang) else "；").join(told)


def _climbed(said: Mapping[str, Any], en: bool) -> str:
    lang, name = "en" if en else "zh", said["unit"]
    told = [
        f"{tier_name(tier, lang)} {_amount(quantity, name, lang)}"
        for tier, quantity in enumerate(said["tiers"], 1)
        if quantity
    ]
    whole = _amount(said["quantity"], name, lang)
    if not told:
        return f"Used in this part: {whole}" if en else f"本段用量{whole}"
    return f"Of {whole}: {', '.join(told)}" if en else f"用量{whole}，其中{'，'.join(told)}"


def _line(said: Mapping[str, Any], en: bool) -> str:
    lang, line = "en" if en else "zh", said["line"]
    return f"{line_name(line, lang)}{': ' if en else '：'}{line_sum(line, lang)}"


def _minimum(said: Mapping[str, Any], en: bool) -> str:
    wanted, more = plain(said["wanted"]), plain(said["line"].amount)
    return f"At least {wanted} yuan: {more} yuan are added" if en else f"最低收费{wanted}元，补足{more}元"


def _total(said: Mapping[str, Any], en: bool) -> str:
    exact, total, rule = plain(said["exact"]), f"{said['total']:f}", said["rounding"]
    mode = _MODES[rule.mode][en]
    if en:
        return f"Together {exact} yuan, {mode} once to {plain(rule.step)} yuan: {total} yuan"
    return f"合计{exact}元，最后一次{mode}到{plain(rule.step)}元：{total}元"


def _owed(said: Mapping[str, Any], en: bool) -> str:
    owed, due, paid, days = plain(said["owed"]), said["due"], said["paid"], said["days"]
    if en:
        return f"Owed {owed} yuan, payable by {due}, paid on {paid}: {days} days late"
    return f"应交{owed}元，{due}前应交清，{paid}交清：逾期{days}天"


def _late_days(said: Mapping[str, Any], en: bool) -> str:
    owed, rate, days, amount = plain(said["owed"]), plain(said["rate"]), said["days"], plain(said["amount"])
    if en:
        return f"{said['year']}: {owed} yuan × {rate}% × {days} days = {amount} yuan"
    return f"{said['year']}年：{owed}元 × {rate}% × {days}天 = {amount}元"


def _most(said: Mapping[str, Any], en: bool) -> str:
    most, percent = plain(said["amount"]), plain(said["percent"])
    return f"At most {percent}% of what is owed: {most} yuan" if en else f"最多为欠费的{percent}%：{most}元"


def _least(said: Mapping[str, Any], en: bool) -> str:
    least = plain(said["amount"])
    return f"Less than {least} yuan is charged as {least} yuan" if en else f"不足{least}元的，按{least}元收取"


_STEPS: dict[str, _Words] = {
    "tariff": _tariff, "shared": _shared, "multiplied": _multiplied, "deducted": _deducted, "already": _already,
    "anew": _anew, "limits": _limits, "climbed": _climbed, "line": _line, "minimum": _minimum, "total": _total,
    "owed": _owed, "late_days": _late_days, "most": _most, "least": _least,
}  # fmt: skip


def step(code: str, values: Mapping[str, Any], locale: str) -> str:
    """A step of a sum in words."""
    return _STEPS[code](values, english(locale))
