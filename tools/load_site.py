"""Load a site as `citewell serve` runs it: 20 readers ask at the same time while 4 editors save edits and comments.

Prints a table for SQLite, and for PostgreSQL where its server's programs are installed. Every save is read back, and
looked for again in the database at the end.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from served import free_port, wait

HERE = Path(__file__).parent
POLL_S, PAUSE_S, PATIENCE_S = 0.5, 0.5, 120
QUESTIONS = (
    "How is gout treated?",
    "What are the symptoms and treatment options for a proximal hamstring rupture?",
    "How is uncomplicated cystitis treated?",
    "What is the dose of metformin?",
    "What are the symptoms of asthma?",
)
_LOCKED = "database is locked"


@dataclass
class Tally:
    """What was asked and what came of it. Threads add to it under its lock."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    edits: dict[int, str] = field(default_factory=dict)
    saves: int = 0
    not_read_back: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, what: str, seconds: float) -> None:
        with self.lock:
            self.times[what].append(seconds)

    def failed(self, what: str, why: str) -> None:
        with self.lock:
            self.failures.append(f"{what}: {why}")


class Person:
    """One who sends requests, over a connection of his own. A request that fails is written down, and returns ""."""

    def __init__(self, port: int, tally: Tally, headers: dict[str, str]) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers, self._tally = headers, tally

    def send(self, what: str, method: str, path: str, body: str = "", **headers: str) -> str:
        begun = time.perf_counter()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            self._http.request(method, path, body or None, self._headers | named)
            answer = self._http.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self._http.close()
            self._tally.failed(what, type(error).__name__)
            return ""
        self._tally.took(what, time.perf_counter() - begun)
        if answer.status >= 400:
            self._tally.failed(what, f"{answer.status} {text[:200]}")
            return ""
        return text


def read(port: int, tally: Tally, number: int, keys: list[str], until: float) -> None:
    """Ask, wait for the answer as the client does, and read an article; again and again."""
    for turn in count(number):
        if time.monotonic() >= until:
            return
        person = Person(port, tally, {"Authorization": f"Bearer {keys[turn % len(keys)]}"})
        body = json.dumps({"question": QUESTIONS[turn % len(QUESTIONS)]})
        begun = time.perf_counter()
        sent = person.send("ask a question", "POST", "/api/v1/answers", body, Content_Type="application/json")
        if sent:
            _wait_for_answer(person, tally, json.loads(sent)["id"], begun)
        Person(port, tally, {}).send("read an article", "GET", "/articles/load/")


def _wait_for_answer(person: Person, tally: Tally, answer: str, begun: float) -> None:
    state = "waiting"
    while state not in {"done", "failed"} and time.perf_counter() - begun < PATIENCE_S:
        time.sleep(POLL_S)
        text = person.send("look for the answer", "GET", f"/api/v1/answers/{answer}")
        state = json.loads(text)["state"] if text else "failed"
    tally.took("from the question to its answer", time.perf_counter() - begun)
    if state != "done":
        tally.failed("answer", state)


def edit(port: int, tally: Tally, number: int, session: str, claim: dict[str, str], until: float) -> None:
    """Comment on the article and reword a sentence of one's own, and read each back; again and again."""
    token = f"{number:032d}"
    cookies = {"Cookie": f"citewell_session={session}; csrftoken={token}", "X-CSRFToken": token}
    person = Person(port, tally, cookies | {"Content-Type": "application/x-www-form-urlencoded"})
    for turn in count(1):
        if time.monotonic() >= until:
            return
        remark, words = f"Remark {turn} of editor {number}", f"{claim['text'].rstrip('.')} ({number}/{turn})."
        if _saves(person, tally, "save a comment", "comment", {"text": remark}, "/desk/load/", remark):
            with tally.lock:
                tally.comments.append(remark)
        values = {"key": claim["key"], "decision": "edit", "text": words}
        if _saves(person, tally, "save an edit", "decide", values, "/desk/load/review/?all=1", words):
            with tally.lock:
                tally.edits[number] = words
        time.sleep(PAUSE_S)


def _saves(
    person: Person, tally: Tally, what: str, action: str, values: dict[str, str], page: str, wanted: str
) -> bool:
    """Save something, and read it back from the page that shows it. Tells whether the site said that it was saved."""
    if not person.send(what, "POST", f"/desk/load/do/{action}", urlencode(values), Accept="application/json"):
        return False
    is_there = wanted in person.send("open the desk", "GET", page)
    with tally.lock:
        tally.saves += 1
        tally.not_read_back += not is_there
    return True


def load(address: str, seconds: int) -> dict[str, Any]:
    """Return what came of a load of so many seconds. address: of a database; empty for SQLite."""
    with tempfile.TemporaryDirectory(prefix="citewell-load-") as folder:
        environment = {**os.environ, "CITEWELL_HOME": folder, "DJANGO_SETTINGS_MODULE": "citewell.web.settings"}
        environment |= {"CITEWELL_DATABASE_URL": address, "CITEWELL_STARTER": "1"}
        world, tally, log = _world("fill", environment), Tally(), Path(folder) / "log"
        with _served(environment, log) as port:
            _play(port, world, tally, seconds)
        held, told = _world("saved", environment), log.read_text(encoding="utf-8")
    lost = set(tally.comments) - set(held["comments"]) | set(tally.edits.values()) - set(held["edits"])
    errors = "\n".join([told, *held["errors_of_jobs"], *tally.failures])
    return {
        "tally": tally,
        "lost": len(lost),
        # The log tells the kind of an error and never its message.
        "locked": errors.count(_LOCKED) + errors.count("OperationalError"),
        "unanswered": held["unanswered"],
        "trail": f"{held['links']} links, {'whole' if held['is_whole'] else 'BROKEN'}",
    }


def _world(what: str, environment: dict[str, str]) -> Any:
    ran = subprocess.run(
        [sys.executable, HERE / "load_world.py", what], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(ran.stdout)


def _play(port: int, world: dict[str, Any], tally: Tally, seconds: int) -> None:
    until = time.monotonic() + seconds
    work: list[tuple[Callable[..., None], tuple[Any, ...]]] = [
        (read, (port, tally, number, keys, until)) for number, keys in enumerate(world["keys"])
    ]
    pairs = zip(world["sessions"], world["claims"], strict=False)
    work += [(edit, (port, tally, number, session, claim, until)) for number, (session, claim) in enumerate(pairs)]
    threads = [threading.Thread(target=do, args=arguments) for do, arguments in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def _served(environment: dict[str, str], log: Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "citewell", "serve", "--port", str(port)]
    with log.open("w") as told:
        server = subprocess.Popen(command, env=environment, stdout=told, stderr=told)
        try:
            wait(port, server)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=60)


def table(name: str, came: dict[str, Any]) -> str:
    """Return what came of a load as Markdown."""
    tally: Tally = came["tally"]
    requests = sum(len(times) for what, times in tally.times.items() if not what.startswith("from "))
    lines = [
        f"**{name}**: {requests:,} requests, {len(tally.failures)} failures, {came['locked']} times a locked database; "
        f"{tally.saves} saves, {tally.not_read_back} not read back, {came['lost']} lost; "
        f"{came['unanswered']} questions without an answer; audit trail: {came['trail']}.",
        "",
        "| what | count | p50 | p95 | longest |",
        "|---|---|---|---|---|",
    ]
    for what, times in sorted(tally.times.items()):
        p50, p95 = statistics.median(times), sorted(times)[max(0, round(0.95 * len(times)) - 1)]
        lines.append(f"| {what} | {len(times):,} | {p50:.3f} s | {p95:.3f} s | {max(times):.3f} s |")
    return "\n".join([*lines, "", *sorted(set(tally.failures))[:10]])


def databases() -> Iterator[tuple[str, Any]]:
    """Yield each database by its name, with what runs it and gives its address."""
    yield "SQLite", nullcontext("")
    sys.path.insert(0, str(HERE.parent / "tests" / "web"))
    postgresql = import_module("postgresql")
    if programs := postgresql.binaries():
        yield "PostgreSQL", postgresql.server(programs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--only", choices=["SQLite", "PostgreSQL"])
    given = parser.parse_args()
    is_clean = True
    for name, running in databases():
        if given.only in {None, name}:
            with running as address:
                came = load(address, given.seconds)
            print(f"{table(name, came)}\n", flush=True)
            is_clean &= not (came["tally"].failures or came["lost"] or came["locked"] or came["tally"].not_read_back)
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
