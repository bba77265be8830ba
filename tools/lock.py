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
    "build": ["--only-group", "build"],
    "run": [],
    "dev": ["--group", "dev"],
    "bench": ["--group", "dev", "--group", "bench"],
}
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
        source = ["--group", "build"] if name == "build" else ["pyproject.toml", *groups]
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
    groups = project["dependency-groups"]
    wanted = [] if lock == "build" else list(project["project"]["dependencies"])
    for group in {"build": ["build"], "run": [], "dev": ["dev", "build"], "bench": ["dev", "build", "bench"]}[lock]:
        wanted += [item for item in groups[group] if isinstance(item, str)]
    return {_normal(re.split(r"[<>=!~;\[ ]", item)[0]) for item in wanted}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(check() if "--check" in sys.argv else make())
