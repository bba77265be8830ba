"""What the front of an article says of it: identifiers, authors, dates, type, licence, links.

The elements are those of JATS 1.3 (ANSI/NISO Z39.96) and of the NLM DTDs before it; books those of BITS.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from lxml import etree

from citewell.model.evidence import RecordLink, RetractionStatus
from citewell.model.identifiers import DOI, NCTID, PMCID, PMID, Identifier, Identifiers
from citewell.sources.pmc.inline import text
from citewell.sources.pmc.licence import licence_named
from citewell.sources.pmc.references import initials

Element = etree._Element
Id = TypeVar("Id", bound=Identifier)

_XLINK = "{http://www.w3.org/1999/xlink}href"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

# JATS 1.3, values suggested for `related-article-type`, and the words PubMed has for the same.
_LINKS = {
    "corrected-article": "ErratumFor",
    "correction-forward": "ErratumIn",
    "retracted-article": "RetractionOf",
    "retraction-forward": "RetractionIn",
    "partial-retraction": "PartialRetractionOf",
    "object-of-concern": "ExpressionOfConcernFor",
    "concern-forward": "ExpressionOfConcernIn",
    "expression-of-concern": "ExpressionOfConcernIn",
    "commentary-article": "CommentOn",
    "commentary": "CommentIn",
    "updated-article": "UpdateOf",
    "update": "UpdateIn",
    "republished-article": "RepublishedFrom",
    "republication": "RepublishedIn",
}
_RETRACTED_TITLE = re.compile(r"^\W*(?:retracted|withdrawn)(?:\sarticle|\spaper)?\s*[:\]—–-]", re.IGNORECASE)

# The codes of PubMed (MARC) for the languages in which articles of PMC are written (ISO 639-1).
_LANGUAGES = dict(
    pair.split("=")
    for pair in """ar=ara bg=bul bs=bos ca=cat cs=cze da=dan de=ger el=gre en=eng es=spa et=est eu=baq fa=per fi=fin
    fr=fre he=heb hr=hrv hu=hun id=ind is=ice it=ita ja=jpn ko=kor lt=lit lv=lav mk=mac ms=may nl=dut no=nor pl=pol
    pt=por ro=rum ru=rus sk=slo sl=slv sr=srp sv=swe th=tha tr=tur uk=ukr vi=vie zh=chi""".split()
)
_NCT = re.compile(r"\bNCT ?\d{8}\b")
_KINDS_OF_SUBJECTS = frozenset("heading article-type category-toc-heading overline section hwp-journal-coll".split())


def children(parent: Element | None) -> dict[str, Element]:
    """Return an element's children by tag, the first of each; nothing for None."""
    return {} if parent is None else {child.tag: child for child in parent.iterchildren(reversed=True)}


def identifiers(elements: Iterable[Element], registered: str) -> Identifiers:
    """Return the identifiers of a document from its `article-id` or `book-part-id` elements."""
    found: dict[str, str] = {}
    for element in elements:
        # No identifier holds a space; some were deposited with a line broken in them.
        value = "".join(text(element).split())
        found.setdefault(element.get("pub-id-type") or element.get("book-part-id-type") or "", value)
    return Identifiers(
        pmid=_or_none(PMID, found.get("pmid")),
        pmcid=_or_none(PMCID, found.get("pmcid") or found.get("pmc")),
        doi=_or_none(DOI, found.get("doi")),
        nctid=_or_none(NCTID, registered),
    )


def version(elements: Iterable[Element]) -> str:
    """Return the version of the text that PMC holds: the end of `PMC123.2`; empty where it is not told."""
    for element in elements:
        if element.get("pub-id-type") == "pmcid-ver":
            number = text(element).rpartition(".")[2]
            return number if number.isdecimal() else ""
    return ""


def registration(*texts: str) -> str:
    """Return the trial's registration, where the first of the texts that names any names one only."""
    return registration_in(texts)


def registration_in(texts: Iterable[str]) -> str:
    """Return the same of texts that are made when asked for: none after the first that names any."""
    for found in ({number.replace(" ", "") for number in _NCT.findall(part)} for part in texts):
        if found:
            return found.pop() if len(found) == 1 else ""
    return ""


def _or_none(kind: type[Id], value: str | None) -> Id | None:
    """Return an identifier; None where a publisher has deposited one that is malformed."""
    try:
        return kind(value) if value else None
    except ValueError:
        return None


# Titles and people --------------------------------------------------------------------------------------


def title(group: Element | None) -> str:
    """Return the title with its subtitle; the translated one where there is no other."""
    parts = children(group)
    main = text(parts.get("article-title")) or text(parts.get("title"))
    if not main:
        return text(children(parts.get("trans-title-group")).get("trans-title", parts.get("trans-title")))
    below = text(parts.get("subtitle"))
    return f"{main.rstrip(' :')}: {below}" if below else main


def authors(meta: Element) -> tuple[str, ...]:
    """Return the authors as PubMed writes them, "Surname AB"; groups by their name."""
    groups = [*meta.iterchildren("contrib-group"), *(g for c in meta.iterchildren("collab") for g in c)]
    named = (_author(contrib) for group in groups for contrib in group.iterchildren("contrib") if _is_author(contrib))
    return tuple(name for name in named if name)


def _is_author(contrib: Element) -> bool:
    kind = contrib.get("contrib-type") or "author"
    if kind == "collab":
        # With a person's name it is a member of the group, as PubMed's investigators are.
        return contrib.find("name") is None and contrib.find("string-name") is None
    return kind in {"author", "first-author", "corresponding"}


def _author(contrib: Element) -> str:
    name = next(contrib.iter("name", "string-name", "collab"), None)
    if name is None:
        return ""
    if name.tag == "collab":
        return (text(name.find("institution")) or _collective(name)).rstrip(" ,;")
    parts = children(name)
    given = parts.get("given-names")
    first = (given.get("initials") if given is not None else None) or initials(text(given))
    return " ".join(filter(None, (text(parts.get("surname")), first, text(parts.get("suffix"))))) or text(name)


def _collective(collab: Element) -> str:
    """Return the name of a group without the list of its members."""
    own = [collab.text or ""]
    for child in collab:
        own += ["" if child.tag in {"contrib-group", "xref", "aff", "address"} else text(child), child.tail or ""]
    return " ".join("".join(own).split())


def language(root: Element) -> str:
    """Return the language as PubMed codes it; empty where it is not told."""
    code = (root.get(LANGUAGE) or "").lower().partition("-")[0]
    return _LANGUAGES.get(code, code if len(code) == 3 else "")


# Dates --------------------------------------------------------------------------------------------------

_NOT_OF_PUBLICATION = frozenset(
    "pmc-release nihms-submitted ecorrected pcorrected retracted epreprint preprint".split()
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d|21\d\d)\b")


def dates(meta: Element) -> tuple[int | None, str]:
    """Return the year in which the article first appeared, and the latest date that its record bears."""
    published: list[str] = []
    borne: list[str] = []
    for element in meta.iter("pub-date", "event"):
        kind = element.get("pub-type") or element.get("date-type") or element.get("event-type") or ""
        for date in element.iter("date") if element.tag == "event" else (element,):
            if shown := _date(date):
                borne.append(shown)
                if element.tag == "pub-date" and kind not in _NOT_OF_PUBLICATION:
                    published.append(shown)
    first = min(published or borne, default="")
    return (int(first[:4]) if first else None), max(borne, default="")


def _date(element: Element) -> str:
    """Return a date as YYYY, YYYY-MM or YYYY-MM-DD, as far as it is given."""
    parts = children(element)
    if "year" not in parts and "string-date" in parts:
        parts = {**children(parts["string-date"]), "year": parts["string-date"]}
    year = _YEAR.search(text(parts.get("year")))
    if year is None:
        return ""
    month = text(parts.get("month")).lower()[:3]
    number = int(month) if month.isdecimal() else _MONTHS.get(month, 0)
    if not 1 <= number <= 12:
        return year[1]
    day = text(parts.get("day"))
    return f"{year[1]}-{number:02d}" + (f"-{int(day):02d}" if day.isdecimal() and 1 <= int(day) <= 31 else "")


# What the article is about, how it may be used, what it belongs to ---------------------------------------


def headings(categories: Element | None) -> tuple[str, ...]:
    """Return what the journal calls articles of this kind, such as "Study Protocol"."""
    groups = categories.iter("subj-group") if categories is not None else ()
    return tuple(
        text(subject)
        for group in groups
        if (group.get("subj-group-type") or "heading").lower() in _KINDS_OF_SUBJECTS
        for subject in group.iterchildren("subject")
    )


def keywords(meta: dict[str, Element], meta_element: Element) -> tuple[str, ...]:
    """Return the keywords of every list in the article's language, then the narrowest of its subjects."""
    found: dict[str, str] = {}
    for word in (*_keywords(meta_element), *_subjects(meta.get("article-categories"))):
        found.setdefault(word.casefold(), word)
    return tuple(found.values())


def _keywords(meta: Element) -> Iterator[str]:
    for group in meta.iterchildren("kwd-group"):
        kind = (group.get("kwd-group-type") or "").lower()
        if "abbr" in kind or kind == "graphical":
            continue
        for word in group.iter("kwd", "compound-kwd"):
            shown = text(word).strip(" ;,.")
            if shown:
                yield shown


def _subjects(categories: Element | None) -> Iterator[str]:
    for group in categories.iter("subj-group") if categories is not None else ():
        kinds = [(g.get("subj-group-type") or "").lower() for g in (group, *group.iterancestors("subj-group"))]
        # Without a type of its own, a part of the headings is one.
        kind = next(filter(None, kinds), "")
        if kind in _KINDS_OF_SUBJECTS or not kind:
            continue
        if group.find("subj-group") is None:
            yield from (shown for subject in group.iterchildren("subject") if (shown := text(subject)))


def licence(meta: Element) -> str:
    """Return the licence in its short form, else in the words of the article; empty where it has none."""
    for element in meta.iter("license"):
        addresses = [element.get(_XLINK) or "", *(_address(link) for link in element.iter())]
        return licence_named(*addresses, text(element))
    # Before there was an element for it, the licence stood in the copyright line.
    line = text(next(meta.iter("copyright-statement"), None))
    named = licence_named(line)
    return named if named != line and not line.startswith(named.rstrip(" …")) else ""


def _address(link: Element) -> str:
    return link.get(_XLINK) or ((link.text or "").strip() if link.tag.endswith("license_ref") else "")


def links(meta: Element) -> tuple[RecordLink, ...]:
    """Return the links to other articles, in PubMed's words where it has any."""
    found = []
    for element in meta.iterchildren("related-article"):
        kind = element.get("related-article-type") or ""
        target = (element.get(_XLINK) or "").strip()
        pmid = target if element.get("ext-link-type") in {"pubmed", "pmid"} and target.isdecimal() else None
        source = text(element) or ("" if pmid else target)
        if kind:
            found.append(RecordLink(_LINKS.get(kind, kind), pmid, source))
    return tuple(found)


def retraction(name: str, found: tuple[RecordLink, ...]) -> RetractionStatus:
    """Return what the article itself says of its standing. It cannot say that nothing has been said since."""
    kinds = {link.kind for link in found}
    if "RetractionIn" in kinds or _RETRACTED_TITLE.match(name):
        return RetractionStatus.RETRACTED
    if "ExpressionOfConcernIn" in kinds:
        return RetractionStatus.CONCERN
    return RetractionStatus.CORRECTED if "ErratumIn" in kinds else RetractionStatus.UNKNOWN
