"""The search by meaning: a vector of each passage, kept beside the index and derived as it is.

Nothing here is imported unless `CITEWELL_DENSE` is on: numpy alone takes longer than many a search.
"""

from citewell.library.dense.leg import DenseLeg, EmbedReport

__all__ = ["DenseLeg", "EmbedReport"]
