"""From a file's bytes to documents that are safe to parse: one article or book each, without its prologue.

The prologue (a DTD, its entities, external or nested) never reaches the XML parser. The names of characters that
the old DTDs define are replaced by what they stand for; nothing else is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

from citewell.sources.files import CutShort, Entry, chunks
from citewell.sources.pubmed.split import as_utf8
from citewell.sources.unit import MAX_DOCUMENT_BYTES, Fault, Unit, whole

_SPACE = re.compile(rb"\s*")
_IN_DOCTYPE = re.compile(rb"""["'\[\]>]|<!--|<\?""")
# What may stand before the first element, or in a DTD, and what ends it.
_ENDINGS = {b"<?": b"?>", b"<!--": b"-->", b'"': b'"', b"'": b"'"}
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+(?:[\w.-]+:)?([\w.-]+)")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")
_DOCUMENTS = frozenset({b"article", b"book", b"book-part", b"book-part-wrapper"})
_SETS = frozenset({b"pmc-articleset", b"article-set", b"articles", b"OAI-PMH", b"ListRecords", b"GetRecord"})
# DocBook has books too.
_NLM_BOOK = re.compile(rb"NLM|JATS|BITS|book-meta|collection-meta|book-part-type|dtd-version")

_START = re.compile(rb"<((?:[\w.-]+:)?(?:article|book-part-wrapper|book))(?=[\s>])")
_PREFIX = re.compile(rb"""\sxmlns:([\w.-]+)\s*=\s*("[^"<]*"|'[^'<]*')""")
_OPENING = re.compile(rb"<(?:[\w.-]+:)?[\w.-]+[^<>]*")
# A tag may be cut by the end of a piece.
_HOLD = 256

_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9.]*);")
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
# ISO 8879 "Greek Letters" (ISOgrk1), which HTML did not take over.
_GREEK = dict(
    zip(
        """agr bgr ggr dgr egr zgr eegr thgr igr kgr lgr mgr ngr xgr ogr pgr rgr sfgr sgr tgr ugr phgr khgr psgr
        ohgr""".split(),
        map(chr, range(0x3B1, 0x3CA)),
        strict=True,
    )
)


def recognises(_name: str, start: bytes) -> bool:
    """Tell by its first bytes whether a file is an article, a book, or a set of articles."""
    root = _root(start)
    if root not in _DOCUMENTS | _SETS:
        return False
    return not root.startswith(b"book") or _NLM_BOOK.search(start.replace(b"\0", b"")) is not None


def _root(start: bytes) -> bytes:
    """Return the name of a file's first element, as far as its first bytes tell; empty where it is no XML."""
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    if not text.startswith(b"<"):
        return b""
    # A prologue that is longer than the first bytes names the first element too.
    root = _ROOT.match(text, _end_of_prologue(text)) or _DOCTYPE.search(text)
    return root[1] if root else b""


def split(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the documents of a file, each as a unit of one item."""
    if _root(entry.head()) in _DOCUMENTS:
        yield from whole(entry)
        return
    number = 0
    try:
        with entry.open() as stream:
            for number, document in enumerate(_documents(as_utf8(chunks(stream))), 1):
                yield Unit(entry.name, number, (document,), (f"{entry.name} article {number}",), entry.about)
    except CutShort as error:
        yield Fault(
            f"{entry.name} after article {number}", f"{error}; the {number} before it were read", ends_file=True
        )
        return
    if number == 0:
        yield Fault(entry.name, "holds no article")


def _documents(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the bytes of each article of a set, with the prefixes declared around it.

    Raises CutShort where the stream ends within an article.
    """
    rest = b""
    prefixes: dict[bytes, bytes] = {}
    for piece in pieces:
        rest += piece
        at = 0
        while (start := _START.search(rest, at)) is not None:
            prefixes.update((p[1], p[2]) for p in _PREFIX.finditer(rest, at, start.start()))
            closing = b"</" + start[1] + b">"
            end = rest.find(closing, start.end())
            if end < 0:
                at = start.start()
                break
            at = end + len(closing)
            yield _with_prefixes(rest[start.start() : at], prefixes)
        else:
            kept = max(at, len(rest) - _HOLD)
            prefixes.update((p[1], p[2]) for p in _PREFIX.finditer(rest, at, kept))
            at = kept
        rest = rest[at:]
        if len(rest) > MAX_DOCUMENT_BYTES:
            raise CutShort(f"an article is larger than {MAX_DOCUMENT_BYTES >> 20} MiB or was never closed")
    if _START.search(rest):
        raise CutShort("the file ends within an article")


def _with_prefixes(xml: bytes, prefixes: dict[bytes, bytes]) -> bytes:
    """Declare on the first tag the prefixes that the tags around it declared."""
    opening = _OPENING.match(xml)
    end = opening.end() if opening else 0
    own = {found[1] for found in _PREFIX.finditer(xml, 0, end)}
    lacking = b"".join(b" xmlns:%s=%s" % pair for pair in prefixes.items() if pair[0] not in own)
    return xml[:end] + lacking + xml[end:]


def without_prologue(xml: bytes) -> bytes:
    """Return a document from its first tag on, in UTF-8, the names of characters replaced by their numbers.

    Raises CutShort where it declares an unknown encoding.
    """
    text = b"".join(as_utf8(iter((xml,))))
    return _ENTITY.sub(_character, text[_end_of_prologue(text) :])


def _end_of_prologue(text: bytes) -> int:
    """Return where the first element begins; where a part of the prologue does not end, where that part begins."""
    at = 3 if text.startswith(b"\xef\xbb\xbf") else 0
    while True:
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        if text.startswith(b"<!DOCTYPE", at):
            end = _end_of_doctype(text, at)
        elif mark := next((mark for mark in (b"<?", b"<!--") if text.startswith(mark, at)), None):
            end = _after(text, mark, at)
        else:
            return at
        if end < 0:
            return at
        at = end


def _end_of_doctype(text: bytes, start: int) -> int:
    """Return where a document type declaration ends, or -1. Its quotes, comments and brackets may hold marks."""
    at = start + len(b"<!DOCTYPE")
    in_subset = False
    while (found := _IN_DOCTYPE.search(text, at)) is not None:
        mark = found[0]
        if mark in _ENDINGS:
            at = _after(text, mark, found.start())
            if at < 0:
                return -1
            continue
        at = found.end()
        if mark == b">" and not in_subset:
            return at
        if mark != b">":
            in_subset = mark == b"["
    return -1


def _after(text: bytes, mark: bytes, start: int) -> int:
    """Return where what this mark opens has ended, or -1."""
    ending = _ENDINGS[mark]
    end = text.find(ending, start + len(mark))
    return -1 if end < 0 else end + len(ending)


def _character(entity: re.Match[bytes]) -> bytes:
    name = entity[1].decode("ascii")
    if name in _PREDEFINED:
        return entity[0]
    value = html5.get(f"{name};") or _GREEK.get(name) or _capital(name) or html5.get(f"{name.removeprefix('b.')};")
    # What nobody defines is shown by its name, as in print it would be missed.
    return "".join(f"&#{ord(c)};" for c in value).encode() if value else b"&amp;" + entity[0][1:]


def _capital(name: str) -> str:
    return _GREEK.get(name[0].lower() + name[1:], "").upper()
