"""ClinicalTrials.gov: registrations of trials, as the JSON of its API, version 2. They announce; they prove nothing."""

from citewell.sources.clinicaltrials.parse import SOURCE

__all__ = ["SOURCE"]
