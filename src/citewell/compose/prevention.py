"""What a sentence says is prevented: the condition asked about, or another thing, such as what it leads to."""

from __future__ import annotations

import re

from citewell.language.words import STOP_WORDS, stem, stems
from citewell.model.question import Question

_PREVENTS = re.compile(
    r"\bprevent\w*|\bprophyla\w+|\bvaccin\w+|\bavoid\w*|\bprotect(?:s|ed|ive|ing)?\b[^.]{0,20}\bagainst\b"
    r"|\b(?:reduc|lower|halv|decreas|cut)\w*\b|\bfewer\b|\bless (?:often|frequent|likely)\b",
    re.IGNORECASE,
)
# The thing prevented ends where the sentence goes on to whom, by what or when.
_OBJECT = r"((?:(?!(?:in|among|with|after|by|for|when|if|to|during|through|compared|than|but)\b)[\w’'-]+[ ,]*){1,9})"
_OF_WHAT = re.compile(
    rf"\b(?<!be )(?<!is )(?<!are )(?<!was )(?<!were )(?:prevent(?:s|ed|ing)?|prevention of|prophylaxis (?:of|against)|protect(?:s|ed|ing)? against|avoid(?:s|ed|ing)?|vaccin\w+ against) {_OBJECT}"
    rf"|\b(?:risk|rate|rates|incidence|odds|chance|number|frequency) of {_OBJECT}",
    re.IGNORECASE,
)
# The next time is the condition's own, though it is not named again.
_AGAIN = re.compile(
    r"\bre-?(?:rupture|injur|tear|infection|fracture|bleed)\w*|\brecurr\w+|\brelaps\w+|\bepisodes?\b|\battacks?\b",
    re.IGNORECASE,
)
_GENERAL = frozenset(
    stem(word) for word in "injury rupture tear disease disorder pain acute chronic proximal distal".split()
)


def prevents_another(question: Question, sentence: str) -> bool:
    """Tell whether a question asks how a condition is prevented, and a sentence prevents another thing, or nothing.

    Where a treatment is named as well, its effect is asked for, which a source may word in many ways.
    """
    asked = [concept for concept in question.required if concept.type == "condition"]
    if not asked or bool(question.treatments):
        return False
    if not _PREVENTS.search(sentence):
        return True
    prevented = [told for match in _OF_WHAT.finditer(sentence) for told in match.groups() if told]
    if not prevented or any(_AGAIN.search(told) for told in prevented):
        return False
    names = {token for concept in asked for variant in (*concept.variants, *concept.narrower) for token in variant}
    telling = (names - _GENERAL or names) - {stem(word) for word in STOP_WORDS}
    return not any(telling & set(stems(told)) for told in prevented)
