"""Sentences on a matter next to the one asked about: another comparison, another outcome, other patients.

They share every word with the question and answer another one. As soon as one sentence answers, they go.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from citewell.compose.direct import drugs_named, leads_with_another, tells_effect, tells_outcome
from citewell.compose.labels import is_of_drug_asked
from citewell.compose.match import Words, compared, is_asked, names_one_side
from citewell.compose.reading import subject_of
from citewell.compose.wanted import Wanted, gives, mentions, misses_outcome, wanted
from citewell.language.words import contains_phrase, stem, stems
from citewell.model.evidence import Record, RecordKind
from citewell.model.question import Concept, Facet, Question

_DONE = frozenset({Facet.TREATMENT, Facet.PREVENTION})
_OF_TREATMENT = _DONE | {Facet.HARMS}
# What comes of a treatment, and of a disease, is told of those who have the disease.
_OF_PATIENTS = _DONE | {Facet.HARMS, Facet.PROGNOSIS, Facet.EPIDEMIOLOGY}


def is_elsewhere(question: Question, text: str, said: Words, record: Record, facet: Facet) -> bool:
    """Tell whether a sentence answers another question than the one asked.

    said: the sentence, with what its source explains of it.
    """
    title = subject_of(record).title
    is_asked_for = facet is not Facet.HARMS or facet in question.facets
    if is_asked_for and misses_outcome(question, text):
        return True  # harms that nobody asked for are told whatever is asked
    if facet in _OF_TREATMENT and asks_of_stopping(question) and _STOPPING.search(text) is None:
        return True
    if record.kind is RecordKind.LABEL:
        return _is_label_of_another(question, text, record, facet)
    if (
        is_asked_for
        and facet in _OF_TREATMENT
        and _treatments(question)
        and not tells_outcome(question, text, said, record.title)
    ):
        return True
    if compares_others(question, text, said | title, record.title):
        return True
    if facet in _OF_PATIENTS and _is_only_an_outcome(question, text, record.title):
        return True
    if _excludes_drugs(question) and _is_of_drugs_alone(text):
        return True
    if facet is Facet.CAUSE:
        return tells_no_cause(question, text)
    if facet not in _DONE:
        return False
    if _ASKS_WHICH_DRUG.search(question.text) and not drugs_named(text) and not gives(Wanted.NAMES, question, text):
        return True
    if record.kind is not RecordKind.RESEARCH:
        return False
    if not _treatments(question):
        return _ASKS_WHICH.search(question.text) is not None and not _names_one(question, text)
    return (
        _is_half_of_another(question, text)
        or _is_background_of_another(question, text)
        or not tells_anything_done(text)
    )


_INDICATED = re.compile(
    r"\b(?:indicat\w+|used? (?:for|to|in)|treat\w*|reliev\w*|prevent\w*|reduc\w*|lower\w*|recommend\w*|approved)\b",
    re.IGNORECASE,
)


_RANDOMISED = re.compile(r"\brandomi[sz]ed\b", re.IGNORECASE)


def _is_label_of_another(question: Question, text: str, record: Record, facet: Facet) -> bool:
    """Tell whether a label is that of a drug that nobody asked about, or its sentence says nothing of what it is for.

    What a drug is licensed for answers where it is asked which drugs there are, and not where something is decided; and
    its dangers are no complications of a disease.
    """
    if facet is Facet.TREATMENT and (_INDICATED.search(text) is None or _RANDOMISED.search(text)):
        return True
    if facet not in _OF_PATIENTS or (_treatments(question) and is_of_drug_asked(question, record)):
        return False
    return _decides(question) or (facet is Facet.HARMS and not _treatments(question))


# Which treatment it should be is told by what names one, and not by what treatment as such does.
_ASKS_WHICH = re.compile(
    r"\b(?:first[- ]line|best|which|what) (?:\w+ )?(?:therap\w+|treatments?|drugs?|medicines?|medications?|regimens?)\b",
    re.IGNORECASE,
)
_ASKS_WHICH_DRUG = re.compile(
    r"\b(?:which|what) (?:\w+ )?(?:drugs?|medicines?|medications?|antibiotics?|anticoagulants?|antidepressants?|antipsychotics?|antihypertensives?|inhalers?|statins?|blood thinners?|injections?)\b"
    r"|\b(?:drug|pharmacological|medicinal) (?:treatment|therapy|management)\b|\bdrugs? (?:of choice|used)\b",
    re.IGNORECASE,
)
_ANY_TREATMENT = re.compile(
    r"\b(?:surg\w+|operat\w+|\w+ therapy|exercises?|injections?|diet\w*|training|laser|rest|brac\w+|repair|regimens?|combination)\b",
    re.IGNORECASE,
)


_OF_DRUGS = re.compile(
    r"\b(?:which|what|best) (?:\w+ )?(?:drugs?|medicines?|medications?|tablets?|pills?)\b", re.IGNORECASE
)


def _names_one(question: Question, text: str) -> bool:
    asked = [variant for concept in question.required for variant in concept.variants]
    named = (mention.term.preferred for mention in mentions(text) if mention.term.type == "intervention")
    return (
        bool(drugs_named(text))
        or (_OF_DRUGS.search(question.text) is None and _ANY_TREATMENT.search(text) is not None)
        or any(not any(contains_phrase(stems(name), variant) for variant in asked) for name in named)
    )


def _decides(question: Question) -> bool:
    """Tell whether something is to be decided, or measured, and not which drugs there are."""
    return wanted(question) in {Wanted.DECISION, Wanted.FIGURE, Wanted.TIME} or bool(compared(question))


_WITHOUT_DRUGS = re.compile(
    r"\b(?:besides|other than|without|apart from|instead of|rather than|except) (?:\w+ )?(?:drugs?|medications?|medicines?|antidepressants|pills|tablets)\b"
    r"|\bnon-?(?:drug|pharmacolog\w+|medicinal)\b",
    re.IGNORECASE,
)
_DRUGS = re.compile(
    r"\b(?:drugs?|medications?|antidepressants?|inhibitors?|antipsychotics?|analgesics?|antibiotics?|opioids?)\b",
    re.IGNORECASE,
)
_NO_DRUG = re.compile(
    r"\b(?:psycho(?:therap|logical|education)\w*|therap(?:y|ies)\b|CBT|exercis\w+|training|diet\w*|yoga|massage|acupuncture|manipulation|physiotherapy|surg\w+|counsel\w+|lifestyle|activity|sleep|weight loss|non-?pharmacolog\w+|stimulation)",
    re.IGNORECASE,
)


def _excludes_drugs(question: Question) -> bool:
    return _WITHOUT_DRUGS.search(question.text) is not None


def _is_of_drugs_alone(text: str) -> bool:
    return _NO_DRUG.search(text) is None and (_DRUGS.search(text) is not None or bool(drugs_named(text)))


_STOPPING = re.compile(
    r"\b(?:stopp?(?:ing|ed)?|discontinu\w+|cessation|withdr[ae]w\w*|deprescrib\w+|c[ao]m(?:e|ing) off|taper\w*)\b",
    re.IGNORECASE,
)
# To stop a treatment, and not: to stop smoking, or a bleeding.
_STOPS_IT = re.compile(
    r"\b(?:stop\w*|quit\w*|com(?:e|ing) off|discontinu\w+|withdraw\w*)(?: (?:of|from|taking|using|an?|the|my|her|his|their|your|low-dose|long-term))*\s*$",
    re.IGNORECASE,
)


def asks_of_stopping(question: Question) -> bool:
    """Tell whether a question asks what comes of stopping a treatment: "what if I stop taking zanolol?"."""
    drugs = (concept.surface for concept in question.required if concept.type == "intervention")
    return any(
        _STOPS_IT.search(question.text[: match.start()]) is not None
        for drug in drugs
        for match in re.finditer(re.escape(drug), question.text)
    )


def _treatments(question: Question) -> list[Concept]:
    return [concept for concept in question.required if concept.type == "intervention"]


def compares_others(question: Question, text: str, with_title: Words, title: str) -> bool:
    """Tell whether two treatments are compared in a question, and a sentence sets other ones against each other."""
    sides = compared(question)
    if len(sides) != _PAIR or not _treatments(question):
        return False
    bare, bare_title = _without_combinations(text, sides), _without_combinations(title, sides)
    if (bare, bare_title) != (text, title):
        with_title = Words.of(bare, bare_title)
    if names_one_side(question, with_title) and not _names_classes(sides, text):
        return True
    named = [side for side in sides if Words.of(text).mention(side)]
    if len(named) == 1 and any(not any(map(Words.of(drug).mention, sides)) for drug in drugs_named(title)):
        return True  # one of three arms, without a word on the other
    if not leads_with_another(question, text):
        return False
    first = drugs_named(text)[0]
    opening = Words.of(text[: text.index(first) + len(first)])
    return not any(map(opening.mention, sides))


_JOINED = re.compile(
    r"\b(?P<one>[A-Za-z]{5,})(?:\s+[\d.]+\s?%)?\s*(?P<by>[-/+]|\band\b|\bplus\b)\s*(?P<other>[A-Za-z]{5,})\b"
)
_COMBINES = re.compile(r"\b(?:fixed|combin\w+|concomitant\w*|adjunct\w*)\b", re.IGNORECASE)


def _without_combinations(text: str, sides: Sequence[Concept]) -> str:
    """Return a text without the combinations of a side with a third drug, which tell nothing of the side alone."""
    combines = _COMBINES.search(text) is not None
    if not combines and "-" not in text and "/" not in text:
        return text

    def cut(match: re.Match[str]) -> str:
        if match["by"] in {"and", "plus"} and not combines:
            return match[0]
        of_sides = [any(map(Words.of(match[name]).mention, sides)) for name in ("one", "other")]
        third = match["other"] if of_sides[0] else match["one"]
        return " " if sum(of_sides) == 1 and drugs_named(third) else match[0]

    return _JOINED.sub(cut, text)


def _names_classes(sides: Sequence[Concept], text: str) -> bool:
    """Tell whether a sentence names each of the two, or a class of drugs that holds it and not the other."""
    told = [mention.term for mention in mentions(text) if mention.term.type == "intervention"]
    one, other = sides
    return all(
        any(is_asked(term, [side]) and not is_asked(term, [rival]) for term in told)
        for side, rival in ((one, other), (other, one))
    )


_PAIR = 2


def _is_only_an_outcome(question: Question, text: str, title: str) -> bool:
    """Tell whether those with a disease are asked about, and a sentence only counts who got it: "fewer had an infarction"."""
    return any(
        _is_of_those_with(question, concept)
        and _counts_only(text, concept)
        and (not Words.of(title).mention(concept) or _counts_only(title, concept))
        for concept in question.required
        if concept.type == "condition"
    )


_THOSE_WITH = re.compile(
    r"\b(?:after|following|with|in|during|among|for|survivors of)\s+(?:(?:an?|the|acute|chronic|recent|stable|severe|first)\s+)*$",
    re.IGNORECASE,
)
_COUNTED = frozenset(
    stem(word)
    for word in """incidence risk rate rates occurrence prevent preventing prevention prevents frequency odds hazard nonfatal fatal endpoint
    endpoints composite death deaths stroke combined reduction events outcomes mortality perioperative""".split()
)
_HAD = frozenset(
    stem(word) for word in "after following with had survivors survivor post previous prior patients".split()
)


def _is_of_those_with(question: Question, concept: Concept) -> bool:
    at = question.text.find(concept.surface)
    return at > 0 and _THOSE_WITH.search(question.text[:at]) is not None


def _counts_only(text: str, concept: Concept) -> bool:
    told = [mention for mention in mentions(text) if is_asked(mention.term, [concept])]
    return bool(told) and all(m.before & _COUNTED and not m.before & _HAD for m in told)


def _is_half_of_another(question: Question, text: str) -> bool:
    """Tell whether a sentence names the one treatment asked about only where it was combined with another drug."""
    treatments = _treatments(question)
    if len(treatments) != 1 or _ADDS.search(question.text):
        return False
    bare = _without_combinations(text, treatments)
    return bare != text and not Words.of(bare).mention(treatments[0])


_ADDED_TO = re.compile(
    r"\b(?:addition of|adding|add-on|adjunctive|augment\w+ with|supplement\w+ with)\b(?P<added>[^.;]{3,80}?)\b(?:to|for)\b(?P<base>[^.;]+)",
    re.IGNORECASE,
)
_ADDS = re.compile(r"\badd(?:ed|ing|ition|-on)\b|\badjunct\w*|\baugment\w*|\bcombin\w+|\bplus\b", re.IGNORECASE)


def _is_background_of_another(question: Question, text: str) -> bool:
    """Tell whether a sentence is on what was added to the treatment asked about, and not on that treatment."""
    told = _ADDED_TO.search(text)
    if told is None or _ADDS.search(question.text):
        return False
    added, base = Words.of(told["added"]), Words.of(told["base"])
    treatments = _treatments(question)
    return any(map(base.mention, treatments)) and not any(map(added.mention, treatments))


_TELLS = re.compile(
    r"\b(?:reduc\w+|prevent(?:s|ed)|improv\w+|increas\w+|lower\w*|decreas\w+|rais(?:e|es|ed)|fewer|more|less|greater|higher|longer|shorter|better|worse|similar\w*|compar\w+"
    r"|differ\w*|no (?:\w+ ){0,2}(?:effect|benefit|evidence|advantage)s?|(?:in)?effective\w*|efficac\w+|benefi\w+|superior\w*|(?:non-?)?inferior\w*|risks? (?:of|for)|odds|hazard"
    r"|associat\w+|respon[ds]\w*|success\w*|cur(?:e|ed|es)|heal(?:s|ed|ing)|reliev\w+|relief|resol\w+|slow\w*|delay\w*|shorten\w*|prolong\w*|surviv\w+|mortality|halv\w+|controlled"
    r"|recommend\w*|advis\w+|should|suggests?|justified|reasonable|watchful waiting|may be|indicated|preferred|first[- ]line|choice|mainstay|useful|insufficient|limited|option\w*|tolerated|safe\w*|attenuat\w+|suppress\w+|abolish\w+"
    r"|protect\w*|alleviat\w+|ameliorat\w+|eliminat\w+|remission|recover\w*|achiev\w+|normali[sz]\w+|did not|does not|do not|cannot|failed|equivalent|equally|as \w+ as|caus\w+|led to|result\w*)\b|%",
    re.IGNORECASE,
)


@lru_cache(maxsize=16384)
def tells_anything_done(text: str) -> bool:
    """Tell whether a sentence says what a treatment did, or what is advised of it."""
    return tells_effect(text) or _TELLS.search(text) is not None


_OF_CAUSE = re.compile(r"\b(?:causes?|aetiolog\w*|etiolog\w*|pathogenesis) of\b(?P<what>[^.;]{0,60})", re.IGNORECASE)
_BRINGS = re.compile(
    r"\b(?:caus(?:e|es|ed|ing)(?! by| of)|leads? to|leading to|results? in|resulted in|precipitat\w+|produces?|contributes? to|predispos\w+ to|trigger(?:s|ed)?)\b(?P<what>[^.;]{0,60})",
    re.IGNORECASE,
)
_COMES_OF = re.compile(
    r"(?P<what>[^.;,]{0,60})(?:\b(?:is|are|was|were|can be|may be|usually|often|mostly|mainly|most|commonly|typically|always|that|which) ){0,4}"
    r"\b(?:caused by|due to|results? from|aris(?:es?|ing) (?:from|when)|secondary to|attributed to|attributable to|(?:occurs?|happens?|develops?)\b[^.;]{0,40}\b(?:when|after|during|through|from|with|because)"
    r"|consequence of|because|(?:has|have) (?:an? )?(?:\w+ ){0,2}causes?|carried by|spread (?:by|through))\b",
    re.IGNORECASE,
)
# How a treatment works, whom it is not for, and for what a figure was adjusted, is no cause.
_NO_CAUSE = re.compile(
    r"\bcontraindicated\b|\badjust(?:ed|ment|ing) for\b|\bmechanisms? (?:for|of|by which) (?:the |its )?(?:\w+ ){0,2}(?:effects?|actions?|benefits?)\b|^(?:the )?(?:patients|participants|subjects) were\b",
    re.IGNORECASE,
)
_MECHANISM = re.compile(
    r"\b(?:mechanisms?|pathophysiolog\w+|pathogenesis|multifactorial|eccentric|forced)\b", re.IGNORECASE
)
_DEATHS = re.compile(
    r"\b(?:causes? of (?:all )?deaths?|noncardiac causes|deaths? from (?:any|all) causes?)\b", re.IGNORECASE
)


def tells_no_cause(question: Question, sentence: str) -> bool:
    """Tell whether the cause of a disease is asked for, and a sentence tells what the disease causes, or no cause of it."""
    asked = [concept for concept in question.required if concept.type == "condition"]
    if not asked:
        return False
    if _NO_CAUSE.search(sentence):
        return True
    told = _DEATHS.sub(" ", sentence)
    for pattern in (_OF_CAUSE, _BRINGS, _COMES_OF):
        if any(any(map(Words.of(match["what"]).mention, asked)) for match in pattern.finditer(told)):
            return False
    return _MECHANISM.search(told) is None
