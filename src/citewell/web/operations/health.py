"""Whether the process answers, and whether it can do its work."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from citewell.version import VERSION
from citewell.web.engine import library
from citewell.web.operations.figures import longest_wait_s

# Longer than this no question should wait: a worker is missing.
LATE_S = 60.0


@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """Tell that the process answers."""
    return JsonResponse({"status": "ok", "version": VERSION})


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Tell whether the database, the library and a worker are there; 503 with the names of what is not."""
    faults = [name for name, check in (("database", _database), ("library", _library)) if not _holds(check)]
    if "database" not in faults and longest_wait_s(timezone.now()) > LATE_S:
        faults.append("worker")
    return JsonResponse({"status": "not ready" if faults else "ok", "faults": faults}, status=503 if faults else 200)


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:  # whatever it is, the site is not ready, and the log of the database says why
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _library() -> None:
    library().passages()
