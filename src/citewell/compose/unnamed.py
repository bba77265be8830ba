"""What a sentence of a paper leaves unnamed: its arms, its people, its study.

Quoted alone, "both groups improved" tells of nobody, and no reader can find out of whom. "Side effects were mild" is
true of the people whom its study took in, and the title of the paper names them: it is shown before the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from citewell.compose.match import Words, treatments_named
from citewell.language.words import STOP_WORDS, stem, stems
from citewell.model.evidence import Record, RecordKind
from citewell.model.question import Facet, Question

_ARM = r"(?:groups?|arms?|treatments?|drugs?|agents?|regimens?|interventions?|medications?|therap(?:y|ies)|settings|conditions|doses|techniques|methods|procedures|compounds|cohorts|studies|trials|patients|preparations|formulations)"
# Arms that are counted or set against each other without a name.
_ARMS = re.compile(
    rf"\b(?:both|either|each|neither|(?:the|all|these|our) (?:two|three|four|five|2|3|4|5)|all) (?:of (?:the )?)?(?:[\w-]+ )?{_ARM}\b"
    r"|\b(?:between|among|across|within|in) (?:the |all |any )?(?:two |three |four |2 |3 |4 )?(?:\w+ )?(?:groups|arms)\b"
    r"|\b(?:between|among) (?:the )?(?:two |three |2 |3 )?(?:treatments|drugs|regimens|techniques|methods|procedures)\b",
    re.IGNORECASE,
)
# An arm by its part in the trial, by a letter or a number.
_CALLED_BY_PART = re.compile(
    r"\b(?:the|an?|this) (?:active|intervention|experimental|treatment|treated|study|test|verum|index|first|second|novel|combined|combination|monotherapy)"
    r"(?:[ -](?:treatment|drug|therapy))?[ -](?:groups?|arms?|patients|participants|subjects|children|women)\b"
    r"|\b(?:combination|combined)(?: therapy)? and monotherapy\b|\b(?:the )?active (?:treatment|drug|therapy)\b"
    r"|\b(?:this|the) (?:drug|agent|compound|medication|intervention|technique|procedure|strategy|approach|regimen|method|device|programme|program)\b"
    r"|\b(?:current|currently|most commonly) (?:\w+ ){0,3}(?:agent|drug|treatment)\b"
    r"|\b(?:group|arm|cohort|regimen|experiment|study) (?-i:[A-D]|[1-4]|I{1,3})\b(?! (?:streptoc|beta|haemolytic|hemolytic|antiarrhythmic))",
    re.IGNORECASE,
)
_AN_ARM = re.compile(r"\b([A-Za-z][\w+-]*)(?:[ -](?:group|arm|recipients)s?|-treated|-treatment)\b")
_NO_NAME = frozenset(
    """active intervention experimental treatment treated study test control controls other same first second two three four
    both each either all the age combination combined monotherapy comparison patient drug no this that these dose cohort
    untreated remaining respective therapy between among""".split()
)
# What stands in another sentence: "these variables", "our patients", "in this population", "the nine patients".
_POINTS = re.compile(r"\b(?P<word>this|these|those|such)\s+(?P<noun>(?:[\w’'-]+\s+){0,2}[\w’'-]+)", re.IGNORECASE)
_OWN_COMPLEMENT = re.compile(
    r"(?:as|an?|with|without|who|whom|whose|of|in|on|from|for|at|that|which|receiving|treated|given|taking|aged|reported|seen|observed|found|obtained"
    r"|previously|assigned|randomi[sz]ed|undergoing|achieved|recorded|having|using|not|under|over)\b",
    re.IGNORECASE,
)
_TAKEN_UP = re.compile(
    r"(?:difference|effect|finding|improvement|association|risk|increase|decrease|reduction|result|benefit|change|response|relationship|trend|gain)s?\b"
    r"|(?:was|were|is|are|did|does|do|has|had|have|may|might|can|could|should|would|will|remained|persisted|lasted|occurred|reached)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\bour\b|\b(?:the|only|all) (?:two|three|four|five|six|seven|eight|nine|ten|\d+|remaining|other|latter|former) (?:\w+ )?(?:patients|participants|subjects|women|men|children|people|cases|studies|trials|factors|variables|parameters|measures)\b"
    r"|\bthe (?:parent|original|main|same|above|aforementioned) (?:study|trial|patients|sample|cohort)\b|\bas (?:predicted|hypothesi[sz]ed|expected)\b"
    r"|^contrary to\b|^(?:next|then|first|second|third)ly?,|^similar(?:ly)?\b|^(?:results?|findings?) (?:with|of|from|for) (?-i:[A-Z0-9]{2,})"
    r"|\bthe other (?:one|two|group|arm|drug|treatment)s?\b|\b(?:above|aforementioned|abovementioned)\b",
    re.IGNORECASE,
)
# "This side effect" points to a reaction, whatever else of a side or an effect was said before.
_SIDE = re.compile(r"\b(?:side[ -]effects?|adverse (?:effects?|events?|reactions?))\b", re.IGNORECASE)
# So many words before a pointing word may hold what it points to.
_ROOM = 6


@lru_cache(maxsize=8192)
def leaves_unnamed(sentence: str) -> bool:
    """Tell whether a sentence speaks of arms, people or things that only another sentence of its source names."""
    if _ELSEWHERE.search(sentence) or any(_points_elsewhere(sentence, at) for at in _POINTS.finditer(sentence)):
        return True
    unnamed = _ARMS.search(sentence) or _CALLED_BY_PART.search(sentence)
    return unnamed is not None and _arms_named(sentence) < _TWO_ARMS


_TWO_ARMS = 2
_STOP = frozenset(stem(word) for word in STOP_WORDS)


def _points_elsewhere(sentence: str, at: re.Match[str]) -> bool:
    noun, before = at["noun"], sentence[: at.start()]
    if _SIDE.match(noun):
        return _SIDE.search(before) is None
    if _OWN_COMPLEMENT.match(noun) and (at["word"].lower() != "such" or noun.startswith("as ")):
        return False
    room = len(before.split())
    if room >= _ROOM and (_TAKEN_UP.search(noun) or (at["word"].lower() == "this" and at.end() == len(sentence))):
        return False
    return (set(stems(noun)) - _STOP).isdisjoint(stems(before))


def _arms_named(sentence: str) -> int:
    """Return how many arms a sentence names: by a treatment, by placebo, or as the group of something."""
    named = {name.lower() for name in _AN_ARM.findall(sentence)} - _NO_NAME
    known = treatments_named(sentence)
    more = {word for word in ("placebo", "sham", "usual care") if re.search(rf"\b{word}\b", sentence, re.IGNORECASE)}
    return max(len(known | more), len(named | more))


# Who took part, as a title says it: the people, what they have, after what, and where.
_PEOPLE = r"(?:patients?|people|persons?|adults?|children|adolescents?|infants?|boys?|girls?|wom[ae]n|men|females?|males?|individuals?|subjects?|veterans?|athletes?|volunteers?|survivors?|outpatients?|inpatients?|smokers?|mice|rats?|dogs|rabbits|monkeys|pigs|cells?)"
_TOLD_OF = (
    re.compile(rf"\b(?:in|among|of|for|by) ((?:[\w'’/-]+ ){{0,6}}{_PEOPLE})\b", re.IGNORECASE),
    re.compile(
        rf"\b(?:{_PEOPLE}|those) (?:with|who|undergoing|aged|receiving|on|after|at|from|treated|taking|requiring) ([^:.;?]{{3,90}})",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:after|following|undergoing|during) ((?:[\w'’/-]+ ?){1,4})", re.IGNORECASE),
    re.compile(r"\bin ((?:[\w'’/-]+ ){0,4}[\w'’/-]+)(?=\s*(?:[:.;?]|$))", re.IGNORECASE),
    re.compile(r"\b(in[ -]vitro|in[ -]vivo|ex[ -]vivo|animal model\w*|murine|rodent|case report|nasal|intranasal|subcutaneous|intravenous|rectal)\b", re.IGNORECASE),
)  # fmt: skip
_TELLS_NOTHING = frozenset(
    stem(word)
    for word in """patient patients people person persons adult adults individual individuals subject subjects treatment treatments treated
    therapy management care trial trials study studies randomized randomised controlled clinical comparison compared versus placebo
    effect effects efficacy safety outcome outcomes result results review meta-analysis analysis systematic evidence use using control
    years year old older age aged months weeks days term long short acute first group groups prospective open double blind
    multicentre multicenter prevention preventing reducing improving relief role combination addition response human humans
    disease disorder syndrome condition levels different various general life quality at or by on who are is have had week month day
    united states kingdom""".split()
)


def study_named(question: Question, record: Record, sentence: str, said: Words) -> str:
    """Return the title of a paper, where a sentence of it leaves out who took part in the study; else nothing.

    It is the record's own text and stands before the sentence, as the name of a drug does before an item of its label.
    """
    if record.kind is not RecordKind.RESEARCH or not record.title or record.provenance.is_starter:
        return ""  # each sentence of a starter summary was written to stand alone
    missing = _unsaid(question, record.title, sentence)
    known = [
        concept for concept in question.required if concept.type in {"condition", "intervention"}
    ] or question.required
    leaves_out = not any(map(said.mention, question.required)) or not all(map(said.mention, known))
    is_needed = missing or leaves_out or _OF_A_STUDY.search(sentence) is not None
    return f"“{_short(record.title, missing)}”" if is_needed else ""


def title_shown(record: Record) -> str:
    """Return the title of a paper as it stands before a sentence of it; nothing where it has none."""
    return f"“{_short(record.title, frozenset(stems(record.title)))}”" if record.title else ""


_OF_A_STUDY = re.compile(
    r"\b(?:the|a|an) (?:\w+ ){0,2}(?:study|trial|cohort|analysis|review|meta-analysis|survey|series|results|data|findings)\b|\bwe\b"
    r"|\b(?:participants?|subjects|volunteers|recipients|completers|responders)\b|\b(?:one|two|three|four|five|six|most|all|some|\d+) (?:of (?:the )?\d* ?)?(?:\w+ )?(?:patients?|participants|subjects|women|men|children)\b"
    r"|\b(?:side effects?|adverse (?:events?|effects?|reactions?)|safety data|deaths?|tolerability) (?:was|were|occurred)\b|^there (?:was|were)\b|\bgroups?\b|\bcontrols\b|\bplacebo\b(?=.*\d)|\bresults (?:showed|suggest\w*|indicat\w*)\b"
    r"|\bat (?:week|month|day|year)s? \d|\bat \d+ (?:weeks?|months?|years?)\b|\bafter \d+ (?:weeks?|months?|years?|doses?)\b",
    re.IGNORECASE,
)


def _unsaid(question: Question, title: str, sentence: str) -> frozenset[str]:
    """Return the stems of what a title tells of the people, that neither a sentence nor the question says."""
    asked = {
        token
        for concept in question.concepts
        for variant in (*concept.variants, *concept.narrower)
        for token in variant
    }
    said = set(stems(sentence)) | asked | set(stems(question.text)) | _TELLS_NOTHING
    return frozenset(
        token for told in _people_told(title) for token in stems(told) if token not in said | _STOP and token.isalpha() and len(token) > 1
    )  # fmt: skip


def _people_told(title: str) -> Iterator[str]:
    for pattern in _TOLD_OF:
        for match in pattern.finditer(title):
            yield match[1]


def _short(title: str, missing: frozenset[str]) -> str:
    """Return a title without its brackets and its end stop, and without its subtitle where the main title says all."""
    whole = title.strip().strip("[]").strip().removesuffix(".").rstrip("]")
    main = re.split(r"[:.?] ", whole)[0]
    return main if main != whole and missing <= set(stems(main)) and len(main.split()) > _ROOM else whole


_SETS_AGAINST = re.compile(
    r"\b(?:versus|vs\.?|compar\w+|against|or|plus|added to|add-on|addition of|combin\w+|with and without|switch\w*)\b|-(?:resistant|refractory|naive|treated|induced|intolerant)\b"
    r"|\b(?:resistant|refractory|intoleran\w+|inadequate response|unresponsive) to\b",
    re.IGNORECASE,
)
_OF_A_TREATMENT = frozenset({Facet.TREATMENT, Facet.HARMS, Facet.PREVENTION})


def is_of_an_unnamed_treatment(question: Question, record: Record, said: Words, facet: Facet) -> bool:
    """Tell whether a sentence names no treatment asked about, and its paper is not on that treatment alone."""
    asked = question.treatments
    if record.kind is not RecordKind.RESEARCH or facet not in _OF_A_TREATMENT or not asked:
        return False
    if any(said.mention(concept) for concept in asked):
        return False
    main = Words.of(re.split(r"[:?.] ", record.title)[0])
    is_on_it = any(main.mention(concept) for concept in asked) and not _SETS_AGAINST.search(record.title)
    return not is_on_it or len(treatments_named(record.title)) > 1
