"""What a language model proposes: sentences with quotes, none of it believed yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that a model says stand in a passage, which it names by the number we gave it."""

    passage: int
    words: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sentence that a model proposes for a facet, with the quotes that are to carry it."""

    text: str
    facet: str
    quotes: tuple[Quote, ...]


class ModelFailure(Exception):
    """A model did not answer, or not in the form asked for. The message is the reason, in words for a reader.

    It never holds what a server said: that may repeat the question or a key.
    """
