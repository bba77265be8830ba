"""The pipeline as the site uses it: one warm library a process."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from citewell.library import Library
from citewell.model.ledger import Ledger, make_ledger
from citewell.pipeline import Listener, answer


@lru_cache(maxsize=1)
def library() -> Library:
    """Return the library of this process. Its readers may be of any thread."""
    return Library.open(settings.SITE.core)


def answer_question(question: str, *, listen: Listener) -> Ledger:
    """Return the answer with the texts it rests on."""
    held = library()
    draft = answer(question, library=held, retraction_list_days=settings.SITE.core.retraction_list_days, listen=listen)
    return make_ledger(draft, held.records([reference.record_id for reference in draft.references]))
