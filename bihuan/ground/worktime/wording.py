"""Every text of working time, in Chinese and English. Pure: no gettext, no Django."""

ZH = "zh-Hans"
EN = "en"

WEEKDAYS = {
    ZH: ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    EN: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_LENGTH = {
    ZH: {
        "sec": "{n}秒", "min": "{n}分钟", "h": "{n}小时",
        "wmin": "{n}分钟（工作时间）", "wh": "{n}小时（工作时间）", "wd": "{n}个工作日",
        "d": "{n}个自然日", "w": "{n}周", "mo": "{n}个月", "q": "{n}个季度", "hy": "{n}个半年", "y": "{n}年",
    },
    EN: {
        "sec": "{n} second{s}", "min": "{n} minute{s}", "h": "{n} hour{s}",
        "wmin": "{n} minute{s} of working time", "wh": "{n} hour{s} of working time",
        "wd": "{n} working day{s}",
        "d": "{n} day{s}", "w": "{n} week{s}", "mo": "{n} month{s}", "q": "{n} quarter{s}",
        "hy": "{n} half-year{s}", "y": "{n} year{s}",
    },
}  # fmt: skip
_MOMENT = {
    ZH: {
        "same-day": "当日", "half-day": "本半日内", "next-day": "次日", "next-wd": "下一个工作日",
        "this-week": "本周", "this-month": "当月", "this-quarter": "当季",
        "this-half": "本半年", "this-year": "当年", "next-week": "次周", "next-month": "次月", "next-quarter": "次季",
        "next-half": "下一半年", "next-year": "次年",
    },
    EN: {
        "same-day": "the same day", "half-day": "this half-day", "next-day": "the next day",
        "next-wd": "the next working day", "this-week": "this week", "this-month": "this month",
        "this-quarter": "this quarter", "this-half": "this half-year", "this-year": "this year",
        "next-week": "next week", "next-month": "next month", "next-quarter": "next quarter",
        "next-half": "next half-year", "next-year": "next year",
    },
}  # fmt: skip
FESTIVALS = {
    "元旦": "New Year's Day", "春节": "Spring Festival", "清明节": "Tomb-Sweeping Day",
    "劳动节": "Labour Day", "端午节": "Dragon Boat Festival", "中秋节": "Mid-Autumn Festival", "国庆节": "National Day",
}  # fmt: skip


def language(locale: str) -> str:
    """The table for a locale: English for `en…`, Chinese for everything else."""
    return EN if locale.lower().startswith("en") else ZH


def clock(minute: int) -> str:
    """Minutes after midnight as `HH:MM`; 1440 is `24:00`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def length(unit: str, amount: int, locale: str) -> str:
    """An amount of units in words; negative amounts are leads before an event."""
    lang, number = language(locale), abs(amount)
    text = _LENGTH[lang][unit].format(n=number, s="" if number == 1 else "s")
    if amount > 0:
        return text
    return f"{text} before" if lang == EN else f"提前{text}"


def moment(unit: str, day: int | None, minute: int | None, locale: str) -> str:
    """A named moment in words: `次月10日前`, `by day 10 of next month`."""
    lang = language(locale)
    name = _MOMENT[lang][unit]
    at = "" if minute is None else clock(minute)
    return _moment_en(unit, name, day, at) if lang == EN else _moment_zh(unit, name, day, at)


def _moment_en(unit: str, name: str, day: int | None, at: str) -> str:
    on = "" if day is None else "the last day of " if day == 0 else f"day {day} of "
    if day and unit.endswith("-week"):
        on = f"{WEEKDAYS[EN][day - 1]} of "
    return f"by {at} on {on}{name}" if at else f"by {on}{name}" if on else f"within {name}"


def _moment_zh(unit: str, name: str, day: int | None, at: str) -> str:
    if unit == "half-day":
        return name
    first = {"quarter": "首月", "half": "首月", "year": "1月"}.get(unit.partition("-")[2], "")
    on = "" if day is None else "最后一日" if day == 0 else f"{first}{day}日"
    if day and unit.endswith("-week"):
        on = WEEKDAYS[ZH][day - 1]
    return f"{name}{on}{at}前" if at or on else f"{name}内"
