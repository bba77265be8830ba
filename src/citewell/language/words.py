"""Words and stems. One stemmer serves the questions, the sentences and the gate."""

from __future__ import annotations

import re
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"[A-Za-z0-9]+(?:['’][a-z]+)?")
_DASHES = str.maketrans({"‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"})
_FOLD = str.maketrans("àáâãäåçèéêëìíîïñòóôõöùúûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy")
_stemmer = Stemmer.Stemmer("english")

# British and American spellings that a stemmer does not bring together: (British, American).
_SPELLINGS = {
    "haem": "hem", "aemi": "emi", "oedem": "edem", "oesoph": "esoph", "oestr": "estr", "paed": "ped",
    "rrhoe": "rrhe", "faec": "fec", "anaesth": "anesth", "tumour": "tumor", "behaviour": "behavior",
    "colour": "color", "odour": "odor", "ischaem": "ischem", "sulph": "sulf", "dyspnoea": "dyspnea",
    "apnoea": "apnea", "foetus": "fetus", "foetal": "fetal", "caecum": "cecum", "coeliac": "celiac",
    "gynaec": "gynec", "leucocyt": "leukocyt", "centre": "center", "litre": "liter", "fibre": "fiber",
}  # fmt: skip
_BRITISH = re.compile(
    "|".join(sorted(_SPELLINGS, key=len, reverse=True))
    + r"|(?<=[a-z]{3})is(?=(?:e|ed|es|ing|ation|ations)\b)|(?<=[a-z]{3})ys(?=(?:e|ed|es|ing)\b)"
)


def _american(match: re.Match[str]) -> str:
    found = match.group()
    return _SPELLINGS.get(found) or found[0] + "z"


def fold_spelling(lower_case: str) -> str:
    """Return lower-case text with British spellings written the American way."""
    return _BRITISH.sub(_american, lower_case)


def normalise(text: str) -> str:
    """Return the text in lower case with one kind of dash and without accents, character for character."""
    return text.translate(_DASHES).lower().translate(_FOLD)


def words(text: str) -> list[str]:
    """Return the words and numbers of a text in order, in lower case; hyphens and marks part them."""
    return [w.replace("’", "'").removesuffix("'s") for w in _WORD.findall(normalise(text))]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the stem of one lower-case word, British and American spellings brought together."""
    return str(_stemmer.stemWord(fold_spelling(word)))


def stems(text: str) -> list[str]:
    """Return the stems of the words of a text, in order."""
    return [stem(word) for word in words(text)]


def contains_phrase(haystack: list[str], phrase: tuple[str, ...]) -> bool:
    """Tell whether the stems of `phrase` stand next to each other in `haystack`."""
    size = len(phrase)
    if size == 1:
        return phrase[0] in haystack
    first = phrase[0]
    return any(
        token == first and tuple(haystack[i : i + size]) == phrase for i, token in enumerate(haystack)
    )


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
