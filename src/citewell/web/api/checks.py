"""The gate and the audit, for texts that are sent. Nothing of them is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from citewell import __version__
from citewell.check.audit import audit
from citewell.check.read import Form, read
from citewell.check.report import USUAL, to_json
from citewell.errors import BadInput
from citewell.verify import judge_text
from citewell.web.api.door import Door
from citewell.web.api.once import once
from citewell.web.api.problems import Problem
from citewell.web.api.rates import CHECKING
from citewell.web.api.replies import reply
from citewell.web.api.schemas import Check, CheckDocument, Pair, Verdicts, Verify
from citewell.web.engine import library

router = Router(tags=["checking"])
_OPEN = Door("read", rate=CHECKING)


@router.post(
    "/verify",
    **_OPEN.opens(),
    response=Verdicts,
    operation_id="verify",
    summary="Check sentences against their evidence",
)
def verify(request: HttpRequest, body: Verify) -> HttpResponse:
    """The verdict of the gate on each sentence, with the named checks behind it, in the order in which they came."""
    return once(request, lambda: reply({"results": [_judged(pair) for pair in body.claims]}), keep=False)


def _judged(pair: Pair) -> dict[str, Any]:
    verdict = judge_text(pair.claim, pair.evidence)
    passed = sum(check.passed for check in verdict.checks)
    return {
        "id": pair.id,
        "verdict": verdict.kind.value,
        "score": round(passed / len(verdict.checks), 3) if verdict.checks else 0.0,
        "checks": [{"name": c.name, "passed": c.passed, "detail": c.detail} for c in verdict.checks],
    }


@router.post("/check", **_OPEN.opens(), response=CheckDocument, operation_id="check", summary="Audit a medical text")
def check(request: HttpRequest, body: Check) -> HttpResponse:
    """The report on a text: its citations, its references, and its figures against the sources in the library."""
    return once(request, lambda: _audited(body), keep=False)


def _audited(body: Check) -> HttpResponse:
    try:
        text = read(body.text.encode(), name="the text", form=Form(body.form) if body.form else None)
        report = audit(text, library=library(), name="the text", question=body.question or "")
    except BadInput as refused:
        raise Problem(422, str(refused)) from refused
    return reply(to_json(report, fail_on=USUAL, version=__version__))
