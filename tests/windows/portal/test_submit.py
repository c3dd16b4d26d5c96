"""From the form to a case."""

import io
import os
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from bihuan.engines.cases.models import Attachment, Case
from bihuan.ground.directory.models import PhoneProof
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.windows.portal import limits, photos, submit
from tests.windows.portal.conftest import executable, other_photo, photo, text_of

pytestmark = pytest.mark.django_db


def test_a_proven_customer_gets_a_case_a_number_and_a_secret_link(customer):
    answer = customer.submit()
    case = Case.objects.get()
    assert answer.status_code == 303
    assert answer.url == f"/c/{case.secret}/done/"
    page = text_of(customer.get(answer.url))
    assert case.number in page
    assert f"http://testserver/c/{case.secret}/" in page
    assert "data:image/svg+xml" in page


def test_the_case_holds_what_was_typed(customer, cast):
    case = customer.case(place=str(cast.east.pk))
    assert (case.kind, case.channel, case.stage) == ("complaint", "web", "received")
    assert (case.reporter_name, case.reporter_phone) == ("李女士", customer.phone)
    assert (case.category, case.supply, case.place) == ("temporary_stop", "water", cast.east)
    assert case.address == "广安区滨江路 18 号 3 栋"
    assert not case.confidential
    assert case.opened_at == customer.now
    assert case.accepted_at is None
    assert Entry.objects.get(kind="case").actor == f"customer:{customer.phone}"


def test_the_promises_run_from_the_submission(customer):
    case = customer.case()
    clock = case.clocks.get(promise="public_contact")
    assert clock.started_at == customer.now
    assert clock.due_at > customer.now


def test_the_number_is_large_enough_to_be_read_out_and_not_the_secret(customer):
    case = customer.case()
    assert case.number.isdigit()
    assert case.secret not in case.number


@pytest.mark.parametrize("kind", ["complaint", "report", "enquiry", "opinion", "suggestion"])
def test_every_kind_can_be_submitted(customer, kind):
    assert customer.case(kind=kind).kind == kind


def test_who_asks_for_secrecy_gets_it(customer):
    assert customer.case(confidential="on").confidential


def test_a_denunciation_is_secret_and_needs_no_name(customer):
    case = customer.case(kind="report", name="")
    assert case.confidential
    assert case.reporter_name == ""


def test_a_complaint_needs_a_name_unless_it_is_secret(customer):
    assert customer.submit(name="").status_code == 422
    customer.wait(minutes=2)
    assert customer.submit(name="", confidential="on").status_code == 303


def test_the_same_form_sent_twice_is_one_case(customer):
    first = customer.submit()
    again = customer.post("/submit/", **customer.form(code="000000"))
    assert again.status_code == 303
    assert again.url == first.url
    assert Case.objects.count() == 1


def test_the_same_form_sent_an_hour_later_needs_no_proof_and_makes_no_case(customer):
    first = customer.submit(photos=[photo()])
    customer.wait(hours=1)
    again = customer.post("/submit/", **customer.form(photos=[photo()]))
    assert again.url == first.url
    assert (Case.objects.count(), Attachment.objects.count()) == (1, 1)


def test_other_words_under_the_same_key_are_asked_about_and_kept(customer):
    customer.submit()
    customer.wait(minutes=2)
    answer = customer.submit(text="另一件事：路灯不亮。")
    page = text_of(answer)
    assert answer.status_code == 422
    assert "另一件事：路灯不亮。" in page
    assert customer.once not in page
    assert Case.objects.count() == 1


def test_two_taps_at_once_lead_to_the_same_case(customer, monkeypatch):
    """The second tap looked for the first before it was through, and finds the code used up."""
    code = customer.ask_code()
    first = customer.submit(code=code)
    known, asked = submit._earlier, []
    monkeypatch.setattr(
        submit, "_earlier", lambda form: asked.append(1) or (known(form) if asked[1:] else None)
    )
    again = customer.submit(code=code)
    assert again.status_code == 303
    assert again.url == first.url
    assert Case.objects.count() == 1


def test_one_phone_cannot_flood_the_company(customer, monkeypatch):
    monkeypatch.setattr(limits, "SUBMISSIONS", 2)
    proof = text_of(customer.submit(consent=None)).split('name="proof" value="')[1].split('"')[0]
    told = [customer.submit(proof=proof, once=str(uuid4())).status_code for _ in range(3)]
    assert told == [303, 303, 422]
    assert Case.objects.count() == 2


def test_a_key_that_was_made_up_is_replaced(customer):
    assert customer.submit(once="x" * 500).status_code == 303


def test_somebody_else_with_the_same_key_is_not_led_to_the_case(customer):
    first = customer.submit()
    customer.phone = "13700137000"
    other = customer.submit()
    assert other.status_code == 303
    assert other.url != first.url
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", None),
        ("kind", "nonsense"),
        ("text", ""),
        ("text", "   "),
        ("text", "长" * 5001),
        ("address", "长" * 201),
        ("name", "长" * 61),
        ("category", "nonsense"),
        ("supply", "steam"),
        ("place", "999999"),
        ("place", "abc"),
        ("phone", ""),
        ("phone", "12345"),
        ("phone", "0826-2983315"),
        ("consent", None),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(customer, field, value):
    code = customer.ask_code()
    answer = customer.submit(code=code, **{field: value})
    page = text_of(answer)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert f'href="#id_{field}' in page
    assert not Case.objects.exists()


def test_a_letter_that_cannot_be_stored_is_refused(customer):
    assert customer.submit(text="停水\x00了").status_code == 422
    assert not Case.objects.exists()


def test_nothing_typed_is_lost_on_an_error(customer, cast):
    page = text_of(
        customer.submit(text="停水 <b>三天</b> 了", consent=None, confidential="on", place=str(cast.east.pk))
    )
    assert "停水 &lt;b&gt;三天&lt;/b&gt; 了" in page
    assert "<b>三天</b>" not in page
    assert 'value="李女士"' in page
    assert 'value="广安区滨江路 18 号 3 栋"' in page
    assert f'value="{cast.east.pk}" selected' in page
    assert 'value="complaint" required checked' in page
    assert 'value="temporary_stop" selected' in page
    assert customer.once in page


def test_a_code_that_was_right_is_not_asked_for_again_after_an_error_elsewhere(customer):
    page = text_of(customer.submit(consent=None))
    proof = page.split('name="proof" value="')[1].split('"')[0].replace("&quot;", '"')
    assert customer.submit(proof=proof).status_code == 303


def test_a_proof_is_for_one_phone_and_for_half_an_hour(customer):
    page = text_of(customer.submit(consent=None))
    proof = page.split('name="proof" value="')[1].split('"')[0]
    assert customer.submit(proof=proof, phone="13700137000").status_code == 422
    assert customer.submit(proof=proof + "x").status_code == 422
    customer.wait(minutes=30)
    assert customer.submit(proof=proof).status_code == 422
    assert not Case.objects.exists()


@pytest.mark.parametrize("code", ["", "abc", "12345", "1" * 30])
def test_without_the_code_there_is_no_case(customer, code):
    customer.ask_code()
    answer = customer.submit(code=code)
    assert answer.status_code == 422
    assert 'id="id_code_error"' in text_of(answer)
    assert not Case.objects.exists()


def test_an_expired_code_is_said_to_be_so(customer):
    code = customer.ask_code()
    customer.wait(minutes=6)
    answer = customer.submit(code=code)
    assert "验证码已失效" in text_of(answer)
    assert not Case.objects.exists()


def test_without_a_script_the_form_itself_asks_for_the_code(customer):
    answer = customer.post("/submit/", **customer.form(ask="code", photos=[photo()], consent=None))
    page = text_of(answer)
    assert answer.status_code == 200
    assert "5 分钟内有效" in page
    assert "从昨晚起 3 号楼一直没有水。" in page
    assert 'class="error"' not in page
    kept = page.split('name="kept" value="')[1].split('"')[0]
    case = customer.case(code=customer.last_code(), kept=[kept])
    assert case.attachments.get().name == "照片.png"


def test_the_page_shows_the_code_in_a_demonstration_only(customer, settings):
    settings.DEMO = False
    page = text_of(customer.post("/code/", phone=customer.phone))
    assert customer.last_code() not in page
    customer.wait(minutes=2)
    settings.DEMO = True
    page = text_of(customer.post("/code/", phone=customer.phone))
    assert customer.last_code() in page
    assert "演示" in page


def test_codes_too_often_are_refused_with_the_wait(customer):
    customer.post("/code/", phone=customer.phone)
    page = text_of(customer.post("/code/", phone=customer.phone))
    assert "60 秒后" in page
    assert Delivery.objects.count() == 1


def test_one_connection_cannot_send_codes_to_everybody(customer, monkeypatch):
    monkeypatch.setattr(limits, "CODES", 3)
    for number in range(5):
        page = text_of(customer.post("/code/", phone=f"1390013900{number}"))
    assert "一小时后" in page
    assert PhoneProof.objects.count() == 3


def test_a_known_phone_gets_the_same_answer_as_an_unknown_one(customer, settings):
    settings.DEMO = False
    customer.submit()
    customer.wait(minutes=5)
    known = text_of(customer.post("/code/", phone=customer.phone))
    unknown = text_of(customer.post("/code/", phone="13700137000"))
    assert known.replace(customer.phone, "13700137000") == unknown


def test_asking_for_a_code_by_link_changes_nothing(customer):
    assert customer.get("/code/", phone=customer.phone).status_code == 405
    assert not Delivery.objects.exists()


def test_a_form_from_another_site_is_refused(cast):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/submit/", {"text": "x"}).status_code == 403
    assert strict.post("/code/", {"phone": "13900139000"}).status_code == 403


# Photos


def test_photos_come_with_the_case(customer):
    case = customer.case(photos=[other_photo(1), other_photo(2)])
    assert sorted(case.attachments.values_list("name", "mime", "actor")) == [
        ("1.png", "image/png", f"customer:{customer.phone}"),
        ("2.png", "image/png", f"customer:{customer.phone}"),
    ]


def test_a_bad_file_is_named_and_the_good_ones_are_kept(customer):
    answer = customer.submit(photos=[other_photo(1), executable("账单.jpg"), other_photo(2)])
    page = text_of(answer)
    assert answer.status_code == 422
    assert "“账单.jpg”不是照片或 PDF" in page
    assert page.count('name="kept"') == 2
    assert not Case.objects.exists()
    assert not Attachment.objects.exists()


def test_kept_photos_arrive_with_the_next_try_and_are_put_away(customer):
    page = text_of(customer.submit(photos=[other_photo(1), executable()]))
    kept = [part.split('"')[0] for part in page.split('name="kept" value="')[1:]]
    customer.wait(minutes=2)
    case = customer.case(kept=kept, photos=[other_photo(2)])
    assert sorted(case.attachments.values_list("name", flat=True)) == ["1.png", "2.png"]
    assert default_storage.listdir(photos.FOLDER)[1] == []


def test_a_photo_unticked_stays_out(customer):
    text_of(customer.submit(photos=[other_photo(1), executable()]))
    customer.wait(minutes=2)
    assert not customer.case(kept=[]).attachments.exists()


@pytest.mark.parametrize("token", ["", "x", "eyJwYXRoIjoiLi4vLi4vZXRjL3Bhc3N3ZCJ9:forged"])
def test_a_forged_token_brings_no_file(customer, token):
    assert not customer.case(kept=[token]).attachments.exists()


def test_an_oversized_file_is_refused_by_name_before_it_is_read(customer, settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024
    big = photo("巨大.png", b"\x89PNG\r\n\x1a\n" + b"0" * (1024 * 1024))
    page = text_of(customer.submit(photos=[big]))
    assert "“巨大.png”超过 1 MB" in page
    assert not Case.objects.exists()


def test_an_empty_file_is_refused(customer):
    page = text_of(customer.submit(photos=[photo("空.png", b"")]))
    assert "“空.png”是空文件" in page


@pytest.mark.parametrize(
    "content",
    [
        b"#!/bin/sh\nrm -rf /",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04",
    ],
)
def test_what_only_calls_itself_a_photo_is_refused(customer, content):
    bad = SimpleUploadedFile("p.png", content, content_type="image/png")
    assert customer.submit(photos=[bad]).status_code == 422
    assert not Case.objects.exists()


def test_a_seventh_file_is_left_out_and_named(customer):
    page = text_of(customer.submit(photos=[other_photo(n) for n in range(7)]))
    assert "“6.png”没有收下" in page
    assert page.count('name="kept"') == 6


def test_forms_that_never_come_back_do_not_fill_the_disk(customer, monkeypatch):
    monkeypatch.setattr(photos, "MOST_KEPT", 2)
    page = text_of(customer.submit(photos=[other_photo(1), other_photo(2)], consent=None))
    assert page.count('name="kept"') == 2
    customer.wait(minutes=2)
    page = text_of(customer.submit(photos=[other_photo(3)], consent=None))
    assert page.count('name="kept"') == 0
    assert len(default_storage.listdir(photos.FOLDER)[1]) == 2


def test_photos_put_aside_are_swept_after_two_hours(customer):
    text_of(customer.submit(photos=[other_photo(1)], consent=None))
    (name,) = default_storage.listdir(photos.FOLDER)[1]
    long_ago = customer.now.timestamp() - 3 * 3600
    os.utime(default_storage.path(f"{photos.FOLDER}/{name}"), (long_ago, long_ago))
    customer.wait(minutes=2)
    text_of(customer.submit(photos=[other_photo(2)], consent=None))
    left = default_storage.listdir(photos.FOLDER)[1]
    assert len(left) == 1
    assert name not in left


# Cost and reading


def test_the_form_costs_one_query(customer, django_assert_num_queries):
    customer.get("/submit/")
    with django_assert_num_queries(1):
        assert customer.get("/submit/", kind="report").status_code == 200


def test_submitting_costs_few_queries(customer, django_assert_max_num_queries):
    code = customer.ask_code()
    with django_assert_max_num_queries(29):
        assert customer.submit(code=code).status_code == 303


def test_the_choice_of_the_first_page_is_taken_over(customer):
    assert 'value="report" required checked' in text_of(customer.get("/submit/", kind="report"))


def test_each_form_has_a_key_of_its_own(customer):
    keys = {text_of(customer.get("/submit/")).split('name="once" value="')[1][:36] for _ in range(2)}
    assert len(keys) == 2


def test_nobody_in_between_keeps_the_pages(customer):
    case = customer.case()
    for path in ("/submit/", f"/c/{case.secret}/", f"/c/{case.secret}/done/"):
        assert customer.get(path)["Cache-Control"] == "private, no-store"


def test_only_the_customer_himself_gets_a_text_message(customer):
    customer.case()
    assert set(Delivery.objects.filter(channel="sms").values_list("address", flat=True)) == {customer.phone}


def test_a_photo_is_kept_without_the_place_where_it_was_taken(customer, cast):
    exif = Image.Exif()
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (30.0, 27.0, 21.0)
    exif[Base.Orientation] = 6
    taken = io.BytesIO()
    Image.new("RGB", (8, 4)).save(taken, "JPEG", exif=exif)
    customer.case(photos=[photo("漏水.jpg", taken.getvalue())])
    with Attachment.objects.get().file as file, Image.open(file) as kept:
        assert dict(kept.getexif()) == {Base.Orientation: 6}
        assert dict(kept.getexif().get_ifd(IFD.GPSInfo)) == {}
