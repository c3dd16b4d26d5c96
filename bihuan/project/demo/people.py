"""Who works in the demo's company. Invented: any likeness to real staff is chance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

PASSWORD: Final = "bihuan-demo"


@dataclass(frozen=True, slots=True)
class Employee:
    """`posts` are (team code, role)."""

    username: str
    name: str
    duty: str
    posts: tuple[tuple[str, str], ...]


def _one(username: str, name: str, duty: str, *posts: str) -> Employee:
    return Employee(username, name, duty, tuple((team, role) for team, role in map(_split, posts)))


def _split(post: str) -> tuple[str, str]:
    team, _slash, role = post.partition("/")
    return team, role


STAFF: Final = (
    _one("chenxiaoyu", "陈晓雨", "接线员", "call-centre/agent"),
    _one("luoting", "罗婷", "接线员", "call-centre/agent"),
    _one("dengke", "邓科", "接线员", "call-centre/agent"),
    _one("xiaomeng", "肖萌", "接线员", "call-centre/agent"),
    _one("linjing", "林静", "呼叫中心专人", "call-centre/specialist"),
    _one("tangmin", "唐敏", "营业厅主任", "hall-east/hall_manager", "hall-east/hall_head"),
    _one("fangfang", "方芳", "营业员", "hall-east/hall_clerk"),
    _one("heli", "何丽", "营业员", "hall-east/hall_clerk"),
    _one("fuqiang", "付强", "营业员", "hall-east/hall_clerk"),
    _one("zoumin", "邹敏", "营业员", "hall-east/hall_clerk"),
    _one("lina", "黎娜", "营业员", "hall-east/hall_clerk"),
    _one("mengjia", "孟佳", "引导员", "hall-east/hall_guide"),
    _one("duanwei", "段伟", "保安队长", "hall-east/captain"),
    _one("baoyong", "鲍勇", "保安", "hall-east/guard"),
    _one("panggang", "庞刚", "保安", "hall-east/guard"),
    _one("zhouli", "周莉", "营业厅主任", "hall-west/hall_manager", "hall-west/hall_head"),
    _one("yangxue", "杨雪", "营业员", "hall-west/hall_clerk"),
    _one("caoying", "曹颖", "营业员", "hall-west/hall_clerk"),
    _one("ranlei", "冉磊", "营业员", "hall-west/hall_clerk"),
    _one("pengtao", "彭涛", "营业厅主任", "hall-south/hall_manager", "hall-south/hall_head"),
    _one("xiewen", "谢文", "营业员", "hall-south/hall_clerk"),
    _one("daimin", "代敏", "营业员", "hall-south/hall_clerk"),
    _one("jiangyun", "蒋芸", "营业员", "hall-south/hall_clerk"),
    _one("weilan", "魏兰", "大厦前台", "tower/front_desk"),
    _one("yaojing", "姚静", "大厦前台", "tower/front_desk"),
    _one("shenyun", "沈云", "大厦客服部经理", "tower/desk_head"),
    _one("leiming", "雷鸣", "大厦安保", "tower/tower_guard"),
    _one("zhaojianguo", "赵建国", "供水部主任", "water/unit_head"),
    _one("wangqiang", "王强", "供水部经办人", "water/handler"),
    _one("huangtao", "黄涛", "供水部经办人", "water/handler"),
    _one("qianjin", "钱进", "燃气部主任", "gas/unit_head"),
    _one("gaolei", "高磊", "燃气部经办人", "gas/handler"),
    _one("wufan", "吴帆", "燃气部经办人", "gas/handler"),
    _one("xuhui", "徐辉", "电力部主任", "power/unit_head"),
    _one("dongwei", "董伟", "电力部经办人", "power/handler"),
    _one("liangbo", "梁波", "电力部经办人", "power/handler"),
    _one("caiqin", "蔡琴", "营销部主任", "market/unit_head"),
    _one("zengyu", "曾宇", "营销部经办人", "market/handler"),
    _one("liuhui", "刘慧", "客户服务管理专员", "care/commissioner"),
    _one("qinlan", "秦岚", "检查组组长", "care/chief_inspector"),
    _one("zengyi", "曾毅", "检查员", "care/inspector"),
    _one("heping", "何平", "客户服务管理部负责人", "care/manager"),
    _one("zhouyong", "周勇", "企业管理部负责人", "enterprise/manager"),
    _one(
        "sunzheng",
        "孙正",
        "监察部主任",
        "supervision/supervisor",
        "supervision/unit_head",
        "supervision/arbiter",
    ),
    _one("yuanjie", "袁杰", "监察干事", "supervision/handler"),
    _one("majun", "马骏", "公司分管领导", "leadership/leader"),
    _one("admin", "管理员", "系统管理", "care/admin"),
)


def logins(teams: Mapping[str, str], devices: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """What the demo's sign-in page offers; `teams` are the names by code, `devices` the pages of the halls' devices."""
    people = [
        {"username": one.username, "name": one.name, "role": one.posts[0][1], "team": teams[one.posts[0][0]]}
        for one in STAFF
    ]
    return {"password": PASSWORD, "people": people, "devices": list(devices)}
