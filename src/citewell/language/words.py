"""Words and stems. One stemmer serves the questions, the sentences and the gate."""

from __future__ import annotations

import re
from functools import lru_cache

import Stemmer

from citewell.language.british import fold_spelling

# Raised when a stem changes: what is kept as stems was made under the number then, and is made anew under another.
ANALYSIS = 2
_WORD = re.compile(r"[A-Za-z0-9]+(?:['’][a-z]+)?")
_DASHES = str.maketrans({"‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"})
_FOLD = str.maketrans("àáâãäåçèéêëìíîïñòóôõöùúûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy")
# Its own cache, of 10,000 words, costs three times what it saves: ours stand before it.
_stemmer = Stemmer.Stemmer("english", 0)


def normalise(text: str) -> str:
    """Return the text in lower case with one kind of dash and without accents, character for character."""
    if text.isascii():
        return text.lower()
    return text.translate(_DASHES).lower().translate(_FOLD)


def words(text: str) -> list[str]:
    """Return the words and numbers of a text in order, in lower case; hyphens and marks part them."""
    return [w.replace("’", "'").removesuffix("'s") for w in _WORD.findall(normalise(text))]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the stem of one lower-case word, British and American spellings brought together."""
    return _stem(word)


def _stem(word: str) -> str:
    folded = fold_spelling(word)
    # An inflammation is not its organ: the stemmer makes "pancreatic" of pancreatitis too.
    if folded.endswith("itis"):
        return folded
    if folded.endswith("itides"):
        return f"{folded.removesuffix('itides')}itis"
    found: str = _stemmer.stemWord(folded)
    return found


def stems(text: str) -> list[str]:
    """Return the stems of the words of a text, in order."""
    return [stem(word) for word in words(text)]


_UNACCENTED = {chr(accented): chr(letter) for accented, letter in _FOLD.items()}
# What no word holds becomes a space; an apostrophe may stand within one. Capitals become small, accents go.
_PARTED = bytes(
    ord(_UNACCENTED.get(char, char if char.isascii() and (char.isalnum() or char == "'") else " "))
    for char in map(chr, range(256))
).lower()
_LONGEST_WORD = 60


class _Stems(dict[bytes, str]):
    """The stems of each word met, worked out once; emptied when it holds as many words as it may."""

    _MOST_WORDS = 50_000

    def __missing__(self, word: bytes) -> str:
        if len(word) > _LONGEST_WORD:
            return ""
        if len(self) >= self._MOST_WORDS:
            self.clear()
        written = word.decode("ascii")
        found = " ".join(map(_stem, words(written))) if "'" in written else _stem(written)
        self[word] = found
        return found


_stems_of = _Stems()


def forget_words() -> None:
    """Forget the stems of the words that were met, as a measure does that is to begin as a new process begins."""
    _stems_of.clear()


def stemmed(text: str) -> str:
    """Return the `stems` of a text as one line for an index, parted by spaces, but for words of over 60 letters.

    It gives what `stems` gives in a sixth of the time: the text is parted by one table of bytes, and each word
    is looked up whole.
    """
    if not text.isascii():
        text = text.lower().replace("’", "'")
    # What is not of Latin-1 becomes a question mark, which no word holds either.
    return " ".join(map(_stems_of.__getitem__, text.encode("latin-1", "replace").translate(_PARTED).split()))


def contains_phrase(haystack: list[str], phrase: tuple[str, ...]) -> bool:
    """Tell whether the stems of `phrase` stand next to each other in `haystack`."""
    size = len(phrase)
    if size == 1:
        return phrase[0] in haystack
    first = phrase[0]
    return any(token == first and tuple(haystack[i : i + size]) == phrase for i, token in enumerate(haystack))


# Words that carry grammar, not meaning.
STOP_WORDS = frozenset(
    """a about above after again against all am among an and any are as at be because been before being below
    between both but by can could did do does doing don down during each else ever few for from further get gets
    getting go goes going gone got had has have having he her here hers herself him himself his how i if in into
    is isn it its itself just let ll may me might mine more most much must my myself no nor not now of off on
    once one only or other our ours ourselves out over own per re s same shall she should so some such t than that the
    their theirs them themselves then there these they this those through to too towards until up upon us ve
    versus very vs was we were what whats when where whether which while who whom whose why will with within
    without would you your yours yourself""".split()
)
