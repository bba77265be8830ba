"""Questions, their answers, and the conversations that they make."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Header, Router

from citewell import __version__
from citewell.errors import BadInput
from citewell.model.question import Audience as Reader
from citewell.publish.export import Export
from citewell.publish.json import to_json
from citewell.web.api.addresses import api, page
from citewell.web.api.articles import As, form_of, when
from citewell.web.api.door import JSON, Door, caller
from citewell.web.api.forms import FORMS, rendered
from citewell.web.api.once import once
from citewell.web.api.problems import Problem
from citewell.web.api.rates import ASKING
from citewell.web.api.replies import reading, reply, to_bytes
from citewell.web.api.schemas import Ask, ConversationOut, TurnOut
from citewell.web.articles.standing import NOT_SUBMITTED
from citewell.web.conversations.asking import ConversationFull, follow_up, start
from citewell.web.conversations.models import Conversation, Turn
from citewell.web.conversations.views import stream

router = Router(tags=["answers"])
_ASK = Door("ask", is_public=True, rate=ASKING)
_LOOK = Door("ask", is_public=True)
_READ = Door("ask", is_public=True, speaks=(JSON, *(form.media_type for form in FORMS.values())))
_STREAM = Door("ask", is_public=True, speaks=("text/event-stream",))


@router.post("/answers", **_ASK.opens(), response={202: TurnOut}, operation_id="ask", summary="Ask a question")
def ask(request: HttpRequest, body: Ask) -> HttpResponse:
    """Begin a conversation with its first question. Its answer comes at the address that `Location` gives.

    That address is a secret: whoever holds it may read the answer and go on with the conversation.
    """

    def begin() -> HttpResponse:
        try:
            owner = caller(request).user
            return _accepted(start(body.question, audience=Reader(body.audience), owner=owner, now=timezone.now()))
        except BadInput as refused:
            raise Problem(422, str(refused)) from refused

    return once(request, begin)


@router.get(
    "/answers/{key}/{int:number}",
    **_READ.opens(),
    response=TurnOut,
    operation_id="read_answer",
    summary="Read an answer",
)
def read_answer(request: HttpRequest, key: str, number: int, as_: As = None) -> HttpResponseBase:
    """How far an answer has come, and the answer itself once it is done, in the form that `as` or `Accept` names."""
    turn = _turn(key, number)
    form = form_of(request, as_)
    if form is None:
        return reading(request, to_bytes(_state(turn)), is_public=False)
    ledger = turn.ledger
    if ledger is None:
        raise Problem(409, "The answer is not done.", next="Ask again in a second.", headers={"Retry-After": "1"})
    export = Export(ledger, Reader(turn.audience), written=turn.content)
    return reading(request, rendered(form, export), form.media_type, is_public=False)


@router.get(
    "/answers/{key}/{int:number}/events",
    **_STREAM.opens(
        responses={
            200: {
                "description": "Server-Sent Events: what the pipeline does, then `finished` with the state",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            }
        }
    ),
    response={200: None},
    operation_id="stream_answer",
    summary="Follow an answer as it comes",
)
async def stream_answer(
    request: HttpRequest,
    key: str,
    number: int,
    last_event_id: Annotated[str, Header(alias="Last-Event-ID", max_length=20)] = "",  # noqa: ARG001 - read by `stream`
) -> HttpResponseBase:
    """The events of an answer from the one after `Last-Event-ID`, as Server-Sent Events."""
    if number >= 1 << 31:
        raise _no_answer()
    return await stream(request, key, number)


@router.get(
    "/conversations/{key}",
    **_LOOK.opens(),
    response=ConversationOut,
    operation_id="read_conversation",
    summary="Read a conversation",
)
def read_conversation(request: HttpRequest, key: str) -> HttpResponseBase:
    """All questions of a conversation with their answers."""
    found = _conversation(key)
    values = {
        "id": found.key,
        "created_at": when(found.created_at),
        "expires_at": when(found.expires_at),
        "answers": [_state(turn) for turn in found.turns.all()],
    }
    return reading(request, to_bytes(values), is_public=False)


@router.post(
    "/conversations/{key}/answers",
    **_ASK.opens(),
    response={202: TurnOut},
    operation_id="follow_up",
    summary="Ask a follow-up question",
)
def ask_further(request: HttpRequest, key: str, body: Ask) -> HttpResponse:
    """Add a question to a conversation; it may lean on those before it ("and in pregnancy?")."""
    found = _conversation(key)

    def go_on() -> HttpResponse:
        try:
            return _accepted(follow_up(found, body.question, audience=Reader(body.audience), now=timezone.now()))
        except ConversationFull as full:
            raise Problem(409, str(full), next=f"Begin another at {api('answers')}.") from full
        except BadInput as refused:
            raise Problem(422, str(refused)) from refused

    return once(request, go_on)


def _accepted(turn: Turn) -> HttpResponse:
    values = _state(turn)
    return reply(values, status=202, headers={"Location": values["address"], "Retry-After": "1"})


def _state(turn: Turn) -> dict[str, Any]:
    ledger = turn.ledger
    key = turn.conversation.key
    address = api(f"answers/{key}/{turn.number}")
    answer = to_json(ledger.draft, audience=Reader(turn.audience), version=__version__) if ledger else None
    return {
        "id": f"{key}/{turn.number}",
        "conversation": key,
        "number": turn.number,
        "question": turn.question,
        "audience": turn.audience,
        "state": turn.state,
        "outcome": turn.outcome or None,
        "review_status": NOT_SUBMITTED.words,
        "error": turn.error or None,
        "created_at": when(turn.created_at),
        "finished_at": when(turn.finished_at),
        "answer": answer,
        "address": address,
        "events": f"{address}/events",
        "page": page("conversation", key),
    }


def _turn(key: str, number: int) -> Turn:
    held = Turn.objects.select_related("conversation").filter(conversation__key=key)
    found = held.filter(number=number).first() if number < 1 << 31 else None
    if found is None:
        raise _no_answer()
    return found


def _conversation(key: str) -> Conversation:
    found = Conversation.objects.filter(key=key).first()
    if found is None:
        raise Problem(404, "There is no conversation at this address, or its time is over.", next="Ask anew.")
    return found


def _no_answer() -> Problem:
    return Problem(404, "There is no answer at this address, or its time is over.", next="Ask the question anew.")
