"""PubMed: `PubmedArticleSet` XML, plain or gzipped."""

from citewell.sources.pubmed.parse import SOURCE

__all__ = ["SOURCE"]
