"""What the gate lets through, and what it stops."""

from __future__ import annotations

import pytest

from citewell.model.claim import Citation, Claim, ClaimKind, VerdictKind
from citewell.model.evidence import Passage, RecordKind
from citewell.model.question import Facet
from citewell.verify import check_claim, judge_text
from citewell.verify.gate import NAMES, compare
from universe import RECORDS

QUOTE = (
    "In 240 adults aged 65 years or older, zanolol 50 mg twice daily reduced pain by 2.3 points more than placebo "
    "(95% CI 1.1 to 3.5) and did not raise serious bleeding."
)


def test_the_checks_of_a_comparison_are_those_that_a_quote_is_said_to_pass() -> None:
    """A quote passes them by construction, unmade: none may be missing in its list, or stand there for nothing."""
    made = compare("Zanolol did not raise serious bleeding.", [QUOTE], is_quote=False)
    assert tuple(check.name for check in made) == NAMES
    assert tuple(check.name for check in compare(QUOTE, [QUOTE], is_quote=True)) == NAMES


@pytest.mark.parametrize(
    "honest",
    [
        QUOTE,
        "Zanolol 50 mg twice daily reduced pain by 2.3 points more than placebo.",
        "In adults aged 65 years or older, zanolol reduced pain more than placebo.",
        "Zanolol 0.05 g twice daily reduced pain more than placebo.",
        "Zanolol did not raise serious bleeding.",
    ],
)
def test_a_faithful_sentence_is_supported(honest: str) -> None:
    """The quote itself, a part of it, and an equal dose in another unit pass."""
    assert judge_text(honest, [QUOTE]).kind is VerdictKind.SUPPORTED


@pytest.mark.parametrize(
    ("corruption", "check", "mutant"),
    [
        ("dose times ten", "numbers", "Zanolol 500 mg twice daily reduced pain by 2.3 points more than placebo."),
        ("mg for mcg", "numbers", "Zanolol 50 mcg twice daily reduced pain by 2.3 points more than placebo."),
        (
            "an effect that is not there",
            "numbers",
            "Zanolol 50 mg twice daily reduced pain by 3.2 points more than placebo.",
        ),
        ("the interval", "numbers", "Zanolol reduced pain by 2.3 points more than placebo (95% CI 1.1 to 5.3)."),
        ("frequency", "numbers", "Zanolol 50 mg four times daily reduced pain by 2.3 points more than placebo."),
        ("frequency in words", "numbers", "Zanolol 50 mg once daily reduced pain by 2.3 points more than placebo."),
        ("negation dropped", "negation", "Zanolol did raise serious bleeding."),
        ("negation added", "negation", "Zanolol did not reduce pain by 2.3 points more than placebo."),
        ("direction", "direction", "Zanolol 50 mg twice daily increased pain by 2.3 points more than placebo."),
        ("bound", "comparisons", "In adults aged under 65 years, zanolol reduced pain more than placebo."),
        ("population", "wording", "In pregnant children with asthma, zanolol reduced pain more than placebo."),
        ("drug", "drugs", "Metoprolol 50 mg twice daily reduced pain by 2.3 points more than placebo."),
        (
            "a trial that is not named",
            "names",
            "In the FROBNITZ study, zanolol 50 mg twice daily reduced pain more than placebo.",
        ),
        ("another subject", "wording", "Regular swimming improves sleep in teenagers with eczema."),
    ],
)
def test_a_corrupted_sentence_is_stopped(corruption: str, check: str, mutant: str) -> None:
    """Each kind of corruption fails, and the check that should see it says so."""
    verdict = judge_text(mutant, [QUOTE])
    assert verdict.kind is not VerdictKind.SUPPORTED, corruption
    assert check in {failed.name for failed in verdict.failed}, corruption


@pytest.mark.parametrize(
    ("check", "claim", "source"),
    [
        ("numbers", "Children were given amoxicillin 90 mg/kg daily.", "Children were given amoxicillin 90 mg daily."),
        ("numbers", "Glucose of 126 mg/L is diabetes.", "Glucose of 126 mg/dL is diabetes."),
        ("numbers", "Risk fell by 5% with apixaban.", "Risk fell by 5 percentage points with apixaban."),
        ("frequency", "Take apixaban 5 mg daily.", "Take apixaban 5 mg twice daily."),
        ("wording", "Clopidogrel reduces stroke in adults.", "Ticagrelor reduces stroke in adults."),
        ("wording", "Exercise reduced pain at one year in women.", "Exercise reduced pain at one year in people."),
        (
            "wording",
            "Apixaban reduced mortality compared with warfarin.",
            "Apixaban reduced bleeding compared with warfarin.",
        ),
        ("wording", "Coffee causes lower mortality in adults.", "Coffee is associated with lower mortality in adults."),
        ("wording", "Patients should take aspirin with warfarin.", "Patients should avoid aspirin with warfarin."),
        ("wording", "It should not be.", "Aspirin helps."),
        ("wording", "Is aspirin safe?", "Aspirin is safe."),
        ("opposites", "Pain in the left leg was treated.", "Pain in the right leg was treated."),
        ("opposites", "Few patients recovered after surgery.", "Most patients recovered after surgery."),
        ("comparisons", "Adults aged 65 should take statins.", "Adults aged 65 or older should take statins."),
        ("comparisons", "The effect was significant (P = 0.05).", "The effect was significant (P < .05)."),
    ],
)
def test_one_changed_word_is_stopped(check: str, claim: str, source: str) -> None:
    """A denominator, a frequency, a subject, an outcome or a bound that is not the source's fails its check."""
    assert judge_text(source, [source]).failed == ()
    assert check in {failed.name for failed in judge_text(claim, [source]).failed}


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The trial found a reduction of pain.", "Pain was reduced."),
        ("Apixaban 5 mg twice a day lowered stroke.", "Apixaban 5 mg twice daily lowered stroke."),
        ("Statins helped over 12 months in the study.", "Statins helped over 12 months."),
        ("Significant (P<0.05).", "Significant (P < .05)."),
    ],
)
def test_other_words_for_the_same_are_let_through(claim: str, source: str) -> None:
    """Another ending, another spelling of a frequency, and words that only tell of a study do no harm."""
    assert judge_text(claim, [source]).kind is VerdictKind.SUPPORTED


def test_a_negated_finding_is_called_contradicted() -> None:
    """What the source says the other way round is a contradiction, not a lack of information."""
    assert judge_text("Zanolol did raise serious bleeding.", [QUOTE]).kind is VerdictKind.CONTRADICTED


def test_without_evidence_nothing_is_supported() -> None:
    """No text, no support."""
    assert judge_text("Zanolol reduces pain.", []).kind is VerdictKind.NOT_ENOUGH_INFO


def claim_from(record_id: str, *, start: int = 0, text: str | None = None, kind: ClaimKind = ClaimKind.QUOTED) -> Claim:
    record = next(r for r in RECORDS if r.id == record_id)
    section = record.sections[-1]
    quote = section.text[start:]
    passage = Passage(record_id, section.label, start, len(section.text), quote)
    return Claim("c1", text or quote, kind, Facet.TREATMENT, RecordKind.RESEARCH, (Citation(passage),))


BY_ID = {record.id: record for record in RECORDS}


def test_a_quote_that_is_not_at_its_span_is_stopped() -> None:
    """A quote is looked up where the claim says it stands, byte for byte."""
    honest = claim_from("pubmed:90000003")
    moved = Passage(
        "pubmed:90000004",
        honest.citations[0].passage.section,
        honest.citations[0].passage.start,
        honest.citations[0].passage.end,
        honest.citations[0].quote,
    )
    forged = Claim("c1", honest.text, honest.kind, honest.facet, honest.source_kind, (Citation(moved),))
    assert check_claim(honest, BY_ID).kind is VerdictKind.SUPPORTED
    assert "quote_at_span" in {c.name for c in check_claim(forged, BY_ID).failed}


def test_a_retracted_record_supports_nothing() -> None:
    """However exact the quote, a retracted source is stopped."""
    verdict = check_claim(claim_from("pubmed:90000005"), BY_ID)
    assert "not_retracted" in {c.name for c in verdict.failed}


def test_a_record_that_is_not_there_supports_nothing() -> None:
    """An invented identifier has no quote at its span."""
    assert check_claim(claim_from("pubmed:90000003"), {}).kind is not VerdictKind.SUPPORTED


def authority_of(text: str, record_id: str) -> bool:
    record = BY_ID[record_id]
    section = record.sections[0]
    passage = Passage(record_id, section.label, 0, len(section.text), section.text)
    claim = Claim("c1", text, ClaimKind.CHECKED, Facet.DOSING, record.kind, (Citation(passage),))
    return next(c.passed for c in check_claim(claim, BY_ID).checks if c.name == "authority")


@pytest.mark.parametrize(
    "instruction",
    [
        "The recommended dose of zanolol is 50 mg twice daily.",
        "Zanolol is contraindicated in severe frob failure.",
        "The boxed warning of zanolol is collapse.",
        "Patients with frobnitis should receive zanolol 500 mg three times daily.",
        "We recommend treatment with 0.5 mg of zanolol.",
        "Adults should be given 40 mEq of zanolol chloride.",
        "The dose of zanolol chloride is 40 mEq.",
        "The patient should be given 5 mmol of zanolol.",
        "Adults should take 500 milligrams of zanolol.",
        "Children must receive 2 millilitres of zanolol.",
        "Adults must use 2 drops of zanolol.",
        "Adults should receive 250 \u03bcg of zanolol.",
        "Adults must receive 5 ng of zanolol.",
        "Adults should be given zanolol at 40 mmol/L.",
        "Zanolol should not be used in pregnant women.",
        "Participants took zanolol, and adults should take 50 mg.",
        "In gout, a dose of zanolol 900 mg four times daily is recommended.",
        "In gout, 0.5 mg of zanolol twice daily is suggested.",
        "Start with 25 mg once daily.",
        "Give 5 mg orally.",
        "In frobnitis, start zanolol with 250 mg once daily.",
        "Stop frobol, then begin zanolol at 2.5 mg daily.",
    ],
)
def test_instructions_need_a_label_or_a_guideline(instruction: str) -> None:
    """A trial alone cannot tell a reader what to take or what is contraindicated."""
    assert not authority_of(instruction, "pubmed:90000003")
    assert authority_of(instruction, "guideline:frob-2023")


@pytest.mark.parametrize(
    "report",
    [
        "Participants received a recommended dose of zanolol 50 mg or placebo.",
        "Use of zanolol 5 mg reduced pain.",
        "In adults, use was rare and the dose 5 mg.",
        "Zanolol 5 mg reduced pain, and quibrex is recommended.",
    ],
)
def test_a_trials_arms_may_be_described(report: str) -> None:
    """What participants received, and what the use of a dose did, is a report, not an instruction."""
    assert authority_of(report, "pubmed:90000003")
