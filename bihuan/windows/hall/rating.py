"""The rating device at a counter: it wakes up when a visit is over and asks how it was."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan.engines.halls import actions
from bihuan.engines.halls.inforce import standard_as_taken
from bihuan.engines.halls.models import Device, Ticket
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.errors import NotAllowed, NotFound, Refused
from bihuan.windows.hall.http import page
from bihuan.windows.look.http import Request, key_of, new_key

#: Who has got up and gone no longer rates; the next customer must not rate his visit.
AWAKE = timedelta(minutes=3)


def rating_of(secret: str) -> Device:
    """The rating device of this link. Raises NotFound for other devices."""
    device = actions.device_of(secret)
    if device.kind != Device.Kind.RATING:
        raise NotFound
    return device


def rating(
    request: Request, device: Device, secret: str, told: str = "", wrong: str = "", status: int = 200
) -> HttpResponse:
    said = {**_asked(request, device, secret), "told": told, "wrong": wrong}
    return page(request, "rating", said, status=status)


@require_safe
def asking(request: Request, secret: str) -> HttpResponse:
    """The piece of the page that changes."""
    return page(request, "_rating", _asked(request, rating_of(secret), secret))


def _asked(request: Request, device: Device, secret: str) -> dict[str, object]:
    """The last visit of the counter, while it may be rated here."""
    done = Ticket.objects.filter(
        counter=device.counter, state=Ticket.State.FINISHED, rating=None, ended_at__gt=request.at - AWAKE
    )
    busy = Ticket.objects.at_counters().filter(counter=device.counter).exists()
    ticket = None if busy else done.order_by("-ended_at").first()
    rule = standard_as_taken(ticket.edition, ticket.rules).rules.rating if ticket else None
    return {
        "secret": secret,
        "hall": device.hall,
        "counter": device.counter,
        "ticket": ticket,
        "reasons": rule.reasons if rule else (),
        "bad": rule.bad if rule else 0,
        "key": new_key(),
    }


def _visit(secret: str, device: Device) -> Ticket:
    """The visit at this counter that the device asked about. Raises NotFound."""
    # No database stores a NUL, and PostgreSQL refuses to look for one.
    mine = Ticket.objects.filter(counter=device.counter)
    found = mine.filter(secret=secret).first() if secret.isprintable() else None
    if found is None:
        raise NotFound
    return found


@require_POST
def rate(request: Request, secret: str) -> HttpResponse:
    device = rating_of(secret)
    if request.actor.person is not None:
        raise NotAllowed(_("Only the customer rates a visit."))
    ticket = _visit(request.POST.get("ticket", ""), device)
    score = request.POST.get("score", "")
    reasons = request.POST.getlist("reasons")

    def do() -> dict[str, int]:
        stars = int(score) if score.isascii() and score.isdigit() and len(score) < 3 else 0
        given = actions.rate(ticket, stars, by=device.actor, at=request.at, reasons=reasons, device=device)
        return {"rating": given.pk}

    content = {"ticket": ticket.pk, "score": score, "reasons": reasons}
    try:
        journal.once(device.actor.ref, key_of(request.POST.get("once", "")), content, do, at=request.at)
    except Refused as error:
        said = "; ".join(str(one) for one in error.fields.values()) or str(error)
        return rating(request, device, secret, wrong=said, status=error.status)
    return rating(request, device, secret, told=_("Thank you for telling us."))
