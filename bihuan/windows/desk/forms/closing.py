"""Forms of the answer and the callback."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.models import Callback
from bihuan.ground.sheets.shapes import Item, Sheet
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.desk.forms.base import VerbForm, long_text
from bihuan.windows.desk.showing import kind_of


class Answer(VerbForm):
    into = "text"
    text = long_text(
        _("Answer to the customer"), most=5000, rows=6, hint=_("The customer reads this on his phone.")
    )


class CallBack(VerbForm):
    """The pack's sheet; its questions are asked only of a customer who was reached."""

    into = "remark"
    result = forms.ChoiceField(
        label=_("Result of the call"), choices=Callback.Result.choices, widget=forms.RadioSelect
    )

    def prepare(self) -> None:
        if sheet := self.sheet():
            for item in sheet.items():
                self.fields[item.id] = asking(item, self.about.locale)
        self.fields["remark"] = long_text(_("Remark"), required=False, most=300, rows=2)
        asked = kind_of(self.about.pack, self.about.case).callback
        if asked and not asked.may_call(self.about.at.astimezone(SHANGHAI).time()):
            self.fields["outside"] = forms.CharField(
                label=_("Why at this hour"),
                required=False,
                max_length=200,
                help_text=_(
                    "Customers are called back between %(hours)s, unless they asked for another time."
                )
                % {"hours": asked.hours},
            )

    def sheet(self) -> Sheet | None:
        asked = kind_of(self.about.pack, self.about.case).callback
        return self.about.pack.rows("sheets").get(asked.sheet) if asked else None

    def answers(self) -> dict[str, Any]:
        sheet = self.sheet()
        said = {item.id: self.cleaned_data.get(item.id) for item in sheet.items()} if sheet else {}
        return {id: value for id, value in said.items() if value not in (None, "")}


def asking(item: Item, locale: str) -> forms.Field:
    """A question of a sheet as a field; the sheet itself checks the answers."""
    named: dict[str, Any] = {
        "label": item.title.say(locale),
        "required": False,
        "help_text": item.hint.say(locale) if item.hint else "",
    }
    if item.answer == "choice":
        options = [(option.id, option.title.say(locale)) for option in item.options]
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **named)
    if item.answer == "yes_no":
        return forms.ChoiceField(
            choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect, **named
        )
    if item.answer == "text":
        return forms.CharField(
            max_length=int(item.at_most or 2000), widget=forms.Textarea(attrs={"rows": 2}), **named
        )
    return forms.CharField(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **named)
