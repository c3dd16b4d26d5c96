"""What may be said when a case is opened, checked against the pack."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.errors import BadInput
from bihuan.engines.cases.kinds import CaseKind, Category
from bihuan.engines.cases.models import Case
from bihuan.ground.directory.phones import BadPhone, normal
from bihuan.ground.standards.packs import Pack

SUPPLIES = ("water", "gas", "electricity")
LONGEST = {"title": 80, "text": 5000, "address": 200, "reporter_name": 60, "account_number": 40}


@dataclass(frozen=True, slots=True)
class Details:
    """What the customer says. `kind` and `category` are ids of the pack, `supply` is water, gas or electricity."""

    kind: str
    channel: str
    text: str
    title: str = ""
    category: str = ""
    supply: str = ""
    address: str = ""
    reporter_name: str = ""
    reporter_phone: str = ""
    account_number: str = ""
    gravity: str = "ordinary"
    from_superior: bool = False
    confidential: bool = False

    def columns(self, kind: CaseKind) -> dict[str, Any]:
        """Columns of the case; the kind may make every one of its cases confidential."""
        said = {name: getattr(self, name) for name in self.__slots__}
        said["confidential"] = self.confidential or kind.confidential
        return said


def checked(details: Details, pack: Pack) -> Details:
    """The details, trimmed and normal. Raises BadInput naming every field that is wrong."""
    wrong: dict[str, str | Promise] = {}
    said = replace(details, **{name: getattr(details, name).strip() for name in ("text", *_TRIMMED)})
    if not said.text:
        wrong["text"] = _("Say what happened.")
    for name, longest in LONGEST.items():
        if len(getattr(said, name)) > longest:
            wrong[name] = _("At most %(longest)s characters, this has %(length)s.") % {
                "longest": longest,
                "length": len(getattr(said, name)),
            }
    if any(ord(char) < 32 and char not in "\n\r\t" for name in LONGEST for char in getattr(said, name)):
        wrong["text"] = _("There are characters in the text that cannot be stored.")
    _check_choices(said, pack, wrong)
    said = _with_phone(said, wrong)
    if wrong:
        raise BadInput(fields=wrong)
    return said if said.title else replace(said, title=said.text.splitlines()[0][:40])


_TRIMMED = ("title", "category", "supply", "address", "reporter_name", "reporter_phone", "account_number")


def _check_choices(said: Details, pack: Pack, wrong: dict[str, str | Promise]) -> None:
    if said.kind not in pack.rows("kinds"):
        wrong["kind"] = _choose(pack.rows("kinds"))
    if said.channel not in pack.rows("channels"):
        wrong["channel"] = _choose(pack.rows("channels"))
    found = categories(pack)
    if said.category and said.category not in found:
        wrong["category"] = _("This category is not in the standard. Choose one from the list.")
    if said.supply and said.supply not in SUPPLIES:
        wrong["supply"] = _("Choose one of: %(choices)s.") % {"choices": ", ".join(SUPPLIES)}
    if said.gravity not in Case.Gravity.values:
        wrong["gravity"] = _("Choose one of: %(choices)s.") % {"choices": ", ".join(Case.Gravity.values)}


def _choose(rows: Any) -> str:
    return str(_("Choose one of: %(choices)s.") % {"choices": ", ".join(rows)})


def _with_phone(said: Details, wrong: dict[str, str | Promise]) -> Details:
    if not said.reporter_phone:
        return said
    try:
        return replace(said, reporter_phone=normal(said.reporter_phone))
    except BadPhone:
        wrong["reporter_phone"] = _(
            "Not a telephone number: a mobile has 11 digits, a landline its area code."
        )
        return said


def categories(pack: Pack) -> dict[str, tuple[Category, ...]]:
    """Every category of the tree by id, with its path from the top."""
    found: dict[str, tuple[Category, ...]] = {}

    def walk(nodes: tuple[Category, ...], above: tuple[Category, ...]) -> None:
        for node in nodes:
            found[node.id] = (*above, node)
            walk(node.children, (*above, node))

    walk(tuple(pack.rows("categories").values()), ())
    return found
