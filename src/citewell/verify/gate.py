"""The checks a claim must pass, each named so that a reader can see which were made.

Every check compares the claim with its own quotes and nothing else: a true sentence with the wrong source
fails as a false one does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citewell.language.polarity import direction_differs, negation_differs, opposed
from citewell.language.quantities import UNIT_WORDS, quantities
from citewell.language.words import STOP_WORDS, stem, words
from citewell.model.claim import Check, Claim, ClaimKind, Verdict, VerdictKind
from citewell.model.evidence import Record, RecordKind, RetractionStatus

VERIFIER = "gate 1"

# The rule that doses, contraindications and boxed warnings must come from a label or a guideline is ours
# (docs/adr/0006); a sentence that reports what a trial gave or found is not an instruction.
_DOSE = r"\d[\d.,]* ?(?:mg|mcg|µg|g|units|IU|mL)\b"
_COMMANDS = re.compile(
    rf"\b(?:should|must|we (?:recommend|advise|suggest)|(?:is|are) (?:recommended|advised))\b(?:[^.]|\.\d)*?{_DOSE}"
    r"|\b(?:should|must) (?:not|never) (?:be )?(?:use[d]?|tak\w+|given|prescribed|receive\w*|start\w*|administered) (?:in|by|during|with|for|if)\b"
    r"|\bshould be avoided (?:in|by|during|with|for|if)\b|\bdo not (?:take|use|give|start)\b|\bnot recommended (?:in|during) ",
    re.IGNORECASE,
)
_INSTRUCTS = re.compile(
    r"\b(?:recommended|usual|starting|initial|maximum|maintenance) (?:\w+ ){0,3}dos(?:e|age)s?\b"
    r"|\b(?:should|must|can|may) (?:be )?(?:take|taken|given|prescribed|started|use[d]?) [^.]*\b\d[\d.,]* ?(?:mg|mcg|g|units|mL)\b"
    r"|\btake \d|\bdose (?:is|should)\b|\bis contra-?indicated\b|\bare contra-?indicated\b|\bcontra-?indications? (?:are|is|include)\b"
    r"|\bboxed warning\b|\bblack box\b",
    re.IGNORECASE,
)
_REPORTS = re.compile(r"\b(?:received|were given|was given|randomi[sz]ed|assigned|allocated|took)\b", re.IGNORECASE)
# What a sentence may add to the words of its source: words that tell of a study, and name nothing.
_ADDED = frozenset(
    stem(word)
    for word in "study studies trial trials review evidence data research found finding findings showed shown shows reported reports"
    " results result according compared comparison group groups effect effects overall about roughly approximately total".split()
)
# "Reduction" is "reduced" and "diagnosis" "diagnosed", though their stems differ; "quinine" is not "quinidine".
_ROOT, _ENDING = 5, 2
_ACRONYM_OR_NAME = re.compile(r"\b(?:[A-Z]{2,}[A-Za-z0-9-]*|[A-Z][a-z]+(?=\b))")
_DRUG_LIKE = re.compile(
    r"\b[a-z]*(?:mab|nib|pril|sartan|statin|olol|dipine|azole|cillin|mycin|floxacin|gliptin|gliflozin|glutide|xaban|gatran|parin|oxetine|aline|alopram|triptan|gepant|prazole|profen|coxib|pam|lam|tidine|setron|vir|sone|solone|onide|terol|tropium|thiazide|afil|lukast|zosin|barbital|amide|amine|amycin|oxacin|idone|apine|peridol|warfarin|aspirin|metformin|insulin|lithium|ibuprofen|naproxen|paracetamol|acetaminophen|codeine|morphine|tramadol|oxycodone|nitrofurantoin|fosfomycin|digoxin|heparin)\b",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    r"(?P<sign>[<>≤≥]|\b(?:at least|at most|less than|more than|fewer than|greater than|no more than|no less than|older than|younger than|below|under"
    r"|above|over|up to|within|exceed\w*)\b)\s*(?=[\d.])",
    re.IGNORECASE,
)
_WAYS = {
    "<": "below", "≤": "below", "less than": "below", "fewer than": "below", "below": "below", "under": "below", "at most": "below",
    "no more than": "below", "up to": "below", "within": "below", "younger than": "below",
    ">": "above", "≥": "above", "more than": "above", "greater than": "above", "above": "above", "over": "above", "at least": "above",
    "no less than": "above", "older than": "above",
}  # fmt: skip
_NUMBER_AT = re.compile(r"[\d.,]*\d")
_OR_MORE = re.compile(
    r"(?P<number>\d[\d.,]*)\s*(?:%|[A-Za-z]+(?: [A-Za-z]+)?)?\s+or\s+(?:(?P<more>older|more|above|over|higher|greater|longer)|(?P<less>younger|less|below|under|lower|fewer|shorter))\b",
    re.IGNORECASE,
)


def check_claim(claim: Claim, records: Mapping[str, Record]) -> Verdict:
    """Return the gate's verdict on a claim, given the records it cites by id."""
    quotes = [citation.quote for citation in claim.citations]
    checks = [
        _quote_at_span(claim, records),
        _not_retracted(claim, records),
        *compare(claim.text, quotes, is_quote=claim.kind is ClaimKind.QUOTED),
        _authority(claim, records),
    ]
    return _verdict(checks)


def judge_text(text: str, evidence: Sequence[str]) -> Verdict:
    """Return the gate's verdict on a sentence, given the texts that are said to support it."""
    return _verdict(compare(text, list(evidence), is_quote=False))


def compare(text: str, quotes: list[str], *, is_quote: bool) -> list[Check]:
    """Return the checks of a text against its quotes. Words that were copied whole agree with themselves."""
    if not any(quote.strip() for quote in quotes):
        return [Check("has_evidence", False, "no evidence was given")]
    return [
        _wording(text, quotes, is_quote=is_quote),
        _numbers(text, quotes),
        _units(text, quotes),
        _frequency(text, quotes),
        _comparisons(text, quotes),
        _negation(text, quotes),
        _direction(text, quotes),
        _opposites(text, quotes),
        _drugs(text, quotes),
        _names(text, quotes),
    ]


# What each failed check means: either the source says otherwise, or it does not say it at all.
_CONTRADICTS = frozenset({"negation", "direction", "opposites", "comparisons"})


def _verdict(checks: list[Check]) -> Verdict:
    failed = {check.name for check in checks if not check.passed}
    if not failed:
        return Verdict(VerdictKind.SUPPORTED, tuple(checks))
    on_topic = "wording" not in failed and "has_evidence" not in failed
    kind = VerdictKind.CONTRADICTED if on_topic and failed & _CONTRADICTS else VerdictKind.NOT_ENOUGH_INFO
    return Verdict(kind, tuple(checks))


def _quote_at_span(claim: Claim, records: Mapping[str, Record]) -> Check:
    for citation in claim.citations:
        record = records.get(citation.record_id)
        if record is None or not citation.passage.is_at_its_span(record):
            return Check("quote_at_span", False, f"the quote is not found at its place in {citation.record_id}")
    return Check("quote_at_span", True)


def _not_retracted(claim: Claim, records: Mapping[str, Record]) -> Check:
    for record_id in claim.record_ids:
        record = records.get(record_id)
        if record is not None and record.retraction is RetractionStatus.RETRACTED:
            return Check("not_retracted", False, f"{record_id} has been retracted")
    return Check("not_retracted", True)


def instructs(text: str) -> bool:
    """Tell whether a text says what to take, what dose, or what to avoid; a report of what a trial gave does not."""
    is_report = not _INSTRUCTS.search(text) or _REPORTS.search(text)
    return not is_report or _COMMANDS.search(text) is not None


def _authority(claim: Claim, records: Mapping[str, Record]) -> Check:
    """A dose to take, a contraindication or a boxed warning needs a label or a guideline behind it."""
    if not instructs(claim.text):
        return Check("authority", True)
    kinds = {records[i].kind for i in claim.record_ids if i in records}
    if kinds & {RecordKind.LABEL, RecordKind.GUIDELINE}:
        return Check("authority", True)
    return Check("authority", False, "it tells what to take or avoid, and cites neither a drug label nor a guideline")


def _wording(text: str, quotes: list[str], *, is_quote: bool) -> Check:
    if is_quote:
        same = text.split() == quotes[0].split()
        return Check("wording", same, "" if same else "it does not read as its quote does")
    said = [stem(w) for w in words(text) if w not in STOP_WORDS and w not in UNIT_WORDS and not w.isdigit()]
    if not said or text.rstrip().endswith("?"):
        return Check("wording", False, "it says nothing that can be checked")
    read = {stem(w) for quote in quotes for w in words(quote)}
    absent = [w for w in said if w not in read and w not in _ADDED and not _has_root(w, read)]
    if absent:
        return Check("wording", False, f"the sources do not speak of: {', '.join(dict.fromkeys(absent))}")
    return Check("wording", True)


def _has_root(word: str, read: set[str]) -> bool:
    """Tell whether a word of the sources has the same beginning, and another ending of one or two letters."""
    longest = len(word) + _ENDING
    return any(
        word[:shared] == other[:shared]
        for other in read
        if len(other) <= longest and (shared := max(_ROOT, len(word) - _ENDING, len(other) - _ENDING)) <= len(word)
    )


def _numbers(text: str, quotes: list[str]) -> Check:
    read = [q for quote in quotes for q in quantities(quote)]
    for quantity in quantities(text):
        if not any(quantity.is_same_as(other) for other in read):
            return Check("numbers", False, f"{quantity.written} is not in the sources")
    return Check("numbers", True)


_TIME = re.compile(r"\b(second|minute|hour|day|week|month|year|daily|weekly|monthly|yearly|annual)s?\b", re.IGNORECASE)
_A_TIME = re.compile(r"(?:\b(?:a|per|each|every) |/ ?)(day|week|month|year)\b", re.IGNORECASE)
_ADVERBS = {"day": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}
_AFTER_FIGURE = re.compile(r"\d\s?$")


def _units(text: str, quotes: list[str]) -> Check:
    """A unit of time that stands without a figure ("migraine days", "daily") must be the source's."""
    text = _adverbial(text)
    read = {match[1].lower() for quote in quotes for match in _TIME.finditer(_adverbial(quote))}
    for match in _TIME.finditer(text):
        if match[1].lower() not in read and not _AFTER_FIGURE.search(text[: match.start()]):
            return Check("units", False, f"the sources do not say {match[1].lower()}")
    return Check("units", True)


def _adverbial(text: str) -> str:
    """Return the text with "a day", "per day" and "/day" written "daily", and so on."""
    return _A_TIME.sub(lambda match: " " + _ADVERBS[match[1].lower()], text)


_DAILY = re.compile(
    r"(?P<times>\b(?:once|twice|thrice|(?:one|two|three|four|five|six|\d+)(?: or (?:more|\w+))? times?|every)[\s-])?\b(?:daily|a day|per day|each day)\b",
    re.IGNORECASE,
)


def _frequency(text: str, quotes: list[str]) -> Check:
    """A bare "daily" is once a day: the source may not say "twice daily" and that alone."""
    read = {_times(match) for quote in quotes for match in _DAILY.finditer(quote)}
    if read and any(_times(match) == "once" for match in _DAILY.finditer(text)) and "once" not in read:
        return Check("frequency", False, f"the sources say {', '.join(sorted(read))} daily")
    return Check("frequency", True)


def _times(match: re.Match[str]) -> str:
    times = (match["times"] or "once").strip(" -").lower()
    return "once" if times == "every" else times


def _comparisons(text: str, quotes: list[str]) -> Check:
    """A bound must be the source's bound: "65 or older" is not "under 65", nor is a bare 65."""
    read = [bound for quote in quotes for bound in _bounds(quote)]
    for said in _bounds(text):
        if not any(said.way == bound.way and said.number == bound.number for bound in read):
            return Check("comparisons", False, f"the sources do not say {said.way} {said.number}")
    exact = {number for quote in quotes for number in _exact(quote)}
    for number in _exact(text):
        if number not in exact and any(bound.number == number and not bound.is_loose for bound in read):
            return Check("comparisons", False, f"the sources give {number} as a bound")
    return Check("comparisons", True)


# "Over 12 months" and "within 2 weeks" often tell a time, not a bound.
_LOOSE = frozenset({"over", "under", "above", "below", "within", "up to"})


@dataclass(frozen=True, slots=True)
class _Bound:
    """A bound that a text sets: `above` or `below` a number, and where it stands."""

    way: str
    number: str
    is_loose: bool
    start: int
    end: int


def _bounds(text: str) -> list[_Bound]:
    found = []
    for match in _COMPARISON.finditer(text):
        sign = " ".join(match["sign"].lower().split())
        way = _WAYS.get(sign) or ("above" if sign.startswith("exceed") else "")
        if way and (number := _NUMBER_AT.match(text, match.end())):
            found.append(_Bound(way, _plain(number.group()), sign in _LOOSE, match.start(), number.end()))
    for match in _OR_MORE.finditer(text):
        way = "above" if match["more"] else "below"
        found.append(_Bound(way, _plain(match["number"]), False, match.start(), match.end()))
    return found


def _exact(text: str) -> set[str]:
    """Return the numbers of a text that stand in none of its bounds."""
    spans = [(bound.start, bound.end) for bound in _bounds(text)]
    return {
        _plain(match.group())
        for match in re.finditer(r"\d(?:[\d.,]*\d)?", text)
        if not any(start <= match.start() < end for start, end in spans)
    }


def _plain(number: str) -> str:
    """Return a number as it compares: without separators, and .05 for 0.05."""
    bare = number.rstrip(".,").replace(",", "")
    return bare.removeprefix("0") if bare.startswith("0.") else bare


def _negation(text: str, quotes: list[str]) -> Check:
    word = negation_differs(text, quotes)
    if word is None:
        return Check("negation", True)
    return Check("negation", False, f"it and the sources differ on a negation, at: {word}")


def _direction(text: str, quotes: list[str]) -> Check:
    if direction_differs(text, quotes):
        return Check("direction", False, "the direction of effect is not the source's")
    return Check("direction", True)


def _opposites(text: str, quotes: list[str]) -> Check:
    whole = " ".join(quotes)
    pair = opposed(text, whole)
    if pair:
        return Check("opposites", False, f'it says "{pair[0]}" where the source says "{pair[1]}"')
    return Check("opposites", True)


def _drugs(text: str, quotes: list[str]) -> Check:
    read = {w.lower() for quote in quotes for w in re.findall(r"[A-Za-z]+", quote)}
    for match in _DRUG_LIKE.finditer(text):
        if match.group().lower() not in read:
            return Check("drugs", False, f"the sources do not name {match.group()}")
    return Check("drugs", True)


def _names(text: str, quotes: list[str]) -> Check:
    """Acronyms and names inside a sentence (trials, bodies, scales) must stand in the sources."""
    read = {w.lower() for quote in quotes for w in re.findall(r"[A-Za-z][A-Za-z0-9-]*|[A-Za-z][A-Za-z0-9]*", quote)}
    read |= {part for word in read for part in word.split("-")}
    opening = re.match(r"\W*([A-Za-z][A-Za-z0-9-]*)", text)
    for match in _ACRONYM_OR_NAME.finditer(text):
        is_opening = opening is not None and match.start() == opening.start(1)
        if is_opening and not match.group().isupper():
            continue
        if match.group().lower() not in read and match.group().lower() not in STOP_WORDS:
            return Check("names", False, f"the sources do not name {match.group()}")
    return Check("names", True)
