"""The certainty of the evidence for each outcome that quoted sentences compare: proposed, for a board to decide on.

Source: the GRADE approach. A body of randomised trials starts high and one of other studies low; it goes down for study
limits, inconsistency, indirectness and imprecision (Balshem et al., GRADE guidelines 3, J Clin Epidemiol 2011). Not
taken here: publication bias and the three reasons to go up, which no quoted sentence shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from citewell.language.populations import groups
from citewell.model.article import Certainty, ProposedCertainty
from citewell.model.claim import Claim, Reference
from citewell.model.evidence import Design, RecordKind
from citewell.model.question import Facet, Question
from citewell.verify.conflicts import difference_told, outcomes_named, treatments_compared

_FACETS = frozenset({Facet.TREATMENT, Facet.HARMS, Facet.PREVENTION, Facet.PROGNOSIS, Facet.RECOVERY})
_STEPS = tuple(reversed(Certainty))
_REVIEWS = frozenset({Design.META_ANALYSIS.value, Design.SYSTEMATIC_REVIEW.value})
_COMPARING = frozenset({Design.COHORT.value, Design.CASE_CONTROL.value, Design.NON_RANDOMISED_TRIAL.value})
_RATED = re.compile(
    r"\b(?P<how>very low|low|moderate|high)[- ](?:certainty|quality)(?: of)? evidence\b"
    r"|\b(?:certainty|quality) of (?:the )?evidence (?:was|is) (?:rated |graded |judged )?(?:as )?(?P<so>very low|low|moderate|high)\b",
    re.IGNORECASE,
)
_NUMBER = r"[-−–]?\d+(?:\.\d+)?"
_INTERVAL = re.compile(
    r"(?:\bC\.?I\.?|\bCrI|\b(?:confidence|credible) interval)\b[^\d−–-]{0,6}"
    rf"(?P<low>{_NUMBER})\s*(?:to|–|—|-|,|;)\s*(?P<high>{_NUMBER})",
    re.IGNORECASE,
)
_RATIO = re.compile(r"\b(?:hazard|odds|risk|rate) ratio|\brelative risk|\b(?:a?HR|a?OR|a?RR|IRR)\b")
# GRADE guidelines 6 (Guyatt et al., J Clin Epidemiol 2011): a relative risk under 0.75 or over 1.25 is, roughly, an
# appreciable benefit or harm. In use with it: fewer than 400 people in all are too few.
_LEAST_HARM, _LEAST_BENEFIT, _LEAST_PEOPLE = 1.25, 0.75, 400


@dataclass(frozen=True, slots=True)
class _Body:
    """What the sentences on one outcome of one comparison rest on."""

    outcome: str
    compared: tuple[str, ...]
    claims: tuple[Claim, ...]
    references: tuple[Reference, ...]


def propose_certainty(
    question: Question, claims: Sequence[Claim], references: Sequence[Reference]
) -> tuple[ProposedCertainty, ...]:
    """Return a proposal for each outcome of each comparison of named treatments, in the order of the article.

    A sentence counts if it compares, tells a difference or none, and names one outcome and at least one treatment: of
    any other it cannot be told by rule what was compared.
    """
    bodies: dict[tuple[str, tuple[str, ...]], list[Claim]] = {}
    for claim in claims:
        if claim.facet not in _FACETS or claim.source_kind is not RecordKind.RESEARCH:
            continue
        outcomes, compared = outcomes_named(claim.text), tuple(sorted(treatments_compared(claim.text)))
        if len(outcomes) == 1 and set(compared) - {"placebo"} and difference_told(claim.text) is not None:
            bodies.setdefault((outcomes[0], compared), []).append(claim)
    by_id = {reference.record_id: reference for reference in references}
    proposals = (
        _proposed(question, _best(outcome, compared, found, by_id)) for (outcome, compared), found in bodies.items()
    )
    return tuple(proposals)


def _best(outcome: str, compared: tuple[str, ...], claims: list[Claim], by_id: dict[str, Reference]) -> _Body:
    """Return the strongest studies of an outcome: where there are trials, weaker designs say nothing of certainty."""
    cited = {record_id: by_id[record_id] for claim in claims for record_id in claim.record_ids}
    best = max(_start(reference)[0] for reference in cited.values())
    references = tuple(reference for reference in cited.values() if _start(reference)[0] == best)
    kept = {reference.record_id for reference in references}
    return _Body(outcome, compared, tuple(c for c in claims if kept & set(c.record_ids)), references)


def _start(reference: Reference) -> tuple[int, str]:
    """Return the step at which studies of a design start, 0 for very low to 3 for high, and why."""
    if reference.design == Design.RANDOMISED_TRIAL.value:
        return 3, "Starts at high: randomised."
    if reference.design in _REVIEWS and reference.evidence_level == 1:
        return 3, "Starts at high: a review of randomised trials."
    if reference.design in _REVIEWS | _COMPARING:
        return 1, "Starts at low: not randomised."
    return 0, "Starts at very low: no comparison was planned."


def _proposed(question: Question, body: _Body) -> ProposedCertainty:
    told = _told(body)
    reasons: tuple[str, ...]
    if told is not None:
        certainty, reasons = told, (f"Rated {told.value} in the words of its source.",)
    else:
        step, why = max(_start(reference) for reference in body.references)
        down = _downgrades(question, body, is_randomised=step == 3)
        certainty, reasons = _STEPS[max(0, step - len(down))], (why, *down)
    return ProposedCertainty(body.outcome, body.compared, certainty, tuple(claim.id for claim in body.claims), reasons)


def _told(body: _Body) -> Certainty | None:
    """Return the certainty that the sources themselves give, the lowest of several; None where one gives none."""
    told: list[Certainty] = []
    for claim in body.claims:
        match = _RATED.search(_quoted(claim))
        if match is None:
            return None
        told.append(Certainty((match["how"] or match["so"]).lower()))
    return max(told, key=list(Certainty).index)


def _quoted(claim: Claim) -> str:
    return " ".join(citation.quote for citation in claim.citations)


def _downgrades(question: Question, body: _Body, *, is_randomised: bool) -> tuple[str, ...]:
    reasons = (
        # Studies whose risk of bias is unclear are rated down; how one was run is told by no sentence of its result.
        "Study limits: how the trials were run is not read here, so one step down." if is_randomised else "",
        _inconsistency(body),
        _indirectness(question, body),
        _imprecision(body),
    )
    return tuple(reason for reason in reasons if reason)


def _inconsistency(body: _Body) -> str:
    if {difference_told(claim.text) for claim in body.claims} == {True, False}:
        return "Inconsistency: one source found a difference and another none."
    return ""


def _indirectness(question: Question, body: _Body) -> str:
    asked = groups(question.text)
    told = frozenset[str]().union(
        *(groups(claim.text) for claim in body.claims), *(groups(reference.title) for reference in body.references)
    )
    missing = sorted(asked - told)
    return f"Indirectness: no source names those asked about ({', '.join(missing)})." if missing else ""


def _imprecision(body: _Body) -> str:
    people = sum(reference.sample_size or 0 for reference in body.references)
    intervals = [found for claim in body.claims if (found := _interval(_quoted(claim)))]
    if any(_is_wide(low, high, is_ratio=is_ratio) for low, high, is_ratio in intervals):
        return "Imprecision: the interval holds no effect and an appreciable one."
    if people and people < _LEAST_PEOPLE:
        return f"Imprecision: {people:,} people in all, fewer than {_LEAST_PEOPLE}."
    if not people and not intervals:
        return "Imprecision: neither an interval nor a number of people is given."
    return ""


def _interval(quote: str) -> tuple[float, float, bool] | None:
    """Return the first interval of a quote, and whether it is one of a ratio."""
    match = _INTERVAL.search(quote)
    if match is None:
        return None
    low, high = (float(match[name].replace("−", "-").replace("–", "-")) for name in ("low", "high"))
    is_ratio = bool(_RATIO.search(quote[: match.start()])) and low > 0
    return (low, high, is_ratio) if low <= high else None


def _is_wide(low: float, high: float, *, is_ratio: bool) -> bool:
    if is_ratio:
        return low <= 1 <= high and (low < _LEAST_BENEFIT or high > _LEAST_HARM)
    return low <= 0 <= high
