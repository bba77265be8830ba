"""Words of the desk's pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from citewell.editorial.changes import Change, Piece, pieces
from citewell.publish.html import check_text
from citewell.web.desk.models import AuditEvent
from citewell.web.desk.screen import problems_in_words

register = template.Library()


@register.filter
def problems(names: Iterable[str]) -> str:
    """Return what fails, in words."""
    return problems_in_words(names)


@register.filter
def check_name(name: str) -> str:
    """Return what a check looks at, in words."""
    return check_text(name)


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """Return what a mapping holds under a key, None if nothing."""
    return mapping.get(key)


@register.filter
def both(change: Change) -> tuple[Piece, ...]:
    """Return both wordings of a changed sentence in one."""
    before, after = change.before, change.after
    return pieces(before.text, after.text) if before and after else ()


@register.filter
def number(change: Change) -> str:
    """Return what people call the sentence that a change is of."""
    claim = change.after or change.before
    return claim.id.removeprefix("c") if claim else ""


@register.filter
def told(event: AuditEvent) -> str:
    """Return what an event of the audit trail tells, after the name of who did it."""
    name = f"decide {event.detail.get('decision')}" if event.name == "decide" else event.name
    return _TOLD.get(name, event.name).format_map(_Words(event.detail)).strip().removesuffix(":")


class _Words(dict[str, Any]):
    """The details of an event; what it has not is left empty."""

    def __missing__(self, key: str) -> str:
        return ""


_TOLD = {
    "submit": "submitted revision {revision}. {note}",
    "resubmit": "made revision {revision}. {note}",
    "assign": "asked {reviewer_name} to review",
    "release": "released a reviewer: {reason}",
    "decline": "declined: {reason}",
    "recuse": "left for an interest: {reason}",
    "decide accept": "accepted sentence {claim}",
    "decide edit": "worded sentence {claim} anew",
    "decide reject": "rejected sentence {claim}: {note}",
    "decide taken back": "took back the decision on sentence {claim}",
    "comment": "commented: {text}",
    "vote": "voted to {choice}, revision {revision}. Interests: {interests}",
    "override": "allowed what a check fails: {reason}",
    "reopen": "opened sentences again because {cause}: {reason}",
    "correct": "opened a correction: {text}",
    "challenge": "objected to a sentence",
    "answer": "answered objection {number}: {answer}",
    "withdraw": "withdrew the article: {reason}",
    "status": "brought it from {from} to {to}",
}
