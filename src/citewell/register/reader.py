"""Renders the claims of an article in reading order, and remembers what the reader was told on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.language.abbreviations import definitions, is_short_for
from citewell.language.glossary import Glossary, Use
from citewell.language.readability import counts
from citewell.model.article import VerifiedDraft
from citewell.model.claim import Check, Claim
from citewell.model.evidence import RecordKind
from citewell.model.rendering import ClaimRendering, Note, NoteKind, Piece, Rule
from citewell.register import clauses, figures, lists, shorthand, words
from citewell.register.edits import Group, chosen, pieces, text_of
from citewell.register.fidelity import check_claim_rendering
from citewell.register.notes import as_it_is, beside
from citewell.register.order import ordered
from citewell.register.profile import Profile
from citewell.verify.gate import instructs

# A claim is a sentence. What is longer is no sentence, and is shown as it is.
_LONGEST = 2_000


class Reader:
    """Renders the claims in reading order, and remembers what the reader was told on the way."""

    def __init__(self, draft: VerifiedDraft, profile: Profile, glossary: Glossary) -> None:
        self._draft = draft
        self._profile = profile
        self._glossary = glossary
        self._told: set[str] = set()
        self._known = _abbreviations(draft, glossary, plain=profile.plain_words)
        self._never_again = frozenset(_read_once(draft)) if profile.plain_words else frozenset[str]()

    def claims(self) -> Iterator[ClaimRendering]:
        order = [*self._draft.bottom_line]
        order += [i for section in ordered(self._draft.sections, self._profile) for i in section.claim_ids]
        rendered = {claim_id: self._rendered(self._draft.claim(claim_id)) for claim_id in order}
        return iter(rendered[claim.id] for claim in self._draft.claims)

    def _rendered(self, claim: Claim) -> ClaimRendering:
        notes = beside(claim, self._draft.references, self._profile)
        if len(claim.text) > _LONGEST:
            return as_it_is(claim, notes)
        told: list[str] = []
        explained: list[str] = []
        groups = [group for group in self._groups(claim, told, explained) if group]
        fixed = [group for group in groups if group[0].rule not in _OF_PARTING]
        partings = [group for group in groups if group[0].rule in _OF_PARTING]
        rendering, failed = self._made(claim, _in_order(fixed, partings), told, notes)
        if failed and partings:
            rendering, failed_unparted = self._made(claim, fixed, told, notes)
            if not failed_unparted:
                rendering, failed = self._as_far_as_it_goes(claim, fixed, partings, rendering, told, notes), ()
        if failed:
            return as_it_is(claim, notes, failed)
        self._told.update(explained)
        return rendering

    def _as_far_as_it_goes(
        self,
        claim: Claim,
        fixed: list[Group],
        partings: list[Group],
        rendering: ClaimRendering,
        told: list[str],
        notes: tuple[Note, ...],
    ) -> ClaimRendering:
        """Return the rendering with every parting that passes the checks beside those before it."""
        kept: list[Group] = []
        for group in partings:
            tried, failed = self._made(claim, _in_order(fixed, [*kept, group]), told, notes)
            if not failed:
                kept.append(group)
                rendering = tried
        return rendering

    def _made(
        self, claim: Claim, groups: list[Group], told: list[str], notes: tuple[Note, ...]
    ) -> tuple[ClaimRendering, tuple[Check, ...]]:
        """Return the rendering that edits make of a claim, and the checks that it fails."""
        made = pieces(claim.text, chosen(groups))
        rendering = _rendering(claim, made, (*_figures(claim.text, made), *notes), tuple(dict.fromkeys(told)))
        checks = check_claim_rendering(claim, rendering, self._glossary, self._known.items())
        return rendering, tuple(check for check in checks if not check.passed)

    def _groups(self, claim: Claim, told: list[str], explained: list[str]) -> Iterator[Group]:
        """Yield the edits that the profile asks for, the more important first.

        `told` takes the terms that the claim holds, `explained` those that need not be explained in a sentence again.
        """
        profile, source = self._profile, claim.text
        if profile.figures_apart:
            yield from figures.moved(source)
        if profile.frequencies:
            yield from figures.frequencies(source)
        if profile.short_sentences:
            yield from lists.itemised(source)
            yield from clauses.parted(source, instructs=instructs(source))
        if profile.shorthand_spelt:
            yield from shorthand.spelt(source)
        if profile.expanded:
            groups = list(shorthand.expanded(source, self._known, self._told, never_again=self._never_again))
            spelt = [source[edit.start : edit.end] for group in groups for edit in group]
            told += spelt
            explained += spelt
            yield from groups
        if profile.plain_words or profile.explained:
            is_label = claim.source_kind is RecordKind.LABEL
            for worded in words.plain(source, self._glossary, profile, self._told, is_label=is_label):
                told.append(worded.entry.term)
                explained += [worded.entry.term] if worded.group else []
                yield worded.group


_OF_PARTING = frozenset({Rule.JOINT, Rule.ITEM})


def _in_order(fixed: list[Group], partings: list[Group]) -> list[Group]:
    """Return edits, the more important first: figures, then where sentences are parted, then words."""
    figures_first = [group for group in fixed if group[0].rule in {Rule.NOTE, Rule.FREQUENCY}]
    words_last = [group for group in fixed if group[0].rule not in {Rule.NOTE, Rule.FREQUENCY}]
    return [*figures_first, *partings, *words_last]


def _rendering(claim: Claim, made: tuple[Piece, ...], notes: tuple[Note, ...], told: tuple[str, ...]) -> ClaimRendering:
    text = text_of(made)
    return ClaimRendering(claim.id, text, made, notes, told, round(counts([text]).grade, 1))


def _figures(source: str, made: tuple[Piece, ...]) -> tuple[Note, ...]:
    """Return the figures that were moved; where there are several, each behind the words it stood behind."""
    moved = [piece for piece in made if piece.rule is Rule.NOTE]
    bare = [source[piece.start : piece.end].strip(" ();,") for piece in moved]
    if len(moved) > 1:
        before = [_before(source, piece.start) for piece in moved]
        bare = [f"{words}: {text}" if words else text for words, text in zip(before, bare, strict=True)]
    return (Note(NoteKind.FIGURES, "; ".join(bare)),) if bare else ()


def _before(source: str, at: int) -> str:
    """Return the last words before a place, as far back as the bracket, comma or full stop before them."""
    clause = re.split(r"[(),;:.] |\b(?:and|or|with|by|of|in) ", source[:at])[-1]
    return " ".join(clause.split()[-4:]).strip("(")


def _abbreviations(draft: VerifiedDraft, glossary: Glossary, *, plain: bool) -> dict[str, str]:
    """Return what the abbreviations of an article are short for: as its own sources say, else as the glossary does."""
    known: dict[str, str] = {}
    for entry in glossary:
        if entry.use is Use.EXPAND:
            known |= entry.forms
    known |= _issuers(draft)
    for claim in reversed(draft.claims):
        known |= definitions(claim.text)
    if not plain:
        return known
    in_plain_words = {short: _in_plain_words(long, glossary) for short, long in known.items()}
    # "SMART" is short for "single maintenance and reliever therapy", and not for a treatment.
    return {short: long if is_short_for(short, long) else known[short] for short, long in in_plain_words.items()}


# A body may be named with its letters: "American Heart Association (AHA)".
_BRACKETED = re.compile(r"\s*\([^()]*\)")


def _issuers(draft: VerifiedDraft) -> dict[str, str]:
    """Return the bodies whose guidelines are cited, by the letters of their names; not where two share them."""
    named: dict[str, set[str]] = {}
    for reference in draft.references:
        for name in map(str.strip, reference.issuer.split("/")):
            name = _BRACKETED.sub("", name)
            letters = "".join(word if word.isupper() else word[0] for word in name.split() if word[0].isupper())
            if 3 <= len(letters) <= 8 and len(name.split()) >= 3:
                named.setdefault(letters, set()).add(name)
    return {letters: names.pop() for letters, names in named.items() if len(names) == 1}


def _read_once(draft: VerifiedDraft) -> Iterator[str]:
    """Yield the letters of bodies that a reader of the article meets a single time."""
    texts = [claim.text for claim in draft.claims]
    # "Kidney Disease: Improving Global Outcomes" is not seen to be a name without its letters.
    return (s for s, name in _issuers(draft).items() if ":" not in name and shorthand.stands_once(s, texts))


def _in_plain_words(long: str, glossary: Glossary) -> str:
    """Return what an abbreviation is short for in plain words, where the glossary has them."""
    for found in glossary.find(long):
        if found.end - found.start == len(long) and found.entry.use in {Use.WORD, Use.NAME}:
            return found.entry.forms[found.form]
    return long
