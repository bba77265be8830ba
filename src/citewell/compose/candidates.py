"""The sentences that could be quoted for a facet, each with its score."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from citewell.compose.aspects import ENOUGH, facet_score
from citewell.compose.candidate_score import recency, score, share_named
from citewell.compose.direct import asked_outcomes, asks_of_effect, is_of_another_drug, tells_effect
from citewell.compose.elsewhere import is_of_those_with
from citewell.compose.labels import (
    BOXED_WARNING,
    STATED,
    asks_of_dangers,
    code_of,
    context,
    facets_of,
    is_beside_the_overdose,
    is_of_drug_asked,
    reactions_told,
    says_otherwise,
    says_what_is_asked,
    section_asked,
    tells_of_group,
)
from citewell.compose.match import (
    Subject,
    Words,
    missing_from_record,
    missing_from_sentence,
    names_another_condition,
)
from citewell.compose.outcomes import gives_outcome
from citewell.compose.population import answers_for
from citewell.compose.prevention import prevents_another
from citewell.compose.reactions import tells_reactions
from citewell.compose.reading import Quotable, content, numbers, quotable, subject_of
from citewell.compose.risks import is_risk_of_another, names_what_is_at_risk
from citewell.compose.roles import TOLD_BY_OTHERS, Role, cites_others
from citewell.compose.same_question import Asked, asked, conclusions_on, covers, is_beside
from citewell.compose.sides import compared, compares_treatments, sets_apart
from citewell.compose.strays import facet_told, follows_disease, strays
from citewell.compose.unnamed import is_of_an_unnamed_treatment, study_named, title_shown
from citewell.compose.wanted import asks_of_one_harm, counts_something_else, weighs_doses
from citewell.language.populations import groups, is_headed_for
from citewell.model.evidence import Appraisal, AppraisedRecord, Passage, Record, RecordKind, Section
from citewell.model.question import Concept, Facet, Question


# One is itself alone: to compare two by their records would take longer than all else that is done with them.
@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A sentence that speaks to a facet of the question."""

    source: AppraisedRecord
    passage: Passage
    facet: Facet
    role: Role
    score: float
    facet_score: float
    content: frozenset[str]
    numbers: frozenset[tuple[str, str]]
    words: int
    place: int = 0
    context: str = ""
    named: float = 0.0
    said: Words = field(default_factory=Words.of, compare=False, repr=False)
    # Whether it is the conclusion of a study that asked the very question; and whether it is the one nearest to it,
    # of a question that hardly another study asks.
    is_own: bool = False
    is_nearest: bool = False
    # Whether it says too little of such a question to lead.
    is_beside: bool = False

    @property
    def kind(self) -> RecordKind:
        return self.source.record.kind

    @property
    def text(self) -> str:
        return " ".join(self.passage.text.split())


def candidates(question: Question, appraisal: Appraisal, facets: Sequence[Facet]) -> list[Candidate]:
    """Return the sentences of the appraised records that answer any of the facets, best first."""
    top = max((r.score for r in appraisal.records), default=1.0) or 1.0
    newest = max((r.record.year or 0 for r in appraisal.records), default=0)
    what = asked(question)
    found = [
        candidate
        for source in appraisal.records
        if source.is_citable
        for candidate in _of_source(question, what, source, facets, relevance=source.score / top, newest=newest)
    ]
    return sorted(found, key=lambda c: (-c.score, c.passage.record_id, c.passage.section, c.passage.start))


def _of_source(
    question: Question,
    what: Asked | None,
    source: AppraisedRecord,
    facets: Sequence[Facet],
    *,
    relevance: float,
    newest: int,
) -> Iterator[Candidate]:
    """Yield what a source says, and what it concludes on the very question if it asked it too."""
    record = source.record
    own = conclusions_on(question, what, record, subject_of(record)) if what else ()
    nearest = own[0].passage if own and what and what.is_narrow else None
    told = set()
    for candidate in _of_record(question, source, facets, relevance=relevance, newest=newest):
        if what and not covers(what, candidate.said, record, subject_of(record)):
            continue
        told.add(candidate.passage)
        is_own = any(read.passage == candidate.passage for read in own)
        beside = what is not None and not is_own and is_beside(what, candidate.said, record)
        yield replace(candidate, is_own=is_own, is_nearest=candidate.passage == nearest, is_beside=beside)
    gain = 0.8 * relevance + 0.5 * recency(record.year, newest)
    for read in own:
        text = read.passage.text
        if read.passage in told or not answers_for(question, record, read.section, text, facets[0]):
            continue
        fits = {facet: _fit(question, text, read.said, read.passage.section, facet, record.kind) for facet in facets}
        facet = max(facets, key=lambda facet: fits[facet])
        found = _candidate(question, source, read, facet, max(_PLAIN, fits[facet]), gain)
        yield replace(found, context=title_shown(record), is_own=True, is_nearest=read.passage == nearest)


def _of_record(
    question: Question, source: AppraisedRecord, facets: Sequence[Facet], *, relevance: float, newest: int
) -> Iterator[Candidate]:
    record = source.record
    subject = subject_of(record)
    missing_anywhere = missing_from_record(question, subject)
    if missing_anywhere and (record.kind is not RecordKind.LABEL or _lacks_a_treatment(missing_anywhere)):
        return
    if record.kind is RecordKind.LABEL and not is_of_drug_asked(question, record):
        # What it tells of the drug asked about is how the two act together.
        facets = [facet for facet in facets if facet is Facet.INTERACTIONS]
    gain = 0.8 * relevance + 0.5 * recency(record.year, newest)
    is_one_harm = asks_of_one_harm(question)
    is_on_both = record.kind is RecordKind.RESEARCH and sets_apart(question, subject.title)
    for read in quotable(record):
        text = read.passage.text
        missing = missing_from_sentence(question, read.said, subject)
        if is_beside_the_overdose(question, read.section, text):
            continue
        if missing and not (
            _holds_for_all_uses(question, record, read, missing) or (is_on_both and _are_patients(missing))
        ):
            continue
        for facet in facets:
            fit = _fit(question, text, read.said, read.passage.section, facet, record.kind)
            if facet is Facet.TREATMENT and read.role is Role.CONCLUSIONS and _concludes_on(question, subject):
                fit = max(fit, _PLAIN)
            if record.kind is RecordKind.LABEL:
                fit = _fit_of_label(question, record, read.section, text, facet, fit)
            if fit < ENOUGH or not _may_tell(read, facet, fit):
                continue
            if strays(question, text, facet, record.kind):
                continue
            if record.kind is not RecordKind.LABEL and is_of_another_drug(question, text, read.said):
                continue
            if is_of_an_unnamed_treatment(question, record, read.said, facet):
                continue
            if (facet is Facet.RISK_FACTORS or (facet is Facet.HARMS and is_one_harm)) and is_risk_of_another(
                question, text
            ):
                continue
            if facet is Facet.RISK_FACTORS and not names_what_is_at_risk(question, text, read.said):
                continue
            if facet is Facet.EPIDEMIOLOGY and counts_something_else(question, text):
                continue
            if facet is Facet.PREVENTION and prevents_another(question, text):
                continue
            if facet is Facet.DOSING and record.kind is RecordKind.RESEARCH and not weighs_doses(text):
                continue  # what the arms of a trial took is no dose to take
            if (
                record.kind is RecordKind.LABEL
                and facet in {Facet.TREATMENT, Facet.HARMS}
                and compares_treatments(question)
            ):
                continue  # what it is licensed for does not tell which is better
            if not answers_for(question, record, read.section, text, facet):
                continue
            # A dose for something else is another dose, and what else a drug is licensed for is no answer.
            elsewhere = facet is Facet.DOSING or record.kind is RecordKind.LABEL
            if elsewhere and names_another_condition(question, text, read.said):
                continue
            yield replace(
                _candidate(question, source, read, facet, fit, gain),
                facet=facet_told(question, text, facet, record.kind),
                context=context(record, read.section, text) or study_named(question, record, text, read.said),
            )


def _candidate(
    question: Question, source: AppraisedRecord, read: Quotable, facet: Facet, fit: float, gain: float
) -> Candidate:
    """Return a sentence as a candidate for a facet. gain: what its source adds, whatever it says."""
    text = read.passage.text
    return Candidate(
        source=source,
        passage=read.passage,
        facet=facet,
        role=read.role,
        score=score(question, source, subject_of(source.record), read, facet, fit) + gain,
        facet_score=fit,
        content=content(text),
        numbers=numbers(text),
        words=len(text.split()),
        place=read.place,
        named=share_named(question, read.said),
        said=read.said,
    )


def _lacks_a_treatment(missing: tuple[Concept, ...]) -> bool:
    """Tell whether more is missing than whom, or what, a drug is taken for."""
    return any(concept.type not in {"condition", "population"} and not _is_use(concept) for concept in missing)


def _are_patients(missing: tuple[Concept, ...]) -> bool:
    """Tell whether only the disease of those who took part is unnamed: a paper that compares the two tells it once."""
    return all(concept.type in {"condition", "population"} for concept in missing)


def _is_use(concept: Concept) -> bool:
    """Tell whether a concept is what a drug is taken for, and no treatment: "migraine prevention"."""
    return concept.type == "finding" and concept.preferred.endswith("prevention")


def _holds_for_all_uses(question: Question, record: Record, read: Quotable, missing: tuple[Concept, ...]) -> bool:
    """Tell whether a sentence of a label lacks only the use: it is headed for the group asked about, or tells of dangers.

    "Pediatric use" speaks of children whatever they take it for, and adverse reactions come with every use.
    """
    is_headed = record.kind is RecordKind.LABEL and is_headed_for(read.section.label, groups(question.text))
    return (is_headed or _is_of_dangers(question, record, read)) and all(
        concept.type in {"condition", "population"} or _is_use(concept) for concept in missing
    )


def _is_of_dangers(question: Question, record: Record, read: Quotable) -> bool:
    """Tell whether a label's section warns, or lists reactions, and a treatment's harms are asked for."""
    warns = not facets_of(read.section).isdisjoint({Facet.HARMS, Facet.CONTRAINDICATIONS, Facet.INTERACTIONS})
    asks = Facet.HARMS in question.facets and not asks_of_one_harm(question)
    return (
        record.kind is RecordKind.LABEL
        and asks
        and (warns or _DANGERS.match(read.section.label) is not None)
        # A label tells of its own drug, and not of all antibiotics.
        and any(c.type == "intervention" and not c.narrower and read.said.mention(c) for c in question.required)
    )


_DANGERS = re.compile(r"boxed warning|warnings|adverse reactions|side effects|contraindications", re.IGNORECASE)


def _may_tell(read: Quotable, facet: Facet, fit: float) -> bool:
    """Tell whether a sentence may answer a facet: what a treatment does, only a study's own results can tell."""
    if read.role is not Role.BACKGROUND:
        return True
    return facet in TOLD_BY_OTHERS and fit >= _PLAIN and not cites_others(read.passage.text)


# What a label frames is what it holds for dangerous.
_FRAMED = 2.0
_PLAIN = 2.0
_ASKS_FOR_HARMS = re.compile(
    r"\b(?:side|adverse|unwanted)[ -](?:effects?|events?)|\bharm|\bcomplication|\bsafe|\bdanger|\bwarning|\bsymptoms?\b|\brisk factors?\b",
    re.IGNORECASE,
)


_RED_FLAGS = re.compile(r"\bred flags?\b|\bwarning signs?\b|\balarm (?:symptoms?|features?)\b", re.IGNORECASE)
_RELATES = re.compile(
    r"\b(?:associat|onset|incidence|odds|hazard|increas|reduc|higher|lower|more|fewer|caus|linked|rais|lead|led|result)",
    re.IGNORECASE,
)


# What lessens a harm does not cause it: "reboxetine may reduce olanzapine-induced weight gain".
_LESSENS = re.compile(
    r"\b(?:resol|eradicat|remi(?:t|ss)|reduc|attenuat|lessen|revers|prevent|counteract|ameliorat|mitigat|protect)\w*|\b(?:heal(?:s|ed|ing)?|cur(?:e|es|ed|ing)|lower(?:s|ed))\b",
    re.IGNORECASE,
)


def _relates(question: Question, sentence: str, said: Words) -> bool:
    """Tell whether a sentence relates the two things whose relation is asked: "do statins cause diabetes?"."""
    asked = question.required
    if len(asked) < 2 or _ASKS_FOR_HARMS.search(question.text) or not _RELATES.search(sentence):
        return False
    known = [concept for concept in asked if concept.is_term]
    if _LESSENS.search(sentence) and not _LESSENS.search(question.text):
        return False
    if len(compared(question)) > 1 and not asked_outcomes(question):
        return False  # two treatments are compared, and neither comes of the other
    if _is_taken_for(question, asked):
        return False
    return sum(map(said.mention, known)) >= 2 or (len(known) < 2 and all(map(said.mention, asked)))


_ASKS_OF_RISK = re.compile(r"\b(?:risks?|harm\w*|danger\w*|safe\w*|caus\w+|associated|linked)\b", re.IGNORECASE)


def _is_taken_for(question: Question, asked: Sequence[Concept]) -> bool:
    """Tell whether a question names a disease as that of those who are treated, and asks nothing of what comes of it."""
    return (
        any(concept.type == "condition" and is_of_those_with(question, concept) for concept in asked)
        and _ASKS_OF_RISK.search(question.text) is None
        and not asked_outcomes(question)
    )


def _names_intervention(question: Question, said: Words) -> bool:
    return any(c.type == "intervention" and said.mention(c) for c in question.required)


def _concludes_on(question: Question, subject: Subject) -> bool:
    """Tell whether a paper is on the very treatment asked about, so that what it concludes is what it found of it."""
    treatments = question.treatments
    return len(question.required) > len(treatments) > 0 and any(subject.title.mention(c) for c in treatments)


def _fit(question: Question, sentence: str, said: Words, label: str, facet: Facet, kind: RecordKind) -> float:
    """Return how plainly a sentence speaks to a facet, as this question means it."""
    if facet is Facet.FINDINGS:
        return _PLAIN if all(map(said.mention, question.required)) and _RELATES.search(sentence) else 0.0
    fit = facet_score(sentence, label, facet, kind)
    if (
        facet is Facet.TREATMENT
        and (0 < fit < _PLAIN or gives_outcome(question, sentence))
        and _names_intervention(question, said)
    ):
        # What was found of the treatment asked about, whatever words it is told in.
        fit = max(fit, _PLAIN)
    if (
        facet in {Facet.TREATMENT, Facet.PREVENTION}
        and asks_of_effect(question)
        and _names_intervention(question, said)
        and tells_effect(sentence)
    ):
        fit = max(fit, _PLAIN)
    if facet is Facet.SYMPTOMS and _RED_FLAGS.search(sentence) and _RED_FLAGS.search(question.text):
        fit = max(fit, _PLAIN)
    if facet is Facet.HARMS and _names_intervention(question, said) and tells_reactions(sentence):
        fit = max(fit, _PLAIN)
    if facet is Facet.HARMS and follows_disease(question, sentence):
        fit = max(fit, _PLAIN)
    if facet in {Facet.HARMS, Facet.RISK_FACTORS} and _relates(question, sentence, said):
        fit = max(fit, _PLAIN)
    if facet is Facet.PREVENTION and len(question.required) > 1:
        # "Does X prevent Y" asks for the effect of X, however the source words it.
        fit = max(fit, facet_score(sentence, label, Facet.TREATMENT, kind))
    return fit


def _fit_of_label(
    question: Question, record: Record, section: Section, sentence: str, facet: Facet, fit: float
) -> float:
    """Return how plainly a label's section speaks to a facet: by its code first, then by its words."""
    asked = section_asked(question)
    if not asked and tells_of_group(question, section, sentence, facet):
        return STATED
    has_it = bool(asked) and any(code_of(other) == asked for other in record.sections)
    if says_otherwise(record, section, facet) or (has_it and code_of(section) != asked):
        return 0.0
    if has_it:
        return STATED if says_what_is_asked(asked, sentence) else 0.0
    if facet not in facets_of(section):
        return fit
    if facet is not Facet.HARMS:
        return max(fit, STATED)
    is_framed = code_of(section) == BOXED_WARNING and asks_of_dangers(question)
    if fit < ENOUGH:
        return fit
    told = 0.0 if asks_of_dangers(question) else reactions_told(sentence)
    return fit + told + (fit > ENOUGH) + _FRAMED * is_framed
