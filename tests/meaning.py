"""An embedder that knows a few invented words: those of one meaning lie on one axis, and whatever else on its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

AXES = (
    ("frobnitis", "swollen", "frob"),
    ("zanolol", "zany", "pill"),
    ("quibrex",),
    ("marmalade", "jam"),
)
DIMENSION = len(AXES) + 1


class FakeEmbedder:
    """Obeys `ports.Embedder`. `asked` holds the texts that it was given, in order."""

    dimension = DIMENSION

    def __init__(self, identity: str = "fake 1") -> None:
        self.identity = identity
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return np.stack([unit(text) for text in texts]) if texts else np.empty((0, DIMENSION), np.float32)


def unit(text: str) -> NDArray[np.float32]:
    """Return the vector of a text: how often it names each meaning, and a little of what none has."""
    words = re.findall(r"[a-z]+", text.lower())
    counts = [float(sum(word in axis for word in words)) for axis in AXES]
    vector = np.array([*counts, 0.1], np.float32)
    return vector / np.linalg.norm(vector)
