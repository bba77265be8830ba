"""The pages of asking: the question, the answer as it comes, follow-ups, and handing it to the board."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import AsyncIterator
from typing import Any

import orjson
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citewell.errors import BadInput
from citewell.publish.words import urgent_banner
from citewell.question.red_flags import find_red_flag
from citewell.web.articles.rendering import render_article
from citewell.web.articles.similar import similar_articles
from citewell.web.articles.standing import NOT_SUBMITTED
from citewell.web.conversations.asking import follow_up, start
from citewell.web.conversations.models import Conversation, Turn
from citewell.web.conversations.submitting import submit_turn
from citewell.web.limits import limited
from citewell.web.reader import audience_of, remember_audience

POLL_S = 0.15
# A comment in between, so that no proxy takes a quiet stream for a dead one.
QUIET_S = 15.0
LONGEST_S = 300.0


@limited("ask", most=30, in_s=600)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a question: the form, or the way to the answer."""
    text = request.POST.get("q", "") if request.method == "POST" else request.GET.get("q", "")
    error = ""
    if request.method == "POST":
        owner = request.user if request.user.is_authenticated else None
        try:
            turn = start(text, audience=audience_of(request), owner=owner, now=timezone.now())
        except BadInput as refused:
            error = str(refused)
        else:
            return redirect(turn.conversation)
    similar = similar_articles(text) if text else []
    context = {"q": text[:2_000], "error": error, "similar": similar, "audience": audience_of(request)}
    return render(request, "site/ask.html", context, status=422 if error else 200)


@limited("ask", most=30, in_s=600)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, key: str) -> HttpResponse:
    """A conversation: its last answer whole, those before it by their questions. A POST adds a question."""
    found = get_object_or_404(Conversation, key=key)
    error = ""
    if request.method == "POST":
        try:
            follow_up(found, request.POST.get("q", ""), audience=audience_of(request), now=timezone.now())
        except BadInput as refused:
            error = str(refused)
        else:
            return redirect(found)
    number = request.GET.get("turn", "")
    turns = list(found.turns.all())
    turn = next((t for t in turns if str(t.number) == number), turns[-1])
    response = _shown(request, found, turns, turn, error)
    if error:
        response.status_code = 422
    return _private(remember_audience(request, response))


def _shown(request: HttpRequest, found: Conversation, turns: list[Turn], turn: Turn, error: str) -> HttpResponse:
    context: dict[str, Any] = {"conversation": found, "turn": turn, "turns": turns, "error": error, "similar": []}
    if turn.state == Turn.State.FAILED:
        return render(request, "site/failed.html", context, status=503)
    ledger = turn.ledger
    if ledger is None:
        # Whoever may need help now does not wait for a search to end.
        flag = find_red_flag(turn.question)
        return render(request, "site/answering.html", context | {"banner": flag and urgent_banner(flag.kind)})
    context |= {
        "similar": [article for article in similar_articles(turn.question) if article.pk != turn.article_id],
        "follow_ups": ledger.draft.follow_ups,
        # A cry for help is no title of an article.
        "can_submit": ledger.draft.is_reviewable,
        "q": request.POST.get("q", "")[:2_000] if error else "",
    }
    html = render_article(
        request,
        ledger,
        audience=audience_of(request),
        standing=NOT_SUBMITTED,
        before=render_to_string("site/_turns.html", context, request),
        actions=render_to_string("site/_answer_actions.html", context, request),
        after=render_to_string("site/_follow_up.html", context, request),
    )
    return HttpResponse(html)


def _private(response: HttpResponse) -> HttpResponse:
    """Mark a page that holds what somebody asked: no search engine keeps it.

    No other site is told its address either: the policy of the whole site says so. A stricter one, `no-referrer`, would
    make browsers send its own forms without their origin, and they would be refused.
    """
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
async def stream(request: HttpRequest, key: str, number: int) -> StreamingHttpResponse:
    """The events of an answer as Server-Sent Events, from the one after `Last-Event-ID`.

    Source: WHATWG HTML, section 9.2.
    """
    turn = await Turn.objects.filter(conversation__key=key, number=number).afirst()
    if turn is None:
        raise Http404
    last = request.headers.get("Last-Event-ID", "0")
    response = StreamingHttpResponse(
        _events(turn.pk, int(last) if last.isdecimal() else 0), content_type="text/event-stream"
    )
    response["Cache-Control"] = "no-store"
    # Compressing or buffering would hold the events back until the stream ends.
    response["Content-Encoding"] = "identity"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(turn_id: int, last: int) -> AsyncIterator[str]:
    waited = quiet = 0.0
    while waited < LONGEST_S:
        # The state is read before the events: one that is written in between is seen by the next round.
        turn = await Turn.objects.filter(pk=turn_id).only("state").afirst()
        if turn is None:
            return
        told = False
        async for event in turn.events.filter(number__gt=last):
            last, told = event.number, True
            yield f"id: {event.number}\nevent: {event.name}\ndata: {orjson.dumps(event.values).decode()}\n\n"
        if turn.is_finished:
            yield f"event: finished\ndata: {orjson.dumps(turn.state).decode()}\n\n"
            return
        quiet = 0.0 if told else quiet + POLL_S
        if quiet >= QUIET_S:
            quiet = 0.0
            yield ": still at work\n\n"
        await sleep(POLL_S)
        waited += POLL_S


@limited("submit", most=10, in_s=3600)
@require_POST
def submit(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Hand an answer to the board."""
    turn = get_object_or_404(Turn, conversation__key=key, number=number)
    try:
        article = submit_turn(turn, author=request.user if request.user.is_authenticated else None, now=timezone.now())
    except BadInput as refused:
        messages.error(request, str(refused))
        return redirect(turn.conversation)
    messages.success(request, "The answer was submitted to the medical board. This is its page from now on.")
    return redirect(article)
