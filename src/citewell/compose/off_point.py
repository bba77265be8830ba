"""What makes a sentence a lesser answer, or none: it is on another way, kind, end, or object than what was asked."""

from __future__ import annotations

import re
from functools import lru_cache

from citewell.compose.match import Words
from citewell.compose.outcomes import gives_outcome
from citewell.compose.wanted import asks_if_it_works, mentions
from citewell.model.question import Facet, Question

# Ways of giving a drug that are not the usual one; who asks for one of them names it.
_WAYS = re.compile(
    r"\b(?:intramuscular|intravenous|intrathecal|intranasal|intra-?articular|sublingual|transdermal|topical|rectal|epidural|intravitreal|implant\w*|orally disintegrating)(?:ly)?\b",
    re.IGNORECASE,
)
_USUAL_WAY = re.compile(r"\boral(?:ly)?\b", re.IGNORECASE)


def is_of_another_way(question: Question, sentence: str) -> bool:
    """Tell whether a sentence is on one unusual way of giving a treatment, of which the question does not speak."""
    told = {way[0].lower()[:8] for way in _WAYS.finditer(sentence)}
    return len(told) == 1 and not any(way in question.text.lower() for way in told) and not _USUAL_WAY.search(sentence)


_KINDS = r"(?:secondary|refractory|intractable|resistant|treatment-resistant|drug-resistant|drug-induced|familial|relapsed|idiopathic|congenital|nocturnal|post-?operative|(?:\w+-)?(?:induced|related))"


def is_of_another_kind(question: Question, sentence: str) -> bool:
    """Tell whether a sentence narrows the disease asked about to a kind of it: "in secondary restless legs"."""
    return any(
        kind[1].lower() not in question.text.lower()
        and any(Words.of(kind[2]).mention(c) for c in question.required if c.type in _SUBJECTS)
        for kind in _OF_A_KIND.finditer(sentence)
    )


_SUBJECTS = frozenset({"condition", "finding", "word"})
_OF_A_KIND = re.compile(rf"\b({_KINDS}) ((?:[\w-]+ ?){{1,4}})", re.IGNORECASE)

_OTHERS = re.compile(
    r"\b(?:other|alternative|different) (?:\w+ )?(?:medications?|drugs?|treatments?|agents?|options|therap(?:y|ies)|antibiotics|measures|interventions)\b",
    re.IGNORECASE,
)
_ASKS_FOR_OTHERS = re.compile(r"\b(?:other|besides?|alternatives?|instead|else|apart from|options)\b", re.IGNORECASE)


def is_on_others(question: Question, sentence: str) -> bool:
    """Tell whether a sentence speaks of other treatments than the one asked about, without asking for them."""
    return _OTHERS.search(sentence) is not None and _ASKS_FOR_OTHERS.search(question.text) is None


_IN_PATIENTS = re.compile(
    r"\b(?:in|among|of) (?:(?!in\b|among\b)[\w-]+ ){0,3}(?:patients|people|persons|adults|children|adolescents|subjects|those|women|men|individuals|participants) with\b[^,;.]{0,60}",
    re.IGNORECASE,
)


def is_on_another_finding(question: Question, sentence: str) -> bool:
    """Tell whether the disease asked about only tells whom a sentence is on, and something else is what was treated.

    "It reduces agitation in patients with mania" does not tell whether it is effective for mania.
    """
    whom = _IN_PATIENTS.search(sentence)
    if whom is None or not asks_if_it_works(question) or gives_outcome(question, sentence):
        return False
    diseases = [c for c in question.required if c.type in _SUBJECTS]
    left = sentence[: whom.start()] + sentence[whom.end() :]
    said = Words.of(left)
    if not diseases or any(map(said.mention, diseases)) or not any(map(Words.of(whom[0]).mention, diseases)):
        return False
    others = [m.term for m in mentions(left) if m.term.type in {"condition", "finding"}]
    return bool(others) or _OBJECT.search(left) is not None


_OBJECT = re.compile(r"\b(?:agitation|anxiety|insomnia|sleep|fatigue|nausea|depression|weight|costs?)\b", re.IGNORECASE)

# "No effect on the heart rate" is on the heart rate.
_EFFECT_ON = re.compile(
    r"\b(?:effects?|influence|impact) (?:on|upon) ((?:(?:the|of|and|in|its|their|overall) )?(?:[\w-]+ ?){1,5})",
    re.IGNORECASE,
)


def is_effect_on_another(question: Question, sentence: str) -> bool:
    """Tell whether a sentence tells the effect on something that was not asked, and names nothing asked beside it."""
    told = _EFFECT_ON.search(sentence)
    diseases = [c for c in question.required if c.type in _SUBJECTS]
    if told is None or not diseases or _ANY_OBJECT.search(told[1]):
        return False
    return not any(map(Words.of(told[1]).mention, diseases))


_ANY_OBJECT = re.compile(
    r"\b(?:outcomes?|symptoms?|diseases?|progression|course|survival|mortality|function\w*|quality|control|pain|risk|scores?|events?)\b",
    re.IGNORECASE,
)


# Of ends that are set against each other, half of a sentence is no answer.
_ENDS = tuple(
    (re.compile(rf"\b(?:{one})\b", re.IGNORECASE), re.compile(rf"\b(?:{other})\b", re.IGNORECASE))
    for one, other in (
        (r"high(?:er)?(?:[ -]dos\w+)?", r"low(?:er)?(?:[ -]dos\w+)?"),
        (r"early|earlier|immediate\w*", r"late|later|delayed|deferred"),
        (r"short(?:er)?(?:-\w+)?", r"long(?:er)?(?:-\w+)?"),
        (r"intensive\w*|strict|tight", r"standard|conventional|less intensive\w*|usual"),
        (r"open", r"laparoscopic\w*|arthroscopic\w*|endoscopic\w*|minimally invasive"),
    )
)
_SET_AGAINST = re.compile(r"\b(?:than|versus|vs|or|compared)\b", re.IGNORECASE)


@lru_cache(maxsize=64)
def _ends_asked(text: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    if not _SET_AGAINST.search(text):
        return ()
    return tuple((one, other) for one, other in _ENDS if one.search(text) and other.search(text))


def tells_one_end(question: Question, sentence: str) -> bool:
    """Tell whether a question sets two ends against each other, early against late, and a sentence tells only one."""
    return any(not (one.search(sentence) and other.search(sentence)) for one, other in _ends_asked(question.text))


_NAMES_SYMPTOM = re.compile(
    r"\b(?:pain\w*|ach(?:e|es|ing)|tender\w*|swell\w*|swollen|stiff\w*|weak\w*|numb\w*|tingl\w*|fever\w*|nausea\w*|vomit\w*|dizz\w*|rash\w*|itch\w*|cough\w*|wheez\w*|breath\w*|dyspn\w+"
    r"|fatigue\w*|tired\w*|malaise|headaches?|bleed\w*|bruis\w*|h[a]?ematoma\w*|defects?|gaps?|loss|los[et]|limp\w*|cramps?|spasms?|palpitation\w*|urgency|frequency|frequent\w*|dysuria|incontinence|diarrh\w+|constipation"
    r"|snap\w*|pop|popping|blow|deform\w*|unable|inability|difficult\w*|limited|reduced|impair\w*|restrict\w*|sensation\w*|paresthesia\w*|paraesthesia\w*|tremor\w*|seizures?|confus\w*|mood|sad\w*|sleep\w*|anxi\w*"
    r"|discharge|lumps?|mass(?:es)?|redness|warm\w*|burning|irritab\w*|discomfort|dyspepsia|bloat\w*|heartburn|regurgitation|jaundice|red flags?|attacks?|flush\w*|sweat\w*|chills|thirst\w*|vision|blurr\w*)\b",
    re.IGNORECASE,
)
_IS_SYMPTOM_OF = re.compile(
    r"\b(?:is|as|was|be) (?:an?|the) (?:[\w,]+ ){0,5}(?:symptom|sign|manifestation)s? (?:of|in)\b", re.IGNORECASE
)
_ASKS_SYMPTOMS = re.compile(
    r"\bsymptoms?\b|(?<!warning )\bsigns?\b|\bpresent(?:s|ation)?\b|\bfeel\b|\blook like\b", re.IGNORECASE
)


def names_no_symptom(question: Question, sentence: str) -> bool:
    """Tell whether symptoms are asked for, and a sentence names none, or says of what else the disease is one."""
    if not _ASKS_SYMPTOMS.search(question.text):
        return False
    bare = sentence
    for concept in question.required:
        bare = re.sub(re.escape(concept.surface), " ", bare, flags=re.IGNORECASE)
    found = _IS_SYMPTOM_OF.search(bare)
    return found is not None or not (
        _NAMES_SYMPTOM.search(bare) or any(m.term.type == "finding" for m in mentions(bare))
    )


# That others healed, or kept off, a harm of the drug asked about does not tell whether the drug does it.
_MENDS = re.compile(
    r"\b(?:heal(?:s|ed|ing)?|(?:treatment|prevention|prophylaxis|protection) (?:of|against|from)|prevents?|protects?)\b",
    re.IGNORECASE,
)
_ASKS_OF_CAUSE = re.compile(
    r"\b(?:caus\w+|lead to|trigger\w*|induc\w+|raise|increase|give (?:me|you|people))\b", re.IGNORECASE
)
_CAUSES = re.compile(r"\b(?:caus(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|rais(?:e|es|ed|ing)|led to)\b", re.IGNORECASE)
# The harm that is mended stands within so many characters.
_REACH = 60


def mends_the_harm(question: Question, sentence: str, facet: Facet) -> bool:
    """Tell whether a question asks if something causes a harm, and a sentence how that harm is treated or prevented.

    "For the prevention of strokes, aspirin increased bleeding" tells of the bleeding.
    """
    if facet is not Facet.HARMS or not _ASKS_OF_CAUSE.search(question.text) or _CAUSES.search(sentence):
        return False
    harms = [c for c in question.required if c.type in _SUBJECTS]
    return any(
        any(map(Words.of(sentence[mends.end() : mends.end() + _REACH]).mention, harms))
        for mends in _MENDS.finditer(sentence)
    )
