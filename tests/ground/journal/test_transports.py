"""What each way out says to the other side, and which refusals are for good."""

import json
import logging
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from bihuan.ground.journal.models import Delivery
from bihuan.ground.journal.transports import TransportError, im, sender, sms

# A plugin of apprise that we never use imports it.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


def delivery(**over: Any) -> Delivery:
    said = {
        "channel": "sms",
        "address": "13800138000",
        "subject": "202606040000015",
        "body": "已收到您的投诉",
    }
    return Delivery(**(said | over))


def test_every_channel_has_a_transport() -> None:
    for channel in Delivery.Channel.values:
        assert callable(sender(channel))


def test_an_unknown_channel_is_refused_for_good() -> None:
    with pytest.raises(TransportError) as caught:
        sender("pigeon")
    assert caught.value.permanent


def test_mail_carries_the_text_and_an_absolute_link(settings: Any) -> None:
    settings.SITE_URL = "https://service.example"
    sender("email")(delivery(channel="email", address="wang@example.com", link="/desk/cases/1/"))
    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("202606040000015", ["wang@example.com"])
    assert sent.body == "已收到您的投诉\nhttps://service.example/desk/cases/1/"


def test_a_line_break_in_the_subject_does_not_become_a_header() -> None:
    sender("email")(
        delivery(channel="email", address="wang@example.com", subject="a\r\nBcc: all@example.com")
    )
    assert mail.outbox[0].subject == "a Bcc: all@example.com"
    assert mail.outbox[0].recipients() == ["wang@example.com"]


def test_a_wrong_mail_address_is_refused_for_good() -> None:
    with pytest.raises(TransportError) as caught:
        sender("email")(delivery(channel="email", address="nobody"))
    assert caught.value.permanent
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        (smtplib.SMTPRecipientsRefused({"w@example.com": (550, b"no such user")}), True),
        (smtplib.SMTPRecipientsRefused({"w@example.com": (450, b"greylisted")}), False),
        (smtplib.SMTPAuthenticationError(535, b"bad password"), False),
        (ConnectionRefusedError("refused"), False),
        (TimeoutError(), False),
    ],
)
def test_only_a_refused_recipient_is_permanent(
    monkeypatch: pytest.MonkeyPatch, error: Exception, permanent: bool
) -> None:
    def refuse(self: EmailBackend, messages: list[Message]) -> int:
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with pytest.raises(TransportError) as caught:
        sender("email")(delivery(channel="email", address="w@example.com"))
    assert caught.value.permanent is permanent


def test_the_console_driver_writes_the_message_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "bihuan.sms"):
        sender("sms")(delivery())
    assert "13800138000: 已收到您的投诉" in caplog.text


def test_a_landline_gets_no_text_message() -> None:
    with pytest.raises(TransportError) as caught:
        sender("sms")(delivery(address="08262983315"))
    assert caught.value.permanent


def test_a_misspelt_driver_is_named_and_the_message_kept(settings: Any) -> None:
    settings.SMS_DRIVER = "htpp"
    with pytest.raises(TransportError, match="htpp") as caught:
        sender("sms")(delivery())
    assert not caught.value.permanent


@contextmanager
def gateway(status: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    heard: list[dict[str, Any]] = []

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append({"key": self.headers.get("Authorization"), **json.loads(body)})
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *said: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Gateway) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/sms", heard
        server.shutdown()


def test_the_http_driver_posts_phone_and_text_with_its_key(settings: Any) -> None:
    with gateway(202) as (address, heard):
        settings.SMS_DRIVER, settings.SMS_HTTP_URL, settings.SMS_HTTP_TOKEN = "http", address, "k1"
        sender("sms")(delivery())
    assert heard == [{"key": "Bearer k1", "phone": "13800138000", "text": "已收到您的投诉"}]


@pytest.mark.parametrize(
    ("status", "permanent"), [(400, True), (422, True), (401, False), (429, False), (503, False)]
)
def test_what_the_gateway_refuses_is_permanent_only_if_it_is_the_message(
    settings: Any, status: int, permanent: bool
) -> None:
    with gateway(status) as (address, _heard):
        settings.SMS_HTTP_URL, settings.SMS_HTTP_TOKEN = address, ""
        with pytest.raises(TransportError, match=str(status)) as caught:
            sms.http("13800138000", "x")
    assert caught.value.permanent is permanent


def test_the_gateway_address_must_be_a_web_address(settings: Any) -> None:
    settings.SMS_HTTP_URL, settings.SMS_HTTP_TOKEN = "file:///etc/passwd", ""
    with pytest.raises(TransportError, match="SMS_HTTP_URL"):
        sms.http("13800138000", "x")


@pytest.mark.parametrize(
    "address",
    [
        "wecombot://abcdef",
        "dingtalk://abcdef123456",
        "feishu://abc-def",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcdef",
        "https://oapi.dingtalk.com/robot/send?access_token=abcdef123456",
        "https://open.feishu.cn/open-apis/bot/v2/hook/abc-def",
    ],
)
def test_the_three_group_chats_are_understood(address: str) -> None:
    assert im.addressed(address) is not None


@pytest.mark.parametrize(
    "address",
    ["json://127.0.0.1/", "syslog://", "file:///etc/passwd", "http://example.com/hook", "", "nonsense"],
)
def test_no_other_protocol_is_spoken(address: str) -> None:
    with pytest.raises(TransportError) as caught:
        im.send(delivery(channel="im", address=address))
    assert caught.value.permanent


def test_a_group_chat_that_does_not_answer_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    class Deaf:
        def notify(self, **said: str) -> bool:
            return False

    monkeypatch.setattr(im, "addressed", lambda address: Deaf())
    with pytest.raises(TransportError) as caught:
        im.send(delivery(channel="im", address="wecombot://abcdef"))
    assert not caught.value.permanent
