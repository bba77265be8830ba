"""The starter library: evidence summaries in our own words that come with the package."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import orjson

from citewell.model.evidence import Record
from citewell.model.serialise import record_from_json


def _files() -> list[Traversable]:
    folder = resources.files("citewell.starter").joinpath("records")
    return sorted((f for f in folder.iterdir() if f.name.endswith(".jsonl")), key=lambda f: f.name)


@cache
def digest() -> str:
    """Return a hash of the shipped summaries: it tells whether a library holds this version of them."""
    whole = hashlib.sha256()
    for file in _files():
        whole.update(file.read_bytes())
    return whole.hexdigest()[:16]


def records() -> list[Record]:
    """Return the shipped summaries, each marked as coming from the starter library."""
    return [
        record_from_json({**orjson.loads(line), "source": "starter", "coverage": "summary"})
        for file in _files()
        for line in file.read_bytes().splitlines()
        if line.strip()
    ]


@cache
def _shipped() -> dict[str, Record]:
    return {record.id: record for record in records()}


def under_its_own_name(record: Record) -> Record:
    """Return a record that calls itself a starter summary as one from a file, unless it really is one of ours."""
    if not record.provenance.is_starter or _shipped().get(record.id) == record:
        return record
    return replace(record, provenance=replace(record.provenance, source="jsonl"))
