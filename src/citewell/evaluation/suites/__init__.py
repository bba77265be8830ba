"""The suites, by name: each measures one side of Citewell and returns its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from citewell.evaluation.collections import Collections
from citewell.evaluation.figures import Figure
from citewell.evaluation.suites import answers, audiences, mutations, promises, retrieval, verification


@dataclass(frozen=True, slots=True)
class Suite:
    """What is run under a name. `limit` bounds the items, to look at one quickly; None for all of them."""

    name: str
    about: str
    run: Callable[[Collections, int | None], list[Figure]]


SUITES: Mapping[str, Suite] = {
    suite.name: suite
    for suite in (
        Suite("answers", "whole answers: our own questions to the starter library", answers.answers),
        Suite("promises", "what every answer promises, over 10,000 mixed questions", promises.promises),
        Suite("scifact", "ranking: scientific claims to the abstracts they cite", retrieval.scifact),
        Suite("bioasq", "ranking: experts' questions to the documents of their answers", retrieval.bioasq),
        Suite("scifact-verdicts", "the gate: claims against the evidence people chose", verification.scifact),
        Suite("mutations", "the gate: corrupted sentences to stop, honest variants to let pass", mutations.mutations),
        Suite("audiences", "the reader's register: grade, and what is kept for each reader", audiences.audiences),
        Suite("healthver", "the gate: claims on COVID-19 against given evidence", verification.healthver),
    )
}
