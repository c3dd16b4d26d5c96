"""The desk's side menu: what this person's posts give him to do."""

from collections.abc import Sequence
from datetime import date

from django.core.cache import cache
from django.utils.translation import gettext as _

from bihuan.engines.drafts.rights import reach
from bihuan.ground.directory.actor import ADMIN, Actor
from bihuan.ground.journal.models import Delivery
from bihuan.ground.standards import adoption
from bihuan.ground.standards.holding import reach as reach_of
from bihuan.windows.desk.duties.reach import overseen, posts_with_duties
from bihuan.windows.desk.halls.reach import sees_halls, serves_somewhere
from bihuan.windows.desk.inspecting.reach import concerned
from bihuan.windows.desk.posts import LOOKS_AT_OUTAGES, administers, may, oversees
from bihuan.windows.desk.registers.reach import has_registers
from bihuan.windows.desk.rosters.reach import keeps_rosters, stands
from bihuan.windows.look.http import url
from bihuan.windows.look.menu import Item, Section, marked

#: An inbox is not counted anew on every page, and never further than this.
COUNT_KEPT_SECONDS = 15
COUNT_MOST = 99


def menu_of(actor: Actor, on: date, path: str) -> Sequence[Section]:
    work = [
        Item(_("My work"), url("desk:home"), "home", key="g w"),
        Item(_("Cases"), url("desk:cases"), "list-check", key="g c"),
    ]
    if may(actor, "accept", on):
        work.insert(1, Item(_("Take down a case"), url("desk:intake"), "headset", key="n"))
    if may(actor, "call_back", on):
        work.append(Item(_("Callbacks"), url("desk:callbacks"), "phone", key="g b"))
    if serves_somewhere(actor, on):
        work.insert(1, Item(_("Counter"), url("desk:counter"), "speakerphone", key="g k"))
    work[1:1] = _at_hand(actor, on)
    if reach_of(actor, LOOKS_AT_OUTAGES, on):
        work.append(Item(_("Outages"), url("desk:outages"), "bolt", key="g o"))
    if concerned(actor, on):
        work.append(Item(_("Inspections"), url("desk:inspecting"), "shield-check", key="g p"))
    work.append(Item(_("Inbox"), url("desk:inbox"), "bell", key="g i", count=unread(actor)))
    overview = [Item(_("Standard"), url("desk:standard"), "book", key="g s")]
    overview.insert(0, Item(_("Reports"), url("desk:reports"), "chart-bar", key="g r"))
    if reach(actor, adoption.roles()):
        overview.append(Item(_("Reading desk"), url("desk:drafts"), "clipboard-check", key="g e"))
    if sees_halls(actor, on):
        overview.insert(0, Item(_("Halls"), url("desk:halls"), "building", key="g h"))
    if overseen(actor, on):
        overview.insert(0, Item(_("Duties of the day"), url("desk:duty_board"), "list-check"))
    if keeps_rosters(actor, on):
        overview.insert(0, Item(_("Shift tables"), url("desk:shift_months"), "calendar"))
        overview.insert(0, Item(_("Who is on shift"), url("desk:shift_board"), "users"))
    if oversees(actor, on):
        overview.insert(0, Item(_("Supervision board"), url("desk:board"), "dashboard", key="g d"))
    sections = [Section("", tuple(work)), Section(_("Overview"), tuple(overview))]
    if money := _money(actor, on):
        sections.insert(1, Section(_("Accounts and money"), money))
    if administers(actor):
        sections.append(Section(_("Administration"), _administration()))
    home = url("desk:home")
    deeper = any(
        path.startswith(item.url) for section in sections for item in section.items_ if item.url != home
    )
    return marked(sections, path if deeper or path == home else "")


def _at_hand(actor: Actor, on: date) -> list[Item]:
    """What somebody on duty has at hand."""
    pages = (
        (has_registers, Item(_("Registers"), url("desk:registers"), "archive", key="g v")),
        (stands, Item(_("My shifts"), url("desk:shifts"), "clock")),
        (posts_with_duties, Item(_("My duties"), url("desk:duties"), "clipboard-check", key="g u")),
    )
    return [item for asked, item in pages if asked(actor, on)]


def _money(actor: Actor, on: date) -> tuple[Item, ...]:
    """The pages of the offices he holds."""
    pages = (
        ("accounts", Item(_("Customer accounts"), url("desk:accounts"), "file-text")),
        ("till", Item(_("Till"), url("desk:till"), "inbox")),
        ("bill_runs", Item(_("Bill runs"), url("desk:bill_runs"), "printer")),
        ("refunds", Item(_("Refunds"), url("desk:refunds"), "arrow-back-up")),
        ("books", Item(_("Books"), url("desk:books"), "scale")),
    )
    return tuple(item for office, item in pages if reach_of(actor, office, on))


def _administration() -> tuple[Item, ...]:
    return (
        Item(_("People"), url("desk:people"), "users"),
        Item(_("Teams"), url("desk:teams"), "flag"),
        Item(_("Places"), url("desk:places"), "building"),
        Item(_("Adoption"), url("desk:adoptions"), "scale"),
    )


def unread(actor: Actor) -> int:
    """Unread messages in the inbox, up to COUNT_MOST."""

    def counted() -> int:
        waiting = Delivery.objects.inbox(actor.ref).filter(read_at=None)
        return int(waiting[:COUNT_MOST].count())

    return int(cache.get_or_set(_key(actor), counted, COUNT_KEPT_SECONDS) or 0)


def forget_unread(actor: Actor) -> None:
    cache.delete(_key(actor))


def _key(actor: Actor) -> str:
    return f"desk-unread-{actor.ref}"


def role_names(actor: Actor, locale: str) -> str:
    """The titles of the roles somebody holds, as the standard calls them."""
    return " · ".join(role_title(role, locale) for role in dict.fromkeys(post.role for post in actor.posts))


def role_title(role: str, locale: str) -> str:
    known = adoption.roles().get(role)
    if known is not None:
        return known.title.say(locale)
    return _("Administrator") if role == ADMIN else role
