"""Journal entries of a case in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.engines.cases.kinds import Flow
from bihuan.engines.cases.models import Case, Contact
from bihuan.engines.cases.models.case import Callback
from bihuan.engines.cases.wording import verb_label
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime import Allowance
from bihuan.windows.desk.showing import Citation, category_name, channel_name, citation


@dataclass(frozen=True, slots=True)
class Told:
    at: datetime
    title: str
    by: str
    body: str
    icon: str
    tone: str
    clause: Citation | None


#: icon and tone by verb; what is not here is a quiet point
LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "open": ("inbox", "waiting"), "accept": ("check", "working"), "propose": ("pencil", "working"),
    "approve": ("circle-check", "working"), "dispatch": ("send", "working"),
    "supervise_directly": ("shield-check", "overdue"), "take": ("hand-stop", "working"),
    "assign": ("user-check", "working"), "return": ("arrow-back-up", "waiting"),
    "transfer": ("arrows-exchange", "waiting"), "contact": ("phone", "working"), "visit": ("map-pin", "working"),
    "report": ("file-text", "working"), "confirm": ("circle-check", "working"),
    "disown": ("arrow-back-up", "waiting"), "answer": ("messages", "done"), "review": ("clipboard-check", "done"),
    "send_back": ("arrow-back-up", "waiting"), "resolve": ("circle-check", "done"),
    "call_back": ("headset", "callback"), "archive": ("archive", "still"), "reopen": ("refresh", "waiting"),
    "withdraw": ("x", "still"), "reclassify": ("tag", "still"), "grade": ("flame", "waiting"),
    "keep_secret": ("lock", "waiting"), "urge": ("bell", "waiting"), "supervise": ("eye", "waiting"),
    "note": ("message-circle", "still"), "attach": ("paperclip", "still"),
    "suspend": ("player-pause", "waiting"), "resume": ("player-play", "working"),
    "ask_extension": ("hourglass", "waiting"), "decide_extension": ("hourglass", "working"),
    "plan_long_term": ("calendar", "working"), "open_subcase": ("plus", "working"),
    "merge": ("git-merge", "still"), "link": ("link", "still"), "blame": ("scale", "still"),
    "improve": ("bulb", "done"), "reveal": ("eye", "still"), "rate": ("star", "callback"),
    "warned": ("alarm", "waiting"), "missed": ("alert-triangle", "overdue"),
    "escalated": ("urgent", "overdue"),
}  # fmt: skip

#: facts told as they are, in this order, with their label
_TOLD: Final[Mapping[str, str | Words]] = {
    "teams": gettext_lazy("Units"),
    "team": gettext_lazy("Unit"),
    "handler": gettext_lazy("Handler"),
    "reason": gettext_lazy("Reason"),
    "opinion": gettext_lazy("Opinion"),
    "instruction": gettext_lazy("Instruction"),
    "words": gettext_lazy("Words"),
    "text": "",
    "plan": gettext_lazy("Plan"),
    "on": gettext_lazy("Planned for"),
    "due_on": gettext_lazy("Due on"),
    "remark": gettext_lazy("Remark"),
    "purpose": gettext_lazy("Purpose"),
    "why": gettext_lazy("Reason"),
    "number": gettext_lazy("Case"),
    "name": gettext_lazy("File"),
    "amount": gettext_lazy("More time"),
    "told": gettext_lazy("Told"),
    "stars": gettext_lazy("Stars"),
}


@dataclass(frozen=True, slots=True)
class Teller:
    """Knows the case's edition and the reader's language."""

    case: Case
    pack: Pack
    locale: str

    def tell(self, entry: Entry) -> Told:
        verb = entry.verb.removeprefix("case.")
        icon, tone = LOOKS.get(verb, ("point", "still"))
        return Told(
            at=entry.at,
            title=self._title(verb, entry.facts),
            by=self._who(entry),
            body="\n".join(filter(None, (line for line in self._body(verb, entry.facts)))),
            icon=icon,
            tone=tone,
            clause=citation(entry.clause, self.locale),
        )

    def _title(self, verb: str, facts: Mapping[str, Any]) -> str:
        title = verb_label(verb)
        if promise := facts.get("promise"):
            title += f" · {self.promise(str(promise))}"
        return title

    def _who(self, entry: Entry) -> str:
        if entry.actor == "watch":
            return _("the clock")
        if entry.actor.startswith("customer"):
            return _("the customer")
        return entry.actor_name

    def _body(self, verb: str, facts: Mapping[str, Any]) -> list[str]:
        lines = [_spoken(self, facts)] if (_spoken := _SPOKEN.get(verb)) else []
        for name, label in _TOLD.items():
            value = facts.get(name)
            if value in (None, "", []):
                continue
            said = "、".join(map(str, value)) if isinstance(value, list) else str(value)
            lines.append(f"{label}：{said}" if str(label) else said)
        if facts.get("to"):
            lines.append(f"{self.stage(facts.get('from'))} → {self.stage(facts['to'])}")
        return lines

    def stage(self, id: object) -> str:
        flow: Flow = self.pack.rows("flows")[self.pack.rows("kinds")[self.case.kind].flow]
        return next((stage.title.say(self.locale) for stage in flow.stages if stage.id == id), str(id))

    def promise(self, id: str) -> str:
        for kind in (self.pack.rows("kinds")[self.case.kind], *self.pack.rows("kinds").values()):
            for promise in kind.promises:
                if promise.id == id:
                    return str(promise.title.say(self.locale))
        return id

    def kind(self, id: object) -> str:
        row = self.pack.rows("kinds").get(str(id))
        return row.title.say(self.locale) if row else str(id)


def _opened(teller: Teller, facts: Mapping[str, Any]) -> str:
    parts = [
        teller.kind(facts.get("kind")),
        channel_name(teller.pack, str(facts.get("channel", "")), teller.locale),
    ]
    if facts.get("category"):
        parts.append(category_name(teller.pack, str(facts["category"]), teller.locale))
    return " · ".join(parts)


def _contacted(teller: Teller, facts: Mapping[str, Any]) -> str:
    ways = dict(Contact.Way.choices)
    reached = _("reached") if facts.get("reached") else _("not reached")
    return f"{ways.get(str(facts.get('way')), '')} · {reached}"


def _called_back(teller: Teller, facts: Mapping[str, Any]) -> str:
    result = str(dict(Callback.Result.choices).get(str(facts.get("result")), ""))
    attempt = _("attempt %(number)s") % {"number": facts.get("attempt", 1)}
    verdict = {True: _("satisfied"), False: _("dissatisfied")}.get(facts.get("satisfied"), "")  # type: ignore[arg-type]
    return " · ".join(filter(None, (attempt, result, verdict, str(facts.get("outside", "")))))


def _reclassified(teller: Teller, facts: Mapping[str, Any]) -> str:
    before = f"{teller.kind(facts.get('kind'))} {_subject(teller, facts.get('category'))}".strip()
    after = f"{teller.kind(facts.get('new_kind'))} {_subject(teller, facts.get('new_category'))}".strip()
    return f"{before} → {after}"


def _subject(teller: Teller, category: object) -> str:
    return category_name(teller.pack, str(category), teller.locale) if category else ""


def _graded(teller: Teller, facts: Mapping[str, Any]) -> str:
    return str(dict(Case.Gravity.choices).get(str(facts.get("gravity")), ""))


def _decided(teller: Teller, facts: Mapping[str, Any]) -> str:
    return _("granted") if facts.get("granted") else _("refused")


def _blamed(teller: Teller, facts: Mapping[str, Any]) -> str:
    return _("the complaint holds") if facts.get("verified") else _("the complaint does not hold")


def _step(teller: Teller, facts: Mapping[str, Any]) -> str:
    step = str(facts.get("step", ""))
    if step.endswith("%"):
        return _("%(share)s of the time is used") % {"share": step}
    if step == "due":
        return _("The time is over")
    span = Allowance.parse(step.removeprefix("+")).describe(teller.locale)
    return _("%(span)s after the deadline") % {"span": span}


def _reopened(teller: Teller, facts: Mapping[str, Any]) -> str:
    return _("round %(round)s") % {"round": facts.get("round", "")}


_SPOKEN: Final[Mapping[str, Callable[[Teller, Mapping[str, Any]], str]]] = {
    "open": _opened,
    "contact": _contacted,
    "call_back": _called_back,
    "reclassify": _reclassified,
    "grade": _graded,
    "decide_extension": _decided,
    "blame": _blamed,
    "reopen": _reopened,
    "warned": _step,
    "missed": _step,
    "escalated": _step,
}
