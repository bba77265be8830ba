"""One record for one publication: what PubMed, Europe PMC and PMC say of it is told together, in any order."""

from __future__ import annotations

import itertools

import pytest

from citewell.language.words import stems
from citewell.library.library import Library
from citewell.library.stored import stored
from citewell.library.works import Named, works
from citewell.model.evidence import Record, RetractionStatus
from citewell.model.retraction import Notice, NoticeList
from citewell.model.serialise import record_from_json
from citewell.ports import WeightedTerm
from universe import article_set, write_bytes


def _record(record_id: str, text: str, *, coverage: str = "abstract", **more: object) -> Record:
    values = {"id": record_id, "title": f"Frobs ({record_id})", "abstract": text, "coverage": coverage, **more}
    return record_from_json(values, source=record_id.split(":", 1)[0])


PUBMED = _record(
    "pubmed:1",
    "Zanolol helps.",
    identifiers={"pmid": "1", "doi": "10.5555/Frob"},
    mesh=["Frobnitis"],
    journal="Annals",
    retraction="CLEAR",
)
EUROPE = _record("europepmc:PPR1", "Zanolol helps.", identifiers={"doi": "10.5555/frob"})
FULL = _record(
    "pmc:PMC7",
    "Zanolol helps. Quibrex was the comparator.",
    coverage="full_text",
    identifiers={"pmid": "1", "pmcid": "PMC7"},
    licence="CC BY 4.0",
)
ALL = (PUBMED, EUROPE, FULL)


def _found(library: Library, word: str) -> list[str]:
    return [hit.record_id for hit in library.search([WeightedTerm(tuple(stems(word)))], limit=50)]


@pytest.mark.parametrize("order", list(itertools.permutations(ALL)), ids=lambda order: " ".join(r.id for r in order))
def test_what_several_sources_say_of_a_paper_becomes_one_record_in_any_order(library, order):
    """All identifiers, the richest text whole, the MeSH headings of PubMed, and who gave what."""
    for record in order:
        library.add([record])
    (one,) = library.records(_found(library, "zanolol"))
    assert one.id == "pubmed:1"
    assert one.identifiers.to_json() == {"pmid": "1", "pmcid": "PMC7", "doi": "10.5555/frob"}
    assert (one.sections, one.coverage, one.licence) == (FULL.sections, FULL.coverage, "CC BY 4.0")
    assert (one.mesh, one.journal, one.retraction) == (PUBMED.mesh, "Annals", RetractionStatus.CLEAR)
    assert {part.record_id: part.gave for part in one.parts} == {
        "pubmed:1": ("bibliography", "MeSH headings"),
        "pmc:PMC7": ("text",),
        "europepmc:PPR1": ("identifiers",),
    }


def test_the_edition_and_the_index_do_not_depend_on_the_order(settings, open_library, tmp_path):
    """Record by record or all at once: equal content, equal edition."""
    seen = set()
    for number, order in enumerate(itertools.permutations(ALL)):
        library = open_library(type(settings)(home=tmp_path / str(number), starter=False))
        library.add(order[:1])
        library.add(order[1:])
        seen.add((library.edition, library.passages(), tuple(_found(library, "quibrex"))))
    assert len(seen) == 1


def test_a_paper_is_found_by_any_of_its_names(library):
    """A citation made before the papers were brought together still resolves."""
    library.add(ALL)
    names = ("pubmed:1", "pmc:PMC7", "europepmc:PPR1", "PMC7", "10.5555/FROB", "1")
    assert {library.record(name).id for name in names} == {"pubmed:1"}


def test_an_index_made_anew_holds_the_same(library):
    """What is indexed follows from the store alone."""
    library.add(ALL)
    before = (library.passages(), _found(library, "zanolol"), _found(library, "quibrex"))
    library.rebuild()
    assert (library.passages(), _found(library, "zanolol"), _found(library, "quibrex")) == before


def test_forgetting_a_paper_forgets_all_that_tells_of_it(library):
    """Whichever of its names is given."""
    library.add(ALL)
    assert library.forget(["pmc:PMC7"]) == 3
    assert _found(library, "zanolol") == []


def test_what_one_source_withdraws_the_others_still_tell(library, tmp_path):
    """PubMed deletes its citation; the full text stands on its own again."""
    library.add(ALL)
    deleted = "<DeleteCitation><PMID>1</PMID></DeleteCitation>"
    library.ingest([write_bytes(tmp_path / "d.xml", article_set(deleted).encode())])
    assert set(_found(library, "zanolol")) == {"pmc:PMC7", "europepmc:PPR1"}
    assert library.record("pmc:PMC7").sections == FULL.sections


def test_a_revision_that_takes_an_identifier_away_parts_the_records_again(library):
    """They were one by that identifier alone."""
    library.add([EUROPE, PUBMED])
    library.add([_record("pubmed:1", "Zanolol helps.", identifiers={"pmid": "1"}, date="2024-01-01")])
    assert set(_found(library, "zanolol")) == {"pubmed:1", "europepmc:PPR1"}


def test_two_papers_in_pubmed_are_never_made_one(library):
    """A DOI deposited twice is a mistake of the publisher, not one paper."""
    other = _record("pubmed:2", "Zanolol harms.", identifiers={"pmid": "2", "doi": "10.5555/frob"})
    library.add([PUBMED, other, EUROPE])
    assert set(_found(library, "zanolol")) == {"pubmed:1", "pubmed:2", "europepmc:PPR1"}


def test_papers_of_one_trial_stay_apart(library):
    """A registration number names a study, not a paper."""
    library.add([_record(f"pubmed:{n}", "Zanolol.", identifiers={"pmid": n, "nctid": "NCT00000001"}) for n in "12"])
    assert len(_found(library, "zanolol")) == 2


def test_a_summary_gives_way_to_the_paper_it_sums_up(library):
    """Our words never stand where the source's own can."""
    summary = record_from_json(
        {"id": "pubmed:1", "title": "S", "abstract": "Ours.", "source": "starter", "identifiers": {"pmcid": "PMC7"}}
    )
    library._store.put([stored(summary, origin="starter")])
    library.add([FULL])
    assert library.record("pubmed:1").sections == FULL.sections


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (
            [Named("pmc:PMC1", pmcid="PMC1", doi="10.1/a"), Named("pubmed:1", pmid="1", doi="10.1/a")],
            {"pmc:PMC1": "pubmed:1", "pubmed:1": "pubmed:1"},
        ),
        (
            [Named("pmc:PMC1", pmcid="PMC1", doi="10.1/a"), Named("pubmed:1", pmid="1", pmcid="PMC2", doi="10.1/a")],
            {"pmc:PMC1": "pmc:PMC1", "pubmed:1": "pubmed:1"},
        ),
        ([Named("x:1", doi="10.1/a"), Named("y:1", doi="10.1/a")], {"x:1": "x:1", "y:1": "x:1"}),
        ([Named("x:1"), Named("y:1")], {"x:1": "x:1", "y:1": "y:1"}),
    ],
    ids=["one DOI", "one DOI but two PMCIDs", "unknown sources", "no identifiers"],
)
def test_records_join_by_the_strongest_identifier_that_does_not_contradict(records, expected):
    """And the best known source gives the id."""
    assert works(records) == expected
    assert works(records[::-1]) == expected


def _works(library: Library) -> dict[str, str]:
    return dict(library._store.query("SELECT id, work FROM records", ()))


def test_records_join_as_if_what_is_gone_had_never_been(library):
    """Two papers with one DOI kept a third record apart; one of them is forgotten, or revised."""
    other = _record("pubmed:2", "Zanolol harms.", identifiers={"pmid": "2", "doi": "10.5555/frob"})
    library.add([PUBMED, other, EUROPE])
    assert _works(library)["europepmc:PPR1"] == "europepmc:PPR1"
    library.forget(["pubmed:2"])
    assert _works(library)["europepmc:PPR1"] == "pubmed:1"
    library.add([other])
    assert _works(library)["europepmc:PPR1"] == "europepmc:PPR1"
    library.add([_record("pubmed:2", "Zanolol harms.", identifiers={"pmid": "2"}, date="2024-01-01")])
    assert _works(library)["europepmc:PPR1"] == "pubmed:1"


def test_a_doi_of_a_whole_issue_joins_nothing(library):
    """A congress issue has one for all its abstracts, in whatever order and batches they come."""
    issue = [_record(f"local:{n}", "Zanolol.", identifiers={"doi": "10.5555/issue"}) for n in range(50)]
    library.add(issue[:15])
    library.add(issue[15:])
    assert all(record_id == work for record_id, work in _works(library).items())


def test_a_retraction_of_a_summary_holds_for_the_paper_that_takes_its_place(library):
    """The list knows its PMID, which the paper's own record lacks."""
    summary = record_from_json(
        {
            "id": "pubmed:1",
            "title": "S",
            "abstract": "Ours.",
            "source": "starter",
            "identifiers": {"pmid": "1", "doi": "10.5555/frob"},
        }
    )
    library._store.put([stored(summary, origin="starter")])
    library.add([EUROPE])
    library._store.put_notices(
        NoticeList("watch", "2024-05-01", (), (Notice("pmid", "1", RetractionStatus.RETRACTED),))
    )
    assert library.record("europepmc:PPR1").retraction is RetractionStatus.RETRACTED
    assert library.counts().retraction == {"RETRACTED": 1}
