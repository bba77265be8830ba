"""How hard a text is to read, by the Flesch-Kincaid grade level.

Source of the formula: Kincaid, Fishburne, Rogers & Chissom, Derivation of New Readability Formulas for Navy Enlisted
Personnel, Research Branch Report 8-75, 1975: 0.39 x words per sentence + 11.8 x syllables per word - 15.59.

A word is a run of letters or a number; a number counts as one syllable; the parts of a hyphened word are words of their
own. Syllables are counted from the spelling. docs/explanation/audiences.md tells how that agrees with a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache

from citewell.language.sentences import split_sentences

FORMULA = "Flesch-Kincaid grade level"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d.,/]*")
_VOWELS = re.compile(r"[aeiouy]+")
# Two vowels that are spoken apart ("media", "video"), after those that only soften a consonant ("social", "action").
_SOFTENED = re.compile(
    r"(?:c|t|s|x|g)i(?=on|ous|al\b|als\b|ally|an\b|ans\b|ent|enc)|(?<=ll)i(?=on)|(?<=q)u|(?<=g)u(?=[aei])"
)
_APART = re.compile(
    r"ia|io|iu|eo(?!us|n\b)|ua(?!ge|rd)|uo|ie(?=t|nt|nc|r)|ea(?=\b|ti|tor|l\b)|eu(?=m)|uid|[aeiou]ing\b|[ao]y(?=[aeo])|ism\b"
)
_SILENT_END = re.compile(
    r"(?<=[^laeiouy])e$|(?<=[aeiouyl]l)e$|(?<=[^tdaeiouyl])ed$|(?<=[aeiouyl]l)ed$|(?<=[^cshxzglaeiouy])es$|(?<=[tp]h)es$"
)
_SILENT_MIDDLE = re.compile(r"e(?=ment|ful|less|ly\b|ness|times?\b|lines?\b|work|where)")
_IRREGULAR = {
    "people": 2,
    "diabetes": 4,
    "aspirin": 2,
    "every": 2,
    "area": 3,
    "idea": 3,
    "being": 2,
    "doing": 2,
    "young": 1,
    "real": 1,
    "dose": 1,
}


@dataclass(frozen=True, slots=True)
class Counts:
    """The words, sentences and syllables of a text."""

    words: int
    sentences: int
    syllables: int

    @property
    def grade(self) -> float:
        """The Flesch-Kincaid grade level; 0 for a text without words, and never below 0."""
        if not self.words:
            return 0.0
        return max(0.0, 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59)


def counts(texts: Iterable[str], *, names: Container[str] = ()) -> Counts:
    """Return the counts of some texts together: none of their sentences goes on in the next text.

    names: words, in lower case, that are counted as one syllable each.
    """
    words = sentences = syllables = 0
    for text in texts:
        for sentence in split_sentences(text):
            spoken = _WORD.findall(sentence.text)
            words += len(spoken)
            sentences += bool(spoken)
            syllables += sum(1 if word.lower() in names else syllable_count(word) for word in spoken)
    return Counts(words, max(1, sentences), syllables)


@lru_cache(maxsize=20_000)
def syllable_count(word: str) -> int:
    """Return how many syllables a word has, told from its spelling; at least 1, and 1 for a number.

    A short word in capitals is spelt out: a syllable a letter.
    """
    if word[0].isdigit():
        return 1
    if word.isupper() and 2 <= len(word) <= 4:
        return len(word) + 2 * word.count("W")
    lower = word.lower().replace("’", "'").removesuffix("'s")
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    spelt = _SOFTENED.sub(lambda match: match.group()[0] if match.group() not in {"i", "u"} else "", lower)
    spoken = _SILENT_END.sub("", _SILENT_MIDDLE.sub("", spelt))
    return max(1, len(_VOWELS.findall(spoken)) + len(_APART.findall(spoken)))
