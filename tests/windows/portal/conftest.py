"""A customer with a phone, and a clock that a test sets."""

import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from bihuan.engines.cases.models import Case
from bihuan.ground.journal.models import Delivery
from tests.cast import Cast

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
PHONE = "13900139000"


@dataclass
class Customer:
    """Somebody with a phone. `now` is the moment of the next request."""

    client: Client
    now: datetime
    phone: str = PHONE
    once: str = field(default_factory=lambda: str(uuid4()))

    def wait(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(path, query)

    def post(self, path: str, **said: Any) -> HttpResponse:
        return self.client.post(path, said)

    def ask_code(self) -> str:
        """Ask for a code; it is read from the message, as the customer does."""
        self.post("/code/", phone=self.phone)
        return self.last_code()

    def last_code(self) -> str:
        body = (
            Delivery.objects.filter(channel="sms", address=self.phone, body__contains="验证码")
            .latest("id")
            .body
        )
        return "".join(char for char in body if char.isdigit())[:6]

    def form(self, **over: Any) -> dict[str, Any]:
        said = {
            "once": self.once,
            "kind": "complaint",
            "text": "从昨晚起 3 号楼一直没有水。",
            "address": "广安区滨江路 18 号 3 栋",
            "supply": "water",
            "category": "temporary_stop",
            "place": "",
            "name": "李女士",
            "phone": self.phone,
            "consent": "on",
        }
        return {name: value for name, value in (said | over).items() if value is not None}

    def submit(self, **over: Any) -> HttpResponse:
        """Fill in and send; a code is asked for unless the test brings one."""
        if "code" not in over and "proof" not in over:
            over["code"] = self.ask_code()
        return self.post("/submit/", **self.form(**over))

    def case(self, **over: Any) -> Case:
        assert self.submit(**over).status_code == 303
        return Case.objects.latest("id")

    def act(self, case: Case, verb: str, **said: Any) -> HttpResponse:
        return self.post(f"/c/{case.secret}/{verb}/", once=str(uuid4()), **said)


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def photo(name: str = "照片.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def other_photo(number: int) -> SimpleUploadedFile:
    """A photo with content of its own: the same one twice is kept once."""
    content = io.BytesIO()
    Image.new("RGB", (number + 1, 1)).save(content, "PNG")
    return photo(f"{number}.png", content.getvalue())


def executable(name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(
        name, b"MZ\x90\x00" + io.BytesIO(b"\x00" * 200).read(), content_type="image/jpeg"
    )


@pytest.fixture
def customer(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Customer:
    someone = Customer(Client(), cast.at)
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: someone.now)
    return someone
