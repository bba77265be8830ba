"""Infobutton and CDS Hooks: what a health record asks, and which articles it is given."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator
from lxml import etree

from api_world import PROBLEM, World, use_library
from cds_hooks_schema import DISCOVERY, RESPONSE
from citewell.language.terms import Term
from citewell.library import Library
from citewell.model.article import ReviewStatus
from citewell.model.codes import system_of
from citewell.sources.unit import Vocabulary
from citewell.web.articles.models import Article, ListedName, Listing
from citewell.web.health_record.feedback import forget_cards
from citewell.web.health_record.matching import Subject, approved_on
from citewell.web.health_record.models import ShownCard

pytestmark = pytest.mark.django_db

SNOMED, ICD, RXNORM, MESH = (f"2.16.840.1.113883.6.{arc}" for arc in ("96", "90", "88", "177"))
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def site(world: Library, monkeypatch: pytest.MonkeyPatch) -> World:
    """The site: its article on frobnitis is approved, that on quibrex is not."""
    use_library(monkeypatch, world)
    monkeypatch.setattr("citewell.web.health_record.matching.library", lambda: world)
    return World()


def slugs(*subjects: Subject) -> list[str]:
    return [found.article.slug for found in approved_on(subjects).found]


# What is looked for ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("Frobnitis", SNOMED),
        ("frobnitis (disorder)", SNOMED),
        ("Frobnitis, unspecified", ICD),
        ("Frobnitis without complications", ICD),
        ("FROBNITIS", ""),
    ],
)
def test_an_article_is_found_by_a_display_name(name: str, system: str) -> None:
    """What a classification adds to the name does not matter."""
    assert slugs(Subject(name, "1", system_of(system))) == ["frobnitis"]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "name", ["Family history of frobnitis", "Fear of frobnitis", "frob", "symptoms", "treatment", ""]
)
def test_words_in_common_are_not_enough(name: str) -> None:
    """A wrong article in a patient's record is worse than none."""
    assert slugs(Subject(name, "1", system_of(SNOMED))) == []


def test_a_code_is_matched_where_the_library_has_it(site: World, world: Library) -> None:
    """MeSH's codes are stored with its terms; those of other systems are not, and match by name alone."""
    world._terms.put(
        Vocabulary("MeSH", (Term("Frobnitis", (), (), "condition", code="D990001", places=("D990001",)),), ())
    )
    del site
    assert slugs(Subject("", "D990001", system_of(MESH))) == ["frobnitis"]
    assert slugs(Subject("", "D990001", system_of(SNOMED))) == []


def test_a_drug_is_found_without_its_strength_and_salt(site: World) -> None:
    """As RxNorm writes it."""
    from api_world import ledger, make_article

    question = "What is the dose of zanolol in frobnitis?"
    article = make_article("zanolol", status=ReviewStatus.APPROVED, title=question)
    revision = type(article.latest).of(article, ledger(question))
    article.approved = revision
    article.save()
    del site
    assert "zanolol" in slugs(Subject("Zanolol hydrochloride 50 MG Oral Tablet", "1", system_of(RXNORM)))


def test_an_article_that_is_not_approved_is_never_given(site: World) -> None:
    """Whatever its state, and even if it was approved once."""
    for status in set(ReviewStatus) - {ReviewStatus.APPROVED}:
        Article.objects.filter(pk=site.article.pk).update(status=status.value)
        assert slugs(Subject("Frobnitis")) == []


def test_no_ledger_is_read_for_a_record(site: World, django_assert_num_queries: Any) -> None:
    """One query by name, however many articles there are; a ledger is large."""
    from api_world import make_article

    for number in range(5):
        make_article(f"frobnitis-{number}", status=ReviewStatus.APPROVED)
    del site
    with django_assert_num_queries(1) as asked:
        found = approved_on([Subject("Frobnitis")]).found
    assert len(found) == 5
    assert '"content"' not in asked.captured_queries[0]["sql"]
    assert all(item.bottom_line for item in found)


def test_the_newest_approval_comes_first_after_what_answers_the_question(site: World) -> None:
    """Of two that answer as much, that which was approved last."""
    from api_world import APPROVED_ON, make_article

    newer = make_article("newer", status=ReviewStatus.APPROVED)
    Article.objects.filter(pk=newer.pk).update(approved_at=APPROVED_ON + timedelta(days=1))
    del site
    assert slugs(Subject("Frobnitis")) == ["newer", "frobnitis"]


def test_what_is_listed_of_another_revision_is_not_given(site: World) -> None:
    """A bottom line that the board did not approve is none to show in a record."""
    Listing.objects.filter(article=site.article).update(digest="another")
    assert slugs(Subject("Frobnitis")) == []


def test_an_upgrade_lists_what_the_articles_are_about(site: World) -> None:
    """Articles of the version before are found in the health record at once."""
    from importlib import import_module

    from django.apps import apps

    ListedName.objects.all().delete()
    Listing.objects.update(facets="", bottom_line="")
    assert slugs(Subject("Frobnitis")) == []
    import_module("citewell.web.articles.migrations.0004_list_subjects").list_subjects(apps, None)
    del site
    (found,) = approved_on([Subject("Frobnitis")]).found
    assert found.facets
    assert found.bottom_line


def test_an_upgrade_tells_which_names_are_loose(site: World) -> None:
    """The package's own lay words for a thing, and not its name, what was asked for, or a vocabulary's synonym."""
    from importlib import import_module

    from django.apps import apps

    from api_world import ledger, make_article

    question = "How is high blood pressure treated in frobnitis?"
    article = make_article("pressure", status=ReviewStatus.APPROVED, title=question)
    article.approved = type(article.latest).of(article, ledger(question))
    article.save()
    ListedName.objects.all().update(is_loose=False)
    import_module("citewell.web.articles.migrations.0006_tell_loose_names").list_subjects(apps, None)
    told = dict(ListedName.objects.filter(listing__article=article).values_list("name", "is_loose"))
    del site
    assert (told["high blood pressur"], told["hypertens"], told["frobnitis"]) == (False, False, False)
    assert told["htn"] is True


# Infobutton ------------------------------------------------------------------------------------------------

ASKED = {
    "taskContext.c.c": "PROBLISTREV",
    "mainSearchCriteria.v.c": "90000001",
    "mainSearchCriteria.v.cs": SNOMED,
    "mainSearchCriteria.v.dn": "Frobnitis",
    "informationRecipient": "PROV",
    "performer": "PROV",
    "age.v.v": "67",
    "age.v.u": "a",
    "patientPerson.administrativeGenderCode.c": "F",
}


def press(**more: str) -> Any:
    return Client().get("/infobutton", ASKED | more)


@pytest.mark.usefixtures("site")
def test_the_answer_is_an_atom_feed() -> None:
    """Another's parser reads it without complaint: the article, its address for the reader, and the bottom line."""
    response = press()
    feed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert (feed.bozo, feed.version) == (False, "atom10")
    entry = feed.entries[0]
    assert entry.link == "http://localhost:8000/articles/frobnitis/?for=physician"
    assert "Approved by the medical board on 2026-05-03" in entry.summary


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("name", ["Frobnitis", "Gribblitis"])
def test_the_feed_holds_what_atom_demands(name: str) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: an id, a title and a time for the feed and each entry, and one author."""
    feed = etree.fromstring(press(**{"mainSearchCriteria.v.dn": name}).content)
    for node in (feed, *feed.iterfind(f"{ATOM}entry")):
        for element in ("id", "title", "updated"):
            found = node.findall(f"{ATOM}{element}")
            assert len(found) == 1 and found[0].text
    assert len(feed.findall(f"{ATOM}author")) == 1
    assert all(entry.find(f"{ATOM}link[@rel='alternate']") is not None for entry in feed.iterfind(f"{ATOM}entry"))
    echoed = {node.get("scheme"): node.get("term") for node in feed.iterfind(f"{ATOM}category")}
    assert echoed["mainSearchCriteria.v.cs"] == SNOMED
    assert echoed["age.v.v"] == "67"


@pytest.mark.usefixtures("site")
def test_the_answer_as_json_has_the_form_of_medlineplus_connect() -> None:
    """The same feed, with the values in `_value`."""
    response = press(knowledgeResponseType="application/json")
    feed = response.json()["feed"]
    assert response["Content-Type"].startswith("application/json")
    assert feed["title"] == {"_value": "Citewell", "type": "text"}
    assert feed["entry"][0]["title"]["_value"].endswith("frobnitis?")
    assert feed["entry"][0]["link"][0]["href"].endswith("/articles/frobnitis/?for=physician")
    assert {"scheme": "mainSearchCriteria.v.c", "term": "90000001"} in feed["category"]


@pytest.mark.usefixtures("site")
def test_a_patient_gets_the_article_for_patients() -> None:
    """As `informationRecipient` says."""
    assert b"?for=patient" in press(informationRecipient="PAT").content


@pytest.mark.usefixtures("site")
def test_where_there_is_no_approved_article_the_feed_says_so() -> None:
    """In its subtitle, with no entry; a code without a name is told to need one."""
    feed = press(knowledgeResponseType="application/json", **{"mainSearchCriteria.v.dn": "Gribblitis"}).json()["feed"]
    assert feed["entry"] == []
    assert "no approved article on Gribblitis" in feed["subtitle"]["_value"]
    bare = {"mainSearchCriteria.v.dn": "", "mainSearchCriteria.v.cs": ICD, "mainSearchCriteria.v.c": "X99.9"}
    told = press(knowledgeResponseType="application/json", **bare).json()["feed"]["subtitle"]["_value"]
    assert "ICD-10-CM X99.9" in told
    assert "mainSearchCriteria.v.dn" in told


@pytest.mark.usefixtures("site")
def test_it_may_be_posted_as_a_form() -> None:
    """Section 3.5 of the guide: for requests that are too long for an address."""
    assert b"<entry>" in Client(enforce_csrf_checks=True).post("/infobutton", ASKED).content


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("name", ["mainSearchCriteria.v.ot", "mainSearchCriteria.v.dn1"])
def test_original_text_and_further_criteria_count(name: str) -> None:
    """Where there is no display name, or another criterion besides."""
    response = Client().get("/infobutton", {name: "Frobnitis"})
    assert b"<entry>" in response.content


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("sent", "status"), [({}, 400), ({"mainSearchCriteria.v.dn": "x", "knowledgeResponseType": "text/html"}, 406)]
)
def test_a_request_that_cannot_be_answered_is_a_problem(sent: dict[str, str], status: int) -> None:
    """With what to send."""
    response = Client().get("/infobutton", sent)
    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)


@pytest.mark.usefixtures("site")
def test_what_is_sent_cannot_break_the_feed() -> None:
    """Markup and controls are text, or nothing."""
    response = press(**{"mainSearchCriteria.v.dn": "<script>]]>&amp;\x1b", "performer": "\x0b<a/>"})
    assert response.status_code == 200
    assert not feedparser.parse(response.content).bozo


@pytest.mark.usefixtures("site")
def test_nul_is_refused_and_named() -> None:
    """No text has it, and PostgreSQL cannot store it: the request is at fault, and says how."""
    response = press(**{"mainSearchCriteria.v.dn": "asthma\x00"})
    assert (response.status_code, b"NUL" in response.content) == (400, True)


# CDS Hooks -------------------------------------------------------------------------------------------------


def condition(name: str, status: str = "active", **more: Any) -> dict[str, Any]:
    return {
        "resource": {
            "resourceType": "Condition",
            "clinicalStatus": {"coding": [{"code": status}]},
            "code": {"coding": [{"system": "http://snomed.info/sct", "code": "1", "display": name}]},
            **more,
        }
    }


def bundle(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "entry": list(entries)}


def call(service: str, body: dict[str, Any]) -> Any:
    return Client(enforce_csrf_checks=True).post(
        f"/cds-services/{service}", json.dumps(body), content_type="application/json"
    )


def opened(conditions: Any, **more: Any) -> dict[str, Any]:
    return {
        "hook": "patient-view",
        "hookInstance": str(uuid4()),
        "context": {"userId": "Practitioner/1", "patientId": "1"},
        "prefetch": {"conditions": conditions},
        **more,
    }


def ordered(*orders: dict[str, Any], selections: list[str] | None = None) -> dict[str, Any]:
    return {
        "hook": "order-select",
        "hookInstance": str(uuid4()),
        "context": {
            "userId": "Practitioner/1",
            "patientId": "1",
            "selections": selections or [],
            "draftOrders": bundle(*({"resource": order} for order in orders)),
        },
    }


def cards(response: Any) -> list[dict[str, Any]]:
    """Return the cards of an answer that holds to the standard."""
    assert response.status_code == 200, response.content
    answer = response.json()
    assert [error.message for error in Draft202012Validator(RESPONSE).iter_errors(answer)] == []
    return list(answer["cards"])


def test_the_services_are_discovered() -> None:
    """The two hooks, with what has to be prefetched."""
    found = Client().get("/cds-services").json()
    assert [error.message for error in Draft202012Validator(DISCOVERY).iter_errors(found)] == []
    assert [service["hook"] for service in found["services"]] == ["patient-view", "order-select"]
    assert "{{context.patientId}}" in found["services"][0]["prefetch"]["conditions"]


@pytest.mark.usefixtures("site")
def test_a_patients_problem_brings_its_article() -> None:
    """One card, with the bottom line and the way to the article."""
    card, *others = cards(call("citewell-patient-view", opened(bundle(condition("Frobnitis (disorder)")))))
    assert others == []
    assert card["summary"].startswith("Reviewed: ")
    assert card["links"][0]["url"] == "http://localhost:8000/articles/frobnitis/?for=physician"
    assert "Approved by the medical board on 2026-05-03" in card["detail"]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "entry",
    [condition("Frobnitis", "resolved"), condition("Frobnitis", verificationStatus={"coding": [{"code": "refuted"}]})],
)
def test_a_problem_that_is_over_or_refuted_brings_nothing(entry: dict[str, Any]) -> None:
    """It is none to inform on."""
    assert cards(call("citewell-patient-view", opened(bundle(entry)))) == []


@pytest.mark.usefixtures("site")
def test_where_there_is_no_approved_article_a_card_says_so() -> None:
    """And nothing else is given in its place."""
    (card,) = cards(call("citewell-patient-view", opened(bundle(condition("Gribblitis")))))
    assert card["summary"] == "No approved article on this patient's problems"
    assert "links" not in card


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("conditions", [None, bundle()])
def test_a_patient_without_problems_brings_no_card(conditions: Any) -> None:
    """There is nothing to say."""
    assert cards(call("citewell-patient-view", opened(conditions))) == []


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "prefetch",
    [{}, None, {"conditions": {"resourceType": "OperationOutcome"}}, {"other": bundle(condition("Frobnitis"))}],
)
def test_missing_prefetch_is_a_failed_precondition(prefetch: Any) -> None:
    """As the standard asks of a service that reads no FHIR server."""
    response = call("citewell-patient-view", opened(None) | {"prefetch": prefetch})
    assert (response.status_code, response["Content-Type"]) == (412, PROBLEM)


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "order",
    [
        {"resourceType": "ServiceRequest", "id": "1", "code": {"text": "Frobnitis"}},
        {"resourceType": "ServiceRequest", "id": "1", "code": {"concept": {"coding": [{"display": "Frobnitis"}]}}},
        {"resourceType": "MedicationRequest", "id": "1", "medicationCodeableConcept": {"text": "Frobnitis 5 MG"},
         "x": 1},
    ],
)  # fmt: skip
def test_a_selected_order_brings_its_article(order: dict[str, Any]) -> None:
    """In R4 and in R5; a drug's strength counts where its code system is told."""
    if "medicationCodeableConcept" in order:
        order["medicationCodeableConcept"]["coding"] = [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm"}]
    selected = [f"{order['resourceType']}/1"]
    found = cards(call("citewell-order-select", ordered(order, selections=selected)))
    assert [card["links"][0]["label"] for card in found] == ["Read the article with its sources"]


@pytest.mark.usefixtures("site")
def test_an_order_that_is_not_selected_brings_nothing() -> None:
    """The card is on what was chosen now."""
    others = {"resourceType": "ServiceRequest", "id": "2", "code": {"text": "Frobnitis"}}
    assert cards(call("citewell-order-select", ordered(others, selections=["ServiceRequest/1"]))) == []


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("service", "body", "status"),
    [
        ("nothing", {}, 404),
        ("citewell-patient-view", [], 400),
        ("citewell-patient-view", {}, 400),
        ("citewell-patient-view", opened(None) | {"hook": "order-select"}, 400),
        ("citewell-patient-view", opened(None) | {"hookInstance": "x"}, 400),
        ("citewell-patient-view", opened(None) | {"context": None}, 400),
        ("citewell-patient-view", opened([{"entry": 3}, "x"]), 200),
        ("citewell-patient-view", opened({"entry": [3, {"resource": []}, condition("x", code=7)]}), 200),
        ("citewell-order-select", ordered() | {"context": {"draftOrders": 7, "selections": 7}}, 200),
    ],
)
def test_whatever_is_sent_is_answered(service: str, body: Any, status: int) -> None:
    """With cards or with a problem."""
    assert call(service, body).status_code == status


@pytest.mark.usefixtures("site")
def test_feedback_is_noted_without_what_was_written() -> None:
    """The outcome and a reason that we offered; a comment may tell of a patient, and is not kept."""
    (card,) = cards(call("citewell-patient-view", opened(bundle(condition("Frobnitis")))))
    told = {
        "card": card["uuid"],
        "outcome": "overridden",
        "overrideReason": {"reason": card["overrideReasons"][0], "userComment": "The patient is X"},
        "outcomeTimestamp": "2026-05-04T10:05:31Z",
    }
    response = call("citewell-patient-view/feedback", {"feedback": [told, {**told, "card": str(uuid4())}]})
    noted = ShownCard.objects.get()
    assert response.status_code == 200
    assert (noted.outcome, noted.reason, noted.article.slug) == ("overridden", "not-relevant", "frobnitis")  # type: ignore[union-attr]
    assert "patient" not in str(ShownCard.objects.values_list().get()).replace("patient-view", "")


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "feedback", [None, [{}], [{"card": "x", "outcome": "accepted"}], [{"card": 3, "outcome": "ignored"}]]
)
def test_feedback_that_cannot_be_read_is_refused_whole(feedback: Any) -> None:
    """The item is named."""
    assert call("citewell-patient-view/feedback", {"feedback": feedback}).status_code == 400


@pytest.mark.usefixtures("site")
def test_cards_are_forgotten() -> None:
    """After three months."""
    cards(call("citewell-patient-view", opened(bundle(condition("Frobnitis")))))
    ShownCard.objects.update(shown_at=timezone.now() - timedelta(days=91))
    forget_cards()
    assert not ShownCard.objects.exists()
