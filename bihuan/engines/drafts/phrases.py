"""Words of standards and what they mean for cases, and the texts that a made pack carries. Data in both languages. Pure."""

import re

from bihuan.engines.cases.kinds import Event
from bihuan.ground.standards.base import Text

#: Words for what happens to a case; the first row that fits decides, so the longer and rarer words stand first.
EVENTS: tuple[tuple[re.Pattern[str], Event], ...] = tuple(
    (re.compile(words), event)  # type: ignore[misc]
    for words, event in (
        ("回访", "called_back"),
        ("归档|建档|存档", "archived"),
        ("接单|领单|签收", "taken"),
        ("派单|派工|转派|转办|交办|移交|转交|转至|分派", "dispatched"),
        ("到达|到场|赶到|抵达|上门|现场|查勘|勘查", "visited"),
        ("调查报告|报告|上报|汇报", "reported"),
        ("审核|复核|核实", "reviewed"),
        ("取得联系|联系|致电|回电|预约", "contacted"),
        ("答复|回复|回应|反馈|回函|告知|解答|答覆", "answered"),
        (
            "办结|处结|处理完|解决|修复|恢复|完成|排除|整改|结案|处理|办理|维修|抢修|通水|通气|通电|复电|开通|接通|更换",
            "resolved",
        ),
        ("受理|登记|立案|接收|承接", "accepted"),
        ("接到|收到|来电|报修|报装|投诉|举报|提出|申请|来访|发现|反映|咨询", "opened"),
    )
)
#: When the text does not say from when: what a limit that stops on this event counts from.
BEGINS: dict[str, Event] = {
    "contacted": "opened", "accepted": "opened", "called_back": "resolved", "archived": "called_back",
    "dispatched": "accepted", "taken": "dispatched", "reviewed": "reported",
}  # fmt: skip
#: What a clause calls the kinds of cases, besides their titles.
KINDS: tuple[tuple[str, str], ...] = (
    ("complaint", "投诉|抱怨|不满|纠纷"),
    ("report", "举报|检举|行风"),
    ("enquiry", "咨询|查询|询问|问询|疑问"),
    ("opinion", "意见|反映"),
    ("suggestion", "建议"),
)
#: A rate in words: which named sum measures it, which stop events it looks at.
MEASURES: tuple[tuple[str, str], ...] = (
    ("满意", "share_satisfied"),
    ("回访", "share_called_back"),
    ("退回|退单", "share_returned"),
    ("延期", "share_extended"),
    ("及时|按时|按期|办结|处理|答复|回复|联系|到达|修复|解决|受理|完成", "share_on_time"),
)
RATE = re.compile(r"[\u4e00-\u9fffA-Za-z]{0,14}率")
MINOR, MAJOR = re.compile("一般|普通|简单"), re.compile("重大|重要|复杂|疑难")
PER = {"day": "day", "halfday": "day", "shift": "day", "hour": "day", "week": "week", "month": "month"}

TITLES: dict[str, Text] = {
    "opened": Text(zh="接到", en="Taken in"),
    "accepted": Text(zh="受理", en="Accept"),
    "dispatched": Text(zh="派单", en="Dispatch"),
    "taken": Text(zh="接单", en="Take the order"),
    "contacted": Text(zh="联系客户", en="Contact"),
    "visited": Text(zh="到场", en="Visit"),
    "reported": Text(zh="提交调查报告", en="Report"),
    "confirmed": Text(zh="确认报告", en="Confirm"),
    "reviewed": Text(zh="审核", en="Review"),
    "answered": Text(zh="答复客户", en="Answer"),
    "resolved": Text(zh="办结", en="Close"),
    "called_back": Text(zh="回访", en="Call back"),
    "archived": Text(zh="归档", en="Archive"),
    "reopened": Text(zh="重办", en="Reopen"),
    "planned": Text(zh="定出计划", en="Plan"),
}
#: What a promise is called that stops on the event, and what the customer reads of it.
NAMES = {
    "accepted": "accept", "dispatched": "dispatch", "taken": "take", "contacted": "contact", "visited": "visit",
    "reported": "report", "confirmed": "confirm", "reviewed": "review", "answered": "answer", "resolved": "close",
    "called_back": "callback", "archived": "archive", "opened": "open", "reopened": "reopen", "planned": "plan",
}  # fmt: skip
PLAIN: dict[str, Text] = {
    "accepted": Text(zh="{time}内受理", en="We accept it within {time}"),
    "contacted": Text(zh="{time}内与您联系", en="We contact you within {time}"),
    "visited": Text(zh="{time}内上门", en="We come to you within {time}"),
    "answered": Text(zh="{time}内答复您", en="We answer you within {time}"),
    "resolved": Text(zh="{time}内办结", en="We close it within {time}"),
    "called_back": Text(zh="办结后{time}内回访", en="We call you back within {time} of closing"),
}
MEASURE_TITLES: dict[str, Text] = {
    "share_on_time": Text(zh="及时率", en="Kept in time"),
    "share_satisfied": Text(zh="满意率", en="Satisfied"),
    "share_called_back": Text(zh="回访率", en="Called back"),
    "share_returned": Text(zh="退单率", en="Orders returned"),
    "share_extended": Text(zh="延期率", en="Deadlines extended"),
}

CARRIED = Text(zh="沿用", en="Carried over")
CARRIED_WORDING = Text(
    zh="本标准没有写到的事项，其种类、流程、岗位、作息和营业厅规则沿用《{base}》，办事时限不沿用。",
    en="What is not spoken of here keeps the kinds, flows, roles, hours and hall rules of “{base}”, but no time limits.",
)
HEADING = Text(zh="标题，不含要求。", en="A heading; it asks for nothing.")
NOTHING_READ = Text(
    zh="其中没有读出可以落实的要求。",
    en="Nothing was found in it that could be held by a machine or by people.",
)
UNDECIDED = Text(
    zh="发布时还没有决定由什么来落实。", en="Nobody had decided what holds it when the edition was released."
)
REJECTED = Text(
    zh="审读时认为其中没有要落实的要求。", en="Whoever read it found nothing in it that has to be held."
)
UNBOUND = Text(
    zh="要求已确认，但发布时还没有落实的办法。",
    en="What it asks for is confirmed, but nothing held it yet when the edition was released.",
)
REPORT = Text(zh="服务标准指标月报", en="Monthly figures of the standard")
FIGURES = Text(zh="标准规定的指标", en="Figures that the standard sets")
CHECK = Text(zh="标准对照检查", en="Check against the standard")
DUTIES: dict[str, Text] = {
    "event": Text(zh="应做事项登记", en="What has to be done"),
    "day": Text(zh="每日应做事项登记", en="What has to be done daily"),
    "week": Text(zh="每周应做事项登记", en="What has to be done weekly"),
    "month": Text(zh="每月应做事项登记", en="What has to be done monthly"),
}
CLOCK_EXAMPLE = "{number} {title}：{time}"
READ_EXAMPLE = "{number} 读出的承诺"
