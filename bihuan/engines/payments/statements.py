"""A provider's list as a file: CSV as the providers export it, our columns found by their names. Pure."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Final, Literal

from bihuan.engines.payments.drivers import StatementLine

Problem = Literal["encoding", "columns", "order", "amount", "twice", "empty", "long"]

#: How the columns are called, ours and the providers'.
COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    "order": frozenset({"order", "商户订单号", "商家订单号", "订单号", "商户单号"}),
    "reference": frozenset(
        {
            "reference",
            "支付宝交易号",
            "微信订单号",
            "交易号",
            "流水号",
            "交易流水号",
            "平台流水号",
            "交易单号",
        }
    ),
    "amount": frozenset(
        {
            "amount",
            "金额",
            "订单金额",
            "交易金额",
            "应结订单金额",
            "收入金额",
            "订单金额（元）",
            "订单金额(元)",
        }
    ),
}
MOST_LINES: Final = 200_000
_CENT: Final = Decimal("0.01")
_NUMBER: Final = re.compile(r"\d{1,10}(\.\d{1,2})?")


@dataclass
class BadFile(Exception):
    """What is wrong with a list, at which line (1 is the first of the file; 0: the whole file)."""

    problem: Problem
    line: int = 0
    said: str = ""


def lines_of(content: bytes) -> list[StatementLine]:
    """The payments of a file, in UTF-8 or GB 18030, separated by commas or tabs. Raises BadFile.

    Passed over is what stands above the headings, lines that begin with #, sums below the payments (they have neither an
    order number nor an amount in their columns), and refunds: amounts below nothing.
    """
    rows = _rows(_text(content))
    where: dict[str, int] = {}
    found: list[StatementLine] = []
    seen: set[str] = set()
    for number, row in rows:
        if not where:
            where = _headings(row)
            continue
        line = _line(row, where, number)
        if line is None:
            continue
        if line.order in seen:
            raise BadFile("twice", number, line.order)
        seen.add(line.order)
        found.append(line)
        if len(found) > MOST_LINES:
            raise BadFile("long", number)
    if not where:
        raise BadFile("columns")
    return found


def _text(content: bytes) -> str:
    if not content.strip():
        raise BadFile("empty")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadFile("encoding")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    tabs = text.count("\t") > text.count(",")
    reader = csv.reader(StringIO(text, newline=""), delimiter="\t" if tabs else ",")
    try:
        for row in reader:
            cells = [one.strip().lstrip("`'").strip() for one in row]
            if any(cells) and not cells[0].startswith("#"):
                yield reader.line_num, cells
    except csv.Error as error:
        raise BadFile("columns", reader.line_num) from error


def _headings(row: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(row):
        for name, words in COLUMNS.items():
            if cell.lower() in words:
                found.setdefault(name, at)
    return found if found.keys() == COLUMNS.keys() else {}


def _line(row: list[str], where: Mapping[str, int], number: int) -> StatementLine | None:
    """None for what is no payment: an empty line, a refund, a line of sums."""
    cells = {name: row[at] if at < len(row) else "" for name, at in where.items()}
    order, amount = cells["order"], cells["amount"].removeprefix("¥").replace(",", "")
    if amount.startswith("-") or not (order or amount):
        return None
    if not order or len(order) > 64:
        raise BadFile("order", number, order[:40])
    if not _NUMBER.fullmatch(amount):
        raise BadFile("amount", number, amount[:40])
    return StatementLine(order, cells["reference"][:64], Decimal(amount).quantize(_CENT))
