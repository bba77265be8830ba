"""Audits somebody else's medical text: its citations, its references, and its figures against the sources."""

from citewell.check.audit import audit
from citewell.check.read import Form, read

__all__ = ["Form", "audit", "read"]
