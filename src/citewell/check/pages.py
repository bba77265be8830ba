"""HTML and Markdown to blocks, with marks, links, anchors and line numbers kept as tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from citewell.check.tokens import ANCHOR, DEFINES, LINE, LINK, NOTE, RAISED, token, without_tokens
from citewell.sources.guidelines import html
from citewell.sources.guidelines.document import Block
from citewell.sources.guidelines.markdown import FRONT_MATTER
from citewell.sources.guidelines.marks import is_citation_mark

Element = etree._Element

_OF_TEXT = frozenset("p li h1 h2 h3 h4 h5 h6 td th dd dt blockquote caption figcaption address".split())
_AROUND = frozenset("div section main article body header center details summary hgroup figure".split())
# What a page shows as code says nothing medical.
_CODE = ("pre",)
_NOTE_DEFINED = re.compile(r"^ {0,3}\[\^([^\]\s]{1,40})\]:[ \t]*", re.MULTILINE)
_NOTE_USED = re.compile(r"\[\^([^\]\s]{1,40})\]")
_LINE_OF = "data-citewell-line"
_RAISED_MARK = re.compile(r"\s*[\[(]?\s*(\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*|[*†‡§¶]|[a-z](?:,[a-z])*)\s*,?\s*[\])]?\s*")


def of_html(content: bytes) -> tuple[Block, ...]:
    """Return the blocks of a page. Raises Unreadable."""
    return _blocks(without_tokens(html.decoded(content)), from_markdown=False)


def of_markdown(content: bytes) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text. Raises Unreadable."""
    from markdown_it import MarkdownIt

    text = without_tokens(html.decoded(content)).replace("\r\n", "\n").replace("\r", "\n")
    text = FRONT_MATTER.sub(lambda match: "\n" * match.group().count("\n"), text)
    # CommonMark has no footnotes; most who write them use this form, and each definition is a paragraph of its own.
    text = _NOTE_DEFINED.sub(lambda match: token(DEFINES, match[1]) + " ", text)
    text = re.sub(r"\n(?=\ue000d)", "\n\n", text) if _one_blank(text) else text
    text = _NOTE_USED.sub(lambda match: token(NOTE, match[1]), text)
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(text)
    for item in tokens:
        if item.map and item.nesting == 1:
            item.attrSet(_LINE_OF, str(item.map[0] + 1))
    rendered = parser.renderer.render(tokens, parser.options, {})
    return _blocks(f"<html><body><main>{rendered}</main></body></html>", from_markdown=True)


def _one_blank(text: str) -> bool:
    """Tell whether definitions of notes stand line by line, with no empty line to part them."""
    return re.search(r"[^\n]\n\ue000d", text) is not None


def _blocks(text: str, *, from_markdown: bool) -> tuple[Block, ...]:
    root = html.tree(text)
    _prepare(root, from_markdown=from_markdown)
    return html.of_tree(root).blocks


def _prepare(root: Element, *, from_markdown: bool) -> None:
    """Put tokens into a tree in place of what the reader would leave out."""
    for element in list(root.iter(*_CODE)):
        element.drop_tree()  # type: ignore[attr-defined]
    for element in list(root.iter("sup", "a")):
        if element.getparent() is not None:
            _replace_mark(element)
    for element in root.iter(*_OF_TEXT, *_AROUND):
        if element.tag in _OF_TEXT or (element.text or "").strip():
            line = _line(element, from_markdown=from_markdown)
            element.text = "".join([token(LINE, str(line)) if line else "", *_anchors(element), element.text or ""])


def _line(element: Element, *, from_markdown: bool) -> int:
    if not from_markdown:
        return int(str(element.sourceline or 0))
    while element.get(_LINE_OF) is None:
        parent = element.getparent()
        if parent is None:
            return 0
        element = parent
    return int(element.get(_LINE_OF) or 0)


def _anchors(element: Element) -> Iterator[str]:
    """Yield the anchors by which an element can be reached; those of what it holds are its own if it is an item."""
    within = [element, *element.iterdescendants(etree.Element)] if element.tag == "li" else [element]
    if element.tag in {"p", "td", "dd"}:
        within += element.iterdescendants("a", "span")
    for inner in within:
        if name := inner.get("id") or inner.get("name"):
            yield token(ANCHOR, name)


def _replace_mark(element: Element) -> None:
    """Put the token of a raised piece or a link in its place; its text stays where the link is of words."""
    shown = "".join(map(str, element.itertext())).strip()
    link = element if element.tag == "a" else next(element.iter("a"), None)
    address = (link.get("href") or "").strip() if link is not None else ""
    if address and link is not None and _leads_out_of_words(link, element, address):
        held = token(LINK, shown, address)
    elif (
        element.tag == "sup"
        and _RAISED_MARK.fullmatch(shown)
        and is_citation_mark(shown.strip("[]() "), _before(element))
    ):
        held = token(RAISED, shown)
    else:
        return
    for inner in list(element):
        element.remove(inner)
    element.text, element.tag = held, "span"
    for name in ("href", "class", "aria-hidden"):
        element.attrib.pop(name, "")


def _leads_out_of_words(link: Element, element: Element, address: str) -> bool:
    """Tell whether a link is to be kept: one to elsewhere, or to a place in the text."""
    is_kept = address.startswith(("#", "http://", "https://"))
    return is_kept and (element is link or element.tag == "sup")


def _before(element: Element) -> str:
    """Return some characters of the text before an element."""
    previous = element.getprevious()
    if previous is not None:
        return (previous.tail or "".join(map(str, previous.itertext())))[-8:] or "x"
    parent = element.getparent()
    return (parent.text or "")[-8:] if parent is not None else ""
