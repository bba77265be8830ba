"""A certainty is proposed for each outcome that is compared: by GRADE's steps, with its reasons, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citewell.model.article import Certainty, ProposedCertainty
from citewell.model.claim import Claim, Reference
from citewell.model.evidence import Design
from citewell.model.question import Facet, Question
from citewell.question import parse_question
from citewell.verify.certainty import propose_certainty
from citewell.verify.comparison import comparison_in
from drafts import Said, claim_of, reference_of

QUESTION = Question("How is frobnitis treated?", (Facet.TREATMENT,), ())
LESS = "Pain was lower with surgery than with exercise therapy."
MORE = "Pain was higher with surgery than with exercise therapy."
SAME = "Pain did not differ between surgery and exercise therapy."
OF_TRIALS = {
    "design": Design.META_ANALYSIS.value,
    "evidence_level": 1,
    "evidence_reason": "systematic review with meta-analysis, for a question of treatment",
}
COHORT = {"design": Design.COHORT.value, "evidence_level": 3}


def propose(
    *found: tuple[str, dict[str, object]], question: Question = QUESTION, facet: Facet = Facet.TREATMENT
) -> tuple[ProposedCertainty, ...]:
    """Propose for sentences, each of a source of its own: a trial of 1,000 people where nothing else is said."""
    claims: list[Claim] = []
    references: list[Reference] = []
    for number, (text, source) in enumerate(found, 1):
        claims.append(claim_of(Said(text, facet), number))
        references.append(replace(reference_of(Said(text, facet), number), **({"sample_size": 1_000} | source)))
    return propose_certainty(question, claims, references)


def only(*found: tuple[str, dict[str, object]], question: Question = QUESTION) -> ProposedCertainty:
    (proposed,) = propose(*found, question=question)
    return proposed


@pytest.mark.parametrize(
    ("source", "certainty"),
    [
        (OF_TRIALS, Certainty.MODERATE),
        (OF_TRIALS | {"evidence_level": 3}, Certainty.LOW),
        (OF_TRIALS | {"evidence_reason": "systematic review, for a question of prognosis"}, Certainty.LOW),
    ],
    ids=["of trials", "of other studies", "of a course, which trials do not show"],
)
def test_what_a_review_pools_sets_where_it_starts(source: dict[str, object], certainty: Certainty) -> None:
    """Trials at high, less the step for how they were run, which is not read; others at low."""
    assert only((LESS, source)).certainty is certainty


@pytest.mark.parametrize(("source", "certainty"), [({}, Certainty.MODERATE), (COHORT, Certainty.LOW)])
def test_two_studies_are_a_body_and_one_is_none(source: dict[str, object], certainty: Certainty) -> None:
    """Certainty is of a body of evidence, never of one study."""
    assert propose((LESS, source)) == ()
    assert only((LESS, source), (LESS, source)).certainty is certainty


@pytest.mark.parametrize(
    "design", [Design.CASE_SERIES, Design.CASE_REPORT, Design.CROSS_SECTIONAL, Design.REVIEW, Design.CONSENSUS]
)
def test_other_designs_have_none(design: Design) -> None:
    """What is not known of a study is not made a verdict on it."""
    assert propose((LESS, {"design": design.value}), (LESS, {"design": design.value})) == ()


def test_it_names_the_outcome_and_what_was_compared() -> None:
    """By the outcome's name and the treatments' preferred names, with the claims it rests on."""
    proposed = only((LESS, {}), (LESS, {}))
    assert (proposed.outcome, proposed.compared, proposed.claim_ids) == ("pain", ("exercise", "surgery"), ("c1", "c2"))


@pytest.mark.parametrize("other", [SAME, MORE], ids=["none", "the other way"])
def test_studies_that_disagree_are_a_step_down(other: str) -> None:
    """A difference and none, or two differences that go apart."""
    proposed = only((LESS, {}), (other, {}))
    assert proposed.certainty is Certainty.LOW
    assert any(reason.startswith("Inconsistency") for reason in proposed.reasons)


def test_one_study_does_not_disagree_with_itself() -> None:
    """Two doses, two times: what was compared is not one thing, and nothing is proposed."""
    claims = [claim_of(Said(LESS), 1), replace(claim_of(Said(SAME), 1), id="c2")]
    review = replace(reference_of(Said(LESS), 1), sample_size=1_000, **OF_TRIALS)
    assert propose_certainty(QUESTION, claims, [review]) == ()


def test_where_the_direction_cannot_be_told_nothing_is_proposed() -> None:
    """ "Better" and "less" may say the same, or not."""
    assert propose((LESS, {}), ("Pain was better with surgery than with exercise therapy, and lower.", {})) == ()


def test_beside_trials_other_studies_do_not_count() -> None:
    """A cohort neither lowers nor contradicts what trials found; the claims named are the trials'."""
    proposed = only((LESS, {}), (LESS, {}), (SAME, COHORT))
    assert (proposed.certainty, proposed.claim_ids) == (Certainty.MODERATE, ("c1", "c2"))


def test_people_who_were_not_studied_are_a_step_down() -> None:
    """The question asks for children; no source names them."""
    children = replace(QUESTION, text="How is frobnitis treated in children?")
    assert only((LESS, OF_TRIALS), question=children).certainty is Certainty.LOW
    assert only((LESS, OF_TRIALS | {"title": "In children"}), question=children).certainty is Certainty.MODERATE


@pytest.mark.parametrize(
    ("tail", "size", "is_imprecise"),
    [
        (" (risk ratio 0.90, 95% CI 0.60 to 1.30)", 1_000, True),
        (" (Risk Ratio 0.90; 95% CI 0.50 to 1.60)", 1_000, True),
        (" (95% CI 0.5 to 1.9 for the risk ratio)", 1_000, True),
        (" (RR 0.9 [0.5 to 1.6])", 1_000, True),
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
    proposed = only((LESS.rstrip(".") + tail + ".", OF_TRIALS | {"sample_size": size}))
    assert any(reason.startswith("Imprecision") for reason in proposed.reasons) is is_imprecise
    assert proposed.certainty is (Certainty.LOW if is_imprecise else Certainty.MODERATE)


def test_the_people_of_an_outcome_count_and_not_those_of_the_whole_review() -> None:
    """Two of its trials, of 258 people, told of pain."""
    few = only((LESS.rstrip(".") + " (2 trials, 258 participants).", OF_TRIALS))
    assert "Imprecision: 258 people in all, fewer than 400." in few.reasons
    assert few.certainty is Certainty.LOW


def test_an_interval_of_an_unknown_measure_tells_nothing() -> None:
    """Whether 0.5 to 1.9 holds no effect depends on what it is the interval of."""
    assert propose((LESS.rstrip(".") + " (95% CI 0.5 to 1.9).", OF_TRIALS)) == ()


@pytest.mark.parametrize(
    ("rated", "certainty"),
    [
        ("There is very low-certainty evidence that {}", Certainty.VERY_LOW),
        ("Low to moderate certainty evidence shows that {}", Certainty.LOW),
        ("Very low- to moderate-certainty evidence shows that {}", Certainty.VERY_LOW),
        ("{} (low certainty)", Certainty.LOW),
        ("The certainty of the evidence was moderate: {}", Certainty.MODERATE),
        ("High-quality evidence shows that {}", Certainty.HIGH),
    ],
)
def test_what_a_source_says_of_its_certainty_goes_before_any_rule(rated: str, certainty: Certainty) -> None:
    """A review that rates its evidence has read the studies; of a range the lower end counts."""
    proposed = only((rated.format(LESS.rstrip(".").lower()) + ".", OF_TRIALS | {"sample_size": 20}))
    assert proposed.certainty is certainty
    assert proposed.reasons == (f"Rated {certainty.value} in the words of its source.",)


@pytest.mark.parametrize(
    "text",
    [
        "There is no high-quality evidence that {}.",
        "There is a lack of high-certainty evidence that {}.",
        "In the absence of high quality evidence, {}.",
        "{}, but more high-quality evidence is needed.",
        "{}, but high-certainty evidence is needed.",
    ],
)
def test_evidence_that_is_missing_is_not_rated(text: str) -> None:
    """ "There is no high-quality evidence" says the opposite of high."""
    assert propose((text.format(LESS.rstrip(".").lower()), OF_TRIALS)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Pain was common after surgery.",
        "Zanolol gave less pain than frobnazine.",
        "Pain and mortality were lower with surgery than with exercise therapy.",
        "The score was lower with surgery than with exercise therapy.",
        "Pain was lower after surgery than before surgery.",
        "Surgery in Spain gave better range of motion than exercise therapy.",
        "In patients with heart failure, surgery improved exercise capacity more than placebo.",
        "Surgery lowered the risk in people with a stroke compared with exercise therapy.",
    ],
    ids=[
        "no comparison",
        "treatments that are not known",
        "two outcomes",
        "no outcome that is known",
        "one treatment",
        "a word within a word",
        "whom it was found in, and a measure",
        "people who had the outcome before",
    ],
)
def test_nothing_is_proposed_where_it_is_not_plain_what_was_compared(text: str) -> None:
    """A rule that guesses would be worse than none."""
    assert propose((text, OF_TRIALS)) == ()


def test_whom_it_was_found_in_is_not_compared() -> None:
    """Dialysis tells the people, and is no third treatment."""
    text = "In dialysis patients with atrial fibrillation, apixaban had less major bleeding than warfarin."
    found = comparison_in(text, parse_question("How is frobnitis treated?"))
    assert found is not None
    assert (found.outcome, found.treatments) == ("major bleeding", ("apixaban", "warfarin"))


def test_the_order_of_a_sentence_does_not_change_its_direction() -> None:
    """ "Compared with B, A" is "A than B"."""
    question = parse_question("How is frobnitis treated?")
    texts = (
        "Compared with warfarin, apixaban had less bleeding.",
        "Bleeding was lower with apixaban than with warfarin.",
    )
    directions = {found.direction for text in texts if (found := comparison_in(text, question))}
    assert len(directions) == 1
    assert None not in directions


def test_it_is_never_higher_than_moderate_by_rule() -> None:
    """How studies were run is for people to judge."""
    assert only((LESS, {}), (LESS, {"sample_size": 100_000})).certainty is Certainty.MODERATE
