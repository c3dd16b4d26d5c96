"""What hangs on a case: contacts, reports, callbacks, papers, requests for time, responsibility, measures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from bihuan.engines.cases.models import (
    Attachment,
    Callback,
    Case,
    Contact,
    Extension,
    Measure,
    Report,
    Responsibility,
)
from bihuan.ground.journal import prepared
from bihuan.ground.standards.packs import Pack
from bihuan.windows.desk.showing import category_name, channel_name, kind_of, supply_name

#: verb whose journal entry tells that the table has rows: (name on the page, table, what to join)
TABLES: tuple[tuple[frozenset[str], str, type[Model], tuple[str, ...]], ...] = (
    (frozenset({"contact", "visit"}), "contacts", Contact, ("by", "order__team")),
    (frozenset({"report"}), "reports", Report, ("by", "order__team")),
    (frozenset({"call_back"}), "callbacks", Callback, ("by",)),
    (frozenset({"attach"}), "attachments", Attachment, ()),
    (frozenset({"ask_extension"}), "extensions", Extension, ("asked_by", "decided_by")),
    (frozenset({"blame"}), "responsibilities", Responsibility, ("team", "by")),
    (frozenset({"improve"}), "measures", Measure, ("by",)),
)


@dataclass(frozen=True, slots=True)
class Kept:
    lists: dict[str, list[Any]]

    @property
    def open_extensions(self) -> list[Extension]:
        return [row for row in self.lists["extensions"] if row.state == Extension.State.ASKED]


def records(case: Case, verbs: set[str], *, whole_story: bool) -> Kept:
    """One query for each table that the journal speaks of; all of them when the journal was cut (`whole_story`)."""
    found: dict[str, list[Any]] = {}
    for told_by, name, table, joined in TABLES:
        if not whole_story and not told_by & verbs:
            found[name] = []
            continue
        found[name] = prepared.ask(("records", name), _rows(table, joined), case.pk)
    return Kept(found)


def _rows(table: type[Model], joined: tuple[str, ...]) -> Callable[[int], QuerySet[Any]]:
    def of(case: int) -> QuerySet[Any]:
        rows = table._default_manager.filter(case=case).order_by("id")
        return rows.select_related(*joined) if joined else rows

    return of


def facts(case: Case, pack: Pack, locale: str) -> list[tuple[str, object]]:
    """What the case is, without who reported it."""
    kind = kind_of(pack, case).title.say(locale)
    pairs: list[tuple[str, object]] = [
        (_("Kind"), kind),
        (_("Category"), category_name(pack, case.category, locale)),
        (_("Channel"), channel_name(pack, case.channel, locale)),
        (_("Gravity"), case.get_gravity_display()),
        (_("Place"), case.place.name),
        (_("Unit in charge"), case.team.name if case.team else ""),
        (_("Handler"), case.handler.name if case.handler else ""),
        (_("Accepted by"), case.accepted_by.name if case.accepted_by else ""),
    ]
    if case.supply:
        pairs.insert(2, (_("Supply"), supply_name(case.supply)))
    if case.from_superior:
        pairs.append(
            (_("From a superior unit"), _("approved") if case.approved_at else _("not approved yet"))
        )
    if case.satisfaction:
        pairs.append((_("Satisfaction"), case.get_satisfaction_display()))
    if case.rating:
        pairs.append((_("Rating"), f"{'★' * case.rating} {case.rating_text}".strip()))
    if case.planned_for:
        pairs.append((_("Planned for"), f"{case.planned_for:%Y-%m-%d} {case.plan}"))
    if case.suspended_at:
        pairs.append((_("Suspended because"), case.suspended_why))
    if case.outcome:
        pairs.append((_("Outcome"), case.get_outcome_display()))
    return pairs


def contact_person(case: Case, *, revealed: bool) -> dict[str, str]:
    """Name, phone, address and account number; in full only when they were asked for with a purpose."""
    return {
        "name": case.reporter_name,
        "phone": case.reporter_phone,
        "address": case.address,
        "account": case.account_number if revealed else _masked_account(case.account_number),
    }


def _masked_account(number: str) -> str:
    return f"{'*' * max(len(number) - 4, 0)}{number[-4:]}" if number else ""


def filled_sheet(pack: Pack, case: Case, callback: Callback, locale: str) -> list[tuple[str, str]]:
    """Questions and answers of a callback in words."""
    asked = kind_of(pack, case).callback
    sheet = pack.rows("sheets").get(asked.sheet) if asked else None
    if sheet is None:
        return []
    lines = []
    for item in sheet.items():
        if item.id not in callback.answers:
            continue
        answer = callback.answers[item.id]
        if isinstance(answer, bool):
            said = _("yes") if answer else _("no")
        else:
            said = next((o.title.say(locale) for o in item.options if o.id == answer), str(answer))
        lines.append((item.title.say(locale), said))
    return lines
