"""What a desk view is given, who may come in, and how it draws a page."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from bihuan.engines.cases.models import Case
from bihuan.ground.directory import places
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import prepared
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.standards import adoption
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.desk.menu import menu_of, role_names
from bihuan.windows.live import views as live
from bihuan.windows.look.http import Request, content_policy, locale, see_other, url

Crumbs = Sequence[tuple[str, str | None]]
Answer = TypeVar("Answer", bound=HttpResponseBase)


def staff(view: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
    """Only for people who have signed in; everybody else is led to the sign-in page and back."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **named: Any) -> Answer | HttpResponse:
        asked = cast(Request, request)
        if asked.actor.person is None:
            back = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
            return HttpResponseRedirect(url("desk:login") + (f"?{back}" if back else ""))
        return view(asked, *args, **named)

    return checked


def page(
    request: Request,
    name: str,
    said: Mapping[str, Any] | None = None,
    *,
    crumbs: Crumbs = (),
    status: int = 200,
) -> HttpResponse:
    """A page in the staff frame; nothing between us and the reader may keep it."""
    person = {"name": request.actor.name, "role": role_names(request.actor, locale())}
    frame = {
        "menu": menu_of(request.actor, today(request), request.path),
        "crumbs": crumbs,
        "search_url": url("desk:search"),
        "logout_url": url("desk:logout"),
        "home_url": url("desk:home"),
        "person": person,
        "at": request.at,
    }
    answer = render(request, f"desk/{name}.html", {**frame, **(said or {})}, status=status)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def live_page(
    request: Request, name: str, said: Mapping[str, Any], *, crumbs: Crumbs = (), status: int = 200
) -> HttpResponse:
    """A page that may listen to a live stream."""
    answer = page(request, name, said, crumbs=crumbs, status=status)
    origin = live.origin(request)
    answer.headers["Content-Security-Policy"] = content_policy(*([origin] if origin else []))
    return answer


def fragment(request: Request, name: str, said: Mapping[str, Any]) -> HttpResponse:
    """A piece of a page, for htmx."""
    answer = render(request, f"desk/{name}.html", {"at": request.at, **said})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def wants_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def go(name: str, *args: Any) -> HttpResponseRedirect:
    """See other: after a form was carried out."""
    return see_other(url(name, *args))


def case_of(request: Request, pk: int) -> Case:
    """The case if it exists for this reader. Raises NotFound."""
    actor, roles = request.actor, adoption.roles()

    def visible(pk: int) -> QuerySet[Case]:
        joined = Case.objects.visible_to(actor, roles).select_related(
            "place", "team", "handler", "accepted_by"
        )
        return joined.filter(pk=pk)

    found = prepared.ask(("case", *reach(actor)), visible, pk)
    if not found:
        raise NotFound
    return found[0]


def reach(actor: Actor) -> tuple[object, ...]:
    """What decides which cases somebody may see: the same reach, the same SQL."""
    roles = adoption.roles()
    held = tuple(
        (role.scope, role.heads, role.confidential) for post in actor.posts if (role := roles.get(post.role))
    )
    return actor.person, actor.posts, held, len(places.paths())


def spoken_by(request: Request) -> Mapping[str, str]:
    """Who says the approved wording: the name, and the number that the script gives instead of it (工号)."""
    return {"agent": request.actor.name, "staff_number": getattr(request.user, "staff_number", "")}


def today(request: Request) -> date:
    return request.at.astimezone(SHANGHAI).date()


def whole(text: str | None) -> int | None:
    """A positive whole number out of an address or a form; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None
