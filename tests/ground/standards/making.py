"""A small sound pack in a folder, for tests that break one thing in it."""

import textwrap
from pathlib import Path

import bihuan.engines.billing.scenarios
import bihuan.engines.cases.scenarios
import bihuan.engines.halls.scenarios
import bihuan.engines.outages.scenarios
import bihuan.ground.sheets.scenarios
import bihuan.reports.scenarios  # noqa: F401
from bihuan.ground.standards.reading import PackError

FILES = {
    "pack.yaml": """
        id: corner-shop
        edition: "1"
        title: {zh: 小店规范, en: Corner-shop standard}
        issuer: {zh: 小店, en: Corner shop}
        in_force: 2026-01-01
        source: {zh: 自拟, en: our own}
        roles:
          - {id: clerk, title: {zh: 店员, en: Clerk}, scope: place}
    """,
    "clauses/01.yaml": """
        chapter: "1"
        title: {zh: 投诉, en: Complaints}
        clauses:
          - number: "1.1"
            wording: {zh: 两个工作日内答复。, en: Answer within two working days.}
            held_by: machine
          - number: "1.2"
            wording: {zh: 态度和气。, en: Be kind.}
            held_by: text
            why: {zh: 和气量不出来。, en: Kindness cannot be measured.}
    """,
    "calendars.yaml": """
        - id: office
          title: {zh: 作息, en: Hours}
          weekly: {mon: ["09:00-17:00"], tue: ["09:00-17:00"], wed: ["09:00-17:00"], thu: ["09:00-17:00"], fri: ["09:00-17:00"]}
    """,
    "flows/plain.yaml": """
        id: plain
        title: {zh: 流程, en: Flow}
        stages:
          - {id: received, title: {zh: 待受理, en: Received}, plain: {zh: 已收到, en: Received}}
          - {id: done, title: {zh: 办结, en: Done}, plain: {zh: 办结, en: Done}, final: true}
        moves:
          - {verb: archive, at: [received], to: done, roles: [clerk]}
    """,
    "kinds/complaint.yaml": """
        id: complaint
        title: {zh: 投诉, en: Complaint}
        about: {zh: 不满, en: Dissatisfied}
        clause: "1.1"
        flow: plain
        promises:
          - id: answer
            title: {zh: 答复, en: Answer}
            clause: "1.1"
            allowance: 2wd
            start: accepted
            stop: answered
    """,
    "indicators.yaml": """
        - id: answer_rate
          title: {zh: 答复率, en: Answered in time}
          clause: "1.1"
          measured_by: share_on_time
          target: 95%
    """,
    "texts/zh-Hans.yaml": """
        customer:
          received: 收到，编号{number}。
    """,
    "texts/en.yaml": """
        customer:
          received: Received, number {number}.
    """,
    "scenarios/limits.yaml": """
        - name: 答复
          run: clocks
          given: {kind: complaint}
          when:
            - {opened: 2026-03-09 10:00, accepted: 2026-03-09 10:00}
          then:
            answer: {due: 2026-03-11 24:00}
    """,
}


def write(folder: Path, **changes: str | None) -> Path:
    """The small pack in `folder`; keyword `kinds__complaint` replaces `kinds/complaint.yaml`, None leaves it out."""
    changed = {name.replace("__", "/") + ".yaml": text for name, text in changes.items()}
    for name, text in {**FILES, **changed}.items():
        if text is not None:
            put(folder, name, text)
    return folder


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return path


def edit(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first `old` in a file; its line number."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def told(error: PackError) -> list[str]:
    """The problems without the name of the folder."""
    return [str(problem).partition("/")[2] for problem in error.problems]
