"""Whether a sentence tells what raises the risk of the condition asked about, and not only speaks of risk factors."""

from __future__ import annotations

import re

from citewell.compose.match import Words, is_asked
from citewell.compose.wanted import mentions
from citewell.language.words import stems
from citewell.model.question import Question

# A risk factor is told with what it raises: the words alone stand in much that is on something else.
_RAISES_RISK = re.compile(
    r"\b(?:risk factors?|triggers?|predictors?)\b[^.;]{0,90}\b(?:is|are|was|were|include[sd]?|including|identified|found)\b(?! (?:shown|given|presented|measured|recorded|collected|assessed|listed|asked|discussed))|\brisk factors?:"
    r"|\b(?:is|are|was|were|as|remains?|being) (?:(?:an?|the|both|strong\w*|independent\w*|significant\w*|major|important|known|established|potential|possible|main|modifiable|common|and) ){0,5}"
    r"(?:risk factors?|predictors?|triggers?|risks?)\b"
    r"|\b(?:increas|rais|elevat|doubl|tripl|high|great|low|reduc|decreas)\w*[^.;]{0,60}\b(?:risks?|odds|likelihood|incidence|probability|hazard|rates?)\b"
    r"|\b(?:risks?|odds|incidence|hazard|rates?)\b[^.;]{0,60}\b(?:increas|rais|elevat|doubl|tripl|high|great|low|reduc|decreas)\w*"
    r"|\bassociated with\b|\bassociations?\b|\blinked (?:to|with)\b|\bpredispos\w+|\b(?:more|less) (?:likely|common|often|frequent)\w*\b|\b(?:odds|hazard|risk|rate) ratio\b|\bpredict(?:s|ed)\b"
    r"|\btrigger(?:s|ed)\b|\bcontribut\w+ to\b|\bcaus(?:e|es|ed)\b|\bat risk\b|\brelative risk\b|(?-i:\b(?:RR|OR|HR)s?\b)",
    re.IGNORECASE,
)
# What foretells who takes up a test, or whom a drug helps, is no risk of a disease.
_OF_SOMETHING_ELSE = re.compile(
    r"\bpredict\w*\b[^.;]{0,40}\b(?:time to|return to|recovery|outcomes?|mortality)\b(?:[^.;]|\.\d)*"
    r"|\b(?:with|had|having|have) (?:(?:at|two|three|one|or|and|more|least|several|multiple|no|\d+|social|any|known) ){1,5}risk factors?\b(?:[^.;]|\.\d)*"
    r"|\btarget\w* (?:\w+ ){0,3}risk factors?\b|\b(?:lack|absence) of evidence\b(?:[^.;]|\.\d)*|^although there is evidence\b(?:[^.;]|\.\d)*"
    r"|\b(?:predictors?|predictive (?:markers?|biomarkers?)|associations?|associated)\b[^.;]{0,60}\b(?:uptake|adherence|participation|attendance|completion|knowledge|response|intention|awareness)\b"
    r"(?:[^.;]|\.\d)*|\bpredictive (?:bio)?markers?\b(?:[^.;]|\.\d)*|\b(?:attribut|believ|perceiv)\w+(?:[^.;]|\.\d)*|\brisk (?:prediction|assessment|stratification|communication)\b",
    re.IGNORECASE,
)


_FACTOR_OF = re.compile(
    r"\b(?:risk factors?|predictors?) (?:for|of) ((?:(?!(?:after|in|among|with|following|were|was|are|is|include)\b)[\w’-]+ ?){1,5})",
    re.IGNORECASE,
)


def tells_no_risk(question: Question, sentence: str) -> bool:
    """Tell whether a sentence names no risk factor, or one of something else than the condition asked about."""
    return (
        _is_factor_of_another(question, sentence) or _RAISES_RISK.search(_OF_SOMETHING_ELSE.sub(" ", sentence)) is None
    )


def _is_factor_of_another(question: Question, sentence: str) -> bool:
    """Tell whether a sentence names the risk factors of something that shares no word with the condition asked about."""
    asked = [concept for concept in question.required if concept.type == "condition"]
    told = _FACTOR_OF.search(sentence)
    if told is None or not asked:
        return False
    names = {token for concept in asked for variant in (*concept.variants, *concept.narrower) for token in variant}
    return names.isdisjoint(stems(told[1]))


_AT_RISK_OF = re.compile(r"\b(?:risk|odds|likelihood) of ((?:[\w-]+ ?){1,5})", re.IGNORECASE)
_ANY_EVENT = re.compile(r"\b(?:adverse|cardiovascular) (?:events?|effects?)\b", re.IGNORECASE)


def is_risk_of_another(question: Question, sentence: str) -> bool:
    """Tell whether a sentence tells what raises the risk of another thing than was asked."""
    told = _AT_RISK_OF.search(sentence)
    if told is None or any(Words.of(told[1]).mention(concept) for concept in question.required):
        return False
    return _ANY_EVENT.search(told[1]) is not None or any(
        m.term.type in {"condition", "finding"} and not is_asked(m.term, question.concepts) for m in mentions(told[1])
    )


def names_what_is_at_risk(question: Question, sentence: str, said: Words) -> bool:
    """Tell whether a sentence names the condition asked about, or says that it speaks of a risk."""
    asked = [concept for concept in question.required if concept.type == "condition"]
    return not asked or any(said.mention(concept) for concept in asked) or _SPEAKS_OF_RISK.search(sentence) is not None


_SPEAKS_OF_RISK = re.compile(r"\brisks?\b|\btriggers?\b", re.IGNORECASE)
