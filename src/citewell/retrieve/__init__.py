"""Finding the records that may answer a question."""

from citewell.retrieve.retrieve import ranked, retrieve, search_terms

__all__ = ["ranked", "retrieve", "search_terms"]
