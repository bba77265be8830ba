"""What the vocabularies of a library do to a question, and what they must not do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from citewell.library import Library
from citewell.model.article import Outcome
from citewell.model.evidence import Record, RecordKind, Section
from citewell.model.question import Concept
from citewell.pipeline import answer
from citewell.question import parse_question
from universe import write_bytes
from vocabularies import concept, descriptor, descriptors, edge, graph, mesh_table, node

# Disease, drug and part of the body are invented; the other words are what vocabularies hold as well.
MESH = mesh_table(
    (
        "D900001",
        "Frobnitis",
        ("Sore Frob", "Inflammation of the Frob", "Disease, Frobbing", "Frobbing Disease", "SFD"),
        ("C05.900",),
    ),
    ("D900002", "Zanolol", ("Zanex",), ("D02.900.100",)),
    ("D900004", "Mirolol", (), ("D02.900.200",)),
    ("D900003", "Lol Compounds", (), ("D02.900",)),
    ("D900005", "Back", ("Time", "Women"), ("A01.900",)),
    ("D900006", "Frobless Loss", ("Hair Loss of the Frob", "Bad Back Attack"), ("C05.901",)),
    ("D900007", "Frob Projection", ("Projection",), ("E05.900",)),
    ("D900008", "Quibrex Resistance", ("QRX",), ("C05.902",)),
    ("D900009", "Side Effects", ("Risk Factors",), ("N05.900",)),
)
SHORT = {
    "FRB": ["frob resonance biopsy", "frob repair bandage"],
    "ALL": ["acute lol leakage"],
    "BIND": ["big induration"],
    "SB": ["slow biopsy"],
    "SFD": ["sore frob disability"],
    "ZQ": ["zanolol quotient"],
}
RECORDS = [
    ("Zanolol for frobnitis", "Treatment with zanolol reduced pain in adults with frobnitis over one year."),
    ("Inflammation of the frob", "Inflammation of the frob was treated with zanolol. It is a common disease."),
    (
        "Imaging of the frob",
        "The frob resonance biopsy showed swelling. The frob resonance biopsy was accurate for swelling.",
    ),
    ("More imaging", "Swelling was found by frob resonance biopsy in most adults."),
    ("Splints", "A frob repair bandage was worn for a week after a fall."),
    ("Bandages as splints", "The frob repair bandage is worn at night after a fall."),
    ("Mirolol", "Mirolol was given to adults with frobnitis for a year. A slow biopsy was taken."),
]


@pytest.fixture
def read_in(library: Library, tmp_path: Path) -> Callable[..., Library]:
    """Read vocabularies into a library of a few records; MeSH and abbreviations if none are given."""

    def read(*contents: bytes) -> Library:
        library.add(
            [
                Record(f"pubmed:{n}", RecordKind.RESEARCH, t, (Section("Abstract", s),), year=2020)
                for n, (t, s) in enumerate(RECORDS, 1)
            ]
        )
        wanted = contents or (MESH, json.dumps(SHORT).encode())
        paths = [write_bytes(tmp_path / f"vocabulary{n}", content) for n, content in enumerate(wanted)]
        assert not library.ingest(paths).failed
        return library

    return read


def concepts(question: str, library: Library) -> dict[str, Concept]:
    """Return those concepts of a question that a vocabulary gave, by the reader's words."""
    found = parse_question(question, terms=library.terms).concepts
    return {concept.surface: concept for concept in found if concept.vocabulary}


@pytest.mark.parametrize(
    ("words", "preferred"),
    [
        ("a sore frob", "Frobnitis"),
        ("sore frobs", "Frobnitis"),
        ("frobbing disease", "Frobnitis"),
        ("Zanex", "Zanolol"),
        ("frobless loss", "frobless loss"),
    ],
    ids=["lay word", "plural", "entry term", "brand name", "the preferred name itself"],
)
def test_any_name_of_a_term_is_understood(read_in, words, preferred):
    """The sources' word is found by the reader's."""
    (found,) = concepts(f"How is {words} treated?", read_in()).values()
    assert found.preferred == preferred


def test_an_answer_is_found_under_another_name(read_in):
    """No record says "sore frob", and the reader sees by which names it was searched."""
    library = read_in()
    draft = answer("Does Zanex help a sore frob?", library=library)
    assert draft.outcome is Outcome.ANSWERED
    assert {"Zanex", "sore frob", "Zanolol", "Frobnitis"} <= set(draft.terms)


def test_the_package_s_own_table_comes_first(read_in):
    """What both know is searched as the package knows it."""
    library = read_in(mesh_table(("D900001", "Frob Attack", ("Heart Attack",), ("C05.900",))))
    assert concepts("How is a heart attack treated?", library) == {}


def test_a_longer_name_of_a_vocabulary_is_taken_before_a_shorter_one_of_the_table(read_in):
    """It is what the reader asked about."""
    library = read_in(mesh_table(("D900001", "Frob Heart Attack", ("Little Heart Attack",), ("C05.900",))))
    assert concepts("How is a little heart attack treated?", library).keys() == {"little heart attack"}


@pytest.mark.parametrize(
    "question",
    [
        "What helps a bad back?",
        "What time of day is best for women?",
        "What are the side effects and risk factors?",
        "Is the project effective?",
        "How are all of them treated?",
        "Does it bind?",
    ],
    ids=["part of the body", "time and people", "asking words", "another word of one stem", "grammar", "verb"],
)
def test_everyday_words_are_not_taken(read_in, question):
    """Vocabularies hold "Back", "Time" and "ALL" as well."""
    assert concepts(question, read_in()) == {}


def test_a_condition_said_in_everyday_words_is_taken(read_in):
    """ "Bad back attack" is a name, though none of its words is."""
    assert concepts("What helps a bad back attack?", read_in()).keys() == {"bad back attack"}


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Is FRB accurate for swelling?", "frob resonance biopsy"),
        ("Is FRB worn as a splint?", "frob repair bandage"),
        ("What is FRB?", None),
        ("Is frb accurate for swelling?", None),
        ("IS FRB ACCURATE FOR SWELLING?", None),
    ],
    ids=["one context", "another context", "no context", "in lower case", "all in capitals"],
)
def test_an_abbreviation_of_several_things_is_told_by_its_company(read_in, question, meant):
    """The records say which long form goes with the other words; where they do not, it is left alone."""
    found = concepts(question, read_in())
    assert [concept.preferred for concept in found.values()] == ([meant] if meant else [])


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Was an SB taken after mirolol?", "slow biopsy"),
        ("Was an sb taken after mirolol?", None),
        ("Is BIND common?", None),
        ("Is FRB-12 accurate for swelling?", None),
    ],
    ids=["known to the records", "too short in lower case", "unknown to the records", "part of a code"],
)
def test_an_abbreviation_of_one_thing_counts_if_the_records_know_it(read_in, question, meant):
    """Tables hold thousands that nobody uses."""
    found = concepts(question, read_in())
    assert [c.preferred for c in found.values() if c.surface.upper() in {"SB", "BIND", "FRB"}] == (
        [meant] if meant else []
    )


def test_an_abbreviation_in_lower_case_is_taken_if_it_can_be_nothing_else(read_in):
    """It is known to be one thing, and cannot be spoken as a word."""
    table = json.dumps({"FRB": ["frob resonance biopsy"]}).encode()
    found = concepts("Is frb accurate for swelling?", read_in(table))
    assert [concept.preferred for concept in found.values()] == ["frob resonance biopsy"]


def test_a_long_form_is_searched_by_its_abbreviation_only_if_that_is_clear(read_in, library):
    """ "SFD" is two things, so a text that holds it need not be about the first."""
    library = read_in()
    library.add([Record("pubmed:99", RecordKind.RESEARCH, "SFD and FRBN", (Section("Abstract", "SFD or QRX."),))])
    assert "SFD" not in concepts("How is frobnitis treated?", library)["frobnitis"].synonyms
    assert "QRX" in concepts("How is quibrex resistance treated?", library)["quibrex resistance"].synonyms


def test_a_plain_name_of_several_things_is_left_alone(read_in):
    """Which of them is meant cannot be told."""
    rows = mesh_table(
        ("D900001", "Frob Fever", ("Glonk",), ("C05.900",)), ("D900002", "Frob Mite", ("Glonk",), ("B01.900",))
    )
    assert concepts("How is glonk treated?", read_in(rows)) == {}


def test_a_plain_name_of_several_things_is_the_one_that_is_called_so(read_in):
    """Another thing may have it as a by-name."""
    rows = mesh_table(
        ("D900001", "Glonk", ("Frob Fever",), ("C05.900",)), ("D900002", "Frob Mite", ("Glonk",), ("B01.900",))
    )
    assert concepts("How is glonk treated?", read_in(rows))["glonk"].type == "condition"


def test_terms_of_several_vocabularies_that_share_a_name_are_one(read_in):
    """The first one's synonyms count, and of the others what two of them agree on."""
    rows = mesh_table(("D900001", "Frobnitis", ("Sore Frob",), ("C05.900",)))
    nodes = [node("MONDO:9000001", "frob disease", "frobnitis", "sore frob", "swelling of the frob", "common frob")]
    doid = [node("DOID:9000001", "frobnitis", "sore frob", "frob disease", "common frob", "adult frob")]
    found = concepts("How is frobnitis treated?", read_in(rows, graph(nodes), graph(doid)))["frobnitis"]
    assert set(found.synonyms) == {"frob disease", "common frob"}, "no record has the word sore; the rest is one's own"


def test_a_synonym_that_no_record_can_hold_is_not_searched(read_in):
    """What is shown as searched is what could have been found."""
    found = concepts("How is frobnitis treated?", read_in())["frobnitis"]
    assert "Inflammation of the Frob" in found.synonyms
    assert "Sore Frob" not in found.synonyms


def test_no_more_than_eight_synonyms_are_searched(read_in, library):
    """The shortest, of those that the records may hold."""
    names = [
        f"{first} {second}"
        for first in ("pain", "week", "year", "swelling")
        for second in ("disease", "biopsy", "bandage")
    ]
    library = read_in(mesh_table(("D900001", "Frobnitis", names, ("C05.900",))))
    assert len(concepts("How is frobnitis treated?", library)["frobnitis"].synonyms) == 8


def test_members_of_a_class_of_drugs_speak_for_the_class(read_in):
    """As far as a record names them."""
    assert concepts("Do lol compounds help?", read_in())["lol compounds"].kinds == ("Zanolol", "Mirolol")


def test_members_are_told_by_what_drugs_are_for(read_in):
    """NLM's XML names the pharmacological action of a drug."""
    content = descriptors(
        descriptor("D900003", concept("M1", "Frob Relaxants"), trees=["D27.505"]),
        descriptor("D900002", concept("M2", "Zanolol"), trees=["D02.900"], actions=["D900003"]),
    )
    assert concepts("Do frob relaxants help?", read_in(content))["frob relaxants"].kinds == ("Zanolol",)


def test_what_only_qualifies_a_finding_is_none(read_in):
    """HPO holds "Distal" and "Frequent" as terms too."""
    nodes = [node("HP:9000001", "Frobbish", "frobly"), node("HP:9000002", "Frob pain", "ache of the frob")]
    edges = [edge("HP:9000001", "HP:9000009"), edge("HP:9000009", "HP:0012823"), edge("HP:9000002", "HP:0000118")]
    found = concepts("Is frobbish frob pain common?", read_in(graph(nodes, edges)))
    assert found.keys() == {"frob pain"}


def test_a_word_known_to_a_vocabulary_is_not_taken_for_a_slip(read_in):
    """Many drugs have names that are two letters apart."""
    asked = "Does apixaben help?"
    assert parse_question(asked).subject != "apixaben"
    library = read_in(mesh_table(("D900002", "Apixaben", (), ("D02.900",))))
    assert parse_question(asked, terms=library.terms).subject == "apixaben"


def test_a_question_of_any_length_is_looked_up(read_in):
    """Two thousand characters are many names, and few of them are asked for at once."""
    assert "sore frob" in concepts("Is a sore frob bad? " * 95, read_in())
