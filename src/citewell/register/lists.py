"""Lists, and the two arms of a trial, set out one item a line. Only the layout changes: every word stays, in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.language.sentences import Sentence, split_sentences
from citewell.model.rendering import Rule
from citewell.register.edits import Edit, Group
from citewell.register.grammar import BRACKETS

BULLET = "\n• "
_OPENS = ":" + BULLET
# A list begins behind one of these. Behind "was" an item may be a participle with a tail, and is no item then.
_INTRODUCES = re.compile(
    r"\b(?:includes?|included|are|were|recommends?|regards|advises?|advised|consider)(?P<gap> )(?=\S)|:(?P<behind> )(?=\S)"
)
_LAST = re.compile(r"(?P<gap>,? )(?:and|or) (?!(?:[a-z-]+ )?than\b)")
_COMMA = re.compile(r"(?P<gap>, )(?!(?:and|or) )")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|did|do|can|could|may|might|must|should|will|would|lasted|led|gave|showed|occurred"
    r"|improved?|improves|reduced?|reduces|lowered|raised|causes?d?|include[sd]?)\b"
)
_NO_ITEM = re.compile(
    r"(?:in|for|with|without|when|if|which|who|that|whether|according|to|at|both|by|on|of|from|after|before|during|as|than|not|but|especially|mainly"
    r"|a finding|a difference|among|compared|versus|including|such)\b"
)
# What follows one of these in the last item may be said of all of them.
_TAIL = re.compile(
    r"\b(?:in|for|with|among|at|after|during|from|by|over|than|when|if|that|which|who|as|to|until|rather|versus)\b|,"
)
# The last item's last word may be meant for all of them: "skin, lung and urinary tract infections".
_SHARED = re.compile(
    r"\b(?:infections?|treatments?|therap(?:y|ies)|diseases?|events?|risks?|decline|drugs?|pain|symptoms|surgery|bleeding|loss|function|problems?"
    r"|injections?|tests?|agents?|inhibitors?|scores?|strokes?|death|failure|use|care|users?|options)$"
)
# "Were assessed at 0, 4 and 7 hours": a participle goes on, and what follows it are no items of what was introduced.
_GOES_ON = re.compile(
    r"(?:\w+ly )?(?:\w+ed|shown|given|found|made|seen|known|taken|kept|held|done|drawn|put|set|met|due|able|likely)\b"
)
_MOST_WORDS = 14


def itemised(source: str) -> Iterator[Group]:
    """Yield the lists at the end of sentences, and the arms of trials, as items on lines of their own."""
    for sentence in split_sentences(source):
        hidden = BRACKETS.sub(lambda match: "_" * len(match.group()), sentence.text)
        gaps = _of_a_list(hidden) or _of_arms(hidden) or _of_two_measures(hidden)
        if gaps and sentence.start + len(sentence.text) == len(source.rstrip()):
            yield tuple(_item(sentence, start, end, opens=place == 0) for place, (start, end) in enumerate(gaps))


def is_item(span: str, text: str) -> bool:
    """Tell whether a text is only the layout of an item in the place of a span: a gap or a comma, and no word."""
    return span in {" ", ", "} and text in {BULLET, _OPENS}


def opens(before: str, text: str) -> bool:
    """Tell whether an item is the first of a list: a colon stands before it."""
    return text == _OPENS or (text == BULLET and before.endswith(":"))


def _item(sentence: Sentence, start: int, end: int, *, opens: bool) -> Edit:
    has_colon = sentence.text[start - 1] == ":"
    text = _OPENS if opens and not has_colon else BULLET
    return Edit(sentence.start + start, sentence.start + end, text, Rule.ITEM)


def _of_a_list(hidden: str) -> list[tuple[int, int]]:
    """Return the gaps before the items of a list that ends the sentence; none where it is not sure what its items are."""
    end = len(hidden.rstrip(" .;"))
    for verb in reversed(list(_INTRODUCES.finditer(hidden))):
        commas = [match.span("gap") for match in _COMMA.finditer(hidden, verb.end(), end)]
        lasts = [match.span("gap") for match in _LAST.finditer(hidden, commas[-1][1] if commas else verb.end(), end)]
        if not commas or len(lasts) != 1 or re.search(r", (?:and|or) ", hidden[verb.end() : commas[-1][1]]):
            continue
        gaps = [verb.span("gap") if verb["gap"] else verb.span("behind"), *commas, *lasts]
        items = _between(hidden, gaps, end)
        is_told_apart = hidden[lasts[0][0]] == "," or not any(_MAY_GO_ON.search(item) for item in items)
        if is_told_apart and _are_items(items):
            return gaps
    return []


# "Use of a steroid, a statin or aspirin": without a comma before "or", what follows may be a part of the item.
_MAY_GO_ON = re.compile(r"\b(?:of|with|from|for|to|in|by|on)\b")


def _between(hidden: str, gaps: list[tuple[int, int]], end: int) -> list[str]:
    starts = [gap[1] for gap in gaps]
    ends = [*(gap[0] for gap in gaps[1:]), end]
    return [hidden[start:stop] for start, stop in zip(starts, ends, strict=True)]


def _are_items(items: list[str]) -> bool:
    last = re.sub(r"^(?:and|or) ", "", items[-1])
    bare = [item.replace("_", " ").strip() for item in [*items[:-1], last]]
    if any(":" in item for item in bare) or _GOES_ON.match(bare[0]):
        return False
    if any(_NO_ITEM.match(item) or _VERB.search(item) or not 1 <= len(item.split()) <= _MOST_WORDS for item in bare):
        return False
    shares = _SHARED.search(bare[-1]) and not all(_SHARED.search(item) for item in bare) and "_" not in last
    return not _TAIL.search(bare[-1]) and not shares


# "In 27 of 8,574 patients (0.31%) on zanolol and 12 of 8,569 (0.14%) on quibrex", with the brackets masked.
_GROUP = r"(?:on|with|given|at|for|after|in the)"
_ARM = rf"[-−]?\d(?:[^,;:]|,(?=\d))*? {_GROUP} [^,;:]{{2,70}}?"
_ARMS = re.compile(
    rf"\b(?:in|was|were|is|are|took|by|gave|changed by)(?P<first> )(?P<arms>{_ARM}(?:, {_ARM})*,? and {_ARM})(?: _+)?\.?$"
)
_RELATES = re.compile(r"\b(?:on|with|given|at|for|after|in|of|per|to|from|by|below|above)\b")


def _of_arms(hidden: str) -> list[tuple[int, int]]:
    """Return the gaps before the arms of a finding, each with its amount and what it was found with."""
    match = _ARMS.search(hidden)
    if match is None:
        return []
    gaps = [match.span("first")]
    for gap in re.finditer(r"(?P<gap>, |,? (?=and ))(?=(?:and )?[-−]?\d)", hidden[: match.end("arms")]):
        if gap.start() > match.start("arms"):
            gaps.append(gap.span("gap"))
    arms = [re.sub("^and ", "", arm) for arm in _between(hidden, gaps, match.end("arms"))]
    groups = [re.search(rf" {_GROUP} ", arm) for arm in arms]
    # The last arm may not carry a tail that is said of all of them: "and 9 with quibrex in adults".
    if len(arms) < 2 or not all(groups) or any(_VERB.search(arm) for arm in arms):
        return []
    tails = [len(_RELATES.findall(arm[group.end() :])) for arm, group in zip(arms, groups, strict=True) if group]
    return gaps if tails[-1] <= tails[0] else []


# "An upper pressure of 120 to 139 or a lower pressure of 70 to 89": two measures that define one thing.
_TWO_MEASURES = re.compile(
    r"\b(?:means|is defined [^,;:]*?\bas)(?P<first> )(?=an? (?P<one>[^,;:]*\d[^,;:]*?)(?P<gap> )or (?:an? )?(?P<other>[^,;:]*\d[^,;:]*)$)"
)
_LEAST_SHARED = 2


def _of_two_measures(hidden: str) -> list[tuple[int, int]]:
    """Return the gaps before two measures of which either defines a thing: each with a figure, in the same words."""
    match = _TWO_MEASURES.search(hidden)
    if match is None or " or " in match["other"] or _VERB.search(match["one"] + match["other"]):
        return []
    shared = {word for word in match["one"].split() if word.isalpha()} & set(match["other"].split())
    return [match.span("first"), match.span("gap")] if len(shared) >= _LEAST_SHARED else []
