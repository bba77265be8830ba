"""Clinical guidelines from PDF, DOCX, HTML and Markdown: one document, one record."""

from citewell.sources.guidelines.source import SOURCE

__all__ = ["SOURCE"]
