"""What a term, a word or a code of a question is, in all its wordings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.language.british import other_spellings
from citewell.language.families import relatives
from citewell.language.organs import OF_ORGANS
from citewell.language.terms import Term, Terms
from citewell.language.words import STOP_WORDS, stem, stems, words
from citewell.model.question import Concept
from citewell.question.everyday import is_everyday, is_vague
from citewell.question.facets import ASKING_WORDS
from citewell.question.names import class_members

# "CA19-9" and "IL-6" are one name each: without its figure, the second is another.
CODE = re.compile(r"(?=[\w-]*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z]{1,3})?-\d+[A-Za-z]?(?![\w-])")


# Vitamin D and hepatitis B are names: without its letter, each is another thing.
LETTERED = re.compile(
    r"\b(?:vitamin[ -][B-K]|(?:vitamin|hepatitis|influenza|protein|factor|coenzyme|complement|immunoglobulin)[ -](?-i:[A-Z]))\d{0,3}(?![\w-])",
    re.IGNORECASE,
)


def term_concept(surface: str, term: Term, table: Terms, *, required: bool) -> Concept:
    variants = dict.fromkeys(phrase for name in (surface, *term.names) for phrase in _phrases(name))
    kinds = table.narrower_names(term)
    narrower = dict.fromkeys(phrase for name in kinds for phrase in _phrases(name))
    # A population is named in few sentences; children and pregnancy change the answer, so they stay required.
    soft = term.preferred in {"older adults", "women", "men"}
    return Concept(
        surface=surface,
        preferred=surface if term.vocabulary and stems(surface) == stems(term.preferred) else term.preferred,
        synonyms=term.synonyms,
        variants=tuple(variant for variant in variants if variant),
        narrower=tuple(variant for variant in narrower if variant and variant not in variants),
        kinds=kinds,
        required=required and not soft,
        type=term.type,
        vocabulary=term.vocabulary,
    )


_JOINING = ("and", "plus", "with")


def _phrases(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the stems of a name: as it is, in the other spelling, and without the word that joins two drugs."""
    said = words(name)
    yield tuple(map(stem, said))
    for at, word in enumerate(said):
        yield from (tuple(map(stem, (*said[:at], other, *said[at + 1 :]))) for other in other_spellings(word))
        if word in _JOINING and 0 < at < len(said) - 1 and len(said) <= _JOINED:
            yield tuple(map(stem, (*said[:at], *said[at + 1 :])))


# "Zanolol and quibrex" is written "zanolol-quibrex" as well.
_JOINED = 4


# Who asks these of a drug asks nothing that its treatment answers: a source must speak of it.
_UNCLINICAL = frozenset(
    "discovered invented discoverer inventor cost costs price buy sell sold manufacturer manufactures patent".split()
)


def word_concept(surface: str, stemmed: str) -> Concept | None:
    """Return the concept of a single word; an everyday word only colours the question."""
    if len(stemmed) < 2 or surface.lower() in STOP_WORDS or surface.isdigit():
        return None
    everyday = (is_everyday(stemmed) or surface.lower() in ASKING_WORDS) and surface.lower() not in _UNCLINICAL
    return Concept(
        surface=surface,
        preferred=surface,
        synonyms=(),
        variants=tuple(dict.fromkeys(((stemmed,), *OF_ORGANS.get(stemmed, ()), *_relatives(surface, stemmed)))),
        required=not everyday,
        type="everyday" if everyday else "vague" if is_vague(stemmed) else _kind(surface),
    )


def _kind(surface: str) -> str:
    return "intervention" if surface.lower() in class_members() else "word"


def _relatives(surface: str, stemmed: str) -> Iterator[tuple[str, ...]]:
    """Yield the stems of the noun or the adjective beside a word, where the stemmer makes them two."""
    if not surface.isupper():
        also = (*relatives(surface), *other_spellings(surface.lower()))
        yield from ((token,) for token in dict.fromkeys(map(stem, also)) if token != stemmed)


def code_concept(surface: str) -> Concept:
    """Return the concept of a name with a figure after a dash, in the ways in which it is written."""
    apart = re.findall(r"[A-Za-z]+|\d+", surface)
    variants = dict.fromkeys((tuple(stems(surface)), tuple(stems(" ".join(apart))), tuple(stems("".join(apart)))))
    is_vitamin = surface.lower().startswith(("vitamin", "coenzyme"))
    return Concept(
        surface=surface,
        preferred=surface,
        synonyms=(),
        variants=tuple(variants),
        type="intervention" if is_vitamin else "word",
    )
