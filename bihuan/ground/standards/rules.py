"""Named rules: what code holds by itself, without a clock, so that a clause can point at it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from bihuan.ground.standards.base import Text


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence on what is held, and the thing below `bihuan` that would have to break for it to be broken."""

    id: str
    sentence: Text
    where: str


def _rule(id: str, where: str, zh: str, en: str) -> Rule:
    return Rule(id, Text(zh=zh, en=en), where)


_ALL = (
    _rule(
        "confidential-rows",
        "engines.cases.models.case.CaseQuerySet.visible_to",
        "保密工单只有有权限的人能查到、能看到",
        "A confidential case exists only for those entitled to it",
    ),
    _rule(
        "masked-personal-data",
        "windows.desk.records.contact_person",
        "电话、姓名默认打码，点开查看并留下记录",
        "Phone and name are masked; showing them is an act that is recorded",
    ),
    _rule(
        "who-looked",
        "engines.cases.actions.care.reveal",
        "谁在何时查看了客户资料，逐条留痕",
        "Who looked at customer data, and when, is in the journal",
    ),
    _rule(
        "append-only-journal",
        "ground.journal.verify.everything",
        "经过记录只增不改，哈希相连，可以查验",
        "The record of what happened only grows, is chained by hash and can be proved",
    ),
    _rule(
        "rights-by-post",
        "engines.cases.rights.permitted",
        "能看什么、能办什么，由岗位、班组和办理阶段决定",
        "What somebody sees and does follows from post, team and stage",
    ),
    _rule(
        "own-login",
        "windows.desk.session.sign_in",
        "各人用自己的账号登录，密码加密保存，多次输错暂停登录",
        "Everybody signs in as himself; passwords are hashed and guessing is stopped",
    ),
    _rule(
        "intake-form",
        "engines.cases.intake.checked",
        "受理登记必填项齐全才能生成工单",
        "A case opens only when the required facts are recorded",
    ),
    _rule(
        "dispatch-creates-order",
        "engines.cases.actions.intake.send_orders",
        "派单即生成工单并送达责任单位",
        "Dispatching writes the order and delivers it to the unit at once",
    ),
    _rule(
        "report-four-parts",
        "engines.cases.actions.unit.report",
        "调查报告四项内容缺一不可",
        "An investigation report needs all four of its parts",
    ),
    _rule(
        "report-confirmed",
        "engines.cases.guards._all_confirmed",
        "调查报告经责任单位负责人确认才进入审核",
        "A report goes up only after the head of the unit has confirmed it",
    ),
    _rule(
        "review-gate",
        "engines.cases.actions.closing.send_back",
        "审核只有两种结果：退回补充，或转受理人员回访",
        "A review has two results: sent back, or on to the callback",
    ),
    _rule(
        "callback-by-another",
        "engines.cases.guards._not_handler",
        "回访人不得是本件经办人",
        "The caller-back is never the handler of the case",
    ),
    _rule(
        "dissatisfied-reopens",
        "engines.cases.actions.closing.call_back",
        "回访不满意，自动重办并开始新一轮时限",
        "A dissatisfied callback opens a new round with new clocks",
    ),
    _rule(
        "approval-by-leader",
        "engines.cases.actions.intake.approve",
        "重大事件须经分管领导批示后才能派办",
        "A major case handed down waits for the leader's word",
    ),
    _rule(
        "straight-to-supervision",
        "engines.cases.actions.intake.supervise_directly",
        "严重行风问题直送监察部门",
        "Serious conduct reports go straight to supervision",
    ),
    _rule(
        "extension-before-due",
        "engines.cases.actions.care.ask_extension",
        "延期须在到期前申请，写明理由并告知客户",
        "An extension is asked before expiry, with a reason the customer is told",
    ),
    _rule(
        "long-term-plan",
        "engines.cases.actions.care.plan_long_term",
        "长期事项须有专业部门意见和计划日期",
        "A long-term item carries the department's opinion and a planned date",
    ),
    _rule(
        "reclassified-with-reason",
        "engines.cases.actions.judging.reclassify",
        "调查后确认或改列类别，改列须写理由",
        "After investigation the kind is confirmed, or changed with a reason",
    ),
    _rule(
        "responsibility-record",
        "engines.cases.actions.judging.blame",
        "查实的责任人、处理意见和整改措施随件登记",
        "Responsibility found and corrective measures are recorded with the case",
    ),
    _rule(
        "nothing-deleted",
        "ground.journal.verify.everything",
        "工单没有删除的办法；库里少了哪一件，查验会指出",
        "Nothing deletes a case; a proof of the journal names one that is missing",
    ),
    _rule(
        "report-name",
        "reports.naming.name_of",
        "报表名称由模板主名和日期副名生成",
        "A report's name is made of its main name and its dates",
    ),
    _rule(
        "report-schedule",
        "reports.watch.run",
        "该报的报表按周期列出，到点未报送即提醒负责人",
        "What is owed is listed by period, and the owner is told when one is late",
    ),
    _rule(
        "report-review",
        "reports.actions.submit",
        "对外报表未经审阅不能报送",
        "A report for outside is sent only after review",
    ),
    _rule(
        "report-snapshot",
        "reports.models.PeriodReport.content_hash",
        "报送的报表冻结存档，带校验值，按类别和日期查找",
        "A sent report is frozen with its hash and found by class and date",
    ),
    _rule(
        "report-template",
        "reports.figures.frozen",
        "同类报表同一模板，数字来自同一口径",
        "Reports of one kind share one template and one arithmetic",
    ),
    _rule(
        "figures-open",
        "reports.facts.cases_behind",
        "报表数字可下钻到工单，口径带条款号",
        "Every figure opens to its cases and names its clause",
    ),
    _rule(
        "suspended-sign",
        "engines.halls.actions.counters.suspend",
        "窗口停办即停止叫号，窗口屏显示暂停服务",
        "A counter that is suspended calls nobody, and its screen says so",
    ),
    _rule(
        "backup-command",
        "project.commands.running.backup",
        "一条命令备份全部数据并核对完整",
        "One command backs up all data and checks that it is whole",
    ),
)


def rules() -> Mapping[str, Rule]:
    return {rule.id: rule for rule in _ALL}
