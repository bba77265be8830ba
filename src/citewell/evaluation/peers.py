"""A peer measured in the same run: plain BM25, which is tantivy asked directly with its own English stemmer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from citewell.evaluation.collections import Document


class PlainBM25:
    """Documents in an index in memory: title and text in one field."""

    def __init__(self, documents: Iterable[Document]) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("body", tokenizer_name="en_stem")
        self._index = tantivy.Index(builder.build())
        writer = self._index.writer(heap_size=64_000_000, num_threads=1)
        for document in documents:
            writer.add_document(tantivy.Document(id=document.id, body=f"{document.title}\n{document.text}"))
        writer.commit()
        self._index.reload()

    def ranked(self, text: str, limit: int) -> list[str]:
        """Return the ids of at most so many documents that hold a word of a text, best first."""
        # In small letters no word is an operator.
        asked = " ".join(re.findall(r"\w+", text.lower()))
        if not asked:
            return []
        searcher = self._index.searcher()
        hits = searcher.search(self._index.parse_query(asked, ["body"]), limit=limit, count=False).hits
        return [str(searcher.doc(address).get_first("id")) for _, address in hits]
