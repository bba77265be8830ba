"""The command-line contract: documents, exit codes, and what a bad input gets."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import language_server as language
from citewell.publish.json import schema
from universe import article, article_set, write_bytes, write_jsonl
from vocabularies import write_table

HAMSTRING = "What are the symptoms and treatment options for a proximal hamstring rupture?"


class Citewell:
    """Runs the real command in a home of its own."""

    def __init__(self, home: Path, *, starter: bool) -> None:
        self.environment = {
            **os.environ,
            "CITEWELL_HOME": str(home),
            "CITEWELL_STARTER": "1" if starter else "0",
            "COLUMNS": "80",
        }

    def __call__(
        self, *arguments: str, given: str | bytes = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "citewell", *arguments],
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            env={**self.environment, **environment},
            timeout=60,
            check=False,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def json(self, *arguments: str, given: str = "") -> Any:
        done = self(*arguments, "--json", given=given)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def citewell(tmp_path_factory: pytest.TempPathFactory) -> Citewell:
    """Citewell with its starter library."""
    return Citewell(tmp_path_factory.mktemp("home"), starter=True)


@pytest.fixture
def bare(tmp_path: Path) -> Citewell:
    """Citewell with an empty library."""
    return Citewell(tmp_path / "home", starter=False)


def test_ask_prints_one_document_that_obeys_the_published_schema(citewell: Citewell) -> None:
    """Answered, urgent and unanswered alike; nothing but the document goes to standard output."""
    for question in (HAMSTRING, "How is malaria treated?", "My dad has chest pain right now, what helps?"):
        Draft202012Validator(schema()).validate(citewell.json("ask", question))


def test_a_quote_is_the_records_text_at_its_span(citewell: Citewell) -> None:
    """`library show` and `ask` agree, character for character."""
    document = citewell.json("ask", "What are the side effects of apixaban?")
    for claim in document["claims"]:
        for citation in claim["citations"]:
            record = citewell.json("library", "show", citation["record_id"])
            text = next(s["text"] for s in record["sections"] if s["label"] == citation["section"])
            assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_references_are_numbered_as_a_reader_meets_them(citewell: Citewell) -> None:
    """1, 2, 3 in order of first use; every citation has its reference, and no reference is idle."""
    document = citewell.json("ask", HAMSTRING)
    used = [citation["reference"] for claim in document["claims"] for citation in claim["citations"]]
    assert list(dict.fromkeys(used)) == [reference["number"] for reference in document["references"]]


def test_the_terminal_article_has_its_parts_in_order(citewell: Citewell) -> None:
    """Bottom line, research, limits, references, method, disclaimer."""
    text = citewell("ask", HAMSTRING).stdout
    parts = [
        "Bottom line",
        "From the research",
        "What the evidence does not say",
        "References",
        "How this answer was made",
        "For educational purposes",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "\x1b" not in text


def test_markdown_and_html_hold_every_sentence(citewell: Citewell) -> None:
    """Each rendering is of the same ledger."""
    document = citewell.json("ask", "How is Helicobacter pylori treated?")
    markdown = citewell("ask", "How is Helicobacter pylori treated?", "--as", "md").stdout.replace("\\", "")
    page = citewell("ask", "How is Helicobacter pylori treated?", "--as", "html").stdout
    for claim in document["claims"]:
        assert claim["text"] in markdown
        assert claim["text"].split("(")[0].split("'")[0].split("<")[0].strip() in page
    assert page.startswith("<!doctype html>") or page.startswith("<!DOCTYPE html>")


def test_the_question_can_come_from_standard_input(citewell: Citewell) -> None:
    """So that it stays out of the shell's history and the process list."""
    assert citewell.json("ask", "-", given="How is cystitis treated?")["question"]["text"] == "How is cystitis treated?"


def test_the_disclaimer_speaks_to_the_audience(citewell: Citewell) -> None:
    """A patient is told to talk to someone; the claims are the same, and only their rendering is the reader's."""
    patient = citewell.json("ask", HAMSTRING, "--audience", "patient")
    physician = citewell.json("ask", HAMSTRING)
    assert patient["disclaimer"] != physician["disclaimer"]
    ledgers = [[{**claim, "rendering": None} for claim in answer["claims"]] for answer in (patient, physician)]
    assert ledgers[0] == ledgers[1]
    assert patient["claims"] != physician["claims"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ask", ""], 3, "The question is empty"),
        (["ask", "a" * 100_000], 3, "2,000 is the most"),
        (["ask", "¿Cuáles son los síntomas de la migraña?"], 3, "English"),
        (["ask"], 2, "Missing argument"),
        (["ask", "x", "--as", "pdf"], 2, "pdf"),
        (["ask", "How is cystitis treated?", "--as", "md", "--json"], 2, "different forms"),
        (["search", "???"], 3, "no word to search for"),
        (["ingest", "no-such-file.xml"], 3, "no such file"),
        (["library", "show", "pubmed:1"], 3, "No record pubmed:1"),
        (["library", "forget", "pubmed:1"], 3, "No record pubmed:1"),
        (["frobnicate"], 2, "No such command"),
    ],
)
def test_a_mistake_gets_a_message_and_its_exit_code(
    citewell: Citewell, arguments: list[str], code: int, message: str
) -> None:
    """What is wrong goes to standard error, without a traceback; standard output stays empty."""
    done = citewell(*arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_home_that_cannot_be_used_is_exit_code_5(citewell: Citewell, tmp_path: Path) -> None:
    """The message names the folder and what to do."""
    file = tmp_path / "a-file"
    file.write_text("not a folder")
    done = citewell("library", CITEWELL_HOME=str(file / "home"))
    assert done.returncode == 5
    assert "CITEWELL_HOME" in done.stderr


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
def test_output_that_cannot_be_written_is_exit_code_4(citewell: Citewell, form: str) -> None:
    """A full disk behind standard output gets a message, and no traceback."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "citewell", "ask", "How is cystitis treated?", "--as", form],
            stdout=full,
            stderr=subprocess.PIPE,
            env=citewell.environment,
            check=False,
        )
    assert done.returncode == 4
    assert b"cannot be written" in done.stderr
    assert b"Traceback" not in done.stderr


def test_the_terminals_encoding_does_not_matter(citewell: Citewell) -> None:
    """A terminal of another encoding, and bytes that are of none, are no reason to fail."""
    done = citewell("ask", HAMSTRING, PYTHONIOENCODING="ascii:strict")
    assert done.returncode == 0
    done = citewell("ask", "-", given=b"How is cystitis \xe9 treated?", PYTHONIOENCODING="utf-8:strict")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_a_damaged_library_is_exit_code_5(citewell: Citewell, tmp_path: Path) -> None:
    """The file is left as it is; the message says how to go on."""
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "records.sqlite3").write_bytes(b"this is not a database" * 100)
    done = citewell("ask", "How is cystitis treated?", CITEWELL_HOME=str(tmp_path))
    assert done.returncode == 5
    assert "Restore it from a backup" in done.stderr
    assert (folder / "records.sqlite3").read_bytes().startswith(b"this is not")


def test_a_setting_that_cannot_be_read_is_exit_code_2(citewell: Citewell) -> None:
    """The variable is named with what it may hold."""
    done = citewell("library", CITEWELL_STARTER="perhaps")
    assert done.returncode == 2
    assert "CITEWELL_STARTER" in done.stderr


def test_ingest_search_show_forget_and_export(bare: Citewell, tmp_path: Path) -> None:
    """A record's way through the library, and back out without loss."""
    world = write_jsonl(tmp_path / "world.jsonl")
    first = bare.json("ingest", str(world))
    assert first["failed"] == []
    assert first["added"] == 12
    assert bare.json("ingest", str(world))["unchanged"] == 12
    found = bare.json("search", "zanolol placebo", "-k", "3")["results"]
    assert len(found) == 3
    assert set(found[0]) == {"id", "score", "title", "year", "kind"}
    assert bare.json("library", "show", found[0]["id"])["title"] == found[0]["title"]

    exported = bare("library", "export").stdout
    copy = tmp_path / "copy.jsonl"
    copy.write_text(exported, encoding="utf-8")
    edition = bare.json("library")["edition"]
    bare("library", "forget", found[0]["id"])
    assert bare.json("library")["edition"] != edition
    bare("ingest", str(copy))
    assert bare.json("library")["edition"] == edition


def test_lists_and_vocabularies_are_exported_read_back_and_forgotten(bare: Citewell, tmp_path: Path) -> None:
    """As records are; nothing is removed if one of the names is not there."""
    watch = tmp_path / "retracted.txt"
    watch.write_text("90000003\n90000004\n")
    empty = bare.json("library")["edition"]
    whole = bare.json(
        "ingest", str(write_jsonl(tmp_path / "world.jsonl")), str(watch), str(write_table(tmp_path / "mesh.tsv"))
    )
    copy = tmp_path / "copy.jsonl"
    copy.write_text(bare("library", "export").stdout, encoding="utf-8")
    names = [f"list:{name}" for name in bare.json("library")["retraction_lists"]]
    records = [json.loads(line)["id"] for line in copy.read_text().splitlines() if "id" in json.loads(line)]
    assert bare("library", "forget", *names, "terms:MeSH", "terms:HPO").returncode == 3
    assert bare.json("library")["edition"] == whole["edition"]
    assert bare.json("library", "forget", *records, *names, "terms:MeSH") == {"forgotten": 17, "edition": empty}
    assert bare.json("ingest", str(copy))["edition"] == whole["edition"]


def test_a_record_is_found_by_any_of_its_identifiers(bare: Citewell, tmp_path: Path) -> None:
    """A bare PMID, a PMCID, a DOI in any case."""
    bare("ingest", str(write_jsonl(tmp_path / "world.jsonl")))
    for name in ("90000003", "pubmed:90000003", "PMC99000003", "10.5555/FROB.3", "doi:10.5555/frob.3"):
        assert bare.json("library", "show", name)["id"] == "pubmed:90000003"


def test_a_bad_line_is_named_and_the_rest_is_kept(bare: Citewell, tmp_path: Path) -> None:
    """A batch goes on past a bad record and reports it with its place and reason."""
    file = tmp_path / "mixed.jsonl"
    file.write_text('{"id": "pubmed:1", "title": "T", "abstract": "A."}\n{"id": 7}\n{"title": "no id"}\nnot json\n')
    report = bare.json("ingest", str(file))
    assert report["added"] == 1
    assert [fault["item"] for fault in report["failed"]] == [
        "mixed.jsonl line 2",
        "mixed.jsonl line 3",
        "mixed.jsonl line 4",
    ]


def test_a_file_of_which_nothing_can_be_read_is_exit_code_3(bare: Citewell, tmp_path: Path) -> None:
    """A batch that kept nothing did not succeed."""
    file = tmp_path / "bad.jsonl"
    file.write_text("not json\n")
    assert bare("ingest", str(file)).returncode == 3


@pytest.mark.parametrize("how", ["gzip", "archive", "xml"])
def test_a_file_that_is_cut_short_is_exit_code_3_and_what_came_before_is_kept(
    bare: Citewell, tmp_path: Path, how: str
) -> None:
    """A script that goes by the exit code must not take half a file for the whole."""
    content = article_set(*map(article, range(95_000_001, 95_000_041))).encode()
    if how == "gzip":
        file = tmp_path / "frobs.xml.gz"
        file.write_bytes(gzip.compress(content, compresslevel=0)[:-200])
    elif how == "archive":
        with tarfile.open(tmp_path / "frobs.tar", "w") as archive:
            for name in ("a.xml", "b.xml"):
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
        file = write_bytes(tmp_path / "cut.tar", (tmp_path / "frobs.tar").read_bytes()[: len(content) + 2_000])
    else:
        file = write_bytes(tmp_path / "frobs.xml", content[: content.rindex(b"<PubmedArticle>") + 40])
    for options in (["--dry-run"], []):
        done = bare("ingest", str(file), "--json", *options)
        document = json.loads(done.stdout)
        assert done.returncode == 3 and document["cut_short"] == 1
        assert "were read" in document["failed"][-1]["reason"]
    assert bare.json("library")["records"] >= 39


def test_a_bad_item_alone_is_no_failure_of_the_batch(bare: Citewell, tmp_path: Path) -> None:
    """It is named, and the exit code is 0: a batch of thousands always has some."""
    file = tmp_path / "mixed.jsonl"
    file.write_text('{"id": "pubmed:1", "title": "T", "abstract": "A."}\nnot json\n')
    assert bare.json("ingest", str(file))["cut_short"] == 0


def test_an_empty_folder_is_told_as_such(bare: Citewell, tmp_path: Path) -> None:
    """It is more likely a mistake than a wish."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / ".hidden").touch()
    done = bare("ingest", str(tmp_path / "empty"))
    assert done.returncode == 3
    assert f"{tmp_path / 'empty'}: holds no file to read" in done.stderr


def test_a_file_of_another_kind_gets_one_short_line(bare: Citewell, tmp_path: Path) -> None:
    """With where to read which kinds there are."""
    done = bare("ingest", str(write_bytes(tmp_path / "frob.bin", b"\x00frob")))
    (line,) = [line for line in done.stdout.splitlines() if "failed: frob.bin" in line]
    assert "not a kind of file that Citewell reads" in line and "`citewell ingest --help`" in line
    assert len(line) < 200


def test_a_guideline_is_shown_with_its_issuer_and_how_it_grades(bare: Citewell, tmp_path: Path) -> None:
    """In the issuing body's own words."""
    file = tmp_path / "frob.jsonl"
    section = {"label": "Recommendation 1", "text": "Offer zanolol.", "strength": "Strong", "certainty": "Low"}
    record = {"id": "guideline:frob", "kind": "guideline", "title": "Frobs", "issuer": "Frob Society"}
    file.write_text(json.dumps(record | {"jurisdiction": "Frobland", "sections": [section]}))
    bare("ingest", str(file))
    shown = bare("library", "show", "guideline:frob").stdout
    assert "Issued by: Frob Society (Frobland)\n" in shown
    assert "Recommendation 1\nStrength: Strong\nCertainty: Low\nOffer zanolol.\n" in shown


def test_a_guideline_gets_what_the_options_say_of_it(bare: Citewell, tmp_path: Path) -> None:
    """Without an issuing body and a year it is refused, with what to give."""
    file = tmp_path / "frob.md"
    file.write_text("# Care of the frob\n\n## Recommendations\n\n- Offer zanolol to adults with frobnitis (1B).\n")
    (refused,) = json.loads(bare("ingest", str(file), "--json").stdout)["failed"]
    assert "--issuer ... --year ..." in refused["reason"]
    assert bare.json("ingest", str(file), "--issuer", "Frob Society", "--year", "2023")["added"] == 1
    shown = bare.json("library", "show", "guideline:frob-society-care-of-the-frob")
    assert shown["sections"][0]["strength"] == "1B"
    both = bare("ingest", str(file), str(file), "--title", "Frobs")
    assert both.returncode == 3
    assert "one file only" in both.stderr


def test_verify_reads_lines_and_judges_each() -> None:
    """The gate on its own: one verdict a line, a bad line named and passed over."""
    lines = "\n".join(
        [
            json.dumps({"id": 1, "claim": "Zanolol helps.", "evidence": "Zanolol helps."}),
            json.dumps({"id": 2, "claim": "Zanolol 50 mg helps.", "evidence": ["Zanolol 5 mg helps."]}),
            "not json",
            json.dumps({"id": 3, "claim": "Zanolol helps.", "evidence": "Zanolol does not help."}),
        ]
    )
    done = subprocess.run(
        [sys.executable, "-m", "citewell", "verify", "--json"], input=lines, capture_output=True, text=True, check=False
    )
    verdicts = {item["id"]: item["verdict"] for item in map(json.loads, done.stdout.splitlines())}
    assert verdicts == {1: "SUPPORTED", 2: "NOT_ENOUGH_INFO", 3: "CONTRADICTED"}
    assert done.returncode == 3
    assert "line 3" in done.stderr


def test_a_retracted_paper_is_named_and_never_cited(bare: Citewell, tmp_path: Path) -> None:
    """It may be told that it was retracted; it supports nothing."""
    bare("ingest", str(write_jsonl(tmp_path / "world.jsonl")))
    document = bare.json("ask", "How is frobnitis treated?")
    assert document["outcome"] == "answered"
    assert "pubmed:90000005" not in {reference["record_id"] for reference in document["references"]}
    assert "pubmed:90000005" in {reference["record_id"] for reference in document["retracted"]}


def test_a_language_model_writes_only_where_it_is_asked_for(bare: Citewell, tmp_path: Path) -> None:
    """A model that is set is not asked without --writer model; the document names the writer of each answer."""
    bare("ingest", str(write_jsonl(tmp_path / "world.jsonl")))
    better = "Zanolol was better than placebo in frobnitis."
    reduced, read = (
        "Zanolol reduced frob pain compared with placebo.",
        "zanolol reduced frob pain compared with placebo",
    )
    with language.serving() as server:
        bare.environment |= {"CITEWELL_MODEL": "openai-compatible:small", "CITEWELL_MODEL_URL": server.url}
        assert bare.json("ask", "How is frobnitis treated?")["method"]["writer"] == "extractive"
        assert not server.requests
        proposed = [language.claim(*words, n) for words in ((better, better), (reduced, read)) for n in range(1, 9)]
        server.will_say(language.claims(*proposed))
        document = bare.json("ask", "--writer", "model", "How is frobnitis treated?")
    Draft202012Validator(schema()).validate(document)
    assert document["method"]["writer"] == "model (openai-compatible:small)"
    assert {claim["kind"] for claim in document["claims"]} == {"quoted", "checked"}


def test_without_a_model_none_can_be_asked(citewell: Citewell) -> None:
    """The message names the setting."""
    done = citewell("ask", "--writer", "model", HAMSTRING, CITEWELL_MODEL="")
    assert done.returncode == 2
    assert "CITEWELL_MODEL" in done.stderr


def test_asking_pays_for_no_language_model() -> None:
    """Nor for what the network needs: neither is imported before it is used."""
    code = "import sys, citewell.cli, citewell.pipeline; print([m for m in sys.modules if m in {'pydantic', 'pydantic_ai', 'openai', 'httpx'}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_answer_of_quotes_alone_pays_for_no_comparing() -> None:
    """What compares a text with its quotes, and the forms that it brings them to, wait until something is compared."""
    code = (
        "import sys, citewell.cli, citewell.pipeline;"
        " print([m for m in sys.modules if m in {'citewell.verify.comparing', 'citewell.language.canonical'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_questions_stay_out_of_the_logs(citewell: Citewell) -> None:
    """Even at the most talkative level."""
    done = citewell("ask", "Is zanolol safe with my secret condition xyzzy?", CITEWELL_LOG="DEBUG")
    assert "xyzzy" not in done.stderr


def test_a_vocabulary_is_read_shown_used_and_forgotten(bare: Citewell, tmp_path: Path) -> None:
    """Its terms are counted, a question is searched by them, and it can be taken out again."""
    files = [write_jsonl(tmp_path / "world.jsonl"), write_table(tmp_path / "mesh.tsv")]
    report = bare.json("ingest", *map(str, files))
    assert report["terms"] == {"added": 3, "updated": 0, "unchanged": 0}
    assert bare.json("library")["vocabularies"] == {"MeSH": 3}
    answer = bare.json("ask", "Does Zanex help a sore frob?")
    assert answer["outcome"] == "answered"
    assert {"Zanex", "Zanolol", "sore frob", "Frobnitis"} <= set(answer["question"]["terms"])
    assert bare.json("library", "forget", "terms:MeSH")["forgotten"] == 3
    assert bare.json("ask", "Does Zanex help a sore frob?")["outcome"] == "insufficient_evidence"


def test_a_file_of_terms_alone_is_a_good_file(bare: Citewell, tmp_path: Path) -> None:
    """No record need come with it, and reading it again is no failure."""
    mesh = str(write_table(tmp_path / "mesh.tsv"))
    assert "Terms: 3 added" in bare("ingest", mesh).stdout
    done = bare("ingest", mesh)
    assert done.returncode == 0
    assert "Terms: 0 added, 0 updated, 3 unchanged" in done.stdout
    assert bare("library", "forget", "terms:DOID").returncode == 3
