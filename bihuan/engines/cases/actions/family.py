"""Cases that belong together: subcases, duplicates, links."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.actions.intake import written
from bihuan.engines.cases.errors import BadInput
from bihuan.engines.cases.intake import Details, checked
from bihuan.engines.cases.models import Case, Link
from bihuan.engines.cases.turn import begin, children_first, finish, required, void_orders
from bihuan.ground.directory.actor import Actor


@transaction.atomic
def open_subcase(case: Case, details: Details, *, by: Actor, at: datetime) -> Case:
    """A part of the matter that runs by itself; the parent cannot be resolved before it."""
    turn = begin(case, "open_subcase", by=by, at=at)
    said, origin = checked(details, turn.pack), f"case:{case.pk}"
    child = written(said, turn.pack, turn.case.place, by=by, at=at, accept=True, origin=origin)
    child.parent = turn.case
    child.confidential = child.confidential or turn.case.confidential
    child.save(update_fields=["parent", "confidential"])
    finish(turn, "open_subcase", facts={"case": child.pk, "number": child.number})
    return child


@transaction.atomic
def merge(case: Case, into: Case, reason: str, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The same matter twice: this case ends in the other one, which goes on. Both tell of it."""
    if case.pk == into.pk:
        raise BadInput(fields={"into": _("A case cannot be merged into itself.")})
    # Both rows in the order of their ids: two clerks merging crosswise must not wait for each other for ever.
    list(Case.objects.select_for_update().filter(pk__in=(case.pk, into.pk)).order_by("pk").values_list("pk"))
    turn = begin(case, "merge", by=by, at=at, seen=seen)
    target = begin(into, "link", by=by, at=at)
    children_first(turn)
    ended = target.case.resolved_at is not None or not target.case.is_open
    if ended or target.case.merged_into_id or target.case.parent_id == turn.case.pk:
        raise BadInput(fields={"into": _("Merge into a case that is still open.")})
    turn.case.merged_into, turn.case.outcome = target.case, Case.Outcome.MERGED
    void_orders(turn)
    finish(
        turn,
        "merge",
        facts={"into": target.case.pk, "number": target.case.number, "reason": required(reason, "reason")},
    )
    finish(target, "link", facts={"case": turn.case.pk, "number": turn.case.number, "merged": True})
    return turn.case


@transaction.atomic
def link(case: Case, other: Case, why: str, *, by: Actor, at: datetime) -> Link:
    """Two cases that have to do with each other; both keep running."""
    if case.pk == other.pk:
        raise BadInput(fields={"other": _("A case cannot be linked to itself.")})
    turns = [begin(one, "link", by=by, at=at) for one in sorted((case, other), key=lambda one: one.pk)]
    first, second = (turn.case for turn in turns)
    row, _new = Link.objects.get_or_create(
        one=first, other=second, defaults={"why": why.strip()[:200], "at": at}
    )
    finish(turns[0], "link", facts={"case": second.pk, "number": second.number, "why": why.strip()})
    finish(turns[1], "link", facts={"case": first.pk, "number": first.number, "why": why.strip()})
    return row


def likely_duplicates(
    *, phone: str = "", address: str = "", category: str = "", since: datetime, limit: int = 5
) -> list[Case]:
    """Open cases that may be the same matter: the same caller, or the same subject at the same address."""
    alike = Q(pk__in=())
    if phone:
        alike |= Q(reporter_phone=phone)
    if address and category:
        alike |= Q(address=address, category=category)
    return list(Case.objects.open().filter(alike, opened_at__gte=since).order_by("-id")[:limit])
