"""The marks of citation in a text: found, named, and taken out of its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citewell.check.document import Mark, MarkKind
from citewell.check.identifiers import ADDRESS, identifiers_in
from citewell.check.tokens import LINK, NOTE, RAISED, TOKEN, Token, found
from citewell.sources.guidelines.marks import is_citation_mark

_NUMBERS = r"\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*"
_TOKEN = TOKEN.pattern.replace("([a-z])", "[a-z]").replace("([^", "[^").replace("]*)", "]*")
_YEAR = r"(?:19|20)\d{2}[a-z]?"
_NAME = r"[A-ZÀ-Þ][\w’'-]+"
_MARKS = re.compile(
    rf"(?P<group>[\[(]\s*{_TOKEN}(?:\s*[,;–—-]?\s*{_TOKEN})*\s*[\])])"
    rf"|(?P<token>{_TOKEN})"
    rf"|(?P<bracket>\[\s*(?:refs?\.?\s*)?{_NUMBERS}\s*\])"
    r"|(?P<raised>(?<=[^\W\d_.,;:)\]%”\"’])[¹²³⁴-⁹⁰]+(?:[,⁻–-][⁰¹²³⁴-⁹]+)*|(?<=[.,;:)\]%”\"’])[¹²³⁴-⁹⁰]+(?:[,⁻–-][⁰¹²³⁴-⁹]+)*)"
    rf"|(?P<number>\((?:refs?\.?\s*)?{_NUMBERS}\))"
    rf"|(?P<glued>(?<=[a-z][.,;]){_NUMBERS}(?=\s+[A-Z]|\s*$))"
    rf"|(?P<names>\((?:[^()]{{3,300}})\))"
    rf"|(?P<told>{_NAME}(?:\s+et\s+al\.?,?|\s+(?:and|&)\s+{_NAME})?\s+\({_YEAR}\))"
    rf"|(?P<identifier>{ADDRESS.pattern})",
)
_PART = re.compile(
    rf"(?:(?:see|e\.g\.|cf\.|also|reviewed in|data from)[\s,:]+){{0,2}}(?P<name>{_NAME}(?:[\s-]+(?!(?:19|20)\d\d)[\w’'&.-]+){{0,6}}?),?\s+(?P<year>{_YEAR})(?:,\s*{_YEAR})*(?:,? p+\.? ?\d[\d–-]*)?",
)
_TOLD = re.compile(rf"(?P<name>{_NAME})(?P<more>\s+et\s+al\.?,?|\s+(?:and|&)\s+{_NAME})?\s+\((?P<year>{_YEAR})\)")
# "(March 2020)" and "(Updated 2020)" say when, not who.
_NO_NAME = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|Since|Until|Updated?|Version|Published|Last|Reviewed|In|From|Copyright|Spring|Summer|Autumn|Winter|Edition)\b",
    re.IGNORECASE,
)
# "95% CI [1, 3]" and "score range [0-10]" are no citations.
_BOUNDS = re.compile(r"(?:\bCI|\binterval|\brange|\bscores?|\bscale|\bIQR|\bfrom|=)[\s:,of]*$", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_PRINTED = re.compile(rf"[\[(]?\s*(?:{_NUMBERS}|[*†‡§¶]|\^?[a-z])\s*[\])]?")
_NOTE_ADDRESS = re.compile(r"#(?:user-content-)?(?:ref|cite|cit|fn|foot|note|bib|b|r|cr|q)[\w-]*\d", re.IGNORECASE)
_MOST_IN_A_RANGE = 60
_CLOSING = tuple(".,;:!?)")


@dataclass(frozen=True, slots=True)
class Style:
    """How a text may cite, beside the ways that are plain: (1) and "pain.1" are citations in some texts only."""

    parens: bool = False
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of text without its marks, and each mark with the place in it where it stood."""

    text: str
    marks: tuple[tuple[int, Mark], ...]


def marked(text: str, style: Style) -> Marked:
    """Return a text with its marks apart."""
    return _Taking(style).of(text)


def numbers_of(written: str) -> tuple[str, ...]:
    """Return the numbers that a mark names: "1, 3-5" is 1, 3, 4 and 5."""
    named: list[str] = []
    for part in re.split(r"[,;]", written):
        ends = [int(digits) for digits in re.findall(r"\d{1,3}", part)]
        if len(ends) == 2 and ends[0] < ends[1] <= ends[0] + _MOST_IN_A_RANGE:
            named += map(str, range(ends[0], ends[1] + 1))
        else:
            named += map(str, ends)
    return tuple(dict.fromkeys(named))


class _Taking:
    """Builds a text without its marks, from left to right."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._pieces: list[str] = []
        self._length = 0
        self._marks: list[tuple[int, Mark]] = []

    def of(self, text: str) -> Marked:
        self._read(text)
        whole = "".join(self._pieces)
        clean = re.sub(r"\s+", " ", whole)
        # White space that a mark has left doubled is closed, and the places move with it.
        places = _places(whole)
        return Marked(clean.rstrip(), tuple((places[at], mark) for at, mark in self._marks))

    def _read(self, text: str) -> None:
        at = 0
        for match in _MARKS.finditer(text):
            if match.start() < at:
                continue
            self._add(text[at : match.start()])
            taken = getattr(self, f"_{match.lastgroup}")(match.group()) if match.lastgroup else False
            at = match.end()
            if not taken:
                self._add(match.group())
            elif text[at : at + 1] in _CLOSING:
                self._close_up()
        self._add(text[at:])

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _close_up(self) -> None:
        """Take away the space that stood between a word and a mark, where punctuation follows the mark."""
        while self._pieces and self._pieces[-1][-1:].isspace():
            kept = self._pieces[-1].rstrip()
            self._length -= len(self._pieces[-1]) - len(kept)
            self._pieces[-1] = kept
        place = len(self._marks) - 1
        while place >= 0 and self._marks[place][0] > self._length:
            self._marks[place] = (self._length, self._marks[place][1])
            place -= 1

    def _mark(self, mark: Mark) -> bool:
        self._marks.append((self._length, mark))
        return True

    def _tail(self, most: int = 40) -> str:
        return "".join(self._pieces[-3:])[-most:]

    def _group(self, written: str) -> bool:
        """Take links in brackets, [[1](#a), [3](#b)], if each of them is a mark; a dash between two is a range."""
        tokens = [found(match) for match in TOKEN.finditer(written)]
        if not all(_is_mark(item) for item in tokens):
            self._add(written[0])
            self._read(written[1:-1])
            self._add(written[-1])
            return True
        for item in tokens:
            self._take(item)
        for first, last in re.findall(r"(\d{1,3})\s*[–—-]\s*(\d{1,3})", TOKEN.sub(_shown_number, written)):
            between = numbers_of(f"{first}-{last}")[1:-1]
            if between:
                self._mark(Mark(MarkKind.NUMBER, f"{first}–{last}", between))
        return True

    def _token(self, written: str) -> bool:
        match = TOKEN.fullmatch(written)
        if match is None:
            return False
        self._take(found(match))
        return True

    def _take(self, item: Token) -> None:
        if item.kind == RAISED:
            named = numbers_of(item.parts[0])
            kind = MarkKind.NUMBER if named else MarkKind.NOTE
            self._mark(Mark(kind, item.parts[0], named or (item.parts[0].strip(),)))
        elif item.kind == NOTE:
            self._mark(Mark(MarkKind.NOTE, f"[^{item.parts[0]}]", item.parts))
        elif item.kind == LINK and len(item.parts) == 2:
            self._link(*item.parts)

    def _link(self, shown: str, address: str) -> None:
        is_printed = _PRINTED.fullmatch(shown) is not None
        number = ", ".join(numbers_of(shown)) if is_printed else ""
        if not is_printed:
            self._read_link_text(shown)
        if address.startswith("#"):
            if len(address) > 1 and (is_printed or _NOTE_ADDRESS.match(address)):
                self._mark(Mark(MarkKind.ANCHOR, shown or address, (address[1:],), number))
            return
        identifiers = identifiers_in(address).identifiers
        kind = MarkKind.IDENTIFIER if any(True for _ in identifiers) else MarkKind.LINK
        self._mark(Mark(kind, shown or address, (address,), number, identifiers))

    def _read_link_text(self, shown: str) -> None:
        # What a link shows is often its own address, which is no second citation.
        if not ADDRESS.fullmatch(shown):
            self._add(shown)

    def _bracket(self, written: str) -> bool:
        named = numbers_of(written)
        if "0" in named or not named or _BOUNDS.search(self._tail()):
            return False
        return self._mark(Mark(MarkKind.NUMBER, written, named))

    def _raised(self, written: str) -> bool:
        plain = written.translate(_SUPERSCRIPTS)
        if not is_citation_mark(plain, self._tail(8)):
            return False
        return self._mark(Mark(MarkKind.NUMBER, written, numbers_of(plain)))

    def _number(self, written: str) -> bool:
        return self._style.parens and self._bracket(written)

    def _glued(self, written: str) -> bool:
        return self._style.glued and self._bracket(written)

    def _names(self, written: str) -> bool:
        marks = list(_of_names(written))
        if marks:
            self._marks += [(self._length, mark) for mark in marks]
            return True
        self._add("(")
        self._read(written[1:-1])
        self._add(")")
        return True

    def _told(self, written: str) -> bool:
        match = _TOLD.fullmatch(written)
        if match is None or _NO_NAME.match(match["name"]):
            return False
        self._add(written[: written.rindex("(")].rstrip())
        kind = "et al" if match["more"] else ""
        return self._mark(Mark(MarkKind.AUTHOR_YEAR, written, (f"{match['name']}|{match['year']}",), kind))

    def _identifier(self, written: str) -> bool:
        held = identifiers_in(written)
        is_known = any(True for _ in held.identifiers)
        if not is_known and not written.startswith("http"):
            return False
        kind = MarkKind.IDENTIFIER if is_known else MarkKind.LINK
        return self._mark(Mark(kind, written, (written,), "", held.identifiers))


def _places(text: str) -> list[int]:
    """Return, for each place of a text, where it is once each run of white space is one space and none opens it."""
    places, at, was_space = [], 0, False
    for letter in text:
        places.append(at)
        is_space = letter.isspace()
        at += not (is_space and was_space)
        was_space = is_space
    places.append(at)
    return places


def _is_mark(item: Token) -> bool:
    return item.kind in {RAISED, NOTE} or (item.kind == LINK and _PRINTED.fullmatch(item.parts[0]) is not None)


def _shown_number(match: re.Match[str]) -> str:
    item = found(match)
    return item.parts[0] if item.kind in {LINK, RAISED} else ""


def _of_names(written: str) -> Iterator[Mark]:
    """Yield the citations of a bracket such as (Frobisher et al., 2019; Quill, 2020); none if it is no such bracket."""
    parts = [part.strip() for part in written[1:-1].split(";")]
    matches = [match for part in parts if (match := _PART.fullmatch(part)) and not _NO_NAME.match(match["name"])]
    for match in matches:
        several = "et al" if re.search(r"\bet\s+al\b|&|\band\b", match["name"]) else ""
        yield Mark(MarkKind.AUTHOR_YEAR, match.group(), (f"{match['name']}|{match['year']}",), several)


def has_marks(texts: Sequence[str]) -> bool:
    """Tell whether any text cites by numbers in a way that is plain: then (1) and "pain.1" are not citations."""
    kinds = {MarkKind.NUMBER, MarkKind.NOTE, MarkKind.ANCHOR}
    return any(mark.kind in kinds for text in texts for _, mark in marked(text, Style()).marks)
