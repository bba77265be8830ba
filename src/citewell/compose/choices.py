"""Which treatment a question asks for, and whether a sentence names one of the kind: a drug, or anything but a drug."""

from __future__ import annotations

import re

from citewell.compose.direct import drugs_named
from citewell.compose.labels import is_of_drug_asked
from citewell.compose.match import Words
from citewell.compose.sides import compared
from citewell.compose.wanted import Wanted, gives, mentions, wanted
from citewell.language.words import contains_phrase, stems
from citewell.model.evidence import Record
from citewell.model.question import Facet, Question

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
        or _LIKE_A_DRUG.search(text) is not None
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


def tells_of_drugs_unasked(question: Question, sentence: str) -> bool:
    """Tell whether a question asks what there is besides drugs, and a sentence tells of drugs alone."""
    if _WITHOUT_DRUGS.search(question.text) is None or not _is_of_drugs_alone(sentence):
        return False
    # "Can I use ibuprofen gel instead of tablets?" asks of a drug all the same.
    said = Words.of(sentence)
    return not any(c.type == "intervention" and said.mention(c) for c in question.required)


def _is_of_drugs_alone(text: str) -> bool:
    return _NO_DRUG.search(text) is None and (_DRUGS.search(text) is not None or bool(drugs_named(text)))


# Endings of drugs' names that the list of stems leaves out.
_LIKE_A_DRUG = re.compile(
    r"\b[a-z]{3,}(?:[nd]idine|prost(?:one)?|zolamide|zole|mycin|micin|cillin|cycline|zide|pine|done|xetine|caine|trine)\b",
    re.IGNORECASE,
)


def names_no_drug(question: Question, sentence: str) -> bool:
    """Tell whether it is asked which drug to take, and a sentence names none."""
    return (
        _ASKS_WHICH_DRUG.search(question.text) is not None
        and not drugs_named(sentence)
        and _LIKE_A_DRUG.search(sentence) is None
        and not gives(Wanted.NAMES, question, sentence)
    )


def names_no_choice(question: Question, sentence: str) -> bool:
    """Tell whether it is asked which treatment is the one, and a sentence tells what treatment as such does."""
    return _ASKS_WHICH.search(question.text) is not None and not _names_one(question, sentence)


_OF_PATIENTS = frozenset({Facet.TREATMENT, Facet.PREVENTION, Facet.HARMS, Facet.PROGNOSIS, Facet.EPIDEMIOLOGY})
_INDICATED = re.compile(
    r"\b(?:indicat\w+|used? (?:for|to|in)|treat\w*|reliev\w*|prevent\w*|reduc\w*|lower\w*|recommend\w*|approved)\b",
    re.IGNORECASE,
)


_RANDOMISED = re.compile(r"\brandomi[sz]ed\b", re.IGNORECASE)


def is_label_of_another(question: Question, text: str, record: Record, facet: Facet) -> bool:
    """Tell whether a label is that of a drug that nobody asked about, or its sentence says nothing of what it is for.

    What a drug is licensed for answers where it is asked which drugs there are, and not where something is decided; and
    its dangers are no complications of a disease.
    """
    is_named = bool(question.treatments)
    if facet is Facet.TREATMENT and (_INDICATED.search(text) is None or _RANDOMISED.search(text)):
        return True
    if facet not in _OF_PATIENTS or (is_named and is_of_drug_asked(question, record)):
        return False
    return _decides(question) or (facet is Facet.HARMS and not is_named)
