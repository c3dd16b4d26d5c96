"""What verbs are called on buttons and in timelines."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[Mapping[str, Promise]] = {
    "open": _("Register"),
    "accept": _("Accept"),
    "propose": _("Draft an opinion"),
    "approve": _("Approve the opinion"),
    "dispatch": _("Dispatch"),
    "supervise_directly": _("Refer to supervision"),
    "take": _("Take the order"),
    "assign": _("Assign"),
    "return": _("Return the order"),
    "transfer": _("Transfer"),
    "contact": _("Contact the customer"),
    "visit": _("Record a visit"),
    "report": _("File the report"),
    "confirm": _("Confirm the report"),
    "disown": _("Give the report back"),
    "answer": _("Answer"),
    "review": _("Pass the review"),
    "send_back": _("Send back for more"),
    "resolve": _("Resolve"),
    "call_back": _("Call back"),
    "archive": _("Archive"),
    "reopen": _("Open a new round"),
    "withdraw": _("Withdraw"),
    "reclassify": _("Reclassify"),
    "grade": _("Change the gravity"),
    "keep_secret": _("Mark confidential"),
    "urge": _("Urge"),
    "supervise": _("Supervise"),
    "note": _("Add a note"),
    "attach": _("Attach a file"),
    "suspend": _("Suspend"),
    "resume": _("Resume"),
    "ask_extension": _("Ask for more time"),
    "decide_extension": _("Decide on more time"),
    "plan_long_term": _("Plan long term"),
    "open_subcase": _("Open a subcase"),
    "merge": _("Merge into another case"),
    "link": _("Link to another case"),
    "blame": _("Record responsibility"),
    "improve": _("Record a corrective measure"),
    "reveal": _("Show personal data"),
    "ask_papers": _("Ask for missing papers"),
    "send_papers": _("Add papers"),
    "check": _("Papers are complete"),
    "charge": _("Fee is paid"),
    "survey": _("Record the survey"),
    "offer": _("Answer with the plan"),
    "build": _("Works are done"),
    "inspect": _("Inspection is passed"),
    "carry_out": _("Carry it out"),
    "rate": _("Rate"),
    "warned": _("Reminder"),
    "missed": _("Deadline missed"),
    "escalated": _("Escalated"),
}


def verb_label(verb: str) -> str:
    return str(VERBS.get(verb, verb))
