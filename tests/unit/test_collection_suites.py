"""The suites on collections that the project does not hold, on small ones made here; and how their figures are counted."""

from __future__ import annotations

import io
import json
import lzma
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from citewell.cli import app
from citewell.evaluation.collections import Collections, Document, Titled
from citewell.evaluation.figures import Figure, gain
from citewell.evaluation.goals import not_measured, reached
from citewell.evaluation.learnt import Example, LearntJudge
from citewell.evaluation.measures import Measure, average_precision, kappa, work_saved
from citewell.evaluation.peers import PlainBM25
from citewell.evaluation.suites.agreement import Judged, Pair
from citewell.evaluation.suites.agreement import figures as agreement
from citewell.evaluation.suites.reading import direction, reply
from citewell.evaluation.suites.swapped import swapped


def _write(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    (folder / f"{name}.jsonl.xz").write_bytes(lzma.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))


def _run(monkeypatch, tmp_path, *arguments):
    monkeypatch.setenv("CITEWELL_HOME", str(tmp_path / "home"))
    return CliRunner().invoke(app, ["eval", *arguments])


def _values(result) -> dict[str, float]:
    return {figure["measure"]: figure["value"] for figure in json.loads(result.output)["figures"]}


def test_average_precision_is_the_mean_over_the_relevant():
    """Worked by hand: (1/1 + 2/3) / 3, as the third relevant one is not ranked."""
    assert average_precision(["a", "x", "b"], frozenset("abc")) == pytest.approx(5 / 9)


@pytest.mark.parametrize(("ranked", "expected"), [("ab", 0.75), ("bxa", 0.65), ("b", -0.05)])
def test_work_saved_is_what_need_not_be_read_less_what_chance_saves(ranked, expected):
    """Of ten documents, two relevant; who ranks only one of them has all ten read."""
    assert work_saved(list(ranked), frozenset("ab"), 10) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(True, True), (False, False)], 1.0),
        ([(True, False), (False, True)], -1.0),
        ([(True, True), (True, False), (False, True), (False, False)], 0.0),
        ([(True, True)], 1.0),
    ],
)
def test_kappa_is_agreement_beyond_chance(pairs, expected):
    """Worked by hand."""
    assert kappa(pairs) == pytest.approx(expected)


def test_what_was_measured_on_nothing_has_no_value():
    """Nothing relevant, nothing judged."""
    for made_up in (
        lambda: average_precision([], frozenset()),
        lambda: work_saved([], frozenset(), 1),
        lambda: kappa([]),
    ):
        with pytest.raises(ValueError, match="at least one"):
            made_up()


def test_a_gain_is_that_of_the_means_and_its_items_are_drawn_in_pairs():
    """Each item a tenth better: the interval is as narrow as that."""
    figure = gain("s", Measure("GainOverPlainBM25"), [(0.11 * n, 0.1 * n) for n in range(1, 30)])
    assert (figure.low, figure.value, figure.high) == (pytest.approx(0.1), pytest.approx(0.1), pytest.approx(0.1))


def test_the_peer_ranks_by_the_words_as_they_stand():
    """In any letters, with any marks; what holds none of the words is not ranked, and no words rank nothing."""
    plain = PlainBM25([Document("1", "Zanolol", "It cures frobnitis."), Document("2", "Other", "Water is wet.")])
    assert plain.ranked('NOT frobnitis AND "zanolol', 5) == ["1"]
    assert plain.ranked("?!", 5) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Pain was lower with zanolol than with placebo.", -1),
        ("Pain was lower with placebo than with zanolol.", 1),
        ("Zanolol increased pain.", 1),
        ("There was no significant difference in pain between zanolol and placebo.", 0),
        ("Zanolol was given with water.", None),
    ],
)
def test_the_direction_of_a_finding_is_read(sentence, expected):
    """Of the outcome, under the intervention; what is said of the comparator is turned round."""
    assert direction(sentence, intervention="zanolol", comparator="placebo", outcome="pain") == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Zanolol cures frobnitis.", "yes"),
        ("Zanolol does not cure frobnitis.", "no"),
        ("Further studies of zanolol in frobnitis are needed.", "maybe"),
    ],
)
def test_a_sentence_replies_to_a_question_with_yes_no_or_maybe(sentence, expected):
    """By what it denies, and by what it leaves open."""
    assert reply("Does zanolol cure frobnitis?", sentence) == expected


def test_screening_is_measured_beside_the_same_words_in_plain_bm25(monkeypatch, tmp_path):
    """One review of three records, of which it included the one that names its drugs."""
    records = [
        ("1", "ACE inhibitors in hypertension", "A comparison of ACE inhibitors for hypertension."),
        ("2", "Grobbing", "Whistling at adults."),
        ("3", "Water", "It is wet."),
    ]
    _write(tmp_path, "cohen_records", [{"pmid": i, "title": t, "abstract": a} for i, t, a in records])
    labels = [{"topic": "ACEInhibitors", "pmid": i, "included": int(i == "1")} for i, _, _ in records]
    _write(tmp_path, "cohen_labels_dev10", labels)
    figures = _values(_run(monkeypatch, tmp_path, "cohen", "--data", str(tmp_path), "--json"))
    assert figures["AP"] == figures["AP(plain BM25)"] == 1.0
    assert figures["GainOverPlainBM25(AP)"] == 0.0


ARTICLE = """<article article-type="research-article"><front><journal-meta><journal-title-group>
<journal-title>Journal of Frobs</journal-title></journal-title-group></journal-meta><article-meta>
<article-id pub-id-type="pmc">{id}</article-id><article-id pub-id-type="pmid">9000{id}</article-id>
<title-group><article-title>{title}</article-title></title-group><pub-date><year>2020</year></pub-date>
<abstract><p>{abstract}</p></abstract></article-meta></front>
<body><sec><title>Results</title><p>{results}</p></sec></body></article>"""


def test_a_trials_prompt_finds_its_article_and_its_finding_is_read(monkeypatch, tmp_path):
    """The article is ranked first, the marked words stand in it, and the direction is that which people read."""
    told = "Pain was lower with zanolol than with placebo."
    articles = {
        "101": ("Zanolol against frobnitis", "Zanolol was tried against placebo.", told),
        "102": ("Grobbing", "Whistling at adults.", "Nobody minded."),
    }
    with tarfile.open(tmp_path / "pmc_nxml_ccby.tar.xz", "w:xz") as archive:
        for number, (title, abstract, results) in articles.items():
            content = ARTICLE.format(id=number, title=title, abstract=abstract, results=results).encode()
            entry = tarfile.TarInfo(f"PMC{number}.nxml")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    prompt = {"PromptID": "1", "PMCID": "101", "Intervention": "zanolol", "Comparator": "placebo", "Outcome": "pain"}
    _write(tmp_path, "evidence_inference_prompts", [prompt])
    read = {"PromptID": "1", "PMCID": "101", "Valid Label": "True", "Valid Reasoning": "True", "Label Code": "-1"}
    _write(tmp_path, "evidence_inference_v2_train", [{**read, "Annotations": told}])
    figures = _values(_run(monkeypatch, tmp_path, "evidence-inference", "--data", str(tmp_path), "--json"))
    assert figures["nDCG@10"] == figures["nDCG(plain BM25)@10"] == figures["SpanHeld"] == 1.0
    assert figures["DirectionTold"] == figures["DirectionRight(decreased)"] == 1.0


def test_questions_of_titles_are_answered_with_and_without_the_conclusion(monkeypatch, tmp_path):
    """The title is not searched, as it is the question; the authors' own conclusion is read by the same rule."""
    item = {
        "pmid": "1",
        "QUESTION": "Does amoxicillin reduce pain in acute otitis media?",
        "CONTEXTS": ["We gave amoxicillin or placebo to 240 children with acute otitis media.", "Pain was scored."],
        "final_decision": "yes",
        "LONG_ANSWER": "Amoxicillin reduced pain in acute otitis media compared with placebo.",
    }
    _write(tmp_path, "pubmedqa_dev500", [item])
    figures = _values(_run(monkeypatch, tmp_path, "pubmedqa", "--data", str(tmp_path), "--json"))
    assert figures["nDCG(whole)@10"] == figures["nDCG(conclusion held back)@10"] == 1.0
    assert figures["Agrees(the authors' conclusion, read by rule)"] == 1.0


def _title(number: int, question: str, conclusion: str) -> Titled:
    return Titled(question, "yes", Document(str(number), "", "People were watched."), conclusion)


PAPERS = [
    _title(1, "Does whistling predict grobbing in carpenters?", "Whistling predicts grobbing in most carpenters."),
    _title(2, "Is humphing associated with snorkling?", "Humphing was strongly associated with snorkling."),
    _title(3, "Frobnitis", "It is known."),
]


def test_near_misses_ask_for_a_thing_that_their_paper_does_not_name():
    """One thing of two or more is exchanged, and the same items give the same questions; what names one gives none."""
    made = list(swapped(PAPERS))
    assert made == list(swapped(PAPERS))
    assert len(made) == 2
    for question, item in zip(made, PAPERS, strict=False):
        new = set(question.strip("?").split()) - set(item.question.strip("?").split())
        assert len(new) == 1
        assert not new & set(item.conclusion.strip(".").lower().split())


def test_near_misses_are_refused_and_the_papers_questions_answered_where_titles_are_held(monkeypatch, tmp_path):
    """The figure of each, with the target of the refusals."""
    rows = [
        {
            "pmid": item.document.id,
            "QUESTION": item.question,
            "CONTEXTS": [item.document.text],
            "final_decision": item.answer,
            "LONG_ANSWER": item.conclusion,
        }
        for item in PAPERS
    ]
    _write(tmp_path, "pubmedqa_dev500", rows)
    figures = _values(_run(monkeypatch, tmp_path, "pubmedqa", "--data", str(tmp_path), "--json"))
    assert figures["RefusalRate(one thing exchanged)"] == 1.0
    assert figures["AnswerRate(title held)"] == pytest.approx(2 / 3)
    assert figures["CitesItsOwn(title held)"] == 1.0


def test_a_learnt_judge_tells_a_denial_it_has_seen_from_a_copy():
    """On drugs it has never seen; the same examples make the same judge."""
    drugs = [f"zan{letter}lol" for letter in "abcdefghij"]
    examples = [Example(f"{d} cures frobnitis.", f"{d} cures frobnitis.", True) for d in drugs]
    examples += [Example(f"{d} does not cure frobnitis.", f"{d} cures frobnitis.", False) for d in drugs]
    judge = LearntJudge(examples)
    assert judge.supports("quibrex cures frobnitis.", "quibrex cures frobnitis.")
    assert not judge.supports("quibrex does not cure frobnitis.", "quibrex cures frobnitis.")


def test_the_judges_agreement_is_told_and_their_disagreements_are_listed(monkeypatch, tmp_path):
    """On the starter library alone: each disagreement with both verdicts, the claim and its evidence."""
    pairs = [Pair("mutations", "r", "Zanolol cures.", ("Zanolol cures.",), True)] * 2
    marks = {str(f.measure): f.value for f in agreement([Judged(pairs[0], True, True), Judged(pairs[1], True, False)])}
    assert marks["Right(gate, mutations, supported)"] == 1.0
    assert marks["Right(model, mutations, supported)"] == marks["Disagree(mutations)"] == 0.5
    listed = json.loads(_run(monkeypatch, tmp_path, "judges", "--limit", "2", "--misses", "1", "--json").output)
    assert all(case["gate"] != case["model"] and case["evidence"] for case in listed["cases"])


def test_the_designs_numbers_are_told_by_the_worst_figure_of_each_and_what_is_missing_is_named():
    """The lowest class of corruption, the highest of false alarms."""
    figures = [
        Figure("mutations", Measure("MutationCatch", "drug"), 0.99, 0.9, 1, 10, 0.97),
        Figure("mutations", Measure("MutationCatch", "year"), 0.95, 0.9, 1, 10, 0.97),
        Figure("mutations", Measure("FalseAlarm", "quote", more_is_better=False), 0.0, 0, 0.1, 10, 0.02),
        Figure("mutations", Measure("FalseAlarm", "voice", more_is_better=False), 0.01, 0, 0.1, 10, 0.02),
    ]
    assert [str(figure.measure) for _, figure in reached(figures)] == ["MutationCatch(year)", "FalseAlarm(voice)"]
    assert any("dangling" in line for line in not_measured(figures))


def test_all_suites_go_on_past_one_whose_collection_is_not_there(monkeypatch, tmp_path):
    """And end with the design's numbers in one table, and what was not measured."""
    result = _run(monkeypatch, tmp_path, "all", "--limit", "1", "--data", str(tmp_path))
    assert result.exit_code == 0
    assert "bioasq was not run" in result.stderr
    assert "answers what it can" in result.stdout
    assert "NFCorpus is not measured" in result.stdout


def test_an_empty_folder_of_collections_is_told_what_it_lacks(tmp_path):
    """By the name of the file."""
    from citewell.errors import BadInput

    with pytest.raises(BadInput, match="cohen_records"):
        Collections(tmp_path).cohen()
