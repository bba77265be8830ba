"""A rendering is made of edits to a claim: each says which characters it stands for, and by which rule it reads so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from citewell.model.rendering import Piece, Rule


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to stand for the characters `[start:end]`; an empty span is an insertion before `start`."""

    start: int
    end: int
    text: str
    rule: Rule
    entry: str = ""

    def meets(self, other: Edit) -> bool:
        """Tell whether two edits cannot both be made."""
        return self.start < other.end and other.start < self.end


# Edits that mean something only together: both halves of "Because A, B", or a term with the article before it.
Group = tuple[Edit, ...]


def chosen(groups: Iterable[Group]) -> list[Edit]:
    """Return the edits that can be made together, in order; where two meet, the one that came first is made."""
    made: list[Edit] = []
    for group in groups:
        if not any(edit.meets(other) for edit in group for other in made):
            made.extend(group)
    return sorted(made, key=lambda edit: (edit.start, edit.end))


def pieces(source: str, edits: Sequence[Edit]) -> tuple[Piece, ...]:
    """Return the source with its edits made, as pieces that stand for every character of it, in order."""
    made: list[Piece] = []
    at = 0
    for edit in edits:
        if at < edit.start:
            made.append(Piece(at, edit.start, source[at : edit.start]))
        made.append(Piece(edit.start, edit.end, edit.text, edit.rule, edit.entry))
        at = edit.end
    if at < len(source):
        made.append(Piece(at, len(source), source[at:]))
    return _capitalised(source, made)


def text_of(made: Iterable[Piece]) -> str:
    """Return how pieces read together."""
    return "".join(piece.text for piece in made)


def _capitalised(source: str, made: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces with a capital wherever a joint begins a sentence."""
    done: list[Piece] = []
    opens = bool(source[:1].isupper())
    for piece in made:
        if opens and piece.text[:1].islower():
            done.extend(_with_capital(source, piece))
        else:
            done.append(piece)
        if piece.rule is Rule.JOINT:
            opens = piece.text.endswith(". ") or (not piece.text and piece.start == 0 and source[:1].isupper())
        elif piece.text:
            opens = False

    return tuple(done)


def _with_capital(source: str, piece: Piece) -> list[Piece]:
    if piece.rule is not Rule.KEPT:
        return [Piece(piece.start, piece.end, piece.text[0].upper() + piece.text[1:], piece.rule, piece.entry)]
    first = Piece(piece.start, piece.start + 1, piece.text[0].upper(), Rule.CAPITAL)
    return [
        first,
        *([Piece(piece.start + 1, piece.end, source[piece.start + 1 : piece.end])] if len(piece.text) > 1 else []),
    ]
