"""Lists of what has been retracted, corrected or put under an expression of concern: they tell of other records."""

from citewell.sources.retractions.pmids import SOURCE as PMIDS
from citewell.sources.retractions.retraction_watch import SOURCE as RETRACTION_WATCH

__all__ = ["PMIDS", "RETRACTION_WATCH"]
