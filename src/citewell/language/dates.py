"""Dates as a reader sees them."""

from __future__ import annotations

from datetime import date


def long_date(iso: str) -> str:
    """Return a date given as YYYY-MM-DD in the form 3 May 2026. Raises ValueError for another form."""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B} {day.year}"
