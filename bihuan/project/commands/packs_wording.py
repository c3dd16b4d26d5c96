"""What `bihuan packs` says, in Chinese and English."""

_WORDS: dict[str, tuple[str, str]] = {
    "sound": (
        "{pack}  {title}：{clauses} 条条款，{scenarios} 个算例，全部通过",
        "{pack}  {title}: {clauses} clauses, {scenarios} scenarios, all sound",
    ),
    "problems": ("共 {count} 处问题", "{count} problems"),
    "counts": (
        "共 {total} 条：系统执行 {machine}，人工检查 {people}，仅文字 {text}",
        "{total} clauses: held by the machine {machine}, checked by people {people}, text only {text}",
    ),
    "open": ("待发布单位确认  {clause}：{question}", "For the issuer to decide  {clause}: {question}"),
    "same": ("没有变化", "Nothing changed"),
    "taken": ("{folder} 里已有文件，请换一个新的文件夹", "{folder} has files in it; choose a new folder"),
    "on_disk": (
        "{pack} 不是本单位发布的版本，它的文件在 {home}",
        "{pack} was not released here; its files are in {home}",
    ),
    "exported": ("{pack} 已写入 {folder}，校验值 {hash}", "{pack} is in {folder}, hash {hash}"),
    "clause": ("条款", "Clause"),
    "wording": ("内容", "Wording"),
    "held_by": ("落实方式", "Held by"),
    "holders": ("落实在哪里 / 原因", "By what / why not"),
    "machine": ("系统执行", "machine"),
    "people": ("人工检查", "people"),
    "text": ("仅文字", "text only"),
    "change": ("变化", "Change"),
    "where": ("位置", "Where"),
    "before": ("原来", "Before"),
    "after": ("现在", "After"),
    "new": ("新增", "new"),
    "gone": ("取消", "gone"),
    "tighter": ("收紧", "tighter"),
    "looser": ("放宽", "looser"),
    "changed": ("调整", "changed"),
    "reworded": ("改写", "reworded"),
}


def say(key: str, lang: str, **values: object) -> str:
    chinese, english = _WORDS[key]
    return (english if lang == "en" else chinese).format(**values)
