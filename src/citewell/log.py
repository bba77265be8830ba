"""Structured logs to standard error. No question text and no personal data are logged."""

from __future__ import annotations

import logging
import os
from typing import Any


class _LazyLog:
    """Loads structlog at the first event that is to be written, so that quiet commands do not pay for it."""

    def __init__(self) -> None:
        self._log: Any = None

    def _event(self, level: str, event: str, **values: object) -> None:
        threshold = logging.getLevelNamesMapping().get(os.environ.get("CITEWELL_LOG", "WARNING").upper(), 30)
        if logging.getLevelNamesMapping()[level] < threshold:
            return
        if self._log is None:
            import structlog

            structlog.configure(
                processors=[
                    structlog.processors.add_log_level,
                    structlog.processors.TimeStamper(fmt="iso", utc=True),
                    structlog.processors.JSONRenderer(),
                ],
                logger_factory=structlog.PrintLoggerFactory(file=__import__("sys").stderr),
            )
            self._log = structlog.get_logger()
        getattr(self._log, level.lower())(event, **values)

    def info(self, event: str, **values: object) -> None:
        self._event("INFO", event, **values)


log = _LazyLog()
