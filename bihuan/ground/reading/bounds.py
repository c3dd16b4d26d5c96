"""Which side of a quantity is good: a new expression is one line with its example. Pure.

A row is tried on the part of the sentence `before` the quantity and on the part `after` it; rows stand in order, the
first that fits decides. Every example is a test.
"""

import re
from dataclasses import dataclass

from bihuan.ground.reading.shapes import Bound


@dataclass(frozen=True, slots=True)
class BoundRow:
    """Words next to a quantity that say which side of it is good."""

    bound: Bound
    before: re.Pattern[str]
    after: re.Pattern[str]
    example: str

    def fits(self, before: str, after: str) -> bool:
        return bool(self.before.search(before) and self.after.match(after))


def _bound(bound: Bound, example: str, before: str = "", after: str = "") -> BoundRow:
    return BoundRow(bound, re.compile(before), re.compile(after), example)


CAN = "(?:得|能|可|应|应该|应当|宜|要|会|允许)?"
MORE = "超过|多于|大于|高于|长于|迟于|晚于|超出|逾"
_LESS = "少于|低于|小于|短于|早于|下于"
#: Words that may stand between a bound and its quantity: 不少于每人3次, 不得超过指头两毫米.
_GAP = r"[^,。;:、\d]{0,8}$"
IN = r"(?:的?(?:规定|约定|限定)时间)?(?:\(含[^)]{0,4}\)|\)|人民币)?(?:之|以)?内"
LATER = re.compile("(?:之|以)?后")
AHEAD = r"\)?(?:之前|以前|前|截止|为止)"

BOUNDS: tuple[BoundRow, ...] = (
    _bound("max", "时长不得超过5分钟", f"(?:不{CAN}|[未没])(?:{MORE}){_GAP}"),
    _bound("max", "不得擅自离岗超过15分钟", f"(?:不得|不准|不能|严禁|禁止)[^,。;]{{1,10}}(?:{MORE})$"),
    _bound("min", "每天不少于8次", f"不{CAN}(?:{_LESS}){_GAP}"),
    _bound("max", "费率小于等于3%", "(?:小于|低于)或?等于$"),
    _bound("min", "水压大于或等于0.2MPa", "(?:大于|高于)或?等于$"),
    _bound("min", "群众满意率达不到80%的", "(?:达不到|未达到|没有达到|未达)$"),
    _bound("max", "茶水不足三分之一时添加", "(?:不足|不满|未满|不到|少于|小于|低于|短于|<|≤|<=)$"),
    _bound(
        "min",
        "仍超过办理时限5个工作日的",
        r"超过(?:办理|规定|承诺|约定|[^,。;:、\d]{0,4}?)(?:时限|期限|时间|期间)$",
    ),
    _bound("min", "室外温度超过28度时开启", "(?:超过|大于|高于|多于|超出|长于|≥|>=|>|满|达到?)±?$"),
    _bound("min", "达到容器的3/4时更换", r"达到?[^,。;:、\d]{1,12}的$", "[^,。;]{0,2}时"),
    _bound("max", "办理截止日期:9月1日", "截止(?:日期|时间|日)?(?:为|是|:)?$"),
    _bound("max", "管道500米范围内", after="的?(?:范围|半径)(?:之|以)?内"),
    _bound("min", "距用户1000米以外", after=r"(?:以|之)外|外(?=[\d,的])|开外"),
    _bound("max", "每户补贴500元封顶", after="封顶|为上限"),
    _bound("min", "起送100元起", after="起步|为下限|起(?=[,。;)]|$)"),
    _bound(
        "min",
        "开课十分钟后不得入内",
        after="(?:之|以)?后(?:办理|可|才|再(?!次)|[^,。;]{0,6}(?:不得|不再|不予|停止|禁止|方可|仍))",
    ),
    _bound("max", "到站误差控制在±3分钟", "±$"),
    _bound("max", "近三年无责任事故", "近$", "内|[^,。;]{0,4}[无未]|没有"),
    _bound("max", "汇报时间控制在2分钟以内", after=rf"{IN}|(?:\(含[^)]{{0,4}}\))?及?以下|为限"),
    _bound("min", "夜间巡逻应两人(含)以上", after=r"(?:\(含[^)]{0,4}\)|\)|人民币)?(?:及|或|及其)?以上"),
    _bound("min", "至少每半天清洗一次", r"(?:至少|最少|起码|最低|最短)[^,。;:\d个]{0,24}$"),
    _bound(
        "max",
        "最多保持最近三天的日报",
        "(?:至多|最多|最长|最高|最大|最迟|最晚|(?<![无有期时年界权局极])限|仅限|只能|只可)[^,。;:、]{0,8}$",
    ),
    _bound("about", "数量30份为宜", after="左右|上下|[^,。;]{0,6}为宜|为最?佳"),
    _bound(
        "about", "位于客户左前方约一米的位置", r"(?:约|大约|大概|近|接近|约为|约占|约占[^,。;:、\d]{1,8}的)$"
    ),
    _bound("max", "月报于每月10日前报送", after=AHEAD),
)

#: Any bound that stands behind its quantity.
BOUNDS_AFTER = re.compile("|".join(row.after.pattern for row in BOUNDS if row.after.pattern))
