"""One ranking of two: by words, and by meaning."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.ports import Hit

# Chosen on one half of the SciFact claims and measured on the other; more costs precise questions: docs/adr/0033.
WEIGHT = 0.4


def fuse(words: Sequence[Hit], meaning: Sequence[Hit], *, weight: float = WEIGHT) -> list[Hit]:
    """Return the records of both rankings, best first, by a convex sum of their scores; `weight` is that of meaning.

    Each score counts as its share of the best of its ranking, from 0 to 1: a min-max scaling whose least value is the
    least that there can be, and not the last that was found. What one ranking lacks has 0 there; but a record without a
    place in `meaning`, which holds all of `words` that have a vector, is ranked by its words alone.
    Source: Bruch, Gai and Ingber, An analysis of fusion functions for hybrid retrieval, ACM TOIS 42(1), 2023.
    """
    if not meaning:
        return list(words)
    by_words, by_meaning = _shares(words), _shares(meaning)
    found = {hit.record_id: hit for hit in meaning} | {hit.record_id: hit for hit in words}
    near = {hit.record_id: hit.passages for hit in meaning}
    fused = []
    for record_id, hit in found.items():
        of_words = by_words.get(record_id, 0.0)
        score = (1 - weight) * of_words + weight * by_meaning.get(record_id, of_words)
        fused.append(Hit(record_id, score, tuple(dict.fromkeys((*hit.passages, *near.get(record_id, ()))))))
    return sorted(fused, key=lambda hit: (-hit.score, hit.record_id))


def _shares(hits: Sequence[Hit]) -> dict[str, float]:
    top = max((hit.score for hit in hits), default=0.0)
    return {hit.record_id: max(hit.score, 0.0) / top if top > 0 else 0.0 for hit in hits}
