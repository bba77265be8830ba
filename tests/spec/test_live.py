"""Live services on the command line: `fetch`, and `ask --live`, with and without a network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from test_command_line import Citewell

from citewell.config import Services, Settings
from citewell.library import Library
from citewell.model.article import LiveSearch, ServiceSearch
from citewell.pipeline import Event, answer
from citewell.publish.html import to_html
from citewell.publish.json import schema, to_json
from citewell.publish.markdown import to_markdown
from citewell.question import parse_question
from citewell.retrieve.live import LiveServices, limits_for
from citewell.retrieve.live_query import Only, europe_pmc_query, pubmed_query
from replies import LOG_IN, PAPERS, efetch, esearch, europe_pmc, pubmed
from services import Service, free_port, serve
from universe import write_jsonl

QUESTION = "How is frobnitis treated with zanolol?"
TODAY = datetime.now(UTC).date().isoformat()


@pytest.fixture
def service() -> Iterator[Service]:
    with serve() as running:
        yield running


@pytest.fixture
def bare(tmp_path: Path) -> Citewell:
    """Citewell with an empty library, whose services are at addresses where nobody listens."""
    citewell = Citewell(tmp_path / "home", starter=False)
    for name in Services.__slots__:
        citewell.environment[f"CITEWELL_{name.upper()}_URL"] = f"http://127.0.0.1:{free_port()}"
    return citewell


@pytest.fixture
def online(bare: Citewell, service: Service) -> Citewell:
    """Citewell with an empty library, for whom PubMed is the test's own service."""
    bare.environment["CITEWELL_PUBMED_URL"] = f"{service.url}/pubmed"
    return bare


# fetch ------------------------------------------------------------------------------------------------


def test_fetch_brings_records_into_the_library(online: Citewell, service: Service) -> None:
    """As `ingest` does, with the same counts; what is there already is unchanged."""
    pubmed(service)
    first = online.json("fetch", "pubmed", "frobnitis")
    assert (first["found"], first["added"], first["failed"], first["error"]) == (len(PAPERS), len(PAPERS), [], None)
    assert online.json("library")["edition"] == first["edition"]
    again = online.json("fetch", "pubmed", "frobnitis")
    assert (again["added"], again["unchanged"], again["edition"]) == (0, len(PAPERS), first["edition"])


def test_what_was_fetched_answers_without_a_network(online: Citewell, service: Service) -> None:
    """The library keeps it."""
    pubmed(service)
    online("fetch", "pubmed", "frobnitis")
    asked = len(service.requests)
    assert online.json("ask", QUESTION)["outcome"] == "answered"
    assert len(service.requests) == asked


def test_fetch_keeps_to_the_limit(online: Citewell, service: Service) -> None:
    """Found is what the service has, added what was asked for."""
    pubmed(service)
    report = online.json("fetch", "pubmed", "frobnitis", "--limit", "2")
    assert (report["found"], report["added"]) == (len(PAPERS), 2)


def test_fetch_reads_the_query_from_standard_input(online: Citewell, service: Service) -> None:
    """So that it stands in no list of processes."""
    pubmed(service)
    online("fetch", "pubmed", "-", given="frobnitis[tiab]\n")
    assert service.requests[0].values["term"] == "frobnitis[tiab]"


def test_fetch_says_what_it_did(online: Citewell, service: Service) -> None:
    """One line to standard output; progress to standard error, without the query."""
    pubmed(service)
    done = online("fetch", "pubmed", "frobnitis")
    assert done.stdout.startswith(f"PubMed found {len(PAPERS)}: {len(PAPERS)} added, 0 updated, 0 unchanged, 0 failed")
    assert done.stderr == f"read PubMed, from result 1 of {len(PAPERS)}\n"


def test_a_service_that_fails_on_the_way_leaves_what_came_before(online: Citewell, service: Service) -> None:
    """Exit code 4; the report tells what was kept."""
    many = [*PAPERS, *PAPERS]
    service.responds("/pubmed/esearch.fcgi", lambda _: esearch(250))
    service.responds("/pubmed/efetch.fcgi", lambda _: efetch(many[: len(PAPERS)])).answers(
        "/pubmed/efetch.fcgi", status=400
    )
    done = online("fetch", "pubmed", "frobnitis", "--limit", "250", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 4
    assert report["added"] == len(PAPERS)
    assert "reports an error" in report["error"]
    assert "What came before is kept" in done.stderr
    assert online.json("library")["records"] == len(PAPERS)


def test_fetch_without_a_network_is_a_service_failure(bare: Citewell) -> None:
    """Exit code 4 and no traceback."""
    done = bare("fetch", "pubmed", "frobnitis")
    assert done.returncode == 4
    assert "127.0.0.1: cannot be reached" in done.stderr and "Traceback" not in done.stderr


def test_a_base_address_that_cannot_be_used_is_named(bare: Citewell) -> None:
    """With what to set; a key in it is not repeated."""
    done = bare("fetch", "pubmed", "frobnitis", CITEWELL_PUBMED_URL="file:///etc/passwd")
    assert (done.returncode, done.stderr) == (
        2,
        "citewell: CITEWELL_PUBMED_URL cannot be used; set it to an address that starts with https:// or http://\n",
    )


@pytest.mark.parametrize(
    "arguments",
    [("nowhere", "frobnitis"), ("pubmed", "  "), ("pubmed", "x", "--limit", "0"), ("pubmed", "x", "--full-text")],
)
def test_fetch_called_wrongly_is_exit_code_two(bare: Citewell, arguments: tuple[str, ...]) -> None:
    """An unknown source, no query, a limit of none, full texts of a service that has none."""
    assert bare("fetch", *arguments).returncode == 2


# ask --live -------------------------------------------------------------------------------------------


def test_a_live_answer_rests_on_what_was_found(online: Citewell, service: Service) -> None:
    """It says what was asked, when, and how much came; the library keeps it, and the edition is of what it then holds."""
    pubmed(service)
    document = online.json("ask", "--live", QUESTION)
    Draft202012Validator(schema()).validate(document)
    live = document["method"]["live"]
    found, failed = live["services"]
    assert (live["on"], document["outcome"]) == (TODAY, "answered")
    assert (found["name"], found["found"], found["new"], found["failure"]) == ("PubMed", len(PAPERS), len(PAPERS), "")
    assert found["query"] == service.requests[0].values["term"]
    assert (failed["name"], failed["found"]) == ("Europe PMC", 0) and "cannot be reached" in failed["failure"]
    assert document["edition"] == online.json("library")["edition"]
    assert document["edition"] == online.json("ask", QUESTION)["edition"]


def test_what_the_library_held_already_is_not_new(online: Citewell, service: Service) -> None:
    """Found is found; new is new."""
    pubmed(service)
    online("ask", "--live", QUESTION)
    found = online.json("ask", "--live", QUESTION)["method"]["live"]["services"][0]
    assert (found["found"], found["new"]) == (len(PAPERS), 0)


def test_without_a_network_the_library_answers(bare: Citewell, tmp_path: Path) -> None:
    """The answer and standard error say that nobody was reached."""
    bare("ingest", str(write_jsonl(tmp_path / "world.jsonl")))
    done = bare("ask", "--live", QUESTION)
    assert done.returncode == 0
    assert done.stderr.count("cannot be reached") == 2
    text = " ".join(done.stdout.split())
    assert "Searched live on" in text and text.count("without result (127.0.0.1: cannot be reached") == 2


def test_nobody_is_waited_for_who_cannot_be_reached_at_once() -> None:
    """One attempt, short enough that the library answers within three seconds in all."""
    limits = limits_for(15)
    assert limits.reach_attempts == 1
    assert limits.connect_s < 2


def test_a_question_that_is_not_asked_live_says_nothing_of_it(bare: Citewell) -> None:
    """And asks nobody."""
    assert bare.json("ask", QUESTION)["method"]["live"] is None


def test_the_kind_of_publication_needs_live(bare: Citewell) -> None:
    """Alone it would be passed over in silence."""
    done = bare("ask", "--live-only", "reviews", QUESTION)
    assert (done.returncode, done.stderr) == (2, "citewell: --live-only says what --live keeps to; give --live too.\n")


def live_services(settings: Settings, library: Library, *, patience_s: float = 10, **where: str) -> LiveServices:
    """Return the two services at these addresses; one that is not given is where nobody listens."""
    nobody = f"http://127.0.0.1:{free_port()}"
    services = Services(pubmed=where.get("pubmed", nobody), europepmc=where.get("europepmc", nobody))
    return LiveServices(library, replace(settings, services=services, live_timeout_s=patience_s))


def searched(live: LiveServices, question: str = QUESTION) -> LiveSearch:
    return live.search(parse_question(question), tell=lambda _: None)


def test_a_service_that_hangs_is_not_waited_for(service: Service, library: Library, settings: Settings) -> None:
    """No longer than the settings' patience; the other's results are used."""
    pubmed(service)
    service.hangs("/europepmc/search")
    live = live_services(
        settings, library, patience_s=1, pubmed=f"{service.url}/pubmed", europepmc=f"{service.url}/europepmc"
    )
    found, hung = searched(live).services
    assert (found.found, found.failure) == (len(PAPERS), "")
    assert (hung.found, hung.failure[:9]) == (0, "no answer")


def test_a_log_in_page_is_not_taken_for_a_result(service: Service, library: Library, settings: Settings) -> None:
    """As a hotel's network would answer; the reader learns what stood between."""
    service.responds("/pubmed/esearch.fcgi", lambda _: LOG_IN)
    found = searched(live_services(settings, library, pubmed=f"{service.url}/pubmed")).services[0]
    assert "a web page where JSON was due" in found.failure


def test_both_services_are_asked(service: Service, library: Library, settings: Settings) -> None:
    """Each brings its own; what both know is one record."""
    pubmed(service)
    europe_pmc(service)
    live = live_services(settings, library, pubmed=f"{service.url}/pubmed", europepmc=f"{service.url}/europepmc")
    first, second = searched(live).services
    assert (first.found, second.found) == (len(PAPERS), len(PAPERS))
    assert first.new + second.new == library.counts().records


def test_one_service_failing_does_not_lose_the_others_results(
    service: Service, library: Library, settings: Settings
) -> None:
    """PubMed is down, Europe PMC answers."""
    europe_pmc(service)
    failed, found = searched(live_services(settings, library, europepmc=f"{service.url}/europepmc")).services
    assert "cannot be reached" in failed.failure
    assert (found.found, found.new, found.failure) == (len(PAPERS), len(PAPERS), "")


def test_a_question_without_a_subject_is_not_sent(service: Service, library: Library, settings: Settings) -> None:
    """There is nothing to search for."""
    live = live_services(settings, library, pubmed=service.url, europepmc=service.url)
    assert {s.failure for s in searched(live, "What helps?").services} == {
        "The question names no subject to search for."
    }
    assert service.requests == []


def test_the_search_is_told_as_it_happens(service: Service, library: Library, settings: Settings) -> None:
    """First that the services are asked, then what each brought, then the answer as ever."""
    pubmed(service)
    events: list[Event] = []
    answer(
        QUESTION,
        library=library,
        live=live_services(settings, library, pubmed=f"{service.url}/pubmed"),
        listen=events.append,
    )
    assert [event.name for event in events[:4]] == ["asking", "asked", "asked", "searching"]
    assert {event.values["name"] for event in events[1:3]} == {"PubMed", "Europe PMC"}


class Told:
    """A `citewell.ports.LiveServices` that says what it is told to."""

    def __init__(self, *services: ServiceSearch) -> None:
        self._services = services

    def search(self, _question: object, *, tell: Callable[[ServiceSearch], None]) -> LiveSearch:
        for service in self._services:
            tell(service)
        return LiveSearch("2026-11-24", self._services)


@pytest.mark.parametrize("rendering", [to_markdown, to_html, lambda draft: json.dumps(to_json(draft)["limits"])])
def test_every_rendering_says_what_the_live_search_brought(world: Library, rendering: Callable[[Any], str]) -> None:
    """And what it did not bring."""
    told = Told(
        ServiceSearch("PubMed", "frobnitis", found=40, new=12),
        ServiceSearch("Europe PMC", "frobnitis", found=1, new=0, failure="www.example: answered 503. Try again later."),
    )
    text = rendering(answer(QUESTION, library=world, live=told))
    if rendering in {to_markdown, to_html}:
        assert (
            "Searched live on 24 November 2026: PubMed, 40 records found, 12 new to the library; Europe PMC, 1 record "
            "found, 0 new to the library (www.example: answered 503. Try again later)."
        ) in text
    assert "The live search of Europe PMC is not whole: www.example: answered 503. Try again later." in text


# The queries ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "pubmed", "europe_pmc"),
    [
        (
            "How is frobnitis treated?",
            '((frobnitis) OR "frobnitis"[tiab]) AND hasabstract',
            '(TITLE_ABS:"frobnitis") AND HAS_ABSTRACT:Y AND (SRC:MED OR SRC:PMC OR SRC:PPR)',
        ),
        (
            "Is zanolol better than quxitol for frobnitis?",
            '((zanolol) OR (quxitol) OR "zanolol"[tiab] OR "quxitol"[tiab]) AND '
            '((frobnitis) OR "frobnitis"[tiab]) AND hasabstract',
            '(TITLE_ABS:"zanolol" OR TITLE_ABS:"quxitol") AND (TITLE_ABS:"frobnitis") AND HAS_ABSTRACT:Y AND '
            "(SRC:MED OR SRC:PMC OR SRC:PPR)",
        ),
        ("What helps?", "", ""),
    ],
)
def test_a_query_asks_for_the_subject(question: str, pubmed: str, europe_pmc: str) -> None:
    """Concepts are joined by AND, what is offered against each other by OR; what is asked of them is left out."""
    parsed = parse_question(question)
    assert (pubmed_query(parsed), europe_pmc_query(parsed)) == (pubmed, europe_pmc)


def test_a_query_holds_the_names_of_a_term() -> None:
    """The reader's own, the preferred one, and the synonyms, each as a phrase."""
    query = pubmed_query(parse_question("How is a torn proximal hamstring treated?"))
    for name in ("torn proximal hamstring", "proximal hamstring rupture", "proximal hamstring avulsion"):
        assert f'"{name}"[tiab]' in query


@pytest.mark.parametrize(
    ("only", "pubmed", "europe_pmc"),
    [
        (Only.REVIEWS, "systematic[sb]", 'PUB_TYPE:"systematic review"'),
        (Only.TRIALS, "randomized controlled trial[pt]", 'PUB_TYPE:"randomized controlled trial"'),
        (Only.GUIDELINES, "practice guideline[pt]", 'PUB_TYPE:"practice guideline"'),
    ],
)
def test_a_query_may_keep_to_a_kind_of_publication(only: Only, pubmed: str, europe_pmc: str) -> None:
    """In each service's own words for it."""
    parsed = parse_question("How is frobnitis treated?")
    assert pubmed in pubmed_query(parsed, only=only)
    assert europe_pmc in europe_pmc_query(parsed, only=only)


@pytest.mark.parametrize("hostile", ['frobnitis") OR all[sb] OR ("', "frobnitis[pt]) NOT (zanolol", "frobnitis OR *:*"])
def test_nothing_in_a_question_is_query_syntax(hostile: str) -> None:
    """A question cannot widen or turn its own search."""
    query = pubmed_query(parse_question(f"How is {hostile} treated?"))
    assert query.count("(") == query.count(")") and query.count('"') % 2 == 0
    assert "NOT" not in query and "*" not in query and "all[sb]" not in query
