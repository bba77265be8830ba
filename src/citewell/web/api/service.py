"""The API put together: its operations, and what becomes of an error."""

from __future__ import annotations

import logging

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from citewell.web.api import administration, answers, articles, checks, library, reviews
from citewell.web.api.problems import Problem, invalid, problem_response

log = logging.getLogger("citewell.api")
# The description is published by `describing`, which adds what Ninja does not know.
service = NinjaAPI(
    title="Citewell",
    version="1",
    description="Clinical questions answered with articles in which every sentence is tied to the exact words of its "
    "source. An article says how it stands with the medical board; an answer that was not submitted is not reviewed.",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
)
for part in (articles, answers, library, checks, reviews, administration):
    service.add_router("", part.router)


@service.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem_response(request, problem)


@service.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem_response(request, invalid(error.errors))


@service.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem_response(request, Problem(error.status_code))


@service.exception_handler(Http404)
def _missing(request: HttpRequest, _: Http404) -> HttpResponse:
    return problem_response(request, Problem(404))


@service.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, _: RequestDataTooBig) -> HttpResponse:
    return problem_response(request, Problem(413))


@service.exception_handler(SuspiciousOperation)
def _suspicious(request: HttpRequest, _: SuspiciousOperation) -> HttpResponse:
    return problem_response(request, Problem(400))
