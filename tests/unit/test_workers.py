"""Processes that share the work of an ingest: nothing is lost or done in vain, whatever becomes of them."""

from __future__ import annotations

import gc
import operator
import os
import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from citewell.library import forked
from citewell.library.forked import Forked
from citewell.library.workers import Workers

MUCH = 1 << 30


def _nothing() -> None:
    pass


def _who_after(begun: Path, go: Path) -> int:
    """Say through one pipe that this has begun, wait for the end of the other, and return which process this is."""
    begun.write_text("")
    go.read_text()
    return os.getpid()


def _killed_in(place: Path) -> str:
    """End the first process in which this is called, as the system does when memory runs out."""
    if not place.exists():
        place.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


@pytest.fixture
def pool() -> Iterator[Callable[[int], Forked]]:
    """Make pools of so many workers; each is closed at the end."""
    made: list[Forked] = []

    def make(count: int) -> Forked:
        made.append(Forked(count, at_once=4, at_start=_nothing))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture(params=["forked", "spawned"])
def workers(request, monkeypatch) -> Iterator[Workers]:
    """Workers of a job that is worth them, forked or, as while another thread runs, new processes."""
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    end = threading.Event()
    other = threading.Thread(target=end.wait)
    if request.param == "spawned":
        other.start()
    try:
        with Workers(MUCH) as made:
            yield made
    finally:
        end.set()
        if other.is_alive():
            other.join()


def test_each_piece_of_work_is_done(workers):
    """By whichever process: results are told apart, and come in the order in which they are asked for."""
    tasks = [workers.start(partial(operator.mul, "frob", n)) for n in range(workers.most_at_once)]
    while workers.help():
        pass
    workers.take_leave()
    assert [task.result() for task in tasks] == ["frob" * n for n in range(workers.most_at_once)]


def test_what_fails_elsewhere_fails_here(workers):
    """With its own error."""
    failing = workers.start(partial(operator.truediv, 1, 0))
    with pytest.raises(ZeroDivisionError):
        failing.result()
    assert workers.start(partial(operator.add, 1, 2)).result() == 3


def test_a_worker_that_is_killed_costs_no_work(workers, tmp_path):
    """What it had begun is done here, as is all that follows."""
    tasks = [workers.start(partial(_killed_in, tmp_path / "killed")) for _ in range(3)]
    assert [task.result() for task in tasks] == ["done"] * 3
    assert workers.start(partial(operator.add, 1, 2)).result() == 3


def test_a_small_job_is_done_in_this_process():
    """A second one would cost more than it saves."""
    with Workers(1_000) as workers:
        assert workers.start(os.getpid).result() == os.getpid()
        assert workers.most_at_once == 0 and not workers.help()


@pytest.mark.usefixtures("workers")
def test_garbage_is_looked_for_as_before_once_a_job_has_ended():
    """During it that is done less often: what is read holds no cycles."""
    during = gc.get_threshold()
    with Workers(1_000):
        pass
    assert gc.get_threshold() == during and during[0] > 10_000


def test_this_process_takes_the_oldest_work_that_no_worker_has(pool, tmp_path):
    """So that the results come about in their order."""
    shared = pool(1)
    pipes = [tmp_path / name for name in ("begun", "go")]
    for pipe in pipes:
        os.mkfifo(pipe)
    busy = shared.begin(partial(_who_after, *pipes))
    first, second = (shared.begin(os.getpid) for _ in range(2))
    pipes[0].read_text()
    assert shared.do_one() and shared.is_done(first) and not shared.is_done(second) and not shared.is_done(busy)
    pipes[1].write_text("")
    assert shared.result(first) == os.getpid() != shared.result(busy) == shared.result(second)


def test_work_for_which_there_is_no_room_is_not_taken(pool):
    """Neither what is too large, nor what cannot be packed, nor more than there are places."""
    shared = pool(1)
    assert shared.begin(partial(len, b"x" * forked._PLACE_BYTES)) is None
    assert shared.begin(lambda: None) is None
    assert [shared.begin(os.getpid) is None for _ in range(5)] == [False] * 4 + [True]


@pytest.mark.parametrize("work", [partial(bytes, forked._PLACE_BYTES), threading.Lock], ids=["too large", "no way"])
def test_a_result_that_cannot_be_handed_over_is_made_here(pool, work):
    """It takes longer, and nothing is lost."""
    shared = pool(1)
    place = shared.begin(work)
    assert isinstance(shared.result(place), bytes | type(threading.Lock()))


def test_a_place_is_free_again_once_its_result_is_taken(pool):
    """However much work goes through the pool, its memory does not grow."""
    shared = pool(2)
    for number in range(50):
        assert shared.result(shared.begin(partial(operator.neg, number))) == -number
