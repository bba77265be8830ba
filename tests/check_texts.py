"""Two texts on frobnitis in every form that can be checked: one with each flaw planted, and one without any.

The sources are those of `universe`. A text is a list of parts, as in `guideline_files`; [1] is a citation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guideline_files import FORMS, Part
from universe import LABEL_SET_ID

REVIEW = (
    "Frobisher A, Quill BC. Zanolol for frobnitis: a systematic review and meta-analysis. "
    "Annals of Imaginary Medicine 2022. PMID: 90000001"
)
GUIDELINE = (
    "Frob Society. Management of frobnitis: guideline of the Frob Society. 2023. https://guidelines.example/frob-2023"
)
LABEL = f"Zanolol tablets. 2022. https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid={LABEL_SET_ID}"

CLEAN: tuple[Part, ...] = (
    ("title", "How is frobnitis treated?"),
    ("p", "This page is for adults who whistle. It was last updated in May 2024."),
    ("h1", "Treatment"),
    (
        "p",
        "Zanolol is recommended as first treatment of frobnitis in adults [1]. In 7 randomised trials zanolol reduced frob "
        "pain compared with placebo [2].",
    ),
    ("p", "The recommended dose of zanolol in frobnitis is 5 mg once daily [3]."),
    ("p", "Is humming allowed? Talk to your doctor before you change your treatment."),
    ("h1", "References"),
    ("p", f"1. {GUIDELINE}"),
    ("p", f"2. {REVIEW}"),
    ("p", f"3. {LABEL}"),
)

QUESTION = "What are the symptoms and treatment of frobnitis?"
PLANTED: tuple[Part, ...] = (
    ("title", QUESTION),
    ("h1", "Treatment"),
    ("p", "Zanolol is recommended as first treatment of frobnitis in adults [1]."),
    ("p", "Quibrex is better than zanolol in the treatment of old frobs [12]."),
    ("p", "Zanolol prevents frobnitis in most children."),
    ("p", "Take quibrex 20 mg twice daily with treacle."),
    ("p", "In 7 randomised trials zanolol reduced frob pain by 80% compared with placebo [2]."),
    ("p", "Zanolol is effective in every patient [3]. Zanolol was better than nothing in two trials [4]."),
    ("p", "Whistling is associated with frobnitis [5], and humming is not [6]. Glimmering occurs in some [7]."),
    ("h1", "References"),
    ("p", f"1. {GUIDELINE}"),
    ("p", f"2. {REVIEW}"),
    (
        "p",
        "3. Frobisher A. Zanolol cures frobnitis in every patient. Annals of Imaginary Medicine 2016. PMID: 90000005",
    ),
    ("p", "4. Quill BC. Drug treatment of frobnitis: a systematic review. Ann Imag Med 2012. PMID: 90000002"),
    ("p", "5. Frobisher A. Risk factors of frobnitis: a case-control study. Ann Imag Med 2015. PMID: 90000007"),
    ("p", "6. Quill BC. Humming and the frob in brass bands. Annals of Imaginary Medicine 2018. PMID: 9000AB12"),
    ("p", "7. Quill BC. Ten years of treacle in sailors with a sore knee. Ann Imag Med 2021. PMID: 90000006"),
    ("p", "8. Frobisher A. Zanolol or quibrex for frobnitis: a randomised trial. Ann Imag Med 2020. PMID: 90000004"),
)
# The code of each flaw, its severity, and words of the sentence or the reference that it is found at.
FLAWS = (
    ("dangling-citation", "error", "Quibrex is better"),
    ("uncited-dose", "error", "Take quibrex 20 mg"),
    ("retracted-reference", "error", "Zanolol cures"),
    ("malformed-identifier", "error", "Humming and the frob"),
    ("reference-mismatch", "error", "Ten years of treacle"),
    ("uncited-reference", "warning", "Zanolol or quibrex"),
    ("uncited-claim", "warning", "Zanolol prevents frobnitis"),
    ("number-not-in-source", "warning", "by 80%"),
    ("facet-unanswered", "warning", ""),
    ("questioned-reference", "warning", "Risk factors"),
    ("superseded-reference", "warning", "Drug treatment"),
)


def as_text(parts: Sequence[Part]) -> bytes:
    """Return the parts as plain text, with headings that only their line tells."""
    blocks = [str(value) for _kind, value in parts]
    return "\n\n".join(blocks).encode()


def in_form(form: str, parts: Sequence[Part]) -> bytes:
    """Return the parts as a file of that form: text, md, html, docx or pdf."""
    make: Any = as_text if form == "text" else FORMS[form]
    content: bytes = make(parts)
    return content


ALL_FORMS = ("text", "md", "html", "docx", "pdf")
