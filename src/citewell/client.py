"""A client of the HTTP API, over httpx: ask and wait, read, search, verify.

with Client("https://answers.example.org", key="cw_...") as citewell:
    answer = citewell.ask("How is gout treated?", audience="nurse")
    print(answer["answer"]["bottom_line"])
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote
from uuid import uuid4

import httpx

from citewell.errors import ContractError, SourceError, Unreachable, UserError
from citewell.model.serialise import clean
from citewell.publish.formats import FORMATS

POLL_S = 0.5
_TRIES = 3
_LONGEST_PAUSE_S = 30.0
_MOST_TOLD = 1_000


class ApiProblem(SourceError):
    """What the site refused, as it says: `status`, `title`, `detail`, and `next`, what to do."""

    def __init__(self, status: int, values: Mapping[str, Any]) -> None:
        self.status = status
        self.title, self.detail, self.next = (_line(values.get(name)) for name in ("title", "detail", "next"))
        errors = values.get("errors")
        self.errors = errors if isinstance(errors, list) else []
        super().__init__(f"{self.title}: {self.detail} {self.next}", permanent=status < 500 and status != 429)


@dataclass(frozen=True, slots=True)
class Event:
    """One event of an answer on its way: what the pipeline does, and at last `finished` with the state."""

    name: str
    values: Any
    id: str = ""


class Client:
    """A site under its address. Raises ApiProblem for what it refuses, Unreachable where nobody answers.

    transport: for tests, or an application in this process.
    """

    def __init__(
        self,
        site: str = "http://localhost:8000",
        *,
        key: str = "",
        timeout_s: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        if not site.startswith(("http://", "https://")):
            raise UserError(f"{site!r} is no address of a site; give it as https://answers.example.org")
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        try:
            address = httpx.URL(f"{site.rstrip('/')}/api/v1/")
        except httpx.InvalidURL as error:
            raise UserError(f"{site!r} is no address of a site: {error}") from error
        self._http = httpx.Client(base_url=address, headers=headers, timeout=timeout_s, transport=transport)

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, question: str, *, audience: str = "patient", wait_s: float = 120.0) -> dict[str, Any]:
        """Return the answer to a question, once it is done. Raises SourceError where that takes too long."""
        return self.wait(self.start(question, audience=audience), wait_s=wait_s)

    def start(self, question: str, *, audience: str = "patient", conversation: str = "") -> dict[str, Any]:
        """Ask a question, in a conversation or as the first of one, and return at once how it stands."""
        path = f"conversations/{_part(conversation)}/answers" if conversation else "answers"
        return self._post(path, {"question": question, "audience": audience})

    def wait(self, turn: Mapping[str, Any], *, wait_s: float = 120.0) -> dict[str, Any]:
        """Return an answer that was started, once it is done."""
        end = time.monotonic() + wait_s
        while (state := self.answer(turn["id"]))["state"] not in {"done", "failed"}:
            if time.monotonic() >= end:
                raise SourceError(f"no answer in {wait_s:.0f} seconds; look again at {turn['page']}", permanent=False)
            time.sleep(POLL_S)
        return state

    def answer(self, answer_id: str) -> dict[str, Any]:
        """Return how an answer stands, and the answer itself once it is done."""
        return self._get(f"answers/{answer_id}")

    def stream(self, turn: Mapping[str, Any]) -> Iterator[Event]:
        """Yield the events of an answer as they come; a connection that was lost is taken up where it was."""
        last, is_over, tries = "", False, 0
        while not is_over and tries < _TRIES:
            tries += 1
            headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {})
            try:
                with self._http.stream("GET", f"answers/{turn['id']}/events", headers=headers) as response:
                    _check(response)
                    for event in _events(response.iter_lines()):
                        last, is_over, tries = event.id or last, event.name == "finished", 0
                        yield event
            except httpx.TransportError as error:
                if tries == _TRIES:
                    raise Unreachable(f"the connection was lost: {error}") from error

    def article(self, slug: str, *, audience: str = "patient") -> dict[str, Any]:
        """Return an article for one kind of reader."""
        return self._get(f"articles/{_part(slug)}", audience=audience)

    def render(self, slug: str, form: str, *, audience: str = "patient") -> bytes:
        """Return an article in a form such as `md` or `html`; `article` names all that there are in `forms`.

        Raises ContractError for an answer of another media type: another server may answer at a mistyped address.
        """
        response = self._send("GET", f"articles/{_part(slug)}", params={"audience": audience, "as": form})
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip()
        if form in FORMATS and media_type != FORMATS[form].media_type:
            raise ContractError(f"{response.url.host} did not answer with {form}; is there a Citewell site?")
        return response.content

    def articles(self, **chosen: str) -> Iterator[dict[str, Any]]:
        """Yield the articles before readers, the newest first, narrowed by `status` and `specialty`."""
        wanted: dict[str, str] | None = chosen
        while wanted is not None:
            page = self._get("articles", **wanted)
            yield from page["items"]
            wanted = dict(httpx.URL(page["next"]).params) if page["next"] else None

    def search(self, words: str, *, limit: int = 20) -> list[dict[str, Any]]:
        """Return the records of the library that hold the words best."""
        return list(self._get("search", q=words, limit=str(limit))["results"])

    def record(self, name: str) -> dict[str, Any]:
        """Return a record of the library by its id, or by a PMID, DOI or other identifier."""
        return self._get(f"records/{quote(name, safe=':/')}")

    def verify(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> list[dict[str, Any]]:
        """Return the verdict on each sentence, given the texts that are said to support it."""
        claims = [{"claim": claim, "evidence": list(evidence)} for claim, evidence in pairs]
        return list(self._post("verify", {"claims": claims})["results"])

    def check(self, text: str, *, question: str = "") -> dict[str, Any]:
        """Return the report on a medical text."""
        return self._post("check", {"text": text} | ({"question": question} if question else {}))

    def _get(self, path: str, **parameters: str) -> dict[str, Any]:
        return _values(self._send("GET", path, params=parameters))

    def _post(self, path: str, body: Any) -> dict[str, Any]:
        # The key makes it safe to send again what may have arrived.
        return _values(self._send("POST", path, json=body, headers={"Idempotency-Key": str(uuid4())}))

    def _send(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Return the answer to a request, which is sent again where nobody answers, or the site asks to wait."""
        for last in (False,) * (_TRIES - 1) + (True,):
            try:
                response = self._http.request(method, path, **given)
            except httpx.TransportError as error:
                if last:
                    raise Unreachable(f"{self._http.base_url} does not answer: {error}") from error
                continue
            if response.status_code not in {429, 503} or last:
                break
            pause = response.headers.get("Retry-After", "1")
            time.sleep(min(float(pause) if pause.isdecimal() else 1.0, _LONGEST_PAUSE_S))
        _check(response)
        return response


def _check(response: httpx.Response) -> None:
    if response.is_redirect:
        moved = _line(response.headers.get("Location"))[:200]
        raise SourceError(f"{response.url.host} sends to {moved}: give that site's address", permanent=True)
    if response.status_code < 400:
        return
    response.read()
    is_problem = response.headers.get("Content-Type", "").startswith("application/problem+json")
    raise ApiProblem(response.status_code, _values(response) if is_problem else {"title": response.reason_phrase})


def _values(response: httpx.Response) -> dict[str, Any]:
    try:
        return dict(response.json())
    except (ValueError, TypeError, RecursionError) as error:
        raise ContractError(f"{response.url.host} did not answer with JSON; is there a Citewell site?") from error


def _line(told: object) -> str:
    """Return what a server told as it may be shown in a terminal: some lines at most, without control characters."""
    return clean(told)[:_MOST_TOLD] if isinstance(told, str) else ""


def _events(lines: Iterator[str]) -> Iterator[Event]:
    """Yield the events of a stream. Source: WHATWG HTML, section 9.2.6."""
    held: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            held[name] = value.removeprefix(" ")
        elif "data" in held:
            yield Event(held.get("event", "message"), json.loads(held["data"]), held.get("id", ""))
            held = {}


def _part(text: str) -> str:
    return quote(text, safe="")
