"""What became of the cards that were shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from citewell.web.api.problems import Problem
from citewell.web.articles.models import Article
from citewell.web.health_record.models import ShownCard
from citewell.web.jobs.handlers import handles

KEPT = timedelta(days=90)
_MOST = 200
_OUTCOMES = ("accepted", "overridden")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a clinician may put a card away."""

    code: str
    display: str

    @property
    def coding(self) -> dict[str, str]:
        return {"code": self.code, "system": f"{settings.SITE.url}/cds-services/reasons", "display": self.display}


REASONS = (
    Reason("not-relevant", "Not relevant to this patient"),
    Reason("known", "Known already"),
    Reason("disagree", "The article should be looked at again"),
)


def note_shown(uuid: UUID, service: str, article: Article, now: datetime) -> None:
    ShownCard.objects.create(uuid=uuid, service=service, article=article, shown_at=now)


def note_feedback(service: str, body: dict[str, Any]) -> None:
    """Write down the outcomes that a body tells. Raises Problem that names the first item that cannot be read.

    A card that is not known, or was deleted since, is passed over: its outcome belongs to nothing.
    """
    items = body.get("feedback")
    if not isinstance(items, list) or len(items) > _MOST:
        raise Problem(400, f"`feedback` is not a list of at most {_MOST} items.")
    for uuid, changes in [_read(item, place) for place, item in enumerate(items)]:
        ShownCard.objects.filter(uuid=uuid, service=service).update(**changes)


def _read(item: Any, place: int) -> tuple[UUID, dict[str, Any]]:
    at = f"`feedback` item {place}"
    if not isinstance(item, dict) or item.get("outcome") not in _OUTCOMES:
        raise Problem(400, f"{at}: `outcome` is none of {', '.join(_OUTCOMES)}.")
    try:
        uuid = UUID(item.get("card"))
        when = parse_datetime(item.get("outcomeTimestamp", ""))
    except (ValueError, TypeError, AttributeError):
        raise Problem(400, f"{at}: `card` or `outcomeTimestamp` cannot be read.") from None
    if when is None or when.tzinfo is None:
        raise Problem(400, f"{at}: `outcomeTimestamp` is no time with its zone.")
    return uuid, {"outcome": item["outcome"], "reason": _reason(item.get("overrideReason")), "outcome_at": when}


def _reason(given: Any) -> str:
    """Return the code of a reason that we offered; what a clinician wrote may tell of a patient, and is not kept."""
    coding = given.get("reason") if isinstance(given, dict) else None
    code = coding.get("code") if isinstance(coding, dict) else None
    return code if code in {reason.code for reason in REASONS} else "other" if coding else ""


@handles("forget_cards", every=timedelta(days=1))
def forget_cards() -> None:
    """Delete the cards that were shown long ago."""
    ShownCard.objects.filter(shown_at__lt=timezone.now() - KEPT).delete()
