"""JSON Lines, one document a line: records in the form of the command-line contract, lists of notices, vocabularies."""

from citewell.sources.jsonl.parse import SOURCE

__all__ = ["SOURCE"]
