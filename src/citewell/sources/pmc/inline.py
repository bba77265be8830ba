"""The text of mixed content: what is printed in a line, without what a reader of one sentence has no use for.

The numbers of an article's own reference list are dropped: "pain12" would be a false number, and "[12]" would
be taken for a reference of the answer that quotes it. Where the sentence needs one ("as in [12]") it stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from citewell.model.serialise import clean
from citewell.sources.pmc.formula import formula

Element = etree._Element

# XML allows none of these characters, so they can mark places: a citation from 1 to 2; what is dropped, 3;
# a block that breaks the paragraph, 4.
_CITED, _CITED_END, _DROPPED, BREAK = "\1", "\2", "\3", "\4"

# "ᵃ" keeps a mark of a footnote from becoming part of the word or number before it.
_RAISED = str.maketrans("0123456789+-−()nabcdefghijklmop", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐᵒᵖ")
_ON_THE_LINE = re.compile(r"[^\W_ºª⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐᵒᵖ]")
_LETTERS = re.compile(r"[a-p](?:\s*,\s*[a-p])*")
_ROW_OF_LETTERS = re.compile(r"[a-p]{2,6}")
# Marks of footnotes in a table, after a power or not: "a†", ",b", "7b".
_MARKS = re.compile(r"(?:[+−-]?\d+)?(?:[a-p]|[^\w(\[]){1,12}")
# A number with its sign, each character of which can be raised, and marks that may stand on the line after it.
_RAISABLE = re.compile(r"([–‐‑‒]?[\d+\-−()n]+)([.,;:·=*∗†‡§¶#]*)", re.ASCII)
_MINUS = str.maketrans("–‐‑‒", "----")
_ORDINALS = frozenset("st nd rd th er re eme ème ième".split())
_SIGNS = {"TM": "™", "SM": "℠"}
_TEN = re.compile(r"(?<![\d.,])10\s?$")
_RANGE = re.compile(r"\d+\s*[–‐-]\s*\d+")
# A publisher may have raised a whole sentence by mistake.
_LONGEST_RAISED = 40
_SMALL_NUMBERS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾, –")
# Raised numbers that are no power: "1,2", "29-33", "(4)"; and the commas and brackets between such.
_CITING = re.compile(r"[(\[]?\s*\d+(?:\s*[,;]\s*\d+|\s*[–‐-]\s*\d+)+\s*[)\]]?,?|[(\[]\s*\d+\s*[)\]]|[()\[\],;]+")
_AFTER_STOP = re.compile(r"(?:[^\W\d_]|[)\]])[.,]$|[;:]$")

_XLINK = "{http://www.w3.org/1999/xlink}href"
_REFERENCES = frozenset({"bibr", "ref"})
_NOTES = frozenset({"fn", "table-fn", "author-notes", "corresp", "aff"})
_SKIPPED = frozenset(
    """alt-text long-desc object-id index-term index-term-range-end fn fn-group graphic media
    supplementary-material tex-math hr milestone-start milestone-end permissions sec-meta""".split()
)
_FLOATS = frozenset({"table-wrap", "table-wrap-group", "fig", "fig-group", "boxed-text", "floats-wrap"})
_BREAKS = frozenset({"list", "def-list", "disp-quote", "statement", "verse-group", "speech", "p"})
_FORMULAE = frozenset(
    {"inline-formula", "disp-formula", "alternatives", "{http://www.w3.org/1998/Math/MathML}math", "chem-struct"}
)


class Pieces(list[str]):
    """The pieces of a line while it is read, and the blocks that were found among them.

    in_cell: in a table the mark of a footnote is kept.
    breaks: blocks that stand at the BREAKs of the text. floats: figures, tables and boxes, which have no place.
    notes: the ids of the footnotes that the line points to.
    """

    __slots__ = ("breaks", "floats", "in_cell", "notes")

    def __init__(self, in_cell: bool = False) -> None:
        super().__init__()
        self.in_cell = in_cell
        self.breaks: list[Element] = []
        self.floats: list[Element] = []
        self.notes: list[str] = []


def text(element: Element | None, *, in_cell: bool = False) -> str:
    """Return an element's text on one line; blocks within it follow one another."""
    if element is None:
        return ""
    if not len(element):
        return line(element.text or "")
    pieces = read(element, in_cell)
    if not pieces.breaks:
        return line("".join(pieces))
    parts = line("".join(pieces)).split(BREAK)
    inner = [text(block, in_cell=in_cell) for block in pieces.breaks] + [""]
    return " ".join(" ".join(pair).strip() for pair in zip(parts, inner, strict=True)).strip()


def read(element: Element, in_cell: bool = False) -> Pieces:
    """Return the pieces of an element's mixed content."""
    pieces = Pieces(in_cell)
    _collect(element, pieces)
    return pieces


def line(raw: str) -> str:
    """Return raw pieces as one clean line, without the citations."""
    joined = " ".join(raw.split())
    if _CITED in joined or _DROPPED in joined:
        joined = _without_citations(joined)
    if joined.isascii():
        return joined
    broken = joined.split(BREAK)
    return BREAK.join(map(clean, broken)) if len(broken) > 1 else clean(joined)


def _collect(element: Element, out: Pieces) -> None:
    in_cell = out.in_cell
    if element.text:
        out.append(element.text)
    for child in element:
        tag = child.tag
        if tag == "xref":
            _cross_reference(child, out)
        elif tag == "sup":
            out.append(_superscript(_inner(child, out), "".join(out[-2:]), in_cell))
        elif tag == "sub":
            # Some publishers break lines around every element; an index does not begin a word.
            if out and out[-1].endswith("\n"):
                out[-1] = out[-1].rstrip()
            out.append(_subscript(_inner(child, out).strip("\n"), out[-1] if out else "", child.tail or ""))
        elif tag in _FLOATS:
            out.floats.append(child)
        elif tag in _BREAKS:
            out.append(BREAK)
            out.breaks.append(child)
        elif tag == "break":
            out.append(" ")
        elif tag in _FORMULAE:
            shown = formula(child) or _inner(child, out) or "[formula]"
            out.append(f" {shown} " if tag == "disp-formula" else shown)
        elif tag == "ext-link" and not len(child) and not (child.text or "").strip():
            # What is left of a link without words or address goes with its brackets.
            out.append((child.get(_XLINK) or "").strip() or _DROPPED)
        elif tag == "inline-graphic":
            out.append("[image]")
        elif tag in _SKIPPED:
            pass
        elif len(child):
            _collect(child, out)
        elif child.text:
            out.append(child.text)
        if child.tail:
            out.append(child.tail)


def _inner(element: Element, out: Pieces) -> str:
    """Return the raw text of a part that is looked at as a whole."""
    if not len(element):
        return element.text or ""
    pieces = read(element, out.in_cell)
    out.floats += pieces.floats
    out.notes += pieces.notes
    return "".join(pieces).replace(BREAK, " ")


def _cross_reference(element: Element, out: Pieces) -> None:
    inner = _inner(element, out)
    kind = element.get("ref-type") or _kind_of(element.get("rid") or "")
    if kind in _REFERENCES:
        bare = inner.strip()
        raised = _DROPPED in bare or bare.startswith("^(") or (not bare.isascii() and _SMALL_NUMBERS.issuperset(bare))
        out.append(_DROPPED if raised else f"{_CITED}{bare}{_CITED_END}" if bare else "")
    elif kind in _NOTES:
        out.notes.append(element.get("rid") or "")
        out.append(raised_mark(inner.replace(_DROPPED, "").strip()) if out.in_cell else "")
    else:
        out.append(inner)


def _kind_of(target: str) -> str:
    return "bibr" if target[:1] in "BbRrCc" and target[-1:].isdigit() else ""


def raised(shown: str) -> str:
    """Return digits, signs and letters as raised characters, where there are such."""
    return shown.translate(_RAISED)


def raised_mark(mark: str) -> str:
    """Return the mark of a footnote raised; a sign such as "*" needs it not."""
    return raised(mark) if _LETTERS.fullmatch(mark) or mark.isdecimal() else mark


def _superscript(inner: str, before: str, in_cell: bool) -> str:
    """Return what stands in superscript: "10⁻³", "2nd", or "m^(2.7)", where a character has no raised form.

    On the line it would change the number before it. Citation numbers give a mark that they were dropped.
    """
    bare = " ".join(inner.split())
    if _CITED in bare or _DROPPED in bare:
        return _DROPPED
    if not in_cell and _cites(bare, before.rstrip()):
        return _DROPPED
    if number := _RAISABLE.fullmatch(bare.replace(" ", "")):
        return _in_place_of(inner, raised(number[1].translate(_MINUS)) + number[2])
    if bare in _ORDINALS or not _ON_THE_LINE.search(bare) or bare.startswith("[") or len(bare) > _LONGEST_RAISED:
        return inner
    if _LETTERS.fullmatch(bare) or (_MARKS.fullmatch(bare) if in_cell else _begins_with(bare, before)):
        return raised(inner)
    return _in_place_of(inner, _SIGNS.get(bare) or (f"^{bare}" if bare[0] == "(" and bare[-1] == ")" else f"^({bare})"))


def _begins_with(bare: str, before: str) -> bool:
    """Tell whether letters stand before a word, not after it: they are marks of a note."""
    return _ROW_OF_LETTERS.fullmatch(bare) is not None and not before[-1:].isalnum()


def _cites(bare: str, before: str) -> bool:
    """Tell whether a superscript is a citation number by its looks, or by the stop that it follows.

    "10" takes powers of any form ("10⁵⁻⁶ cells"), and another number may have a power that is a range.
    """
    if _CITING.fullmatch(bare):
        return not (_TEN.search(before) or (before[-1:].isdecimal() and _RANGE.fullmatch(bare)))
    return bare.isdecimal() and _AFTER_STOP.search(before) is not None


def _in_place_of(inner: str, shown: str) -> str:
    """Return what is shown with the space that stood around the original."""
    return f"{' ' if inner[0].isspace() else ''}{shown}{' ' if inner[-1].isspace() else ''}"


def _subscript(inner: str, before: str, after: str) -> str:
    """Return a subscript on the line, "CO2", kept apart from a number beside it: "log10 2"."""
    apart = "_" if before[-1:].isdecimal() and inner[:1].isdecimal() else ""
    return apart + inner + (" " if inner[-1:].isdecimal() and after[:1].isdecimal() else "")


# Citations ------------------------------------------------------------------------------------------------

# Each pattern begins with a mark: what begins with a choice would be tried at every character.
_ONE = f"{_CITED}[^{_CITED_END}]*{_CITED_END}"
_ROW = re.compile(rf"{_ONE}(?:(?:[\s,;/&–—‐‑−-]|\band\b|\bto\b|\d{{1,3}}\b)*{_ONE})*")
_OPENS = re.compile(r"\s?[\[(]\s?(?:e\.g\.,? ?|see (?:also )?|refs?\.? ?|references? |reviewed in )?$")
_CLOSES = re.compile(r"(?:[\s,;–—‐‑−-]|\d{1,3}\b)*[\])]")
_NUMBERS = re.compile(r"[\d\s,;–—‐‑−()\[\]*-]+")
_YEARS = re.compile(r"\W*(?:(?:1[89]|20)\d\d\b\W*)+")
# "as in [12]", "refs. 12": words that nothing else would follow.
_NEED_IT = frozenset(
    """in of by from see also to with and or as than per cf cf. ref ref. refs refs. reference references citation
    citations number numbers no. nos.""".split()
)
_SEEN = 24
_RUN = re.compile(rf"{_DROPPED}(?:\s?[,;–⁻‐-]?\s?{_DROPPED})+")
# Brackets that held nothing else, and a comma that led to nothing.
_EMPTIED = (
    (re.compile(rf"\s?[(\[](?:e\.?g\.?,?|see(?: also)?|cf\.?|[,;])?{_DROPPED}\s?[)\]]"), _DROPPED),
    (re.compile(rf"[,;]{_DROPPED}(?=\s?[)\]])"), ""),
    (re.compile(rf"(?<=[(\[]){_DROPPED}\s?[,;]\s?"), ""),
)
_BESIDE_BRACKETS = (f"{_DROPPED})", f"{_DROPPED}]", f"{_DROPPED} )", f"({_DROPPED}", f"[{_DROPPED}")
_SUPERFLUOUS = (
    # no space after a stop, a space before one
    (re.compile(rf"{_DROPPED}\s?(\.(?=[A-ZÀ-ÞΑ-Ω(“‘])|[,;:](?=[^\W\d_]))"), r"\1 "),
    (re.compile(rf"{_DROPPED}\s?(?=[.,;:?!)\]]|{BREAK}|$)"), ""),
    (re.compile(rf"{_DROPPED}\s?(?=[\w(\[])"), " "),
)


def _without_citations(text: str) -> str:
    if _CITED in text:
        text = "".join(_kept_apart(text))
    if _DROPPED in text:
        text = _RUN.sub(_DROPPED, text.replace(f" {_DROPPED}", _DROPPED))
        emptied = any(beside in text for beside in _BESIDE_BRACKETS)
        for pattern, replacement in _EMPTIED if emptied else ():
            text = pattern.sub(replacement, text)
        for stop in ".?!":
            # a stop before and after
            text = text.replace(f"{stop}{_DROPPED}.", f"{stop}{_DROPPED}")
        for pattern, replacement in _SUPERFLUOUS:
            text = pattern.sub(replacement, text)
        text = text.replace(_DROPPED, "")
    return text.strip()


def _kept_apart(text: str) -> Iterator[str]:
    """Yield the text in pieces, each row of citations as it is to be shown, or a mark that it was dropped."""
    at = 0
    for row in _ROW.finditer(text):
        before = text[at : row.start()]
        opening = _OPENS.search(before, max(0, len(before) - _SEEN))
        closing = _CLOSES.match(text, row.end()) if opening else None
        start, end = row.start(), row.end()
        if opening and closing:
            start, end = at + opening.start(), closing.end()
        # "[20][21]" are two numbers, whatever parts them.
        shown = text[start:end].replace(f"{_CITED_END}{_CITED}", ", ").replace(_CITED, "").replace(_CITED_END, "")
        yield text[at:start]
        yield _shown(shown, text[max(0, start - _SEEN) : start], text[end : end + 2], in_brackets=closing is not None)
        at = end
    yield text[at:]


# In a formula what was tagged as a citation is a number: "1 + [1]*0.15", "χ [2] = 4.7".
_OPERATORS = "=<>≤≥±×+*"
_RANGES = re.compile(r"(\d+)[–‐-](\d+)")


def _is_of_a_formula(row: str, before: str, after: str) -> bool:
    """Tell whether a row of numbers cites nothing: an operator stands beside it, or one of its ranges runs backwards.

    "124,621 [23,326–262,348]" is an interquartile range; "123–5" is a short way to write 123–125.
    """
    if before.rstrip()[-1:] in tuple(_OPERATORS) or after.lstrip()[:1] in tuple(_OPERATORS):
        return True
    return any(len(low) == len(high) and int(low) > int(high) for low, high in _RANGES.findall(row))


def _shown(row: str, before: str, after: str, *, in_brackets: bool) -> str:
    """Return a row of citations as it is to be shown: where it is needed, or names the study, as printed."""
    bare = row.strip()
    if not bare:
        return ""
    # "Smith (2019)" names the study, as "Smith [12]" does not.
    if _YEARS.fullmatch(bare) or _is_of_a_formula(row, before, after):
        return row
    if not in_brackets and not _NUMBERS.fullmatch(bare):
        return f" {row}" if before[-1:].isalnum() else row
    is_apart = in_brackets or before[-1:].isspace() or not before
    if is_apart and _is_needed(before, after):
        return row if in_brackets or bare.startswith(("[", "(")) else f"[{bare}]"
    return _DROPPED


def _is_needed(before: str, after: str) -> bool:
    """Tell whether the sentence would be broken without the citation: "as in [12]", "[12] showed"."""
    said = before.rstrip()
    if said.rpartition(" ")[2].lstrip("(").lower() in _NEED_IT:
        return True
    begins = not said or (said.endswith((".", "!", "?")) and not said.endswith("al."))
    return begins and after.strip().islower()
