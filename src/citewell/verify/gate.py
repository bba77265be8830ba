"""The checks a claim must pass, each named so that a reader can see which were made.

Every check compares the claim with its own quotes and nothing else: a true sentence with the wrong source
fails as a false one does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from citewell.language.units import AMOUNT_OF_DRUG, DOSE
from citewell.model.claim import Check, Claim, ClaimKind, Verdict, VerdictKind
from citewell.model.evidence import Record, RecordKind, RetractionStatus

VERIFIER = "gate 3"

# The rule that doses, contraindications and boxed warnings must come from a label or a guideline is ours
# (docs/adr/0006); a sentence that reports what a trial gave or found is not an instruction.
_COMMANDS = re.compile(
    rf"\b(?:should|must|we (?:recommend|advise|suggest)|(?:is|are) (?:recommended|advised))\b(?:[^.]|\.\d)*?{DOSE}"
    rf"|{DOSE}(?:(?!, (?:and|but|while|whereas)\b)(?:[^.;]|\.\d))*?\b(?:is|are|can be|may be) (?:recommended|advised|suggested)\b"
    # Told outright, at the start of a clause; "use of 5 mg" and "use was" tell of it.
    r"|(?:^|[.;:,]\s+|\b(?:and|then|or|please)\s+)(?:start|give|begin|use|administer|take|prescribe|inject|offer|try)\b"
    r"(?!\s+(?:of|was|were|is|are|in|among|at|by|rates?)\b)"
    rf"(?:[^.;]|\.\d)*?{DOSE}"
    r"|\b(?:should|must) (?:not|never) (?:be )?(?:use[d]?|tak\w+|given|prescribed|receive\w*|start\w*|administered) (?:in|by|during|with|for|if)\b"
    r"|\bshould be avoided (?:in|by|during|with|for|if)\b|\bdo not (?:take|use|give|start)\b|\bnot recommended (?:in|during) ",
    re.IGNORECASE,
)
_INSTRUCTS = re.compile(
    r"\b(?:recommended|usual|starting|initial|maximum|maintenance) (?:\w+ ){0,3}dos(?:e|age)s?\b"
    rf"|\b(?:should|must|can|may) (?:be )?(?:take|taken|given|prescribed|started|use[d]?|receive) [^.]*\b{AMOUNT_OF_DRUG}"
    rf"|\bdose of [\w -]{{1,60}} is {AMOUNT_OF_DRUG}"
    r"|\btake \d|\bdose (?:is|should)\b|\bis contra-?indicated\b|\bare contra-?indicated\b|\bcontra-?indications? (?:are|is|include)\b"
    r"|\bboxed warning\b|\bblack box\b",
    re.IGNORECASE,
)
_REPORTS = re.compile(r"\b(?:received|were given|was given|randomi[sz]ed|assigned|allocated|took)\b", re.IGNORECASE)


# The checks that compare a text with its quotes, in the order in which a reader sees them.
NAMES = (
    "wording", "numbers", "units", "frequency", "comparisons", "direction", "opposites", "drugs", "names", "negation",
    "together", "sides", "figures", "strength", "certainty", "quantities", "exceptions", "design",
)  # fmt: skip


def check_claim(claim: Claim, records: Mapping[str, Record]) -> Verdict:
    """Return the gate's verdict on a claim, given the records it cites by id."""
    quotes = [citation.quote for citation in claim.citations]
    checks = [
        _quote_at_span(claim, records),
        _not_retracted(claim, records),
        *compare(claim.text, quotes, is_quote=claim.kind is ClaimKind.QUOTED),
        _authority(claim, records),
    ]
    return _verdict(checks)


def judge_text(text: str, evidence: Sequence[str]) -> Verdict:
    """Return the gate's verdict on a sentence, given the texts that are said to support it."""
    return _verdict(compare(text, list(evidence), is_quote=False))


def compare(text: str, quotes: list[str], *, is_quote: bool) -> list[Check]:
    """Return the checks of a text against its quotes. Words that were copied whole agree with themselves."""
    if not any(quote.strip() for quote in quotes):
        return [Check("has_evidence", False, "no evidence was given")]
    if is_quote:
        # By construction: comparing a text with itself would only take time.
        return [_is_copied(text, quotes), *(Check(name, True) for name in NAMES[1:])]
    # Imported here, as it is only paid for where something other than a quote is checked.
    from citewell.verify.comparing import compared

    return compared(text, quotes)


def _is_copied(text: str, quotes: Sequence[str]) -> Check:
    """Return whether a text reads as the first of its quotes does, white space aside."""
    same = text.split() == quotes[0].split()
    return Check("wording", same, "" if same else "it does not read as its quote does")


# What each failed check means: either the source says otherwise, or it does not say it at all.
_CONTRADICTS = frozenset({"negation", "direction", "opposites", "comparisons", "sides"})


def _verdict(checks: list[Check]) -> Verdict:
    failed = {check.name for check in checks if not check.passed}
    if not failed:
        return Verdict(VerdictKind.SUPPORTED, tuple(checks))
    on_topic = "wording" not in failed and "has_evidence" not in failed
    kind = VerdictKind.CONTRADICTED if on_topic and failed & _CONTRADICTS else VerdictKind.NOT_ENOUGH_INFO
    return Verdict(kind, tuple(checks))


def _quote_at_span(claim: Claim, records: Mapping[str, Record]) -> Check:
    for citation in claim.citations:
        record = records.get(citation.record_id)
        if record is None or not citation.passage.is_at_its_span(record):
            return Check("quote_at_span", False, f"the quote is not found at its place in {citation.record_id}")
    return Check("quote_at_span", True)


def _not_retracted(claim: Claim, records: Mapping[str, Record]) -> Check:
    for record_id in claim.record_ids:
        record = records.get(record_id)
        if record is not None and record.retraction is RetractionStatus.RETRACTED:
            return Check("not_retracted", False, f"{record_id} has been retracted")
    return Check("not_retracted", True)


def instructs(text: str) -> bool:
    """Tell whether a text says what to take, what dose, or what to avoid; a report of what a trial gave does not."""
    is_report = not _INSTRUCTS.search(text) or _REPORTS.search(text)
    return not is_report or _COMMANDS.search(text) is not None


def _authority(claim: Claim, records: Mapping[str, Record]) -> Check:
    """A dose to take, a contraindication or a boxed warning needs a label or a guideline behind it."""
    if not instructs(claim.text):
        return Check("authority", True)
    kinds = {records[i].kind for i in claim.record_ids if i in records}
    if kinds & {RecordKind.LABEL, RecordKind.GUIDELINE}:
        return Check("authority", True)
    return Check("authority", False, "it tells what to take or avoid, and cites neither a drug label nor a guideline")
