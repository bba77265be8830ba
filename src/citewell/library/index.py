"""The embedded search index: tantivy over passages, one body field of stems.

A separate, boosted title field ranked far worse in our measurements, so the title is part of each passage's body.
"""

from __future__ import annotations

import errno
import re
import shutil
import uuid
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

import tantivy

from citewell.errors import LibraryError
from citewell.language.words import ANALYSIS, stemmed
from citewell.library.passages import Span, heading, passages
from citewell.model.evidence import Record
from citewell.ports import AnyOf, Hit, SearchTerm, WeightedTerm

# What is indexed is written out when it takes this much: with 16 MB, segments are so small that merging them takes a
# sixth of all processor time of a long ingest.
_HEAP_BYTES = 48_000_000
_ANALYSER = "citewell_words"
# The engine keeps each wish to delete, a kilobyte, until the next commit.
_MOST_DELETIONS = 50_000
# How the engine reports an error of the system, and the errors that say that a file is missing: it opens a folder in
# place of a file, or maps it into memory (ENODEV), where none of its own is.
_OF_SYSTEM = re.compile(r"Os \{ code: (\d+)|\(os error (\d+)\)")
_IS_MISSING = frozenset({errno.ENOENT, errno.EISDIR, errno.ENODEV})


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("passage", stored=True)
    builder.add_text_field("body", tokenizer_name=_ANALYSER, index_option="position")
    return builder.build()


def passage_texts(record: Record) -> list[str]:
    """Return the stems under which a record is found, one text a passage, each beginning with its title.

    The words are stemmed here and not by the engine: so one stemmer serves questions, sentences and every
    engine, and the work is done by the processes that parse.
    """
    return [stemmed(text) for text in raw_passages(record)]


def raw_passages(record: Record) -> list[str]:
    """Return the text of each passage as its source words it, beginning with the record's title."""
    return ["\n".join([record.title, *_texts(record, spans)]) for spans in passages(record)]


def _texts(record: Record, spans: list[Span]) -> Iterator[str]:
    for span in spans:
        section = record.sections[span.section]
        yield heading(record, section)
        yield section.text[span.start : span.end]


class TantivyIndex:
    """A tantivy index in a folder. Made anew, empty, if a file of it is missing or cannot be parsed.

    A file that is there and cannot be read now (no permission, no memory, too many files open) is a LibraryError: what
    it holds may be whole.

    `identity` is a name given when the index was made: who fills it can tell from it whether it is the index
    that was filled before. It begins with the analysis by which words were stemmed: an index of another one is
    made anew too. `making` is entered while an index is made, to keep other processes out.
    """

    def __init__(self, folder: Path, *, making: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        self._folder = folder
        self._making = making
        self._writer: tantivy.IndexWriter | None = None
        self._deletions = 0
        self.reopen()

    def reopen(self) -> None:
        """Open what is in the folder now: another process may have committed, or made the index anew."""
        with _as_library_error(self._folder):
            self._index = self._existing() or self._made()
            self.identity = self._named.read_text(errors="replace")

    def follow(self, identity: str) -> bool:
        """Open the index of this name as others have left it. Where the folder holds none, keep what is open: False.

        For who only reads: nothing is made, and an index that is empty or half filled takes no whole one's place.
        """
        with _as_library_error(self._folder):
            index = self._existing()
            if index is None or self._identity_there() != identity:
                return False
            self._index, self.identity = index, identity
            return True

    def _identity_there(self) -> str:
        try:
            return self._named.read_text(errors="replace")
        except FileNotFoundError:
            return ""  # it is being made anew at this moment

    @property
    def _named(self) -> Path:
        return self._folder / "identity"

    def _existing(self) -> tantivy.Index | None:
        """Return the index in the folder; None if none there is whole. Raises ValueError if that cannot be told."""
        try:
            if not self._is_of_this_analysis() or not tantivy.Index.exists(str(self._folder)):
                return None
            return self._with_analyser(tantivy.Index(_schema(), path=str(self._folder)))
        except ValueError as error:
            if _is_damage(str(error)):
                return None
            raise

    def _is_of_this_analysis(self) -> bool:
        return self._named.is_file() and self._named.read_text(errors="replace").startswith(f"{ANALYSIS}-")

    def _made(self) -> tantivy.Index:
        with self._making():
            existing = self._existing()  # another process may have been faster
            return existing or self._anew()

    def _anew(self) -> tantivy.Index:
        old = self._folder.with_name(self._folder.name + ".old")
        _remove(old)  # of a process that ended here
        # Whoever has the index open puts a lock into its folder now and then: one that is emptied may not stay empty.
        with suppress(FileNotFoundError):
            self._folder.rename(old)
        self._folder.mkdir(parents=True)
        index = self._with_analyser(tantivy.Index(_schema(), path=str(self._folder)))
        self._named.write_text(f"{ANALYSIS}-{uuid.uuid4().hex}")
        _remove(old)
        return index

    def make_anew(self) -> None:
        """Replace the index by an empty one, whatever state its files are in."""
        self._writer = None
        with _as_library_error(self._folder):
            self._index = self._anew()
            self.identity = self._named.read_text()

    @staticmethod
    def _with_analyser(index: tantivy.Index) -> tantivy.Index:
        analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer(_ANALYSER, analyser)
        return index

    # Writing ------------------------------------------------------------------------------------------

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            with _as_library_error(self._folder):
                self._writer = self._index.writer(_HEAP_BYTES, 1)
                self._deletions = 0
        return self._writer

    def add(self, records: Iterable[Record]) -> None:
        """Add records, each replacing what was indexed under its id."""
        self.add_texts((record.id, passage_texts(record)) for record in records)

    def add_texts(self, items: Iterable[tuple[str, list[str]]], *, new: Container[str] = ()) -> None:
        """Add records given as (id, passage texts). `new` holds ids under which nothing is indexed."""
        writer = self._writing()
        with _as_library_error(self._folder):
            for record_id, texts in items:
                if record_id not in new:
                    self._delete(writer, record_id)
                for place, text in enumerate(texts):
                    document = tantivy.Document()
                    document.add_text("id", record_id)
                    document.add_unsigned("passage", place)
                    document.add_text("body", text)
                    writer.add_document(document)

    def remove(self, record_ids: Iterable[str]) -> None:
        """Remove records by id."""
        writer = self._writing()
        with _as_library_error(self._folder):
            for record_id in record_ids:
                self._delete(writer, record_id)

    def _delete(self, writer: tantivy.IndexWriter, record_id: str) -> None:
        if self._deletions >= _MOST_DELETIONS:
            writer.commit()
            self._deletions = 0
        writer.delete_documents_by_term("id", record_id)
        self._deletions += 1

    def clear(self) -> None:
        """Remove everything."""
        self._writing().delete_all_documents()

    def commit(self, *, goes_on: bool = False) -> None:
        """Make the changes durable and searchable, and let another process write, unless this one goes on."""
        if self._writer is None:
            return
        is_open = False
        try:
            with _as_library_error(self._folder):
                self._writer.commit()
                if not goes_on:
                    self._writer.wait_merging_threads()
                self._index.reload()
            self._deletions = 0
            is_open = goes_on
        finally:
            if not is_open:
                self._writer = None

    def abandon(self) -> None:
        """Drop what was not committed."""
        self._writer = None

    # Reading ------------------------------------------------------------------------------------------

    def search(self, terms: Sequence[SearchTerm], *, limit: int, naming: Sequence[AnyOf] = ()) -> list[Hit]:
        """Return the best records for the terms; a record scores as its best passage does (BM25).

        naming: things of which a passage must name each; that it does adds nothing to its score.
        """
        query = self._query(terms)
        if query is not None and naming:
            query = self._of_those_naming(naming, query)
        if query is None or limit < 1:
            return []
        searcher = self._index.searcher()
        best: dict[str, tuple[float, list[int]]] = {}
        wanted = limit * 2
        while True:
            with _as_library_error(self._folder):
                hits = searcher.search(query, limit=wanted, count=False).hits
                best.clear()
                for score, address in hits:
                    found = searcher.doc(address)
                    places = best.setdefault(str(found.get_first("id")), (float(score), []))[1]
                    places.append(int(found.get_first("passage") or 0))
            if len(best) >= limit or len(hits) < wanted:
                return [Hit(record_id, score, tuple(p)) for record_id, (score, p) in list(best.items())[:limit]]
            wanted *= 4  # a record of many passages took the places of others

    def _query(self, terms: Sequence[SearchTerm]) -> tantivy.Query | None:
        parts = (self._any_of(term) if isinstance(term, AnyOf) else self._weighted(term) for term in terms)
        return _sum([part for part in parts if part is not None])

    def _of_those_naming(self, things: Sequence[AnyOf], query: tantivy.Query) -> tantivy.Query:
        named = [tantivy.Query.const_score_query(part, 0.0) for part in map(self._any_of, things) if part is not None]
        return tantivy.Query.boolean_query(
            [*((tantivy.Occur.Must, part) for part in named), (tantivy.Occur.Should, query)]
        )

    def _any_of(self, term: AnyOf) -> tantivy.Query | None:
        wordings = (_sum([p for p in map(self._weighted, terms) if p is not None]) for terms in term.wordings)
        found = [wording for wording in wordings if wording is not None]
        return tantivy.Query.disjunction_max_query(found) if len(found) > 1 else next(iter(found), None)

    def _weighted(self, term: WeightedTerm) -> tantivy.Query | None:
        part = self._phrase(term.phrase)
        return part if part is None or term.weight == 1.0 else tantivy.Query.boost_query(part, term.weight)

    def _phrase(self, phrase: tuple[str, ...]) -> tantivy.Query | None:
        if not phrase:
            return None
        if len(phrase) == 1:
            return tantivy.Query.term_query(self._index.schema, "body", phrase[0], "freq")
        return tantivy.Query.phrase_query(self._index.schema, "body", list(phrase))

    def passages(self) -> int:
        """Return the number of passages that can be searched."""
        return int(self._index.searcher().num_docs)


def _remove(path: Path) -> None:
    """Delete a folder, or a file in its place, as far as that can be done."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _sum(parts: list[tantivy.Query]) -> tantivy.Query | None:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts]) if parts else None


def _is_damage(reason: str) -> bool:
    """Tell from what the engine says whether a file is missing or cannot be parsed; else it cannot be read now."""
    if found := _OF_SYSTEM.search(reason):
        return int(found[1] or found[2]) in _IS_MISSING
    return not reason.startswith("System error")


@contextmanager
def _as_library_error(folder: Path) -> Iterator[None]:
    """Turn what the engine and the system report into a message that says what to do."""
    try:
        yield
    except (ValueError, OSError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise LibraryError(
            f"Search index {folder}: {reason}. The records are safe. Check that the folder can be written and the "
            "disk is not full; then `citewell library rebuild` makes the index anew."
        ) from error
