"""What a FHIR resource names: the conditions and orders of a request, in the releases R4 and R5."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citewell.model.codes import UNKNOWN, system_of
from citewell.web.health_record.matching import Subject

_MOST = 200
# A problem that is over, was refuted or was entered by mistake is none to inform on.
_ACTIVE = frozenset({"", "active", "recurrence", "relapse"})
_REFUTED = frozenset({"refuted", "entered-in-error"})
_ORDERS = {
    "MedicationRequest": ("medicationCodeableConcept", "medication"),
    "ServiceRequest": ("code",),
}


def resources(bundle: Any, kind: str = "") -> list[dict[str, Any]]:
    """Return the resources of a bundle, or of one kind of them; none for what is no bundle."""
    entries = bundle.get("entry") if isinstance(bundle, dict) else None
    found = [
        entry.get("resource")
        for entry in (entries if isinstance(entries, list) else [])[:_MOST]
        if isinstance(entry, dict)
    ]
    return [item for item in found if isinstance(item, dict) and kind in {"", item.get("resourceType")}]


def failed(bundle: Any) -> bool:
    """Tell whether what was sent in place of data is the report of a failure."""
    is_outcome = isinstance(bundle, dict) and bundle.get("resourceType") == "OperationOutcome"
    return is_outcome or bool(resources(bundle, "OperationOutcome"))


def problems(bundle: Any) -> list[Subject]:
    """Return the active problems of a bundle of conditions."""
    found: list[Subject] = []
    for condition in resources(bundle, "Condition"):
        status, verified = (_code(condition.get(name)) for name in ("clinicalStatus", "verificationStatus"))
        if status in _ACTIVE and verified not in _REFUTED:
            found += concept(condition.get("code"))
    return found


def orders(bundle: Any, selections: Any) -> list[Subject]:
    """Return what the selected orders of a bundle are of; all of them where none is selected."""
    wanted = {item for item in selections if isinstance(item, str)} if isinstance(selections, list) else set()
    found: list[Subject] = []
    for order in resources(bundle):
        kind = str(order.get("resourceType"))
        if kind in _ORDERS and (not wanted or f"{kind}/{order.get('id')}" in wanted):
            for name in _ORDERS[kind]:
                held = order.get(name)
                # R5 wraps what R4 gives bare.
                found += concept(held.get("concept") if isinstance(held, dict) and "concept" in held else held)
    return found


def concept(held: Any) -> list[Subject]:
    """Return the subjects of a CodeableConcept: one for each coding with its text, or one for its text alone."""
    return list(_subjects(held)) if isinstance(held, dict) else []


def _subjects(held: dict[str, Any]) -> Iterator[Subject]:
    codings, text = held.get("coding"), _text(held.get("text"))
    has_coding, of_text = False, UNKNOWN
    for coding in (codings if isinstance(codings, list) else [])[:20]:
        if isinstance(coding, dict):
            name, code, system = (_text(coding.get(part)) for part in ("display", "code", "system"))
            of_text = system_of(system) if system_of(system).names_drugs else of_text
            if name or code:
                has_coding = True
                yield Subject(name, code, system_of(system), text, system)
    if text and not has_coding:
        yield Subject(text, system=of_text)


def _code(held: Any) -> str:
    """Return the first code of a CodeableConcept; empty where there is none."""
    codings = held.get("coding") if isinstance(held, dict) else None
    first = codings[0] if isinstance(codings, list) and codings else None
    return _text(first.get("code")) if isinstance(first, dict) else ""


def _text(value: Any) -> str:
    return value[:300] if isinstance(value, str) else ""
