"""The library as the stages see it: one folder with the store, its index, and the lock between writers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from citewell.config import Settings
from citewell.errors import LibraryError, NotFound, UserError
from citewell.language.terms import TermSource, shipped_terms
from citewell.library import starter
from citewell.library.coding import Coding
from citewell.library.counts import LibraryCounts, counted
from citewell.library.index import TantivyIndex
from citewell.library.indexing import indexing
from citewell.library.ingest import (
    About,
    IngestReport,
    Parse,
    Prepared,
    PreparedItem,
    Stopwatch,
    expand,
    prepare,
    prepared,
    read_files,
    size,
)
from citewell.library.intake import Intake, Stop, Tell, never, unseen
from citewell.library.store import Store
from citewell.library.stored import Change
from citewell.library.terms import LibraryVocabularies, TermStore
from citewell.library.turns import Turns
from citewell.library.upkeep import Upkeep
from citewell.log import log
from citewell.model.article import DenseSearch
from citewell.model.evidence import Record, RetractionStatus
from citewell.model.identifiers import IDENTIFIER_TYPES, PMCID, Identifier
from citewell.model.retraction import NoticeList
from citewell.model.serialise import clean
from citewell.ports import AnyOf, Embedder, Hit, SearchTerm
from citewell.question.vocabularies import VocabularyTerms
from citewell.sources.files import Meter
from citewell.sources.unit import Fault, Unit, Vocabulary

if TYPE_CHECKING:
    from citewell.library.dense import DenseLeg, EmbedReport
    from citewell.library.dense.leg import Tell as TellEmbedded
    from citewell.library.mirror import MirrorReport, Plan
    from citewell.sources.pubmed.mirror import Origin

# Every record is read for its subject, and only a small library is on a few.
_FEW_PASSAGES = 20_000


class Library:
    """The records a question may be answered from.

    Opening it repairs what a crash left behind: the store is the truth, and whatever it holds that the index
    does not is indexed then. Raises LibraryError if the folder cannot be used.
    """

    def __init__(self, settings: Settings, *, embedder: Embedder | None = None) -> None:
        """embedder: what searches by meaning, in place of the model of the settings."""
        self._settings = settings
        folder = settings.home / "library"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"{folder}: {error.strerror or error}. Set CITEWELL_HOME to a folder that can be written."
            ) from error
        self._dense: DenseLeg | None = None
        turns = Turns(folder, timeout_s=settings.lock_timeout_s)
        self._store = Store(folder / "records.sqlite3", lock_timeout_s=settings.lock_timeout_s)
        self._terms = TermStore(self._store)
        self._index = TantivyIndex(folder / "index", making=turns.one)
        self._upkeep = Upkeep(self._store, self._index, turns)
        self._terms.mend()
        self._upkeep.mend(with_starter=settings.starter)
        if settings.dense.is_on or embedder is not None:
            self._dense = _dense_leg(settings, self._store, embedder)

    @classmethod
    def open(cls, settings: Settings | None = None) -> Self:
        """Open the library of the settings, or of the environment."""
        return cls(settings or Settings.from_environment())

    def close(self) -> None:
        if self._dense is not None:
            self._dense.close()
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading ------------------------------------------------------------------------------------------

    @property
    def edition(self) -> str:
        """The hash of the library's content: equal content, equal edition."""
        return self._store.edition

    @property
    def is_behind(self) -> bool:
        """Whether there are records that are not found yet, as while another process writes."""
        return self._upkeep.is_behind()

    def refresh(self, *, mends: bool = True) -> None:
        """See what other processes have written, and index what one that was killed has left behind.

        Without this, searches see another process's work half a second after it was done, but not an index that was
        made anew; and what another did not live to index they never would. mends: whether to index that, which may take
        minutes. Where nothing has changed it takes some microseconds.
        """
        self._upkeep.refresh(mends=mends)

    def search(self, terms: Sequence[SearchTerm], *, limit: int, naming: Sequence[AnyOf] = ()) -> list[Hit]:
        """Return the best records for weighted terms; of those alone that name these things, if any are given."""
        return self._index.search(terms, limit=limit, naming=naming)

    def near(self, text: str, *, among: Sequence[str], limit: int) -> list[Hit]:
        """Return the `limit` records nearest to a text in meaning, and those of `among` that have a vector, best first.

        A score is a cosine. Empty where the library is not searched by meaning.
        """
        return [] if self._dense is None else self._dense.near(text, among=among, limit=limit)

    @property
    def dense(self) -> DenseSearch | None:
        """What the search by meaning searches; None where it is not on."""
        return None if self._dense is None else self._dense.standing(self.passages())

    def records(self, record_ids: Sequence[str]) -> Iterator[Record]:
        """Yield the records with these ids, in the order given; one that is gone is left out."""
        return self._store.get(record_ids)

    def record(self, name: str) -> Record:
        """Return a record by its id or by an identifier in any spelling. Raises NotFound."""
        named, _, version = clean(name).strip().rpartition("@")
        for record in self._store.get(self._store.works_of(self._ids(clean(name).strip()))):
            return record
        for record_id in self._ids(named) if version.isalnum() else ():
            for record in self._store.older(record_id):
                if record.version == version:
                    return record
        raise NotFound(f"No record {name} in the library. `citewell search` finds records and prints their ids.")

    def _ids(self, name: str) -> list[str]:
        """Return the ids of the records that go by this id or identifier."""
        if self._store.works_of([name]):
            return [name]
        for identifier in _meant_by(name):
            if found := self._store.find(identifier.scheme, identifier.value):
                return found
        return []

    def older_versions(self, record_id: str) -> list[Record]:
        """Return what newer versions of a label or a guideline have replaced, the newest of them first."""
        return list(self._store.older(record_id))

    def all_records(self) -> Iterator[Record]:
        """Yield every record as its source gave it, older versions first, then in the order in which they came."""
        return self._store.each()

    def held(self) -> Iterator[Record | NoticeList | Vocabulary]:
        """Yield all that the library holds: what `all_records` does, lists of retractions, and vocabularies."""
        yield from self._store.each()
        yield from self._store.notices()
        yield from self._terms.each()

    def subjects(self) -> tuple[str, ...]:
        """Return the subjects that the records name as theirs, the one with most records first; none if it is large."""
        return self._store.subjects() if self.passages() <= _FEW_PASSAGES else ()

    def notice_lists(self) -> list[tuple[str, str]]:
        """Return (name, date) of every list of retractions that was read, the newest first."""
        return self._store.notice_lists()

    def standing_of(self, named: Sequence[Identifier]) -> RetractionStatus:
        """Return what the lists of retractions say of a publication, held or not; UNKNOWN where none names it."""
        return self._store.standing_of([(identifier.scheme, identifier.value) for identifier in named])

    def passages(self) -> int:
        """Return how many passages can be searched."""
        return self._index.passages()

    @property
    def terms(self) -> TermSource:
        """Where names are looked up: in the package's own table, the vocabularies read in, and the drug labels."""
        return VocabularyTerms(shipped_terms(), self.vocabularies)

    @property
    def vocabularies(self) -> LibraryVocabularies:
        """The vocabularies read in, with what the records say of their names as they are now."""
        return LibraryVocabularies(self._terms, self._index)

    @property
    def coding(self) -> Coding:
        """What the codes of a health record mean, by the vocabularies and labels of the library."""
        return Coding(self._store, self._terms)

    def counts(self) -> LibraryCounts:
        """Return what the library holds, by kind, year, origin and retraction status."""
        return counted(self._store, passages=self.passages(), vocabularies=self._terms.counts())

    # Writing ------------------------------------------------------------------------------------------

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        about: About = (),
        progress: Tell = unseen,
        stop: Stop = never,
    ) -> IngestReport:
        """Read files into the library. What one batch has written stays, whatever happens to the next.

        about: what the user says of every file, as (field, value): see `Entry.about`.
        `stop` is asked between batches whether to end here; the library is then as after an ingest of less.
        """
        files, watch = expand(list(paths)), Stopwatch()
        meter = Meter(sum(size(path) for path in files))
        with closing(read_files(files, about=about, meter=meter)) as stream, self._intake() as intake:
            intake.take_files(stream, meter, progress=progress, stop=stop)
        report = intake.report
        report.edition, report.took_s = self.edition, watch.seconds
        log.info(
            "ingested",
            added=report.change.added,
            updated=report.change.updated,
            unchanged=report.change.unchanged,
            failed=report.failed.total,
            took_s=round(report.took_s, 3),
        )
        return report

    def mirror(
        self, origin: Origin, *, most_files: int | None = None, progress: Tell = unseen, stop: Stop = never
    ) -> MirrorReport:
        """Apply the files of PubMed's baseline and updates that are new to the library, in their order.

        Raises LibraryError if another process is at it; two would take turns in the wrong order.
        """
        from citewell.library.mirror import Log, Run, alone

        with alone(self._settings.home / "library" / "mirror.lock"), self._intake(in_order=True) as intake:
            report = Run(Log(self._store), intake, origin)(most_files, progress=progress, stop=stop)
        report.ingest.edition = self.edition
        return report

    def mirror_plan(self, origin: Origin, *, most_files: int | None = None) -> Plan:
        """Return what `mirror` would do."""
        from citewell.library.mirror import Log, plan

        return plan(origin.files(), Log(self._store).names(), most_files=most_files)

    def add(self, records: Sequence[Record]) -> Change:
        """Add records that are at hand already."""
        with self._intake() as intake:
            intake.take(prepared(starter.under_its_own_name(record)) for record in records)
            intake.write()
        self._embed_few()
        return intake.report.change

    def ingest_units(self, units: Iterable[tuple[Unit | Fault, Parse]]) -> IngestReport:
        """Read what services answer, unit by unit; each is written and indexed before the next.

        Other processes can write in between, however slowly the units come. Who answers a search gives records: a
        deletion, a list of notices or a vocabulary in an answer is not obeyed, and is named among what failed.
        """
        report, watch = IngestReport(), Stopwatch()
        for unit, parse in units:
            items = [unit] if isinstance(unit, Fault) else prepare(unit, parse)
            with self._intake(report=report) as intake:
                intake.take(_of_answer(item, unit) for item in items)
                intake.write()
        self._embed_few()
        report.edition, report.took_s = self.edition, watch.seconds
        return report

    @contextmanager
    def _intake(self, *, in_order: bool = False, report: IngestReport | None = None) -> Iterator[Intake]:
        with indexing(self._upkeep) as session:
            yield Intake(self._store, self._terms, session, in_order=in_order, report=report)

    def forget(self, record_ids: Sequence[str]) -> int:
        """Remove records, and all that tells of the same publications. Returns how many there were."""
        with indexing(self._upkeep) as session:
            session.begin()
            return self._store.forget(self._store.members(record_ids))

    def forget_vocabulary(self, name: str) -> int:
        """Remove a vocabulary. Returns how many terms it had. Raises NotFound."""
        self.check_vocabulary(name)
        return self._terms.forget(name)

    def check_vocabulary(self, name: str) -> None:
        """Raise NotFound if there is no vocabulary of this name."""
        known = self._terms.counts()
        if name not in known:
            raise NotFound(f"No vocabulary {name} in the library. It holds: {', '.join(known) or 'none'}.")

    def forget_list(self, name: str) -> int:
        """Remove a list of retractions. Returns how many notices it had. Raises NotFound."""
        self.check_list(name)
        return self._store.forget_notices(name)

    def check_list(self, name: str) -> None:
        """Raise NotFound if there is no list of retractions of this name."""
        known = [known for known, _ in self.notice_lists()]
        if name not in known:
            raise NotFound(f"No list of retractions {name} in the library. It holds: {', '.join(known) or 'none'}.")

    def embed(
        self, *, anew: bool = False, progress: TellEmbedded = unseen, stop: Stop = never, waits_s: float | None = None
    ) -> EmbedReport:
        """Make the vectors that the search by meaning lacks, or all of them anew. Raises UserError where it is off.

        `stop` is asked between batches whether to end here; what was made stays, and the next call goes on from there.
        waits_s: how long to wait while another process is at it (default: the setting for locks).
        """
        if self._dense is None:
            raise UserError("The search by meaning is off. Set CITEWELL_DENSE=1; docs/how-to/dense.md tells the rest.")
        waits_s = self._settings.lock_timeout_s if waits_s is None else waits_s
        return self._dense.bring_up(tell=progress, stop=stop, anew=anew, waits_s=waits_s)

    def _embed_few(self) -> None:
        """Make the vectors of what was just added, unless there is much to do: that is for `embed`."""
        if self._dense is not None:
            self._dense.bring_up(tell=unseen, stop=never, only_few=True)

    def rebuild(self) -> int:
        """Make the index anew from the store. Returns the number of passages."""
        self._upkeep.rebuild()
        return self.passages()


def _dense_leg(settings: Settings, store: Store, embedder: Embedder | None) -> DenseLeg:
    """Return what searches by meaning. Imported here, as it is only paid for where that is on."""
    folder = settings.home / "library" / "vectors"
    try:
        from citewell.library.dense import DenseLeg

        if embedder is not None:
            return DenseLeg(store, folder, make_embedder=lambda: embedder)
        return DenseLeg.of(settings.dense, store, folder)
    except ImportError as error:
        raise UserError(
            "CITEWELL_DENSE is on, and a search by meaning needs more packages: install citewell[dense], or set "
            "CITEWELL_DENSE=0 to search for words alone."
        ) from error


def _of_answer(item: PreparedItem, unit: Unit | Fault) -> Prepared | Fault:
    """Return an item that may stand in the answer of a service; of another, that it stood there."""
    if isinstance(item, Prepared | Fault):
        return item
    where = unit.file if isinstance(unit, Unit) else unit.item
    return Fault(where, f"holds a {type(item).__name__}, which is no answer to a search: it was left alone")


def _meant_by(name: str) -> Iterator[Identifier]:
    """Yield the identifiers that a name may stand for; digits alone are a PMID."""
    bare = clean(name).strip().removeprefix("label:")
    for kind in IDENTIFIER_TYPES.values():
        if kind is PMCID and bare.isdigit():
            continue
        with suppress(ValueError):
            yield kind(bare)
