"""Printing results to standard output; the option every verb shares."""

from __future__ import annotations

import sys
from typing import Any

import click
import orjson

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def print_json(document: Any) -> None:
    """Print one JSON document to standard output, in UTF-8 whatever the terminal's encoding."""
    sys.stdout.buffer.write(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")
    sys.stdout.buffer.flush()


def print_text(text: str) -> None:
    """Print text to standard output in UTF-8."""
    sys.stdout.buffer.write(text.encode() + (b"" if text.endswith("\n") else b"\n"))
    sys.stdout.buffer.flush()
