"""Today's duties, one duty, and the board."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.engines.duties import actions
from bihuan.engines.duties.inforce import plan_of
from bihuan.engines.duties.models import Duty, Photo
from bihuan.ground.journal.errors import NotAllowed, NotFound
from bihuan.ground.standards import adoption
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.duties.cards import cards_of, rows_of, told
from bihuan.windows.desk.duties.forms import Excuse, Finish, Text
from bihuan.windows.desk.duties.reach import duty_of, posts_with_duties
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.look.http import Request, handed_over, locale, new_key, url

MOST = 60
#: How far back and ahead one's own day reaches.
BACK, AHEAD = timedelta(hours=12), timedelta(hours=14)


@require_safe
@staff
def mine(request: Request) -> HttpResponse:
    """What is mine to do today: what is due now first, then what comes, then what was done."""
    posts = posts_with_duties(request.actor, today(request))
    if not posts:
        raise NotAllowed
    at = request.at
    own = Duty.objects.at_posts(posts).select_related("place", "done_by", "holder")
    waiting = own.filter(state=Duty.State.OPEN).order_by("due_at", "pk")
    over = ~Q(state=Duty.State.OPEN) | Q(closes_at__lt=at)
    past = own.filter(over, due_at__gte=at - BACK, opens_at__lte=at).order_by("-due_at", "-pk")
    said = {
        "now": rows_of(waiting.filter(opens_at__lte=at, closes_at__gte=at)[:MOST], at),
        "soon": rows_of(
            waiting.filter(closes_at__gt=at, opens_at__gt=at, opens_at__lte=at + AHEAD)[:MOST], at
        ),
        "past": rows_of(past[:20], at),
    }
    return page(request, "duties/mine", said, crumbs=[(_("My duties"), None)])


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def duty(request: Request, pk: int) -> HttpResponse:
    """One duty: its clause, and the form that finishes it."""
    row = duty_of(request, pk)
    plan = plan_of(row)
    may = actions.may_do(row, request.actor) and row.state == Duty.State.OPEN
    sheets = adoption.pack_of(row.edition).rows("sheets")
    form = Finish(request.POST if request.method == "POST" else None, plan=plan, sheets=sheets)

    def do() -> None:
        actions.finish(row, form.answers, by=request.actor, at=request.at)

    if request.method == "POST" and done(request, form, do):
        row.refresh_from_db()
        if row.findings:
            messages.warning(request, _("Done. Something is out of order: say what, and it becomes a case."))
            return go("desk:duty", pk)
        messages.success(request, _("Done."))
        return go("desk:duties")
    shown = [
        (one.title.say(locale()), told(one, row.proofs.get(one.id)), one.id in row.findings)
        for one in plan.proofs
    ]
    (card,) = cards_of([row], request.actor, request.at)
    said = {
        "card": card,
        "row": card.row,
        "form": form if may and card.mine and request.at >= row.opens_at else None,
        "shown": shown,
        "excuse": Excuse() if actions.oversees(row, request.actor) and row.state == Duty.State.OPEN else None,
        "key": new_key(),
        "other_key": new_key(),
    }
    crumbs = [(_("My duties"), url("desk:duties")), (plan.title.say(locale()), None)]
    return page(request, "duties/duty", said, crumbs=crumbs, status=422 if form.errors else 200)


@require_safe
@staff
def picture(request: Request, pk: int, photo: int) -> FileResponse:
    """A photo that shows how it was, for those whose duty it is and those who answer for it."""
    row = Photo.objects.filter(pk=photo, duty=duty_of(request, pk)).first()
    if row is None:
        raise NotFound
    return handed_over(row, shown=True)


@require_POST
@staff
def finding(request: Request, pk: int) -> HttpResponse:
    """What was found becomes a case by one press."""
    row = duty_of(request, pk)
    form = Text(request.POST)
    opened: list[str] = []

    def do() -> None:
        case = actions.open_finding(row, **form.cleaned_data, by=request.actor, at=request.at)
        opened.append(case.number)

    if done(request, form, do):
        told = _("Case %(number)s is open; its time runs.")
        messages.success(request, told % {"number": opened[0]} if opened else _("The case is open."))
        return go("desk:duties")
    messages.error(request, _("Say what was found."))
    return go("desk:duty", pk)


@require_POST
@staff
def excuse(request: Request, pk: int) -> HttpResponse:
    row = duty_of(request, pk)
    form = Excuse(request.POST)

    def do() -> None:
        actions.excuse(row, form.cleaned_data["why"], by=request.actor, at=request.at)

    if done(request, form, do):
        messages.success(request, _("It is excused."))
    else:
        errors = [str(error) for many in form.errors.values() for error in many]
        messages.error(request, errors[0])
    return go("desk:duty_board")
