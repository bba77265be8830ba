"""`citewell audit verify`: what it prints and how it ends."""

from __future__ import annotations

import orjson
import pytest
from click.testing import CliRunner

from citewell.cli import app
from citewell.errors import LibraryError
from citewell.web import running
from citewell.web.desk.models import AuditEvent
from desk_world import Site


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django is set up already, and its connection is the test's."""
    monkeypatch.setattr(running, "set_up", lambda: None)


def test_a_whole_trail_is_told_with_its_head(site: Site) -> None:
    """The number of events and the last seal, to be noted elsewhere."""
    site.submit()
    ran = CliRunner().invoke(app, ["audit", "verify", "--json"])
    found = orjson.loads(ran.stdout)
    last = AuditEvent.objects.order_by("-sequence")[0]
    assert (ran.exit_code, found) == (0, {"events": 2, "head": last.seal, "broken": None})


def test_a_changed_event_is_named(site: Site) -> None:
    """The first link that does not hold, and an exit code that a script can see."""
    site.submit()
    AuditEvent.objects.filter(sequence=1).update(name="nothing")
    ran = CliRunner().invoke(app, ["audit", "verify", "--json"])
    assert orjson.loads(ran.stdout)["broken"]["sequence"] == 1
    assert isinstance(ran.exception, LibraryError)


def test_a_seal_that_was_noted_is_looked_for(site: Site) -> None:
    """A trail that was made anew holds in itself, and lacks the seal that was noted before."""
    site.submit()
    ran = CliRunner().invoke(app, ["audit", "verify", "--head", "ab" * 32])
    assert isinstance(ran.exception, LibraryError)
    assert "no event bears the seal" in str(ran.exception)
