"""How a score came about, line by line, in Chinese and English, each step with its clause. Pure."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from bihuan.ground.sheets.scoring import Judged, Part, Score
from bihuan.ground.standards.base import Text


def plain(value: Decimal) -> str:
    """A number without an exponent and without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def fraction(value: Fraction) -> str:
    """An exact number: its decimals where they end within four places, else as a fraction."""
    short = Decimal(value.numerator) / Decimal(value.denominator)
    places = short.quantize(Decimal("0.0001"))
    return plain(places) if Fraction(places) == value else f"{value.numerator}/{value.denominator}"


def derivation(score: Score, edition: str = "") -> tuple[Text, ...]:
    """Every step that mattered, in the order of the sheet; `edition` such as `pack@1` stands before each clause."""
    return tuple(_steps(score, edition))


def _steps(score: Score, edition: str) -> Iterator[Text]:
    for part in score.parts:
        for one in part.judged:
            if said := item_line(one):
                yield _cited(said, one.item.clause, edition)
            if one.factor != 1 and score.rules.repeat is not None:
                yield _cited(_repeated(one), score.rules.repeat.clause, edition)
        if part.base:
            yield _cited(_section(part), None, edition)
    yield from _end(score, edition)


def item_line(one: Judged) -> Text | None:
    """What one item took or gave; None when it was in order."""
    zh, en = one.item.title.zh, one.item.title.say("en")
    if not one.applies:
        return Text(zh=f"{zh}：不适用，不计入总分", en=f"{en}: does not apply, leaves the base")
    if one.plus:
        return Text(zh=f"{zh}：加{plain(one.plus)}分", en=f"{en}: {plain(one.plus)} bonus points")
    if not one.findings or one.item.points is None:
        return None
    why = _why(one)
    return Text(zh=f"{zh}：{why.zh}扣{plain(one.own)}分", en=f"{en}: {why.en}{plain(one.own)} points off")


def _why(one: Judged) -> Text:
    off, count = one.item.off, plain(one.findings)
    if one.item.answer == "choice":
        return Text(zh="不合格，", en="not in order, ")
    if off is None or off.how == "all":
        return Text(zh="有不合格即扣完，", en="any finding takes everything, ")
    if off.how == "fixed":
        return Text(zh="有不合格，", en="a finding, ")
    if off.how == "steps":
        return Text(zh=f"共{count}处，按档", en=f"{count} findings, by steps ")
    each = plain(off.points or Decimal(0))
    whole = (off.points or Decimal(0)) * one.findings
    cap = whole > one.own
    zh = f"{count}处 × {each}分 = {plain(whole)}分，{'最多' if cap else ''}"
    en = f"{count} findings × {each} points = {plain(whole)}, {'at most ' if cap else ''}"
    return Text(zh=zh, en=en)


def _repeated(one: Judged) -> Text:
    own, factor, off = plain(one.own), plain(one.factor), plain(one.off)
    return Text(
        zh=f"{one.item.title.zh}：上次也不合格，{own}分 × {factor} = {off}分",
        en=f"{one.item.title.say('en')}: found at the check before too, {own} × {factor} = {off} points off",
    )


def _section(part: Part) -> Text:
    base, asked, off, left = (
        plain(value) for value in (part.base, part.asked, part.off, part.base - part.off)
    )
    weight = part.section.weight
    cap = (
        Text(zh=f"（应扣{asked}分，封顶）", en=f" ({asked} asked, capped)") if part.asked > part.off else None
    )
    share = Text(zh=f"，权重{plain(weight)}", en=f", weight {plain(weight)}") if weight is not None else None
    title = part.section.title
    return Text(
        zh=f"{title.zh}：满分{base}分，扣{off}分{cap.zh if cap else ''}，得{left}分{share.zh if share else ''}",
        en=f"{title.say('en')}: {off} of {base} points off{cap.en if cap else ''}, {left} left{share.en if share else ''}",
    )


def _end(score: Score, edition: str) -> Iterator[Text]:
    if score.scaled is None:
        yield Text(zh="没有适用的项目，不计分", en="No item applies: there is no score")
    else:
        out, scaled = plain(score.rules.out_of), fraction(score.scaled)
        yield Text(zh=f"折算为{out}分制：{scaled}分", en=f"Scaled to {out}: {scaled}")
    if score.bonus:
        yield Text(zh=f"加分合计{plain(score.bonus)}分", en=f"Bonus together: {plain(score.bonus)}")
    for item in score.vetoes:
        said = Text(
            zh=f"一票否决：{item.title.zh}，总分为0", en=f"Veto: {item.title.say('en')}, the score is 0"
        )
        yield _cited(said, item.clause, edition)
    if score.points is not None:
        step = plain(score.rules.step)
        yield Text(
            zh=f"最后一次四舍五入到{step}分：{score.points:f}分",
            en=f"Rounded once to {step}: {score.points:f}",
        )


def _cited(said: Text, clause: str | None, edition: str) -> Text:
    if clause is None:
        return said
    cite = f"{edition}#{clause}" if edition else clause
    return Text(zh=f"{said.zh}（{cite}）", en=f"{said.en} ({cite})")
