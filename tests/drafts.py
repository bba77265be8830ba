"""Verified drafts made by hand, for what comes after the gate: one claim a sentence, each quoted from a source of its own."""

from __future__ import annotations

from dataclasses import dataclass

from citewell.model.article import ArticleSection, Outcome, VerifiedDraft
from citewell.model.claim import Check, Citation, Claim, ClaimKind, Reference, Verdict, VerdictKind
from citewell.model.evidence import Passage, RecordKind, RetractionStatus
from citewell.model.identifiers import PMID, Identifiers
from citewell.model.question import Facet, Question, RedFlag

PASSED = Verdict(VerdictKind.SUPPORTED, (Check("wording", True),))


@dataclass(frozen=True)
class Said:
    """A sentence of a source, with the place it takes in the article."""

    text: str
    facet: Facet = Facet.TREATMENT
    kind: RecordKind = RecordKind.RESEARCH
    section: str = "Results"
    design: str = "randomised trial"


def claim_of(said: Said, number: int = 1) -> Claim:
    passage = Passage(f"pubmed:{number}", said.section, 0, len(said.text), said.text)
    return Claim(f"c{number}", said.text, ClaimKind.QUOTED, said.facet, said.kind, (Citation(passage),), PASSED)


def reference_of(said: Said, number: int) -> Reference:
    return Reference(
        number, f"pubmed:{number}", "Research", f"Source {number}", "", 2020, (), Identifiers(pmid=PMID(str(number))), "",
        said.design, 2, "a reason", 10, "abstract", RetractionStatus.CLEAR,
    )  # fmt: skip


def draft_of(*sentences: str | Said, lead: int = 1, red_flag: RedFlag | None = None) -> VerifiedDraft:
    """Return a draft of these sentences: the first `lead` make the bottom line, the others a section each."""
    said = [sentence if isinstance(sentence, Said) else Said(sentence) for sentence in sentences]
    claims = [claim_of(one, number) for number, one in enumerate(said, 1)]
    return VerifiedDraft(
        question=Question("How is frobnitis treated?", (Facet.TREATMENT,), (), red_flag=red_flag),
        outcome=Outcome.ANSWERED,
        claims=tuple(claims),
        bottom_line=tuple(claim.id for claim in claims[:lead]),
        sections=tuple(_section(claim) for claim in claims[lead:]),
        references=tuple(reference_of(one, number) for number, one in enumerate(said, 1)),
        unanswered=(), conflicts=(), limits=(), evidence=(), dropped=0, nearest=(), retracted=(), searched=1,
        terms=("frobnitis",), edition="e" * 16, writer="extractive", verifier="gate 1",
    )  # fmt: skip


def _section(claim: Claim) -> ArticleSection:
    return ArticleSection("A section", claim.source_kind, claim.facet, (claim.id,))
