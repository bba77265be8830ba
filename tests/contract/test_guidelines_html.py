"""HTML and Markdown: the content of the page, in its encoding, without what is hidden or beside it."""

from __future__ import annotations

import pytest

from citewell.model.evidence import SectionKind
from guideline_files import fault_of, read_one, record_of

ABOUT = (("issuer", "Frob Society"), ("year", "2023"), ("title", "Frobs"))


def _text(body: str) -> str:
    """Return the text of all sections of a page with this body."""
    record = record_of(f"<html><body>{body}</body></html>".encode(), "a.html", ABOUT)
    return "\n\n".join(section.text for section in record.sections)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<nav>Menu</nav><main><p>Frobs hum.</p></main><footer>Imprint</footer>", "Frobs hum."),
        (
            "<p>Log in</p><article><p>Frobs hum, and some of them whistle.</p></article>",
            "Frobs hum, and some of them whistle.",
        ),
        ("<header>Site</header><div><p>Frobs hum.</p></div><aside>Related</aside>", "Frobs hum."),
        ("<p>Frobs</p><script>alert(1)</script><style>p {}</style><form><input value=x>Search</form>", "Frobs"),
        ("<p>Seen</p><p hidden>Unseen</p><p aria-hidden=true>Unseen</p><p style='display: none'>Unseen</p>", "Seen"),
        ("<p>Seen <span class='visually-hidden'>for readers of screens</span></p>", "Seen"),
        ("<p>Kept <del>Struck</del><ins>Added</ins></p>", "Kept Added"),
        (
            "<div>Loose words <b>in</b> a div<p>A paragraph.</p>and more</div>",
            "Loose words in a div\n\nA paragraph.\n\nand more",
        ),
        ("<dl><dt>Frob</dt><dd>A part of the quib.</dd></dl>", "Frob: A part of the quib."),
        ("<p>One<br>two</p>", "One two"),
    ],
)
def test_the_content_is_found(body, text):
    """The main part if there is one, else what is not beside the content; nothing that a reader would not see."""
    assert _text(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Frobs hurt<sup>12,13</sup>.</p>", "Frobs hurt."),
        ("<p>Frobs hurt.<sup><a href='#r1'>4</a></sup> They hum.</p>", "Frobs hurt. They hum."),
        ("<p>Frobs hurt<a href='#r1'>12</a> much.</p>", "Frobs hurt much."),
        ("<p>Frobs hurt [12].</p>", "Frobs hurt [12]."),
        ("<p>Frobs hurt [<a href='#r1'>12</a>].</p>", "Frobs hurt [12]."),
        ("<p>Frobs hurt<sup>†</sup> and hum<sup>a</sup>.</p>", "Frobs hurt and hum."),
        ("<p>10<sup>3</sup> frobs a m<sup>2</sup> or 5 kg/m<sup>2</sup></p>", "10³ frobs a m² or 5 kg/m²"),
        ("<p>10<sup>-3</sup> on the 2<sup>nd</sup> day, CO<sub>2</sub></p>", "10⁻³ on the 2nd day, CO2"),
    ],
)
def test_marks_of_references_are_never_glued_to_words(body, text):
    """Powers and ordinals are part of the sentence; marks of notes and references are not."""
    assert _text(body) == text


@pytest.mark.parametrize(
    "content",
    [
        "<p>Schüttelfrob – “so”</p>".encode(),
        b"\xef\xbb\xbf" + "<p>Schüttelfrob – “so”</p>".encode(),
        b"\xff\xfe" + "<p>Schüttelfrob – “so”</p>".encode("utf-16-le"),
        '<meta charset="windows-1252"><p>Schüttelfrob – “so”</p>'.encode("cp1252"),
        '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>Schüttelfrob – “so”</p>'.encode(
            "cp1252"
        ),
        '<?xml version="1.0" encoding="utf-8"?><html><body><p>Schüttelfrob – “so”</p></body></html>'.encode(),
        '<meta charset="nonsense"><p>Schüttelfrob – “so”</p>'.encode(),
        "<p>Schüttelfrob – “so”</p>".encode("cp1252"),
    ],
)
def test_the_encoding_is_told_by_the_mark_the_declaration_or_what_fits(content):
    """As browsers tell it."""
    assert record_of(content, "a.html", ABOUT).sections[0].text == "Schüttelfrob – “so”"


def test_headings_give_sections_their_paths():
    """The title over all is no part of the paths."""
    body = "<h1>The frob guideline</h1><h2>Care</h2><p>A.</p><h3>Drugs</h3><p>B.</p><h2>Outlook</h2><p>C.</p>"
    record = record_of(f"<body>{body}</body>".encode(), "a.html", ABOUT)
    assert [section.label for section in record.sections] == ["Care", "Care > Drugs", "Outlook"]


def test_a_table_keeps_its_caption_its_columns_and_its_inner_tables_apart():
    """A wide cell leaves the columns beside it empty."""
    body = (
        "<h2>Doses</h2><table><caption>Table 2. Doses</caption><tr><th>Drug<th>Dose</tr><tr><td colspan=2>Oral</tr>"
        "<tr><td>Zanolol<td>5 mg<table><tr><td>or 10 mg</td></tr></table></tr></table>"
    )
    (table,) = record_of(f"<body>{body}</body>".encode(), "a.html", ABOUT).sections
    assert (table.kind, table.label) == (SectionKind.TABLE, "Doses > Table: Table 2. Doses")
    assert table.text == "Table 2. Doses\nDrug | Dose\nOral | \nZanolol | 5 mg or 10 mg"


@pytest.mark.parametrize("opening", ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<blockquote>"])
def test_a_page_nested_without_end_is_a_fault(opening):
    """And never the end of the program."""
    content = f"<body><p>Frobs hum.</p>{opening * 20_000}x".encode()
    assert "nested too deep" in fault_of(content, "a.html", ABOUT)


def test_entities_of_the_file_itself_are_not_expanded():
    """A page has those of HTML, and no others."""
    content = b'<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "bbbb">]><body><p>Frobs &a; &b; &lt;b&gt; hum.</p>'
    assert "root:" not in (text := record_of(content, "a.html", ABOUT).sections[0].text)
    assert "bbbb" not in text.replace('bbbb">]>', "")
    assert "<b> hum." in text


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b"   ", b"<html></html>"])
def test_a_page_of_nothing_is_a_fault(content):
    """With the reason."""
    assert fault_of(content, "a.html", ABOUT)


def test_markup_within_markdown_is_read_as_a_page_is():
    """Scripts and what is hidden go; line breaks, tables and raised numbers stay."""
    content = (
        b"# Frobs\n\nFrobs<br>hum<sup>12</sup>. <script>alert(1)</script>\n\n<p hidden>Unseen</p>\n\n<div>Seen</div>\n"
    )
    record = record_of(content, "a.md", ABOUT)
    assert record.sections[0].text == "Frobs hum.\n\nSeen"


def test_lists_of_markdown_keep_their_depth():
    """What is nested in an item is read with it."""
    record = record_of(
        b"# Frobs\n\n1. Measure the frob at its widest part.\n   - standing\n   - lying\n2. Rest.\n", "a.md", ABOUT
    )
    assert record.sections[0].text == "Measure the frob at its widest part. • standing • lying\n\n• 2 Rest."


@pytest.mark.parametrize(
    "content",
    [
        b">" * 50_000 + b" x",
        b"[" * 50_000,
        b"".join(b"  " * n + b"- x\n" for n in range(500)),
        b"---\n" + b"a" * 100_000 + b"\n---\nx",
    ],
)
def test_hostile_markdown_ends(content):
    """It is read, or it is a fault."""
    assert read_one(content, "a.md", ABOUT)
