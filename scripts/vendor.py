"""Fetch the front-end files that are kept in bihuan/windows/static/vendor, and draw icons.svg.

Run by hand when a version below changes: `python scripts/vendor.py`. Needs npm and the project's .venv.
"""

import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "bihuan/windows/static"
PACKAGES = {"@tabler/core": "1.6.1", "@tabler/icons": "3.51.0", "echarts": "6.1.0"}
ICONS = (Path(__file__).parent / "icons.txt").read_text().split()
SOURCE_MAP = re.compile(r"\s*(?:/\*|//)# sourceMappingURL=\S+?\.map(?:\s*\*/)?\s*$")
MIT = """MIT License

{holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
ZERO_BSD = """Zero-Clause BSD

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.
"""


def unpack(name: str, into: Path) -> Path:
    """The package's files, as the registry's own client hands them over."""
    subprocess.run(["npm", "pack", "--silent", f"{name}@{PACKAGES[name]}"], cwd=into, check=True)
    archive = into / f"{name.removeprefix('@').replace('/', '-')}-{PACKAGES[name]}.tgz"
    with tarfile.open(archive) as files:
        files.extractall(into / archive.stem, filter="data")
    return into / archive.stem / "package"


def keep(source: Path, folder: str, name: str = "") -> None:
    """Copy without the pointer to a source map that is not shipped: hashed static files would look for it."""
    target = STATIC / "vendor" / folder / (name or source.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(SOURCE_MAP.sub("", source.read_text("utf-8")) + "\n", "utf-8")


def sprite(icons: Path) -> str:
    """One SVG of symbols; `name-filled` takes the filled drawing of `name`."""
    symbols = []
    for name in sorted(ICONS):
        filled = name.endswith("-filled")
        drawing = icons / ("filled" if filled else "outline") / f"{name.removesuffix('-filled')}.svg"
        inner = re.sub(r"<svg.*?>|</svg>|<!--.*?-->", "", drawing.read_text(), flags=re.S)
        inner = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", inner)
        paint = (
            'fill="currentColor"'
            if filled
            else 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
        )
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{" ".join(inner.split())}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def main() -> None:
    import django_htmx

    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        tabler, icons, echarts = (unpack(name, work) for name in PACKAGES)
        keep(tabler / "dist/css/tabler.min.css", "tabler")
        keep(echarts / "dist/echarts.common.min.js", "echarts")
        keep(echarts / "i18n/langZH.js", "echarts")
        for name in ("LICENSE", "NOTICE"):
            shutil.copy(echarts / name, STATIC / "vendor/echarts" / name)
        shutil.copy(icons / "LICENSE", STATIC / "icons.LICENSE")
        (STATIC / "icons.svg").write_text(sprite(icons / "icons"))
    htmx = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
    keep(htmx, "htmx", "htmx.min.js")
    (STATIC / "vendor/htmx/LICENSE").write_text(ZERO_BSD)
    holder = "Copyright 2018-2026 The Tabler Authors\nCopyright 2018-2026 codecalm.net Paweł Kuna"
    (STATIC / "vendor/tabler/LICENSE").write_text(MIT.format(holder=holder))


if __name__ == "__main__":
    main()
