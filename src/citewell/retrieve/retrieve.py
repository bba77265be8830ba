"""BM25 over passages, the question's synonyms included, and beside it a search by meaning where there is one."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.language.words import STOP_WORDS, stem, words
from citewell.model.evidence import Record
from citewell.model.question import Concept, Facet, Question
from citewell.ports import AnyOf, Hit, Library, SearchTerm, WeightedTerm
from citewell.question.everyday import is_everyday
from citewell.retrieve.excerpt import excerpt
from citewell.retrieve.fuse import fuse

# A synonym counts a little less than the reader's own word, a word of a phrase less than the phrase.
_SYNONYM = 0.7
_PART = 0.35
_FACET = 0.15
# What only colours a question ("in older people") has many names, and must not outweigh its subject.
_COLOURS = 0.7
_EVERYDAY = 0.2
# Vocabularies name things by many words, so their synonyms count less, and only the best of them.
_OF_A_VOCABULARY = 0.6
_KIND = 0.25
# Each word as it was asked counts beside what it was taken to mean. Without it, precise questions found their article
# less often than a plain search did (nDCG@10 .84 and .94 on PubMedQA's); from 2 on, questions of experts lose.
_AS_ASKED = 1.5

# A few words by which sources speak of a facet: they only tip the balance between records on the subject.
_FACET_WORDS: dict[Facet, str] = {
    Facet.DEFINITION: "defined definition",
    Facet.CAUSE: "cause mechanism etiology",
    Facet.RISK_FACTORS: "risk factors associated",
    Facet.SYMPTOMS: "symptoms signs pain presentation",
    Facet.DIAGNOSIS: "diagnosis test sensitivity imaging examination",
    Facet.TREATMENT: "treatment therapy effective recommended randomized",
    Facet.DOSING: "dose dosage mg daily",
    Facet.HARMS: "adverse complications risk safety",
    Facet.CONTRAINDICATIONS: "contraindicated contraindications avoid",
    Facet.INTERACTIONS: "interactions concomitant coadministration",
    Facet.PROGNOSIS: "prognosis outcome mortality recurrence",
    Facet.RECOVERY: "recovery rehabilitation return",
    Facet.PREVENTION: "prevention preventive reduce",
    Facet.EPIDEMIOLOGY: "incidence prevalence",
    Facet.FINDINGS: "",
}


def search_terms(text: str) -> list[WeightedTerm]:
    """Return the terms of a plain search: every word but the stop words, equally weighted."""
    kept = dict.fromkeys(stem(word) for word in words(text) if word not in STOP_WORDS)
    return [WeightedTerm((token,)) for token in kept]


def question_terms(question: Question) -> list[SearchTerm]:
    """Return the terms of a question: its words, its concepts with their synonyms, and a hint of each facet."""
    weights: dict[tuple[str, ...], float] = {}
    for concept in question.concepts:
        if concept.type == "everyday":
            _raise(weights, concept.variants[0], _EVERYDAY)
        elif not concept.vocabulary and concept.required:
            _add_names(weights, concept)
    said = {word for phrase in weights if len(phrase) == 1 for word in phrase}
    known = [_wordings(concept, said) for concept in question.concepts if concept.vocabulary]
    known += [_kinds(c) for c in question.concepts if c.required and not c.vocabulary and c.type != "everyday"]
    known += [_coloured(c) for c in question.concepts if not (c.vocabulary or c.required or c.type == "everyday")]
    for facet in question.facets:
        for word in words(_FACET_WORDS[facet]):
            _raise(weights, (stem(word),), _FACET)
    for term in search_terms(question.text):
        weights[term.phrase] = weights.get(term.phrase, 0.0) + _AS_ASKED
    return [*(WeightedTerm(phrase, weight) for phrase, weight in weights.items()), *filter(None, known)]


def _add_names(weights: dict[tuple[str, ...], float], concept: Concept) -> None:
    """Add the names of a term of the package's own table, which are few and were chosen by hand."""
    for rank, variant in enumerate(concept.variants):
        _raise(weights, variant, 1.0 if rank == 0 else _SYNONYM)
        if len(variant) > 1 and rank < 3:
            for word in variant:
                _raise(weights, (word,), _PART)
    # A paper on several drugs of a class says more of the class.
    for variant in concept.narrower if concept.type == "intervention" else ():
        _raise(weights, variant, _SYNONYM)


def _kinds(concept: Concept) -> AnyOf | None:
    """Return the kinds of a disease of that table: however many are named, they count once."""
    if concept.type == "intervention" or not concept.narrower:
        return None
    return AnyOf(tuple((WeightedTerm(name, _SYNONYM),) for name in concept.narrower))


def _coloured(concept: Concept) -> AnyOf:
    """Return the names of what only colours a question: however many it has, they count once."""
    return AnyOf(tuple((WeightedTerm(phrase, _COLOURS),) for phrase in (*concept.variants, *concept.narrower)))


def _raise(weights: dict[tuple[str, ...], float], phrase: tuple[str, ...], weight: float) -> None:
    weights[phrase] = max(weights.get(phrase, 0.0), weight)


def _wordings(concept: Concept, said: set[str]) -> AnyOf | None:
    """Return the reader's own words for a term of a vocabulary, but those said before, and its other names."""
    own = dict.fromkeys(word for word in concept.variants[0] if word not in said and word not in STOP_WORDS)
    said.update(own)
    words_said = tuple(WeightedTerm((word,), _EVERYDAY if is_everyday(word) else 1.0) for word in own)
    # "Hair loss" is more than its everyday words; but "mechanism of action" is not what a question is about.
    as_said = concept.variants[:1] if concept.is_term and len(concept.variants[0]) > 1 else ()
    phrases = [WeightedTerm(phrase) for phrase in as_said]
    phrases += [WeightedTerm(phrase, _OF_A_VOCABULARY) for phrase in concept.variants[1:]]
    phrases += [WeightedTerm(phrase, _KIND) for phrase in concept.narrower]
    wordings = tuple(wording for wording in (words_said, *((phrase,) for phrase in phrases)) if wording)
    return AnyOf(wordings) if wordings else None


# Of this many the two searches are compared: what is best for both may be far down in one.
_POOL = 100


def ranked(
    terms: Sequence[SearchTerm], text: str, library: Library, *, limit: int, naming: Sequence[AnyOf] = ()
) -> list[Hit]:
    """Return at most `limit` records, best first: by their words, and by what the text means where that is searched.

    naming: things that each of them must name; what is near in meaning alone is then left out.
    Scores are those of BM25 where only words are searched, else they lie between 0 and 1.
    """
    if library.dense is None:
        return library.search(terms, limit=limit, naming=naming)
    pool = max(limit, _POOL)
    by_words = library.search(terms, limit=pool, naming=naming)
    named = {hit.record_id for hit in by_words}
    by_meaning = library.near(text, among=[hit.record_id for hit in by_words], limit=pool)
    if naming:
        by_meaning = [hit for hit in by_meaning if hit.record_id in named]
    return fuse(by_words, by_meaning)[:limit]


def retrieve(question: Question, library: Library, *, limit: int = 40) -> list[tuple[Record, float]]:
    """Return at most `limit` records that may answer the question, with their scores, best first.

    Registrations of trials, which answer nothing, come beside them, and not in their places.
    """
    if not question.required:
        return []
    by_id = _found(question, library, limit=limit)
    return [
        (excerpt(record, by_id[record.id].passages, question), by_id[record.id].score)
        for record in library.records(list(by_id))
    ]


def _found(question: Question, library: Library, *, limit: int) -> dict[str, Hit]:
    """Return the best hits by record: first those that name all that was asked, then those that name less of it.

    Only what names it all can answer; what names half of it often, and says it much, must not take its place.
    """
    terms = question_terms(question)
    found: dict[str, Hit] = {}
    for naming in _demands(question):
        for hit in _hits(terms, question.text, library, limit=limit, naming=naming):
            found.setdefault(hit.record_id, hit)
        if sum(not name.startswith(_REGISTERED) for name in found) >= limit:
            break
    # Each demand may bring registrations of its own, and the last one more records than there is room for.
    kept: dict[str, Hit] = {}
    places = {True: _MOST_REGISTERED, False: limit}
    for name, hit in found.items():
        if places[name.startswith(_REGISTERED)] > 0:
            places[name.startswith(_REGISTERED)] -= 1
            kept[name] = hit
    return kept


def _demands(question: Question) -> list[tuple[AnyOf, ...]]:
    """Return what a passage must name, the strictest demand first, the last one nothing.

    Whom a study was made in may stand among its headings alone, which are not searched.
    """
    asked = [concept for concept in question.required if concept.type not in {"population", "vague"}]
    demands = [_names_of(asked), _names_of([concept for concept in asked if concept.is_term])]
    return [*(d for d in dict.fromkeys(demands) if d), ()]


def _names_of(concepts: list[Concept]) -> tuple[AnyOf, ...]:
    """Return the names of each concept; of what is offered as alternatives, one is enough."""
    groups: dict[object, list[tuple[str, ...]]] = {}
    for place, concept in enumerate(concepts):
        key = place if concept.alternative is None else ("either", concept.alternative)
        groups.setdefault(key, []).extend((*concept.variants, *concept.narrower))
    return tuple(AnyOf(tuple((WeightedTerm(name),) for name in dict.fromkeys(names))) for names in groups.values())


_REGISTERED = "nct:"
_MOST_REGISTERED = 20
# A register may hold a hundred trials of a condition for each paper in the library.
_WIDER, _WIDEST = 4, 64


def _hits(terms: list[SearchTerm], text: str, library: Library, *, limit: int, naming: tuple[AnyOf, ...]) -> list[Hit]:
    """Return the best hits: `limit` that are no registrations, and the best few that are."""
    asked = limit
    while True:
        hits = ranked(terms, text, library, limit=asked, naming=naming)
        places = {True: _MOST_REGISTERED, False: limit}
        kept: list[Hit] = []
        for hit in hits:
            is_registration = hit.record_id.startswith(_REGISTERED)
            if places[is_registration] > 0:
                places[is_registration] -= 1
                kept.append(hit)
        if places[False] == 0 or len(hits) < asked or asked >= limit * _WIDEST:
            return kept
        asked *= _WIDER
