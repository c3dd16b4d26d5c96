"""Reading a holiday notice: the State Council's sentences (`…放假…上班`), old wordings too, or JSON.

A notice is checked while it is read: weekdays in brackets and "共N天" have to agree with the dates.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from bihuan.ground.worktime.errors import BadHolidays
from bihuan.ground.worktime.holidays import Festival, HolidayTable, HolidayYear, from_data

_NAMES = {
    "元旦": "元旦", "新年": "元旦", "春节": "春节", "清明": "清明节", "劳动节": "劳动节", "五一": "劳动节",
    "端午": "端午节", "中秋": "中秋节", "国庆": "国庆节", "十一": "国庆节",
}  # fmt: skip
_HEADING = re.compile(
    rf"(?:[一二三四五六七八九十]+、)?([“”\"、\w]*?(?:{'|'.join(_NAMES)}|纪念日)[“”\"、\w]{{0,12}}?)[:：]"
)
_DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^)]*)\))?"
_DATES = re.compile(rf"{_DAY}(?:(?:至|-+){_DAY})?")
_COUNT = re.compile(r"(?:共|放假)(\d{1,2})天")
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])")
_PLAIN = str.maketrans("（）〔〕—–－~～∼０１２３４５６７８９", "()[]------0123456789")


def read_notice(text: str, year: int | None = None) -> HolidayTable:
    """Read a notice or JSON into a table of one or more years. Raises `BadHolidays` with what does not agree.

    `year` is needed only if the text does not say `关于2027年…` itself. JSON is either a table of ours or
    `{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}`.
    """
    if text.lstrip().startswith("{"):
        return _from_json(text)
    plain = re.sub(r"[ \t\u3000\xa0]", "", text.translate(_PLAIN))
    if re.search(r"延长\d*年?\w{2,3}假期", plain):
        raise BadHolidays("the notice changes an earlier one; write the year out in full and import that")
    said = re.search(r"(?:关于|现将)(\d{4})年", plain)
    if said is not None and year not in (None, int(said[1])):
        raise BadHolidays(f"the notice is for {said[1]}, not for {year}")
    if said is not None:
        year = int(said[1])
    if year is None:
        raise BadHolidays("the notice does not say its year (关于2027年…); give it with --year")
    return HolidayTable.of("cn", {year: _notice(plain, year)})


def _notice(plain: str, year: int) -> HolidayYear:
    headings = list(_HEADING.finditer(plain))
    if not headings:
        raise BadHolidays("no festival found; expected lines such as 一、元旦：1月1日至3日放假，共3天。")
    ends = [heading.start() for heading in headings[1:]] + [len(plain)]
    festivals = tuple(
        _Item(_name(heading[1]), year).read(plain[heading.end() : end])
        for heading, end in zip(headings, ends, strict=True)
    )
    number = re.search(r"国办发明电\[\d{4}\]\d+号", plain)
    return HolidayYear(
        year=year,
        notice=f"国务院办公厅关于{year}年部分节假日安排的通知",
        number=number[0].replace("[", "〔").replace("]", "〕") if number else "",
        festivals=festivals,
    )


def _name(heading: str) -> str:
    found = {full: heading.index(short) for short, full in _NAMES.items() if short in heading}
    return "、".join(sorted(found, key=found.__getitem__)) or heading


@dataclass
class _Item:
    """One festival of a notice while its clauses are read; month and year carry on from date to date."""

    name: str
    year: int
    month: int | None = None
    off: set[date] = field(default_factory=set)
    work: set[date] = field(default_factory=set)

    def read(self, body: str) -> Festival:
        body = re.sub(r"\([^)]*\)", lambda found: re.sub("[,，。;；]", " ", found[0]), body)
        leave, sources = 0, set[date]()
        for clause in re.split(r"[。；;，,\n]", body):
            if "调至" in clause or "调整至" in clause:
                given, taken = re.split("调至|调整至", clause, maxsplit=1)
                sources.update(self._dates(given))
                self.off.update(self._dates(taken))
            elif "放假" in clause and (days := set(self._dates(clause))):
                self.off |= days
                leave += len(days)
            elif "补休" in clause:
                self.off.update(self._dates(clause))
            elif "上班" in clause and "起" not in clause:
                self.work.update(self._dates(clause))
            else:
                # Read for its weekdays, and for the month that later clauses leave out.
                list(self._dates(clause, dated_only=True))
        self.work |= sources - self.off
        self._check(body, leave)
        return Festival(self.name, tuple(sorted(self.off)), tuple(sorted(self.work)))

    def _check(self, body: str, leave: int) -> None:
        if not self.off:
            raise BadHolidays(f"{self.name}: no day off found in {body.strip()[:40]!r}")
        for count in _COUNT.findall(body):
            if int(count) != leave:
                raise BadHolidays(f"{self.name}: the notice says 共{count}天, but its dates are {leave} days")
        for day in sorted(self.work):
            if day.weekday() < 5:
                raise BadHolidays(f"{self.name}: {day} is to be worked (上班) but is no Saturday or Sunday")
            if day in self.off:
                raise BadHolidays(f"{self.name}: {day} is both off (放假) and worked (上班)")

    def _dates(self, clause: str, dated_only: bool = False) -> Iterator[date]:
        for found in _DATES.finditer(clause):
            if dated_only and not found[2]:
                continue
            first = last = self._date(*found.group(1, 2, 3, 4))
            if found[7]:
                last = self._date(*found.group(5, 6, 7, 8))
            if not first <= last <= first + timedelta(days=30):
                raise BadHolidays(f"{self.name}: {found[0]} does not run forward")
            yield from (first + timedelta(days=n) for n in range((last - first).days + 1))

    def _date(self, year: str | None, month: str | None, day: str, remark: str | None) -> date:
        self.month = int(month) if month else self.month
        if self.month is None:
            raise BadHolidays(f"{self.name}: {day}日 has no month")
        # New Year's Day reaches back into the December before, and old notices leave that year out.
        implied = self.year - 1 if self.month == 12 and self.name == "元旦" else self.year
        try:
            found = date(int(year or implied), self.month, int(day))
        except ValueError:
            raise BadHolidays(f"{self.name}: {self.month}月{day}日 is not a date") from None
        said = _WEEKDAY.search(remark or "")
        if said and "一二三四五六日".index(said[1].replace("天", "日")) != found.weekday():
            right = "一二三四五六日"[found.weekday()]
            raise BadHolidays(f"{self.name}: {found} is 星期{right}, but the notice says 星期{said[1]}")
        return found


def _from_json(text: str) -> HolidayTable:
    try:
        data = json.loads(text)
    except ValueError as error:
        raise BadHolidays(f"not valid JSON: {error}") from error
    if "years" in data:
        return from_data(data)
    days: dict[str, tuple[list[date], list[date]]] = {}
    try:
        year = int(data["year"])
        for row in data["days"]:
            off, work = days.setdefault(row["name"], ([], []))
            (off if row["isOffDay"] else work).append(date.fromisoformat(row["date"]))
    except (KeyError, TypeError, ValueError) as error:
        raise BadHolidays(
            f'expected {{"year": …, "days": [{{"name", "date", "isOffDay"}}]}}: {error!r}'
        ) from error
    festivals = tuple(
        Festival(name, tuple(sorted(off)), tuple(sorted(work))) for name, (off, work) in days.items()
    )
    if not any(festival.off for festival in festivals):
        raise BadHolidays(f"{year}: no day off is announced")
    source = " ".join(map(str, data.get("papers", ())))
    return HolidayTable.of(
        "cn",
        {year: HolidayYear(year, f"国务院办公厅关于{year}年部分节假日安排的通知", festivals, source=source)},
    )
