"""`citewell mcp`: Citewell as a tool for programs that speak the Model Context Protocol."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from citewell.errors import SourceError, UserError

if TYPE_CHECKING:
    from socket import socket


@click.command()
@click.option("--http", "address", metavar="HOST:PORT", help="Serve over HTTP at /mcp.  [default: standard input]")
@click.option(
    "--articles",
    type=click.Path(path_type=Path),
    help="The folder whose ledgers (*.ledger.json) and proof bundles (*.bundle.zip) are offered as articles.  "
    "[default: articles, in the data folder]",
)
def mcp(address: str | None, articles: Path | None) -> None:
    """Serve the library's tools to a program that speaks the Model Context Protocol (MCP).

    The tools are ask, search_evidence, get_record, verify_claim, check_text and get_article; articles are resources.
    There is no log-in, so that HTTP is served to this machine alone.
    """
    listening = _listen(*_host_and_port(address)) if address else None
    try:
        from citewell.mcp.server import serve_http, serve_stdio
    except ImportError as error:
        raise UserError("the MCP server needs more packages; install citewell[mcp]") from error
    from citewell.config import Settings
    from citewell.mcp.articles import ArticleFolder
    from citewell.mcp.tools import Tools

    settings = Settings.from_environment()
    tools = Tools(settings, ArticleFolder(articles or settings.home / "articles"))
    if listening is None:
        serve_stdio(tools)
        return
    host, port = listening.getsockname()[:2]
    click.echo(f"Serving MCP at http://{f'[{host}]' if ':' in host else host}:{port}/mcp. Ctrl-C stops it.", err=True)
    serve_http(tools, listening)


def _host_and_port(address: str) -> tuple[str, int]:
    import ipaddress

    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    if not (host and port.isdecimal() and int(port) <= 65_535):
        raise UserError(f"--http is {address!r}; give HOST:PORT, such as 127.0.0.1:8001")
    if host == "localhost":
        host = "127.0.0.1"
    try:
        is_local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_local = False
    if not is_local:
        raise UserError(
            f"--http is {address!r}: without a log-in this is served to this machine alone. "
            "Give 127.0.0.1:PORT, and put a proxy that knows its users before it."
        )
    return host, int(port)


def _listen(host: str, port: int) -> socket:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SourceError(f"{host}:{port} cannot be listened on: {error.strerror}.", permanent=False) from error
