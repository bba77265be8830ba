"""Ledgers to export: an answer from the little world, one that quotes hostile records, and one without an answer."""

from __future__ import annotations

import pytest

from citewell.library import Library
from citewell.model.claim import Citation, Claim, ClaimKind
from citewell.model.evidence import Passage, Record, RecordKind
from citewell.model.ledger import Ledger, make_ledger
from citewell.model.question import Facet
from citewell.model.serialise import record_from_json
from citewell.pipeline import Engines, answer
from citewell.publish.chain import AuditEvent, seal
from citewell.publish.ledger import digest
from fakes import FakeLibrary, FakeWriter
from universe import RECORDS


def _has_pango() -> bool:
    """Tell whether the libraries of the system are there with which PDFs are set."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return False
    return True


HAS_PANGO = _has_pango()
needs_pango = pytest.mark.skipif(not HAS_PANGO, reason="Pango is not installed on this system")
QUESTION = "What are the symptoms and treatment of frobnitis?"
# What each format reads as its own: LaTeX, XML, HTML, Markdown, RIS tags after a line break, control characters.
NASTY_TITLE = (
    "Zanolol & frobnitis: 50% {of} $5_000 #1 ~ ^ \\input{x} <script>alert(1)</script> [a](javascript:b) *c* `d`"
)
NASTY_JOURNAL = "Annals\nTY  - JOUR\nER  - \r\nof <b>Imaginary</b> Medicine}"
NASTY_TEXT = (
    "Zanolol reduced frob pain in 62% of patients with frobnitis & <b>no</b> harm *was* seen \\emph{at} 5_mg. "
    "Zanolol was better than placebo in frobnitis </script><!-- --> ]]> {x}."
)


def ledger_of(question: str, library: Library | FakeLibrary) -> Ledger:
    """Return the answer to a question with the texts it rests on."""
    draft = answer(question, library=library)
    return make_ledger(draft, library.records([reference.record_id for reference in draft.references]))


def world_ledger() -> Ledger:
    """Return an answer that cites a guideline, papers and health information."""
    return ledger_of(QUESTION, FakeLibrary(RECORDS))


def empty_ledger() -> Ledger:
    """Return the answer that there is none."""
    return ledger_of("How is quuxitis treated?", FakeLibrary(RECORDS))


def nasty_record() -> Record:
    """Return a paper whose every field tries to be markup."""
    return record_from_json(
        {
            "id": "pubmed:91000001",
            "title": NASTY_TITLE,
            "sections": [{"label": "Conclusions", "text": NASTY_TEXT}],
            "journal": NASTY_JOURNAL,
            "year": 2021,
            "authors": ["O'Brien & Söhne {A}", "Mc\\Quill BC", "Frob Group (UK); \nAU  - Injected X"],
            "publication_types": ["Randomized Controlled Trial"],
            "identifiers": {"pmid": "91000001", "doi": "10.5555/a_b<c>&d%e#f"},
            "url": "https://example.org/?a=1&b=<2>",
            "licence": "CC BY <4.0> & more",
        }
    )


def nasty_ledger() -> Ledger:
    """Return an answer that quotes both sentences of the paper whose every field tries to be markup."""
    record = nasty_record()
    end = NASTY_TEXT.index("Zanolol was")
    claims = [
        Claim(name, passage.text, ClaimKind.QUOTED, Facet.TREATMENT, RecordKind.RESEARCH, (Citation(passage),))
        for name, start, stop in (("a", 0, end - 1), ("b", end, len(NASTY_TEXT)))
        for passage in [Passage(record.id, "Conclusions", start, stop, NASTY_TEXT[start:stop])]
    ]
    library = FakeLibrary([record])
    draft = answer("Does zanolol help in frobnitis?", library=library, engines=Engines(FakeWriter(claims, lead=["a"])))
    return make_ledger(draft, [record])


def review_of(ledger: Ledger) -> tuple[AuditEvent, ...]:
    """Return the sealed events of an article that was submitted and approved."""
    about = {"ledger": digest(ledger)}
    return seal(
        [
            {"at": "2026-11-01T09:00:00Z", "action": "submit", "actor": "Editor", "status": "Submitted", **about},
            {"at": "2026-11-03T10:00:00Z", "action": "vote", "actor": "Board member A", **about},
            {"at": "2026-11-03T10:00:01Z", "action": "approve", "actor": "Board", "status": "Approved", **about},
        ]
    )
