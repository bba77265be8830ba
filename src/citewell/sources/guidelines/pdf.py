"""PDF to blocks, through pypdf, within limits on pages, bytes and time. A scan without a text layer is refused."""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

from citewell.sources.guidelines.document import Document, Unreadable, one_line
from citewell.sources.guidelines.facts import Facts, issuing_body, own_title
from citewell.sources.guidelines.first_page import facts_of_first_page
from citewell.sources.guidelines.marks import Keep, dropped
from citewell.sources.guidelines.pdf_blocks import blocks_of
from citewell.sources.guidelines.pdf_page import Fragment, Page, in_reading_order, without_margins

MOST_PAGES = 1_500
MOST_SECONDS = 180.0
# Parsing a page takes some thirty times the size of its content in memory (pypdf, "Extract Text from a PDF").
MOST_PAGE_BYTES = 16 << 20
_NARROW, _WIDE = frozenset(" .,:;'’!|iljtfrI()[]-/"), frozenset("mwMW%@—…")
_LEAST_CHARACTERS = 40


def read(content: bytes, *, clock: Callable[[], float] = time.monotonic, keep: Keep = dropped) -> Document:
    """Return the document. Raises Unreadable.

    keep: what stands in the text for the mark of a reference.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    # What pypdf mends in a damaged file it tells the log; here it is neither news nor the user's to act on.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    if not content.startswith(b"%PDF-") and b"%PDF-" not in content[:1024]:
        raise Unreadable("not a PDF, whatever its name says")
    try:
        reader = PdfReader(io.BytesIO(content))
        # Many are protected against changes only, and open without a password.
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("the PDF is encrypted; save a copy without a password")
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise Unreadable(f"the PDF has {count:,} pages, more than {MOST_PAGES:,}")
        pages = list(_pages(reader, clock))
        facts = _facts(reader)
    except (DependencyError, FileNotDecryptedError) as error:
        raise Unreadable("the PDF is encrypted; save a copy without a password") from error
    except Unreadable:
        raise
    except RecursionError as error:
        raise Unreadable("the PDF refers to itself without end, or is nested too deep") from error
    except Exception as error:
        # In a broken file pypdf raises whatever its code meets: each is the same to a user.
        raise Unreadable(f"the PDF is damaged ({str(error)[:200] or type(error).__name__})") from error
    return _document(pages, facts, keep)


def _document(pages: list[Page], facts: Facts, keep: Keep) -> Document:
    characters = sum(len(fragment.text) for page in pages for fragment in page.fragments)
    if characters < _LEAST_CHARACTERS * min(len(pages), 5):
        raise Unreadable(
            "the PDF has no text layer: it is a scan. Run OCR first, such as `ocrmypdf in.pdf out.pdf`, and give the result"
        )
    lines = [line for page in without_margins(pages, keep=keep) for line in in_reading_order(page)]
    blocks, title = blocks_of(lines)
    first = facts_of_first_page(blocks)
    return Document(blocks, facts.over(first).over(Facts(title=title)))


def _pages(reader: Any, clock: Callable[[], float]) -> Iterator[Page]:
    end = clock() + MOST_SECONDS
    for number, page in enumerate(reader.pages, 1):
        if clock() > end:
            raise Unreadable(f"reading the PDF took more than {MOST_SECONDS:g} seconds; {number - 1} pages were read")
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > MOST_PAGE_BYTES:
            raise Unreadable(f"page {number} of the PDF holds more than {MOST_PAGE_BYTES >> 20} MiB of drawing")
        found: list[Fragment] = []
        page.extract_text(visitor_text=_collector(found, number))
        box = page.mediabox
        yield Page(number, float(box.bottom), float(box.top), tuple(found))


def _collector(found: list[Fragment], page: int) -> Callable[[str, Any, Any, Any, float], None]:
    """Return a visitor that keeps each piece of upright text with its place on the page."""

    def collect(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        # A code that the encoding leaves free is a bullet (ISO 32000-1, annex D.2, note 3).
        shown = text.strip("\n").replace("\x7f", "•")
        if not shown.strip():
            return
        # The text matrix within the page's own (ISO 32000-1, 9.4.4).
        across, rise = tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3]
        up = abs(tm[2] * cm[1] + tm[3] * cm[3])
        if across <= 0 or abs(rise) > 0.1 * across:
            return  # turned on its side or upside down: a mark in the margin
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        height = abs(size) * up
        lead = len(shown) - len(shown.lstrip())
        width = _width(shown, font) * abs(size) * across
        start = x + (_width(shown[:lead], font) * abs(size) * across if lead else 0)
        found.append(Fragment(shown, start, x + width, y, height, _is_bold(font), page))

    return collect


def _width(text: str, font: Any) -> float:
    """Return how wide a text is, for a size of 1: by the font's table if it has a simple one, else about so."""
    widths, first = _table(font)
    total = 0.0
    for letter in text:
        place = ord(letter) - first
        given = widths[place] if 0 <= place < len(widths) else 0
        total += given / 1000 if given else _about(letter)
    return total


def _about(letter: str) -> float:
    """Return how wide a letter is in the common fonts, as a share of their size."""
    if letter in _NARROW:
        return 0.27
    if letter in _WIDE:
        return 0.83
    return 0.67 if letter.isupper() else 0.5


def _table(font: Any) -> tuple[list[float], int]:
    try:
        widths = font["/Widths"].get_object() if font and "/Widths" in font else []
        return [float(width) for width in widths[:512]], int(font["/FirstChar"]) if widths else 0
    except (KeyError, TypeError, ValueError, AttributeError):
        return [], 0


def _is_bold(font: Any) -> bool:
    name = str(font.get("/BaseFont", "")) if hasattr(font, "get") else ""
    return re.search(r"bold|black|heavy|semibold|demi", name, re.IGNORECASE) is not None


def _facts(reader: Any) -> Facts:
    """Return what the properties say. The file's own dates are of the file, not of the guideline: they are not used."""
    information = reader.metadata or {}
    title = one_line(str(information.get("/Title") or ""))
    author = one_line(str(information.get("/Author") or ""))
    return Facts(title=own_title(title), issuer=issuing_body(author))
