"""The customer's part: begin, hand papers in one by one, send it off."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.engines.applications.errors import BadInput, NotFound, NotYours
from bihuan.engines.applications.inforce import business_of, businesses
from bihuan.engines.applications.models import Application, Paper
from bihuan.engines.applications.shapes import Ask, Business
from bihuan.engines.applications.wording import told_in_words
from bihuan.engines.billing.inforce import versions_at
from bihuan.engines.billing.models import Account
from bihuan.engines.cases.actions import PHOTOS, digest_of, laid_down, open_case, taken
from bihuan.engines.cases.intake import Details
from bihuan.engines.cases.models import Case
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.directory.phones import BadPhone, normal
from bihuan.ground.journal import actions as journal
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime.zone import local_day

#: So many photos show one paper.
MOST_FILES = 6
PAPERS = PHOTOS | {"application/pdf"}
LONGEST: Mapping[Ask, int] = {
    "address": 200,
    "series": 60,
    "holder_name": 60,
    "holder_phone": 30,
    "text": 2000,
}
MOST_CAPACITY = Decimal(999_999)


@transaction.atomic
def begin_application(
    pack: Pack,
    business: str,
    *,
    place: Place,
    name: str,
    phone: str,
    account: Account | None = None,
    answers: Mapping[str, str],
    said: Mapping[str, str],
    at: datetime,
) -> Application:
    """Put down what is wanted; nobody but the customer sees it until he sends it. Raises NotFound, BadInput."""
    row = businesses(pack).get(business)
    if row is None or row.effect == "doubt":
        raise NotFound
    where = account.premise.place if account else place
    wrong: dict[str, str | Promise] = dict.fromkeys(row.unanswered(answers), _("Please choose one."))
    if not name.strip() or len(name.strip()) > 60 or "\x00" in name:
        wrong["name"] = _("Say who applies, in up to 60 characters.")
    if row.account and account is None:
        wrong["account"] = _("Choose the account that it is about.")
    kept = checked(row, said, where, at, wrong)
    if wrong:
        raise BadInput(fields=wrong)
    asked = {one.id for one in row.questions}
    return Application.objects.create(
        secret=secrets.token_urlsafe(18),
        phone=phone,
        name=name.strip(),
        edition=pack.name,
        business=business,
        place=where,
        account=account if row.account else None,
        answers={id: answers[id] for id in asked},
        said=kept,
        made_at=at,
    )


def checked(
    row: Business, said: Mapping[str, str], place: Place, at: datetime, wrong: dict[str, str | Promise]
) -> dict[str, str]:
    """What was filled in, trimmed; what is wrong with it is put into `wrong` by field."""
    kept: dict[str, str] = {}
    for ask in row.asks:
        text = said.get(ask, "").strip()
        if not text:
            if ask not in row.optional:
                wrong[ask] = _("Please fill this in.")
            continue
        if len(text) > LONGEST.get(ask, 20) or any(ord(one) < 32 and one not in "\n\r\t" for one in text):
            wrong[ask] = _("This is too long, or has characters that cannot be stored.")
            continue
        fault, kept[ask] = _judged(ask, text, place, at)
        if fault:
            wrong[ask] = fault
    return kept


def _judged(ask: Ask, text: str, place: Place, at: datetime) -> tuple[str | Promise, str]:
    """(what is wrong, how it is kept)."""
    if ask == "capacity":
        return _capacity(text)
    if ask == "series" and not versions_at(place.path, text, local_day(at)):
        return _("Choose one of the list."), text
    if ask == "holder_phone":
        try:
            return "", normal(text)
        except BadPhone:
            return _("This is no phone number, such as 13800138000 or 0826-2345678."), text
    if ask == "on":
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return _("A day such as 2026-05-01."), text
        return ("", text) if day >= local_day(at) else (_("This day is past."), text)
    return "", text


def _capacity(text: str) -> tuple[str | Promise, str]:
    wrong = _("A number of kilowatts, such as 8 or 12.5.")
    try:
        found = Decimal(text)
    except InvalidOperation:
        return wrong, text
    if not found.is_finite() or not 0 < found <= MOST_CAPACITY or found != round(found, 2):
        return wrong, text
    return "", f"{found:f}"


def locked(application: Application | int) -> Application:
    """Raises NotFound."""
    pk = application if isinstance(application, int) else application.pk
    rows = Application.objects.select_for_update(of=("self",), no_key=True).select_related("place")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def still_open(application: Application) -> bool:
    """Whether the customer may add papers: before sending, and while we wait for some."""
    if application.sent_at is None:
        return True
    case = application.case
    return case is not None and case.is_open and case.stage in ("received", "papers")


@transaction.atomic
def add_paper(
    application: Application | int, paper: str, name: str, content: bytes, *, most: int, at: datetime
) -> Paper:
    """Hand in a photo or PDF for one paper of the list. The same again finds the first.

    Raises NotFound for a paper that is not on the list, NotYours, BadInput.
    """
    found = locked(application)
    if not still_open(found):
        raise NotYours
    if paper not in {one.id for one in business_of(found).wanted(found.answers)}:
        raise NotFound
    content, mime = taken(content, name, most=most)
    if mime not in PAPERS:
        raise BadInput(fields={"file": _("“%(name)s” is neither a photo nor a PDF.") % {"name": name}})
    there = Paper.objects.filter(application=found, paper=paper, taken_back_at=None)
    if first := there.filter(sha256=digest_of(content)).first():
        return first
    if there.count() >= MOST_FILES:
        raise BadInput(fields={"file": _("%(most)s files for one paper are enough.") % {"most": MOST_FILES}})
    return laid_down(Paper(application=found, paper=paper, at=at), name, content, mime)


@transaction.atomic
def take_back_paper(application: Application | int, paper: int, *, at: datetime) -> None:
    """Chosen by mistake: before it is sent it can be taken back. Raises NotFound, NotYours."""
    found = locked(application)
    if found.sent_at is not None:
        raise NotYours
    if not Paper.objects.filter(application=found, pk=paper, taken_back_at=None).update(taken_back_at=at):
        raise NotFound


@transaction.atomic
def send(application: Application | int, *, by: Actor, at: datetime) -> Case:
    """Send it off: its case opens, its promises begin to run. A second press finds the same case."""
    found = locked(application)
    if found.case is not None:
        return found.case
    row, pack = business_of(found), adoption.pack_of(found.edition)
    details = Details(
        kind=row.kind,
        channel=next(one.id for one in pack.rows("channels").values() if one.outside),
        text=told_in_words(row, found.answers, found.said),
        title=row.title.zh[:80],
        address=found.said.get("address") or (found.account.premise.address if found.account else ""),
        reporter_name=found.name,
        reporter_phone=found.phone,
        account_number=found.account.number if found.account else "",
    )
    case = open_case(details, pack=pack, place=found.place, by=by, at=at)
    hand_over(case, found, by=by, at=at)
    found.case, found.sent_at = case, at
    found.save(update_fields=["case", "sent_at"])
    return case


def hand_over(case: Case, application: Application, *, by: Actor, at: datetime) -> None:
    """Write into the case's journal which files came with it, so that none can be exchanged later."""
    files = [
        {"paper": one.paper, "sha256": one.sha256} for one in application.papers.filter(taken_back_at=None)
    ]
    facts = {"files": files}
    journal.write(case, "case.papers", actor=by.ref, actor_name=by.name, at=at, facts=facts)
    case.save(update_fields=["journal_seq", "journal_head"])
