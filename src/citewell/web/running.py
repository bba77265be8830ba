"""Run the site: make its database, start a worker beside it, listen, and stop both cleanly."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import django

from citewell.web.config import remember_address
from citewell.web.listening import local_address, open_socket

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citewell.web.settings")

log = logging.getLogger("citewell.site")
# A worker that dies at once would be started again for ever, as fast as the machine can.
PAUSE_S = 2.0
# What the server ends with when the application does not load, as uvicorn's own command does.
STARTUP_FAILURE = 3
# Tells a worker which process keeps it.
KEEPER = "CITEWELL_WORKER_KEPT_BY"


def set_up() -> None:
    """Load Django, and bring the database up to date."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    connection.close()


def serve(host: str, port: int, *, with_worker: bool) -> None:
    """Serve until stopped. Raises UserError where it cannot listen there."""
    import uvicorn

    # First of all: a worker that starts, or a line that says where the site is, would be wrong of one that cannot be.
    listening = open_socket(host, port)
    remember_address(local_address(host, port))
    from django.conf import settings

    set_up()
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(stop,), daemon=True) if with_worker else None
    if keeper:
        keeper.start()
    # The server ends itself with the signal that ended it, at once: what is to be done after it would be left undone.
    signal.signal(signal.SIGTERM, _leave)
    at = f"{settings.SITE.url}/ (it listens at {host}, port {port}; Ctrl-C stops it)"
    print(f"Citewell is at {at}", flush=True)  # noqa: T201 - told to whoever started it
    server = uvicorn.Server(
        uvicorn.Config(
            "citewell.web.asgi:application",
            # Access logs would hold what people ask for.
            access_log=False,
            log_level="warning",
            # The proxy that https needs tells who asks; without one, nobody may say so for others.
            proxy_headers=settings.SITE.is_secure,
        )
    )
    try:
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
        if not server.started:
            raise SystemExit(STARTUP_FAILURE)
    finally:
        listening.close()
        stop.set()
        if keeper:
            keeper.join(timeout=20)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def work() -> None:
    """Do jobs until stopped; a worker that a site keeps stops when the site is gone, however it went."""
    set_up()
    from citewell.web.jobs.worker import Worker

    worker = Worker()
    if KEEPER in os.environ:
        threading.Thread(target=_stop_without, args=(int(os.environ[KEEPER]), worker.stop), daemon=True).start()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    worker.run()


def _stop_without(keeper: int, stop: Callable[[], None]) -> None:
    # A process whose parent was killed is not told; its parent is another from then on.
    while os.getppid() == keeper:
        time.sleep(0.5)
    stop()


def _keep_worker(stop: threading.Event) -> None:
    """Keep one worker alive in a process of its own: an answer must not slow a page, nor a crash end the site."""
    while not stop.is_set():
        child = subprocess.Popen(
            [sys.executable, "-m", "citewell", "worker"],
            start_new_session=True,
            env=os.environ | {KEEPER: str(os.getpid())},
        )
        while child.poll() is None and not stop.wait(0.2):
            pass
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(timeout=15)
            except subprocess.TimeoutExpired:
                child.kill()
        elif not stop.is_set():
            log.error("worker_died", extra={"code": child.returncode})
            stop.wait(PAUSE_S)
