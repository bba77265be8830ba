"""The abstract of an article, with the labels that PubMed's record of the same paper has."""

from __future__ import annotations

import re

from lxml import etree

from citewell.model.evidence import Section
from citewell.sources.pmc.body import heading, is_supplement, sections_of
from citewell.sources.pmc.inline import text

Element = etree._Element

# Types of `abstract` that are the abstract; all others tell of it: for the contents page, in a picture, by an editor.
_THE_ABSTRACT = frozenset({"", "normal", "abstract", "structured", "section", "research"})
# Where there is no other, the first of these may stand for it.
_NEAREST = tuple(
    "executive-summary summary short longsummary web-summary author-highlights key-points toc teaser".split()
)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_OPENING_WORDS = re.compile(
    r"""\s*(?:(?:introduction|background|context|rationale|importance|objectives?|aims?|purpose|hypothesis|study\sdesign|design|setting|setup
    |participants|patients|subjects|population|materials?|interventions?|methods?|methodology|measurements?|main\soutcomes?|outcomes?
    |results?|findings|(?:main|key|principal)\s(?:results?|findings|outcomes?)|discussion|conclusions?|interpretation|limitations?
    |significance|relevance|clinical\srelevance|trial\sregistration(?:\snumber)?|registration|funding)
    (?:\s?(?:and|&|/|,)\s?|\s(?:of|for|the|study|trial|measures?)\b\s?)*)+[.:]?\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_TRIAL = re.compile(r"registr", re.IGNORECASE)


def abstract(meta: Element, language: str | None) -> list[Section]:
    """Return the sections of the abstract in the article's language; none where there is no abstract."""
    chosen = [found for found in meta.iterchildren("abstract") if _is_abstract(found, language)]
    for found in chosen:
        if sections := _sections(found):
            return sections
    others = {(found.get("abstract-type") or "").lower(): found for found in meta.iterchildren("abstract")}
    for kind in _NEAREST:
        if kind in others and (sections := _sections(others[kind])):
            return sections
    return []


def _is_abstract(element: Element, language: str | None) -> bool:
    own = element.get(_LANGUAGE)
    if own and language and own[:2].lower() != language[:2].lower():
        return False
    return (element.get("abstract-type") or "").lower() in _THE_ABSTRACT


def _sections(element: Element) -> list[Section]:
    if element.find("sec") is None and (labelled := _by_opening_words(element)):
        return labelled
    found = [Section("Abstract", s.text) if s.label == "Text" else s for s in sections_of(element)]
    return [section for section in found if not is_supplement(section.label)]


def _by_opening_words(element: Element) -> list[Section]:
    """Return the parts that begin with a label in bold or italics, "Methods: ..."; none where it has no two."""
    paragraphs = list(element.iterchildren("p"))
    marked = [child for p in paragraphs for child in p.iterchildren("bold", "italic", "underline") if _is_label(child)]
    if len(marked) < 2:
        return []
    # The labels are cut out of the text by setting a mark in their place that no text contains.
    labels = [heading(text(mark)) for mark in marked]
    for mark in marked:
        for inner in list(mark):
            mark.remove(inner)
        mark.text = "\N{OBJECT REPLACEMENT CHARACTER}"
    first, *parts = " ".join(filter(None, map(text, paragraphs))).split("\N{OBJECT REPLACEMENT CHARACTER}")
    pairs = [("Abstract", first), *zip(labels, parts, strict=False)]
    return [Section(label, body) for label, part in pairs if (body := part.strip().lstrip(".:—–- ").strip())]


def _is_label(element: Element) -> bool:
    shown = "".join(map(str, element.itertext()))
    if not 3 < len(shown.strip()) < 60 or not _OPENING_WORDS.fullmatch(shown):
        return False
    before, around = element.getprevious(), element.getparent()
    led_by = (before.tail if before is not None else around.text if around is not None else "") or ""
    begins = not led_by.strip() or led_by.rstrip().endswith((".", "?", "!", ")", ":"))
    ends = shown.rstrip().endswith((":", ".")) or (element.tail or "").lstrip().startswith((":", ".", "—", "–"))
    return begins and (ends or element.tag == "bold")
