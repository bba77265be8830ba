"""A server that speaks the OpenAI chat-completions protocol, streaming, and says what a test tells it to.

`Reply` is one answer: the text it streams, in pieces, and how it ends. The server keeps the messages it was sent.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PIECE = 40


@dataclass(frozen=True)
class Reply:
    """What one request is answered with.

    ends: `well`, `dies` (the connection is cut after the text), `hangs` (nothing more comes), or an HTTP status.
    tokens: what the server says that the request took.
    """

    text: str = ""
    ends: str = "well"
    tokens: int = 100


def claims(*found: dict[str, Any]) -> Reply:
    """Return a reply of whole claims, in the form that was asked for."""
    return Reply(json.dumps({"response": list(found)}))


def claim(text: str, quote: str, passage: int, facet: str = "treatment") -> dict[str, Any]:
    """Return one claim as a model writes it."""
    return {"text": text, "facet": facet, "citations": [{"passage": passage, "quote": quote}]}


class Server:
    """The server's address, what it was asked, and what it will say, reply by reply; the last one is repeated."""

    def __init__(self) -> None:
        self.replies: list[Reply] = [claims()]
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.port = 0
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def will_say(self, *replies: Reply) -> None:
        self.replies = list(replies)

    @property
    def messages(self) -> list[str]:
        """The last message of each request."""
        return [str(request["messages"][-1]["content"]) for request in self.requests]

    def next_reply(self) -> Reply:
        return self.replies[min(len(self.requests), len(self.replies)) - 1]


def passage_with(message: str, words: str) -> int:
    """Return the number under which a message offers the passage that holds these words."""
    numbers = re.findall(r"===== passage (\d+) \w+ =====\n(.*?)\n===== end of", message, re.DOTALL)
    return next(int(number) for number, text in numbers if words in text)


@contextmanager
def serving() -> Iterator[Server]:
    """Yield a running server."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            server.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            server.keys.append(str(self.headers["Authorization"]))
            reply = server.next_reply()
            if reply.ends.isdigit():
                self._refuse(int(reply.ends), reply.text)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for event in _events(reply):
                self._chunk(f"data: {event}\n\n")
            if reply.ends == "hangs":
                server.closing.wait()
            if reply.ends == "well":
                self._chunk("data: [DONE]\n\n")
                self._chunk("")
            self.close_connection = True

        def _refuse(self, status: int, text: str) -> None:
            body = json.dumps({"error": {"message": text}}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _chunk(self, text: str) -> None:
            try:
                self.wfile.write(f"{len(text.encode()):x}\r\n{text}\r\n".encode())
                self.wfile.flush()
            except OSError:
                self.close_connection = True  # whoever asked has heard enough

        def log_message(self, *_args: Any) -> None:
            """Log nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server.port = http.server_port
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        http.shutdown()
        http.server_close()
        thread.join()


def _events(reply: Reply) -> Iterator[str]:
    pieces: Sequence[str] = [reply.text[at : at + PIECE] for at in range(0, len(reply.text), PIECE)]
    for piece in pieces:
        yield _event([{"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}])
    if reply.ends == "well":
        yield _event([{"index": 0, "delta": {}, "finish_reason": "stop"}])
        usage = {"prompt_tokens": reply.tokens - 1, "completion_tokens": 1, "total_tokens": reply.tokens}
        yield _event([], usage=usage)


def _event(choices: list[dict[str, Any]], **more: Any) -> str:
    return json.dumps(
        {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": choices, **more}
    )
