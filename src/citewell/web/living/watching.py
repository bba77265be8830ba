"""The jobs that keep articles alive: see that the library has changed, and look at each article that it may touch."""

from __future__ import annotations

import logging
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from citewell.editorial.commands import Reopen
from citewell.editorial.living import Finding, changed_sources, new_evidence
from citewell.editorial.refused import Refused
from citewell.editorial.roles import SYSTEM
from citewell.pipeline import answer
from citewell.web import engine
from citewell.web.articles.models import Article
from citewell.web.desk import store
from citewell.web.jobs.handlers import handles
from citewell.web.jobs.queue import enqueue
from citewell.web.living.models import SeenEdition, ToldFinding

# Readers are to see within a minute of an ingest that a source has changed.
EVERY = timedelta(seconds=20)
THE_ROW = 1

log = logging.getLogger("citewell.living")


@handles("watch_library", every=EVERY)
def watch_library() -> None:
    """Have each approved article looked at when the library has another edition than the last time."""
    library = engine.library()
    library.refresh()
    edition = library.edition
    seen = SeenEdition.objects.filter(pk=THE_ROW).first()
    if seen is not None and seen.edition == edition:
        return
    if library.is_behind:  # articles asked again now would miss what is not found yet, and not be asked once more
        return
    now = timezone.now()
    with transaction.atomic():
        for pk in Article.objects.filter(approved__isnull=False).values_list("pk", flat=True):
            enqueue("look_at_article", {"article": pk}, now=now, key=f"look:{pk}:{edition}"[:120])
        SeenEdition.objects.update_or_create(pk=THE_ROW, defaults={"edition": edition})


@handles("look_at_article")
def look_at_article(article: int) -> None:
    """Compare what an article shows with the library, ask its question again, and open what is touched."""
    found = Article.objects.select_related("approved").filter(pk=article, approved__isnull=False).first()
    if found is None or found.approved is None:
        return
    ledger = found.approved.ledger
    held = {record.id: record for record in engine.library().records([source.id for source in ledger.sources])}
    findings = list(changed_sources(ledger, held))
    findings += new_evidence(ledger, answer(ledger.draft.question, library=engine.library(), follow_ups=False))
    for finding in findings:
        _open_again(found, finding)


def _open_again(article: Article, finding: Finding) -> None:
    """Open what a finding touches, once."""
    digest = sha256(f"{finding.cause.value}\n{finding.reason}".encode()).hexdigest()
    with transaction.atomic():
        _, is_new = ToldFinding.objects.get_or_create(article=article, digest=digest)
        if not is_new:
            return
        command = Reopen(finding.keys, finding.cause, finding.reason, finding.problem)
        outcome = store.perform(article.pk, SYSTEM, command, now=timezone.now())
    if isinstance(outcome, Refused):
        # A withdrawn article, for one: nothing of it is before readers.
        log.info("finding_not_opened", extra={"article": article.pk, "cause": finding.cause.value})
