"""What a refusal is over HTTP: one table, for the pages of the desk and for the API."""

from __future__ import annotations

from collections.abc import Mapping

from citewell.editorial.refused import Ground

# 409 is for what may be done once something else has changed; 422 for what has to be put right in what was sent.
STATUS_OF: Mapping[Ground, int] = {
    Ground.PERMISSION: 403,
    Ground.STATE: 409,
    Ground.STALE: 409,
    Ground.POLICY: 409,
    Ground.INPUT: 422,
}
