"""The HTML page: complete without a script or the network, readable by everyone, safe with any record."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise

import lxml.html
import pytest

from citewell import answer
from citewell.model.article import Certainty, Conflict, ProposedCertainty, VerifiedDraft
from citewell.model.claim import ClaimKind
from citewell.model.evidence import Coverage, Provenance, Record, RecordKind, RetractionStatus, Section
from citewell.model.identifiers import DOI, PMID, Identifiers
from citewell.model.question import Audience, Facet
from citewell.publish import words
from citewell.publish.html import REVIEW_STEPS, to_html, web_address
from citewell.publish.words import terms_shown
from fakes import FakeLibrary

QUESTION = "What are the symptoms and treatment options for a proximal hamstring rupture?"
HOSTILE = "<script>alert(1)</script> \"double\" 'single' {{ 7 * 7 }} {% raw %} &amp; <img src=x onerror=y>"


def record(number: int, *sections: tuple[str, str], **values: object) -> Record:
    """Return a research record about the subject of QUESTION."""
    fields: dict[str, object] = {
        "kind": RecordKind.RESEARCH,
        "title": f"Proximal hamstring rupture: cohort {number}",
        "journal": "Journal of Hamstrings",
        "year": 2015 + number,
        "authors": ("Field A", "Lund B"),
        "publication_types": ("Journal Article",),
        "identifiers": Identifiers(pmid=PMID(str(1000 + number))),
        "url": f"https://example.org/study/{number}",
    }
    return Record(
        id=f"pubmed:{1000 + number}",
        sections=tuple(Section(label, text) for label, text in sections),
        **(fields | values),  # type: ignore[arg-type]
    )


SYMPTOMS = record(
    1,
    ("Results", "Symptoms of proximal hamstring rupture include buttock pain, bruising and weakness."),
)
TREATMENT = record(
    2,
    (
        "Results",
        "Repair of proximal hamstring rupture improved strength compared with nonoperative treatment.",
    ),
    (
        "Conclusions",
        "Surgery for proximal hamstring rupture led to better function than nonoperative treatment.",
    ),
    publication_types=("Randomized Controlled Trial",),
)
GUIDELINE = record(
    3,
    ("Recommendations", "Surgical repair is recommended for complete proximal hamstring rupture in adults."),
    kind=RecordKind.GUIDELINE,
    title="Management of proximal hamstring rupture",
    issuer="Society of Hamstrings",
)
STARTER = record(
    4,
    ("Summary", "Signs of proximal hamstring rupture are a stiff gait and a palpable gap under the buttock."),
    coverage=Coverage.SUMMARY,
    provenance=Provenance("starter", checked_at="https://example.net/facts"),
)


def ask(*records: Record, question: str = QUESTION) -> VerifiedDraft:
    """Return the answer to a question from these records."""
    return answer(question, library=FakeLibrary(records))


@pytest.fixture(scope="module")
def draft() -> VerifiedDraft:
    """Return an answer from two studies and a guideline."""
    return ask(SYMPTOMS, TREATMENT, GUIDELINE)


def parse(page: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page)


def text(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


# A complete page --------------------------------------------------------------------------------------


def test_the_title_is_the_question(draft: VerifiedDraft) -> None:
    """The one first-level heading, and the title of the window, are the question."""
    page = parse(to_html(draft))
    assert [text(h) for h in page.iter("h1")] == [QUESTION]
    assert QUESTION in page.findtext(".//title")


def test_the_same_draft_gives_the_same_page(draft: VerifiedDraft) -> None:
    """Rendering depends on nothing but the draft and the audience."""
    assert to_html(draft) == to_html(draft)


def test_the_page_asks_nothing_of_the_network(draft: VerifiedDraft) -> None:
    """Nothing in the page is loaded from elsewhere, and nothing in it is run."""
    page = parse(to_html(draft))
    assert not page.xpath("//script | //link | //img | //iframe | //object | //embed | //form | //*[@style]")
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    assert "url(" not in page.findtext(".//style")
    assert "@import" not in page.findtext(".//style")


def test_the_policy_lets_in_this_style_and_nothing_else(draft: VerifiedDraft) -> None:
    """The hash in the content security policy is that of the style as a browser reads it."""
    page = to_html(draft)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = parse(page).xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_each_sentence_is_shown_once_in_its_place(draft: VerifiedDraft) -> None:
    """Every claim stands in the article under its own anchor, in reading order."""
    sentences = parse(to_html(draft)).xpath("//li[contains(@class, 'sentence')]")
    assert [s.get("id") for s in sentences] == [c.id for c in draft.claims]
    assert [text(s.find_class("text")[0][0]) for s in sentences] == [c.text for c in draft.claims]


def test_each_citation_number_leads_to_the_exact_quote(draft: VerifiedDraft) -> None:
    """Behind each number stands the quote, character for character, with its section and a way back."""
    page = parse(to_html(draft))
    for claim in draft.claims:
        (sentence,) = page.xpath(f"//li[@id='{claim.id}']")
        links = sentence.find_class("cites")[0].findall("a")
        assert [int(a.text) for a in links] == [draft.reference_number(i) for i in claim.record_ids]
        (quote,) = page.xpath(f"//*[@id='{links[0].get('href')[1:]}']")
        assert quote.findtext(".//blockquote/p") == claim.citations[0].quote
        assert claim.citations[0].passage.section in text(quote)
        assert quote.xpath(f".//a[@href='#{claim.id}']")


def test_every_link_within_the_page_arrives() -> None:
    """No anchor dangles, and no id is given twice."""
    page = parse(to_html(ask(SYMPTOMS, TREATMENT, GUIDELINE, STARTER)))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")} <= set(ids)
    assert set(" ".join(page.xpath("//@aria-labelledby")).split()) <= set(ids)


def test_sections_stand_under_the_kind_of_their_source(draft: VerifiedDraft) -> None:
    """Guidelines come under their own heading, before the research."""
    headings = [text(h) for h in parse(to_html(draft)).iter("h2")]
    kinds = [words.KIND_TITLES[kind] for kind in dict.fromkeys(s.source_kind for s in draft.sections)]
    assert kinds
    assert [h for h in headings if h in kinds] == kinds


def test_a_reference_says_what_kind_of_evidence_it_is(draft: VerifiedDraft) -> None:
    """The entry tells design, level with its reason, year, journal, coverage, standing and identifiers."""
    page = parse(to_html(draft))
    for reference in draft.references:
        entry = text(page.xpath(f"//li[@id='ref-{reference.number}']")[0])
        for part in (
            reference.type,
            reference.title,
            reference.journal,
            str(reference.year),
            words.level_text(reference),
            reference.evidence_reason,
            words.coverage_text(reference),
            words.retraction_text(reference),
            "PMID",
        ):
            assert part.lower() in entry.lower()


def test_a_large_number_of_patients_is_readable(draft: VerifiedDraft) -> None:
    """Sample sizes are written with a separator."""
    sized = replace(draft, references=tuple(replace(r, sample_size=12345) for r in draft.references))
    assert "12,345" in to_html(sized)


def test_a_starter_summary_says_so_and_leads_to_both_pages() -> None:
    """A starter summary is named, with links to the original and to where its facts were checked."""
    draft = ask(SYMPTOMS, TREATMENT, STARTER)
    (reference,) = [r for r in draft.references if r.is_starter]
    entry = parse(to_html(draft)).xpath(f"//li[@id='ref-{reference.number}']")[0]
    assert "Starter summary" in text(entry)
    assert "Quoted from the starter summary" in text(entry)
    assert {"https://example.org/study/4", "https://example.net/facts"} <= set(entry.xpath(".//a/@href"))


def test_a_further_source_of_a_quoted_sentence_is_not_called_quoted(draft: VerifiedDraft) -> None:
    """Where two sources say the same, only the one whose words are shown is quoted."""
    first, other = draft.claims[0], draft.claims[1]
    both = replace(first, citations=(*first.citations, *other.citations))
    page = parse(to_html(replace(draft, claims=(both, *draft.claims[1:]))))
    number = draft.reference_number(other.record_ids[0])
    (quote,) = page.xpath(f"//*[@id='quote-{first.id}-{number}']")
    assert "Says the same, in the words of this source" in text(quote)


def test_quoted_and_checked_sentences_differ_by_more_than_colour(draft: VerifiedDraft) -> None:
    """A checked sentence has its own mark, its evidence says so, and the legend explains both marks."""
    checked = replace(draft, claims=tuple(replace(c, kind=ClaimKind.CHECKED) for c in draft.claims))
    page = parse(to_html(checked))
    assert not page.xpath("//li[contains(@class, 'quoted')]")
    assert "Checked: the sentence rests on these words of the source" in text(page)
    legend = text(page.find_class("legend")[0])
    assert "Quoted" in legend
    assert "Checked" in legend


def test_the_evidence_table_has_a_row_for_each_source(draft: VerifiedDraft) -> None:
    """The table names its columns and gives each cited source a headed row."""
    (table,) = parse(to_html(draft)).iter("table")
    columns = " ".join(text(th) for th in table.xpath(".//th[@scope='col']"))
    assert columns == "Study Design Level n Year Result"
    assert len(table.xpath(".//th[@scope='row']")) == len(draft.evidence)


def test_a_certainty_is_called_proposed_and_leads_to_its_sentences(draft: VerifiedDraft) -> None:
    """With the outcome, the treatments named and each reason, beside the table of evidence."""
    proposed = ProposedCertainty(
        "pain", ("placebo", "surgery"), Certainty.LOW, ("c1",), ("Starts at low: not randomised.",)
    )
    page = parse(to_html(replace(draft, certainty=(proposed,))))
    (said,) = page.xpath("//section[@aria-labelledby='evidence']//*[@class='certainty']//dl/div")
    assert " ".join(said.text_content().split()).startswith(
        "Pain: placebo and surgery compared Low, proposed. Starts at low: not randomised."
    )
    assert said.xpath(".//a/@href")


def test_disagreeing_sources_face_each_other_with_the_reason(draft: VerifiedDraft) -> None:
    """Both sentences of a conflict are shown side by side, cited, with the likely reason under them."""
    ids = tuple(c.id for c in draft.claims[:2])
    conflict = Conflict(Facet.TREATMENT, "function", ids, "Possible reasons: different designs.")
    page = parse(to_html(replace(draft, conflicts=(conflict,))))
    (facing,) = page.find_class("facing")
    assert [draft.claim(i).text in text(li) for i, li in zip(ids, facing, strict=True)] == [True, True]
    assert all(li.find_class("cites") for li in facing)
    assert "Possible reasons: different designs." in text(page)


def test_what_is_not_answered_is_named(draft: VerifiedDraft) -> None:
    """A facet that was asked and not answered, and the limits, stand under what the evidence does not say."""
    partial = replace(draft, unanswered=(Facet.PROGNOSIS,), limits=("The whole answer rests on one source.",))
    (section,) = parse(to_html(partial)).xpath("//section[@aria-labelledby='not-said']")
    assert words.facet_title(Facet.PROGNOSIS) in text(section)
    assert "The whole answer rests on one source." in text(section)


def test_a_retracted_source_is_named_as_not_used() -> None:
    """A retracted study that was found is shown as retracted, and cited nowhere."""
    bad = replace(
        TREATMENT,
        id="pubmed:1009",
        title="Withdrawn trial of hamstring repair",
        retraction=RetractionStatus.RETRACTED,
    )
    draft = ask(SYMPTOMS, TREATMENT, GUIDELINE, bad)
    page = parse(to_html(draft))
    (section,) = page.xpath("//section[@aria-labelledby='not-said']")
    assert "Withdrawn trial of hamstring repair" in text(section)
    assert "Retracted, and not used" in text(section)
    assert "Withdrawn trial" not in text(page.find_class("references")[0])


def test_a_source_under_concern_is_marked_in_words(draft: VerifiedDraft) -> None:
    """An expression of concern is written out beside the source's type."""
    concern = replace(draft.references[0], retraction=RetractionStatus.CONCERN)
    page = parse(to_html(replace(draft, references=(concern, *draft.references[1:]))))
    entry = page.xpath(f"//li[@id='ref-{concern.number}']")[0]
    assert "expression of concern" in text(entry.find_class("type")[0])


def test_how_it_was_made_is_told(draft: VerifiedDraft) -> None:
    """Terms, passages, edition, writer and verifier are all on the page."""
    (section,) = parse(to_html(draft)).xpath("//section[@aria-labelledby='method']")
    for part in (*terms_shown(draft), str(draft.searched), draft.edition, draft.writer, draft.verifier):
        assert part.lower() in text(section).lower()


def test_follow_ups_are_offered(draft: VerifiedDraft) -> None:
    """Questions that the library can answer as well close the page."""
    asked = replace(draft, follow_ups=("How long is the recovery?",))
    (section,) = parse(to_html(asked)).xpath("//section[@aria-labelledby='next']")
    assert "How long is the recovery?" in text(section)


def test_the_reader_is_named_and_gets_their_register(draft: VerifiedDraft) -> None:
    """A patient's page says so, has the patient's disclaimer and the plain headings."""
    page = text(parse(to_html(draft, audience=Audience.PATIENT)))
    assert "Written for: Patients" in page
    assert words.disclaimer(Audience.PATIENT) in page


def test_the_review_status_is_told_in_words(draft: VerifiedDraft) -> None:
    """The three steps are a list, and a sentence says that none was taken."""
    (standing,) = parse(to_html(draft)).find_class("standing")
    assert words.REVIEW_STATUS in text(standing)
    assert [text(li) for li in standing.iter("li")] == [step.value for step in REVIEW_STEPS]


# Urgent help and no answer ----------------------------------------------------------------------------


def test_urgent_help_comes_before_everything() -> None:
    """The banner is the first thing in the article, before the question itself."""
    draft = ask(SYMPTOMS, TREATMENT, question="I have crushing chest pain right now, what should I do?")
    assert draft.is_urgent
    first = parse(to_html(draft)).find(".//main")[0]
    assert first.get("class") == "urgent"
    assert all(line in text(first) for line in words.urgent_banner("emergency").lines)


def test_no_banner_without_a_red_flag(draft: VerifiedDraft) -> None:
    """A question without a sign of danger gets no banner."""
    assert not parse(to_html(draft)).find_class("urgent")


def test_no_answer_is_a_page_of_its_own() -> None:
    """Without evidence the page tells what was searched, what came nearest, and what to try."""
    draft = ask(SYMPTOMS, TREATMENT, question="How is zoster keratitis after hamstring rupture treated?")
    assert not draft.claims
    page = parse(to_html(draft))
    assert words.outcome_text(draft) in text(page)
    assert {"What was searched", "What came nearest", "What to try"} <= {text(h) for h in page.iter("h2")}
    assert page.find(".//table") is None
    for near in draft.nearest:
        assert near.title in text(page)
        assert all(part in text(page) for part in near.missing)


# Hostile records --------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["title", "journal", "issuer", "design", "evidence_reason", "type", "coverage"])
def test_text_of_a_reference_stays_text(draft: VerifiedDraft, field: str) -> None:
    """Markup and template syntax in a record's fields are shown as they are written."""
    hostile = replace(draft.references[0], **{field: HOSTILE})
    page = to_html(replace(draft, references=(hostile, *draft.references[1:])))
    assert "<script" not in page
    assert "<img" not in page
    assert HOSTILE.lower() in text(parse(page)).lower()


def test_a_hostile_record_is_quoted_as_it_stands() -> None:
    """A quote that holds markup reaches the page character for character, and as text."""
    sentence = f"Symptoms of proximal hamstring rupture include buttock pain and {HOSTILE} bruising."
    draft = ask(record(7, ("Results", sentence), title=f"Proximal hamstring rupture {HOSTILE}"), TREATMENT, GUIDELINE)
    page = to_html(draft)
    assert any(HOSTILE in c.text for c in draft.claims)
    assert sentence in [q.text for q in parse(page).iterfind(".//blockquote/p")]
    assert "<script" not in page


def test_a_hostile_question_stays_text() -> None:
    """The question is escaped in the title, the heading and the description."""
    page = to_html(ask(SYMPTOMS, question=f"{QUESTION} </title>{HOSTILE}"))
    assert "<script" not in page
    assert len(parse(page).xpath("//title")) == 1


def test_control_characters_do_not_reach_the_page(draft: VerifiedDraft) -> None:
    """The page can be written as UTF-8, and holds no control character, whatever a record holds."""
    broken = replace(draft.references[0], title="Hamstring\ud800 \x00\x1b study")
    page = to_html(replace(draft, references=(broken, *draft.references[1:])))
    assert page.encode()
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", page)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/x",
        "https://",
        "https://nhs.uk@example.org/",
        "https://example.org\\@nhs.uk",
        "https://exa mple.org",
        "https://[broken",
        "https://example.org/\u202egnp.exe",
        "",
    ],
)
def test_only_web_addresses_become_links(draft: VerifiedDraft, address: str) -> None:
    """Any other address is no link: neither of the original nor of the page where facts were checked."""
    assert web_address(address) == ""
    hostile = replace(draft.references[0], url=address, checked_at=address, is_starter=True)
    page = parse(to_html(replace(draft, references=(hostile, *draft.references[1:]))))
    assert all(href.startswith(("#", "https://", "http://")) for href in page.xpath("//@href"))
    assert address not in page.xpath("//@href") or not address


def test_a_web_address_keeps_its_quotes_inside_the_link(draft: VerifiedDraft) -> None:
    """Quotes and angle brackets in an address cannot end the attribute that holds it."""
    address = 'https://example.org/"><script>alert(1)</script>'
    doi = Identifiers(doi=DOI('10.1000/"><script>alert(1)</script>'))
    hostile = replace(draft.references[0], url=address, identifiers=doi)
    page = to_html(replace(draft, references=(hostile, *draft.references[1:])))
    assert "<script" not in page
    assert address in parse(page).xpath("//@href")


# For everyone -----------------------------------------------------------------------------------------


def test_headings_are_in_order() -> None:
    """The first heading is the title, and no heading skips a level."""
    page = parse(to_html(ask(SYMPTOMS, TREATMENT, GUIDELINE, STARTER)))
    levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_page_has_its_language_landmarks_and_a_skip_link(draft: VerifiedDraft) -> None:
    """A reader of the page by ear finds their way: language, header, main, navigation, footer, skip link."""
    page = parse(to_html(draft))
    assert page.get("lang") == "en"
    assert [len(page.xpath(f"//body/{tag}")) for tag in ("header", "main", "footer")] == [1, 1, 1]
    assert page.xpath("//nav[@aria-label]")
    assert page.find("body")[0].get("href") == "#" + page.find(".//main").get("id")


def test_the_scrolling_table_can_be_reached_by_keyboard(draft: VerifiedDraft) -> None:
    """What scrolls takes the focus and has a name."""
    (scroll,) = parse(to_html(draft)).find_class("scroll")
    assert (scroll.get("tabindex"), scroll.get("role")) == ("0", "region")
    assert scroll.get("aria-labelledby")


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`. Source: WCAG 2.2, definition of relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_lines_have_enough_contrast(draft: VerifiedDraft, scheme: str) -> None:
    """Each colour of text reaches 7:1 on each surface, and lines 3:1, in light and in dark."""
    blocks = re.findall(r":root \{(.*?)\}", to_html(draft), re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in blocks[:2])
    tokens = light if scheme == "light" else light | dark
    for surface in ("paper", "chosen"):
        for ink in ("ink", "quiet", "accent", "fault", "caution"):
            assert contrast(tokens[ink], tokens[surface]) >= 7, (ink, surface)
        assert contrast(tokens["line"], tokens[surface]) >= 3
    assert contrast(tokens["on-urgent"], tokens["urgent"]) >= 7
    assert contrast(tokens["urgent-line"], tokens["paper"]) >= 3
