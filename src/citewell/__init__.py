"""Clinical questions answered with articles in which every sentence is tied to the exact words of its source."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from citewell.version import VERSION

if TYPE_CHECKING:
    from citewell.library import Library
    from citewell.model.article import Article, VerifiedDraft
    from citewell.model.claim import Citation, Claim
    from citewell.model.ledger import Ledger
    from citewell.model.question import Question
    from citewell.pipeline import answer, ledger_of
    from citewell.publish.formats import export
    from citewell.publish.proof import verify_bundle
    from citewell.question import parse_question

__version__ = VERSION
__all__ = [
    "Article",
    "Citation",
    "Claim",
    "Ledger",
    "Library",
    "Question",
    "VerifiedDraft",
    "answer",
    "export",
    "ledger_of",
    "parse_question",
    "verify_bundle",
]

_HOMES = {
    "Article": "citewell.model.article",
    "Citation": "citewell.model.claim",
    "Claim": "citewell.model.claim",
    "Ledger": "citewell.model.ledger",
    "Library": "citewell.library",
    "Question": "citewell.model.question",
    "VerifiedDraft": "citewell.model.article",
    "answer": "citewell.pipeline",
    "export": "citewell.publish.formats",
    "ledger_of": "citewell.pipeline",
    "parse_question": "citewell.question",
    "verify_bundle": "citewell.publish.proof",
}


def __getattr__(name: str) -> Any:
    """Import a public name at its first use, so that `import citewell` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'citewell' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
