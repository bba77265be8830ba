"""The pipeline as the site uses it: one warm library a process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock

from django.conf import settings

from citewell.library import Library
from citewell.model.ledger import Ledger, make_ledger
from citewell.model.question import Question
from citewell.pipeline import Listener, answer
from citewell.question import follow_up, parse_question

_OPENING = Lock()


def library() -> Library:
    """Return the library of this process, as other processes have left it. Its readers may be of any thread."""
    with _OPENING:  # several threads may be the first
        held = _library()
    held.refresh(mends=False)  # `watch_library` mends it: no reader is to wait for that
    return held


@lru_cache(maxsize=1)
def _library() -> Library:
    return Library.open(settings.SITE.core)


def answer_question(question: str, *, listen: Listener, previous: Sequence[str] = ()) -> Ledger:
    """Return the answer with the texts it rests on.

    previous: the questions asked before in the same conversation, in their order; a question may lean on them.
    """
    held = library()
    asked = understand(question, previous)
    draft = answer(asked, library=held, retraction_list_days=settings.SITE.core.retraction_list_days, listen=listen)
    return make_ledger(draft, held.records([reference.record_id for reference in draft.references]))


def understand(question: str, previous: Sequence[str]) -> Question:
    """Return what a question asks, given those before it: each leans on what the one before it was read as."""
    before: Question | None = None
    for text in (*previous, question):
        read = parse_question(text, terms=library().terms)
        before = follow_up(read, before) if before else read
    if before is None:
        raise ValueError("there is no question")
    return before
