"""The HTTP API as programs see it."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from api_world import JSON, PROBLEM, QUESTION, World, make_article, use_library, with_site
from citewell.library import Library
from citewell.model.article import ReviewStatus
from citewell.publish.json import schema
from citewell.web.api.forgetting import forget_replies
from citewell.web.api.keys import make_key, revoke_key
from citewell.web.api.models import ApiKey, KeptReply
from citewell.web.conversations.models import Turn
from citewell.web.jobs.worker import Worker

pytestmark = pytest.mark.django_db

ASKED = {"question": "How is frobnitis treated?", "audience": "nurse"}


@pytest.fixture
def site(world: Library, monkeypatch: pytest.MonkeyPatch) -> World:
    """The site with a library that holds the little world."""
    use_library(monkeypatch, world)
    return World()


def refused(response: Any, status: int) -> dict[str, Any]:
    """Return the problem of an answer, which says what to do."""
    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM), response.content
    problem = response.json()
    assert problem["status"] == status
    assert problem["next"]
    return dict(problem)


def path_of(address: str) -> str:
    """Return what comes after the root of the API."""
    return address.partition("/api/v1/")[2]


def done(site: World, response: Any) -> Any:
    """Let the worker answer, and return what stands at the address then."""
    worker = Worker("w")
    while worker.step(timezone.now()):
        pass
    return site.get(path_of(response["Location"]), "ask")


# Answers ---------------------------------------------------------------------------------------------------


def test_a_question_is_accepted_and_answered_at_its_address(site: World) -> None:
    """It waits at first; when the worker has been there, the whole `ask` document stands in it."""
    response = site.post("answers", ASKED)
    assert response.status_code == 202
    assert response.json()["state"] == "waiting"
    answer = done(site, response).json()
    assert (answer["state"], answer["outcome"], answer["audience"]) == ("done", "answered", "nurse")
    assert set(answer["answer"]) == set(schema()["properties"])
    assert "Not reviewed" in answer["review_status"]


def test_an_answer_is_to_be_had_as_markdown_once_it_is_done(site: World) -> None:
    """Before that it is a conflict, with the time to wait."""
    response = site.post("answers", ASKED)
    path = path_of(response["Location"])
    assert refused(site.get(f"{path}?as=md", "ask"), 409)
    done(site, response)
    assert site.get(path, "ask", accept="text/markdown").content.startswith(b"# How is frobnitis treated?")


def test_a_follow_up_question_joins_its_conversation(site: World) -> None:
    """It leans on the question before, and both are in the conversation."""
    first = site.post("answers", ASKED).json()
    second = site.post(f"conversations/{first['conversation']}/answers", {"question": "And the dose of zanolol?"})
    assert second.json()["number"] == 2
    answers = site.get(f"conversations/{first['conversation']}", "ask").json()["answers"]
    assert [turn["number"] for turn in answers] == [1, 2]


def test_a_conversation_has_an_end(site: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than it holds is a conflict."""
    monkeypatch.setattr("citewell.web.conversations.asking.MOST_TURNS", 1)
    first = site.post("answers", ASKED).json()
    refused(site.post(f"conversations/{first['conversation']}/answers", ASKED), 409)


def test_the_events_of_an_answer_are_those_of_the_page(site: World) -> None:
    """The stream needs the same leave as the answer, and ends with its state."""
    response = site.post("answers", ASKED)
    done(site, response)
    from asgiref.sync import async_to_sync
    from django.test import AsyncClient

    async def read() -> str:
        answer = await AsyncClient().get(f"/api/v1/{path_of(response.json()['events'])}")
        return "".join([part.decode() async for part in answer.streaming_content])

    told = async_to_sync(read)()
    assert "event: searching" in told
    assert told.rstrip().endswith('data: "done"')


@pytest.mark.parametrize("path", ["answers/nothing/1", "answers/nothing/99999999999", "conversations/nothing"])
def test_an_answer_that_is_gone_is_not_found(site: World, path: str) -> None:
    """The problem says that it may be over."""
    assert "anew" in refused(site.get(path, "ask"), 404)["next"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/question"),
        ({"question": ""}, "/question"),
        ({"question": 3}, "/question"),
        ({"question": "x" * 2_001}, "/question"),
        ({"question": "How is gout treated?", "audience": "vet"}, "/audience"),
        ({"question": "How is gout treated?", "model": "x"}, "/model"),
    ],
)
def test_a_bad_question_is_refused_with_the_place_of_the_fault(site: World, body: Any, pointer: str) -> None:
    """What is wrong is named by a JSON pointer, and nothing of the question is repeated."""
    problem = refused(site.post("answers", body), 422)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


def test_a_question_in_another_language_is_refused_in_words(site: World) -> None:
    """The pipeline's own reason is told."""
    assert (
        "English"
        in refused(site.post("answers", {"question": "Wie behandelt man die Gicht bei älteren?"}), 422)["detail"]
    )


def test_controls_in_a_question_do_no_harm(site: World) -> None:
    """No database takes a NUL or a lone surrogate: both are left out."""
    assert site.post("answers", {"question": "How is frob\x00nitis \ud800 treated?"}).status_code == 202
    assert "\x00" not in Turn.objects.get().question


# Articles --------------------------------------------------------------------------------------------------


def test_articles_come_in_pages(site: World) -> None:
    """Each is in exactly one page, the newest first, and the last page has no next one."""
    for number in range(5):
        make_article(f"more-{number}", status=ReviewStatus.SUBMITTED)
    path, seen = "articles?limit=3", []
    while path:
        page = site.get(path, "reader").json()
        seen += [item["slug"] for item in page["items"]]
        path = path_of(page["next"] or "")
    assert seen == [*(f"more-{n}" for n in (4, 3, 2, 1, 0)), "quibrex", "frobnitis"]


def test_articles_are_narrowed_by_their_status(site: World) -> None:
    """A page after the first is of the same kind."""
    make_article("other", status=ReviewStatus.APPROVED)
    page = site.get("articles?status=Approved&limit=1", "reader").json()
    assert [item["slug"] for item in page["items"]] == ["other"]
    assert [item["slug"] for item in site.get(path_of(page["next"]), "reader").json()["items"]] == ["frobnitis"]


def test_an_article_tells_where_it_stands(site: World) -> None:
    """The approved revision is read, whatever was written after it, and the document says that it was reviewed."""
    article = site.get("articles/frobnitis?audience=physician", "reader").json()
    assert (article["revision"]["number"], article["review"]["is_approved"]) == (1, True)
    assert article["answer"]["question"]["text"] == QUESTION
    assert article["answer"]["review_status"] == article["review"]["words"]
    assert "Approved" in article["answer"]["review_status"]
    assert article["review"]["overrides"] == []


@pytest.mark.parametrize("audience", ["patient", "caregiver", "student", "nurse", "pharmacist", "physician"])
def test_an_article_is_read_by_each_audience(site: World, audience: str) -> None:
    """The same claims, in the document that is for them."""
    article = site.get(f"articles/frobnitis?audience={audience}", "reader").json()
    assert (article["audience"], article["answer"]["audience"]) == (audience, audience)


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        ("", "", "application/json"),
        ("*/*", "", "application/json"),
        ("text/html", "", "text/html; charset=utf-8"),
        ("text/markdown", "", "text/markdown; charset=utf-8"),
        ("text/html;q=0.4, text/markdown;q=0.6", "", "text/markdown; charset=utf-8"),
        ("text/*", "", "text/markdown; charset=utf-8"),
        ("text/html", "?as=json", "application/json"),
        ("image/png", "?as=md", "text/markdown; charset=utf-8"),
    ],
)
def test_an_article_is_to_be_had_in_several_forms(site: World, accept: str, query: str, media_type: str) -> None:
    """By what the request accepts, or by name."""
    assert site.get(f"articles/frobnitis{query}", "reader", accept=accept)["Content-Type"] == media_type


@pytest.mark.parametrize("form", ["md", "html"])
def test_every_form_says_how_the_article_stands(site: World, form: str) -> None:
    """A rendering knows the answer alone: of an article that was approved it must not say that nobody has read it."""
    text = site.get(f"articles/frobnitis?as={form}", "reader").content.decode()
    assert "Approved by the medical board" in text
    assert not any(wrong in text for wrong in ("Not submitted", "none of them begun", "No medical board member"))
    submitted = site.get("articles/quibrex", "reader").json()["review"]["words"]
    assert submitted in site.get(f"articles/quibrex?as={form}", "reader").content.decode()


def test_a_form_that_is_not_there_is_not_acceptable(site: World) -> None:
    """The problem names what there is."""
    assert "text/markdown" in refused(site.get("articles/frobnitis", "reader", accept="image/png"), 406)["detail"]


def test_versions_end_with_the_one_that_readers_see(site: World) -> None:
    """What is written after it is of the desk, and not found."""
    versions = site.get("articles/frobnitis/versions", "reader").json()["items"]
    assert [(v["number"], v["is_shown"], v["is_approved"]) for v in versions] == [(1, True, True)]
    assert site.get("articles/frobnitis/versions/1", "reader").status_code == 200
    refused(site.get("articles/frobnitis/versions/2", "reader"), 404)


def test_a_sentence_is_read_with_what_it_rests_on(site: World) -> None:
    """Each quote stands between what is before and after it in its source."""
    first = site.get("articles/frobnitis", "reader").json()["answer"]["claims"][0]
    found = site.get(f"claims/frobnitis/{first['id']}", "reader").json()
    assert found["claim"]["text"] == first["text"]
    assert [source["quote"] for source in found["sources"]] == [c["quote"] for c in first["citations"]]
    refused(site.get("claims/frobnitis/c999", "reader"), 404)


def test_what_was_not_submitted_is_not_there(site: World) -> None:
    """A private answer has no public address."""
    make_article("private", status=ReviewStatus.NOT_SUBMITTED)
    refused(site.get("articles/private", "overseer"), 404)
    refused(site.get("claims/private/c1", "overseer"), 404)


# Reading again ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["articles", "articles/frobnitis", "articles/frobnitis/versions", "search?q=zanolol", "openapi.json"]
)
def test_what_has_not_changed_is_not_sent_again(site: World, path: str) -> None:
    """The tag is strong, and the same as long as the bytes are."""
    etag = site.get(path)["ETag"]
    assert etag.startswith('"')
    again = site.get(path, if_none_match=etag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


def test_an_article_that_changed_has_another_tag(site: World) -> None:
    """Even where only its standing did; and each form has its own."""
    before = site.get("articles/frobnitis", "reader")["ETag"]
    assert site.get("articles/frobnitis?as=md", "reader")["ETag"] != before
    site.article.notice = "A source was corrected."
    site.article.save()
    after = site.get("articles/frobnitis", "reader", if_none_match=before)
    assert (after.status_code, after.json()["review"]["notice"]) == (200, "A source was corrected.")


def test_head_is_get_without_the_body(site: World) -> None:
    """The length and the tag are those of the whole."""
    whole, head = site.get("articles/frobnitis"), site.call("read", "HEAD", "articles/frobnitis")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
    assert int(head["Content-Length"]) == len(whole.content)


def test_what_is_private_is_kept_by_nobody_else(site: World) -> None:
    """A shared cache may keep an article, and nothing of a caller's."""
    assert "public" in site.get("articles/frobnitis", "reader")["Cache-Control"]
    answer = site.post("answers", ASKED)
    assert answer["Cache-Control"] == "no-store"
    assert "private" in site.get(path_of(answer["Location"]), "ask")["Cache-Control"]
    assert "private" in site.get("search?q=zanolol")["Cache-Control"]


# The library and the gate ----------------------------------------------------------------------------------


def test_the_library_is_searched(site: World) -> None:
    """The records are ranked, and each has its address."""
    found = site.get("search?q=zanolol frobnitis&limit=3").json()
    assert len(found["results"]) == 3
    assert site.get(path_of(found["results"][0]["address"])).json()["id"] == found["results"][0]["id"]


def test_a_search_without_a_word_finds_nothing(site: World) -> None:
    """It is no error."""
    assert site.get("search?q=?!").json()["results"] == []


@pytest.mark.parametrize("name", ["pubmed:90000003", "90000003", "10.5555/frob.3"])
def test_a_record_is_read_by_any_of_its_names(site: World, name: str) -> None:
    """A DOI holds a slash, and is a name all the same."""
    assert site.get(f"records/{name}").json()["id"] == "pubmed:90000003"


def test_a_record_tells_its_retraction(site: World) -> None:
    """Whoever reads it by a program must not miss that."""
    assert site.get("records/pubmed:90000005").json()["retraction"] == "RETRACTED"


def test_sentences_are_verified_in_their_order(site: World) -> None:
    """Each has its verdict with the checks behind it, under the id that it came with."""
    pairs = [
        {"id": "a", "claim": "Zanolol lowers fever.", "evidence": ["In the trial, zanolol lowers fever."]},
        {"claim": "Zanolol 50 mg lowers fever.", "evidence": ["Zanolol 5 mg lowers fever."]},
    ]
    results = site.post("verify", {"claims": pairs}, "read").json()["results"]
    assert [(r["id"], r["verdict"]) for r in results] == [("a", "SUPPORTED"), (None, "NOT_ENOUGH_INFO")]
    assert any(not check["passed"] for check in results[1]["checks"])


def test_a_text_is_audited(site: World) -> None:
    """The report is that of `citewell check`."""
    text = "# Frobnitis\n\nZanolol helps in frobnitis [7].\n\n## References\n\n1. Zanolol in frobnitis. PMID 90000003\n"
    report = site.post("check", {"text": text, "form": "md"}, "read").json()
    assert report["counts"]["references"] == 1
    assert report["findings"]


@pytest.mark.parametrize(("text", "passed"), [("Zanolol helps in frobnitis [7].", False), ("Nothing is said.", True)])
def test_a_text_with_errors_has_not_passed(site: World, text: str, passed: bool) -> None:
    """By the rule of the command line: an error or a warning stands in the way."""
    report = site.post("check", {"text": text, "form": "md"}, "read").json()
    assert (report["passed"], bool(report["counts"]["errors"])) == (passed, not passed)


# Keys and callers ------------------------------------------------------------------------------------------


def test_the_secret_of_a_key_is_not_kept(site: World) -> None:
    """What is stored cannot be turned back into the key."""
    made, text = make_key("ward", ["read"])
    stored = " ".join(str(value) for value in ApiKey.objects.values_list().get(pk=made.pk))
    assert text.rpartition("_")[2] not in stored
    assert site.get("keys", "overseer").json()["items"][0]["name"] == "ward"


@pytest.mark.parametrize("given", ["Bearer nothing", "Bearer cw_0123456789ab_" + "x" * 43, "Basic abc", "Bearer "])
def test_a_bad_key_is_refused_even_where_none_is_needed(site: World, given: str) -> None:
    """A typing error must not look like a reader."""
    response = site.call("reader", "GET", "articles", authorization=given)
    assert refused(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_key_ends_when_it_is_over_or_revoked(site: World) -> None:
    """At once."""
    made, text = make_key("ward", ["read"])
    site.keys["ward"] = text
    assert site.get("keys", "overseer").status_code == 200
    assert site.get("search?q=zanolol", "ward").status_code == 200
    revoke_key(made.public, now=timezone.now())
    refused(site.get("search?q=zanolol", "ward"), 401)
    site.keys["late"] = make_key("late", ["read"], expires_at=timezone.now() - timedelta(seconds=1))[1]
    refused(site.get("search?q=zanolol", "late"), 401)


def test_a_key_is_revoked_by_an_administrator(site: World) -> None:
    """It is the key's id that names it."""
    made, text = make_key("ward", ["read"])
    site.keys["ward"] = text
    assert site.call("overseer", "DELETE", f"keys/{made.public}").status_code == 204
    refused(site.get("search?q=zanolol", "ward"), 401)
    refused(site.call("overseer", "DELETE", "keys/nothing"), 404)


def test_the_key_of_an_account_that_is_closed_is_worthless(site: World) -> None:
    """Whoever may not sign in may not send a program either."""
    user = site.users["member"]
    user.is_active = False
    user.save()
    refused(site.get("reviews", "member"), 401)


def test_a_browser_that_is_signed_in_needs_its_token(site: World) -> None:
    """Reading takes the session alone; what changes something takes the token that another site cannot read."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(site.users["author"])
    assert client.get("/api/v1/search?q=zanolol").status_code == 200
    refused(client.post("/api/v1/answers", json.dumps(ASKED), content_type=JSON), 403)
    client.get("/ask/")
    token = client.cookies["csrftoken"].value
    asked = client.post("/api/v1/answers", json.dumps(ASKED), content_type=JSON, headers={"X-CSRFToken": token})
    assert asked.status_code == 202
    assert Turn.objects.get().conversation.owner == site.users["author"]


def test_what_is_open_without_a_key_is_set_by_the_site(site: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closed, even an article takes a key."""
    assert site.get("articles/frobnitis", "reader").status_code == 200
    assert site.post("answers", ASKED, "reader").status_code == 202
    with_site(monkeypatch, api_anonymous=("read",))
    assert site.get("articles/frobnitis", "reader").status_code == 200
    refused(site.post("answers", ASKED, "reader"), 401)
    with_site(monkeypatch, api_anonymous=())
    refused(site.get("articles/frobnitis", "reader"), 401)
    assert site.get("articles/frobnitis", "read").status_code == 200


# Rates -----------------------------------------------------------------------------------------------------


def test_a_key_has_its_own_rate(site: World) -> None:
    """One too many is told how long to wait, and no other key is slowed."""
    site.keys["slow"] = make_key("slow", ["read"], per_minute=2)[1]
    answers = [site.get("articles", "slow").status_code for _ in range(2)]
    response = site.get("articles", "slow")
    assert answers == [200, 200]
    assert refused(response, 429)
    assert 1 <= int(response["Retry-After"]) <= 60
    assert site.get("articles", "read").status_code == 200


def test_asking_has_a_rate_besides(site: World) -> None:
    """It costs more than reading."""
    cache.clear()
    statuses = [site.post("answers", ASKED, "reader").status_code for _ in range(31)]
    assert statuses == [202] * 30 + [429]


# Sent twice ------------------------------------------------------------------------------------------------


def test_a_request_that_is_sent_twice_is_done_once(site: World) -> None:
    """The second answer is the first one, and says so."""
    first = site.post("answers", ASKED, idempotency_key="one")
    second = site.post("answers", ASKED, idempotency_key="one")
    assert (second.status_code, second.content, second["Location"]) == (202, first.content, first["Location"])
    assert second["Idempotency-Replayed"] == "true"
    assert Turn.objects.count() == 1


def test_a_key_of_a_request_is_for_that_request(site: World) -> None:
    """Another body under it is refused, and so is another address."""
    first = site.post("answers", ASKED, idempotency_key="one").json()
    refused(site.post("answers", {"question": "What is frobnitis?"}, idempotency_key="one"), 422)
    refused(site.post(f"conversations/{first['conversation']}/answers", ASKED, idempotency_key="one"), 422)


def test_two_callers_may_use_the_same_key_of_a_request(site: World) -> None:
    """Each has his own, and sees nothing of the other's."""
    first, second = (site.post("answers", ASKED, who, idempotency_key="one") for who in ("ask", "overseer"))
    assert first["Location"] != second["Location"]


def test_a_request_that_is_being_worked_on_is_a_conflict(site: World) -> None:
    """Unless its process was lost: then it may be sent again."""
    site.post("answers", ASKED, idempotency_key="one")
    KeptReply.objects.update(status=0, body=None)
    refused(site.post("answers", ASKED, idempotency_key="one"), 409)
    KeptReply.objects.update(created_at=timezone.now() - timedelta(minutes=3))
    assert site.post("answers", ASKED, idempotency_key="one").status_code == 202


def test_what_was_refused_may_be_sent_again(site: World) -> None:
    """Nothing was done, so nothing is kept."""
    refused(site.post("answers", {"question": "?!"}, idempotency_key="one"), 422)
    assert site.post("answers", ASKED, idempotency_key="one").status_code == 202


def test_what_is_only_computed_is_not_kept(site: World) -> None:
    """The same request gives the same, another one under its key is refused, and no text is stored."""
    pairs = {"claims": [{"claim": "Zanolol helps.", "evidence": ["Zanolol helps."]}]}
    first, second = (site.post("verify", pairs, "read", idempotency_key="one") for _ in range(2))
    assert first.content == second.content
    assert KeptReply.objects.get().body is None
    refused(
        site.post("verify", {"claims": [{"claim": "No.", "evidence": ["No."]}]}, "read", idempotency_key="one"), 422
    )


def test_kept_replies_are_deleted_after_a_day(site: World) -> None:
    """A question that was asked by a program is not kept for ever."""
    site.post("answers", ASKED, idempotency_key="one")
    KeptReply.objects.update(expires_at=timezone.now())
    forget_replies()
    assert not KeptReply.objects.exists()


# Errors ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nothing", 404),
        ("GET", "", 404),
        ("GET", "articles/nothing", 404),
        ("GET", "records/nothing", 404),
        ("PUT", "articles", 405),
        ("GET", "verify", 405),
        ("GET", "articles?limit=0", 422),
        ("GET", "articles?cursor=x", 422),
        ("GET", "articles/frobnitis?audience=vet", 422),
        ("GET", "search", 422),
    ],
)
def test_every_error_has_the_one_form(site: World, method: str, path: str, status: int) -> None:
    """Those that the framework makes too."""
    problem = refused(site.call("read", method, path), status)
    assert problem["instance"] == f"/api/v1/{path.partition('?')[0]}"
    assert problem["type"].startswith("http://localhost:8000/api/v1/docs#problem-")


def test_a_method_that_is_not_allowed_names_those_that_are(site: World) -> None:
    """As HTTP asks."""
    assert site.call("read", "PUT", "articles")["Allow"] == "GET, HEAD"


def test_a_body_must_be_json(site: World) -> None:
    """Of another type, broken, or none: each has its own status."""
    key = {"authorization": f"Bearer {site.keys['ask']}"}
    client = Client()
    refused(client.post("/api/v1/answers", {"question": "x"}, headers=key), 415)
    refused(client.post("/api/v1/answers", "{", content_type=JSON, headers=key), 400)
    refused(client.post("/api/v1/answers", "[]", content_type=JSON, headers=key), 422)


def test_a_body_has_a_size(site: World) -> None:
    """One that is larger is not even read, and one whose length is not known neither."""
    refused(site.post("check", {"text": "x" * 1_000_001}, "read"), 413)
    refused(Client().generic("POST", "/api/v1/answers", headers={"transfer-encoding": "chunked"}), 411)


def test_a_failure_of_ours_says_nothing_of_the_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a problem like the others, without the error's own words."""

    def broken(*_: object) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr("citewell.web.api.articles.reading", broken)
    client = Client(raise_request_exception=False)
    response = client.get("/api/v1/articles")
    assert "swordfish" not in str(refused(response, 500))


def test_no_question_is_in_a_log_or_a_problem(site: World, caplog: pytest.LogCaptureFixture) -> None:
    """Neither one that was asked nor one that was searched for, nor one that was refused."""
    with caplog.at_level(logging.DEBUG):
        site.post("answers", {"question": "How is frobnitis treated?", "audience": "vet"})
        site.get("search?q=frobnitis&limit=x")
        site.get("nothing?q=frobnitis")
    ours = [record for record in caplog.records if not record.name.startswith(("django.db", "django.request"))]
    assert "frobnitis" not in " ".join(record.getMessage() for record in ours)
    problem = refused(site.get("search?q=frobnitis&limit=x"), 422)
    assert "frobnitis" not in json.dumps(problem)


# Other sites -----------------------------------------------------------------------------------------------


def test_other_sites_may_not_read_unless_they_are_named(site: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are named may, without cookies; caches are told that the answer depends on who asks."""
    origin = "https://ward.example.org"
    assert "Access-Control-Allow-Origin" not in site.get("articles", "reader", origin=origin)
    with_site(monkeypatch, cors_origins=(origin,))
    response = site.get("articles", "reader", origin=origin)
    assert response["Access-Control-Allow-Origin"] == origin
    assert "Access-Control-Allow-Credentials" not in response
    assert "Origin" in response["Vary"]
    assert "Access-Control-Allow-Origin" not in site.get("articles", "reader", origin="https://other.example.org")


def test_a_browser_may_ask_beforehand(site: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer names what may be sent, and needs no key."""
    with_site(monkeypatch, cors_origins=("*",))
    response = site.call(
        "reader", "OPTIONS", "answers", origin="https://w.example", access_control_request_method="POST"
    )
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Authorization" in response["Access-Control-Allow-Headers"]


def test_pages_of_the_site_are_not_opened_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting is for the API alone."""
    with_site(monkeypatch, cors_origins=("*",))
    assert "Access-Control-Allow-Origin" not in Client().get("/", headers={"origin": "https://w.example"})


# The description -------------------------------------------------------------------------------------------


def test_the_description_is_a_page_without_scripts() -> None:
    """It obeys the site's policy, and names every operation."""
    page = Client().get("/api/v1/docs")
    text = page.content.decode()
    assert page.status_code == 200
    assert all(f'id="{name}"' in text for name in ("ask", "read_article", "verify", "act", "problem-too-many"))
    assert "<style" not in text
    assert "script-src 'self'" in page["Content-Security-Policy"]
