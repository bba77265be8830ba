"""What a reader is shown of an article in his register: the same claims, each tied letter by letter to its source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from citewell.model.article import ArticleSection
from citewell.model.claim import Check
from citewell.model.question import Audience


class Rule(StrEnum):
    """By which rule a piece of a rendering reads as it does."""

    KEPT = "kept"
    TERM = "term"
    GLOSS = "gloss"
    ABBREVIATION = "abbreviation"
    SHORTHAND = "shorthand"
    FREQUENCY = "frequency"
    ARTICLE = "article"
    JOINT = "joint"
    ITEM = "item"
    CAPITAL = "capital"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a rendering: it stands for the claim's characters `[start:end]`, and reads `text`.

    entry: the glossary's term that it follows, where the rule is one of the glossary.
    """

    start: int
    end: int
    text: str
    rule: Rule = Rule.KEPT
    entry: str = ""


class NoteKind(StrEnum):
    FIGURES = "figures"
    DESIGN = "design"
    IDENTIFIERS = "identifiers"


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside a claim and not in its sentence: figures moved there, or what the reader's role asks for."""

    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A term with what it means in plain words, and the page that says so."""

    term: str
    meaning: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class ClaimRendering:
    """One claim as its reader sees it. `failed` holds the checks for which the source's words stand instead."""

    claim_id: str
    text: str
    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...]
    terms: tuple[str, ...]
    grade: float
    failed: tuple[Check, ...] = ()

    @property
    def is_reworded(self) -> bool:
        """Tell whether anything reads otherwise than in the claim itself."""
        return any(piece.rule is not Rule.KEPT for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Readability:
    """How hard a text is to read: the school grade by a named formula, with the counts behind it.

    target: the highest grade aimed at; None where the reader is a professional.
    """

    formula: str
    grade: float
    words: int
    sentences: int
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Rendering:
    """An article in a reader's register: every claim of the draft once, and the sections in the reader's order."""

    audience: Audience
    claims: tuple[ClaimRendering, ...]
    sections: tuple[ArticleSection, ...]
    explanations: tuple[Explanation, ...]
    readability: Readability | None

    def claim(self, claim_id: str) -> ClaimRendering:
        """Return how the claim with that id is rendered. Raises KeyError."""
        for claim in self.claims:
            if claim.claim_id == claim_id:
                return claim
        raise KeyError(claim_id)

    @property
    def fallbacks(self) -> tuple[str, ...]:
        """The ids of the claims that stand in the source's words because a rendering of them failed a check."""
        return tuple(claim.claim_id for claim in self.claims if claim.failed)
