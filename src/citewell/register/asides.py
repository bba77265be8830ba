"""What stands beside the statement of a sentence, said in a sentence of its own: its source, an example, its measure.

A place is safe only if a list of words shows it, as in `clauses`; where that cannot be told, nothing is parted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.model.rendering import Rule
from citewell.register.edits import Edit, Group
from citewell.register.figures import leaves_words
from citewell.register.grammar import BRACKETS, COMPARATIVE, DENIES, FINITE, goes_on_to_others, is_no_comparator, tense

_WORKS = (
    r"(?:trials?|analys[ie]s|stud(?:y|ies)|reviews?|meta-analys[ie]s|cohorts?|guidelines?|reports?|statement|update)"
)
# "This is from this study" points at nothing; nor is it said which "other trials" are.
_NOT_NAMED = r"(?!(?:this|these|those|that|our|their|its|the present|the same|the current|present|each|both|all|some|most|many|other|another|several|earlier|previous|contrast|general)\b)"
# A name of six capitals or more is a trial's; one of four may be a disease's: "In COPD, ...".
_WORK = rf"(?:{_NOT_NAMED}[^,;:.]*?\b{_WORKS}\b[^,;:.]*|[A-Z][A-Z-]{{5,}}\w*)"
_FROM_A_WORK = re.compile(rf"(?P<lead>In|Under) (?P<frame>{_WORK})(?P<comma>, )(?=\S)")
_COMPARED_FIRST = re.compile(r"(?P<lead>Compared with|Compared to) (?P<frame>[^,;:.]+)(?P<comma>, )(?=[^;:]+$)")
_WHEN = re.compile(r"(?P<lead>When) (?P<frame>[^,;:.]+)(?P<comma>, )(?=[^,;:]+$)")
_SEVERAL = r"(?<=[^siu]s)(?P<joint>,? (?:among them|such as) )(?!those\b)"
# These cannot be missed: the part before them says all that it says without them.
_BEHIND = (
    (re.compile(r"(?P<joint>,? including )"), ". This includes "),
    # Of several things one or more are named: "pain such as gout" names a kind.
    (re.compile(rf"{_SEVERAL}(?=[^,;:]+$)(?!.* (?:and|or) )(?!\w+s\b)"), ". Among them is "),
    (re.compile(_SEVERAL), ". Among them are "),
    (re.compile(r"(?P<joint>, for example )"), ". An example is "),
    (re.compile(r"(?P<joint>,? at the cost of )"), ". The cost {be} "),
    (re.compile(r"(?P<joint>,? at the price of )"), ". The price {be} "),
    (re.compile(r"(?P<joint>, mainly )"), ". This {be} mainly "),
    # Why something was done, and not what came of it: "stopped because of falls" stays whole.
    (re.compile(r"(?P<joint> because of )(?=(?:a|an|the) )"), ". This was because of "),
    (re.compile(r"(?P<joint>, both with )"), ". Both have "),
    (re.compile(r"(?P<joint>, both )(?=(?:more|less) )"), ". Both {are} "),
)
_IS_A_WORK = re.compile(rf"{_WORK},")
_SUBORDINATE = re.compile(r"\b(?:that|which|who|whom|if|when|unless|whether|because|while|although|until)\b")


def parted_asides(text: str, hidden: str, *, instructs: bool) -> Iterator[Group]:
    """Yield the partings of one sentence, whose brackets are masked, the safest first.

    Of a text that tells what to take or to avoid only the work that it is from, and examples, are parted.
    """
    yield from _first(hidden, _FROM_A_WORK, "This is from ")
    if not instructs:
        yield from _first(hidden, _COMPARED_FIRST, "This is a comparison with ")
    yield from _first(hidden, _WHEN, "This is for when ")
    yield from _behind(hidden, instructs=instructs)
    if not instructs:
        yield from _than(text, hidden)


def names_a_work(text: str) -> bool:
    """Tell whether a text begins with a trial, a review or another work, as far as its first comma."""
    return _IS_A_WORK.match(BRACKETS.sub("", text)) is not None


def _first(hidden: str, pattern: re.Pattern[str], said: str) -> Iterator[Group]:
    match = pattern.match(hidden)
    if (
        match is None
        or not FINITE.search(hidden[match.end() :])
        or goes_on_to_others(hidden[match.end() :])
        or len(match["frame"].split()) > _LONGEST_FRAME
    ):
        return
    # "When patients were grouped, ..." tells what was done, and sets no case apart.
    if match["lead"] == "When" and (tense(match["frame"]) == "was" or tense(hidden[match.end() :]) == "was"):
        return
    if match["lead"] == "When" and (not FINITE.search(match["frame"]) or match["frame"].startswith("to ")):
        return
    if match["lead"] != "When" and FINITE.search(match["frame"]):
        return
    yield (
        Edit(0, match.start("frame"), said, Rule.JOINT),
        Edit(match.start("comma"), match.end("comma"), ". ", Rule.JOINT),
    )


_LONGEST_FRAME = 30


def _behind(hidden: str, *, instructs: bool) -> Iterator[Group]:
    for pattern, said in _BEHIND:
        match = pattern.search(hidden)
        if match is None or (instructs and not said.startswith((". This includes", ". Among them"))):
            continue
        before, after = hidden[: match.start()], hidden[match.end() :]
        if not FINITE.search(before) or FINITE.search(after) or _SUBORDINATE.search(after) or ";" in after:
            continue
        be = tense(hidden)
        if "because of" in said and (be == "is" or DENIES.search(before) or COMPARATIVE.search(before)):
            continue
        said = said.format(be=be, are="were" if be == "was" else "are")
        yield (Edit(match.start(), match.end(), said, Rule.JOINT),)


# What is compared stands whole before "than" and behind it: no amount, no place, nothing that is only half said.
_THAN = re.compile(r" than (?P<with>with )?(?P<rest>[^,;:]+)$")
_NO_MEASURE = re.compile(
    r"(?:\d|_|(?:in|of|on|after|before|below|above|without|with|for|at|by|to|from|when|if|that|expected|usual|directed|ever|instead|one|two|half)\b)"
)
# "More than ten", "older than", "rather than" measure something else than the finding.
_NOT_THE_FINDING = re.compile(
    r"\b(?:rather|other|older|younger|more|less|fewer|greater|later|earlier|sooner|larger|smaller|longer|shorter|above|below|worse|better)$"
)
_REACHES_OVER = re.compile(r"\b(?:over|versus|compared|against|between|from|both|either)\b|,")
_MOST_WORDS_COMPARED = 14


def _than(text: str, hidden: str) -> Iterator[Group]:
    """Yield the parting of "a lower rate than X" into a lower rate, and what it was compared with."""
    match = _THAN.search(hidden)
    if match is None or hidden.count(" than ") != 1:
        return
    before, rest = hidden[: match.start()], match["rest"]
    verb = FINITE.search(before)
    if verb is None or not COMPARATIVE.search(before) or _NOT_THE_FINDING.search(before) or _NO_MEASURE.match(rest):
        return
    if (
        (DENIES.search(hidden) and tense(hidden) == "is")
        or _SUBORDINATE.search(hidden)
        or _REACHES_OVER.search(hidden[verb.end() : match.start()])
    ):
        return
    if (
        is_no_comparator(before, rest)
        or COMPARATIVE.search(rest)
        or re.search(r"\b(?:and|or|similar|same|it|its|them|their)\b", rest)
    ):
        return
    # How sure, or whether by chance, the finding is belongs to the finding.
    if any(leaves_words(text, *bracket.span()) for bracket in BRACKETS.finditer(text, match.start())):
        return
    if len(rest.split()) <= _MOST_WORDS_COMPARED:
        said = f". This {tense(hidden)} compared with "
        yield (Edit(match.start(), match.start("rest"), said, Rule.JOINT),)
