"""The evidence picture: what stands where, and that nothing is said of a study that its quoted words do not say."""

from __future__ import annotations

from dataclasses import replace

import lxml.html
import pytest
from django.test import Client

from citewell.model.ledger import Ledger
from citewell.verify.conflicts import difference_told
from citewell.web.articles.picture import WIDTH, Found, findings, picture
from site_world import ledger, make_article

GUIDELINE, TRIAL, REVIEW, TOPIC = "guideline:frob-2023", "pubmed:90000003", "pubmed:90000001", "topic:frobnitis"


@pytest.fixture
def drawn(site_library: None) -> Ledger:
    return ledger()


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Zanolol was better than placebo in frobnitis.", True),
        ("Zanolol reduced frob pain compared with placebo (risk ratio 0.62).", True),
        ("Pain scores did not differ between zanolol and quibrex.", False),
        ("Zanolol was not better than quibrex.", False),
        ("Frobnitis is a painful swelling of the frob.", None),
        ("Zanolol was given to 240 adults and compared with placebo.", None),
    ],
)
def test_a_difference_is_told_from_words_of_comparison(sentence: str, told: bool | None) -> None:
    """A sentence that compares says that there was a difference, or none; any other says neither."""
    assert difference_told(sentence) is told


def test_what_a_study_found_is_what_its_quotes_say(drawn: Ledger) -> None:
    """A trial and a review that found a difference, a guideline that advises, and a text that compares nothing."""
    found = findings(drawn.draft)
    assert (found[TRIAL], found[REVIEW], found[GUIDELINE], found[TOPIC]) == (
        Found.DIFFERENCE,
        Found.DIFFERENCE,
        Found.ADVICE,
        Found.UNCLEAR,
    )


def test_each_dated_source_has_one_mark(drawn: Ledger) -> None:
    """Nothing is left out and nothing is drawn twice."""
    drawing = picture(drawn.draft)
    assert drawing is not None
    assert sorted(mark.number for mark in drawing.marks) == [r.number for r in drawn.draft.references if r.year]


def test_years_go_across_levels_go_up_and_sizes_show(drawn: Ledger) -> None:
    """The later trial is to the right, the review above the trial, and the review of 1,204 larger than 240."""
    drawing = picture(drawn.draft)
    assert drawing is not None
    by_number = {mark.number: mark for mark in drawing.marks}
    trial, review = (by_number[drawn.draft.reference_number(record_id)] for record_id in (TRIAL, REVIEW))
    assert review.x > trial.x
    assert review.y < trial.y
    assert review.radius > trial.radius


def test_no_mark_covers_another_and_none_leaves_the_drawing(drawn: Ledger) -> None:
    """Twelve sources of one year and level stand side by side."""
    first = drawn.draft.references[0]
    others = tuple(replace(first, number=9 + n, record_id=first.record_id) for n in range(12))
    drawing = picture(replace(drawn.draft, references=(*drawn.draft.references, *others)))
    assert drawing is not None
    marks = drawing.marks
    apart = [
        (a.x - b.x) ** 2 + (a.y - b.y) ** 2 >= (a.radius + b.radius) ** 2 for a in marks for b in marks if a is not b
    ]
    assert all(apart)
    assert all(m.x - m.radius >= 0 and m.x + m.radius <= WIDTH and 0 <= m.y <= drawing.height for m in marks)


def test_two_sources_are_a_list_and_no_picture(drawn: Ledger) -> None:
    """Fewer than three dated sources are not drawn."""
    undated = tuple(replace(r, year=r.year if r.number < 3 else None) for r in drawn.draft.references)
    assert picture(replace(drawn.draft, references=undated)) is None


def test_shapes_are_explained_and_tell_without_colour(reader: Client) -> None:
    """Every kind of mark that is drawn is in the legend, with a shape of its own, and the rule is said."""
    root = lxml.html.fromstring(reader.get(make_article().get_absolute_url()).content)
    [figure] = root.xpath("//figure[@class='picture']")
    drawn = {element.get("class") for element in figure.xpath("./svg//g")}
    explained = {element.get("class") for element in figure.xpath(".//li//g")}
    assert drawn == explained
    assert "by a rule and not by a person" in figure.text_content()


def test_each_mark_says_what_it_is_and_leads_to_its_reference(reader: Client) -> None:
    """A link with a name for those who hear it, and the reference that it opens."""
    root = lxml.html.fromstring(reader.get(make_article().get_absolute_url()).content)
    marks = root.xpath("//figure[@class='picture']/svg/a")
    assert len(marks) == 4
    for mark in marks:
        assert root.xpath(f"//*[@id='{mark.get('href')[1:]}']")
        assert "Found:" in mark.get("aria-label")


def test_the_table_says_the_same_as_the_picture(reader: Client) -> None:
    """Study, design, level, size, year and what was found, for those who cannot see the marks."""
    article = make_article()
    root = lxml.html.fromstring(reader.get(article.get_absolute_url()).content)
    found = findings(article.shown.ledger.draft)
    cells = [" ".join(cell.text_content().split()) for cell in root.xpath("//td[@class='found']")]
    rows = article.shown.ledger.draft.evidence
    assert cells == [found[row.record_id].value.capitalize() for row in rows]
