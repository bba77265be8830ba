"""Two judges of a sentence in an answer: is it true to its source, and does it answer what was asked?

They share no rule and no table with the writer and the gate, whose work they judge: a judge that asks again what was
asked before can only agree. Both are coarse on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from citewell.model.claim import Citation, Claim
from citewell.model.evidence import Record, RecordKind, RetractionStatus
from citewell.model.question import Concept, Question

_WORD = re.compile(r"[a-z]{4,}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DENIES = re.compile(r"\b(?:no|not|neither|nor|without|never|cannot)\b|n't\b", re.IGNORECASE)
# A sentence that another source is cited for beside the first shares so many of its words.
_SHARED = 0.4


def is_true(claim: Claim, records: Mapping[str, Record]) -> bool:
    """Tell whether each source of a claim is held, stands, has the quote, and says the claim's figures and denials."""
    return all(_says(claim, citation, records.get(citation.record_id)) for citation in claim.citations)


def _says(claim: Claim, citation: Citation, record: Record | None) -> bool:
    if record is None or record.retraction is RetractionStatus.RETRACTED:
        return False
    quote = " ".join(citation.quote.split())
    if not any(quote in " ".join(section.text.split()) for section in record.sections):
        return False
    said, read = set(_WORD.findall(claim.text.lower())), set(_WORD.findall(quote.lower()))
    return (
        len(said & read) >= _SHARED * len(said)
        and set(_NUMBER.findall(claim.text)) <= set(_NUMBER.findall(quote))
        and bool(_DENIES.search(claim.text)) is bool(_DENIES.search(quote))
    )


def answers(question: Question, facets: Iterable[str], claim: Claim, title: str) -> bool:
    """Tell whether a sentence names what was asked about, speaks to one of the facets, and of the people asked about.

    facets: as the suite's author gave them, not as the question was read. title: of the first source.
    """
    text = f"{claim.text} {claim.context}".lower()
    return (
        _names(question, f"{text} {title}".lower())
        and any(re.search(_SPEAKS[facet], text) for facet in facets)
        and not (claim.source_kind is RecordKind.RESEARCH and _OF_OTHERS.search(text))
        and (claim.source_kind is RecordKind.LABEL or _people(text) <= _people(question.text.lower()))
    )


def _names(question: Question, text: str) -> bool:
    """Tell whether a text names every known thing asked about, or a word if none is known; of alternatives, one."""
    asked = [c for c in question.required if c.type in {"condition", "intervention"}]
    if not asked:
        return any(_is_named(concept, text) for concept in question.required)
    named = {concept for concept in asked if _is_named(concept, text)}
    met = {concept.alternative for concept in named if concept.alternative is not None}
    return all(concept in named or concept.alternative in met for concept in asked)


def _is_named(concept: Concept, text: str) -> bool:
    names = (concept.surface, concept.preferred, *concept.synonyms, *concept.kinds)
    return any(all(_begins(word) in text for word in name.lower().split()) for name in names)


def _begins(word: str) -> str:
    """Return a word without its ending: of a short one, the whole."""
    return word[: max(5, len(word) - 3)]


_OF_OTHERS = re.compile(r"\bet al\b|\b(?:previous|earlier|prior|other) (?:studies|trials|reports|authors)\b")
_GROUPS = {
    "children": r"\b(?:child\w*|infants?|newborns?|neonat\w+|p(?:a)?ediatric\w*|adolescents?|boys|girls)\b",
    "pregnant": r"\bpregnan\w+\b",
    "old": r"\b(?:elderly|older (?:adults|people|patients|men|women)|over (?:75|65))\b",
}


def _people(text: str) -> frozenset[str]:
    """Return the groups that a text is about; with all adults beside them, it is about nobody alone."""
    if re.search(r"\badults\b", re.sub(r"\b(?:older|young) adults\b", "", text)):
        return frozenset()
    return frozenset(name for name, pattern in _GROUPS.items() if re.search(pattern, text))


_EFFECT = (
    r"|reduc|improv|lower|increas|decreas|effective|benefit|superior|similar|differen|better|worse|fewer|shorten|reliev"
    r"|protect"
)
_SPEAKS = {
    "definition": r"\b(?:is|are) (?:an?|the|defined|characteri[sz]ed)\b|refers to|defined",
    "cause": r"caus|due to|result|trigger|associat|mechanism|risk",
    "risk_factors": r"risk|trigger|associat|predispos|more likely|factor",
    "symptoms": r"symptom|pain|sign|swell|weak|feel|present|complain|bruis|tender|fever|itch|stiff",
    "diagnosis": r"diagnos|imaging|\bmri\b|ultraso|test|examin|sensitiv|specific|criteria|measur|monitor|confirm",
    "treatment": (
        rf"treat|therap|surg|repair|recommend|advis|drug|medic|should|manag|exercis|first-line|option|target{_EFFECT}"
    ),
    "dosing": r"\bdos|\bmg\b|\bmcg\b|unit|daily|days|weekly|course|gram",
    "harms": (
        r"adverse|side effect|harm|bleed|complicat|risk|toxic|injur|infect|nausea|diarrh|safe|rash|event|increas|caus"
        r"|death|common"
    ),
    "contraindications": r"contraindicat|should not|not be used|avoid|not recommended|must not|hypersens",
    "interactions": r"interact|concomitant|combin|co-?administ|together|inhibit|concurrent",
    "prognosis": (
        r"prognos|surviv|mortal|outcome|recur|recover|relapse|risk|resolve|improv|persist|death|benign|self-limit"
    ),
    "recovery": r"recover|return|week|month|heal|rehabilit|days|resum",
    "prevention": rf"prevent|prophyla|vaccin|avoid|risk{_EFFECT}",
    "epidemiology": r"incidence|prevalen|per 1|per cent|percent|%|common|million|rate|affect|one in|rare",
    "findings": r"associat|relat|predict|differ|influen|affect|show|found|increas|reduc|is |are |not ",
}
