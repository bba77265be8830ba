"""Writing the answer: the extractive writer, which needs no model."""

from citewell.compose.extractive import ExtractiveWriter

__all__ = ["ExtractiveWriter"]
