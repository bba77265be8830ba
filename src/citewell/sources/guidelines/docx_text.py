"""The text of a WordprocessingML paragraph as it is printed: tracked deletions, hidden runs and field codes left out."""

from __future__ import annotations

from lxml import etree

from citewell.sources.guidelines.marks import is_citation_mark, raised

Element = etree._Element

_NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def w(name: str) -> str:
    """Return the qualified name of an element or an attribute."""
    return f"{_NAMESPACE}{name}"


_DELETED = frozenset({w("del"), w("moveFrom"), w("rPr"), w("pPr"), w("footnoteReference"), w("endnoteReference")})
# The picture of a drawing, and its copy for older programs; a text box holds paragraphs of its own.
_ASIDE = frozenset(
    {
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
        w("drawing"),
        w("pict"),
        w("object"),
        w("instrText"),
        w("delText"),
    }
)
_AS_SPACE = frozenset({w("tab"), w("br"), w("cr"), w("ptab")})


def child(element: Element | None, name: str) -> Element | None:
    """Return the first child of that name; None without one."""
    return None if element is None else next(element.iterchildren(w(name)), None)


def value_of(element: Element | None) -> str:
    """Return an element's `w:val`; empty without one."""
    return "" if element is None else element.get(w("val")) or ""


def text_of(paragraph: Element) -> str:
    """Return a paragraph's text."""
    return "".join(_pieces(paragraph, []))


def _pieces(element: Element, pieces: list[str]) -> list[str]:
    for inner in element:
        tag = inner.tag
        if not isinstance(tag, str) or tag in _DELETED or tag in _ASIDE:
            continue
        if tag == w("r"):
            _run(inner, pieces)
        elif tag == w("t"):
            pieces.append(inner.text or "")
        elif tag in _AS_SPACE:
            pieces.append(" ")
        elif tag == w("noBreakHyphen"):
            pieces.append("-")
        else:
            _pieces(inner, pieces)
    return pieces


def _run(run: Element, pieces: list[str]) -> None:
    properties = child(run, "rPr")
    if _is_on(properties, "vanish") or _is_on(properties, "strike") or _is_on(properties, "dstrike"):
        return
    text = "".join(_pieces(run, []))
    if value_of(child(properties, "vertAlign")) != "superscript":
        pieces.append(text)
    elif not is_citation_mark(text, "".join(pieces[-8:])):
        pieces.append(raised(text))


def _is_on(properties: Element | None, name: str) -> bool:
    found = child(properties, name)
    return found is not None and value_of(found) not in {"0", "false", "off", "none"}
