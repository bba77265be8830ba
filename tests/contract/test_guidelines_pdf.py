"""PDF: reading order, whole words and paragraphs, no running lines; hostile files end with a fault."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable
from itertools import count

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from citewell.sources.guidelines import pdf as reader
from citewell.sources.guidelines.hyphens import Hyphens
from guideline_files import as_pdf, fault_of, graded, record_of

ABOUT = (("issuer", "Frob Society"), ("year", "2023"), ("title", "Frobs"))


def drawn(*pages: Callable[[Canvas], None], size: float = 10) -> bytes:
    """Return a PDF of pages, each drawn by a function."""
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=A4)
    for draw in pages:
        canvas.setFont("Helvetica", size)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def lines(*texts: str, x: float = 72, top: float = 700, leading: float = 12) -> Callable[[Canvas], None]:
    """Return what draws lines of text, one below the other."""

    def draw(canvas: Canvas) -> None:
        for place, text in enumerate(texts):
            canvas.drawString(x, top - place * leading, text)

    return draw


def text_of(content: bytes) -> str:
    """Return the text of all sections."""
    return "\n\n".join(section.text for section in record_of(content, "a.pdf", ABOUT).sections)


LEFT = [f"Left line {n} speaks of frobs that hum in the night" for n in range(1, 16)]
RIGHT = [f"right line {n} speaks of quibs that sing in the day" for n in range(1, 16)]


def _two_columns(canvas: Canvas, *, by_rows: bool) -> None:
    if by_rows:
        for place, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
            canvas.drawString(60, 700 - 12 * place, left)
            canvas.drawString(320, 700 - 12 * place, right)
    else:
        lines(*LEFT, x=60)(canvas)
        lines(*RIGHT, x=320)(canvas)


@pytest.mark.parametrize("by_rows", [False, True], ids=["drawn by columns", "drawn by rows"])
def test_the_left_column_is_read_before_the_right(by_rows):
    """However the file draws them."""
    content = drawn(lambda canvas: _two_columns(canvas, by_rows=by_rows))
    assert text_of(content) == " ".join([*LEFT, *RIGHT])


def test_what_spans_both_columns_parts_them():
    """A wide heading or note is read where it stands."""

    def draw(canvas: Canvas) -> None:
        for top in (700, 400):
            lines(*LEFT, x=60, top=top)(canvas)
            lines(*RIGHT, x=320, top=top)(canvas)
        canvas.drawString(
            60, 460, "A line that goes over both of the columns and tells the reader of something wider than frobs."
        )

    text = text_of(drawn(draw))
    first, second = text.split("A line that goes over both of the columns")
    assert first.count("Left line") == first.count("right line") == 15
    assert second.count("Left line") == second.count("right line") == 15


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (["Frobs that hum for a long", "time are swollen."], "Frobs that hum for a long time are swollen."),
        (
            ["The swel-", "ling of frobs is painful. Swelling passes."],
            "The swelling of frobs is painful. Swelling passes.",
        ),
        (["Frobs need moderate-", "certainty evidence."], "Frobs need moderate-certainty evidence."),
        (["Frobs need long-", "term care."], "Frobs need long-term care."),
        (["A post-quib frob. The post-", "quib frob hums."], "A post-quib frob. The post-quib frob hums."),
        (["The ﬁrst frob is eﬃcient and does not ﬂow."], "The first frob is efficient and does not flow."),
    ],
)
def test_lines_are_joined_and_divided_words_made_whole(printed, text):
    """A hyphen of the word's own stays."""
    assert Hyphens(printed).joined([line.translate(LIGATURES) for line in printed]) == text


LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi"})


def test_a_paragraph_that_goes_over_a_page_is_one():
    """And the label tells both pages."""
    content = drawn(
        lines("Frobs hum in the evening and the people who", "have them hear it well, which is why they", top=300),
        lines("whistle. It passes.", "A second paragraph follows here."),
    )
    (section,) = record_of(content, "a.pdf", ABOUT).sections
    assert section.text.startswith(
        "Frobs hum in the evening and the people who have them hear it well, which is why they whistle."
    )
    assert section.label == "Text (pp. 1–2)"


def test_running_headers_and_page_numbers_are_left_out():
    """What recurs near an edge with other numbers is no part of the text."""

    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(72, 800, f"Frob Society guideline 2023, page {number} of 3")
            canvas.drawString(290, 30, str(number))
            canvas.drawString(72, 600, f"Frobs of kind {number} hum in the evening.")

        return draw

    assert text_of(drawn(page(1), page(2), page(3))).split("\n\n") == [
        f"Frobs of kind {n} hum in the evening." for n in (1, 2, 3)
    ]


def test_headings_are_told_by_size_and_weight():
    """The largest above the smaller, and a number below its chapter."""
    content = as_pdf(
        (
            ("title", "Frobs"),
            ("h1", "1 Care"),
            ("p", "Rest of the frob helps."),
            ("h2", "1.1 Drugs"),
            ("p", "Zanolol helps as well."),
            ("h1", "2 Outlook"),
            ("p", "The outlook is good."),
        )
    )
    labels = [s.label for s in record_of(content, "a.pdf", ABOUT).sections if "guideline" not in s.text]
    assert labels == ["1 Care (p. 1)", "1 Care > 1.1 Drugs (p. 1)", "2 Outlook (p. 1)"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Frobs hum for many hours<super>12,13</super>. They stop.", "Frobs hum for many hours. They stop."),
        (
            "Frobs <b>never</b> hum alone in the evening or at night.",
            "Frobs never hum alone in the evening or at night.",
        ),
        ("Frobs hum for many hours in the evening [12].", "Frobs hum for many hours in the evening [12]."),
    ],
)
def test_marks_of_references_are_left_out_of_sentences(markup, text):
    """Small raised numbers; those in brackets stay as printed."""
    held = io.BytesIO()
    document = BaseDocTemplate(held, pagesize=A4)
    document.addPageTemplates([PageTemplate(frames=[Frame(60, 60, 480, 700)])])
    document.build([Paragraph(markup, ParagraphStyle("x", parent=getSampleStyleSheet()["BodyText"]))])
    assert text_of(held.getvalue()) == text


def test_a_grading_beside_any_line_of_a_row_belongs_to_the_row():
    """In tables of classes and levels the letter stands in the middle of the row's height."""

    def draw(canvas: Canvas) -> None:
        for x, text in ((72, "Recommendations"), (400, "Class"), (460, "Level")):
            canvas.drawString(x, 700, text)
        lines(
            "Zanolol is recommended in adults with frobnitis who",
            "cannot rest and who do not whistle in the evening",
            "or at night.",
            top=670,
        )(canvas)
        canvas.drawString(405, 658, "I")
        canvas.drawString(465, 658, "A")
        lines("Quibrex may be considered in adults who do not", "tolerate zanolol.", top=620)(canvas)
        canvas.drawString(405, 614, "IIb")
        canvas.drawString(465, 614, "C")
        canvas.drawString(72, 580, "The table was made by the panel in two rounds.")

    record = record_of(drawn(draw), "a.pdf", ABOUT)
    assert record.sections[0].text == "The table was made by the panel in two rounds."
    assert graded(record) == [
        (
            "Zanolol is recommended in adults with frobnitis who cannot rest and who do not whistle in the evening or at night.",
            "Class I",
            "Level A",
        ),
        ("Quibrex may be considered in adults who do not tolerate zanolol.", "Class IIb", "Level C"),
    ]


def test_text_on_its_side_is_left_out():
    """It is a mark in the margin."""

    def draw(canvas: Canvas) -> None:
        lines("Frobs hum in the evening and at night.", "They are seen in adults who whistle.")(canvas)
        canvas.rotate(90)
        canvas.drawString(300, -30, "Downloaded from a library")

    assert "Downloaded" not in text_of(drawn(draw))


def test_a_scan_is_refused_with_what_to_do():
    """It has no text to quote."""
    content = drawn(lambda canvas: canvas.rect(50, 50, 400, 700, fill=1))
    assert "ocrmypdf" in fault_of(content, "a.pdf", ABOUT)


def _protected(user: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(as_pdf())))
    writer.encrypt(user_password=user, owner_password="owner", algorithm="RC4-128")  # noqa: S106
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def test_a_pdf_that_needs_a_password_is_refused():
    """Nothing is guessed."""
    assert "save a copy without a password" in fault_of(_protected("frob"), "a.pdf", ABOUT)


def test_a_pdf_that_is_protected_against_changes_only_is_read():
    """It opens without a password in every viewer."""
    assert len(graded(record_of(_protected(""), "a.pdf", ABOUT))) == 7


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch):
    """Before any is read."""
    monkeypatch.setattr(reader, "MOST_PAGES", 1)
    assert "2 pages, more than 1" in fault_of(drawn(lines("a"), lines("b")), "a.pdf", ABOUT)


def test_a_pdf_that_takes_too_long_is_refused():
    """Told between pages, by a clock that can be given."""
    ticks = count(0, 200)
    with pytest.raises(reader.Unreadable, match="took more than 180 seconds"):
        reader.read(drawn(lines("a"), lines("b")), clock=lambda: float(next(ticks)))


def test_a_page_of_too_much_drawing_is_refused(monkeypatch):
    """Parsing takes many times its size in memory."""
    monkeypatch.setattr(reader, "MOST_PAGE_BYTES", 100)
    assert "of drawing" in fault_of(drawn(lines("Frobs hum. " * 30)), "a.pdf", ABOUT)


def raw(objects: Iterable[bytes]) -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is the catalogue."""
    body = b"%PDF-1.4\n"
    places = []
    for number, held in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(body))
    )


CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /XObject << /A 5 0 R >> /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries, content)


BOMB = zlib.compress(bytes(120 << 20), 9)
HOSTILE = {
    "pages that hold themselves": [CATALOGUE, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"],
    "a form that draws itself": [
        CATALOGUE,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE,
        _stream(b"/A Do"),
        _stream(b"/A Do", b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /A 5 0 R >> >>"),
    ],
    "a page that swells": [
        CATALOGUE,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE,
        _stream(BOMB, b"/Filter /FlateDecode"),
    ],
    "arrays without end": [CATALOGUE, b"<< /Type /Pages /Kids " + b"[" * 20_000 + b"]" * 20_000 + b" /Count 1 >>"],
    "a count that is not true": [CATALOGUE, b"<< /Type /Pages /Kids [] /Count 999999999 >>"],
    "no pages": [b"<< /Type /Catalog >>"],
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_was_made_to_do_harm_is_a_fault(kind):
    """Within the limits of the reader, and never the end of the program."""
    assert fault_of(raw(HOSTILE[kind]), "a.pdf", ABOUT)


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>Not found</html>", b"%PDF-1.7", as_pdf()[:1500], as_pdf().replace(b"/Page", b"/Egap")],
    ids=["empty", "a page of HTML", "only a head", "cut short", "no page in it"],
)
def test_a_broken_file_is_a_fault(content):
    """With the reason."""
    assert "PDF" in fault_of(content, "a.pdf", ABOUT)
