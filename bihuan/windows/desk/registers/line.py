"""One line: its next step first, what is known of it, every movement; a look at what is masked, an end with a reason."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan.engines.registers import actions
from bihuan.engines.registers.actions.moving import may_step
from bihuan.engines.registers.inforce import Kept
from bihuan.engines.registers.models import Line, Movement
from bihuan.engines.registers.shapes import Move
from bihuan.ground.directory.masks import mask_name
from bihuan.ground.journal.errors import NotFound
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.http import go, page, staff
from bihuan.windows.desk.registers.forms import Said, Why, step_form
from bihuan.windows.desk.registers.reach import line_of
from bihuan.windows.desk.registers.showing import row_of, told
from bihuan.windows.look.http import Request, locale, new_key, url


@require_safe
@staff
def line(request: Request, pk: int) -> HttpResponse:
    return _shown(request, *line_of(request, pk))


@require_POST
@staff
def step(request: Request, pk: int, move: str) -> HttpResponse:
    """The line makes its next step; the cursor goes back to the register."""
    row, kept = line_of(request, pk)
    doing = kept.register.move(move)
    if doing is None:
        raise NotFound
    form = step_form(doing, request.POST)

    def do() -> None:
        actions.step(row, move, form.cleaned_data, by=request.actor, at=request.at)

    if not done(request, form, do):
        row, kept = line_of(request, pk)
        return _shown(request, row, kept, wrong=(doing, form))
    row.refresh_from_db()
    told_ = _("%(label)s: %(step)s") % {"label": row.label, "step": doing.title.say(locale())}
    messages.success(request, told_)
    if row.findings:
        messages.warning(request, _("A number is outside of its limits."))
    if row.case_id and (doing.case or (doing.finding and row.findings)) and row.case:
        messages.warning(request, _("Case %(number)s is open; its time runs.") % {"number": row.case.number})
    return go("desk:register", row.book.place_id, row.book.register)


@require_POST
@staff
def reveal(request: Request, pk: int) -> HttpResponse:
    """Shown once, on this answer; that and why stays in the journal."""
    row, kept = line_of(request, pk)
    form = Why(request.POST, auto_id="reveal_%s")

    def do() -> None:
        actions.reveal(row, form.cleaned_data["why"], by=request.actor, at=request.at)

    revealed = done(request, form, do) is not None
    row, kept = line_of(request, pk)
    return _shown(request, row, kept, revealed=revealed, reveal_form=None if revealed else form)


@require_POST
@staff
def close(request: Request, pk: int) -> HttpResponse:
    row, kept = line_of(request, pk)
    form = Why(request.POST, auto_id="close_%s")

    def do() -> None:
        actions.close(row, form.cleaned_data["why"], by=request.actor, at=request.at)

    if done(request, form, do):
        messages.success(request, _("%(label)s is ended.") % {"label": row.label})
        return go("desk:register_line", pk)
    row, kept = line_of(request, pk)
    return _shown(request, row, kept, close_form=form)


def _shown(
    request: Request,
    row: Line,
    kept: Kept,
    *,
    wrong: tuple[Move, Said] | None = None,
    revealed: bool = False,
    reveal_form: Why | None = None,
    close_form: Why | None = None,
) -> HttpResponse:
    """The line's page; forms that were refused stand there with what is wrong."""
    may_end = kept.heads(request.actor) and row.closed_at is None
    personal = any(one.personal and row.values.get(one.id) for one in kept.register.columns)
    said: dict[str, Any] = {
        "row": row_of(row, kept, request.at),
        "title": kept.register.title.say(locale()),
        "steps": _steps(request, row, kept, wrong),
        "facts_": [
            (one.title.say(locale()), told(one, row.values.get(one.id), revealed=revealed))
            for one in kept.register.columns
        ],
        "moves": [_moved(one, kept) for one in row.movements.select_related("by").order_by("-pk")[:100]],
        "wrong": wrong[1] if wrong else None,
        "revealed": revealed,
        "reveal": (reveal_form or Why(auto_id="reveal_%s")) if personal and not revealed else None,
        "close": (close_form or Why(auto_id="close_%s")) if may_end else None,
        "keys": (new_key(), new_key()),
    }
    here = url("desk:register", kept.place.pk, kept.register.id)
    crumbs = [
        (_("Registers"), url("desk:registers")),
        (kept.register.title.say(locale()), here),
        (row.label, None),
    ]
    refused = wrong or reveal_form or close_form
    return page(request, "registers/line", said, crumbs=crumbs, status=422 if refused else 200)


def _steps(
    request: Request, row: Line, kept: Kept, wrong: tuple[Move, Said] | None
) -> list[tuple[Move, Said, str]]:
    """What he may do next, each with its form and key; the one that was refused keeps what was said."""
    if row.closed_at is not None:
        return []
    open_ = [one for one in kept.register.next_from(row.state) if may_step(kept, one, request.actor)]
    said = wrong[0].id if wrong else ""
    return [(one, wrong[1] if wrong and one.id == said else step_form(one), new_key()) for one in open_]


def _moved(movement: Movement, kept: Kept) -> dict[str, Any]:
    own = {"enter": _("written down"), "close": _("ended")}
    move = kept.register.move(movement.move)
    title = move.title.say(locale()) if move else own.get(movement.move, movement.move)
    asked = {one.id: one for one in (move.asks if move else ())}
    parts = [
        f"{asked[id].title.say(locale())}：{told(asked[id], value)}"
        for id, value in movement.answers.items()
        if id in asked
    ]
    if movement.signed:
        parts.append(
            (_("signed for him by %(name)s") if movement.proxy else _("signed by %(name)s"))
            % {"name": movement.signed if movement.proxy else mask_name(movement.signed)}
        )
    return {"at": movement.at, "title": title, "by": movement.by.name, "body": "\n".join(parts)}
