"""An answer as one page of HTML: it prints, it needs no script, and it asks nothing of the network."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from itertools import groupby
from typing import Any
from urllib.parse import quote as quoted
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from citewell.model.article import ArticleSection, EvidenceRow, Outcome, ReviewStatus, VerifiedDraft
from citewell.model.claim import Citation, Claim, ClaimKind, Reference
from citewell.model.evidence import RetractionStatus
from citewell.model.ledger import Ledger
from citewell.model.question import Audience, Facet
from citewell.model.rendering import ClaimRendering, Rendering
from citewell.model.serialise import clean
from citewell.publish import words
from citewell.register import render_for

REVIEW_STEPS = (ReviewStatus.SUBMITTED, ReviewStatus.UNDER_REVIEW, ReviewStatus.APPROVED)
# More notes than this beside one sentence stand taller than the sentence.
MOST_NOTES = 2
# Stands in the style, at the foot of each printed page.
PRINTED_STATUS = "Not submitted for review"
# Characters of a source that are shown on either side of a quote: enough to see what it was said of.
MOST_AROUND = 420
# Of a long quote its first and last words: enough to be found, few enough to outlive a change within it.
_FRAGMENT_WORDS = 6
_FAULTY = frozenset({RetractionStatus.RETRACTED, RetractionStatus.CONCERN})
_WRITTEN_FOR = {
    Audience.PATIENT: "Patients",
    Audience.CAREGIVER: "Caregivers",
    Audience.STUDENT: "Students",
    Audience.NURSE: "Nurses",
    Audience.PHARMACIST: "Pharmacists",
    Audience.PHYSICIAN: "Physicians",
}
_CHECKS = {
    "quote_at_span": "the quote stands at its place in the source",
    "not_retracted": "no source is known to be retracted",
    "wording": "the wording comes from the source",
    "numbers": "numbers, units and doses",
    "units": "units of time",
    "frequency": "how often a day",
    "comparisons": "bounds such as “at least”",
    "negation": "negation",
    "direction": "direction of effect",
    "opposites": "opposites",
    "drugs": "drug names",
    "names": "names and acronyms",
    "authority": "advice on doses and warnings rests on a label or a guideline",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote under its reference, with the sentence of the article that rests on it."""

    anchor: str
    claim: Claim
    citation: Citation
    is_first: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What the template asks of a draft: looked-up references, joined texts, and only safe addresses."""

    draft: VerifiedDraft
    rendering: Rendering
    ledger: Ledger | None = None

    @property
    def audience(self) -> Audience:
        return self.rendering.audience

    @property
    def is_answered(self) -> bool:
        return self.draft.outcome is not Outcome.INSUFFICIENT_EVIDENCE

    @property
    def banner(self) -> words.Banner | None:
        flag = self.draft.question.red_flag
        return words.urgent_banner(flag.kind) if flag else None

    @property
    def audience_note(self) -> str:
        return words.audience_note(self.audience)

    @property
    def written_for(self) -> str:
        return _WRITTEN_FOR[self.audience]

    @property
    def kinds(self) -> Iterator[tuple[str, str, list[ArticleSection]]]:
        """The sections in the reader's order, by kind of source, each kind once, with its anchor and its title."""
        for kind, sections in groupby(self.rendering.sections, key=lambda section: section.source_kind):
            yield kind.value, words.KIND_TITLES[kind], list(sections)

    @property
    def has_starter(self) -> bool:
        return any(reference.is_starter for reference in self.draft.references)

    @property
    def checks(self) -> tuple[str, ...]:
        """The named checks that the shown sentences passed, in words."""
        names = dict.fromkeys(check.name for claim in self.draft.claims for check in claim.verdict.checks)
        return tuple(check_text(name) for name in names)

    def facet(self, facet: Facet) -> str:
        return words.facet_title(facet, self.audience)

    def rendered(self, claim: Claim) -> ClaimRendering:
        return self.rendering.claim(claim.id)

    @property
    def is_reworded(self) -> bool:
        return any(claim.is_reworded for claim in self.rendering.claims)

    def claims(self, ids: tuple[str, ...]) -> list[Claim]:
        return [self.draft.claim(claim_id) for claim_id in ids]

    def reference(self, record_id: str) -> Reference:
        """Return the reference of a cited record. Raises KeyError."""
        for reference in self.draft.references:
            if reference.record_id == record_id:
                return reference
        raise KeyError(record_id)

    def cited(self, claim: Claim) -> list[Reference]:
        """Return the references of a claim, each once, in the order in which the claim cites them."""
        return [self.reference(record_id) for record_id in claim.record_ids]

    def evidence(self, reference: Reference) -> Iterator[Evidence]:
        """Yield the quotes taken from a reference, in the order in which a reader meets them.

        The first quote for a claim carries the anchor that the citation number leads to.
        """
        for claim in self.draft.claims:
            anchor = quote_anchor(claim, reference)
            quotes = [c for c in claim.citations if c.record_id == reference.record_id]
            for place, citation in enumerate(quotes):
                yield Evidence(anchor if place == 0 else "", claim, citation, citation is claim.citations[0])

    def surroundings(self, citation: Citation) -> tuple[str, str] | None:
        """Return what stands before and after a quote in its section, cut at words; None if the text is not at hand."""
        if self.ledger is None:
            return None
        before, after = self.ledger.surroundings(citation)
        return _last_words(before, MOST_AROUND), _first_words(after, MOST_AROUND)

    def short_name(self, row: EvidenceRow) -> str:
        """Return how a table names a study: its first author, else who issued it, else its title."""
        reference = self.reference(row.record_id)
        if reference.authors:
            return reference.authors[0] + (" et al." if len(reference.authors) > 1 else "")
        return reference.issuer or reference.title


def to_html(
    draft: VerifiedDraft,
    *,
    audience: Audience = Audience.PHYSICIAN,
    status: ReviewStatus = ReviewStatus.NOT_SUBMITTED,
    standing: str = "",
    review: Sequence[str] = (),
) -> str:
    """Return the answer as one complete HTML page, the same for the same draft.

    status: where it stands with the board; the page says it. standing: the same in a sentence of its own.
    review: what must be known of the review besides, in sentences.

    The page asks for nothing from outside: its style is inside and its policy forbids everything else.
    Text from records is escaped, and becomes a link only if it is a web address.
    """
    css = _style().replace(PRINTED_STATUS, words.review_text(status))
    page = Page(draft, render_for(draft, audience))
    return environment().get_template("article.html").render(
        page=page, draft=draft, words=words, css=css, policy=_policy(css), steps=REVIEW_STEPS,
        status=status, told=standing, review=review,
    )  # fmt: skip


def quote_anchor(claim: Claim, reference: Reference) -> str:
    """Return the anchor of what a claim quotes from a reference."""
    return f"quote-{claim.id}-{reference.number}"


def web_address(address: str) -> str:
    """Return the address if a page may link to it, else an empty text.

    Only http and https: a `javascript:` or `data:` address would run in the page. No user names: in
    `https://nhs.uk@example.org` the reader sees one site and is sent to another.
    """
    address = address.strip()
    if any(character.isspace() or not character.isprintable() for character in address):
        return ""
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return address if is_web and "@" not in parts.netloc and "\\" not in address else ""


def at_words(address: str, quote: str) -> str:
    """Return a web address that leads to a quote within its page; empty where the page is none of HTML.

    A browser that knows text fragments scrolls there and marks the words; another opens the page.
    Source: WICG, URL Fragment Text Directives, section 3.
    """
    address = web_address(address)
    if not address or urlsplit(address).path.lower().endswith((".pdf", ".docx", ".xml", ".zip")):
        return ""
    parts = quote.split()
    first, last = parts[:_FRAGMENT_WORDS], parts[-_FRAGMENT_WORDS:]
    ends = [parts] if len(parts) <= 2 * _FRAGMENT_WORDS else [first, last]
    # A comma and a hyphen are signs of the directive's own.
    written = ",".join(quoted(" ".join(words), safe="").replace("-", "%2D") for words in ends)
    return f"{address}{'' if '#' in address else '#'}:~:text={written}"


def site(address: str) -> str:
    """Return the site of a web address, as a reader would name it: `pubmed.ncbi.nlm.nih.gov`."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def is_faulty(reference: Reference) -> bool:
    """Tell whether a source is retracted or under an expression of concern."""
    return reference.retraction in _FAULTY


def _first_words(text: str, most: int) -> str:
    """Return the start of a text, at most so many characters and whole words, with a mark where it was cut."""
    text = text.split("\n\n")[0]
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _last_words(text: str, most: int) -> str:
    """Return the end of a text, as `_first_words` does its start."""
    text = text.rsplit("\n\n", 1)[-1]
    return text if len(text) <= most else "… " + text[-most:].split(" ", 1)[-1]


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def check_text(name: str) -> str:
    return _CHECKS.get(name, name.replace("_", " "))


def _policy(css: str) -> str:
    """Return the content security policy that lets this style in and nothing else (W3C CSP Level 3, 6.7)."""
    digest = b64encode(sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _style() -> str:
    folder = resources.files("citewell.publish") / "style"
    # A browser hashes what stands between the tags, with every line break read as one line feed.
    return "\n" + "\n".join((folder / "article.css").read_text("utf-8").splitlines()) + "\n"


@cache
def environment() -> Environment:
    """Return what renders the templates of this package; the site overlays it with its own."""
    environment = Environment(
        loader=PackageLoader("citewell.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_printable,
    )
    environment.filters |= {"sentence_case": _sentence_case, "web": web_address, "site": site, "at_words": at_words}
    environment.globals |= {
        "quote_anchor": quote_anchor,
        "is_faulty": is_faulty,
        "QUOTED": ClaimKind.QUOTED,
        "MOST_NOTES": MOST_NOTES,
        "APPROVED": ReviewStatus.APPROVED,
        "NOT_SUBMITTED": ReviewStatus.NOT_SUBMITTED,
    }
    return environment


def _printable(value: Any) -> Any:
    """Return text without control characters and lone surrogates, which no page can hold."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value
