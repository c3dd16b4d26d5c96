"""The reading desk as pages: who comes in, what stands there, what a form does and what it says when it is wrong."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.engines.drafts import actions
from bihuan.engines.drafts.actions import starting
from bihuan.engines.drafts.models import Decision, Draft, Proposal
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption
from bihuan.ground.standards.models import Adoption, Bundle
from tests.cast import PACK, Cast
from tests.engines.drafts.making import TEXT, clause, drafted, proposal
from tests.windows.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db

WRONG = ["chen", "fang", "wang", "zhao", "tang", "liu"]


@pytest.fixture
def draft(cast: Cast) -> Draft:
    return drafted(cast)


def new_form(cast: Cast, **over: Any) -> dict[str, Any]:
    form = {
        "text": TEXT, "title": "城南物业客户服务标准", "issuer": "城南物业", "pack": "chengnan-service",
        "edition": "2026.1", "in_force": "2026-06-01", "place": cast.company.pk, "base": PACK, "once": str(uuid4()),
    }  # fmt: skip
    return {name: value for name, value in (form | over).items() if value is not None}


def test_a_pasted_text_becomes_a_draft(signed_in: SignedIn, cast: Cast) -> None:
    desk = signed_in(cast.he)
    answer = desk.post("/desk/drafts/new/", new_form(cast))
    draft = Draft.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/drafts/{draft.pk}/")
    page = desk.get(answer["Location"]).content.decode()
    assert "第一条" in page and "30分钟" in page and "时限" in page
    assert "城南物业客户服务标准" in desk.get("/desk/drafts/").content.decode()


def test_an_uploaded_file_is_kept_and_given_back(signed_in: SignedIn, cast: Cast) -> None:
    desk = signed_in(cast.admin)
    file = SimpleUploadedFile("标准.txt", TEXT.encode("gb18030"), "text/plain")
    desk.post("/desk/drafts/new/", new_form(cast, text=None, file=file))
    draft = Draft.objects.get()
    answer = desk.get(f"/desk/drafts/{draft.pk}/document/")
    assert b"".join(answer.streaming_content) == TEXT.encode("gb18030")
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


def test_the_same_form_sent_twice_is_one_draft(signed_in: SignedIn, cast: Cast) -> None:
    desk, form = signed_in(cast.he), new_form(cast)
    first, second = desk.post("/desk/drafts/new/", form), desk.post("/desk/drafts/new/", form)
    assert first["Location"] == second["Location"]
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"text": None}, "file"),
        ({"text": " "}, "file"),
        ({"pack": "城南"}, "pack"),
        ({"edition": "a b"}, "edition"),
        ({"in_force": "soon"}, "in_force"),
        ({"place": "0"}, "place"),
        ({"base": "nothing@1"}, "base"),
        ({"title": ""}, "title"),
        ({"file": SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n\x00\x00")}, "file"),
        ({"file": SimpleUploadedFile("x.docx", b"no word"), "text": None}, "file"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(
    signed_in: SignedIn, cast: Cast, over: dict[str, Any], field: str
) -> None:
    answer = signed_in(cast.he).post("/desk/drafts/new/", new_form(cast, **over))
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert not Draft.objects.exists()


def addresses(draft: Draft) -> list[tuple[str, str]]:
    row, held = proposal(draft, "30分钟"), clause(draft, "第九条")
    home = f"/desk/drafts/{draft.pk}/"
    reads = ["", "history/", "finish/", "document/", "progress/"]
    writes = [
        f"proposals/{row.pk}/accept/", f"proposals/{row.pk}/reject/", f"proposals/{row.pk}/change/",
        f"proposals/{row.pk}/bind/", f"clauses/{held.pk}/add/", f"clauses/{held.pk}/hold/", "accept-all/", "take-over/", "undo/",
        "review/ask/", "review/confirm/", "release/", "adopt/", "drop/",
    ]  # fmt: skip
    return [*(("get", home + path) for path in reads), *(("post", home + path) for path in writes)]


@pytest.mark.parametrize("who", WRONG)
def test_who_may_not_draft_comes_to_no_page(signed_in: SignedIn, cast: Cast, draft: Draft, who: str) -> None:
    desk, before = signed_in(cast.people[who]), Entry.objects.count()
    asked = [
        ("get", "/desk/drafts/"),
        ("get", "/desk/drafts/new/"),
        ("post", "/desk/drafts/new/"),
        *addresses(draft),
    ]
    for method, path in asked:
        assert getattr(desk, method)(path).status_code == 403, path
    assert Entry.objects.count() == before
    assert "/desk/drafts/" not in desk.get("/desk/").content.decode()


def test_a_stranger_is_led_to_the_sign_in_page(client: Any, cast: Cast, draft: Draft) -> None:
    for method, path in addresses(draft):
        answer = getattr(client, method)(path)
        assert answer.status_code == 302 and answer["Location"].startswith("/desk/login/"), path


def test_a_draft_of_another_place_does_not_exist(signed_in: SignedIn, cast: Cast, draft: Draft) -> None:
    """Somebody who heads the east hall drafts for it, and sees nothing of the company's draft."""
    from bihuan.ground.directory.models import Membership

    Membership.objects.create(
        person=cast.fang, team=cast.hall_east, role="manager", since=cast.at.replace(year=2026, month=1)
    )
    desk = signed_in(cast.fang)
    for method, path in addresses(draft):
        assert getattr(desk, method)(path).status_code == 404, path
    own = drafted(cast, by=cast.fang, place=cast.east, edition="2026.9")
    assert desk.get(f"/desk/drafts/{own.pk}/").status_code == 200
    page = desk.get("/desk/drafts/").content.decode()
    assert "2026.9" in page and "2026.1</span>" not in page


def act(desk: Any, draft: Draft, path: str, **form: Any) -> Any:
    return desk.post(f"/desk/drafts/{draft.pk}/{path}", {"once": str(uuid4()), **form})


def test_accepting_leads_on_to_what_waits(signed_in: SignedIn, cast: Cast, draft: Draft) -> None:
    desk = signed_in(cast.he)
    answer = act(desk, draft, f"proposals/{proposal(draft, '30分钟').pk}/accept/", seen=draft.journal_seq)
    assert answer["Location"].endswith(f"?clause={clause(draft, '第二条').pk}"), (
        "nothing waits in 第一条 any more"
    )
    answer = act(desk, draft, f"proposals/{proposal(draft, '3个工作日').pk}/accept/")
    assert answer["Location"].endswith(f"?clause={clause(draft, '第二条').pk}"), (
        "the second promise of 第二条 waits"
    )
    assert [one.state for one in draft.proposals.all()[:3]] == ["accepted", "accepted", "proposed"]


def test_each_decision_has_its_form(signed_in: SignedIn, cast: Cast, draft: Draft) -> None:
    desk = signed_in(cast.he)
    row = proposal(draft, "3个工作日")
    change = {
        "kind": "deadline",
        "modality": "must",
        "bound": "max",
        "value": "2",
        "unit": "workday",
        "calendar": "working",
    }
    act(desk, draft, f"proposals/{row.pk}/change/", **change, stop="答复")
    assert cast.fresh(row).binding["allowance"] == "2wd"
    act(
        desk,
        draft,
        f"proposals/{row.pk}/bind/",
        to="promise",
        kind="report",
        start="opened",
        stop="answered",
        allowance="3wd",
        public="on",
    )
    assert cast.fresh(row).binding["kind"] == "report" and cast.fresh(row).binding["public"]
    act(desk, draft, f"proposals/{proposal(draft, '7日').pk}/reject/", why="不归我们")
    assert proposal(draft, "7日").why == "不归我们"
    act(
        desk,
        draft,
        f"clauses/{clause(draft, '第九条').pk}/add/",
        words="解释权",
        kind="duty",
        modality="must",
    )
    assert Proposal.objects.get(draft=draft, state="added").rule["words"] == "解释权"
    act(desk, draft, f"clauses/{clause(draft, '第八条').pk}/hold/", held="people")
    assert clause(draft, "第八条").held == "people"
    assert [one.verb for one in Decision.objects.order_by("seq")] == [
        "changed",
        "bound",
        "rejected",
        "added",
        "held",
    ]
    act(desk, draft, "undo/")
    assert clause(draft, "第八条").held == ""
    act(desk, draft, "undo/", seq=Decision.objects.order_by("seq")[1].seq)
    assert [one.undone_at is None for one in Decision.objects.order_by("seq")] == [
        True,
        False,
        False,
        False,
        False,
    ]
    page = desk.get(f"/desk/drafts/{draft.pk}/history/").content.decode()
    assert page.count("tone-archived") == 4


def test_all_sure_ones_of_the_kind_that_is_looked_at(signed_in: SignedIn, cast: Cast, draft: Draft) -> None:
    desk = signed_in(cast.he)
    assert "采纳6项" in desk.get(f"/desk/drafts/{draft.pk}/?kind=deadline").content.decode().replace(" ", "")
    act(desk, draft, "accept-all/", kind="deadline")
    assert draft.proposals.filter(state="accepted").count() == 6


def test_the_filter_shows_only_what_fits(signed_in: SignedIn, cast: Cast, draft: Draft) -> None:
    desk = signed_in(cast.he)
    page = desk.get(f"/desk/drafts/{draft.pk}/?kind=frequency").content.decode()
    tree = page[page.index("draft-tree") : page.index("draft-side")]
    assert "第六条" in tree and "第一条" not in tree and "第八条" not in tree
    assert desk.get(f"/desk/drafts/{draft.pk}/?kind=x&sure=y&show=z&clause=abc").status_code == 200
    assert desk.get(f"/desk/drafts/{draft.pk}/?clause=999999999").status_code == 200


@pytest.mark.parametrize(
    ("path", "form", "sentence"),
    [
        ("change/", {"kind": "deadline", "modality": "must", "value": "abc", "unit": "hour"}, "请填数字"),
        ("change/", {"kind": "deadline", "modality": "must", "value": "3"}, "数值和单位要一起填"),
        (
            "bind/",
            {
                "to": "promise",
                "kind": "complaint",
                "start": "opened",
                "stop": "answered",
                "allowance": "soon",
            },
            "请按45min",
        ),
        (
            "bind/",
            {"to": "promise", "kind": "complaint", "start": "opened", "stop": "opened", "allowance": "1d"},
            "两件不同的事",
        ),
        ("bind/", {"to": "nothing"}, "请检查"),
    ],
)
def test_a_refused_form_comes_back_open_with_the_reason(
    signed_in: SignedIn, cast: Cast, draft: Draft, path: str, form: dict[str, str], sentence: str
) -> None:
    answer = act(signed_in(cast.he), draft, f"proposals/{proposal(draft, '30分钟').pk}/{path}", **form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert proposal(draft, "30分钟").state == "proposed"


def test_words_that_are_not_there_and_a_clause_without_a_reason_are_refused(
    signed_in: SignedIn, cast: Cast, draft: Draft
) -> None:
    desk, pk = signed_in(cast.he), clause(draft, "第九条").pk
    answer = act(desk, draft, f"clauses/{pk}/add/", words="微笑", kind="duty", modality="must")
    assert answer.status_code == 422 and "条文里没有这些字" in answer.content.decode()
    answer = act(desk, draft, f"clauses/{pk}/hold/", held="text")
    assert answer.status_code == 422 and "为什么无法落实" in answer.content.decode()


def test_who_is_too_late_is_told_who_was_faster(signed_in: SignedIn, cast: Cast, draft: Draft) -> None:
    seen, pk = draft.journal_seq, proposal(draft, "30分钟").pk
    actions.reject(draft, pk, by=cast.actor(cast.ma), at=cast.at)
    answer = act(signed_in(cast.he), draft, f"proposals/{pk}/accept/", seen=seen)
    assert answer.status_code == 422 and "马骏" in answer.content.decode()
    assert proposal(draft, "30分钟").state == "rejected"


@pytest.mark.parametrize(
    "path", ["proposals/{p}/eat/", "clauses/{c}/eat/", "proposals/999999/accept/", "review/eat/"]
)
def test_an_unknown_verb_or_row_is_not_found(
    signed_in: SignedIn, cast: Cast, draft: Draft, path: str
) -> None:
    path = path.format(p=proposal(draft, "30分钟").pk, c=clause(draft, "第九条").pk)
    assert act(signed_in(cast.he), draft, path).status_code == 404


def test_from_check_to_adoption(signed_in: SignedIn, cast: Cast, draft: Draft) -> None:
    actions.accept_all(draft, "", 0, by=cast.actor(cast.ma), at=cast.at)
    desk = signed_in(cast.he)
    page = desk.get(f"/desk/drafts/{draft.pk}/finish/").content.decode()
    assert "全部算例都通过" in page
    actions.ask_review(draft, by=cast.actor(cast.ma), at=cast.at)
    assert act(desk, draft, "review/send_back/").status_code == 422, "sent back without words"
    act(desk, draft, "review/confirm/", words="同意", seen=cast.fresh(draft).journal_seq)
    assert cast.fresh(draft).confirmed
    act(desk, draft, "release/", seen=cast.fresh(draft).journal_seq)
    assert Bundle.objects.get().title == draft.title
    answer = act(desk, draft, "adopt/", place=cast.east.pk, since="2026-05-01")
    assert answer.status_code == 422 and "2026-06-01" in answer.content.decode()
    act(desk, draft, "adopt/", place=cast.east.pk, since="2026-06-05")
    assert Adoption.objects.get(place=cast.east).since == date(2026, 6, 5)
    page = desk.get(f"/desk/drafts/{draft.pk}/finish/").content.decode()
    assert "城东营业厅" in page and "何平" in page
    standard = desk.get("/desk/standard/chengnan-service@2026.1/").content.decode()
    assert 'id="c-第一条"' in standard and 'id="c-第二条"' in standard


def test_who_only_heads_a_place_releases_but_does_not_adopt(
    signed_in: SignedIn, cast: Cast, draft: Draft
) -> None:
    desk = signed_in(cast.ma)
    act(desk, draft, "release/", seen=cast.fresh(draft).journal_seq)
    assert cast.fresh(draft).state == "released"
    assert act(desk, draft, "adopt/", place=cast.east.pk, since="2026-06-05").status_code == 403
    assert Adoption.objects.count() == 1


def test_a_problem_leads_to_its_clause(signed_in: SignedIn, cast: Cast, draft: Draft) -> None:
    strange = {
        "to": "indicator",
        "kind": "complaint",
        "measure": "share_of_luck",
        "title": "运气",
        "target": "9%",
    }
    actions.bind(draft, proposal(draft, "100%").pk, strange, by=cast.actor(cast.he), at=cast.at)
    desk = signed_in(cast.he)
    page = desk.get(f"/desk/drafts/{draft.pk}/finish/").content.decode()
    assert "share_of_luck" in page and "indicators.yaml:" in page
    assert f'href="/desk/drafts/{draft.pk}/?clause={clause(draft, "第三条").pk}"' in page
    answer = act(desk, draft, "release/", seen=cast.fresh(draft).journal_seq)
    assert answer.status_code == 422
    assert not Bundle.objects.exists()


def test_a_draft_is_given_up_with_a_reason(signed_in: SignedIn, cast: Cast, draft: Draft) -> None:
    desk = signed_in(cast.he)
    assert act(desk, draft, "drop/").status_code == 422
    act(desk, draft, "drop/", why="另有新稿")
    assert cast.fresh(draft).state == "dropped"
    assert desk.get(f"/desk/drafts/{draft.pk}/").status_code == 200


def test_a_long_document_shows_its_progress(
    signed_in: SignedIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "AT_ONCE", 10)
    draft, desk = drafted(cast), signed_in(cast.he)
    Draft.objects.update(progress=40)
    assert 'value="40"' in desk.get(f"/desk/drafts/{draft.pk}/").content.decode()
    assert "HX-Redirect" not in desk.get(f"/desk/drafts/{draft.pk}/progress/").headers
    assert desk.get(f"/desk/drafts/{draft.pk}/finish/").status_code == 404
    actions.read_waiting(cast.later(minutes=1))
    assert desk.get(f"/desk/drafts/{draft.pk}/progress/")["HX-Redirect"] == f"/desk/drafts/{draft.pk}/"


def test_a_long_document_that_cannot_be_read_says_why(
    signed_in: SignedIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = drafted(cast)
    Draft.objects.update(state="unreadable", failure="locked")
    assert "密码" in signed_in(cast.he).get(f"/desk/drafts/{draft.pk}/").content.decode()


def test_a_page_asks_the_same_number_of_questions_for_a_long_document(
    signed_in: SignedIn, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    long = TEXT + "".join(f"第{n}条 一般投诉应在{n}个工作日内办结。\n" for n in range(10, 99))
    short, many, desk = drafted(cast), drafted(cast, long, edition="2026.2"), signed_in(cast.he)
    actions.accept_all(many, "", 0, by=cast.actor(cast.ma), at=cast.at)
    desk.get(f"/desk/drafts/{short.pk}/")
    for draft in (short, many):
        with django_assert_max_num_queries(14):
            desk.get(f"/desk/drafts/{draft.pk}/")


def test_an_empty_looking_document_has_a_page(signed_in: SignedIn, cast: Cast) -> None:
    draft = drafted(cast, "……\n")
    assert signed_in(cast.he).get(f"/desk/drafts/{draft.pk}/").status_code == 200
    assert signed_in(cast.he).get(f"/desk/drafts/{draft.pk}/finish/").status_code == 200


@pytest.fixture
def editions(cast: Cast, draft: Draft) -> Draft:
    """Edition 2026.1 in force at the east hall; a draft of 2026.2 that answers sooner and calls back later."""
    said: dict[str, Any] = {"by": cast.actor(cast.he), "at": cast.at}
    actions.accept_all(draft, "deadline", 0, **said)
    actions.release(draft, **said)
    actions.adopt(cast.fresh(draft), cast.east, since=date(2026, 6, 1), **said)
    second = TEXT.replace("3个工作日内答复", "2个工作日内答复").replace(
        "2个工作日内进行回访", "5个工作日内进行回访"
    )
    second = second.replace("第七条 计划停水应提前7日公告。\n", "").replace("的解释权", "之解释权")
    later = drafted(cast, second, edition="2026.2")
    actions.accept_all(later, "deadline", 0, **said)
    return later


def test_two_editions_side_by_side_with_the_cases_they_touch(
    signed_in: SignedIn, cast: Cast, editions: Draft
) -> None:
    from bihuan.engines.cases import actions as cases

    (pack, *_rest) = adoption.in_force(cast.east, cast.at.date())
    for _ in range(2):
        cases.open_case(
            cast.details(), pack=pack, place=cast.east, by=cast.actor(cast.fang), at=cast.at, accept=True
        )
    desk = signed_in(cast.he)
    answer = desk.get(f"/desk/drafts/compare/?old=chengnan-service@2026.1&new=draft:{editions.pk}")
    page = " ".join(answer.content.decode().split())
    assert "收紧" in page and "放宽" in page and "取消" in page and "改写" in page
    assert "3个工作日" in page and "2个工作日" in page
    assert "kind=complaint" in page and ">2</a>" in page
    assert "共有2件" in page.replace(" ", ""), "open cases keep their edition"


def test_the_wrong_person_compares_no_drafts(signed_in: SignedIn, cast: Cast, editions: Draft) -> None:
    desk = signed_in(cast.wang)
    page = desk.get("/desk/drafts/compare/").content.decode()
    assert "chengnan-service@2026.1" in page and f"draft:{editions.pk}" not in page
    assert desk.get(f"/desk/drafts/compare/?old={PACK}&new=draft:{editions.pk}").status_code == 404
    assert desk.get(f"/desk/drafts/compare/?old={PACK}&new=nothing@1").status_code == 404
    assert desk.get(f"/desk/drafts/compare/?old={PACK}&new=draft:x").status_code == 404


def test_an_edition_beside_itself_says_the_same(signed_in: SignedIn, cast: Cast) -> None:
    page = signed_in(cast.he).get(f"/desk/drafts/compare/?old={PACK}&new={PACK}").content.decode()
    assert "两个版本内容相同" in page


NONSENSE = {
    "nothing": {},
    "long": dict.fromkeys(
        ("why", "words", "value", "unit", "kind", "allowance", "title", "held", "place"), "长" * 5000
    ),
    "odd": dict.fromkeys(
        ("why", "words", "value", "stop", "since", "seen", "seq", "once", "also", "to"),
        "\ud7ff%00\u202e<b>'\"; --",
    ),
    "numbers": dict.fromkeys(("seen", "seq", "value", "value_max", "place", "target", "kind"), "9" * 40),
    "negative": {
        "value": "-3",
        "unit": "day",
        "kind": "deadline",
        "modality": "must",
        "bound": "max",
        "seen": "-1",
    },
    "promise": {
        "to": "promise",
        "kind": "complaint",
        "start": "opened",
        "stop": "answered",
        "allowance": "9" * 39 + "d",
    },
    "figure": {
        "to": "indicator",
        "kind": "complaint",
        "measure": "share_on_time",
        "title": " ",
        "target": "1000%",
    },
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_refused_in_words(signed_in: SignedIn, cast: Cast, draft: Draft, name: str) -> None:
    desk = signed_in(cast.admin)
    for method, path in [*addresses(draft), ("post", "/desk/drafts/new/")]:
        if path.endswith(("release/", "drop/", "review/ask/")) or method == "get":
            continue
        answer = desk.post(path, NONSENSE[name])
        assert answer.status_code in (303, 403, 404, 409, 422), (path, answer.status_code)
    assert desk.get(f"/desk/drafts/{draft.pk}/").status_code == 200
    assert actions.check(cast.fresh(draft)) == []


@pytest.mark.parametrize(
    "query",
    [
        "clause=-1",
        "clause=9999999999999999999999",
        "page=x",
        "kind=%00",
        "old=draft:&new=draft:",
        "old=a&new=b",
        "old=draft:1&new=%F0%9F%98%80",
    ],
)
def test_an_odd_address_has_an_answer(signed_in: SignedIn, cast: Cast, draft: Draft, query: str) -> None:
    desk = signed_in(cast.admin)
    for path in ("", f"{draft.pk}/", f"{draft.pk}/history/", "compare/"):
        assert desk.get(f"/desk/drafts/{path}?{query}").status_code in (200, 404)
