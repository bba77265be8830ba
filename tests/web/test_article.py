"""The page of an article: where it stands, what it says, and what every sentence rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import lxml.html
import pytest
from django.test import Client
from django.utils import timezone
from lxml.html import HtmlElement

from citewell.language.dates import long_date
from citewell.model.article import ReviewStatus
from citewell.model.claim import Reference
from citewell.model.ledger import Ledger
from citewell.model.question import Audience
from citewell.web.articles import reviewers, views
from citewell.web.articles.models import Article, Revision
from citewell.web.articles.reviewers import Told
from citewell.web.articles.standing import Override, Reviewer, standing_of
from desk_world import Site
from site_world import DOSE, QUESTION, TREATMENT, ledger, make_article


def page(reader: Client, article: Article, **query: str) -> HtmlElement:
    """Return the page of an article."""
    response = reader.get(article.get_absolute_url(), query)
    assert response.status_code == 200
    return lxml.html.fromstring(response.content)


def text(root: HtmlElement, path: str) -> str:
    """Return the text of the first element that fits."""
    return " ".join(root.xpath(path)[0].text_content().split())


@pytest.mark.parametrize(
    ("status", "words", "current"),
    [
        (ReviewStatus.SUBMITTED, "Submitted to the medical board on 1 May 2026. Not reviewed yet.", "Submitted"),
        (ReviewStatus.UNDER_REVIEW, "Under review by the medical board. Not approved yet.", "Under review"),
        (ReviewStatus.APPROVED, "Approved by the medical board on 3 May 2026.", "Approved"),
    ],
)
def test_where_an_article_stands_is_said_in_words(
    reader: Client, status: ReviewStatus, words: str, current: str
) -> None:
    """The step is named, marked for those who hear the page, and never told by colour alone."""
    root = page(reader, make_article(status))
    assert words in text(root, "//*[@class='standing']")
    assert current in text(root, "//*[@class='steps']/li[@aria-current='step']")
    assert len(root.xpath("//*[@class='steps']/li")) == 3


def test_the_steps_that_are_over_bear_their_days(reader: Client) -> None:
    """Submitted and approved on which day; a step that was not reached has none."""
    root = page(reader, make_article())
    assert root.xpath("//*[@class='steps']//time/@datetime") == ["2026-05-01", "2026-05-03"]
    root = page(reader, make_article(ReviewStatus.SUBMITTED, question=TREATMENT))
    assert root.xpath("//*[@class='steps']//time/@datetime") == ["2026-05-01"]


def test_the_next_review_and_the_policy_stand_beside_the_last_change(reader: Client) -> None:
    """A reader sees how fresh the page is, when it will be looked at again, and by what rules."""
    article = make_article()
    standing = text(page(reader, article), "//*[@class='standing']")
    assert f"Last updated {long_date(date.today().isoformat())}" in standing
    assert "Next review by 3 May 2027" in standing
    assert page(reader, article).xpath("//a[@href='/editorial-policy/']")


def test_reviewers_stand_on_the_page_with_what_makes_them_fit_and_what_binds_them(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Name, credentials, the day of the vote, and interests."""
    reviewer = Reviewer("Board member A", "MD, PhD", timezone.now(), "Fees from nobody")
    monkeypatch.setattr(reviewers, "told_of", lambda _article: Told((reviewer,)))
    shown = text(page(reader, make_article()), "//*[@class='reviewers']")
    assert "Board member A, MD, PhD" in shown
    assert "Interests: Fees from nobody" in shown


def test_what_has_happened_to_a_source_comes_first(reader: Client) -> None:
    """A notice stands before the status and the text."""
    root = page(reader, make_article(notice="Source 2 was retracted on 1 June 2026."))
    [notice] = root.xpath("//*[@class='notice']")
    order = list(root.iter())
    assert "retracted on 1 June 2026" in notice.text_content()
    assert order.index(notice) < order.index(root.xpath("//*[@class='steps']")[0])


def test_a_reader_sees_what_was_approved_and_not_what_came_after(reader: Client) -> None:
    """A newer revision is the desk's until it is approved."""
    article = make_article()
    Revision.of(article, ledger(DOSE))
    shown = page(reader, article)
    assert "5 mg once daily" not in text(shown, "//main")


def test_an_article_that_is_not_submitted_is_not_there(reader: Client) -> None:
    """A draft of the desk has no page for readers."""
    article = make_article(ReviewStatus.NOT_SUBMITTED)
    assert reader.get(article.get_absolute_url()).status_code == 404


def test_a_withdrawn_article_keeps_its_address_and_says_why(reader: Client) -> None:
    """Who cited it finds an explanation, with status 410, and no text that is no longer stood behind."""
    article = make_article()
    Article.objects.update(status="Withdrawn", notice="Its main source was retracted.")
    gone = reader.get(article.get_absolute_url())
    assert gone.status_code == 410
    assert "Its main source was retracted." in gone.content.decode()
    assert "Zanolol is recommended" not in gone.content.decode()
    assert article.title not in reader.get("/articles/").content.decode()


@pytest.mark.parametrize("status", ["Under review", "Needs re-review", "Changes requested"])
def test_a_text_that_was_approved_says_so_while_it_is_read_again(db: None, site_library: None, status: str) -> None:
    """A status between two approvals is told with the day of the text that is shown."""
    article = make_article()
    article.status = status
    standing = standing_of(article)
    assert "reviewed again. What is shown is the text that the medical board approved on 3 May 2026." in standing.words
    assert [step.name for step in standing.steps if step.is_current] == ["Under review"]
    assert not standing.steps[2].is_done


def test_the_day_on_which_the_board_took_it_up_is_told(reader: Client, site: Site) -> None:
    """Each step that was reached bears its day, that of the review too."""
    site.submit()
    site.assign("member_a")
    root = page(reader, site.article)
    assert len(root.xpath("//*[@class='steps']/li[.//time]")) == 2


def test_a_page_that_is_made_anew_is_not_worded_anew(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The review goes on and the text stays: only its surroundings are set again."""
    article = make_article()
    page(reader, article)
    monkeypatch.setattr(views, "render_for", lambda *_: pytest.fail("worded again"))
    Article.objects.filter(pk=article.pk).update(updated_at=timezone.now())
    page(reader, article)


def test_how_far_a_review_has_come_is_said(db: None, site_library: None) -> None:
    """Since when, and how many have approved it."""
    progress = "Under review since 3 May 2026: 1 of 2 reviewers have approved it."
    standing = standing_of(make_article(ReviewStatus.UNDER_REVIEW), progress=progress)
    assert standing.words == f"{progress} Not approved yet. For educational purposes."


def test_a_sentence_that_an_editor_allowed_is_named(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown although a check fails stands beside the status, with the reason."""
    told = standing_of(
        make_article(), overrides=(Override("One sentence is shown although a figure differs. Editor: rounding."),)
    )
    monkeypatch.setattr(reviewers, "standing_of", lambda *_args, **_more: told)
    shown = text(page(reader, Article.objects.get()), "//p[@class='override']")
    assert shown == "One sentence is shown although a figure differs. Editor: rounding."


def test_the_disclaimer_does_not_deny_a_review_that_took_place(reader: Client) -> None:
    """An approved article is for education and no advice; it is not called unreviewed."""
    approved = text(page(reader, make_article()), "//section[@aria-labelledby='disclaimer']")
    waiting = text(
        page(reader, make_article(ReviewStatus.SUBMITTED, question=TREATMENT)),
        "//section[@aria-labelledby='disclaimer']",
    )
    assert "For educational purposes" in approved
    assert "has not been reviewed" not in approved
    assert "has not been reviewed by a medical board" in waiting


def test_the_parts_of_an_article_stand_in_their_order(reader: Client) -> None:
    """Bottom line, guidelines, research, what is not said, evidence, references, how it was made, disclaimer, cite."""
    root = page(reader, make_article())
    found = root.xpath("//main//section/@aria-labelledby")
    wanted = [
        "bottom-line",
        "guideline",
        "research",
        "not-said",
        "evidence",
        "references",
        "method",
        "disclaimer",
        "keep",
    ]
    assert [name for name in found if name in wanted] == wanted


def test_every_citation_leads_to_its_quote_inside_its_paragraph(reader: Client) -> None:
    """The number leads to a footnote in which the exact words are marked, with what is around them."""
    article = make_article()
    root, draft = page(reader, article), article.shown.ledger.draft
    links = root.xpath("//*[@class='cites']/a/@href")
    assert len(links) == sum(len(claim.record_ids) for claim in draft.claims)
    for claim in draft.claims:
        number = draft.reference_number(claim.citations[0].record_id)
        [mark] = root.xpath(f"//*[@id='quote-{claim.id}-{number}']//mark")
        assert mark.text_content() == claim.citations[0].quote
    [conclusion] = [
        q
        for q in root.xpath("//blockquote[.//mark]")
        if "Quibrex may be offered" in q.xpath(".//mark")[0].text_content()
    ]
    assert "Zanolol is recommended as first treatment" in conclusion.text_content()


def test_a_footnote_says_what_kind_of_evidence_it_is(reader: Client) -> None:
    """Design, level with its reason, size, how much of it was read, and its standing."""
    root = page(reader, make_article())
    [trial] = [li for li in root.xpath("//*[@class='references']/li") if "Zanolol versus placebo" in li.text_content()]
    facts = {div.xpath("dt")[0].text_content(): div.xpath("dd")[0].text_content() for div in trial.xpath(".//dl/div")}
    assert facts["Design"] == "Randomised trial"
    assert facts["Level"].startswith("OCEBM level 2")
    assert facts["n"] == "240"
    assert facts["Read as"] == "Abstract only"
    assert "2019" in trial.xpath(".//*[@class='source']")[0].text_content()


def test_a_quote_can_be_found_at_its_source(reader: Client) -> None:
    """A link with a text fragment leads to the words in the source's own page; none where the page is no HTML."""
    article = make_article()
    addresses = page(reader, article).xpath("//a[@class='in-source']/@href")
    assert (
        "https://topics.example/frobnitis#:~:text=The%20signs%20of%20frobnitis%20are%20pain%2C%20swelling%20and%20a%20low%20hum."
        in addresses
    )
    [long] = [a for a in addresses if "90000001" in a]
    assert long.startswith(
        "https://pubmed.ncbi.nlm.nih.gov/90000001/#:~:text=In%207%20randomised%20trials%20%28n%20%3D,"
    )
    kept = article.shown.ledger
    pdfs = tuple(
        replace(r, url=f"{r.url or 'https://label.example/x'}.pdf".replace("/.pdf", ".pdf"))
        for r in kept.draft.references
    )
    other = make_article(question=TREATMENT, of=_with_references(kept, pdfs))
    assert page(reader, other).xpath("//a[@class='in-source']") == []


def _with_references(kept: Ledger, references: tuple[Reference, ...]) -> Ledger:
    return replace(kept, draft=replace(kept.draft, references=references))


@pytest.mark.parametrize("audience", list(Audience))
def test_every_reader_gets_the_same_claims(reader: Client, audience: Audience) -> None:
    """Who reads changes the wording, never what is claimed nor what it rests on."""
    article = make_article()
    root = page(reader, article, **{"for": audience.value})
    assert text(root, "//*[@data-audience][@aria-current='true']") == audience.value.capitalize()
    assert root.xpath("//*[contains(@class, 'sentence') and @id]/@id") == [
        c.id for c in article.shown.ledger.draft.claims
    ]


def test_the_choice_of_reader_is_remembered(reader: Client) -> None:
    """Chosen once, it holds for the next article, without an account."""
    article = make_article()
    reader.get(article.get_absolute_url(), {"for": "nurse"})
    assert text(page(reader, article), "//*[@data-audience][@aria-current='true']") == "Nurse"


@pytest.mark.parametrize("value", ["", "king", "<script>", "patient\r\nSet-Cookie: x=1"])
def test_a_reader_that_does_not_exist_is_no_reader(reader: Client, value: str) -> None:
    """Anything else is answered as for a patient, and is not remembered."""
    response = reader.get(make_article().get_absolute_url(), {"for": value})
    assert response.status_code == 200
    assert not response.cookies


def test_a_kept_page_is_made_anew_when_something_of_it_changes(reader: Client) -> None:
    """The cache never shows a status, a notice or a text that is over."""
    article = make_article()
    page(reader, article)
    article.notice = "A source was superseded."
    article.save()
    assert "A source was superseded." in text(page(reader, article), "//main")
    newer = Revision.of(article, ledger(DOSE))
    article.approved = newer
    article.save()
    assert "5 mg once daily" in text(page(reader, article), "//main")


def test_a_page_from_the_cache_is_the_page(reader: Client) -> None:
    """The second answer is the first, to the byte, and needs few look-ups."""
    article = make_article()
    first, second = (reader.get(article.get_absolute_url()).content for _ in range(2))
    assert first == second


def test_a_page_from_the_cache_asks_the_database_once(reader: Client, django_assert_max_num_queries: object) -> None:
    """One row is read for a reader who is not signed in."""
    article = make_article()
    reader.get(article.get_absolute_url())
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        reader.get(article.get_absolute_url())


def test_a_revision_is_never_written_again(db: None, site_library: None) -> None:
    """What was approved cannot be changed under its address."""
    revision = make_article().revisions.get()
    revision.note = "changed"
    with pytest.raises(ValueError, match="never changes"):
        revision.save()


def test_a_damaged_revision_is_not_shown(reader: Client) -> None:
    """A row that was tampered with fails aloud; its text reaches nobody."""
    article = make_article()
    revision = article.revisions.get()
    content = revision.content
    content["sources"][0]["sections"][0]["text"] = "Something else entirely."
    Revision.objects.filter(pk=revision.pk).update(content=content)
    reader.raise_request_exception = False
    answer = reader.get(article.get_absolute_url())
    assert answer.status_code == 500
    assert "Something went wrong on this site" in answer.content.decode()


def test_a_next_review_that_is_over_is_shown_as_it_is(reader: Client) -> None:
    """The day is not hidden when it has passed."""
    article = make_article(review_due=date(2020, 1, 2))
    assert "Next review by 2 January 2020" in text(page(reader, article), "//*[@class='standing']")
    assert timezone.now() - timedelta(days=1) > article.approved_at  # type: ignore[operator]


def test_the_question_is_the_title(reader: Client) -> None:
    """Of the page, of its window and of what is shared."""
    root = page(reader, make_article())
    assert root.xpath("//h1")[0].text_content() == QUESTION
    assert root.xpath("//title")[0].text_content() == f"{QUESTION} – Citewell"
    assert root.xpath("//meta[@property='og:title']/@content") == [QUESTION]
