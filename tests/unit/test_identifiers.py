"""Identifiers: equal things compare equal, and what is not an identifier cannot be built."""

from __future__ import annotations

import pytest

from citewell.model.identifiers import DOI, IDENTIFIER_TYPES, NCTID, PMCID, PMID, Identifiers, SetID

UUID = "0a1b2c3d-0000-4000-8000-00000000000f"

NORMALISED = [
    (PMID, "36757628", "36757628"),
    (PMID, " 36757628 ", "36757628"),
    (PMID, "PMID: 36757628", "36757628"),
    (PMID, "pmid36757628", "36757628"),
    (PMID, "pubmed:36757628", "36757628"),
    (PMID, "00012345", "12345"),
    (PMID, "1", "1"),
    (PMCID, "PMC7654321", "PMC7654321"),
    (PMCID, "pmc7654321", "PMC7654321"),
    (PMCID, "7654321", "PMC7654321"),
    (PMCID, "pmc:PMC7654321", "PMC7654321"),
    (PMCID, "PMCID: PMC7654321", "PMC7654321"),
    (PMCID, "PMC7654321.2", "PMC7654321"),
    (DOI, "10.5555/Frob.3", "10.5555/frob.3"),
    (DOI, "https://doi.org/10.5555/FROB.3", "10.5555/frob.3"),
    (DOI, "http://dx.doi.org/10.5555/frob.3", "10.5555/frob.3"),
    (DOI, "doi: 10.5555/frob.3", "10.5555/frob.3"),
    (
        DOI,
        "DOI:10.1002/(SICI)1096(199601)99:1<1::AID-1>3.0.CO;2-1",
        "10.1002/(sici)1096(199601)99:1<1::aid-1>3.0.co;2-1",
    ),
    (DOI, "10.1000.10/123", "10.1000.10/123"),
    (NCTID, "nct01234567", "NCT01234567"),
    (NCTID, "NCTID: NCT01234567", "NCT01234567"),
    (SetID, UUID.upper(), UUID),
    (SetID, f"setid:{UUID}", UUID),
]

REFUSED = [
    (PMID, ""),
    (PMID, "0"),
    (PMID, "123456789"),
    (PMID, "12a"),
    (PMID, "-5"),
    (PMID, "1.5"),
    (PMID, "1٢٣"),  # Arabic-Indic digits
    (PMCID, "PMC"),
    (PMCID, "PMC0"),
    (PMCID, "PMCX1"),
    (DOI, "10.5555"),
    (DOI, "11.5555/frob"),
    (DOI, "10.55/frob"),
    (DOI, "10.5555/"),
    (DOI, "10.5555/a b"),
    (DOI, "10.٥٥٥٥/frob"),
    (NCTID, "NCT123"),
    (NCTID, "NCT012345678"),
    (NCTID, "NCT0123456٧"),
    (SetID, "0a1b2c3d"),
    (SetID, UUID.replace("a", "g")),
]


@pytest.mark.parametrize(("kind", "written", "normal"), NORMALISED)
def test_an_identifier_is_normalised_however_it_is_written(kind, written, normal):
    """Case, prefixes, addresses and leading zeros do not make another identifier."""
    assert kind(written) == kind(normal)
    assert str(kind(written)) == normal


@pytest.mark.parametrize(("kind", "written"), REFUSED)
def test_what_is_not_an_identifier_is_refused_by_name(kind, written):
    """The error names the text and the kind."""
    with pytest.raises(ValueError, match=f"is not a {kind.__name__}"):
        kind(written)


@pytest.mark.parametrize(
    ("identifier", "address"),
    [
        (PMID("90000003"), "https://pubmed.ncbi.nlm.nih.gov/90000003/"),
        (PMCID("PMC99000003"), "https://pmc.ncbi.nlm.nih.gov/articles/PMC99000003/"),
        (NCTID("NCT99000003"), "https://clinicaltrials.gov/study/NCT99000003"),
        (DOI("10.5555/frob.3"), "https://doi.org/10.5555/frob.3"),
        (DOI("10.5555/a(b);c:d"), "https://doi.org/10.5555/a(b);c:d"),
        (DOI('10.5555/a#b?c%d"e<f>'), "https://doi.org/10.5555/a%23b%3Fc%25d%22e%3Cf%3E"),
    ],
)
def test_an_identifier_leads_to_its_page(identifier, address):
    """Characters that would end or change an address are encoded (DOI Handbook, section 2.5.2.4)."""
    assert identifier.url == address


def test_identifiers_of_two_kinds_are_never_equal():
    """A PMID and a PMCID may share their digits."""
    assert PMID("7654321") != PMCID("7654321")


def test_identifiers_are_read_and_written_by_scheme():
    """What was read comes out again, normalised; empty values are left out."""
    found = Identifiers.from_json({"pmid": "0123", "doi": "https://doi.org/10.5555/A", "pmcid": ""})
    assert found.to_json() == {"pmid": "123", "doi": "10.5555/a"}
    assert list(found) == [PMID("123"), DOI("10.5555/a")]


def test_an_unknown_scheme_is_refused_and_the_known_ones_are_named():
    """A misspelt scheme must not be dropped in silence."""
    with pytest.raises(ValueError, match="unknown identifier 'pubmedid'; known: pmid, pmcid, doi, nctid, setid"):
        Identifiers.from_json({"pubmedid": "1"})


def test_every_scheme_has_a_type():
    """The table by which identifiers are read is complete."""
    assert set(IDENTIFIER_TYPES) == {"pmid", "pmcid", "doi", "nctid", "setid"}
