"""What readers see of the desk: the board, the corrections log, and the way to object to a sentence."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from citewell.editorial.commands import Object
from citewell.editorial.refused import Refused
from citewell.editorial.roles import Actor, Role
from citewell.web.articles.listing import PUBLIC
from citewell.web.desk import store
from citewell.web.desk.access import Case, guarded
from citewell.web.desk.models import Correction
from citewell.web.desk.people import board as reviewers
from citewell.web.desk.people import people_with
from citewell.web.desk.screen import claim_of
from citewell.web.limits import limited


@guarded("board")
@require_safe
def board(request: HttpRequest, _actor: Actor) -> HttpResponse:
    """The medical advisory board: who they are, what they are, and what their interests are."""
    editors = people_with([Role.MEDICAL_EDITOR])
    return render(request, "desk/board.html", {"members": reviewers(), "editors": editors})


@guarded("corrections")
@require_safe
def corrections(request: HttpRequest, _actor: Actor) -> HttpResponse:
    """What was shown and was wrong, the newest first."""
    found = Correction.objects.select_related("review__article").order_by("-at", "-pk")[:200]
    return render(request, "desk/corrections.html", {"corrections": found})


@limited("challenge", most=10, in_s=3600)
@guarded("challenge")
@require_http_methods(["GET", "HEAD", "POST"])
def challenge(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Object to a sentence of an article: the form, or the way back with thanks."""
    if case.article.status not in PUBLIC:
        raise Http404  # what was withdrawn is read by nobody
    ledger = case.article.shown.ledger
    if request.method == "POST":
        command = Object(request.POST.get("key", ""), request.POST.get("text", "").strip())
        outcome = store.perform(case.article.pk, case.actor, command, now=timezone.now())
        if not isinstance(outcome, Refused):
            messages.success(request, "Thank you. The editors have your objection and will answer it.")
            return redirect(case.article)
        messages.error(request, str(outcome))
    revision = case.review.published or case.review.current
    pairs = [(facts.key, claim_of(ledger, facts.key)) for facts in revision.claims] if revision else []
    named = request.POST.get("key") or request.GET.get("sentence", "")
    chosen = next((key for key, claim in pairs if claim is not None and claim.id == named), named)
    context = {"article": case.article, "pairs": pairs, "chosen": chosen, "text": request.POST.get("text", "")}
    return render(request, "desk/challenge.html", context, status=422 if request.method == "POST" else 200)
