"""What is said to those who owe, and to those who have to give supply back."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.engines.arrears.models import Dunning, Stop
from bihuan.engines.arrears.shapes import Step
from bihuan.engines.billing.models import Account, Binding
from bihuan.ground.directory import posts
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Delivery
from bihuan.ground.standards import adoption
from bihuan.ground.worktime.zone import SHANGHAI, local_day


def remind(dunning: Dunning, account: Account, step: Step, owed: Decimal, at: datetime) -> bool:
    """A message to the holder and to those who asked to look after the account; False when nobody is known."""
    held = Binding.objects.held(at).filter(account=account, role=Binding.Role.HOLDER)
    phones = {account.holder_phone, *held.values_list("phone", flat=True)} - {""}
    with override(settings.LANGUAGE_CODE):
        subject = step.title.say(settings.LANGUAGE_CODE)
        # Neither address nor name: a text message is read over shoulders.
        body = _(
            "%(commodity)s, account …%(number)s: %(yuan)s yuan have been overdue since %(since)s. Pay, ask for instalments, "
            "or tell us if the bill is wrong."
        ) % {
            "commodity": account.get_commodity_display(),
            "number": account.number[-4:],
            "yuan": f"{owed:f}",
            "since": dunning.since,
        }
    once = f"dunning:{dunning.pk}:{step.id}"
    rows = [
        journal.message(Delivery.Channel.SMS, phone, subject, at=at, body=body, once=f"{once}:{phone}")
        for phone in sorted(phones)
    ]
    journal.post(rows)
    return bool(rows)


def tell_back(stop: Stop, account: Account, at: datetime, *, late: bool = False) -> None:
    """Those who go after arrears at the place hear that supply has to come back."""
    assert stop.back_by is not None
    with override(settings.LANGUAGE_CODE):
        words = _("%(account)s: paid, supply has to be back by %(when)s")
        if late:
            words = _("%(account)s: supply should have been back by %(when)s")
        when = f"{stop.back_by.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        said = words % {"account": account.number, "when": when}
    path = account.premise.place.path
    roles = [
        role
        for pack in adoption.in_force(path, local_day(at))
        for office in pack.rows("offices").values()
        if office.id == ("arrears_approval" if late else "arrears")
        for role in office.roles
    ]
    link = f"/desk/billing/accounts/{account.pk}/"
    journal.post(
        [
            journal.message(
                Delivery.Channel.INAPP,
                one.ref,
                said,
                at=at,
                link=link,
                once=f"stop:{stop.pk}:{late}:{one.pk}",
            )
            for one in posts.over_place(path, roles, at)
        ]
    )
