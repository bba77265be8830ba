"""The Markdown rendering (CommonMark with tables)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from citewell.model.article import Outcome, ReviewStatus, VerifiedDraft
from citewell.model.claim import Claim
from citewell.model.question import Audience
from citewell.model.rendering import Rendering
from citewell.publish.words import (
    CERTAINTY,
    CERTAINTY_NOTE,
    KIND_TITLES,
    NOTE_TITLES,
    RETRACTED,
    SOURCE_WORDS,
    STARTER_NOTE,
    UNDER_WAY,
    UNDER_WAY_NOTE,
    WORDS_USED,
    audience_note,
    certainty_text,
    citation_text,
    coverage_text,
    dense_text,
    disclaimer,
    facet_list,
    facet_title,
    gradings,
    level_text,
    live_text,
    outcome_text,
    readability_text,
    retracted_text,
    retraction_lists_text,
    retraction_text,
    review_text,
    source_links,
    source_words,
    standing_mark,
    status_text,
    terms_shown,
    urgent_banner,
    what_to_try,
)
from citewell.register import render_for

# An ampersand is special where it begins a character reference, as in `&lt;`.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~]|&(?=#?\w+;))")
# A backslash before a digit is a backslash (CommonMark, 2.4): of a number, the sign after it is escaped.
_LEADING = re.compile(r"^(\d*)([-+.)=])(?=\s|$|[-=])")
_NO_ADDRESS = re.compile(r"[<>\\\s]")


def escape(text: str) -> str:
    """Return text in which nothing is markup: one line, specials escaped."""
    line = " ".join(text.split())
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", line))


def _code(text: str) -> str:
    """Return text as code: there nothing is escaped, and a backtick ends it."""
    return f"`{' '.join(text.replace('`', ' ').split())}`"


def _address(address: str) -> str:
    """Return an address as the destination of a link, or as one that is its own text."""
    return "<" + _NO_ADDRESS.sub(lambda sign: quote(sign[0]), address) + ">"


def to_markdown(
    draft: VerifiedDraft,
    *,
    audience: Audience = Audience.PHYSICIAN,
    status: ReviewStatus = ReviewStatus.NOT_SUBMITTED,
    standing: str = "",
    review: Sequence[str] = (),
) -> str:
    """Return the article as Markdown, references and method included.

    status: where it stands with the board. standing: the same in a sentence of its own, where there is more to say.
    review: what must be known of the review besides, in sentences.
    """
    rendering = render_for(draft, audience)
    blocks = [
        f"# {escape(draft.question.text)}",
        *_banner(draft),
        f"*{escape(standing or review_text(status) + '.')} {escape(outcome_text(draft, rendering))}*",
    ]
    if review:
        blocks.append("\n".join(f"- {escape(text)}" for text in review))
    if audience_note(audience):
        blocks.append(f"*{audience_note(audience)}*")
    if draft.outcome is Outcome.INSUFFICIENT_EVIDENCE:
        blocks += [*_nearest(draft), *_retracted(draft), *_under_way(draft), *_lacking(draft), *_to_try(draft)]
    else:
        blocks += _body(draft, rendering)
    blocks += _method(draft, rendering)
    blocks.append(f"---\n\n{disclaimer(audience, is_reviewed=status is ReviewStatus.APPROVED)}")
    if draft.follow_ups:
        blocks.append("## Ask next\n\n" + "\n".join(f"- {escape(q)}" for q in draft.follow_ups))
    return "\n\n".join(blocks) + "\n"


def _banner(draft: VerifiedDraft) -> list[str]:
    flag = draft.question.red_flag
    if flag is None:
        return []
    banner = urgent_banner(flag.kind)
    return ["> **" + banner.title + "**\n>\n" + "\n>\n".join(f"> {line}" for line in banner.lines)]


def _sentence(claim: Claim, draft: VerifiedDraft, rendering: Rendering) -> str:
    marks = "".join(f"\\[[{n}](#ref-{n})\\]" for n in draft.numbers(claim))
    graded = "".join(f" *{escape(text)}*" for text in gradings(claim, draft))
    context = f"{escape(claim.context)}: " if claim.context else ""
    # The items of a list stand on lines of their own: a backslash before the line's end is a hard break.
    said = "\\\n".join(map(escape, rendering.claim(claim.id).text.split("\n")))
    return f"{context}{said} {marks}{graded}"


def _body(draft: VerifiedDraft, rendering: Rendering) -> list[str]:
    blocks = ["## Bottom line"]
    bottom_line = [_sentence(draft.claim(i), draft, rendering) for i in draft.bottom_line]
    has_items = any("\n" in sentence for sentence in bottom_line)
    blocks.append(("\n\n" if has_items else " ").join(bottom_line))
    kind = None
    for section in rendering.sections:
        if section.source_kind is not kind:
            kind = section.source_kind
            blocks.append(f"## {KIND_TITLES[kind]}")
        blocks.append(f"### {facet_title(section.facet, rendering.audience)}")
        blocks.append("\n".join(f"- {_sentence(draft.claim(i), draft, rendering)}" for i in section.claim_ids))
    if draft.conflicts:
        blocks.append("## Where sources disagree")
        for conflict in draft.conflicts:
            lines = [f"- {_sentence(draft.claim(i), draft, rendering)}" for i in conflict.claim_ids]
            blocks.append(
                f"On {escape(conflict.outcome)}:\n\n" + "\n".join(lines) + f"\n\n{escape(conflict.likely_reason)}"
            )
    blocks += _gaps(draft)
    blocks += _under_way(draft)
    blocks += _behind(draft, rendering)
    blocks += _table(draft)
    blocks += _certainty(draft)
    blocks += _references(draft)
    return blocks


def _behind(draft: VerifiedDraft, rendering: Rendering) -> list[str]:
    """Return what stands one step behind the sentences: the sources' words, notes, and the words explained."""
    lines = []
    for claim in draft.claims:
        shown = rendering.claim(claim.id)
        said = source_words(claim, shown)
        parts = ([f"“{escape(said)}”"] if said else []) + [
            f"{NOTE_TITLES[n.kind]}: {escape(n.text)}." for n in shown.notes
        ]
        if parts:
            numbers = ", ".join(map(str, draft.numbers(claim)))
            lines.append(f"- {escape(claim.id)} \\[{numbers}\\] {' '.join(parts)}")
    blocks = [f"## {SOURCE_WORDS}\n\n" + "\n".join(lines)] if lines else []
    meanings = [
        f"- **{escape(e.term)}**: {escape(e.meaning)} ({_linked(e.source, e.url)})" for e in rendering.explanations
    ]
    return [*blocks, *([f"## {WORDS_USED}\n\n" + "\n".join(meanings)] if meanings else [])]


def _gaps(draft: VerifiedDraft) -> list[str]:
    lines = [f"- Not answered by the library: {facet_list(draft.unanswered)}."] if draft.unanswered else []
    lines += [f"- {escape(limit)}" for limit in draft.limits]
    lines += _retracted_lines(draft)
    return ["## What the evidence does not say\n\n" + "\n".join(lines)] if lines else []


def _retracted_lines(draft: VerifiedDraft) -> list[str]:
    return [f"- {escape(retracted_text(reference))}" for reference in draft.retracted]


def _retracted(draft: VerifiedDraft) -> list[str]:
    lines = _retracted_lines(draft)
    return [f"## {RETRACTED}\n\n" + "\n".join(lines)] if lines else []


def _under_way(draft: VerifiedDraft) -> list[str]:
    lines = [
        f"- {_linked(study.title.rstrip('.'), study.url)}. {escape(status_text(study))}." for study in draft.under_way
    ]
    return [f"## {UNDER_WAY}\n\n{UNDER_WAY_NOTE}\n\n" + "\n".join(lines)] if lines else []


def _certainty(draft: VerifiedDraft) -> list[str]:
    lines = [f"- {escape(certainty_text(proposed))}" for proposed in draft.certainty]
    return [f"## {CERTAINTY}\n\n{CERTAINTY_NOTE}\n\n" + "\n".join(lines)] if lines else []


def _linked(title: str, address: str) -> str:
    return f"[{escape(title)}]({_address(address)})" if address else escape(title)


def _table(draft: VerifiedDraft) -> list[str]:
    rows = ["| Source | Design | Level | n | Year | Result |", "|---|---|---|---|---|---|"]
    for row in draft.evidence:
        number = draft.reference_number(row.record_id)
        rows.append(
            f"| [{number}](#ref-{number}) | {escape(row.design)} | {row.level or '-'} | "
            f"{f'{row.sample_size:,}' if row.sample_size else '-'} | {row.year or '-'} | {escape(row.result)} |"
        )
    return ["## Evidence table", "\n".join(rows)]


def _references(draft: VerifiedDraft) -> list[str]:
    lines = []
    for reference in draft.references:
        links = " · ".join(_linked(name, address) for name, address in source_links(reference))
        standing = standing_mark(reference)
        facts = [reference.type, reference.design, level_text(reference), coverage_text(reference)]
        if not standing:
            facts.append(retraction_text(reference))
        mark = f"**{escape(standing)}.** " if standing else ""
        checked = ""
        if reference.is_starter:
            checked = f" {STARTER_NOTE}"
            if reference.checked_at:
                checked += f" Facts checked at {_address(reference.checked_at)}."
        if reference.licence:
            checked += f" Licence: {escape(reference.licence)}"
        lines.append(
            f'{reference.number}. <a id="ref-{reference.number}"></a>{escape(citation_text(reference))} {links}  \n'
            f"   {mark}*{escape(', '.join(facts))}.*{checked}"
        )
    return ["## References", "\n".join(lines)]


def _nearest(draft: VerifiedDraft) -> list[str]:
    lines = []
    for item in draft.nearest:
        lacks = f": says nothing of {escape(', '.join(item.missing))}" if item.missing else ""
        lines.append(f"- {_linked(item.title, item.url)} ({item.year or 'no year'}){lacks}")
    return ["## What came nearest\n\n" + "\n".join(lines)] if lines else []


def _lacking(draft: VerifiedDraft) -> list[str]:
    lines = [f"- {escape(limit)}" for limit in draft.limits]
    return ["## What the sources lack\n\n" + "\n".join(lines)] if lines else []


def _to_try(draft: VerifiedDraft) -> list[str]:
    return [
        "## What to try\n\n"
        + "".join(f"- {advice}\n" for advice in what_to_try(draft))
        + "- Add sources on it to the library: `citewell ingest FILE`."
    ]


def _method(draft: VerifiedDraft, rendering: Rendering) -> list[str]:
    terms = ", ".join(escape(term) for term in terms_shown(draft)) or "none"
    live = f"{escape(live_text(draft))} " if draft.live else ""
    by_meaning = f" {escape(dense_text(draft))}" if dense_text(draft) else ""
    grade = (
        f" Reading level: {readability_text(rendering)}."
        if draft.claims and rendering.readability and rendering.readability.target
        else ""
    )
    return [
        f"## How this answer was made\n\n{live}"
        f"Searched {draft.searched:,} passages for: {terms}.{by_meaning} Library edition {_code(draft.edition)}. Written by the "
        f"{escape(draft.writer)} writer; every sentence checked by {escape(draft.verifier)}; {draft.dropped} proposed sentences dropped. "
        f"Lists of retractions: {escape(retraction_lists_text(draft))}.{grade}"
    ]
