"""`citewell backup` and `citewell restore`: the data folder in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from citewell.cli.output import print_json

if TYPE_CHECKING:
    from citewell.library.backup import Backup


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def backup(file: Path, as_json: bool) -> None:
    """Write the library and the embedded site into FILE, while they are in use.

    The file holds what people asked and the key that signs sessions: keep it as you keep those. A site on PostgreSQL is
    backed up with PostgreSQL's own tools.
    """
    from citewell.config import Settings
    from citewell.library.backup import back_up

    _tell(back_up(Settings.from_environment().home, file), as_json)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put what is there aside, under .before-restore.")
@click.option("--json", "as_json", is_flag=True, help="Print what was brought back as JSON.")
def restore(file: Path, replace: bool, as_json: bool) -> None:
    """Bring back the data folder from FILE. Stop the site first.

    Every file is checked against its digest before anything is changed.
    """
    from citewell.config import Settings
    from citewell.library.backup import restore as bring_back

    settings = Settings.from_environment()
    _tell(bring_back(file, settings.home, replace=replace, lock_timeout_s=settings.lock_timeout_s), as_json)


def _tell(held: Backup, as_json: bool) -> None:
    if as_json:
        files = {name: {"sha256": digest, "bytes": size} for name, (digest, size) in held.files.items()}
        print_json({"made_at": held.made_at, "version": held.version, "files": files})
        return
    for name, (_, size) in held.files.items():
        click.echo(f"{name}  {size:,} bytes")
    click.echo(f"Made {held.made_at} with citewell {held.version}")
