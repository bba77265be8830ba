"""The sections of an article, with the paths of their headings."""

from __future__ import annotations

import re

from lxml import etree

from citewell.model.evidence import Section
from citewell.sources.pmc.inline import BREAK, line, read, text
from citewell.sources.pmc.tables import figure, table

Element = etree._Element

BETWEEN_HEADINGS = " > "
# No article has more; without a limit a small file could swell by its headings.
_LONGEST_HEADING = 300
_MOST_HEADINGS = 8
_MOST_SECTIONS = 5_000
# An empty line ends a sentence, whatever the marks.
_BETWEEN_PARAGRAPHS = "\n\n"

# What a heading says that stands over no evidence: who paid, who wrote, what was cut from print.
_NO_EVIDENCE = re.compile(
    r"""acknowledg|(?:study\s)?fund(?:ing|er|ers|s)?(?:$|/|,|\s(?:source|bod|statement|support|information|disclos|agenc|and\s(?!remun)))
    |grants?(?:$|\ssupport)|sponsor|financial\s(?:support|disclos)|(?:sources?|role)\s(?:of\s)?(?:the\s)?(?:fund|support)
    |(?:disclosures?|declarations?|statements?|potential|conflicts?|competing|duality)\b.*\binterests?\b|conflicts?$
    |disclosures?(?:$|\sstatement)|authors?\W{0,2}s?\W{0,2}\s?(?:contribut|information|detail|role|note|statement|affiliation)
    |contribut(?:ors?|ions?)(?:$|\s(?:to\sauthor|of\s(?:the\s)?author))|(?:list\sof\s)?abb?reviations?
    |(?:electronic\s|online\s)?supplement(?:(?:ary|al)?\s(?:material|data|info|file|fig|table|content|digital|appendi))
    |supporting\sinformation|additional\s(?:files?\b|information|material)|pre-?publication|references?$|bibliography
    |end\s?notes?$|foot\s?notes?$|appendi(?:x|ces)|availability\sof\s(?:data|support|material|code|the\sdata)
    |(?:data|code)\s(?:availability|sharing)|publisher\W{0,2}s\snote|copyright|provenance|consent\s(?:for|to)\spubli
    |web\sresources|about\sthe\sauthor|glossary|disclaimer|nomenclature$
    |publication\spolic|insurance(?:$|\sand\s(?:compensation|indemnity))|trial\sstatus""",
    re.IGNORECASE | re.VERBOSE,
)
_SUPPLEMENT = re.compile(r"(?:electronic\s|online\s)?supplement|supporting\sinformation", re.IGNORECASE)
# These may head a part of the methods too, where they belong to what was done.
_NO_EVIDENCE_ON_TOP = re.compile(
    r"ethic|consent|(?:electronic\s|online\s)?supplements?$|human\sand\sanimal|compliance|declarations?$|notes?$|trial\sregist|patient\sconsent",
    re.IGNORECASE,
)
_TYPES_WITHOUT_EVIDENCE = frozenset(
    """supplementary-material coi-statement conflict funding contributions acknowledgements acknowledgments ack
    data-availability additional-information disclosure author-contribution ethics-statement ref-list""".split()
)
# A publisher may put the end of the text after the body.
_STILL_TEXT = re.compile(
    r"conclusion|discussion|result|method|introduction|background|key\s(?:message|point)|highlight", re.IGNORECASE
)
_NUMBERED = re.compile(r"^(?:(?:\d{1,2}|[IVX]{1,4}|[A-H])(?:\.\d{1,2})*[.)]?\s+|\d{1,2}(?:\.\d{1,2})*\.)(?=[A-Z])")
# Other short headings in capitals are abbreviations.
_SHORT_HEADINGS = frozenset({"AIM", "AIMS", "CASE", "DATA", "NOTE"})
_HEADINGS_OF_TYPES = {
    "intro": "Introduction",
    "introduction": "Introduction",
    "background": "Background",
    "methods": "Methods",
    "materials": "Materials",
    "materials|methods": "Materials and methods",
    "subjects": "Subjects",
    "results": "Results",
    "discussion": "Discussion",
    "conclusion": "Conclusions",
    "conclusions": "Conclusions",
    "cases": "Cases",
}
_SKIPPED = frozenset("title label sec-meta ref-list fn-group glossary ack notes app-group app".split())
_WORDS_OF_A_SENTENCE = 5
_SERIES = (";", ",", " and", " or")
_MARK_OF_NOTE = re.compile(r"\A[⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖ*†‡§]+\s*")
_ENDS = (".", "?", "!", ":", ";")


def heading(title: str) -> str:
    """Return a heading as words are written, without its number: "2.1 PARTICIPANTS:" is "Participants"."""
    bare = _NUMBERED.sub("", title.rstrip(" .:")) if title[:1].isalnum() else title.rstrip(" .:")
    if len(bare) > _LONGEST_HEADING:
        bare = bare[:_LONGEST_HEADING].rsplit(" ", 1)[0] + " …"
    return bare.capitalize() if bare.isupper() and (len(bare) > 4 or bare in _SHORT_HEADINGS) else bare


def body_sections(root: Element) -> list[Section]:
    """Return the sections of a document's body in order, then those that the publisher put after it."""
    reader = _Body(notes=_notes(root))
    body = root.find("body")
    if body is not None:
        reader.part(body, ())
    back = root.find("back")
    for part in back.iterchildren("sec", "app-group", "app") if back is not None else ():
        if part.tag == "sec" and _STILL_TEXT.match(heading(text(part.find("title")))):
            reader.section(part, ())
        else:
            reader.displayed(part)
    for group in root.iterchildren("floats-group", "floats-wrap"):
        reader.displayed(group, with_boxes=True)
    return reader.sections


def sections_of(element: Element) -> list[Section]:
    """Return all sections of a part that holds paragraphs and sections, such as an abstract."""
    reader = _Body(leaves_out=False)
    reader.part(element, ())
    return reader.sections


def _notes(root: Element) -> dict[str, Element]:
    """Return the footnotes that stand together at the end of the text, by their ids."""
    back = root.find("back")
    return {note.get("id") or "": note for note in back.iter("fn")} if back is not None else {}


def is_supplement(title: str) -> bool:
    """Tell whether a heading stands over what was not printed with the article."""
    return _SUPPLEMENT.match(title) is not None


def _is_no_evidence(kind: str, title: str, *, on_top: bool) -> bool:
    if kind in _TYPES_WITHOUT_EVIDENCE or _NO_EVIDENCE.match(title):
        return True
    return on_top and _NO_EVIDENCE_ON_TOP.match(title) is not None


def _stands_alone(item: str) -> bool:
    """Tell whether an item of a list reads as a sentence, though no stop ends it."""
    return item[:1].isupper() and item.count(" ") >= _WORDS_OF_A_SENTENCE and not item.endswith(_SERIES)


class _Body:
    """Gathers sections while the body is walked. It leaves out those that hold no evidence, unless told not to."""

    def __init__(self, *, leaves_out: bool = True, notes: dict[str, Element] | None = None) -> None:
        self.sections: list[Section] = []
        self._notes = dict(notes or {})
        self._leaves_out = leaves_out

    def section(self, element: Element, path: tuple[str, ...]) -> None:
        kind = (element.get("sec-type") or "").lower()
        title = heading(text(element.find("title")))
        if self._leaves_out and _is_no_evidence(kind, title, on_top=not path):
            # Some publishers put the tables into the last section, whatever it is.
            self.displayed(element)
            return
        title = title or _HEADINGS_OF_TYPES.get(kind, "")
        self.part(element, (*path, title) if title and len(path) < _MOST_HEADINGS else path)

    def part(self, element: Element, path: tuple[str, ...]) -> None:
        """Read what stands in a section, a body, a box or an abstract; each run of paragraphs becomes a section."""
        run = _Run()
        for child in element:
            if child.tag == "sec":
                self._end(run, path)
                run = _Run()
                self.section(child, path)
            elif child.tag not in _SKIPPED:
                run.block(child)
        self._end(run, path)

    def displayed(self, element: Element, *, with_boxes: bool = False) -> None:
        """Read the tables and figures of a part, and its boxes if wanted, but no text of its own."""
        for child in element:
            if child.tag in {"table-wrap", "fig"} or (with_boxes and child.tag == "boxed-text"):
                self._float(child, ())
            elif child.tag != "boxed-text":
                self.displayed(child, with_boxes=with_boxes)

    def _end(self, run: _Run, path: tuple[str, ...]) -> None:
        for cited in run.notes:
            # A note is given where the text first points to it.
            if (note := self._notes.pop(cited, None)) is not None:
                run.footnote(note)
        if run.paragraphs:
            self.sections.append(
                Section(BETWEEN_HEADINGS.join(path) or "Text", _BETWEEN_PARAGRAPHS.join(run.paragraphs))
            )
        for found in run.floats:
            self._float(found, path)
        if len(self.sections) > _MOST_SECTIONS:
            raise ValueError(f"has more than {_MOST_SECTIONS:,} sections")

    def _float(self, element: Element, path: tuple[str, ...]) -> None:
        if element.tag == "boxed-text":
            self._box(element, path)
        elif element.tag in {"table-wrap", "fig"}:
            section = table(element) if element.tag == "table-wrap" else figure(element)
            if section is not None:
                self.sections.append(section)
        else:
            for inner in element:
                self._float(inner, path)

    def _box(self, element: Element, path: tuple[str, ...]) -> None:
        caption = element.find("caption")
        title = text(element.find("title") if caption is None else caption.find("title"))
        label = text(element.find("label")).rstrip(" .:")
        name = ": ".join(filter(None, (label, heading(title)))) or "Box"
        if not _NO_EVIDENCE.match(heading(title)):
            self.part(element, (*path, name))


class _Run:
    """Paragraphs that follow one another under one heading, and what floats among them."""

    def __init__(self, *, in_list: bool = False) -> None:
        self._in_list = in_list
        self.paragraphs: list[str] = []
        self.floats: list[Element] = []
        self.notes: list[str] = []

    def block(self, element: Element) -> None:
        match element.tag:
            case "list":
                self._list(element)
            case "def-list":
                self._definitions(element)
            case "table-wrap" | "fig" | "boxed-text" | "table-wrap-group" | "fig-group" | "floats-wrap":
                self.floats.append(element)
            case "disp-quote" | "statement" | "speech" | "verse-group" | "disp-formula-group":
                self._add(text(element.find("title")))
                for child in element:
                    self.block(child)
            case "caption" | "fn" | "graphic" | "media" | "supplementary-material" | "title" | "label" | "permissions":
                pass
            case _:
                self._paragraph(element)

    def _paragraph(self, element: Element) -> None:
        if not len(element):
            self._add(line(element.text or ""))
            return
        pieces = read(element)
        self.floats += pieces.floats
        self.notes += pieces.notes
        parts = line("".join(pieces)).split(BREAK)
        self._add(parts[0].strip())
        for block, after in zip(pieces.breaks, parts[1:], strict=True):
            self.block(block)
            self._add(after.strip())

    def _add(self, paragraph: str) -> None:
        if not paragraph:
            return
        if self.paragraphs and not paragraph.strip(" .,;:)]"):
            self.paragraphs[-1] += paragraph.strip()
        else:
            self.paragraphs.append(paragraph)

    def footnote(self, note: Element) -> None:
        """Add a footnote as a paragraph of its own, but no bare address and nothing of who paid or wrote."""
        shown = _MARK_OF_NOTE.sub("", " ".join(filter(None, map(text, note.iterchildren("p")))), count=1)
        if " " in shown and not _NO_EVIDENCE.match(shown.partition(":")[0]):
            self._add(f"Footnote: {shown}")

    def _list(self, element: Element) -> None:
        """Add a list: whole sentences each as a paragraph; fragments in a row, as the end of what led to them."""
        self._add(text(element.find("title")))
        items = [item for child in element.iterchildren("list-item") if (item := self._item(child))]
        led_to = bool(self.paragraphs) and self.paragraphs[-1].endswith((":", ",", "–"))
        alone = not led_to and not self._in_list and all(map(_stands_alone, items))
        if alone or any(item.endswith((".", "?", "!")) for item in items[:-1]):
            for item in items:
                self._add(item)
        elif items:
            row = "; ".join(item.rstrip(" ;,") for item in items)
            row = row if row.endswith(_ENDS) else f"{row}."
            if led_to:
                self.paragraphs[-1] += f" {row}"
            else:
                self._add(row)

    def _item(self, element: Element) -> str:
        inner = _Run(in_list=True)
        for child in element:
            inner.block(child)
        self.floats += inner.floats
        self.notes += inner.notes
        return " ".join(inner.paragraphs)

    def _definitions(self, element: Element) -> None:
        for item in element.iter("def-item"):
            term, meaning = text(item.find("term")), text(item.find("def"))
            if term or meaning:
                self._add(": ".join(filter(None, (term.rstrip(" :"), meaning))))
