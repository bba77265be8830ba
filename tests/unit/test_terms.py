"""Terms: what people call a thing and what the sources call it are found as one."""

from __future__ import annotations

import pytest

from citewell.language.terms import Term, TermTable, shipped_terms
from citewell.language.words import stems

FROBNITIS = Term("frobnitis", ("sore frob", "frob inflammation"))
CHRONIC = Term("chronic frobnitis", ("long-lasting sore frob",))
LOLS = Term("lol drugs", ("lols",), ("zanolol", "mirolol"), "intervention")
ZANOLOL = Term("zanolol", ("Zanex",), (), "intervention")
TABLE = TermTable([FROBNITIS, CHRONIC, LOLS, ZANOLOL])


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("frobnitis", FROBNITIS),
        ("Sore frobs", FROBNITIS),
        ("frob inflammation", FROBNITIS),
        ("ZANEX", ZANOLOL),
        ("frob", None),
        ("", None),
    ],
)
def test_a_term_is_found_by_any_of_its_names(name, term):
    """Case and number do not matter; a part of a name is not the name."""
    assert TABLE.find(name) == term


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("chronic frobnitis in adults", 0, (CHRONIC, 2)),
        ("chronic frobnitis in adults", 1, (FROBNITIS, 1)),
        ("a long-lasting sore frob", 1, (CHRONIC, 4)),
        ("adults with zanolol", 0, None),
        ("zanolol", 5, None),
    ],
)
def test_the_longest_name_at_a_place_wins(text, position, expected):
    """A name within a longer name is not taken instead of it."""
    assert TABLE.match_at(stems(text), position) == expected


def test_a_class_of_drugs_is_named_by_its_members_but_not_the_other_way_round():
    """A text about one member is about the class; a text about the class is not about one member."""
    assert TABLE.narrower_names(LOLS) == ("zanolol", "Zanex", "mirolol")
    assert TABLE.narrower_names(ZANOLOL) == ()


def test_the_first_term_keeps_a_name_that_two_claim():
    """The order of the table decides, not chance."""
    assert TermTable([FROBNITIS, Term("other", ("sore frob",))]).find("sore frob") == FROBNITIS


def test_the_shipped_table_can_be_read_and_every_row_has_a_known_type():
    """It is part of the package, so lay words work offline."""
    table = shipped_terms()
    assert len(table) > 100
    assert table.words()
    found = [table.find(word) for word in table.words()]
    assert {term.type for term in found if term} <= {"condition", "intervention", "population", "finding"}
