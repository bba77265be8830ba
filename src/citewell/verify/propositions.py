"""The checks of what a sentence says as a whole: one sentence of the sources must say it, as it says it.

Words and amounts may each be in the sources and the claim be false: the sides of a comparison exchanged, a figure given
to another arm, "may" made "should". So each sentence of a claim is laid beside the sentence of its sources that holds
most of its words, and compared in order, binding, strength and design. Of several that hold about as much, one that
carries the claim is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from citewell.model.claim import Check
from citewell.verify.alignment import Alignment, alignments
from citewell.verify.arrangement import misplaced
from citewell.verify.binding import borrowed_figure, borrowed_word, rebound
from citewell.verify.designs import other_design
from citewell.verify.reading import Sentence, Source
from citewell.verify.strength import greater_certainty, lost_exception, other_quantity, stronger_advice


def propositions(claim: Sequence[Sentence], source: Source) -> list[Check]:
    """Return the checks of each sentence of a claim against the sentence of its sources that carries it best."""
    found = dict.fromkeys(_CHECKS, "")
    for sentence in claim:
        for name, fault in _of_sentence(sentence, source).items():
            found[name] = found[name] or fault
    return [Check(name, not fault, fault) for name, fault in found.items()]


def _of_sentence(sentence: Sentence, source: Source) -> dict[str, str]:
    """Return what is wrong by check, against the sentence of the sources with the fewest faults."""
    fewest: dict[str, str] | None = None
    for alignment in alignments(sentence, source):
        if alignment.is_moved and fewest and "together" in fewest:
            break  # to move a phrase brings no word that is missing
        faults = {name: fault for name, check in _CHECKS.items() if (fault := check(alignment, source))}
        if not faults:
            return {}
        if fewest is None or len(faults) < len(fewest):
            fewest = faults
    return fewest or {}


def _negation(alignment: Alignment, source: Source) -> str:
    del source
    for at, place in alignment.pairs:
        said, read = alignment.claim.words[at], alignment.source.words[place]
        if said.denied is not None and read.denied is not None and said.denied != read.denied:
            return f"it and the source differ on a negation, at: {said.said}"
    return ""


def _together(alignment: Alignment, source: Source) -> str:
    borrowed = borrowed_word(alignment, source.sentences)
    return f'the source does not say "{borrowed.said}" of this' if borrowed is not None else ""


def _sides(alignment: Alignment, source: Source) -> str:
    del source
    turned = misplaced(alignment)
    if turned is not None:
        return f'"{turned[0].said}" and "{turned[1].said}" do not stand to each other as in the source'
    return ""


def _figures(alignment: Alignment, source: Source) -> str:
    borrowed = borrowed_figure(alignment, source.sentences)
    if borrowed is not None:
        return f"the source does not give {borrowed.said} for this"
    crossed = rebound(alignment)
    if crossed is not None:
        return f'in the source "{crossed[0].said}" does not belong to "{crossed[1].said}"'
    return ""


def _alone(check: Callable[[Alignment], str]) -> Callable[[Alignment, Source], str]:
    return lambda alignment, _: check(alignment)


_CHECKS: dict[str, Callable[[Alignment, Source], str]] = {
    "negation": _negation,
    "together": _together,
    "sides": _sides,
    "figures": _figures,
    "strength": _alone(stronger_advice),
    "certainty": _alone(greater_certainty),
    "quantities": _alone(other_quantity),
    "exceptions": _alone(lost_exception),
    "design": other_design,
}
