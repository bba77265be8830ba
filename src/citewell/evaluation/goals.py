"""The numbers that the design sets for answers, in one table, from the figures of the suites that measured them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citewell.evaluation.figures import Figure


@dataclass(frozen=True, slots=True)
class Goal:
    """A number to reach: in the design's words, and the suite and the name of the measure that tells it.

    Of several figures of that name (one a class) the worst counts.
    """

    what: str
    suite: str
    measure: str


GOALS = (
    Goal("dangling citations", "promises", "Dangling"),
    Goal("invented identifiers", "promises", "Invented"),
    Goal("quotes not at their span", "promises", "Misplaced"),
    Goal("number fidelity of shown claims", "promises", "NumberFidelity"),
    Goal("cited claims per shown claims", "promises", "CitedClaims"),
    Goal("facets asked, answered or named as unanswered", "promises", "FacetsTold"),
    Goal("corruptions caught, lowest class", "mutations", "MutationCatch"),
    Goal("false alarms on honest quotes, highest class", "mutations", "FalseAlarm"),
    Goal("refuses what the library cannot answer", "answers", "RefusalRate"),
    Goal("answers what it can", "answers", "AnswerRate"),
    Goal("SciFact, lexical", "scifact", "nDCG"),
    Goal("BioASQ, gain over plain BM25", "bioasq", "GainOverPlainBM25"),
    Goal("trials' prompts, no loss against plain BM25", "evidence-inference", "GainOver"),
)
ELSEWHERE = (
    "NFCorpus is not measured: the collections do not hold it.",
    "Times and memory are measured by tools/bench; what answers cost is in docs/explanation/performance.md.",
)


def reached(figures: Sequence[Figure]) -> list[tuple[Goal, Figure]]:
    """Return each goal with its figure; one that was not measured is left out."""
    found = []
    for goal in GOALS:
        of_goal = [
            figure
            for figure in figures
            if (figure.suite, figure.measure.name) == (goal.suite, goal.measure) and figure.target is not None
        ]
        if of_goal:
            found.append((goal, min(of_goal, key=lambda f: f.value if f.measure.more_is_better else -f.value)))
    return found


def not_measured(figures: Sequence[Figure]) -> list[str]:
    """Return the goals that these figures tell nothing of, in words."""
    told = {goal for goal, _ in reached(figures)}
    return [f"{goal.what}: not measured; suite {goal.suite}" for goal in GOALS if goal not in told]
