"""Cut PubMed XML into single records without parsing it.

Each record is later parsed on its own, in a document of its own. So one broken record costs only itself, a
file cut short loses nothing that came before, and nothing declared in the file's prologue (a DTD, an external
entity, an entity bomb) is ever seen by the XML parser.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from citewell.sources.cutting import in_units
from citewell.sources.files import CutShort, Entry, Stream, chunks
from citewell.sources.unit import Fault, Unit

RECORDS_A_UNIT = 100
# The first units are smaller, so that every process soon has something to do.
_FIRST_RECORDS = 20
MAX_RECORD_BYTES = 32 << 20
_START = re.compile(rb"<(PubmedArticle|PubmedBookArticle|DeleteCitation|DeleteDocument)(?=[\s>])[^<>]*?(/?)>")
_OPENING = re.compile(rb"<PubmedArticleSet(?:\s[^<>]*)?(?<!/)>")
_SET = re.compile(rb"<(PubmedArticleSet|PubmedArticle|PubmedBookArticle|DeleteCitation)[\s/>]")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Python calls these encodings, but no file is written in them.
_NOT_OF_FILES = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
# A tag may be cut by the end of a piece; this many bytes are held back when no record has begun.
_HOLD = 256


def recognises(_name: str, start: bytes) -> bool:
    """Tell whether a file is PubMed XML by its first bytes."""
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    return text.startswith(b"<") and _SET.search(text) is not None


def split(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the file's records in units of up to `RECORDS_A_UNIT`, in order."""
    return in_units(
        entry, _records, most_items=RECORDS_A_UNIT, least_items=_FIRST_RECORDS, if_empty="holds no PubmedArticle"
    )


def _records(stream: Stream) -> Iterator[bytes]:
    return map(without_references, cut(as_utf8(chunks(stream))))


def without_references(xml: bytes) -> bytes:
    """Return a record's XML without the list of what it cites: a quarter of the bytes, and never used."""
    start = xml.find(b"<ReferenceList", xml.rfind(b"<PubmedData") + 1)
    if start < 0:
        return xml
    end = xml.rfind(b"</ReferenceList>") + len(b"</ReferenceList>")
    return xml[:start] + xml[end:] if start < end else xml


def cut(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the bytes of each record. Raises CutShort where the stream ends within one, or within their set."""
    rest = b""
    opened: bool | None = None  # whether there is a set around the records, which then has to be closed
    closed = False
    for piece in pieces:
        rest += piece
        if opened is None:
            opened = _OPENING.search(rest) is not None
        at = 0
        later = -1
        while (start := _START.search(rest, at)) is not None:
            if start[2]:
                at = start.end()
                continue
            closing = b"</" + start[1] + b">"
            # The start of the next record is looked for first: so only one search goes over all of this one.
            following = rest.find(b"<" + start[1], start.end())
            end = rest.find(closing, start.end()) if following < 0 else rest.rfind(closing, start.end(), following)
            if end >= 0:
                at = end + len(closing)
                yield rest[start.start() : at]
                continue
            if following >= 0 and (later < following or not rest.startswith(closing, later)):
                later = rest.find(closing, following)
            if following < 0 or later < 0:
                at = start.start()
                break
            # This record was never closed, and the next one is: give this one up, go on.
            at = following
            yield rest[start.start() : at]
        else:
            closed = rest.find(b"</PubmedArticleSet", at) >= 0 or (closed and at == 0)
            at = max(at, len(rest) - _HOLD)
        rest = rest[at:]
        if len(rest) > MAX_RECORD_BYTES:
            raise CutShort(f"a record is larger than {MAX_RECORD_BYTES >> 20} MiB or was never closed")
    unfinished = _START.search(rest)
    if unfinished and not unfinished[2]:
        raise CutShort("the file ends within a record")
    if opened and not closed:
        raise CutShort("the file ends before </PubmedArticleSet>")


def as_utf8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same text in UTF-8, whatever encoding the file declares."""
    first = next(pieces, b"")
    encoding = _encoding(first)
    if encoding is None:
        yield first
        yield from pieces
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors=_AS_ILLEGAL)
    yield decoder.decode(first).encode(errors=_AS_ILLEGAL)
    for piece in pieces:
        yield decoder.decode(piece).encode(errors=_AS_ILLEGAL)


def _as_illegal(error: UnicodeError) -> tuple[str, int]:
    """Put a character that XML forbids where the text is not of its encoding: that record then fails, by name."""
    if isinstance(error, UnicodeDecodeError | UnicodeEncodeError):
        return "\0", error.end
    raise error


_AS_ILLEGAL = "citewell.as_illegal"
codecs.register_error(_AS_ILLEGAL, _as_illegal)


def _encoding(first: bytes) -> str | None:
    """Return the declared encoding, or None where the bytes can be used as they are."""
    for mark, name in _MARKS.items():
        if first.startswith(mark):
            return name
    declared = _DECLARED.match(first)
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    try:
        name = codecs.lookup(name).name
        if name in _NOT_OF_FILES:
            raise LookupError(name)
        b"\0\0\0\0".decode(name)  # raises for what is no encoding of text, such as hex
    except LookupError:
        raise CutShort(f"the file declares an unknown encoding, {name!r}") from None
    return None if name in {"utf-8", "ascii"} else name
