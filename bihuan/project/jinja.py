"""The Jinja2 environment of all windows: gettext, urls, and how times and personal data are shown."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from bihuan.ground.directory.masks import mask_address, mask_name, mask_phone
from bihuan.windows.look import parts

SHANGHAI = ZoneInfo("Asia/Shanghai")


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


def say(text: Any) -> str:
    """A pack's Text in the reader's language."""
    return str(text.say(translation.get_language() or "zh-hans")) if text is not None else ""


def url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


@pass_context
def page_messages(context: Context) -> Iterable[Any]:
    request = context.get("request")
    return get_messages(request) if isinstance(request, HttpRequest) else ()


def environment(**options: Any) -> Environment:
    env = Environment(**options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined]
    env.globals.update(static=static, url=url, messages=page_messages, language=translation.get_language)
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
        mask_phone=mask_phone,
        mask_name=mask_name,
        mask_address=mask_address,
        say=say,
    )
    return env
