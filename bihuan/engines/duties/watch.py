"""What time does to duties: the next days are written down, and heads are told what was missed."""

import hashlib
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.engines.duties.actions import plan_ahead
from bihuan.engines.duties.inforce import plan_of
from bihuan.engines.duties.models import Duty, Horizon
from bihuan.ground.directory import posts
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Delivery
from bihuan.ground.standards.models import Adoption
from bihuan.ground.worktime.zone import SHANGHAI

DAYS_AHEAD = 2
#: A watch that was down makes up for so many days; what fell due in them then counts as left undone.
DAYS_BACK = 60


def run(at: datetime, limit: int) -> int:
    """Plan ahead, then tell of at most `limit` missed ones; how many of both."""
    done = _plan(at.astimezone(SHANGHAI).date())
    missed = Duty.objects.filter(state=Duty.State.OPEN, closes_at__lt=at, told_at=None)
    for duty in missed.select_related("place").order_by("pk")[:limit]:
        _tell(duty, at)
        done += 1
    return done


def _plan(today: date) -> int:
    """Write down what is not yet; nothing to do while neither the day nor the adoptions have changed."""
    known = ",".join(
        f"{pk}:{until or ''}" for pk, until in Adoption.objects.order_by("pk").values_list("pk", "until")
    )
    mark = hashlib.sha256(known.encode()).hexdigest()
    horizon = Horizon.objects.first() or Horizon(until=today, adoptions="")
    until = today + timedelta(DAYS_AHEAD)
    if horizon.adoptions == mark and horizon.until >= until:
        return 0
    first = min(today, horizon.until) if horizon.adoptions else today
    done = plan_ahead(max(first, today - timedelta(DAYS_BACK)), until)
    horizon.until, horizon.adoptions = max(until, horizon.until), mark
    horizon.save()
    return done


@transaction.atomic
def _tell(duty: Duty, at: datetime) -> None:
    if not Duty.objects.filter(pk=duty.pk, told_at=None).update(told_at=at):
        return
    plan = plan_of(duty)
    with override(settings.LANGUAGE_CODE):
        told = _("%(place)s: not done: %(what)s (due %(when)s)") % {
            "place": duty.place.name,
            "what": plan.title.say(settings.LANGUAGE_CODE),
            "when": duty.due_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
        }
    once = f"duty:{duty.pk}"
    journal.post(
        [
            journal.message(
                Delivery.Channel.INAPP,
                one.ref,
                told,
                at=at,
                link="/desk/duties/board/",
                once=f"{once}:{one.pk}",
            )
            for one in posts.over_place(duty.place.path, plan.tells, at)
        ]
    )
