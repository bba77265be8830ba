"""The standing of records by lists of retractions, and versions that newer ones have superseded."""

from __future__ import annotations

import itertools

import pytest

from citewell.errors import NotFound
from citewell.library.stored import stored
from citewell.model.evidence import RetractionStatus
from citewell.model.retraction import Notice, NoticeList
from citewell.model.serialise import record_from_json
from universe import LABEL_SET_ID

R = RetractionStatus


def _paper(number: int, status: str = "UNKNOWN", *, year: int = 2010, doi: str = ""):
    identifiers = {"pmid": str(number)} | ({"doi": doi} if doi else {})
    return record_from_json(
        {"id": f"pubmed:{number}", "title": "Frobs", "year": year, "identifiers": identifiers, "retraction": status}
    )


def _list(*notices: Notice, dated: str = "2024-05-01", covers: tuple[str, ...] = (), name: str = "watch") -> NoticeList:
    return NoticeList(name, dated, covers, notices)


def _standing(library, number: int) -> RetractionStatus:
    return library.record(f"pubmed:{number}").retraction


@pytest.mark.parametrize("notice_first", [True, False], ids=["notice, then paper", "paper, then notice"])
@pytest.mark.parametrize(
    ("own", "notice", "expected"),
    [
        ("CLEAR", R.RETRACTED, R.RETRACTED),
        ("UNKNOWN", R.CONCERN, R.CONCERN),
        ("RETRACTED", R.CORRECTED, R.RETRACTED),
        ("RETRACTED", R.CLEAR, R.RETRACTED),
        ("UNKNOWN", R.CLEAR, R.CLEAR),
    ],
)
def test_the_gravest_of_what_is_known_stands(library, own, notice, expected, notice_first):
    """Whichever came first; nothing that a list says makes a record better than its own source does."""
    steps = [
        lambda: library.add([_paper(1, own)]),
        lambda: library._store.put_notices(_list(Notice("pmid", "1", notice))),
    ]
    for step in steps if not notice_first else steps[::-1]:
        step()
    assert _standing(library, 1) is expected
    assert library.counts().retraction == {expected.value: 1}


def test_a_notice_touches_every_record_of_a_paper_by_whatever_names_it(library):
    """By DOI here, which compares without case."""
    library.add([_paper(1, "CLEAR", doi="10.5555/FROB"), _paper(2, "CLEAR")])
    change = library._store.put_notices(_list(Notice("doi", "10.5555/frob", R.RETRACTED)))
    assert (change.added, change.records) == (1, 1)
    assert (_standing(library, 1), _standing(library, 2)) == (R.RETRACTED, R.CLEAR)


def test_a_complete_list_clears_what_it_does_not_name_and_is_older_than_it(library):
    """A paper that appeared after the list's day was not looked up."""
    library.add([_paper(1), _paper(2), _paper(3, year=2025)])
    library._store.put_notices(_list(Notice("pmid", "1", R.RETRACTED), covers=("pmid",)))
    library.add([_paper(4)])
    assert [_standing(library, n) for n in (1, 2, 3, 4)] == [R.RETRACTED, R.CLEAR, R.UNKNOWN, R.CLEAR]


def test_reading_a_list_again_changes_nothing_and_an_older_one_neither(library):
    """Neither the standing nor the edition."""
    library.add([_paper(1)])
    noticed = _list(Notice("pmid", "1", R.CONCERN))
    library._store.put_notices(noticed)
    edition = library.edition
    assert library._store.put_notices(noticed).unchanged == 1
    library._store.put_notices(_list(Notice("pmid", "1", R.RETRACTED), dated="2023-01-01"))
    assert (_standing(library, 1), library.edition) == (R.CONCERN, edition)
    assert library.notice_lists() == [("watch", "2024-05-01")]


def test_a_retraction_makes_a_new_edition(library):
    """An answer made before it cannot be taken for one made after it."""
    library.add([_paper(1)])
    before = library.edition
    library._store.put_notices(_list(Notice("pmid", "1", R.RETRACTED)))
    assert library.edition != before


# Versions --------------------------------------------------------------------------------------------------


def _label(version: str, text: str):
    return record_from_json(
        {
            "id": f"label:{LABEL_SET_ID}",
            "kind": "label",
            "title": "Zanolol tablets",
            "abstract": text,
            "version": version,
            "identifiers": {"setid": LABEL_SET_ID},
        }
    )


VERSIONS = [_label("1", "Take 5 mg."), _label("2", "Take 10 mg."), _label("10", "Take 20 mg.")]


@pytest.mark.parametrize("order", list(itertools.permutations(VERSIONS)), ids=lambda o: " ".join(r.version for r in o))
def test_the_newest_version_of_a_label_stands_and_the_older_ones_are_kept(library, order):
    """In whatever order they come, one by one or together."""
    library.add(order[:1])
    library.add(order[1:])
    name = f"label:{LABEL_SET_ID}"
    assert library.record(name).version == "10"
    assert [old.version for old in library.older_versions(name)] == ["2", "1"]
    assert library.record(f"{name}@1").sections[0].text == "Take 5 mg."
    with pytest.raises(NotFound):
        library.record(f"{name}@7")


def test_an_export_holds_the_older_versions_and_reads_back_to_the_same_library(settings, open_library, tmp_path):
    """Without loss."""
    library = open_library()
    library.add(VERSIONS)
    other = open_library(type(settings)(home=tmp_path / "other", starter=False))
    other.add(list(library.all_records()))
    assert (other.edition, list(other.all_records())) == (library.edition, list(library.all_records()))


def test_a_forgotten_label_takes_its_older_versions_with_it(library):
    """Nothing of it is left."""
    library.add(VERSIONS)
    library.forget([f"label:{LABEL_SET_ID}"])
    assert list(library.all_records()) == []
    assert library.older_versions(f"label:{LABEL_SET_ID}") == []


def test_of_a_paper_only_the_newest_version_is_kept(library):
    """PubMed revises its records every day; what it says now is what counts."""
    library.add([_paper(1)])
    library.add([record_from_json({"id": "pubmed:1", "title": "New", "date": "2024-01-01"})])
    assert library.older_versions("pubmed:1") == []
    assert stored(library.record("pubmed:1")).revision > "000000|"


def test_what_a_list_covers_and_when_is_part_of_the_edition(library):
    """A newer day may clear a record that an older one could not."""
    library.add([_paper(1, year=2024)])
    library._store.put_notices(_list(dated="2023-05-01", covers=("pmid",)))
    before, standing = library.edition, _standing(library, 1)
    library._store.put_notices(_list(dated="2025-05-01", covers=("pmid",)))
    assert (standing, _standing(library, 1)) == (R.UNKNOWN, R.CLEAR)
    assert library.edition != before


def test_a_list_that_is_forgotten_leaves_no_trace(library):
    """Neither what it said nor what it cleared; the edition is what it was."""
    papers = [_paper(1, "CLEAR", year=2010), _paper(2, year=2010), _paper(3, "CORRECTED", year=2010)]
    library.add(papers)
    library._store.put_notices(_list(Notice("pmid", "3", R.CONCERN), name="other"))
    before, standings = library.edition, [_standing(library, number) for number in (1, 2, 3)]
    library._store.put_notices(
        _list(Notice("pmid", "1", R.RETRACTED), Notice("pmid", "3", R.RETRACTED), covers=("pmid",))
    )
    assert [_standing(library, number) for number in (1, 2, 3)] == [R.RETRACTED, R.CLEAR, R.RETRACTED]
    assert library.forget_list("watch") == 2
    assert [_standing(library, number) for number in (1, 2, 3)] == standings
    assert (library.edition, library.notice_lists()) == (before, [("other", "2024-05-01")])


def test_a_list_that_is_not_there_cannot_be_forgotten(library):
    """The message names those that are."""
    library._store.put_notices(_list())
    with pytest.raises(NotFound, match=r"No list of retractions pubmed in the library\. It holds: watch"):
        library.forget_list("pubmed")
