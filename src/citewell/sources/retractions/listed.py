"""What is true of a list as a whole: the day it stands for, and whether it holds all that there is."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from citewell.sources.files import Entry

_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)")
_GIVEN = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def given_day(entry: Entry) -> str:
    """Return the day that the user gives (`dated`), else that in the file's name; empty if there is neither."""
    given = _GIVEN.fullmatch(dict(entry.about).get("dated", ""))
    for found in (given, *_IN_NAME.finditer(entry.bare_name), *_IN_NAME.finditer(entry.path.name)):
        if found and (day := iso_day(*found.groups())):
            return day
    return ""


def modified_day(entry: Entry) -> str:
    """Return the day on which the file on disk was last changed: its content is no newer."""
    return datetime.fromtimestamp(entry.path.stat().st_mtime, UTC).date().isoformat()


def iso_day(year: str, month: str, day: str) -> str:
    """Return a day as YYYY-MM-DD; empty if there is no such day."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def is_complete(about: dict[str, str], count: int, *, least: int) -> bool:
    """Tell whether a paper that is not on the list has been looked up.

    As the user says (`complete`), else by its size: a list of fewer than `least` cannot be all that there is.
    """
    said = about.get("complete", "").lower()
    if said:
        return said in {"yes", "true"}
    return count >= least and "cut" not in about
