"""Questions asked again give what the plain queryset gives, with the values of the moment."""

from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from bihuan.engines.cases.models import Case, Order
from bihuan.ground.journal import prepared
from bihuan.ground.standards import adoption
from tests.cast import Cast


def one_case(pk: int) -> QuerySet[Case]:
    return Case.objects.select_related("place", "team", "handler").filter(pk=pk)


def test_the_second_question_has_its_own_answer(cast: Cast) -> None:
    first, second = cast.accepted(), cast.dispatched()[0]
    assert prepared.ask("one", one_case, first.pk) == [first]
    (found,) = prepared.ask("one", one_case, second.pk)
    with CaptureQueriesContext(connection) as asked:
        assert (found.team, found.handler, found.place) == (cast.water, None, cast.company)
        assert found.opened_at == second.opened_at
    assert len(asked) == 0, "what was joined is there"
    assert prepared.ask("one", one_case, 10**9) == []


def test_rows_of_a_team_come_in_order_with_their_joins(cast: Cast) -> None:
    cases = [cast.dispatched()[0] for _ in range(3)]

    def of(team: int) -> QuerySet[Order]:
        return (
            Order.objects.filter(team=team, state="sent").select_related("case", "team").order_by("-id")[:2]
        )

    found = prepared.ask("orders", of, cast.water.pk)
    assert [order.case for order in found] == [cases[2], cases[1]]
    assert prepared.ask("orders", of, cast.gas.pk) == []


def test_rights_are_part_of_the_shape(cast: Cast) -> None:
    case, _order = cast.dispatched(confidential=True)

    def visible(who: object) -> list[Case]:
        actor = cast.actor(who)  # type: ignore[arg-type]
        return prepared.ask(
            ("seen", actor.person, actor.posts),
            lambda pk: Case.objects.visible_to(actor, adoption.roles()).filter(pk=pk),
            case.pk,
        )

    assert visible(cast.liu) == [case]
    assert visible(cast.gao) == []
    assert visible(cast.liu) == [case]
