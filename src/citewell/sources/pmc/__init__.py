"""PubMed Central: full text as JATS, or the NLM journal article DTDs before it, and NLM books."""

from citewell.sources.pmc.parse import SOURCE

__all__ = ["SOURCE"]
