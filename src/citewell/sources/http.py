"""Asking services over the network: within limits, at their pace, again where that may help, and in private.

What a request asks for may be somebody's question about their health: addresses are named in messages and logs
without their query, and the logs of the libraries beneath, which hold whole addresses, are kept shut.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import httpcore
import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_exponential_jitter

from citewell.errors import SourceError, Unreachable
from citewell.sources.addresses import CheckedBackend, Origin, Resolve, check_public, resolved
from citewell.sources.clock import Clock, Pace
from citewell.sources.download import Partial

for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_PORTS = {"http": 80, "https": 443}
_RANGE_NOT_SATISFIABLE = 416
_PIECE_BYTES = 1 << 18
# What a download has to bring before it is tried again without limit.
_SOME_BYTES = 1 << 16
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a request may take, how much it may bring, and how often it is tried.

    connect_s: to find the host and connect to it; read_s: between two pieces of an answer; total_s: the whole answer.
    most_bytes: of an answer, decompressed.
    attempts: of a request that failed in a way that may pass; reach_attempts: of one that reached nobody.
    wait_s: before the second attempt, doubled each time; most_wait_s: the longest, whatever the service asks for.
    """

    connect_s: float = 3.0
    read_s: float = 30.0
    total_s: float = 120.0
    most_bytes: int = 64 << 20
    attempts: int = 5
    reach_attempts: int = 3
    wait_s: float = 1.0
    most_wait_s: float = 60.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: its final address, status, headers and bytes."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def host(self) -> str:
        return httpx.URL(self.url).host


Check = Callable[[Response], None]


class _TryAgain(SourceError):
    """A failure that may pass; `after_s` is when the service wants to be asked again, if it said so."""

    def __init__(self, message: str, *, after_s: float | None = None) -> None:
        super().__init__(message, permanent=False)
        self.after_s = after_s


class Web:
    """Makes requests to public hosts, and to the services whose base addresses are `trusted`, wherever they are.

    email: of the person who runs this, sent with each request so that a service can write before it blocks.
    The proxies of the environment are used. Failures are SourceError; Unreachable where nobody answered.
    """

    def __init__(
        self,
        *,
        email: str = "",
        trusted: Iterable[str] = (),
        limits: Limits | None = None,
        clock: Clock | None = None,
        resolve: Resolve = resolved,
    ) -> None:
        self.limits = limits or Limits()
        self.clock = clock or Clock()
        self._resolve = resolve
        self._trusted = frozenset(_origin(_parsed(address)) for address in trusted)
        self._paces: dict[str, Pace] = {}
        contact = f" (+mailto:{email})" if email else ""
        self._client = _client(
            f"citewell/{version('citewell')}{contact}", self.limits, CheckedBackend(self._trusted, resolve)
        )

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def keep_pace(self, address: str, *, per_second: float) -> None:
        """Make no more than that many requests a second to the host of this address."""
        self._paces[_parsed(address).host] = Pace(self.clock, 1 / per_second)

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        also: tuple[int, ...] = (),
        check: Check | None = None,
        most_bytes: int | None = None,
    ) -> Response:
        """Return the answer to a GET request.

        also: statuses beside 2xx that are an answer and no failure. check: looks at the answer and raises SourceError
        if it is not what the service promises; where that is not permanent, the request is made again.
        """
        request = self._client.build_request("GET", _parsed(url), params=params)
        return self._retrying(lambda: self._answer(request, also, check, most_bytes))

    def post(
        self,
        url: str,
        form: Mapping[str, str],
        *,
        also: tuple[int, ...] = (),
        check: Check | None = None,
        most_bytes: int | None = None,
    ) -> Response:
        """Return the answer to a POST request that sends a form, as `get` does. It is never redirected."""
        request = self._client.build_request("POST", _parsed(url), data=form)
        return self._retrying(lambda: self._answer(request, also, check, most_bytes))

    def download(
        self,
        url: str,
        path: Path,
        *,
        most_bytes: int = 16 << 30,
        progress: Callable[[int], None] | None = None,
    ) -> Path:
        """Bring a file to `path`, going on with what an earlier attempt has left. Returns the path.

        progress: is told how many bytes are there. An attempt that brought something more does not count as failed.
        """
        partial = Partial(path)
        while True:
            before = partial.size
            try:
                self._retrying(lambda: self._download(url, partial, most_bytes, progress))
                return partial.finish()
            except SourceError as error:
                if error.permanent or partial.size < before + _SOME_BYTES:
                    raise

    def _download(self, url: str, partial: Partial, most_bytes: int, progress: Callable[[int], None] | None) -> None:
        request = self._client.build_request("GET", _parsed(url), headers=partial.headers())
        with self._sent(request) as response:
            self._check_status(response, (_RANGE_NOT_SATISFIABLE,))
            pieces = response.iter_raw(_PIECE_BYTES)
            partial.write(response.status_code, response.headers, pieces, most_bytes=most_bytes, progress=progress)

    def _answer(
        self, request: httpx.Request, also: tuple[int, ...], check: Check | None, most_bytes: int | None
    ) -> Response:
        most_bytes = self.limits.most_bytes if most_bytes is None else most_bytes
        deadline = self.clock.monotonic() + self.limits.total_s
        with self._sent(request) as response:
            self._check_status(response, also)
            content = bytearray()
            for piece in response.iter_bytes():
                content += piece
                if len(content) > most_bytes:
                    raise SourceError(
                        f"{_named(response.url)}: larger than {most_bytes:,} bytes. Ask for less at once.",
                        permanent=True,
                    )
                if self.clock.monotonic() > deadline:
                    raise _TryAgain(f"{_named(response.url)}: no whole answer within {self.limits.total_s:g} seconds.")
            answer = Response(
                str(response.url),
                response.status_code,
                {name.lower(): value for name, value in response.headers.items()},
                bytes(content),
            )
        if check:
            check(answer)
        return answer

    @contextmanager
    def _sent(self, request: httpx.Request) -> Iterator[httpx.Response]:
        """Send a request, and follow where it is led as far as that is safe."""
        response: httpx.Response | None = None
        try:
            for _ in range(self.limits.redirects + 1):
                self._check_address(request.url)
                if pace := self._paces.get(request.url.host):
                    pace.wait()
                response = self._client.send(request, stream=True)
                if response.next_request is None:
                    yield response
                    return
                response.close()
                request = _led(request, response.next_request)
            raise SourceError(f"{_named(request.url)}: led on more than {self.limits.redirects} times.", permanent=True)
        except httpx.HTTPError as error:
            raise self._failure(request, error) from error
        finally:
            if response is not None:
                response.close()

    def _check_address(self, url: httpx.URL) -> None:
        """Raise SourceError if this address must not be asked; a proxy would not check it for us."""
        if url.scheme not in _PORTS or not url.host:
            raise SourceError(f"{_named(url)}: not an address that starts with http:// or https://.", permanent=True)
        if _origin(url) in self._trusted:
            return
        try:
            addresses = self._resolve(url.host, _origin(url)[1], self.limits.connect_s)
        except OSError:
            return  # where there is a proxy, it may know the name; where there is none, connecting says why it fails
        check_public(url.host, addresses)

    def _check_status(self, response: httpx.Response, also: tuple[int, ...]) -> None:
        status = response.status_code
        if response.is_success or status in also:
            return
        said = f"{_named(response.url)}: answered {status} {response.reason_phrase}".rstrip() + "."
        if status in _TRY_AGAIN:
            raise _TryAgain(f"{said} Try again later.", after_s=self._retry_after_s(response))
        hint = {
            401: "Check the key in the settings.",
            403: "The service refuses this client; check the key in the settings, and its terms of use.",
            404: "There is nothing at this address; check the base address in the settings.",
        }.get(status, "Trying again will not help; check the query and the base address in the settings.")
        raise SourceError(f"{said} {hint}", permanent=True)

    def _retry_after_s(self, response: httpx.Response) -> float | None:
        """Return the seconds a service asks to wait, given as such or as a date (RFC 9110, section 10.2.3)."""
        value = response.headers.get("Retry-After", "").strip()
        if value.isascii() and value.isdigit():
            return float(value[:9])
        try:
            return max(0.0, parsedate_to_datetime(value).timestamp() - self.clock.now())
        except (TypeError, ValueError, OverflowError):
            return None

    def _failure(self, request: httpx.Request, error: httpx.HTTPError) -> SourceError:
        """Return what to say of a request that brought no answer."""
        name = _named(request.url)
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return SourceError(
                f"{name}: the certificate cannot be verified. If your network replaces certificates, set SSL_CERT_FILE "
                "to its own authority.",
                permanent=True,
            )
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
            return Unreachable(f"{request.url.host}: cannot be reached. Check the network and its proxy.")
        if isinstance(error, httpx.TimeoutException):
            return _TryAgain(f"{name}: did not answer within {self.limits.read_s:g} seconds. Try again later.")
        return _TryAgain(f"{name}: the answer broke off ({type(error).__name__}). Try again later.")

    def _retrying(self, request: Callable[[], _T]) -> _T:
        """Return what the function returns; call it again where its failure may pass, after a wait."""
        backoff = wait_exponential_jitter(
            multiplier=self.limits.wait_s, max=self.limits.most_wait_s, jitter=self.limits.wait_s
        )

        def wait(state: RetryCallState) -> float:
            after_s = getattr(_error(state), "after_s", None)
            return backoff(state) if after_s is None else min(after_s, self.limits.most_wait_s)

        again = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, SourceError) and not error.permanent),
            stop=self._is_enough,
            wait=wait,
            sleep=self.clock.sleep,
            reraise=True,
        )
        return again(request)

    def _is_enough(self, state: RetryCallState) -> bool:
        reached_nobody = isinstance(_error(state), Unreachable)
        return state.attempt_number >= (self.limits.reach_attempts if reached_nobody else self.limits.attempts)


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _client(user_agent: str, limits: Limits, backend: httpcore.NetworkBackend) -> httpx.Client:
    """Return a client that connects through the backend, or through the proxies of the environment."""
    context = httpx.create_ssl_context()
    try:
        client = httpx.Client(
            headers={"User-Agent": user_agent},
            verify=context,
            timeout=httpx.Timeout(limits.read_s, connect=limits.connect_s),
            follow_redirects=False,
        )
    except (ImportError, ValueError) as error:
        raise SourceError(f"The proxy of the environment cannot be used: {error}", permanent=True) from error
    # httpx leaves the environment's proxies out for a transport that is given to it, and has no public way to give
    # its own transport another backend; both are therefore set here.
    direct = httpx.HTTPTransport(verify=context)
    direct._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)
    client._transport = direct
    return client


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, TypeError) as error:
        raise SourceError(f"An address cannot be used: {error}", permanent=True) from error


def _origin(url: httpx.URL) -> Origin:
    return url.raw_host.decode("ascii"), url.port or _PORTS.get(url.scheme, 0)


def _named(url: httpx.URL) -> str:
    """Return what to call an address in a message: without what it asks for, and who asks."""
    return f"{url.host}{url.path}"


def _led(request: httpx.Request, onward: httpx.Request) -> httpx.Request:
    """Return the request that an answer leads to. Raises SourceError where it would be another, or less safe."""
    if request.method != "GET":
        raise SourceError(
            f"{_named(request.url)}: has moved to {onward.url.host}. Set the base address in the settings.",
            permanent=True,
        )
    if request.url.scheme == "https" and onward.url.scheme != "https":
        raise SourceError(
            f"{_named(request.url)}: leads from https to {onward.url.scheme}; not followed.", permanent=True
        )
    return onward
