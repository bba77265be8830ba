"""What the gate makes of sentences that have the words of their source and do not say the same, and of those that do.

Each row of CORRUPTED is a source, a claim that it does not support, and the check that says so; each row of HONEST a source
and a claim that says the same, or less.
"""

from __future__ import annotations

import pytest

from citewell.model.claim import Check, VerdictKind
from citewell.verify import judge_text

ARMS = "Pain fell by 2.3 points with zanolol and by 1.1 points with placebo."
COUNTS = "Collapse occurred in 48 of 120 adults given zanolol and in 30 of 121 given placebo."
RATIOS = "Stroke was rarer (RR 0.62, 95% CI 0.51 to 0.75) and death was not (RR 0.94, 95% CI 0.80 to 1.10)."
LISTED = "Pain and sleep improved by 12% and 30%, respectively, with zanolol."

CORRUPTED = [
    # Sides: who is better than whom, who does what to whom.
    ("sides", "Zanolol was better than frobol in frobnitis.", "Frobol was better than zanolol in frobnitis."),
    ("sides", "Zanolol versus placebo halved collapse.", "Placebo versus zanolol halved collapse."),
    ("sides", "Compared with placebo, zanolol reduced pain.", "Compared with zanolol, placebo reduced pain."),
    ("sides", "Pain was lower with zanolol than with frobol.", "Pain was lower with frobol than with zanolol."),
    ("sides", "Frobnitis causes collapse in adults.", "Collapse causes frobnitis in adults."),
    ("sides", "Zanolol was noninferior to frobol.", "Frobol was noninferior to zanolol."),
    ("sides", "Zanolol reduced pain and frobol improved sleep.", "Frobol reduced pain and zanolol improved sleep."),
    ("sides", "Zanolol raised pressure and lowered pulse.", "Zanolol raised pulse and lowered pressure."),
    ("sides", "Zanolol should be tried before frobol.", "Frobol should be tried before zanolol."),
    ("sides", "Frobol was replaced by zanolol.", "Frobol replaced zanolol."),
    # Figures: each belongs to its arm, its outcome, its time.
    ("sides", ARMS, "Pain fell by 1.1 points with zanolol and by 2.3 points with placebo."),
    ("figures", ARMS, "Pain fell by 2.3 points with placebo."),
    ("figures", COUNTS, "Collapse occurred in 48 of 120 adults given placebo."),
    ("sides", COUNTS, "Collapse occurred in 30 of 120 adults given zanolol."),
    ("figures", COUNTS, "Collapse occurred in 48 of 120 adults given zanolol and in 48 of 121 given placebo."),
    ("sides", LISTED, "Sleep and pain improved by 12% and 30%, respectively, with zanolol."),
    ("sides", "The dose was 5 mg at week 1 and 10 mg at week 4.", "The dose was 10 mg at week 1 and 5 mg at week 4."),
    (
        "figures",
        "Pain fell by 12% with zanolol. Sleep improved by 30% with zanolol.",
        "Pain fell by 30% with zanolol.",
    ),
    # Intervals: the bounds in order, with their own estimate and level.
    ("sides", RATIOS, "Stroke was rarer (RR 0.62, 95% CI 0.75 to 0.51)."),
    ("sides", RATIOS, "Stroke was rarer (RR 0.51, 95% CI 0.62 to 0.75)."),
    ("figures", RATIOS, "Stroke was rarer (RR 0.62, 95% CI 0.80 to 1.10)."),
    ("figures", RATIOS, "Stroke was rarer (RR 0.94, 95% CI 0.80 to 1.10)."),
    ("numbers", RATIOS, "Stroke was rarer (RR 0.62, 90% CI 0.51 to 0.75)."),
    # Advice: no stronger, and no weaker.
    ("strength", "Zanolol may be considered in frobnitis.", "Zanolol should be considered in frobnitis."),
    ("strength", "Adults with frobnitis should be given zanolol.", "Adults with frobnitis must be given zanolol."),
    ("strength", "Adults with frobnitis should be given zanolol.", "Adults with frobnitis may be given zanolol."),
    ("strength", "Adults with frobnitis should be given zanolol.", "Adults with frobnitis are given zanolol."),
    ("strength", "We suggest zanolol in frobnitis.", "We recommend zanolol in frobnitis."),
    ("strength", "Zanolol is reasonable in frobnitis.", "Zanolol is recommended in frobnitis."),
    ("strength", "Zanolol is an option in frobnitis.", "Zanolol is essential in frobnitis."),
    ("negation", "The panel recommends against zanolol in children.", "The panel recommends zanolol in children."),
    ("certainty", "Zanolol is reasonable (class IIa).", "Zanolol is reasonable (class I)."),
    ("certainty", "Zanolol is advised (strong recommendation).", "Zanolol is advised (weak recommendation)."),
    # Certainty.
    ("certainty", "Zanolol may reduce pain.", "Zanolol reduces pain."),
    ("certainty", "Zanolol may reduce pain.", "Zanolol probably reduces pain."),
    ("certainty", "Zanolol may reduce pain.", "Zanolol will reduce pain."),
    ("certainty", "Zanolol probably reduces pain.", "Zanolol reduces pain."),
    ("certainty", "Zanolol appears to be safe.", "Zanolol is safe."),
    ("certainty", "The findings suggest that zanolol reduces pain.", "Zanolol reduces pain."),
    ("certainty", "It is unclear whether zanolol reduces pain.", "Zanolol reduces pain."),
    ("certainty", "Zanolol reduces pain.", "Zanolol always reduces pain."),
    ("certainty", "Low-certainty evidence shows that zanolol reduces pain.", "Zanolol reduces pain."),
    (
        "certainty",
        "Zanolol reduced pain (low certainty) and improved sleep (high certainty).",
        "Zanolol reduced pain and improved sleep (high certainty).",
    ),
    ("certainty", "The certainty of evidence was low.", "The certainty of evidence was high."),
    # Quantities and frequency.
    ("quantities", "Some patients had a rash.", "Most patients had a rash."),
    ("quantities", "Some patients had a rash.", "Patients had a rash."),
    ("quantities", "Most adults recovered.", "All adults recovered."),
    ("quantities", "Patients recovered.", "All patients recovered."),
    ("quantities", "Few adults recovered.", "A few adults recovered."),
    ("quantities", "Zanolol often causes a rash.", "Zanolol sometimes causes a rash."),
    ("quantities", "Zanolol rarely causes collapse.", "Zanolol causes collapse."),
    ("quantities", "Pain usually ends within a week.", "Pain ends within a week."),
    # Exceptions and conditions.
    ("exceptions", "Zanolol helped all adults except those with gout.", "Zanolol helped all adults."),
    ("exceptions", "Give zanolol unless the kidneys fail.", "Give zanolol."),
    ("exceptions", "Zanolol is safe other than in pregnancy.", "Zanolol is safe."),
    ("exceptions", "Zanolol should be given only if frobol fails.", "Zanolol should be given."),
    ("exceptions", "Zanolol helped only women.", "Zanolol helped women."),
    ("exceptions", "Stop zanolol if collapse occurs.", "Stop zanolol."),
    ("exceptions", "Zanolol helped, with the exception of smokers.", "Zanolol helped, including smokers."),
    ("exceptions", "Take zanolol except in gout and unless the hum fails.", "Take zanolol except in gout."),
    ("exceptions", "Take zanolol, except in gout, unless the hum fails.", "Take zanolol unless the hum fails."),
    ("exceptions", "Take zanolol if gout is severe and only if frobol fails.", "Take zanolol if gout is severe."),
    ("exceptions", "Take zanolol unless advised, and not if gout is present.", "Take zanolol unless advised."),
    # An organ is not its inflammation, nor a substance or a small part another of the same root.
    ("wording", "Pancreatic cancer was rare.", "Pancreatitis was rare."),
    ("wording", "Pancreatitis was rare.", "Pancreatic cancer was rare."),
    ("wording", "Prostate cancer was rare.", "Prostatitis was rare."),
    ("wording", "Gastric cancer was rare.", "Gastritis was rare."),
    ("wording", "Cystic fibrosis was rare.", "Cystitis was rare."),
    ("wording", "Pneumonia was rare.", "Pneumonitis was rare."),
    ("wording", "Carcinoma was rare.", "Carcinoid was rare."),
    ("wording", "Cortisone was given.", "Cortisol was given."),
    ("wording", "Arteriole spasm was rare.", "Arterial spasm was rare."),
    # What an abbreviation stands for, its source says and not the claim.
    ("wording", "FHS was common in adults.", "Frobnal hum syndrome (FHS) was common in adults."),
    # Letters of several meanings have none but what their source defines or makes clear.
    ("wording", "HR fell with zanolol.", "The hazard ratio fell with zanolol."),
    ("wording", "HR rose to 90 bpm with zanolol.", "The hazard ratio rose to 90 bpm with zanolol."),
    ("wording", "The HR was 0.64 with zanolol.", "The heart rate was 0.64 with zanolol."),
    ("wording", "Heart rate (HR) fell by 0.5 with zanolol.", "The hazard ratio fell by 0.5 with zanolol."),
    ("wording", "RR was 18 breaths/min with zanolol.", "The relative risk was 18 breaths/min with zanolol."),
    ("wording", "CI was 2.5 L/min with zanolol.", "The confidence interval was 2.5 L/min with zanolol."),
    ("wording", "SE was common with zanolol.", "Standard error was common with zanolol."),
    ("wording", "MI was taught to smokers.", "Myocardial infarction was taught to smokers."),
    ("wording", "UTI was common in women.", "Uncomplicated cystitis was common in women."),
    ("opposites", "Surgery after 2 weeks helped.", "Surgery within 2 weeks helped."),
    ("opposites", "Surgery beyond 2 weeks helped.", "Surgery within 2 weeks helped."),
    # Design.
    ("design", "The cohort study found less pain with zanolol.", "The randomised trial found less pain with zanolol."),
    ("design", "This open-label trial tested zanolol.", "This double-blind trial tested zanolol."),
    ("design", "The review looked at zanolol.", "The trial looked at zanolol."),
    # Denial, word by word.
    ("negation", "Zanolol reduced pain but did not reduce fever.", "Zanolol did not reduce pain but reduced fever."),
    ("negation", "There was no significant change in pain.", "There was a significant change in pain."),
    ("negation", "Zanolol was given without food.", "Zanolol was not given without food."),
    # Sentences: words of one are not those of another.
    (
        "together",
        "Zanolol reduced pain in adults. Frobol reduced fever in children.",
        "Frobol reduced pain in adults.",
    ),
    (
        "together",
        "Zanolol reduced pain in mice. Zanolol was tolerated by patients.",
        "Zanolol reduced pain in patients.",
    ),
    # Bounds.
    ("comparisons", "Adults older than 65 years took zanolol.", "Adults younger than 65 years took zanolol."),
    ("comparisons", "At least 30% recovered.", "At most 30% recovered."),
    ("comparisons", "Over 30% recovered.", "30% recovered."),
]

HONEST = [
    # Numbers and units.
    ("Zanolol was given to 1,000 adults.", "Zanolol was given to 1000 adults."),
    ("Zanolol was given to 1,000 adults.", "Zanolol was given to one thousand adults."),
    ("Zanolol was given to 1 000 adults.", "Zanolol was given to 1,000 adults."),
    ("Twenty-five adults took zanolol.", "25 adults took zanolol."),
    ("Half of the adults recovered.", "50% of the adults recovered."),
    ("Two thirds of the adults recovered.", "Two-thirds of the adults recovered."),
    ("Zanolol 50 mg was given.", "Zanolol 50 milligrams was given."),
    ("Zanolol 5 µg/kg/min was given.", "Zanolol 5 micrograms per kilogram per minute was given."),
    ("Pressure fell by 12 mm Hg.", "Pressure fell by 12 millimetres of mercury."),
    ("Zanolol 5 mg/day was given.", "Zanolol 5 mg daily was given."),
    ("Zanolol 5 mg b.i.d. was given.", "Zanolol 5 mg twice a day was given."),
    ("Sodium was 140 mmol/L.", "Sodium was 140 millimoles per litre."),
    ("Treatment took 12 months.", "Treatment took 1 year."),
    ("Pain fell by 12 per cent.", "Pain fell by 12%."),
    ("Doses were 5–10 mg.", "Doses were 5 mg to 10 mg."),
    ("Pain fell (P < .05).", "Pain fell (p<0.05)."),
    ("Pain changed by −2.5 points.", "Pain changed by -2.5 points."),
    ("Adults aged 65 years or older took zanolol.", "Adults aged ≥65 years took zanolol."),
    ("Adults aged 65 years or older took zanolol.", "Adults aged 65 and over took zanolol."),
    ("At least 30% recovered.", "No less than 30% recovered."),
    ("More than 30% recovered.", "Over 30% recovered."),
    # Names.
    ("Atrial fibrillation (AF) was common.", "AF was common."),
    ("Adults with frobnal hum syndrome (FHS) took zanolol.", "Adults with FHS took zanolol."),
    (
        "Adults with FHS took zanolol. Frobnal hum syndrome (FHS) is rare.",
        "Adults with frobnal hum syndrome took zanolol.",
    ),
    ("Zanolol halved heart attacks.", "Zanolol halved myocardial infarctions."),
    ("Renal failure was rare.", "Kidney failure was rare."),
    ("Acetaminophen reduced pain.", "Paracetamol reduced pain."),
    ("Apixaban reduced stroke.", "Eliquis reduced stroke."),
    ("The odds ratio (OR) was 0.5.", "The OR was 0.5."),
    ("Side effects were mild.", "Adverse events were mild."),
    ("Zanolol decreased pain.", "Zanolol reduced pain."),
    ("Zanolol did not help.", "Zanolol didn't help."),
    ("The tumour was non-operative.", "The tumor was nonoperative."),
    ("Zanolol vs frobol was tested.", "Zanolol compared with frobol was tested."),
    # Order.
    ("In adults, zanolol reduced pain.", "Zanolol reduced pain in adults."),
    ("Zanolol reduced pain in adults.", "In adults, zanolol reduced pain."),
    ("After 12 weeks of treatment, pain fell by 2.3 points.", "Pain fell by 2.3 points after 12 weeks of treatment."),
    ("Compared with placebo, zanolol reduced pain.", "Zanolol reduced pain compared with placebo."),
    ("Zanolol reduced pain compared with placebo.", "Compared with placebo, zanolol reduced pain."),
    ("Zanolol reduced pain, fever and rash.", "Zanolol reduced rash, pain and fever."),
    ("Rash (12%), fever (8%) and gout (3%) occurred.", "Gout (3%), rash (12%) and fever (8%) occurred."),
    ("Pain fell by 12% with zanolol and by 8% with frobol.", "Pain fell by 8% with frobol and by 12% with zanolol."),
    ("Zanolol reduced pain.", "Pain was reduced by zanolol."),
    ("Pain was reduced by zanolol.", "Zanolol reduced pain."),
    ("We enrolled 40 adults with gout.", "40 adults with gout were enrolled."),
    ("The risk of stroke fell.", "The stroke risk fell."),
    ("Zanolol significantly reduced pain.", "Zanolol reduced pain significantly."),
    ("Pain was reduced.", "A reduction of pain was found."),
    # Less than the source says.
    (COUNTS, "Collapse occurred in 48 of 120 adults given zanolol."),
    (COUNTS, "Collapse occurred in 30 of 121 given placebo."),
    (ARMS, "Pain fell by 2.3 points with zanolol."),
    (RATIOS, "Stroke was rarer (RR 0.62, 95% CI 0.51 to 0.75)."),
    ("Zanolol reduced pain by 12% and fever by 8% in adults.", "Zanolol reduced pain by 12% in adults."),
    ("Zanolol reduced pain by 12% and fever by 8%.", "Zanolol reduced fever by 8%."),
    ("Zanolol, a new drug, reduced pain.", "Zanolol reduced pain."),
    ("Zanolol reduced pain, and it may improve sleep.", "Zanolol reduced pain."),
    ("Zanolol reduced pain, but some adults had a rash.", "Zanolol reduced pain."),
    ("Zanolol may reduce pain, fever and rash.", "Zanolol may reduce fever."),
    ("All adults recovered.", "Adults recovered."),
    ("Zanolol reduced pain.", "Zanolol may reduce pain."),
    (
        "Take zanolol if gout is severe, and it may be stopped if the hum ends.",
        "Take zanolol if gout is severe.",
    ),
    ("Arthritides were rare.", "Arthritis was rare."),
    ("Hums were fewer (HR 0.78, 95% CI 0.6 to 0.9).", "Hums were fewer (hazard ratio 0.78)."),
    ("Hums were fewer (HR 0.78, 95% CI 0.6 to 0.9).", "Hums were fewer (HR 0.78)."),
    ("The resting HR fell with zanolol.", "The resting heart rate fell with zanolol."),
    ("The RR was 1.4 with zanolol.", "The relative risk was 1.4 with zanolol."),
    ("MI and stroke were rarer.", "Myocardial infarction and stroke were rarer."),
    ("MI and stroke were rarer with zanolol.", "MI was rarer with zanolol."),
    ("UTI was common in women.", "Urinary tract infection was common in women."),
    ("Zanolol helped all adults except those with gout.", "Zanolol helped all adults, except those with gout."),
    ("The randomised trial of 40 adults tested zanolol.", "The trial of 40 adults tested zanolol."),
    ("Of 120 adults with heart failure, 48 took zanolol.", "48 of 120 adults with heart failure took zanolol."),
]


def failed(claim: str, source: str) -> dict[str, Check]:
    return {check.name: check for check in judge_text(claim, [source]).failed}


@pytest.mark.parametrize(("check", "source", "claim"), CORRUPTED)
def test_what_the_source_does_not_say_is_stopped(check: str, source: str, claim: str) -> None:
    """The words are the source's and the sentence is not: the check that sees it says why, in words."""
    assert check in failed(claim, source)
    assert failed(claim, source)[check].detail


@pytest.mark.parametrize(("check", "source", "claim"), CORRUPTED)
def test_the_source_itself_is_let_through(check: str, source: str, claim: str) -> None:
    """No rule finds fault with a sentence that is its own source."""
    del check, claim
    assert judge_text(source.split(". ")[0].removesuffix(".") + ".", [source]).kind is VerdictKind.SUPPORTED


@pytest.mark.parametrize(("source", "claim"), HONEST)
def test_what_says_the_same_is_let_through(source: str, claim: str) -> None:
    """Another form of a number, another name of a thing, another order that changes nothing: no false alarm."""
    assert failed(claim, source) == {}
