"""A point is proven by its code and by nothing else; what was not reached is a finding; a duty is handed on by name."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from bihuan.engines.duties import actions
from bihuan.engines.duties.codes import LETTERS, new_code, spaced, tidy
from bihuan.engines.duties.errors import AlreadyDone, BadInput, Handed, NotAllowed, NotFound, TooLongAgo
from bihuan.engines.duties.models import Duty, Photo, Point, Scan
from bihuan.ground.directory.models import Person
from bihuan.ground.journal.models import Entry
from bihuan.ground.journal.verify import everything
from tests.engines.duties.test_duties import GOOD, Estate, estate

__all__ = ["estate"]
pytestmark = pytest.mark.django_db
MB = 1048576


def lay(
    estate: Estate, *labels: str, routes: tuple[str, ...] = ("patrol",), place: str = "east"
) -> list[Point]:
    """Points at the estate, in the order of the way."""
    by, at = estate.dui.actor(estate.cast.at), estate.cast.at
    where = estate.cast.places[place]
    first = Point.objects.filter(place=where).count() + 1
    return [
        actions.lay_point(where, label, number, routes, by=by, at=at)
        for number, label in enumerate(labels, first)
    ]


def picture(colour: str = "red") -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "JPEG")
    return file.getvalue()


def scan(estate: Estate, code: str, who: Person | None = None, **more):
    at = more.pop("at", estate.cast.at)
    return actions.scan(estate.patrol(), code, by=(who or estate.bao).actor(at), at=at, **more)


def finish(estate: Estate, at=None):
    at = at or estate.cast.at
    return actions.finish(estate.patrol(), GOOD, by=estate.bao.actor(at), at=at)


@pytest.mark.pure
def test_a_code_is_long_unlike_another_and_read_however_it_is_typed() -> None:
    codes = {new_code() for _number in range(500)}
    assert len(codes) == 500 and all(len(code) == 10 and set(code) <= set(LETTERS) for code in codes)
    code = codes.pop()
    assert tidy(spaced(code).lower()) == tidy(f" {code} ") == code
    assert [tidy(wrong) for wrong in ("", "B2C4D", code + "B", "ABCDEFGHIJ", "二" * 10)] == [""] * 5


@pytest.mark.pure
def test_one_wrong_letter_or_two_changed_about_are_no_code() -> None:
    code = new_code()
    for place in range(10):
        for letter in LETTERS:
            assert (tidy(code[:place] + letter + code[place + 1 :]) == code) is (letter == code[place])
    for place in range(9):
        turned = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert turned == code or tidy(turned) == ""


def test_a_round_with_points_needs_them_and_says_which_were_missed(estate: Estate) -> None:
    gate, roof, _cellar = lay(estate, "东门", "屋顶", "地下室")
    with pytest.raises(BadInput) as refused:
        finish(estate)
    assert set(refused.value.fields) == {"points"}
    for point in (roof, gate):
        assert scan(estate, spaced(point.code)).point == point
    done = finish(estate)
    assert done.proofs["points"]["missed"] == ["地下室"] and done.findings == ["points"]
    assert [pk for pk, _at in done.proofs["points"]["reached"]] == [roof.pk, gate.pk]
    assert list(everything()) == []


def test_a_point_is_reached_once_however_often_its_code_arrives(estate: Estate) -> None:
    (gate,) = lay(estate, "东门")
    first, again = scan(estate, gate.code), scan(estate, gate.code, at=estate.cast.later(minutes=3))
    assert first.pk == again.pk and Scan.objects.get().at == estate.cast.at
    assert Entry.objects.filter(verb="duty.scanned").count() == 1


def test_a_wrong_code_proves_nothing_and_stays_in_the_journal(estate: Estate) -> None:
    lay(estate, "东门")
    other = _west(estate)
    assert scan(estate, "BBBBB-BBBBB") is None
    assert scan(estate, "\x00") is None
    assert scan(estate, other.code) is None
    assert not Scan.objects.exists()
    tried = Entry.objects.filter(verb="duty.wrong_code").order_by("seq")
    assert [entry.facts.get("label") for entry in tried] == [None, None, "西门"]
    assert not any(other.code in str(entry.facts) for entry in Entry.objects.all())
    assert list(everything()) == []


def _west(estate: Estate) -> Point:
    return Point.objects.create(
        place=estate.cast.west, label="西门", number=1, routes=["patrol"], code=new_code()
    )


def test_a_code_that_was_renewed_and_a_point_taken_away_prove_nothing(estate: Estate) -> None:
    gate, roof = lay(estate, "东门", "屋顶")
    by, at = estate.dui.actor(estate.cast.at), estate.cast.at
    renewed = actions.renew_code(gate, by=by, at=at)
    actions.take_away(roof, by=by, at=at)
    assert scan(estate, gate.code) is None and scan(estate, roof.code) is None
    assert scan(estate, renewed.code).point == gate
    assert finish(estate).findings == [], "what was taken away is not missed"


def test_a_point_of_another_route_is_none_of_this_round(estate: Estate) -> None:
    (vault,) = lay(estate, "金库", routes=("key-areas",))
    assert scan(estate, vault.code) is None
    assert finish(estate).state == Duty.State.DONE, "no point lies on the patrol's own route"


def test_a_point_scanned_without_network_keeps_its_own_time(estate: Estate) -> None:
    (gate,) = lay(estate, "东门")
    made = scan(estate, gate.code, really=estate.cast.at, at=estate.cast.later(hours=2))
    assert (made.at, made.received_at) == (estate.cast.at, estate.cast.later(hours=2))
    with pytest.raises(TooLongAgo):
        scan(estate, gate.code, really=estate.cast.at, at=estate.cast.later(hours=25))


@pytest.mark.parametrize("who", ["xi", "dui"])
def test_who_does_not_walk_the_round_scans_nothing(estate: Estate, who: str) -> None:
    (gate,) = lay(estate, "东门")
    with pytest.raises(NotAllowed):
        scan(estate, gate.code, getattr(estate, who))
    assert not Scan.objects.exists() and not Entry.objects.filter(kind="duty").exists()


def test_after_the_round_is_done_nothing_is_scanned_any_more(estate: Estate) -> None:
    gate, roof = lay(estate, "东门", "屋顶")
    scan(estate, gate.code)
    finish(estate)
    with pytest.raises(AlreadyDone):
        scan(estate, roof.code, estate.pang)


@pytest.mark.parametrize("who", ["bao", "xi"])
def test_only_a_head_lays_points(estate: Estate, who: str) -> None:
    (gate,) = lay(estate, "东门")
    by, at = getattr(estate, who).actor(estate.cast.at), estate.cast.at
    for verb in (
        lambda: actions.lay_point(estate.cast.east, "屋顶", 9, ["patrol"], by=by, at=at),
        lambda: actions.change_point(gate, "大门", 1, ["patrol"], by=by, at=at),
        lambda: actions.renew_code(gate, by=by, at=at),
        lambda: actions.take_away(gate, by=by, at=at),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert Point.objects.get(pk=gate.pk).code == gate.code


@pytest.mark.parametrize(
    ("label", "number", "routes", "field"),
    [
        ("", 2, ["patrol"], "label"),
        ("门\x00", 2, ["patrol"], "label"),
        ("门" * 41, 2, ["patrol"], "label"),
        ("屋顶", 1, ["patrol"], "number"),
        ("屋顶", 0, ["patrol"], "number"),
        ("屋顶", 10**9, ["patrol"], "number"),
        ("屋顶", 2, [], "routes"),
    ],
)
def test_a_point_that_cannot_be_is_refused_at_its_field(estate, label, number, routes, field) -> None:
    lay(estate, "东门")
    at = estate.cast.at
    with pytest.raises(BadInput) as refused:
        actions.lay_point(estate.cast.east, label, number, routes, by=estate.dui.actor(at), at=at)
    assert set(refused.value.fields) == {field}
    assert Point.objects.count() == 1


def test_a_photo_is_kept_once_and_shows_nothing_of_where(estate: Estate, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    by, at = estate.bao.actor(estate.cast.at), estate.cast.at
    kept = {
        actions.photograph(estate.patrol(), "photo", "门.jpg", picture(), most=MB, by=by, at=at).pk
        for _number in range(2)
    }
    assert len(kept) == Photo.objects.count() == Entry.objects.filter(verb="duty.photo").count() == 1
    assert finish(estate).proofs["photo"] == {"photos": [Photo.objects.get().sha256]}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 x", b"<script>"])
def test_what_is_no_photo_is_none(estate: Estate, content: bytes) -> None:
    by, at = estate.bao.actor(estate.cast.at), estate.cast.at
    with pytest.raises(BadInput):
        actions.photograph(estate.patrol(), "photo", "x", content, most=MB, by=by, at=at)
    with pytest.raises(NotFound):
        actions.photograph(estate.patrol(), "record", "x.jpg", picture(), most=MB, by=by, at=at)
    assert not Photo.objects.exists()


def test_what_is_handed_on_is_his_alone_until_another_takes_it_over(estate: Estate) -> None:
    at = estate.cast.at
    by = estate.bao.actor(at)
    actions.hand_on(estate.patrol(), estate.pang, "交班", by=by, at=at)
    with pytest.raises(Handed) as told:
        finish(estate)
    assert "庞刚" in str(told.value)
    entry = Entry.objects.get(verb="duty.handed_on")
    assert (entry.facts["to"], entry.facts["why"]) == (estate.pang.ref, "交班")
    actions.hand_on(estate.patrol(), estate.bao, "", by=by, at=at)
    assert finish(estate).done_by_id == estate.bao.pk
    with pytest.raises(AlreadyDone):
        actions.hand_on(estate.patrol(), estate.pang, "", by=by, at=at)


def test_a_duty_goes_to_nobody_who_has_no_business_with_it(estate: Estate) -> None:
    at = estate.cast.at
    with pytest.raises(BadInput):
        actions.hand_on(estate.patrol(), estate.xi, "", by=estate.bao.actor(at), at=at)
    with pytest.raises(NotAllowed):
        actions.hand_on(estate.patrol(), estate.xi, "", by=estate.xi.actor(at), at=at)
    assert (
        actions.hand_on(estate.patrol(), estate.pang, "", by=estate.dui.actor(at), at=at).holder
        == estate.pang
    )


def test_a_handed_round_is_still_left_undone_by_the_clock(estate: Estate) -> None:
    duty = estate.patrol()
    actions.hand_on(duty, estate.pang, "", by=estate.bao.actor(estate.cast.at), at=estate.cast.at)
    assert Duty.objects.get(pk=duty.pk).closes_at == duty.closes_at
    at = duty.due_at + timedelta(minutes=5)
    assert actions.finish(duty, GOOD, by=estate.pang.actor(at), at=at).state == Duty.State.LATE
