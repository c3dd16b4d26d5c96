"""Whatever is sent, the answer is never a server error, and nothing that was not meant comes about."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.engines.cases.models import Case
from tests.windows.portal.conftest import PNG, text_of

pytestmark = pytest.mark.django_db

NASTY = [
    "",
    "\x00",
    "\x00" * 50,
    "𝕏" * 3000,
    "9" * 400,
    "-1",
    "1e9",
    "{{ 7*7 }}{% raise %}",
    "'; DROP TABLE cases_case; --",
    "../../../../etc/passwd",
    "<img src=x onerror=alert(1)>",
    "\u202e\ufeff\u2028",
    "%s%n%(phone)s",
    "on",
]
FIELDS = (
    "once", "seen", "kind", "text", "supply", "category", "place", "address", "name", "phone", "code", "proof",
    "number", "confidential", "consent", "kept", "ask", "words", "stars", "reason",
)  # fmt: skip


@pytest.mark.parametrize("path", ["/submit/", "/code/", "/track/"])
def test_nonsense_in_every_field_at_once(customer, path):
    for nasty in NASTY:
        answer = customer.post(path, **dict.fromkeys(FIELDS, nasty))
        assert answer.status_code in (200, 422), nasty
        assert "<img src=x onerror" not in text_of(answer)
    assert not Case.objects.exists()


@pytest.mark.parametrize("verb", ["urge", "add", "rate", "withdraw", "reopen"])
def test_nonsense_in_every_act(customer, cast, verb):
    case, _order = cast.answered()
    customer.wait(days=1)
    for nasty in NASTY:
        answer = customer.post(f"/c/{case.secret}/{verb}/", **dict.fromkeys(FIELDS, nasty))
        assert answer.status_code in (303, 409, 422), nasty
    assert "<img src=x onerror" not in text_of(customer.get(f"/c/{case.secret}/"))


@pytest.mark.parametrize("field", ["address", "name", "text"])
def test_nonsense_in_one_field_of_a_good_form(customer, field):
    page = text_of(customer.submit(consent=None))
    proof = page.split('name="proof" value="')[1].split('"')[0]
    for nasty in NASTY:
        said = customer.form(proof=proof, **{field: nasty}) | {"once": str(uuid4())}
        assert customer.post("/submit/", **said).status_code in (303, 422), nasty


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.png", "长" * 300 + ".png", 'a";x="b.png', "<b>.png", ".png", "con\r\nX: y.png"]
)
def test_a_strange_file_name_is_only_a_name(customer, name):
    case = customer.case(photos=[SimpleUploadedFile(name, PNG)])
    paper = case.attachments.get()
    assert ".." not in paper.file.name
    assert paper.file.name.startswith("cases/")
    answer = customer.get(f"/c/{case.secret}/papers/{paper.pk}/")
    assert answer.status_code == 200
    assert "X" not in answer.headers
    answer.getvalue()
    assert "<b>.png" not in text_of(customer.get(f"/c/{case.secret}/"))


@pytest.mark.parametrize("path", ["/submit/", "/track/", "/code/"])
def test_what_is_no_form_is_refused_without_an_error_of_ours(customer, path):
    for kind, body in (
        ("application/json", '{"phone": "13900139000"}'),
        ("multipart/form-data; boundary=x", "--x\r\nbroken"),
        ("multipart/form-data", "no boundary"),
        ("text/plain", "phone=13900139000"),
    ):
        answer = customer.client.post(path, body, content_type=kind)
        assert answer.status_code in (200, 400, 422)
    assert not Case.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/", "/submit/", "/track/", "/code/"])
def test_other_methods_are_refused(customer, path, method):
    assert getattr(customer.client, method)(path).status_code == 405
