"""The terminal rendering: readable at 80 columns, plain when it is not a terminal."""

from __future__ import annotations

from itertools import groupby
from textwrap import shorten

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from citewell.model.article import Outcome, VerifiedDraft
from citewell.model.claim import Claim, Reference
from citewell.model.question import Audience
from citewell.model.rendering import Rendering
from citewell.publish.words import (
    CERTAINTY,
    CERTAINTY_NOTE,
    KIND_TITLES,
    NOTE_TITLES,
    RETRACTED,
    REVIEW_STATUS,
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
    source_words,
    standing_mark,
    status_text,
    terms_shown,
    urgent_banner,
    what_to_try,
)
from citewell.register import render_for

_WIDEST = 92


def print_terminal(draft: VerifiedDraft, console: Console, *, audience: Audience = Audience.PHYSICIAN) -> None:
    """Print the article. Text from sources is never read as markup or as control codes."""
    console.print(render(draft, audience), width=min(console.width, _WIDEST), soft_wrap=False)


def render(draft: VerifiedDraft, audience: Audience) -> RenderableType:
    """Return the article as a rich renderable."""
    rendering = render_for(draft, audience)
    parts: list[RenderableType] = [*_banner(draft), Text(draft.question.text, style="bold")]
    parts.append(Text(f"{REVIEW_STATUS}. {outcome_text(draft, rendering)}", style="dim"))
    if audience_note(audience):
        parts.append(Text(audience_note(audience), style="dim"))
    if draft.outcome is Outcome.INSUFFICIENT_EVIDENCE:
        parts += [*_nearest(draft), *_retracted(draft), *_under_way(draft), *_lacking(draft), *_to_try(draft)]
    else:
        parts += _body(draft, rendering)
    parts += _method(draft, rendering)
    parts += [Text(), Text(disclaimer(audience), style="dim")]
    if draft.follow_ups:
        parts += _heading("Ask next")
        parts += [_bullet(Text(question)) for question in draft.follow_ups]
    return Group(*parts)


def _heading(title: str) -> list[RenderableType]:
    return [Text(), Rule(Text(title, style="bold"), align="left", style="dim")]


def _bullet(text: Text) -> RenderableType:
    """Return a list item whose further lines hang under its first."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=3, justify="right")
    grid.add_column(ratio=1)
    grid.add_row("-", text)
    return grid


def _banner(draft: VerifiedDraft) -> list[RenderableType]:
    flag = draft.question.red_flag
    if flag is None:
        return []
    banner = urgent_banner(flag.kind)
    return [Panel(Text("\n\n".join(banner.lines)), title=banner.title, border_style="bold red"), Text()]


def _sentence(claim: Claim, draft: VerifiedDraft, rendering: Rendering) -> Text:
    text = Text(f"{claim.context}: " if claim.context else "", style="dim")
    text.append(Text(rendering.claim(claim.id).text, style="not dim"))
    text.append(" [" + ", ".join(map(str, draft.numbers(claim))) + "]", style="cyan")
    for graded in gradings(claim, draft):
        text.append(f"\n{graded}", style="italic")
    return text


def _body(draft: VerifiedDraft, rendering: Rendering) -> list[RenderableType]:
    parts = _heading("Bottom line")
    parts += [_bullet(_sentence(draft.claim(i), draft, rendering)) for i in draft.bottom_line]
    for kind, sections in groupby(rendering.sections, key=lambda section: section.source_kind):
        parts += _heading(KIND_TITLES[kind])
        for section in sections:
            parts.append(Text(facet_title(section.facet, rendering.audience), style="bold cyan"))
            parts += [_bullet(_sentence(draft.claim(i), draft, rendering)) for i in section.claim_ids]
    if draft.conflicts:
        parts += _heading("Where sources disagree")
        for conflict in draft.conflicts:
            parts.append(Text(f"On {conflict.outcome}:"))
            parts += [_bullet(_sentence(draft.claim(i), draft, rendering)) for i in conflict.claim_ids]
            parts.append(Padding(Text(conflict.likely_reason, style="dim"), (0, 0, 0, 4)))
    parts += _gaps(draft)
    parts += _certainty(draft)
    parts += _under_way(draft)
    parts += _behind(draft, rendering)
    parts += _heading("References")
    for reference in draft.references:
        parts.append(_reference(reference))
    if any(reference.is_starter for reference in draft.references):
        parts += [Text(), Text(f"{STARTER_NOTE} The link leads to the original.", style="dim")]
    return parts


def _behind(draft: VerifiedDraft, rendering: Rendering) -> list[RenderableType]:
    """Return what stands one step behind the sentences: the sources' words, notes, and the words explained."""
    lines = []
    for claim in draft.claims:
        shown = rendering.claim(claim.id)
        said = source_words(claim, shown)
        parts = ([f"“{said}”"] if said else []) + [f"{NOTE_TITLES[note.kind]}: {note.text}." for note in shown.notes]
        if parts:
            numbers = ", ".join(map(str, draft.numbers(claim)))
            text = Text(f"[{numbers}] ", style="cyan")
            lines.append(_bullet(text.append(Text(" ".join(parts), style="dim"))))
    said_so = [
        _bullet(Text(f"{e.term}: {e.meaning}").append(f" {e.source}", style="dim")) for e in rendering.explanations
    ]
    return [*(_heading(SOURCE_WORDS) if lines else []), *lines, *(_heading(WORDS_USED) if said_so else []), *said_so]


def _gaps(draft: VerifiedDraft) -> list[RenderableType]:
    lines = [f"Not answered by the library: {facet_list(draft.unanswered)}."] if draft.unanswered else []
    lines += draft.limits
    lines += [retracted_text(reference) for reference in draft.retracted]
    if not lines:
        return []
    return [*_heading("What the evidence does not say"), *(_bullet(Text(line)) for line in lines)]


def _certainty(draft: VerifiedDraft) -> list[RenderableType]:
    if not draft.certainty:
        return []
    lines = (_bullet(Text(certainty_text(proposed))) for proposed in draft.certainty)
    return [*_heading(CERTAINTY), Text(CERTAINTY_NOTE, style="dim"), *lines]


def _retracted(draft: VerifiedDraft) -> list[RenderableType]:
    if not draft.retracted:
        return []
    return [*_heading(RETRACTED), *(_bullet(Text(retracted_text(reference))) for reference in draft.retracted)]


def _under_way(draft: VerifiedDraft) -> list[RenderableType]:
    if not draft.under_way:
        return []
    parts = [*_heading(UNDER_WAY), Text(UNDER_WAY_NOTE, style="dim")]
    for study in draft.under_way:
        text = Text(f"{study.title.rstrip('.')}. {status_text(study)}.")
        if study.url:
            text.append(f"\n{study.url}", style="dim")
        parts.append(_bullet(text))
    return parts


def _reference(reference: Reference) -> RenderableType:
    text = Text(f"{reference.number:>2}. ", style="cyan")
    text.append(citation_text(reference), style="default")
    facts = [reference.type, level_text(reference)]
    if reference.design.lower() != reference.type.lower():
        facts.insert(1, reference.design)
    if reference.sample_size:
        facts.append(f"n {reference.sample_size:,}")
    facts.append(coverage_text(reference))
    mark = standing_mark(reference)
    if mark:
        text.append(f"\n    {mark}", style="bold yellow")
    else:
        facts.append(retraction_text(reference))
    text.append("\n    " + ", ".join(dict.fromkeys(facts)), style="dim")
    if reference.licence:
        text.append(f"\n    Licence: {shorten(reference.licence, 160, placeholder=' …')}", style="dim")
    if reference.url:
        text.append("\n    " + reference.url, style="dim")
    return text


def _nearest(draft: VerifiedDraft) -> list[RenderableType]:
    parts: list[RenderableType] = []
    if draft.nearest:
        parts += _heading("What came nearest")
    for item in draft.nearest:
        text = Text(f"{item.title} ({item.year or 'no year'})")
        if item.missing:
            text.append(f" - says nothing of: {', '.join(item.missing)}", style="dim")
        parts.append(_bullet(text))
    return parts


def _lacking(draft: VerifiedDraft) -> list[RenderableType]:
    return (
        [*_heading("What the sources lack"), *(_bullet(Text(limit)) for limit in draft.limits)] if draft.limits else []
    )


def _to_try(draft: VerifiedDraft) -> list[RenderableType]:
    parts = _heading("What to try")
    parts += [_bullet(Text(advice)) for advice in what_to_try(draft)]
    parts.append(_bullet(Text("Add sources on it to the library: citewell ingest FILE")))
    return parts


def _method(draft: VerifiedDraft, rendering: Rendering) -> list[RenderableType]:
    live = f"{live_text(draft)} " if draft.live else ""
    by_meaning = f" {dense_text(draft)}" if dense_text(draft) else ""
    grade = (
        f" Reading level: {readability_text(rendering)}."
        if draft.claims and rendering.readability and rendering.readability.target
        else ""
    )
    text = (
        f"{live}Searched {draft.searched:,} passages for: {', '.join(terms_shown(draft)) or 'none'}.{by_meaning} Library edition {draft.edition}. "
        f"Written by the {draft.writer} writer; every sentence checked by {draft.verifier}; {draft.dropped} proposed "
        f"sentences dropped. Lists of retractions: {retraction_lists_text(draft)}.{grade}"
    )
    return [*_heading("How this answer was made"), Text(text, style="dim")]
