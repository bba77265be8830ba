"""What holds for every text and every file, not only for those we thought of."""

from __future__ import annotations

import gzip
import json
import string
import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from citewell.evaluation.suites.libraries import temporary_library
from citewell.language.quantities import quantities
from citewell.language.sentences import split_sentences
from citewell.language.words import normalise, stemmed, stems, words
from citewell.model.evidence import (
    CitedWork,
    Coverage,
    MeshHeading,
    Passage,
    Provenance,
    Record,
    RecordKind,
    RecordLink,
    RetractionStatus,
    Section,
    SectionKind,
    SourcePart,
    unique_labels,
    with_unique_labels,
)
from citewell.model.identifiers import DOI, IDENTIFIER_TYPES, NCTID, PMCID, PMID, Identifiers, SetID
from citewell.model.serialise import clean, record_from_json, record_to_json
from citewell.sources.unit import Deletion, Fault
from universe import RECORDS, article, article_set, read

# Texts that look like abstracts: words, stops, numbers and what stands between them.
PIECES = st.sampled_from(
    ["Zanolol", "frobs", "vs.", "et al.", "E. coli", "P < .05", "2.5 mg", "-3", "1,500", "(n = 30)", "e.g.", "B."]
) | st.sampled_from([".", "?", "!", "”", "é", "·", " ", "  ", "\n", "\n\n", "\n• ", "\t", "\u00a0"])
TEXT = st.one_of(st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=30).map("".join), st.text())
CLEAN = st.text().map(clean)
LINE = CLEAN.map(str.strip)
NAMED = LINE.map(lambda text: text or "frob")  # a filter would throw most of what is drawn away
WEB = st.sampled_from(["https://here.example/a", "http://here.example/?b=c"])
IDS = st.builds(
    "{}:{}".format,
    st.sampled_from(["pubmed", "doi", "a", "guideline"]),
    st.text(string.ascii_letters + string.digits + "./-_é", min_size=1, max_size=40),
)
DOIS = st.builds(
    "10.{}/{}".format,
    st.integers(1000, 999_999_999),
    st.text(string.printable, min_size=1).map(lambda s: "x" + "".join(s.split())),
)


SECTIONS = st.builds(Section, NAMED, CLEAN, st.sampled_from(SectionKind), CLEAN, CLEAN, CLEAN)
PARTS = st.builds(SourcePart, CLEAN, CLEAN, st.lists(CLEAN, max_size=2).map(tuple), CLEAN)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Any record that can be built from clean text."""
    web = st.just("") | WEB
    return Record(
        id=draw(IDS),
        kind=draw(st.sampled_from(RecordKind)),
        title=draw(CLEAN.map(lambda text: text if text.strip() else "Frobs")),
        sections=with_unique_labels(draw(st.lists(SECTIONS, max_size=5))),
        journal=draw(CLEAN),
        year=draw(st.none() | st.integers(1500, 2200)),
        authors=tuple(draw(st.lists(CLEAN, max_size=3))),
        publication_types=tuple(draw(st.lists(CLEAN, max_size=3))),
        mesh=tuple(draw(st.lists(st.builds(MeshHeading, CLEAN, st.booleans()), max_size=3))),
        keywords=tuple(draw(st.lists(CLEAN, max_size=2))),
        identifiers=draw(
            st.builds(
                Identifiers,
                pmid=st.none() | st.integers(1, 99_999_999).map(lambda n: PMID(str(n))),
                pmcid=st.none() | st.integers(1, 99_999_999).map(lambda n: PMCID(str(n))),
                doi=st.none() | DOIS.map(DOI),
                nctid=st.none() | st.integers(0, 99_999_999).map(lambda n: NCTID(f"NCT{n:08}")),
                setid=st.none() | st.uuids().map(lambda u: SetID(str(u))),
            )
        ),
        url=draw(web),
        issuer=draw(CLEAN),
        jurisdiction=draw(CLEAN),
        topic=draw(CLEAN),
        version=draw(CLEAN),
        date=draw(CLEAN),
        language=draw(CLEAN),
        licence=draw(CLEAN),
        ingredients=tuple(draw(st.lists(CLEAN, max_size=2))),
        brands=tuple(draw(st.lists(CLEAN, max_size=2))),
        trial_status=draw(CLEAN),
        references=tuple(draw(st.lists(st.builds(CitedWork, CLEAN, CLEAN, CLEAN, CLEAN), max_size=2))),
        parts=tuple(draw(st.lists(PARTS, max_size=2))),
        links=tuple(draw(st.lists(st.builds(RecordLink, NAMED, st.none() | NAMED, CLEAN), max_size=2))),
        retraction=draw(st.sampled_from(RetractionStatus)),
        coverage=draw(st.sampled_from(Coverage)),
        provenance=Provenance(draw(NAMED), draw(web), draw(CLEAN), tuple(draw(st.lists(WEB, max_size=2)))),
    )


# Text --------------------------------------------------------------------------------------------------


@given(TEXT)
def test_sentences_slice_back_and_cover_all_but_white_space(text):
    """In order, without overlap, and with nothing but white space between them."""
    at = 0
    for sentence in split_sentences(text):
        assert text[at : sentence.start].strip() == ""
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
        at = sentence.end
    assert text[at:].strip() == ""


@given(TEXT)
def test_every_sentence_of_a_record_can_be_cited_at_its_span(text):
    """A passage made of a sentence is at its span, also after the record was written and read."""
    record = Record("a:1", RecordKind.RESEARCH, "Frobs", unique_labels([("Text", clean(text))]))
    kept = record_from_json(json.loads(json.dumps(record_to_json(record))))
    for sentence in split_sentences(record.sections[0].text):
        assert Passage("a:1", "Text", sentence.start, sentence.end, sentence.text).is_at_its_span(kept)


@given(st.text())
def test_normalising_and_cleaning_keep_every_place(text):
    """So spans found in one hold in the other; doing it twice changes nothing more."""
    assert len(clean(text)) == len(text)
    assert clean(clean(text)) == clean(text)
    assert words(normalise(text)) == words(text)


@given(TEXT)
def test_reading_a_text_never_fails(text):
    """Whatever is in it."""
    assert len(stems(text)) == len(words(text))
    assert all(quantity.value.is_finite() for quantity in quantities(text))


@given(TEXT)
def test_a_text_is_indexed_under_the_stems_that_a_question_is_searched_by(text):
    """Or what was written could not be found; words of a length that no word has are left out."""
    short = " ".join(word for word in text.split() if len(word) <= 30)
    assert stemmed(short).split() == stems(short)


# Identifiers and records -------------------------------------------------------------------------------


@given(
    st.sampled_from(list(IDENTIFIER_TYPES.values())),
    st.text() | DOIS | st.from_regex(r"(PMID:? ?|PMC|NCT)?[0-9]{1,9}", fullmatch=True),
)
@example(DOI, "10.5555/İ")
@example(PMCID, "PMC:PMC1")
def test_normalising_an_identifier_twice_is_normalising_it_once(kind, text):
    """What was normalised is its own normal form."""
    try:
        identifier = kind(text)
    except ValueError:
        return
    assert kind(identifier.value) == identifier
    assert kind(identifier.value).value == identifier.value
    assert Identifiers.from_json({kind.scheme: identifier.value}).to_json() == {kind.scheme: identifier.value}


@given(records())
def test_a_record_survives_the_round_trip(record):
    """Through JSON text, without any loss."""
    assert record_from_json(json.loads(json.dumps(record_to_json(record)))) == record


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = sorted({*record_to_json(RECORDS[0]), *record_to_json(RECORDS[4]), "abstract", "keywords", "language", "topic"})


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4))
def test_a_record_of_any_json_is_read_or_refused(changes):
    """With a ValueError and nothing else; what is read can be written."""
    try:
        record = record_from_json({"id": "a:1", "title": "Frobs", **changes})
    except ValueError:
        return
    assert record_from_json(record_to_json(record)) == record


# Files -------------------------------------------------------------------------------------------------

WHOLE = article_set(*(article(n, title=f"<ArticleTitle>Frob {n} é</ArticleTitle>") for n in range(1, 4))).encode()
LINES = b"".join(json.dumps({"id": f"a:{n}", "title": "Frobs"}).encode() + b"\n" for n in range(1, 8))


def _read(content: bytes, name: str) -> list[Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        items = read(path)
    assert all(isinstance(item, Record | Fault | Deletion) for item in items)
    return items


@pytest.mark.parametrize("name", ["a.xml", "a.jsonl", "a.gz"])
@pytest.mark.parametrize("start", [b"", b"\x1f\x8b\x08", b"<PubmedArticleSet><PubmedArticle>", b'{"id": "a:1", '])
@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_named(name, start, content):
    """Nothing crashes a source: what cannot be read is a Fault."""
    _read(start + content, name)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A good file with some bytes replaced, removed or put in."""
    at = draw(st.integers(0, len(whole)))
    end = draw(st.integers(at, min(len(whole), at + 40)))
    return whole[:at] + draw(st.binary(max_size=20)) + whole[end:]


@given(damaged(WHOLE))
def test_damaged_pubmed_xml_costs_few_records_and_no_crash(content):
    """At most those that were touched; a damaged prologue may cost the file, which is then named."""
    items = _read(content, "a.xml")
    assert sum(isinstance(item, Record) for item in items) >= 1 or any(isinstance(item, Fault) for item in items)


BLANKS = st.sampled_from(["", " ", "\n  ", " \r\n", "\t", "&#32;", "<!-- a -->", " <?a?> "])
MARKED = st.recursive(
    st.sampled_from(["frob", "5", "&lt;", "<![CDATA[a & b]]>", "é"]),
    lambda inner: st.builds(
        "{0}<{1}>{2}{3}{0}</{1}>{4}".format, BLANKS, st.sampled_from(["i", "b", "u"]), inner, BLANKS, BLANKS | inner
    ),
    max_leaves=8,
)


@given(st.lists(st.tuples(BLANKS, MARKED), min_size=1, max_size=4), BLANKS)
@example([("", "<b>Aim</b>"), (" ", "<i>To</i>")], "")
def test_no_blank_between_words_is_taken_for_indentation(pieces, end):
    """A title has the words that its text has when the markup is taken away, and no others."""
    title = "".join(map("".join, pieces)) + end
    (record,) = _read(article_set(article(1, title=f"<ArticleTitle>{title}</ArticleTitle>")).encode(), "a.xml")
    whole = ElementTree.fromstring(f"<t>{title}</t>")  # noqa: S314 - our own text
    assert record.title == " ".join("".join(whole.itertext()).split())


@given(damaged(LINES), st.booleans())
def test_damaged_json_lines_cost_few_records_and_no_crash(content, packed):
    """At most those that were touched: forty bytes are never on more than three of the seven lines."""
    items = _read(gzip.compress(content) if packed else content, "a.jsonl")
    assert sum(isinstance(item, Record) for item in items) >= 4


@given(damaged(gzip.compress(WHOLE, mtime=0)))
def test_damaged_gzip_never_crashes(content):
    """Whether the damage is in the header, the data or the checksum."""
    assert _read(content, "a.xml.gz")


@given(st.integers(0, len(WHOLE)))
def test_a_file_cut_anywhere_keeps_the_records_before(at):
    """And says so, unless nothing but the end of the last tag is missing."""
    items = _read(WHOLE[:at], "a.xml")
    complete = WHOLE[:at].count(b"</PubmedArticle>")
    assert sum(isinstance(item, Record) for item in items) == complete
    assert b"</PubmedArticleSet" in WHOLE[:at] or any(isinstance(item, Fault) for item in items)


# The library -------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(st.permutations(RECORDS), st.integers(0, len(RECORDS)))
def test_ingesting_is_idempotent_and_blind_to_order(order, cut):
    """In any order, in any two parts, once or twice: the same edition and the same number of passages."""
    with temporary_library(starter=False) as library:
        library.add(order[:cut])
        library.add(order)
        first = library.edition, library.passages(), library.counts()
        assert library.add(order).unchanged == len(RECORDS)
        assert (library.edition, library.passages(), library.counts()) == first
        assert first[:2] == _world()


@settings(max_examples=40)
@given(st.lists(records(), max_size=4, unique_by=lambda record: record.id))
def test_what_is_exported_comes_back_without_loss(kept):
    """Every field of every kind of record: the library made of an export is the same edition."""
    with tempfile.TemporaryDirectory() as folder, temporary_library(starter=False) as library:
        library.add(kept)
        edition, held = library.edition, {record.id: record for record in library.all_records()}
        path = Path(folder) / "export.jsonl"
        path.write_bytes(b"".join(orjson.dumps(record_to_json(record)) + b"\n" for record in library.all_records()))
        with temporary_library(starter=False) as other:
            assert other.ingest([path]).failed == []
            assert {record.id: record for record in other.all_records()} == held
            assert other.edition == edition


@settings(max_examples=20)
@given(st.lists(records(), min_size=1, max_size=3, unique_by=lambda record: record.id))
def test_what_is_forgotten_leaves_nothing_behind(kept):
    """Forgetting all of them comes to the empty library's edition; nothing is found any more."""
    with temporary_library(starter=False) as library:
        empty = library.edition
        library.add(kept)
        assert library.forget([record.id for record in kept]) == len(kept)
        assert (library.edition, library.passages(), list(library.all_records())) == (empty, 0, [])


@cache
def _world() -> tuple[str, int]:
    with temporary_library(starter=False) as library:
        library.add(RECORDS)
        return library.edition, library.passages()
