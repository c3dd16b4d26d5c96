"""What the reading desk calls the kinds, units and bounds of a reading, and what a binding says."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.engines.drafts import phrases
from bihuan.engines.drafts.rules import Binding, Rule, ToDuty, ToIndicator, ToPromise
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime import Allowance

KINDS: Mapping[str, Promise] = {
    "deadline": gettext_lazy("time limit"),
    "lead_time": gettext_lazy("notice beforehand"),
    "frequency": gettext_lazy("how often"),
    "threshold": gettext_lazy("limit or rate"),
    "retention": gettext_lazy("kept so long"),
    "score": gettext_lazy("points"),
    "count": gettext_lazy("how many"),
    "materials": gettext_lazy("papers"),
    "prohibited": gettext_lazy("ban"),
    "duty": gettext_lazy("duty"),
}
MODALITIES: Mapping[str, Promise] = {
    "must": gettext_lazy("must"),
    "must_not": gettext_lazy("must not"),
    "should": gettext_lazy("should"),
    "may": gettext_lazy("may"),
}
BOUNDS: Mapping[str, Promise] = {
    "max": gettext_lazy("at most"),
    "min": gettext_lazy("at least"),
    "exact": gettext_lazy("exactly"),
    "range": gettext_lazy("from … to"),
    "about": gettext_lazy("about"),
}
UNITS: Mapping[str, Promise] = {
    "minute": gettext_lazy("minutes"),
    "hour": gettext_lazy("hours"),
    "day": gettext_lazy("days"),
    "workday": gettext_lazy("working days"),
    "work_hour": gettext_lazy("working hours"),
    "work_minute": gettext_lazy("working minutes"),
    "second": gettext_lazy("seconds"),
    "week": gettext_lazy("weeks"),
    "month": gettext_lazy("months"),
    "quarter": gettext_lazy("quarters"),
    "halfyear": gettext_lazy("half-years"),
    "year": gettext_lazy("years"),
    "clock": gettext_lazy("o'clock"),
    "date": gettext_lazy("(date)"),
    "day_of_month": gettext_lazy("(day of the month)"),
    "time": gettext_lazy("times"),
    "percent": gettext_lazy("%"),
    "permille": gettext_lazy("‰"),
    "part": gettext_lazy("parts"),
    "person": gettext_lazy("persons"),
    "household": gettext_lazy("households"),
    "copy": gettext_lazy("copies"),
    "step": gettext_lazy("steps"),
    "item": gettext_lazy("items"),
    "metre_mm": gettext_lazy("mm"),
    "metre_cm": gettext_lazy("cm"),
    "metre": gettext_lazy("m"),
    "km": gettext_lazy("km"),
    "sqm": gettext_lazy("m²"),
    "kg": gettext_lazy("kg"),
    "decibel": gettext_lazy("dB"),
    "lux": gettext_lazy("lx"),
    "celsius": gettext_lazy("°C"),
    "yuan": gettext_lazy("yuan"),
    "point": gettext_lazy("points given"),
    "ring": gettext_lazy("rings"),
}
PERS: Mapping[str, Promise] = {
    "hour": gettext_lazy("an hour"),
    "shift": gettext_lazy("a shift"),
    "halfday": gettext_lazy("half a day"),
    "day": gettext_lazy("a day"),
    "week": gettext_lazy("a week"),
    "month": gettext_lazy("a month"),
    "quarter": gettext_lazy("a quarter"),
    "halfyear": gettext_lazy("half a year"),
    "year": gettext_lazy("a year"),
}
CALENDARS: Mapping[str, Promise] = {
    "working": gettext_lazy("working time"),
    "natural": gettext_lazy("calendar time"),
    "unspecified": gettext_lazy("the text does not say"),
}
GRAVITIES: Mapping[str, Promise] = {
    "any": gettext_lazy("all"),
    "ordinary": gettext_lazy("ordinary ones"),
    "major": gettext_lazy("major ones"),
}
EVERY: Mapping[str, Promise] = {
    "event": gettext_lazy("each time"),
    "day": gettext_lazy("every day"),
    "week": gettext_lazy("every week"),
    "month": gettext_lazy("every month"),
}
HELD: Mapping[str, Promise] = {
    "machine": gettext_lazy("held by the system"),
    "people": gettext_lazy("checked by people"),
    "open": gettext_lazy("still open"),
    "text": gettext_lazy("text only"),
}
VERBS: Mapping[str, Promise] = {
    "accepted": gettext_lazy("accepted"),
    "accepted_all": gettext_lazy("accepted together"),
    "changed": gettext_lazy("changed"),
    "added": gettext_lazy("added"),
    "rejected": gettext_lazy("rejected"),
    "bound": gettext_lazy("bound"),
    "held": gettext_lazy("clause decided"),
    "taken_over": gettext_lazy("taken over"),
}


def figure(rule: Rule) -> str:
    """`at most 3 working days`, `at least 2 times / a day`; empty without a figure."""
    if rule.value is None or rule.unit is None:
        return ""
    told: dict[str, Any] = {
        "bound": BOUNDS[rule.bound] if rule.bound in ("max", "min", "about") else "",
        "value": f"{rule.value}–{rule.value_max}" if rule.value_max is not None else rule.value,
        "unit": UNITS.get(rule.unit, rule.unit),
        "per": PERS.get(rule.per, rule.per) if rule.per else "",
    }
    if rule.per:
        return (_("%(bound)s %(value)s %(unit)s %(per)s") % told).strip()
    return (_("%(bound)s %(value)s %(unit)s") % told).strip()


def facts(rule: Rule) -> list[tuple[str, str]]:
    """What was read, in words; only what the text says."""
    said = [
        (_("Value"), figure(rule)),
        (_("Obligation"), str(MODALITIES[rule.modality])),
        (_("Who or what"), rule.subject or ""),
        (_("Runs from"), rule.start or ""),
        (_("Runs until"), rule.stop or ""),
        (_("Counts"), str(CALENDARS[rule.calendar]) if rule.calendar else ""),
        (_("When"), " · ".join(rule.conditions)),
        (_("Except"), " · ".join(rule.exceptions)),
    ]
    return [(name, text) for name, text in said if text]


def binding_words(binding: Binding, base: Pack, locale: str) -> str:
    """What holds it, in one sentence."""
    if isinstance(binding, ToPromise):
        told: dict[str, Any] = {
            "kind": "、".join(kind_title(base, kind, locale) for kind in binding.kinds),
            "start": phrases.TITLES[binding.start].say(locale),
            "stop": phrases.TITLES[binding.stop].say(locale),
            "time": Allowance.parse(binding.allowance).describe(locale),
        }
        words = _("Clock: %(kind)s, from “%(start)s” to “%(stop)s” within %(time)s") % told
        more = [str(GRAVITIES[binding.gravity])] if binding.gravity != "any" else []
        more += [_("shown to customers")] if binding.public else []
        return f"{words}（{'，'.join(more)}）" if more else words
    if isinstance(binding, ToIndicator):
        told = {"title": binding.title, "target": binding.target}
        return _("Figure: %(title)s, target %(target)s, counted by the system") % told
    if isinstance(binding, ToDuty):
        return _("Duty, %(every)s: people record that it was done") % {"every": EVERY[binding.every]}
    return _("Inspection sheet: people tick it")


def kind_title(base: Pack, kind: str, locale: str) -> str:
    row = base.rows("kinds").get(kind)
    return row.title.say(locale) if row else kind
