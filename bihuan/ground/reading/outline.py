"""Where a number stands in the tree: the open clauses, the largest first, and what fits under them. Pure."""

from dataclasses import dataclass

from bihuan.ground.reading.signs import BY_NAME, Sign, Style

#: An unnumbered title over a list of its own (`会前准备:` and then 1、2、3、).
TITLE = Style("title", 5, "title", BY_NAME["bullet"].pattern, "会前准备:")


@dataclass(slots=True)
class Open:
    """A clause that later ones may still belong to."""

    style: Style
    value: tuple[int, ...]
    ref: str
    paragraphs: int = 0
    bullets: int = 0


def _counting(value: tuple[int, ...]) -> tuple[int, ...]:
    """4.0 is the head of 4.1, and 1.0.2 the second part of 1."""
    return tuple(part for part in value if part)


def follows(before: Open, sign: Sign) -> bool:
    """Whether `sign` is the next number after `before` (7.4 after 7.3.2 too), or its first child (7.3.1 of 7.3).

    The first child may also come without its heading (7.4.1 after 7.3).
    """
    one, other = _counting(before.value), _counting(sign.value)
    if not one or not other:
        return False
    if len(one) >= len(other):
        last = len(other) - 1
        return one[:last] == other[:last] and other[last] == one[last] + 1
    if len(other) == len(one) + 1 and other[-1] == 1 and other[:-2] == one[:-1] and other[-2] == one[-1] + 1:
        return True
    return len(other) == len(one) + 1 and other[: len(one)] == one and other[-1] == 1


def _akin(before: Style, style: Style) -> bool:
    """Whether authors go on from one to the other; 3.1 is also the first child of `3.`."""
    return before.family == style.family or (style.name == "dotted" and before.name == "arabic")


def _is_list(one: Open) -> bool:
    return one.style.rank >= 7 and one.style.family != "dotted"


#: Deeper than any document goes.
_DEEPEST = 20


class Outline:
    """The open clauses of one document."""

    def __init__(self) -> None:
        self.open: list[Open] = []
        self.refs: dict[str, int] = {}
        self.root = Open(TITLE, (), "")

    def continues(self, sign: Sign) -> bool:
        return self._before(sign) is not None

    def holds(self, sign: Sign) -> bool:
        """Whether a list in this style is open."""
        return any(one.style is sign.style for one in self.open)

    def place(self, sign: Sign, *, announced: bool = False) -> tuple[str, int]:
        """The ref and depth of a numbered clause, which is open from now on.

        `announced`: the clause before it ends with a colon, so a first item belongs to that.
        """
        at = (
            len(self.open)
            if announced and sign.value == (1,) and not sign.style.fixed and len(self.open) < _DEEPEST
            else self._level(sign)
        )
        del self.open[at:]
        ref = self._unique(self._ref(sign))
        self.open.append(Open(sign.style, sign.value, ref))
        return ref, at

    def paragraph(self, upcoming: Sign | None, *, closing: bool) -> tuple[str, int]:
        """The ref and depth of an unnumbered paragraph; a `closing` one belongs to what holds the list before it."""
        if closing:
            goes_on = self._before(upcoming) if upcoming else None
            while len(self.open) > (1 if goes_on is None else goes_on + 1) and _is_list(self.open[-1]):
                self.open.pop()
        holder = self.open[-1] if self.open else self.root
        holder.paragraphs += 1
        return self._unique(f"{holder.ref}¶{holder.paragraphs}"), len(self.open)

    def title(self, upcoming: Sign) -> tuple[str, int]:
        """The ref and depth of an unnumbered title over a list that starts with `upcoming`."""
        at = next((n for n, one in enumerate(self.open) if one.style is upcoming.style), None)
        if at is None:
            at = next((n for n, one in enumerate(self.open) if one.style is TITLE), len(self.open))
        elif at > 0 and self.open[at - 1].style is TITLE:
            at -= 1
        del self.open[at:]
        holder = self.open[-1] if self.open else self.root
        holder.paragraphs += 1
        ref = self._unique(f"{holder.ref}¶{holder.paragraphs}")
        self.open.append(Open(TITLE, (), ref))
        return ref, at

    def _before(self, sign: Sign) -> int | None:
        """The position of the open clause that `sign` comes right after; one of its own style first."""
        near = range(len(self.open) - 1, -1, -1)
        fits = [at for at in near if _akin(self.open[at].style, sign.style) and follows(self.open[at], sign)]
        return next((at for at in fits if self.open[at].style is sign.style), fits[0] if fits else None)

    def _level(self, sign: Sign) -> int:
        if sign.style.fixed:
            return next(
                (n for n, one in enumerate(self.open) if one.style.rank >= sign.style.rank), len(self.open)
            )
        if sign.style.family == "dotted":
            return self._dotted(sign)
        before = self._before(sign)
        if before is not None:
            return before
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at].style is sign.style:
                return at
        at = len(self.open)
        while at and self.open[at - 1].style.rank > sign.style.rank and self.open[at - 1].style is not TITLE:
            at -= 1
        return at

    def _dotted(self, sign: Sign) -> int:
        dotted = [n for n, one in enumerate(self.open) if one.style.family == "dotted"]
        numbered = dotted or [n for n, one in enumerate(self.open) if one.style.name == "arabic"]
        for at in reversed(numbered):
            value = self.open[at].value
            if len(value) < len(sign.value) and value == sign.value[: len(value)]:
                return at + 1
        if numbered:
            return numbered[0]
        return next(
            (n for n, one in enumerate(self.open) if one.style.rank > sign.style.rank), len(self.open)
        )

    def _ref(self, sign: Sign) -> str:
        """Numbers that count through the document stand alone; others follow what they are under."""
        style = sign.style
        above = self.open[-1].ref if self.open else ""
        if style.family == "dotted":
            outer = next((one.ref for one in reversed(self.open) if one.style.family == "han"), "")
            return f"{outer} {sign.label}".strip()
        if style.name == "article":
            return sign.label.replace(" ", "")
        if not sign.value:
            holder = self.open[-1] if self.open else self.root
            holder.bullets += 1
            return f"{above}•{holder.bullets}"
        if style.family == "digit" and (not above or style.name == "arabic"):
            joint = "-" if above[-1:].isdigit() else ""
            return f"{above}{joint}{sign.value[0]}"
        if style.family == "digit":
            return f"{above}({sign.value[0]})"
        return f"{above}{sign.label.replace(' ', '')}"

    def _unique(self, ref: str) -> str:
        again = self.refs[ref] = self.refs.get(ref, 0) + 1
        return ref if again == 1 else f"{ref}~{again}"
