"""The search by meaning: off unless asked for, kept as the index is kept, and never more than an order of candidates."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from citewell.cli import app
from citewell.config import DenseSettings, Settings
from citewell.errors import LibraryError, UserError
from citewell.library import Library
from citewell.library.backup import back_up, restore
from citewell.library.dense import DenseLeg
from citewell.model.article import Outcome
from citewell.model.evidence import Record
from citewell.model.ledger import make_ledger
from citewell.model.serialise import record_from_json
from citewell.pipeline import answer
from citewell.publish.json import schema, to_json
from citewell.publish.ledger import ledger_from_json, ledger_to_json
from citewell.publish.markdown import to_markdown
from citewell.retrieve import ranked, search_terms
from citewell.retrieve.retrieve import retrieve
from meaning import FakeEmbedder
from universe import RECORDS, record, write_jsonl

PASSAGES = 12
Open = Callable[..., Library]


@pytest.fixture
def embedder() -> FakeEmbedder:
    """A model that knows the words of the little world."""
    return FakeEmbedder()


@pytest.fixture
def open_dense(settings: Settings, embedder: FakeEmbedder) -> Iterator[Open]:
    """Open the library of the test's home with a search by meaning, as often as wanted."""
    opened: list[Library] = []

    def open_(with_embedder: FakeEmbedder = embedder) -> Library:
        opened.append(Library(settings, embedder=with_embedder))
        return opened[-1]

    yield open_
    for library in opened:
        library.close()


@pytest.fixture
def dense(open_dense: Open, tmp_path: Path) -> Library:
    """The little world, searched by meaning."""
    library = open_dense()
    library.ingest([write_jsonl(tmp_path / "world.jsonl")])
    library.embed()
    return library


def _jam(text: str) -> Record:
    """A record on something else."""
    return record_from_json({"id": "pubmed:90000077", "title": "Marmalade in adults", "abstract": text})


def _near(library: Library, text: str, limit: int = 20) -> list[str]:
    return [hit.record_id for hit in library.near(text, among=[], limit=limit)]


def _asked_before_and_after(embedder: FakeEmbedder, do: Callable[[], object]) -> int:
    before = len(embedder.asked)
    do()
    return len(embedder.asked) - before


# Off ---------------------------------------------------------------------------------------------------


def test_nothing_of_it_is_imported_unless_it_is_on(tmp_path: Path) -> None:
    """An answer and a search without it do not pay for numpy or for a model."""
    code = (
        "import sys; from citewell.cli import app\n"
        "for words in (['ask', 'How is a hamstring rupture treated?'], ['search', 'hamstring'], ['library']):\n"
        "    app(words, standalone_mode=False)\n"
        "print([name for name in ('numpy', 'onnxruntime', 'tokenizers') if name in sys.modules], file=sys.stderr)"
    )
    environment = {**os.environ, "CITEWELL_HOME": str(tmp_path), "CITEWELL_DENSE": "0"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stderr.strip().endswith("[]")


def test_without_it_records_are_ranked_by_their_words_alone(world: Library) -> None:
    """With the scores of BM25, as ever; the document says that there was none."""
    terms = search_terms("zanolol")
    assert ranked(terms, "zanolol", world, limit=5) == world.search(terms, limit=5)
    draft = answer("How is frobnitis treated?", library=world)
    assert (world.dense, draft.dense, to_json(draft)["method"]["dense"]) == (None, None, None)


def test_embedding_while_it_is_off_names_the_setting(world: Library) -> None:
    """Nothing is made by accident: it takes long."""
    with pytest.raises(UserError, match="Set CITEWELL_DENSE=1"):
        world.embed()


def test_a_missing_package_is_told_at_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install, before hours of an ingest."""
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    monkeypatch.delitem(sys.modules, "citewell.library.dense.onnx", raising=False)
    with pytest.raises(UserError, match=r"install citewell\[dense\], or set CITEWELL_DENSE=0"):
        Library(Settings(settings.home, starter=False, dense=DenseSettings(is_on=True)))


def test_a_missing_model_is_told_at_once(settings: Settings, tmp_path: Path) -> None:
    """With the files that the folder lacks."""
    (tmp_path / "model.onnx").touch()
    with pytest.raises(UserError, match=r"CITEWELL_DENSE_MODEL: .* holds no tokenizer\.json\."):
        Library(Settings(settings.home, starter=False, dense=DenseSettings(is_on=True, model=tmp_path)))


def test_a_file_that_is_no_model_is_refused(settings: Settings, tmp_path: Path) -> None:
    """By a message, and no traceback of an engine."""
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    with Library(Settings(settings.home, starter=False, dense=DenseSettings(is_on=True, model=tmp_path))) as library:
        library.ingest([write_jsonl(tmp_path / "world.jsonl")])
        with pytest.raises(UserError, match="the model cannot be read"):
            library.embed()


# Kept in step ------------------------------------------------------------------------------------------


def test_each_passage_gets_its_vector_once(dense: Library, embedder: FakeEmbedder) -> None:
    """A second run finds nothing to do; an ingest of the same is the same."""
    assert len(embedder.asked) == PASSAGES
    assert dense.dense is not None
    assert (dense.dense.model, dense.dense.passages, dense.dense.missing) == ("fake 1", PASSAGES, 0)
    report = dense.embed()
    assert (report.embedded, report.kept, len(embedder.asked)) == (0, 0, PASSAGES)


def test_the_edition_does_not_depend_on_vectors(world: Library, open_dense: Open) -> None:
    """Equal records, equal edition."""
    before = world.edition
    library = open_dense()
    library.embed()
    assert library.edition == before


def test_a_record_that_changed_gets_another_vector(dense: Library, embedder: FakeEmbedder) -> None:
    """It and no other."""
    assert _near(dense, "marmalade", 1) != ["pubmed:90000003"]
    changed = record(3, title="Marmalade", sections=[{"label": "A", "text": "Jam."}], version="2")
    assert _asked_before_and_after(embedder, lambda: dense.add([changed])) == 1
    assert _near(dense, "marmalade", 1) == ["pubmed:90000003"]


def test_a_record_that_is_forgotten_is_not_near_to_anything(dense: Library) -> None:
    """At once, and after the next run its row is free."""
    dense.forget(["topic:frobnitis"])
    hits = dense.near("frobnitis", among=[], limit=20)
    assert "topic:frobnitis" not in {found.id for found in dense.records([hit.record_id for hit in hits])}
    dense.embed()
    assert "topic:frobnitis" not in _near(dense, "frobnitis")


def test_what_is_added_by_hand_or_by_a_service_is_embedded_at_once(dense: Library) -> None:
    """It is few, and a reader waits for it."""
    dense.add([_jam("Jam is made of oranges.")])
    assert _near(dense, "jam", 1) == ["pubmed:90000077"]


@pytest.mark.usefixtures("world")
def test_much_that_is_missing_is_left_to_the_command(open_dense: Open, embedder: FakeEmbedder) -> None:
    """Who adds one record to a library without vectors does not wait for those of all others."""
    library = open_dense()
    library.add([_jam("Jam is made of oranges.")])
    assert embedder.asked == []
    assert library.dense is not None and library.dense.missing == PASSAGES + 1


@pytest.mark.usefixtures("world")
def test_a_run_that_is_stopped_keeps_what_it_made(
    open_dense: Open, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one goes on from there."""
    monkeypatch.setattr("citewell.library.dense.leg._BATCH", 5)
    library = open_dense()
    report = library.embed(stop=lambda: True)
    assert report.stopped and 0 < report.embedded < PASSAGES
    report = library.embed()
    assert (report.embedded + report.kept, report.stopped, len(embedder.asked)) == (PASSAGES, False, PASSAGES)


KILLED = """
import os, signal, sys
from pathlib import Path
from citewell.config import Settings
from citewell.library import Library, dense
from meaning import FakeEmbedder
dense.leg._BATCH = 2
def end(report):
    if report.embedded >= int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
with Library(Settings(Path(sys.argv[1]), starter=False), embedder=FakeEmbedder()) as library:
    library.embed(progress=end)
"""


@pytest.mark.parametrize("after", [2, 6, 10])
@pytest.mark.usefixtures("world")
def test_a_run_that_is_killed_loses_nothing_that_was_written(
    open_dense: Open, embedder: FakeEmbedder, settings: Settings, after: int
) -> None:
    """Each passage is embedded once in both runs together, and is found."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", KILLED, str(settings.home), str(after)], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    library = open_dense()
    library.embed()
    assert len(embedder.asked) == PASSAGES - after
    assert len(_near(library, "frobnitis")) == PASSAGES


@pytest.mark.usefixtures("dense")
def test_another_model_is_noticed(open_dense: Open) -> None:
    """Vectors of one are never compared with those of another: they are made anew, and until then not searched."""
    other = FakeEmbedder("fake 2")
    library = open_dense(other)
    assert library.near("frobnitis", among=[], limit=5) == []
    assert library.dense is not None and (library.dense.passages, library.dense.missing) == (0, PASSAGES)
    library.embed()
    assert len(_near(library, "frobnitis")) == PASSAGES
    assert library.dense is not None and library.dense.model == "fake 2"


def test_vectors_beside_another_library_are_not_believed(
    dense: Library, open_dense: Open, embedder: FakeEmbedder, settings: Settings, tmp_path: Path
) -> None:
    """As after a restore: what is missing then is made, and of equal texts kept."""
    back_up(settings.home, tmp_path / "kept.tar")
    dense.add([record(3, title="Marmalade", sections=[{"label": "A", "text": "Jam."}], version="2")])
    dense.close()
    restore(tmp_path / "kept.tar", settings.home, replace=True)
    library = open_dense()
    assert library.near("frobnitis", among=[], limit=5) == []
    assert _asked_before_and_after(embedder, library.embed) == 1
    assert len(_near(library, "frobnitis")) == PASSAGES


def test_vectors_that_were_deleted_are_made_again(dense: Library, open_dense: Open, settings: Settings) -> None:
    """They are derived; the records are untouched, and words are searched meanwhile."""
    dense.close()
    shutil.rmtree(settings.home / "library" / "vectors")
    library = open_dense()
    assert answer("How is frobnitis treated?", library=library).outcome is Outcome.ANSWERED
    library.embed()
    assert len(_near(library, "frobnitis")) == PASSAGES


def test_damaged_vectors_break_no_answer(dense: Library, open_dense: Open, settings: Settings) -> None:
    """The answer says that words alone were searched; the command mends it."""
    dense.close()
    next((settings.home / "library" / "vectors").glob("*.i8")).write_bytes(b"")
    library = open_dense()
    draft = answer("How is frobnitis treated?", library=library)
    assert draft.outcome is Outcome.ANSWERED
    library.embed()
    assert len(_near(library, "frobnitis")) == PASSAGES


# What it does to an answer -----------------------------------------------------------------------------


def test_what_is_near_in_meaning_is_found_without_a_word_in_common(dense: Library) -> None:
    """And what has the words is still before what has neither."""
    dense.add([_jam("Jam is made of oranges.")])
    terms = search_terms("swollen zany pill")
    assert dense.search(terms, limit=5) == []
    assert ranked(terms, "swollen zany pill", dense, limit=1)[0].record_id.startswith(
        ("pubmed:", "label:", "guideline:")
    )
    assert ranked(terms, "swollen zany pill", dense, limit=13)[-1].record_id == "pubmed:90000077"


def test_an_answer_says_what_was_searched_by_meaning(dense: Library) -> None:
    """In the document, by its schema, and on the page."""
    import jsonschema

    draft = answer("How is frobnitis treated?", library=dense)
    document = to_json(draft)
    jsonschema.validate(document, schema())
    assert document["method"]["dense"] == {"model": "fake 1", "passages": PASSAGES, "missing": 0}
    assert "12 of the passages were searched by meaning too, with fake 1." in to_markdown(draft)


def test_a_ledger_keeps_what_was_searched_by_meaning(dense: Library) -> None:
    """And one of an answer without it has the form, and so the digest, that it had before."""
    draft = answer("How is frobnitis treated?", library=dense)
    ledger = make_ledger(draft, RECORDS)
    assert ledger_from_json(ledger_to_json(ledger)).draft.dense == draft.dense


@pytest.mark.usefixtures("world")
def test_what_has_no_vector_yet_is_told(open_dense: Open) -> None:
    """With the command that makes it; the answer is made from the words meanwhile."""
    draft = answer("How is frobnitis treated?", library=open_dense())
    assert draft.outcome is Outcome.ANSWERED
    assert any("12 of 12 passages were searched by their words alone" in limit for limit in draft.limits)


def test_what_is_only_near_answers_nothing(dense: Library) -> None:
    """A source has to name what was asked about, and the gate decides: what is near is a candidate and no more."""
    dense.add([_jam("Jam cured swollen toes.")])
    draft = answer("How is marmalade disease treated with xylofex?", library=dense)
    assert draft.outcome is Outcome.INSUFFICIENT_EVIDENCE
    assert draft.claims == ()


def test_the_answers_of_the_little_world_rest_on_the_same_claims(world: Library, open_dense: Open) -> None:
    """Where words find everything, meaning changes the order at most."""
    plain = answer("How is frobnitis treated?", library=world)
    library = open_dense()
    library.embed()
    with_meaning = answer("How is frobnitis treated?", library=library)
    assert {claim.text for claim in with_meaning.claims} == {claim.text for claim in plain.claims}


def test_the_same_question_finds_the_same_in_the_same_order(dense: Library) -> None:
    """Scores included."""
    from citewell.question import parse_question

    question = parse_question("How is frobnitis treated?")
    first, second = (retrieve(question, dense) for _ in range(2))
    assert first == second


# The commands ------------------------------------------------------------------------------------------


@pytest.fixture
def run(settings: Settings, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Run a command with the search by meaning on, and the fake in the place of a model."""
    monkeypatch.setattr(
        DenseLeg, "of", classmethod(lambda cls, _, store, folder: cls(store, folder, make_embedder=lambda: embedder))
    )
    environment = {"CITEWELL_HOME": str(settings.home), "CITEWELL_STARTER": "0", "CITEWELL_DENSE": "1"}

    def run_(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, list(words), env=environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout

    return run_


def test_an_ingest_makes_the_vectors_of_what_it_adds(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """And says so."""
    code, printed = run("ingest", str(write_jsonl(tmp_path / "world.jsonl")), "--json")
    vectors = json.loads(printed)["vectors"]
    assert (code, vectors["embedded"], vectors["kept"], vectors["busy"]) == (0, PASSAGES, 0, False)
    assert "Vectors    12 of fake 1" in run("library")[1]


@pytest.mark.usefixtures("world")
def test_the_command_makes_what_is_missing(run: Callable[..., tuple[int, str]]) -> None:
    """With --anew, all of it."""
    assert json.loads(run("library", "--json")[1])["vectors"] == {"model": "", "passages": 0, "missing": PASSAGES}
    assert "Vectors: 12 made, 0 unchanged" in run("library", "embed")[1]
    assert json.loads(run("library", "embed", "--json")[1])["embedded"] == 0
    assert json.loads(run("library", "embed", "--anew", "--json")[1])["embedded"] == PASSAGES


def test_a_search_from_the_command_line_is_by_meaning_too(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """The scores lie between 0 and 1."""
    run("ingest", str(write_jsonl(tmp_path / "world.jsonl")))
    results = json.loads(run("search", "swollen", "--json")[1])["results"]
    assert results and all(0 < found["score"] <= 1 for found in results)


@pytest.mark.usefixtures("world")
def test_two_processes_do_not_make_vectors_at_once(
    run: Callable[..., tuple[int, str]], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second says that the first is at it."""
    from filelock import FileLock

    folder = settings.home / "library" / "vectors"
    folder.mkdir()
    monkeypatch.setenv("CITEWELL_LOCK_TIMEOUT", "0")
    with FileLock(folder / "write.lock"), pytest.raises(LibraryError, match="Another process is making vectors"):
        run("library", "embed")
