"""Where the site listens, and under which name it is known when nobody has set one."""

from __future__ import annotations

import errno
import socket

from citewell.errors import UserError

# Listened at by these, the site is one of this machine: a browser keeps passkeys for a name, and never for a number.
_HERE = frozenset({"127.0.0.1", "0.0.0.0", "::1", "::", "localhost", ""})  # noqa: S104 - told apart, not listened at


def open_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises UserError where that is taken, or none of this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise UserError(_told(host, port, error)) from error
    # Connections take it over. Without it the second packet of an answer waits 40 ms until the first is acknowledged.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _told(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is taken: another program listens at it. "
            f"Stop that one, or choose another port: citewell serve --port {port + 1 if port < 65_535 else port - 1}"
        )
    if error.errno == errno.EACCES:
        return f"port {port} may not be opened by this account. Choose one from 1024 on: citewell serve --port 8000"
    return f"the site cannot listen at {host}, port {port}: {error.strerror or error}. Give another --host."


def local_address(host: str, port: int) -> str:
    """Return the address under which a browser of this machine reaches a site that listens there."""
    name = "localhost" if host in _HERE else f"[{host}]" if ":" in host else host
    return f"http://{name}" + ("" if port == 80 else f":{port}")
