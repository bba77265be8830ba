"""The first article a newcomer sees, whole. A change to it is read as prose before it is accepted."""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path

from rich.console import Console

from citewell.config import Settings
from citewell.library import Library
from citewell.pipeline import answer
from citewell.publish.markdown import to_markdown
from citewell.publish.terminal import print_terminal

GOLDEN = Path(__file__).with_name("hamstring.md")
README = Path(__file__).parents[2] / "README.md"
QUESTION = "What are the symptoms and treatment options for a proximal hamstring rupture?"


def test_the_hamstring_article_reads_as_accepted(tmp_path: Path) -> None:
    """`just golden` writes the article anew; the difference is then reviewed."""
    with Library(Settings(home=tmp_path)) as library:
        draft = answer(QUESTION, library=library)
    page = to_markdown(draft).replace(draft.edition, "EDITION").replace(f"{draft.searched:,} passages", "N passages")
    if os.environ.get("CITEWELL_ACCEPT_GOLDEN"):
        GOLDEN.write_text(page, encoding="utf-8")
    assert page == GOLDEN.read_text(encoding="utf-8")


def test_the_answer_in_the_readme_is_what_the_command_prints(tmp_path: Path) -> None:
    """Its beginning, word for word, as a terminal of 92 columns shows it; `just golden` writes it anew."""
    with Library(Settings(home=tmp_path)) as library:
        draft = answer(QUESTION, library=library)
    console = Console(width=92, file=StringIO(), color_system=None)
    print_terminal(draft, console)
    printed = [line.rstrip() for line in console.file.getvalue().strip().splitlines()]  # type: ignore[attr-defined]
    until = printed.index(next(line for line in printed if line.startswith("References"))) + 8
    beginning = "```text\n" + "\n".join([*printed[:until], "..."]) + "\n```\n"
    text = README.read_text(encoding="utf-8")
    start = text.index("```text\nWhat are the symptoms")
    end = text.index("```\n", start + 7) + 4
    if os.environ.get("CITEWELL_ACCEPT_GOLDEN"):
        README.write_text(text[:start] + beginning + text[end:], encoding="utf-8")
        return
    assert text[start:end] == beginning
