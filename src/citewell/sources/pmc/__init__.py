"""PubMed Central: full text as JATS, or the NLM journal article DTDs before it, and NLM books."""

from citewell.sources.pmc.parse import SOURCE, records_of

__all__ = ["SOURCE", "records_of"]
