"""A true sentence cited to a record that does not say it, though it is on the same subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from citewell.evaluation.mutations.material import Statement
from citewell.evaluation.mutations.numerals import numerals
from citewell.language.sentences import split_sentences
from citewell.language.words import STOP_WORDS, stems

_COMMON = 40
_SENTENCES_CITED = 3
_WORDS_UNSAID = 3


def wrong_sources(statements: Sequence[Statement]) -> Iterator[tuple[Statement, Statement, tuple[str, ...]]]:
    """Yield each statement with one of another record on its subject, and the sentences there that are nearest to it.

    The subject is the rarest word that two titles share. A statement is left out where the other record could be
    said to support it: where it has all its figures, or all but a few of its words.
    """
    by_word: dict[str, list[Statement]] = defaultdict(list)
    first_of_record = {statement.record_id: statement for statement in reversed(statements)}
    for statement in first_of_record.values():
        for word in _content(statement.title):
            by_word[word].append(statement)
    for statement in statements:
        other = _on_its_subject(statement, by_word)
        if other is not None and _is_unsaid(statement.text, other.whole):
            yield statement, other, _nearest(statement.text, other.whole)


def _on_its_subject(statement: Statement, by_word: dict[str, list[Statement]]) -> Statement | None:
    words = sorted(_content(statement.title), key=lambda word: (len(by_word[word]), word))
    for word in words:
        others = [other for other in by_word[word] if other.record_id != statement.record_id]
        if others and len(others) <= _COMMON:
            return others[len(statement.text) % len(others)]
    return None


def _is_unsaid(text: str, whole: str) -> bool:
    theirs = {numeral.value for numeral in numerals(whole)}
    figures = [numeral for numeral in numerals(text) if numeral.value >= 10 or "." in numeral.text]
    if any(numeral.value not in theirs for numeral in figures):
        return True
    return len(_content(text) - _content(whole)) >= _WORDS_UNSAID


def _nearest(text: str, whole: str) -> tuple[str, ...]:
    """Return the sentences of another record that share most words with the text, in their order there."""
    wanted = _content(text)
    sentences = [sentence.text for sentence in split_sentences(whole)]
    best = sorted(range(len(sentences)), key=lambda place: (-len(wanted & _content(sentences[place])), place))
    return tuple(sentences[place] for place in sorted(best[:_SENTENCES_CITED]))


def _content(text: str) -> set[str]:
    return {stem for stem in _meaningful(stems(text)) if len(stem) > 3}


def _meaningful(found: Iterable[str]) -> Iterator[str]:
    return (stem for stem in found if stem not in STOP_WORDS and not stem.isdigit())
