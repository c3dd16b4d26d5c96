"""The look book: every part of look/ on two pages, with believable content. Only tests and eyes see it."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.backends.utils import csrf_input
from jinja2 import ChoiceLoader, FileSystemLoader

from bihuan.project.jinja import environment
from bihuan.windows.look.menu import Item, Section, marked

HERE = Path(__file__).parent
LOOK = HERE.parents[2] / "bihuan/windows/look/jinja2"
AT = datetime(2026, 11, 23, 14, 20, tzinfo=ZoneInfo("Asia/Shanghai"))

MENU = (
    Section(
        "",
        (
            Item("我的工作", "/desk/", "home", key="g h"),
            Item("班组待办", "/desk/pool/", "inbox", key="g t", count=12),
            Item("登记受理", "/desk/intake/", "headset", key="n"),
            Item("回访", "/desk/callbacks/", "phone", count=5),
        ),
    ),
    Section(
        "督办与统计",
        (
            Item("督办看板", "/desk/board/", "dashboard", key="g b", count=3, urgent=True),
            Item("报表", "/desk/reports/", "chart-bar", key="g r"),
            Item("规范原文", "/desk/standard/", "book", key="g s"),
        ),
    ),
    Section(
        "管理", (Item("人员与班组", "/desk/people/", "users"), Item("场所与实施", "/desk/places/", "map-pin"))
    ),
)


class Complaint(forms.Form):
    kind = forms.ChoiceField(
        label="事项类别",
        choices=[("complaint", "投诉"), ("report", "举报"), ("enquiry", "咨询")],
        widget=forms.RadioSelect,
    )
    place = forms.ChoiceField(
        label="所属单位", choices=[("", "请选择"), ("w", "供水营业厅"), ("g", "燃气营业厅")]
    )
    phone = forms.CharField(label="联系电话", help_text="用于接收验证码和回访，不对外公开。")
    text = forms.CharField(label="具体情况", widget=forms.Textarea(attrs={"rows": 4}), max_length=1000)
    photos = forms.FileField(
        label="照片",
        required=False,
        help_text="最多 5 张，每张不超过 10 MB。",
        widget=forms.FileInput(attrs={"accept": "image/*", "data-max-bytes": 10485760}),
    )
    anonymous = forms.BooleanField(label="对办理部门隐去我的姓名", required=False)


def row(number: str, title: str, unit: str, tone: str, state: str, minutes: int) -> dict[str, Any]:
    return {
        "number": number,
        "title": title,
        "unit": unit,
        "tone": tone,
        "state": state,
        "due": AT + timedelta(minutes=minutes),
    }


ROWS = [
    row(
        "TS20261120-0041",
        "小区二次供水连续三天早高峰水压不足，六楼以上无水",
        "供水调度中心",
        "overdue",
        "已超期",
        -184,
    ),
    row("TS20261123-0007", "抄表员未上门即估抄，账单比上月多出近一倍", "供水营业厅", "soon", "待联系", 31),
    row("TS20261122-0019", "燃气安检人员要求更换指定品牌软管", "燃气服务部", "working", "调查中", 1480),
    row("YJ20261121-0003", "建议营业厅增设老年人优先窗口", "客户服务中心", "callback", "待回访", 2950),
    row("TS20261118-0026", "停电通知只贴在东门，西门住户不知情", "供电服务部", "done", "已办结", 5000),
]


def context(request: HttpRequest) -> dict[str, Any]:
    """What both pages are drawn with."""
    bad = Complaint({"kind": "complaint", "phone": "1380000", "text": ""})
    bad.add_error("phone", "手机号应为 11 位数字。")
    token = get_token(request)
    return {
        "request": request,
        "csrf_input": csrf_input(request),
        "csrf_token": token,
        "menu": marked(MENU, "/desk/pool/"),
        "crumbs": [("工作台", "/desk/"), ("班组待办", None)],
        "search_url": "/desk/search/",
        "logout_url": "/desk/logout/",
        "person": {"name": "陈晓", "role": "投诉专员 · 客户服务中心"},
        "site": {
            "name": "滨海公用事业客户服务中心",
            "phone": "96116",
            "icp": "鲁ICP备00000000号",
            "police_record": "",
        },
        "at": AT,
        "rows": ROWS,
        "page": Paginator(range(430), 20).page(4),
        "form": Complaint(),
        "bad": bad,
        "entries": ENTRIES,
        "option": {
            "legend": {},
            "xAxis": {
                "type": "category",
                "data": ["11-17", "11-18", "11-19", "11-20", "11-21", "11-22", "11-23"],
            },
            "yAxis": {"type": "value"},
            "series": [
                {"name": "受理", "type": "bar", "data": [42, 38, 51, 47, 33, 12, 29]},
                {"name": "按时办结", "type": "line", "data": [39, 36, 44, 45, 31, 10, 12]},
            ],
        },
    }


ENTRIES = [
    {
        "at": AT - timedelta(hours=4),
        "title": "受理登记",
        "by": "李敏",
        "icon": "inbox",
        "tone": "brand",
        "body": "来电登记，归类为投诉（抄表与计量）。",
    },
    {
        "at": AT - timedelta(hours=3, minutes=40),
        "title": "派单",
        "by": "李敏",
        "icon": "send",
        "tone": "working",
        "body": "派至供水营业厅。",
    },
    {
        "at": AT - timedelta(hours=3, minutes=5),
        "title": "已联系客户",
        "by": "王建国",
        "icon": "phone",
        "tone": "done",
        "body": "接单后 35 分钟电话联系，约定下午三点上门核表。",
    },
]


def page(name: str, request: HttpRequest, **more: Any) -> str:
    """One page of the book as HTML: `desk` or `portal`."""
    env = environment(
        autoescape=True, loader=ChoiceLoader([FileSystemLoader(HERE / "jinja2"), FileSystemLoader(LOOK)])
    )
    return env.get_template(f"book/{name}.html").render(**{**context(request), **more})
