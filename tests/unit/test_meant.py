"""Which facets a question on a treatment means: what it does good, or what it harms."""

from __future__ import annotations

import pytest

from citewell.compose.meant import as_meant
from citewell.model.question import Facet
from citewell.question import parse_question


def facets(question: str) -> set[Facet]:
    return set(as_meant(parse_question(question)).facets)


@pytest.mark.parametrize(
    "question",
    [
        "What are the harms of sertraline treatment in depression?",
        "Side effects of antidepressant therapy",
        "Is sertraline better tolerated than fluoxetine?",
        "Olanzapine versus haloperidol: extrapyramidal symptoms",
    ],
)
def test_harms_are_asked_for_alone(question: str) -> None:
    """The word "treatment" behind a drug belongs to the drug, and what two drugs are compared by is what is asked."""
    assert facets(question) == {Facet.HARMS}


def test_harms_are_asked_for_beside_the_benefit() -> None:
    """ "Efficacy and bleeding" asks for both, each under its own heading."""
    asked = facets("Apixaban versus warfarin in atrial fibrillation: efficacy and bleeding")
    assert {Facet.TREATMENT, Facet.HARMS} <= asked


@pytest.mark.parametrize(
    "question",
    [
        "Does metformin reduce nausea?",
        "How is depression treated?",
        "Which antidepressant is most effective?",
        "What are the harms of metformin, and how is an overdose of it treated?",
    ],
)
def test_what_is_treated_is_no_harm(question: str) -> None:
    """A reaction that a treatment is to lessen, and a treatment asked about by name, stay what they were."""
    parsed = parse_question(question)
    assert as_meant(parsed).facets == parsed.facets


def test_prevention_is_asked_for_alone() -> None:
    """What is "effective for preventing" a disease is not asked to treat it."""
    assert facets("Is metformin effective for preventing migraine?") == {Facet.PREVENTION}


@pytest.mark.parametrize(
    "question", ["What predicts death in adults with depression?", "What causes relapse of depression?"]
)
def test_what_predicts_is_a_risk_factor(question: str) -> None:
    """What foretells an event is asked for, and not the tests or the treatment of the disease."""
    assert Facet.RISK_FACTORS in facets(question)
    assert facets(question) <= {Facet.RISK_FACTORS, Facet.PROGNOSIS}
