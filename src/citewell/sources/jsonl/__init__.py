"""JSON Lines, one record a line, in the form of the command-line contract."""

from citewell.sources.jsonl.parse import SOURCE

__all__ = ["SOURCE"]
