"""The report of an audit: as the JSON document, as Markdown, and for the terminal."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

import orjson

from citewell.check.audit import CheckedReference, Report
from citewell.check.document import Place, shortened
from citewell.check.findings import Finding, Severity
from citewell.model.evidence import RetractionStatus
from citewell.publish.markdown import escape

if TYPE_CHECKING:
    from rich.console import Console

_TITLES = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.NOTE: "Notes"}
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold"}
_WIDEST = 92
NOT_CHECKED = "not checked: not in the library"
# What a text must be free of to pass, where nobody says otherwise: on the command line as in the API.
USUAL = Severity.WARNING


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the document."""
    file = resources.files("citewell.publish").joinpath("schemas", "check.schema.json")
    return dict(orjson.loads(file.read_bytes()))


def to_json(report: Report, *, fail_on: Severity | None, version: str = "") -> dict[str, Any]:
    """Return the report as plain values. `passed`: there is no finding at or above `fail_on`."""
    return {
        "name": report.name,
        "title": report.text.title,
        "question": report.question.text if report.question else None,
        "passed": passes(report, fail_on),
        "counts": {
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "notes": report.count(Severity.NOTE),
            "citations": report.citations,
            "references": len(report.references),
            "references_not_checked": report.not_checked,
            "claims": report.claims,
            "claims_cited": report.cited_claims,
            "sentences_with_figures_compared": report.figures_compared,
            "sentences_with_figures_not_checked": report.figures_not_checked,
        },
        "findings": [_finding(finding) for finding in report.findings],
        "references": [_reference(reference) for reference in report.references],
        "limits": list(report.limits),
        "live": _live(report),
        "edition": report.edition,
        "version": version,
    }


def passes(report: Report, fail_on: Severity | None) -> bool:
    """Tell whether there is no finding at or above a severity; with None there is always none."""
    order = list(Severity)
    return fail_on is None or all(order.index(f.severity) > order.index(fail_on) for f in report.findings)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "advice": finding.advice,
        "place": _place(finding.place),
        "sentence": finding.sentence or None,
        "reference": finding.reference or None,
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "paragraph": place.paragraph,
        "line": place.line or None,
        "page": place.page or None,
        "heading": place.heading,
    }


def _reference(reference: CheckedReference) -> dict[str, Any]:
    entry, record = reference.entry, reference.record
    return {
        "number": entry.number or None,
        "text": entry.text,
        "listed": reference.is_listed,
        "cited": reference.is_cited,
        "identifiers": entry.identifiers.to_json(),
        "year": entry.year,
        "place": _place(entry.place),
        "checked": record is not None,
        "record_id": record.id if record else None,
        "found_by": reference.found_by or None,
        "retraction": reference.standing,
    }


def _live(report: Report) -> dict[str, Any] | None:
    live = report.live
    return None if live is None else {"name": live.name, "found": live.found, "new": live.new, "failure": live.failure}


def summary(report: Report) -> str:
    """Return the outcome in one sentence."""
    counts = [
        f"{count} {name if count == 1 else name + 's'}"
        for severity, name in ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.NOTE, "note"))
        if (count := report.count(severity))
    ]
    return f"{', '.join(counts) or 'No findings'}."


def looked_at(report: Report) -> list[str]:
    """Return what was looked at and what was not, in sentences."""
    held = len(report.references) - report.not_checked
    lines = [
        f"{report.citations:,} citations and {len(report.references):,} references were read; "
        f"{report.cited_claims:,} of {report.claims:,} claims are cited.",
        f"{held:,} references are in the library; {report.not_checked:,} are not and were not checked.",
        f"The figures of {report.figures_compared:,} sentences were compared with their sources; those of "
        f"{report.figures_not_checked:,} were not checked.",
    ]
    if report.live is not None:
        failed = f" ({report.live.failure.rstrip('.')})" if report.live.failure else ""
        lines.append(f"{report.live.name} was asked for what the library lacked: {report.live.found:,} found{failed}.")
    return [*lines, *report.limits]


def standing_text(reference: CheckedReference) -> str:
    """Return what is known of a reference, in words."""
    standing = {
        RetractionStatus.RETRACTED.value: "retracted",
        RetractionStatus.CONCERN.value: "expression of concern",
        RetractionStatus.CORRECTED.value: "corrected",
        RetractionStatus.CLEAR.value: "no retraction known",
        RetractionStatus.UNKNOWN.value: "retraction status not known",
    }[reference.standing]
    found = f"{reference.record.id}, by its {reference.found_by}" if reference.record else NOT_CHECKED
    return f"{found}; {standing}{'' if reference.is_cited else '; never cited'}"


def to_markdown(report: Report) -> str:
    """Return the report as Markdown."""
    blocks = [f"# Check of {escape(report.name or report.text.title or 'a text')}", f"**{summary(report)}**"]
    if report.question:
        blocks.append(f"Question: {escape(report.question.text)}")
    for severity in Severity:
        found = [finding for finding in report.findings if finding.severity is severity]
        if found:
            blocks.append(f"## {_TITLES[severity]}\n\n" + "\n".join(map(_markdown_finding, found)))
    blocks.append("## What was looked at\n\n" + "\n".join(f"- {escape(line)}" for line in looked_at(report)))
    if report.references:
        lines = [
            f"- {escape(r.entry.label)} {escape(shortened(r.entry.text, 120))}: {escape(standing_text(r))}"
            for r in report.references
        ]
        blocks.append("## References\n\n" + "\n".join(lines))
    blocks.append(f"Library edition `{report.edition}`.")
    return "\n\n".join(blocks) + "\n"


def _markdown_finding(finding: Finding) -> str:
    about = finding.sentence or finding.reference
    quote = f"  \n  > {escape(shortened(about, 300))}" if about else ""
    return (
        f"- `{finding.code}` ({escape(str(finding.place))}): {escape(finding.message)} {escape(finding.advice)}{quote}"
    )


def print_report(report: Report, console: Console) -> None:
    """Print the report. Nothing of the text is read as markup or as control codes."""
    from rich.padding import Padding
    from rich.text import Text

    width = min(console.width, _WIDEST)

    def line(text: Text, indent: int = 0) -> None:
        console.print(Padding(text, (0, 0, 0, indent)), width=width)

    line(Text(f"Check of {report.name or report.text.title or 'a text'}", style="bold"))
    line(Text(summary(report)))
    for severity in Severity:
        for finding in (f for f in report.findings if f.severity is severity):
            console.print()
            head = Text(severity.value, style=_STYLES[severity])
            head.append(f"  {finding.code}  ", style="cyan")
            head.append(str(finding.place), style="dim")
            line(head)
            line(Text(finding.message), 2)
            about = finding.sentence or finding.reference
            if about:
                line(Text(f"“{shortened(about, 300)}”", style="italic"), 4)
            line(Text(finding.advice, style="dim"), 2)
    console.print()
    for sentence in looked_at(report):
        line(Text(sentence, style="dim"))
    for reference in report.references:
        if reference.record is None:
            line(Text(f"Not checked: {reference.entry.label} {shortened(reference.entry.text, 100)}", style="dim"))
