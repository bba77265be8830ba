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
    r"|remains?|needs?|fails?|persists?|retracts?|protects?|carries|carry|differs?|depends?|affects?|appears?|seems?|states?|allows?|includes?|finds?|rests|lasts?|occurs?|shows?|supports?)"
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
