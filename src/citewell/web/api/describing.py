"""The description of the API: OpenAPI 3.1, and a page that is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citewell.check.report import schema as check_schema
from citewell.publish.json import schema as answer_schema
from citewell.web.api.addresses import ROOT
from citewell.web.api.forms import FORMS
from citewell.web.api.problems import KINDS, PROBLEM
from citewell.web.api.replies import reading
from citewell.web.api.service import service

_PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `next` says what to do.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "next": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string"},
                    "parameter": {"type": "string"},
                    "detail": {"type": "string"},
                },
                "required": ["detail"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "next", "instance"],
}
_WAYS_IN = {
    "key": {"type": "http", "scheme": "bearer", "description": "A key: `Authorization: Bearer cw_...`"},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "citewell_session",
        "description": "The session of a browser; what is sent with it besides GET needs the header `X-CSRFToken`",
    },
}
_ONCE = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Sent again with the same body within 24 hours, the request is not done again",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$", "minLength": 1, "maxLength": 200},
}
_UNCHANGED = {"description": "What was asked for has not changed: `If-None-Match` names it"}
_IN_FORMS = ("read_article", "read_version", "read_answer")


@cache
def description() -> dict[str, Any]:
    """Return the description of the API in the form of OpenAPI 3.1."""
    schema = service.get_openapi_schema(path_prefix=ROOT)
    made: dict[str, Any] = orjson.loads(orjson.dumps(schema, option=orjson.OPT_NON_STR_KEYS))
    made["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    made["servers"] = [{"url": "/", "description": "This site"}]
    made["components"]["securitySchemes"] = _WAYS_IN
    made["components"]["schemas"] |= {"Problem": _PROBLEM, **_documents()}
    made["tags"] = [{"name": name} for name in ("articles", "answers", "library", "checking", "reviews", "keys")]
    for path, method, operation in operations(made):
        _complete(operation, method, path)
    return dict(_resolved(made))


def operations(made: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each operation of a description with its path and method."""
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _documents() -> dict[str, Any]:
    answer, report = answer_schema(), check_schema()
    answer.pop("$schema")
    report.pop("$schema")
    parts = answer["properties"]
    return {
        "Answer": answer,
        "CheckReport": report,
        "Claim": parts["claims"]["items"],
        "Reference": parts["references"]["items"],
    }


def _complete(operation: dict[str, Any], method: str, path: str) -> None:
    """Add what holds for every operation of a method."""
    for parameter in operation["parameters"]:
        parameter["schema"] = _without_null(parameter["schema"])
    responses = operation["responses"]
    for status in (401, 403, 404, 406, 410, 422, 429):
        responses[str(status)] = _refusal(status)
    responses["default"] = {"description": "Any other problem", "content": _content_of_problem()}
    if method == "post":
        operation["parameters"].append(_ONCE)
        for status in (400, 409, 413, 415):
            responses[str(status)] = _refusal(status)
    is_stream = path.endswith("/events")
    if method == "get" and not is_stream:
        responses["304"] = _UNCHANGED
        responses["200"]["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "A strong validator"}}
    if "202" in responses:
        responses["202"]["headers"] = {
            "Location": {"schema": {"type": "string", "format": "uri"}, "description": "Where the answer comes"}
        }
    if operation["operationId"] in _IN_FORMS:
        for form in FORMS.values():
            kind = {"type": "string"} if form.media_type.startswith("text/") else {}
            responses["200"]["content"][form.media_type] = {"schema": kind}


def _without_null(schema: dict[str, Any]) -> Any:
    """Return the schema of a parameter: one that is left out is not null, it is not there."""
    kinds = [part for part in schema.get("anyOf", ()) if part != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {name: value for name, value in schema.items() if name != "anyOf"} | kinds[0]


def _refusal(status: int) -> dict[str, Any]:
    return {"description": KINDS[status].title, "content": _content_of_problem()}


def _content_of_problem() -> dict[str, Any]:
    return {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _resolved(node: Any) -> Any:
    """Return the description with each document in its place."""
    if isinstance(node, dict):
        if "x-document" in node:
            return {"$ref": f"#/components/schemas/{node['x-document']}"}
        return {name: _resolved(value) for name, value in node.items()}
    return [_resolved(value) for value in node] if isinstance(node, list) else node


@require_safe
def openapi(request: HttpRequest) -> HttpResponseBase:
    """The description of the API as JSON."""
    return reading(request, orjson.dumps(description()))


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The description of the API as a page: plain HTML, with no script."""
    made = description()
    groups = [
        {
            "name": tag["name"],
            "operations": [_shown(*item, made) for item in operations(made) if tag["name"] in item[2]["tags"]],
        }
        for tag in made["tags"]
    ]
    return render(request, "api/docs.html", {"info": made["info"], "groups": groups, "problems": KINDS.values()})


def _shown(path: str, method: str, operation: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    """Return an operation as the page shows it."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answers = [(status, answer) for status, answer in sorted(operation["responses"].items()) if status < "3"]
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "about": operation.get("description", ""),
        "is_public": {} in operation["security"],
        "parameters": [
            {"name": p["name"], "place": p["in"], "is_required": p.get("required"), "type": _words(p["schema"]),
             "about": p.get("description", "")}
            for p in operation["parameters"]
        ],
        "body": _fields(body, made) if body else [],
        "answers": [
            {"status": status, "types": ", ".join(answer.get("content", {})), "about": answer["description"],
             "fields": _fields(answer.get("content", {}).get("application/json", {}).get("schema"), made)}
            for status, answer in answers
        ],
    }  # fmt: skip


def _fields(schema: dict[str, Any] | None, made: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of an object one by one, by the names that the description gives them."""
    found = _followed(schema or {}, made)
    wanted = found.get("required", [])
    return [
        {"name": name, "type": _words(part), "is_required": name in wanted, "about": part.get("description", "")}
        for name, part in found.get("properties", {}).items()
    ]


def _followed(schema: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return dict(made["components"]["schemas"][name]) if name else schema


def _words(schema: dict[str, Any]) -> str:
    """Return a type in words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema or "oneOf" in schema:
        return " or ".join(_words(part) for part in schema.get("anyOf") or schema["oneOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_words(schema.get('items', {}))}"
    kind = schema.get("type", "any")
    name = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{name} ({schema['format']})" if "format" in schema else name
