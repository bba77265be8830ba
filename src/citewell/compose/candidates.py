"""The sentences that could be quoted for a facet, each with its score."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from citewell.appraise.level import level_for
from citewell.compose.aspects import ENOUGH, facet_score
from citewell.compose.degree import is_of_another_degree, is_of_the_degree_asked
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
    compared,
    mentioned,
    missing_from_record,
    missing_from_sentence,
    names_another_condition,
    names_one_side,
    sets_apart,
)
from citewell.compose.penalties import age_penalty, aside_penalty, length_penalty, stranger_penalty
from citewell.compose.population import answers_for, is_for_others
from citewell.compose.prevention import prevents_another
from citewell.compose.protection import misses_protection
from citewell.compose.reactions import asks_for_reactions, reactions_named, tells_reactions
from citewell.compose.reading import Quotable, content, joins, numbers, quotable, subject_of, sums_up
from citewell.compose.risks import is_risk_of_another, names_what_is_at_risk
from citewell.compose.roles import TOLD_BY_OTHERS, Role, cites_others
from citewell.compose.same_question import Asked, asked, conclusions_on, covers, is_beside
from citewell.compose.strays import facet_told, follows_disease, strays
from citewell.compose.unnamed import is_of_an_unnamed_treatment, study_named, title_shown
from citewell.compose.wanted import (
    asks_of_one_harm,
    compares_treatments,
    counts_something_else,
    gives,
    gives_outcome,
    is_on_a_part,
    misses_outcome,
    rules_out,
    wanted,
    weighs_doses,
)
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
    gain = 0.8 * relevance + 0.5 * _recency(record.year, newest)
    for read in own:
        text = read.passage.text
        if read.passage in told or not answers_for(question, record, read.section, text, facets[0]):
            continue
        fits = {facet: _fit(question, text, read.said, read.passage.section, facet, record.kind) for facet in facets}
        facet = max(facets, key=lambda facet: fits[facet])
        yield Candidate(
            source=source,
            passage=read.passage,
            facet=facet,
            role=read.role,
            score=_score(question, source, subject_of(record), read, facet, max(_PLAIN, fits[facet])) + gain,
            facet_score=max(_PLAIN, fits[facet]),
            content=content(text),
            numbers=numbers(text),
            words=len(text.split()),
            place=read.place,
            context=title_shown(record),
            named=_named(question, read.said),
            said=read.said,
            is_own=True,
            is_nearest=read.passage == nearest,
        )


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
    gain = 0.8 * relevance + 0.5 * _recency(record.year, newest)
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
            yield Candidate(
                source=source,
                passage=read.passage,
                facet=facet_told(question, text, facet, record.kind),
                role=read.role,
                score=_score(question, source, subject, read, facet, fit) + gain,
                facet_score=fit,
                content=content(text),
                numbers=numbers(text),
                words=len(text.split()),
                place=read.place,
                context=context(record, read.section, text) or study_named(question, record, text, read.said),
                named=_named(question, read.said),
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


def _score(
    question: Question, source: AppraisedRecord, subject: Subject, read: Quotable, facet: Facet, fit: float
) -> float:
    """Return how well a sentence answers: its fit, its role and its source, less what speaks against it."""
    text = read.passage.text
    return (
        fit
        + read.weight
        + 1.5 * _named(question, read.said)
        + (1.0 if sums_up(text, facet) else 0.0)
        + 1.5 * _trust(source, facet)
        + read.standing
        + 0.7 * gives(wanted(question), question, text)
        - 0.8 * is_on_a_part(question, text)
        - length_penalty(len(text.split()))
        - aside_penalty(text, facet)
        - stranger_penalty(question, read.said | subject.title)
        - (_OTHER_DOSE if facet is Facet.DOSING and is_for_others(question, text, read.section) else 0.0)
        - age_penalty(question, text)
        - (_RULED_OUT if rules_out(question, text) else 0.0)
        + (_SAME_DEGREE if is_of_the_degree_asked(question, text) else 0.0)
        - (_OTHER_DEGREE if is_of_another_degree(question, text) else 0.0)
        - (_JOINED if joins(text) else 0.0)
        - (_OTHER_OUTCOME if misses_outcome(question, text) else 0.0)
        - (_UNPROTECTED if misses_protection(question, text) else 0.0)
        + (
            _REACTION * min(reactions_named(text), _MOST_REACTIONS)
            if facet is Facet.HARMS and asks_for_reactions(question)
            else 0.0
        )
        - (_ONE_SIDE if names_one_side(question, read.said | subject.title) else 0.0)
    )


# Who asks if it prolongs life is not told by the heart rate.
_OTHER_OUTCOME = 2.5
# "Complications other than re-rupture" tells nothing of re-ruptures.
_RULED_OUT = 3.0
# What is for severe asthma does not answer for a mild one.
_OTHER_DEGREE, _SAME_DEGREE = 2.0, 0.8
# "However, it did not" can be read alone, and reads worse than what needs no such word.
_JOINED = 0.4
# Who asks what protects the heart asks for what was found to do it good.
_UNPROTECTED = 4.5
# Of two treatments that are compared, a source on one alone says little.
_ONE_SIDE = 2.0
# Who asks for side effects is told by their names.
_REACTION, _MOST_REACTIONS = 0.5, 3
# What a label frames is what it holds for dangerous.
_FRAMED = 2.0
# A dose for some people is listed behind the dose for all.
_OTHER_DOSE = 2.0
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
    treatments = [c for c in question.required if c.type == "intervention"]
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


def _named(question: Question, said: Words) -> float:
    """Return the share of the question's concepts that the sentence itself names, the soft ones included."""
    whole = sum(0.2 if c.type == "everyday" else 1.0 for c in question.concepts)
    return mentioned(question.concepts, said) / whole if whole else 0.0


def _trust(source: AppraisedRecord, facet: Facet) -> float:
    """Return a bounded prior for the kind and level of evidence, 0 to 1."""
    if source.record.kind is RecordKind.GUIDELINE:
        return 1.0
    if source.record.kind is RecordKind.LABEL:
        # What a drug is licensed for does not show that it is the answer; its doses and dangers are its own matter.
        return 1.0 if facet in {Facet.DOSING, Facet.CONTRAINDICATIONS, Facet.HARMS} else 0.4
    level = level_for(source.design, facet, pools_trials=source.pools_trials).level
    return {1: 1.0, 2: 0.8, 3: 0.5, 4: 0.25, 5: 0.2}.get(level or 0, 0.1)


def _recency(year: int | None, newest: int) -> float:
    """Return 1 for the newest record found, falling to 0 over twenty years."""
    return max(0.0, 1 - (newest - year) / 20) if year else 0.0
