"""One imaginary guideline written in every form, so that each reader can be asked for the same recommendations.

A guideline is a list of parts, in the order in which they are read:

    ("title", text)  ("h1", text)  ("h2", text)  ("p", text)  ("list", [text, ...])  ("table", [[cell, ...], ...])
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as DocxDocument
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.platypus import ListFlowable, ListItem, Paragraph, SimpleDocTemplate, Table, TableStyle

from citewell.model.evidence import Record, Section, SectionKind
from citewell.sources.guidelines import SOURCE
from citewell.sources.unit import Fault, Unit

Part = tuple[str, Any]

ABOUT = (("issuer", "Frob Society"), ("year", "2023"))
TITLE = "Management of frobnitis"
GUIDELINE: tuple[Part, ...] = (
    ("title", TITLE),
    ("h1", "Background"),
    ("p", "Frobnitis is a painful swelling of the frob. It is seen in adults who whistle."),
    ("h1", "Recommendations"),
    ("h2", "Drug treatment"),
    ("p", "1.1.1 Offer zanolol 5 mg once daily to adults with frobnitis who have:"),
    ("list", ["pain of the frob or", "swelling that does not settle."]),
    ("p", "1.1.2 Do not offer quibrex to children with frobnitis. [2019]"),
    ("h2", "Other treatment"),
    (
        "list",
        [
            "We recommend rest of the frob in adults with frobnitis (strong recommendation, moderate-certainty evidence).",
            "We suggest humming rather than whistling in adults with frobnitis (conditional recommendation, very low certainty of evidence).",
        ],
    ),
    ("h1", "Follow-up"),
    (
        "p",
        "Recommendation 7: Measure the frob every 3 months in adults with frobnitis. (Grade 1B)",
    ),
    ("p", "The panel found no study of longer intervals in adults."),
    ("h1", "Advice by class"),
    (
        "table",
        [
            ["Recommendations", "Class", "Level"],
            ["Zanolol is recommended in adults with frobnitis who cannot rest.", "I", "A"],
            ["Quibrex may be considered in adults who do not tolerate zanolol.", "IIb", "C"],
        ],
    ),
    ("h1", "Doses"),
    ("table", [["Drug", "Dose", "Interval"], ["Zanolol", "5 mg", "daily"], ["Quibrex", "2 mg", "weekly"]]),
    ("h1", "Recommendations for research"),
    ("list", ["The panel recommends a trial of zanolol in children with frobnitis."]),
    ("h1", "References"),
    ("p", "1. Frobisher A, Quill B. Zanolol in frobnitis. Ann Imag Med 2019."),
)
# What every form must give: text, strength, certainty.
RECOMMENDATIONS = (
    (
        "Offer zanolol 5 mg once daily to adults with frobnitis who have: • pain of the frob or • swelling that does not settle.",
        "",
        "",
    ),
    ("Do not offer quibrex to children with frobnitis.", "", ""),
    (
        "We recommend rest of the frob in adults with frobnitis.",
        "strong recommendation",
        "moderate-certainty evidence",
    ),
    (
        "We suggest humming rather than whistling in adults with frobnitis.",
        "conditional recommendation",
        "very low certainty of evidence",
    ),
    ("Measure the frob every 3 months in adults with frobnitis.", "Grade 1B", ""),
    ("Zanolol is recommended in adults with frobnitis who cannot rest.", "Class I", "Level A"),
    ("Quibrex may be considered in adults who do not tolerate zanolol.", "Class IIb", "Level C"),
)


def as_markdown(parts: Sequence[Part] = GUIDELINE, front: str = "") -> bytes:
    """Return the parts as Markdown, after front matter if there is any."""
    blocks = [f"---\n{front}---" if front else ""]
    for kind, value in parts:
        if kind == "list":
            blocks.append("\n".join(f"- {item}" for item in value))
        elif kind == "table":
            head, *rows = ["| " + " | ".join(row) + " |" for row in value]
            blocks.append("\n".join([head, "|---" * len(value[0]) + "|", *rows]))
        else:
            blocks.append({"title": "# ", "h1": "## ", "h2": "### ", "p": ""}[kind] + value)
    return "\n\n".join(blocks).encode()


def as_html(parts: Sequence[Part] = GUIDELINE, head: str = "", tail: str = "") -> bytes:
    """Return the parts as a page with a menu and a foot around them."""
    body = []
    for kind, value in parts:
        if kind == "list":
            body.append("<ul>" + "".join(f"<li>{escape(item)}</li>" for item in value) + "</ul>")
        elif kind == "table":
            rows = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in value]
            body.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
        else:
            tag = {"title": "h1", "h1": "h2", "h2": "h3", "p": "p"}[kind]
            body.append(f"<{tag}>{escape(value)}</{tag}>")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{head}</head><body><nav>Home</nav>'
        f"<main>{''.join(body)}{tail}</main><footer>Imprint</footer></body></html>"
    ).encode()


def as_docx(parts: Sequence[Part] = GUIDELINE, change: Callable[[DocxDocument], None] = lambda _: None) -> bytes:
    """Return the parts as a Word document; `change` may alter it before it is saved."""
    document = docx.Document()
    document.core_properties.title = ""
    for kind, value in parts:
        if kind == "list":
            for item in value:
                document.add_paragraph(item, style="List Bullet")
        elif kind == "table":
            table = document.add_table(rows=0, cols=len(value[0]))
            for row in value:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif kind == "p":
            document.add_paragraph(value)
        else:
            document.add_heading(value, {"title": 0, "h1": 1, "h2": 2}[kind])
    change(document)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def as_pdf(parts: Sequence[Part] = GUIDELINE, **options: Any) -> bytes:
    """Return the parts as a PDF of one column, with a running header and page numbers."""
    styles = getSampleStyleSheet()
    body = ParagraphStyle("body", parent=styles["BodyText"], spaceAfter=6)
    story: list[Any] = []
    for kind, value in parts:
        if kind == "list":
            items = [ListItem(Paragraph(escape(item), body), bulletText="•") for item in value]
            story.append(ListFlowable(items, bulletType="bullet", start="•"))
        elif kind == "table":
            cells = [[Paragraph(escape(cell), body) for cell in row] for row in value]
            widths = [300, 70, 70] if len(value[0][0]) > 5 else None
            grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
            story.append(Table(cells, colWidths=widths, style=grid))
        else:
            style = {"title": "Title", "h1": "Heading1", "h2": "Heading2"}.get(kind)
            story.append(Paragraph(escape(value), styles[style] if style else body))
    held = io.BytesIO()
    SimpleDocTemplate(held, **options).build(story, onFirstPage=_running, onLaterPages=_running)
    return held.getvalue()


def _running(canvas: Any, document: Any) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(72, 760, "Frob Society guideline")
    canvas.drawString(280, 20, f"Page {document.page}")


FORMS: dict[str, Callable[..., bytes]] = {"pdf": as_pdf, "docx": as_docx, "html": as_html, "md": as_markdown}


def write(path: Path, content: bytes, about: tuple[tuple[str, str], ...] = ABOUT) -> Path:
    """Write a document, and beside it what is known of it. Returns the path."""
    path.write_bytes(content)
    if about:
        lines = "".join(f"{field}: {value}\n" for field, value in about)
        path.with_name(f"{path.name}.about.yaml").write_text(lines, encoding="utf-8")
    return path


def read_one(content: bytes, name: str, about: tuple[tuple[str, str], ...] = ABOUT) -> Record | Fault:
    """Return what becomes of one document."""
    (item,) = SOURCE.parse(Unit(name, 1, (content,), (name,), about))
    assert isinstance(item, Record | Fault)
    return item


def record_of(content: bytes, name: str, about: tuple[tuple[str, str], ...] = ABOUT) -> Record:
    """Return the record of a document that can be read."""
    item = read_one(content, name, about)
    assert isinstance(item, Record), item
    return item


def fault_of(content: bytes, name: str, about: tuple[tuple[str, str], ...] = ABOUT) -> str:
    """Return why a document cannot be read."""
    item = read_one(content, name, about)
    assert isinstance(item, Fault), item
    assert item.item == name
    return item.reason


def recommendations(record: Record) -> list[Section]:
    """Return the recommendations of a record, in order."""
    return [section for section in record.sections if section.kind is SectionKind.RECOMMENDATION]


def graded(record: Record) -> list[tuple[str, str, str]]:
    """Return the recommendations as (text, strength, certainty)."""
    return [(section.text, section.strength, section.certainty) for section in recommendations(record)]
