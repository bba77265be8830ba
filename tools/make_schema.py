"""Write the JSON Schemas of the `ask` and `check` documents, or with --check tell whether they are up to date."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from citewell.check.findings import CODES, Severity
from citewell.model.article import Certainty, Outcome
from citewell.model.claim import ClaimKind, VerdictKind
from citewell.model.evidence import Coverage, RecordKind, RetractionStatus
from citewell.model.question import Audience, Facet
from citewell.model.rendering import NoteKind

FOLDER = Path(__file__).parent.parent / "src/citewell/publish/schemas"
TEXT: dict[str, Any] = {"type": "string"}
SOME_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
NUMBER: dict[str, Any] = {"type": "number", "minimum": 0}
FLAG: dict[str, Any] = {"type": "boolean"}
CLAIM_ID: dict[str, Any] = {"type": "string", "pattern": "^c[1-9][0-9]*$"}


def one_of(kind: type) -> dict[str, Any]:
    return {"type": "string", "enum": [member.value for member in kind]}  # type: ignore[attr-defined]


def maybe(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def many(schema: dict[str, Any], **limits: Any) -> dict[str, Any]:
    return {"type": "array", "items": schema, **limits}


def record(**fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


YEAR = maybe({"type": "integer"})
IDENTIFIERS: dict[str, Any] = {
    "type": "object",
    "properties": dict.fromkeys(("pmid", "pmcid", "doi", "nctid", "setid"), SOME_TEXT),
    "additionalProperties": False,
}
LEVEL = maybe({"type": "integer", "minimum": 1, "maximum": 5})
REFERENCE = record(
    number=COUNT,
    record_id=SOME_TEXT,
    type={"type": "string", "enum": ["Guideline", "Drug label", "Research", "Health information"]},
    title=SOME_TEXT,
    journal=TEXT,
    year=YEAR,
    authors=many(TEXT),
    issuer=TEXT,
    identifiers=IDENTIFIERS,
    url=TEXT,
    design=SOME_TEXT,
    evidence_level=LEVEL,
    evidence_reason=TEXT,
    n=maybe(COUNT),
    coverage=one_of(Coverage),
    starter=FLAG,
    checked_at=TEXT,
    licence=TEXT,
    retraction=one_of(RetractionStatus),
)
SERVICE = record(name=SOME_TEXT, query=TEXT, found=COUNT, new=COUNT, failure=TEXT)
CLAIM = record(
    id=CLAIM_ID,
    text=SOME_TEXT,
    context=TEXT,
    kind=one_of(ClaimKind),
    facet=one_of(Facet),
    source_kind=one_of(RecordKind),
    citations=many(
        record(
            reference={"type": "integer", "minimum": 1},
            record_id=SOME_TEXT,
            section=SOME_TEXT,
            start=COUNT,
            end=COUNT,
            quote=SOME_TEXT,
            strength=TEXT,
            certainty=TEXT,
        ),
        minItems=1,
    ),
    verdict=one_of(VerdictKind),
    checks=many(record(name=SOME_TEXT, passed=FLAG, detail=TEXT), minItems=1),
    rendering=record(
        text=SOME_TEXT,
        sentences=many(SOME_TEXT, minItems=1),
        reworded=FLAG,
        notes=many(record(kind=one_of(NoteKind), text=SOME_TEXT)),
        terms=many(SOME_TEXT),
        grade=NUMBER,
        failed=many(record(name=SOME_TEXT, detail=SOME_TEXT)),
    ),
)
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A Citewell answer",
    "description": "What `citewell ask --json` prints. `quote` is the text of the record's section at [start:end], "
    "counted in Unicode characters.",
    **record(
        question=record(
            text=SOME_TEXT,
            facets=many(one_of(Facet), minItems=1, uniqueItems=True),
            facets_are_explicit=FLAG,
            terms=many(TEXT),
            pico=record(population=many(TEXT), intervention=many(TEXT), comparison=many(TEXT), outcome=many(TEXT)),
        ),
        outcome=one_of(Outcome),
        urgent=FLAG,
        banner=maybe(record(title=SOME_TEXT, lines=many(SOME_TEXT))),
        audience=one_of(Audience),
        review_status=SOME_TEXT,
        bottom_line=many(CLAIM_ID, uniqueItems=True),
        sections=many(
            record(
                title=SOME_TEXT, source_kind=one_of(RecordKind), facet=one_of(Facet), claims=many(CLAIM_ID, minItems=1)
            )
        ),
        claims=many(CLAIM),
        references=many(REFERENCE),
        unanswered=many(one_of(Facet)),
        conflicts=many(
            record(facet=one_of(Facet), outcome=SOME_TEXT, claims=many(CLAIM_ID, minItems=2), likely_reason=SOME_TEXT)
        ),
        limits=many(SOME_TEXT),
        proposed_certainty=many(
            record(
                outcome=SOME_TEXT,
                compared=many(SOME_TEXT, minItems=1),
                certainty=one_of(Certainty),
                claims=many(CLAIM_ID, minItems=1),
                reasons=many(SOME_TEXT, minItems=1),
            )
        ),
        evidence_table=many(
            record(
                reference={"type": "integer", "minimum": 1},
                record_id=SOME_TEXT,
                design=SOME_TEXT,
                level=LEVEL,
                n=maybe(COUNT),
                year=YEAR,
                result=SOME_TEXT,
            )
        ),
        retracted=many(REFERENCE),
        under_way=many(
            record(
                record_id=SOME_TEXT, title=SOME_TEXT, status=SOME_TEXT, as_of=TEXT, identifiers=IDENTIFIERS, url=TEXT
            ),
            maxItems=5,
        ),
        nearest=many(record(record_id=SOME_TEXT, title=SOME_TEXT, year=YEAR, url=TEXT, missing=many(TEXT))),
        edition=SOME_TEXT,
        method=record(
            writer=SOME_TEXT,
            verifier=SOME_TEXT,
            passages_searched=COUNT,
            claims_dropped=COUNT,
            version=TEXT,
            retraction_lists=many(record(name=SOME_TEXT, dated=SOME_TEXT)),
            live=maybe(record(on={"type": "string", "format": "date"}, services=many(SERVICE))),
            dense=maybe(record(model=TEXT, passages=COUNT, missing=COUNT)),
        ),
        glossary=many(record(term=SOME_TEXT, meaning=SOME_TEXT, source=SOME_TEXT, url=SOME_TEXT)),
        readability=maybe(record(formula=SOME_TEXT, grade=NUMBER, words=COUNT, sentences=COUNT, target=maybe(NUMBER))),
        disclaimer=SOME_TEXT,
        follow_ups=many(SOME_TEXT, maxItems=3),
    ),
}

PLACE = record(
    paragraph={"type": "integer", "minimum": 1},
    line=maybe({"type": "integer", "minimum": 1}),
    page=maybe({"type": "integer", "minimum": 1}),
    heading=TEXT,
)
CHECK: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A Citewell check",
    "description": "What `citewell check --json` prints.",
    **record(
        name=TEXT,
        title=TEXT,
        question=maybe(SOME_TEXT),
        passed=FLAG,
        counts=record(
            errors=COUNT,
            warnings=COUNT,
            notes=COUNT,
            citations=COUNT,
            references=COUNT,
            references_not_checked=COUNT,
            claims=COUNT,
            claims_cited=COUNT,
            sentences_with_figures_compared=COUNT,
            sentences_with_figures_not_checked=COUNT,
        ),
        findings=many(
            record(
                code={"type": "string", "enum": list(CODES)},
                severity=one_of(Severity),
                message=SOME_TEXT,
                advice=SOME_TEXT,
                place=PLACE,
                sentence=maybe(SOME_TEXT),
                reference=maybe(SOME_TEXT),
            )
        ),
        references=many(
            record(
                number=maybe({"type": "integer", "minimum": 1}),
                text=TEXT,
                listed=FLAG,
                cited=FLAG,
                identifiers=IDENTIFIERS,
                year=YEAR,
                place=PLACE,
                checked=FLAG,
                record_id=maybe(SOME_TEXT),
                found_by=maybe(SOME_TEXT),
                retraction=one_of(RetractionStatus),
            )
        ),
        limits=many(SOME_TEXT),
        live=maybe(record(name=SOME_TEXT, found=COUNT, new=COUNT, failure=TEXT)),
        edition=SOME_TEXT,
        version=TEXT,
    ),
}
SCHEMAS = {"ask.schema.json": SCHEMA, "check.schema.json": CHECK}


def main() -> int:
    stale = [name for name, schema in SCHEMAS.items() if not _is_written(name, schema)]
    if "--check" in sys.argv:
        for name in stale:
            print(f"{name} is out of date: run `just docs`")
        return 1 if stale else 0
    for name in stale:
        (FOLDER / name).write_text(_text(SCHEMAS[name]), encoding="utf-8")
    return 0


def _is_written(name: str, schema: dict[str, Any]) -> bool:
    path = FOLDER / name
    return path.exists() and path.read_text(encoding="utf-8") == _text(schema)


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(main())
