"""Test collections of the field, read from a folder that the user names. None of their text comes with Citewell."""

from __future__ import annotations

import ast
import csv
import io
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from citewell.errors import BadInput
from citewell.model.evidence import Record
from citewell.sources.files import on_disk
from citewell.sources.registry import units
from citewell.sources.unit import Unit

_SCIFACT_CORPUS = "scifact_corpus_5183.jsonl.xz"
_PUBMED_XML = "MERGED_pubmed_unique.xml.gz"
_COHEN_RECORDS = "cohen_records.jsonl.xz"
_PROMPTS = "evidence_inference_prompts.jsonl.xz"
_FULL_TEXT = "pmc_nxml_ccby.tar.xz"
_LABELS = "drug_labels"


@dataclass(frozen=True, slots=True)
class Document:
    """What is searched."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, and the ids of the documents that answer it."""

    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and a piece of evidence, with what people decided: SUPPORTED, CONTRADICTED or NOT_ENOUGH_INFO."""

    claim: str
    evidence: str
    label: str


@dataclass(frozen=True, slots=True)
class Titled:
    """A question that the title of an abstract asks: its answer (yes, no, maybe), the abstract without its conclusion,
    and the conclusion."""

    question: str
    answer: str
    document: Document
    conclusion: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What an article found of an intervention beside a comparator on an outcome: 1 increased, -1 decreased, 0 neither.

    evidence: the words of the article that tell it.
    """

    pmcid: str
    intervention: str
    comparator: str
    outcome: str
    direction: int
    evidence: str


@dataclass(frozen=True, slots=True)
class Collections:
    """The collections in one folder. A file that is not there is BadInput that names it."""

    folder: Path

    def scifact(self) -> tuple[list[Document], list[Query]]:
        """Return the abstracts, and the training claims with the documents they cite (Wadden et al., EMNLP 2020)."""
        documents = self._scifact_abstracts()
        queries = {
            row["id"]: Query(row["claim"], frozenset(map(str, _numbers(row["cited_doc_ids"]))))
            for row in self._lines("scifact_claims_train.jsonl.xz")
        }
        return documents, list(queries.values())

    def scifact_pairs(self) -> Iterator[Pair]:
        """Yield the claims with the sentences that people chose as their evidence."""
        sentences = {row["doc_id"]: self._sentences(row) for row in self._corpus()}
        labels = {"SUPPORT": "SUPPORTED", "CONTRADICT": "CONTRADICTED"}
        for row in self._lines("scifact_claims_train.jsonl.xz"):
            known = sentences.get(row["evidence_doc_id"], [])
            chosen = [known[place] for place in _numbers(row["evidence_sentences"]) if place < len(known)]
            if row["evidence_label"] in labels and chosen:
                yield Pair(row["claim"], " ".join(chosen), labels[row["evidence_label"]])

    def bioasq(self) -> tuple[list[Document], list[Query]]:
        """Return each document as its gold snippets, and the experts' questions (Tsatsaronis et al., 2015)."""
        snippets: dict[str, dict[str, None]] = {}
        queries = []
        for row in self._lines("bioasq_7b-10b.jsonl.xz"):
            relevant = set()
            for snippet in row["snippets"]:
                pmid = snippet["document"].rsplit("/", 1)[-1]
                snippets.setdefault(pmid, {})[snippet["text"]] = None
                relevant.add(pmid)
            if relevant:
                queries.append(Query(row["body"], frozenset(relevant)))
        return [Document(pmid, "Snippets", " ".join(texts)) for pmid, texts in snippets.items()], queries

    def pubmedqa(self) -> list[Titled]:
        """Return the questions that titles of abstracts ask, with their answers (Jin et al., EMNLP 2019).

        The title itself is left out of the document: it is the question.
        """
        return [
            Titled(
                row["QUESTION"],
                row["final_decision"],
                Document(row["pmid"], "", "\n\n".join(row["CONTEXTS"])),
                row["LONG_ANSWER"],
            )
            for row in self._lines("pubmedqa_dev500.jsonl.xz")
        ]

    def healthver(self) -> Iterator[Pair]:
        """Yield claims on COVID-19 with their evidence (Sarrouti et al., EMNLP Findings 2021)."""
        labels = {"Supports": "SUPPORTED", "Refutes": "CONTRADICTED", "Neutral": "NOT_ENOUGH_INFO"}
        text = self._bytes("healthver_dev.csv").decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text)):
            if row["label"] in labels:
                yield Pair(row["claim"], row["evidence"], labels[row["label"]])

    def full_texts(self) -> list[Path]:
        """Return the files of full text and drug labels that the folder holds."""
        return [self.folder / name for name in (_FULL_TEXT, _LABELS) if (self.folder / name).exists()]

    def abstracts(self) -> dict[str, list[Document]]:
        """Return the abstracts of each collection that the folder holds, by its name; what it lacks is left out.

        The parts of an abstract are separated by a blank line.
        """
        readers = {
            "scifact": (_SCIFACT_CORPUS, self._scifact_abstracts),
            "pubmed": (_PUBMED_XML, self._pubmed_abstracts),
            "cohen": (_COHEN_RECORDS, self._cohen_abstracts),
        }
        return {name: read() for name, (file, read) in readers.items() if (self.folder / file).is_file()}

    def _scifact_abstracts(self) -> list[Document]:
        return [Document(row["doc_id"], row["title"], " ".join(self._sentences(row))) for row in self._corpus()]

    def _pubmed_abstracts(self) -> list[Document]:
        entry = on_disk(self.folder / _PUBMED_XML)
        return [
            Document(record.id, record.title, "\n\n".join(section.text for section in record.sections))
            for source, unit in units(entry)
            if source is not None and isinstance(unit, Unit)
            for record in source.parse(unit)
            if isinstance(record, Record)
        ]

    def _cohen_abstracts(self) -> list[Document]:
        rows = self._lines(_COHEN_RECORDS)
        return [Document(row["pmid"], row["title"], row["abstract"]) for row in rows if row["abstract"]]

    def cohen(self) -> dict[str, tuple[list[Document], frozenset[str]]]:
        """Return the records screened for each systematic review, by its topic, and the ids of those it included.

        Source: Cohen, Hersh, Peterson & Yen, JAMIA 2006.
        """
        records = {
            row["pmid"]: Document(row["pmid"], row["title"], row["abstract"]) for row in self._lines(_COHEN_RECORDS)
        }
        screened: dict[str, dict[str, bool]] = {}
        for row in self._lines("cohen_labels_dev10.jsonl.xz"):
            if row["pmid"] in records:
                screened.setdefault(row["topic"], {})[row["pmid"]] = row["included"] == 1
        return {
            topic: ([records[pmid] for pmid in found], frozenset(pmid for pmid, is_in in found.items() if is_in))
            for topic, found in screened.items()
        }

    def findings(self) -> Iterator[Finding]:
        """Yield what trials found, as people read it and other people agreed (DeYoung et al., BioNLP 2020)."""
        asked = {row["PromptID"]: row for row in self._lines(_PROMPTS)}
        for row in self._lines("evidence_inference_v2_train.jsonl.xz"):
            prompt = asked.get(row["PromptID"])
            if prompt and row["Valid Label"] == row["Valid Reasoning"] == "True" and row["Annotations"].strip():
                yield Finding(
                    f"PMC{row['PMCID']}",
                    prompt["Intervention"].strip(),
                    prompt["Comparator"].strip(),
                    prompt["Outcome"].strip(),
                    {"1": 1, "0": 0, "-1": -1}[row["Label Code"]],
                    row["Annotations"].strip(),
                )

    def prompts(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield (PMCID, intervention, comparator, outcome) of Evidence Inference (DeYoung et al., BioNLP 2020)."""
        for row in self._lines(_PROMPTS):
            yield f"PMC{row['PMCID']}", row["Intervention"], row["Comparator"], row["Outcome"]

    def _corpus(self) -> Iterator[dict[str, Any]]:
        return self._lines(_SCIFACT_CORPUS)

    @staticmethod
    def _sentences(row: dict[str, Any]) -> list[str]:
        return [match[2] for match in _QUOTED.finditer(row["abstract"])]

    def _lines(self, name: str) -> Iterator[dict[str, Any]]:
        for number, line in enumerate(self._bytes(name).splitlines(), 1):
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise BadInput(f"{name} line {number}: not JSON ({error}).") from error

    def _bytes(self, name: str) -> bytes:
        path = self.folder / name
        try:
            held = path.read_bytes()
            return lzma.decompress(held) if path.suffix == ".xz" else held
        except OSError as error:
            raise BadInput(
                f"{path}: {error.strerror or error}. Give the folder of the collections with --data."
            ) from error
        except lzma.LZMAError as error:
            raise BadInput(f"{path}: damaged or cut short ({error}).") from error


# SciFact's sentences are a list as Python prints it, sometimes by numpy, without commas.
_QUOTED = re.compile(r"""(['"])(.*?)\1(?=\s*(?:\n|\]$))""", re.DOTALL)


def _numbers(text: str) -> list[int]:
    return [int(n) for n in ast.literal_eval(re.sub(r"(?<=\d)\s+(?=\d)", ", ", text))]
