"""What a quantity is for: a new expression is one line with its example. Pure.

A row is tried on the part of the sentence `before` the quantity and on the part `after` it; rows stand in order, the
first that fits decides. Every example is a test.
"""

import re
from dataclasses import dataclass

from bihuan.ground.reading.bounds import AHEAD, CAN, IN, MORE
from bihuan.ground.reading.shapes import Kind


@dataclass(frozen=True, slots=True)
class KindRow:
    """What a quantity of some sort (or unit) is for, by the words around it; `sure` adds to the confidence."""

    kind: Kind
    sorts: frozenset[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    head: re.Pattern[str]  #: over several quantities: 时限为:甲4小时,乙6小时
    example: str
    sure: float = 0.1

    def fits(self, sort: str, unit: str, before: str, after: str, head: str = "") -> bool:
        return not self.sorts.isdisjoint((sort, unit)) and bool(
            self.before.search(before) and self.after.search(after) and self.head.search(head or before)
        )


def _kind(
    kind: Kind, sorts: str, example: str, before: str = "", after: str = "", head: str = "", sure: float = 0.1
) -> KindRow:
    patterns = (re.compile(before), re.compile(after), re.compile(head))
    return KindRow(kind, frozenset(sorts.split()), *patterns, example, sure)


_TIME = "duration"
_KEPT = "保存|保留|留存|存放|存档|保管|存储|储存|存量|归档|备查|留用|存期"
_OPEN = (
    "不间断|无间断|全天候|不打烊|技术支持|咨询|报修|救援|电话|人工|待命|备勤|值班|值守|值勤|执勤|服务|热线|开放|营业|图像|录像|监控|监视"
    "|巡逻|运行|运转|轮班|轮值|倒班|有效|开启|在线|受理|站岗|在岗|接听|供应|畅通|保安|专人"
)
_DONE = (
    "赶到|赶赴|抵达|到位|处置|抢修|修好|排除|派|转办|移交|赔付|到账|到帐|发货|退款|退还|归还|发放|寄出|交付|答复|回复|办结|处结|处理|反馈|完成|受理|到达|到场"
    "|联系|解决|恢复|通知|告知|更新|上报|送达|修复|响应|上门|出具|审批"
)
_TERM = "质保|保修|保质|有效|服务|使用|合同|租赁|三包|试用"
_ANSWER = "响应|反应|到达|到场|赶到|处理|处置|办理|办结|修复|抢修|受理|答复|回复|审批|解决|送达|恢复"
_BLAMED = "追究|处罚|扣|通报|取消|警告|责任|辞退|调离|约谈|降级|撤销"

#: A time of which nothing says what it is for.
LASTING = _kind("threshold", _TIME, "每天必须上班8小时", sure=-0.25)

_LIST = "(?:为|是|如下|要求|分别为)?:[^。;]{0,24}$"

KINDS: tuple[KindRow, ...] = (
    # ahead of an event
    _kind("lead_time", _TIME, "计划检修停电,应提前七天通知用户", "提前[^,。;:、]{0,8}$"),
    _kind(
        "threshold",
        _TIME,
        "举办演出前2年内无违规记录",
        "[前近]$",
        "^(?:之|以)?内[^,。;]{0,12}(?:无|没有|未|不)",
    ),
    _kind(
        "lead_time",
        _TIME,
        "有效期届满前三十日内提出申请",
        "(?:届满|到期|期满|结束|开[始工业车]|发车|起飞|举办)前$",
        "^(?:之|以)?内",
    ),
    _kind(
        "lead_time",
        _TIME,
        "应当在演出日期前20日提出申请",
        "[^以之目当此提午按照的]前$",
        "^(?!(?:之|以)?内|的?平均)",
    ),
    _kind("lead_time", _TIME, "应当在演出日期3日前报批", "(?<![每于近])$", "^(?:之前|以前|前)"),
    # given back in so long
    _kind(
        "deadline", _TIME, "每次借期为20天", r"(?:借|借阅|归还|宽限|付款|交货|供货)期(?:限)?[^,。;\d]{0,4}$"
    ),
    _kind("threshold", _TIME, "处方不超过3日用量", after="^的?用量"),
    _kind("threshold", _TIME, "保管期满六个月无人认领的", "期满$"),
    # kept so long
    _kind(
        "retention",
        _TIME,
        "录音存储周期至少半年",
        f"(?:{_KEPT})[^,。;(]{{0,20}}$",
        "^(?!(?:之|以)?内[^,。;]{0,4}(?:答|回|处|办|完|归还))",
    ),
    _kind("retention", _TIME, "监控录像资料应30天以上保存", after=f"^[^,。;]{{0,6}}(?:{_KEPT})"),
    # lasts, is open, may differ by so much
    _kind(
        "threshold",
        _TIME,
        "挂失7日后办理",
        after="^(?:之|以)?后(?:办理|可|才|[^,。;]{0,6}(?:不得|不再|不予|停止|禁止|方可))",
    ),
    _kind(
        "threshold", _TIME, "请假时间累计不得超过15天", "(?:请假|[休事病年]假|累计|累积|总计)[^,。;]{0,10}$"
    ),
    _kind(
        "threshold",
        _TIME,
        "超过办理时限5个工作日的",
        r"超过(?:办理|规定|承诺|约定|[^,。;:、\d]{0,4}?)(?:时限|期限|时间|期间)$",
    ),
    _kind("threshold", _TIME, "时间误差应在30秒以内", "(?:误差|偏差|精确到|间隔|相隔|隔|相差)[^,。;]{0,8}$"),
    _kind(
        "threshold",
        _TIME,
        "汇报时间控制在2分钟以内",
        "(?:控制在|时长|等待|等候|候诊|排队|占线|离岗|离台|通话|接听)[^,。;]{0,10}$",
    ),
    _kind("threshold", _TIME, "检定周期:小口径为6年", head="周期[:为][^。;]{0,30}$"),
    _kind(
        "threshold",
        _TIME,
        "充电时间每晚不超过8小时",
        "(?:充电|使用|施工|作业|工作|营业|驾驶)时间[^,。;]{0,8}$",
    ),
    _kind(
        "threshold", _TIME, "每班服务4小时", "(?:每[班天日周]|日均)(?:服务|值班|工作|上岗|营业)[^,。;]{0,4}$"
    ),
    _kind(
        "threshold",
        _TIME,
        "供热后3日内室温仍不达标的,上门处理",
        after="^(?:之|以)?内[^,。;]{0,10}[仍未不][^,。;]{0,8}的,",
    ),
    _kind(
        "threshold",
        _TIME,
        "垃圾滞留路面的时间不超过1小时",
        "(?:滞留|停留|贮存|堆放|占用|停放|临停|停靠|停机|停止运行|留观)[^,。;]{0,20}$",
    ),
    _kind(
        "threshold",
        _TIME,
        "新员工培训不少于24学时",
        "(?:培训|教育|学习|训练|持续|每次|周期|年限|寿命)[^,。;]{0,10}$",
    ),
    _kind("threshold", "hour", "提供7×24小时技术支持", r"[×xX*] ?$"),
    _kind(
        "threshold",
        "hour",
        "实行24小时值班制度",
        after=f"^(?!(?:之|以)?内|到|赶|抵|响应)[^,。;、\\d]{{0,8}}(?:{_OPEN})",
    ),
    _kind("threshold", _TIME, "主出入口每班不少于30分钟有专人站岗", after="^[^。;]{0,8}(?:站岗|值守|值岗)"),
    _kind("threshold", _TIME, "参加每年16小时的职业道德教育", after="^[^,。;]{0,10}(?:教育|培训|学习|训练)"),
    _kind("threshold", _TIME, "有2年以上举办演出的经历", after="^(?:及|或)?以上"),
    _kind(
        "threshold",
        _TIME,
        "一年内被投诉3次以上的,应调离岗位",
        after="^(?:之|以)?内(?:被|累计|连续|发生|出现|重复|免费[停使保存乘换体试]|最高|最多)",
    ),
    _kind("threshold", _TIME, "具有三年工作经验", after="^[^,。;]{0,12}(?:经历|经验|工龄|资历)"),
    _kind("threshold", _TIME, "质保期3年", f"(?:{_TERM})期(?:限|为|是)?[^,。;]{{0,6}}$"),
    _kind("threshold", _TIME, "保修期较短,一般只有6个月", head="(?:质保|保修|包修)期[^。;]{0,16}$"),
    _kind(
        "threshold",
        _TIME,
        "两年内因施工造成的问题免费维修",
        after="^(?:之|以)?内(?:因|由于|出现|发生|非人为)",
    ),
    _kind("threshold", _TIME, "享有30分钟的免费停车时间", after="^的?免费"),
    _kind("threshold", _TIME, "享受3天婚假", after="^的?(?:带薪)?(?:[年婚丧产病事探]|陪产)假"),
    _kind("threshold", _TIME, "更换部件质保≥12个月", "(?:质保|保修|包修|包换|公示)[^,。;]{0,6}$"),
    _kind("threshold", _TIME, "经过1个月的试用", after="^的?[^,。;]{0,4}(?:试用|试运行|实习|见习|公示)"),
    _kind("threshold", _TIME, "迟到、早退10分钟之内的", "(?:迟到|早退|旷工|离岗|脱岗|请假)[^,。;]{0,6}$"),
    _kind(
        "threshold",
        _TIME,
        "连续停热超过48小时的,退还热费",
        "(?:逾期|欠费|拖欠|延误|超时|停[水电气热]|停止供[水电气热暖]|中断|连续)[^,。;]{0,8}$",
        "^(?!(?:之|以)?[内前])",
    ),
    _kind(
        "threshold",
        _TIME,
        "承诺提供1年备件服务",
        "(?:提供|享受|享有)$",
        "^[^,。;]{0,10}(?:服务|保修|质保|保养|维护)",
    ),
    _kind(
        "threshold",
        _TIME,
        "等候平峰不超过8分钟,高峰不超过15分钟",
        head="(?:等待|等候|候诊|排队|间隔)[^。;]{0,24}$",
        after="^(?!(?:之|以)?内)",
    ),
    _kind("threshold", _TIME, "备件供应期5年", "期(?:限)?(?:为|是)?$"),
    _kind("threshold", _TIME, "连休两天以内者由部门批准", after=f"^{IN}(?:者|的,|的?由)"),
    # done in so long
    _kind("deadline", _TIME, "承诺办结时限:1个工作日", r"(?:时限|期限|限期|限时)[^,。;\d]{0,6}$"),
    _kind("deadline", _TIME, "电话响应时间为30分钟", rf"(?:{_ANSWER})的?(?:时间|用时|时效)[^,。;\d]{{0,6}}$"),
    _kind(
        "deadline",
        _TIME,
        "30天无理由退换货",
        after="^(?:无理由|包退|包换|只换不修|价格保护|免费退|可退)",
        sure=0.05,
    ),
    _kind("deadline", _TIME, "一般投诉2个工作日内答复", after=f"^{IN}"),
    _kind("deadline", _TIME, "白天不超过四小时恢复供电", f"不{CAN}(?:{MORE})$"),
    _kind("deadline", _TIME, "重大投诉最长15天处结", "(?:最长|最迟|最晚|限|限时|限期)[^,。;]{0,4}$"),
    _kind("deadline", _TIME, "第一次加水为上完茶水后2分钟", "(?:后|起|后的)$", sure=0.05),
    _kind("deadline", _TIME, "复电时间由24小时缩短至2小时", "(?:缩短|压缩|缩减)[至到为]$"),
    _kind("deadline", _TIME, "经批准可延长10日", "延长[^,。;]{0,6}$", sure=0.0),
    _kind(
        "deadline", _TIME, "报修后最快2小时到达现场", after=rf"^[^,。;、\d后前]{{0,4}}(?:{_DONE})", sure=0.0
    ),
    _kind(
        "deadline",
        _TIME,
        "到场时间:城区45分钟,农村90分钟",
        "(?:城区|市区|农村|郊区|山区|地区|范围|白天|夜[间晚])$",
    ),
    _kind("deadline", _TIME, "第一次加水在上茶后,第二次为3分钟", "第[一二三]次(?:的时间)?为$"),
    _kind(
        "deadline",
        _TIME,
        "修复的时间为:近郊和城区的一般设备4小时",
        head=f"(?:时限|期限|限时|用时)(?!内|届|前|后)[^。;]{{0,30}}[为:≤][^。;]{{0,14}}$|(?:{_ANSWER})的?时间{_LIST}|(?:{_ANSWER}):[^。;]{{0,40}}$",
    ),
    _kind("deadline", "workday work_hour", "现场勘察2个工作日、预算3个工作日", sure=-0.05),
    LASTING,
    _kind("deadline", "then", "不能处理的当天向负责人汇报", sure=0.05),
    # by a moment
    _kind("deadline", "moment", "办理截止日期:9月1日", "截止(?:日期|时间|日)?(?:为|是|:)?$"),
    _kind("deadline", "moment", "首班车不晚于6:00发出", f"不{CAN}(?:晚于|迟于)$"),
    _kind("threshold", "moment", "末班车不早于22:30发出", f"不{CAN}早于$"),
    _kind(
        "threshold",
        "moment",
        "每天晚上23:00熄灯",
        after="^(?:为|是|整|准时|统一)*(?:熄灯|起床|就寝|开饭|开门|关门|开馆|闭馆|闭店|打烊|停止|开始|结束|上班|下班|换班)",
    ),
    _kind("threshold", "moment", "22点以后停止施工", after="^(?:之|以)?后"),
    _kind("deadline", "moment", "月报于每月10日前报送", after=rf"^(?:{AHEAD}|内)"),
    _kind(
        "deadline",
        "moment",
        "早上08:28必须到岗",
        after="^(?:必须|须|应|准时|到(?:岗|公司|单位|店|班|达)|上岗|到位|签到|开门)",
        sure=0.05,
    ),
    _kind("frequency", "day_of_month", "每月25日至30日整理归卷"),
    # so often, and what follows from it
    _kind("score", "times", "投诉两次以上的追究责任", after=f"^(?:及)?(?:以上)[^。;]{{0,40}}(?:{_BLAMED})"),
    _kind(
        "score",
        "times",
        "月度超时3次的,启动整改",
        "(?:累计|累积|超时|迟到|早退|违规|违纪|投诉|连续|达|满)[^,。;]{0,4}$",
        "^(?:的|者|及?以上|[^,。;]{0,4},?[^,。;]{0,6}(?:将|按|视|给予|予以|扣|停|取消|约谈|通报|辞退|调离))",
    ),
    _kind(
        "score", "times", "三次回拨未接通的发短信", after="^(?:[^,。;]{0,6}[未不无]|到访|催)[^,。;]{0,8}的"
    ),
    _kind("score", "times", "三次黄牌警告给予辞退", after="^[^,。;]{0,6}(?:警告|记过|处分)"),
    _kind("score", "times", "本公司将警告一次", "(?:警告|记过|扣罚|处罚|通报|违反|违规)[^,。;]{0,6}$"),
    _kind("count", "times", "续借次数不超过2次", "(?:次数|续借|延期|补考)[^,。;]{0,8}$"),
    _kind("frequency", "times", "每天不少于8次"),
    # points, rings
    _kind("score", "points", "每发现一处扣2分"),
    _kind("deadline", "rings", "电话铃响三声以内接听"),
    # so many, so much
    _kind("count", "things people", "由3名以上护卫人员押送"),
    _kind("threshold", "share size heat angle money", "柜台高度不超过100厘米"),
)
