"""Train the model of sentence roles, and write its weights to src/citewell/compose/roles.bin.

Data: every structured abstract of the PubMed XML and the PMC full text in a folder, whose parts carry labels (NLM's
NlmCategory maps labels to the five roles; `_ROLES` does the same by their words). No text of it is kept: what is
written is one signed byte a weight, over hashed features.

Split: by journal, a fifth of the journals held out (told by a checksum of the journal's name), so that neither a paper
nor a journal's house style is on both sides. Seeded: the same data give the same file.

    python tools/train_roles.py FOLDER [--write]
"""

from __future__ import annotations

import argparse
import random
import re
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, sqrt
from pathlib import Path
from zlib import crc32

from citewell.compose.role_model import BUCKETS, LABELS, WEIGHTS, bucket, features
from citewell.language.sentences import split_sentences
from citewell.library.passages import abstract_sections
from citewell.model.evidence import Record
from citewell.sources.files import on_disk
from citewell.sources.registry import units
from citewell.sources.unit import Unit

TARGET = Path(__file__).parent.parent / "src" / "citewell" / "compose" / WEIGHTS
FILES = ("MERGED_pubmed_unique.xml.gz", "pmc_nxml_ccby.tar.xz", "pmc_nxml_ccby_msk_fixture.tar.xz")
SEED = 20_261_124
EPOCHS, RATE, DECAY = 6, 0.25, 2e-6
_HELD_OUT_OF = 5
# The labels of structured abstracts: https://lhncbc.nlm.nih.gov/ii/areas/structured-abstracts.html
_ROLES = (
    ("conclusions", r"conclusions?|interpretation|summary|implications?|(?:author'?s )?conclusions?\b.*|significance"),
    ("results", r"results?|findings|(?:main |key )?results?|results? and .*|main findings"),
    ("objective", r"objectives?|aims?|purpose|goals?|study objectives?|background and aims?|hypothesis|questions?"),
    (
        "methods",
        r"(?:patients?|materials?|subjects|study design|design|participants?)?(?:,? and |/)?methods?|methodology|(?:study )?design.*"
        r"|setting.*|participants|patients|interventions?|(?:main )?outcome measures?|measurements?|statistical analysis",
    ),
    ("background", r"background|introduction|context|rationale|importance"),
)
_COMPILED = tuple((role, re.compile(pattern, re.IGNORECASE)) for role, pattern in _ROLES)


_AIM = re.compile(
    r"^to (?:evaluate|assess|determine|compare|investigate|examine|test|explore|study|describe)\b|\b(?:aim|objective|purpose|goal)s?\b[^.]{0,60}\b(?:was|were|is|are|to)\b"
    r"|\bwe (?:aimed|sought|hypothesi[sz]ed|investigated|examined|assessed|evaluated|compared|tested)\b|\bthis (?:study|trial)\b[^.]{0,40}\b(?:aim|evaluat|assess|investigat|compar|examin|determin|test)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Example:
    """A sentence as the model sees it: its buckets without and with its place, and the label of its part."""

    plain: array[int]
    placed: array[int]
    label: int
    is_held_out: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    examples = list(_examples(chosen.folder))
    seen = [example for example in examples if not example.is_held_out]
    held_out = [example for example in examples if example.is_held_out]
    print(f"{len(seen):,} sentences to learn from, {len(held_out):,} of other journals held out")
    weights = _learn(seen)
    step, small = _rounded(weights)
    for name, place in (("with its place in the abstract", True), ("without it", False)):
        print(f"Held out, {name}: {_report(small, held_out, place=place)}")
    if chosen.write:
        TARGET.write_bytes(f"{step:8.6f}".encode()[:8] + small.tobytes())
        print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")


def _examples(folder: Path) -> Iterator[Example]:
    papers: set[str] = set()
    for record in _records(folder):
        if record.title in papers:
            continue
        papers.add(record.title)
        journal = re.sub(r"\W", "", record.journal.lower())
        is_held_out = crc32(journal.encode()) % _HELD_OUT_OF == 0
        labelled = [(role, section.text) for section in abstract_sections(record) if (role := _role(section.label))]
        if len({role for role, _ in labelled}) < 3:
            continue  # not a structured abstract
        sentences = [(role, sentence.text) for role, text in labelled for sentence in split_sentences(text)]
        for at, (role, sentence) in enumerate(sentences):
            if role == "background" and _AIM.search(sentence):
                role = "objective"  # most journals have one part for both
            place = at / max(1, len(sentences) - 1)
            before = sentences[at - 1][1] if at else ""
            plain = array("H", (bucket(feature) for feature in features(sentence, None)))
            placed = array("H", (bucket(feature) for feature in features(sentence, place, before)))
            yield Example(plain, placed, LABELS.index(role), is_held_out)


def _records(folder: Path) -> Iterator[Record]:
    for name in FILES:
        if (folder / name).is_file():
            for source, unit in units(on_disk(folder / name)):
                if source is not None and isinstance(unit, Unit):
                    yield from (item for item in source.parse(unit) if isinstance(item, Record))


def _role(label: str) -> str:
    bare = label.strip().rstrip(":. ")
    return next((role for role, pattern in _COMPILED if pattern.fullmatch(bare)), "")


def _learn(examples: list[Example]) -> list[float]:
    """Return the weights, row by row, after stochastic gradient descent with AdaGrad steps."""
    chance = random.Random(SEED)  # noqa: S311 - not for secrets
    size = len(LABELS)
    weights, squares = [0.0] * (BUCKETS * size), [1e-3] * (BUCKETS * size)
    for _epoch in range(EPOCHS):
        chance.shuffle(examples)
        for example in examples:
            rows = [at * size for at in (example.placed if chance.random() < 0.5 else example.plain)]
            for label, error in enumerate(_errors(weights, rows, example.label)):
                for row in rows:
                    slope = error + DECAY * weights[row + label]
                    squares[row + label] += slope * slope
                    weights[row + label] -= RATE * slope / sqrt(squares[row + label])
    return weights


def _errors(weights: list[float], rows: list[int], truth: int) -> list[float]:
    scores = [sum(weights[row + label] for row in rows) for label in range(len(LABELS))]
    top = max(scores)
    raised = [exp(score - top) for score in scores]
    whole = sum(raised)
    return [value / whole - (label == truth) for label, value in enumerate(raised)]


def _rounded(weights: list[float]) -> tuple[float, array[int]]:
    """Return what one step is worth, and the weights in whole steps from -127 to 127."""
    step = max(map(abs, weights)) / 127
    return step, array("b", (round(weight / step) for weight in weights))


def _report(weights: array[int], examples: list[Example], *, place: bool) -> str:
    right: Counter[int] = Counter()
    parted, found = 0, {LABELS.index("results"), LABELS.index("conclusions")}
    told: Counter[int] = Counter()
    truth = Counter(example.label for example in examples)
    size = len(LABELS)
    for example in examples:
        rows = [at * size for at in (example.placed if place else example.plain)]
        scores = [sum(weights[row + label] for row in rows) for label in range(size)]
        best = scores.index(max(scores))
        told[best] += 1
        right[best] += best == example.label
        parted += (best in found) == (example.label in found)
    f1 = {label: 2 * right[n] / max(1, told[n] + truth[n]) for n, label in enumerate(LABELS)}
    return (
        f"accuracy {right.total() / len(examples):.3f}, finding or none {parted / len(examples):.3f}; F1 "
        + ", ".join(f"{k} {v:.2f}" for k, v in f1.items())
    )


if __name__ == "__main__":
    main()
