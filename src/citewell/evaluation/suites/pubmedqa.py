"""Questions that ask whether something is so: is the abstract that asked found and cited, and is the answer its own?

Each question is the title of an abstract, whose authors answered it in their conclusion, and people put it down as yes,
no or maybe (Jin et al., EMNLP 2019). The titles are left out, or the search would find the question itself. Everything
is measured twice: with the conclusion in the abstract, and with the conclusion held back, when only the results are
there to be quoted and nobody has said what they come to. Other abstracts stand around.

A reader's library holds titles, and many a sentence takes its subject from one. So answers are also measured with
them, and so are questions that no paper asks, made by exchanging one thing in each (`swapped.py`): these must be
refused.

An article answers in sentences. Whether these come to yes, no or maybe is read by rule (`reading.py`), which errs;
how far it does is told by reading the authors' own conclusions by the same rule, and what always saying yes would get.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from citewell.errors import BadInput
from citewell.evaluation.collections import Collections, Document, Titled
from citewell.evaluation.figures import Figure, bootstrapped, gain, mean, share
from citewell.evaluation.measures import Measure, ndcg
from citewell.evaluation.peers import PlainBM25
from citewell.evaluation.suites.libraries import filled_library
from citewell.evaluation.suites.reading import reply
from citewell.evaluation.suites.retrieval import understood
from citewell.evaluation.suites.swapped import swapped
from citewell.evaluation.suites.trials import commonest
from citewell.library import Library
from citewell.model.article import Outcome, VerifiedDraft
from citewell.pipeline import answer

SUITE = "pubmedqa"
CUTOFF = 10
WHOLE, HELD_BACK, TITLED = "whole", "conclusion held back", "title held"
_REFUSED = 0.95


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a question: whether it was answered, from its own abstract, and which way; None if not from it."""

    truth: str
    is_answered: bool
    cites_its_own: bool
    reply: str | None


def pubmedqa(collections: Collections, limit: int | None) -> list[Figure]:
    """Questions of titles, among the abstracts of all collections. `limit` bounds the questions."""
    items = collections.pubmedqa()
    asked = items[:limit]
    around = [
        replace(document, id=f"{name}-{document.id}")
        for name, documents in collections.abstracts().items()
        for document in documents
        if document.id.split(":")[-1] not in {item.document.id for item in items}
    ]
    whole = [_with_conclusion(item) for item in items]
    figures = _figures(WHOLE, asked, [*whole, *around])
    figures += _figures(HELD_BACK, asked, [*(item.document for item in items), *around])
    titled = [replace(document, title=item.question) for document, item in zip(whole, items, strict=True)]
    figures += _titled_figures(asked, [*titled, *around])
    right = sum(reply(item.question, item.conclusion) == item.answer for item in asked)
    return [
        *figures,
        share(SUITE, Measure("Agrees", "the authors' conclusion, read by rule"), right, len(asked)),
        bootstrapped(SUITE, Measure("Agrees", "always the commonest"), [item.answer for item in asked], commonest),
    ]


def _with_conclusion(item: Titled) -> Document:
    return replace(item.document, text=f"{item.document.text}\n\n{item.conclusion}")


def _figures(setting: str, asked: Sequence[Titled], documents: Sequence[Document]) -> list[Figure]:
    plain = PlainBM25(documents)
    with filled_library(documents, starter=False) as (library, _):
        ranks = [
            (_gain(_ours(library, item), item), _gain(plain.ranked(item.question, CUTOFF), item)) for item in asked
        ]
        answers = [_answered(library, item) for item in asked]
    return [
        mean(SUITE, Measure("nDCG", setting, CUTOFF), [own for own, _ in ranks]),
        mean(SUITE, Measure("nDCG", f"plain BM25, {setting}", CUTOFF), [peer for _, peer in ranks]),
        gain(SUITE, Measure("GainOverPlainBM25", setting), ranks),
        *_answer_figures(setting, answers),
    ]


def _titled_figures(asked: Sequence[Titled], documents: Sequence[Document]) -> list[Figure]:
    """Return what is answered where titles are held, and what is refused of the questions that no paper asks."""
    with filled_library(documents, starter=False) as (library, _):
        answers = [_answered(library, item) for item in asked]
        near = [_is_refused(library, question) for question in swapped(asked)]
    figures = _answer_figures(TITLED, answers)
    if near:
        exchanged = Measure("RefusalRate", "one thing exchanged")
        figures.append(share(SUITE, exchanged, sum(near), len(near), target=_REFUSED))
    return figures


def _answer_figures(setting: str, answers: Sequence[Answered]) -> list[Figure]:
    told = [item for item in answers if item.reply is not None]
    answered = [item for item in answers if item.is_answered]
    figures = [share(SUITE, Measure("AnswerRate", setting), len(answered), len(answers))]
    if answered:
        own = sum(item.cites_its_own for item in answered)
        figures.append(share(SUITE, Measure("CitesItsOwn", setting), own, len(answered)))
    if told:
        right = sum(item.reply == item.truth for item in told)
        figures.append(share(SUITE, Measure("Agrees", setting), right, len(told)))
    return figures


def _is_refused(library: Library, question: str) -> bool:
    try:
        return answer(question, library=library, follow_ups=False).outcome is Outcome.INSUFFICIENT_EVIDENCE
    except BadInput:
        return True


def _ours(library: Library, item: Titled) -> list[str]:
    hits = library.search(understood(item.question), limit=CUTOFF)
    return [hit.record_id.removeprefix("collection:") for hit in hits]


def _gain(ranked: Sequence[str], item: Titled) -> float:
    return ndcg(ranked, frozenset({item.document.id}), CUTOFF)


def _answered(library: Library, item: Titled) -> Answered:
    try:
        draft = answer(item.question, library=library, follow_ups=False)
    except BadInput:
        return Answered(item.answer, False, False, None)
    if draft.outcome is Outcome.INSUFFICIENT_EVIDENCE:
        return Answered(item.answer, False, False, None)
    said = _said_by(draft, f"collection:{item.document.id}")
    return Answered(item.answer, True, said is not None, None if said is None else reply(item.question, said))


def _said_by(draft: VerifiedDraft, record_id: str) -> str | None:
    """Return the first sentence of an article that cites a record, the bottom line first; None if none does."""
    in_order = [*draft.bottom_line, *(i for section in draft.sections for i in section.claim_ids)]
    claims = [draft.claim(claim_id) for claim_id in in_order]
    return next((claim.text for claim in claims if record_id in claim.record_ids), None)
