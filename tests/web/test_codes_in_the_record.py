"""What a health record sends as codes: which articles they bring, and what is told where they bring none."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from api_world import World, use_library
from citewell.language.terms import Term
from citewell.library import Library
from citewell.model.article import ReviewStatus
from citewell.model.codes import ICD_10_CM, LOINC, MESH, RXNORM, SNOMED_CT, Code, CodeSystem, Precision, system_of
from citewell.model.evidence import Record
from citewell.model.serialise import record_from_json
from citewell.sources.unit import Vocabulary
from citewell.web.articles.models import Article, ListedName
from citewell.web.health_record.matching import Matched, Subject, approved_on

pytestmark = pytest.mark.django_db


EXACT = Code("ICD-10-CM", "U77.1", Precision.EXACT)


@pytest.fixture
def site(world: Library, monkeypatch: pytest.MonkeyPatch) -> World:
    """The site: its article on frobnitis is approved, that on quibrex is not."""
    use_library(monkeypatch, world)
    monkeypatch.setattr("citewell.web.health_record.matching.library", lambda: world)
    return World()


@pytest.fixture
def held(site: World, world: Library) -> Library:
    """The library behind the site."""
    del site
    return world


def put(library: Library, vocabulary: str, *terms: Term) -> None:
    library._terms.put(Vocabulary(vocabulary, terms))


def term(code: str, *names: str, refers: tuple[Code, ...] = ()) -> Term:
    return Term(names[0], names[1:], code=code, places=(code,), codes=refers)


def matched(code: str, system: CodeSystem, name: str = "", text: str = "") -> Matched:
    return approved_on([Subject(name, code, system, text)])


def slugs(code: str, system: CodeSystem, name: str = "", text: str = "") -> list[str]:
    return [found.article.slug for found in matched(code, system, name, text).found]


def label(rxcui: str, *ingredients: str) -> Record:
    return record_from_json(
        {
            "id": f"label:{uuid4()}",
            "kind": "label",
            "title": "A label",
            "sections": [{"label": "Uses", "text": "For frobs."}],
            "ingredients": list(ingredients),
            "rxcuis": [rxcui],
        }
    )


# A code alone ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "code"),
    [(ICD_10_CM, "U77.1"), (SNOMED_CT, "900000001"), (MESH, "D990001"), (RXNORM, "9000001"), (LOINC, "99999-9")],
)
def test_a_code_of_a_system_that_was_read_in_brings_the_article(held: Library, system: CodeSystem, code: str) -> None:
    """Without a name, and by the system's OID or FHIR's address."""
    put(held, system.name, term(code, "Frobnitis"))
    for identifier in (system.oid, f"urn:oid:{system.oid}", system.url):
        assert slugs(code, system_of(identifier)) == ["frobnitis"]


@pytest.mark.parametrize("written", ["U77.1", "U771", "u77.1", " U77.1 "])
def test_the_dot_of_an_icd_code_does_not_matter(held: Library, written: str) -> None:
    """Records write it, bills do not."""
    put(held, ICD_10_CM.name, term("U77.1", "Frobnitis, unspecified"))
    assert slugs(written, ICD_10_CM) == ["frobnitis"]


@pytest.mark.parametrize("precision", list(Precision))
def test_a_reference_counts_if_its_source_states_that_it_is_exact(held: Library, precision: Precision) -> None:
    """Or that the code is of a kind of the term, which is told; anything else may be another thing."""
    put(held, "MONDO", term("MONDO:1", "Frobnitis", refers=(Code("SNOMED CT", "900000001", precision),)))
    found = matched("900000001", SNOMED_CT)
    wanted = ["frobnitis"] if precision in {Precision.EXACT, Precision.NARROW} else []
    assert [item.article.slug for item in found.found] == wanted
    if precision is Precision.NARROW:
        assert found.found[0].note == "No article is on SNOMED CT 900000001 itself; this is on the wider “Frobnitis”."


def test_a_reference_that_says_nothing_counts_if_the_codes_own_name_says_the_same(held: Library) -> None:
    """And not if it says otherwise."""
    refers = (Code("ICD-10-CM", "U77.1"), Code("ICD-10-CM", "U78.9"))
    put(held, "DOID", term("DOID:1", "Frobnitis", "Sore frob", refers=refers))
    put(held, ICD_10_CM.name, term("U77.1", "Sore frob, unspecified"), term("U78.9", "Other diseases of frobs"))
    assert slugs("U77.1", ICD_10_CM) == ["frobnitis"]
    assert slugs("U78.9", ICD_10_CM) == []


def test_a_reference_that_says_nothing_counts_if_another_vocabulary_says_the_same(held: Library) -> None:
    """One alone is not enough: the answer says that it is not known how exact it is, and asks for the name."""
    refers = (Code("SNOMED CT", "900000001"),)
    put(held, "DOID", term("DOID:1", "Frobnitis", refers=refers))
    alone = matched("900000001", SNOMED_CT)
    assert alone.found == []
    assert "a reference from “Frobnitis” alone" in alone.notes[0] and "Send its display name too" in alone.notes[0]
    put(held, "MONDO", term("MONDO:1", "frobnitis (disease)", "frobnitis", refers=refers))
    assert slugs("900000001", SNOMED_CT) == ["frobnitis"]


def test_a_code_that_a_vocabulary_calls_exact_for_two_things_is_of_neither(held: Library) -> None:
    """Nothing tells which is meant."""
    refers = (Code("SNOMED CT", "900000001", Precision.EXACT),)
    put(held, "MONDO", term("MONDO:1", "Frobnitis", refers=refers), term("MONDO:2", "Gribblitis", refers=refers))
    assert slugs("900000001", SNOMED_CT) == []


def test_a_label_tells_what_a_code_of_rxnorm_is_of(held: Library) -> None:
    """openFDA gives the codes of a label's products; those of several drugs are of none."""
    held.add([label("9000001", "frobnitis"), label("9000002", "frobnitis", "quibrex")])
    assert slugs("9000001", RXNORM) == ["frobnitis"]
    assert slugs("9000002", RXNORM) == []


def test_a_drug_of_two_parts_is_not_its_first(held: Library) -> None:
    """However its strengths stand."""
    put(held, RXNORM.name, term("9000001", "frobnitis 5 MG Oral Tablet"))
    put(held, RXNORM.name, term("9000002", "frobnitis 5 MG / quibrex 2 MG Oral Tablet"))
    assert slugs("9000001", RXNORM) == ["frobnitis"]
    assert slugs("9000002", RXNORM) == []
    assert slugs("", RXNORM, "Frobnitis 5 MG / Quibrex 2 MG Oral Tablet") == []


@pytest.mark.parametrize("status", sorted(set(ReviewStatus) - {ReviewStatus.APPROVED}))
def test_an_article_that_is_not_approved_is_never_given_for_a_code(site: World, held: Library, status: str) -> None:
    """Whatever its state."""
    put(held, ICD_10_CM.name, term("U77.1", "Frobnitis"))
    Article.objects.filter(pk=site.article.pk).update(status=status)
    assert slugs("U77.1", ICD_10_CM) == []


def test_a_code_finds_no_article_by_a_lay_word_for_its_subject(held: Library) -> None:
    """Such words may be wider: a code of all kidney disease is not of chronic kidney disease."""
    put(held, ICD_10_CM.name, term("U77.1", "Frob trouble"))
    name = ListedName.objects.get(name="frobnitis", listing__article__slug="frobnitis")
    ListedName.objects.create(listing=name.listing, name="frob troubl", is_loose=True)
    assert slugs("U77.1", ICD_10_CM) == []
    assert slugs("", ICD_10_CM, "Frob trouble") == ["frobnitis"]


def test_codes_cost_one_query_of_the_site(held: Library, django_assert_num_queries: Any) -> None:
    """However many there are; what they mean is looked up in the library's own file."""
    put(held, ICD_10_CM.name, term("U77.1", "Frobnitis"))
    with django_assert_num_queries(1):
        assert approved_on([Subject("", code, ICD_10_CM) for code in ("U77.1", "U77.19", "U78", "X99.9")]).found


# The class above a code ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["U77.1", "U7719", "U77.19XA"])
def test_where_a_code_is_not_known_the_class_above_it_is_tried(held: Library, code: str) -> None:
    """And every answer says so."""
    put(held, ICD_10_CM.name, term("U77", "Frobnitis"))
    found = matched(code, ICD_10_CM).found
    assert [item.article.slug for item in found] == ["frobnitis"]
    plain = ICD_10_CM.plain(code)
    wider = f"ICD-10-CM {plain} is not known here; this is on the wider class, ICD-10-CM U77 “Frobnitis”."
    assert found[0].note == wider
    assert wider in asked(**{"mainSearchCriteria.v.c": code})["subtitle"]["_value"]
    assert "not known here" in cards(coding(code))[0]["detail"]


def test_the_name_comes_before_the_class(held: Library) -> None:
    """It says more, unless the two are of different things."""
    put(held, ICD_10_CM.name, term("U77", "Frobnitis and gribblitis"), term("U78", "Gribblitis"))
    (found,) = matched("U77.1", ICD_10_CM, "Frobnitis").found
    assert found.note == ""
    other = matched("U78.1", ICD_10_CM, "Frobnitis")
    assert other.found == [] and "is of the class “Gribblitis”" in other.disagreements[0]


def test_no_class_is_made_of_another_systems_codes(held: Library) -> None:
    """The beginning of a SNOMED CT code is no class of it."""
    put(held, SNOMED_CT.name, term("900000001", "Frobnitis"))
    assert slugs("9000000019", SNOMED_CT) == []


def test_a_name_of_several_things_is_of_none(held: Library) -> None:
    """A short form that two vocabularies explain otherwise."""
    put(held, "MONDO", term("MONDO:1", "Frobnitis", "FB", "Sore frob"))
    assert slugs("", ICD_10_CM, "FB") == ["frobnitis"]
    put(held, "DOID", term("DOID:1", "Frob block", "FB"))
    assert slugs("", ICD_10_CM, "FB") == []


# A code and a name -----------------------------------------------------------------------------------------


def test_where_code_and_name_are_of_two_things_nothing_is_given(held: Library) -> None:
    """One of them is wrong in the record, and nobody here can know which: both are told."""
    put(held, ICD_10_CM.name, term("U77.1", "Gribblitis"))
    found = matched("U77.1", ICD_10_CM, "Frobnitis")
    told = (
        "The code and the name disagree: ICD-10-CM U77.1 is “Gribblitis”, and the name sent is “Frobnitis”. "
        "No article is given on either: one of the two is wrong in the record."
    )
    assert (found.found, found.disagreements) == ([], (told,))
    feed = asked(**{"mainSearchCriteria.v.c": "U77.1", "mainSearchCriteria.v.dn": "Frobnitis"})
    assert feed["entry"] == [] and told in feed["subtitle"]["_value"]


def test_a_card_tells_of_a_disagreement_beside_the_articles_on_other_problems(held: Library) -> None:
    """The record has to be mended, whatever else there is."""
    put(held, ICD_10_CM.name, term("U77.1", "Frobnitis"), term("U78.1", "Gribblitis"))
    article, told = cards(coding("U77.1"), coding("U78.1", "Frobnitis"))
    assert "links" in article
    assert told["summary"] == "A code and its name disagree in this record"
    assert "U78.1" in told["detail"]


def test_a_name_that_is_not_known_does_not_count_against_the_code(held: Library) -> None:
    """It may be of any language, or the house's own."""
    put(held, ICD_10_CM.name, term("U77.1", "Frobnitis"))
    assert slugs("U77.1", ICD_10_CM, "Frobentzündung") == ["frobnitis"]


def test_two_kinds_of_one_thing_are_two_things(held: Library) -> None:
    """Whatever words they have in common, and however their synonyms are made of each other."""
    put(held, "MONDO", term("MONDO:1", "Frobnitis type 2", "Non-zanolol frobnitis", refers=(EXACT,)))
    put(held, "DOID", term("DOID:1", "Frobnitis type 1", "Zanolol frobnitis"))
    assert matched("U77.1", ICD_10_CM, "Frobnitis type 1").disagreements
    assert not matched("U77.1", ICD_10_CM, "Frobnitis type 2").disagreements


def test_a_reference_that_is_not_exact_enough_still_speaks_for_the_name(held: Library) -> None:
    """Somebody thought that the two belong together, so they are not of two things: the name is looked for."""
    put(held, ICD_10_CM.name, term("U77.1", "Sorely swollen throat"))
    put(held, "MONDO", term("MONDO:1", "Frobnitis", refers=(Code("ICD-10-CM", "U77.1"),)))
    assert slugs("U77.1", ICD_10_CM, "Frobnitis") == ["frobnitis"]
    assert slugs("U77.1", ICD_10_CM) == []


@pytest.mark.parametrize("name", ["Frobnitis of the left side", "frobnitis (disorder)", "Frobnitis"])
def test_a_name_in_other_words_is_no_disagreement(held: Library, name: str) -> None:
    """Where all the words of one stand in the other."""
    put(held, ICD_10_CM.name, term("U77.1", "Frobnitis"))
    assert slugs("U77.1", ICD_10_CM, name) == ["frobnitis"]


def test_where_the_code_brings_nothing_the_name_is_looked_for_and_that_is_told(held: Library) -> None:
    """A classification's title is seldom what an article is called by."""
    put(held, ICD_10_CM.name, term("U77.1", "Malignant frobnitis of unspecified frob"))
    (found,) = matched("U77.1", ICD_10_CM, "Frobnitis").found
    assert found.note == (
        "ICD-10-CM U77.1 is “Malignant frobnitis of unspecified frob”; found by the name sent, “Frobnitis”."
    )


def test_how_a_user_wrote_it_counts_where_it_agrees(held: Library) -> None:
    """The text of a concept is freer than a display name: where it says otherwise, the code decides."""
    put(held, ICD_10_CM.name, term("U77.1", "Frobnitis"), term("U78.1", "Gribblitis"))
    assert slugs("U77.1", ICD_10_CM, text="Gribblitis") == ["frobnitis"]
    assert slugs("U78.1", ICD_10_CM, text="Frobnitis") == []
    assert slugs("U79.1", ICD_10_CM, text="Frobnitis") == ["frobnitis"]


# Where nothing is known ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize(
    ("code", "system", "told"),
    [
        ("U99.9", ICD_10_CM.oid, "ICD-10-CM U99.9 is not known here. Send its display name too."),
        ("7", SNOMED_CT.oid, "'7' is no code of SNOMED CT. Send its display name too."),
        ("4-4", "1.2.3.4", "The code system 1.2.3.4 is not known here; known are ICD-10-CM (2.16.840.1.113883.6.90)"),
        ("4-4", "", "A code without a code system is not known here"),
        ("'; DROP TABLE x; --", ICD_10_CM.oid, "is no code of ICD-10-CM"),
        ("\u0661\u0662\u0663\u0664\u0665\u0666", SNOMED_CT.oid, "is no code of SNOMED CT"),
        ("U" * 300, ICD_10_CM.oid, "is no code of ICD-10-CM"),
    ],
)
def test_an_unknown_code_or_system_is_answered_with_what_to_do(code: str, system: str, told: str) -> None:
    """In the form that was asked for, with no article."""
    feed = asked(**{"mainSearchCriteria.v.c": code, "mainSearchCriteria.v.cs": system})
    assert feed["entry"] == [] and told in feed["subtitle"]["_value"]
    (card,) = cards(coding(code, system=system))
    assert card["summary"].startswith("No approved article")


@pytest.mark.usefixtures("held")
def test_a_code_that_is_not_known_is_looked_for_by_its_name() -> None:
    """As before."""
    assert slugs("U99.9", ICD_10_CM, "Frobnitis") == ["frobnitis"]
    assert slugs("4-4", system_of("1.2.3.4"), "Frobnitis") == ["frobnitis"]


def asked(**sent: str) -> dict[str, Any]:
    """Return the feed that an Infobutton request brings as JSON."""
    first = {"mainSearchCriteria.v.cs": ICD_10_CM.oid, "knowledgeResponseType": "application/json"}
    response = Client().get("/infobutton", first | sent)
    assert response.status_code == 200, response.content
    feed: dict[str, Any] = response.json()["feed"]
    return feed


def coding(code: str, display: str = "", system: str = ICD_10_CM.url) -> dict[str, Any]:
    return {"system": system, "code": code, **({"display": display} if display else {})}


def cards(*codings: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the cards for a patient with these problems."""
    conditions = [{"resource": {"resourceType": "Condition", "code": {"coding": [item]}}} for item in codings]
    body = {
        "hook": "patient-view",
        "hookInstance": str(uuid4()),
        "context": {"userId": "Practitioner/1", "patientId": "1"},
        "prefetch": {"conditions": {"resourceType": "Bundle", "entry": conditions}},
    }
    response = Client().post("/cds-services/citewell-patient-view", json.dumps(body), content_type="application/json")
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = response.json()["cards"]
    return found
