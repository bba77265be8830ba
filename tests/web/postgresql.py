"""A PostgreSQL server of a test's own, in a folder of its own, on a socket: no port is taken."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """Return the folder with the newest server's programs; None where there is no server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """Run a server and yield the address of an empty database."""
    with tempfile.TemporaryDirectory(prefix="citewell-pg-") as folder:
        cluster = Path(folder) / "data"
        if os.geteuid() == 0:  # the server refuses to run as root
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        _run(programs / "initdb", "-D", cluster, "-A", "trust", "-U", "citewell", "--no-sync", "-E", "UTF8")
        options = f"-c listen_addresses='' -c fsync=off -k {folder}"
        _run(programs / "pg_ctl", "-D", cluster, "-w", "-l", Path(folder) / "log", "-o", options, "start")
        try:
            _run(programs / "createdb", "-h", folder, "-U", "citewell", "citewell")
            yield f"postgresql://citewell@/citewell?host={folder}"
        finally:
            _run(programs / "pg_ctl", "-D", cluster, "-m", "immediate", "stop")


def _run(program: Path, *arguments: object) -> None:
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    subprocess.run(
        [str(program), *map(str, arguments)],
        check=True,
        capture_output=True,
        cwd="/",
        user=account and account.pw_uid,
        group=account and account.pw_gid,
        extra_groups=account and (),
    )
