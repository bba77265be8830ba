"""The first article a newcomer sees, whole. A change to it is read as prose before it is accepted."""

from __future__ import annotations

import os
from pathlib import Path

from citewell.config import Settings
from citewell.library import Library
from citewell.pipeline import answer
from citewell.publish.markdown import to_markdown

GOLDEN = Path(__file__).with_name("hamstring.md")
QUESTION = "What are the symptoms and treatment options for a proximal hamstring rupture?"


def test_the_hamstring_article_reads_as_accepted(tmp_path: Path) -> None:
    """`just golden` writes the article anew; the difference is then reviewed."""
    with Library(Settings(home=tmp_path)) as library:
        draft = answer(QUESTION, library=library)
    page = to_markdown(draft).replace(draft.edition, "EDITION").replace(f"{draft.searched:,} passages", "N passages")
    if os.environ.get("CITEWELL_ACCEPT_GOLDEN"):
        GOLDEN.write_text(page, encoding="utf-8")
    assert page == GOLDEN.read_text(encoding="utf-8")
