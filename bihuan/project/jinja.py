"""The Jinja2 environment of all windows: gettext, urls, and how times and personal data are shown."""

from collections.abc import Iterable, MutableMapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, pgettext
from jinja2 import Environment, Template, nodes, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from bihuan.ground.directory.masks import mask_address, mask_name, mask_phone
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.look import parts
from bihuan.windows.look.http import url


def when(at: datetime | None) -> str:
    """`YYYY-MM-DD HH:mm` in Shanghai; nothing for None."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else ""


def until(at: datetime | None) -> str:
    """A deadline: midnight is shown as 24:00 of the day before, because that is how people say it."""
    if at is None:
        return ""
    local = at.astimezone(SHANGHAI)
    if local.hour == local.minute == local.second == 0:
        return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def day(at: datetime | date | None) -> str:
    if isinstance(at, datetime):
        at = at.astimezone(SHANGHAI).date()
    return f"{at:%Y-%m-%d}" if at else ""


def clock(at: datetime | None) -> str:
    """The time of the day alone, for a line that names the day already."""
    return f"{at.astimezone(SHANGHAI):%H:%M}" if at else ""


def say(text: Any) -> str:
    """A pack's Text in the reader's language."""
    return str(text.say(translation.get_language() or "zh-hans")) if text is not None else ""


@lru_cache(maxsize=512)
def static_url(path: str) -> str:
    return static(path)


@pass_context
def page_messages(context: Context) -> Iterable[Any]:
    request = context.get("request")
    return get_messages(request) if isinstance(request, HttpRequest) else ()


def one_token(request: HttpRequest) -> dict[str, Any]:
    """The token of a page's forms, made once for all of them and only when there is one to carry it."""
    token = SimpleLazyObject(lambda: get_token(request))
    field = SimpleLazyObject(lambda: format_html(_TOKEN_FIELD, token))
    return {"csrf_token": token, "csrf_input": field}


_TOKEN_FIELD = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'


class Spoken(Environment):
    """An environment that has a twin for each language, in whose templates every fixed text is already translated.

    A desk page says some seventy texts; looking each up while it is drawn was a tenth of the page's time.
    """

    spoken_language: str | None = None

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        chosen = translation.get_language() or settings.LANGUAGE_CODE
        if self.spoken_language == chosen:
            return super().get_template(name, parent, globals)
        return self._twin(chosen).get_template(name, parent, globals)

    def _twin(self, spoken: str) -> "Spoken":
        twins: dict[str, Spoken] = self.__dict__.setdefault("twins", {})
        if spoken not in twins:
            twin = self.overlay()
            assert isinstance(twin, Spoken)
            twin.spoken_language = spoken
            twins[spoken] = twin
        return twins[spoken]

    def _generate(self, source: nodes.Template, *args: Any, **named: Any) -> str:
        if self.spoken_language is not None:
            with translation.override(self.spoken_language):
                _translate(source)
        return str(super()._generate(source, *args, **named))


def _translate(tree: nodes.Node) -> None:
    """Put the translation in the place of every `_("…")` that has nothing to fill in."""
    for child in tree.iter_child_nodes():
        _translate(child)
    for name in tree.fields:
        value = getattr(tree, name)
        if isinstance(value, list):
            setattr(tree, name, [_said(one) for one in value])
        else:
            setattr(tree, name, _said(value))


def _said(node: Any) -> Any:
    if not isinstance(node, nodes.Call) or node.kwargs or node.dyn_args or node.dyn_kwargs:
        return node
    if not isinstance(node.node, nodes.Name) or node.node.name not in {"_", "gettext"} or len(node.args) != 1:
        return node
    (text,) = node.args
    if not isinstance(text, nodes.Const) or not isinstance(text.value, str):
        return node
    # As newstyle gettext does: the text is markup, and %% is a per cent sign.
    return nodes.Const(Markup(gettext(text.value) % {}), lineno=node.lineno)


def environment(**options: Any) -> Environment:
    env = Spoken(**options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined]
    env.globals.update(static=static_url, url=url, messages=page_messages, language=translation.get_language)
    env.globals.update(parts.GLOBALS)
    env.globals["site"] = {
        "name": settings.SITE_NAME,
        "phone": settings.SITE_PHONE,
        "icp": settings.FOOTER_ICP,
        "police_record": settings.FOOTER_POLICE,
    }
    env.filters.update(
        when=when,
        until=until,
        day=day,
        clock=clock,
        mask_phone=mask_phone,
        mask_name=mask_name,
        mask_address=mask_address,
        say=say,
    )
    return env
