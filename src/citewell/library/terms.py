"""The terms of the vocabularies that were read in, in the store's file."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import orjson

from citewell.language.terms import Term
from citewell.language.words import ANALYSIS, stems
from citewell.library.store import Store
from citewell.library.stored import MODULUS, Change
from citewell.model.codes import ICD_10_CM, LOINC, RXNORM, Code, Precision
from citewell.ports import Index, WeightedTerm
from citewell.sources.unit import Vocabulary

# Under these an ontology keeps what qualifies a finding and is none: how it is inherited, "distal", "frequent".
# Source: the terms right below HPO's root, HP:0000001, but for "Phenotypic abnormality".
_QUALIFIERS = {
    "HPO": ("HP:0000005", "HP:0012823", "HP:0032223", "HP:0032443", "HP:0040279"),
}
# A classification's names are no words that people ask by, and there are very many: they are found by their code only.
_UNSPOKEN = frozenset({ICD_10_CM.name, RXNORM.name, LOINC.name})
_Row = tuple[int, str, str, str, bytes, bytes, bytes]
_NAMES = ("term", "vocabulary", "code", "type", "names", "places", "codes")
_COLUMNS = ", ".join(_NAMES)
# The same where another table stands beside it, under the name `t`.
_JOINED = ", ".join(f"t.{name}" for name in _NAMES)
# SQLite's own limit on the values of a statement is 32,766.
_MOST_VALUES = 10_000
# Under this the store keeps by which analysis the names were stemmed.
_STEMMED_BY = "terms_stemmed_by"
# What is handed out at a time, when all of a vocabulary is.
_TERMS_A_PART, _KINDS_A_PART = 1_000, 10_000
# So many records are looked at to tell which long form of an abbreviation goes with a question.
_COUNTED = 200
# A slip of the pen stands in fewer records than this.
_COMMON = 5
# Among so many records a label is looked for, and so many of a drug's names are searched.
_LABELS_AMONG, _MOST_NAMES = 30, 6


class TermStore:
    """Terms by name. It keeps them beside the records, and adds them to the library's edition."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # Reading ------------------------------------------------------------------------------------------

    def counts(self) -> dict[str, int]:
        """Return how many terms there are of each vocabulary."""
        return dict(self._store.query("SELECT vocabulary, count(*) FROM terms GROUP BY 1 ORDER BY 1", ()))

    def is_empty(self) -> bool:
        return not self._store.query("SELECT 1 FROM terms LIMIT 1", ())

    def named(self, phrases: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], list[Term]]:
        """Return the terms that have one of these names, given as stems, in the order of vocabulary and code."""
        keys = [" ".join(phrase) for phrase in dict.fromkeys(phrases)][:_MOST_VALUES]
        rows = self._store.query(
            f"SELECT n.stems, {_JOINED} FROM term_names n JOIN terms t ON t.term = n.term "
            f"WHERE n.stems IN ({_marks(keys)}) ORDER BY t.vocabulary, t.code",
            tuple(keys),
        )
        found: dict[tuple[str, ...], list[Term]] = {}
        for key, *row in rows:
            term = _term(row)
            if not self._only_qualifies(term):
                found.setdefault(tuple(key.split(" ")), []).append(term)
        return found

    def _only_qualifies(self, term: Term) -> bool:
        roots = _QUALIFIERS.get(term.vocabulary, ())
        return bool(roots) and bool(
            self._store.query(
                "WITH RECURSIVE above (code) AS (SELECT ? UNION SELECT k.broader FROM term_kinds k JOIN above a "
                f"ON k.narrower = a.code WHERE k.vocabulary = ?) SELECT 1 FROM above WHERE code IN ({_marks(roots)})",
                (term.code, term.vocabulary, *roots),
            )
        )

    def coded(self, vocabulary: str, code: str) -> Term | None:
        """Return the term under a code of a vocabulary; None if it has none."""
        rows = self._store.query(f"SELECT {_COLUMNS} FROM terms WHERE vocabulary = ? AND code = ?", (vocabulary, code))
        return _term(rows[0]) if rows else None

    def referring(self, system: str, code: str) -> list[tuple[Term, Precision]]:
        """Return the terms that refer to a code of another system, with the precision that their source states."""
        rows = self._store.query(
            f"SELECT c.precision, {_JOINED} FROM term_codes c JOIN terms t ON t.term = c.term "
            "WHERE c.system = ? AND c.code = ? ORDER BY t.vocabulary, t.code",
            (system, code),
        )
        return [(_term(row), Precision(precision)) for precision, *row in rows]

    def begin_names(self, words: Iterable[str]) -> frozenset[str]:
        """Return those of the words, given as stems, with which the name of a term begins."""
        return frozenset(
            word
            for word in words
            if self._store.query(
                "SELECT 1 FROM term_names WHERE stems = ? OR (stems > ? AND stems < ?) LIMIT 1",
                (word, f"{word} ", f"{word}!"),
            )
        )

    def kinds_of(self, term: Term, *, most: int) -> list[Term]:
        """Return the terms right below one in its vocabulary, at most so many, in the order of their codes."""
        rows = self._store.query(
            f"SELECT DISTINCT {_JOINED} FROM term_kinds k JOIN terms t ON t.vocabulary = k.vocabulary "
            f"AND t.code = k.narrower WHERE k.vocabulary = ? AND k.broader IN ({_marks(term.places)}) "
            "ORDER BY t.code LIMIT ?",
            (term.vocabulary, *term.places, most),
        )
        return [_term(row) for row in rows]

    def each(self) -> Iterator[Vocabulary]:
        """Yield every vocabulary, in parts."""
        for name in self.counts():
            code = ""
            while rows := self._store.query(
                f"SELECT {_COLUMNS} FROM terms WHERE vocabulary = ? AND code > ? ORDER BY code LIMIT ?",
                (name, code, _TERMS_A_PART),
            ):
                yield Vocabulary(name, tuple(map(_term, rows)))
                code = rows[-1][2]
            kinds = self._store.query(
                "SELECT broader, narrower FROM term_kinds WHERE vocabulary = ? ORDER BY 1, 2", (name,)
            )
            for at in range(0, len(kinds), _KINDS_A_PART):
                yield Vocabulary(name, (), tuple(kinds[at : at + _KINDS_A_PART]))

    def label_names(self, record_ids: Sequence[str]) -> list[tuple[list[str], list[str]]]:
        """Return the ingredients and the brands of those of the records that are drug labels."""
        rows = self._store.query(
            f"SELECT body FROM records WHERE kind = 'label' AND id IN ({_marks(record_ids)})", tuple(record_ids)
        )
        held = [orjson.loads(body) for (body,) in rows]
        return [(row.get("ingredients", []), row.get("brands", [])) for row in held]

    # Writing ------------------------------------------------------------------------------------------

    def put(self, vocabulary: Vocabulary) -> Change:
        """Write terms in one transaction; a term that is there under the same code is replaced."""
        wanted = {term.code: term for term in vocabulary.terms}
        with self._store.transaction() as db:
            present = {row[2]: row for row in _present(db, vocabulary.name, list(wanted))}
            change, sum_change = Change(), 0
            for code, term in wanted.items():
                new = replace(term, vocabulary=vocabulary.name)
                old = _term(present[code]) if code in present else None
                if old == new:
                    change += Change(unchanged=1)
                    continue
                sum_change += _summand(new) - (_summand(old) if old else 0)
                _write(db, new, replacing=present.get(code))
                change += Change(updated=1) if old else Change(added=1)
            sum_change += _add_kinds(db, vocabulary)
            self._add_to_sum(db, sum_change)
        return change

    def forget(self, vocabulary: str) -> int:
        """Remove a vocabulary. Returns how many terms it had."""
        with self._store.transaction() as db:
            rows = db.execute(f"SELECT {_COLUMNS} FROM terms WHERE vocabulary = ?", (vocabulary,)).fetchall()
            kinds = db.execute("SELECT * FROM term_kinds WHERE vocabulary = ?", (vocabulary,)).fetchall()
            for row in rows:
                _remove_lookups(db, row)
            db.execute("DELETE FROM terms WHERE vocabulary = ?", (vocabulary,))
            db.execute("DELETE FROM term_kinds WHERE vocabulary = ?", (vocabulary,))
            self._add_to_sum(db, -sum(_summand(_term(row)) for row in rows) - sum(map(_summand_of_kind, kinds)))
        return len(rows)

    def mend(self) -> None:
        """Stem the names anew, if they were stemmed by another analysis."""
        if self._store.meta(_STEMMED_BY) == str(ANALYSIS):
            return
        with self._store.transaction() as db:
            # Another process may have been faster, or have imported names since: it holds the store until it is done.
            if self._store.meta(_STEMMED_BY) == str(ANALYSIS):
                return
            db.execute("DELETE FROM term_names")
            for number, vocabulary, names in db.execute("SELECT term, vocabulary, names FROM terms"):
                if vocabulary not in _UNSPOKEN:
                    _write_names(db, number, _list(names))
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_STEMMED_BY, str(ANALYSIS)))

    @staticmethod
    def _add_to_sum(db: sqlite3.Connection, change: int) -> None:
        row = db.execute("SELECT value FROM meta WHERE key = 'terms_sum'").fetchone()
        total = (int(row[0], 16) if row else 0) + change
        db.execute("INSERT OR REPLACE INTO meta VALUES ('terms_sum', ?)", (f"{total % MODULUS:x}",))


class LibraryVocabularies:
    """The vocabularies of a library, and what its records say of their names."""

    def __init__(self, terms: TermStore, index: Index) -> None:
        self._index = index
        self.named = terms.named
        self.coded = terms.coded
        self.begin_names = terms.begin_names
        self.kinds_of = terms.kinds_of
        self._terms = terms
        self.has_written = cache(self._has_written)
        self.is_common = cache(self._is_common)
        self.drug = cache(self._drug)
        self._best = cache(self._ids)

    def _has_written(self, word: str) -> bool:
        return bool(self._index.search([WeightedTerm((word,))], limit=1))

    def _is_common(self, word: str) -> bool:
        return len(self._index.search([WeightedTerm((word,))], limit=_COMMON)) == _COMMON

    def _drug(self, phrase: tuple[str, ...]) -> Term | None:
        """Return the drug that labels of the library sell or hold under this name, with its other names; else None."""
        hits = self._index.search([WeightedTerm(phrase)], limit=_LABELS_AMONG)
        names: dict[str, None] = {}
        for ingredients, brands in self._terms.label_names([hit.record_id for hit in hits]):
            if any(tuple(stems(name))[: len(phrase)] == phrase for name in (*ingredients, *brands)):
                if len({name.lower().split()[0] for name in ingredients}) > 1:
                    continue  # a brand of several drugs is none of them
                names.update(dict.fromkeys(name.lower() for name in ingredients))
                names.update(dict.fromkeys(brand.capitalize() for brand in brands))
        found = tuple(names)[:_MOST_NAMES]
        return Term(found[0], found[1:], type="intervention", vocabulary="Drug labels") if found else None

    def together(self, phrase: tuple[str, ...], others: Sequence[str]) -> int:
        """Return in how many of the records that are best on the other words the phrase stands too.

        With no other words, in how many records it stands, as far as they are counted.
        """
        naming = self._best((phrase,))
        return len(naming & self._best(tuple((word,) for word in others))) if others else len(naming)

    def _ids(self, phrases: tuple[tuple[str, ...], ...]) -> frozenset[str]:
        hits = self._index.search([WeightedTerm(phrase) for phrase in phrases], limit=_COUNTED)
        return frozenset(hit.record_id for hit in hits)


def _present(db: sqlite3.Connection, vocabulary: str, codes: Sequence[str]) -> list[_Row]:
    return [
        row
        for at in range(0, len(codes), _MOST_VALUES)
        for row in db.execute(
            f"SELECT {_COLUMNS} FROM terms WHERE vocabulary = ? AND code IN ({_marks(codes[at : at + _MOST_VALUES])})",
            (vocabulary, *codes[at : at + _MOST_VALUES]),
        )
    ]


def _write(db: sqlite3.Connection, term: Term, *, replacing: _Row | None) -> None:
    if replacing:
        _remove_lookups(db, replacing)
    number = db.execute(
        f"INSERT OR REPLACE INTO terms ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            replacing[0] if replacing else None,
            term.vocabulary,
            term.code,
            term.type,
            orjson.dumps(term.names),
            orjson.dumps(term.places),
            orjson.dumps(_plain(term.codes)),
        ),
    ).lastrowid
    if term.vocabulary not in _UNSPOKEN:
        _write_names(db, number, term.names)
    db.executemany(
        "INSERT OR REPLACE INTO term_codes VALUES (?, ?, ?, ?)",
        [(code.system, code.code, number, code.precision) for code in term.codes],
    )


def _write_names(db: sqlite3.Connection, number: int | None, names: Sequence[str]) -> None:
    db.executemany("INSERT OR IGNORE INTO term_names VALUES (?, ?)", [(key, number) for key in _keys(names)])


def _remove_lookups(db: sqlite3.Connection, row: _Row) -> None:
    """Remove the rows by which a term is found."""
    term, number = _term(row), row[0]
    if term.vocabulary not in _UNSPOKEN:
        db.executemany(
            "DELETE FROM term_names WHERE stems = ? AND term = ?", [(key, number) for key in _keys(term.names)]
        )
    db.executemany(
        "DELETE FROM term_codes WHERE system = ? AND code = ? AND term = ?",
        [(code.system, code.code, number) for code in term.codes],
    )


def _keys(names: Sequence[str]) -> list[str]:
    """Return the names of a term as they are looked up."""
    return sorted({" ".join(stems(name)) for name in names})


def _add_kinds(db: sqlite3.Connection, vocabulary: Vocabulary) -> int:
    """Write what is a kind of what. Returns what that adds to the sum."""
    added = 0
    for broader, narrower in dict.fromkeys(vocabulary.kinds):
        kind = (vocabulary.name, broader, narrower)
        if db.execute("INSERT OR IGNORE INTO term_kinds VALUES (?, ?, ?)", kind).rowcount:
            added += _summand_of_kind(kind)
    return added


def _term(row: Sequence[object]) -> Term:
    _, vocabulary, code, kind, names, places, codes = row
    preferred, *synonyms = _list(names)
    referred = tuple(Code(system, other, Precision(precision)) for system, other, precision in _lists(codes))
    return Term(preferred, tuple(synonyms), (), str(kind), str(vocabulary), str(code), _list(places), referred)


def _list(value: object) -> tuple[str, ...]:
    return tuple(orjson.loads(value)) if isinstance(value, bytes) else ()


def _lists(value: object) -> list[list[str]]:
    return list(orjson.loads(value)) if isinstance(value, bytes) else []


def _plain(codes: Sequence[Code]) -> list[tuple[str, str, str]]:
    return [(code.system, code.code, code.precision.value) for code in codes]


def _summand(term: Term) -> int:
    content = [term.vocabulary, term.code, term.type, term.names, term.places]
    # A library that was filled before terms had codes keeps its edition.
    return _number([*content, _plain(term.codes)] if term.codes else content)


def _summand_of_kind(kind: tuple[str, str, str]) -> int:
    return _number(kind)


def _number(content: object) -> int:
    return int.from_bytes(hashlib.sha256(orjson.dumps(content)).digest(), "big")


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
