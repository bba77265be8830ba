"""The embedded search index: tantivy over passages, one stemmed body field.

A passage is a record's title with as many of its sections as fit into `PASSAGE_WORDS`: a whole abstract is
one passage, a long paper several. A separate, boosted title field ranked far worse in our measurements, so
the title is part of the body.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from citewell.errors import LibraryError
from citewell.language.words import fold_spelling
from citewell.model.evidence import Record
from citewell.ports import Hit, WeightedTerm

PASSAGE_WORDS = 450
_HEAP_BYTES = 64_000_000
_ANALYSER = "citewell_stems"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("body", tokenizer_name=_ANALYSER, index_option="position")
    return builder.build()


def passage_texts(record: Record) -> list[str]:
    """Return the texts under which a record is found, each beginning with its title."""
    passages: list[list[str]] = []
    room = 0
    for section in record.sections:
        length = section.text.count(" ") + 1
        if not passages or length > room:
            passages.append([])
            room = PASSAGE_WORDS
        passages[-1].append(section.text)
        room -= length
    return [fold_spelling("\n".join([record.title, *texts]).lower()) for texts in passages or [[]]]


class TantivyIndex:
    """A tantivy index in a folder. Made anew if the folder is missing or cannot be read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer: tantivy.IndexWriter | None = None
        self.was_made = False
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = self._open()
        except OSError as error:
            raise LibraryError(f"Search index {folder}: {error.strerror or error}. Check the folder.") from error

    def _open(self) -> tantivy.Index:
        schema = _schema()
        try:
            if tantivy.Index.exists(str(self._folder)):
                return self._with_analyser(tantivy.Index(schema, path=str(self._folder)))
        except ValueError:
            shutil.rmtree(self._folder)
            self._folder.mkdir()
        self.was_made = True
        return self._with_analyser(tantivy.Index(schema, path=str(self._folder)))

    @staticmethod
    def _with_analyser(index: tantivy.Index) -> tantivy.Index:
        analyser = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.remove_long(60))
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.ascii_fold())
            .filter(tantivy.Filter.stemmer("english"))
            .build()
        )
        index.register_tokenizer(_ANALYSER, analyser)
        return index

    # Writing ------------------------------------------------------------------------------------------

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            try:
                self._writer = self._index.writer(_HEAP_BYTES, 1)
            except ValueError as error:
                raise LibraryError(
                    f"Search index {self._folder}: {error}. If another process is writing, wait for it."
                ) from error
        return self._writer

    def add(self, records: Iterable[Record]) -> None:
        """Add records, each replacing what was indexed under its id."""
        self.add_texts((record.id, passage_texts(record)) for record in records)

    def add_texts(self, items: Iterable[tuple[str, list[str]]], *, replacing: bool = True) -> None:
        """Add records given as (id, passage texts). `replacing` may be False for ids known to be new."""
        writer = self._writing()
        for record_id, texts in items:
            if replacing:
                writer.delete_documents("id", record_id)
            for text in texts:
                document = tantivy.Document()
                document.add_text("id", record_id)
                document.add_text("body", text)
                writer.add_document(document)

    def remove(self, record_ids: Iterable[str]) -> None:
        """Remove records by id."""
        writer = self._writing()
        for record_id in record_ids:
            writer.delete_documents("id", record_id)

    def clear(self) -> None:
        """Remove everything."""
        self._writing().delete_all_documents()

    def commit(self) -> None:
        """Make the changes durable and searchable, and let another process write."""
        if self._writer is None:
            return
        try:
            self._writer.commit()
            self._writer.wait_merging_threads()
        except (ValueError, OSError) as error:
            raise LibraryError(
                f"Search index {self._folder}: {error}. The records are safe; `citewell library rebuild` makes the "
                "index anew."
            ) from error
        finally:
            self._writer = None
        self._index.reload()

    def abandon(self) -> None:
        """Drop what was not committed."""
        self._writer = None

    # Reading ------------------------------------------------------------------------------------------

    def search(self, terms: Sequence[WeightedTerm], *, limit: int) -> list[Hit]:
        """Return the best records for the terms; a record scores as its best passage does (BM25)."""
        query = self._query(terms)
        if query is None or limit < 1:
            return []
        searcher = self._index.searcher()
        best: dict[str, float] = {}
        for score, address in searcher.search(query, limit=limit * 2, count=False).hits:
            record_id = str(searcher.doc(address).get_first("id"))
            best.setdefault(record_id, float(score))  # type: ignore[arg-type]
        return [Hit(record_id, score) for record_id, score in list(best.items())[:limit]]

    def _query(self, terms: Sequence[WeightedTerm]) -> tantivy.Query | None:
        parts = []
        for term in terms:
            part = self._phrase(term.phrase)
            if part is not None:
                boosted = part if term.weight == 1.0 else tantivy.Query.boost_query(part, term.weight)
                parts.append((tantivy.Occur.Should, boosted))
        return tantivy.Query.boolean_query(parts) if parts else None

    def _phrase(self, phrase: tuple[str, ...]) -> tantivy.Query | None:
        if not phrase:
            return None
        if len(phrase) == 1:
            return tantivy.Query.term_query(self._index.schema, "body", phrase[0], "freq")
        return tantivy.Query.phrase_query(self._index.schema, "body", list(phrase))

    def passages(self) -> int:
        """Return the number of passages that can be searched."""
        return int(self._index.searcher().num_docs)
