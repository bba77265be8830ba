"""Write docs/reference/openapi.json, or with --check tell whether it is up to date."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

TARGET = Path(__file__).parent.parent / "docs/reference/openapi.json"


def made() -> str:
    """Return the description of the HTTP API, whatever the settings of this machine are."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"CITEWELL_HOME": home, "DJANGO_SETTINGS_MODULE": "citewell.web.settings"}
        import django

        django.setup()
        from citewell.web.api.describing import description

        return json.dumps(description(), indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    text = made()
    if "--check" in sys.argv:
        is_same = TARGET.exists() and TARGET.read_text(encoding="utf-8") == text
        print("the description of the API is up to date" if is_same else "run tools/make_openapi.py", file=sys.stderr)
        return 0 if is_same else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
