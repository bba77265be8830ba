"""The check of one claim's rendering: nothing of it is lost, nothing added, nothing says otherwise than its source.

It does not trust the rules that made the rendering. It takes the pieces, looks each up in the shared tables, and then
asks the gate twice: whether the text with the words put back is borne out by the quotes, and whether the text as it is
read is borne out by the quotes in those same words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from citewell.language.articles import article
from citewell.language.glossary import Glossary, Use
from citewell.language.quantities import quantities
from citewell.model.claim import Check, Claim
from citewell.model.evidence import RecordKind
from citewell.model.rendering import ClaimRendering, Note, NoteKind, Piece, Rule
from citewell.register import asides, figures, joints, lists, shorthand, words
from citewell.verify.gate import judge_text


def check_claim_rendering(
    claim: Claim, rendering: ClaimRendering, glossary: Glossary, known: Iterable[tuple[str, str]]
) -> tuple[Check, ...]:
    """Return the checks of one claim's rendering.

    known: the abbreviations that may be spelt out, with what they are short for, from the draft and the glossary.
    """
    source, made = claim.text, rendering.pieces
    quotes = [citation.quote for citation in claim.citations]
    checks = [
        _covered(source, made, rendering.text),
        _declared(source, made, glossary, frozenset(known), is_label=claim.source_kind is RecordKind.LABEL),
        _figures_kept(source, made, rendering.notes),
    ]
    if all(check.passed for check in checks) and rendering.is_reworded:
        checks.append(_borne_out("words_put_back", restored(source, made), quotes))
        checks.append(_borne_out("as_read", _as_read(source, made), [*quotes, *_in_the_same_words(source, made)]))
    return tuple(checks)


def restored(source: str, made: Sequence[Piece]) -> str:
    """Return a rendering with every word put back: the source's sentences, parted where the rendering parts them."""
    return "".join(
        piece.text if is_read and piece.rule in _OF_PARTING else source[piece.start : piece.end]
        for piece, is_read in _with_what_is_read(source, made)
    )


def _as_read(source: str, made: Sequence[Piece]) -> str:
    """Return a rendering as it is read, on one line, with its leads in place and its comparisons whole."""
    return "".join(
        piece.text if is_read else source[piece.start : piece.end]
        for piece, is_read in _with_what_is_read(source, made)
    )


def _with_what_is_read(source: str, made: Sequence[Piece]) -> Iterator[tuple[Piece, bool]]:
    """Yield each piece, and whether the gate is shown it as it reads.

    It is shown the source's own for the line break of an item, for the "than" of a comparison and the "provided that"
    of a condition, and for both ends of a lead: by the tables these take no word away and state nothing, and the gate weighs each sentence by itself.
    """
    in_lead = is_joined = False
    for piece in made:
        if piece.rule is Rule.JOINT:
            is_joined = in_lead or joints.is_lead(piece.text) or joints.is_whole(source[piece.start : piece.end])
            in_lead = joints.is_lead(piece.text)
            yield piece, not is_joined
        elif piece.rule is Rule.CAPITAL:
            yield piece, not is_joined
        else:
            yield piece, piece.rule is not Rule.ITEM
            is_joined = is_joined and not piece.text


def _in_the_same_words(source: str, made: Sequence[Piece]) -> list[str]:
    """Return the claim in the declared words, unparted: with what became a note in its place, and without."""
    whole, short = [], []
    for piece in made:
        said = source[piece.start : piece.end] if piece.rule in _OF_PARTING else piece.text
        short.append(said)
        whole.append(source[piece.start : piece.end] if piece.rule is Rule.NOTE else said)
    return ["".join(whole), "".join(short)]


_OF_PARTING = frozenset({Rule.JOINT, Rule.CAPITAL, Rule.ITEM})


def _covered(source: str, made: Sequence[Piece], text: str) -> Check:
    """Every character of the claim is accounted for once, in order, and the text is the pieces and nothing else."""
    at = 0
    for piece in made:
        if piece.start != at or piece.end < piece.start:
            return Check("nothing_lost", False, f"the words from character {at} on are not accounted for")
        at = piece.end
    read = "".join(piece.text for piece in made)
    return _check("nothing_lost", at == len(source) and read == text, "the text is not that of its pieces")


def _declared(
    source: str, made: Sequence[Piece], glossary: Glossary, known: frozenset[tuple[str, str]], *, is_label: bool
) -> Check:
    """Every piece that reads otherwise than the claim follows the rule it names; what is opened is closed."""
    opening, is_list = "", False
    for place, piece in enumerate(made):
        span = source[piece.start : piece.end]
        following = "".join(later.text for later in made[place + 1 : place + 3])
        if piece.rule is Rule.JOINT:
            follows = joints.is_joint(span, piece.text, opening=opening) and (
                not joints.is_of_a_work(piece.text) or asides.names_a_work(source[piece.end :])
            )
            opening = joints.opening(span, piece.text)
        elif piece.rule is Rule.ITEM:
            is_list = is_list or lists.opens(source[: piece.start], piece.text)
            follows = is_list and lists.is_item(span, piece.text)
        else:
            follows = _follows_its_rule(source, piece, following, glossary, known) and (
                is_label or not _is_of_labels(piece, glossary)
            )
        if not follows:
            return Check("declared", False, f"{piece.text!r} may not stand for {span!r} by the rule {piece.rule.value}")
    return _check("declared", not opening, "a sentence was opened by what it is about, and that has no end")


def _follows_its_rule(
    source: str, piece: Piece, following: str, glossary: Glossary, known: frozenset[tuple[str, str]]
) -> bool:
    span, text = source[piece.start : piece.end], piece.text
    if piece.rule is Rule.KEPT:
        return text == span
    if piece.rule is Rule.CAPITAL:
        return len(span) == 1 and text == span.upper()
    if piece.rule is Rule.FREQUENCY:
        return figures.is_frequency(span, text)
    if piece.rule is Rule.NOTE:
        return figures.is_movable(span) and text == figures.left_behind(source, piece.start, piece.end)
    if piece.rule is Rule.SHORTHAND:
        return bool(shorthand.meaning(span)) and text.removesuffix(".") == shorthand.meaning(span)
    if piece.rule is Rule.ARTICLE:
        return span.lower() in {"a", "an"} and text == article(span[0], following.lstrip())
    if piece.rule is Rule.ABBREVIATION:
        said = (text[:1].upper() + text[1:]).removesuffix(f" ({span})")
        return any(said == long[:1].upper() + long[1:] and span == short for short, long in known)
    return _follows_the_glossary(source, piece, glossary)


def _is_of_labels(piece: Piece, glossary: Glossary) -> bool:
    """Tell whether a piece has plain words that only fit what a drug label says."""
    return any(entry.labels_only for entry in glossary if entry.term == piece.entry)


def _follows_the_glossary(source: str, piece: Piece, glossary: Glossary) -> bool:
    try:
        entry = glossary[piece.entry]
    except KeyError:
        return False
    if piece.rule is Rule.GLOSS:
        return piece.start == piece.end and words.is_gloss(entry, source[: piece.start], piece.text)
    return (
        piece.rule is Rule.TERM
        and entry.use in {Use.WORD, Use.NAME}
        and words.is_term(entry, source[piece.start : piece.end], piece.text)
    )


def _figures_kept(source: str, made: Sequence[Piece], notes: Sequence[Note]) -> Check:
    """Every amount of the claim stands in its sentence or its note, and no amount stands there that is not the claim's."""
    moved = [source[piece.start : piece.end].strip(" ();,") for piece in made if piece.rule is Rule.NOTE]
    shown = [note.text for note in notes if note.kind is NoteKind.FIGURES]
    if not all(any(text in note for note in shown) for text in moved):
        return Check("figures_kept", False, "a figure was taken from the sentence and stands in no note")
    derived = [piece.text for piece in made if piece.rule in {Rule.FREQUENCY, Rule.SHORTHAND}]
    read = Counter(_amounts(source))
    said = Counter(_amounts("".join(piece.text for piece in made))) + Counter(
        a for text in moved for a in _amounts(text)
    )
    lost = read - said
    added = said - read - Counter(amount for text in derived for amount in _amounts(text))
    added += Counter(set(_amounts(" ".join(shown))) - set(read))
    if lost or added:
        names = ", ".join(f"{value} {unit}".strip() for value, unit in [*lost, *added])
        return Check("figures_kept", False, f"lost or added: {names}")
    return Check("figures_kept", True)


def _amounts(text: str) -> list[tuple[str, str]]:
    return [(str(quantity.value), quantity.unit) for quantity in quantities(text)]


def _borne_out(name: str, text: str, quotes: Sequence[str]) -> Check:
    failed = judge_text(text, quotes).failed
    return _check(name, not failed, "; ".join(f"{check.name}: {check.detail}" for check in failed))


def _check(name: str, passed: bool, detail: str) -> Check:
    return Check(name, passed, "" if passed else detail)
