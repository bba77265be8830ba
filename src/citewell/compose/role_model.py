"""A small trained model of what a sentence does in its paper, for text that carries no labels.

Multinomial logistic regression over hashed words, pairs of words and the sentence's shape. The weights are one signed
byte each, made by `tools/train_roles.py` from the labelled parts of structured abstracts; they hold no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import pairwise
from math import exp
from zlib import crc32

LABELS = ("background", "objective", "methods", "results", "conclusions")
BUCKETS = 1 << 15
WEIGHTS = "roles.bin"

_TOKEN = re.compile(r"[a-z]+(?:['’-][a-z]+)*|\d+(?:[.,]\d+)*|[%=<>±]")
_CITES = re.compile(r"\bet al\b|\[\d+(?:[-–,]\s?\d+)*\]|\(\d{1,3}(?:[-–,]\s?\d{1,3})*\)")
_OPENING = 3


def features(sentence: str, place: float | None, before: str = "") -> Iterator[str]:
    """Yield what the model sees of a sentence.

    place: where it stands in its abstract, 0 to 1; None if that is not known. before: the sentence before it.
    """
    # A figure is its form, not its value.
    words = ["0" if token[0].isdigit() else token for token in _TOKEN.findall(sentence.lower())][:60]
    yield "bias"
    yield from (f"w {word}" for word in dict.fromkeys(words))
    yield from dict.fromkeys(f"p {one} {other}" for one, other in pairwise(words))
    yield from (f"o{size} {' '.join(words[:size])}" for size in range(1, _OPENING + 1))
    yield f"size {min(len(words) // 8, 5)}"
    yield f"figures {min(words.count('0'), 4)}"
    if _CITES.search(sentence):
        yield "cites"
    yield from (f"b {word}" for word in dict.fromkeys(_TOKEN.findall(before.lower())[:40]) if not word[0].isdigit())
    if place is not None:
        yield f"place {int(place * 8)}"
        yield from (f"place {int(place * 4)} {word}" for word in words[:2])
        yield from (f"late {word}" for word in dict.fromkeys(words) if place > 0.75)


def bucket(feature: str) -> int:
    """Return the row of weights of a feature."""
    return crc32(feature.encode()) % BUCKETS


@cache
def _weights() -> tuple[float, memoryview]:
    """Return what one step of a weight is worth, and the weights, row by row."""
    held = resources.files("citewell.compose").joinpath(WEIGHTS).read_bytes()
    step, weights = held[:8], memoryview(held)[8:].cast("b")
    return float(step), weights


def chances(sentence: str, place: float | None = None, before: str = "") -> dict[str, float]:
    """Return how likely each of `LABELS` is; together they are 1."""
    step, weights = _weights()
    # One turn for all labels: this is done for each sentence of an abstract without headings.
    background = objective = methods = results = conclusions = 0
    for feature in features(sentence, place, before):
        at = bucket(feature) * len(LABELS)
        background += weights[at]
        objective += weights[at + 1]
        methods += weights[at + 2]
        results += weights[at + 3]
        conclusions += weights[at + 4]
    scores = (background, objective, methods, results, conclusions)
    top = max(scores)
    raised = [exp((score - top) * step) for score in scores]
    return {label: value / sum(raised) for label, value in zip(LABELS, raised, strict=True)}
