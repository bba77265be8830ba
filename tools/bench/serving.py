"""The pages of the site and its API, over HTTP."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import httpx

from bench.measuring import ROOT, Bench, Outcome, Row, Skipped, percentile, read_text


def article_page(bench: Bench) -> Outcome:
    """Measure the page of an article as a reader gets it. Not of the table by itself: it needs the site's packages."""
    from bench.site import article_times

    requests = 20 * bench.runs
    try:
        warm, cold = article_times(requests)
    except subprocess.CalledProcessError as error:
        raise Skipped("the packages of the site are not installed") from error
    rows = tuple(
        Row(
            f"Article page, {name}",
            f"p50 {statistics.median(served.times) * 1000:.1f} ms, p95 {percentile(served.times, 0.95) * 1000:.1f} ms "
            f"(processor {served.cpu_s * 1000:.1f} ms a request)",
            target="p50 <= 25 ms",
            reached=statistics.median(served.times) <= 0.025,
        )
        for name, served in (("from the cache", warm), ("made anew", cold))
    )
    method = (
        f"{requests} requests over HTTP, one after the other, a connection each, to one server process without a "
        "worker beside it; an article of the starter library. Made anew: the article is changed before each request."
    )
    return Outcome("Article page", method, rows)


# Makes an approved article of an answer, and a key, in the site of a home; prints both.
_FILL = """
from datetime import UTC, datetime
from citewell.web.running import set_up
set_up()
from citewell.web.api.keys import make_key
from citewell.web.articles.models import Article, Revision
from citewell.web.engine import answer_question
question, now = "What are the symptoms and treatment options for cystitis?", datetime.now(UTC)
days = dict(title=question, status="Approved", submitted_at=now, approved_at=now)
article, is_new = Article.objects.get_or_create(slug="cystitis", defaults=days)
if is_new:  # the folder may be one of an earlier run
    article.approved = Revision.of(article, answer_question(question, listen=lambda event: None))
    article.save()
print(make_key("bench", ["read"], per_minute=100_000)[1])
"""
_READS = {
    "an article": "articles/cystitis?audience=physician",
    "an article that the reader has (304)": "articles/cystitis?audience=nurse",
    "a sentence with its sources": "claims/cystitis/{claim}",
    "the list of articles": "articles",
    "a search of the library": "search?q=gout treatment",
}


def api(bench: Bench) -> Outcome:
    """Reads of the HTTP API, over HTTP."""
    environment = {**os.environ, "CITEWELL_HOME": str(bench.work / "site"), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("CITEWELL_STARTER", None)
    filled = subprocess.run([sys.executable, "-c", _FILL], env=environment, capture_output=True, text=True, check=False)
    if filled.returncode:
        raise Skipped(f"the site could not be filled: {filled.stderr[-200:]}")
    command = [sys.executable, "-m", "citewell", "serve", "--no-worker", "--port", "8917"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        if server.stdout is None or not server.stdout.readline():
            raise Skipped("the site did not start")
        key = {"Authorization": f"Bearer {filled.stdout.split()[-1]}"}
        transport = httpx.HTTPTransport(retries=20)
        with httpx.Client(
            base_url="http://127.0.0.1:8917/api/v1/", headers=key, transport=transport, timeout=60
        ) as client:
            claim = client.get("articles/cystitis").json()["answer"]["claims"][0]["id"]
            rows = tuple(
                _read_row(client, name, path.format(claim=claim), runs=40 * bench.runs, pid=server.pid)
                for name, path in _READS.items()
            )
    finally:
        server.terminate()
        server.wait(timeout=20)
    method = (
        "`citewell serve` with one worker of uvicorn and the starter library, asked by one client over a connection "
        "that stays open; one answer as an approved article. The first 10 requests of each kind are dropped."
    )
    return Outcome("The HTTP API", method, rows)


def _read_row(client: httpx.Client, name: str, path: str, *, runs: int, pid: int) -> Row:
    etag = client.get(path).headers["ETag"] if "304" in name else ""
    headers = {"If-None-Match": etag} if etag else {}
    times = []
    before = _processor_s(pid)
    for _ in range(runs + 10):
        start = time.perf_counter()
        status = client.get(path, headers=headers).status_code
        times.append((time.perf_counter() - start) * 1000)
        if status != (304 if etag else 200):
            raise Skipped(f"{path} was answered with {status}")
    p95 = percentile(times[10:], 0.95)
    own_ms = (_processor_s(pid) - before) * 1000 / len(times)
    figure = f"p50 {percentile(times[10:], 0.5):.1f} ms, p95 {p95:.1f} ms; {own_ms:.1f} ms of the server's processor"
    return Row(f"API: {name}", figure, target="p95 <= 30 ms", reached=p95 <= 30)


def _processor_s(pid: int) -> float:
    """Return the processor time that a process has taken. Source: proc(5), fields 14 and 15 of stat."""
    fields = read_text(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
