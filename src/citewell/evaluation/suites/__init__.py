"""The suites, by name: each measures one side of Citewell and returns its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from citewell.evaluation.collections import Collections
from citewell.evaluation.figures import Figure
from citewell.evaluation.suites import (
    agreement,
    answers,
    audiences,
    mutations,
    promises,
    pubmedqa,
    retrieval,
    screening,
    trials,
    verification,
)


@dataclass(frozen=True, slots=True)
class Suite:
    """What is run under a name. `limit` bounds the items, to look at one quickly; None for all of them.

    list: returns cases that went wrong, so many of each kind, as plain values; None where a suite lists none.
    """

    name: str
    about: str
    run: Callable[[Collections, int | None], Sequence[Figure]]
    list: Callable[[Collections, int | None, int], Sequence[dict[str, Any]]] | None = None


SUITES: Mapping[str, Suite] = {
    suite.name: suite
    for suite in (
        Suite("answers", "whole answers: our own questions to the starter library", answers.answers),
        Suite("promises", "what every answer promises, over 10,000 answers", promises.promises, promises.listing),
        Suite("scifact", "ranking: scientific claims to the abstracts they cite", retrieval.scifact),
        Suite("bioasq", "ranking: experts' questions to the documents of their answers", retrieval.bioasq),
        Suite("cohen", "ranking: records that reviews included, before those they did not", screening.cohen),
        Suite(
            "evidence-inference", "trials: the article found, and its finding rightly read", trials.evidence_inference
        ),
        Suite("pubmedqa", "questions of titles: abstract found, answer from it, yes, no or maybe", pubmedqa.pubmedqa),
        Suite("scifact-verdicts", "the gate: claims against the evidence people chose", verification.scifact),
        Suite("mutations", "the gate: corrupted sentences to stop, honest variants to let pass", mutations.mutations),
        Suite(
            "judges",
            "the gate and a judge that learnt from people: where they agree",
            agreement.judges,
            agreement.listing,
        ),
        Suite("audiences", "the reader's register: grade, and what is kept for each reader", audiences.audiences),
        Suite("healthver", "the gate: claims on COVID-19 against given evidence", verification.healthver),
    )
}
