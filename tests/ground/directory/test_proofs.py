"""Whoever types the code back has the phone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bihuan.ground.directory import proofs
from bihuan.ground.directory.models import PhoneProof
from bihuan.ground.journal import watch
from bihuan.ground.journal.errors import BadInput
from bihuan.ground.journal.models import Delivery, Entry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 4, 16, 50, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONE = "13800138000"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def refusal(phone: str, code: str, at: datetime = AT) -> str:
    with pytest.raises(proofs.WrongCode) as caught:
        proofs.prove(phone, code, at=at)
    return str(caught.value.fields["code"])


def test_the_code_that_was_sent_proves_the_phone():
    sent = proofs.send_code("138 0013-8000", at=AT)
    assert proofs.prove("+86 13800138000", f" {sent.code[:3]} {sent.code[3:]}", at=AT) == PHONE


def test_the_message_leaves_by_the_outbox_and_not_by_the_journal():
    sent = proofs.send_code(PHONE, at=AT)
    message = Delivery.objects.get()
    assert (message.channel, message.address, message.state) == ("sms", PHONE, "waiting")
    assert sent.code in message.body
    assert not Entry.objects.exists()


def test_the_code_can_be_read_nowhere_once_the_message_has_left():
    sent = proofs.send_code(PHONE, at=AT)
    left: list[str] = []
    watch.deliver_due(AT, send=lambda delivery: left.append(delivery.body))
    assert sent.code in left[0]
    message = Delivery.objects.get()
    assert (message.state, message.body) == ("sent", "")
    assert sent.code not in str(list(Delivery.objects.values()))


def test_a_code_that_could_not_leave_in_time_is_not_sent_and_forgotten():
    proofs.send_code(PHONE, at=AT)
    late = AT + proofs.VALID
    assert watch.deliver_due(late, send=lambda delivery: pytest.fail("it is of no use any more")) == 0
    message = Delivery.objects.get()
    assert (message.state, message.body) == ("failed", "")


def test_only_a_hash_is_kept_with_the_proof():
    sent = proofs.send_code(PHONE, at=AT)
    row = PhoneProof.objects.get()
    assert sent.code not in row.hash
    assert len(row.hash) == 64


def test_the_same_code_for_two_phones_has_two_hashes(monkeypatch):
    monkeypatch.setattr(proofs.secrets, "randbelow", lambda below: 42)
    proofs.send_code(PHONE, at=AT)
    proofs.send_code("13900139000", at=AT)
    assert len(set(PhoneProof.objects.values_list("hash", flat=True))) == 2


def test_a_code_of_small_figures_keeps_its_six_digits(monkeypatch):
    monkeypatch.setattr(proofs.secrets, "randbelow", lambda below: 42)
    assert proofs.send_code(PHONE, at=AT).code == "000042"
    assert proofs.prove(PHONE, "000042", at=AT) == PHONE


def test_a_wrong_code_proves_nothing():
    sent = proofs.send_code(PHONE, at=AT)
    assert refusal(PHONE, wrong(sent.code))
    assert PhoneProof.objects.get().proven_at is None


def test_a_code_is_valid_for_five_minutes_and_not_a_second_more():
    sent = proofs.send_code(PHONE, at=AT)
    assert refusal(PHONE, sent.code, AT + timedelta(minutes=5))
    assert proofs.prove(PHONE, sent.code, at=AT + timedelta(minutes=4, seconds=59)) == PHONE


def test_a_code_proves_once():
    sent = proofs.send_code(PHONE, at=AT)
    proofs.prove(PHONE, sent.code, at=AT)
    assert refusal(PHONE, sent.code)


def test_after_five_wrong_tries_the_right_code_is_refused_too():
    sent = proofs.send_code(PHONE, at=AT)
    told = [refusal(PHONE, wrong(sent.code)) for _ in range(proofs.ATTEMPTS)]
    assert len(set(told)) == 1
    assert refusal(PHONE, sent.code) != told[0]


def test_a_newer_code_replaces_the_older():
    first = proofs.send_code(PHONE, at=AT)
    later = AT + timedelta(minutes=2)
    second = proofs.send_code(PHONE, at=later)
    if first.code != second.code:
        assert refusal(PHONE, first.code, later)
    assert proofs.prove(PHONE, second.code, at=later) == PHONE


def test_a_code_of_another_phone_proves_nothing():
    sent = proofs.send_code(PHONE, at=AT)
    assert refusal("13900139000", sent.code)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34"])
def test_what_is_no_code_takes_no_try(code):
    proofs.send_code(PHONE, at=AT)
    assert refusal(PHONE, code)
    assert PhoneProof.objects.get().attempts == 0


NO_MOBILES = ["", "1380013800", "0826-2983315", "95598", "abc", "+1 202 555 0123", "1" * 500]


@pytest.mark.parametrize("phone", NO_MOBILES)
def test_only_a_mobile_gets_a_code(phone):
    with pytest.raises(BadInput) as caught:
        proofs.send_code(phone, at=AT)
    assert list(caught.value.fields) == ["phone"]
    assert not Delivery.objects.exists()


def test_two_codes_within_a_minute_are_refused_and_the_wait_is_told():
    proofs.send_code(PHONE, at=AT)
    with pytest.raises(proofs.TooOften) as caught:
        proofs.send_code(PHONE, at=AT + timedelta(seconds=20))
    assert caught.value.wait == 40
    assert "40" in str(caught.value)
    assert Delivery.objects.count() == 1


def test_the_wait_is_over_after_a_minute():
    proofs.send_code(PHONE, at=AT)
    proofs.send_code(PHONE, at=AT + proofs.GAP)
    assert Delivery.objects.count() == 2


def test_a_phone_gets_five_codes_in_an_hour():
    for number in range(proofs.PER_HOUR):
        proofs.send_code(PHONE, at=AT + timedelta(minutes=2 * number))
    with pytest.raises(proofs.TooOften) as caught:
        proofs.send_code(PHONE, at=AT + timedelta(minutes=30))
    assert caught.value.wait == 30 * 60
    proofs.send_code(PHONE, at=AT + timedelta(minutes=60))
    assert Delivery.objects.count() == proofs.PER_HOUR + 1


def test_another_phone_is_not_held_up():
    proofs.send_code(PHONE, at=AT)
    proofs.send_code("13900139000", at=AT)
    assert Delivery.objects.count() == 2


def test_two_at_the_same_moment_get_one_message(monkeypatch):
    monkeypatch.setattr(proofs, "_check_pace", lambda number, at: None)
    proofs.send_code(PHONE, at=AT)
    with pytest.raises(proofs.TooOften):
        proofs.send_code(PHONE, at=AT)
    assert Delivery.objects.count() == 1
    assert PhoneProof.objects.count() == 1


def test_yesterdays_proofs_are_forgotten():
    proofs.send_code(PHONE, at=AT - timedelta(days=2))
    proofs.send_code(PHONE, at=AT)
    assert PhoneProof.objects.count() == 1
