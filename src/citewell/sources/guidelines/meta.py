"""What the head of an HTML page says of the guideline: Dublin Core and `citation_` tags, canonical address, language."""

from __future__ import annotations

from lxml import etree

from citewell.model.identifiers import DOI
from citewell.sources.guidelines.document import one_line
from citewell.sources.guidelines.facts import Facts, issuing_body

# Names as in DCMI, "Expressing Dublin Core in HTML", and Google Scholar's "Inclusion Guidelines for Webmasters";
# without case, the prefix of Dublin Core without its separator. The first that is there counts.
_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("citation_title", "dc.title", "dcterms.title", "og:title"),
    "issuer": (
        "guideline.issuer",
        "dc.publisher",
        "dcterms.publisher",
        "citation_technical_report_institution",
        "citation_publisher",
    ),
    "year": (
        "dcterms.issued",
        "dc.date.issued",
        "dc.issued",
        "citation_publication_date",
        "citation_date",
        "citation_year",
        "citation_online_date",
        "dc.date",
        "dcterms.date",
    ),
    "jurisdiction": ("dc.coverage", "dcterms.spatial", "dc.coverage.spatial"),
    "licence": ("dcterms.license", "dc.rights.license", "dc.rights", "dcterms.rights"),
    "language": ("dc.language", "dcterms.language", "citation_language"),
    "doi": ("citation_doi", "dc.identifier.doi"),
    "url": ("citation_public_url", "citation_abstract_html_url", "og:url"),
}
_BODIES = ("dc.creator", "dcterms.creator", "citation_author", "author")


def facts_of_head(root: etree._Element) -> Facts:
    """Return what the tags of a page say. An author counts as the issuer only where it is a body."""
    tags: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = (
            (tag.get("name") or tag.get("property") or "").lower().replace("dc:", "dc.").replace("dcterms:", "dcterms.")
        )
        tags.setdefault(name, one_line(tag.get("content") or ""))
    found = {field: next((tags[name] for name in names if tags.get(name)), "") for field, names in _NAMES.items()}
    found["issuer"] = found["issuer"] or next(
        (body for name in _BODIES if (body := issuing_body(tags.get(name, "")))), ""
    )
    found["doi"] = _doi(found["doi"])
    for link in root.iter("link"):
        if link.get("rel") == "canonical":
            found["url"] = link.get("href") or found["url"]
        elif link.get("rel") == "license":
            found["licence"] = found["licence"] or link.get("href") or ""
    found["language"] = found["language"] or root.get("lang") or ""
    return Facts.of(found.items())


def _doi(value: str) -> str:
    try:
        return DOI(value).value if value else ""
    except ValueError:
        return ""
