"""CDS Hooks 2.0: cards with approved articles, when a record is opened and when an order is chosen.

Source: https://cds-hooks.hl7.org/2.0/ (discovery, service request, cards, feedback) and the hooks patient-view 1.0 and
order-select 1.0. The services read no FHIR server: what they need is prefetched, and a token that is sent is left
alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from citewell.model.question import Audience, Facet
from citewell.publish.markdown import escape
from citewell.web.api.addresses import page
from citewell.web.api.door import JSON
from citewell.web.api.problems import Problem, problem_response
from citewell.web.health_record import fhir
from citewell.web.health_record.feedback import REASONS, note_feedback, note_shown
from citewell.web.health_record.matching import Found, Matched, Subject, approved_on

PATIENT_VIEW, ORDER_SELECT = "citewell-patient-view", "citewell-order-select"
SERVICES: tuple[dict[str, Any], ...] = (
    {
        "hook": "patient-view",
        "id": PATIENT_VIEW,
        "title": "Reviewed articles on a patient's problems",
        "description": "Articles that a medical board has approved, on the active problems of the patient",
        "prefetch": {"conditions": "Condition?patient={{context.patientId}}&clinical-status=active"},
        "usageRequirements": "Needs the prefetch key `conditions`; no FHIR server is read.",
    },
    {
        "hook": "order-select",
        "id": ORDER_SELECT,
        "title": "Reviewed articles on what is ordered",
        "description": "Articles that a medical board has approved, on the drugs and services of the selected orders",
    },
)
# Of a card. Source: CDS Hooks 2.0, card attributes.
_MOST_SUMMARY = 139
_MOST_TOLD = 600
_APPROVED = "Approved by the medical board"
_FACETS_OF_ORDERS = (Facet.DOSING, Facet.CONTRAINDICATIONS, Facet.HARMS)


@never_cache
@require_safe
def discovery(_request: HttpRequest) -> JsonResponse:
    """The services of this site."""
    return JsonResponse({"services": list(SERVICES)})


@csrf_exempt
@never_cache
@require_POST
def service(request: HttpRequest, service_id: str) -> HttpResponseBase:
    """The cards on what the request names. One card says so where there is no approved article."""
    try:
        found = next((item for item in SERVICES if item["id"] == service_id), None)
        if found is None:
            raise Problem(404, "There is no such service.", next="Look at /cds-services.")
        return JsonResponse({"cards": _cards(found, _body(request))})
    except Problem as problem:
        return problem_response(request, problem)


@csrf_exempt
@never_cache
@require_POST
def feedback(request: HttpRequest, service_id: str) -> HttpResponseBase:
    """Note what became of cards. Nothing that a clinician wrote is kept."""
    try:
        if service_id not in {item["id"] for item in SERVICES}:
            raise Problem(404, "There is no such service.", next="Look at /cds-services.")
        note_feedback(service_id, _body(request))
    except Problem as problem:
        return problem_response(request, problem)
    return JsonResponse({})


def _body(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != JSON:
        raise Problem(415)
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        raise Problem(400) from None
    if not isinstance(body, dict):
        raise Problem(400, "The body is not a JSON object.")
    return body


def _cards(service: dict[str, Any], body: dict[str, Any]) -> list[dict[str, Any]]:
    if body.get("hook") != service["hook"]:
        raise Problem(400, f"This service is for the hook {service['hook']}.", next="Call it for that hook.")
    _check_instance(body.get("hookInstance"))
    context = body.get("context")
    if not isinstance(context, dict):
        raise Problem(400, "`context` is missing.", next="Send the context of the hook.")
    if service["id"] == PATIENT_VIEW:
        subjects, what = _problems(body), "this patient's problems"
        matched = approved_on(subjects)
    else:
        subjects, what = fhir.orders(context.get("draftOrders"), context.get("selections")), "what is ordered"
        matched = approved_on(subjects, facets=_FACETS_OF_ORDERS)
    if not subjects:
        return []
    cards = [_card(service["id"], item) for item in matched.found]
    if matched.disagreements and cards:
        cards.append(_told("A code and its name disagree in this record", " ".join(matched.disagreements)))
    return cards or [_none(what, subjects, matched)]


def _check_instance(value: Any) -> None:
    try:
        UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise Problem(400, "`hookInstance` is not a UUID.", next="Send one for each call.") from None


def _problems(body: dict[str, Any]) -> list[Subject]:
    prefetch = body.get("prefetch")
    if not isinstance(prefetch, dict) or "conditions" not in prefetch or fhir.failed(prefetch["conditions"]):
        raise Problem(
            412,
            "The prefetch key `conditions` is missing, or failed.",
            next="Prefetch it: no FHIR server is read here.",
        )
    # A key without data is null, and that is an answer.
    return fhir.problems(prefetch["conditions"])


def _card(service_id: str, item: Found) -> dict[str, Any]:
    article = item.article
    uuid = uuid4()
    note_shown(uuid, service_id, article, timezone.now())
    approved = f" on {article.approved_at:%Y-%m-%d}" if article.approved_at else ""
    return {
        "uuid": str(uuid),
        "summary": _cut(f"Reviewed: {article.title}"),
        "detail": "\n\n".join(filter(None, (escape(item.note), escape(item.bottom_line), f"{_APPROVED}{approved}."))),
        "indicator": "info",
        "source": _source(),
        "overrideReasons": [reason.coding for reason in REASONS],
        "links": [
            {
                "label": "Read the article with its sources",
                "url": f"{page('article', article.slug)}?for={Audience.PHYSICIAN.value}",
                "type": "absolute",
            }
        ],
    }


def _none(what: str, subjects: Iterable[Subject], matched: Matched) -> dict[str, Any]:
    names = ", ".join(dict.fromkeys(subject.shown for subject in subjects))
    told = " ".join((*matched.disagreements, *matched.notes))[:_MOST_TOLD]
    detail = f"Nothing that the board has approved is about: {names[:_MOST_TOLD]}."
    return _told(f"No approved article on {what}", f"{detail} {told}".rstrip())


def _told(summary: str, detail: str) -> dict[str, Any]:
    return {
        "summary": _cut(summary),
        "detail": escape(detail),
        "indicator": "info",
        "source": _source(),
    }


def _source() -> dict[str, str]:
    return {"label": settings.SITE.name, "url": settings.SITE.url}


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_SUMMARY else f"{text[: _MOST_SUMMARY - 1].rstrip()}…"
