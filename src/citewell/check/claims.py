"""Which sentences need a citation: doses, figures, effects, advice, frequencies; not what only guides the reader."""

from __future__ import annotations

import re
from enum import Enum, auto

from citewell.check.document import AuditedText, Sentence
from citewell.compose.aspects import facet_score
from citewell.language.units import AMOUNT_OF_DRUG, DOSE
from citewell.language.words import STOP_WORDS, words
from citewell.model.evidence import RecordKind
from citewell.model.question import Facet


class Need(Enum):
    """Why a sentence needs a citation. STATEMENT: it tells of the subject, without a figure, an effect or advice."""

    DOSE = auto()
    CLAIM = auto()
    STATEMENT = auto()


_DOSE = re.compile(DOSE)
_GIVEN = re.compile(
    r"\b(?:dos(?:e|es|ed|age|ing)|tak(?:e|en|es|ing)|took|give[ns]?|gave|administ\w+|prescri\w+|inject\w+|infus\w+|inhal\w+|start\w*|maximum|titrat\w+|receiv\w+|loading|swallow\w*|apply|applied"
    r"|daily|weekly|monthly|once|twice|hourly|nightly|every|a day|per day|each day|by mouth|orally|intravenous\w*|subcutaneous\w*|intramuscular\w*|use[ds]?|for \d+ days)\b|/\s?kg",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\d\s?%|\bper ?cent\b|\b\d[\d,]* (?:in|of|out of)(?: every)? \d|\b(?:hazard|odds|risk|rate) ratios?\b|\bP\s?[<=≤]|\bconfidence interval|\b95% CI\b|\bper 1[0,]+\b"
    rf"|{AMOUNT_OF_DRUG}|\d\s?(?:mm ?Hg|kg)\b"
    r"|\b\d[\d.]*(?:\s?[-–]\s?|\sto\s)?[\d.]* (?:hours|days|weeks|months|years)\b|\b\d[\d,.]* (?:points?|cases|deaths|times)\b"
    r"|\b(?:one|two|three|four|half|a third|a quarter|two thirds|most|nearly all|many|few) (?:in|of|out of) (?:every )?(?:the )?(?:people|patients|adults|women|men|children|cases|those|them|three|four|five|six|ten|\d+)\b",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"\b(?:reduc(?:e|es|ed|ing|tions?)|improv(?:e|es|ed|ing|ements?)|increas(?:e|es|ed|ing)|lower(?:s|ed|ing)|rais(?:es|ed)|decreas(?:e|es|ed)|prevent(?:s|ed)|reliev(?:e|es|ed)|cur(?:es?|ed)|shorten(?:s|ed)?|prolong(?:s|ed)?"
    r"|halv(?:es|ed)|doubl(?:es|ed)|worsen(?:s|ed)?|protect(?:s|ed)|effective(?:ly|ness)?|ineffective|superior|inferior|non-?inferior|(?:better|worse|safer|faster|more|less|fewer|higher|lower) (?:\w+ ){0,3}than"
    r"|no (?:significant )?(?:difference|benefit|effect)|did not differ|associated with|linked (?:to|with)|risk of|caus(?:e|es|ed)|leads? to|led to|results? in|resulted in|benefits?|harms?)\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:should|recommend(?:s|ed|ation)?|is advised|are advised|we (?:advise|suggest)|first[- ]line|second[- ]line|contra-?indicated|contra-?indications?|must (?:not|never|be)|avoid(?:ed)?|(?:do not|don't|never) (?:take|use|give|start|stop)"
    r"|(?:is|are) (?:not )?indicated|preferred|treatment of choice|boxed warning)\b",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    r"\b(?:common(?:ly|est)?|uncommon(?:ly)?|rare(?:ly)?|frequent(?:ly)?|usually|often|typically|most (?:people|patients|adults|women|men|children|cases)|prevalence|incidence|affects (?:about|around|nearly|up to|one|\d))\b",
    re.IGNORECASE,
)
# Where a reader is sent, what the text says of itself, and what every text says to be safe.
_GUIDES = re.compile(
    r"\b(?:talk|speak|tell|ask|see|consult|contact|call|check with|discuss|visit|get help|seek)\b[^.]{0,60}\b(?:doctors?|pharmacists?|nurses?|GPs?|physicians?|health ?care|professionals?|clinicians?|providers?|midwi\w+|ambulance|emergency|911|999|112|medical (?:help|advice|attention)|helpline|poison)\b"
    r"|\b(?:this|our|the present) (?:page|article|guide|leaflet|review|text|section|answer|website|site|summary|handout|document|information|chapter|booklet|factsheet|fact sheet|post|video)\b"
    r"|\bmedical advice\b|\beducational purposes\b|\b(?:does|do) not replace\b|\bnot (?:a substitute|intended)\b|\ball rights reserved\b|©|\bcookies?\b|\bsubscribe\b|\bnewsletter\b|\bprivacy policy\b"
    r"|\b(?:read|learn|find out|see) (?:more|also|below|above)\b|\bfor more information\b|\bclick\b|\b(?:last )?(?:updated|reviewed|published)(?: on| by|:)|^\W*(?:written|reviewed|edited|medically reviewed) (?:by|for)\b"
    r"|^\W*(?:review|author|editor|reviewer|date|keywords?|funding|competing interests|conflicts? of interest|searched|library edition|lists? of retractions)\s*:|\bwe (?:searched|looked for|reviewed|included|would like)\b"
    r"|\bfurther (?:research|studies|trials) (?:is|are) needed\b|\b(?:among|of) the sources\b|\bthe sources? (?:of|in|for)\b|\bsources are\b|\bretraction status\b|\bno (?:study|trial|evidence|data|guideline)s? (?:was|were|is|are|has been|have been)?\s?(?:found|available|known|among)\b",
    re.IGNORECASE,
)
# What a paper reports of its own study has no other source.
_OWN_STUDY = re.compile(
    r"\bour (?:study|trial|results?|patients|participants|data|findings?|analys[ie]s|cohort|sample)\b|\bin (?:this|the present|the current) (?:study|trial|analysis|cohort)\b"
    r"|\bwe (?:found|observed|show(?:ed)?|report(?:ed)?|measured|recorded|randomi[sz]ed|enrolled|recruited|studied|assessed|evaluated|performed|conducted|analy[sz]ed|compared|calculated|used|identified|excluded)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"^\W*(?:disclaimers?|about (?:this|us|the authors?)\b.*|contact\b.*|funding\b.*|acknowledge?ments?|(?:conflicts?|declarations?) of interests?|competing interests|further (?:reading|information)\b.*|related\b.*|see also|(?:what to )?ask next"
    r"|more information|when to (?:see|call|seek|get)\b.*|(?:about the )?authors?\b.*|copyright\b.*|glossary|abbreviations|(?:table of )?contents|how (?:this|we)\b.*|what the evidence does not say|what came nearest|what to (?:try|ask next)|trials under way"
    r"|what was searched|no answer\b.*|getting help|get help\b.*|where to (?:get|find)\b.*|feedback|search(?: strategy| methods)?|methods?(?: of this\b.*)?|limitations?\b.*|questions to ask\b.*|key ?words|learning (?:objectives|points)|navigation|share\b.*|tags)\W*$",
    re.IGNORECASE,
)
_LEAST_WORDS = 4
_STATED = 2.0
# In English a third to a half of the words carry grammar.
_LEAST_GRAMMAR = 0.2


def need_of(sentence: Sentence) -> Need | None:
    """Return why a sentence needs a citation; None where it does not."""
    text = sentence.text
    if _ASIDE.match(sentence.place.heading) or text.endswith("?") or len(words(text)) < _LEAST_WORDS:
        return None
    if sentence.is_row:
        return Need.DOSE if _DOSE.search(text) else None
    if _DOSE.search(text) and _GIVEN.search(text):
        return Need.DOSE
    if text.endswith(":") or _GUIDES.search(text) or _OWN_STUDY.search(text):
        return None
    if any(pattern.search(text) for pattern in (_FIGURE, _EFFECT, _ADVICE, _OFTEN)):
        return Need.CLAIM
    if len(words(text)) > _LEAST_WORDS and text.endswith((".", "!", ";")) and _states(text):
        return Need.STATEMENT
    return None


def _states(text: str) -> bool:
    """Tell whether a sentence plainly speaks to any facet of a condition or a treatment."""
    return any(facet_score(text, "", facet, RecordKind.RESEARCH) >= _STATED for facet in Facet)


def is_english(text: AuditedText) -> bool:
    """Tell whether a text reads as English. One too short to tell counts as such."""
    said = [word for sentence in text.sentences[:200] for word in words(sentence.text) if word.isalpha()]
    return len(said) < 40 or sum(word in STOP_WORDS for word in said) >= _LEAST_GRAMMAR * len(said)
