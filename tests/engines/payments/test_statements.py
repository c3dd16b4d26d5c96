"""A provider's file is read by the names of its columns; what cannot be read is said with its line, and nothing is taken."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engines.payments.statements import BadFile, lines_of

pytestmark = pytest.mark.pure

PLAIN = "order,reference,amount\nP12,T-1,12.50\nP13,T-2,8\n"
ALIPAY = (
    "#支付宝业务明细查询\n#账号：[2088]\n"
    "支付宝交易号\t,商户订单号\t,业务类型,订单金额（元）,备注\n"
    "2026001\t,P12\t,交易,12.50,\n2026002\t,P13\t,退款,-3.00,\n#总计：1笔\n"
)
WECHAT = (
    "交易时间,微信订单号,商户订单号,应结订单金额\n"
    "`2026-06-04 10:00:00,`4200001,`P12,`12.50\n"
    "总交易单数,总金额\n`1,`12.50\n"
)


def test_our_own_columns() -> None:
    assert [(one.order, one.reference, one.amount) for one in lines_of(PLAIN.encode())] == [
        ("P12", "T-1", Decimal("12.50")),
        ("P13", "T-2", Decimal("8.00")),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(("text", "reference"), [(ALIPAY, "2026001"), (WECHAT, "4200001")])
def test_what_providers_export_refunds_and_sums_left_out(text: str, reference: str, encoding: str) -> None:
    found = lines_of(text.encode(encoding))
    assert [(one.order, one.reference, one.amount) for one in found] == [("P12", reference, Decimal("12.50"))]


def test_tabs_and_windows_line_ends() -> None:
    assert len(lines_of(PLAIN.replace(",", "\t").replace("\n", "\r\n").encode())) == 2


@pytest.mark.parametrize(
    ("content", "problem", "line"),
    [
        (b"", "empty", 0),
        (b" \n ", "empty", 0),
        (b"\xff\xfe\x00\x01", "encoding", 0),
        (b"a,b,c\n1,2,3\n", "columns", 0),
        (b"order,reference,amount\n,T-1,3\n", "order", 2),
        (b"order,reference,amount\nP1,T-1,3\nP2,T-2,abc\n", "amount", 3),
        (b"order,reference,amount\nP1,T-1,1e9\n", "amount", 2),
        (b"order,reference,amount\nP1,T-1,3.005\n", "amount", 2),
        (b"order,reference,amount\nP1,T-1,\n", "amount", 2),
        (b"order,reference,amount\nP1,T-1,3\nP1,T-2,3\n", "twice", 3),
        (b"order,reference,amount\nP1,T-1,NaN\n", "amount", 2),
    ],
)
def test_what_is_wrong_is_named_with_its_line(content: bytes, problem: str, line: int) -> None:
    with pytest.raises(BadFile) as caught:
        lines_of(content)
    assert (caught.value.problem, caught.value.line) == (problem, line)


@given(st.binary(max_size=300))
def test_nothing_makes_it_stumble(content: bytes) -> None:
    with suppress(BadFile):
        lines_of(content)


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"P[0-9]{1,12}", fullmatch=True),
            st.decimals(min_value=0, max_value=10**9, places=2),
        ),
        unique_by=lambda one: one[0],
    )
)
def test_what_is_written_is_read(rows: list[tuple[str, Decimal]]) -> None:
    text = "订单号,交易号,金额\n" + "".join(f"{order},T{order},{amount}\n" for order, amount in rows)
    assert [(one.order, one.amount) for one in lines_of(text.encode("gb18030"))] == rows
