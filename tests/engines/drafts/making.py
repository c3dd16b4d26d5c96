"""A short invented standard, and drafts of it."""

from datetime import date, datetime
from typing import Any

from bihuan.engines.drafts import actions
from bihuan.engines.drafts.models import Clause, Draft, Proposal
from bihuan.ground.directory.models import Person
from tests.cast import PACK, Cast

TEXT = """城南物业客户服务标准

第一章 投诉处理
第一条 接到客户投诉后，应在30分钟内与客户取得联系。
第二条 一般投诉应自受理之日起3个工作日内答复客户；重大投诉应在10日内办结。
第三条 投诉办结后2个工作日内进行回访，回访率达到100%，满意率不低于95%。
第二章 咨询与建议
第四条 客户咨询应在1个工作日内答复。
第五条 对客户的建议，应在5个工作日内答复。
第三章 现场管理
第六条 大堂每天清洁不少于2次，公共区域每周消杀1次。
第七条 计划停水应提前7日公告。
第八条 工作人员应佩戴工号牌，不得与客户争吵。
第九条 本标准的解释权属于客户服务中心。
"""


def begun(cast: Cast, **over: Any) -> actions.Begun:
    said: dict[str, Any] = {
        "title": "城南物业客户服务标准",
        "pack": "chengnan-service",
        "edition": "2026.1",
        "issuer": "城南物业",
        "in_force": date(2026, 6, 1),
        "place": cast.company,
        "base": PACK,
    }
    return actions.Begun(**(said | over))


def drafted(cast: Cast, text: str = TEXT, by: Person | None = None, **over: Any) -> Draft:
    return actions.start(
        begun(cast, **over), "标准.txt", text.encode(), by=cast.actor(by or cast.he), at=cast.at
    )


def clause(draft: Draft, number: str) -> Clause:
    return Clause.objects.get(draft=draft, number=number)


def proposal(draft: Draft, words: str) -> Proposal:
    """The proposal read from these words."""
    return next(one for one in draft.proposals.all() if one.rule["words"] == words)


def state_of(draft: Draft) -> list[Any]:
    """Everything that decisions change."""
    proposals = Proposal.objects.filter(draft=draft).order_by("id")
    clauses = Clause.objects.filter(draft=draft).order_by("id")
    return [
        list(
            proposals.values_list(
                "id", "state", "kind", "confidence", "rule", "binding", "why", "start", "end"
            )
        ),
        list(clauses.values_list("id", "held", "why", "wording")),
    ]


def later(cast: Cast, minutes: int) -> datetime:
    return cast.later(minutes=minutes)
