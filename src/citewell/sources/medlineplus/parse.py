"""MedlinePlus topics to records. The elements are those of NLM's "MedlinePlus Health Topic XML File Description"."""

from __future__ import annotations

import re

from lxml import etree

from citewell.model.evidence import (
    Coverage,
    MeshHeading,
    Provenance,
    Record,
    RecordKind,
    Section,
    unique_labels,
)
from citewell.model.serialise import clean
from citewell.sources.medlineplus.split import recognises, split
from citewell.sources.medlineplus.summary import FIRST_LABEL, read
from citewell.sources.safe_xml import safe_parser
from citewell.sources.unit import Fault, Item, Source, Unit

ISSUER = "MedlinePlus, National Library of Medicine"
# medlineplus.gov, "Linking to and Using Content from MedlinePlus", under "Content that is not copyrighted":
# information that is in the public domain includes the summaries on health topic pages.
LICENCE = "In the public domain: summaries on health topic pages (https://medlineplus.gov/about/using/usingcontent/)"
# ISO 639-2, as PubMed writes languages.
_LANGUAGES = {"english": "eng", "spanish": "spa"}
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_NAMED = re.compile(rb'<health-topic\b[^>]*?\btitle="([^"]*)"')
_PROVENANCE = Provenance("medlineplus")

Element = etree._Element


def parse(unit: Unit) -> list[Item]:
    """Turn topics into records; one that cannot be read comes as a fault with its place and its title."""
    parser = safe_parser()
    items: list[Item] = []
    for place, xml in enumerate(unit.items):
        try:
            items.append(_record(etree.fromstring(xml, parser)))
        except etree.XMLSyntaxError as error:
            items.append(Fault(_name(unit.name(place), xml), f"not well-formed XML: {error.msg}"))
        except ValueError as error:
            items.append(Fault(_name(unit.name(place), xml), str(error)))
    return items


def _name(place: str, xml: bytes) -> str:
    title = _NAMED.search(xml)
    return f"{place} ({title[1].decode(errors='replace')})" if title else place


def _record(topic: Element) -> Record:
    number = (topic.get("id") or "").strip()
    if not number.isdecimal():
        raise ValueError("has no id")
    names = _also_called(topic)
    sections, attribution = _sections(topic, names)
    return Record(
        id=f"medlineplus:{number}",
        kind=RecordKind.TOPIC,
        title=_line(topic.get("title")),
        sections=sections,
        authors=(attribution,) if attribution else (),
        mesh=tuple(
            MeshHeading(name)
            for heading in topic.iterchildren("mesh-heading")
            if (name := _line(heading.findtext("descriptor")))
        ),
        keywords=names,
        url=_address(topic.get("url")),
        issuer=ISSUER,
        # The day the topic first appeared: when its text was last revised is not in the file, so there is no year.
        date=_date(topic.get("date-created")),
        language=_language(topic.get("language")),
        licence=LICENCE,
        coverage=Coverage.FULL_TEXT if sections else Coverage.TITLE,
        provenance=_PROVENANCE,
    )


def _sections(topic: Element, names: tuple[str, ...]) -> tuple[tuple[Section, ...], str]:
    summary = read(_html(topic.find("full-summary")))
    told = list(summary.sections)
    if not told and (description := _line(topic.get("meta-desc"))):
        told = [(FIRST_LABEL, description)]
    if told and names:
        # As on the topic's page; it is also what makes the topic found under its other names.
        told.append(("Also called", f"Also called: {', '.join(names)}."))
    return unique_labels(told), summary.attribution


def _html(summary: Element | None) -> str:
    """Return a summary's HTML: the element holds it as text; markup that was not escaped is taken as it is."""
    if summary is None:
        return ""
    return (summary.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in summary)


def _also_called(topic: Element) -> tuple[str, ...]:
    """Return the topic's other names, each once, whatever its case."""
    names: dict[str, str] = {}
    for element in topic.iterchildren("also-called", "see-reference"):
        if name := _line(element.text):
            names.setdefault(name.casefold(), name)
    names.pop(_line(topic.get("title")).casefold(), None)
    return tuple(names.values())


def _line(text: str | None) -> str:
    return " ".join(clean(text or "").split())


def _address(url: str | None) -> str:
    """Only web addresses are kept: a `javascript:` address would become a link on a page."""
    address = _line(url)
    return address if address.startswith(("https://", "http://")) else ""


def _language(name: str | None) -> str:
    """Return the language; English where none is given (NLM: "with English as the default")."""
    given = _line(name) or "English"
    return _LANGUAGES.get(given.lower(), given)


def _date(text: str | None) -> str:
    found = _DATE.fullmatch(_line(text))
    return f"{found[3]}-{int(found[1]):02d}-{int(found[2]):02d}" if found else ""


SOURCE = Source("MedlinePlus topics (.xml, .zip)", recognises, split, parse)
