"""openFDA: drug labels as JSON, as the API returns them or as they are downloaded in bulk."""

from citewell.sources.openfda.parse import SOURCE

__all__ = ["SOURCE"]
