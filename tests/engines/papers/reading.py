"""What stands in a PDF, read back."""

import io
import re

from pdfminer.high_level import extract_text


def words_of(paper: bytes) -> str:
    """All text of a PDF without any white space: where lines break is the layout's own affair."""
    assert paper.startswith(b"%PDF-")
    return re.sub(r"\s+", "", extract_text(io.BytesIO(paper)))


def squeezed(text: object) -> str:
    return re.sub(r"\s+", "", str(text))
