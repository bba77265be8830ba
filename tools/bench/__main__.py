"""`python tools/bench`: the folder is run, so that its packages have to be made known first."""

from __future__ import annotations

import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent
sys.path[0:1] = [str(TOOLS), str(TOOLS.parent / "src")]

from bench.page import main  # noqa: E402

if __name__ == "__main__":
    main()
