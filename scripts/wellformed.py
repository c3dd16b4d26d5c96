"""Every template compiles, every YAML file reads with no key twice, every script tag names a file: a quick look."""

import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import yaml
from jinja2 import Environment, TemplateSyntaxError

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "bihuan"
INLINE = re.compile(
    r"<script(?![^>]*\b(?:src=|type=\"application/json\"))|\son[a-z]+\s*=\s*[\"']|href=[\"']javascript:", re.I
)
ELSEWHERE = re.compile(r"(?:src|<link[^>]*href)=[\"'](?:https?:)?//", re.I)


class OnceOnly(yaml.SafeLoader):
    """Refuses a mapping that says a key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[object] = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"key {key!r} twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def packaged(name: str) -> list[Path]:
    """Where a package that brings `name/…` keeps its static files, such as the API page of django-ninja."""
    spec = find_spec(name.split("/")[0]) if "/" in name else None
    return [Path(spec.origin).parent / "static"] if spec and spec.origin else []


def template_faults() -> Iterator[str]:
    env = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    homes = [PACKAGE / "windows/static", *PACKAGE.glob("windows/*/static")]
    for path in sorted(PACKAGE.rglob("jinja2/**/*.html")):
        text = path.read_text("utf-8")
        place = path.relative_to(ROOT)
        try:
            env.parse(text)
        except TemplateSyntaxError as error:
            yield f"{place}:{error.lineno}: {error.message}"
        for number, line in enumerate(text.splitlines(), 1):
            if INLINE.search(line):
                yield f"{place}:{number}: an inline script; put it into static/js, the pages forbid inline ones"
            if ELSEWHERE.search(line):
                yield f"{place}:{number}: a file from elsewhere; vendor it in static/vendor"
            for name in re.findall(r"static\(['\"]([^'\"]+)['\"]\)", line):
                if not any((home / name).exists() for home in [*homes, *packaged(name)]):
                    yield f"{place}:{number}: there is no static file {name}"


def yaml_faults() -> Iterator[str]:
    for folder in ("packs", "bihuan"):
        for path in sorted((ROOT / folder).rglob("*.y*ml")):
            try:
                list(yaml.load_all(path.read_text("utf-8"), Loader=OnceOnly))
            except yaml.YAMLError as error:
                yield f"{path.relative_to(ROOT)}: {error}"


def main() -> int:
    faults = [*template_faults(), *yaml_faults()]
    print("\n".join(faults) or "Templates and YAML are well formed.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
