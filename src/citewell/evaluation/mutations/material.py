"""True sentences of medicine, each with the sentences around it and the record it stands in."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from citewell.evaluation.collections import Collections, Document
from citewell.language.sentences import split_sentences
from citewell.library import starter


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that says something a reader could cite, as its record words it.

    before, after: the sentences beside it in its section; empty at the ends.
    whole: all the sentences of its record.
    origin: which material it comes from, such as `starter`.
    """

    text: str
    before: str = ""
    after: str = ""
    whole: str = ""
    title: str = ""
    record_id: str = ""
    origin: str = ""

    @property
    def around(self) -> str:
        """The sentences beside it."""
        return f"{self.before} {self.after}".strip()


def statements(collections: Collections | None, seed: int) -> Iterator[Statement]:
    """Yield statements in a seeded order, one of each origin in turn, so that none outweighs the others.

    Without a folder of collections, or where it lacks one of them, the others are used; the starter library always.
    """
    origins = {"starter": _starter(), **(collections.abstracts() if collections else {})}
    streams = [_of_origin(name, documents, seed) for name, documents in origins.items()]
    for turn in zip_longest(*streams):
        yield from (statement for statement in turn if statement is not None)


def _starter() -> list[Document]:
    return [Document(r.id, r.title, "\n\n".join(section.text for section in r.sections)) for r in starter.records()]


def _of_origin(name: str, documents: Sequence[Document], seed: int) -> Iterator[Statement]:
    shuffled = list(documents)
    random.Random(f"{seed} {name}").shuffle(shuffled)  # noqa: S311 - not for secrets
    for document in shuffled:
        yield from of_document(document, name)


def of_document(document: Document, origin: str = "") -> list[Statement]:
    """Return the statements of a document, in its order."""
    sections = [[s.text for s in split_sentences(part)] for part in document.text.split("\n\n")]
    whole = " ".join(sentence for section in sections for sentence in section)
    return [
        Statement(text, before, after, whole, document.title, document.id, origin)
        for section in sections
        for before, text, after in _with_neighbours(section)
        if is_statement(text)
    ]


def _with_neighbours(sentences: Sequence[str]) -> Iterable[tuple[str, str, str]]:
    padded = ["", *sentences, ""]
    return zip(padded, sentences, padded[2:], strict=False)


_FEWEST_WORDS = 7
_LONGEST = 360
# What announces or asks finds nothing: turned round, it would not be false.
_ANNOUNCES = re.compile(
    r"^(?:To|For|How|What|Why|Is|Are|Does|Do|Can|Should|Whether)\s(?!(?:patients|people|adults|women|men|children|the"
    r"|those|each|all|both|most|example|atrial)\b)"
    r"|\b(?:whether|aims?|aimed|objectives?|purpose|goal|hypothes\w+|sought to|set out to|designed to|intended to"
    r"|we (?:will|tested|examined|investigated|evaluated|assessed|explored|reviewed|describe|discuss|report on)"
    r"|remains? to be|future (?:research|studies)|further (?:research|studies)|(?:this|the) (?:article|paper|review)"
    r" (?:describes|discusses|reviews|examines|considers)|is (?:discussed|reviewed|described)"
    r"|are (?:discussed|reviewed|described|presented|needed|warranted|required))\b|\?|(?-i:^[A-Z]{4,}\b[^a-z]*[A-Z][a-z])"
    r"|#|\.;|^\d+[,)]|[=<>-] ?\d+\.$|https?:|@|copyright|NCT\d|registr|(?-i:[a-z]: [A-Z]{3,})|^\(|\bet al\b|\b(?:figure|fig|table|box)s?\.? \d",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^[A-Z][A-Z &/]{3,}[:.]? [A-Z0-9]|^[A-Z][a-z]+(?: [a-z]+)?: ")
_OPENS_WELL = re.compile(r"[A-Z0-9][^ ]*(?: |$)")


def is_statement(text: str) -> bool:
    """Tell whether a sentence states something, whole and readable: no aim, question, heading or fragment."""
    return (
        len(text) <= _LONGEST
        and len(text.split()) >= _FEWEST_WORDS
        and text.endswith((".", ".)"))
        and _OPENS_WELL.match(text) is not None
        and all(text.count(left) == text.count(right) for left, right in ("()", "[]"))
        and _HEADING.match(text) is None
        and _ANNOUNCES.search(text) is None
    )
