"""How a body words the strength of a recommendation and the certainty behind it. Words are found, never derived.

The wordings are those of GRADE (Schünemann et al., GRADE Handbook, 2013, sections 5 and 6.1), the ACC and AHA (class
and level), the ESC (class and level), SIGN and NICE (no grade: the verb carries the strength), and the USPSTF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_RATING = r"(?:very[- ]low|low[- ]to[- ]moderate|moderate[- ]to[- ]high|low|moderate|high|insufficient|unclear)"
_CODE = r"(?:[A-D]|I{1,3}[ab]?|IV|[1-5])(?:[-–]?(?:NR|LD|EO|R|[a-e]|\+{1,2}|[-–]))?"
_SYMBOLS = r"[⊕⊖⊝◯○⨁●◌+]{3,4}"
_STRENGTH_WORD = r"(?:very )?(?:strong|weak|conditional|discretionary|qualified|moderate|firm|optional)"
_OF = r"(?: (?:of|in|for)(?: the)?)?"

_CERTAINTY = re.compile(
    rf"(?:{_RATING}(?:[- ](?:certainty|quality|confidence|level))?{_OF}(?: (?:evidence|estimates?|effects?))*(?: \(?{_SYMBOLS}\)?)?"
    rf"|(?:certainty|quality|levels?|confidence|strength){_OF}(?: supporting)? evidence\W{{1,3}}.{{1,40}}"
    rf"|(?:certainty|quality)\W{{1,3}}{_RATING}"
    rf"|(?:evidence )?(?:level|LoE|quality){_OF}(?: evidence)?[ :=]{{1,3}}{_CODE}"
    rf"|evidence(?: grade| quality)?[ :=]{{1,3}}(?:{_CODE}|{_RATING})"
    rf"|GRADE[ :=]{{1,3}}{_RATING}"
    rf"|(?:no|limited|expert) evidence|{_SYMBOLS}(?: {_RATING})?)",
    re.IGNORECASE,
)
_STRENGTH = re.compile(
    rf"(?:{_STRENGTH_WORD}(?: (?:positive|negative))? recommendation(?: (?:for|against|in favou?r of)\b.{{0,60}})?"
    r"|(?:strength|grade|class|category)(?: of)?(?: the)? recommendations?\W{1,3}.{1,40}"
    rf"|recommendation(?: grade| strength)?[ :=]{{1,3}}(?:{_CODE}|{_STRENGTH_WORD})"
    rf"|(?:recommendation )?grade[ :=]{{1,3}}(?:[12][A-D]|{_CODE})"
    r"|class[ :=]{1,3}(?:I{1,3}[ab]?|IV|[123][ab]?)(?:: (?:no benefit|harm))?"
    r"|(?:COR|SOR)[ :=]{1,3}(?:I{1,3}[ab]?|[123][ab]?|[A-D])(?:: (?:no benefit|harm))?"
    r"|(?:ungraded )?(?:good|best)[- ]practice (?:statement|point|recommendation|advice)"
    r"|(?:expert )?consensus(?:-based)?(?: recommendation| statement| opinion)?|expert opinion|(?:ungraded|not graded)(?: (?:recommendation|statement))?"
    r"|GPS|GPP|[12][A-D])",
    re.IGNORECASE,
)
_BARE_STRENGTH = re.compile(r"(?:strong|weak|conditional|discretionary|qualified)(?:ly)?", re.IGNORECASE)
_BARE_RATING = re.compile(_RATING, re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;|/·•]\s*|\s+[–—-]\s+|\.\s+|\s+(?:and|based on|with|on the basis of)\s+")
# Words that make it plain, wherever they stand, that a recommendation is being graded.
_PLAIN = re.compile(
    r"recommendation|\bclass\b|\bCOR\b|\bSOR\b|\bgrade\b|practice (?:statement|point)|\b[12][A-D]\b", re.IGNORECASE
)
_BRACKETS = re.compile(r"\s*(?:\(([^()]{1,160})\)|\[([^\[\]]{1,160})\])")


@dataclass(frozen=True, slots=True)
class Grading:
    """The strength and the certainty, as worded. `is_plain` tells that the words speak of a recommendation."""

    strength: str = ""
    certainty: str = ""
    is_plain: bool = True

    def __bool__(self) -> bool:
        return bool(self.strength or self.certainty)

    def and_(self, other: Grading) -> Grading:
        """Return both, where each says what the other does not."""
        return Grading(self.strength or other.strength, self.certainty or other.certainty)


NO_GRADING = Grading()


def grading(text: str) -> Grading:
    """Return what a line or a bracket says if it grades and says nothing else; else an empty grading."""
    bare = text.strip().strip("()[]. ").strip()
    if not bare or len(bare) > 160:
        return NO_GRADING
    strength: list[str] = []
    certainty: list[str] = []
    for part in _BETWEEN.split(bare):
        part = part.strip()
        if not part:
            continue
        if _STRENGTH.fullmatch(part) or (not certainty and not strength and _BARE_STRENGTH.fullmatch(part)):
            strength.append(part)
        elif _CERTAINTY.fullmatch(part):
            certainty.append(part)
        else:
            return NO_GRADING
    if not strength and all(_BARE_RATING.fullmatch(part) for part in certainty):
        return NO_GRADING  # "(low)" may be said of anything
    return Grading(", ".join(strength), ", ".join(certainty), _PLAIN.search(bare) is not None)


@dataclass(frozen=True, slots=True)
class Graded:
    """A stretch of text with the grading that ended it; the last may have none.

    is_whole: the grading stands after the full stop, so it is of all the stretch; else of its last sentence.
    """

    text: str
    grading: Grading
    is_whole: bool = False


def graded(text: str) -> Iterator[Graded]:
    """Yield the text cut after each bracket that grades, the brackets left out."""
    start = 0
    for found in _BRACKETS.finditer(text):
        said = grading(found[1] or found[2])
        if not said:
            continue
        stretch = text[start : found.start()]
        end = found.end()
        if text[end : end + 1] in {".", ";"}:
            stretch, end = stretch + ".", end + 1
        elif text[end:].strip() and not text[end:].lstrip()[0].isupper():
            continue  # it stands within a sentence that goes on
        if stretch.strip(" ."):
            is_whole = text[start : found.start()].rstrip().endswith((".", "!"))
            yield Graded(stretch.strip(), said, is_whole)
        start = end
    if text[start:].strip(" ."):
        yield Graded(text[start:].strip(), NO_GRADING)


# A letter behind the word leads to a note below the table: "Classᵃ".
_HEADS = (
    (re.compile(r"\b(?:class|grade|COR|SOR)[a-d]?\b|\bstrength\b", re.IGNORECASE), "strength"),
    (re.compile(r"\b(?:level|LOE)[a-d]?\b|\bcertainty\b|\bquality\b|\bevidence\b", re.IGNORECASE), "certainty"),
)
_IS_CODE = re.compile(rf"(?:{_CODE}|[12][A-D])(?:: ?[\w ]+)?", re.IGNORECASE)
_IS_CLEAR = re.compile(r"recommendation|evidence|certainty|quality|grade|class|level|practice|consensus", re.IGNORECASE)
_FIRST_WORD = re.compile(r"(class|level|grade|COR|LOE|SOR)[a-d]?\b", re.IGNORECASE)


def column_of(head: str) -> str:
    """Return what a table's column holds, by its heading: `strength`, `certainty`, or nothing of the kind."""
    return next((column for pattern, column in _HEADS if pattern.search(head)), "")


def worded(head: str, cell: str) -> str:
    """Return a cell so that it can be read without its table: "Class I", "Certainty of evidence: Low"."""
    head, cell = head.strip(), cell.strip()
    if not cell or cell in {"-", "–", "—", "NA", "N/A", "n/a"}:
        return ""
    if _IS_CLEAR.search(cell):
        return cell
    first = _FIRST_WORD.match(head)
    if first and _IS_CODE.fullmatch(cell):
        return f"{first[1]} {cell}"
    return f"{head}: {cell}" if head else cell
