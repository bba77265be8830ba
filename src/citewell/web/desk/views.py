"""The pages of the desk. A view loads, calls one action, and redirects."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from citewell.editorial.changes import Kind, changes
from citewell.editorial.edit import revise, reword
from citewell.editorial.permissions import Relation, may, standings
from citewell.editorial.policies import approvals, blocking, is_working_on, missing
from citewell.editorial.refused import Ground, Refused
from citewell.editorial.roles import Actor
from citewell.editorial.status import Action, possible
from citewell.editorial.step import Done
from citewell.errors import BadInput
from citewell.web.articles.models import Article
from citewell.web.desk import forms, queue, store
from citewell.web.desk.access import Case, guarded
from citewell.web.desk.models import AuditEvent
from citewell.web.desk.people import board
from citewell.web.desk.refusals import STATUS_OF
from citewell.web.desk.screen import Screen, claim_of, edits_of, screen


@guarded("desk:queue")
@never_cache
@require_safe
def my_queue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits for this person."""
    return render(request, "desk/queue.html", queue.queue_of(actor))


@guarded("desk:article")
@never_cache
@require_safe
def article(request: HttpRequest, case: Case) -> HttpResponse:
    """An article at the desk: where it stands, what can be done, and all that was done."""
    review = case.review
    context = _shared(case) | {
        "missing": missing(review, store.policy()),
        "given": approvals(review),
        "blocking": blocking(review),
        "candidates": [user for user in board() if _can_be_asked(user.pk, case)],
        "revisions": case.article.revisions.select_related("author").order_by("-number"),
        "events": AuditEvent.objects.filter(article=case.article.slug).order_by("-sequence")[:200],
        "names": {facts.key: facts.number for revision in review.revisions for facts in revision.claims},
    }
    return render(request, "desk/article.html", context)


def _can_be_asked(pk: int, case: Case) -> bool:
    person = str(pk)
    return not (person in case.review.authors or case.review.is_assigned(person) or person == case.actor.id)


def _shared(case: Case) -> dict[str, Any]:
    """Return what the pages of an article have in common: who looks, and what he can do now."""
    review = case.review
    can = {action.value for action in possible(review.status) if may(case.actor, action, review)}
    is_assigned = Relation.ITS_REVIEWER in standings(case.actor, review)
    return {
        # A reviewer without a second factor sees the vote, and what it takes.
        "is_assigned": is_assigned,
        "is_author": case.actor.id in review.authors,
        "is_voting": is_assigned and Action.VOTE in possible(review.status),
        "article": case.article,
        "review": review,
        "actor": case.actor,
        "can": can,
        "is_writing": is_working_on(case.actor, review) and "resubmit" in can,
    }


@guarded("desk:review")
@never_cache
@require_safe
def review(request: HttpRequest, case: Case) -> HttpResponse:
    """The review screen: claim by claim, and on a re-review only what changed, unless all is asked for."""
    shown = _screen(case)
    is_all = request.GET.get("all") == "1" or not shown.open
    rows = shown.rows if is_all else shown.open
    typed = request.session.pop(_TYPED, {})
    context = _shared(case) | {
        "typed": typed if typed.get("slug") == case.article.slug else {},
        "screen": shown,
        "rows": rows,
        "is_all": is_all,
        "missing": missing(case.review, store.policy()),
    }
    return render(request, "desk/review.html", context)


def _screen(case: Case) -> Screen:
    published = case.article.approved.ledger if case.article.approved else None
    return screen(case.review, case.article.latest.ledger, published, case.actor.id)


@guarded("desk:diff")
@never_cache
@require_safe
def diff(request: HttpRequest, case: Case, before: int, after: int) -> HttpResponse:
    """What differs between two revisions, sentence by sentence."""
    old, new = (get_object_or_404(case.article.revisions, number=number) for number in (before, after))
    found = changes(old.ledger.draft, new.ledger.draft)
    context = {
        "changes": [change for change in found if change.kind is not Kind.UNCHANGED],
        "unchanged": sum(change.kind is Kind.UNCHANGED for change in found),
        "old": old,
        "new": new,
    }
    return render(request, "desk/diff.html", _shared(case) | context)


@guarded("desk:check")
@require_POST
def check(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Tell what the gate says of a sentence in new words. Nothing is written."""
    ledger = case.article.latest.ledger
    claim = claim_of(ledger, request.POST.get("key", ""))
    if claim is None:
        return JsonResponse({"error": "This sentence is not in the newest revision. Reload the page."}, status=409)
    try:
        reworded = reword(ledger, claim.id, request.POST.get("text", ""))
    except BadInput as error:
        return JsonResponse({"error": str(error)}, status=422)
    return JsonResponse({"verdict": reworded.verdict.kind, "failed": [c.detail for c in reworded.verdict.failed]})


@guarded("desk:act")
@require_POST
def act(request: HttpRequest, case: Case, action: str) -> HttpResponseBase:
    """Do one thing with an article, and go back to where it was asked for."""
    if action not in set(Action):
        raise Http404
    try:
        outcome = _do(request, case, Action(action))
    except BadInput as error:
        outcome = Refused(Ground.INPUT, str(error), "")
    if "application/json" in request.headers.get("Accept", ""):
        return _as_json(request, case, outcome)
    if isinstance(outcome, Refused):
        if action == Action.VOTE:
            request.session[_TYPED] = {
                "slug": case.article.slug,
                **{name: request.POST.get(name, "") for name in _VOTED},
            }
        messages.error(request, str(outcome))
    else:
        messages.success(request, _TOLD.get(Action(action), "Done."))
    return redirect(_back(request, case))


def _do(request: HttpRequest, case: Case, action: Action) -> Done | Refused:
    now, values = timezone.now(), request.POST
    if action is Action.RESUBMIT:
        number = values.get("number", "")
        return store.resubmit(
            case.article.pk,
            case.actor,
            lambda review: revise(case.article.latest.ledger, edits_of(review, case.actor.id)),
            now=now,
            note=values.get("note", ""),
            number=int(number) if number.isdecimal() else 0,
        )
    if action is Action.SUBMIT:
        note = values.get("note", "").strip() or "Submitted again"
        return store.submit(case.article.pk, case.actor, case.article.latest.ledger, now=now, note=note)
    return store.perform(case.article.pk, case.actor, forms.read(action, values, case.article.latest.ledger), now=now)


def _as_json(request: HttpRequest, case: Case, outcome: Done | Refused) -> JsonResponse:
    """Return the claim that was acted on, as it now stands, with the progress; or why it was refused."""
    if isinstance(outcome, Refused):
        return JsonResponse({"error": str(outcome)}, status=STATUS_OF[outcome.ground])
    after = Case(case.actor, Article.objects.select_related("approved").get(pk=case.article.pk), outcome.review)
    shown = _screen(after)
    row = next((row for row in shown.rows if row.key == request.POST.get("key")), None)
    context = _shared(after) | {"row": row, "screen": shown}
    return JsonResponse(
        {
            "claim": render_to_string("desk/_claim.html", context, request) if row else "",
            "progress": render_to_string("desk/_progress.html", context, request),
        }
    )


def _back(request: HttpRequest, case: Case) -> str:
    page = "desk:review" if request.POST.get("from") == "review" else "desk:article"
    every = "?all=1" if request.POST.get("all") == "1" else ""
    anchor = request.POST.get("anchor", "")
    place = f"#{anchor}" if anchor.replace("-", "").isalnum() else ""
    return reverse(page, args=[case.article.slug]) + every + place


# What was typed into a vote that was refused stands there again: a declaration that is lost would read "None".
_TYPED = "vote_typed"
_VOTED = ("interests", "relevant", "choice", "note")
_TOLD = {
    Action.ASSIGN: "The reviewer was asked, and told by mail.",
    Action.VOTE: "Your vote is recorded.",
    Action.RESUBMIT: "The new revision is made; votes on the one before do not count.",
    Action.WITHDRAW: "The article is withdrawn.",
    Action.OVERRIDE: "The override is recorded; readers will see its reason.",
    Action.COMMENT: "Your comment is recorded.",
    Action.DECIDE: "Your decision is recorded.",
}
