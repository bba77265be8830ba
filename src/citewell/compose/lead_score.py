"""How well a sentence leads: what sums up, names what was asked and gives the form of answer asked for, scores highest."""

from __future__ import annotations

import re
from functools import lru_cache

from citewell.compose.aspects import ENOUGH, facet_score
from citewell.compose.candidates import Candidate
from citewell.compose.degree import is_of_the_degree_asked
from citewell.compose.diagnosing import names_no_test
from citewell.compose.direct import (
    asks_of_effect,
    compares,
    drugs_named,
    leads_with_another,
    names_no_treatment,
    names_outcome,
)
from citewell.compose.labels import REACTIONS_HEADED, asks_of_dangers, reactions_told, section_asked
from citewell.compose.match import Words
from citewell.compose.off_point import (
    is_effect_on_another,
    is_of_another_kind,
    is_of_another_way,
    is_on_another_finding,
    is_on_others,
)
from citewell.compose.penalties import is_about_strangers
from citewell.compose.population import is_for_others
from citewell.compose.reactions import reactions_named
from citewell.compose.reading import SHORTEST_WORDS, content, sums_up
from citewell.compose.roles import Role
from citewell.compose.sides import asks_which_is_better, compares_directly, names_one_side
from citewell.compose.stopping import warns_of_stopping
from citewell.compose.wanted import (
    Wanted,
    advises_against,
    answers_aside,
    asks_if_it_works,
    asks_of_one_harm,
    gives,
    is_aside,
    is_for_the_first_time,
    is_on_a_part,
    lists_several,
    wanted,
)
from citewell.language.populations import groups
from citewell.language.units import AMOUNT_OF_DRUG
from citewell.model.evidence import RecordKind
from citewell.model.question import MANAGEMENT, Facet, Question


def subject_stems(question: Question) -> frozenset[str]:
    """Return the stems of all that names what a question is about."""
    return frozenset(token for concept in question.concepts for variant in concept.variants for token in variant)


# Who asks how long it takes is answered by a time or not at all; who asks if it works, by what it did.
_TOLD_OR_NOT = 2.5
_HOW_MUCH = re.compile(r"\bhow (?:much|many|often|likely)\b", re.IGNORECASE)
_SAME_DEGREE, _ASKED_ASIDE = 1.5, 1.0
_COMES_FIRST = 1.0
_FIRST_LINE = re.compile(
    r"\bfirst[- ](?:line|choice|option)\b|\b(?:first|initial) treatment\b|\b(?:drugs?|treatments?|agents?|therapy|antibiotics?|medicines?|options?) of choice\b|\bmainstay\b|\bcornerstone\b|\brests on\b",
    re.IGNORECASE,
)
# What comes later, or when a drug is stopped, is no aside where these are asked.
TOLD_ASIDE = frozenset({Facet.HARMS, Facet.PREVENTION, Facet.PROGNOSIS, Facet.CONTRAINDICATIONS})
_UNNAMED = 2.0
# A study that asked the very question answers it before those that only speak of the same things.
_ASKED_TOO = 6.0
_FIRST = 1e6


def misses_the_point(candidate: Candidate) -> bool:
    """Tell whether a sentence came under its facet for another reason: how it is treated prevents nothing."""
    if candidate.facet is Facet.PREVENTION:
        return facet_score(candidate.text, "", Facet.PREVENTION, candidate.kind) < ENOUGH
    return candidate.facet is Facet.HARMS and ADVISES.search(candidate.text) is not None


# Who asks for the risk of bleeding is not told of the kidneys.
_OTHER_HARM = 3.5
_BLEEDING = re.compile(r"\b(?:bleed(?:ing|s)?|ha?emorrhag\w+)\b", re.IGNORECASE)
# Who asks how it is diagnosed is told a test.
_NO_TEST = 2.0
# What is advised against is no answer to what helps, but to what should be left alone.
_NO_ANSWER = 3.0
_ASKS_WHAT_NOT = re.compile(
    r"\b(?:not|never|avoid\w*|against|stop\w*|harm\w*|worst|unsafe|interact\w*)\b", re.IGNORECASE
)
# Nor is who has had a treatment told what to take first.
_NOT_TREATED = 2.5


def _misses_harm(question: Question, text: str) -> bool:
    """Tell whether a question names a harm, beside what it is taken for, that a sentence does not speak of."""
    if _BLEEDING.search(question.text):
        return not _BLEEDING.search(text)
    harms = [c for c in question.required if c.type == "finding"]
    if not harms and asks_of_one_harm(question):
        harms = [c for c in question.required if c.type in {"condition", "word"}]
    said = Words.of(text)
    return bool(harms) and not any(said.mention(concept) for concept in harms)


# Nor what another drug does beside the one asked about, what one dose of it did, or in whom it does more.
_OF_ANOTHER, _AT_ONE_DOSE, _UNSAID, _MODERATED = 1.5, 2.5, 1.5, 2.5
_AT_A_DOSE = re.compile(rf"\b[a-z]{{5,}} (?:at )?{AMOUNT_OF_DRUG}", re.IGNORECASE)
_MEASURED_DOSE = re.compile(AMOUNT_OF_DRUG)
_MODERATES = re.compile(
    r"\bpredict(?:s|ed|ors?|ive)\b|\bmoderat(?:ed|ors?)\b|\binteractions?\b|\bsubgroups?\b|\bmultivariate\b|\bbaseline\b|^effects? of\b|\bgreater with\b|\bwho had more\b",
    re.IGNORECASE,
)
_OUTCOME_NAMED, _SPECULATED, _COMBINED = 1.5, 2.0, 2.0
_SPECULATES = re.compile(
    r"\b(?:might|may|could) (?:contribute|explain|be due|reflect|play|help to explain|further|arise)\w*\b|\b(?:unique|the) potential to\b|\bpotential (?:utility|use|role|benefits?)\b|\balternative explanation\b|\beffect that might\b|\bpotentially\b|\bhypothes\w+|\bwarrants? consideration\b|\bhad suggested\b|\bearlier (?:review|stud(?:y|ies))\b",
    re.IGNORECASE,
)
_JOINED_BY = r"(?:-[a-z]{5,}| ?(?:plus|combined with|in combination with|added to|/|and) [a-z]{5,})"


def _combines(question: Question, text: str) -> bool:
    """Tell whether a sentence is on the drug asked about together with another one."""
    if _COMBINATION.search(question.text):
        return False
    asked = [c.surface for c in question.treatments if " " not in c.surface]
    added = _ADDED_TO.search(text)
    if added is not None and any(name.lower() in added[0].lower() for name in asked):
        return True
    return any(
        (found := re.search(rf"\b{re.escape(name)}({_JOINED_BY})", text, re.IGNORECASE)) is not None
        and bool(drugs_named(found[1]))
        for name in asked
    )


# What was added to the drug asked about is another drug.
_ADDED_TO = re.compile(
    r"\b(?:added to|addition of [\w -]{3,30}? to|adjunct(?:ive)? to|add-on to|combined with)\b(?: [\w-]+){0,4}",
    re.IGNORECASE,
)
_COMBINATION = re.compile(r"\bcombin\w+|\bplus\b|\bwith\b[^?]*\band\b|\badd(?:ed|ing)\b", re.IGNORECASE)
# That something is to be watched for does not tell what it is.
_MONITORS = re.compile(
    r"\bshould be (?:closely |carefully )?(?:watched|monitored|observed|advised|informed|told)\b", re.IGNORECASE
)


_STATISTIC = re.compile(r"\d\.\d|%|\bCI\b|\b[Pp] ?[<=]")
ADVISES = re.compile(
    r"\b(?:recommends?|recommended|suggests? (?!that)|advises?|(?:may|might|can|should) be considered|first-line|prefers?)\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(?:non-?operative|non-?surgical|conservative|placebo|usual care|versus|compared (?:with|to)|rather than|non-?inferior\w*|comparable)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def lead_score(question: Question, candidate: Candidate) -> float:
    """Prefer what sums up: conclusions, advice, lists and comparisons, in few words and few figures."""
    text, works = candidate.text, asks_if_it_works(question)
    plain = {Role.ADVICE: 1.5, Role.CONCLUSIONS: 1.5, Role.RESULTS: 0.3}.get(candidate.role, -2.0)
    if candidate.role is Role.RESULTS and (works or candidate.facet is Facet.HARMS):
        plain = (
            1.0 if candidate.facet is Facet.HARMS else 0.6
        )  # what a treatment did, and what harm, is counted in results and seldom concluded
    # What names the subject itself can be read without the rest of the article.
    named = -_UNNAMED * (1 - candidate.named)
    lists = 1.5 * sums_up(text, candidate.facet) + 1.5 * echo(question, text)
    weighs = 0.0
    if candidate.facet in MANAGEMENT:
        advises = ADVISES.search(text) is not None and not works
        weighs = 1.0 * (advises or _COMPARES.search(text) is not None)
        # What a treatment may harm has its own facet; it does not answer what to do.
        weighs -= 0.6 * facet_score(text, "", Facet.HARMS, candidate.kind)
        weighs -= 2.0 * (candidate.kind is RecordKind.LABEL)
        weighs -= 2.5 * (Facet.HARMS not in question.facets and _OF_HARMS.search(text) is not None)
    is_one_harm = candidate.facet is Facet.HARMS and asks_of_one_harm(question)
    is_own = candidate.kind is RecordKind.LABEL and candidate.facet in {Facet.HARMS, Facet.DOSING} and not is_one_harm
    figures = (
        0.0
        if wanted(question) is Wanted.FIGURE or is_own or is_one_harm
        else min(0.5 if works else 1.5, 0.5 * len(_STATISTIC.findall(text)))
    )
    form = wanted(question)
    asked = -_NO_ANSWER * (form is Wanted.NAMES and advises_against(text) and not _ASKS_WHAT_NOT.search(question.text))
    told_or_not = form is Wanted.TIME or works or _HOW_MUCH.search(question.text) is not None
    asked += (_TOLD_OR_NOT if told_or_not else 1.5) * gives(form, question, text)
    if candidate.facet in MANAGEMENT and not is_aside(question, text):
        asked += _COMES_FIRST * bool(_FIRST_LINE.search(text))
    if candidate.facet is Facet.HARMS and not asks_of_one_harm(question):
        asked += 1.0 * bool(_LISTS_HARMS.search(text)) - 2.0 * bool(_FEWER_HARMS.search(text))
        asked += _NAMED_HARM * min(_MANY, reactions_named(text)) - 2.0 * (
            reactions_named(text) == 0 and candidate.kind is not RecordKind.LABEL
        )
        asked -= 1.5 * (form is not Wanted.DECISION and _NO_MORE.search(text) is not None)
    asked -= _NOT_TREATED * is_for_the_first_time(question, text)
    asked -= _OF_ANOTHER * leads_with_another(question, text)
    if candidate.facet in MANAGEMENT and not _MEASURED_DOSE.search(question.text):
        asked -= _AT_ONE_DOSE * (_AT_A_DOSE.search(text) is not None)
    if candidate.kind is not RecordKind.LABEL and asks_of_effect(question):
        asked -= _UNSAID * names_no_treatment(question, candidate.said) + _MODERATED * (
            _MODERATES.search(text) is not None
        )
    asked += _OUTCOME_NAMED * names_outcome(question, text) - _SPECULATED * (_SPECULATES.search(text) is not None)
    asked -= _off_point(question, candidate)
    asked -= _NOT_COMPARED * (asks_which_is_better(question) and not compares(text))
    asked -= _COMBINED * (_combines(question, text) and not compares_directly(question))
    if candidate.facet is Facet.HARMS:
        asked -= _WARNING * (_MONITORS.search(text) is not None)
        asked -= _WARNING * (
            candidate.kind is RecordKind.RESEARCH and warns_of_stopping(text) and not warns_of_stopping(question.text)
        )
    if candidate.facet is Facet.HARMS and _misses_harm(question, text):
        asked -= _OTHER_HARM
    if candidate.facet is Facet.DIAGNOSIS:
        asked -= _NO_TEST * names_no_test(question, text)
    if candidate.facet is Facet.SYMPTOMS:
        asked += 1.0 * lists_several(text)
    if candidate.facet is Facet.PROGNOSIS and wanted(question) is None:
        asked += 1.0 * bool(_COURSE_TOLD.search(text)) - 1.5 * bool(_MARKER.search(text))
    if misses_the_point(candidate):
        asked -= 1.5
    if names_one_side(question, Words.of(text, candidate.source.record.title)):
        asked -= 2.0
    asked += _SAME_DEGREE * is_of_the_degree_asked(question, text)
    if candidate.facet not in TOLD_ASIDE and (later := answers_aside(question, text)) is not None:
        asked += _ASKED_ASIDE if later else -_ASKED_ASIDE
    if candidate.facet not in TOLD_ASIDE:
        asked -= 1.5 * is_aside(question, text)
    asked -= 1.5 * (is_on_a_part(question, text) or is_about_strangers(question, text))
    is_listed = candidate.facet is Facet.CONTRAINDICATIONS and not groups(question.text)
    if candidate.kind is RecordKind.LABEL and (is_listed or section_asked(question)):
        return _FIRST - candidate.place  # a list is led by its first items, and leads
    if candidate.kind is RecordKind.LABEL:
        asked += _of_label(question, candidate)
    if candidate.facet is Facet.DOSING:
        asked -= 2.0 * is_for_others(question, text)
        asked += _of_dose(question, text)
    return (
        candidate.score
        + plain
        + lists
        + named
        + weighs
        + asked
        + _standing(candidate)
        + _ASKED_TOO * candidate.is_nearest
        - figures
        - 0.05 * max(0, candidate.words - 20)
    )


# What a sentence loses for being on another way, kind, treatment or object than the one asked about.
_NOT_COMPARED = 2.0
_WAY, _KIND, _OTHERS, _OBJECT = 1.2, 1.0, 1.5, 1.5


def _off_point(question: Question, candidate: Candidate) -> float:
    """Return what a sentence on a treatment loses for what it is on beside the point."""
    text = candidate.text
    if candidate.facet not in MANAGEMENT:
        return 0.0
    lost = _WAY * is_of_another_way(question, text) + _KIND * is_of_another_kind(question, text)
    if not asks_of_effect(question):
        return lost
    return (
        lost
        + _OTHERS * is_on_others(question, text)
        + _OBJECT * (is_on_another_finding(question, text) or is_effect_on_another(question, text))
    )


def echo(question: Question, sentence: str) -> float:
    """Return the share of the question's further words that a sentence repeats: it was asked whether they heal."""
    subject = subject_stems(question)
    asked = content(question.text) - subject - _ASKS
    return len(asked & content(sentence)) / len(asked) if asked else 0.0


_ASKS = content("what which who how does do is are can should best recommended used use treat treated treatment")
# A prognosis is told in time and in shares; what foretells it is another question.
_COURSE_TOLD = re.compile(
    r"\b(?:median|mean|overall|\d+-year) (?:overall )?(?:survival|time)\b|\bsurviv\w+[^.]{0,60}\d|\d[\d.]*\s?%|\b\d+ (?:months|years)\b",
    re.IGNORECASE,
)
_MARKER = re.compile(r"\b(?:bio)?markers?\b|\bexpression\b|\bgenes?\b|\bpredict\w+|\bplasma\b|\bserum\b", re.IGNORECASE)
_NAMED_HARM, _MANY = 0.6, 3
_OF_HARMS = re.compile(r"^[^,;]{0,60}\b(?:side|adverse|unwanted) (?:effects?|events?|reactions?)\b", re.IGNORECASE)
_LISTS_HARMS = re.compile(
    r"\b(?:adverse|side|unwanted) (?:effects?|events?|reactions?)\b[^.]{0,80}\b(?:includ\w+|were|are|such as)\b[^.]*,|,[^.,]{0,80}\b(?:most )?(?:common|frequent)\w* (?:adverse|side)",
    re.IGNORECASE,
)
# That one treatment harms less than another does not tell its harms.
_FEWER_HARMS = re.compile(
    r"\b(?:fewer|less|lower|reduced|lowered)\b(?: [\w-]+){0,3} (?:adverse|side|complications?|harms?)\b"
    r"|\b(?:adverse|side|unwanted) (?:effects?|events?|reactions?)\b[^.;]{0,30}\b(?:less|fewer|lower)\b",
    re.IGNORECASE,
)
_NO_MORE = re.compile(r"\bdid not differ\b|\bsimilar\b|\bno (?:significant )?differences?\b", re.IGNORECASE)
_WARNING = 3.0
_LATER = re.compile(r"postmarketing|post-marketing|market introduction|post-?approval", re.IGNORECASE)
_FORBIDDEN = re.compile(r"\bcontra-?indicated\b", re.IGNORECASE)
_DECIDED = re.compile(
    r"\bshould not\b|\bnot (?:been )?(?:recommended|established)\b|\bavoid\b|\bdo not\b|\bonly (?:if|when)\b|\bcan cause\b|\bmay cause\b"
    r"|\bno (?:adequate|dosage adjustment)\b|\badequate and well\b|\bnot necessary\b|\bdiscontinued\b",
    re.IGNORECASE,
)


_TO_PATIENTS = ("Information for patients", "Patient counseling", "Medication guide", "Patient package insert")


def _of_label(question: Question, candidate: Candidate) -> float:
    """Return what the words of a label add: whole sentences, what is common, and what is decided lead."""
    text = candidate.text
    to_patients = candidate.passage.section.startswith(_TO_PATIENTS)
    whole = -0.7 * to_patients - 1.0 * bool(candidate.context) - 1.5 * (not text.rstrip().endswith("."))
    if candidate.facet is Facet.HARMS and asks_of_one_harm(question):
        return whole - 1.0  # one harm is asked about: studies of it say more than a list
    if candidate.facet is Facet.HARMS:
        of_reactions = not asks_of_dangers(question) and candidate.passage.section.startswith(REACTIONS_HEADED)
        warns = warns_of_stopping(text) and not asks_of_dangers(question)
        return whole + 1.5 * of_reactions + reactions_told(text) - 1.5 * bool(_LATER.search(text)) - _WARNING * warns
    if candidate.facet is Facet.CONTRAINDICATIONS:
        decided = 2.5 * bool(_FORBIDDEN.search(text)) or 1.5 * bool(_DECIDED.search(text))
        return whole + decided - 0.4 * (len(text.split()) < SHORTEST_WORDS)
    return whole


_MOST = re.compile(r"\b(?:maximum|highest|largest|most)\b", re.IGNORECASE)
_UP_TO = re.compile(r"\bmaximum\b|\brange\b|\bup to\b|\bexceed\w*", re.IGNORECASE)


def _of_dose(question: Question, sentence: str) -> float:
    """Return what the kind of dose adds: the usual one leads, or the highest where that was asked for."""
    if _MOST.search(question.text):
        return 2.5 * bool(_UP_TO.search(sentence))
    return 1.5 * bool(_USUAL_DOSE.search(sentence)) - 1.5 * bool(_UNUSUAL_DOSE.search(sentence))


_USUAL_DOSE = re.compile(
    r"\b(?:recommended|usual|starting|initial|standard)\b[^.]{0,40}\b(?:dos\w+|range)", re.IGNORECASE
)
_UNUSUAL_DOSE = re.compile(
    r"\b(?:up to|above|exceed\w*|maximum|infrequent\w*|resistant|severely|missed|overdos\w+)\b", re.IGNORECASE
)


def _standing(candidate: Candidate) -> float:
    """Return what the kind of evidence adds to a bottom line: guidelines lead, expert opinion and case series do not."""
    if candidate.kind is RecordKind.GUIDELINE and candidate.facet is not Facet.SYMPTOMS:
        return 0.7
    level = candidate.source.level.level
    if level == 1 and candidate.facet is not Facet.SYMPTOMS:
        return 0.5
    return -1.0 if candidate.kind is RecordKind.RESEARCH and (level is None or level > 3) else 0.0
