"""The words that show where a sentence can be parted: finite verbs, comparatives, denials."""

from __future__ import annotations

import re

AUX = r"(?:is|are|was|were|has|have|had|does|do|did|can|cannot|could|may|might|must|should|will|would)"
PAST = (
    r"(?:raised|lowered|reduced|increased|improved|decreased|led|gave|caused|showed|found|cost|took|left|cut|helped|prevented|relieved"
    r"|remained|regained|occurred|judged|rated|affected|supported|suggested|recommended|reported|advised|needed|lasted|began|died|fell|rose|ended|differed|worked|failed|carried|gained|lost|got|went|came|met|did|relied|became|stopped|started|argued|contained|developed|responded|changed|added|started|contributed|seemed|appeared|included|cured|trades?)"
)
PRESENT = (
    r"(?:recommends?|suggests?|advises?|reduces?|lowers?|raises?|increases?|improves?|prevents?|helps?|causes?|relieves?|gives?|leads?"
    r"|remains?|needs?|fails?|persists?|retracts?|protects?|carries|carry|differs?|depends?|affects?|appears?|seems?|states?|allows?|includes?|finds?|rests|lasts?|occurs?|shows?|supports?|prefers?|considers?|regards?)"
)
# "As-needed" and "well-controlled" hold no verb.
FINITE = re.compile(rf"(?<![\w-])(?:{AUX}|{PAST}|{PRESENT})(?![\w-])")
# A verb that may open a part without its subject: an auxiliary, or another that an object's beginning follows.
VERB_FIRST = re.compile(rf"(?:{AUX}|(?:{PAST}|{PRESENT})(?= (?:the|a|an|its|their)\b))\b")
SINGULAR, PLURAL = re.compile(r"\b(?:is|was|has|does)\b"), re.compile(r"\b(?:are|were|have|do)\b")
COMPARATIVE = re.compile(
    r"\b(?:more|less|fewer|greater|higher|lower|better|worse|larger|smaller|longer|shorter|earlier|later|rather|other|[a-z]{3,}er)\b"
)
BRACKETS = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
DENIES = re.compile(
    r"\b(?:not|no|never|nor|neither|without|cannot|lack\w*|fail\w*|insufficient|unlikely|less likely)\b"
)


def tense(text: str) -> str:
    """Return "was" where a text tells of the past, else "is"."""
    verb = FINITE.search(text)
    return "was" if verb and re.fullmatch(rf"{PAST}|was|were|had|did|could|would", verb.group()) else "is"


# "More effective than X in preventing falls": what is behind the comparator belongs to what is before it.
_BELONGS_BEFORE = re.compile(
    r"\b(?:in|at|of|for|by|to|as) (?:\w+ing|the \w+ing|reduction|prevention|treatment)\b|\b(?:but|when|not)\b"
)
_EFFECTIVE = re.compile(r"\b(?:effective\w*|efficacious|likely|likelihood|superior|potent|useful|safe|efficacy)$")
# "In the zanolol compared with the placebo group": the last word is said of both.
_SHARED = re.compile(r"\b(?:groups?|arms?|patients|recipients|users|treatment|therapy|phase|condition)$")
_NO_HEAD = re.compile(r"\b(?:in|on|with|for|of) (?:the )?[\w-]+$")


def is_no_comparator(before: str, rest: str) -> bool:
    """Tell whether what stands behind "than" or "compared with" is more than what was compared, or less than a name."""
    if FINITE.search(rest) or _BELONGS_BEFORE.search(rest):
        return True
    if _EFFECTIVE.search(before) and re.search(r"\b(?:in|at|for|to|of)\b", rest):
        return True
    shared = _SHARED.search(rest.rstrip("_ ."))
    is_shared = shared is not None and not _SHARED.search(before) and _NO_HEAD.search(before) is not None
    return is_shared or re.fullmatch(r"(?:those|that|these)\W*", rest) is not None


_TO_OTHERS = re.compile(
    r", (?:and|but) (?:for|in|among|under|when) |\b(?:and|but) (?:for|in|among) (?:men|women|adults|children|patients|people|those|others)\b"
)


def goes_on_to_others(statement: str) -> bool:
    """Tell whether a statement goes on to others than those it began with: "in men it was 17, and in women 10"."""
    return _TO_OTHERS.search(statement) is not None
