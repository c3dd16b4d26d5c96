"""A head says what the weather is: what hangs on it falls due."""

from datetime import timedelta
from typing import Any, get_args

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.engines.duties import actions
from bihuan.engines.duties.models import WeatherDay
from bihuan.engines.duties.shapes import Weather
from bihuan.ground.directory import places as tree
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.errors import NotAllowed, NotFound
from bihuan.ground.standards import adoption
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.duties.reach import overseen
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.look.http import Request, locale, new_key, url

WORDS = {
    "rain": gettext_lazy("rain"),
    "snow": gettext_lazy("snow"),
    "heat": gettext_lazy("heat"),
    "cold": gettext_lazy("cold"),
    "wind": gettext_lazy("wind"),
}
BACK = timedelta(14)


class Say(forms.Form):
    place = forms.ModelChoiceField(
        label=gettext_lazy("Where"), queryset=Place.objects.none(), empty_label=None
    )
    weather = forms.ChoiceField(
        label=gettext_lazy("Weather"), choices=[(one, WORDS[one]) for one in get_args(Weather)]
    )
    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, where: list[Place], **named: Any) -> None:
        super().__init__(*args, **named)
        rows = Place.objects.filter(pk__in=[one.pk for one in where]).order_by("path")
        self.fields["place"].queryset = rows  # type: ignore[attr-defined]


def _places(request: Request) -> list[Place]:
    """Raises NotAllowed."""
    heads = overseen(request.actor, today(request))
    if not heads:
        raise NotAllowed
    rows = Place.objects.filter(closed_at=None).order_by("path")
    return [one for one in rows if one.path.startswith(heads)]


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def weather(request: Request) -> HttpResponse:
    where = _places(request)
    data = request.POST if request.method == "POST" else None
    form = Say(data, where=where, initial={"day": today(request)})

    def do() -> None:
        actions.declare_weather(**form.cleaned_data, by=request.actor, at=request.at)

    if request.method == "POST" and done(request, form, do) is not None:
        messages.success(request, _("It is said. What hangs on it is on the lists now."))
        return go("desk:weather")
    below = [pk for pk, path in tree.paths().items() if path.startswith(tuple(one.path for one in where))]
    rows = WeatherDay.objects.filter(place__in=below, day__gte=today(request) - BACK).select_related("place")
    said = {
        "form": form,
        "rows": rows[:100],
        "words": WORDS,
        "waiting": _waiting(where, request),
        "new_key": new_key,
        "today": today(request),
    }
    crumbs = [(_("Duties of the day"), url("desk:duty_board")), (_("Weather days"), None)]
    return page(request, "duties/weather", said, crumbs=crumbs, status=422 if form.errors else 200)


def _waiting(where: list[Place], request: Request) -> list[tuple[str, str, str]]:
    """(duty, its clause, the weather) of what waits for some weather at these places."""
    found = {
        (plan.title.say(locale()), plan.clause, "、".join(str(WORDS[one]) for one in plan.weather))
        for place in where
        for pack in adoption.in_force(place, today(request))
        for plan in pack.rows("duties").values()
        if plan.weather
    }
    return sorted(found)


@require_POST
@staff
def call_off(request: Request, pk: int) -> HttpResponse:
    where = [one.pk for one in _places(request)]
    row = WeatherDay.objects.filter(pk=pk, place__in=where, called_off_at=None).first()
    if row is None:
        raise NotFound

    def do() -> None:
        actions.call_off_weather(row, by=request.actor, at=request.at)

    done(request, forms.Form(request.POST), do)
    messages.success(request, _("It is called off. What hung on it need not be done."))
    return go("desk:weather")
