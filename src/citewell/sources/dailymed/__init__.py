"""DailyMed: drug labels as HL7 Structured Product Labeling (SPL), one XML document a label."""

from citewell.sources.dailymed.parse import SOURCE

__all__ = ["SOURCE"]
