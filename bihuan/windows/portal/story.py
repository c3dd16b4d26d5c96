"""The journal of a case in the customer's words: what happened, never what was said among staff."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bihuan.engines.cases.models import Case
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards.packs import Pack
from bihuan.windows.look.http import locale


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline; `look/_parts.html` draws it."""

    at: datetime
    title: str
    icon: str
    tone: str = "still"
    body: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence is made of."""

    case: Case
    pack: Pack
    facts: Mapping[str, Any]
    customer: bool
    latest: bool


Teller = Callable[[Told], tuple[str, str, str, str] | None]


def told(entries: Iterable[Entry], case: Case, pack: Pack) -> list[Line]:
    """The public entries, newest first. What is not in the table below stays inside."""
    found: list[Line] = []
    answered = False
    for entry in sorted(entries, key=lambda one: one.seq, reverse=True):
        verb = entry.verb.removeprefix("case.")
        teller = TELLERS.get(verb)
        if teller is None:
            continue
        customer = entry.actor.startswith("customer")
        line = teller(Told(case, pack, entry.facts, customer, latest=verb == "answer" and not answered))
        answered = answered or verb == "answer"
        if line:
            title, icon, tone, body = line
            found.append(Line(entry.at, title, icon, tone, body))
    return found


def _open(said: Told) -> tuple[str, str, str, str]:
    return _("We have received it"), "inbox", "brand", ""


def _accept(said: Told) -> tuple[str, str, str, str]:
    return _("Accepted"), "clipboard-check", "brand", ""


def _dispatch(said: Told) -> tuple[str, str, str, str]:
    units = pgettext("between units", ", ").join(str(name) for name in said.facts.get("teams", ()))
    return _("Given to %(units)s") % {"units": units}, "send", "working", ""


def _supervise_directly(said: Told) -> tuple[str, str, str, str]:
    return _("Given to the supervision department"), "shield-check", "working", ""


def _contact(said: Told) -> tuple[str, str, str, str]:
    if said.facts.get("reached") is False:
        return _("We tried to reach you, but could not"), "phone", "soon", ""
    return _("We have been in contact with you"), "phone", "done", ""


def _visit(said: Told) -> tuple[str, str, str, str]:
    return _("We have been on site"), "map-pin", "done", ""


def _answer(said: Told) -> tuple[str, str, str, str]:
    full = said.case.answer if said.latest and said.case.answered_at else ""
    return _("Our answer"), "messages", "done", full or str(said.facts.get("text", ""))


def _resolve(said: Told) -> tuple[str, str, str, str]:
    return _("The matter is settled"), "circle-check", "done", ""


def _call_back(said: Told) -> tuple[str, str, str, str]:
    if said.facts.get("result") == "unreachable":
        return _("We called you back, but could not reach you"), "headset", "soon", ""
    return _("We have asked how satisfied you are"), "headset", "callback", ""


def _archive(said: Told) -> tuple[str, str, str, str]:
    return _("Finished and archived"), "archive", "still", ""


def _reopen(said: Told) -> tuple[str, str, str, str]:
    reason = str(said.facts.get("reason", "")) if said.customer else ""
    title = _("Taken up again, round %(round)s") % {"round": said.facts.get("round", "")}
    return title, "refresh", "soon", reason


def _urge(said: Told) -> tuple[str, str, str, str] | None:
    if not said.customer:
        return None
    return _("You reminded us"), "bell", "soon", str(said.facts.get("words", ""))


def _note(said: Told) -> tuple[str, str, str, str] | None:
    if said.customer:
        return _("You added"), "pencil", "still", str(said.facts.get("text", ""))
    if said.facts.get("public"):
        return _("A word from us"), "message-circle", "working", str(said.facts.get("text", ""))
    return None


def _attach(said: Told) -> tuple[str, str, str, str] | None:
    if not said.customer:
        return None
    return _("You sent a photo"), "camera", "still", str(said.facts.get("name", ""))


def _rate(said: Told) -> tuple[str, str, str, str]:
    return _("You gave %(stars)s of 5 stars") % {"stars": said.facts.get("stars", "")}, "star", "still", ""


def _withdraw(said: Told) -> tuple[str, str, str, str]:
    reason = str(said.facts.get("reason", "")) if said.customer else ""
    return _("Withdrawn as you wished"), "arrow-back-up", "still", reason


def _decide_extension(said: Told) -> tuple[str, str, str, str] | None:
    if not said.facts.get("granted"):
        return None
    return _("We need more time"), "hourglass", "soon", _("The new time is shown with the promise above.")


def _suspend(said: Told) -> tuple[str, str, str, str]:
    return _("Paused: we are waiting for something outside our hands"), "player-pause", "soon", ""


def _resume(said: Told) -> tuple[str, str, str, str]:
    return _("We go on"), "player-play", "working", ""


def _plan_long_term(said: Told) -> tuple[str, str, str, str]:
    on = str(said.facts.get("on", ""))
    return _("This needs larger works, planned for %(on)s") % {"on": on}, "calendar", "soon", ""


def _merge(said: Told) -> tuple[str, str, str, str]:
    return _("Handled together with another report of the same matter"), "git-merge", "still", ""


def _reclassify(said: Told) -> tuple[str, str, str, str] | None:
    before, after = (said.pack.rows("kinds").get(str(said.facts.get(name))) for name in ("kind", "new_kind"))
    if before is None or after is None or before is after:
        return None
    title = _("Now handled as: %(kind)s") % {"kind": after.title.say(locale())}
    return title, "arrows-exchange", "still", ""


def _ask_papers(said: Told) -> tuple[str, str, str, str]:
    return _("We told you which papers are missing"), "file-text", "soon", ""


def _send_papers(said: Told) -> tuple[str, str, str, str]:
    return _("The missing papers have come"), "clipboard-check", "done", ""


def _check(said: Told) -> tuple[str, str, str, str]:
    return _("The papers are complete"), "clipboard-check", "brand", ""


def _charge(said: Told) -> tuple[str, str, str, str]:
    return _("The fee is paid"), "circle-check", "done", ""


def _survey(said: Told) -> tuple[str, str, str, str]:
    return _("Survey on site"), "map-pin", "done", str(said.facts.get("remark", ""))


def _offer(said: Told) -> tuple[str, str, str, str]:
    return _("The plan of your supply"), "messages", "done", str(said.facts.get("remark", ""))


def _build(said: Told) -> tuple[str, str, str, str]:
    return _("The works are done"), "circle-check", "done", ""


def _inspect(said: Told) -> tuple[str, str, str, str]:
    return _("The inspection is passed"), "shield-check", "done", ""


def _carry_out(said: Told) -> tuple[str, str, str, str]:
    return _("It is carried out"), "circle-check", "done", ""


TELLERS: Final[Mapping[str, Teller]] = {
    "open": _open,
    "accept": _accept,
    "dispatch": _dispatch,
    "transfer": _dispatch,
    "supervise_directly": _supervise_directly,
    "contact": _contact,
    "visit": _visit,
    "answer": _answer,
    "resolve": _resolve,
    "call_back": _call_back,
    "archive": _archive,
    "reopen": _reopen,
    "urge": _urge,
    "note": _note,
    "attach": _attach,
    "rate": _rate,
    "withdraw": _withdraw,
    "decide_extension": _decide_extension,
    "suspend": _suspend,
    "resume": _resume,
    "plan_long_term": _plan_long_term,
    "merge": _merge,
    "ask_papers": _ask_papers,
    "send_papers": _send_papers,
    "check": _check,
    "charge": _charge,
    "survey": _survey,
    "offer": _offer,
    "build": _build,
    "inspect": _inspect,
    "carry_out": _carry_out,
    "reclassify": _reclassify,
}
