"""Make the font of printed papers anew: a part of Noto Sans CJK SC (SIL Open Font License) with what papers print.

    pip install fonttools && python scripts/papers_font.py [/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc]

The source is Debian's `fonts-noto-cjk`. What goes in: GB 2312 with both levels of its characters, Latin letters,
punctuation, and the characters of `RARE`, which stand in people's and places' names and came after that standard.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
TARGET = Path(__file__).resolve().parent.parent / "bihuan/engines/papers/fonts/BihuanSans.otf"
NAME = "Bihuan Sans"
RARE = (
    "喆堃珺玥瑄昇玟珉琤瑢璟璠瓅昉昶晞晟晗暐曈曦沄泓洺淏淼湉溁滢漪濛灏炆炜烜焜煊熠燚祎禛禤稑竑筠箐綦缦翀翃翾"
    "芃苡茞菀菡葳蓁蔺薇蘅衎诩谞赟轺迦邕郗郦鄢鋆鋐钰铖锜锳镕镠闿阗阚隽雯霏霖霂韡颀颉馥骁骅髙麒麟麴鼒龑龢㛃㳘㵑"
    "砼烎囧槑嫑峂垚垲埏垯塬塍湴汧沨沣泷洑浉浬浈淏潓潏澴濂灞犍琊甪盱眙硚碚礐窊筻箬篁綦缙耒舾苴莘菏葭蓟藁虢蠡衢"
    "訾邗邛邳郫郓鄄鄞鄣鄱酂酆醴阌陉隰雒鞑颍鲅鳇鸠麇黟㕔镆镈铼镎镥〇℃㎡㎥㎏¥￥№"
)


def wanted() -> list[int]:
    found = {
        *range(0x20, 0x7F),
        *range(0xA0, 0x180),
        *range(0x2010, 0x2028),
        *range(0x3000, 0x3018),
        *map(ord, RARE),
    }
    found |= {
        *range(0xFF01, 0xFF5F),
        0x2030,
        0x2032,
        0x20AC,
        0x2190,
        0x2192,
        0x2212,
        0x2248,
        0x2260,
        0x2264,
        0x2265,
    }
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([high, low]).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return sorted(found)


def main(source: Path) -> None:
    fonts = TTCollection(str(source)).fonts
    font = next(one for one in fonts if one["name"].getDebugName(1) == "Noto Sans CJK SC")
    options = subset.Options()
    options.layout_features, options.hinting, options.desubroutinize = ["kern", "locl"], False, False
    options.name_IDs, options.notdef_outline, options.drop_tables = (
        ["*"],
        True,
        ["vhea", "vmtx", "VORG", "BASE"],
    )
    cut = subset.Subsetter(options)
    cut.populate(unicodes=wanted())
    cut.subset(font)
    for id, text in ((1, NAME), (3, f"{NAME} Regular"), (4, NAME), (6, "BihuanSans-Regular"), (16, NAME)):
        font["name"].setName(text, id, 3, 1, 0x409)
    font["name"].names = [
        one
        for one in font["name"].names
        if one.langID == 0x409 and one.nameID in (0, 1, 2, 3, 4, 5, 6, 13, 14, 16)
    ]
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(TARGET)
    known = "".join(map(chr, sorted(font.getBestCmap())))
    lines = [known[n : n + 80] for n in range(0, len(known), 80)]
    TARGET.with_suffix(".txt").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{TARGET.name}: {len(wanted())} characters, {TARGET.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE)
