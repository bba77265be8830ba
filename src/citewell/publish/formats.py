"""The forms in which an article can be had: one table for the command line, the site and the documentation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from citewell.errors import UserError
from citewell.model.question import Audience

if TYPE_CHECKING:
    from citewell.model.ledger import Ledger
    from citewell.publish.export import Export

STYLES = ("vancouver", "ama", "apa")


@dataclass(frozen=True, slots=True)
class Format:
    """One form.

    function: where what makes it is, as `module:name`; it is imported when it is used. needs: the extra of the package
    that it needs, for all that it can do or a part of it; empty where the core is enough. is_text: it may be shown on a
    terminal.
    """

    name: str
    media_type: str
    extension: str
    about: str
    function: str
    needs: str = ""
    is_text: bool = True

    def render(self, export: Export) -> bytes:
        """Return the article in this form. Raises UserError that says what to install where something is missing."""
        module, name = self.function.split(":")
        try:
            render: Callable[[Export], bytes] = getattr(import_module(module), name)
            return render(export)
        except ImportError as error:
            if not self.needs:
                raise
            missing = error.name or "a package"
            raise UserError(
                f"{self.name} needs {missing}, which is not installed; install citewell[{self.needs}]"
            ) from error


_HERE = "citewell.publish"
FORMATS = {
    form.name: form
    for form in (
        Format("md", "text/markdown", "md", "the article as Markdown", f"{_HERE}.pages:to_md"),
        Format("html", "text/html", "html", "the article as one page, which prints", f"{_HERE}.pages:to_page"),
        Format("json", "application/json", "json", "the `ask` document", f"{_HERE}.pages:to_document"),
        Format(
            "ledger",
            "application/vnd.citewell.ledger+json",
            "ledger.json",
            "the claims with the texts they rest on, without loss",
            f"{_HERE}.pages:to_ledger",
        ),
        Format(
            "bundle",
            "application/vnd.citewell.bundle+zip",
            "bundle.zip",
            "the proof bundle: all that is needed to check the article again",
            f"{_HERE}.bundle:to_bundle",
            is_text=False,
        ),
        Format(
            "pdf",
            "application/pdf",
            "pdf",
            "the article as tagged PDF (PDF/UA-1)",
            f"{_HERE}.pdf:to_pdf",
            "exports",
            is_text=False,
        ),
        Format(
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
            "the article for a word processor",
            f"{_HERE}.docx:to_docx",
            is_text=False,
        ),
        Format("jats", "application/jats+xml", "xml", "the article as JATS 1.3", f"{_HERE}.jats:to_jats"),
        Format(
            "jsonld",
            "application/ld+json",
            "jsonld",
            "the article for search engines: MedicalWebPage and QAPage of schema.org",
            f"{_HERE}.jsonld:to_jsonld",
        ),
        Format(
            "fhir",
            "application/fhir+json",
            "fhir.json",
            "a Bundle of FHIR R5: Citation, Evidence, EvidenceReport, ArtifactAssessment",
            f"{_HERE}.fhir:to_fhir",
            "exports",
        ),
        Format(
            "ris",
            "application/x-research-info-systems",
            "ris",
            "the references for reference managers",
            f"{_HERE}.ris:to_ris",
        ),
        Format("bibtex", "application/x-bibtex", "bib", "the references for LaTeX", f"{_HERE}.bibtex:to_bibtex"),
        Format(
            "csl",
            "application/vnd.citationstyles.csl+json",
            "csl.json",
            "the references as CSL-JSON; with a style, as text in it",
            f"{_HERE}.csl:to_csl",
            "exports",
        ),
    )
}


def export(ledger: Ledger, form: str, *, audience: Audience = Audience.PHYSICIAN, style: str = "") -> bytes:
    """Return an answer in one of FORMATS. Raises UserError for a form or a style that is not known.

    style: of STYLES, for `csl` alone.
    """
    from citewell.publish.export import Export

    if form not in FORMATS:
        raise UserError(f"{form!r} is no form; the forms are {', '.join(FORMATS)}")
    if style and (form != "csl" or style not in STYLES):
        raise UserError(f"{style!r} cannot be used; csl has the styles {', '.join(STYLES)}")
    return FORMATS[form].render(Export(ledger, audience=audience, style=style))
