"""Who comes to the reading desk, and which drafts exist for him."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from bihuan.engines.drafts.errors import NotAllowed, NotFound
from bihuan.engines.drafts.models import Draft
from bihuan.engines.drafts.rights import reach
from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards import adoption
from bihuan.windows.desk.http import staff
from bihuan.windows.look.http import Request

Answer = TypeVar("Answer", bound=HttpResponseBase)


def drafts_somewhere(actor: Actor) -> bool:
    return bool(reach(actor, adoption.roles()))


def drafters(view: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
    """Only for those who may make an edition somewhere. Raises NotAllowed."""

    @staff
    @wraps(view)
    def checked(request: Request, *args: Any, **named: Any) -> Answer:
        if not drafts_somewhere(request.actor):
            raise NotAllowed
        return view(request, *args, **named)

    return checked


def draft_of(request: Request, pk: int) -> Draft:
    """The draft if it exists for this reader. Raises NotFound."""
    visible = Draft.objects.visible_to(request.actor, adoption.roles())
    found: Draft | None = visible.select_related("place", "bundle", "document").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
