"""Which study design a record reports, from its publication types, its MeSH headings, and its text."""

from __future__ import annotations

import re

from citewell.library.passages import abstract_sections
from citewell.model.evidence import Coverage, Design, Record, RecordKind

_BY_TYPE = (
    ("Practice Guideline", Design.GUIDELINE),
    ("Guideline", Design.GUIDELINE),
    ("Meta-Analysis", Design.META_ANALYSIS),
    ("Network Meta-Analysis", Design.META_ANALYSIS),
    ("Systematic Review", Design.SYSTEMATIC_REVIEW),
    ("Clinical Trial Protocol", Design.PROTOCOL),
    ("Consensus Statement", Design.CONSENSUS),
    ("Consensus Development Conference", Design.CONSENSUS),
    ("Randomized Controlled Trial", Design.RANDOMISED_TRIAL),
    ("Equivalence Trial", Design.RANDOMISED_TRIAL),
    ("Pragmatic Clinical Trial", Design.RANDOMISED_TRIAL),
    ("Controlled Clinical Trial", Design.NON_RANDOMISED_TRIAL),
    ("Clinical Trial, Phase III", Design.NON_RANDOMISED_TRIAL),
    ("Clinical Trial", Design.NON_RANDOMISED_TRIAL),
    ("Case Reports", Design.CASE_REPORT),
)
_BY_HEADING = (
    ("Case-Control Studies", Design.CASE_CONTROL),
    ("Cohort Studies", Design.COHORT),
    ("Prospective Studies", Design.COHORT),
    ("Retrospective Studies", Design.COHORT),
    ("Follow-Up Studies", Design.COHORT),
    ("Longitudinal Studies", Design.COHORT),
    ("Cross-Sectional Studies", Design.CROSS_SECTIONAL),
)
# In the title first, where authors name their design (CONSORT, PRISMA and STROBE ask them to).
_BY_WORDS = (
    (r"protocol for|study protocol|: protocol\b|rationale and design", Design.PROTOCOL),
    (r"meta-?analys[ie]s", Design.META_ANALYSIS),
    (r"systematic(?:ally)? (?:literature )?review", Design.SYSTEMATIC_REVIEW),
    (
        r"\b(?:literature|narrative|critical|clinical|scoping|updated?|brief|mini-?) ?review\b|[:.] (?:a |an )?(?:\w+ )?review\b|\breview of (?:the |its |their )|\breview article\b",
        Design.REVIEW,
    ),
    (r"randomi[sz]ed|randomi[sz]ation", Design.RANDOMISED_TRIAL),
    (r"case series|series of \d+ (?:patients|cases)", Design.CASE_SERIES),
    (r"case[- ]control", Design.CASE_CONTROL),
    (r"cohort|registry|register-based|population-based study|retrospective|prospective|longitudinal", Design.COHORT),
    (r"cross[- ]sectional|survey\b|prevalence of", Design.CROSS_SECTIONAL),
    (r"case report|a case of", Design.CASE_REPORT),
    (r"consensus", Design.CONSENSUS),
)
_TITLE_WORDS = [(re.compile(pattern, re.IGNORECASE), design) for pattern, design in _BY_WORDS]
_COMPARED = re.compile(
    r"\bwe randomly|were randomly (?:assigned|allocated)|randomi[sz]ed (?:controlled )?(?:trial|to)\b|double[- ]blind",
    re.IGNORECASE,
)


_PROTOCOL = re.compile(r"\bprotocol\b|\brationale and design\b|\bdesign and rationale\b", re.IGNORECASE)


def find_design(record: Record) -> tuple[Design, str]:
    """Return the design with the reason it was told from, in words for a reader."""
    return design_by_entry(record) or _design_by_content(record)


def design_by_entry(record: Record) -> tuple[Design, str] | None:
    """Return the design, with the reason, that a record's kind, publication types or title tell; None if they do not."""
    if record.kind is RecordKind.LABEL:
        return Design.DRUG_LABEL, "a drug label"
    if record.kind is RecordKind.GUIDELINE:
        return Design.GUIDELINE, f"a guideline{' of ' + record.issuer if record.issuer else ''}"
    if record.kind is RecordKind.TOPIC:
        return Design.INFORMATION, "health information for the public"
    if record.trial_status or "Clinical Trial Registration" in record.publication_types:
        return Design.REGISTRATION, "an entry in a register of trials"
    types = set(record.publication_types)
    if _PROTOCOL.search(record.title):
        return Design.PROTOCOL, "named in the title"
    if _reports_results(record):
        types.discard("Clinical Trial Protocol")  # journals file trials under their protocols' heading
    for name, design in _BY_TYPE:
        if name in types:
            return design, f"publication type {name}"
    by_title = _from_words(record.title)
    return (by_title, "named in the title") if by_title else None


def _design_by_content(record: Record) -> tuple[Design, str]:
    """Return the design that a record's headings, lesser types or text tell."""
    types = set(record.publication_types)
    headings = {heading.name for heading in record.mesh}
    for name, heading_design in _BY_HEADING:
        if name in headings:
            return heading_design, f"MeSH heading {name}"
    if types & {"Review", "Scoping Review"}:
        return Design.REVIEW, "publication type Review"
    if "Observational Study" in types:
        return Design.COHORT, "publication type Observational Study"
    text = " ".join(section.text for section in abstract_sections(record))
    if _COMPARED.search(text):
        return Design.RANDOMISED_TRIAL, "the text says that participants were randomised"
    by_text = _from_words(text[:1500])
    return (by_text, "named in the text") if by_text else (Design.UNCLEAR, "the record does not say")


def _reports_results(record: Record) -> bool:
    """Tell whether a full text has a part for what was found."""
    return record.coverage is Coverage.FULL_TEXT and any(
        section.label.lower().startswith("results") for section in record.sections
    )


def _from_words(text: str) -> Design | None:
    return next((design for pattern, design in _TITLE_WORDS if pattern.search(text)), None)


_TRIALS = re.compile(
    r"\brandomi[sz]ed\b|\bRCTs?\b|\brandomi[sz]ed (?:controlled |clinical )?trials?\b|\bplacebo\b|\b(?:controlled|clinical|blind) trials?\b|\btrials\b",
    re.IGNORECASE,
)
_OBSERVED = re.compile(
    r"\bobservational studies\b|\bcohort studies\b|\bcase series\b|\bnon-?randomi[sz]ed\b", re.IGNORECASE
)


def pools_trials(record: Record) -> bool:
    """Tell whether a review says that it pools randomised trials and does not say that it pools other studies."""
    text = " ".join([record.title, *(section.text for section in abstract_sections(record))])
    return _TRIALS.search(text) is not None and _OBSERVED.search(text) is None
