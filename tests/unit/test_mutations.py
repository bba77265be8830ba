"""The mutation suite: what each class makes of a true sentence, and how the cases are drawn and printed."""

from __future__ import annotations

import json
import lzma
from collections import Counter

import pytest
from click.testing import CliRunner

from citewell.cli import app
from citewell.evaluation.collections import Collections, Document
from citewell.evaluation.mutations import CLASSES, HONEST, MUTATIONS, WRONG_SOURCE, cases
from citewell.evaluation.mutations.material import Statement, is_statement, of_document
from citewell.evaluation.mutations.numerals import Part, intervals, numerals
from citewell.evaluation.suites.mutations import Judged, figures, listing
from universe import write_pubmed

# Each row is a class, a true sentence of an imaginary world, and a corruption of it that must be among those offered.
CORRUPTED = [
    ("dose tenfold", "Zanolol 5 mg was given.", "Zanolol 50 mg was given."),
    ("dose tenfold", "Zanolol 2.5 mg/kg was given.", "Zanolol 0.25 mg/kg was given."),
    ("unit swapped", "Zanolol 5 mg was given.", "Zanolol 5 mcg was given."),
    ("unit swapped", "Zanolol 1 g was given.", "Zanolol 1 mg was given."),
    ("percentage", "Pain fell in 23% of them.", "Pain fell in 53% of them."),
    ("count", "The trial randomised 120 adults.", "The trial randomised 210 adults."),
    ("count", "It pooled seven small trials.", "It pooled eleven small trials."),
    ("age", "It enrolled adults aged 65 years or older.", "It enrolled adults aged 50 years or older."),
    ("other figure", "The mean score was 24.", "The mean score was 42."),
    ("decimal point", "The score rose by 1.25 points.", "The score rose by 12.5 points."),
    ("year", "The register opened in 2004.", "The register opened in 2010."),
    ("ratio turned round", "Hums fell (RR 0.62, 95% CI 0.51 to 0.75).", "Hums fell (RR 1.62, 95% CI 0.51 to 0.75)."),
    ("interval", "Hums fell (RR 0.62, 95% CI 0.51 to 0.75).", "Hums fell (RR 0.62, 95% CI 0.51 to 1.25)."),
    ("interval", "Hums fell (RR 0.62, 95% CI 0.51 to 0.75).", "Hums fell (RR 0.51, 95% CI 0.62 to 0.75)."),
    ("frequency", "Zanolol 5 mg once daily was given.", "Zanolol 5 mg twice daily was given."),
    ("route", "Oral zanolol was given.", "Intravenous zanolol was given."),
    ("duration", "Zanolol was given for 6 weeks.", "Zanolol was given for 6 months."),
    ("time point", "At 6 months, pain had gone.", "At 18 months, pain had gone."),
    ("negation", "Zanolol was effective in frobnitis.", "Zanolol was not effective in frobnitis."),
    ("negation", "Zanolol reduced the pain of frobnitis.", "Zanolol did not reduce the pain of frobnitis."),
    ("negation", "Zanolol did not prevent relapse.", "Zanolol prevented relapse."),
    ("negation", "There was no difference between arms.", "There was a difference between arms."),
    ("direction", "Zanolol increased the risk of hums.", "Zanolol reduced the risk of hums."),
    ("direction", "Zanolol was superior to quibrex.", "Zanolol was inferior to quibrex."),
    ("direction", "Zanolol was non-inferior to quibrex.", "Zanolol was inferior to quibrex."),
    ("significance", "Scores were not significantly different.", "Scores were significantly different."),
    ("significance", "There was no significant difference.", "There was a significant difference."),
    ("significance", "Pain did not significantly improve.", "Pain significantly improved."),
    ("P value", "Pain fell (P < .001).", "Pain fell (P = 0.27)."),
    ("P value", "Pain was the same (p = 0.34).", "Pain was the same (p = 0.006)."),
    ("sides exchanged", "Pain was lower with zanolol than with placebo.", "Pain was lower with placebo than with zanolol."),
    ("sides exchanged", "Women hummed more often than men did.", "Men hummed more often than women did."),
    ("figures exchanged", "Pain fell in 70% versus 40%.", "Pain fell in 40% versus 70%."),
    ("figures exchanged", "Hums fell from 9 to 4 a day.", "Hums fell from 4 to 9 a day."),
    ("drug", "Zanolol relieves frobnitis.", "Atenolol relieves frobnitis."),
    ("population", "Frobnitis is mild in children.", "Frobnitis is mild in adults."),
    ("population", "It enrolled patients with frobnitis.", "It enrolled patients without frobnitis."),
    ("look-alike", "It is used in acute frobnitis.", "It is used in chronic frobnitis."),
    ("look-alike", "It is used in type 2 diabetes.", "It is used in type 1 diabetes."),
    ("outcome", "Zanolol lowered the risk of stroke.", "Zanolol lowered the risk of dementia."),
    ("animals as people", "Zanolol reduced hums in mice.", "Zanolol reduced hums in patients."),
    ("inflammation", "Pancreatic cancer was rare.", "Pancreatitis was rare."),
    ("inflammation", "Zanolol relieves gastritis.", "Zanolol relieves gastric cancer."),
    ("study design", "A cohort study of zanolol found hums.", "A randomised trial of zanolol found hums."),
    ("study design", "Two case-control studies found hums.", "Two randomised trials found hums."),
    ("hedge dropped", "Zanolol may reduce hums.", "Zanolol will reduce hums."),
    ("hedge dropped", "It suggests that zanolol helps.", "It proves that zanolol helps."),
    ("cause claimed", "Whistling was associated with hums.", "Whistling caused hums."),
    ("certainty", "Hums were rarer (low certainty).", "Hums were rarer (high certainty)."),
    ("certainty", "There is limited evidence for zanolol.", "There is strong evidence for zanolol."),
    ("recommendation strength", "The guideline suggests zanolol.", "The guideline recommends zanolol."),
    ("recommendation strength", "Zanolol may be used in adults.", "Zanolol must be used in adults."),
    ("recommendation", "The panel recommends against zanolol.", "The panel recommends zanolol."),
    ("recommendation", "Zanolol should not be used.", "Zanolol should be used."),
    ("recommendation", "Zanolol is recommended in adults.", "Zanolol is not recommended in adults."),
    ("quantifier", "Some patients hummed.", "All patients hummed."),
    ("quantifier", "Pain lasted up to 6 days.", "Pain lasted at least 6 days."),
    ("exception", "Zanolol is safe in adults, except in winter.", "Zanolol is safe in adults."),
    ("exception", "Zanolol works only in winter.", "Zanolol works not only in winter."),
    ("exception", "Zanolol eased pain but not hums.", "Zanolol eased pain and also hums."),
]  # fmt: skip

# Each row is a class and a sentence in which any change of that class could still be true, or would make no sense.
SPARED = [
    ("percentage", "Pain fell by a 95% CI."),
    ("count", "It concerns COVID-19 and IL-6 in group 2."),
    ("unit swapped", "Doses of more than 1 g were given."),
    ("age", "The mean score was 24."),
    ("year", "The trial enrolled 2012 patients."),
    ("duration", "Frobnitis affects children for 1 day."),
    ("negation", "Patients who were treated never hummed."),
    ("direction", "Zanolol did not reduce hums."),
    ("direction", "Zanolol eased lower back pain."),
    ("direction", "Zanolol lowered pain but raised hums, which increased or decreased."),
    ("P value", "P < .05 was considered significant."),
    ("sides exchanged", "Zanolol and placebo were similar, and no difference from placebo was seen."),
    ("sides exchanged", "Pain was lower with zanolol plus quibrex than with placebo and zanolol."),
    ("figures exchanged", "Of 40 patients, 20 hummed."),
    ("drug", "Cholesterol was measured in April."),
    ("population", "Frobnitis affects men and women."),
    ("look-alike", "It helps in primary or secondary prevention."),
    ("inflammation", "Hepatitis B was common."),
    ("inflammation", "Rheumatoid arthritis was common."),
    ("study design", "A cohort study confirmed the randomised trial."),
    ("cause claimed", "Whistling was not associated with hums."),
    ("recommendation strength", "The data suggest that zanolol helps."),
    ("quantifier", "Zanolol was the most effective drug."),
    ("exception", "Zanolol is the only drug for frobnitis."),
]  # fmt: skip

# Each row is a class of honest variants, a sentence, and a variant that must be among those offered.
REWORDED = [
    ("quote", "Zanolol was safe.", "Zanolol was safe."),
    ("typography", "It lasted 3-5 days.", "It lasted 3–5 days."),
    ("typography", "Zanolol was safe.", "Zanolol was safe"),
    ("number format", "It enrolled 1,204 adults.", "It enrolled 1204 adults."),
    ("number format", "Pain fell (P = 0.03).", "Pain fell (P = .03)."),
    ("number format", "Zanolol 5 mg was given.", "Zanolol 5mg was given."),
    ("spelling", "It randomised adults.", "It randomized adults."),
    ("spelling", "An esophageal hum was heard.", "An oesophageal hum was heard."),
    ("units in words", "Zanolol 5 mg was given.", "Zanolol 5 milligrams was given."),
    ("units in words", "Pain fell in 23%.", "Pain fell in 23 percent."),
    ("reworded: statistic dropped", "Pain fell (P < .001).", "Pain fell."),
    ("reworded: remark dropped", "The frob pain score (FPS) fell.", "The frob pain score fell."),
    ("reworded: frame dropped", "We found that zanolol was safe.", "Zanolol was safe."),
    ("reworded: phrase moved", "In adults with frobnitis, zanolol relieved the pain.", "Zanolol relieved the pain in adults with frobnitis."),
    ("reworded: list reordered", "It relieved attacks of pain, fever and hums.", "It relieved attacks of fever, pain and hums."),
    ("reworded: clause alone", "Zanolol was safe in most adults; hums were rare.", "Zanolol was safe in most adults."),
    ("reworded: synonym", "It was given twice daily.", "It was given twice a day."),
    ("reworded: voice", "We enrolled 240 adults with frobnitis.", "240 adults with frobnitis were enrolled."),
]  # fmt: skip

# Each row is a class of honest variants and a sentence of which it must not offer any: it would not say the same.
NOT_HONEST = [
    # Who leaves out that the evidence is of low certainty is surer than the source (GRADE guidelines 26).
    ("reworded: statistic dropped", "Pain fell (RR 0.62, 95% CI 0.51 to 0.75; low certainty)."),
    ("reworded: statistic dropped", "Pain fell (P < .05; moderate strength of evidence)."),
]

OPERATORS = {**MUTATIONS, **HONEST}


def _claims(kind: str, text: str) -> list[str]:
    return [edit.claim for edit in OPERATORS[kind](Statement(text, whole=text))]


@pytest.mark.parametrize(("kind", "text", "corrupted"), CORRUPTED)
def test_a_class_corrupts_what_it_is_named_after(kind, text, corrupted):
    """And leaves the rest of the sentence as it stands."""
    assert corrupted in _claims(kind, text)


@pytest.mark.parametrize(("kind", "text"), SPARED)
def test_a_class_leaves_alone_what_would_not_become_false(kind, text):
    """A bound that moves inwards is still implied; what denies, or says both, is not sure to be false when changed."""
    assert not _claims(kind, text)


@pytest.mark.parametrize(("kind", "text"), NOT_HONEST)
def test_an_honest_variant_keeps_what_changes_the_meaning(kind, text):
    """What a sentence needs to be true is not left out in the name of brevity."""
    assert not _claims(kind, text)


@pytest.mark.parametrize(("kind", "text", "variant"), REWORDED)
def test_an_honest_variant_says_the_same(kind, text, variant):
    """In other characters, or in other words."""
    assert variant in _claims(kind, text)


def test_every_class_has_its_specification():
    """But for those that need a second sentence: they have tests of their own."""
    specified = {row[0] for row in CORRUPTED + REWORDED}
    assert set(OPERATORS) - specified == {"neighbour's figure", "reworded: abbreviation"}


def test_a_figure_is_taken_from_the_sentence_beside_it():
    """Of the same kind: a percentage for a percentage."""
    statement = Statement("Pain fell in 23% of them.", after="Hums fell in 61% of 90 adults.")
    assert [edit.claim for edit in MUTATIONS["neighbour's figure"](statement)] == ["Pain fell in 61% of them."]


def test_a_drug_is_exchanged_for_one_of_its_record_wherever_it_stands():
    """A corruption that kept one of its names would contradict itself."""
    statement = Statement("Zanolol beat pain, and zanolol was safe.", whole="Frobolol was tried too.")
    assert "Frobolol beat pain, and frobolol was safe." in [e.claim for e in MUTATIONS["drug"](statement)]


def test_an_abbreviation_is_written_out_where_its_record_defines_it():
    """Its initials must spell it: a long form that was cut short is not the same."""
    statement = Statement("The FPS fell.", whole="The frob pain score (FPS) was used. The FPS fell.")
    assert [e.claim for e in HONEST["reworded: abbreviation"](statement)] == ["The frob pain score fell."]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Zanolol 5 mg was given to 120 adults.", [Part.DOSE, Part.COUNT]),
        ("It fell by 12% (n = 40; P = .03).", [Part.PERCENTAGE, Part.COUNT, Part.P_VALUE]),
        ("RR 0.62 (95% CI 0.51 to 0.75)", [Part.OTHER, Part.INTERVAL, Part.INTERVAL, Part.INTERVAL]),
        ("Adults aged 18 to 65 years were seen in 2012.", [Part.AGE, Part.AGE, Part.YEAR]),
        ("COVID-19, IL-6 and type 2 diabetes", [Part.NAME] * 3),
        ("It lasted 6 weeks.", [Part.TIME]),
    ],
)
def test_a_number_is_told_by_the_part_it_plays(text, parts):
    """So that a dose is corrupted as a dose, and a name is left alone."""
    assert [numeral.part for numeral in numerals(text)] == parts


def test_an_interval_is_found_with_its_estimate():
    """The estimate stands before it, in brackets or not."""
    text = "hazard ratio 0.62 (95% confidence interval, 0.51-0.75)"
    (interval,) = intervals(text)
    spans = (interval.estimate, interval.low, interval.high)
    assert [text[slice(*span)] for span in spans] == ["0.62", "0.51", "0.75"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Zanolol relieved the pain of frobnitis in most adults.", True),
        ("To determine whether zanolol relieves the pain of frobnitis.", False),
        ("We aimed to see the effect of zanolol on frobnitis.", False),
        ("Does zanolol relieve the pain of frobnitis in most adults?", False),
        ("METHODS: Zanolol was given to all adults with frobnitis.", False),
        ("Zanolol relieved pain.", False),
        ("Zanolol relieved the pain (in most of the adults with frobnitis.", False),
    ],
)
def test_what_announces_or_asks_or_is_cut_off_is_no_statement(text, is_one):
    """Turned round, it would not be false."""
    assert is_statement(text) is is_one


def test_a_statement_knows_its_neighbours_within_its_section():
    """What stands in another section is not beside it."""
    text = "Frobs hum. Zanolol relieved the pain of frobnitis in adults. It was safe.\n\nOthers hummed."
    (statement,) = of_document(Document("1", "Frobs", text))
    assert (statement.before, statement.after) == ("Frobs hum.", "It was safe.")
    assert statement.whole.endswith("Others hummed.")


@pytest.fixture(scope="module")
def drawn():
    """A few cases of each class from the starter library."""
    return cases(None, each=12)


def test_the_same_cases_are_drawn_again(drawn):
    """So that a change of a figure is a change of the gate."""
    assert cases(None, each=12) == drawn


def test_no_mutant_is_its_source_or_stands_in_its_evidence(drawn):
    """It would be true."""
    for case in drawn:
        if case.is_false:
            assert case.claim not in case.evidence, case


def test_a_case_of_each_class_is_drawn_from_the_starter_library_but_for_those_it_has_no_place_for(drawn):
    """It speaks of people only, and never of itself as `we`."""
    missing = {kind for kind in CLASSES if kind not in {case.kind for case in drawn}}
    assert missing <= {"animals as people", "reworded: frame dropped", "reworded: voice"}
    counts = Counter(case.kind for case in drawn)
    assert max(counts.values()) == 12
    assert sum(count == 12 for count in counts.values()) > len(CLASSES) * 3 / 4


def test_one_class_alone_gives_the_cases_that_it_gives_among_all(drawn):
    """So that a listing shows what the table counted."""
    assert cases(None, each=12, only="direction") == [case for case in drawn if case.kind == "direction"]


def test_a_sentence_cited_to_another_record_is_not_in_it(drawn):
    """The other record is on the same subject, and says something else."""
    miscited = [case for case in drawn if case.kind == WRONG_SOURCE]
    assert miscited
    for case in miscited:
        assert case.was == case.record_id != case.now


def test_a_miss_is_a_mutant_that_passes_or_an_honest_variant_that_does_not(drawn):
    """The figures count by class; the listing is bounded by class."""
    mutant = next(case for case in drawn if case.kind == "direction")
    honest = next(case for case in drawn if case.kind == "quote")
    results = [
        *(Judged(mutant, verdict) for verdict in ("SUPPORTED", "SUPPORTED", "CONTRADICTED", "NOT_ENOUGH_INFO")),
        *(Judged(honest, verdict) for verdict in ("SUPPORTED", "NOT_ENOUGH_INFO")),
    ]
    assert {str(f.measure): f.value for f in figures(results)} == {
        "MutationCatch(direction)": 0.5,
        "FalseAlarm(quote)": 0.5,
    }
    assert listing(results, 1) == [results[0], results[5]]


def test_public_abstracts_are_drawn_from_too_where_their_folder_is_named(tmp_path):
    """Each collection in turn, beside the starter library; one that the folder lacks is left out."""
    write_pubmed(tmp_path / "MERGED_pubmed_unique.xml.gz")
    row = {"pmid": "1", "title": "Frobs", "abstract": "Frobolol relieved the pain of frobnitis in most adults."}
    (tmp_path / "cohen_records.jsonl.xz").write_bytes(lzma.compress(json.dumps(row).encode() + b"\n"))
    drawn = cases(Collections(tmp_path), each=12, only="quote")
    assert Counter(case.origin for case in drawn).keys() == {"starter", "pubmed", "cohen"}


def _run(monkeypatch, tmp_path, *arguments):
    monkeypatch.setenv("CITEWELL_HOME", str(tmp_path / "home"))
    return CliRunner().invoke(app, ["eval", "mutations", *arguments])


def test_the_suite_prints_a_row_for_each_class(monkeypatch, tmp_path):
    """With its target, on the side that is better."""
    lines = _run(monkeypatch, tmp_path, "--limit", "3").output.splitlines()
    rows = {line.split("  ")[0]: line for line in lines if "(" in line and "to" in line}
    assert ">= 0.9700" in rows["MutationCatch(negation)"]
    assert "<= 0.0200" in rows["FalseAlarm(quote)"]


def test_cases_and_misses_can_be_listed(monkeypatch, tmp_path):
    """Each with its claim, its evidence and what was changed."""
    shown = _run(monkeypatch, tmp_path, "--limit", "2", "--show", "direction").output
    assert shown.count("claim:") == 2 and "->" in shown
    listed = json.loads(_run(monkeypatch, tmp_path, "--limit", "3", "--misses", "1", "--json").output)
    assert all(case["missed"] and case["evidence"] for case in listed["cases"])


def test_an_unknown_class_is_answered_with_those_there_are(monkeypatch, tmp_path):
    """And another suite has no cases to list."""
    assert "negation" in str(_run(monkeypatch, tmp_path, "--show", "nonsense").exception)
    monkeypatch.setenv("CITEWELL_HOME", str(tmp_path / "home"))
    other = CliRunner().invoke(app, ["eval", "bioasq", "--show", "negation"])
    assert "mutations" in str(other.exception)
