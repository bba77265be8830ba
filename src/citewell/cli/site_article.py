"""An article of a site, fetched in a form through the site's API."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import orjson

from citewell.errors import BadInput, NotFound
from citewell.model.question import Audience
from citewell.publish.formats import Format

if TYPE_CHECKING:
    from citewell.client import ApiProblem

_ADDRESS = re.compile(r"(https?://[^/?#\s\\]+(?:/[^?#]*?)??)(?:/api/v1)?/articles/([-\w]+)/?", re.ASCII | re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_NO_ARTICLE = "Give the address of an article, such as https://answers.example.org/articles/gout, or a file."


@dataclass(frozen=True, slots=True)
class KeptKey:
    """The key that is kept for a site.

    site: `CITEWELL_SITE`, the address of the site whose articles `citewell export` fetches with the kept key.
    key: `CITEWELL_SITE_KEY`, a key of that site, which is sent to no other.
    """

    site: str = ""
    key: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls) -> KeptKey:
        return cls(os.environ.get("CITEWELL_SITE", "").strip(), os.environ.get("CITEWELL_SITE_KEY", "").strip())

    def for_address(self, address: str) -> str:
        """Return the key if the address is of its site, else none. Raises BadInput if its site is not known."""
        if not self.key:
            return ""
        if not self.site:
            raise BadInput(
                "CITEWELL_SITE_KEY is for one site. Set CITEWELL_SITE to that site's address, or give --key."
            )
        if not _origin(self.site)[1]:
            raise BadInput("CITEWELL_SITE is no address of a site; set it as https://answers.example.org.")
        return self.key if _origin(address) == _origin(self.site) else ""


def is_address(article: str) -> bool:
    """Tell whether an article is named by an address on the web, and not by a file."""
    return article.lower().startswith(("http://", "https://"))


def fetch(address: str, form: Format, *, audience: Audience | None = None, style: str = "", key: str = "") -> bytes:
    """Return an article of a site in a form.

    audience: None for whom the address names, as a page's own does, else a physician. style: of references; they are
    then set here, of the proof bundle. Raises BadInput for an address that is none of an article, NotFound where the
    site has no such article before readers, SourceError and ContractError where the site fails.
    """
    from citewell.client import ApiProblem, Client  # httpx is paid for where a site is asked

    site, slug = _site_and_slug(address)
    if key and not _is_safe(site):
        raise BadInput(f"{site} would be sent the key in clear text. Give its address with https.")
    reader = audience or _named_in(address) or Audience.PHYSICIAN
    with Client(site, key=key) as client:
        try:
            if form.name == "json":
                # The API's own JSON is the article with its review around the document; the form is the document.
                return _printed(client.article(slug, audience=reader.value)["answer"])
            content = client.render(slug, "bundle" if style else form.name, audience=reader.value)
        except ApiProblem as problem:
            raise _told(address, site, problem) from problem
    return _styled(content, form, reader, style) if style else content


def _printed(document: dict[str, Any]) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _site_and_slug(address: str) -> tuple[str, str]:
    if "@" in _host_part(address):
        raise BadInput(f"The address has a name or a password in it. {_NO_ARTICLE} A key is given with --key.")
    match = _ADDRESS.fullmatch(address.partition("#")[0].partition("?")[0])
    if match is None:
        raise BadInput(f"{address[:200]} is no address of an article. {_NO_ARTICLE}")
    return match[1], match[2]


def _host_part(address: str) -> str:
    """Return what stands between the scheme and the path, as any reader of the address may take it."""
    return re.split(r"[/?#]", address.partition("://")[2], maxsplit=1)[0]


def _origin(address: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port. Raises BadInput for what is no address."""
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS.get(parts.scheme.lower())
    except ValueError as error:
        raise BadInput(f"{address.partition('://')[0][:20]}://… is no address of a site: {error}") from error
    return parts.scheme.lower(), parts.hostname or "", port


def _is_safe(site: str) -> bool:
    """Tell whether a key may travel to a site: encrypted, or within this machine."""
    scheme, host, _ = _origin(site)
    return scheme == "https" or host == "localhost" or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _named_in(address: str) -> Audience | None:
    named = parse_qs(urlsplit(address).query).get("for", [""])[0]
    return Audience(named) if named in set(Audience) else None


def _told(address: str, site: str, problem: ApiProblem) -> Exception:
    if problem.status == 404:
        return NotFound(
            f"{address[:200]}: the site has no such article before readers. Look for it at {site}/articles/."
        )
    if problem.status == 410:
        return NotFound(f"{address[:200]}: {problem.detail}")
    if problem.status in {401, 403}:
        return BadInput(f"{site} lets nobody in without a key: {problem}. Give one with --key.")
    return problem


def _styled(bundle: bytes, form: Format, audience: Audience, style: str) -> bytes:
    from citewell.publish.articles import read_article

    return form.render(read_article(bundle).presented(audience=audience, style=style))
