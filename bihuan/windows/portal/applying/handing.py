"""One's own application: papers are handed in, kept until later, sent; what was told to be missing is added."""

from collections.abc import Mapping
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.engines.applications import actions
from bihuan.engines.applications.actions.applying import MOST_FILES, still_open
from bihuan.engines.applications.inforce import business_of, missing
from bihuan.engines.applications.models import Application, Paper
from bihuan.engines.cases.turn import stage_of
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal.errors import BadInput, NotFound, Refused
from bihuan.ground.standards import adoption
from bihuan.windows.look.http import Request, handed_over, locale, see_other, url
from bihuan.windows.portal.accounts.session import signed_in
from bihuan.windows.portal.http import page
from bihuan.windows.portal.site import here

SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp")


def mine(secret: str, phone: str) -> Application:
    """The application of this address, if it is the customer's. Raises NotFound."""
    found = Application.objects.filter(secret=secret, phone=phone).select_related("case", "account").first()
    if found is None:
        raise NotFound
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def application(request: Request, phone: str, secret: str) -> HttpResponse:
    row = mine(secret, phone)
    if request.method != "POST":
        return _draw(request, row)
    faults = _received(request, row)
    do = request.POST.get("do", "")
    if not faults:
        try:
            _done(request, row, do, phone)
        except Refused as error:
            faults = [str(text) for text in error.fields.values()] or [str(error)]
    if faults:
        return _draw(request, mine(secret, phone), faults, status=422)
    return see_other(url("portal:application", secret))


def _received(request: Request, row: Application) -> list[str]:
    """Keep every file that is good; a sentence for each that is not."""
    faults: list[str] = []
    most = settings.ATTACHMENT_MAX_BYTES
    for paper in business_of(row).wanted(row.answers):
        for file in request.FILES.getlist(f"file-{paper.id}")[: MOST_FILES + 1]:
            name = file.name or _("photo")
            if (file.size or 0) > most:
                wrong = _("“%(name)s” is larger than %(most)s MB. Please choose a smaller one.")
                faults.append(wrong % {"name": name, "most": most // 1048576})
                continue
            try:
                actions.add_paper(row, paper.id, name, file.read(), most=most, at=request.at)
            except BadInput as error:
                faults += [str(text) for text in error.fields.values()]
            except Refused as error:
                faults.append(str(error))
    return faults


def _done(request: Request, row: Application, do: str, phone: str) -> None:
    """What the button that was pressed says."""
    by = customer(phone)
    if do.startswith("drop:"):
        which = do.partition(":")[2]
        pk = int(which) if which.isascii() and which.isdigit() and len(which) < 18 else 0
        actions.take_back_paper(row, pk, at=request.at)
    elif do == "send" and row.case is None:
        actions.send(row, by=by, at=request.at)
        messages.success(
            request, _("It is sent. We check the papers and tell you at once if one is missing.")
        )
    elif do == "complete" and row.case is not None:
        actions.send_papers(row.case, by=by, at=request.at)
        messages.success(request, _("Thank you. It goes on."))
    else:
        messages.success(request, _("It is kept. You can go on later, on this phone or another."))


def _draw(
    request: Request, row: Application, faults: list[str] | None = None, status: int = 200
) -> HttpResponse:
    business = business_of(row)
    files: dict[str, list[Paper]] = {}
    for one in row.papers.filter(taken_back_at=None):
        files.setdefault(one.paper, []).append(one)
    asking = row.askings.last()
    asked: Mapping[str, str] = asking.items if asking else {}
    still = {paper.id for paper in missing(row)}
    stage = stage_of(adoption.pack_of(row.case.edition), row.case) if row.case else None
    said = {
        "row": row,
        "business": business,
        "papers": [
            (paper, files.get(paper.id, []), paper.id in still, asked.get(paper.id, ""))
            for paper in business.wanted(row.answers)
        ],
        "asking": asking,
        "still": still,
        "open": still_open(row),
        "waiting": row.case is not None and row.case.stage == "papers",
        "stage": stage.plain.say(locale()) if stage else "",
        "faults": faults or [],
        "shown": SHOWN,
    }
    return page(request, "apply/application", here(request.at), said, status=status)


@require_safe
@signed_in
def paper(request: Request, phone: str, secret: str, pk: int) -> HttpResponse:
    """A file of one's own."""
    row = mine(secret, phone)
    found = Paper.objects.filter(application=row, pk=pk, taken_back_at=None).first()
    if found is None:
        raise NotFound
    return cast(HttpResponse, handed_over(found, shown=found.mime in SHOWN))
