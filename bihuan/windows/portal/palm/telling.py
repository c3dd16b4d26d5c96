"""A grade, its reasons and the tips in a customer's words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bihuan.engines.billing.analysis import Graded, Reason, Tip
from bihuan.engines.billing.wording import plain


@dataclass(frozen=True, slots=True)
class Told:
    mark: str
    title: str
    reasons: tuple[str, ...]


def told_grade(graded: Graded) -> Told | None:
    if graded.grade is None:
        return None
    titles = {"A": _("very sparing"), "B": _("sparing"), "C": _("average"), "D": _("much")}
    return Told(graded.grade, titles[graded.grade], tuple(_reason(one) for one in graded.reasons))


def _reason(one: Reason) -> str:
    points = _("%(points)s of %(of)s points") % {"points": one.points, "of": one.of}
    if one.code == "step":
        said = _("At this pace a year ends on step %(step)s of the price") % {"step": plain(one.figure)}
    elif one.code == "trend":
        said = _("%(percent)s %% against the same period of last year") % {"percent": f"{one.figure:+}"}
    else:
        said = _("%(percent)s %% of the usage lies in the cheap hours") % {"percent": plain(one.figure)}
    return _("%(what)s: %(points)s") % {"what": said, "points": points}


def told_tips(tips: Sequence[Tip], commodity: str) -> list[str]:
    """What the figures call for, then what always helps with this commodity."""
    found = {
        "risen": _(
            "You use clearly more than a year ago. Look for a leak or a new device; if it is neither, let us check the meter."
        ),
        "near_step": _(
            "The next step of the price is near. What you save until then saves the dearer price."
        ),
        "peak_heavy": _(
            "Little of your usage lies in the cheap hours. Washing and water heating at night cost less."
        ),
        "fallen": _("You use less than a year ago. Keep it up."),
    }
    always = {
        "electricity": _("Set the air conditioner to 26 degrees in summer, and switch devices off rather than to stand-by."),
        "water": _("Close all taps and look at the meter for ten minutes: if it still turns, water is lost somewhere."),
        "gas": _("Use pots as wide as the flame, and have boiler and pipes checked before winter."),
        "heating": _("Close the valve of rooms that nobody uses, and do not hang anything over the radiator."),
    }  # fmt: skip
    return [found[one] for one in tips] + ([always[commodity]] if commodity in always else [])
