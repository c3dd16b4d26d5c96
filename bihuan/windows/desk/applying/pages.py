"""What stands behind the case of an application: the papers, what was asked for; or the bill that is doubted."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.engines.applications import actions
from bihuan.engines.applications.actions.applying import still_open
from bihuan.engines.applications.inforce import business_of, missing
from bihuan.engines.applications.models import Application, Doubt, Paper
from bihuan.engines.cases.models import Case
from bihuan.ground.journal.errors import NotAllowed, NotFound
from bihuan.ground.standards.holding import holds
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.http import case_of, go, page, staff, today
from bihuan.windows.look.http import Request, handed_over, locale, new_key, url


class Scan(forms.Form):
    """A paper that the customer brought along, put in by the clerk."""

    paper = forms.ChoiceField(label=gettext_lazy("Which paper"))
    file = forms.FileField(label=gettext_lazy("Photo or PDF"))

    def __init__(self, *args: object, row: Application, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        field = self.fields["paper"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.id, one.title.say(locale())) for one in business_of(row).wanted(row.answers)]


class Correct(forms.Form):
    why = forms.CharField(label=gettext_lazy("What was wrong with it"), max_length=200)


def _of(case: Case) -> Application | None:
    return Application.objects.filter(case=case).select_related("account").first()


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def application(request: Request, pk: int) -> HttpResponse:
    """For whoever may see the case; a scan is put in by who takes applications."""
    case = case_of(request, pk)
    row, doubt = _of(case), Doubt.objects.filter(case=case).select_related("bill", "corrected").first()
    if row is None and doubt is None:
        raise NotFound
    takes = holds(request.actor, "applications", case.place.path, today(request))
    may = row is not None and takes and still_open(row)
    form = Scan(request.POST or None, request.FILES or None, row=row) if row is not None and may else None
    if request.method == "POST":
        if row is None or form is None:
            raise NotAllowed
        if done(request, form, lambda: _scanned(request, row, form)):
            messages.success(request, _("The paper is kept."))
            return go("desk:application", pk)
    said = {"case": case, "form": form, "key": new_key(), **_papers(row), "doubt": doubt, "correcting": None}
    if (
        doubt is not None
        and doubt.corrected is None
        and holds(request.actor, "bill_runs", case.place.path, today(request))
    ):
        said["correcting"] = Correct()
    crumbs = [(_("Cases"), url("desk:cases")), (case.number, url("desk:case", pk)), (_("Application"), None)]
    status = 422 if form is not None and form.errors else 200
    return page(request, "applying/application", said, crumbs=crumbs, status=status)


def _scanned(request: Request, row: Application, form: Scan) -> None:
    file = form.cleaned_data["file"]
    most = settings.ATTACHMENT_MAX_BYTES
    actions.add_paper(
        row, form.cleaned_data["paper"], file.name or "scan", file.read(), most=most, at=request.at
    )


def _papers(row: Application | None) -> dict[str, object]:
    if row is None:
        return {"row": None}
    business = business_of(row)
    files: dict[str, list[Paper]] = {}
    for one in row.papers.filter(taken_back_at=None):
        files.setdefault(one.paper, []).append(one)
    absent = {paper.id for paper in missing(row)}
    titles = {paper.id: paper.title.say(locale()) for paper in business.papers}
    askings = [
        (one, [(titles.get(id, id), why) for id, why in one.items.items()])
        for one in row.askings.select_related("by")
    ]
    wanted = business.wanted(row.answers)
    return {
        "row": row,
        "business": business,
        "papers": [(paper, files.get(paper.id, []), paper.id in absent) for paper in wanted],
        "askings": askings,
    }


@require_safe
@staff
def paper(request: Request, pk: int, paper: int) -> FileResponse:
    """A file of the application, for whoever may see its case."""
    case = case_of(request, pk)
    row = Paper.objects.filter(application__case=case, pk=paper, taken_back_at=None).first()
    if row is None:
        raise NotFound
    shown = row.mime.startswith("image/") or row.mime == "application/pdf"
    return handed_over(row, shown=shown)


@require_POST
@staff
def correct(request: Request, pk: int) -> HttpResponse:
    """The doubt was right: take the bill back and make it anew."""
    case = case_of(request, pk)
    form = Correct(request.POST)

    def do() -> None:
        actions.correct(case, form.cleaned_data["why"], by=request.actor, at=request.at)

    if done(request, form, do):
        messages.success(request, _("The bill is taken back and made anew. Now tell the customer."))
    else:
        errors = [str(error) for many in form.errors.values() for error in many]
        messages.error(request, errors[0])
    return go("desk:application", pk)
