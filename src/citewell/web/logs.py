"""Logs as lines of JSON, without what people asked."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from traceback import extract_tb
from types import TracebackType
from typing import Any

import orjson

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request"}


# Their messages quote the address, which may be a secret: of a conversation, of an invitation.
_OF_REQUESTS = ("django.request", "django.security")


class LineFormatter(logging.Formatter):
    """Formats a record as one line of JSON: time, level, logger, event, and what was given as `extra`.

    A request is told by its method and the path's route, never by its query: questions travel there.
    """

    def format(self, record: logging.LogRecord) -> str:
        values: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": "request_failed" if record.name.startswith(_OF_REQUESTS) else record.getMessage(),
        }
        values |= {name: value for name, value in vars(record).items() if name not in _OWN}
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        if match is not None:
            values["route"] = match.route
        if record.exc_info and record.exc_info[0] is not None:
            values["error"] = record.exc_info[0].__name__
            values["where"] = _frames(record.exc_info[2]) if record.levelno >= logging.ERROR else []
        return orjson.dumps(values, default=str).decode()


def _frames(traceback: TracebackType | None) -> list[str]:
    """Return where an error came from, the innermost place last.

    Never its message: an error that could not read something mostly quotes it.
    """
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(traceback)]
