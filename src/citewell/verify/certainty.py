"""The certainty of the evidence for each outcome that quoted sentences compare: proposed, for a board to decide on.

Source: the GRADE approach. A body of randomised trials starts high and one of other studies low; it goes down for study
limits, inconsistency, indirectness and imprecision (Balshem et al., GRADE guidelines 3, J Clin Epidemiol 2011). Not
taken here: publication bias and the three reasons to go up, which no quoted sentence shows. Where a sentence does not
make plain what was compared, on which outcome and in which direction, nothing is proposed.
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
from citewell.verify.comparison import Comparison, comparison_in

_FACETS = frozenset({Facet.TREATMENT, Facet.HARMS, Facet.PREVENTION})
_STEPS = tuple(reversed(Certainty))
_REVIEWS = frozenset({Design.META_ANALYSIS.value, Design.SYSTEMATIC_REVIEW.value})
_NOT_RANDOMISED = frozenset({Design.COHORT.value, Design.CASE_CONTROL.value, Design.NON_RANDOMISED_TRIAL.value})
# The level of a review tells whether it pools trials only where it was asked of a treatment or its harms.
_OF_TRIALS = re.compile(r"\bfor a question of (?:treatment|harms)\b")
_LEVEL = "very low|low|moderate|high"
_RATED = re.compile(
    rf"\b(?P<how>{_LEVEL})(?:[- ]*(?:to|or)[- ]+(?P<also>{_LEVEL}))?[- ](?:certainty\b|quality(?: of)? evidence\b)"
    rf"|\b(?:certainty|quality) of (?:the )?evidence\W+(?:(?:was|is|were) )?(?:rated |graded |judged )?(?:as )?(?P<so>{_LEVEL})\b"
    rf"|\bGRADE\W+(?P<grade>{_LEVEL})\b",
    re.IGNORECASE,
)
# "There is no high-quality evidence", "more high-quality evidence is needed": that rates what is not there.
_MISSING = re.compile(
    r"\b(?:no|not|lack|absence|without|limited|more|further|need|insufficient|little)\b", re.IGNORECASE
)
_WANTED = re.compile(
    r"(?:\W+evidence)?\W+(?:is|are) (?:still )?(?:needed|required|lacking|missing|warranted)\b", re.IGNORECASE
)
_NUMBER = r"[-−–]?\d+(?:\.\d+)?"
_RANGE = rf"(?P<low>{_NUMBER})\s*(?:to|–|—|-|,|;)\s*(?P<high>{_NUMBER})"
_INTERVAL = re.compile(
    rf"(?:\bC\.?I\.?|\bCrI|\b(?:confidence|credible) interval)\b[^\d−–-]{{0,6}}{_RANGE}|[\[(]\s*{_RANGE.replace('low', 'from').replace('high', 'until')}\s*[\])]",
    re.IGNORECASE,
)
_RATIO = re.compile(
    r"\b(?i:hazard|odds|risk|rate|incidence rate) (?i:ratio)|\b(?i:relative (?:risk|rate))|\b(?:a?HR|a?OR|a?RR|IRR)\b"
)
_DIFFERENCE = re.compile(
    r"\b(?i:difference|reduction|percentage points?|change)\b|\b(?:S?MD|WMD|ARR)\b|\b(?i:hedges)\b"
)
# GRADE guidelines 6 (Guyatt et al., J Clin Epidemiol 2011): a relative risk under 0.75 or over 1.25 is, roughly, an
# appreciable benefit or harm. In use with it: fewer than 400 people in all are too few.
_LEAST_HARM, _LEAST_BENEFIT, _LEAST_PEOPLE = 1.25, 0.75, 400


@dataclass(frozen=True, slots=True)
class _Finding:
    """A sentence that compares, what it compares, and the studies it rests on."""

    claim: Claim
    compared: Comparison
    references: tuple[Reference, ...]

    @property
    def quote(self) -> str:
        return " ".join(citation.quote for citation in self.claim.citations)


def propose_certainty(
    question: Question, claims: Sequence[Claim], references: Sequence[Reference]
) -> tuple[ProposedCertainty, ...]:
    """Return a proposal for each outcome of each comparison of two treatments, in the order of the article.

    It is of a body of evidence, never of one study: a review, or two studies or more.
    """
    by_id = {reference.record_id: reference for reference in references}
    bodies: dict[tuple[str, tuple[str, ...]], list[_Finding]] = {}
    for claim in claims:
        if claim.facet not in _FACETS or claim.source_kind is not RecordKind.RESEARCH:
            continue
        compared = comparison_in(claim.text, question)
        cited = tuple(by_id[record_id] for record_id in dict.fromkeys(claim.record_ids))
        if compared is not None and all(_start(reference) is not None for reference in cited):
            bodies.setdefault((compared.outcome, compared.treatments), []).append(_Finding(claim, compared, cited))
    proposals = (_proposed(question, _strongest(found)) for found in bodies.values())
    return tuple(proposal for proposal in proposals if proposal is not None)


def _start(reference: Reference) -> tuple[int, str] | None:
    """Return the step at which studies of a design start, 0 for very low to 3 for high, and why; None for other designs."""
    if reference.design == Design.RANDOMISED_TRIAL.value:
        return 3, "Starts at high: randomised."
    if reference.design in _REVIEWS:
        if reference.evidence_level == 1 and _OF_TRIALS.search(reference.evidence_reason):
            return 3, "Starts at high: a review of randomised trials."
        return 1, "Starts at low: a review that does not say it pools randomised trials."
    if reference.design in _NOT_RANDOMISED:
        return 1, "Starts at low: not randomised."
    return None


def _strongest(found: list[_Finding]) -> list[_Finding]:
    """Return the findings of the strongest designs: beside trials, weaker ones say nothing of certainty."""
    starts = [max(start for r in finding.references if (start := _start(r))) for finding in found]
    best = max(start[0] for start in starts)
    return [finding for finding, start in zip(found, starts, strict=True) if start[0] == best]


def _proposed(question: Question, found: list[_Finding]) -> ProposedCertainty | None:
    studies = {reference.record_id: reference for finding in found for reference in finding.references}
    is_body = len(studies) > 1 or any(reference.design in _REVIEWS for reference in studies.values())
    agreement = _agreement(found)
    if not is_body or agreement is None or any(_speaks_of_missing(finding.quote) for finding in found):
        return None
    told = [rated for finding in found if (rated := _rated(finding.quote)) is not None]
    reasons: tuple[str, ...]
    if told:
        certainty = max(told, key=list(Certainty).index)
        reasons = (f"Rated {certainty.value} in the words of {'its source' if len(studies) == 1 else 'a source'}.",)
    else:
        down = _downgrades(question, found, tuple(studies.values()), agrees=agreement)
        if down is None:
            return None
        step, why = max(start for reference in studies.values() if (start := _start(reference)))
        certainty, reasons = _STEPS[max(0, step - len(down))], (why, *down)
    first = found[0].compared
    return ProposedCertainty(
        first.outcome, first.treatments, certainty, tuple(finding.claim.id for finding in found), reasons
    )


def _agreement(found: list[_Finding]) -> bool | None:
    """Tell whether the studies found the same; None where that cannot be told, or one study says two things."""
    told: dict[tuple[str, ...], set[int | None]] = {}
    for finding in found:
        told.setdefault(tuple(sorted(finding.claim.record_ids)), set()).add(finding.compared.direction)
    if len(told) == 1:
        return True if len(next(iter(told.values()))) == 1 else None
    if any(len(directions) > 1 or None in directions for directions in told.values()):
        return None
    return len(set().union(*told.values())) == 1


def _speaks_of_missing(quote: str) -> bool:
    return any(
        _MISSING.search(quote[max(0, match.start() - 16) : match.start()]) or _WANTED.match(quote, match.end())
        for match in _RATED.finditer(quote)
    )


def _rated(quote: str) -> Certainty | None:
    """Return the certainty that a source gives in its words, the lower end of a range; None where it gives none."""
    match = _RATED.search(quote)
    if match is None:
        return None
    told = [Certainty(level.lower()) for level in match.groups() if level]
    return max(told, key=list(Certainty).index)


def _downgrades(
    question: Question, found: list[_Finding], studies: tuple[Reference, ...], *, agrees: bool
) -> tuple[str, ...] | None:
    """Return the reasons to go down; None where the precision cannot be told."""
    imprecision = _imprecision(found, studies)
    if imprecision is None:
        return None
    is_randomised = any((_start(reference) or (0, ""))[0] == 3 for reference in studies)
    reasons = (
        # Studies whose risk of bias is unclear are rated down; how one was run is told by no sentence of its result.
        "Study limits: how the trials were run is not read here, so one step down." if is_randomised else "",
        "" if agrees else "Inconsistency: the sources do not find the same.",
        _indirectness(question, found, studies),
        imprecision,
    )
    return tuple(reason for reason in reasons if reason)


def _indirectness(question: Question, found: list[_Finding], studies: tuple[Reference, ...]) -> str:
    asked = groups(question.text)
    told = frozenset[str]().union(
        *(groups(finding.claim.text) for finding in found), *(groups(reference.title) for reference in studies)
    )
    missing = sorted(asked - told)
    return f"Indirectness: no source names those asked about ({', '.join(missing)})." if missing else ""


def _imprecision(found: list[_Finding], studies: tuple[Reference, ...]) -> str | None:
    """Return why the evidence is imprecise, empty if it is not; None where an interval is of an unknown measure."""
    people = _people(found, studies)
    intervals = [interval for finding in found if (interval := _interval(finding.quote)) is not None]
    if any(is_ratio is None for _, _, is_ratio in intervals):
        return None
    if any(_is_wide(low, high, is_ratio=bool(is_ratio)) for low, high, is_ratio in intervals):
        return "Imprecision: the interval holds no effect and an appreciable one."
    if people and people < _LEAST_PEOPLE:
        return f"Imprecision: {people:,} people in all, fewer than {_LEAST_PEOPLE}."
    if not people and not intervals:
        return "Imprecision: neither an interval nor a number of people is given."
    return ""


# A review holds more people than the trials of one of its outcomes: "2 trials, 258 participants".
_COUNTED = re.compile(
    r"\b(\d{1,3}(?:,\d{3})+|\d+) (?:participants|patients|people|adults|women|men|children|individuals)\b",
    re.IGNORECASE,
)


def _people(found: list[_Finding], studies: tuple[Reference, ...]) -> int:
    """Return how many people the findings rest on: as their words count them, else as the studies do."""
    counted: dict[str, int] = {}
    for finding in found:
        said = [int(number.replace(",", "")) for number in _COUNTED.findall(finding.quote)]
        if said and len(finding.references) == 1:
            record_id = finding.references[0].record_id
            counted[record_id] = max(counted.get(record_id, 0), *said)
    return sum(counted.get(reference.record_id, reference.sample_size or 0) for reference in studies)


def _interval(quote: str) -> tuple[float, float, bool | None] | None:
    """Return the first interval of a quote, and whether it is one of a ratio; None for that where neither is said."""
    match = _INTERVAL.search(quote)
    if match is None:
        return None
    ends = (match["low"] or match["from"], match["high"] or match["until"])
    low, high = (float(end.replace("−", "-").replace("–", "-")) for end in ends)
    if low > high:
        return None
    if low > 0 and _RATIO.search(quote):
        return low, high, True
    return low, high, False if _DIFFERENCE.search(quote) else None


def _is_wide(low: float, high: float, *, is_ratio: bool) -> bool:
    if is_ratio:
        return low <= 1 <= high and (low < _LEAST_BENEFIT or high > _LEAST_HARM)
    return low <= 0 <= high
