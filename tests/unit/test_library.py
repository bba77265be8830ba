"""The library: what it holds after ingesting, replacing, forgetting and rebuilding, and how it is found again."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from citewell.cli import app
from citewell.config import Settings
from citewell.errors import NotFound
from citewell.language.words import stems
from citewell.library.library import Library
from citewell.library.stored import Change
from citewell.model.evidence import RetractionStatus
from citewell.model.retraction import Notice, NoticeList
from citewell.ports import WeightedTerm
from citewell.sources.jsonl.documents import to_json
from citewell.sources.unit import Deletion, Unit, Vocabulary
from universe import (
    DOCUMENTS,
    LABEL_SET_ID,
    RECORDS,
    article,
    article_set,
    papers,
    record,
    write_bytes,
    write_jsonl,
    write_pubmed,
)
from vocabularies import write_table

HERE = Path(__file__)


def _found(library: Library, *words: str, limit: int = 20_000) -> list[str]:
    terms = [WeightedTerm(tuple(stems(word))) for word in words]
    return [hit.record_id for hit in library.search(terms, limit=limit)]


# Ingesting ---------------------------------------------------------------------------------------------


def test_an_ingest_reports_what_it_did(library, tmp_path):
    """Each record is counted once; the edition is that of the library afterwards."""
    path = write_jsonl(tmp_path / "world.jsonl", [*DOCUMENTS, {"id": "bad"}])
    report = library.ingest([path])
    assert report.change == Change(added=12)
    assert [fault.item for fault in report.failed] == ["world.jsonl line 13"]
    assert (report.read, report.deleted, report.edition) == (12, 0, library.edition)


def test_everything_ingested_is_found_and_reads_as_it_was(world):
    """Nothing is lost between the file and the library."""
    assert list(world.all_records()) == list(RECORDS)
    assert list(world.records([r.id for r in RECORDS])) == list(RECORDS)
    assert {"pubmed:90000003", "guideline:frob-2023", "topic:frobnitis"} <= set(_found(world, "frobnitis"))


def test_ingesting_again_changes_nothing(world, tmp_path):
    """Not the records, not the edition, not the number of passages."""
    before = world.counts()
    assert world.ingest([tmp_path / "world.jsonl"]).change == Change(unchanged=12)
    assert world.counts() == before


def test_a_folder_stands_for_the_files_in_it(library, tmp_path):
    """Hidden files are passed over; a file that cannot be read does not stop the others."""
    folder = tmp_path / "files" / "deeper"
    folder.mkdir(parents=True)
    write_pubmed(folder / "b.xml.gz")
    write_jsonl(folder.parent / "a.jsonl", papers(2))
    write_bytes(folder / ".hidden.jsonl", b"oops")
    write_bytes(folder / "c.png", b"\x89PNG")
    report = library.ingest([tmp_path / "files", tmp_path / "missing.xml"])
    assert report.change.added == 11
    assert [fault.item for fault in report.failed] == ["c.png", "missing.xml"]


def test_progress_tells_how_many_were_read(library, tmp_path):
    """The last event stands for the whole."""
    events = []
    library.ingest([write_jsonl(tmp_path / "world.jsonl")], progress=events.append)
    assert (events[-1].file, events[-1].read, events[-1].failed) == ("world.jsonl", 12, 0)


def test_a_file_large_enough_for_several_processes_is_read_in_order(library, tmp_path):
    """Parsing in parallel must not change what comes out."""
    documents = [{**d, "abstract": d["abstract"] + "filler " * 80} for d in papers(2_500)]
    report = library.ingest([write_jsonl(tmp_path / "a.jsonl", documents), write_pubmed(tmp_path / "b.xml")])
    assert (tmp_path / "a.jsonl").stat().st_size > 1 << 20
    assert report.change.added == 2_509
    assert [r.id for r in library.all_records()][:2_500] == [d["id"] for d in documents]
    assert _found(library, "mark95002500") == ["pubmed:95002500"]


def test_records_at_hand_can_be_added(library):
    """Live sources do not write files."""
    assert library.add(RECORDS) == Change(added=12)
    assert library.add(RECORDS) == Change(unchanged=12)
    assert _found(library, "hum") == ["topic:frobnitis"]


# Replacing ---------------------------------------------------------------------------------------------

OLD, NEW = (
    record(3, title=title, version="1", date=date) for title, date in [("Old", "2019-01-01"), ("New", "2020-01-01")]
)
FIRST, TENTH = (record(3, title=f"Version {v}", version=v, date="2020") for v in ("9", "10"))


@pytest.mark.parametrize(("older", "newer"), [(OLD, NEW), (FIRST, TENTH)], ids=["date", "version"])
@pytest.mark.parametrize("apart", [True, False], ids=["two ingests", "one file"])
@pytest.mark.parametrize("newer_first", [True, False], ids=["newer first", "older first"])
def test_the_newer_of_two_copies_stays_whatever_the_order(library, tmp_path, older, newer, apart, newer_first):
    """In the store and in the index alike."""
    order = (newer, older) if newer_first else (older, newer)
    for number, batch in enumerate([[order[0]], [order[1]]] if apart else [order]):
        library.ingest([write_pubmed(tmp_path / f"{number}.xml", batch)])
    assert library.record("pubmed:90000003").title == newer.title
    assert library.counts().passages == 1
    assert _found(library, *newer.title.split()) == ["pubmed:90000003"]
    assert _found(library, older.title.split()[-1]) == []


def test_a_copy_of_the_same_age_replaces_the_one_before(library):
    """A file that was mended by hand has no newer date."""
    library.add([record(3, title="Before")])
    assert library.add([record(3, title="After")]) == Change(updated=1)
    assert (_found(library, "before"), _found(library, "after")) == ([], ["pubmed:90000003"])


def test_a_record_that_becomes_retracted_is_updated(library):
    """The notice comes with a newer revision of the same record."""
    library.add([OLD])
    library.add([record(3, title="New", date="2020-01-01", retraction="RETRACTED")])
    assert library.counts().retraction == {"RETRACTED": 1}


# Editions ----------------------------------------------------------------------------------------------


def test_equal_content_has_an_equal_edition_whatever_the_order(tmp_path):
    """However the records came: forwards, backwards, in pieces, or with an older copy in between."""
    editions = set()
    for number, batches in enumerate([[RECORDS], [RECORDS[::-1]], [RECORDS[:5], RECORDS[3:]], [[OLD], [NEW], RECORDS]]):
        with Library(Settings(tmp_path / str(number), starter=False)) as library:
            for batch in batches:
                library.add(batch)
            if number == 3:
                library.forget(["pubmed:90000003"])
                library.add([record(3)])
            editions.add(library.edition)
    assert len(editions) == 1


def test_different_content_has_a_different_edition(library):
    """Every change is a new edition, and forgetting restores the former one."""
    editions = [library.edition]
    for paper in RECORDS:
        library.add([paper])
        editions.append(library.edition)
    library.add([record(3, title="Other", date="2030")])
    assert library.edition not in editions
    assert len(set(editions)) == 13
    library.forget(["pubmed:90000003"])
    library.add([record(3)])
    for paper, edition in zip(RECORDS[::-1], editions[-2::-1], strict=True):
        library.forget([paper.id])
        assert library.edition == edition


def test_two_records_that_swap_their_text_make_another_edition(library):
    """The edition is of records, not of texts."""
    library.add([record(3, title="A"), record(4, title="B")])
    before = library.edition
    library.add([record(3, title="B", date="2030"), record(4, title="A", date="2030")])
    assert library.edition != before


def test_the_edition_survives_a_new_start(world, open_library):
    """It is part of the library, not of the process."""
    assert open_library().edition == world.edition


# Counting, forgetting, rebuilding ----------------------------------------------------------------------


def test_counts_tell_what_the_library_holds(world, settings):
    """By kind, year, origin and standing; what has no year is counted as unknown."""
    world.add([record(3, id="a:1", year=None, identifiers={})])
    counts = world.counts()
    assert (counts.records, counts.passages) == (13, 13)
    assert counts.kinds == {"guideline": 1, "label": 1, "research": 10, "topic": 1}
    assert counts.retraction == {"CLEAR": 9, "CONCERN": 1, "CORRECTED": 1, "RETRACTED": 1, "UNKNOWN": 1}
    assert counts.origins == {"ingest": 13}
    assert counts.years["unknown"] == 1
    assert counts.path == str(settings.home / "library")


def test_a_forgotten_record_is_nowhere(world):
    """Not in the store, not in the index, not under its identifiers; ids unknown are passed over."""
    assert world.forget(["pubmed:90000003", "nobody:1", "pubmed:90000003"]) == 1
    assert "pubmed:90000003" not in _found(world, "frobnitis", "zanolol")
    assert world.counts().records == world.passages() == 11
    with pytest.raises(NotFound):
        world.record("NCT99000003")


def test_a_forgotten_record_can_come_back(world):
    """It is then found as before, also when the library is opened again."""
    world.forget(["topic:frobnitis"])
    world.add(RECORDS)
    assert _found(world, "hum") == ["topic:frobnitis"]


def test_a_record_withdrawn_and_read_again_is_found_by_its_new_text_alone(world, tmp_path):
    """Also where both happen in one ingest, before the index has heard of either."""
    deletion = "<DeleteCitation><PMID>90000003</PMID></DeleteCitation>"
    anew = article(90000003, title="<ArticleTitle>Marmalade.</ArticleTitle>", abstract="")
    world.ingest([write_bytes(tmp_path / "update.xml", article_set(deletion, anew).encode())])
    assert _found(world, "marmalade") == ["pubmed:90000003"]
    assert "pubmed:90000003" not in _found(world, "zanolol")
    assert (world.passages(), world.counts().records) == (12, 12)


def test_what_the_source_withdraws_is_forgotten(world, tmp_path):
    """Records after the withdrawal are read too."""
    deletion = "<DeleteCitation><PMID>90000003</PMID><PMID>90000777</PMID></DeleteCitation>"
    path = write_bytes(tmp_path / "update.xml", article_set(article(90000010), deletion, article(90000011)).encode())
    report = world.ingest([path])
    assert (report.deleted, report.change.added) == (1, 2)
    assert list(world.records(["pubmed:90000003"])) == []
    assert "pubmed:90000003" not in _found(world, "zanolol")


def test_a_record_withdrawn_and_given_again_in_one_file_stays(library, tmp_path):
    """The order within the file counts."""
    deletion = "<DeleteCitation><PMID>1</PMID><PMID>2</PMID></DeleteCitation>"
    xml = article_set(article(1), article(2), deletion, article(1))
    library.ingest([write_bytes(tmp_path / "a.xml", xml.encode())])
    assert [r.id for r in library.all_records()] == ["pubmed:1"]
    assert _found(library, "zanolol") == ["pubmed:1"]


def test_rebuilding_gives_the_same_search(world):
    """The index holds nothing that is not in the records."""
    before = (_found(world, "zanolol", "placebo"), world.edition)
    assert world.rebuild() == 12
    assert (_found(world, "zanolol", "placebo"), world.edition) == before


def test_an_empty_library_can_be_searched_counted_and_rebuilt(library):
    """There is nothing in it, and that is no error."""
    assert (_found(library, "zanolol"), library.rebuild(), library.counts().records) == ([], 0, 0)
    assert list(library.records([])) == list(library.records(["a:1"])) == []


# Looking up --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "record_id"),
    [
        ("pubmed:90000003", "pubmed:90000003"),
        ("90000003", "pubmed:90000003"),
        ("PMID: 90000003", "pubmed:90000003"),
        ("pmid:90000003", "pubmed:90000003"),
        ("PMC99000003", "pubmed:90000003"),
        ("pmcid:PMC99000003", "pubmed:90000003"),
        ("pmc:PMC99000003", "pubmed:90000003"),
        ("10.5555/frob.3", "pubmed:90000003"),
        ("10.5555/FROB.3", "pubmed:90000003"),
        ("doi:10.5555/Frob.3", "pubmed:90000003"),
        ("https://doi.org/10.5555/frob.3", "pubmed:90000003"),
        ("nct99000003", "pubmed:90000003"),
        (LABEL_SET_ID, f"label:{LABEL_SET_ID}"),
        (f"setid:{LABEL_SET_ID}", f"label:{LABEL_SET_ID}"),
        ("guideline:frob-2023", "guideline:frob-2023"),
    ],
)
def test_a_record_is_found_by_any_of_its_names(world, name, record_id):
    """However a reader writes them."""
    assert world.record(name).id == record_id


@pytest.mark.parametrize(
    "name", ["", " ", "99000003", "pubmed:1", "10.5555/nothing", "doi:", "%", "a'b", "\udcff", "\0"]
)
def test_a_name_that_nothing_bears_is_not_found(world, name):
    """The message says how to find records. The digits of a PMCID alone are a PMID."""
    with pytest.raises(NotFound, match="`citewell search` finds records"):
        world.record(name)


def test_records_come_in_the_order_asked_and_gaps_are_left_out(world):
    """The order is that of a ranking."""
    ids = ["topic:frobnitis", "gone:1", "pubmed:90000001", "topic:frobnitis"]
    assert [r.id for r in world.records(ids)] == ["topic:frobnitis", "pubmed:90000001", "topic:frobnitis"]


def test_more_records_can_be_asked_for_than_sqlite_takes_values(world):
    """The limit of a statement is no limit of the library."""
    ids = itertools.chain((f"a:{n}" for n in range(40_000)), ["topic:frobnitis"])
    assert [r.id for r in world.records(list(ids))] == ["topic:frobnitis"]


def test_of_a_file_of_bad_lines_the_first_are_named_and_all_are_counted(library, tmp_path):
    """A file of a million of them fills neither the memory nor the report."""
    path = write_bytes(tmp_path / "bad.jsonl", b'{"id": "a:1", "title": "Frobs"}\n' + b"oops\n" * 3_000)
    failed = library.ingest([path]).failed
    assert (len(failed), failed.total, failed.left_out) == (1_000, 3_000, 2_000)


# Out and back ------------------------------------------------------------------------------------------


def _exported(library: Library, path: Path) -> Path:
    return write_jsonl(path, map(to_json, library.held()))


@pytest.mark.parametrize("parts", [1, 2, 1_000])
def test_all_that_a_library_holds_comes_back_from_an_export(open_library, settings, tmp_path, monkeypatch, parts):
    """Records, lists of retractions and vocabularies, in however many parts they were written."""
    monkeypatch.setattr("citewell.library.notices.NOTICES_A_PART", parts)
    monkeypatch.setattr("citewell.library.terms._TERMS_A_PART", parts)
    monkeypatch.setattr("citewell.library.terms._KINDS_A_PART", parts)
    library = open_library()
    library.ingest([write_jsonl(tmp_path / "world.jsonl"), write_table(tmp_path / "mesh.tsv")])
    retracted = [Notice("pmid", f"9000000{n}", RetractionStatus.RETRACTED, "2023-02", "Invented") for n in range(1, 6)]
    library._store.put_notices(NoticeList("Frob Watch", "2024-05-01", ("pmid", "doi"), tuple(retracted)))
    other = open_library(replace(settings, home=tmp_path / "other"))
    report = other.ingest([_exported(library, tmp_path / "export.jsonl")])
    assert (report.failed, report.notices.added) == ([], 5)
    assert (other.edition, list(other.held())) == (library.edition, list(library.held()))
    assert replace(other.counts(), path="") == replace(library.counts(), path="")
    assert other.ingest([_exported(other, tmp_path / "again.jsonl")]).change.added == 0
    assert other.edition == library.edition


def test_a_list_is_complete_only_when_its_last_part_was_read(open_library, monkeypatch):
    """What a cut export does not name was not looked up."""
    monkeypatch.setattr("citewell.library.notices.NOTICES_A_PART", 1)
    library = open_library()
    notices = tuple(Notice("pmid", str(n), RetractionStatus.RETRACTED) for n in (1, 2))
    library._store.put_notices(NoticeList("Frob Watch", "2024-05-01", ("pmid",), notices))
    assert [part.covers for part in library.held() if isinstance(part, NoticeList)] == [(), ("pmid",)]


def test_what_a_service_answers_can_neither_delete_nor_retract(world):
    """It answers with records; anything else is named among what failed."""
    unit = Unit("answer", 1, (b"",))
    items = [
        Deletion(("pubmed:90000003",)),
        NoticeList("Frob Watch", "2024-05-01", ("pmid",), ()),
        Vocabulary("Frobs", ()),
    ]
    before = world.edition
    report = world.ingest_units([(unit, lambda _: list(items))])
    assert [fault.reason.split(",")[0] for fault in report.failed] == [
        f"holds a {kind}" for kind in ("Deletion", "NoticeList", "Vocabulary")
    ]
    assert world.edition == before


def test_an_index_of_an_older_analysis_is_made_anew_at_the_next_opening(open_library, settings):
    """What was stemmed in another way would no longer be found; the store fills another index."""
    library = open_library(settings)
    library.add(RECORDS)
    library.close()
    named = settings.home / "library" / "index" / "identity"
    named.write_text(old := named.read_text().partition("-")[2])
    with closing(sqlite3.connect(settings.home / "library" / "records.sqlite3")) as db, db:
        db.execute("UPDATE meta SET value = ? WHERE key = 'index'", (old,))
    library = open_library(settings)
    assert named.read_text() != old
    assert library.search([WeightedTerm(("frobnitis",))], limit=1)


def test_the_command_walks_a_folder_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of many files, on a disk that is far away, takes its time."""
    (tmp_path / "papers").mkdir()
    write_jsonl(tmp_path / "papers" / "world.jsonl")
    walked: list[Path] = []
    walk = Path.rglob

    def noted(path: Path, pattern: str) -> Iterator[Path]:
        walked.append(path)
        return walk(path, pattern)

    monkeypatch.setattr(Path, "rglob", noted)
    monkeypatch.setenv("CITEWELL_HOME", str(tmp_path / "home"))
    done = CliRunner().invoke(app, ["ingest", str(tmp_path / "papers"), "--json"])
    assert (done.exit_code, json.loads(done.stdout)["added"]) == (0, 12)
    assert walked == [tmp_path / "papers"]
