"""What a sentence says happened, read by the words of direction, denial and difference that the stages read by."""

from __future__ import annotations

import re

from citewell.language.polarity import Polarity, negation_differs, opposed
from citewell.language.words import STOP_WORDS, stems
from citewell.verify.conflicts import denies_a_difference

UP, DOWN, NEITHER = 1, -1, 0
_BEHIND = re.compile(r"\b(?:than|compared (?:with|to)|versus|vs\.?|relative to)\b(.*)", re.IGNORECASE | re.DOTALL)


def direction(sentence: str, *, intervention: str, comparator: str, outcome: str) -> int | None:
    """Return which way an outcome went under an intervention: 1 up, -1 down, 0 no difference; None if that is not told.

    What was said of the comparator beside the intervention is turned round.
    """
    if denies_a_difference(sentence):
        return NEITHER
    told = Polarity.of(sentence).directions
    about = set(stems(outcome))
    near = [item for item in told if item.around & about] or list(told)
    ways = {UP if item.way == "up" else DOWN for item in near if item.way in {"up", "down"}}
    if not ways:
        return NEITHER if near else None
    if len(ways) > 1:
        return None
    way = ways.pop()
    return -way if _is_of_the_comparator(sentence, intervention, comparator) else way


def _is_of_the_comparator(sentence: str, intervention: str, comparator: str) -> bool:
    """Tell whether a sentence sets the comparator against the intervention: "lower in controls than with zanolol"."""
    match = _BEHIND.search(sentence)
    if match is None:
        return False
    behind, before = set(stems(match[1])), set(stems(sentence[: match.start()]))
    tested, other = (_content(name) for name in (intervention, comparator))
    tested, other = tested - other, other - tested
    return bool(tested & behind) and not tested & before and not other & behind


def _content(text: str) -> set[str]:
    return {stem for stem in stems(text) if stem not in STOP_WORDS}


_UNSURE = re.compile(
    r"\b(?:unclear|uncertain|inconclusive|controversial|conflicting|remains? to be|insufficient evidence"
    r"|(?:further|more|larger) (?:\w+ ){0,3}(?:studies|trials|research|evidence)"
    r"|not (?:yet )?(?:clear|known|established)|may or may not|mixed results|partially|in part"
    r"|some (?:evidence|patients)|cannot be (?:determined|excluded|recommended))\b",
    re.IGNORECASE,
)


def reply(question: str, sentence: str) -> str:
    """Return how a sentence replies to a question that asks whether something is so: `yes`, `no` or `maybe`."""
    if _UNSURE.search(sentence):
        return "maybe"
    is_denied = (
        denies_a_difference(sentence)
        or negation_differs(question, [sentence]) is not None
        or opposed(question, sentence) is not None
    )
    return "no" if is_denied else "yes"
