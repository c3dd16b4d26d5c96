"""Which halls somebody works in or looks at, and what his posts open there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from bihuan.engines.halls import rights
from bihuan.engines.halls.inforce import Standard, find_rules
from bihuan.engines.halls.models import Counter, Hall
from bihuan.engines.halls.shapes import HallRules
from bihuan.ground.directory.actor import ADMIN, Actor
from bihuan.ground.journal.errors import NotAllowed, NotFound
from bihuan.ground.standards import adoption
from bihuan.windows.look.http import Request

#: Halls on one page; a company with more asks for them by place.
MOST = 60


@dataclass(frozen=True, slots=True)
class Here:
    """A hall, what holds in it, and who asks."""

    hall: Hall
    standard: Standard
    actor: Actor

    @property
    def rules(self) -> HallRules:
        return self.standard.rules

    @property
    def leads(self) -> bool:
        return rights.may_lead(self.actor, self.hall.place.path, self.rules)

    @property
    def serves(self) -> bool:
        return rights.may_serve(self.actor, self.hall.place.path, self.rules)

    @property
    def keeps_lobby(self) -> bool:
        return rights.may_keep_lobby(self.actor, self.hall.place.path, self.rules)

    def service_title(self, id: str, locale: str) -> str:
        """In words; a service that the standard no longer has keeps its id."""
        known = self.standard.pack.rows("services").get(id)
        return known.title.say(locale) if known else id

    def priority_title(self, id: str, locale: str) -> str:
        known = self.rules.priority(id)
        return known.title.say(locale) if known else id


def halls_of(request: Request) -> list[Here]:
    """Every hall that the reader sees and that works by some rules now."""
    seen = Hall.objects.visible_to(request.actor, adoption.roles()).in_use()
    rows = seen.select_related("place").order_by("place__path")[:MOST]
    found = ((hall, find_rules(hall.place.path, hall.rules, request.at)) for hall in rows)
    return [Here(hall, standard, request.actor) for hall, standard in found if standard]


def hall_of(request: Request, pk: int, may: Callable[[Here], bool] | None = None) -> Here:
    """The hall if it exists for this reader. Raises NotFound, NotAllowed where `may` says no."""
    seen = Hall.objects.visible_to(request.actor, adoption.roles()).in_use()
    hall = seen.select_related("place", "lobby_person").filter(pk=pk).first()
    standard = find_rules(hall.place.path, hall.rules, request.at) if hall else None
    if hall is None or standard is None:
        raise NotFound
    here = Here(hall, standard, request.actor)
    if may is not None and not may(here):
        raise NotAllowed
    return here


def own_counter(actor: Actor) -> Counter | None:
    """The counter at which he is logged on."""
    held = Counter.objects.filter(clerk=actor.person).exclude(state=Counter.State.OFF)
    return held.select_related("hall__place", "clerk").first() if actor.person else None


def serves_somewhere(actor: Actor, on: date) -> bool:
    """Whether one of his posts sits at counters; asks no hall."""
    return any(
        post in (*rules.posts.clerk, *rules.posts.manager) for post, rules in _rules_at_posts(actor, on)
    )


def sees_halls(actor: Actor, on: date) -> bool:
    roles = adoption.roles()
    return any(
        post == ADMIN or (post in roles and roles[post].scope in ("place", "all"))
        for post, _rules in _rules_at_posts(actor, on)
    )


def _rules_at_posts(actor: Actor, on: date) -> Iterator[tuple[str, HallRules]]:
    """(role, hall rules) for every set of rules in force at the place of a post."""
    for post in actor.posts:
        for pack in adoption.in_force(post.place, on):
            for rules in pack.rows("halls").values():
                yield post.role, rules
