"""The parts that stand in every row of every list, as functions: a template macro costs ten times as much."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from django.templatetags.static import static
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from bihuan.ground.worktime.zone import SHANGHAI

ICONS = {
    "waiting": "inbox",
    "working": "refresh",
    "callback": "headset",
    "soon": "alarm",
    "overdue": "alert-triangle",
    "done": "circle-check",
    "paused": "player-pause",
    "archived": "archive",
    "refused": "ban",
}
NEAR = 7200


@lru_cache(maxsize=1024)
def icon(name: str, title: str = "") -> Markup:
    """A drawing of scripts/icons.txt; hidden from screen readers unless it has a title."""
    told = Markup('role="img" aria-label="{}"').format(title) if title else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="{}#{}"/></svg>').format(told, static("icons.svg"), name)


def state_tag(tone: str, label: object, name: str = "") -> Markup:
    """A state as a word with an icon. `tone` is a key of ICONS or `still`; red is for overdue only."""
    drawn = icon(name or ICONS.get(tone, "point"))
    return Markup(f'<span class="tag tone-{escape(tone)}">{drawn}{escape(label)}</span>')


def clause(reference: object, href: str = "") -> Markup:
    """Where in the standard this comes from, as a link when there is a page for it."""
    if href:
        return Markup(f'<a class="clause" href="{escape(href)}">{icon("book")}{escape(reference)}</a>')
    return Markup(f'<span class="clause">{icon("book")}{escape(reference)}</span>')


def span_words(seconds: float) -> str:
    """`2 d 3 h`, `3 h 5 min`, `31 min`: the two largest units, rounded down."""
    minutes = int(seconds // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return (_("{days} d {hours} h") if hours else _("{days} d")).format(days=days, hours=hours)
    if hours:
        return (_("{hours} h {minutes} min") if rest else _("{hours} h")).format(hours=hours, minutes=rest)
    return _("{minutes} min").format(minutes=minutes) if minutes else _("less than 1 min")


def due(at: datetime | None, now: datetime, state: str = "running", soon: float = NEAR) -> Markup:
    """A deadline in words, which js/countdown.js keeps going by the server's clock.

    `state` is running, paused, met or missed; `soon` is how many seconds before `at` count as near.
    """
    if at is None:
        return Markup('<span class="due quiet">{}</span>').format(_("no deadline"))
    shown = f'datetime="{at.isoformat()}" title="{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"'
    if state != "running":
        drawn, told = {
            "paused": ("player-pause", _("paused")),
            "met": ("circle-check", _("on time")),
            "missed": ("alert-triangle", _("missed")),
        }[state]
        return Markup(
            f'<span class="due" data-mood="{state}">{icon(drawn)}<time {shown}>{escape(told)}</time></span>'
        )
    left = (at - now).total_seconds()
    mood = "overdue" if left <= 0 else "soon" if left <= soon else "running"
    told = (_("{span} left") if left > 0 else _("{span} overdue")).format(span=span_words(abs(left)))
    count = f'data-due="{at.isoformat()}" data-now="{now.isoformat()}" data-soon="{soon:g}"'
    drawn = ICONS.get(mood, "clock")
    return Markup(
        f'<span class="due" data-mood="{mood}">{icon(drawn)}<time {shown} {count}>{escape(told)}</time></span>'
    )


GLOBALS: dict[str, Callable[..., object]] = {
    "draw_icon": icon,
    "draw_state_tag": state_tag,
    "draw_clause": clause,
    "draw_due": due,
    "draw_span_words": span_words,
}
"""What the Jinja2 environment gives look/_parts.html, under names that no template uses by itself."""
