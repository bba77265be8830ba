"""From the text of a question to what it asks: facets, concepts with their synonyms, population, red flags."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from citewell.errors import BadInput
from citewell.language.spelling import corrected
from citewell.language.terms import Term, Terms, TermSource, Word, shipped_terms
from citewell.language.words import STOP_WORDS, stem, words
from citewell.model.question import PICO, Concept, Facet, Question
from citewell.model.serialise import clean
from citewell.question.anchor import anchored
from citewell.question.everyday import everyday_words, is_everyday
from citewell.question.facets import (
    ASKING_WORDS,
    OVERVIEW,
    PARTS,
    TOGETHER,
    asks_for_group,
    asks_whether_together,
    cue_spans,
    facets_for_group,
    find_facets,
    settle,
)
from citewell.question.lay import in_medical_words
from citewell.question.names import as_drugs
from citewell.question.red_flags import find_red_flag
from citewell.question.scene import as_treatments, place_spans, without_scene
from citewell.question.whether import asks_whether
from citewell.question.wordings import CODE, LETTERED, code_concept, term_concept, word_concept

MAX_CHARACTERS = 2_000
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>|<!--.*?-->", re.DOTALL)
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_VERSUS = re.compile(
    r"\b(?:versus|vs\.?|or|compared\s+(?:with|to)|rather\s+than|instead\s+of|better\s+than|against|as\s+\w+\s+as|(?:more|less)\s+\w+\s+than)\b",
    re.IGNORECASE,
)
_PREVENTION_TERM = re.compile(
    r"\b(?:primary|secondary|migraine|stroke)\s+(?:prevention|prophylaxis)\b|\bprevention\s+of\s+migraines?\b|\bprophylaxis\s+of\s+migraines?\b",
    re.IGNORECASE,
)
_LIST = re.compile(r"\W*(?:,|and|&|/|\+)?\W*(?:and|or)?\W*", re.IGNORECASE)
# "Not on dialysis", "without surgery": named to be ruled out, so the sources need not name it.
_NEGATED = re.compile(
    r"\b(?:not (?:on|having|with|in)|without|no|never(?: had)?|non|free of|excluding|except(?: for)?|(?:besides|apart from|other than)(?:\s+\w+)?"
    # What has failed, or cannot be taken, is left behind: the answer names what takes its place.
    r"|(?:allergic|allergy|intolerant|intolerance|resistant|resistance|refractory|hypersensitive) to|(?:can(?:not|'t| ?not)|unable to) (?:take|tolerate|have|use)"
    r"|fail(?:ure of|ed|ing)|(?:not|n't) respond(?:ed|ing)? to)[\s-]+$",
    re.IGNORECASE,
)
_LEFT_BEHIND = re.compile(
    r"\s+(?:(?:has|have|had) )?fail(?:s|ed|ing)?\b|\s+(?:has|have|had|is|are|was|were|does|do|did)(?: not|n['’]t) (?:work|help|tolerat)\w*\b"
    r"|\s+(?:failure|allergy|intolerance|resistance)\b",
    re.IGNORECASE,
)
_WORD_AT = re.compile(r"[^\W_]+(?:['’][a-z]+)?", re.IGNORECASE)
_FOREIGN = frozenset(
    """el la los las una unos del que qué cuáles cuál son por para con sin como cómo más está der die das und oder ist sind nicht
    welche welcher wie was für mit von bei ein eine einen le les des une et est sont quels quelles quel quelle pour avec dans comment
    il gli che quali quale sono per con come della delle degli o os as um uma são quais qual como não het een van zijn wat hoe
    bij voor och är vad hur av på""".split()
)
_ENGLISH = frozenset(
    "what are the is of and for in to how a an with does do can i my should be it or on if which when who why treat treatment as".split()
)


def parse_question(text: str, *, terms: TermSource | None = None) -> Question:
    """Return what a question asks. Raises BadInput if it is empty, too long, or not in English.

    `terms` is where the names of things are looked up; if it is left out, the table that ships with the package.
    """
    source = terms or shipped_terms()
    plain = _plain(text)
    table = source.among(_words_of(plain))
    mended = _mended(plain, table)
    if mended != plain:
        table = source.among(_words_of(mended))
    told = in_medical_words(mended)
    if told != mended:
        table = source.among(_words_of(told))
    facets, explicit = find_facets(_without_terms_of_prevention(told))
    concepts = anchored(as_treatments(as_drugs(told, _concepts(told, cue_spans(told, facets), table))))
    of_intervention = any(c.type == "intervention" for c in concepts)
    is_for_group = of_intervention and asks_for_group(told, _without_prevention(told, facets) if explicit else ())
    concepts = without_scene(told, concepts, for_group=is_for_group)
    if is_for_group:
        facets, explicit = facets_for_group(told), False
    elif asks_whether_together(told, facets if explicit else (), of_two=_is_of_two(concepts)):
        facets, explicit = TOGETHER, False
    elif explicit:
        facets = settle(told, facets, of_intervention=of_intervention)
    else:
        facets = _usual_facets(told, concepts)
    return Question(
        text=plain,
        facets=facets,
        concepts=concepts,
        pico=_pico(told, concepts),
        facets_are_explicit=explicit,
        red_flag=find_red_flag(plain),
    )


def _without_prevention(text: str, facets: tuple[Facet, ...]) -> tuple[Facet, ...]:
    """Return the facets but the one that only what a drug is taken for brings: "topiramate for migraine prevention"."""
    of_name = _PREVENTION_TERM.search(text) is not None and not find_facets(_PREVENTION_TERM.sub(" ", text))[1]
    return tuple(f for f in facets if f is not Facet.TREATMENT) if of_name else facets


def _is_of_two(concepts: tuple[Concept, ...]) -> bool:
    return sum(concept.type == "intervention" and concept.required for concept in concepts) > 1


_SHORTEST_EVERYDAY = 7


def check_question(text: str) -> None:
    """Raise BadInput if a question is empty, too long, or not in English."""
    _plain(text)


def _words_of(text: str) -> list[Word]:
    return [Word(token, _stem_of(token)) for token in _WORD_AT.findall(text)]


def _stem_of(token: str) -> str:
    return stem(split[0]) if (split := words(token)) else ""


def _mended(text: str, table: Terms) -> str:
    """Return the text with misspelt terms and asking words put right, as far as that is sure."""

    def mend(match: re.Match[str]) -> str:
        word = match.group().lower()
        token = stem(word)
        if word in STOP_WORDS or word in ASKING_WORDS or is_everyday(token) or token in table.vocabulary():
            return match.group()
        found = corrected(word, ASKING_WORDS) or corrected(word, table.words())
        if found is None and len(word) >= _SHORTEST_EVERYDAY:
            found = corrected(word, everyday_words())
        return found or match.group()

    return _WORD_AT.sub(mend, text)


def _usual_facets(text: str, concepts: tuple[Concept, ...]) -> tuple[Facet, ...]:
    """Return what is mostly meant where a question names its subject and nothing else.

    Who asks whether two things go together asks what was found of both, and not for an overview of either.
    """
    kinds = {concept.type for concept in concepts}
    if "intervention" in kinds:
        return (Facet.TREATMENT, Facet.HARMS)
    is_of_two = sum(concept.required and concept.type != "population" for concept in concepts) > 1
    return (Facet.FINDINGS,) if is_of_two and asks_whether(text) else OVERVIEW


def _without_terms_of_prevention(text: str) -> str:
    """Blank out "primary prevention" and "migraine prevention": there, prevention is the subject.

    "Aspirin for primary prevention" asks whether the treatment helps, not how to prevent aspirin.
    """
    return _PREVENTION_TERM.sub(lambda m: "treatment".ljust(len(m.group())), text)


def _plain(text: str) -> str:
    """Return the question on one line, without markup or controls. Raises BadInput."""
    if len(text) > MAX_CHARACTERS:
        raise BadInput(
            f"The question has {len(text):,} characters; {MAX_CHARACTERS:,} is the most. Ask it in a sentence or two."
        )
    bare = _TAG.sub(" ", _SCRIPT.sub(" ", unicodedata.normalize("NFC", clean(text))))
    bare = " ".join("".join(c for c in bare if unicodedata.category(c) not in {"Cf", "Co", "Cn"}).split())
    if not any(character.isalnum() for character in bare):
        raise BadInput('The question is empty. Ask one in words, such as: citewell ask "How is cystitis treated?"')
    _check_english(bare)
    return bare


def _check_english(text: str) -> None:
    letters = [c for c in text if c.isalpha()]
    latin = sum("LATIN" in unicodedata.name(c, "") for c in letters)
    found = [w.lower() for w in _WORD_AT.findall(text)]
    foreign = sum(w in _FOREIGN for w in found)
    english = sum(w in _ENGLISH for w in found)
    if (letters and latin < len(letters) * 0.6) or (foreign >= 2 and foreign > english):
        raise BadInput(
            "The question does not seem to be in English, the one language Citewell reads. Ask it in English."
        )


def _concepts(text: str, cues: list[tuple[int, int]], table: Terms) -> tuple[Concept, ...]:
    tokens = [(m.group(), m.start(), m.end()) for m in _WORD_AT.finditer(text)]
    stemmed = [_stem_of(token) for token, _, _ in tokens]
    found: list[tuple[Concept, int, int]] = []
    places = place_spans(text)
    position = 0
    while position < len(tokens):
        match = table.match_at(stemmed, position)
        if match and _is_plain_use(text[tokens[position][1] : tokens[position + match[1] - 1][2]], match[0]):
            match = None
        size = match[1] if match else 1
        start, end = tokens[position][1], tokens[position + size - 1][2]
        surface = text[start:end]
        is_cue = any(a <= start and end <= b for a, b in cues)
        if size == 1 and LETTERED.match(text, start):
            match = None  # "vitamin" alone is any of them
        if match and not (is_cue and match[0].vocabulary):
            is_negated = _is_set_aside(text, start, end)
            set_aside = (is_cue and match[0].type != "population") or is_negated
            found.append((term_concept(surface, match[0], table, required=not set_aside), start, end))
        elif (code := CODE.match(text, start) or LETTERED.match(text, start)) and size == 1 and code.end() > end:
            found.append((code_concept(code.group()), start, code.end()))
            size = sum(start <= token[1] < code.end() for token in tokens)
        elif not is_cue:
            concept = word_concept(surface, stemmed[position])
            if concept and concept.type == "everyday" and _is_outcome(surface, text[:start], text[end:], found):
                concept = replace(concept, type="word", required=True)
            if concept and concept.required and _is_set_aside(text, start, end):
                concept = replace(concept, required=False)
            if concept:
                found.append((concept, start, end))
        if found and any(a <= found[-1][1] and found[-1][2] <= b for a, b in places):
            found[-1] = (replace(found[-1][0], type="everyday", required=False), *found[-1][1:])
        position += size
    return _with_alternatives(found, text)


_VERBS = frozenset("prevent prevents preventing relieve relieves relieved relieving treat treats treating".split())


def _is_plain_use(surface: str, term: Term) -> bool:
    """Tell whether an English word stands there, and no name: "as" in lower case, the verb of "ginger relieves"."""
    first = words(surface)[0]
    if term.type == "intervention" and first in _VERBS and all(first not in words(name) for name in term.names):
        return True
    return (
        surface.islower()
        and surface.upper() in term.names
        and surface in {"air", "smart", "mart", "as", "pe", "mi", "mis"}
    )


def _is_set_aside(text: str, start: int, end: int) -> bool:
    """Tell whether what stands there is ruled out, or is what failed: an answer names what takes its place."""
    return _NEGATED.search(text[:start]) is not None or _LEFT_BEHIND.match(text, end) is not None


_CHANGES = re.compile(
    r"\b(?:prevent|reduc|lower|decreas|increas|caus|improv|worsen|reliev|eas|shorten|prolong|rais|avoid|slow)(?:e|es|ed|s|ing)?"
    r"\s+(?:the\s+)?(?:(?:risk|number|rate|incidence|frequency)\s+of\s+)?$",
    re.IGNORECASE,
)
# Of "clinic attendance", the last word is the thing, and the one before it says of which sort.
_ENDS = re.compile(r"\W*$|\s*[,;?]|\s+(?:in|among|for|of|after|before|during|with|at|when|and|or|on|to|by|from|than)\b")
_BESIDE = re.compile(r"(?<=\s)[\w-]+\s+$")
# What is measured of an outcome is none: who lowers a risk, lowers the risk of something.
_MEASURES = frozenset(
    stem(word)
    for word in """risk chance chances odds number rate need time times cost costs amount level levels use quality people
    person things problem problems event events day days episode episodes severity progression effect effects frequency likelihood""".split()
)


def _is_outcome(surface: str, before: str, after: str, found: list[tuple[Concept, int, int]]) -> bool:
    """Tell whether an everyday word is what a treatment is asked to change: who asks of falls is not told of bones."""
    return (
        any(concept.type == "intervention" for concept, _, _ in found)
        and stem(surface.lower()) not in _MEASURES
        and _ENDS.match(after) is not None
        and any(_CHANGES.search(text) for text in (before, _BESIDE.sub("", before)))
    )


def _with_alternatives(found: list[tuple[Concept, int, int]], text: str) -> tuple[Concept, ...]:
    """Mark what stands on either side of "versus" or "or", and the items of a list, as alternatives."""
    solid = [item for item in found if item[0].type != "everyday"]
    of_intervention = any(item[0].type == "intervention" for item in solid)
    groups: dict[str, int] = {}
    for index in range(len(solid) - 1):
        (left, _, left_end), (right, right_start, _) = solid[index], solid[index + 1]
        between = text[left_end:right_start]
        both_interventions = left.type == right.type == "intervention"
        offered = _VERSUS.search(between) is not None and len(between.split()) <= 6
        listed = _LIST.fullmatch(between) is not None and (left.type == right.type != "population")
        both_outcomes = of_intervention and left.type == right.type and left.type in {"condition", "finding"}
        is_no_side = left.type == "condition" or (left.type == "finding" and right.type == "intervention")
        if offered and is_no_side and right.type in {"intervention", "word"}:
            # "Ibuprofen for a bladder infection instead of antibiotics" offers the two drugs, not the infection.
            left = next((c for c, _, _ in reversed(solid[:index]) if c.type in {"intervention", "word"}), right)
        if left is right:
            continue
        if offered or (listed and (both_interventions or both_outcomes or "," in between)):
            group = groups.setdefault(left.preferred, index)
            groups[right.preferred] = group
    _join_outcomes(solid, text, groups, of_intervention=of_intervention)
    seen: dict[str, Concept] = {}
    for concept, _, _ in found:
        its_group = groups.get(concept.preferred)
        # "Surgery" alone asks for treatment; set against another treatment it is one of the two.
        is_one = concept.required or (
            its_group is not None and concept.type == "intervention" and _is_set_against(its_group, groups, found)
        )
        seen.setdefault(concept.preferred.lower(), replace(concept, alternative=its_group, required=is_one))
    return tuple(seen.values())


def _join_outcomes(
    solid: list[tuple[Concept, int, int]], text: str, groups: dict[str, int], *, of_intervention: bool
) -> None:
    """Make alternatives of what the parts of a question ask of one treatment: "how much weight, and can it cause X?"."""
    bounds = [match.end() for match in PARTS.finditer(text)]
    if not of_intervention or not bounds:
        return
    outcomes = [
        (sum(start >= bound for bound in bounds), concept)
        for concept, start, _ in solid
        if concept.type in {"condition", "finding", "word"} and concept.required and concept.preferred not in groups
    ]
    if len({part for part, _ in outcomes}) > 1:
        for _, concept in outcomes:
            groups[concept.preferred] = _OUTCOMES_OF_PARTS


# Beside the numbers of the other groups, which are places in the question.
_OUTCOMES_OF_PARTS = 1_000


def _is_set_against(group: int, groups: dict[str, int], found: list[tuple[Concept, int, int]]) -> bool:
    """Tell whether a treatment that must be named stands in a group of alternatives."""
    return any(c.required and c.type == "intervention" and groups.get(c.preferred) == group for c, _, _ in found)


def _pico(text: str, concepts: tuple[Concept, ...]) -> PICO:
    """Return the parts of PICO that the concepts' kinds tell; the rest stays empty."""
    interventions = [c for c in concepts if c.type == "intervention"]
    compared = [c for c in interventions if c.alternative is not None]
    ages = re.findall(r"\b\d{1,3}[\s-]*(?:years?|yrs?|y/?o|months?)(?:[\s-]*olds?)?\b", text, re.IGNORECASE)
    return PICO(
        population=(*(c.surface for c in concepts if c.type in {"population", "condition"}), *ages),
        intervention=tuple(c.surface for c in interventions if c not in compared[1:]),
        comparison=tuple(c.surface for c in compared[1:]),
    )
