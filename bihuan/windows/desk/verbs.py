"""Every verb of the cases with its form and how the form is carried out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from bihuan.engines.applications import actions as applications
from bihuan.engines.cases import actions
from bihuan.engines.cases.actions import Investigation, Target
from bihuan.engines.cases.intake import Details
from bihuan.engines.cases.models import Case, Order
from bihuan.ground.directory.actor import Actor
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.desk.forms import applying, base, care, closing, unit


@dataclass(frozen=True, slots=True)
class Doing:
    """One form under way. `said` is its cleaned data; `seen` the journal's length when the page was drawn."""

    case: Case
    order: Order | None
    by: Actor
    at: datetime
    seen: int | None
    form: Any

    @property
    def said(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.form.cleaned_data
        return cleaned

    @property
    def held(self) -> Order:
        """The order of a verb that is done to an order."""
        assert self.order is not None
        return self.order

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at}

    @property
    def whole(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at, "seen": self.seen}


@dataclass(frozen=True, slots=True)
class Act:
    """`renamed` leads an error of the action to the field that asked for it."""

    form: type[base.VerbForm]
    do: Callable[[Doing], object]
    renamed: Mapping[str, str] = field(default_factory=dict)
    danger: bool = False


def _dispatch(it: Doing) -> object:
    note = it.said["instruction"]
    return actions.dispatch(it.case, [Target(team, note) for team in it.form.teams()], **it.whole)


def _contact(it: Doing) -> object:
    return actions.contact(
        it.case,
        way=it.said["way"],
        said=it.said["said"],
        order=it.order,
        reached=it.said["reached"],
        evidence=it.said["evidence"],
        appointment_at=_local(it.said["appointment_at"]),
        **it.whole,
    )


def _local(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=SHANGHAI) if at is not None and at.tzinfo is None else at


def _report(it: Doing) -> object:
    sections = {name: it.said[name] for name in ("facts", "findings", "measures", "reply", "cause")}
    return actions.report(it.held, Investigation(**sections), **it.whole)


def _call_back(it: Doing) -> object:
    said = it.said
    return actions.call_back(
        it.case,
        result=said["result"],
        answers=it.form.answers(),
        remark=said["remark"],
        outside=said.get("outside", ""),
        **it.whole,
    )


def _reclassify(it: Doing) -> object:
    said = it.said
    return actions.reclassify(
        it.case, said["kind"], said["category"], said["reason"], supply=said["supply"], **it.whole
    )


def _ask_extension(it: Doing) -> object:
    said = it.said
    return actions.ask_extension(
        it.case,
        said["promise"],
        it.form.amount(),
        said["reason"],
        told_customer=said["told_customer"],
        **it.whole,
    )


def _open_subcase(it: Doing) -> object:
    case, said = it.case, it.said
    details = Details(
        kind=said["kind"],
        channel=case.channel,
        text=said["text"],
        title=said["title"],
        category=said["category"],
        supply=case.supply,
        address=case.address,
        reporter_name=case.reporter_name,
        reporter_phone=case.reporter_phone,
        account_number=case.account_number,
        confidential=case.confidential,
    )
    return actions.open_subcase(case, details, **it.who)


def _attach(it: Doing) -> object:
    file = it.said["file"]
    return actions.attach(it.case, file.name, file.read(), most=settings.ATTACHMENT_MAX_BYTES, **it.who)


def _blame(it: Doing) -> object:
    said = it.said
    return actions.blame(
        it.case,
        verified=said["verified"],
        opinion=said["opinion"],
        team=said["team"],
        person_name=said["person_name"],
        **it.who,
    )


def _ask_papers(it: Doing) -> object:
    return applications.ask_papers(it.case, it.form.items_, it.said["reason"], **it.whole)


def _carry_out(it: Doing) -> object:
    return applications.carry_out(it.case, it.form.outcome(), **it.whole)


ACTS: Final[Mapping[str, Act]] = {
    "accept": Act(base.Nothing, lambda it: actions.accept(it.case, **it.whole)),
    "propose": Act(unit.Opinion, lambda it: actions.propose(it.case, it.said["opinion"], **it.whole)),
    "approve": Act(unit.Instruction, lambda it: actions.approve(it.case, it.said["instruction"], **it.whole)),
    "dispatch": Act(unit.Dispatch, _dispatch, {"teams": "lead"}),
    "supervise_directly": Act(
        unit.ToSupervision,
        lambda it: actions.supervise_directly(it.case, it.said["team"], it.said["reason"], **it.whole),
        {"teams": "team"},
    ),
    "take": Act(base.Nothing, lambda it: actions.take(it.held, **it.whole)),
    "assign": Act(unit.Assign, lambda it: actions.assign(it.held, it.said["person"], **it.whole)),
    "return": Act(
        base.Reason, lambda it: actions.return_order(it.held, it.said["reason"], **it.whole), danger=True
    ),
    "transfer": Act(
        unit.Transfer,
        lambda it: actions.transfer(it.held, it.said["team"], it.said["reason"], **it.whole),
        {"teams": "team"},
    ),
    "contact": Act(unit.ContactForm, _contact),
    "visit": Act(
        unit.Visit,
        lambda it: actions.visit(it.held, it.said["findings"], evidence=it.said["evidence"], **it.whole),
    ),
    "report": Act(unit.ReportForm, _report),
    "confirm": Act(base.Nothing, lambda it: actions.confirm(it.held, **it.whole)),
    "disown": Act(base.Reason, lambda it: actions.disown(it.held, it.said["reason"], **it.whole)),
    "answer": Act(
        closing.Answer, lambda it: actions.answer(it.case, it.said["text"], order=it.order, **it.whole)
    ),
    "review": Act(base.Remark, lambda it: actions.review(it.case, it.said["remark"], **it.whole)),
    "send_back": Act(base.Reason, lambda it: actions.send_back(it.case, it.said["reason"], **it.whole)),
    "resolve": Act(base.Remark, lambda it: actions.resolve(it.case, it.said["remark"], **it.whole)),
    "call_back": Act(closing.CallBack, _call_back),
    "archive": Act(base.Remark, lambda it: actions.archive(it.case, it.said["remark"], **it.whole)),
    "reopen": Act(base.Reason, lambda it: actions.reopen(it.case, it.said["reason"], **it.whole)),
    "withdraw": Act(
        base.Reason, lambda it: actions.withdraw(it.case, it.said["reason"], **it.whole), danger=True
    ),
    "reclassify": Act(care.Reclassify, _reclassify),
    "grade": Act(
        care.Grade, lambda it: actions.grade(it.case, it.said["gravity"], it.said["reason"], **it.whole)
    ),
    "keep_secret": Act(base.Reason, lambda it: actions.keep_secret(it.case, it.said["reason"], **it.who)),
    "urge": Act(care.Words, lambda it: actions.urge(it.case, it.said["words"], **it.who)),
    "supervise": Act(
        care.MustInstruction, lambda it: actions.supervise(it.case, it.said["instruction"], **it.who)
    ),
    "note": Act(
        care.Note, lambda it: actions.note(it.case, it.said["text"], public=it.said["public"], **it.who)
    ),
    "attach": Act(care.Attach, _attach),
    "suspend": Act(base.Reason, lambda it: actions.suspend(it.case, it.said["reason"], **it.whole)),
    "resume": Act(base.Nothing, lambda it: actions.resume(it.case, **it.whole)),
    "ask_extension": Act(care.AskExtension, _ask_extension, {"amount": "number"}),
    "decide_extension": Act(
        care.DecideExtension,
        lambda it: actions.decide_extension(
            it.said["extension"], it.said["grant"], it.said["remark"], **it.whole
        ),
    ),
    "plan_long_term": Act(
        care.LongTerm, lambda it: actions.plan_long_term(it.case, it.said["plan"], it.said["on"], **it.whole)
    ),
    "open_subcase": Act(care.Subcase, _open_subcase),
    "merge": Act(
        care.Merge,
        lambda it: actions.merge(it.case, it.said["into_case"], it.said["reason"], **it.whole),
        {"into": "into_case"},
        danger=True,
    ),
    "link": Act(care.LinkForm, lambda it: actions.link(it.case, it.said["other"], it.said["why"], **it.who)),
    "blame": Act(care.Blame, _blame),
    "improve": Act(
        care.Improve, lambda it: actions.improve(it.case, it.said["text"], due_on=it.said["due_on"], **it.who)
    ),
    "ask_papers": Act(applying.AskPapers, _ask_papers),
    "send_papers": Act(base.Nothing, lambda it: applications.send_papers(it.case, **it.who)),
    "check": Act(base.Remark, lambda it: applications.check(it.case, it.said["remark"], **it.whole)),
    "charge": Act(base.Remark, lambda it: actions.step(it.case, "charge", it.said["remark"], **it.whole)),
    "survey": Act(applying.Found, lambda it: actions.step(it.case, "survey", it.said["remark"], **it.whole)),
    "offer": Act(applying.Found, lambda it: actions.step(it.case, "offer", it.said["remark"], **it.whole)),
    "build": Act(base.Remark, lambda it: actions.step(it.case, "build", it.said["remark"], **it.whole)),
    "inspect": Act(base.Remark, lambda it: actions.step(it.case, "inspect", it.said["remark"], **it.whole)),
    "carry_out": Act(applying.CarryOut, _carry_out, {"starts": "serial"}),
    "reveal": Act(care.Purpose, lambda it: actions.reveal(it.case, it.said["purpose"], **it.who)),
}
