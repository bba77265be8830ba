"""The extractive writer: it picks the sentences that answer, and keeps the source's own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from citewell.compose.aspects import facet_score
from citewell.compose.candidates import Candidate, candidates
from citewell.compose.labels import asks_for_box, section_asked
from citewell.compose.match import Subject, Words, missing_from_record
from citewell.compose.penalties import is_about_strangers
from citewell.compose.population import is_for_others
from citewell.compose.reading import LISTS, SHORTEST_WORDS
from citewell.compose.roles import Role
from citewell.compose.wanted import Wanted, gives, is_aside, is_on_a_part, wanted
from citewell.language.polarity import agree
from citewell.language.populations import groups
from citewell.model.article import Draft, Nearest
from citewell.model.claim import Citation, Claim, ClaimKind
from citewell.model.evidence import Appraisal, Passage, RecordKind
from citewell.model.question import Facet, Question

BOTTOM_LINE_WORDS = 80
_SAME = 0.62
_MOST_A_FACET = {RecordKind.GUIDELINE: 5, RecordKind.LABEL: 4, RecordKind.RESEARCH: 8, RecordKind.TOPIC: 3}
_MOST_A_RECORD = 3
_MOST_OF_A_LIST = 40
_MOST_DOSES = 8
_LEAST_SCORE = 3.5
# The best of them: what is taken is weighed against each of the rest, so a whole book would take hours.
_LARGEST_POOL = 300


@dataclass(slots=True)
class _Chosen:
    """A candidate that was taken, with the further passages that say the same."""

    candidate: Candidate
    also: list[Candidate] = field(default_factory=list)

    def says(self, other: Candidate) -> bool:
        """Tell whether the other sentence says the same: most words shared, the same numbers, nothing denied."""
        mine = self.candidate
        shared = len(mine.content & other.content)
        alike = shared / max(1, min(len(mine.content), len(other.content)))
        if mine.passage == other.passage:
            return True
        if mine.kind is RecordKind.LABEL:
            # One word more, in the newer of two labels, may be one drug more that must not be given.
            return mine.text == other.text
        union = len(mine.content | other.content)
        if mine.numbers != other.numbers or (shared / max(1, union) < _SAME and alike < 0.85):
            return False
        # "Reduced" and "did not reduce" share their words: merged, one would be cited for the other.
        return agree(mine.text, other.text)


class ExtractiveWriter:
    """Composes an answer from the sources' own sentences; it needs no model."""

    name = "extractive"

    def compose(self, question: Question, appraisal: Appraisal) -> Draft:
        """Return a draft of quoted claims; with none, the nearest records and what they lack."""
        chosen = self._choose(question, appraisal)
        claims = tuple(_claim(f"c{n}", item) for n, item in enumerate(chosen, 1))
        return Draft(
            question=question,
            appraisal=appraisal,
            claims=claims,
            lead=_lead(question, list(zip(claims, chosen, strict=True))),
            writer=self.name,
            nearest=_nearest(question, appraisal),
        )

    def _choose(self, question: Question, appraisal: Appraisal) -> list[_Chosen]:
        if not question.required:
            return []
        found = [c for c in candidates(question, appraisal, question.facets) if c.score >= _LEAST_SCORE]
        chosen: list[_Chosen] = []
        for kind in RecordKind:
            for facet in question.facets:
                pool = [c for c in found if c.kind is kind and c.facet is facet][:_LARGEST_POOL]
                # What a label forbids, and what its box warns of, is told whole: half of it would mislead.
                whole = kind is RecordKind.LABEL and (facet is Facet.CONTRAINDICATIONS or asks_for_box(question))
                most, each = (_MOST_OF_A_LIST, _MOST_OF_A_LIST) if whole else (_MOST_A_FACET[kind], _MOST_A_RECORD)
                if kind is RecordKind.LABEL and facet is Facet.DOSING:
                    most, each = _MOST_DOSES, _MOST_DOSES
                self._take(pool, chosen, most=most, each=each, subject=_subject_stems(question))
        return sorted(chosen, key=_reading_order(question))

    @staticmethod
    def _take(pool: list[Candidate], chosen: list[_Chosen], *, most: int, each: int, subject: frozenset[str]) -> None:
        """Take the best of the pool, one by one; what was said, and who said it, counts against the next."""
        taken: list[Candidate] = []
        while pool and len(taken) < most:
            best = max(pool, key=lambda c: _worth(c, taken, subject))
            pool.remove(best)
            twin = next((item for item in chosen if item.says(best)), None)
            if twin is not None:
                if twin.candidate.passage.record_id != best.passage.record_id and twin.candidate.facet is best.facet:
                    twin.also.append(best)
                continue
            if sum(c.passage.record_id == best.passage.record_id for c in taken) >= each:
                continue
            taken.append(best)
            chosen.append(_Chosen(best))


_SAME_SOURCE, _SAME_WORDS = 0.9, 2.0


def _worth(candidate: Candidate, taken: list[Candidate], subject: frozenset[str]) -> float:
    """Return a candidate's score less what its source and its words have already had."""
    from_source = sum(c.passage.record_id == candidate.passage.record_id for c in taken)
    own = candidate.content - subject
    repeated = max((len(own & c.content) / max(1, len(own | (c.content - subject))) for c in taken), default=0.0)
    return candidate.score - _SAME_SOURCE * from_source - _SAME_WORDS * repeated


def _subject_stems(question: Question) -> frozenset[str]:
    return frozenset(token for concept in question.concepts for variant in concept.variants for token in variant)


def _reading_order(question: Question) -> Callable[[_Chosen], tuple[int, int, int, int, str, float]]:
    """Order by source kind, then facet as asked, then level of evidence, then year, newest first.

    What is taken from one label stays in the label's own order, which is that of importance.
    """
    kinds = list(RecordKind)
    facets = list(question.facets)

    def key(item: _Chosen) -> tuple[int, int, int, int, str, float]:
        source = item.candidate.source
        is_label = item.candidate.kind is RecordKind.LABEL
        return (
            kinds.index(item.candidate.kind),
            facets.index(item.candidate.facet),
            source.level.level or (0 if item.candidate.kind is not RecordKind.RESEARCH else 6),
            0 if is_label else -(source.record.year or 0),
            # What several labels say alike goes with the first of them, so that a list stays together.
            min(c.passage.record_id for c in (item.candidate, *item.also)) if is_label else "",
            item.candidate.place if is_label else -item.candidate.score,
        )

    return key


def _claim(claim_id: str, item: _Chosen) -> Claim:
    passages: dict[str, Passage] = {}
    for candidate in (item.candidate, *item.also):
        passages.setdefault(candidate.passage.record_id, candidate.passage)
    return Claim(
        id=claim_id,
        text=item.candidate.text,
        kind=ClaimKind.QUOTED,
        facet=item.candidate.facet,
        source_kind=item.candidate.kind,
        citations=tuple(Citation(passage) for passage in passages.values()),
        context=item.candidate.context,
    )


def _lead(question: Question, written: Iterable[tuple[Claim, _Chosen]]) -> tuple[str, ...]:
    """Return the ids of the claims for the bottom line: the plainest for each facet, 80 words at most."""
    best = sorted(written, key=lambda pair: -_lead_score(question, pair[1].candidate))
    facets = _leading_facets(question, [claim.facet for claim, _ in best])
    a_facet = 1 if len(facets) > 2 else 2
    room = BOTTOM_LINE_WORDS
    lead: list[tuple[Facet, str]] = []
    records: set[str] = set()
    first: dict[Facet, float] = {}
    for turn in range(a_facet):
        for facet in facets:
            for claim, item in best:
                # Two sources say more than one, but the items of a label's list belong together.
                is_listed = item.candidate.kind is RecordKind.LABEL and facet is Facet.CONTRAINDICATIONS
                is_new = claim.id not in {i for _, i in lead} and (is_listed or not set(claim.record_ids) & records)
                score = _lead_score(question, item.candidate)
                if turn and not is_listed and not _adds(question, item.candidate, score, first.get(facet, score)):
                    continue
                if claim.facet is facet and is_new and item.candidate.words <= room:
                    first.setdefault(facet, score)
                    lead.append((facet, claim.id))
                    records.update(claim.record_ids)
                    room -= item.candidate.words
                    break
    order = {facet: place for place, facet in enumerate(facets)}
    return tuple(claim_id for _, claim_id in sorted(lead, key=lambda pair: order[pair[0]]))


def _leading_facets(question: Question, found: list[Facet]) -> tuple[Facet, ...]:
    """Return the facets that a bottom line speaks to: those asked; of assumed ones, the first that has two claims."""
    if question.facets_are_explicit:
        return question.facets
    return next(((facet,) for facet in question.facets if found.count(facet) > 1), question.facets)


# How far behind the first sentence of a bottom line a second may be.
_BEHIND = 2.0


def _adds(question: Question, candidate: Candidate, score: float, first: float) -> bool:
    """Tell whether a second sentence answers too: one good sentence beats two of which one leads astray.

    It must name itself what was asked, and be nearly as good an answer as the first.
    """
    text = candidate.text
    if score < first - _BEHIND or candidate.role is Role.BACKGROUND:
        return False
    if is_on_a_part(question, text) or is_about_strangers(question, text) or is_for_others(question, text):
        return False
    asked = [c for c in question.required if c.type in {"intervention", "condition"} or c.type == "word"]
    said = Words.of(text, candidate.context)
    named = {c.alternative for c in asked if c.alternative is not None and said.mention(c)}
    return all(said.mention(c) or c.alternative in named for c in asked if c.type != "word") and (
        not asked or any(said.mention(c) for c in asked)
    )


_STATISTIC = re.compile(r"\d\.\d|%|\bCI\b|\b[Pp] ?[<=]")
_ADVISES = re.compile(r"\b(?:recommends?|recommended|suggests? (?!that)|advises?|first-line|prefers?)\b", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:non-?operative|non-?surgical|conservative|placebo|usual care|versus|compared (?:with|to)|rather than|non-?inferior\w*|comparable)\b",
    re.IGNORECASE,
)


def _lead_score(question: Question, candidate: Candidate) -> float:
    """Prefer what sums up: conclusions, advice, lists and comparisons, in few words and few figures."""
    text = candidate.text
    plain = {Role.ADVICE: 1.5, Role.CONCLUSIONS: 1.5, Role.RESULTS: 0.3}.get(candidate.role, -2.0)
    lists = 1.5 * (LISTS.search(text) is not None)
    weighs = 0.0
    if candidate.facet in {Facet.TREATMENT, Facet.PREVENTION}:
        weighs = 1.0 * (_ADVISES.search(text) is not None or _COMPARES.search(text) is not None)
        # What a treatment may harm has its own facet; it does not answer what to do.
        weighs -= 0.6 * facet_score(text, "", Facet.HARMS, candidate.kind)
        weighs -= 2.0 * (candidate.kind is RecordKind.LABEL)
    is_own = candidate.kind is RecordKind.LABEL and candidate.facet in {Facet.HARMS, Facet.DOSING}
    figures = 0.0 if wanted(question) is Wanted.FIGURE or is_own else min(1.5, 0.5 * len(_STATISTIC.findall(text)))
    asked = 1.5 * gives(wanted(question), question, text)
    if candidate.facet not in {Facet.HARMS, Facet.PREVENTION, Facet.PROGNOSIS}:
        asked -= 1.5 * is_aside(question, text)
    asked -= 1.5 * (is_on_a_part(question, text) or is_about_strangers(question, text))
    is_listed = candidate.facet is Facet.CONTRAINDICATIONS and not groups(question.text)
    if candidate.kind is RecordKind.LABEL and (is_listed or section_asked(question)):
        return -candidate.place  # a list is led by its first items
    if candidate.kind is RecordKind.LABEL:
        asked += _of_label(candidate)
    if candidate.facet is Facet.DOSING:
        asked -= 2.0 * is_for_others(question, text)
        asked += 1.5 * (_USUAL_DOSE.search(text) is not None) - 1.5 * (_UNUSUAL_DOSE.search(text) is not None)
    return (
        candidate.score
        + plain
        + lists
        + weighs
        + asked
        + _standing(candidate)
        - figures
        - 0.05 * max(0, candidate.words - 20)
    )


_COMMON = re.compile(r"\b(?:most (?:common|frequent)\w*|commonly)\b", re.IGNORECASE)
_LATER = re.compile(r"postmarketing|post-marketing|market introduction|post-?approval", re.IGNORECASE)
_DECIDED = re.compile(r"\bcontra-?indicated\b|\bshould not\b|\bnot recommended\b|\bavoid\b|\bdo not\b", re.IGNORECASE)


_REACTIONS = ("Adverse reactions", "Side effects")


def _of_label(candidate: Candidate) -> float:
    """Return what the words of a label add: whole sentences, what is common, and what is decided lead."""
    text = candidate.text
    whole = -1.5 * bool(candidate.context and not text.rstrip().endswith("."))
    if candidate.facet is Facet.HARMS:
        of_reactions = candidate.passage.section.startswith(_REACTIONS)
        return whole + 1.5 * of_reactions + 1.5 * bool(_COMMON.search(text)) - 1.5 * bool(_LATER.search(text))
    if candidate.facet is Facet.CONTRAINDICATIONS:
        return whole + 1.5 * bool(_DECIDED.search(text)) - 0.4 * (len(text.split()) < SHORTEST_WORDS)
    return whole


_USUAL_DOSE = re.compile(
    r"\b(?:recommended|usual|starting|initial|standard)\b[^.]{0,40}\b(?:dos\w+|range)", re.IGNORECASE
)
_UNUSUAL_DOSE = re.compile(
    r"\b(?:up to|above|exceed\w*|maximum|infrequent\w*|resistant|severely|missed|overdos\w+)\b", re.IGNORECASE
)


def _standing(candidate: Candidate) -> float:
    """Return what the kind of evidence adds to a bottom line: guidelines lead, expert opinion and case series do not."""
    if candidate.kind is RecordKind.GUIDELINE and candidate.facet is not Facet.SYMPTOMS:
        return 0.7
    level = candidate.source.level.level
    return -1.0 if candidate.kind is RecordKind.RESEARCH and (level is None or level > 3) else 0.0


def _nearest(question: Question, appraisal: Appraisal) -> tuple[Nearest, ...]:
    """Return the records that came nearest, with the asked concepts that they do not name.

    What could not be cited whatever it says came near to nothing: it is named as retracted, or as under way.
    """
    return tuple(
        Nearest(
            record_id=item.record.id,
            title=item.record.title,
            year=item.record.year,
            url=item.record.link,
            missing=tuple(c.surface for c in missing_from_record(question, Subject.of(item.record))),
        )
        for item in [item for item in appraisal.records if item.is_citable][:3]
    )
