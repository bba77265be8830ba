"""What an answer promises whatever was asked: nothing dangles, nothing is invented, quotes stand where they say.

Mixed questions are put to a library until 10,000 of them were answered: our own, experts', those of titles and trials,
questions made up at random from terms, and attacks. What is refused is counted, and proves little. Each article is then
checked against the library read anew, by code that shares nothing with the gate.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import orjson

import citewell
from citewell.config import Settings
from citewell.errors import BadInput, LibraryError
from citewell.evaluation.collections import Collections
from citewell.evaluation.figures import Figure, share
from citewell.evaluation.measures import Measure
from citewell.evaluation.suites.libraries import as_record, filled_library
from citewell.evaluation.suites.mixture import KINDS, Mixed, mixed
from citewell.library import Library
from citewell.model.article import Outcome, VerifiedDraft
from citewell.model.claim import Claim
from citewell.model.question import Question
from citewell.pipeline import answer
from citewell.ports import Library as Answers
from citewell.question import parse_question

SUITE = "promises"
ANSWERS = 10_000
_EACH = 100
BROKEN = ("dangling", "invented", "misplaced", "unfaithful", "uncited", "passed over")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was counted over the articles, and the questions whose articles broke a promise, with which."""

    counts: Counter[str] = field(default_factory=Counter)
    broken: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: Checked) -> Checked:
        return Checked(self.counts + other.counts, self.broken + other.broken)


def promises(collections: Collections, limit: int | None) -> list[Figure]:
    """Mixed questions, each article checked against the library; without collections, over the starter library.

    limit: how many questions are to be answered. What can be asked may come to an end before.
    """
    return figures(checked(collections, limit).counts)


def checked(collections: Collections, limit: int | None) -> Checked:
    """Return what was found over so many answers.

    A run that was cut off goes on where it was, if neither the library nor the code has changed since.
    """
    with _library(collections) as (library, home):
        kept = Kept(
            Settings.from_environment().home / "evaluation" / "promises.partial.json", _made_by(library.edition)
        )
        total = kept.read()
        asked = islice(mixed(collections, library), total.counts["questions"], None)
        found = _in_order(home, asked)
        while total.counts["answered"] < (limit or ANSWERS) and (batch := next(found, None)):
            total += batch
            kept.write(total)
        found.close()
        kept.drop()
        return total


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found so far, in a file, by what it was made by: another library or other code makes it void."""

    file: Path
    made_by: str

    def read(self) -> Checked:
        try:
            held = orjson.loads(self.file.read_bytes())
        except (OSError, orjson.JSONDecodeError):
            return Checked()
        if held["made_by"] != self.made_by:
            return Checked()
        return Checked(Counter(held["counts"]), tuple((promise, question) for promise, question in held["broken"]))

    def write(self, found: Checked) -> None:
        """Write what was found. Raises LibraryError if that cannot be done."""
        held = {"made_by": self.made_by, "counts": found.counts, "broken": found.broken}
        aside = self.file.with_suffix(".new")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(orjson.dumps(held))
            aside.replace(self.file)
        except OSError as error:
            raise LibraryError(f"{self.file}: {error.strerror or error}. The run cannot be kept.") from error

    def drop(self) -> None:
        self.file.unlink(missing_ok=True)


def _made_by(edition: str) -> str:
    """Return a name of a library and of the code that answers from it."""
    package = Path(citewell.__file__).parent
    code = sha256()
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).parts[0] not in {"web", "cli", "publish", "mcp", "check"}:
            code.update(path.read_bytes())
    return f"{edition} {code.hexdigest()[:16]}"


def listing(collections: Collections, limit: int | None, most: int) -> list[dict[str, Any]]:
    """Return so many questions whose articles broke a promise, with the promise."""
    return [
        {"broken": promise, "question": question} for promise, question in checked(collections, limit).broken[:most]
    ]


def _in_order(home: Path, asked: Iterator[Mixed]) -> Generator[Checked, None, None]:
    """Yield what was found of one batch after the other: as many processes as cores, always in one order."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with ProcessPoolExecutor(cores, get_context("spawn"), _open, (home, os.getpid())) as pool:
        waiting: deque[Future[Checked]] = deque()
        try:
            while True:
                while len(waiting) < 2 * cores and (batch := list(islice(asked, _EACH))):
                    waiting.append(pool.submit(_check_batch, batch))
                if not waiting:
                    return
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


_opened: list[Library] = []


def _open(home: Path, parent: int) -> None:
    # A worker whose parent was killed is not told, and would wait for work for ever.
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _opened.append(Library(Settings(home=home, starter=True)))


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _check_batch(batch: list[Mixed]) -> Checked:
    return check(_opened[0], batch)


def check(library: Answers, asked: Iterable[Mixed]) -> Checked:
    """Return what was counted over the articles: how many there were of each thing, and how many broke a promise."""
    counts: Counter[str] = Counter()
    wrong: list[tuple[str, str]] = []
    for question in asked:
        counts.update(["questions", f"questions: {question.kind}"])
        try:
            parsed = parse_question(question.text, terms=library.terms)
            draft = answer(parsed, library=library, follow_ups=False)
        except BadInput:
            counts["not understood"] += 1
            continue
        if draft.outcome is not Outcome.INSUFFICIENT_EVIDENCE:
            counts.update(["answered", f"answered: {question.kind}"])
        found = broken(draft, library, parsed)
        counts += found
        wrong += [(promise, question.text) for promise in BROKEN if found[promise]]
    return Checked(counts, tuple(wrong))


def broken(draft: VerifiedDraft, library: Answers, asked: Question | None = None) -> Counter[str]:
    """Return what an article holds, and what of it is not as it should be.

    asked: the question as it is read apart from the article; its facets are looked for if it names some.
    """
    counts: Counter[str] = Counter()
    records = {record.id: record for record in library.records([r.record_id for r in draft.references])}
    known = {reference.record_id for reference in draft.references}
    cited = {record_id for claim in draft.claims for record_id in claim.record_ids}
    shown = {claim.id for claim in draft.claims}
    placed = {*draft.bottom_line, *(i for section in draft.sections for i in section.claim_ids)}
    counts["dangling"] += len(cited - known) + len(known - cited) + len(placed ^ shown)
    counts["dangling"] += [r.number for r in draft.references] != list(range(1, len(draft.references) + 1))
    for reference in draft.references:
        counts["references"] += 1
        record = records.get(reference.record_id)
        counts["invented"] += record is None or (
            (record.identifiers, record.title, record.journal, record.year)
            != (reference.identifiers, reference.title, reference.journal, reference.year)
        )
    for claim in draft.claims:
        counts["claims"] += 1
        counts["uncited"] += not claim.citations
        counts["unfaithful"] += not is_faithful(claim)
        for citation in claim.citations:
            counts["quotes"] += 1
            passage = citation.passage
            record = records.get(passage.record_id)
            text = record.section(passage.section).text if record else ""
            counts["misplaced"] += text[passage.start : passage.end] != citation.quote or not citation.quote.strip()
    if asked and asked.facets_are_explicit:
        told = {claim.facet for claim in draft.claims} | set(draft.unanswered)
        counts["facets"] += len(asked.facets)
        counts["passed over"] += len(set(asked.facets) - told)
    return counts


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_AMOUNT = re.compile(
    r"(\d+(?:[.,]\d+)*)[\s-]?(%|[mkµμn]?g|mcg|m[lL]|mmol|mm\s?Hg|hours?|days?|weeks?|months?|years?)(?![A-Za-z])"
)


def is_faithful(claim: Claim) -> bool:
    """Tell whether every number of a claim, and every number with its unit, stands in one of its quotes."""
    quotes = [citation.quote for citation in claim.citations]
    numbers = {number for quote in quotes for number in _NUMBER.findall(quote)}
    amounts = {amount for quote in quotes for amount in _amounts(quote)}
    return set(_NUMBER.findall(claim.text)) <= numbers and _amounts(claim.text) <= amounts


def _amounts(text: str) -> set[tuple[str, str]]:
    return {(number, "".join(unit.split()).rstrip("s")) for number, unit in _AMOUNT.findall(text)}


def figures(counts: Counter[str]) -> list[Figure]:
    """Return the shares of what broke a promise, and how many questions of each kind were answered."""
    rows = (
        ("Dangling", "dangling", "references", False),
        ("Invented", "invented", "references", False),
        ("Misplaced", "misplaced", "quotes", False),
        ("NumberFidelity", "unfaithful", "claims", True),
        ("CitedClaims", "uncited", "claims", True),
        ("FacetsTold", "passed over", "facets", True),
    )
    found = [
        share(
            SUITE,
            Measure(name, more_is_better=is_kept),
            counts[whole] - counts[part] if is_kept else min(counts[part], counts[whole]),
            counts[whole],
            target=1.0 if is_kept else 0.0,
        )
        for name, part, whole, is_kept in rows
        if counts[whole]
    ]
    for kind in ("", *KINDS):
        of = f": {kind}" if kind else ""
        if counts[f"questions{of}"]:
            found.append(share(SUITE, Measure("Answered", kind), counts[f"answered{of}"], counts[f"questions{of}"]))
    return found


@contextmanager
def _library(collections: Collections) -> Iterator[tuple[Library, Path]]:
    """Return a library of the starter and of all that the folder holds: abstracts, full text, labels, snippets."""
    with filled_library() as (library, home):
        if collections.folder != Path():
            for name, documents in {**collections.abstracts(), **_more(collections)}.items():
                library.add([as_record(f"{name}:{document.id.split(':')[-1]}", document) for document in documents])
            library.ingest(collections.full_texts())
        yield library, home


def _more(collections: Collections) -> dict[str, Any]:
    asked = collections.pubmedqa()
    return {"bioasq": collections.bioasq()[0], "pubmedqa": [item.document for item in asked]}
