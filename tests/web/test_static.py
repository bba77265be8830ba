"""Static files: what a browser keeps for a year is never another file under the same address."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client

from citewell.web.theme.storage import version_of

SHEETS = ("citewell/site.css", "citewell/desk.css", "article.css")
_REFERENCE = re.compile(r"""url\(\s*["']?(?!data:)([^"')]+)""")


@pytest.mark.parametrize("path", ["citewell/site.css", "mfa/js/webauthn.js"])
def test_the_address_of_a_file_has_the_hash_of_its_content(path: str) -> None:
    """Those of other packages too: an upgrade is seen at once."""
    found = finders.find(path)
    assert static(path) == f"/static/{path}?v={version_of(Path(str(found)))}"


@pytest.mark.parametrize("sheet", SHEETS)
def test_what_a_style_sheet_refers_to_has_its_hash(sheet: str) -> None:
    """Fonts above all: whoever changes one sees here what to write."""
    found = Path(str(finders.find(sheet)))
    for reference in _REFERENCE.findall(found.read_text(encoding="utf-8")):
        path = reference.partition("?")[0]
        assert reference == f"{path}?v={version_of(found.parent / path)}"


def test_fonts_are_named_by_the_sheet_and_kept_for_a_year() -> None:
    """As the server sends them."""
    sheet = Path(str(finders.find("citewell/site.css"))).read_text(encoding="utf-8")
    fonts = _REFERENCE.findall(sheet)
    assert fonts
    served = Client().get(f"/static/citewell/{fonts[0]}")
    assert (served.status_code, "max-age=31536000" in served["Cache-Control"]) == (200, True)
    served.close()


def test_a_file_that_is_not_there_is_an_error() -> None:
    """A page with a dead address is never sent."""
    with pytest.raises(FileNotFoundError, match=r"no\.css"):
        static("no.css")
