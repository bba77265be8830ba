"""The addresses of the API, under /api/v1."""

from __future__ import annotations

from django.urls import include, path

from citewell.web.api.describing import docs, openapi
from citewell.web.api.service import service

urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    path("docs", docs, name="api_docs"),
    # In a name space: its operations are called as pages of the site are.
    path("", include((service.urls[0], "api"))),
]
