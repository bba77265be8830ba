"""Which names of the vocabularies a question means: guarded, since they hold "Back", "Time" and "ALL" as well.

Rules, each with its reason:
- A single word of everyday use, or of the grammar of questions, is no term: vocabularies name everything.
- An abbreviation counts as written. In lower case it counts only if it can mean one thing and is no English word.
- A name of several things is taken for the one that bears it as its preferred name; an abbreviation, for the one
  that the records tie to the other words of the question. Else it is left alone.
- A synonym is searched for only if it cannot be mistaken for another thing, and its words occur in the library.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from citewell.language.british import fold_spelling
from citewell.language.terms import Term, Terms, TermSource, Word
from citewell.language.words import STOP_WORDS, stems
from citewell.language.words import words as words_of
from citewell.question.everyday import is_everyday, is_general, is_vague
from citewell.question.facets import ASKING_WORDS

Phrase = tuple[str, ...]

LONGEST_NAME = 7
# Of a term's other names, so many are searched for; of its kinds, so many.
MOST_SYNONYMS = 8
MOST_KINDS = 12
# A class that has more kinds is too wide to be told by them.
_WIDEST = 60
# How clearly the records must tie one long form of an abbreviation to the question: against the next, and at all.
_CLEARLY = 3
_AT_LEAST = 2
# Whose name for a thing is shown first.
_ORDER = ("MeSH", "MONDO", "DOID", "HPO")
ABBREVIATIONS = "Abbreviations"
_TYPES = ("condition", "intervention", "population", "finding", "word")


class Vocabularies(Protocol):
    """The vocabularies of a library, and what its records say of their names."""

    def named(self, phrases: Iterable[Phrase]) -> dict[Phrase, list[Term]]:
        """Return the terms that have one of these names, given as stems."""

    def begin_names(self, words: Iterable[str]) -> frozenset[str]:
        """Return those of the words, given as stems, with which the name of a term begins."""

    def drug(self, phrase: Phrase) -> Term | None:
        """Return the drug that a label of the library has under this name; None if none has."""

    def kinds_of(self, term: Term, *, most: int) -> list[Term]:
        """Return the terms right below one in its vocabulary, at most so many."""

    def has_written(self, word: str) -> bool:
        """Tell whether a word, given as its stem, stands in any record."""

    def is_common(self, word: str) -> bool:
        """Tell whether several records hold a word, given as its stem: it is spelt as it should be."""

    def together(self, phrase: Phrase, others: Sequence[str]) -> int:
        """Return in how many of the records that are best on the other words the phrase stands too."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The terms of one text, before those of the table that ships with the package are asked."""

    first: Terms
    at: Mapping[int, tuple[Term, int]]
    known: frozenset[str]

    def match_at(self, tokens: list[str], position: int) -> tuple[Term, int] | None:
        shipped, own = self.first.match_at(tokens, position), self.at.get(position)
        return own if own and (shipped is None or own[1] > shipped[1]) else shipped

    def narrower_names(self, term: Term) -> tuple[str, ...]:
        return term.narrower if term.vocabulary else self.first.narrower_names(term)

    def vocabulary(self) -> frozenset[str]:
        return self.first.vocabulary() | self.known

    def words(self) -> frozenset[str]:
        return self.first.words()


class VocabularyTerms:
    """Looks the terms of a question up: in the table given first, then in the library's vocabularies."""

    def __init__(self, first: TermSource, vocabularies: Vocabularies) -> None:
        self._first = first
        self._vocabularies = vocabularies

    def among(self, words: Sequence[Word]) -> Terms:
        first = self._first.among(words)
        tokens = [word.stem for word in words]
        known = self._vocabularies.begin_names(dict.fromkeys(token for token in tokens if len(token) > 3))
        known |= {t for t in tokens if len(t) > 3 and t not in first.vocabulary() | known and self._is_known_word(t)}
        return _Found(first, self._found(words, tokens, first), known)

    def _is_known_word(self, token: str) -> bool:
        """Tell whether a word that no name begins with is one all the same: "station" is no slip for "statin"."""
        return not is_everyday(token) and token not in STOP_WORDS and self._vocabularies.is_common(token)

    def _found(self, words: Sequence[Word], tokens: list[str], first: Terms) -> dict[int, tuple[Term, int]]:
        """Return the terms by the place of their first word, with their length; none begins within another."""
        named = self._vocabularies.named(
            phrase for start in range(len(tokens)) for phrase in _phrases_at(tokens, start, shortest=1)
        )
        shouted = all(word.surface.isupper() or not word.surface.isalpha() for word in words)
        found: dict[int, tuple[Term, int]] = {}
        start = 0
        while start < len(tokens):
            shipped = first.match_at(tokens, start)
            length = shipped[1] if shipped else 1
            for phrase in _phrases_at(tokens, start, shortest=length + 1 if shipped else 1):
                terms = [] if _is_part_of_a_code(words, start, len(phrase)) else named.get(phrase, [])
                others = [*tokens[:start], *tokens[start + len(phrase) :]]
                meant = self._meant(words[start : start + len(phrase)], terms, others, shouted=shouted)
                term = self._searched(meant, phrase) if meant else None
                if term is not None:
                    found[start] = (term, length := len(phrase))
                    break
            if shipped is None and (drug := self._drug(words[start], found.get(start))):
                found[start] = (drug, 1)
            start += length
        return found

    def _drug(self, word: Word, found: tuple[Term, int] | None) -> Term | None:
        """Return the drug of which labels tell under this name, if no vocabulary knows what sort of thing it is."""
        if found and (found[1] > 1 or found[0].type != "word"):
            return None
        if len(word.stem) < _SHORTEST_DRUG or _is_plain(word) or is_vague(word.stem) or not word.surface.isalpha():
            return None
        return self._vocabularies.drug((word.stem,))

    def _meant(self, said: Sequence[Word], terms: list[Term], others: list[str], *, shouted: bool) -> list[Term] | None:
        """Return the terms of the one thing that a name means here; None if it means none, or one of several."""
        if not terms:
            return None
        phrase = tuple(word.stem for word in said)
        surface = " ".join(word.surface for word in said)
        as_written = not shouted and any(c.isupper() for c in surface[1:])
        shortened = [term for term in terms if _is_abbreviated(term, phrase)]
        if shortened and (as_written or len(shortened) == len(terms)):
            return self._abbreviated(said, shortened, others, as_written=as_written)
        # A word that a table of abbreviations explains nothing by is no term for that.
        terms = [
            term
            for term in terms
            if any(_are_same_words(surface, name) for name in term.names)
            and (len(said) > 1 or term.vocabulary != ABBREVIATIONS)
        ]
        if not terms or not _is_subject(said, terms) or (not shouted and _is_short_form(surface)):
            return None
        things = _named_first(_things(terms, phrase), phrase)
        return things[0] if len(things) == 1 else None

    def _abbreviated(
        self, said: Sequence[Word], terms: list[Term], others: list[str], *, as_written: bool
    ) -> list[Term] | None:
        """Return what an abbreviation means among other words; None if nothing tells.

        Vocabularies hold thousands of abbreviations, most of them of genes and rare diseases. So even the only meaning
        they know counts only if two of them agree on it, or a record speaks of it with the other words.
        """
        phrase = tuple(word.stem for word in said)
        if not all(word.surface.isascii() for word in said):
            return None
        things = _things(terms, phrase)
        if not as_written and (len(things) > 1 or len(said) > 1 or not _may_be_lower(said[0].surface, phrase[0])):
            return None
        if len(things) == 1 and len({term.vocabulary for term in terms}) > 1:
            return things[0]
        content = [word for word in others if len(word) > 2 and word not in STOP_WORDS and not is_everyday(word)]
        backed = sorted(((self._backing(thing, phrase, content), -n) for n, thing in enumerate(things)), reverse=True)
        (best, place), next_best = backed[0], backed[1][0] if len(backed) > 1 else 0
        enough = max(_AT_LEAST, _CLEARLY * next_best) if len(things) > 1 else 1
        return things[-place] if best >= enough else None

    def _backing(self, thing: list[Term], phrase: Phrase, others: list[str]) -> int:
        names = dict.fromkeys(tuple(stems(name)) for term in thing for name in term.names)
        long_forms = [name for name in names if name != phrase and len(name) > 1][:2]
        return max((self._vocabularies.together(name, others) for name in long_forms), default=0)

    def _searched(self, thing: list[Term], phrase: Phrase) -> Term | None:
        """Return a thing as one term, with the synonyms and the kinds that are searched for.

        None if that tells nothing which the words do not.
        """
        term = _as_one(thing)
        shorts = {key for name in term.names if len(name) <= _LONGEST_UNCLEAR and len(key := tuple(stems(name))) == 1}
        shorts.discard(phrase)
        unclear = {key for key, terms in self._vocabularies.named(shorts).items() if len(_things(terms, key)) > 1}
        kept: dict[Phrase, str] = {}
        for name in sorted(term.synonyms, key=lambda name: len(stems(name))):
            key = tuple(stems(name))
            if key not in unclear and self._is_searched(name, key) and not _is_covered(key, [phrase, *kept]):
                kept[key] = name
        synonyms, kinds = tuple(kept.values())[:MOST_SYNONYMS], self._kinds(thing)
        preferred = tuple(stems(term.preferred))
        is_other_name = preferred != phrase and _is_telling(preferred)
        is_more = preferred == phrase and (term.type != "word" or synonyms or kinds)
        return replace(term, synonyms=synonyms, narrower=kinds) if is_other_name or is_more else None

    def _kinds(self, thing: list[Term]) -> tuple[str, ...]:
        """Return the names of the members of a class of drugs, as far as the library writes of them.

        Of a disease none: below it vocabularies keep what goes with it as well, and a sentence on psoriatic arthritis
        tells nothing of rheumatoid arthritis.
        """
        if all(term.type != "intervention" for term in thing):
            return ()
        below = [self._vocabularies.kinds_of(term, most=_WIDEST + 1) for term in thing]
        names: dict[Phrase, str] = {}
        for kind in (kind for kinds in below if len(kinds) <= _WIDEST for kind in kinds):
            names.setdefault(tuple(stems(kind.preferred)), kind.preferred)
        return tuple(name for key, name in names.items() if _is_telling(key) and self._occurs(key))[:MOST_KINDS]

    def _is_searched(self, name: str, phrase: Phrase) -> bool:
        return not _OF_LISTS.search(name) and _is_telling(phrase) and self._occurs(phrase)

    def _occurs(self, phrase: Phrase) -> bool:
        return all(self._vocabularies.has_written(word) for word in phrase)


def _phrases_at(tokens: list[str], start: int, *, shortest: int) -> Iterator[Phrase]:
    """Yield the runs of words that begin at a place, the longest first."""
    for size in range(min(LONGEST_NAME, len(tokens) - start), shortest - 1, -1):
        phrase = tuple(tokens[start : start + size])
        if all(phrase):
            yield phrase


def _is_part_of_a_code(words: Sequence[Word], start: int, size: int) -> bool:
    """Tell whether an abbreviation goes on with a number: "CPX-351" is no CPX."""
    after = words[start + 1 : start + 2]
    return size == 1 and _is_abbreviation(words[start].surface) and any(word.surface.isdigit() for word in after)


def _is_abbreviation(name: str) -> bool:
    """Tell whether a name is written as abbreviations are: one short word with capitals within, or with figures."""
    capitals = sum(c.isupper() for c in name)
    return " " not in name and len(name) <= 12 and (capitals > 1 or (capitals == 1 and any(c.isdigit() for c in name)))


_LONGEST_SHORT_FORM = 5
_SHORTEST_DRUG = 5
# A name of one word, no longer than this, is looked up for other things that it may mean.
_LONGEST_UNCLEAR = 6


def _is_short_form(surface: str) -> bool:
    """Tell whether a reader wrote an abbreviation: "CAT scans" are of no cats."""
    return surface.isupper() and 1 < len(surface) <= _LONGEST_SHORT_FORM and surface.isalpha()


# How names are written in lists, and not in sentences: "sclerosis, susceptibility to", "urticaria (disease)".
_OF_LISTS = re.compile(r"[,;()\[\]_]| - ")


def _is_abbreviated(term: Term, phrase: Phrase) -> bool:
    names = [name for name in term.names if tuple(stems(name)) == phrase]
    return bool(names) and all(_is_abbreviation(name) or _is_acronym(name, term.preferred) for name in names)


def _is_acronym(name: str, long: str) -> bool:
    """Tell whether a short name is made of the letters of the long one in order, however it is written."""
    letters, words = name.lower(), words_of(long)
    if len(letters) > _LONGEST_SHORT_FORM or len(words) < 2 or letters in words or words[0][0] != letters[:1]:
        return False
    rest = iter("".join(words))
    return all(letter in rest for letter in letters)


# What can be spoken as an English word: vowels with the clusters of consonants that may begin and end a syllable.
_WORD_LIKE = re.compile(
    r"(?:(?:[bcdfghjklmnpqrstvwxz]|[bcfgp]l|[bcdfgptw]r|[cgpstw]h|ph|qu|[gk]n|dw|tw|sw|s[cklmnpqt]|s[cpt]r|spl|sch|shr|thr)?"
    r"[aeiouy]+"
    r"(?:[bcdfghjklmnpqrstvwxz]|ck|ct|ft|gh|ght|l[dfkmptv]|ll|mb|mn|mp|n[cdgkstx]|pt|r[bcdfgklmnpstv]|s[hkmpst]|ff|th|tch|zz)?s?)+"
)


def _may_be_lower(surface: str, token: str) -> bool:
    """Tell whether an abbreviation may be meant by what stands there without capitals: "copd", but not "bind"."""
    lower = surface.lower()
    return len(lower) > 2 and not is_everyday(token) and not _is_grammar(lower) and not _WORD_LIKE.fullmatch(lower)


_PLURALS = (
    ("ies", "y"),
    ("oses", "osis"),
    ("daches", "dache"),
    ("haches", "hache"),
    ("kaches", "kache"),
    ("ches", "ch"),
    ("sses", "ss"),
    ("xes", "x"),
    ("s", ""),
)


def _are_same_words(one: str, other: str) -> bool:
    """Tell whether two names differ in number or spelling only: "project" is no "projection"."""
    return [_singular(word) for word in words_of(one)] == [_singular(word) for word in words_of(other)]


def _singular(word: str) -> str:
    plain = fold_spelling(word)
    for ending, singular in _PLURALS:
        if plain.endswith(ending) and not plain.endswith(("ss", "us", "is")):
            return plain.removesuffix(ending) + singular
    return plain


def _is_grammar(word: str) -> bool:
    return word in STOP_WORDS or word in ASKING_WORDS


def _is_subject(said: Sequence[Word], terms: list[Term]) -> bool:
    """Tell whether a name that is no abbreviation may be what a question is about."""
    if len(said) == 1:
        word = said[0]
        return not _is_plain(word) and not is_vague(word.stem) and len(word.stem) > 2 and not word.surface.isdigit()
    # "Hair loss" is said in everyday words, and so are "risk factors" and "the syndrome": the first is a condition.
    return not all(_is_plain(word) for word in said) or (
        any(term.type != "word" for term in terms) and not any(_is_grammar(word.surface.lower()) for word in said)
    )


def _is_plain(word: Word) -> bool:
    return is_everyday(word.stem) or is_general(word.stem) or _is_grammar(word.surface.lower())


def _things(terms: list[Term], phrase: Phrase) -> list[list[Term]]:
    """Return the terms parted by what they name: two that share a further name are one thing."""
    things: list[tuple[set[Phrase], list[Term]]] = []
    for term in terms:
        names = {tuple(stems(name)) for name in term.names} - {phrase}
        if tuple(stems(term.preferred)) == phrase:
            names.add(phrase)
        same = [thing for thing in things if thing[0] & names]
        things = [thing for thing in things if thing not in same]
        things.append((names.union(*(t[0] for t in same)), [*(t for thing in same for t in thing[1]), term]))
    return [members for _, members in things]


def _named_first(things: list[list[Term]], phrase: Phrase) -> list[list[Term]]:
    """Return the one thing that has this as its preferred name, if there is one; else all."""
    preferred = [thing for thing in things if any(tuple(stems(term.preferred)) == phrase for term in thing)]
    return preferred if len(preferred) == 1 else things


def _as_one(terms: list[Term]) -> Term:
    """Return the terms of one thing as one, under the name of the vocabulary that comes first.

    Vocabularies differ in how near a synonym must be. So the first one's count, and what two of them agree on.
    """
    ordered = sorted(terms, key=lambda term: (_rank(term.vocabulary), term.code))
    first = ordered[0]
    kind = next(kind for kind in _TYPES if any(term.type == kind for term in ordered))
    own = {tuple(stems(name)): name for name in reversed(first.synonyms)}
    for term in ordered[1:]:
        own.setdefault(tuple(stems(term.preferred)), term.preferred)
    agreed = Counter(key for term in ordered for key in {tuple(stems(name)) for name in term.names})
    for term in ordered[1:]:
        own |= {key: name for name in term.synonyms if agreed[key := tuple(stems(name))] > 1 and key not in own}
    own.pop(tuple(stems(first.preferred)), None)
    return replace(first, synonyms=tuple(own.values()), type=kind)


def _rank(vocabulary: str) -> tuple[int, str]:
    if vocabulary in _ORDER:
        return _ORDER.index(vocabulary), ""
    return len(_ORDER) + (vocabulary == ABBREVIATIONS), vocabulary


def _is_telling(phrase: Phrase) -> bool:
    """Tell whether a text that holds these words names the thing, and does not just happen to hold them."""
    if len(phrase) > LONGEST_NAME:
        return False
    plain = [is_everyday(word) or word in STOP_WORDS or is_vague(word) or is_general(word) for word in phrase]
    return not all(plain) if len(phrase) > 1 else not plain[0] and len(phrase[0]) > 2


def _is_covered(phrase: Phrase, others: Iterable[Phrase]) -> bool:
    """Tell whether a text that holds this name holds another one as well."""
    return any(phrase[at : at + len(other)] == other for other in others for at in range(len(phrase) - len(other) + 1))
