"""The fast intake: earlier cases, likely duplicates, guided questions, registering, dispatching at once."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.engines.cases.models import Case
from bihuan.engines.drafts import actions
from bihuan.ground.directory.models import Person
from bihuan.windows.desk.classifying import further, trail
from tests.cast import Cast
from tests.engines.drafts.making import drafted
from tests.windows.desk.conftest import SignedIn
from tests.windows.desk.test_acts import PNG

PATH = "/desk/intake/"


def said(**over: Any) -> dict[str, Any]:
    typed = {
        "reporter_phone": "138 0013 8000",
        "reporter_name": "张三丰",
        "channel": "hotline",
        "text": "昨晚开始停水",
        "kind": "complaint",
        "gravity": "ordinary",
        "once": str(uuid4()),
    }
    return {**typed, **over}


def test_registering_accepts_the_case_in_the_same_step(signed_in: SignedIn, cast: Cast) -> None:
    answer = signed_in(cast.chen).post(PATH, said())

    case = Case.objects.get()
    assert answer["Location"] == f"/desk/cases/{case.pk}/"
    assert case.accepted_by_id == cast.chen.pk
    assert case.reporter_phone == "13800138000"
    assert case.place_id == cast.company.pk


def test_a_hall_takes_down_for_its_own_place(signed_in: SignedIn, cast: Cast) -> None:
    desk = signed_in(cast.fang)

    form = desk.get(PATH).content.decode()
    elsewhere = desk.post(PATH, said(post=str(cast.west.pk), channel="hall"))
    desk.post(PATH, said(channel="hall"))

    assert elsewhere.status_code == 422
    assert '<option value="hall" selected>' in form
    assert Case.objects.get().place_id == cast.east.pk


def test_dispatching_at_once_sends_the_order_with_its_instruction(signed_in: SignedIn, cast: Cast) -> None:
    signed_in(cast.chen).post(PATH, said(team=cast.water.pk, instruction="先电话联系"))

    order = Case.objects.get().orders.get()
    assert (order.team_id, order.instruction) == (cast.water.pk, "先电话联系")


def test_a_dispatch_that_is_refused_leaves_no_half_case(signed_in: SignedIn, cast: Cast) -> None:
    answer = signed_in(cast.chen).post(PATH, said(team=cast.water.pk, from_superior="on"))

    assert answer.status_code == 409
    assert "昨晚开始停水" in answer.content.decode()
    assert Case.objects.count() == 0


def test_a_form_sent_twice_makes_one_case(signed_in: SignedIn, cast: Cast) -> None:
    desk, form = signed_in(cast.chen), said()

    desk.post(PATH, form)
    again = desk.post(PATH, {**form, "known": str(Case.objects.get().pk)})

    assert again.status_code == 303
    assert Case.objects.count() == 1


def test_a_likely_duplicate_stops_the_registration_once(signed_in: SignedIn, cast: Cast) -> None:
    from bihuan.project.clock import now

    twin = cast.complaint(at=now())
    desk = signed_in(cast.chen)

    stopped = desk.post(PATH, said())
    page = stopped.content.decode()
    through = desk.post(PATH, said(known=str(twin.pk)))

    assert stopped.status_code == 409
    assert twin.number in page
    assert f'name="known" value="{twin.pk}"' in page
    assert "昨晚开始停水" in page
    assert through.status_code == 303
    assert Case.objects.count() == 2


def test_a_duplicate_shown_beside_counts_as_looked_at(signed_in: SignedIn, cast: Cast) -> None:
    from bihuan.project.clock import now

    twin = cast.complaint(at=now())
    desk = signed_in(cast.chen)
    beside = desk.get(f"{PATH}caller/", {"reporter_phone": "13800138000"}).content.decode()

    answer = desk.post(PATH, said(shown=str(twin.pk)))

    assert f'name="shown" value="{twin.pk}"' in beside
    assert answer.status_code == 303


def test_earlier_cases_of_the_caller_appear_by_his_phone(signed_in: SignedIn, cast: Cast) -> None:
    mine, other = cast.complaint(), cast.complaint(reporter_phone="13900139000")

    piece = signed_in(cast.chen).get(f"{PATH}caller/", {"reporter_phone": "138-0013-8000"}).content.decode()

    assert mine.number in piece
    assert other.number not in piece
    assert "<html" not in piece


def test_earlier_cases_are_those_the_clerk_may_see(signed_in: SignedIn, cast: Cast) -> None:
    elsewhere = cast.complaint(place=cast.west)
    secret = cast.complaint(place=cast.east, confidential=True)

    piece = signed_in(cast.fang).get(f"{PATH}caller/", {"reporter_phone": "13800138000"}).content.decode()

    assert elsewhere.number not in piece
    assert secret.number not in piece


@pytest.mark.parametrize("page", ["", "caller/", "kind/"])
def test_intake_is_closed_to_units(signed_in: SignedIn, cast: Cast, page: str) -> None:
    assert signed_in(cast.wang).get(f"{PATH}{page}").status_code == 403
    assert signed_in(cast.wang).post(PATH, said()).status_code == 403
    assert Case.objects.count() == 0


def test_a_manager_of_a_hall_cannot_take_down_a_kind_he_may_not_accept(
    signed_in: SignedIn, cast: Cast
) -> None:
    answer = signed_in(cast.tang).post(PATH, said())

    assert answer.status_code == 422
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "x" * 5001),
        ("kind", ""),
        ("kind", "grumble"),
        ("channel", "web"),
        ("category", "nonsense"),
        ("supply", "wine"),
        ("reporter_phone", "12"),
        ("team", "999"),
        ("gravity", "huge"),
    ],
)
def test_a_wrong_field_is_marked_and_the_rest_is_kept(
    signed_in: SignedIn, cast: Cast, field: str, value: str
) -> None:
    answer = signed_in(cast.chen).post(PATH, said(**{field: value, "address": "滨江路18号"}))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "滨江路18号" in page
    assert "aria-invalid" in page
    assert Case.objects.count() == 0


def test_photos_come_with_the_case(signed_in: SignedIn, cast: Cast, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path

    signed_in(cast.chen).post(PATH, said(files=[SimpleUploadedFile("a.png", PNG)]))

    assert Case.objects.get().attachments.get().name == "a.png"


def test_a_program_as_a_photo_stops_the_registration(signed_in: SignedIn, cast: Cast) -> None:
    answer = signed_in(cast.chen).post(PATH, said(files=[SimpleUploadedFile("a.png", b"MZ" + b"\0" * 64)]))

    assert answer.status_code == 422
    assert Case.objects.count() == 0


def test_the_guided_questions_lead_to_a_kind_without_a_script(signed_in: SignedIn, cast: Cast) -> None:
    desk = signed_in(cast.chen)

    first = desk.post(PATH, said(kind="", step="denounces:no")).content.decode()
    second = desk.post(PATH, said(kind="", path="denounces:no", step="already_ruled:yes")).content.decode()

    assert "昨晚开始停水" in first
    assert "already_ruled:yes" in first
    assert "按判断结果应列为" in second
    assert re.search(r'<input[^>]*value="enquiry"[^>]*checked', second)
    assert Case.objects.count() == 0


def test_the_clerk_may_overrule_the_questions(signed_in: SignedIn, cast: Cast) -> None:
    signed_in(cast.chen).post(PATH, said(kind="complaint", path="denounces:no,already_ruled:yes"))

    assert Case.objects.get().kind == "complaint"


@pytest.mark.parametrize(
    "path", ["nonsense", "denounces:maybe,x:y", "already_ruled:yes", ",,,", ":", "x" * 1000]
)
def test_a_made_up_path_asks_from_the_first_question_it_does_not_know(cast: Cast, path: str) -> None:
    found = trail(cast.pack, path)

    assert found.kind == ""
    assert found.question is not None


def test_every_way_through_the_questions_ends_at_a_kind(cast: Cast) -> None:
    open_paths, ends = [""], set()
    while open_paths:
        path = open_paths.pop()
        found = trail(cast.pack, path)
        if found.question is None:
            ends.add(found.kind)
            continue
        open_paths += [further(path, f"{found.question.id}:{answer}") for answer in ("yes", "no")]

    assert ends == set(cast.pack.rows("kinds"))


def test_one_can_go_back_and_start_again() -> None:
    assert further("a:yes,b:no", "back") == "a:yes"
    assert further("a:yes,b:no", "restart") == ""
    assert further("a:yes", "look") == "a:yes"


def test_the_nearest_standard_takes_the_case(signed_in: SignedIn, cast: Cast) -> None:
    """Two standards are in force at the company; the one adopted last is asked, here as on the customers' page."""
    said_by = {"by": cast.actor(cast.he), "at": cast.at}
    draft = drafted(cast)
    actions.release(draft, **said_by)
    actions.adopt(cast.fresh(draft), cast.company, since=date(2026, 6, 1), **said_by)

    signed_in(cast.chen).post(PATH, said())

    assert Case.objects.get().edition == "chengnan-service@2026.1"


def test_the_script_says_the_staff_number_where_it_says_gonghao(signed_in: SignedIn, cast: Cast) -> None:
    Person.objects.filter(pk=cast.chen.pk).update(staff_number="GA007")
    page = signed_in(cast.chen).get("/desk/intake/").content.decode()
    assert "工号GA007为您服务" in page
    assert "工号陈晓雨" not in page
