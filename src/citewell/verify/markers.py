"""The small words that say how strongly, how surely, of how many and with what exceptions a sentence holds.

Each kind is an ordered scale, taken from those who define what the words mean:

- Recommendations: American College of Cardiology / American Heart Association, class of recommendation and its phrases
  (Halperin et al., Circulation 2016;133:1426-8): "should", "is recommended" and "is indicated"; "is reasonable"; "may be
  considered". NICE, Developing guidelines, chapter 9: "must" and "must not" above "should", "consider" below.
- Certainty: GRADE guidelines 26 (Santesso et al., J Clin Epidemiol 2020;119:126-35): high certainty "reduces", moderate
  "probably" or "likely", low "may", very low "uncertain". "Seems" and "appears" are taken for less than "is" (EBM
  Guidelines, survey of 132 respondents, Cochrane Colloquium 2011); here they are on the step of "may".
- Quantity and frequency: Horn, "A Natural History of Negation", 1989, chapter 4: all, most, many, some; always, usually,
  often, sometimes. Who says "some" means that it is not all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from citewell.verify.reading import Sentence, read


class Kind(StrEnum):
    ADVICE = "advice"
    HEDGE = "hedge"
    BOOST = "boost"
    GRADE = "grade"
    QUANTITY = "quantity"
    FREQUENCY = "frequency"
    EXCEPTION = "exception"
    CONDITION = "condition"
    ONLY = "only"


# Each row: the kind, the step on its scale (the higher, the more is said), the words.
_ROWS: tuple[tuple[Kind, int, str], ...] = (
    (Kind.ADVICE, 4, r"must|shall|mandatory|imperative|obligatory|required|essential|necessary|has to|have to|needs? to be"),
    (Kind.ADVICE, 3, r"should(?! be considered| consider)|ought to|recommend(?:s|ed|ation|ations|ing)?|advis(?:e|es|ed|able)|(?<!contra)indicated"),
    (Kind.ADVICE, 2, r"(?:we|panel|committee|group|guidelines?|authors) suggests?|(?:is|are) suggested|suggested|reasonable|preferred|preferable|encouraged|should be considered|should consider"),
    (Kind.ADVICE, 1, r"(?:may|can|could|might) (?:also )?be (?:considered|given|used|offered|tried|added|started|reasonable|useful|appropriate|continued|performed|taken|prescribed|administered|initiated|stopped)|consider(?:ed)?|an option|optional|options?|acceptable|permitted|allowed"),
    (Kind.HEDGE, 2, r"probabl[ey]|likely|most likely|presumabl[ey]"),
    (Kind.HEDGE, 1, r"may|might|could|would|can|possibl[ey]|possibility|potential(?:ly)?|perhaps|maybe|appear(?:s|ed|ing)?|apparent(?:ly)?|seem(?:s|ed|ingly|ing)?|suggest(?:s|ed|ing|ive)?|tend(?:s|ed|ency)?|hypothesi[sz]ed?|speculate[ds]?|thought to|believed to|considered to|assumed to|hint(?:s|ed)?"),
    (Kind.HEDGE, 0, r"unclear|uncertain(?:ty)?|inconclusive|unknown|not (?:known|clear|certain|established)|controversial|insufficient|debated|whether"),
    (Kind.BOOST, 1, r"will|always|never|certain(?:ly)?|definite(?:ly)?|definitive(?:ly)?|proven?|proves?|proved|guarantee[sd]?|undoubtedly|clearly|conclusive(?:ly)?|unequivocal(?:ly)?|invariably|entirely|completely|fully|undeniabl[ey]|established|confirm(?:s|ed)?|cures?|cured|safest|not only|only|best|well established|without doubt|beyond doubt|unquestionably|obviously|indisputably|absolutely|in fact|universally"),
    (Kind.QUANTITY, 8, r"all|every|each|everyone|everybody|any|whole|entire"),
    (Kind.QUANTITY, 7, r"nearly all|almost all|virtually all|the vast majority|vast majority"),
    (Kind.QUANTITY, 6, r"most|(?:the |a )?majority|mostly"),
    (Kind.QUANTITY, 5, r"many|numerous|a large (?:number|proportion)|much"),
    (Kind.QUANTITY, 4, r"several|multiple|various"),
    (Kind.QUANTITY, 3, r"some|a (?:number|proportion|subset|fraction|part)|certain|a minority|minority"),
    (Kind.QUANTITY, 2, r"a few"),
    (Kind.QUANTITY, 1, r"few|hardly any|very few|little"),
    (Kind.FREQUENCY, 5, r"always|invariably"),
    (Kind.FREQUENCY, 4, r"usually|generally|typically|normally|mainly|mostly|predominantly|in most cases|largely|commonly"),
    (Kind.FREQUENCY, 3, r"frequently|often"),
    (Kind.FREQUENCY, 2, r"sometimes|occasionally|at times|in some cases|on occasion|intermittently"),
    (Kind.FREQUENCY, 1, r"rarely|seldom|infrequently|uncommonly|hardly ever|exceptionally"),
    (Kind.FREQUENCY, 0, r"never"),
    (Kind.EXCEPTION, 1, r"except(?:ing|ed)?(?: for| in| when| if)?|with the exceptions? of|other than|apart from|aside from|excluding|exclud(?:es|ed)|save for|barring|unless"),
    (Kind.CONDITION, 1, r"only if|only when|if|provided(?: that)?|providing|as long as|so long as|on condition|in case|subject to"),
    (Kind.ONLY, 1, r"not only|only|solely|exclusively|alone|merely"),
)  # fmt: skip
_GRADES = re.compile(
    r"\b(?P<grade>very low|low|moderate|intermediate|high|poor|good|weak|strong|limited|insufficient|conclusive|robust|conditional)"
    r"(?: to (?P<also>low|moderate|high))?[- ](?:certainty|quality|confidence|strength|level)?[- ]?(?P<of>certainty|quality|confidence|evidence|recommendations?|strength)\b"
    r"|\b(?P<what>certainty|quality|confidence|strength)(?: of (?:the )?(?:evidence|recommendation))? (?:was|were|is|are|being|as|rated) ?(?:rated |judged |graded |assessed )?(?:as |to be )?(?P<rated>very low|low|moderate|high|weak|strong)\b"
)
_PATTERNS = [(kind, step, re.compile(rf"\b(?:{words})(?![\w])")) for kind, step, words in _ROWS]
# "All-cause mortality", "at all" and "after all" count nobody; "most common" and "the most" are a degree.
_NO_COUNT = re.compile(
    r"\ball[- ]cause|\b(?:at|after|of|above|in) all\b(?= |[,.;]|$)|\bas (?:many|much) as\b|\bhow (?:many|much)\b|\bif any\b"
    r"|\b(?:each|every) (?=\d|day|week|month|year|hour)|\bpredefined\b|\bnot likely\b|\bas likely\b|\b(?:more|less) likely\b|\blikelihood\b"
    r"|\b(?:or|a) (?:confirmed|established) |\bno[- ](?:difference|significant|statistically)|\bas if\b|\bif not\b|\beach other\b"
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker where it stands: `place` is that of the first word of meaning behind it, `own` that of its own words.

    is_last: nothing is behind it in its part of the sentence: it is said of what stands before it.
    """

    kind: Kind
    step: int
    said: str
    own: int
    place: int
    is_last: bool


@lru_cache(maxsize=4096)
def markers(text: str) -> tuple[Marker, ...]:
    """Return the markers of a sentence, given in its canonical form; of two of one kind that overlap, the longer."""
    return tuple(_found(read(text)))


_ENDS = re.compile(r"\s*(?:[,;:.)]|$|(?:and|or|but|whereas|while|although)\b)")


def _found(sentence: Sentence) -> Iterator[Marker]:
    text = sentence.text
    blank = [match.span() for match in _NO_COUNT.finditer(text)]
    found = [
        (match.start(), match.end(), kind, step)
        for kind, step, pattern in _PATTERNS
        for match in pattern.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in blank)
    ]
    reached = dict.fromkeys(Kind, -1)
    for start, end, kind, step in sorted(found, key=lambda item: (item[0], -item[1])):
        if start >= reached[kind]:
            reached[kind] = end
            yield Marker(
                kind,
                step,
                text[start:end],
                sentence.place_from(start),
                sentence.place_from(end),
                _ENDS.match(text, end) is not None,
            )


@dataclass(frozen=True, slots=True)
class Grade:
    """How a source rates its evidence or its advice: what is rated, and how."""

    rated: str
    how: str
    start: int = field(default=0, compare=False)

    @property
    def is_low(self) -> bool:
        """Tell whether it warns: a reader who is not told of it takes the evidence for better than it is."""
        return self.how in _WARNS


_WARNS = frozenset(
    {"very low", "low", "moderate", "intermediate", "poor", "weak", "limited", "insufficient", "conditional"}
)
_RATED = {"certainty": "evidence", "quality": "evidence", "confidence": "evidence", "evidence": "evidence"}


# "Class IIb, level B-R" (ACC/AHA), "grade 2C" (GRADE), "B recommendation" (USPSTF).
_LETTERED = re.compile(
    r"\b(?P<scale>class|level|grade|category|cor|loe)(?: of (?:evidence|recommendation))?:? ?(?P<step>(?:i{1,3}|iv)[ab]?|[1-5] ?[abc+]?|[a-e](?:-[a-z]{1,3})?)(?![a-z0-9])"
    r"|\b(?P<letter>[abcdi]) (?:grade )?recommendation"
)


@lru_cache(maxsize=4096)
def grades(text: str) -> frozenset[Grade]:
    """Return the ratings of evidence and of recommendations in a sentence, given in its canonical form."""
    found = set()
    for match in _GRADES.finditer(text):
        what = match["of"] or match["what"]
        found.add(Grade(_RATED.get(what, "recommendation"), match["grade"] or match["rated"], match.start()))
    found |= {
        Grade(match["scale"] or "recommendation", (match["step"] or match["letter"]).replace(" ", ""), match.start())
        for match in _LETTERED.finditer(text)
    }
    return frozenset(found)
