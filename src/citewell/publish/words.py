"""The fixed words of an article: banners, disclaimers, headings. Written once, used by every rendering."""

from __future__ import annotations

from dataclasses import dataclass

from citewell.language.dates import long_date
from citewell.model.article import (
    Outcome,
    ProposedCertainty,
    ReviewStatus,
    ServiceSearch,
    StudyUnderWay,
    VerifiedDraft,
)
from citewell.model.claim import Citation, Claim, Reference
from citewell.model.evidence import RecordKind, RetractionStatus
from citewell.model.headings import FACET_HEADINGS
from citewell.model.question import Audience, Facet
from citewell.model.rendering import ClaimRendering, NoteKind, Rendering

KIND_TITLES = {
    RecordKind.GUIDELINE: "From the guidelines",
    RecordKind.LABEL: "From the drug labels",
    RecordKind.RESEARCH: "From the research",
    RecordKind.TOPIC: "From health information",
}
# A term may have twenty names; the JSON document holds them all.
_MOST_TERMS = 12
_COVERAGE = {
    "full_text": "full text",
    "abstract": "abstract only",
    "summary": "evidence summary",
    "title": "title only",
}
_RETRACTION = {
    RetractionStatus.CLEAR: "no retraction known to the source",
    RetractionStatus.CORRECTED: "corrected since publication",
    RetractionStatus.CONCERN: "under an expression of concern",
    RetractionStatus.RETRACTED: "retracted",
    RetractionStatus.UNKNOWN: "retraction status not checked",
}


@dataclass(frozen=True, slots=True)
class Banner:
    """What a reader who may need help now should see first."""

    title: str
    lines: tuple[str, ...]


# Helplines as read on 23 November 2026 at samaritans.org (116 123) and internationalmentalhealth.org/resources (988).
_BANNERS = {
    "emergency": Banner(
        "This may be an emergency",
        (
            "If someone may be in danger, call your local emergency number now: 911 in the United States and Canada, "
            "999 or 112 in the United Kingdom, 112 in the European Union.",
            "Do not wait for, or rely on, what is written below.",
        ),
    ),
    "self_harm": Banner(
        "You do not have to face this alone",
        (
            "If you or someone else may be in danger now, call your local emergency number: 911 in the United States and "
            "Canada, 999 or 112 in the United Kingdom, 112 in the European Union.",
            "To talk to someone at any hour: in the United States call or text 988 (988 Suicide and Crisis Lifeline); in "
            "the United Kingdom and Ireland call Samaritans on 116 123. Elsewhere, ask your local health service for a "
            "crisis line.",
            "Do not wait for, or rely on, what is written below.",
        ),
    ),
}


def urgent_banner(kind: str) -> Banner:
    """Return the banner for a red flag: `emergency` or `self_harm`."""
    return _BANNERS.get(kind, _BANNERS["emergency"])


def disclaimer(audience: Audience, *, is_reviewed: bool = False) -> str:
    """Return what an article is not, for a professional or for a patient."""
    review = "" if is_reviewed else "This article has not been reviewed by a medical board. "
    if audience.is_professional:
        return (
            f"For educational purposes. {review}It reports what its sources "
            "say; it does not replace clinical judgement, the full sources, or the current product label and local policy."
        )
    return (
        f"For educational purposes. {review}It is not medical advice about "
        "you: do not start, stop or change a treatment because of it. Talk to your doctor, nurse or pharmacist."
    )


_NOTES = {
    Audience.PATIENT: "In plain words and short sentences, made by fixed rules from the sources' own, with no language model. "
    "The source's words are one step behind each sentence.",
    Audience.STUDENT: "In the sources' own words, with terms explained where they first stand and each kind of study described.",
    Audience.NURSE: "In the sources' own words; shorthand is spelt out, and doses, harms and contraindications come first.",
    Audience.PHARMACIST: "In the sources' own words; shorthand of doses is spelt out, drug labels come first, and contraindications and doses "
    "lead each part.",
}
_NOTES[Audience.CAREGIVER] = _NOTES[Audience.PATIENT]


def audience_note(audience: Audience) -> str:
    """Return what a reader should know of the wording; empty for one who reads the sources as they are."""
    return _NOTES.get(audience, "")


NOTE_TITLES = {
    NoteKind.FIGURES: "Figures",
    NoteKind.DESIGN: "Kind of study",
    NoteKind.IDENTIFIERS: "Identifiers",
}
SOURCE_WORDS = "In the source’s words"
WORDS_USED = "Words used here"


def source_words(claim: Claim, rendering: ClaimRendering) -> str:
    """Return the claim as its source has it, where the reader sees it worded otherwise; else empty."""
    return claim.text if rendering.is_reworded else ""


def readability_text(rendering: Rendering) -> str:
    """Return how hard the sentences are to read, for editors; empty where there are none."""
    found = rendering.readability
    if found is None:
        return ""
    aim = f"; {found.target:g} or lower is aimed at" if found.target is not None else ""
    return (
        f"grade {found.grade:.1f} ({found.formula}, names of drugs included: {found.words:,} words in "
        f"{found.sentences:,} sentences{aim})"
    )


def facet_title(facet: Facet, audience: Audience = Audience.PHYSICIAN) -> str:
    """Return a facet's heading in the reader's register."""
    professional, plain = FACET_HEADINGS[facet]
    return professional if audience.is_professional else plain


def outcome_text(draft: VerifiedDraft, rendering: Rendering | None = None) -> str:
    """Return in one sentence how far the question was answered, and whether its sentences are the sources' own."""
    if draft.outcome is Outcome.INSUFFICIENT_EVIDENCE:
        return (
            "The library does not answer this question: among "
            f"{draft.searched:,} passages too few sentences speak of all that was asked."
        )
    if draft.outcome is Outcome.PARTIAL:
        return f"Part of the question is not answered by the library: {facet_list(draft.unanswered)}."
    is_reworded = rendering is not None and any(claim.is_reworded for claim in rendering.claims)
    said = "told below in words for this reader" if is_reworded else "quoted below"
    return f"The library holds sentences on each part of the question; they are {said}."


def names_a_subject(draft: VerifiedDraft) -> bool:
    """Tell whether the question names what it is about, so that to name it is no advice."""
    return any(c.type not in {"population", "vague", "everyday"} for c in draft.question.required)


def what_to_try(draft: VerifiedDraft) -> tuple[str, ...]:
    """Return what a reader without an answer may do, in order, before sources are added."""
    return () if names_a_subject(draft) else ("Name the condition, the treatment or the test in the question.",)


def live_text(draft: VerifiedDraft) -> str:
    """Return in one sentence what searching live services brought; empty where none was searched."""
    if draft.live is None:
        return ""
    return f"Searched live on {long_date(draft.live.on)}: {'; '.join(map(_brought, draft.live.services))}."


def dense_text(draft: VerifiedDraft) -> str:
    """Return in one sentence what was searched by meaning; empty where nothing was."""
    if draft.dense is None or not draft.dense.passages:
        return ""
    return f"{draft.dense.passages:,} of the passages were searched by meaning too, with {draft.dense.model}."


def _brought(service: ServiceSearch) -> str:
    failure = service.failure.rstrip(".")
    if failure and not service.found:
        return f"{service.name}, without result ({failure})"
    records = "1 record" if service.found == 1 else f"{service.found:,} records"
    return f"{service.name}, {records} found, {service.new:,} new to the library{f' ({failure})' if failure else ''}"


def facet_list(facets: tuple[Facet, ...]) -> str:
    """Return facets as words: "symptoms, risk factors"."""
    return ", ".join(facet.value.replace("_", " ") for facet in facets)


def coverage_text(reference: Reference) -> str:
    """Return how much of the source was read."""
    return "starter summary" if reference.is_starter else _COVERAGE.get(reference.coverage, reference.coverage)


def retraction_text(reference: Reference) -> str:
    """Return what is known of a source's standing."""
    return _RETRACTION[reference.retraction]


def standing_mark(reference: Reference) -> str:
    """Return what a reader must see beside a source whose standing is in question; empty where it is not."""
    in_question = reference.retraction not in {RetractionStatus.CLEAR, RetractionStatus.UNKNOWN}
    return retraction_text(reference).capitalize() if in_question else ""


def retracted_text(reference: Reference) -> str:
    """Return how a retracted source that was found is named."""
    return f"Retracted: {citation_text(reference)} Found in this search and not used."


def status_text(study: StudyUnderWay) -> str:
    """Return where a study stands, and as of when."""
    if not study.as_of:
        return study.status
    return f"{study.status} ({study.as_of if len(study.as_of) == 4 else f'entry of {study.as_of}'})"


def level_text(reference: Reference) -> str:
    """Return the level of evidence with its scale, or that it has none."""
    return f"OCEBM level {reference.evidence_level}" if reference.evidence_level else "not graded"


def grading_text(citation: Citation, issuer: str) -> str:
    """Return how a body grades the recommendation that a citation quotes, in its words; empty where it does not."""
    graded = ", ".join(part for part in (citation.strength, citation.certainty) if part)
    if not graded:
        return ""
    return f"{graded[:1].upper()}{graded[1:]}" + (f" ({issuer})" if issuer else "")


def gradings(claim: Claim, draft: VerifiedDraft) -> tuple[str, ...]:
    """Return how the recommendations that a claim quotes are graded, each once, in the order of its citations."""
    issuers = {reference.record_id: reference.issuer for reference in draft.references}
    texts = (grading_text(citation, issuers[citation.record_id]) for citation in claim.citations)
    return tuple(dict.fromkeys(text for text in texts if text))


def citation_text(reference: Reference) -> str:
    """Return a reference as one line: authors or who issued it, title, journal, year."""
    authors = list(reference.authors[:3]) + (["et al"] if len(reference.authors) > 3 else [])
    place = reference.journal or (reference.issuer if authors else "")
    parts = [
        (", ".join(authors) or reference.issuer).rstrip("."),
        reference.title.rstrip("."),
        " ".join(part for part in (place, str(reference.year or "")) if part),
    ]
    return ". ".join(part for part in parts if part) + "."


def source_links(reference: Reference) -> tuple[tuple[str, str], ...]:
    """Return the addresses of a source as (name, address), the original first."""
    links = [("original", reference.url)] if reference.url else []
    for identifier in reference.identifiers:
        if identifier.url != reference.url:
            links.append((f"{identifier.scheme.upper()} {identifier.value}", identifier.url))
    return tuple(links)


def retraction_lists_text(draft: VerifiedDraft) -> str:
    """Return in which lists of retractions the sources were looked up."""
    named = ", ".join(f"{name} of {long_date(dated)}" for name, dated in draft.retraction_lists.lists)
    return named or "none was read; the standing of a source is what the source itself says"


UNDER_WAY = "Trials under way"
UNDER_WAY_NOTE = "No result of theirs was read here: they are no evidence, and no sentence rests on them."
CERTAINTY = "Proposed certainty"
CERTAINTY_NOTE = (
    "How sure one may be of each outcome that quoted sentences compare, by the steps of GRADE that a rule can take. "
    "Proposed: no person has judged it."
)


def certainty_title(proposed: ProposedCertainty) -> str:
    """Return what a proposal is about: the outcome, and the treatments compared."""
    title = f"{proposed.outcome}: {' and '.join(proposed.compared)} compared"
    return title[0].upper() + title[1:]


def certainty_text(proposed: ProposedCertainty) -> str:
    """Return a proposal in one line, its reasons with it."""
    return f"{certainty_title(proposed)}: {proposed.certainty}, proposed. {' '.join(proposed.reasons)}"


RETRACTED = "Retracted, and not used"
REVIEW_STATUS = "Not submitted for review"


def review_text(status: ReviewStatus) -> str:
    """Return where an article stands with the board, as a reader sees it."""
    return REVIEW_STATUS if status is ReviewStatus.NOT_SUBMITTED else status.value


STARTER_NOTE = "Starter summary: an evidence summary in Citewell's own words, not the paper itself."
EDITORIAL_POLICY = "Editorial policy: every sentence is tied to the exact words of its source; nothing is shown that did not pass the gate."


def terms_shown(draft: VerifiedDraft) -> list[str]:
    """Return the first of the terms searched, and how many more there are."""
    more = len(draft.terms) - _MOST_TERMS
    return [*draft.terms[:_MOST_TERMS], *([f"and {more} more"] if more > 0 else [])]
