"""Measures, figures and their table; the suites on small collections made here."""

from __future__ import annotations

import json
import lzma
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from citewell.cli import app
from citewell.evaluation.collections import Collections
from citewell.evaluation.figures import Figure, mean, median, share
from citewell.evaluation.measures import Measure, ndcg, recall
from citewell.evaluation.report import Runs, table
from citewell.evaluation.suites import audiences
from citewell.model.question import Audience
from citewell.register import render_for
from drafts import draft_of


@pytest.mark.parametrize(
    ("measure", "printed"),
    [
        (Measure("nDCG", cutoff=10), "nDCG@10"),
        (Measure("MutationCatch", "negation"), "MutationCatch(negation)"),
        (Measure("nDCG", "plain BM25", 10), "nDCG(plain BM25)@10"),
        (Measure("Accuracy"), "Accuracy"),
    ],
)
def test_a_measure_prints_as_the_field_writes_it(measure, printed):
    """So that a figure can be named in a message, a table and a test alike."""
    assert str(measure) == printed


@pytest.mark.parametrize(
    ("ranked", "relevant", "expected"),
    [
        ("ab", "a", 1.0),
        ("ba", "a", 0.6309),
        ("bcd", "a", 0.0),
        ("abc", "ac", 0.9197),
        ("", "a", 0.0),
    ],
)
def test_ndcg_is_one_for_the_best_ranking_and_falls_with_each_place(ranked, relevant, expected):
    """Worked by hand: 1 / log2(place + 1), over the same of the best ranking."""
    assert ndcg(list(ranked), frozenset(relevant), 10) == pytest.approx(expected, abs=1e-4)


def test_recall_counts_what_was_found_within_the_cutoff():
    """Two of three, one of them too late."""
    assert recall(["a", "x", "b"], frozenset("abc"), 2) == pytest.approx(1 / 3)


def test_a_mean_has_an_interval_that_the_same_values_give_again():
    """The bootstrap is seeded."""
    values = [0.0, 0.5, 1.0] * 20
    first, second = mean("s", Measure("m"), values), mean("s", Measure("m"), values)
    assert first == second
    assert first.low < first.value == 0.5 < first.high


def test_a_median_has_an_interval_too():
    """Of the same seeded resamples."""
    figure = median("s", Measure("m"), [1.0, 2.0, 3.0, 4.0, 100.0])
    assert figure.value == 3.0 and 1.0 <= figure.low <= 3.0 <= figure.high <= 100.0


def test_the_audiences_suite_counts_what_each_reader_keeps():
    """On two questions: every claim, safety claim and number is kept, and a patient reads an easier text."""
    figures = {str(figure.measure): figure.value for figure in audiences.audiences(Collections(Path()), 2)}
    assert {figures[f"ClaimsKept({reader.value})"] for reader in Audience} == {1.0}
    assert {figures[f"NumberFidelity({reader.value})"] for reader in Audience} == {1.0}
    assert figures["MedianGrade(patient)"] < figures["MedianGrade(physician)"]
    assert figures["MedianGrade(physician)"] == pytest.approx(figures["MedianGrade(the sources)"], abs=0.06)


@pytest.mark.parametrize(
    ("shown", "faithful"),
    [
        ("Falls happened in 12 out of every 100 adults (12%).", True),
        ("Falls happened in 21 out of every 100 adults (12%).", False),
        ("Falls happened in 12% of adults.", True),
        ("Falls happened in adults.", False),
        ("Falls happened in 12% of 50 adults.", False),
    ],
)
def test_number_fidelity_is_counted_from_the_finished_text(shown, faithful):
    """A number lost, added, or counted wrongly as so many in a hundred, is seen without the check that made it."""
    draft = draft_of("Falls happened in 12% of adults.")
    rendering = render_for(draft, Audience.PHYSICIAN)
    read = replace(rendering, claims=(replace(rendering.claims[0], text=shown),))
    assert audiences.has_every_number(draft.claims[0], read) is faithful


@pytest.mark.parametrize(("hits", "low", "high"), [(0, 0.0, 0.0370), (50, 0.4038, 0.5962), (100, 0.9630, 1.0)])
def test_a_share_has_wilsons_interval_also_at_none_and_at_all(hits, low, high):
    """Nothing in a hundred is not proof of never."""
    figure = share("s", Measure("m"), hits, 100)
    assert (figure.low, figure.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_what_was_measured_on_nothing_is_no_figure():
    """It would have been made up."""
    for made_up in (lambda: mean("s", Measure("m"), []), lambda: share("s", Measure("m"), 0, 0)):
        with pytest.raises(ValueError, match="on nothing"):
            made_up()


@pytest.mark.parametrize(
    ("more_is_better", "target", "reached"),
    [(True, 0.5, True), (True, 0.7, False), (False, 0.5, False), (False, 0.7, True), (True, None, None)],
)
def test_a_target_is_reached_on_the_better_side_of_it(more_is_better, target, reached):
    """A false alarm rate is to be small."""
    figure = Figure("s", Measure("m", more_is_better=more_is_better), 0.6, 0.5, 0.7, 10, target)
    assert figure.is_reached is reached


def test_the_table_tells_the_change_since_the_last_run(tmp_path):
    """And what is new or the same."""
    runs = Runs(tmp_path / "runs")
    old = [Figure("s", Measure(name), 0.5, 0.4, 0.6, 10) for name in "ab"]
    assert [row[-1] for row in table(old, runs.last("s"))] == ["new", "new"]
    runs.keep("s", old)
    new = [Figure("s", Measure("a"), 0.6, 0.5, 0.7, 10), old[1]]
    assert [row[-1] for row in table(new, runs.last("s"))] == ["+0.1000", "same"]


@pytest.fixture
def scifact(tmp_path):
    """Three abstracts and two claims in SciFact's form."""
    corpus = [
        {"doc_id": "1", "title": "Frobs", "abstract": "['Zanolol cures frobnitis.'\n 'It is safe.']"},
        {"doc_id": "2", "title": "Quibs", "abstract": "['Quibrex does not cure frobnitis.']"},
        {"doc_id": "3", "title": "Other", "abstract": "['Water is wet.']"},
    ]
    claims = [
        {
            "id": "1",
            "claim": "Zanolol cures frobnitis.",
            "evidence_doc_id": "1",
            "evidence_label": "SUPPORT",
            "evidence_sentences": "[0]",
            "cited_doc_ids": "[1]",
        },
        {
            "id": "2",
            "claim": "Quibrex cures frobnitis.",
            "evidence_doc_id": "2",
            "evidence_label": "CONTRADICT",
            "evidence_sentences": "[0]",
            "cited_doc_ids": "[2 3]",
        },
    ]
    for name, rows in (("scifact_corpus_5183", corpus), ("scifact_claims_train", claims)):
        (tmp_path / f"{name}.jsonl.xz").write_bytes(
            lzma.compress("".join(json.dumps(row) + "\n" for row in rows).encode())
        )
    return tmp_path


def _run(monkeypatch, tmp_path, *arguments):
    monkeypatch.setenv("CITEWELL_HOME", str(tmp_path / "home"))
    return CliRunner().invoke(app, ["eval", *arguments])


def test_a_suite_prints_its_figures_as_one_json_document(scifact, monkeypatch, tmp_path):
    """Each claim finds its abstract first; of the second, which cites two, one holds none of its words."""
    result = _run(monkeypatch, tmp_path, "scifact", "--data", str(scifact), "--json")
    figures = {figure["measure"]: figure for figure in json.loads(result.output)["figures"]}
    assert figures["nDCG@10"]["value"] == pytest.approx((1 + 0.6131) / 2, abs=1e-3)
    assert figures["nDCG@10"]["items"] == 2


def test_the_gate_is_measured_by_what_it_lets_through(scifact, monkeypatch, tmp_path):
    """The claim in the source's own words passes, the one that its evidence denies does not."""
    result = _run(monkeypatch, tmp_path, "scifact-verdicts", "--data", str(scifact), "--json")
    figures = {figure["measure"]: figure["value"] for figure in json.loads(result.output)["figures"]}
    assert figures["LetThrough(SUPPORTED)"] == 1.0
    assert figures["LetThrough(CONTRADICTED)"] == 0.0


def test_a_collection_that_is_not_there_is_named_with_what_to_do(monkeypatch, tmp_path):
    """The collections do not come with Citewell."""
    result = _run(monkeypatch, tmp_path, "bioasq", "--data", str(tmp_path))
    assert "bioasq_7b-10b.jsonl.xz" in str(result.exception) and "--data" in str(result.exception)


def test_an_unknown_suite_is_answered_with_those_there_are(monkeypatch, tmp_path):
    """Without a name, they are listed."""
    assert "scifact" in str(_run(monkeypatch, tmp_path, "nonsense").exception)
    assert "healthver" in _run(monkeypatch, tmp_path).output
