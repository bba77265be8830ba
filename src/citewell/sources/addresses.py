"""Which addresses of the network may be reached: public ones, and the services that the settings name.

A service's answer, or a name that somebody else controls, could otherwise lead requests into the user's own network
(server-side request forgery). A name is resolved once and the connection is made to the address that was checked, so
a name that changes its address between the two leads nowhere.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterable
from typing import TypeAlias

import httpcore

from citewell.errors import SourceError

# Returns the addresses of a name, given the port and how long it may take. Raises OSError.
Resolve: TypeAlias = Callable[[str, int, float], list[str]]
Origin: TypeAlias = tuple[str, int]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Azure's service for virtual machines answers at a public address:
# https://learn.microsoft.com/en-us/azure/virtual-network/what-is-ip-address-168-63-129-16
_METADATA = ipaddress.ip_address("168.63.129.16")


def is_public(address: str) -> bool:
    """Tell whether an address is one of the public network, by itself and by the IPv4 address within it."""
    try:
        ip = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and ip != _METADATA


def resolved(host: str, port: int, timeout_s: float) -> list[str]:
    """Return the addresses of a name. Raises OSError; the system's own look-up has no time limit, this one has."""
    answer: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.put(list(dict.fromkeys(str(item[4][0]) for item in found)))
        except OSError as error:
            answer.put(error)
        except UnicodeError as error:  # a label that is empty or too long
            answer.put(OSError(str(error)))

    threading.Thread(target=look_up, daemon=True).start()
    try:
        found = answer.get(timeout=timeout_s)
    except queue.Empty:
        raise TimeoutError("the name was not resolved in time") from None
    if isinstance(found, OSError):
        raise found
    return found


def check_public(host: str, addresses: Iterable[str]) -> None:
    """Raise SourceError if one of a host's addresses is not public."""
    for address in addresses:
        if not is_public(address):
            raise SourceError(
                f"{host}: leads to {address}, which is not a public address; nothing was asked of it. If this service "
                "is your own, set its base address in the settings.",
                permanent=True,
            )


class CheckedBackend(httpcore.SyncBackend):
    """Connects to addresses that were checked; the `trusted` services are reached wherever they are."""

    def __init__(self, trusted: Collection[Origin], resolve: Resolve) -> None:
        self._trusted = trusted
        self._resolve = resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection. The time limit holds for the name and all its addresses together."""
        deadline = time.monotonic() + (timeout or 60.0)
        try:
            addresses = self._resolve(host, port, deadline - time.monotonic())
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        if (host, port) not in self._trusted:
            check_public(host, addresses)
        failure: Exception = httpcore.ConnectError("the name has no address")
        for address in addresses:
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                break
            try:
                return super().connect_tcp(address, port, left_s, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure
