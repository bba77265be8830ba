"""A service on this machine that answers what a test tells it to, and remembers what it was asked.

with serve() as service:
    service.answers("/search", b"<found/>", headers={"Content-Type": "text/xml"})
    Web(trusted=[service.url]).get(f"{service.url}/search")
    assert service.asked == ["/search"]
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from citewell.sources.clock import Clock


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the service saw it; `values` are those of its query and of its form."""

    method: str
    path: str
    values: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service answers. `cut` ends the connection after so many bytes of the body."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None


Respond = Callable[[Asked], Answer]


class Service:
    """The answers to each path: in turn, the last of them for ever."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[Asked] = []
        self._answers: dict[str, list[Respond]] = {}
        self.closing = threading.Event()

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [request.path for request in self.requests]

    def answers(self, path: str, body: bytes | str = b"", **how: Any) -> Service:
        """Add an answer to the ones of this path."""
        content = body.encode() if isinstance(body, str) else body
        return self.responds(path, lambda _asked: Answer(content, **how))

    def responds(self, path: str, respond: Respond) -> Service:
        """Add an answer that is made from what was asked."""
        self._answers.setdefault(path, []).append(respond)
        return self

    def forget(self, path: str) -> None:
        """Answer as if nothing had ever been at this path."""
        self._answers.pop(path, None)

    def hangs(self, path: str) -> Service:
        """Add an answer that never comes, until the test ends."""

        def never(_asked: Asked) -> Answer:
            self.closing.wait(30)
            return Answer()

        return self.responds(path, never)

    def respond(self, asked: Asked) -> Answer:
        self.requests.append(asked)
        waiting = self._answers.get(asked.path)
        if not waiting:
            return Answer(b"nothing here", 404)
        return (waiting.pop(0) if len(waiting) > 1 else waiting[0])(asked)


@contextmanager
def serve() -> Iterator[Service]:
    """Run a service on 127.0.0.1 for as long as the block lasts."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _respond(self) -> None:
            parts = urlsplit(self.path)
            form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            values = dict(parse_qsl(parts.query) + parse_qsl(form))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = service.respond(Asked(self.command, parts.path, values, headers))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body[: answer.cut])
            if answer.cut is not None:
                self.close_connection = True

        def handle(self) -> None:
            with suppress(ConnectionError):  # whoever asked has gone
                super().handle()

        do_GET = do_POST = do_HEAD = _respond  # noqa: N815 - the names that http.server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing: a test's output is not the place."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


class FakeTime:
    """A clock that only moves when somebody sleeps; `slept` holds for how long, in order."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self._passed = 0.0
        self._now = now
        self.slept: list[float] = []

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self._passed, lambda: self._now + self._passed, self._sleep)

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._passed += seconds


def free_port() -> int:
    """Return a port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
