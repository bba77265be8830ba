"""Publication types in PubMed's words, from what JATS and the journals call a kind of article."""

from __future__ import annotations

from citewell.model.evidence import RecordKind

# JATS 1.3, values suggested for `article-type`, and those that PMC's publishers use beside them.
_BY_ARTICLE_TYPE = {
    "research-article": "Journal Article",
    "brief-report": "Journal Article",
    "rapid-communication": "Journal Article",
    "methods-article": "Journal Article",
    "data-paper": "Journal Article",
    "review-article": "Review",
    "review": "Review",
    "systematic-review": "Systematic Review",
    "meta-analysis": "Meta-Analysis",
    "case-report": "Case Reports",
    "clinical-trial": "Clinical Trial",
    "protocol": "Clinical Trial Protocol",
    "study-protocol": "Clinical Trial Protocol",
    "editorial": "Editorial",
    "letter": "Letter",
    "reply": "Comment",
    "article-commentary": "Comment",
    "commentary": "Comment",
    "discussion": "Comment",
    "correction": "Published Erratum",
    "addendum": "Published Erratum",
    "retraction": "Retraction of Publication",
    "partial-retraction": "Retraction of Publication",
    "expression-of-concern": "Expression of Concern",
    "abstract": "Meeting Abstract",
    "meeting-report": "Congress",
    "news": "News",
    "obituary": "Obituary",
    "preprint": "Preprint",
    "guideline": "Guideline",
    "practice-guideline": "Practice Guideline",
    "clinical-guideline": "Practice Guideline",
    "consensus-statement": "Consensus Statement",
}
_BY_HEADING = {
    "systematic review": "Systematic Review",
    "systematic reviews": "Systematic Review",
    "systematic review and meta-analysis": "Systematic Review",
    "meta-analysis": "Meta-Analysis",
    "study protocol": "Clinical Trial Protocol",
    "study protocols": "Clinical Trial Protocol",
    "protocol": "Clinical Trial Protocol",
    "clinical trial protocol": "Clinical Trial Protocol",
    "case report": "Case Reports",
    "case reports": "Case Reports",
    "review": "Review",
    "review article": "Review",
    "guideline": "Guideline",
    "guidelines": "Guideline",
    "practice guideline": "Practice Guideline",
    "practice guidelines": "Practice Guideline",
    "clinical practice guideline": "Practice Guideline",
    "clinical practice guidelines": "Practice Guideline",
    "clinical guideline": "Practice Guideline",
    "clinical guidelines": "Practice Guideline",
    "consensus statement": "Consensus Statement",
    "consensus": "Consensus Statement",
    "conference abstract": "Meeting Abstract",
    "meeting abstract": "Meeting Abstract",
}
_GUIDELINES = frozenset({"Guideline", "Practice Guideline"})


def publication_types(article_type: str, headings: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the publication types, without repetition. A type that PubMed has no word for is left out."""
    named = [_BY_ARTICLE_TYPE.get(article_type.strip().lower(), "")]
    named += [_BY_HEADING.get(heading.strip().lower().rstrip("."), "") for heading in headings]
    return tuple(dict.fromkeys(filter(None, named)))


def in_pubmeds_words(name: str) -> str:
    """Return a type as PubMed has it: `review-article` is Review; what is already in its words stays."""
    return _BY_ARTICLE_TYPE.get(name.lower(), name) if name.islower() else name


def kind_of(types: tuple[str, ...]) -> RecordKind:
    """Return the kind of record: a guideline only where the source says so."""
    return RecordKind.GUIDELINE if _GUIDELINES.intersection(types) else RecordKind.RESEARCH
