"""Where two sources found different things about one outcome, shown side by side with the likely reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations

from citewell.language.populations import groups
from citewell.language.terms import shipped_terms
from citewell.language.words import STOP_WORDS, stem, stems, words
from citewell.model.article import Conflict
from citewell.model.claim import Claim
from citewell.model.evidence import AppraisedRecord, RecordKind

_COMPARES = re.compile(
    r"\b(?:than|versus|compared (?:with|to)|between|hazard ratio|odds ratio|risk ratio|relative risk|mean difference|placebo|non-?inferior\w*|similar|comparable)\b",
    re.IGNORECASE,
)
_NO_DIFFERENCE = re.compile(
    r"\b(?:no (?:statistically )?(?:significant|clinically important|clear|meaningful)? ?(?:difference|effect|reduction|increase|benefit)\w*|did not (?:differ|reduce|increase|improve|lower|raise)|(?:was|were) (?:not (?:significantly )?(?:different|lower|higher|reduced|better)|similar|comparable|no (?:better|worse|different))|similar (?:between|in|to|after)|non-?inferior\w*|comparable)\b",
    re.IGNORECASE,
)
_BETTER_OR_WORSE = re.compile(
    r"\b(?:higher|lower|greater|fewer|more|less|better|worse|superior|reduced|lowered|raised|increased|improved|worsened|shortened|prolonged|faster|shorter|longer)\b",
    re.IGNORECASE,
)
_OUTCOMES = (
    "return to sport", "re-rupture", "patient-reported outcome", "satisfaction", "strength", "complication", "mortality", "death", "stroke",
    "major bleeding", "bleeding", "myocardial infarction", "cardiovascular event", "heart failure", "pain", "function", "recurrence", "relapse",
    "remission", "eradication", "exacerbation", "hospitali", "monthly migraine days", "headache", "fracture", "kidney failure", "hypotension",
    "syncope", "adverse event", "quality of life", "cancer", "dementia", "disability", "muscle symptom", "diabetes", "amputation",
)  # fmt: skip
_MOST = 3
# Two sentences speak of the same comparison if they name the same two treatments and share so much of the
# shorter one's words; where the treatments are no known terms, more words must be shared.
_COMPARED_ALIKE, _ALIKE, _ALIKE_UNNAMED = 2, 0.3, 0.6


def find_conflicts(claims: Sequence[Claim], records: Mapping[str, AppraisedRecord]) -> tuple[Conflict, ...]:
    """Return the pairs of claims of one facet and outcome of which one found a difference and one none."""
    conflicts: list[Conflict] = []
    used: set[str] = set()
    for one, other in combinations(claims, 2):
        if one.facet is not other.facet or set(one.record_ids) & set(other.record_ids):
            continue
        outcome = _shared_outcome(one, other)
        if outcome is None or {one.id, other.id} & used or not _disagree(one.text, other.text):
            continue
        used |= {one.id, other.id}
        conflicts.append(
            Conflict(
                one.facet,
                outcome,
                (one.id, other.id),
                _reason(records[one.record_ids[0]], records[other.record_ids[0]], _other_people(one.text, other.text)),
            )
        )
    return tuple(conflicts[:_MOST])


def _shared_outcome(one: Claim, other: Claim) -> str | None:
    """Return the outcome on which both claims compare the same treatments; None if there is none."""
    first, second = one.text.lower(), other.text.lower()
    outcome = next((o for o in _OUTCOMES if o in first and o in second), None)
    if outcome is None:
        return None
    compared, also = _compared(one.text), _compared(other.text)
    if compared - {"placebo"} and also - {"placebo"} and not compared & also - {"placebo"}:
        return None  # two drugs, each against placebo, may well differ
    same_treatments = len(compared & also) >= _COMPARED_ALIKE
    mine, theirs = _content(one.text), _content(other.text)
    alike = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
    enough = _ALIKE if same_treatments else _ALIKE_UNNAMED
    return outcome.removesuffix("i") if alike >= enough else None


def _compared(text: str) -> set[str]:
    """Return the treatments that a sentence names, placebo among them, by their preferred names."""
    table, tokens = shipped_terms(), stems(text)
    found = {match[0] for at in range(len(tokens)) if (match := table.match_at(tokens, at))}
    return {term.preferred for term in found if term.type == "intervention" or term.preferred == "placebo"}


def denies_a_difference(text: str) -> bool:
    """Tell whether a text says that there was no difference, or none that matters."""
    return _NO_DIFFERENCE.search(text) is not None


def difference_told(sentence: str) -> bool | None:
    """Tell whether a sentence that compares says that there was a difference; None if it compares nothing, or says neither."""
    if not _COMPARES.search(sentence):
        return None
    if _NO_DIFFERENCE.search(sentence):
        return False
    return True if _BETTER_OR_WORSE.search(sentence) else None


def _disagree(one: str, other: str) -> bool:
    return {difference_told(one), difference_told(other)} == {True, False}


_WITHOUT = re.compile(r"\b(?:without|no|free of|excluding|not have|nor)\W+(?:[\w-]+\W+){0,2}$", re.IGNORECASE)


def _other_people(one: str, other: str) -> str:
    """Return whom the two sentences set apart: one has people without a condition, the other people with it."""
    for mine, theirs in ((one, other), (other, one)):
        for name in _conditions(mine):
            if _leaves_out(mine, name) and any(
                set(name.lower().split()) <= set(also.lower().split()) and not _leaves_out(theirs, also)
                for also in _conditions(theirs)
            ):
                return f"different people (without {name}; with it)"
    apart = groups(one) ^ groups(other)
    if groups(one) and groups(other) and apart:
        return f"different people ({_named(one)}; {_named(other)})"
    return ""


def _named(text: str) -> str:
    return ", ".join(sorted(group.value for group in groups(text)))


def _conditions(text: str) -> list[str]:
    """Return the conditions that a sentence names, in its own words."""
    table, spelt = shipped_terms(), list(_WORD.finditer(text))
    tokens = [stem(word.group().lower()) for word in spelt]
    found = []
    for at in range(len(tokens)):
        match = table.match_at(tokens, at)
        if match and match[0].type == "condition":
            found.append(text[spelt[at].start() : spelt[at + match[1] - 1].end()])
    return found


_WORD = re.compile(r"\w+")


def _leaves_out(text: str, name: str) -> bool:
    """Tell whether a sentence names a condition only to say that nobody had it."""
    return all(_WITHOUT.search(text[: match.start()]) for match in re.finditer(re.escape(name), text))


def _reason(one: AppraisedRecord, other: AppraisedRecord, people: str = "") -> str:
    """Return the differences between the two sources that may explain it; never more than was found."""
    parts = [people] if people else []
    if one.design is not other.design:
        parts.append(f"different designs ({one.design}; {other.design})")
    if one.record.kind is RecordKind.RESEARCH and one.sample_size and other.sample_size:
        small, large = sorted((one.sample_size, other.sample_size))
        if large >= 3 * small:
            parts.append(f"different sizes ({small:,}; {large:,})")
    if one.record.year and other.record.year and abs(one.record.year - other.record.year) >= 5:
        parts.append(f"different years ({one.record.year}; {other.record.year})")
    return "Possible reasons: " + "; ".join(parts) + "." if parts else "The records do not show why they differ."


def _content(text: str) -> set[str]:
    return {stem(w) for w in words(text) if w not in STOP_WORDS and not w.isdigit()}
