"""What of a long text is read: an answer must not take a second for each paper or label of fifty pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from citewell.language.populations import HEADINGS, groups
from citewell.library.passages import Span, passages
from citewell.model.evidence import Record
from citewell.model.question import Facet, Question

# A text up to this length is read whole. It is the length of a long abstract, or of a short label.
WHOLE_WORDS = 1_200
_MOST_CHARACTERS = 20_000
_MOST_PASSAGES = 6

# How the headings of long texts speak of a facet, in lower case. Those of labels are set by 21 CFR 201.57(c).
_HEADINGS: dict[Facet, tuple[str, ...]] = {
    Facet.TREATMENT: ("indications", "recommend", "treatment"),
    Facet.DOSING: ("dosage", "dose", "dosing"),
    Facet.INTERACTIONS: ("interactions",),
    Facet.HARMS: ("boxed warning", "overdosage", "adverse", "warnings", "harms", "safety"),
    Facet.CONTRAINDICATIONS: ("boxed warning", "contraindication", "not use"),
    Facet.SYMPTOMS: ("symptoms", "signs", "clinical features", "presentation"),
    Facet.DIAGNOSIS: ("diagnos", "assessment", "examination", "imaging"),
    Facet.CAUSE: ("cause", "etiology", "aetiology", "mechanism"),
    Facet.RISK_FACTORS: ("risk factors",),
    Facet.PREVENTION: ("prevention",),
    Facet.PROGNOSIS: ("prognosis", "outcome"),
    Facet.RECOVERY: ("recovery", "rehabilitation", "return"),
    Facet.EPIDEMIOLOGY: ("incidence", "prevalence", "epidemiology"),
    Facet.DEFINITION: ("definition", "description", "overview", "background"),
    Facet.FINDINGS: ("conclusion", "result"),
}

# What a question asks of a label by name, and how its part is headed.
_NAMED = (
    ("stor", "how supplied"),
    ("stor", "storage"),
    ("refrigerat", "storage"),
    ("work", "mechanism of action"),
    ("mechanism", "mechanism of action"),
)


def excerpt(record: Record, found: Sequence[int], question: Question) -> Record:
    """Return the record with the sections worth reading for a question; a short one as it is.

    Worth reading are its first passage (an abstract, a boxed warning), the sections whose headings speak of what was
    asked, and the passages that the search found, whose places `found` holds, from 0. What is left out within a section
    becomes blank, so that spans still hold.
    """
    if sum(section.text.count(" ") for section in record.sections) <= WHOLE_WORDS:
        return record
    kept: dict[int, set[tuple[int, int]]] = {}
    room = _MOST_CHARACTERS
    for span in _wanted(record, found, question):
        held = kept.get(span.section, set())
        if (span.start, span.end) not in held and span.end - span.start <= room:
            kept.setdefault(span.section, held).add((span.start, span.end))
            room -= span.end - span.start
    return replace(
        record,
        sections=tuple(
            replace(section, text=_only(section.text, sorted(kept[place])))
            for place, section in enumerate(record.sections)
            if place in kept
        ),
    )


def _only(text: str, spans: Sequence[tuple[int, int]]) -> str:
    pieces = []
    at = 0
    for start, end in spans:
        pieces += [" " * (start - at), text[start:end]]
        at = end
    return "".join(pieces)


def _wanted(record: Record, found: Sequence[int], question: Question) -> Iterator[Span]:
    """Yield what is worth reading, the most worth first: that of which the heading speaks, then what was found."""
    cut = passages(record)
    yield from cut[0]
    asked = [name.lower() for c in question.required if c.type != "intervention" for name in (c.surface, *c.synonyms)]
    special = [name for group in groups(question.text) for name in HEADINGS[group]]
    special += [name for cue, name in _NAMED if cue in question.text.lower()]
    for name in (*special, *asked, *(name for facet in question.facets for name in _HEADINGS[facet])):
        for spans in cut:
            yield from (span for span in spans if name in record.sections[span.section].label.lower())
    for place in list(found)[:_MOST_PASSAGES]:
        yield from cut[place] if place < len(cut) else ()
