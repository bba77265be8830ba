"""A claim in its source's words, and what stands beside it: what kind of study it is, how to find the source."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.language.readability import counts
from citewell.model.claim import Check, Claim, Reference
from citewell.model.evidence import Design
from citewell.model.rendering import ClaimRendering, Note, NoteKind, Piece
from citewell.register.profile import Profile

# Worded by us. Checked in the NCI Dictionary of Cancer Terms (https://www.cancer.gov/publications/dictionaries/cancer-terms):
# randomized clinical trial, cohort study, case-control study, cross-sectional study, case series, case report,
# meta-analysis; and in the MRCT Center's Clinical Research Glossary (https://mrctcenter.org/glossary/): randomization.
_DESIGNS = {
    Design.META_ANALYSIS: "it looks for every study of one question and puts their numbers together into one result",
    Design.SYSTEMATIC_REVIEW: "it looks for every study of one question by a plan set beforehand, and weighs them",
    Design.RANDOMISED_TRIAL: "chance decides who gets which treatment, so that the groups are alike in all else",
    Design.NON_RANDOMISED_TRIAL: "treatments are compared, but chance did not decide who got which: the groups may differ from the start",
    Design.COHORT: "groups of people are followed over time and what happens to them is compared; nobody is assigned to a group",
    Design.CASE_CONTROL: "people who have a condition are compared with similar people who have not, looking back for what differs",
    Design.CROSS_SECTIONAL: "a group is looked at once, at one point in time: it cannot tell what came first",
    Design.CASE_SERIES: "it tells of several patients who were treated alike, with nobody to compare them with",
    Design.CASE_REPORT: "it tells of one patient in detail, with nobody to compare him or her with",
}


def as_it_is(claim: Claim, notes: tuple[Note, ...] = (), failed: tuple[Check, ...] = ()) -> ClaimRendering:
    """Return the claim as its source has it, with the checks for which it stands so."""
    made = (Piece(0, len(claim.text), claim.text),)
    return ClaimRendering(claim.id, claim.text, made, notes, (), round(counts([claim.text]).grade, 1), failed)


def beside(claim: Claim, references: Sequence[Reference], profile: Profile) -> tuple[Note, ...]:
    """Return what the reader's role asks for beside a claim."""
    notes = [design_note(claim, references) if profile.designs_explained else None]
    notes.append(identifier_note(claim, references) if profile.identifiers else None)
    return tuple(note for note in notes if note is not None)


def design_note(claim: Claim, references: Sequence[Reference]) -> Note | None:
    """Return what kind of study the claim rests on, in words; None where there is nothing to explain."""
    by_id = {reference.record_id: reference.design for reference in references}
    designs = dict.fromkeys(by_id[record_id] for record_id in claim.record_ids)
    said = [
        f"{design[:1].upper()}{design[1:]}: {_DESIGNS[Design(design)]}." for design in designs if _is_explained(design)
    ]
    return Note(NoteKind.DESIGN, " ".join(said)) if said else None


def _is_explained(design: str) -> bool:
    return design in {kind.value for kind in _DESIGNS}


def identifier_note(claim: Claim, references: Sequence[Reference]) -> Note | None:
    """Return the identifiers of the sources of a claim, as a pharmacist looks them up; None where there is none."""
    by_id = {reference.record_id: reference for reference in references}
    said = [
        f"{identifier.scheme.upper()} {identifier.value}"
        for record_id in claim.record_ids
        for identifier in by_id[record_id].identifiers
    ]
    return Note(NoteKind.IDENTIFIERS, ", ".join(dict.fromkeys(said))) if said else None
