"""The proof bundle: one file that holds an article with all that is needed to check it again, offline.

A zip of five JSON files, none of them compressed, with fixed dates: equal content gives equal bytes.

    manifest.json   the format, the versions, the library edition, the ledger's digest, SHA-256 and size of each file,
                    and a seal for each sentence
    article.json    the article as the `ask` document
    ledger.json     the claims, their quotes and their checks
    sources.json    the cited sections of each source, whole
    review.json     the review chain: audit events, each with the hash of the one before it
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from citewell.errors import BadInput
from citewell.publish.export import Export
from citewell.publish.json import to_json
from citewell.publish.sentences import seals

FORMAT = "citewell-bundle/1"
MANIFEST = "manifest.json"
CONTENT = ("article.json", "ledger.json", "sources.json", "review.json")
# The cited sections of an article are some hundred kilobytes. JSON takes up to thirty times its size in memory.
MOST_FILE_BYTES = 8 << 20
MOST_BUNDLE_BYTES = 16 << 20
_START = b"PK\x03\x04"
# The directory of a zip is read whole before anything can be said of it; one of 16 MB names 350,000 files.
_LISTED, _MOST_LISTED = b"PK\x01\x02", 1_000
# The header before a file, and where in it the lengths of its name and of its extra field stand (APPNOTE 4.3.7).
_HEADER_BYTES, _LENGTHS_AT, _LENGTHS = 30, 26, struct.Struct("<HH")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
)
_MOST_FAULTS, _SHOWN_CHARACTERS = 20, 80


@dataclass(frozen=True, slots=True)
class Contents:
    """The files of a bundle by name, and what is wrong with the archive as (file, reason)."""

    files: Mapping[str, bytes]
    faults: tuple[tuple[str, str], ...]


def is_bundle(start: bytes) -> bool:
    """Tell whether a file may be a bundle by its first bytes."""
    return start.startswith(_START)


def to_bundle(export: Export) -> bytes:
    """Return the proof bundle of an article. Raises BadInput if it is larger than a bundle may be."""
    files = dict(_content(export))
    files = {MANIFEST: orjson.dumps(_manifest(export, files), option=_OPTIONS), **files}
    if too_large := [name for name, content in files.items() if len(content) > MOST_FILE_BYTES]:
        raise BadInput(f"the article is too large for a bundle: {too_large[0]} has more than {_mb(MOST_FILE_BYTES)}")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system, info.external_attr = 3, 0o100644 << 16  # the same on every system
            archive.writestr(info, content)
    return packed.getvalue()


def article_document(export: Export) -> dict[str, Any]:
    """Return the article as the `ask` document, with the status that its review chain gives it."""
    document = to_json(export.draft, audience=export.audience, version=export.version)
    return {**document, "review_status": export.status_text}


def _content(export: Export) -> Iterator[tuple[str, bytes]]:
    ledger = export.content
    values = (
        article_document(export),
        {"format": ledger["format"], "draft": ledger["draft"]},
        ledger["sources"],
        list(export.events),
    )
    for name, value in zip(CONTENT, values, strict=True):
        yield name, orjson.dumps(value, option=_OPTIONS)


def _manifest(export: Export, files: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "ledger": export.digest,
        "edition": export.draft.edition,
        "citewell": export.version,
        "verifier": export.draft.verifier,
        "sentences": seals(export.content["draft"], export.content["sources"]),
        "files": {name: {"sha256": sha256(file).hexdigest(), "bytes": len(file)} for name, file in files.items()},
    }


def read_bundle(packed: bytes) -> Contents:
    """Return what a bundle holds, without believing any of it.

    Only the known files are read, each to its limit, into memory: a name can lead nowhere. Raises BadInput if it is no
    bundle at all.
    """
    if len(packed) > MOST_BUNDLE_BYTES:
        raise BadInput(f"this is no proof bundle: it has more than {_mb(MOST_BUNDLE_BYTES)}")
    if not is_bundle(packed):
        raise BadInput(
            "this is no proof bundle: it is not a zip file. `citewell export ARTICLE --as bundle` makes one."
        )
    if packed.count(_LISTED) > _MOST_LISTED:
        raise BadInput("this is no proof bundle: it holds more than a thousand files")
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return _contents(archive, packed)
    except _DAMAGES as error:
        raise BadInput(f"the bundle cannot be read: {error}") from error


def _contents(archive: zipfile.ZipFile, packed: bytes) -> Contents:
    files: dict[str, bytes] = {}
    faults: list[tuple[str, str]] = []
    for info in archive.infolist():
        name = info.filename
        if name not in {MANIFEST, *CONTENT}:
            faults.append((_shown(name), "is no part of a bundle"))
        elif name in files:
            faults.append((name, "is there twice"))
        elif reason := _unreadable(info):
            faults.append((name, reason))
        else:
            content = _member(archive, info, packed)
            if len(content) > MOST_FILE_BYTES:
                raise BadInput(f"the bundle cannot be read: {name} has more than {_mb(MOST_FILE_BYTES)}")
            files[name] = content
    faults += [(name, "is missing") for name in (MANIFEST, *CONTENT) if name not in {*files, *(f for f, _ in faults)}]
    if len(faults) > _MOST_FAULTS:
        faults = [*faults[:_MOST_FAULTS], ("the archive", f"has {len(faults) - _MOST_FAULTS} more such faults")]
    return Contents(files, tuple(faults))


def _unreadable(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted"
    return "" if info.compress_type in _METHODS else "is compressed by a method that bundles do not use"


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, packed: bytes) -> bytes:
    """Return the beginning of a file, one byte over the limit at most, whatever the archive says of its size.

    One that is not compressed is cut out as it lies there: where a byte of it was changed, zipfile would say that its
    CRC is wrong, and not which sentence.
    """
    if info.compress_type == zipfile.ZIP_STORED:
        start = info.header_offset
        name, extra = _LENGTHS.unpack_from(packed, start + _LENGTHS_AT)
        begin = start + _HEADER_BYTES + name + extra
        return packed[begin : begin + min(info.compress_size, MOST_FILE_BYTES + 1)]
    with archive.open(info) as file:
        return file.read(MOST_FILE_BYTES + 1)


def _shown(name: str) -> str:
    shown = name if len(name) <= _SHOWN_CHARACTERS else name[:_SHOWN_CHARACTERS] + "…"
    return shown.encode("unicode_escape").decode()


def _mb(size: int) -> str:
    return f"{size >> 20} MB"
