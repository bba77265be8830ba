"""Fill the home that the environment names: the little world's records, and an article in each state of the review.

A program of its own: a site's settings are read once a process, and a browser needs a site in another process.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "citewell.web.settings"
    from citewell.web.running import set_up

    set_up()
    from citewell.model.article import ReviewStatus
    from citewell.web.pages.models import Page
    from site_world import DOSE, QUESTION, TREATMENT, fill_library, make_article

    with tempfile.TemporaryDirectory() as folder:
        fill_library(Path(folder))
    make_article(ReviewStatus.APPROVED, question=QUESTION, specialty="Frobology", topic="Frobnitis")
    make_article(ReviewStatus.UNDER_REVIEW, question=TREATMENT, specialty="Frobology", topic="Pain")
    make_article(ReviewStatus.SUBMITTED, question=DOSE, notice="Source 1 was superseded on 2 June 2026.")
    Page.objects.create(slug="contact", title="Contact", text="Write to us.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
