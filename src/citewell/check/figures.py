"""The figures of cited sentences beside the records they cite, by the gate's own checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.check.findings import Figures
from citewell.check.known import Known
from citewell.check.resolve import Citations
from citewell.language.quantities import quantities
from citewell.model.evidence import Record
from citewell.verify import judge_text

_COMPARED = frozenset({"numbers", "frequency"})
# "One of the reasons" and "at once" count nothing.
_NO_NUMBER = re.compile(
    r"\b(?:one of|no one|any ?one|every ?one|this one|that one|the one|one another|one or more|at once|once (?!a\b|daily|weekly|monthly|per|every)|twofold)\b",
    re.IGNORECASE,
)
# A raised power is a figure; a name's number ("type 2", "vitamin B 12", "step 1", "phase 3") is part of the name.
_OF_NAME = re.compile(
    r"\b(?:type|phase|step|stage|grade|class|level|table|figure|fig\.?|chapter|part|COVID|omega|vitamin \w|section)[ -]\d+\b",
    re.IGNORECASE,
)


def figures(citations: Citations, known: tuple[Known, ...]) -> Iterator[Figures]:
    """Yield each sentence that states figures and cites, compared with those of its sources that are held."""
    for sentence, led in citations.led:
        said = _OF_NAME.sub(" ", _NO_NUMBER.sub(" ", sentence.text))
        if not led or sentence.is_row or not quantities(said):
            continue
        places = list(dict.fromkeys(place for one in led for place in one.entries))
        held = tuple(record for place in places if (record := known[place].record) is not None and record.sections)
        is_whole = bool(places) and len(held) == len(places) and all(one.entries or not one.missing for one in led)
        if not held:
            yield Figures(sentence, (), is_checked=False)
            continue
        missing = _missing(said, held)
        if missing and not is_whole:
            yield Figures(sentence, held, is_checked=False)
        else:
            yield Figures(sentence, held, is_checked=True, missing=missing)


def _missing(said: str, records: tuple[Record, ...]) -> str:
    """Return what the gate says of the figures; empty where all of them are in the records."""
    verdict = judge_text(said, [_whole(record) for record in records])
    return next((check.detail for check in verdict.failed if check.name in _COMPARED), "")


def _whole(record: Record) -> str:
    published = str(record.year or "")
    return "\n".join([record.title, published, *(section.text for section in record.sections)])
