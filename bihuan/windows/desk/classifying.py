"""The guided questions of S003 7.5: one after another they lead to a kind; the clerk may overrule. Pure over the pack."""

from dataclasses import dataclass

from bihuan.engines.cases.kinds import Question
from bihuan.ground.standards.packs import Pack

Answered = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Trail:
    """Questions answered so far; then either the next question or the kind they lead to."""

    answered: tuple[tuple[Question, bool], ...]
    question: Question | None
    kind: str

    @property
    def path(self) -> str:
        """`denounces:no,already_ruled:no`, for a hidden field."""
        return ",".join(f"{question.id}:{'yes' if yes else 'no'}" for question, yes in self.answered)


def trail(pack: Pack, path: str) -> Trail:
    """Follow the answers from the first question; whatever does not fit the pack's order ends the path there."""
    questions = pack.rows("questions")
    question: Question | None = next(iter(questions.values()), None)
    answered: list[tuple[Question, bool]] = []
    for id, yes in _answers(path):
        if question is None or question.id != id:
            break
        answered.append((question, yes))
        target = question.yes if yes else question.no
        if target.startswith("="):
            return Trail(tuple(answered), None, target[1:])
        question = questions.get(target)
    return Trail(tuple(answered), question, "")


def further(path: str, step: str) -> str:
    """The path after one more step: `denounces:yes`, `back`, `restart`, or `look`, which only draws anew."""
    if step == "look":
        return path
    if step == "restart":
        return ""
    if step == "back":
        return path.rpartition(",")[0]
    return f"{path},{step}" if path else step


def _answers(path: str) -> Answered:
    pairs = (part.partition(":") for part in path[:400].split(",") if part)
    return tuple((id, said == "yes") for id, _colon, said in pairs)
