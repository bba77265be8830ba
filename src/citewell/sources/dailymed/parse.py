"""SPL XML to records: one document is one version of one label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from lxml import etree

from citewell.model.evidence import (
    Coverage,
    Provenance,
    Record,
    RecordKind,
    Section,
    SectionKind,
    with_unique_labels,
)
from citewell.model.identifiers import Identifiers, SetID
from citewell.sources.dailymed import loinc, product
from citewell.sources.dailymed.narrative import line, narrative
from citewell.sources.safe_xml import safe_parser
from citewell.sources.unit import Fault, Item, Source, Unit, whole

Element = etree._Element

_PROVENANCE = Provenance("dailymed")
_NAMESPACE = b"urn:hl7-org:v3"
_DOCUMENT = re.compile(rb"<(?:\w+:)?document[\s>]")
# "2.2 Juvenile arthritis", "12.3	Pharmacokinetics", "5. Warnings", "Section 4: Use".
_NUMBERING = re.compile(r"^(?:section\s+)?\d{1,2}(?:\.\d{1,2}){0,3}\s*[.:)]?\s+(?=\D)", re.IGNORECASE)
# Sections whose heading is a part of what they say: "Do not use" and what follows is one sentence.
_HEADED_TEXTS = frozenset(
    {loinc.BOXED_WARNING, "50570-1", "50569-3", "50568-5", "50567-7", "50566-9", "53414-9", "50565-1"}
)
_MOST_HEADING = 200
# From this many words on, a heading without a text is what the section says.
_STATEMENT_WORDS = 6
_SENTENCE = re.compile(r"[a-z)][.!?](?:\s|$)")


def recognises(_name: str, start: bytes) -> bool:
    """Tell whether a file is an SPL document by its first bytes: its namespace, and its root element."""
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    return text.startswith(b"<") and _NAMESPACE in text and _DOCUMENT.search(text) is not None


def parse(unit: Unit) -> list[Item]:
    """Turn documents into records; one that cannot be read comes as a fault with its file and set id."""
    items: list[Item] = []
    for index, xml in enumerate(unit.items):
        try:
            items.append(label(xml))
        except etree.XMLSyntaxError as error:
            items.append(Fault(_named(unit.name(index), xml), f"not well-formed XML: {error.msg}"))
        except (ValueError, RecursionError) as error:
            items.append(Fault(_named(unit.name(index), xml), str(error)))
    return items


def _named(file: str, xml: bytes) -> str:
    found = re.search(rb"<(?:\w+:)?setId[^>]*?\broot\s*=\s*[\"']([0-9A-Fa-f-]{1,40})", xml)
    return f"{file} (set id {found[1].decode()})" if found else file


def label(xml: bytes) -> Record:
    """Return the record of an SPL document. Raises ValueError and XMLSyntaxError, saying what is wrong with it."""
    root = _root(xml)
    setid = _set_id(root)
    date = date_of(_attribute(root, "effectiveTime", "value"))
    listed = product.products(root)
    own_title = root.find("title")
    language = _attribute(root, "languageCode", "code")
    sections = with_unique_labels(_sections(root, (language or "en")[:2]))
    if not sections:
        raise ValueError("holds no section with text")
    issuer = _text(root, "author/assignedEntity/representedOrganization/name")
    title = product.title(listed, line(own_title) if own_title is not None else "")
    return Record(
        id=f"label:{setid}",
        kind=RecordKind.LABEL,
        title=title or (f"Drug label of {issuer}" if issuer else "Drug label"),
        sections=sections,
        year=int(date[:4]) if date else None,
        identifiers=Identifiers(setid=setid),
        url=setid.url,
        issuer=issuer,
        version=version_of(_attribute(root, "versionNumber", "value")),
        date=date,
        language=language,
        ingredients=product.ingredients(listed),
        brands=product.brands(listed),
        coverage=Coverage.FULL_TEXT,
        provenance=_PROVENANCE,
    )


def _root(xml: bytes) -> Element:
    """Return the document with tags that have no namespace, so that old and prefixed ones read the same."""
    root = etree.fromstring(xml, safe_parser())
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):  # type: ignore[union-attr]
        raise ValueError("declares entities, which no label does")
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    if root.tag != "document":
        raise ValueError(f"is not a label: its root is {root.tag!r}, not 'document'")
    return root


def _set_id(root: Element) -> SetID:
    value = _attribute(root, "setId", "root")
    if not value:
        raise ValueError("has no set id")
    return SetID(value)


def version_of(value: str) -> str:
    """Return a version number as digits, or nothing."""
    return str(int(value)) if value.isascii() and value.isdigit() and len(value) < 10 else ""


def date_of(value: str) -> str:
    """Return YYYY-MM-DD for an HL7 time such as 20240115 or 20240115093000; as far as it is given."""
    match = re.match(r"(19\d\d|20\d\d)(?:(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?)?", value)
    return "-".join(part for part in match.groups() if part) if match else ""


def _attribute(root: Element, tag: str, name: str) -> str:
    element = root.find(tag)
    return (element.get(name) or "").strip() if element is not None else ""


def _text(root: Element, path: str) -> str:
    element = root.find(path)
    return line(element) if element is not None else ""


# Sections ----------------------------------------------------------------------------------------------


def _sections(root: Element, language: str) -> list[Section]:
    """Return the sections in our order, those of one kind as the label has them, with what belongs together joined."""
    found: list[Section] = []
    for section in _children(root.find("component/structuredBody")):
        found += _section(section, "", "", language)
    boxes = [s for s in found if s.code == loinc.BOXED_WARNING]
    others = [s for s in found if s.code != loinc.BOXED_WARNING]
    others.sort(key=lambda s: loinc.place_of(s.label))
    return list(_joined([*boxes, *others]))


def _children(parent: Element | None) -> Iterator[Element]:
    """Yield the sections within a section or a body."""
    for component in parent.iterchildren("component") if parent is not None else ():
        yield from component.iterchildren("section")


def _section(section: Element, path: str, code: str, language: str) -> list[Section]:
    """Return a section's text, its tables, and the sections within it. `code` is that of the section around it."""
    own = _attribute(section, "code", "code")
    if own in loinc.CODES_LEFT_OUT:
        return []
    said = section.find("text")
    read = narrative(said, language=language) if said is not None else None
    printed = _printed_heading(section)
    kept = _code(own, code, f"{printed} {read.text if read else ''}")
    name = _label(
        path, kept if own == kept else loinc.UNCLASSIFIED, _heading(printed or (read.heading if read else ""))
    )
    inner = [part for child in _children(section) for part in _section(child, name, kept, language)]
    text = _headed(printed, read.text if read else "", kept, has_parts=bool(inner))
    if name == loinc.OTHER_LABEL and not _SENTENCE.search(text):
        # A logo, an address, the number of a print.
        text = ""
    found = [Section(name, text, code=kept)] if text else []
    for table in read.tables if read else ():
        found.append(Section(f"{name} > {table.name[:_MOST_HEADING]}", table.rows, SectionKind.TABLE, code=kept))
    return found + inner


def _code(own: str, outer: str, said: str) -> str:
    """Return the code of a section: its own, or where that does not classify it, that of the section it stands in."""
    if own == loinc.BOXED_WARNING and not loinc.is_boxed_warning(outer, said):
        return outer
    return outer or own if own in {"", loinc.UNCLASSIFIED} else own


def _label(path: str, code: str, heading: str) -> str:
    """Return a section's label: the canonical one at the top, below it the path and the label's own heading."""
    canonical = loinc.LABELS.get(code, "")
    if code == loinc.BOXED_WARNING and canonical:
        return canonical
    if not path:
        return canonical if canonical and code != loinc.UNCLASSIFIED else heading or canonical or loinc.OTHER_LABEL
    if code != loinc.UNCLASSIFIED and (not heading or heading.lower() == canonical.lower()):
        heading = canonical
    return f"{path} > {heading}" if heading and heading.lower() != path.split(" > ")[-1].lower() else path


def _printed_heading(section: Element) -> str:
    """Return a section's own heading, without its number."""
    element = section.find("title")
    return _NUMBERING.sub("", line(element)).strip() if element is not None else ""


def _heading(printed: str) -> str:
    """Return a heading as a part of a label: one in capitals in lower case, for labels are read."""
    heading = printed.replace(" > ", " ").strip(" :")[:_MOST_HEADING].strip()
    return heading.capitalize() if heading.isupper() else heading


def _headed(heading: str, text: str, code: str, *, has_parts: bool) -> str:
    """Return a section's text, with its heading where that is a part of what it says.

    So it is where nothing but the heading is there: "4.1 Active liver disease" is a contraindication.
    """
    if not text:
        says_it = code == loinc.CONTRAINDICATIONS or len(heading.split()) >= _STATEMENT_WORDS
        return heading if says_it and not has_parts else ""
    if code not in _HEADED_TEXTS or not heading or text.lower().startswith(heading.lower()):
        return text
    goes_on = text.startswith("•") or text[0].islower()
    return f"{heading} {text}" if goes_on else f"{heading}\n\n{text}"


def _joined(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield the sections with texts that stand under one label, one after the other, as one text."""
    for (kind, _, _), group in groupby(sections, key=lambda s: (s.kind, s.label, s.code)):
        alike = list(group)
        if kind is SectionKind.TEXT:
            yield replace(alike[0], text="\n\n".join(section.text for section in alike))
        else:
            yield from alike


SOURCE = Source("drug labels in SPL XML (DailyMed; .xml, .zip)", recognises, whole, parse)
