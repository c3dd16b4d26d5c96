"""Words that make a sentence a rule, a ban, a wish or a tale. Pure."""

import re

from bihuan.ground.reading.shapes import Modality

#: 应, but not 应急, 响应, 供应商 …
_SHOULD = "(?<![响适反供对效相感呼顺照])应(?!急|用|对|聘|酬|届|变|收|付|答|运|战|邀|考|试|商)"
_WANT = "(?<![主重需必只不纲概简扼首])要(?!求|素|点|是|闻|么|件|目|领|害|约)|(?<![所急按供无])需(?!求|用)"
_BAN = "严禁|禁止|不准(?!时|确)|不许|不允许"

#: What makes a sentence a rule.
MUST = re.compile(
    f"{_SHOULD}|必须|须(?!知)|不得|{_WANT}|{_BAN}|不能|不可(?!避|或|抗|分|缺)|确保|保证|负责|承诺|务必|一律|杜绝|不宜|只能|做到"
)
#: The plainest of them: what a document that rules is full of.
RULING = re.compile(
    f"{_SHOULD}|必须|须(?!知)|不得|{_BAN}|不少于|不超过|不小于|不大于|至少|不低于|以内|负责(?!人)|承诺(?!书|函)"
    "|[\\d一二三四五六七八九十两半] ?(?:个?工作日|分钟|个?小时|天|日|个月)(?:之|以)?内|提前 ?[\\d一二两三四五六七八九十半]"
    "|每(?:[天日周月季年班]|半年)[^,。;]{0,12}[\\d一二两三四五六七八九十] ?次|\\d ?小时(?:值|专人|服务)|以上(?=[,。;)]|$)|[≥≤]"
)
NEVER = re.compile(
    f"{_BAN}|不得(?!不|少于|低于|小于|超过|多于|大于|高于|短于|晚于|迟于)|切忌|杜绝|请?勿|忌(?=[一-鿿])"
    "|不可(?!避|或|抗|分|缺|少|撤|行)|不能(?=[^够])|不应|不要"
)
WISH = re.compile("(?<![适便合事权相])宜(?!昌|家)|尽量|尽可能|原则上|提倡|力争|鼓励|争取")
#: (modality, its words, an example), the first that is found.
MODALITIES: tuple[tuple[Modality, re.Pattern[str], str], ...] = (
    ("should", WISH, "出入口宜安装摄像机"),
    ("must", MUST, "应在45分钟内联系客户"),
    ("may", re.compile("可以|可(?=[一-鿿])|允许|有权"), "可适当延长不超过8小时"),
)
#: A report of what has been: nobody promises anything.
TOLD = re.compile(
    "已(?!经?批准|办理|查明|被|[^,。;]{1,14}的)|(?<![为除])了(?!解|望|如|然)|曾|截至|截止(?=\\d)|共计|同比|环比|去年|今年|上半年|下半年"
    "|据(?:介绍|统计|了解|悉|报|说|相关)|获得?|以来|年来|先后|记者|较上|比上|表示|介绍|占地|现有|成立于"
)
#: Announces a list of papers.
MATERIALS = re.compile(
    "(?:提交|提供|递交|携带|出示|报送|附|备齐|持)[^。;,]{0,12}(?:下列|以下|如下|有关|相关)?[^。;,]{0,8}"
    "(?:材料|资料|文件|证件|手续|证明)[^。;,]{0,4}:$"
)
