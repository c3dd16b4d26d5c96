"""The text of a PDF that has text. Pure."""

import io
import logging

from bihuan.ground.reading.errors import Unreadable

_MOST_PAGES = 600
#: Some printers write radicals for the characters that look like them (Unicode folds only half of these).
_RADICALS = str.maketrans(
    "⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻥⻦⻧⻨⻩⻬⻮⻰⻳⻁⻄⺟⺠⺮⻤⻣⻟",
    "见角贝车长门青韦页风飞食马鱼鸟卤麦黄齐齿龙龟虎西母民竹鬼骨饣",
)


def pdf_text(data: bytes) -> str:
    """The pages' text in reading order. Raises Unreadable."""
    from pdfminer.high_level import extract_text
    from pdfminer.pdfdocument import PDFPasswordIncorrect, PDFTextExtractionNotAllowed

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        text = extract_text(io.BytesIO(data), maxpages=_MOST_PAGES)
    except (PDFPasswordIncorrect, PDFTextExtractionNotAllowed) as error:
        raise Unreadable("locked") from error
    except Exception as error:  # whatever a damaged file makes the library raise
        raise Unreadable("broken", kind="PDF") from error
    if not text.strip():
        raise Unreadable("no_words")
    return text.translate(_RADICALS)
