"""A certainty is proposed for each outcome that is compared: by GRADE's steps, with its reasons, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citewell.model.article import Certainty, ProposedCertainty
from citewell.model.claim import Claim, Reference
from citewell.model.evidence import Design
from citewell.model.question import Facet, Question
from citewell.verify.certainty import propose_certainty
from drafts import Said, claim_of, reference_of

QUESTION = Question("How is frobnitis treated?", (Facet.TREATMENT,), ())
LESS = "Pain was lower with surgery than with exercise therapy."
SAME = "Pain did not differ between surgery and exercise therapy."


def propose(*found: tuple[str, dict[str, object]], question: Question = QUESTION) -> tuple[ProposedCertainty, ...]:
    """Propose for sentences, each of a source of its own: a trial of 1,000 people where nothing else is said."""
    claims: list[Claim] = []
    references: list[Reference] = []
    for number, (text, source) in enumerate(found, 1):
        claims.append(claim_of(Said(text), number))
        references.append(replace(reference_of(Said(text), number), **({"sample_size": 1_000} | source)))
    return propose_certainty(question, claims, references)


def only(*found: tuple[str, dict[str, object]], question: Question = QUESTION) -> ProposedCertainty:
    (proposed,) = propose(*found, question=question)
    return proposed


@pytest.mark.parametrize(
    ("source", "certainty"),
    [
        ({}, Certainty.MODERATE),
        ({"design": Design.META_ANALYSIS.value, "evidence_level": 1}, Certainty.MODERATE),
        ({"design": Design.META_ANALYSIS.value, "evidence_level": 3}, Certainty.LOW),
        ({"design": Design.COHORT.value, "evidence_level": 3}, Certainty.LOW),
        ({"design": Design.CASE_SERIES.value, "evidence_level": 4}, Certainty.VERY_LOW),
    ],
    ids=["trial", "review of trials", "review of other studies", "cohort", "case series"],
)
def test_the_design_sets_where_it_starts(source: dict[str, object], certainty: Certainty) -> None:
    """Randomised at high, less the step for how trials were run, which is not read; others at low; a series at very low."""
    assert only((LESS, source)).certainty is certainty


def test_it_names_the_outcome_and_what_was_compared() -> None:
    """By the outcome's name and the treatments' preferred names, with the claims it rests on."""
    proposed = only((LESS, {}))
    assert (proposed.outcome, proposed.claim_ids) == ("pain", ("c1",))
    assert proposed.compared == tuple(sorted(proposed.compared))
    assert "surgery" in proposed.compared


def test_sources_that_disagree_are_a_step_down() -> None:
    """One found a difference and another none."""
    proposed = only((LESS, {}), (SAME, {}))
    assert proposed.certainty is Certainty.LOW
    assert any(reason.startswith("Inconsistency") for reason in proposed.reasons)
    assert proposed.claim_ids == ("c1", "c2")


def test_beside_trials_other_studies_do_not_count() -> None:
    """A cohort neither lowers nor contradicts what trials found; the claims named are the trials'."""
    proposed = only((LESS, {}), (SAME, {"design": Design.COHORT.value, "evidence_level": 3}))
    assert (proposed.certainty, proposed.claim_ids) == (Certainty.MODERATE, ("c1",))


def test_people_who_were_not_studied_are_a_step_down() -> None:
    """The question asks for children; no source names them."""
    children = replace(QUESTION, text="How is frobnitis treated in children?")
    assert only((LESS, {}), question=children).certainty is Certainty.LOW
    assert only((LESS, {"title": "Surgery in children"}), question=children).certainty is Certainty.MODERATE


@pytest.mark.parametrize(
    ("tail", "size", "is_imprecise"),
    [
        (" (risk ratio 0.90, 95% CI 0.60 to 1.30)", 1_000, True),
        (" (risk ratio 0.98, 95% CI 0.90 to 1.05)", 1_000, False),
        (" (risk ratio 0.70, 95% CI 0.60 to 0.80)", 1_000, False),
        (" (mean difference -0.2, 95% confidence interval, -1.0 to 0.6)", 1_000, True),
        (" (mean difference −2.0, 95% CI −3.0 to −1.0)", 1_000, False),
        ("", 399, True),
        ("", 400, False),
        ("", None, True),
        (" (risk ratio 0.70, 95% CI 0.60 to 0.80)", None, False),
    ],
)
def test_a_wide_interval_or_few_people_are_a_step_down(tail: str, size: int | None, *, is_imprecise: bool) -> None:
    """No effect and an appreciable one in the interval of a ratio; no effect in that of a difference; fewer than 400 people."""
    proposed = only((LESS.rstrip(".") + tail + ".", {"sample_size": size}))
    assert any(reason.startswith("Imprecision") for reason in proposed.reasons) is is_imprecise
    assert proposed.certainty is (Certainty.LOW if is_imprecise else Certainty.MODERATE)


def test_what_the_source_says_of_its_certainty_goes_before_any_rule() -> None:
    """A review that rates its evidence has read the studies."""
    rated = "There is very low-certainty evidence that pain was lower with surgery than with exercise therapy."
    proposed = only((rated, {}))
    assert proposed.certainty is Certainty.VERY_LOW
    assert proposed.reasons == ("Rated very low in the words of its source.",)


@pytest.mark.parametrize(
    "text",
    [
        "Pain was common after surgery.",
        "Zanolol gave less pain than frobnazine.",
        "Pain and mortality were lower with surgery than with exercise therapy.",
        "The score was lower with surgery than with exercise therapy.",
    ],
    ids=["no comparison", "treatments that are not known", "two outcomes", "no outcome that is known"],
)
def test_nothing_is_proposed_where_it_cannot_be_told_what_was_compared(text: str) -> None:
    """A rule that guesses would be worse than none."""
    assert propose((text, {})) == ()


def test_it_is_never_higher_than_moderate_by_rule() -> None:
    """How studies were run is for people to judge."""
    assert only((LESS, {}), (LESS, {"sample_size": 100_000})).certainty is Certainty.MODERATE
