"""The network layer: limits, retries, pace, private addresses, downloads that go on."""

from __future__ import annotations

import email.utils
import gzip
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from citewell.errors import SourceError, Unreachable
from citewell.sources.addresses import is_public, resolved
from citewell.sources.http import Limits, Response, Web
from services import Answer, Asked, FakeTime, Service, free_port, serve

PUBLIC = "93.184.215.14"


@pytest.fixture
def service() -> Iterator[Service]:
    with serve() as running:
        yield running


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def web(service: Service, time: FakeTime) -> Iterator[Web]:
    """A client that knows the service as its own, for whom no time passes."""
    with Web(trusted=[service.url], clock=time.clock) as client:
        yield client


def test_an_answer_brings_its_bytes_status_and_headers(service: Service, web: Web) -> None:
    """Query and form arrive as they were given."""
    service.answers("/a", b"<found/>", headers={"Content-Type": "text/xml"})
    answer = web.get(f"{service.url}/a", {"term": "frobnitis & zanolol"})
    assert (answer.status, answer.content, answer.headers["content-type"]) == (200, b"<found/>", "text/xml")
    web.post(f"{service.url}/a", {"term": "frobnitis"})
    assert [(r.method, r.values["term"]) for r in service.requests] == [
        ("GET", "frobnitis & zanolol"),
        ("POST", "frobnitis"),
    ]


@pytest.mark.parametrize(("email", "ending"), [("", ""), ("me@example.org", " (+mailto:me@example.org)")])
def test_the_client_says_who_it_is(service: Service, email: str, ending: str) -> None:
    """With the address of who runs it, if that is set."""
    service.answers("/a")
    with Web(email=email, trusted=[service.url]) as web:
        web.get(f"{service.url}/a")
    name, _, rest = service.requests[0].headers["user-agent"].partition("/")
    assert name == "citewell" and rest.endswith(ending) and rest[0].isdigit()


# Again, and when --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_failure_that_may_pass_is_tried_again(service: Service, web: Web, time: FakeTime, status: int) -> None:
    """After a wait that grows."""
    service.answers("/a", status=status).answers("/a", status=status).answers("/a", b"fine")
    assert web.get(f"{service.url}/a").content == b"fine"
    first, second = time.slept
    assert 1 <= first <= 2 <= second <= 3


@pytest.mark.parametrize(
    ("retry_after", "slept"), [("7", 7), ("0", 0), ("100000", 60), ("99999999999999999999", 60), ("soon", None)]
)
def test_the_service_says_when_to_ask_again(
    service: Service, web: Web, time: FakeTime, retry_after: str, slept: float | None
) -> None:
    """In seconds, up to a limit; what is neither seconds nor a date counts as not said."""
    service.answers("/a", status=429, headers={"Retry-After": retry_after}).answers("/a", b"fine")
    web.get(f"{service.url}/a")
    assert time.slept == ([slept] if slept is not None else time.slept[:1])


def test_the_service_names_the_moment_to_ask_again(service: Service, web: Web, time: FakeTime) -> None:
    """A date means the time until then."""
    moment = email.utils.formatdate(time.clock.now() + 12, usegmt=True)
    service.answers("/a", status=503, headers={"Retry-After": moment}).answers("/a", b"fine")
    web.get(f"{service.url}/a")
    assert time.slept == [12]


def test_what_does_not_pass_is_given_up(service: Service, web: Web) -> None:
    """After the fifth attempt; the message names the service and what it said, never the query."""
    service.answers("/a", status=503)
    with pytest.raises(SourceError, match=r"127\.0\.0\.1/a: answered 503") as caught:
        web.get(f"{service.url}/a", {"term": "secret"})
    assert len(service.requests) == 5
    assert not caught.value.permanent
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_failure_that_is_the_askers_is_not_tried_again(service: Service, web: Web, status: int) -> None:
    """It is permanent, and says what to do."""
    service.answers("/a", status=status)
    with pytest.raises(SourceError, match="settings") as caught:
        web.get(f"{service.url}/a")
    assert caught.value.permanent
    assert len(service.requests) == 1


def test_an_expected_status_is_an_answer(service: Service, web: Web) -> None:
    """Some services say "none found" with 404."""
    service.answers("/a", b"none", status=404)
    assert web.get(f"{service.url}/a", also=(404,)).content == b"none"


def test_an_answer_that_is_not_what_was_promised_is_asked_for_again(service: Service, web: Web) -> None:
    """The caller's check decides."""

    def check(answer: Response) -> None:
        if answer.content != b"<whole/>":
            raise SourceError("not whole", permanent=False)

    service.answers("/a", b"<who").answers("/a", b"<whole/>")
    assert web.get(f"{service.url}/a", check=check).content == b"<whole/>"


@pytest.mark.parametrize(
    "broken", [{"cut": 3}, {"headers": {"Content-Encoding": "gzip"}}], ids=["broken off", "not gzip"]
)
def test_an_answer_that_breaks_off_is_asked_for_again(service: Service, web: Web, broken: dict[str, object]) -> None:
    """A connection that ends early loses nothing but time."""
    service.answers("/a", b"long enough", **broken).answers("/a", b"fine")
    assert web.get(f"{service.url}/a").content == b"fine"


# Limits -----------------------------------------------------------------------------------------------


def test_an_answer_that_never_comes_is_not_waited_for(service: Service) -> None:
    """The time limit holds for each attempt."""
    service.hangs("/a")
    with (
        Web(trusted=[service.url], limits=Limits(read_s=0.05, attempts=2), clock=FakeTime().clock) as web,
        pytest.raises(SourceError, match=r"did not answer within 0\.05 seconds"),
    ):
        web.get(f"{service.url}/a")


def test_an_answer_that_trickles_is_not_waited_for(service: Service) -> None:
    """The whole answer has a time limit too."""
    passed = iter(range(100))
    time = FakeTime()
    clock = type(time.clock)(lambda: float(next(passed)), time.clock.now, time.clock.sleep)
    service.answers("/a", b"x" * 1000)
    with (
        Web(trusted=[service.url], limits=Limits(total_s=0.5, attempts=1), clock=clock) as web,
        pytest.raises(SourceError, match=r"no whole answer within 0\.5 seconds"),
    ):
        web.get(f"{service.url}/a")


def test_an_answer_has_a_size_limit(service: Service, web: Web) -> None:
    """Counted as it is read, decompressed: a bomb is not unpacked."""
    service.answers("/a", gzip.compress(b"0" * 5_000_000), headers={"Content-Encoding": "gzip"})
    with pytest.raises(SourceError, match="larger than 1,000,000 bytes") as caught:
        web.get(f"{service.url}/a", most_bytes=1_000_000)
    assert caught.value.permanent


def test_nobody_at_the_address_is_said_so() -> None:
    """And tried fewer times than a service that is there."""
    address = f"http://127.0.0.1:{free_port()}"
    time = FakeTime()
    with Web(trusted=[address], clock=time.clock) as web, pytest.raises(Unreachable, match=r"127\.0\.0\.1: cannot be"):
        web.get(f"{address}/a")
    assert len(time.slept) == 2


def test_a_name_that_cannot_be_resolved_is_nobody(time: FakeTime) -> None:
    """The message does not depend on the system's."""

    def unknown(_host: str, _port: int, _timeout_s: float) -> list[str]:
        raise OSError("Name or service not known")

    with Web(clock=time.clock, resolve=unknown) as web, pytest.raises(Unreachable):
        web.get("https://nowhere.example/a")


def test_a_look_up_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's own look-up knows no time limit."""
    ended = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: ended.wait(30) and [])
    with pytest.raises(TimeoutError):
        resolved("slow.example", 443, 0.01)
    ended.set()


# Pace -------------------------------------------------------------------------------------------------


def test_requests_keep_to_the_services_pace(service: Service, web: Web, time: FakeTime) -> None:
    """Three a second: the first at once, each of the others a third of a second later."""
    service.answers("/a")
    web.keep_pace(service.url, per_second=3)
    for _ in range(7):
        web.get(f"{service.url}/a")
    assert time.slept == pytest.approx([1 / 3] * 6)


def test_threads_share_the_pace(service: Service) -> None:
    """However many ask at once, the times at which they may begin lie apart."""
    starts: list[float] = []
    clock = type(FakeTime().clock)(lambda: 0.0, lambda: 0.0, starts.append)
    service.answers("/a")
    with Web(trusted=[service.url], clock=clock) as web:
        web.keep_pace(service.url, per_second=10)
        threads = [threading.Thread(target=web.get, args=(f"{service.url}/a",)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(starts) == pytest.approx([0.1, 0.2, 0.3])


# Where requests may lead ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "public"),
    [
        (PUBLIC, True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - an address to refuse
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.100.100.200", False),
        ("169.254.169.254", False),
        ("168.63.129.16", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00:ec2::254", False),
        ("::ffff:169.254.169.254", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("2002:7f00:1::", False),
        ("not an address", False),
    ],
)
def test_private_addresses_are_told_from_public_ones(address: str, public: bool) -> None:
    """Loopback, private, link-local, shared and metadata addresses, in whatever notation."""
    assert is_public(address) is public


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://2130706433/",
        "http://internal.example/",
        "file:///etc/passwd",
        "ftp://ftp.example/",
        "http:///nowhere",
    ],
)
def test_a_service_cannot_lead_into_the_users_network(service: Service, time: FakeTime, target: str) -> None:
    """Not by an address, nor by a name that looks public."""
    service.answers("/a", status=302, headers={"Location": target})

    def resolve(host: str, _port: int, _timeout_s: float) -> list[str]:
        return ["127.0.0.1"] if host in {"127.0.0.1", "internal.example", "2130706433"} else [host]

    with Web(trusted=[service.url], clock=time.clock, resolve=resolve) as web, pytest.raises(SourceError):
        web.get(f"{service.url}/a")
    assert service.asked[0] == "/a" and set(service.asked) == {"/a"}


def test_a_name_is_checked_where_it_is_connected_to(service: Service, time: FakeTime) -> None:
    """A name that was public a moment ago and now is the user's own machine leads nowhere."""
    port = int(service.url.rsplit(":", 1)[1])
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    service.answers("/a")
    with (
        Web(clock=time.clock, resolve=lambda *_: next(answers)) as web,
        pytest.raises(SourceError, match="not a public address"),
    ):
        web.get(f"http://rebinding.example:{port}/a")
    assert service.asked == []


def test_a_service_may_lead_on_within_itself(service: Service, web: Web) -> None:
    """A trusted address stays trusted; another port of that machine is not."""
    service.answers("/old", status=301, headers={"Location": "/new"}).answers("/new", b"here")
    assert web.get(f"{service.url}/old").content == b"here"
    service.answers("/elsewhere", status=301, headers={"Location": f"http://127.0.0.1:{free_port()}/"})
    with pytest.raises(SourceError, match="not a public address"):
        web.get(f"{service.url}/elsewhere")


def test_leading_on_has_an_end(service: Service, web: Web) -> None:
    """A circle is left after five steps."""
    service.answers("/a", status=302, headers={"Location": "/a"})
    with pytest.raises(SourceError, match="led on more than 5 times"):
        web.get(f"{service.url}/a")
    assert len(service.requests) == 6


def test_a_form_is_not_sent_on(service: Service, web: Web) -> None:
    """What it asks is not given to another host, nor dropped without a word."""
    service.answers("/a", status=302, headers={"Location": "/b"}).answers("/b")
    with pytest.raises(SourceError, match="has moved"):
        web.post(f"{service.url}/a", {"term": "frobnitis"})


def test_nothing_that_was_asked_is_logged(
    service: Service, web: Web, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither here nor by the libraries beneath, whatever the level of the root."""
    service.answers("/a", status=500).answers("/a")
    with caplog.at_level(logging.DEBUG):
        web.get(f"{service.url}/a", {"term": "secret"})
    assert "secret" not in caplog.text
    assert capfd.readouterr() == ("", "")


def test_a_proxy_of_the_environment_is_used(service: Service, monkeypatch: pytest.MonkeyPatch, time: FakeTime) -> None:
    """It is asked for the whole address; private addresses are refused before it is asked."""
    monkeypatch.setenv("http_proxy", service.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    service.answers("/a", b"through the proxy")
    with Web(clock=time.clock, resolve=lambda host, *_: [host if host[0].isdigit() else PUBLIC]) as web:
        assert web.get("http://public.example/a").content == b"through the proxy"
        with pytest.raises(SourceError, match="not a public address"):
            web.get("http://169.254.169.254/a")
    assert len(service.requests) == 1


# Downloads --------------------------------------------------------------------------------------------

FILE = bytes(range(256)) * 4096


def _ranged(asked: Asked, *, tag: str = '"v1"', cut: int | None = None) -> Answer:
    """Answer as a file server does, with the rest of the file if it is still the same."""
    headers = {"ETag": tag}
    wanted = asked.headers.get("range")
    if wanted and asked.headers.get("if-range") == tag:
        start = int(wanted.removeprefix("bytes=").rstrip("-"))
        headers["Content-Range"] = f"bytes {start}-{len(FILE) - 1}/{len(FILE)}"
        return Answer(FILE[start:], 206, headers, cut)
    return Answer(FILE, 200, headers, cut)


def test_a_download_that_broke_off_goes_on(service: Service, web: Web, tmp_path: Path) -> None:
    """Only the rest is asked for; nothing but the whole file gets the name."""
    service.responds("/f", lambda asked: _ranged(asked, cut=700_000)).responds("/f", _ranged)
    path = web.download(f"{service.url}/f", tmp_path / "f.gz")
    assert path.read_bytes() == FILE
    assert service.requests[1].headers["range"].startswith("bytes=")
    assert [p.name for p in tmp_path.iterdir()] == ["f.gz"]


def test_a_download_goes_on_in_another_process(service: Service, web: Web, tmp_path: Path) -> None:
    """What a killed process left is used."""
    (tmp_path / "f.part").write_bytes(FILE[:500_000])
    (tmp_path / "f.part.tag").write_text('"v1"')
    service.responds("/f", _ranged)
    assert web.download(f"{service.url}/f", tmp_path / "f").read_bytes() == FILE
    assert service.requests[0].headers["range"] == "bytes=500000-"


def test_a_file_that_has_changed_is_brought_anew(service: Service, web: Web, tmp_path: Path) -> None:
    """Two versions are never mixed."""
    (tmp_path / "f.part").write_bytes(b"of another version")
    (tmp_path / "f.part.tag").write_text('"v0"')
    service.responds("/f", _ranged)
    assert web.download(f"{service.url}/f", tmp_path / "f").read_bytes() == FILE


@pytest.mark.parametrize(
    "odd",
    [
        Answer(b"", 416),
        Answer(b"xyz", 206, {"Content-Range": "bytes 7-9/10"}),
        Answer(b"xyz", 206),
    ],
    ids=["no such part", "another part", "a part that is not said"],
)
def test_another_part_than_was_asked_for_is_not_used(service: Service, web: Web, tmp_path: Path, odd: Answer) -> None:
    """The file is brought anew."""
    (tmp_path / "f.part").write_bytes(FILE[:10])
    (tmp_path / "f.part.tag").write_text('"v1"')
    service.responds("/f", lambda _asked: odd).responds("/f", _ranged)
    assert web.download(f"{service.url}/f", tmp_path / "f").read_bytes() == FILE


def test_a_download_has_a_size_limit(service: Service, web: Web, tmp_path: Path) -> None:
    """A disk is not filled."""
    service.responds("/f", _ranged)
    with pytest.raises(SourceError, match="larger than 1,000 bytes"):
        web.download(f"{service.url}/f", tmp_path / "f", most_bytes=1_000)
    assert not (tmp_path / "f").exists()


def test_a_download_that_is_not_there_leaves_nothing(service: Service, web: Web, tmp_path: Path) -> None:
    """Neither a file nor a part of one."""
    with pytest.raises(SourceError, match="404"):
        web.download(f"{service.url}/f", tmp_path / "f")
    assert list(tmp_path.iterdir()) == []


def test_a_download_tells_how_far_it_is(service: Service, web: Web, tmp_path: Path) -> None:
    """In bytes, the whole in the end."""
    service.responds("/f", _ranged)
    seen: list[int] = []
    web.download(f"{service.url}/f", tmp_path / "f", progress=seen.append)
    assert seen[-1] == len(FILE) and seen == sorted(seen)
