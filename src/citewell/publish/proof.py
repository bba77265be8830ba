"""A proof bundle checked again, offline: each hash, each quote at its span, each claim through the gate, the chain.

What it proves: the sentences of the article pass the gate on the texts in the bundle, which agrees with itself.
What it cannot prove: that those texts are what their publishers printed, who sealed them, or what was told from parts
of a source that are not in the bundle (`computed`). For that, compare the digest with one from a place you trust, and
the texts with their originals.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson

from citewell.errors import BadInput
from citewell.model.claim import Claim, VerdictKind
from citewell.model.evidence import Record
from citewell.model.question import Audience
from citewell.model.serialise import record_from_json
from citewell.publish.bundle import CONTENT, FORMAT, MANIFEST, Contents, article_document, read_bundle
from citewell.publish.chain import chain_faults
from citewell.publish.computed import ledger_faults
from citewell.publish.export import Export
from citewell.publish.ledger import claim_from_json, digest_of, ledger_from_json
from citewell.publish.sentences import seal, section_texts
from citewell.verify.gate import VERIFIER, check_claim
from citewell.version import VERSION

# A sentence of a source has some hundred characters, a boxed warning some thousand. The gate's patterns take their time
# with more, and a bundle may be made to waste it.
MOST_QUOTE_CHARACTERS = 20_000
MOST_CLAIMS = 2_000
_SHOWN_CHARACTERS = 300
_CHANGED = "is not what was sealed: the sentence, a quote of it, or the section that it is quoted from was changed"
_ADDED_SINCE = "is not among the sentences that were sealed"
_MOST_NAMED = 20
# What was added to the document since bundles were first made, and what of it the register words.
_ADDED = ("proposed_certainty",)
_WORDED = ("glossary", "readability")
_SEALED = frozenset({"format", "ledger", "edition", "citewell", "verifier", "files", "sentences"})
# The form of a version (PEP 440, as far as Citewell uses it).
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*((a|b|rc|\.post|\.dev)[0-9]+)*")


@dataclass(frozen=True, slots=True)
class BundleFault:
    """One thing that is wrong with a bundle: in which file, with which sentence if it is one's, and what."""

    place: str
    reason: str
    sentence: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}" + (f"\n    “{self.sentence}”" if self.sentence else "")


@dataclass(frozen=True, slots=True)
class Proof:
    """What checking a bundle gave.

    sentences: the claims it holds; verified: those that passed. verifier is the gate that was used now, made_with what
    the bundle says of its making (untrusted, as is edition). export: the article, where it could be read whole.
    """

    sentences: int
    verified: int
    faults: tuple[BundleFault, ...]
    digest: str = ""
    edition: str = ""
    made_with: str = ""
    events: int = 0
    status: str = ""
    verifier: str = VERIFIER
    export: Export | None = field(default=None, compare=False)

    @property
    def is_sound(self) -> bool:
        return not self.faults and self.verified == self.sentences

    @property
    def summary(self) -> str:
        """The outcome in one line. With a fault no sentence is called verified: its source may be changed too."""
        if self.is_sound:
            return f"{self.verified} of {self.sentences} sentences verified"
        faults = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        return f"NOT SOUND, {faults}: {self.verified} of {self.sentences} sentences agree with the texts in the bundle"

    def to_json(self) -> dict[str, Any]:
        """Return the outcome as plain values."""
        return {
            "sound": self.is_sound,
            "sentences": self.sentences,
            "verified": self.verified,
            "faults": [
                {"place": fault.place, "reason": fault.reason, "sentence": fault.sentence or None}
                for fault in self.faults
            ],
            "ledger": self.digest or None,
            "edition": self.edition,
            "made_with": self.made_with,
            "verifier": self.verifier,
            "review_status": self.status or None,
            "review_events": self.events,
        }


def verify_bundle(packed: bytes) -> Proof:
    """Return what checking a bundle gave. Raises BadInput if it is no bundle at all, or cannot be read."""
    contents = read_bundle(packed)
    faults = [BundleFault(place, reason) for place, reason in contents.faults]
    values: dict[str, Any] = {}
    for name, content in contents.files.items():
        try:
            values[name] = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            faults.append(BundleFault(name, f"is not JSON: {error}"))
    manifest = _mapping(values.get(MANIFEST))
    faults += _hash_faults(contents, manifest)
    records, bad_records = _records(values.get("sources.json"))
    claims = _list(_mapping(_mapping(values.get("ledger.json")).get("draft")).get("claims"))
    verifier = _text(_mapping(_mapping(values.get("ledger.json")).get("draft")).get("verifier"))
    bad_claims = list(_claim_faults(claims, records, verifier=verifier))
    told = {fault.place for fault in bad_claims}
    unlike = list(_seal_faults(claims, values.get("sources.json"), manifest, told=told))
    failed = told | {fault.place for fault in unlike if fault.place != MANIFEST}
    export, found = _whole(values, manifest)
    # A fault of a claim is told once, with its sentence; what the ledger as a whole says of it adds nothing.
    faults += [*bad_records, *bad_claims, *unlike, *(found if not bad_claims or export else [])]
    return Proof(
        sentences=len(claims),
        verified=len(claims) - len(failed),
        faults=tuple(faults),
        digest=export.digest if export else "",
        edition=_text(manifest.get("edition")),
        made_with=f"citewell {_text(manifest.get('citewell'))}, {_text(manifest.get('verifier'))}",
        events=len(export.events) if export else 0,
        status=export.status_text if export else "",
        export=export,
    )


def bundled(packed: bytes) -> Export:
    """Return the article of a bundle that is sound. Raises BadInput that names the first fault."""
    proof = verify_bundle(packed)
    if proof.export is None or not proof.is_sound:
        raise BadInput(f"the bundle does not verify: {proof.faults[0] if proof.faults else proof.summary}")
    return proof.export


def _hash_faults(contents: Contents, manifest: Mapping[str, Any]) -> Iterator[BundleFault]:
    if MANIFEST not in contents.files:
        return
    if manifest.get("format") != FORMAT:
        yield BundleFault(MANIFEST, f"its format is {_text(manifest.get('format'))!r}, not {FORMAT}")
        return
    listed = _mapping(manifest.get("files"))
    if set(listed) != set(CONTENT):
        yield BundleFault(MANIFEST, f"it must list {', '.join(CONTENT)}, and nothing else")
    for name in CONTENT:
        entry, content = _mapping(listed.get(name)), contents.files.get(name)
        if content is None or not entry:
            continue
        if entry != {"sha256": sha256(content).hexdigest(), "bytes": len(content)}:
            yield BundleFault(
                name, "is not the file that was sealed: its SHA-256 or its size differs from the manifest's"
            )


def _records(values: Any) -> tuple[dict[str, Record], list[BundleFault]]:
    records: dict[str, Record] = {}
    faults = []
    for number, value in enumerate(_list(values), 1):
        try:
            record = record_from_json(value)
            if record.id in records:
                raise ValueError(f"{record.id} is there twice")
            records[record.id] = record
        except (ValueError, TypeError, AttributeError) as error:
            faults.append(BundleFault("sources.json", f"source {number} cannot be read: {_short(str(error))}"))
    return records, faults


def _claim_faults(claims: list[Any], records: Mapping[str, Record], *, verifier: str) -> Iterator[BundleFault]:
    if len(claims) > MOST_CLAIMS:
        raise BadInput(f"the bundle holds {len(claims):,} sentences; an article has at most {MOST_CLAIMS:,}")
    for number, value in enumerate(claims, 1):
        for reason in _reasons(value, records, verifier=verifier):
            yield _of_sentence(number, value, reason)


def _of_sentence(number: int, value: Any, reason: str) -> BundleFault:
    fields = _mapping(value)
    place = f"sentence {number} ({_short(_text(fields.get('id'))) or 'without an id'})"
    return BundleFault(place, reason, _short(_text(fields.get("text"))))


def _seal_faults(
    claims: list[Any], sources: Any, manifest: Mapping[str, Any], *, told: Collection[str]
) -> Iterator[BundleFault]:
    """Yield the sentences that are not those that were sealed, but those of which something is told already.

    Bundles were made without these seals, and one without them is held against its digest alone.
    """
    if "sentences" not in manifest:
        return
    sealed, texts = _mapping(manifest["sentences"]), section_texts(sources)
    for number, value in enumerate(claims, 1):
        expected = sealed.get(_text(_mapping(value).get("id")))
        reason = "" if expected == seal(_mapping(value), texts) else _CHANGED if expected else _ADDED_SINCE
        fault = _of_sentence(number, value, reason)
        if reason and fault.place not in told:
            yield fault
    present = {_text(_mapping(value).get("id")) for value in claims}
    for name in [name for name in sealed if name not in present][:_MOST_NAMED]:
        yield BundleFault(MANIFEST, f"sentence {_short(name)} was sealed, and is not in the ledger")


def _reasons(value: Any, records: Mapping[str, Record], *, verifier: str) -> Iterator[str]:
    """Yield why a claim may not be shown; nothing for one that passes. `verifier` is the gate that passed it before."""
    try:
        claim = claim_from_json(value)
    except BadInput as error:
        yield _short(str(error))
        return
    if _longest(claim) > MOST_QUOTE_CHARACTERS:
        yield f"it or a quote of it has more than {MOST_QUOTE_CHARACTERS:,} characters"
        return
    verdict = check_claim(claim, records)
    if verdict.kind is not VerdictKind.SUPPORTED:
        yield from (f"fails the check {check.name}: {_short(check.detail)}" for check in verdict.failed)
        return
    if verifier == VERIFIER and claim.verdict != verdict:
        yield "its checks are not those that the gate makes of it"
    for citation in claim.citations:
        section = records[citation.record_id].section(citation.passage.section)
        if (citation.strength, citation.certainty) != (section.strength, section.certainty):
            yield f"grades the recommendation of {citation.record_id} otherwise than its source does"


def _longest(claim: Claim) -> int:
    """Return the length of the longest text that the gate would have to read for a claim."""
    return max(len(text) for text in (claim.text, *(citation.quote for citation in claim.citations)))


def _whole(values: Mapping[str, Any], manifest: Mapping[str, Any]) -> tuple[Export | None, list[BundleFault]]:
    """Return the article if its ledger can be read, and what is wrong with the article as a whole."""
    if not {"ledger.json", "sources.json"} <= set(values):
        return None, []
    joined = {**_mapping(values["ledger.json"]), "sources": values["sources.json"]}
    try:
        ledger = ledger_from_json(joined)
    except BadInput as error:
        return None, [BundleFault("ledger.json", _short(str(error)))]
    article = _mapping(values.get("article.json"))
    review = values.get("review.json")
    sealed = digest_of(joined)
    faults = [BundleFault("review.json", _short(reason)) for reason in chain_faults(_list(review), ledger=sealed)]
    if review is not None and not isinstance(review, list):
        faults.append(BundleFault("review.json", "is not a list of events"))
    export = Export(
        ledger,
        audience=_audience(article.get("audience")),
        events=() if faults else tuple(_list(review)),
        version=_text(_mapping(article.get("method")).get("version")),
        sealed=sealed,
        written=joined,
    )
    if manifest.get("format") == FORMAT:
        faults += [BundleFault(MANIFEST, reason) for reason in _manifest_faults(manifest, export)]
    faults += [BundleFault("ledger.json", _short(reason)) for reason in ledger_faults(ledger)]
    if "article.json" in values:
        faults += _article_faults(article, export)
    return export, faults


def _manifest_faults(manifest: Mapping[str, Any], export: Export) -> Iterator[str]:
    """Yield what the manifest says of the article otherwise than the article does."""
    if manifest.get("ledger") != export.digest:
        yield "the digest of the ledger is not that of ledger.json and sources.json"
    if manifest.get("edition") != export.draft.edition:
        yield "the edition is not the ledger's"
    if manifest.get("verifier") != export.draft.verifier:
        yield "the verifier is not the ledger's"
    version = _text(manifest.get("citewell"))
    if version != export.version:
        yield "the version of Citewell is not the article's"
    elif not _VERSION.fullmatch(version):
        yield f"{_short(version)!r} is no version of Citewell"
    for name in sorted(set(manifest) - _SEALED):
        yield f"holds {_short(name)!r}, which a manifest does not"


def _article_faults(article: Mapping[str, Any], export: Export) -> Iterator[BundleFault]:
    """Yield where the article says otherwise than the ledger does, or does not say what the ledger does.

    Bundles are kept for years. One of another version or gate may lack what was added since, where its ledger has none
    of it (`_ADDED`), and its plain language is that of the register of its time (`_WORDED`): that is not compared. What
    it says in the sources' words is, and a later version that changes more of the document has to know of it here.
    """
    computed = orjson.loads(orjson.dumps(article_document(export)))
    if (export.version, export.draft.verifier) != (VERSION, VERIFIER):
        article, computed = _as_it_was(article, computed)
    for name in computed:
        if name not in article:
            yield BundleFault("article.json", f"lacks {name}")
    for name, value in article.items():
        if name not in computed:
            yield BundleFault("article.json", f"holds {_short(name)!r}, which an article does not")
        elif place := _differs(value, computed[name], name):
            sentence = _sentence(value, computed[name]) if name == "claims" else ""
            named = _named(place, computed[name]) if name == "claims" else ""
            yield BundleFault("article.json", f"{named}{_short(place)}: says otherwise than the ledger", sentence)


_CLAIM_AT = re.compile(r"claims\[(\d+)\]")


def _named(place: str, claims: list[dict[str, Any]]) -> str:
    """Return the sentence of a place in the article, as a reader would look for it."""
    match = _CLAIM_AT.match(place)
    number = int(match[1]) if match else 0
    return f"sentence {number} ({claims[number - 1]['id']}), " if 0 < number <= len(claims) else ""


def _as_it_was(found: Mapping[str, Any], computed: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return both documents without what the version that wrote the first had not yet or worded by its own rules."""
    lacked = {name for name in _ADDED if name not in found and not computed[name]}
    computed = {name: value for name, value in computed.items() if name not in lacked}
    if isinstance(found.get("method"), dict):
        said = found["method"]
        computed["method"] = {name: v for name, v in computed["method"].items() if name in said or v is not None}
    return _unworded(found, like=computed), _unworded(computed, like=computed)


def _unworded(document: Mapping[str, Any], *, like: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document whose plain language is that of another one; what is not there at all stays away."""
    claims = document.get("claims")
    if isinstance(claims, list):
        claims = [_without_rendering(claim) for claim in claims]
    same = {name: like[name] for name in _WORDED if name in document}
    return {**document, **same, **({"claims": claims} if "claims" in document else {})}


def _without_rendering(claim: Any) -> Any:
    is_worded = isinstance(claim, dict) and isinstance(claim.get("rendering"), dict)
    return {**claim, "rendering": {}} if is_worded else claim


def _differs(found: Any, computed: Any, place: str) -> str:
    """Return the first place at which what was found is not what was computed; empty if there is none."""
    if isinstance(found, dict) and isinstance(computed, dict):
        if set(found) != set(computed):
            return f"{place}.{min(set(found) ^ set(computed))}"
        return next((at for key in computed if (at := _differs(found[key], computed[key], f"{place}.{key}"))), "")
    if isinstance(found, list) and isinstance(computed, list) and len(found) == len(computed):
        pairs = enumerate(zip(found, computed, strict=True), 1)
        return next((at for number, pair in pairs if (at := _differs(*pair, f"{place}[{number}]"))), "")
    return "" if found == computed and type(found) is type(computed) else place


def _sentence(claims: Any, computed: list[Any]) -> str:
    """Return the first sentence that the article words or cites otherwise, if it is one."""
    for place, found in enumerate(_list(claims)):
        if place >= len(computed) or _differs(found, computed[place], "claims"):
            return _short(_text(_mapping(found).get("text")))
    return ""


def _audience(value: Any) -> Audience:
    return Audience(value) if isinstance(value, str) and value in set(Audience) else Audience.PHYSICIAN


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"
