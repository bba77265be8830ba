"""What the user says of a file: options of the command, or a file beside it, `NAME.about.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from citewell.errors import BadInput
from citewell.model.serialise import clean

ENDING = ".about.yaml"
FIELDS = (
    "id",
    "issuer",
    "title",
    "year",
    "jurisdiction",
    "url",
    "licence",
    "language",
    "topic",
    "doi",
    "dated",
    "complete",
)  # the last two of a list of retractions: its day, and whether it holds all there is


def is_about_file(path: Path) -> bool:
    """Tell whether a file only says something of the file beside it."""
    return path.name.endswith(ENDING)


def about_file(path: Path, given: tuple[tuple[str, str], ...] = ()) -> tuple[tuple[str, str], ...]:
    """Return what is said of a file: what the file beside it says, over what was given for all files.

    Raises BadInput that names the field which cannot be used.
    """
    beside = path.with_name(path.name + ENDING)
    values = dict(given)
    if beside.is_file():
        values.update(about(beside.read_text(encoding="utf-8", errors="replace"), beside.name))
    return tuple(values.items())


def about(text: str, name: str) -> dict[str, str]:
    """Return the fields of a YAML mapping. Raises BadInput."""
    found = mapping(text, name)
    for field, value in found.items():
        if field not in FIELDS:
            raise BadInput(f"{name}: unknown field {field!r}; known: {', '.join(FIELDS)}")
        if not isinstance(value, str):
            raise BadInput(f"{name}: {field!r} is not a text or a number")
    return {field: clean(value).strip() for field, value in found.items()}


def mapping(text: str, name: str) -> dict[str, Any]:
    """Return a YAML mapping with every value as it is written, dates and numbers too. Raises BadInput."""
    import yaml  # only where there is something to read

    try:
        # The base loader makes texts, lists and mappings. It does not merge (`<<`), which can swell without end.
        found = yaml.load(text, Loader=yaml.BaseLoader) or {}  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadInput(f"{name}: not YAML ({str(error).splitlines()[0]})") from error
    if not isinstance(found, dict):
        raise BadInput(f"{name}: give fields and values, such as `issuer: World Health Organization`")
    return found
