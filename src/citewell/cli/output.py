"""Printing results to standard output; the option every verb shares."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click
import orjson

from citewell.errors import BadInput, SourceError

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def print_json(document: Any) -> None:
    """Print one JSON document to standard output, in UTF-8 whatever the terminal's encoding."""
    sys.stdout.buffer.write(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")
    sys.stdout.buffer.flush()


def print_text(text: str) -> None:
    """Print text to standard output in UTF-8."""
    sys.stdout.buffer.write(text.encode() + (b"" if text.endswith("\n") else b"\n"))
    sys.stdout.buffer.flush()


def read_input(name: str, most_bytes: int) -> bytes:
    """Return the content of a file, or of standard input for `-`; one byte over the limit at most.

    Raises BadInput that says why it cannot be read.
    """
    if name == "-":
        return sys.stdin.buffer.read(most_bytes + 1)
    try:
        with Path(name).open("rb") as file:
            return file.read(most_bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"{reason}. Give a file, or - for standard input.") from error


def write_output(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises SourceError that says why it cannot be written."""
    from tempfile import NamedTemporaryFile  # only paid for where a file is written

    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            try:
                file.write(content)
                file.close()
                Path(file.name).chmod(0o666 & ~_umask())
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"{path} cannot be written: {reason}.", permanent=True) from error


def _umask() -> int:
    """Return the mask of a new file's permissions; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
