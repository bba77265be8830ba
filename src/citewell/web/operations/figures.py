"""Figures for Prometheus: requests by route, jobs, answers, the library. No question and no person is in them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from hmac import compare_digest

from django.conf import settings
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from citewell.web.articles.models import Article
from citewell.web.engine import library
from citewell.web.jobs.models import Job

REQUESTS = Histogram(
    "citewell_request_seconds",
    "Time of a request, by route, method and status",
    ["route", "method", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


class FiguresMiddleware:
    """Counts each request by the pattern of its address: the address itself may be a secret."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self._get_response(request)
        route = request.resolver_match.route if request.resolver_match else "none"
        REQUESTS.labels(route, request.method or "", str(response.status_code)).observe(time.perf_counter() - started)
        return response


class SiteCollector(Collector):
    """Reads the figures that lie in the database and the library when they are asked for."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Yield the figures as they are now."""
        jobs = GaugeMetricFamily("citewell_jobs", "Jobs, by kind and state", labels=["kind", "state"])
        for row in Job.objects.values("kind", "state").annotate(count=Count("pk")):
            jobs.add_metric([row["kind"], row["state"]], row["count"])
        yield jobs
        yield GaugeMetricFamily(
            "citewell_job_longest_wait_seconds",
            "How long the longest waiting job is overdue",
            longest_wait_s(timezone.now()),
        )
        articles = GaugeMetricFamily("citewell_articles", "Articles, by status", labels=["status"])
        for status, count in Article.objects.values_list("status").annotate(count=Count("pk")):
            articles.add_metric([status], count)
        yield articles
        yield GaugeMetricFamily("citewell_library_passages", "Passages that can be searched", library().passages())


def longest_wait_s(now: datetime) -> float:
    """Return how many seconds the longest waiting job has been due; 0 where none waits."""
    due = Job.objects.filter(state=Job.State.WAITING, run_after__lte=now).aggregate(due=Min("run_after"))["due"]
    return (now - due).total_seconds() if due else 0.0


_COLLECTOR = SiteCollector()


@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever holds the token of `CITEWELL_METRICS_TOKEN`; without one there is no such page."""
    token = settings.SITE.metrics_token
    given = request.headers.get("Authorization", "")
    if not token or not compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise Http404
    if _COLLECTOR not in REGISTRY._collector_to_names:
        REGISTRY.register(_COLLECTOR)
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)
