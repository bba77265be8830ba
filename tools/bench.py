"""Measure Citewell beside a peer in the same run, and write the table in docs/explanation/performance.md.

    just bench                                   everything; the page is written
    just bench --only parse ingest               some measures; printed, the page is left alone
    just bench --data ../shared/data --work DIR  where the data are; a folder in which to keep what was built

A measure whose data are absent is skipped with its reason. Figures are medians of alternating runs unless the
method says otherwise: on a machine that others use, a single wall time means little.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import json
import lzma
import math
import os
import platform
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

import httpx  # noqa: E402
import tantivy  # noqa: E402

from citewell.config import Settings  # noqa: E402
from citewell.library import Library  # noqa: E402
from citewell.model.evidence import Record  # noqa: E402
from citewell.pipeline import answer  # noqa: E402
from citewell.ports import AnyOf, SearchTerm, WeightedTerm  # noqa: E402
from citewell.question import parse_question  # noqa: E402
from citewell.retrieve import search_terms  # noqa: E402
from citewell.retrieve.retrieve import question_terms  # noqa: E402
from citewell.sources import pmc  # noqa: E402
from citewell.sources.files import on_disk  # noqa: E402
from citewell.sources.pubmed import SOURCE  # noqa: E402
from citewell.sources.unit import Fault  # noqa: E402

PAGE = ROOT / "docs" / "explanation" / "performance.md"
# What stands from here on in the page takes too long for every run; it is written by hand and stays.
APART = "## Measured apart"
PASSAGES = 130_000
GENERATED = 200_000
# As NLM ships the files of its baseline.
RECORDS_A_FILE = 30_000
LIMIT = 40
JATS_STEP = 8
SEED = 20_250_101


class Skipped(Exception):
    """The measure cannot be taken here; the message says why."""


@dataclass(frozen=True)
class Row:
    """One line of the table. `reached` is None where there is no target."""

    measure: str
    figure: str
    peer: str = "-"
    ratio: str = "-"
    target: str = "-"
    reached: bool | None = None


@dataclass(frozen=True)
class Outcome:
    """What one measure gave, and how it was taken."""

    title: str
    method: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Bench:
    """Where the data are, where to build, and how many times to run."""

    data: Path
    work: Path
    runs: int
    generated: int = GENERATED

    def file(self, name: str) -> Path:
        path = self.data / name
        if not path.is_file():
            raise Skipped(f"{name} is not in the data folder (give it with --data)")
        return path


# Times --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Took:
    """Seconds by the clock, and seconds of processor time, workers included."""

    wall_s: float
    cpu_s: float


def _cpu_s() -> float:
    usages = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def timed(work: Callable[[], object]) -> Took:
    wall, cpu = time.perf_counter(), _cpu_s()
    work()
    return Took(time.perf_counter() - wall, _cpu_s() - cpu)


def median(times: Sequence[Took]) -> Took:
    return Took(statistics.median(t.wall_s for t in times), statistics.median(t.cpu_s for t in times))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def alternate(runs: int, *works: Callable[[], object]) -> list[list[Took]]:
    """Run the works in turn, `runs` times, so that the same disturbances hit them all. One warm-up is dropped."""
    times: list[list[Took]] = [[] for _ in works]
    for run in range(runs + 1):
        for taken, work in zip(times, works, strict=True):
            took = timed(work)
            if run:
                taken.append(took)
    return times


# 1 and 2: PubMed ----------------------------------------------------------------------------------------------


def _peer_parse(path: Path) -> Callable[[], object]:
    try:
        import pubmed_parser
    except ImportError as error:
        raise Skipped("pubmed-parser is not installed (the `bench` dependency group)") from error
    return lambda: list(pubmed_parser.parse_medline_xml(str(path)))


def _own_parse(path: Path) -> int:
    units = (unit for unit in SOURCE.split(on_disk(path)) if not isinstance(unit, Fault))
    return sum(isinstance(item, Record) for unit in units for item in SOURCE.parse(unit))


def _compared(measure: str, own: list[Took], peer: list[Took], records: int, target: float) -> Row:
    ours, theirs = median(own), median(peer)
    ratio = statistics.median(p.wall_s / o.wall_s for o, p in zip(own, peer, strict=True))
    return Row(
        measure,
        f"{records / ours.wall_s:,.0f} records/s ({ours.wall_s:.2f} s, {ours.cpu_s:.2f} s processor)",
        f"{records / theirs.wall_s:,.0f} records/s ({theirs.wall_s:.2f} s, {theirs.cpu_s:.2f} s processor)",
        f"{ratio:.2f} x (processor {theirs.cpu_s / ours.cpu_s:.2f} x)",
        f">= {target:g} x",
        ratio >= target,
    )


def parse(bench: Bench) -> Outcome:
    """PubMed XML to records, on one core."""
    path = bench.file("MERGED_pubmed_unique.xml.gz")
    records = _own_parse(path)
    own, peer = alternate(bench.runs, lambda: _own_parse(path), _peer_parse(path))
    return Outcome(
        "PubMed XML, parsing on one core",
        f"{records:,} real records, gzipped; reading, cutting and parsing into records. Peer: "
        f"pubmed_parser.parse_medline_xml on the same file. {bench.runs} alternating runs, median of the ratios.",
        (_compared("Parse PubMed XML, one core", own, peer, records, 2.5),),
    )


def jats(bench: Bench) -> Outcome:
    """JATS full text to records, on one core."""
    with tarfile.open(bench.file("pmc_nxml_ccby.tar.xz")) as archive:
        named = [m for m in archive if m.isfile()][::JATS_STEP]
        for member in named:
            archive.extract(member, bench.work, filter="data")
    paths = [bench.work / member.name for member in named]
    records = _own_jats(paths)
    own, peer = alternate(bench.runs, lambda: _own_jats(paths), _peer_jats(paths))
    return Outcome(
        "JATS, parsing on one core",
        f"{records:,} articles of PMC, every {JATS_STEP}th of the archive, as files: sections, tables, captions, "
        "references with identifiers, metadata. Peer: pubmed_parser's parse_pubmed_xml, parse_pubmed_paragraph, "
        "parse_pubmed_references and parse_pubmed_table on the same files, without its reader of captions; an article "
        f"that one of them fails on counts as read. {bench.runs} alternating runs, median of the ratios.",
        (_compared("Parse JATS, one core", own, peer, records, 2.0),),
    )


def _own_jats(paths: Sequence[Path]) -> int:
    units = (unit for path in paths for unit in pmc.SOURCE.split(on_disk(path)) if not isinstance(unit, Fault))
    return sum(isinstance(item, Record) for unit in units for item in pmc.SOURCE.parse(unit))


def _peer_jats(paths: Sequence[Path]) -> Callable[[], object]:
    try:
        import pubmed_parser as peer
    except ImportError as error:
        raise Skipped("pubmed-parser is not installed (the `bench` dependency group)") from error
    readers = (
        peer.parse_pubmed_xml,
        partial(peer.parse_pubmed_paragraph, all_paragraph=True),
        peer.parse_pubmed_references,
        partial(peer.parse_pubmed_table, return_xml=False),
    )

    def read_all() -> None:
        for path in paths:
            for reader in readers:
                with suppress(Exception):
                    reader(str(path))

    return read_all


def ingest(bench: Bench) -> Outcome:
    """The whole ingest, on all cores, into an empty home."""
    path = bench.file("MERGED_pubmed_unique.xml.gz")
    records = _own_parse(path)

    def whole() -> None:
        with tempfile.TemporaryDirectory(dir=bench.work) as home, _library(Path(home)) as library:
            assert library.ingest([path]).change.added == records  # noqa: S101

    own, peer = alternate(bench.runs, whole, _peer_parse(path))
    return Outcome(
        "PubMed XML, whole ingest",
        "The same file into an empty home: parse, store in SQLite, index in tantivy, commit both. Peer: "
        f"pubmed_parser parsing alone, storing nothing. {bench.runs} alternating runs, median of the ratios.",
        (_compared(f"Whole ingest, {os.cpu_count()} cores", own, peer, records, 3.0),),
    )


def _library(home: Path) -> Library:
    return Library(Settings(home=home, starter=False))


# 3 and 4: a large library -------------------------------------------------------------------------------------


def scifact_corpus(bench: Bench) -> list[tuple[str, str, list[str]]]:
    """Return (id, title, sentences) of the SciFact abstracts, which are kept as a Python list as text."""
    quoted = re.compile(r"""(['"])(.*?)\1(?=\s*(?:\n|\]$))""", re.DOTALL)
    with lzma.open(bench.file("scifact_corpus_5183.jsonl.xz"), "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["doc_id"], row["title"], [m[2] for m in quoted.finditer(row["abstract"])]) for row in rows]


def _cohen(bench: Bench) -> list[tuple[str, str, list[str]]]:
    with lzma.open(bench.file("cohen_records.jsonl.xz"), "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(r["pmid"], r["title"] or "Untitled", re.split(r"(?<=[.?!]) (?=[A-Z])", r["abstract"] or "")) for r in rows]


def _large_library(bench: Bench) -> Library:
    """Return a library of `PASSAGES` passages; it is built once for each folder of work."""
    home = bench.work / f"library-{PASSAGES}"
    if not (home / "ready").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        _write_records(bench, home / "records.jsonl")
        with _library(home) as library:
            library.ingest([home / "records.jsonl"])
        (home / "records.jsonl").unlink()
        (home / "ready").touch()
    return _library(home)


def _write_records(bench: Bench, path: Path) -> None:
    real = list({pmid: (pmid, title, sentences) for pmid, title, sentences in _cohen(bench)}.values())
    real += [(f"9{doc_id}", title, sentences) for doc_id, title, sentences in scifact_corpus(bench)]
    chance = random.Random(SEED)  # noqa: S311
    by_length = [row for row in real if len(row[2]) > 3]
    with path.open("w", encoding="utf-8") as out:
        for number in range(PASSAGES):
            if number < len(real):
                pmid, title, sentences = real[number]
            else:
                parts = chance.sample(by_length, 3)
                pmid, title = str(50_000_000 + number), parts[0][1]
                sentences = [chance.choice(part[2]) for part in parts for _ in range(3)]
            text = " ".join(sentences).strip()
            row = {"id": f"bench:{pmid}", "title": title, "abstract": text, "year": 1990 + number % 35}
            row["publication_types"] = [chance.choice(["Randomized Controlled Trial", "Review", "Journal Article"])]
            out.write(json.dumps(row) + "\n")


QUESTIONS = """What are the symptoms and treatment options for heart failure?
Do ACE inhibitors reduce mortality after myocardial infarction?
What are the side effects of statins?
Which drugs are used for migraine prevention?
Is metformin safe in chronic kidney disease?
How is rheumatoid arthritis treated in older adults?
What is the dose of atorvastatin after stroke?
Are atypical antipsychotics effective in schizophrenia?
What are the harms of long-term opioid use for chronic pain?
How is attention deficit hyperactivity disorder diagnosed in children?
Does estrogen therapy prevent osteoporosis in postmenopausal women?
What are the contraindications of beta blockers?
Are proton pump inhibitors better than H2 blockers for reflux disease?
How effective are triptans for acute migraine?
What is the prognosis of Alzheimer disease?
Do NSAIDs raise the risk of gastrointestinal bleeding?
What causes urinary incontinence in women?
Which antihistamines work best for allergic rhinitis?
How common is type 2 diabetes in adults?
What are the risk factors for breast cancer?
How can falls be prevented in elderly people?
Does aspirin prevent colorectal cancer?
What is the treatment of community-acquired pneumonia?
Are inhaled corticosteroids effective in asthma?
What are the adverse effects of oral hypoglycemics?
How is deep vein thrombosis diagnosed?
Is warfarin better than aspirin in atrial fibrillation?
What is the recovery time after hip fracture surgery?
How is hepatitis C treated?
Does vitamin D reduce fractures?
What are the signs of depression in adolescents?
How effective is cognitive behavioural therapy for insomnia?
Which skeletal muscle relaxants are effective for low back pain?
What is the role of calcium channel blockers in hypertension?
Does exercise improve knee osteoarthritis?
What are the complications of gestational diabetes?
How is multiple sclerosis treated?
Are SSRIs safe in pregnancy?
What is the sensitivity of mammography?
Does smoking cessation reduce the risk of stroke?
How is tuberculosis prevented in HIV infection?
What are the benefits of breastfeeding for infants?
Is oxybutynin effective for overactive bladder?
What is the incidence of sepsis in intensive care?
How should hypothyroidism be treated?
Do antibiotics help in acute bronchitis?
What causes iron deficiency anaemia?
Are bisphosphonates associated with jaw necrosis?
How is prostate cancer diagnosed?
Does zidovudine reduce mother-to-child transmission of HIV?""".splitlines()


def search(bench: Bench) -> Outcome:
    """Library.search alone, beside tantivy asked directly."""
    with _large_library(bench) as library:
        passages = library.passages()
        queries = [question_terms(parse_question(text)) for text in QUESTIONS]
        raw = _RawTantivy(bench.work / f"library-{PASSAGES}" / "library" / "index")
        own: list[Took] = []
        peer: list[Took] = []
        for run in range(bench.runs + 1):
            for terms in queries:
                a = timed(lambda terms=terms: library.search(terms, limit=LIMIT))  # type: ignore[misc]
                b = timed(lambda terms=terms: raw.search(terms))  # type: ignore[misc]
                if run:
                    own.append(a)
                    peer.append(b)
    row = Row(
        f"Search alone, {passages:,} passages",
        _spread(own),
        _spread(peer),
        f"{_p95_ms(peer) / _p95_ms(own):.2f} x at p95",
        "p95 <= 15 ms",
        _p95_ms(own) <= 15,
    )
    return Outcome(
        "Search alone",
        f"{_LARGE} {len(QUESTIONS)} clinical questions, understood beforehand, the best {LIMIT} records each, "
        f"{bench.runs} times. Peer: the same queries put to tantivy directly, on the same index, in turn.",
        (row,),
    )


_LARGE = (
    "Library of the Cohen and SciFact abstracts, filled up to 130,000 passages with abstracts recombined from their "
    "sentences (seeded)."
)


def _p95_ms(times: Sequence[Took]) -> float:
    return percentile([took.wall_s for took in times], 0.95) * 1000


def _spread(times: Sequence[Took]) -> str:
    half = percentile([took.wall_s for took in times], 0.5) * 1000
    processor = percentile([took.cpu_s for took in times], 0.95) * 1000
    return f"p50 {half:.1f} ms, p95 {_p95_ms(times):.1f} ms (processor p95 {processor:.1f} ms)"


def _flat(terms: Sequence[SearchTerm]) -> Iterator[WeightedTerm]:
    for term in terms:
        if isinstance(term, AnyOf):
            yield from (part for wording in term.wordings for part in wording)
        else:
            yield term


class _RawTantivy:
    """tantivy asked directly: the least that any search over this index can cost."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))

    def search(self, terms: Sequence[SearchTerm]) -> list[object]:
        schema = self._index.schema
        parts = []
        for term in _flat(terms):
            if len(term.phrase) == 1:
                part = tantivy.Query.term_query(schema, "body", term.phrase[0], "freq")
            else:
                part = tantivy.Query.phrase_query(schema, "body", list(term.phrase))
            parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(part, term.weight)))
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(parts), limit=2 * LIMIT, count=False).hits
        return [searcher.doc(address).get_first("id") for _, address in hits]


def answers(bench: Bench) -> Outcome:
    """A whole answer in a warm process."""
    with _large_library(bench) as library:
        passages = library.passages()
        answer(QUESTIONS[0], library=library)
        times = [
            timed(lambda text=text: answer(text, library=library))  # type: ignore[misc]
            for _ in range(bench.runs)
            for text in QUESTIONS
        ]
    p95 = _p95_ms(times)
    row = Row(
        f"Answer in a warm process, {passages:,} passages", _spread(times), target="p95 <= 300 ms", reached=p95 <= 300
    )
    return Outcome(
        "Answer",
        f"{_LARGE} {len(QUESTIONS)} clinical questions, {bench.runs} times: from the words of the question to the "
        "verified draft. No peer does this job.",
        (row,),
    )


# 5: cold start ------------------------------------------------------------------------------------------------


def cold(bench: Bench) -> Outcome:
    """`citewell ask` as a new process."""
    runs = 20
    floor = [_process(["-c", "pass"], bench.work) for _ in range(runs)]
    rows = []
    for name, is_fresh in (("a home that is ready", False), ("a fresh home each time", True)):
        times = []
        with tempfile.TemporaryDirectory(dir=bench.work) as folder:
            for run in range(runs + 1):
                home = Path(folder) / (str(run) if is_fresh else "home")
                took = _process(["-m", "citewell", "ask", QUESTIONS[3], "--json"], home)
                if run:
                    times.append(took)
        p95 = percentile(times, 0.95)
        rows.append(
            Row(
                f"`citewell ask`, cold start, {name}",
                f"p50 {percentile(times, 0.5):.2f} s, p95 {p95:.2f} s",
                f"Python alone: p95 {percentile(floor, 0.95):.2f} s",
                target="p95 <= 1.0 s",
                reached=p95 <= 1.0,
            )
        )
    method = f"A new process each time, with the starter library; {runs} runs after one that is dropped."
    return Outcome("Cold start", method, tuple(rows))


def _process(arguments: list[str], home: Path) -> float:
    environment = {**os.environ, "CITEWELL_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("CITEWELL_STARTER", None)
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, check=False)
    if done.returncode:
        raise Skipped(f"`citewell ask` ended with {done.returncode}: {done.stderr.decode()[-200:]}")
    return time.perf_counter() - start


# 6: memory ----------------------------------------------------------------------------------------------------


def memory(bench: Bench) -> Outcome:
    """Peak memory, and whether the rate holds, while a large generated file is read."""
    if not Path("/proc/self/smaps_rollup").exists():
        raise Skipped("memory is read from /proc, which this system does not have")
    files = _generated(bench)
    with tempfile.TemporaryDirectory(dir=bench.work) as home:
        told = Path(home) / "marks.json"  # a pipe would fill up, and the child would wait for ever
        child = subprocess.Popen([sys.executable, __file__, "--ingest-child", told, *files])
        peaks: dict[str, int] = {}
        while child.poll() is None:
            for name, kb in _memory_kb(child.pid).items():
                peaks[name] = max(peaks.get(name, 0), kb)
            time.sleep(0.2)
        if child.returncode:
            raise Skipped(f"the ingest ended with {child.returncode}")
        marks = json.loads(told.read_text(encoding="ascii"))
    tenths = _tenths(marks)
    share = tenths[-1] / tenths[0]
    size_mb = sum(path.stat().st_size for path in files) / 1e6
    total_mb = peaks["all"] / 1024
    return Outcome(
        "Memory and steadiness",
        f"{len(files)} generated PubMed files of together {bench.generated:,} records ({size_mb:,.0f} MB gzipped) into "
        "an empty home. Memory is read five times a second from /proc: the proportional set size of the process and "
        "its workers together, in which the pages of the index that are mapped count too; those are the system's to "
        "take back, so what is the processes' own is given as well. Tenths are of records written, the final commit "
        "left out.",
        (
            Row(
                "Peak memory of an ingest",
                f"{total_mb:.0f} MB in all processes; of that their own {peaks['own'] / 1024:.0f} MB, mapped files "
                f"{peaks['mapped'] / 1024:.0f} MB, each at its peak",
                target="<= 400 MB",
                reached=total_mb <= 400,
            ),
            Row(
                f"Rate over {bench.generated:,} records",
                f"{bench.generated / marks[-1][1]:,.0f} records/s; first tenth {tenths[0]:,.0f}, "
                f"last {tenths[-1]:,.0f}",
                ratio=f"last / first {share:.2f}",
                target=">= 0.80",
                reached=share >= 0.8,
            ),
        ),
    )


def _generated(bench: Bench) -> list[Path]:
    folder = bench.work / f"generated-{bench.generated}"
    if not folder.exists():
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        write_generated(part, bench.generated)
        part.rename(folder)
    return sorted(folder.iterdir())


def _tenths(marks: list[tuple[int, float]]) -> list[float]:
    """Return records a second in each tenth of the records."""
    last = marks[-1][0]
    edges = [next(m for m in marks if m[0] >= last * tenth / 10) for tenth in range(11)]
    return [(b[0] - a[0]) / max(b[1] - a[1], 1e-9) for a, b in pairwise(edges)]


def _ingest_child(told: Path, files: list[Path]) -> None:
    marks: list[tuple[int, float]] = [(0, 0.0)]
    with _library(told.parent / "home") as library:
        library.ingest(files, progress=lambda p: marks.append((p.read, p.took_s)))
    told.write_text(json.dumps(marks), encoding="ascii")


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _read(task).split():
            yield from _family(int(child))


def _memory_kb(pid: int) -> dict[str, int]:
    """Return what a process and those it started take now: in all, of their own, and of mapped files."""
    texts = [_read(Path(f"/proc/{member}/smaps_rollup")) for member in _family(pid)]
    fields = {"all": "Pss", "own": "Pss_Anon", "mapped": "Pss_File"}
    return {name: sum(_kb(text, field) for text in texts) for name, field in fields.items()}


def _kb(text: str, field: str) -> int:
    found = re.search(rf"^{field}:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) if found else 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""


def write_generated(folder: Path, records: int) -> None:
    """Write gzipped PubMed files: seeded, of made-up words as frequent as words are (Zipf), 6 kB a record."""
    chance = random.Random(SEED)  # noqa: S311
    syllables = [c + v + e for c in "bcdfglmnprstv" for v in "aeiou" for e in ("", "n", "r", "s", "x")]
    vocabulary = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(60_000)]
    cumulative = [math.log(rank + 1) for rank in range(1, len(vocabulary) + 1)]
    sentences = [
        " ".join(chance.choices(vocabulary, cum_weights=cumulative, k=chance.randint(12, 28))).capitalize() + "."
        for _ in range(120_000)
    ]
    for first in range(0, records, RECORDS_A_FILE):
        path = folder / f"generated{first // RECORDS_A_FILE:04}.xml.gz"
        with gzip.open(path, "wt", compresslevel=1, encoding="utf-8") as out:
            out.write('<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n')
            for number in range(first, min(first + RECORDS_A_FILE, records)):
                out.write(_generated_record(10_000_000 + number, sentences, vocabulary, chance))
            out.write("</PubmedArticleSet>\n")


def _generated_record(pmid: int, sentences: list[str], vocabulary: list[str], chance: random.Random) -> str:
    names = chance.choices(vocabulary, k=24)
    authors = "".join(
        f"<Author><LastName>{n.title()}</LastName><ForeName>{n}</ForeName><Initials>{n[0].upper()}</Initials>"
        f"<AffiliationInfo><Affiliation>{n} {s}</Affiliation></AffiliationInfo></Author>\n"
        for n, s in zip(names[:8], chance.choices(sentences, k=8), strict=True)
    )
    mesh = "".join(
        f"<MeshHeading><DescriptorName UI='D{i:06}' MajorTopicYN='N'>{n}</DescriptorName></MeshHeading>\n"
        for i, n in enumerate(names[8:18])
    )
    cited = "".join(
        f"<Reference><Citation>{s}</Citation><ArticleIdList><ArticleId IdType='pubmed'>{pmid - i - 1}</ArticleId>"
        "</ArticleIdList></Reference>\n"
        for i, s in enumerate(chance.choices(sentences, k=15))
    )
    abstract = "".join(
        f"<AbstractText Label='{label}'>{' '.join(chance.choices(sentences, k=3))}</AbstractText>\n"
        for label in ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS")
    )
    year = 1980 + pmid % 45
    return (
        f"<PubmedArticle><MedlineCitation Status='MEDLINE'><PMID Version='1'>{pmid}</PMID>"
        f"<DateRevised><Year>{year}</Year><Month>06</Month><Day>15</Day></DateRevised><Article><Journal><JournalIssue>"
        f"<PubDate><Year>{year}</Year></PubDate></JournalIssue><Title>{names[18]}</Title></Journal>"
        f"<ArticleTitle>{chance.choice(sentences)}</ArticleTitle><Abstract>{abstract}</Abstract>"
        f"<AuthorList>{authors}</AuthorList><Language>eng</Language><PublicationTypeList>"
        f"<PublicationType UI='D016428'>Journal Article</PublicationType></PublicationTypeList></Article>"
        f"<MeshHeadingList>{mesh}</MeshHeadingList></MedlineCitation><PubmedData><ArticleIdList>"
        f"<ArticleId IdType='pubmed'>{pmid}</ArticleId><ArticleId IdType='doi'>10.5555/bench.{pmid}</ArticleId>"
        f"</ArticleIdList><ReferenceList>{cited}</ReferenceList></PubmedData></PubmedArticle>\n"
    )


# 7: ranking ---------------------------------------------------------------------------------------------------


def ranking(bench: Bench) -> Outcome:
    """nDCG@10 on the SciFact claims, beside other engines."""
    corpus = scifact_corpus(bench)
    claims = _scifact_claims(bench)
    relevant = [found for _, found in claims]
    texts = [text for text, _ in claims]
    own = _mean_ndcg(_citewell_rankings(bench, corpus, texts), relevant)
    peers = {"tantivy, its own English stemmer": _mean_ndcg(_tantivy_rankings(corpus, texts), relevant)}
    try:
        peers["bm25s, PyStemmer"] = _mean_ndcg(_bm25s_rankings(corpus, texts), relevant)
    except ImportError:
        peers["bm25s"] = math.nan
    best = max(value for value in peers.values() if not math.isnan(value))
    shown = "; ".join(f"{n}: " + ("not installed" if math.isnan(v) else f"{v:.3f}") for n, v in peers.items())
    row = Row("SciFact nDCG@10, lexical", f"{own:.3f}", shown, f"{own / best:.2f} x", ">= 0.69", own >= 0.69)
    return Outcome(
        "Ranking",
        f"{len(claims)} training claims as queries over {len(corpus):,} abstracts (title and abstract); relevant are "
        "the documents a claim cites. Citewell: `search_terms` and `Library.search`. The claims are queries here; "
        "nothing was fitted to them.",
        (row,),
    )


def _scifact_claims(bench: Bench) -> list[tuple[str, frozenset[str]]]:
    found: dict[str, tuple[str, frozenset[str]]] = {}
    with lzma.open(bench.file("scifact_claims_train.jsonl.xz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            # numpy printed some of these lists, without commas
            cited = ast.literal_eval(re.sub(r"(?<=\d)\s+(?=\d)", ", ", row["cited_doc_ids"]))
            found.setdefault(row["id"], (row["claim"], frozenset(map(str, cited))))
    return list(found.values())


def _mean_ndcg(rankings: Sequence[Sequence[str]], relevant: Sequence[frozenset[str]]) -> float:
    return statistics.fmean(_ndcg(ranked, found) for ranked, found in zip(rankings, relevant, strict=True))


def _ndcg(ranked: Sequence[str], relevant: frozenset[str]) -> float:
    """Return nDCG@10 with binary gains (Järvelin & Kekäläinen, TOIS 2002)."""
    gain = sum(1 / math.log2(place + 2) for place, name in enumerate(ranked[:10]) if name in relevant)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(10, len(relevant))))


def _citewell_rankings(bench: Bench, corpus: list[tuple[str, str, list[str]]], texts: list[str]) -> list[list[str]]:
    with tempfile.TemporaryDirectory(dir=bench.work) as folder:
        path = Path(folder) / "scifact.jsonl"
        rows = ({"id": f"scifact:{i}", "title": title, "abstract": " ".join(s)} for i, title, s in corpus)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        with _library(Path(folder)) as library:
            library.ingest([path])
            hits = [library.search(search_terms(text), limit=10) for text in texts]
    return [[hit.record_id.removeprefix("scifact:") for hit in found] for found in hits]


def _tantivy_rankings(corpus: list[tuple[str, str, list[str]]], texts: list[str]) -> list[list[str]]:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("body", tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer(64_000_000, 1)
    for doc_id, title, sentences in corpus:
        writer.add_document(tantivy.Document(id=doc_id, body=f"{title}\n{' '.join(sentences)}"))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    queries = [index.parse_query(" ".join(re.findall(r"\w+", text.lower())), ["body"]) for text in texts]
    return [
        [str(searcher.doc(address).get_first("id")) for _, address in searcher.search(query, limit=10).hits]
        for query in queries
    ]


def _bm25s_rankings(corpus: list[tuple[str, str, list[str]]], texts: list[str]) -> list[list[str]]:
    bm25s, stemming = import_module("bm25s"), import_module("Stemmer")
    stemmer = stemming.Stemmer("english")
    documents = [f"{title}\n{' '.join(sentences)}" for _, title, sentences in corpus]
    retriever = bm25s.BM25()
    options = {"stopwords": "en", "stemmer": stemmer, "show_progress": False}
    retriever.index(bm25s.tokenize(documents, **options), show_progress=False)
    tokens = bm25s.tokenize(texts, **options)
    found, _ = retriever.retrieve(tokens, k=10, show_progress=False)
    return [[corpus[int(place)][0] for place in row] for row in found]


# The site -----------------------------------------------------------------------------------------------------


def article_page(bench: Bench) -> Outcome:
    """Measure the page of an article as a reader gets it. Not of the table by itself: it needs the site's packages."""
    from bench_site import article_times

    requests = 20 * bench.runs
    try:
        warm, cold = article_times(requests)
    except subprocess.CalledProcessError as error:
        raise Skipped("the packages of the site are not installed") from error
    rows = tuple(
        Row(
            f"Article page, {name}",
            f"p50 {statistics.median(served.times) * 1000:.1f} ms, p95 {percentile(served.times, 0.95) * 1000:.1f} ms "
            f"(processor {served.cpu_s * 1000:.1f} ms a request)",
            target="p50 <= 25 ms",
            reached=statistics.median(served.times) <= 0.025,
        )
        for name, served in (("from the cache", warm), ("made anew", cold))
    )
    method = (
        f"{requests} requests over HTTP, one after the other, a connection each, to one server process without a "
        "worker beside it; an article of the starter library. Made anew: the article is changed before each request."
    )
    return Outcome("Article page", method, rows)


# 8: the HTTP API ----------------------------------------------------------------------------------------------

# Makes an approved article of an answer, and a key, in the site of a home; prints both.
_FILL = """
from datetime import UTC, datetime
from citewell.web.running import set_up
set_up()
from citewell.web.api.keys import make_key
from citewell.web.articles.models import Article, Revision
from citewell.web.engine import answer_question
question, now = "What are the symptoms and treatment options for cystitis?", datetime.now(UTC)
article = Article.objects.create(slug="cystitis", title=question, status="Approved", submitted_at=now, approved_at=now)
article.approved = Revision.of(article, answer_question(question, listen=lambda event: None))
article.save()
print(make_key("bench", ["read"], per_minute=100_000)[1])
"""
_READS = {
    "an article": "articles/cystitis?audience=physician",
    "an article that the reader has (304)": "articles/cystitis?audience=nurse",
    "a sentence with its sources": "claims/cystitis/{claim}",
    "the list of articles": "articles",
    "a search of the library": "search?q=gout treatment",
}


def api(bench: Bench) -> Outcome:
    """Reads of the HTTP API, over HTTP."""
    environment = {**os.environ, "CITEWELL_HOME": str(bench.work / "site"), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("CITEWELL_STARTER", None)
    filled = subprocess.run([sys.executable, "-c", _FILL], env=environment, capture_output=True, text=True, check=False)
    if filled.returncode:
        raise Skipped(f"the site could not be filled: {filled.stderr[-200:]}")
    command = [sys.executable, "-m", "citewell", "serve", "--no-worker", "--port", "8917"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        if server.stdout is None or not server.stdout.readline():
            raise Skipped("the site did not start")
        key = {"Authorization": f"Bearer {filled.stdout.split()[-1]}"}
        transport = httpx.HTTPTransport(retries=20)
        with httpx.Client(
            base_url="http://127.0.0.1:8917/api/v1/", headers=key, transport=transport, timeout=60
        ) as client:
            claim = client.get("articles/cystitis").json()["answer"]["claims"][0]["id"]
            rows = tuple(
                _read_row(client, name, path.format(claim=claim), runs=40 * bench.runs, pid=server.pid)
                for name, path in _READS.items()
            )
    finally:
        server.terminate()
        server.wait(timeout=20)
    method = (
        "`citewell serve` with one worker of uvicorn and the starter library, asked by one client over a connection "
        "that stays open; one answer as an approved article. The first 10 requests of each kind are dropped."
    )
    return Outcome("The HTTP API", method, rows)


def _read_row(client: httpx.Client, name: str, path: str, *, runs: int, pid: int) -> Row:
    etag = client.get(path).headers["ETag"] if "304" in name else ""
    headers = {"If-None-Match": etag} if etag else {}
    times = []
    before = _processor_s(pid)
    for _ in range(runs + 10):
        start = time.perf_counter()
        status = client.get(path, headers=headers).status_code
        times.append((time.perf_counter() - start) * 1000)
        if status != (304 if etag else 200):
            raise Skipped(f"{path} was answered with {status}")
    p95 = percentile(times[10:], 0.95)
    own_ms = (_processor_s(pid) - before) * 1000 / len(times)
    figure = f"p50 {percentile(times[10:], 0.5):.1f} ms, p95 {p95:.1f} ms; {own_ms:.1f} ms of the server's processor"
    return Row(f"API: {name}", figure, target="p95 <= 30 ms", reached=p95 <= 30)


def _processor_s(pid: int) -> float:
    """Return the processor time that a process has taken. Source: proc(5), fields 14 and 15 of stat."""
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# The page -----------------------------------------------------------------------------------------------------

# Need the packages of the site and a port: measured when they are asked for by name.
OPT_IN: dict[str, Callable[[Bench], Outcome]] = {"site": article_page, "api": api}
MEASURES: dict[str, Callable[[Bench], Outcome]] = {
    "parse": parse,
    "jats": jats,
    "ingest": ingest,
    "search": search,
    "answers": answers,
    "cold": cold,
    "memory": memory,
    "ranking": ranking,
}


def machine() -> str:
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return (
        f"{os.cpu_count()} cores, {memory_gb:.0f} GB memory, {platform.system()}, "
        f"Python {platform.python_version()}, tantivy {version('tantivy')}"
    )


def table(outcomes: Sequence[Outcome]) -> str:
    lines = [
        "| measure | Citewell | peer, same run | ratio | target | reached |",
        "|---|---|---|---|---|---|",
    ]
    for row in (row for outcome in outcomes for row in outcome.rows):
        reached = {True: "yes", False: "**no**", None: "-"}[row.reached]
        lines.append(f"| {row.measure} | {row.figure} | {row.peer} | {row.ratio} | {row.target} | {reached} |")
    return "\n".join(lines)


def page(outcomes: Sequence[Outcome], skipped: dict[str, str], load: tuple[float, float]) -> str:
    methods = "\n".join(f"- **{outcome.title}.** {outcome.method}" for outcome in outcomes)
    missing = "".join(f"- `{name}`: {reason}\n" for name, reason in skipped.items())
    return f"""# Performance

Written by `just bench`, but for its last part; do not edit. Every figure was measured in one run, beside its peer.

- Date: {datetime.now(UTC):%Y-%m-%d}
- Machine: {machine()}
- Load by other work (one-minute average before and after): {load[0]:.1f} and {load[1]:.1f}. Where it is more than a
  few tenths, times by the clock are too long; compare the ratios and the processor times.

{table(outcomes)}

## How it was measured

{methods}
{f"{chr(10)}## Not measured{chr(10)}{chr(10)}{missing}" if missing else ""}"""


def run(bench: Bench, names: Sequence[str]) -> tuple[list[Outcome], dict[str, str]]:
    outcomes: list[Outcome] = []
    skipped: dict[str, str] = {}
    for name in names:
        try:
            outcome = (MEASURES | OPT_IN)[name](bench)
        except Skipped as reason:
            skipped[name] = str(reason)
            print(f"{name}: skipped, {reason}", file=sys.stderr)
            continue
        outcomes.append(outcome)
        for row in outcome.rows:
            print(f"{row.measure}: {row.figure} | {row.peer} | {row.ratio} | {row.target}", file=sys.stderr, flush=True)
    return outcomes, skipped


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--work", type=Path, help="keep what is built here, for the next run")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--only", nargs="+", choices=[*MEASURES, *OPT_IN], help="the page is then left alone")
    parser.add_argument("--generated", type=int, default=GENERATED, help="records for the measure of memory")
    parser.add_argument("--ingest-child", nargs="+", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("CITEWELL_LOG", "error")
    if options.ingest_child:
        told, *files = options.ingest_child
        _ingest_child(told, files)
        return
    with tempfile.TemporaryDirectory() as folder:
        work = (options.work or Path(folder)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        before = os.getloadavg()[0]
        bench = Bench(options.data, work, options.runs, options.generated)
        outcomes, skipped = run(bench, options.only or list(MEASURES))
        text = page(outcomes, skipped, (before, os.getloadavg()[0]))
    if options.only:
        print(table(outcomes))
    else:
        apart = "".join(PAGE.read_text(encoding="utf-8").partition(APART)[1:]) if PAGE.exists() else ""
        PAGE.write_text("\n\n".join(filter(None, (text.rstrip(), apart.rstrip()))) + "\n", encoding="utf-8")
        print(text)


if __name__ == "__main__":
    main()
