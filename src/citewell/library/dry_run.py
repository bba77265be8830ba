"""What files hold, told without touching a library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from citewell.library.ingest import (
    About,
    Faults,
    FoundInFile,
    Prepared,
    PreparedItem,
    Progress,
    Stopwatch,
    expand,
    read_files,
    size,
)
from citewell.model.retraction import NoticeList
from citewell.sources.files import Meter
from citewell.sources.unit import Deletion, Fault, Vocabulary


@dataclass(slots=True)
class DryRun:
    """What an ingest of these files would read: of records by kind, and of what else files hold, how many."""

    found: Counter[str] = field(default_factory=Counter)
    failed: Faults = field(default_factory=Faults)
    files: list[FoundInFile] = field(default_factory=list)
    took_s: float = 0.0
    stopped: bool = False


def dry_run(
    paths: Sequence[Path],
    *,
    about: About = (),
    progress: Callable[[Progress], None],
    stop: Callable[[], bool],
) -> DryRun:
    """Read files as an ingest would, and write nothing. Returns what was found."""
    files = expand(list(paths))
    run, watch, meter = DryRun(), Stopwatch(), Meter(sum(size(path) for path in files))

    def tell(path: Path, ended: FoundInFile | None = None) -> None:
        read = sum(run.found.values())
        progress(Progress(path.name, read, run.failed.total, watch.seconds, meter.read, meter.total, ended))

    with closing(read_files(files, about=about, meter=meter)) as stream:
        for path, units in groupby(stream, key=itemgetter(0)):
            before, failed, start_s = run.found.copy(), run.failed.total, watch.seconds
            for _, items in units:
                run.failed.extend(item for item in items if isinstance(item, Fault))
                for item in items:
                    run.found.update(_counted(item))
                tell(path)
                run.stopped = stop()
                if run.stopped:
                    break
            if run.stopped:
                break
            found = tuple(sorted((run.found - before).items()))
            run.files.append(FoundInFile(path, found, run.failed.total - failed, watch.seconds - start_s))
            tell(path, run.files[-1])
    run.took_s = watch.seconds
    return run


def _counted(item: PreparedItem) -> dict[str, int]:
    match item:
        case Prepared():
            return {item.stored.kind: 1}
        case Deletion():
            return {"deletion": len(item.record_ids)}
        case NoticeList():
            return {"notice": len(item.notices)}
        case Vocabulary():
            return {"term": len(item.terms)}
        case Fault():
            return {}
