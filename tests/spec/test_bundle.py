"""The proof bundle: what is sealed is checked again offline, and what was changed is named."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from citewell.cli import app
from citewell.errors import BadInput
from citewell.model.ledger import Ledger
from citewell.publish.bundle import (
    CONTENT,
    MANIFEST,
    MOST_BUNDLE_BYTES,
    MOST_FILE_BYTES,
    article_document,
    to_bundle,
)
from citewell.publish.chain import chain_faults, seal
from citewell.publish.export import Export
from citewell.publish.ledger import digest, digest_of
from citewell.publish.proof import BundleFault, Proof, bundled, verify_bundle
from exports import empty_ledger, nasty_ledger, review_of, world_ledger

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """An answer from the little world."""
    return world_ledger()


@pytest.fixture(scope="module")
def packed(ledger: Ledger) -> bytes:
    """Its bundle, with a review chain."""
    return to_bundle(Export(ledger, events=review_of(ledger)))


def files_of(packed: bytes) -> dict[str, bytes]:
    """Return the files of a bundle."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(files: dict[str, bytes], *, method: int = zipfile.ZIP_STORED) -> bytes:
    """Return files as a zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def changed(packed: bytes, name: str, change: Change, *, reseal: bool = False) -> bytes:
    """Return the bundle with the JSON of one file changed; resealed, so that its hash in the manifest is right."""
    files = files_of(packed)
    value = orjson.loads(files[name])
    change(value)
    files[name] = orjson.dumps(value)
    if reseal:
        manifest = orjson.loads(files[MANIFEST])
        manifest["files"][name] = {"sha256": sha256(files[name]).hexdigest(), "bytes": len(files[name])}
        files[MANIFEST] = orjson.dumps(manifest)
    return pack(files)


def told(proof: Proof) -> str:
    """Return the faults as a reader sees them."""
    return "\n".join(map(str, proof.faults))


def test_a_bundle_that_nobody_touched_verifies(packed: bytes, ledger: Ledger) -> None:
    """Every sentence is verified, and the edition, the digest and the status are told."""
    proof = verify_bundle(packed)
    assert proof.is_sound, told(proof)
    assert proof.summary == f"{len(ledger.draft.claims)} of {len(ledger.draft.claims)} sentences verified"
    assert (proof.digest, proof.edition) == (digest(ledger), ledger.draft.edition)
    assert (proof.status, proof.events) == ("Approved", 3)


def test_of_a_bundle_that_was_changed_no_sentence_is_called_verified(packed: bytes) -> None:
    """A dose that was changed in sentence, quote and source alike agrees with itself."""
    faulty = replace(
        verify_bundle(packed), faults=(BundleFault("manifest.json", "the digest is not that of the ledger"),)
    )
    assert faulty.summary.startswith("NOT SOUND, 1 fault: ")
    assert "verified" not in faulty.summary


@pytest.mark.parametrize("make", [empty_ledger, nasty_ledger])
def test_other_answers_verify_as_well(make: Callable[[], Ledger]) -> None:
    """An answer that there is none holds no sentence that could fail; hostile text is data."""
    proof = verify_bundle(to_bundle(Export(make())))
    assert proof.is_sound, told(proof)
    assert proof.status == "Not submitted for review"


def test_equal_answers_give_equal_bytes(ledger: Ledger, packed: bytes) -> None:
    """No date, no compression and no order depends on when or where a bundle is made."""
    assert to_bundle(Export(ledger, events=review_of(ledger))) == packed
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_the_article_of_a_bundle_is_its_ledger(packed: bytes, ledger: Ledger) -> None:
    """A sound bundle can be exported again."""
    export = bundled(packed)
    assert export.ledger == ledger
    assert to_bundle(export) == packed


def test_a_bundle_that_was_packed_anew_verifies(packed: bytes) -> None:
    """What counts is the content: another tool may compress the files."""
    assert verify_bundle(pack(files_of(packed), method=zipfile.ZIP_DEFLATED)).is_sound


CLAIM = lambda change: lambda v: change(v["draft"]["claims"][0])  # noqa: E731


def _raise_dose(claim: dict[str, Any]) -> None:
    """Change a number of a claim, which then no longer reads as its quote."""
    claim["text"] = claim["text"] + " 50 mg"


def _change_quote(claim: dict[str, Any]) -> None:
    passage = claim["citations"][0]["passage"]
    passage["text"] = passage["text"][:-2] + "x."


def _reword_with_number(claim: dict[str, Any]) -> None:
    claim["kind"] = "checked"
    claim["text"] = claim["citations"][0]["passage"]["text"] + " (99)"


@pytest.mark.parametrize("reseal", [False, True], ids=["left", "resealed"])
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (CLAIM(_change_quote), "calls itself quoted but does not read as its quote"),
        (CLAIM(_raise_dose), "calls itself quoted but does not read as its quote"),
        (CLAIM(_reword_with_number), "fails the check numbers: 99"),
        (CLAIM(lambda c: c["citations"][0]["passage"].update(start=1, end=1)), "empty or reversed"),
        (CLAIM(lambda c: c["citations"][0]["passage"].update(section="Elsewhere")), "not found at its place"),
        (CLAIM(lambda c: c["citations"][0]["passage"].update(record_id="pubmed:1")), "not found at its place"),
        (CLAIM(lambda c: c["citations"][0].update(strength="strong")), "grades the recommendation"),
        (CLAIM(lambda c: c.update(citations=[])), "has no citation"),
        (CLAIM(lambda c: c.update(citations=7)), "cannot be read"),
    ],
)
def test_a_sentence_that_was_changed_is_named(packed: bytes, change: Change, reason: str, reseal: bool) -> None:
    """Its number, its words and what is wrong with it are told, also where the hash was made right again."""
    proof = verify_bundle(changed(packed, "ledger.json", change, reseal=reseal))
    assert not proof.is_sound
    assert proof.verified == proof.sentences - 1
    fault = next(fault for fault in proof.faults if fault.place.startswith("sentence 1 (c1)"))
    assert reason in fault.reason and fault.sentence


def test_a_source_that_was_changed_takes_its_sentences_with_it(packed: bytes) -> None:
    """One word of a source: each sentence that quotes it is named, and the others stand."""

    def change(sources: list[dict[str, Any]]) -> None:
        for section in sources[0]["sections"]:
            section["text"] = "x" + section["text"]

    proof = verify_bundle(changed(packed, "sources.json", change, reseal=True))
    assert 0 < proof.verified < proof.sentences
    assert "the quote is not found at its place" in told(proof)


def _sealed_again(packed: bytes, changes: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """Return a bundle with files changed, and every hash of files and the digest made right; not the seals."""
    files = {name: changes.get(name, bytes)(content) for name, content in files_of(packed).items()}
    manifest = orjson.loads(files[MANIFEST])
    manifest["files"] = {n: {"sha256": sha256(files[n]).hexdigest(), "bytes": len(files[n])} for n in CONTENT}
    manifest["ledger"] = digest_of(
        {**orjson.loads(files["ledger.json"]), "sources": orjson.loads(files["sources.json"])}
    )
    return pack({**files, MANIFEST: orjson.dumps(manifest)})


def _number(content: bytes) -> bytes:
    return content.replace(b"84 of 120", b"94 of 120")


def test_a_number_that_was_changed_alike_everywhere_names_its_sentence(ledger: Ledger) -> None:
    """Sentence, quote, source and article agree with each other, and every hash is right but the sentence's own."""
    packed = to_bundle(Export(ledger))
    changed_alike = dict.fromkeys(("article.json", "ledger.json", "sources.json"), _number)
    proof = verify_bundle(_sealed_again(packed, changed_alike))
    with_number = [
        claim for claim in ledger.draft.claims if any("84 of 120" in citation.quote for citation in claim.citations)
    ]
    assert with_number
    named = {fault.sentence for fault in proof.faults if fault.place.startswith("sentence ")}
    assert {claim.text.replace("84 of 120", "94 of 120") for claim in with_number} <= named
    assert "is not what was sealed: the sentence, a quote of it, or the section" in told(proof)
    assert proof.verified == proof.sentences - len(named)


def test_a_section_that_was_changed_around_a_quote_names_the_sentences_from_it(ledger: Ledger) -> None:
    """A quote means what stands around it."""
    record, label = ledger.draft.claims[0].citations[0].record_id, ledger.draft.claims[0].citations[0].passage.section

    def add(content: bytes) -> bytes:
        sources = orjson.loads(content)
        for section in next(source for source in sources if source["id"] == record)["sections"]:
            if section["label"] == label:
                section["text"] += " None of this holds."
        return orjson.dumps(sources)

    proof = verify_bundle(_sealed_again(to_bundle(Export(ledger)), {"sources.json": add}))
    assert ledger.draft.claims[0].text in {fault.sentence for fault in proof.faults}


def test_a_sentence_that_was_taken_out_is_named(packed: bytes) -> None:
    """By the seal that it left behind."""

    def take(content: bytes) -> bytes:
        value = orjson.loads(content)
        value["draft"]["claims"].pop()
        return orjson.dumps(value)

    last = orjson.loads(files_of(packed)["ledger.json"])["draft"]["claims"][-1]["id"]
    assert f"sentence {last} was sealed, and is not in the ledger" in told(
        verify_bundle(_sealed_again(packed, {"ledger.json": take}))
    )


@pytest.mark.parametrize("seals", [7, [], {"c1": 7}, {"c1": "0" * 64}])
def test_seals_that_are_none_are_faults(packed: bytes, seals: object) -> None:
    """Of each sentence that they do not seal."""
    proof = verify_bundle(changed(packed, MANIFEST, lambda manifest: manifest.update(sentences=seals)))
    assert len(proof.faults) >= proof.sentences and proof.verified == 0


def test_a_bundle_from_before_there_were_seals_verifies(packed: bytes) -> None:
    """It is held against its digest."""
    assert verify_bundle(changed(packed, MANIFEST, lambda manifest: manifest.pop("sentences"))).is_sound


def test_a_source_that_was_retracted_fails_its_sentences(packed: bytes) -> None:
    """The gate is run in full, on the records as they are in the bundle."""
    proof = verify_bundle(changed(packed, "sources.json", lambda v: v[0].update(retraction="RETRACTED"), reseal=True))
    assert "has been retracted" in told(proof)


def test_a_claim_that_was_added_is_found(packed: bytes) -> None:
    """A sentence that stands in no place of the article, and is none of the article's."""

    def add(ledger: dict[str, Any]) -> None:
        ledger["draft"]["claims"].append({**ledger["draft"]["claims"][0], "id": "c99"})

    proof = verify_bundle(changed(packed, "ledger.json", add, reseal=True))
    assert not proof.is_sound
    assert "every claim stands in exactly one place" in told(proof)


def test_a_byte_changed_in_the_file_itself_names_the_sentence(packed: bytes) -> None:
    """Nothing has to be unpacked to tamper with a bundle; the zip's own checksum must not hide which sentence it was."""
    at = packed.index(b"a low hum", packed.index(b'"citations"', packed.rindex(b'"draft"')))
    proof = verify_bundle(packed[:at] + b"a low hug" + packed[at + 9 :])
    assert proof.verified == proof.sentences - 1
    assert any("a low hu" in fault.sentence for fault in proof.faults), told(proof)


@pytest.mark.parametrize("name", CONTENT)
def test_one_wrong_hash_names_its_file(packed: bytes, name: str) -> None:
    """A hash in the manifest that differs is the fault of that file."""
    proof = verify_bundle(changed(packed, MANIFEST, lambda v: v["files"][name].update(sha256="0" * 64)))
    assert [fault.place for fault in proof.faults] == [name]
    assert proof.verified == proof.sentences and not proof.is_sound


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        (lambda v: v.update(edition="0" * 16), MANIFEST, "edition"),
        (lambda v: v.update(ledger="0" * 64), MANIFEST, "digest of the ledger"),
        (lambda v: v.update(verifier="gate 1"), MANIFEST, "the verifier is not the ledger's"),
        (lambda v: v.pop("verifier"), MANIFEST, "the verifier is not the ledger's"),
        (lambda v: v.update(format="citewell-bundle/9"), MANIFEST, "its format is 'citewell-bundle/9'"),
        (lambda v: v["files"].pop("review.json"), MANIFEST, "it must list"),
    ],
)
def test_a_manifest_that_says_otherwise_is_found(packed: bytes, change: Change, place: str, reason: str) -> None:
    """The edition, the digest, the format and the list of files are compared."""
    proof = verify_bundle(changed(packed, MANIFEST, change))
    assert any(fault.place == place and reason in fault.reason for fault in proof.faults), told(proof)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda v: v["claims"][0].update(text="Zanolol cures everyone."),
            "sentence 1 (c1), claims[1].text: says otherwise",
        ),
        (lambda v: v["claims"].pop(), "claims: says otherwise"),
        (lambda v: v["references"][0].update(year=1999), "references[1].year: says otherwise"),
        (lambda v: v.update(review_status="Not submitted for review"), "review_status: says otherwise"),
        (lambda v: v.update(disclaimer="Take zanolol."), "disclaimer: says otherwise"),
        (lambda v: v.update(endorsed="by everyone"), "holds 'endorsed'"),
        (lambda v: v["method"].update(verifier="gate 1"), "method.verifier: says otherwise"),
        (lambda v: v["method"].update(passages_searched=10**9), "method.passages_searched: says otherwise"),
        (lambda v: v["references"][0].pop("retraction"), "references[1].retraction: says otherwise"),
        (lambda v: v["claims"][0].pop("checks"), "claims[1].checks: says otherwise"),
        (lambda v: v["claims"][0].update(endorsed=True), "claims[1].endorsed: says otherwise"),
        (lambda v: v["evidence_table"][0].update(level=1), "evidence_table[1].level: says otherwise"),
        (lambda v: v["evidence_table"].pop(), "evidence_table: says otherwise"),
        (lambda v: v.update(urgent=0), "urgent: says otherwise"),
    ],
)
def test_an_article_that_says_otherwise_than_the_ledger_is_found(packed: bytes, change: Change, reason: str) -> None:
    """The readable article is computed again from the ledger, and the first sentence that differs is shown."""
    proof = verify_bundle(changed(packed, "article.json", change, reseal=True))
    assert [fault.place for fault in proof.faults] == ["article.json"]
    assert reason in told(proof)


@pytest.mark.parametrize("name", sorted(article_document(Export(world_ledger()))))
def test_a_part_of_the_article_that_was_taken_out_is_named(packed: bytes, name: str) -> None:
    """What a reader is not told, such as a limit or the disclaimer, is as wrong as what he is told falsely."""
    proof = verify_bundle(changed(packed, "article.json", lambda v: v.pop(name), reseal=True))
    assert f"article.json: lacks {name}" in told(proof)
    assert not proof.is_sound


def _in_all(packed: bytes, ledger: Change, article: Change) -> bytes:
    """Return the bundle with ledger and article changed alike, and sealed again to the last digest."""
    changed_ledger = changed(packed, "ledger.json", ledger, reseal=True)
    files = files_of(changed(changed_ledger, "article.json", article, reseal=True))
    joined = {**orjson.loads(files["ledger.json"]), "sources": orjson.loads(files["sources.json"])}
    manifest = {**orjson.loads(files[MANIFEST]), "ledger": digest_of(joined)}
    empty = b"[]"
    manifest["files"]["review.json"] = {"sha256": sha256(empty).hexdigest(), "bytes": len(empty)}
    return pack({**files, "review.json": empty, MANIFEST: orjson.dumps(manifest)})


def _nothing(_: dict[str, Any]) -> None:
    """Change nothing."""


def test_what_is_sealed_again_without_a_change_verifies(packed: bytes) -> None:
    """So that each fault of the next spec is that of its change."""
    proof = verify_bundle(_in_all(packed, _nothing, lambda v: v.update(review_status="Not submitted for review")))
    assert proof.is_sound, told(proof)


DRAFT = lambda change: lambda v: change(v["draft"])  # noqa: E731
SURE = {"outcome": "pain", "compared": ["zanolol"], "certainty": "high", "claim_ids": ["c1"], "reasons": ["It is."]}
ROW = "row 1 of the evidence table is not what its reference and its sentence say"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d["evidence"][0].update(level=1), ROW),
        (lambda d: d["evidence"][0].update(sample_size=1_000_000), ROW),
        (lambda d: d["evidence"][0].update(design="meta-analysis"), ROW),
        (lambda d: d["evidence"][0].update(year=2026), ROW),
        (lambda d: d["evidence"][0].update(result="Zanolol cures everyone."), ROW),
        (lambda d: d["evidence"].pop(), "the evidence table has not one row for each reference"),
        (lambda d: d["evidence"].reverse(), "the evidence table has not one row for each reference"),
        (
            lambda d: d["references"][0].update(design="meta-analysis"),
            "reference 1: its design is not that of its source",
        ),
        (lambda d: d["references"][0].update(evidence_level=1), "reference 1: its level of evidence is none that"),
        (
            lambda d: d["references"][0].update(evidence_reason="It is sure."),
            "reference 1: its level of evidence is none",
        ),
        (lambda d: d["references"][0].update(type="Guideline."), "reference 1: its type is not that of its source"),
        (lambda d: d["references"][0].update(checked_at="x"), "reference 1: its day of checking is not that"),
        (lambda d: d["references"][0].update(number=7), "the references are not numbered in their order"),
        (lambda d: d["references"].append({**d["references"][0], "number": 99}), "a source stands twice"),
        (lambda d: d["sections"][0].update(title="Cures"), "the section 'Cures' is not that of its sentences"),
        (
            lambda d: d.update(unanswered=["dosing"]),
            "what it says is not answered is not what its sentences leave open",
        ),
        (lambda d: d.update(outcome="partial"), "its outcome 'partial' is not that of its sentences"),
        (lambda d: d.update(limits=[]), "it lacks a limit: "),
        (lambda d: d.update(certainty=[SURE]), "the certainty it proposes is not that of its sentences and references"),
        (lambda d: d.update(verifier="everyone"), "its verifier 'everyone' is none that Citewell has had"),
        (lambda d: d.update(verifier="gate 1"), "the verifier is not the ledger's"),
        (
            lambda d: d["claims"][0]["verdict"]["checks"].append({"name": "approved", "passed": True, "detail": ""}),
            "its checks are not those that the gate makes of it",
        ),
    ],
)
def test_what_stands_around_the_sentences_is_computed_again(packed: bytes, change: Change, reason: str) -> None:
    """Also where ledger, article and seals were made to agree: it must follow from sentences and sources."""
    proof = verify_bundle(_in_all(packed, DRAFT(change), _nothing))
    assert reason in told(proof)
    assert not proof.is_sound


@pytest.mark.parametrize("version", ["0.0.1", "", None, 7])
def test_a_version_that_is_not_the_articles_is_found(packed: bytes, version: object) -> None:
    """The manifest and the article say by which Citewell they were made."""
    proof = verify_bundle(changed(packed, MANIFEST, lambda v: v.update(citewell=version)))
    assert told(proof) == "manifest.json: the version of Citewell is not the article's"


def test_words_in_place_of_a_version_are_found(packed: bytes) -> None:
    """Whatever stands there is shown to whoever checks the bundle."""
    forged = changed(packed, "article.json", lambda v: v["method"].update(version="best"), reseal=True)
    proof = verify_bundle(changed(forged, MANIFEST, lambda v: v.update(citewell="best")))
    assert told(proof) == "manifest.json: 'best' is no version of Citewell"


def test_a_disclaimer_is_compared_whatever_version_made_the_bundle(packed: bytes) -> None:
    """To name another version is no way to say something else."""

    def forge(article: dict[str, Any]) -> None:
        article["method"]["version"] = "0.0.1"
        article["disclaimer"] = "Take zanolol."

    forged = changed(packed, "article.json", forge, reseal=True)
    proof = verify_bundle(changed(forged, MANIFEST, lambda v: v.update(citewell="0.0.1")))
    assert told(proof) == "article.json: disclaimer: says otherwise than the ledger"


def test_what_a_manifest_does_not_hold_is_named(packed: bytes) -> None:
    """It is the first thing that is read."""
    proof = verify_bundle(changed(packed, MANIFEST, lambda v: v.update(signed_by="the board")))
    assert told(proof) == "manifest.json: holds 'signed_by', which a manifest does not"


def test_a_reference_that_is_not_its_sources_is_found(packed: bytes) -> None:
    """A reference list whose entry was reworded in ledger and article alike still differs from the source."""

    def reword(ledger: dict[str, Any]) -> None:
        ledger["draft"]["references"][0]["title"] = "A better title"

    proof = verify_bundle(changed(packed, "ledger.json", reword, reseal=True))
    assert "reference 1: its title is not that of its source" in told(proof)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda v: v[0].update(actor="Somebody else"), "event 1 (submit) is not what was sealed"),
        (lambda v: v.pop(1), "event 2 (approve) does not follow"),
        (lambda v: v[1].pop("at"), "event 2 lacks one of at,"),
        (lambda v: v.__setitem__(2, 7), "event 3 lacks"),
    ],
)
def test_a_broken_chain_is_found(packed: bytes, change: Change, reason: str) -> None:
    """An event that was changed, removed or replaced breaks the chain, and gives no status."""
    proof = verify_bundle(changed(packed, "review.json", change, reseal=True))
    assert reason in told(proof)
    assert proof.status == "Not submitted for review"


def test_the_chain_of_another_article_is_refused(ledger: Ledger) -> None:
    """An approval cannot be carried over to another ledger."""
    assert list(chain_faults(review_of(empty_ledger()), ledger=digest(ledger))) == [
        "no event of the chain speaks of this article: it belongs to another one"
    ]


def test_a_status_is_that_of_this_revision(ledger: Ledger) -> None:
    """A later revision that was approved does not approve this one."""
    events = seal(
        [
            {"at": "2026-11-01T09:00:00Z", "action": "submit", "status": "Submitted", "ledger": digest(ledger)},
            {"at": "2026-11-02T09:00:00Z", "action": "approve", "status": "Approved", "ledger": "f" * 64},
        ]
    )
    assert Export(ledger, events=events).status_text == "Submitted"


@pytest.mark.parametrize("name", [MANIFEST, *CONTENT])
def test_a_file_that_was_removed_is_named(packed: bytes, name: str) -> None:
    """Each of the five files is needed."""
    files = files_of(packed)
    del files[name]
    proof = verify_bundle(pack(files))
    assert any(fault.place == name and fault.reason == "is missing" for fault in proof.faults)
    assert not proof.is_sound


@pytest.mark.parametrize("name", ["extra.json", "../../etc/cron.d/x", "/etc/passwd", "a\x1b[31m.json"])
def test_a_file_that_was_added_is_named_and_not_read(packed: bytes, name: str, tmp_path: Path) -> None:
    """A path leads nowhere, as nothing is written; and no control code of a name reaches a terminal."""
    proof = verify_bundle(pack({**files_of(packed), name: b"x"}))
    assert [fault.reason for fault in proof.faults] == ["is no part of a bundle"]
    assert proof.faults[0].place.isprintable()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_is_named(packed: bytes) -> None:
    """Two readers could each take another one."""
    grown = io.BytesIO(packed)
    with zipfile.ZipFile(grown, "a") as archive:
        archive.writestr("article.json", b"{}")
    assert "article.json: is there twice" in told(verify_bundle(grown.getvalue()))


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "not a zip": lambda _: b"%PDF-1.7",
    "cut short": lambda packed: packed[: len(packed) // 2],
    "only a beginning": lambda _: b"PK\x03\x04",
    "too large": lambda packed: packed + b"\0" * MOST_BUNDLE_BYTES,
    "a bomb": lambda packed: pack(
        {**files_of(packed), "article.json": b" " * (MOST_FILE_BYTES * 8)}, method=zipfile.ZIP_DEFLATED
    ),
    "many files": lambda _: pack({f"{number}.json": b"" for number in range(2_000)}),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_bundle_is_refused_in_words_and_in_little_memory(
    packed: bytes, make: Callable[[bytes], bytes]
) -> None:
    """No archive, however made, costs more than its limit."""
    hostile = make(packed)
    tracemalloc.start()
    with pytest.raises(BadInput, match=r"this is no proof bundle|the bundle cannot be read"):
        verify_bundle(hostile)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * MOST_FILE_BYTES


@pytest.mark.parametrize("name", [MANIFEST, *CONTENT])
@pytest.mark.parametrize(
    "content", [b"", b"{", b"7", b"null", b"[]", b"{}", b'"x"', b"\xff\xfe", b"[" * 2_000, b'[{"claims": [[[]]]}]']
)
def test_json_of_another_type_is_a_fault_and_no_crash(packed: bytes, name: str, content: bytes) -> None:
    """Each file may hold anything at all: the bundle is not sound, and says so."""
    proof = verify_bundle(pack({**files_of(packed), name: content}))
    assert not proof.is_sound and proof.faults


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each value, of lists to their first item alone."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list) and value:
        yield from _paths(value[0], (*path, 0))


@pytest.mark.parametrize("name", [MANIFEST, *CONTENT])
def test_a_value_of_a_wrong_type_anywhere_is_no_crash(packed: bytes, name: str) -> None:
    """Each value of each file, replaced by values of other types and resealed, gives an outcome."""
    value = orjson.loads(files_of(packed)[name])
    for path in _paths(value):
        for other in (None, 7, [7], {"x": {}}):

            def change(root: Any, path: tuple[Any, ...] = path, other: Any = other) -> None:
                for key in path[:-1]:
                    root = root[key]
                if path:
                    root[path[-1]] = other

            verify_bundle(changed(packed, name, change, reseal=name != MANIFEST))


def test_a_sentence_that_would_keep_the_gate_busy_is_refused(packed: bytes) -> None:
    """No source has a sentence of a hundred thousand characters."""
    long = "5 mg " * 20_000

    def grow(ledger: dict[str, Any]) -> None:
        passage = ledger["draft"]["claims"][0]["citations"][0]["passage"]
        passage.update(text=long, end=passage["start"] + len(long))
        ledger["draft"]["claims"][0].update(text=long)

    proof = verify_bundle(changed(packed, "ledger.json", grow))
    assert "more than 20,000 characters" in told(proof)


def test_the_command_prints_the_outcome(packed: bytes, tmp_path: Path) -> None:
    """`n of n sentences verified` and 0; with --json one document."""
    file = tmp_path / "answer.bundle"
    file.write_bytes(packed)
    done = CliRunner().invoke(app, ["bundle", "verify", str(file)])
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0].endswith("sentences verified")
    document = orjson.loads(CliRunner().invoke(app, ["bundle", "verify", str(file), "--json"]).stdout)
    assert document["sound"] is True and document["verified"] == document["sentences"] > 0


def test_the_command_names_what_is_wrong_and_exits_with_3(packed: bytes) -> None:
    """The sentence stands under the outcome; - reads standard input."""
    tampered = changed(packed, "ledger.json", CLAIM(_change_quote))
    done = CliRunner().invoke(app, ["bundle", "verify", "-"], input=tampered)
    assert done.exit_code == 3
    assert "sentence 1 (c1): cannot be read" in done.stdout
    assert "ledger.json: is not the file that was sealed" in done.stdout


def test_a_file_that_is_not_there_is_told_with_its_name() -> None:
    """The message names the file and what to give."""
    error = CliRunner().invoke(app, ["bundle", "verify", "nowhere.bundle"]).exception
    assert isinstance(error, BadInput) and str(error).startswith("nowhere.bundle: No such file")
