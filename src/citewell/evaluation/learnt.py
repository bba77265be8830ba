"""A judge of another kind than the gate: a small model that learns from verdicts, and knows none of the gate's rules.

Logistic regression over hashed features of a claim beside its evidence: the words the claim adds, its new neighbours,
what it leaves out of the sentence that is most like it, how many of its letters stand there in fours, and what figures
and denials it adds or loses. It is learnt anew where it is used, so that nobody's text or verdict comes with Citewell.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, sqrt
from zlib import crc32

BUCKETS = 1 << 16
EPOCHS, RATE, DECAY = 6, 0.2, 1e-5
_SEED = 20_261_124
_TOKEN = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*|[%<>=±]")
_DENIALS = frozenset("no not neither nor without never none cannot".split())
_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-Z0-9(])")
_MOST_TOKENS = 120


@dataclass(frozen=True, slots=True)
class Example:
    """A claim beside its evidence, and whether it is supported."""

    claim: str
    evidence: str
    is_supported: bool


def features(claim: str, evidence: str) -> Iterator[str]:
    """Yield what the model sees of a claim beside its evidence."""
    said, held = _tokens(claim), _tokens(evidence)
    near = _tokens(max(_SENTENCE.split(evidence), key=lambda sentence: _shared(said, sentence)))
    added = sorted(set(said) - set(held))
    left_out = sorted(set(near) - set(said))
    yield "bias"
    yield f"added {min(len(added), 6)}"
    yield f"left out {min(len(left_out) // 3, 6)}"
    yield f"new neighbours {min(len(set(pairwise(said)) - set(pairwise(held))), 8)}"
    yield f"fours {int(10 * _contained(claim, evidence))}"
    yield f"words {int(10 * len(set(said) & set(near)) / max(1, len(set(said))))}"
    yield f"figures {min(sum(word[0].isdigit() for word in added), 3)}"
    yield f"denials {_count(said) - _count(near)}"
    for word in added:
        yield f"a {_form(word)}"
        yield from (f"a {_form(word)} for {_form(other)}" for other in left_out[:12])
    yield from (f"l {_form(word)}" for word in left_out)
    yield from (f"n {_form(a)} {_form(b)}" for a, b in sorted(set(pairwise(said)) - set(pairwise(held))))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())[:_MOST_TOKENS]


def _form(word: str) -> str:
    """Return a word, of a figure its form: the model learns no values."""
    return "0" if word[0].isdigit() else word


def _shared(said: Sequence[str], sentence: str) -> float:
    held = set(_tokens(sentence))
    return len(set(said) & held) / float((1 + len(held)) ** 0.25)


def _count(tokens: Sequence[str]) -> int:
    return min(2, sum(token in _DENIALS for token in tokens))


def _contained(claim: str, evidence: str) -> float:
    mine, theirs = (
        {text[at : at + 4] for at in range(max(1, len(text) - 3))} for text in (claim.lower(), evidence.lower())
    )
    return len(mine & theirs) / len(mine)


class LearntJudge:
    """Tells supported claims from others as it learnt to. Seeded: the same examples make the same judge."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._weights = [0.0] * BUCKETS
        squares = [1e-3] * BUCKETS
        rows = [(_rows(example.claim, example.evidence), example.is_supported) for example in examples]
        supported = sum(truth for _, truth in rows)
        # Both verdicts weigh alike, however many there are of each.
        weigh = {True: len(rows) / (2 * max(1, supported)), False: len(rows) / (2 * max(1, len(rows) - supported))}
        chance = random.Random(_SEED)  # noqa: S311 - not for secrets
        for _epoch in range(EPOCHS):
            chance.shuffle(rows)
            for at, truth in rows:
                error = (self._chance(at) - truth) * weigh[truth]
                for row in at:
                    slope = error + DECAY * self._weights[row]
                    squares[row] += slope * slope
                    self._weights[row] -= RATE * slope / sqrt(squares[row])

    def supports(self, claim: str, evidence: str) -> bool:
        """Tell whether the evidence rather supports the claim than not."""
        return self._chance(_rows(claim, evidence)) > 0.5

    def _chance(self, rows: Sequence[int]) -> float:
        score = sum(self._weights[row] for row in rows)
        return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


def _rows(claim: str, evidence: str) -> list[int]:
    return sorted({crc32(feature.encode()) % BUCKETS for feature in features(claim, evidence)})
