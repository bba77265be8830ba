"""What an earlier version sealed is still sound, keeps its digest, and is still refused where it was changed.

`kept/` holds a bundle and a ledger as the gate of then wrote them, of an invented answer: before any certainty was
proposed, and in the plain language of that day. They are never made again.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest

from citewell.publish.articles import read_article
from citewell.publish.bundle import MANIFEST, to_bundle
from citewell.publish.ledger import digest, digest_of, ledger_from_json
from citewell.publish.pages import to_ledger
from citewell.publish.proof import verify_bundle

KEPT = Path(__file__).parents[1] / "kept"
DIGEST = "3443fa70359dc0b47b6136791f128eba24c7e628db6e682097156aeebf02f690"

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def packed() -> bytes:
    """A bundle of gate 2, in plain language, with a review chain."""
    return (KEPT / "gate-2.bundle.zip").read_bytes()


@pytest.fixture(scope="module")
def written() -> bytes:
    """The ledger of the same article."""
    return (KEPT / "gate-2.ledger.json").read_bytes()


def changed(packed: bytes, name: str, change: Change) -> bytes:
    """Return the bundle with one file changed, and its hash in the manifest made right again."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    value = orjson.loads(files[name])
    change(value)
    files[name] = orjson.dumps(value)
    if name != MANIFEST:
        manifest = orjson.loads(files[MANIFEST])
        manifest["files"][name] = {"sha256": sha256(files[name]).hexdigest(), "bytes": len(files[name])}
        files[MANIFEST] = orjson.dumps(manifest)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_a_bundle_of_an_earlier_gate_is_sound(packed: bytes) -> None:
    """Every sentence passes, nothing is missed that its version had not, and its digest is the published one."""
    proof = verify_bundle(packed)
    assert [str(fault) for fault in proof.faults] == []
    assert (proof.is_sound, proof.sentences, proof.status, proof.digest) == (True, 6, "Approved", DIGEST)


def test_a_ledger_of_an_earlier_version_keeps_its_digest(written: bytes) -> None:
    """Read and written again it has no field more, so that a revision which is made of it is the one that was."""
    values = orjson.loads(written)
    assert digest_of(values) == digest(ledger_from_json(values)) == read_article(written).digest == DIGEST


def test_what_was_sealed_is_passed_on_as_it_was_written(written: bytes) -> None:
    """A field that this version would write otherwise, such as an empty one, changes neither ledger nor bundle."""
    values = orjson.loads(written)
    values["draft"]["certainty"] = []
    export = read_article(orjson.dumps(values))
    assert export.digest == digest_of(values) != DIGEST
    assert orjson.loads(to_ledger(export)) == values
    assert verify_bundle(to_bundle(export)).digest == digest_of(values)


def _a_quote(values: dict[str, Any]) -> None:
    values["claims"][2]["citations"][0]["quote"] += " In all patients."


def _a_sentence(values: dict[str, Any]) -> None:
    values["claims"][0]["text"] = "Zanolol cures frobnitis."


def _a_number(values: dict[str, Any]) -> None:
    values["evidence_table"][2]["n"] = 99_999


def _a_span(values: dict[str, Any]) -> None:
    values["claims"][1]["citations"][0]["start"] += 1


def _a_reference(values: dict[str, Any]) -> None:
    values["references"][0]["title"] = "Another guideline"


def _no_references(values: dict[str, Any]) -> None:
    del values["references"]


def _no_glossary(values: dict[str, Any]) -> None:
    del values["glossary"]


def _no_renderings(values: dict[str, Any]) -> None:
    del values["claims"][0]["rendering"]


def _a_certainty(values: dict[str, Any]) -> None:
    values["proposed_certainty"] = [
        {"outcome": "pain", "compared": ["surgery"], "certainty": "high", "claims": ["c4"], "reasons": []}
    ]


@pytest.mark.parametrize(
    "change",
    [
        _a_quote,
        _a_sentence,
        _a_number,
        _a_span,
        _a_reference,
        _no_references,
        _no_glossary,
        _no_renderings,
        _a_certainty,
    ],
)
def test_its_article_may_say_nothing_else(packed: bytes, change: Change) -> None:
    """What it says in its sources' words, its numbers and its references are its ledger's; what it had is not left out."""
    proof = verify_bundle(changed(packed, "article.json", change))
    assert [fault.place for fault in proof.faults] == ["article.json"]


def _ledger_quote(values: dict[str, Any]) -> None:
    passage = values["draft"]["claims"][2]["citations"][0]["passage"]
    passage["text"] = passage["text"].replace("0.62", "0.26")


def _ledger_number(values: dict[str, Any]) -> None:
    claim = values["draft"]["claims"][2]
    claim["text"] = claim["text"].replace("0.62", "0.26")


def _ledger_hash(values: dict[str, Any]) -> None:
    values["ledger"] = "0" * 64


def _file_hash(values: dict[str, Any]) -> None:
    values["files"]["sources.json"]["sha256"] = "0" * 64


def _ledger_certainty(values: dict[str, Any]) -> None:
    values["draft"]["certainty"] = [
        {"outcome": "pain", "compared": ["surgery"], "certainty": "high", "claim_ids": ["c4"], "reasons": []}
    ]


def _an_event(values: list[dict[str, Any]]) -> None:
    values[1]["actor"] = "Board member B"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("ledger.json", _ledger_quote),
        ("ledger.json", _ledger_number),
        ("ledger.json", _ledger_certainty),
        (MANIFEST, _ledger_hash),
        (MANIFEST, _file_hash),
        ("review.json", _an_event),
    ],
)
def test_its_seals_hold(packed: bytes, name: str, change: Change) -> None:
    """A quote, a number, a certainty that no rule proposes, a digest, a hash, an event: each is found as in a new bundle."""
    assert not verify_bundle(changed(packed, name, change)).is_sound
