"""Weighing the evidence: study design, level, size and standing of each record."""

from citewell.appraise.appraise import appraise

__all__ = ["appraise"]
