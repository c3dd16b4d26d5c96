"""What is wrong with a plan, said in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bihuan.engines.rosters.checks import Finding
from bihuan.engines.rosters.hours import Span
from bihuan.engines.rosters.shapes import Station
from bihuan.ground.worktime.zone import SHANGHAI


def said(found: Finding, station: Station, names: Mapping[int, str]) -> str:
    facts = {
        "who": names.get(found.person, "—"),
        "when": when(found.span),
        "have": found.have,
        "need": found.need,
        "why": _title(station, found.why),
    }
    words = {
        "twice": _("%(who)s is planned twice at once: %(when)s"),
        "untrained": _("%(who)s has not passed the course that this post asks for: %(when)s"),
        "leave": _("%(who)s is on leave: %(when)s"),
        "rest": _("%(who)s has too little rest: %(when)s"),
        "few": _("%(why)s: %(have)s of %(need)s people, %(when)s"),
    }
    return words[found.rule] % facts


def when(span: Span) -> str:
    since, until = span.since.astimezone(SHANGHAI), span.until.astimezone(SHANGHAI)
    end = "%H:%M" if since.date() == until.date() else "%m-%d %H:%M"
    return f"{since:%m-%d %H:%M}–{until.strftime(end)}"


def _title(station: Station, id: str) -> str:
    locale = get_language() or "zh-hans"
    titles = {one.id: one.title.say(locale) for one in station.timed}
    return titles.get(id, "")
