"""The passages that a language model is given: chosen as the extractive writer chooses, numbered, within a budget."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from citewell.compose.candidates import Candidate, candidates
from citewell.language.sentences import Sentence, split_sentences
from citewell.model.evidence import Appraisal, AppraisedRecord, Passage, Record
from citewell.model.question import Facet, Question

# English takes about four characters a token; figures and names take more tokens than words do.
CHARACTERS_A_TOKEN = 3.5
_MOST_PASSAGES = 40
_MOST_A_RECORD = 4
# What a passage costs beside its text: its fence and the line that says what it is.
_FENCE = 160
_TO_A_MODEL = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.]{0,30}\b(?:previous|prior|preceding|earlier|above|all|your|other)\b[^.]{0,30}"
    r"\b(?:instructions?|prompts?|rules|guidelines|directions|directives|commands|text)\b"
    r"|\b(?:system|developer|user) prompt\b|\byou are (?:now )?an? (?:AI|assistant|(?:large )?language model|chat ?bot)\b"
    r"|\b(?:as|to) an? (?:AI|(?:large )?language model)\b|\b(?:AI|language) models? (?:must|should|shall|reading this)\b"
    r"|\[/?INST\]|<\|?/?(?:im_start|im_end|system|assistant|user)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Offered:
    """A numbered passage: whole sentences of a record's section, with those that answer among them."""

    number: int
    source: AppraisedRecord
    passage: Passage
    answers: tuple[Candidate, ...]

    def span(self, start: int, end: int) -> Passage:
        """Return the part of it at `[start:end]`, counted in the passage's own characters, as a passage."""
        at = self.passage.start
        words = self.passage.text[start:end]
        return Passage(self.passage.record_id, self.passage.section, at + start, at + end, words)


@dataclass(frozen=True, slots=True)
class Offer:
    """What is shown to a model. `withheld` holds the ids of the records that speak to a model, and are not shown."""

    passages: tuple[Offered, ...]
    withheld: tuple[str, ...] = ()

    def passage(self, number: int) -> Offered | None:
        """Return the passage with that number; None if none has it."""
        return next((offered for offered in self.passages if offered.number == number), None)


def speaks_to_a_model(record: Record) -> bool:
    """Tell whether a record holds words that are meant for a language model and not for its readers."""
    return any(_TO_A_MODEL.search(text) for text in (record.title, *(s.text for s in record.sections)))


def make_offer(question: Question, appraisal: Appraisal, *, tokens: int) -> Offer:
    """Return the passages around the sentences that answer best, each facet in its turn, in the order of the records.

    tokens: about how many they may take together. With no subject in the question there is nothing to offer.
    """
    withheld = tuple(item.record.id for item in appraisal.records if speaks_to_a_model(item.record))
    safe = replace(appraisal, records=tuple(r for r in appraisal.records if r.record.id not in withheld))
    found = candidates(question, safe, question.facets) if question.required else []
    chosen = _within(_by_turns(found, question.facets), round(tokens * CHARACTERS_A_TOKEN))
    order = {item.record.id: place for place, item in enumerate(safe.records)}
    chosen.sort(key=lambda window: (order[window.source.record.id], window.place, window.first))
    passages = tuple(_offered(number, window, found) for number, window in enumerate(chosen, 1))
    return Offer(passages, withheld)


def _by_turns(found: Sequence[Candidate], facets: Sequence[Facet]) -> Iterator[Candidate]:
    """Yield the best candidate of each facet, then the second of each, and so on."""
    pools = [[candidate for candidate in found if candidate.facet is facet] for facet in facets]
    for turn in zip_longest(*pools):
        yield from (candidate for candidate in turn if candidate is not None)


@dataclass(slots=True)
class _Window:
    """Sentences `first` to `last` of a record's section, by their places."""

    source: AppraisedRecord
    place: int
    sentences: list[Sentence]
    first: int
    last: int

    @property
    def size(self) -> int:
        return self.sentences[self.last].end - self.sentences[self.first].start


def _within(wanted: Iterator[Candidate], room: int) -> list[_Window]:
    """Return the sentences wanted, each with its neighbours, joined where they meet, as far as there is room."""
    windows: list[_Window] = []
    for candidate in wanted:
        new = _around(candidate)
        twin = next((w for w in windows if _meet(w, new)), None)
        grown = _size(twin, new)
        of_record = sum(w.source.record.id == new.source.record.id for w in windows)
        if grown > room or (twin is None and of_record == _MOST_A_RECORD):
            continue
        room -= grown
        if twin is None:
            windows.append(new)
        else:
            twin.first, twin.last = min(twin.first, new.first), max(twin.last, new.last)
        if len(windows) == _MOST_PASSAGES:
            break
    return windows


def _around(candidate: Candidate) -> _Window:
    record = candidate.source.record
    place = next(n for n, section in enumerate(record.sections) if section.label == candidate.passage.section)
    sentences = split_sentences(record.sections[place].text)
    at = next(n for n, sentence in enumerate(sentences) if sentence.start == candidate.passage.start)
    return _Window(candidate.source, place, sentences, max(0, at - 1), min(len(sentences) - 1, at + 1))


def _meet(one: _Window, other: _Window) -> bool:
    is_same_section = one.source.record.id == other.source.record.id and one.place == other.place
    return is_same_section and one.first <= other.last + 1 and other.first <= one.last + 1


def _size(old: _Window | None, new: _Window) -> int:
    """Return how many characters more are shown with the new window."""
    if old is None:
        return new.size + _FENCE
    start = old.sentences[min(old.first, new.first)].start
    return old.sentences[max(old.last, new.last)].end - start - old.size


def _offered(number: int, window: _Window, found: Sequence[Candidate]) -> Offered:
    section = window.source.record.sections[window.place]
    start, end = window.sentences[window.first].start, window.sentences[window.last].end
    passage = Passage(window.source.record.id, section.label, start, end, section.text[start:end])
    answers = tuple(
        c
        for c in found
        if (c.passage.record_id, c.passage.section) == (passage.record_id, passage.section)
        and start <= c.passage.start < end
    )
    return Offered(number, window.source, passage, answers)
