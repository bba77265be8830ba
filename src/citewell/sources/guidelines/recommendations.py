"""Which paragraphs, items and rows of a guideline are its recommendations. What is not clearly one stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from citewell.language.sentences import split_sentences
from citewell.sources.guidelines.grading import NO_GRADING, Graded, Grading, column_of, graded, grading, worded
from citewell.sources.guidelines.units import Unit

# Chapters that speak about recommendations, or about the work behind them, and make none.
_NO_ADVICE = re.compile(
    r"\b(?:method(?:s|ology|ological)|research|rationale|grading|strength of|strengths of|class(?:es)? of recommendation|levels? of evidence|wording|glossary"
    r"|abbreviations|search strategy|evidence (?:reviews?|summary|to decision|statements?)|justification|background|introduction|preface|foreword"
    r"|how (?:we|the|this|to)|development of|about this|interpretation|interpreting|competing|conflicts?|acknowledge?ments?|why the committee|implementation"
    r"|previous|superseded|withdrawn|deleted|key questions?|review questions?|scope)\b",
    re.IGNORECASE,
)
_CHAPTER = re.compile(
    r"^(?:[\w.]+[.)]?\s+)?(?:(?:summary|list|overview|table) of (?:the |all |key )?)?(?:[\w’'-]+ ){0,4}?recommendations?"
    r"(?:$| (?:for|on|about|in|regarding|to|of) |:|\s*\()",
    re.IGNORECASE,
)
_NUMBER = r"(?:[A-Z]{0,2}\d+(?:[.-]\d+){0,4}[a-z]?|[A-Z](?=\s*[:.)]))"
_NAME = r"(?:(?:key |clinical |consensus |strong |weak |conditional )?recommendations?|practice point|good[- ]practice (?:point|statement)|rec\.?)"
_NAMED = re.compile(
    rf"^({_NAME})\s*(?:no\.?|number|#)?\s*({_NUMBER})?\s*(?:([(\[])([^()\[\]]+)[)\]])?\s*(?:[:.)]|[–—-](?=\s)|$)\s*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(\d+(?:\.\d+){1,4}[a-z]?)\.?(?:\s+(?=\S)|(?=[A-Z][a-z]))")
_ADVISES = re.compile(
    r"\b(?:should|must|recommend(?:s|ed)?|suggests?|advised?|(?:is|are) (?:not )?indicated|(?:may|can) be (?:considered|offered|used|reasonable)"
    r"|(?:is|are) (?:not )?(?:reasonable|beneficial|useful|contraindicated))\b"
    r"|^(?:do not|don[’']t|offer|consider|advise|refer|ask|use|avoid|assess|discuss|explain|give|start|stop|monitor|measure|review|ensure|provide|be aware"
    r"|think about|inform|encourage|arrange|treat|prescribe|perform|screen|test|carry out|follow|continue|repeat|record|check|tell|reassure|support"
    r"|base|make|take|admit|seek|suspect|diagnose|exclude|confirm|reduce|increase|switch|add|withhold|prefer|limit|recognise|recognize|identify)\b",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"^(?:we|the (?:\w+ ){0,4}(?:panel|committee|group|society|task force|board|college|guideline|WHO|USPSTF)|WHO|the USPSTF)\s+(?:\w+ly )?(?:recommend|suggest|advise)s?\b",
    re.IGNORECASE,
)
_LED = re.compile(
    r"^((?:strong|weak|conditional|good[- ]practice|ungraded)(?: \w+)? (?:recommendation|statement|point))\s*[:.–—]\s+(?=\S)",
    re.IGNORECASE,
)
# "[2019]", "[new 2023]": when the body last looked at it (NICE, Developing NICE guidelines, PMG20, section 10).
_EDITION_MARK = re.compile(
    r"\s*[\[(](?:new |amended |updated )?\s*(?:19|20)\d\d(?:, ?(?:amended|updated|new) (?:19|20)\d\d)?\s*[\])]$"
)
_LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A recommendation: its words, the number it has of its own, its grading, and the row of a table it stands under."""

    text: str
    name: str = ""
    grading: Grading = NO_GRADING
    page: int = 0
    under: str = ""


@dataclass(slots=True)
class Reading:
    """What was found under one heading: recommendations, and what stays text."""

    recommendations: list[Found] = field(default_factory=list)
    text: list[Unit] = field(default_factory=list)


def named(text: str) -> tuple[str, Grading, str] | None:
    """Return the name, the grading and the rest of "Recommendation 3 (strong): offer ..."; None for other text."""
    match = _NAMED.match(text)
    if match is None or not (match[2] or match[4] or match.end() < len(text)):
        return None
    said = grading(match[4] or "")
    if match[4] and not said:
        return None
    kind = " ".join(match[1].split()).lower().rstrip(".")
    kind = "recommendation" if kind.startswith("rec") or kind.endswith(("recommendation", "recommendations")) else kind
    if not match[2] and kind != "recommendation" and match.end() == len(text):
        return None
    if kind.startswith("good"):
        said = said.and_(Grading(match[1]))
    if match[1].lower().split()[0] in {"strong", "weak", "conditional"}:
        said = said.and_(Grading(match[1]))
    name = f"{kind.capitalize()} {match[2]}" if match[2] else ""
    return name, said, text[match.end() :].strip()


def is_chapter(path: Sequence[str]) -> bool:
    """Tell whether what stands under these headings is meant as recommendations."""
    return any(_CHAPTER.search(heading) for heading in path) and gives_advice(path)


def gives_advice(path: Sequence[str]) -> bool:
    """Tell whether recommendations may stand under these headings at all."""
    return not any(_NO_ADVICE.search(heading) for heading in path)


def read(units: Sequence[Unit], path: Sequence[str]) -> Reading:
    """Return the recommendations among the units under a heading, and the rest."""
    reading = Reading()
    if not gives_advice(path):
        reading.text += units
        return reading
    in_chapter = is_chapter(path)
    expected = _expected(path)
    ahead = NO_GRADING  # a grading that stands above what it grades
    can_follow = False
    for place, unit in enumerate(units):
        said = grading(unit.text)
        if said and (can_follow or expected or in_chapter or unit.callout):
            if can_follow:
                last = reading.recommendations[-1]
                reading.recommendations[-1] = replace(last, grading=last.grading.and_(said))
            elif place + 1 < len(units):
                ahead = ahead.and_(said)
            else:
                reading.text.append(unit)
            continue
        found, rest = _found(unit, in_chapter=in_chapter, expected=expected)
        if found and ahead:
            found[0] = replace(found[0], grading=found[0].grading.and_(ahead))
            ahead = NO_GRADING
        can_follow = bool(found) and not rest
        expected = None if found else expected
        reading.recommendations += found
        reading.text += rest
    return reading


def _expected(path: Sequence[str]) -> tuple[str, Grading] | None:
    """Return the name and the grading that a heading such as "Recommendation 3" gives to what stands below it."""
    found = named(path[-1]) if path else None
    if found is None or not found[0]:
        return None
    return found[0], found[1]


def _found(unit: Unit, *, in_chapter: bool, expected: tuple[str, Grading] | None) -> tuple[list[Found], list[Unit]]:
    text = unit.text
    name, said = "", NO_GRADING
    is_one = unit.callout > 0
    if expected is not None:
        (name, said), is_one = expected, True
    elif by_name := named(text):
        name, said, text = by_name
        is_one = len(text.split()) >= _LEAST_WORDS
    elif led := _LED.match(text):
        said, text, is_one = Grading(led[1]), text[led.end() :], True
    number, text = _number(unit.number, text)
    if number and not name:
        name = f"Recommendation {number}"
    stretches = list(graded(_EDITION_MARK.sub("", text)))
    if not is_one:
        is_one = _is_advice(unit, text, number, in_chapter=in_chapter)
    if not is_one and not _are_graded(stretches, in_chapter=in_chapter):
        return [], [unit]
    if is_one and len(text.split()) < _LEAST_WORDS:
        return [], [unit]
    return _cut(unit, stretches, name, said, is_one=is_one)


def _number(number: str, text: str) -> tuple[str, str]:
    """Return an outline number such as 1.1.2, from the list or from the start of the text, and the text without it."""
    if re.fullmatch(r"\d+(?:\.\d+)+[a-z]?", number):
        return number, text
    match = _NUMBERED.match(text)
    return (match[1], text[match.end() :]) if match else ("", text)


def _is_advice(unit: Unit, text: str, number: str, *, in_chapter: bool) -> bool:
    """Tell whether an ungraded, unnamed unit is a recommendation by its number, its place and its words."""
    if len(text.split()) < _LEAST_WORDS:
        return False
    if number:
        # A number of two parts is as often that of a chapter.
        return in_chapter or (number.count(".") >= 2 and _ADVISES.search(text) is not None)
    return in_chapter and (
        unit.is_item or (unit.number != "" and not unit.is_fragment) or _SPEAKS.search(text) is not None
    )


def _are_graded(stretches: Iterable[Graded], *, in_chapter: bool) -> bool:
    return any(
        stretch.grading
        and (stretch.grading.strength if stretch.grading.is_plain else in_chapter)
        and (in_chapter or _ADVISES.search(stretch.text))
        for stretch in stretches
    )


def _cut(
    unit: Unit, stretches: Sequence[Graded], name: str, said: Grading, *, is_one: bool
) -> tuple[list[Found], list[Unit]]:
    """Return the recommendations of a unit, one for each grading in it, and what of it stays text."""
    gradings = [stretch for stretch in stretches if stretch.grading]
    if is_one and len(gradings) <= 1:
        whole = " ".join(stretch.text for stretch in stretches)
        own = gradings[0].grading if gradings else NO_GRADING
        return [Found(whole, name, own.and_(said), unit.page)], []
    found: list[Found] = []
    rest: list[Unit] = []
    for place, stretch in enumerate(stretches):
        before, words = ("", stretch.text) if is_one or stretch.is_whole else _last_sentence(stretch.text)
        if before or not stretch.grading:
            rest.append(replace(unit, text=before if stretch.grading else stretch.text, number=""))
        if stretch.grading:
            own_name = name if place == 0 or not name else f"{name} ({place + 1})"
            found.append(Found(words, own_name, stretch.grading.and_(said), unit.page))
    return found, rest


def _last_sentence(text: str) -> tuple[str, str]:
    sentences = split_sentences(text)
    if len(sentences) < 2:
        return "", text
    return text[: sentences[-1].start].strip(), sentences[-1].text


def from_rows(rows: Sequence[Sequence[str]], page: int = 0) -> list[Found] | None:
    """Return the recommendations of a table whose heading names them and their grading; None for another table."""
    if not rows:
        return None
    head = rows[0]
    where = [
        place
        for place, cell in enumerate(head)
        if re.match(r"\W*(?:\w+ )?recommendations?\b(?! (?:grade|strength|class))", cell, re.IGNORECASE)
    ]
    columns = [column_of(cell) for cell in head]
    if len(where) != 1 or not any(column for place, column in enumerate(columns) if place != where[0]):
        return None
    return list(_rows_found(rows[1:], head, where[0], columns, page))


def _rows_found(
    rows: Sequence[Sequence[str]], head: Sequence[str], where: int, columns: Sequence[str], page: int
) -> Iterator[Found]:
    under = ""
    for row in rows:
        cells = [*row, *[""] * (len(head) - len(row))]
        text = cells[where].strip()
        others = {cell.strip() for place, cell in enumerate(cells) if place != where} - {""}
        if (not others or others == {text} or len(text.split()) < _LEAST_WORDS) and not text.endswith("."):
            under = text or next(iter(others), "")
            continue
        said = NO_GRADING
        for place, column in enumerate(columns[: len(cells)]):
            if column and place != where:
                said = said.and_(_of_cell(head[place], cells[place], column))
        number, text = _row_number(head, cells, where, text)
        yield from (replace(found, under=under) for found in _row(text, number, said, page))


def _of_cell(head: str, cell: str, column: str) -> Grading:
    # One column may hold both: "Strong recommendation, low-certainty evidence".
    both = grading(cell)
    if both.strength and both.certainty:
        return both
    return Grading(worded(head, cell)) if column == "strength" else Grading(certainty=worded(head, cell))


def _row_number(head: Sequence[str], cells: Sequence[str], where: int, text: str) -> tuple[str, str]:
    for place in range(min(where, 1), -1, -1):
        if place != where and re.fullmatch(
            r"\W*(?:no|number|nr|#|rec(?:ommendation)? no)?\W*", head[place], re.IGNORECASE
        ):
            return cells[place].strip(" ."), text
    match = re.match(r"(\d+(?:\.\d+)*[a-z]?)[.)]\s+(?=\S)", text)
    return (match[1], text[match.end() :]) if match else _number("", text)


def _row(text: str, number: str, said: Grading, page: int) -> Iterator[Found]:
    by_name = named(text)
    name = f"Recommendation {number}" if number else ""
    if by_name:
        name, own, text = by_name[0] or name, by_name[1], by_name[2]
        said = said.and_(own)
    stretches = list(graded(_EDITION_MARK.sub("", text)))
    for stretch in stretches:
        said = said.and_(stretch.grading)
    if stretches:
        yield Found(" ".join(stretch.text for stretch in stretches), name, said, page)
