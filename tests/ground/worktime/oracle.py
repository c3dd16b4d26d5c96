"""Due times the slow way: walk minute by minute and day by day, straight from the plain data.

Shares nothing with the product but the words: no tables, no bisection, no prefix sums. Naive local time throughout,
for zones without summer time; starts at whole minutes.
"""

import re
from datetime import date, datetime, timedelta

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Oracle:
    def __init__(
        self, data, off=(), work=(), *, start_day="next", ends="midnight", roll="next", roll_dates="none"
    ):
        self.data, self.off, self.work = data, set(off), set(work)
        self.start_day, self.ends, self.roll, self.roll_dates = start_day, ends, roll, roll_dates
        self.hours_cache, self.minutes_cache = {}, {}

    def hours(self, day: date) -> list[tuple[int, int]]:
        if day not in self.hours_cache:
            self.hours_cache[day] = [self.span(text) for text in self.texts(day)]
        return self.hours_cache[day]

    def texts(self, day):
        week = self.data["weekly"]
        for season in self.data.get("seasons", []):
            a, b, today = season["from"], season["to"], day.strftime("%m-%d")
            if (a <= today <= b) if a <= b else (today >= a or today <= b):
                week = season["weekly"]
        usual = week.get(WEEK[day.weekday()], [])
        working = usual or next((week[name] for name in WEEK if week.get(name)), [])
        for override in self.data.get("overrides", []):
            if str(override["date"]) == day.isoformat():
                return working if override["hours"] == "workday" else override["hours"]
        if self.data.get("holidays") == "cn":
            if day in self.off:
                return []
            if day in self.work:
                return working
        return usual

    @staticmethod
    def span(text):
        a, b = ((int(t[:2]) * 60 + int(t[3:])) for t in text.split("-"))
        return (a, b) if b > a else (a, b + 1440)

    def open_at(self, at: datetime) -> bool:
        day = at.date()
        if day not in self.minutes_cache:
            today = {m for a, b in self.hours(day) for m in range(a, b) if m < 1440}
            late = {m - 1440 for a, b in self.hours(day - DAY) for m in range(a, b) if m >= 1440}
            self.minutes_cache[day] = today | late
        return at.hour * 60 + at.minute in self.minutes_cache[day]

    def works(self, day: date) -> bool:
        return bool(self.hours(day))

    def end(self, day: date) -> datetime:
        midnight = datetime.combine(day, datetime.min.time())
        if self.ends == "close" and self.hours(day):
            return midnight + self.hours(day)[-1][1] * MINUTE
        return midnight + DAY

    def rolled(self, day: date, roll: str) -> date:
        while roll != "none" and not self.works(day):
            day += DAY if roll == "next" else -DAY
        return day

    def working_minutes(self, start: datetime, end: datetime) -> int:
        count = 0
        while start < end:
            count += self.open_at(start)
            start += MINUTE
        return count

    def due(self, start: datetime, text: str) -> datetime:
        if found := re.fullmatch(r"(-?)(\d+)(wmin|wh|min|h|wd|w|d|mo|q|hy|y)", text):
            sign, amount, unit = -1 if found[1] else 1, int(found[2]), found[3]
            if unit in ("min", "h"):
                return start + sign * amount * (60 if unit == "h" else 1) * MINUTE
            if unit in ("wmin", "wh"):
                return self.worked(start, sign, amount * (60 if unit == "wh" else 1))
            if unit == "wd":
                return self.workdays(start, amount) if sign > 0 else self.workday_lead(start, amount)
            if unit in ("d", "w"):
                return self.days(start, sign, amount * (7 if unit == "w" else 1))
            return self.months(start, sign, amount * {"mo": 1, "q": 3, "hy": 6, "y": 12}[unit])
        return self.named(start, text)

    def worked(self, at, sign, minutes):
        while minutes:
            if sign > 0:
                minutes -= self.open_at(at)
                at += MINUTE
            else:
                at -= MINUTE
                minutes -= self.open_at(at)
        return at

    def workdays(self, start, amount):
        day = start.date()
        if not (self.start_day == "same" and self.works(day) and start < self.close(day)):
            day += DAY
        while True:
            amount -= self.works(day)
            if not amount:
                return self.end(day)
            day += DAY

    def close(self, day):
        return datetime.combine(day, datetime.min.time()) + self.hours(day)[-1][1] * MINUTE

    def workday_lead(self, event, amount):
        day = event.date() if self.start_day == "same" else event.date() - DAY
        while True:
            amount -= self.works(day)
            if not amount:
                return self.lead_end(day)
            day -= DAY

    def lead_end(self, first_free):
        if self.ends == "close":
            return self.end(self.rolled(first_free - DAY, "previous"))
        return datetime.combine(first_free, datetime.min.time())

    def days(self, start, sign, amount):
        day = start.date()
        counted = 1 if self.start_day == "same" else 0
        while counted < amount:
            day += sign * DAY
            counted += 1
        return self.settle(day, sign)

    def settle(self, day, sign):
        if sign > 0:
            return self.end(self.rolled(day, self.roll))
        if self.roll == "previous":
            day = self.rolled(day - DAY, "previous") + DAY
        return self.lead_end(day)

    def months(self, start, sign, amount):
        target = start.date()
        passed = 0
        while passed < amount:
            step = target + sign * DAY
            passed += step.month != target.month
            target = step
        # Anywhere in the right month; now to the corresponding day, or the month's last.
        wanted = start.day - 1 if self.start_day == "same" and sign > 0 else start.day
        first = target.replace(day=1)
        day = first - DAY if wanted == 0 else first
        while wanted and day.day < wanted and (day + DAY).month == first.month:
            day += DAY
        if self.start_day == "same" and sign < 0:
            day += DAY
        return self.settle(day, sign)

    def named(self, start, text):
        name, *rest = text.split()
        at = rest.pop() if rest and ":" in rest[-1] else None
        day = start.date()
        if name == "half-day":
            return self.half_day(start)
        if name in ("same-day", "next-day", "next-wd"):
            day += DAY if name != "same-day" else 0 * DAY
            while True:
                if name != "next-wd" or self.works(day):
                    found = self.clock(day, at)
                    if found > start:
                        return found
                day += DAY
        return self.in_period(start, name, rest, at)

    def in_period(self, start, name, rest, at):
        which, period = name.split("-") if "-" in name else ("this", name)
        day, mine = start.date(), self.period(start.date(), period)
        while self.period(day - DAY, period) == mine:
            day -= DAY
        if which == "next":
            while self.period(day, period) == mine:
                day += DAY
        while True:
            on = self.rolled(self.pick(day, period, rest), self.roll_dates)
            found = self.clock(on, at)
            if found > start:
                return found
            mine = self.period(day, period)
            while self.period(day, period) == mine:
                day += DAY

    def pick(self, first, period, rest):
        """The named date in the period that begins on `first`."""
        on = first
        if rest and rest[0] == "day":
            month = on.month
            for _ in range(int(rest[1]) - 1):
                if period == "week" or (on + DAY).month == month:
                    on += DAY
            return on
        while self.period(on + DAY, period) == self.period(first, period):
            on += DAY
        return on

    @staticmethod
    def period(day, period):
        return {
            "week": tuple(day.isocalendar())[:2],
            "month": (day.year, day.month),
            "quarter": (day.year, (day.month - 1) // 3),
            "half": (day.year, day.month > 6),
            "year": day.year,
        }[period]

    def clock(self, day, at):
        if at is None:
            return self.end(day)
        return datetime.combine(day, datetime.min.time()) + (int(at[:2]) * 60 + int(at[3:])) * MINUTE

    def half_day(self, start):
        noon = datetime.combine(start.date(), datetime.min.time()) + 720 * MINUTE
        first, last = (noon - DAY / 2, noon) if start < noon else (noon, noon + DAY / 2)
        if self.ends == "close":
            midnight = noon - DAY / 2
            shuts = [midnight + b * MINUTE for _, b in self.hours(start.date())]
            shuts = [shut for shut in shuts if first < shut <= last and shut > start]
            return max(shuts, default=last)
        return last
