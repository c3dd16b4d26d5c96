"""What promises are measured in: one line for each unit, with its example. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Sort = Literal[
    "duration", "times", "share", "people", "things", "size", "heat", "angle", "money", "points", "rings"
]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and the words for it; `factor` turns the written value into `code`."""

    code: str
    sort: Sort
    words: str
    example: str
    factor: Decimal = Decimal(1)


def _unit(code: str, sort: Sort, words: str, example: str, factor: str = "1") -> Unit:
    return Unit(code, sort, words, example, Decimal(factor))


#: The first that fits wins, so 工作日 stands before 日 and 平方米 before 米.
UNITS: tuple[Unit, ...] = (
    _unit("workday", "duration", "个?(?:完整)?(?:的)?工作[日天]|个?交易日", "3个工作日"),
    _unit("work_hour", "duration", "个?工作小时|个?工作时", "4个工作小时"),
    _unit("work_minute", "duration", "个?工作分钟", "30工作分钟"),
    _unit("minute", "duration", "分钟|min(?![a-z])|分(?=(?:之|以)?内[^容部])", "45分钟"),
    _unit("second", "duration", r"秒[钟种]?|(?<=\d)s(?![a-zA-Z])", "30秒"),
    _unit("minute", "duration", "刻钟", "一刻钟", "15"),
    _unit("hour", "duration", "个?(?:半)?小时|个?钟头|个?学时|个?课时|[hH](?![a-zA-Z])", "24小时"),
    _unit("day", "duration", "个?自然日|个?日历日|天|个?昼夜|日(?![期报常程志益光历均]|用(?!量))|个日", "十五日"),
    _unit("week", "duration", "个?星期(?![一二三四五六日天])|个?礼拜|周(?![年岁一二三四五六日末])", "两周"),
    _unit("month", "duration", r"个月(?!份)|月(?=(?:之|以)?内(?!部))|(?<=半)月|(?<=每\d)月|(?<=每[两三四六])月", "6个月"),
    _unit("quarter", "duration", "个?季度", "两个季度"),
    _unit("year", "duration", "周?年(?![度代级初底末前月检审卡])|个?年头", "3年"),
    _unit("km_h", "size", "(?:公里|千米)/小时|km/h", "60公里/小时"),
    _unit("m_s", "size", "米/秒|m/s", "0.5米/秒"),
    _unit("mg_l", "size", "毫克/升|mg/[Ll]", "0.3毫克/升"),
    _unit("kwh", "size", "千瓦时|k[Ww]h|度(?=电)", "20千瓦时"),
    _unit("kva", "size", "千伏安|k[Vv][Aa]|KVA", "100千伏安"),
    _unit("kv", "size", "千伏|k[Vv]|KV", "10千伏"),
    _unit("kw", "size", "千瓦|k[Ww]|KW", "160千瓦"),
    _unit("volt", "size", "伏(?=[,。;)以特]|$)特?|V(?![A-Za-z])", "220伏"),
    _unit("mbps", "size", "Mbps|Mb/s", "300Mbps"),
    _unit("mpa", "size", "兆帕|[Mm][Pp][Aa]", "0.14MPa"),
    _unit("pa", "size", "帕(?![金斯])|Pa(?![A-Za-z])", "2000Pa"),
    _unit("kpa", "size", "千帕|[kK][Pp]a", "2千帕"),
    _unit("hectare", "size", "公顷", "2公顷"),
    _unit("sqcm", "size", "平方厘米|cm[2²]", "10平方厘米"),
    _unit("sqkm", "size", "平方公里|平方千米", "2平方公里"),
    _unit("sqm", "size", "平方米|平米|㎡|m[2²]|平方", "100平方米"),
    _unit("cubic_metre", "size", "立方米|m[3³]|立方", "2立方米"),
    _unit("metre_mm", "size", "毫米|mm(?![a-z])|MM(?![A-Z])", "14毫米"),
    _unit("metre_cm", "size", "厘米|公分|cm(?![a-z])|CM(?![A-Z])", "20厘米"),
    _unit("km", "size", "公里|千米|km(?![a-z])", "5公里"),
    _unit("inch", "size", "英寸|寸", "17英寸"),
    _unit("chi", "size", "尺(?!寸|度)", "一尺"),
    _unit("metre", "size", "米(?!饭|色|线)|m(?![a-zA-Z])", "2米"),
    _unit("kg", "size", "公斤|千克|[kK][gG](?![a-zA-Z])", "5公斤"),
    _unit("gram", "size", "克(?![服隆拉])|g(?![a-zA-Z])", "125克"),
    _unit("ton", "size", "吨", "3吨"),
    _unit("millilitre", "size", "毫升|m[Ll]", "500毫升"),
    _unit("litre", "size", "升(?![级降温旗学国华值至起到高位])|L(?![A-Za-z])", "18升"),
    _unit("decibel", "size", "分贝|dB(?![a-z])", "60分贝"),
    _unit("lux", "size", "勒克斯|lx(?![a-z])|lux", "300勒克斯"),
    _unit("floor", "size", "层(?!次|面|级|层)|楼(?!梯|层|宇|道|栋)", "二层"),
    _unit("celsius", "heat", "℃|°C|摄氏度|度(?!假|过)", "26℃"),
    _unit("percent", "share", "%|个百分点", "95%"),
    _unit("permille", "share", "‰", "3‰"),
    _unit("fold", "share", "倍", "3倍"),
    _unit("age", "size", "周?岁", "60周岁"),
    _unit("yuan", "money", "元(?!素|件|旦|宵)|块钱|圆整", "10万元"),
    _unit("point", "points", "分(?![之析布别类配组批行局支公工店为成享期层散管发明区级处所离段贝钟满])", "80分"),
    _unit("ring", "rings", "声(?!明|音|誉|称|势|迎|送)(?:铃[声响]?)?", "三声"),
    _unit("time", "times", "(?:人)?次(?!月|日|序|要|数|性|品|年|季)|遍|趟", "8次"),
    _unit("person", "people", "名(?!称|单|义|字|次|牌|下)|个?人(?!民|次|员|身|工|生|群|口|均|才|数|民币)|位(?!置|于|次)", "3名"),
    _unit("household", "things", "户(?!外|口|型|主)", "50户"),
    _unit("copy", "things", "份(?!额|子)|式?联(?!系|合|网|动)", "30份"),
    _unit("step", "things", "步(?!骤|伐|行|入|调|进|走)", "两步"),
    _unit("item", "things",
        "件(?!事)|项(?!目)|条(?!件|例|款|块|线)|台(?!账|帐|湾|词)|部(?!门|分|件|署|位|委|级|长|属)|把(?!手|握|关|好|控|门)|张(?!贴|挂)|副(?!本|职)"
        "|套(?!餐|用)|辆(?!次)|块(?!钱)|本(?!人|部|身|次|市|公|地|单|着|职|月|年|办|标|规)|盆|颗|枚|具(?![有体备])|对(?![于方象外应比话待此照])|档(?!案|次|期)|处(?!理|置|罚|于|以(?![上下内外])|分|结|所)"
        "|家(?!庭|属|电|具|政|长|园|用|里)|间(?!隔|距|断|歇)|个(?!人|别|性|体|月|案|工|度|统一|到位|不|必|严|一样|确保|坚持|结合|面向|满意|明显|更加|环节|方面|阶段|层|环节|问题|特点|机制)|种(?!类|植)|只(?!能|要|有|需|限|是)|支(?!付|持|撑|行|架|出)|卷(?!宗)|幅|册(?!子)|盏|瓶|桶|道(?!路|理|德|歉|具|闸|口|别|谢)|笔(?!记|试|录|者|误)|座(?!位|谈|椅|席|机|次|落)|株|棵|例(?!如|会|行|外)|起(?!草|来|点|步|到|初|因|止|算|诉|用|,)|桌(?!椅|面|子)|盒|袋|箱(?!体)|双(?!方|手|向|重|休|语|面)|扇|封(?!闭|存)|批(?!准|评|示|次|复)|宗(?!旨|教)|场(?!所|地|馆|景|合|内|外)|篇|页(?!面|码)|样(?!品|本|式)|门(?!口|店|诊|窗|前|禁|卫|户|岗|牌|槛|面|厅|急)|节(?!日|假|能|约|水|电|目|奏|点)|杯(?!子|具|垫|盖|把|碟)|碗|根(?!据|本)|架(?!子|构)",
        "2件"),
)  # fmt: skip
BY_CODE = {unit.code: unit for unit in UNITS}

#: After 每 or 按: how often. The value is how many of the unit.
PERIODS: tuple[tuple[str, str, str], ...] = (
    ("halfday", "半[天日]", "每半天"),
    ("halfyear", "半年度?", "每半年"),
    ("halfmonth", "半个?月", "每半月"),
    ("day", "工作日|[天日](?!常)|晚|早|晨|夜", "每天"),
    ("week", "周|个?星期|礼拜", "每周"),
    ("month", "个?月度?", "每月"),
    ("term", "学期", "每学期"),
    ("quarter", "个?季度|季(?![节后末])", "每季度"),
    ("year", "学年|年度?", "每年"),
    ("hour", "个?小时", "每小时"),
    ("shift", "班(?!组|级|子|长|车)|个?班次", "每班"),
)

WORDS = re.compile("|".join(f"(?P<u{n}>{unit.words})" for n, unit in enumerate(UNITS)))


def unit_at(text: str, place: int) -> tuple[Unit, int] | None:
    """The unit that stands at `place`, and where it ends."""
    found = WORDS.match(text, place)
    if not found or found.lastgroup is None:
        return None
    return UNITS[int(found.lastgroup[1:])], found.end()
