"""What differs between two versions of an article, by content: for a readable diff and for a shorter re-review."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import sha256

import orjson

from citewell.model.article import VerifiedDraft
from citewell.model.claim import NOT_CHECKED, Claim

# Less alike than this, a sentence did not become the other: one went and one came.
_ALIKE = 0.5
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


def claim_key(claim: Claim) -> str:
    """Return the address of a claim's content: its words, its citations and what they belong to.

    Neither its number, nor its verdict, nor an override is of the content: a sentence that is checked again is the
    same sentence.
    """
    content = asdict(replace(claim, id="", verdict=NOT_CHECKED, override=""))
    return sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


class Kind(StrEnum):
    """What became of a sentence."""

    UNCHANGED = "unchanged"
    REWORDED = "reworded"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence in both versions. `before` is None where it was added, `after` where it was removed.

    MOVED: into the bottom line or out of it, in the same words.
    """

    kind: Kind
    before: Claim | None
    after: Claim | None


class Part(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is the same in both wordings, or only in one."""

    part: Part
    text: str


def changes(before: VerifiedDraft, after: VerifiedDraft) -> tuple[Change, ...]:
    """Return what became of each sentence, in the order of the newer version; what was removed comes last."""
    old = {claim_key(claim): claim for claim in before.claims}
    new = {claim_key(claim): claim for claim in after.claims}
    gone = [claim for key, claim in old.items() if key not in new]
    found = []
    for key, claim in new.items():
        if key in old:
            is_moved = (old[key].id in before.bottom_line) != (claim.id in after.bottom_line)
            found.append(Change(Kind.MOVED if is_moved else Kind.UNCHANGED, old[key], claim))
        elif origin := _origin(claim, gone):
            gone.remove(origin)
            found.append(Change(Kind.REWORDED, origin, claim))
        else:
            found.append(Change(Kind.ADDED, None, claim))
    return (*found, *(Change(Kind.REMOVED, claim, None) for claim in gone))


def _origin(claim: Claim, gone: Sequence[Claim]) -> Claim | None:
    """Return the removed sentence that this one was: of a shared source, and the most alike."""
    related = [other for other in gone if set(other.record_ids) & set(claim.record_ids)]
    best = max(related, key=lambda other: _likeness(claim.text, other.text), default=None)
    return best if best is not None and _likeness(claim.text, best.text) >= _ALIKE else None


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Return both wordings as one sequence of pieces, whole words at a time; what was removed stands first.

    The pieces that are not ADDED join to `before`, those that are not REMOVED to `after`.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    found: list[Piece] = []
    for operation, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            found.append(Piece(Part.SAME, "".join(old[i:j])))
            continue
        if i < j:
            found.append(Piece(Part.REMOVED, "".join(old[i:j])))
        if k < m:
            found.append(Piece(Part.ADDED, "".join(new[k:m])))
    return tuple(found)
