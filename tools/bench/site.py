"""Measure the article page over HTTP: one server process, its worker off, with a warm cache and with none."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from served import free_port, wait

QUESTION = "What are the symptoms and treatment options for a proximal hamstring rupture?"
SLUG = "bench"
_PREPARE = f"""
from citewell.web.running import set_up
set_up()
from django.utils import timezone
from citewell.web.articles.models import Article, Revision
from citewell.web.engine import answer_question
now = timezone.now()
days = dict(submitted_at=now, approved_at=now)
article = Article.objects.create(slug={SLUG!r}, title={QUESTION!r}, status="Approved", **days)
article.approved = Revision.of(article, answer_question({QUESTION!r}, listen=lambda event: None))
article.save()
"""


@dataclass(frozen=True)
class Served:
    """The seconds by the clock of each request, and the server's processor time a request."""

    times: list[float]
    cpu_s: float


def article_times(requests: int) -> tuple[Served, Served]:
    """Return what requests for one article took: from the cache, and each after the article was changed."""
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as (port, pid):
        list(_times(port, 3))
        before = _cpu_s(pid)
        warm = Served(list(_times(port, requests)), (_cpu_s(pid) - before) / requests)
        before = _cpu_s(pid)
        times: list[float] = []
        for _ in range(requests):
            _touch(Path(folder))
            times += _times(port, 1)
        return warm, Served(times, (_cpu_s(pid) - before) / requests)


def _cpu_s(pid: int) -> float:
    """Return the processor time of a process so far. Source: proc(5), fields 14 and 15 of stat."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _times(port: int, requests: int) -> Iterator[float]:
    for _ in range(requests):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        begun = time.perf_counter()
        connection.request("GET", f"/articles/{SLUG}/")
        answer = connection.getresponse()
        body = answer.read()
        yield time.perf_counter() - begun
        connection.close()
        if answer.status != 200 or b"bottom-line" not in body:
            raise RuntimeError(f"the article page answered {answer.status}")


def _touch(home: Path) -> None:
    """Change the article as a save at the desk would: no page of it that is kept is shown any more."""
    import sqlite3

    with sqlite3.connect(home / "site" / "site.sqlite3", timeout=20) as database:
        database.execute("UPDATE articles_article SET updated_at = ?", (f"2026-01-01 00:00:{time.time() % 60:09.6f}",))
    database.close()


@contextmanager
def _served(home: Path) -> Iterator[tuple[int, int]]:
    environment = {**os.environ, "CITEWELL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "citewell.web.settings"}
    subprocess.run([sys.executable, "-c", _PREPARE], env=environment, check=True, stderr=subprocess.DEVNULL)
    port = free_port()
    command = [sys.executable, "-m", "citewell", "serve", "--no-worker", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait(port, server)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)
