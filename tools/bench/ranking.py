"""How well the right abstracts are found, beside other engines."""

from __future__ import annotations

import ast
import json
import lzma
import math
import re
import statistics
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import tantivy

from bench.corpora import scifact_corpus
from bench.measuring import Bench, Outcome, Row, open_library
from citewell.retrieve import search_terms


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
        with open_library(Path(folder)) as library:
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
