"""Europe PMC, DailyMed, openFDA, MedlinePlus and ClinicalTrials.gov: pages, ends, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import orjson
import pytest

from citewell.errors import SourceError
from citewell.model.serialise import record_from_json
from citewell.sources.clinicaltrials.client import ClinicalTrials
from citewell.sources.dailymed.client import DailyMed
from citewell.sources.europepmc.client import EuropePMC
from citewell.sources.http import Web
from citewell.sources.medlineplus.client import MedlinePlus
from citewell.sources.openfda.client import OpenFDA
from citewell.sources.service import Client, Page
from citewell.sources.unit import Fault
from replies import (
    LOG_IN,
    NOT_FOUND,
    as_json,
    clinical_trials,
    dailymed,
    europe_pmc,
    medlineplus,
    openfda,
    set_id,
    topic,
)
from services import Answer, FakeTime, Service, serve
from universe import papers

MANY = [record_from_json(paper) for paper in papers(250)]


@pytest.fixture
def service() -> Iterator[Service]:
    with serve() as running:
        yield running


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def web(service: Service, time: FakeTime) -> Iterator[Web]:
    with Web(trusted=[service.url], clock=time.clock) as client:
        yield client


def pages(client: Client, limit: int, query: str = "frobnitis") -> list[Page]:
    """Return what the client brings, none of it a fault."""
    found = list(client.search(query, limit=limit))
    assert not [item for item in found if isinstance(item, Fault)]
    return [page for page in found if isinstance(page, Page)]


def items(found: list[Page], *path: str) -> list[list[object]]:
    """Return the list at this path of each page's JSON."""
    lists = []
    for page in found:
        value = orjson.loads(page.content)
        for name in path:
            value = value[name]
        lists.append(value)
    return lists


# Every service whose answers are searched in pages, with the path of its search.
SEARCHES: dict[str, tuple[str, Callable[[Service, Web], Client]]] = {
    "europepmc": ("/europepmc/search", lambda s, w: EuropePMC(w, base=f"{s.url}/europepmc")),
    "dailymed": ("/dailymed/spls.json", lambda s, w: DailyMed(w, base=f"{s.url}/dailymed")),
    "openfda": ("/drug/label.json", lambda s, w: OpenFDA(w, base=s.url)),
    "medlineplus": ("/ws/query", lambda s, w: MedlinePlus(w, base=f"{s.url}/ws/query")),
    "clinicaltrials": ("/api/v2/studies", lambda s, w: ClinicalTrials(w, base=f"{s.url}/api/v2")),
}


@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize(
    ("odd", "message"),
    [
        (LOG_IN, "sent a web page where .* was due"),
        (Answer(b""), "broken"),
        (Answer(b'{"results": [{'), "broken"),
        (Answer(b"{}", headers={"Content-Type": "application/json"}), "broken"),
        (Answer(status=503), "answered 503"),
    ],
    ids=["a web page", "empty", "cut short", "another document", "503"],
)
def test_an_answer_that_stays_wrong_is_said(service: Service, web: Web, name: str, odd: Answer, message: str) -> None:
    """After it was asked for again; never with the query."""
    path, open_client = SEARCHES[name]
    service.responds(path, lambda _: odd)
    with pytest.raises(SourceError, match=message) as caught:
        list(open_client(service, web).search("frobnitis", limit=10))
    assert len(service.requests) == 5
    assert "frobnitis" not in str(caught.value)


# Europe PMC -------------------------------------------------------------------------------------------


def test_europe_pmc_is_read_by_its_cursor(service: Service, web: Web) -> None:
    """Each page names the next; the last has no cursor."""
    europe_pmc(service, MANY)
    found = pages(EuropePMC(web, base=f"{service.url}/europepmc"), 1000)
    assert [len(results) for results in items(found, "resultList", "result")] == [100, 100, 50]
    assert [r.values["cursorMark"] for r in service.requests] == ["*", "100", "200"]
    assert {page.total for page in found} == {250}


def test_europe_pmc_brings_no_more_than_was_asked_for(service: Service, web: Web) -> None:
    """The last page is asked for no larger than it need be."""
    europe_pmc(service, MANY)
    pages(EuropePMC(web, base=f"{service.url}/europepmc"), 130)
    assert [r.values["pageSize"] for r in service.requests] == ["100", "30"]


def test_a_cursor_that_does_not_move_ends_the_search(service: Service, web: Web) -> None:
    """Older versions of the service repeat the last cursor at the end."""
    page = {"hitCount": 9, "nextCursorMark": "*", "resultList": {"result": [{"id": "1"}]}}
    service.responds("/europepmc/search", lambda _: as_json(page))
    assert len(pages(EuropePMC(web, base=f"{service.url}/europepmc"), 100)) == 1


def test_a_long_query_is_sent_as_a_form(service: Service, web: Web) -> None:
    """An address that long would be refused."""
    europe_pmc(service)
    pages(EuropePMC(web, base=f"{service.url}/europepmc"), 1, query=" OR ".join(["frobnitis"] * 200))
    assert [(r.method, r.path) for r in service.requests] == [("POST", "/europepmc/searchPOST")]


def test_europe_pmc_finds_nothing_or_says_what_is_wrong(service: Service, web: Web) -> None:
    """Nothing found is no failure; an error may come with status 200."""
    client = EuropePMC(web, base=f"{service.url}/europepmc")
    europe_pmc(service, [])
    assert pages(client, 10) == []
    service.forget("/europepmc/search")
    service.responds("/europepmc/search", lambda _: as_json({"errCode": 400, "errMsg": "Invalid cursor"}))
    with pytest.raises(SourceError, match="reports an error: Invalid cursor"):
        pages(client, 10)


def test_europe_pmc_gives_full_text(service: Service, web: Web) -> None:
    """As JATS; where there is none, that is said once."""
    service.answers("/europepmc/PMC9000001/fullTextXML", b"<article><front/></article>")
    client = EuropePMC(web, base=f"{service.url}/europepmc")
    assert client.full_text("PMC9000001") == b"<article><front/></article>"
    with pytest.raises(SourceError, match="404") as caught:
        client.full_text("PMC9000002")
    assert caught.value.permanent


def test_europe_pmc_gives_the_full_texts_of_a_search(service: Service, web: Web) -> None:
    """After the page that names them, those that are open access; one that is not given costs only itself."""
    results = [
        {"id": "1", "pmcid": "PMC9000001", "isOpenAccess": "Y", "inEPMC": "Y"},
        {"id": "2", "pmcid": "PMC9000002", "isOpenAccess": "Y", "inEPMC": "Y"},
        {"id": "3", "pmcid": "PMC9000003", "isOpenAccess": "N", "inEPMC": "Y"},
        {"id": "4", "pmcid": "../PMC9000004", "isOpenAccess": "Y", "inEPMC": "Y"},
        {"id": "5", "isOpenAccess": "Y", "inEPMC": "Y"},
    ]
    service.responds("/europepmc/search", lambda _: as_json({"hitCount": 5, "resultList": {"result": results}}))
    service.answers("/europepmc/PMC9000001/fullTextXML", b"<article><front/></article>")
    found = list(EuropePMC(web, base=f"{service.url}/europepmc").full_texts("frobnitis", limit=10))
    assert [type(item) for item in found] == [Page, Page, Fault]
    assert service.asked[1:] == ["/europepmc/PMC9000001/fullTextXML", "/europepmc/PMC9000002/fullTextXML"]


# DailyMed ---------------------------------------------------------------------------------------------


def test_dailymed_brings_each_label_that_matches(service: Service, web: Web) -> None:
    """The list is read page by page, each label is a document of its own."""
    dailymed(service, 120)
    found = pages(DailyMed(web, base=f"{service.url}/dailymed"), 1000, query="zanolol")
    assert [page.name for page in found] == [f"DailyMed {set_id(n)}" for n in range(1, 121)]
    assert {page.total for page in found} == {120}
    assert [r.values for r in service.requests if r.path.endswith(".json")] == [
        {"drug_name": "zanolol", "pagesize": "100", "page": page} for page in ("1", "2")
    ]


def test_dailymed_brings_no_more_than_was_asked_for(service: Service, web: Web) -> None:
    """No label beyond the limit is asked for."""
    dailymed(service, 5)
    assert len(pages(DailyMed(web, base=f"{service.url}/dailymed"), 2, query="zanolol")) == 2
    assert len(service.requests) == 3


def test_dailymed_brings_one_label_by_its_set_id(service: Service, web: Web) -> None:
    """Without a search."""
    dailymed(service, 3)
    assert len(pages(DailyMed(web, base=f"{service.url}/dailymed"), 10, query=set_id(2))) == 1
    assert service.asked == [f"/dailymed/spls/{set_id(2)}.xml"]


def test_a_label_that_is_not_given_costs_only_itself(service: Service, web: Web) -> None:
    """The others come; it is named."""
    dailymed(service, 3)
    service.forget(f"/dailymed/spls/{set_id(2)}.xml")
    found = list(DailyMed(web, base=f"{service.url}/dailymed").search("zanolol", limit=10))
    assert [type(item) for item in found] == [Page, Fault, Page]
    assert found[1].item == f"DailyMed {set_id(2)}"  # type: ignore[union-attr]


def test_dailymed_finds_nothing(service: Service, web: Web) -> None:
    """That is no failure."""
    dailymed(service, 0)
    assert pages(DailyMed(web, base=f"{service.url}/dailymed"), 10) == []


# openFDA ----------------------------------------------------------------------------------------------


def test_openfda_leads_from_page_to_page(service: Service, web: Web) -> None:
    """By the mark in the Link header; the last page has none."""
    openfda(service, 230)
    found = pages(OpenFDA(web, base=service.url, api_key="k2"), 1000, query="zanolol")
    assert [len(results) for results in items(found, "results")] == [100, 100, 30]
    assert [r.values.get("search_after") for r in service.requests] == [None, "0=100", "0=200"]
    assert {r.values["api_key"] for r in service.requests} == {"k2"}
    assert {page.total for page in found} == {230}


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        (
            'zanolol "forte"',
            'openfda.generic_name:"zanolol forte" openfda.brand_name:"zanolol forte" '
            'openfda.substance_name:"zanolol forte"',
        ),
        ("boxed_warning:frobnitis", "boxed_warning:frobnitis"),
    ],
)
def test_openfda_is_asked_for_a_drug_or_in_its_own_syntax(service: Service, web: Web, query: str, sent: str) -> None:
    """A name is looked for among generic, brand and substance names."""
    openfda(service, 1)
    pages(OpenFDA(web, base=service.url), 1, query=query)
    assert service.requests[0].values["search"] == sent


def test_openfda_finds_nothing(service: Service, web: Web) -> None:
    """It says so with status 404, which is no failure; any other 404 is."""
    service.responds("/drug/label.json", lambda _: NOT_FOUND)
    assert pages(OpenFDA(web, base=service.url), 10) == []
    assert len(service.requests) == 1


# MedlinePlus ------------------------------------------------------------------------------------------


def test_medlineplus_topics_come_in_the_form_of_its_files(service: Service, web: Web) -> None:
    """Further pages are asked for by the file in which the service keeps what it found."""
    medlineplus(service, 70)
    found = pages(MedlinePlus(web, base=f"{service.url}/ws/query", email="me@example.org"), 1000)
    assert [page.content.count(b"<health-topic ") for page in found] == [50, 20]
    assert found[0].content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<health-topics><health-topic ")
    assert topic(0).encode() in found[0].content
    first, second = (r.values for r in service.requests)
    assert (first["term"], first["db"], first["rettype"], first["email"]) == (
        "frobnitis",
        "healthTopics",
        "topic",
        "me@example.org",
    )
    assert (second["file"], second["server"], second["retstart"]) == ("viv_0", "pvlb7srch16", "50")
    assert "term" not in second


def test_medlineplus_brings_no_more_than_was_asked_for(service: Service, web: Web) -> None:
    """And nothing where nothing was found."""
    medlineplus(service, 70)
    client = MedlinePlus(web, base=f"{service.url}/ws/query")
    assert sum(page.content.count(b"<health-topic ") for page in pages(client, 3)) == 3
    medlineplus(service, 0, at="/none")
    assert pages(MedlinePlus(web, base=f"{service.url}/none"), 10) == []


def test_medlineplus_keeps_to_its_pace(service: Service, web: Web, time: FakeTime) -> None:
    """85 requests a minute."""
    medlineplus(service, 150)
    pages(MedlinePlus(web, base=f"{service.url}/ws/query"), 150)
    assert time.slept == pytest.approx([60 / 85] * 2)


# ClinicalTrials.gov -----------------------------------------------------------------------------------


def test_studies_are_read_by_their_token(service: Service, web: Web) -> None:
    """Each page names the next; the last has no token."""
    clinical_trials(service, 230)
    found = pages(ClinicalTrials(web, base=f"{service.url}/api/v2"), 1000)
    assert [len(studies) for studies in items(found, "studies")] == [100, 100, 30]
    assert [r.values.get("pageToken") for r in service.requests] == [None, "100", "200"]
    assert {page.total for page in found} == {230}


def test_no_more_studies_are_brought_than_were_asked_for(service: Service, web: Web) -> None:
    """And none where none were found."""
    clinical_trials(service, 230)
    client = ClinicalTrials(web, base=f"{service.url}/api/v2")
    assert [len(studies) for studies in items(pages(client, 130), "studies")] == [100, 30]
    clinical_trials(service, 0, at="/none")
    assert pages(ClinicalTrials(web, base=f"{service.url}/none"), 10) == []
