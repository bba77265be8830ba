"""Whether a study tells of unwanted reactions, in the plain words of its results."""

from __future__ import annotations

import re

from citewell.compose.wanted import asks_of_one_harm
from citewell.model.question import Question

# The reactions that trials count most, in the words in which they tell them (the preferred terms and the everyday
# names of the commonest in MedDRA's system organ classes).
_REACTION = re.compile(
    r"\b(?:weight gain|sedation|somnolence|drows\w+|nausea|vomiting|dizz\w+|headaches?|constipation|diarrh\w+|dry mouth|(?:mouth dryness|dryness of the mouth)|difficulty sleeping|itchiness|stinging|ocular burning|dystonia|cough|rash(?:es)?|insomnia"
    r"|(?:increased|decreased|reduced|loss of) appetite|anorexia|fatigue|tiredness|o?edema|bleeding|ha?emorrhage|hypoglyc\w+|hypotension|bradycardia"
    r"|akathisia|parkinsonism|extrapyramidal (?:symptoms|effects|side[ -]effects|syndromes?|signs)|tremor|drooling|flushing|palpitations|dyspepsia|heartburn|ulcers?|abdominal pain"
    r"|stomach ?aches?|infections?|blurred vision|urinary retention|confusion|agitation|pruritus|itching|hyperkal\w+|myalgia|muscle pain|cramps?"
    r"|sexual dysfunction|sweating|hot flushes|thrombo\w+|fractures?|falls(?! (?:by|to|in|of|from))|hepatotoxicity|hyperprolactin\w+|irritability|tics?|nerve (?:injury|injuries|palsy|damage|symptoms)|numbness|(?:withdrawal|discontinuation) (?:\(\w+\) )?symptoms?|re-?ruptures?|re-?tears?|wound (?:infections?|complications?)|stiffness|ha?ematomas?|deep vein|(?:iris )?pigmentation|hypera?emia|agranulocytosis|leuco?penia|neutropenia|seizures?|tachycardia|salivation)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:more|most) (?:common|frequent)\w*\b|\bmore often\b|\b(?:was|were) (?:reported|observed|seen|noted|experienced)\b|\b(?:occurred|experienced|reported)\b"
    r"|\b(?:raised|increased) (?:the )?(?:reports?|rates?|number)\b|\brelated to\b|\bmore likely\b[^.;]{0,60}\bto (?:report|have|experience)\b|\binduced\b|\bassociated with\b|\bcaus(?:e|es|ed)\b|\bled to\b|\bresulted in\b|\bhigher (?:rates?|incidence|frequency)\b|\bhad (?:significantly )?more\b",
    re.IGNORECASE,
)
_BETTER = re.compile(
    r"\b(?:reduc|improv|decreas|reliev|fewer|less|lower|prevent|resol|eradicat|alleviat|ameliorat|did not differ|similar|no (?:significant )?difference)\w*|\b(?:heal(?:s|ed|ing)?|cur(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)


# Of the reactions those that are seldom what a treatment is taken for, or judged by.
_DRUG_REACTION = re.compile(
    r"\b(?:nausea|vomiting|dizz\w+|constipation|diarrh\w+|dry mouth|mouth dryness|difficulty sleeping|itchiness|stinging|ocular burning|blurred vision|akathisia|dystonia|extrapyramidal \w+|rash(?:es)?|drows\w+|somnolence|sedation|weight gain|o?edema|hypoglyc\w+|hypotension"
    r"|bradycardia|hyperkal\w+|myalgia|muscle pain|(?:iris )?pigmentation|hypera?emia|wound infections?|nerve (?:injury|injuries|palsy|damage))\b",
    re.IGNORECASE,
)


def names_reaction(text: str) -> bool:
    """Tell whether a text names an unwanted reaction that trials count."""
    return _REACTION.search(text) is not None


def names_drug_reaction(text: str) -> bool:
    """Tell whether a text names a reaction that drugs cause and are seldom given for: nausea, or a rash."""
    return _DRUG_REACTION.search(text) is not None


def asks_for_reactions(question: Question) -> bool:
    """Tell whether a question asks for the side effects of a treatment, whatever they are."""
    return bool(question.treatments) and not asks_of_one_harm(question)


def reactions_named(sentence: str) -> int:
    """Return how many unwanted reactions a sentence names."""
    return len({match.group().lower() for match in _REACTION.finditer(sentence)})


def tells_reactions(sentence: str) -> bool:
    """Tell whether a sentence says that a reaction came with a treatment: "drowsiness was more common with zanolol"."""
    without = re.sub(r"\b(?:decreased|reduced) appetite\b", "anorexia", sentence, flags=re.IGNORECASE)
    return (
        _REACTION.search(without) is not None and _TOLD.search(without) is not None and _BETTER.search(without) is None
    )
