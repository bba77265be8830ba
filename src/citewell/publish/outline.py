"""The parts of an article in reading order, for the forms that are built and not written from a template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from citewell.model.article import ArticleSection, Outcome, VerifiedDraft
from citewell.model.evidence import RecordKind
from citewell.model.question import Audience
from citewell.publish import words
from citewell.publish.entries import line
from citewell.publish.export import Export


@dataclass(frozen=True, slots=True)
class Sentence:
    """A claim as it is read: what it is about, its words, the numbers of its references, how a body grades it."""

    context: str
    text: str
    references: tuple[int, ...]
    gradings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentences:
    """Claims, one after the other."""

    items: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list, with the address that it leads to; empty where it leads nowhere."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption and one row of headings. The first cell of a row is the row's heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block: TypeAlias = str | Sentences | Items | Table


@dataclass(frozen=True, slots=True)
class Part:
    """A part under its heading: what stands in it, then the parts below it."""

    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Part, ...] = ()


def banner(export: Export) -> words.Banner | None:
    """Return what a reader who may need help now should see first."""
    flag = export.draft.question.red_flag
    return words.urgent_banner(flag.kind) if flag else None


def bottom_line(export: Export) -> Sentences:
    """Return the claims of the bottom line."""
    return _sentences(export.draft, export.draft.bottom_line)


def body(export: Export) -> Iterator[Part]:
    """Yield the parts between the bottom line and the references."""
    draft = export.draft
    if draft.outcome is Outcome.INSUFFICIENT_EVIDENCE:
        yield from _nearest(draft)
        yield from _lacking(draft)
    else:
        yield from _sections(draft, export.audience)
        yield from _conflicts(draft, export.audience)
        yield from _gaps(draft)
    yield from _retracted(draft)
    yield from _under_way(draft)
    yield from _evidence(draft)
    yield from _certainty(draft)


def endings(export: Export) -> Iterator[Part]:
    """Yield the parts after the references: how the answer was made, and what it is not."""
    draft = export.draft
    made = [
        f"Terms searched: {', '.join(words.terms_shown(draft)) or 'none'}. Passages searched: {draft.searched:,}.",
        f"Library edition: {draft.edition or 'not known'}. Lists of retractions: {words.retraction_lists_text(draft)}.",
        f"Written by the {draft.writer} writer; every sentence was checked by {draft.verifier}. "
        f"Proposed sentences that are not shown: {draft.dropped}.",
        f"Ledger: SHA-256 {export.digest}.",
        words.EDITORIAL_POLICY,
    ]
    if by_meaning := words.dense_text(draft):
        made.insert(1, by_meaning)
    if draft.live:
        made.insert(0, words.live_text(draft))
    yield Part("How this answer was made", tuple(map(line, made)))
    yield Part("Disclaimer", (words.disclaimer(export.audience, is_reviewed=export.is_approved),))
    if draft.follow_ups:
        yield Part("What to ask next", (Items(tuple(Item(line(question)) for question in draft.follow_ups)),))


def _sentences(draft: VerifiedDraft, ids: tuple[str, ...]) -> Sentences:
    claims = [draft.claim(claim_id) for claim_id in ids]
    return Sentences(
        tuple(
            Sentence(
                line(claim.context),
                line(claim.text),
                draft.numbers(claim),
                tuple(map(line, words.gradings(claim, draft))),
            )
            for claim in claims
        )
    )


def _sections(draft: VerifiedDraft, audience: Audience) -> Iterator[Part]:
    order = list(RecordKind)
    ordered = sorted(draft.sections, key=lambda section: order.index(section.source_kind))
    for kind, sections in groupby(ordered, key=lambda section: section.source_kind):
        yield Part(words.KIND_TITLES[kind], parts=tuple(_section(draft, section, audience) for section in sections))


def _section(draft: VerifiedDraft, section: ArticleSection, audience: Audience) -> Part:
    return Part(words.facet_title(section.facet, audience), (_sentences(draft, section.claim_ids),))


def _conflicts(draft: VerifiedDraft, audience: Audience) -> Iterator[Part]:
    parts = tuple(
        Part(
            line(f"{words.facet_title(conflict.facet, audience)}: {conflict.outcome}"),
            (_sentences(draft, conflict.claim_ids), line(conflict.likely_reason)),
        )
        for conflict in draft.conflicts
    )
    if parts:
        yield Part("Where sources disagree", parts=parts)


def _gaps(draft: VerifiedDraft) -> Iterator[Part]:
    gaps = [f"Not answered by the library: {words.facet_list(draft.unanswered)}."] if draft.unanswered else []
    items = tuple(Item(line(text)) for text in (*gaps, *draft.limits))
    if items:
        yield Part("What the evidence does not say", (Items(items),))


def _certainty(draft: VerifiedDraft) -> Iterator[Part]:
    if draft.certainty:
        items = tuple(Item(line(words.certainty_text(proposed))) for proposed in draft.certainty)
        yield Part(words.CERTAINTY, (words.CERTAINTY_NOTE, Items(items)))


def _nearest(draft: VerifiedDraft) -> Iterator[Part]:
    items = tuple(
        Item(
            line(
                f"{n.title} ({n.year or 'no year'})"
                + (f": says nothing of {', '.join(n.missing)}" if n.missing else "")
            ),
            n.url,
        )
        for n in draft.nearest
    )
    if items:
        yield Part("What came nearest", (Items(items),))


def _lacking(draft: VerifiedDraft) -> Iterator[Part]:
    if draft.limits:
        yield Part("What the sources lack", (Items(tuple(Item(line(text)) for text in draft.limits)),))


def _retracted(draft: VerifiedDraft) -> Iterator[Part]:
    items = tuple(Item(line(words.retracted_text(reference)), reference.url) for reference in draft.retracted)
    if items:
        yield Part(words.RETRACTED, (Items(items),))


def _under_way(draft: VerifiedDraft) -> Iterator[Part]:
    items = tuple(
        Item(line(f"{study.title.rstrip('.')}. {words.status_text(study)}."), study.url) for study in draft.under_way
    )
    if items:
        yield Part(words.UNDER_WAY, (words.UNDER_WAY_NOTE, Items(items)))


def _evidence(draft: VerifiedDraft) -> Iterator[Part]:
    rows = tuple(
        (
            f"[{draft.reference_number(row.record_id)}]",
            line(row.design),
            str(row.level or "not graded"),
            f"{row.sample_size:,}" if row.sample_size else "not stated",
            str(row.year or "not stated"),
            line(row.result),
        )
        for row in draft.evidence
    )
    if rows:
        caption = (
            "Each source cited, with one result as the source words it. Level: OCEBM 2011, from 1, the strongest, to 5."
        )
        yield Part("The evidence", (Table(caption, ("Source", "Design", "Level", "n", "Year", "Result"), rows),))
