"""The stream of an answer on its way: numbered events that a lost connection can go on from."""

from __future__ import annotations

import re
from collections.abc import Callable

import orjson
import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client

from citewell.web.conversations import views
from citewell.web.conversations.models import Turn


def listen(turn: Turn, **headers: str) -> tuple[dict[str, str], str]:
    """Return the headers and the whole body of a turn's stream."""

    async def all_of_it() -> tuple[dict[str, str], str]:
        answer = await AsyncClient().get(
            f"/answers/{turn.conversation.key}/{turn.number}/events",
            headers={"accept-encoding": "gzip, br", **headers},
        )
        parts = [part async for part in answer.streaming_content]
        return dict(answer.headers), b"".join(parts).decode()

    return async_to_sync(all_of_it)()


def test_the_stream_tells_the_stages_and_every_sentence(ask: Callable[..., Turn]) -> None:
    """Searching, appraising, each claim, done; then that it is finished."""
    turn = ask()
    _, body = listen(turn)
    names = re.findall(r"^event: (\w+)$", body, re.MULTILINE)
    assert turn.ledger is not None
    assert names[:2] == ["searching", "appraising"]
    assert names.count("claim") == len(turn.ledger.draft.claims)
    assert names[-2:] == ["done", "finished"]


def test_every_event_is_numbered_and_is_one_line_of_json(ask: Callable[..., Turn]) -> None:
    """Numbers begin at 1 without a gap, and no text of a source can begin a field of the stream."""
    _, body = listen(ask())
    assert [int(n) for n in re.findall(r"^id: (\d+)$", body, re.MULTILINE)] == list(range(1, body.count("id: ") + 1))
    for data in re.findall(r"^data: (.*)$", body, re.MULTILINE):
        orjson.loads(data)
    assert all(line == "" or line.split(":")[0] in {"id", "event", "data"} for line in body.splitlines())


def test_a_lost_connection_goes_on_after_the_last_event(ask: Callable[..., Turn]) -> None:
    """What was told before `Last-Event-ID` is not told again."""
    turn = ask()
    _, whole = listen(turn)
    _, rest = listen(turn, **{"Last-Event-ID": "2"})
    assert rest == whole[whole.index("id: 3\n") :]


@pytest.mark.parametrize("last", ["-1", "x", "", "9" * 40, "²"])
def test_a_nonsensical_last_event_does_no_harm(ask: Callable[..., Turn], last: str) -> None:
    """The stream ends as it should, whatever number a client names."""
    _, body = listen(ask(), **{"Last-Event-ID": last})
    assert body.endswith('event: finished\ndata: "done"\n\n')


def test_the_stream_is_neither_compressed_nor_kept_nor_held_back(ask: Callable[..., Turn]) -> None:
    """Each of the three would hold the events back until the end, or show them to somebody else."""
    headers, _ = listen(ask())
    assert headers["Content-Type"].startswith("text/event-stream")
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Encoding"] == "identity"
    assert headers["X-Accel-Buffering"] == "no"


def test_a_stream_whose_question_is_deleted_ends(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for an answer that will never come."""
    reader.post("/ask/", {"q": "How is frobnitis treated?"})
    turn = Turn.objects.select_related("conversation").get()

    async def deleted_meanwhile(_seconds: float) -> None:
        await Turn.objects.all().adelete()

    monkeypatch.setattr(views, "sleep", deleted_meanwhile)
    assert listen(turn)[1] == ""


def test_a_quiet_stream_says_that_it_lives(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comment now and then, so that no proxy takes it for dead; and an end, after which the browser comes back."""
    reader.post("/ask/", {"q": "How is frobnitis treated?"})

    async def at_once(_seconds: float) -> None:
        return None

    monkeypatch.setattr(views, "sleep", at_once)
    monkeypatch.setattr(views, "QUIET_S", 1.0)
    monkeypatch.setattr(views, "LONGEST_S", 5.0)
    body = listen(Turn.objects.select_related("conversation").get())[1]
    assert body.count(": still at work\n\n") >= 3
    assert "event:" not in body


def test_the_stream_of_nothing_is_not_found(reader: Client) -> None:
    """An unknown conversation has no stream."""
    assert reader.get("/answers/nothing/1/events").status_code == 404
