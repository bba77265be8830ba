"""Europe PMC: answers of its search as JSON, and its full text, which is JATS."""

from citewell.sources.europepmc.parse import SOURCE, full_text_of, records_of

__all__ = ["SOURCE", "full_text_of", "records_of"]
