"""Questions that nearly are those of the collection: one thing that is asked about is exchanged for another.

"Does X lower Y?" becomes "does X lower Z?", where Z is taken from another question and its abstract does not name it.
The paper on X and Y is still the nearest that there is, and does not answer: the question must be refused.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from citewell.compose.match import Words
from citewell.evaluation.collections import Titled
from citewell.model.question import Concept, Question
from citewell.question import parse_question

_SEED = 20_261_125
_FEWEST = 2
_TRIES = 50


def swapped(items: Sequence[Titled]) -> Iterator[str]:
    """Yield a question for each that names two things or more, with the first or the last of them exchanged.

    The same items give the same questions.
    """
    chance = random.Random(_SEED)  # noqa: S311 - not for secrets
    asked = [(item, question) for item in items if (question := _read(item.question)) is not None]
    offered = [concept for _, question in asked for concept in _named(question)]
    for item, question in asked:
        own = _named(question)
        if len(own) < _FEWEST:
            continue
        left = chance.choice((own[0], own[-1]))
        held = Words.of(item.question, item.document.text, item.conclusion)
        for _try in range(_TRIES):
            taken = chance.choice(offered)
            if taken.type == left.type and not held.mention(taken):
                yield item.question.replace(left.surface, taken.surface)
                break


def _read(text: str) -> Question | None:
    question = parse_question(text)
    return question if all(concept.surface in text for concept in question.required) else None


def _named(question: Question) -> list[Concept]:
    return [c for c in question.required if c.type in {"condition", "intervention", "finding", "word"}]
