"""What a library holds, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from citewell.library.store import Store
from citewell.library.works import worst
from citewell.model.evidence import RetractionStatus


@dataclass(frozen=True, slots=True)
class LibraryCounts:
    """What the library holds. A record is a publication; several source records may tell of one."""

    edition: str
    records: int
    source_records: int
    passages: int
    kinds: dict[str, int]
    years: dict[str, int]
    origins: dict[str, int]
    retraction: dict[str, int]
    retraction_lists: dict[str, str]
    vocabularies: dict[str, int]
    path: str


def counted(store: Store, *, passages: int, vocabularies: dict[str, int]) -> LibraryCounts:
    """Return what the store holds, by kind, year, origin and standing."""
    kinds = _by(store, "kind")
    return LibraryCounts(
        edition=store.edition,
        records=sum(kinds.values()),
        source_records=int(store.query("SELECT count(*) FROM records", ())[0][0]),
        passages=passages,
        kinds=kinds,
        years=_by(store, "year"),
        origins=_by(store, "origin"),
        retraction=_standings(store),
        retraction_lists=dict(store.notice_lists()),
        vocabularies=vocabularies,
        path=str(store.path.parent),
    )


def _by(store: Store, column: str) -> dict[str, int]:
    """Return how many publications there are for each value; each counts as the record does whose id it goes by."""
    rows = store.query(f"SELECT {column}, count(*) FROM records WHERE id = work GROUP BY 1 ORDER BY 1", ())
    return {str(value) if value is not None else "unknown": count for value, count in rows}


def _standings(store: Store) -> dict[str, int]:
    """Return how many publications there are of each standing, which is the gravest of its records."""
    joint = "SELECT work FROM records GROUP BY work HAVING count(*) > 1"
    of_joint: dict[str, list[RetractionStatus]] = {}
    for work, status in store.query(f"SELECT work, retraction FROM records WHERE work IN ({joint})", ()):
        of_joint.setdefault(work, []).append(RetractionStatus(status))
    alone = f"SELECT retraction, count(*) FROM records WHERE work NOT IN ({joint}) GROUP BY 1"
    counted = Counter(dict(store.query(alone, ())))
    counted.update(worst(statuses).value for statuses in of_joint.values())
    return dict(sorted(counted.items()))
