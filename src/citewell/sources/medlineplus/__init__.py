"""MedlinePlus: health topics in plain language, as files of all topics or as answers of the web service."""

from citewell.sources.medlineplus.parse import SOURCE

__all__ = ["SOURCE"]
