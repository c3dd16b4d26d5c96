"""An application in words, as its case tells it: in the site's language, whoever reads it."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bihuan.engines.applications.shapes import Ask, Business

ASKS: Mapping[Ask, str | Promise] = {
    "address": _("Where the supply is wanted"),
    "capacity": _("Capacity in kilowatts"),
    "series": _("Tariff wanted"),
    "holder_name": _("Name of the new holder"),
    "holder_phone": _("Phone of the new holder"),
    "on": _("From which day"),
    "text": _("What we should know"),
}


def told_in_words(row: Business, answers: Mapping[str, str], said: Mapping[str, str]) -> str:
    lines = [row.title.zh]
    for question in row.questions:
        chosen = next((one for one in question.options if one.id == answers.get(question.id)), None)
        if chosen:
            lines.append(f"{question.ask.zh} {chosen.title.zh}")
    with override(settings.LANGUAGE_CODE):
        lines += [f"{ASKS[ask]}：{said[ask]}" for ask in row.asks if ask in said]
    return "\n".join(lines)
