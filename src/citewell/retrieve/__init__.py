"""Finding the records that may answer a question."""

from citewell.retrieve.retrieve import retrieve, search_terms

__all__ = ["retrieve", "search_terms"]
