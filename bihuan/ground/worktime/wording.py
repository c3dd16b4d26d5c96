"""Every text of working time, in Chinese and English. Pure: no gettext, no Django."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

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
        "this-half": "本半年", "this-year": "当年", "next-week": "次周", "next-month": "次月",
        "next-quarter": "次季", "next-half": "下一半年", "next-year": "次年",
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
    "劳动节": "Labour Day", "端午节": "Dragon Boat Festival", "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日": "70th Anniversary of Victory Day",
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
    if day and unit.startswith("this-") and not unit.endswith(("-week", "-month")):
        name = {"this-quarter": "a quarter", "this-half": "a half-year", "this-year": "a year"}[unit]
    on = "" if day is None else "the last day of " if day == 0 else f"day {day} of "
    if day and unit.endswith("-week"):
        on = f"{WEEKDAYS[EN][day - 1]} of "
    return f"by {at} on {on}{name}" if at else f"by {on}{name}" if on else f"within {name}"


def _moment_zh(unit: str, name: str, day: int | None, at: str) -> str:
    if unit == "half-day":
        return name
    if day and unit.startswith("this-") and not unit.endswith(("-week", "-month")):
        # "By day 10 of a quarter" is 10 January, April, July and October, whichever comes next.
        name = {"this-quarter": "季度", "this-half": "半年", "this-year": "年度"}[unit]
    first = {"quarter": "首月", "half": "首月", "year": "1月"}.get(unit.partition("-")[2], "")
    on = "" if day is None else "最后一日" if day == 0 else f"{first}{day}日"
    if day and unit.endswith("-week"):
        on = WEEKDAYS[ZH][day - 1]
    return f"{name}{on}{at}前" if at or on else f"{name}内"


_TEXTS = {
    ZH: {
        "title": "时限凭据",
        "start": "起算：{0}",
        "event": "事件：{0}",
        "allowance": "时限：{0}（{1}）",
        "due": "到期：{0}",
        "latest": "最迟：{0}",
        "paused": "已暂停，剩余{0}",
        "paused-working": "已暂停，剩余工作时间{0}",
        "paused-late": "已暂停，暂停时已超过{0}",
        "paused-working-late": "已暂停，暂停时已超过工作时间{0}",
        "calendar": "日历：{0}（{1}）",
        "notice": "注意：{0}",
        "notice-not-announced": "{0}年节假日安排尚未公布或未收录，暂按每周作息计算",
        "notice-passed": "起算时所指时刻已过，按下一次计算",
        "because": "{0}：{1}",
        "so-far": "{0}，累计{1}",
        "line-start-day": "起算当日，不计入",
        "line-event-day": "事件当日，不计入",
        "line-day": "第{0}个工作日",
        "line-make-up": "第{0}个工作日（调休上班）",
        "line-days": "计{1}日",
        "line-months": "至对应日止",
        "line-rest": "休息日，不计入",
        "line-holiday": "放假，不计入",
        "line-roll": "末日为休息日，期限移动",
        "line-last-day": "移动后的末日",
        "line-work": "工作时间",
        "line-clock": "连续计时",
        "line-named": "约定时刻",
        "line-folded-time": "工作时间（合计）",
        "line-folded-days": "计{1}个工作日，至第{0}个",
        "event-pause": "暂停",
        "event-resume": "恢复，顺延{0}",
        "event-resume-working": "恢复，顺延工作时间{0}",
        "event-extend": "延期{1}",
        "event-restart": "重新起算{1}",
        "event-stop": "停止",
    },
    EN: {
        "title": "Time receipt",
        "start": "Start: {0}",
        "event": "Event: {0}",
        "allowance": "Allowance: {0} ({1})",
        "due": "Due: {0}",
        "latest": "Latest: {0}",
        "paused": "Paused with {0} left",
        "paused-working": "Paused with {0} of working time left",
        "paused-late": "Paused, {0} late at the pause",
        "paused-working-late": "Paused, {0} of working time late at the pause",
        "calendar": "Calendar: {0} ({1})",
        "notice": "Note: {0}",
        "notice-not-announced": "holidays of {0} are not announced or not in the table; weekly hours count",
        "notice-passed": "the named moment had passed at the start; the next one counts",
        "because": "{0}: {1}",
        "so-far": "{0}, {1} so far",
        "line-start-day": "day of the start, not counted",
        "line-event-day": "day of the event, not counted",
        "line-day": "working day {0}",
        "line-make-up": "working day {0} (make-up)",
        "line-days": "{1} days",
        "line-months": "up to the corresponding day",
        "line-rest": "rest, not counted",
        "line-holiday": "holiday, not counted",
        "line-roll": "the last day is a rest day, the period moves",
        "line-last-day": "the last day after the move",
        "line-work": "working time",
        "line-clock": "around the clock",
        "line-named": "named moment",
        "line-folded-time": "working time (sum)",
        "line-folded-days": "{1} working days, up to number {0}",
        "event-pause": "paused",
        "event-resume": "resumed, moved by {0}",
        "event-resume-working": "resumed, moved by {0} of working time",
        "event-extend": "extended by {1}",
        "event-restart": "started again {1}",
        "event-stop": "stopped",
    },
}


def say(key: str, locale: str, *values: object) -> str:
    """A text of the receipt with its values filled in."""
    return _TEXTS[language(locale)][key].format(*values).strip()


def festival(name: str, locale: str) -> str:
    """A festival's name; names that are not known stay as they are."""
    if language(locale) == ZH:
        return name
    return " and ".join(FESTIVALS.get(part, part) for part in name.split("、"))


@dataclass(frozen=True, slots=True)
class Local:
    """Moments as people of a zone read them."""

    zone: str
    lang: str

    def iso(self, at: datetime) -> str:
        """ISO 8601 with the zone's offset."""
        return at.astimezone(ZoneInfo(self.zone)).isoformat()

    def moment(self, at: datetime, end: bool = False) -> str:
        """`2015-06-08 周一 16:50`; an end at midnight shows as 24:00 of the day it ends."""
        local = at.astimezone(ZoneInfo(self.zone))
        if end and (local.hour, local.minute, local.second) == (0, 0, 0):
            return f"{self._day(local - timedelta(days=1))} 24:00"
        return f"{self._day(local)} {local:%H:%M:%S}" if local.second else f"{self._day(local)} {local:%H:%M}"

    def stretch(self, start: datetime, end: datetime) -> str:
        """`2015-06-05 周五 08:30–12:00`, with both dates if they differ."""
        begin, finish = self.moment(start), self.moment(end, end=True)
        day, _, clock_time = finish.rpartition(" ")
        return f"{begin}–{clock_time}" if begin.startswith(day) else f"{begin} – {finish}"

    def days(self, start: datetime, end: datetime) -> str:
        """The days of a half-open stretch between midnights: one date, or first and last."""
        first, last = (
            self._day(at.astimezone(ZoneInfo(self.zone))) for at in (start, end - timedelta(seconds=1))
        )
        return first if first == last else f"{first} – {last}"

    def duration(self, seconds: int) -> str:
        """Seconds in words: `1小时30分钟`, `1 h 30 min`."""
        hours, rest = divmod(seconds, 3600)
        parts = zip((hours, *divmod(rest, 60)), _DURATION[self.lang], strict=True)
        return _JOIN[self.lang].join(unit.format(n) for n, unit in parts if n) or _DURATION[self.lang][
            1
        ].format(0)

    def _day(self, local: datetime) -> str:
        return f"{local:%Y-%m-%d} {WEEKDAYS[self.lang][local.weekday()]}"


_DURATION = {ZH: ("{}小时", "{}分钟", "{}秒"), EN: ("{} h", "{} min", "{} s")}
_JOIN = {ZH: "", EN: " "}
