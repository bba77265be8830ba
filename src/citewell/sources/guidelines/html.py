"""HTML to blocks. No script, no network, no entity of the file's own: lxml's HTML parser knows none of them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator

from lxml import etree
from lxml import html as lxml_html

from citewell.sources.guidelines.document import Block, BlockKind, Document, Unreadable, one_line
from citewell.sources.guidelines.facts import Facts
from citewell.sources.guidelines.first_page import facts_of_first_page
from citewell.sources.guidelines.marks import is_citation_mark, raised
from citewell.sources.guidelines.meta import facts_of_head

Element = etree._Element

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.:-]+)""",
    re.IGNORECASE,
)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# The names that browsers read as Windows-1252 (WHATWG, Encoding, section 4.2).
_AS_WINDOWS = frozenset({"iso8859-1", "ascii"})
_SKIPPED = frozenset(
    """script style noscript template form nav footer svg math iframe object embed canvas audio video picture button select
    textarea input head del s strike dialog map""".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset({"ul", "ol", "menu"})
_BLOCKS = frozenset(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hgroup
    hr li main menu ol p pre section summary table ul html""".split()
)
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:visually-?hidden|sr-only|screen-?reader(?:-text|-only)?|hidden|d-none|noprint)(?:\s|$)", re.IGNORECASE
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CALLOUT = re.compile(
    r"^(?:[\w-]*[-_])?recommendation(?:[-_]?(?:box|text|body|item|statement|callout|card|panel|block))?$", re.IGNORECASE
)
_MAIN: tuple[Callable[[Element], bool], ...] = (
    lambda element: element.tag == "main" or element.get("role") == "main",
    lambda element: element.tag == "article",
)
_LEAST_SHARE = 0.3


def read(content: bytes) -> Document:
    """Return the document. Raises Unreadable."""
    return of_text(decoded(content))


def of_text(text: str) -> Document:
    """Return the document of a page that has been decoded. Raises Unreadable."""
    return of_tree(tree(text))


def tree(text: str) -> Element:
    """Return the root of a page that has been decoded. Raises Unreadable."""
    # A NUL would end the text for the parser.
    prepared = text.replace("\0", " ").encode("utf-8", "replace")
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = lxml_html.document_fromstring(prepared, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise Unreadable(f"not HTML that can be read ({error})") from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        # The parser would leave out what lies deeper, without a word.
        raise Unreadable("the page is nested too deep to be read")
    return root


def of_tree(root: Element) -> Document:
    """Return the document of a page that has been parsed."""
    reader = _Reader()
    main = _main_content(root)
    reader.read(main, outside=main.tag == "body")
    blocks = tuple(reader.blocks)
    first = next((block.text for block in blocks if block.kind is BlockKind.HEADING), "")
    facts = facts_of_head(root).over(facts_of_first_page(blocks))
    return Document(blocks, facts.over(Facts(title=first or one_line(root.findtext(".//title") or ""))))


def decoded(content: bytes) -> str:
    """Return the text, by the byte order mark, the declaration, or what fits: UTF-8, then Windows-1252."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    declared = _DECLARED.search(content[:4096])
    if declared:
        try:
            name = codecs.lookup((declared[1] or declared[2]).decode("ascii")).name
            # A page that declares UTF-16 in ASCII letters is not in UTF-16 (WHATWG, HTML, 13.2.3.2).
            name = "cp1252" if name in _AS_WINDOWS else "utf-8" if name.startswith("utf-16") else name
            return content.decode(name, "replace")
        except (LookupError, UnicodeError, ValueError):
            pass
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _main_content(root: Element) -> Element:
    """Return the element that holds the content: the main part of the page, if most of the text is there."""
    found = root.find("body")
    body = found if found is not None else root
    whole = len(_bare(body))
    for is_main in _MAIN:
        parts = [element for element in body.iter(etree.Element) if is_main(element) and not _is_hidden(element)]
        largest = max(parts, key=lambda element: len(_bare(element)), default=None)
        if largest is not None and len(_bare(largest)) >= _LEAST_SHARE * whole:
            return largest
    return body


def _bare(element: Element) -> str:
    return "".join(map(str, element.itertext()))


def _is_hidden(element: Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN_CLASS.search(element.get("class") or "") is not None
        or _HIDDEN_STYLE.search(element.get("style") or "") is not None
    )


class _Reader:
    """Walks the content and keeps the blocks in reading order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._callouts = 0
        self._callout = 0

    def read(self, element: Element, *, outside: bool = False) -> None:
        """Read what is within an element: runs of text and inline elements become paragraphs."""
        line = _LineOfText(element.text)
        for child in element:
            if not isinstance(child.tag, str) or self._is_left_out(child, outside=outside):
                pass
            elif child.tag in _BLOCKS or _holds_blocks(child):
                self._paragraph(line)
                self._block(child, outside=outside)
                line = _LineOfText("")
            else:
                line.add_element(child)
            line.add(child.tail)
        self._paragraph(line)

    def _is_left_out(self, element: Element, *, outside: bool) -> bool:
        if _is_callout(element):
            return _is_hidden(element)
        # Outside of the main part a header is the site's, unless it holds the title.
        is_of_site = element.tag == "header" and outside and next(element.iter("h1"), None) is None
        return is_of_site or element.tag in _SKIPPED or element.tag == "aside" or _is_hidden(element)

    def _block(self, element: Element, *, outside: bool) -> None:
        tag = str(element.tag)
        is_callout = self._callout == 0 and _is_callout(element)
        if is_callout:
            self._callouts += 1
            self._callout = self._callouts
        if tag in _HEADINGS:
            self._add(BlockKind.HEADING, text_of(element), _HEADINGS[tag])
        elif tag == "table" and element.get("role") != "presentation":
            self._table(element)
        elif tag in _LISTS:
            self._list(element, 0)
        elif tag == "dl":
            self._definitions(element)
        else:
            self.read(element, outside=outside and tag in {"body", "div", "html"})
        if is_callout:
            self._callout = 0

    def _add(self, kind: BlockKind, text: str, level: int = 0, number: str = "") -> None:
        if text:
            self.blocks.append(Block(kind, text, level, number, callout=self._callout))

    def _paragraph(self, line: _LineOfText) -> None:
        self._add(BlockKind.PARAGRAPH, line.text)

    def _list(self, element: Element, depth: int) -> None:
        place = int(element.get("start") or 1) if (element.get("start") or "1").isdecimal() else 1
        for item in element:
            if item.tag in _LISTS:  # a list that is put straight into a list
                self._list(item, depth + 1)
            elif item.tag == "li" and not _is_hidden(item):
                value = item.get("value") or ""
                place = int(value) if value.isdecimal() and len(value) < 6 else place
                self._item(item, depth, str(place) if element.tag == "ol" else "")
                place += 1

    def _item(self, item: Element, depth: int, number: str) -> None:
        inner = [child for child in item.iter(*_LISTS, "table") if _nearest(child, item)]
        self._add(BlockKind.ITEM, text_of(item, leave=frozenset(inner)), depth, number)
        for child in inner:
            if child.tag == "table":
                self._table(child)
            else:
                self._list(child, depth + 1)

    def _definitions(self, element: Element) -> None:
        term = ""
        for child in element.iter("dt", "dd"):
            if child.tag == "dt":
                term = text_of(child)
            elif meaning := text_of(child):
                self._add(BlockKind.PARAGRAPH, f"{term}: {meaning}" if term else meaning)

    def _table(self, element: Element) -> None:
        rows = []
        for row in element.iter("tr"):
            if _nearest(row, element, among="table") and not _is_hidden(row):
                rows.append(tuple(_cells(row)))
        caption = element.find("caption")
        text = text_of(caption) if caption is not None else ""
        if any(any(row) for row in rows):
            self.blocks.append(Block(BlockKind.TABLE, text, rows=tuple(rows), callout=0))


def _is_callout(element: Element) -> bool:
    return any(_CALLOUT.match(name) for name in (element.get("class") or "").split())


def _nearest(element: Element, ancestor: Element, among: str = "") -> bool:
    """Tell whether no other list or table lies between an element and its ancestor."""
    between = {among} if among else {*_LISTS, "table"}
    for parent in element.iterancestors():
        if parent is ancestor:
            return True
        if parent.tag in between:
            return False
    return False


def _holds_blocks(element: Element) -> bool:
    return next(element.iter(*_BLOCKS), None) is not None


def _cells(row: Element) -> Iterator[str]:
    for cell in row.iterchildren("td", "th"):
        yield text_of(cell)
        width = cell.get("colspan") or "1"
        for _ in range(min(int(width), 100) - 1 if width.isdecimal() and len(width) < 6 else 0):
            yield ""


def text_of(element: Element, *, leave: frozenset[Element] = frozenset()) -> str:
    """Return an element's text on one line, without what is hidden and without `leave`."""
    line = _LineOfText("", leave)
    line.add_within(element)
    return line.text


class _LineOfText:
    """Text that grows from left to right; marks of references are left out as they come."""

    def __init__(self, text: str | None, leave: frozenset[Element] = frozenset()) -> None:
        self._pieces = [text or ""]
        self._leave = leave

    @property
    def text(self) -> str:
        return one_line("".join(self._pieces))

    def add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)

    def add_within(self, element: Element) -> None:
        """Add what an element holds."""
        self.add(element.text)
        for child in element:
            if child not in self._leave:
                self.add_element(child)
            self.add(child.tail)

    def add_element(self, element: Element) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _SKIPPED or _is_hidden(element):
            return
        if tag in {"br", "img", "hr"}:
            self.add(" ")
        elif tag == "sup" or _is_link_to_note(element):
            self._add_mark(element, is_raised=tag == "sup")
        elif tag in _BLOCKS:
            self.add(" ")
            self.add_within(element)
            self.add(" ")
        else:
            self.add_within(element)

    def _add_mark(self, element: Element, *, is_raised: bool) -> None:
        within = _LineOfText("", self._leave)
        within.add_within(element)
        if not is_citation_mark(within.text, "".join(self._pieces[-8:])):
            self.add(raised(within.text) if is_raised else within.text)


def _is_link_to_note(element: Element) -> bool:
    return element.tag == "a" and (element.get("href") or "").startswith("#") and len(_bare(element).strip()) < 12
