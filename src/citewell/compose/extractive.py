"""The extractive writer: it picks the sentences that answer, and keeps the source's own words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from citewell.compose.beside import to_the_point
from citewell.compose.candidates import Candidate, candidates
from citewell.compose.comparisons import compares_others
from citewell.compose.labels import asks_for_box, asks_of_dangers, has_adverse_reactions
from citewell.compose.lead import bottom_line, plainest
from citewell.compose.lead_score import subject_stems
from citewell.compose.match import Words, missing_from_record
from citewell.compose.population import sex_asked
from citewell.compose.reading import subject_of
from citewell.compose.sides import compares_directly, names_one_side
from citewell.compose.strays import headings
from citewell.language.polarity import agree
from citewell.language.populations import Sex, concerns, groups
from citewell.model.article import Draft, Nearest
from citewell.model.claim import Citation, Claim, ClaimKind
from citewell.model.evidence import Appraisal, AppraisedRecord, Passage, Record, RecordKind
from citewell.model.question import Facet, Question

_SAME = 0.62
_MOST_A_FACET = {RecordKind.GUIDELINE: 5, RecordKind.LABEL: 4, RecordKind.RESEARCH: 7, RecordKind.TOPIC: 3}
_MOST_A_RECORD = 3
# The third sentence of one study mostly says again what the first two did.
_MOST_OF_A_STUDY = 2
_FOUND = frozenset({Facet.TREATMENT, Facet.PREVENTION, Facet.PROGNOSIS})
# Harms that nobody asked for are told in short.
_MOST_UNASKED = 3
# What scores so much less than the best under its heading is not missed, once so many stand.
_FAR, _ENOUGH = 2.5, 3
_MOST_OF_A_LIST = 40
_MOST_DOSES = 8
_LEAST_SCORE = 3.5
_LEAST = 2
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

    def compose(self, question: Question, appraisal: Appraisal, *, found: Sequence[Candidate] | None = None) -> Draft:
        """Return a draft of quoted claims; with none, the nearest records and what they lack.

        found: the candidates for the question's facets, best first, where they are known already.
        """
        known = self._found(question, appraisal, found)
        chosen, claims, lead = self._written(question, known)
        if known and not lead:
            # What a guideline advises beside the question may be all that can lead an answer to it.
            chosen, claims, lead = self._written(question, known, advice=True)
        if not lead:
            claims = ()  # what is only on the subject answers nothing
        return Draft(
            question=question,
            appraisal=appraisal,
            claims=claims,
            lead=lead,
            writer=self.name,
            nearest=_nearest(question, appraisal),
            limits=_limits(question, appraisal, claims, lead),
            alone=frozenset(c.id for c, item in zip(claims, chosen, strict=False) if item.candidate.is_own),
        )

    def _written(
        self, question: Question, found: list[Candidate], *, advice: bool = False
    ) -> tuple[list[_Chosen], tuple[Claim, ...], tuple[str, ...]]:
        """Return what was chosen, the claims made of it, and those of them that lead."""
        chosen = self._choose(question, found, advice=advice)
        claims = tuple(_claim(f"c{n}", item) for n, item in enumerate(chosen, 1))
        lead = bottom_line(question, [(claim, item.candidate) for claim, item in zip(claims, chosen, strict=True)])
        return chosen, claims, lead

    def _found(self, question: Question, appraisal: Appraisal, known: Sequence[Candidate] | None) -> list[Candidate]:
        """Return the candidates that may answer, best first."""
        if not question.required:
            return []
        known = candidates(question, appraisal, question.facets) if known is None else known
        found = [c for c in known if c.score >= _LEAST_SCORE]
        if compares_directly(question) and all(_compares_others(question, candidate) for candidate in found):
            return []  # what was found of each alone, or of others, does not tell which is better
        return found

    def _choose(self, question: Question, found: list[Candidate], *, advice: bool) -> list[_Chosen]:
        chosen = self._choose_from(question, to_the_point(question, found, advice=advice))
        if len(chosen) < _LEAST and all(item.candidate.kind is RecordKind.RESEARCH for item in chosen):
            # One study alone is no answer.
            chosen = self._choose_from(question, to_the_point(question, found, advice=advice, alone=True))
        if all(item.candidate.facet not in question.facets for item in chosen):
            return []  # harms that nobody asked for stand beside an answer, and are none
        return sorted(_of_newest_labels(chosen), key=_reading_order(question))

    def _choose_from(self, question: Question, found: Sequence[Candidate]) -> list[_Chosen]:
        chosen: list[_Chosen] = []
        for kind in RecordKind:
            for facet in headings(question):
                pool = [c for c in found if c.kind is kind and c.facet is facet][:_LARGEST_POOL]
                # What a label forbids, and what its box warns of, is told whole: half of it would mislead.
                is_list = facet is Facet.CONTRAINDICATIONS and not groups(question.text)
                whole = kind is RecordKind.LABEL and (is_list or asks_for_box(question))
                most, each = (_MOST_OF_A_LIST, _MOST_OF_A_LIST) if whole else (_MOST_A_FACET[kind], _MOST_A_RECORD)
                if kind is RecordKind.RESEARCH:
                    pool, each = _near_the_best(pool), _MOST_OF_A_STUDY if facet in _FOUND else _MOST_A_RECORD
                    most = most if facet in question.facets else _MOST_UNASKED
                if kind is RecordKind.LABEL and facet is Facet.DOSING:
                    most, each = _MOST_DOSES, _MOST_DOSES
                self._take(
                    pool,
                    chosen,
                    most=most,
                    each=each,
                    subject=subject_stems(question),
                    first=plainest(question, pool[:_MAY_LEAD]),
                )
        return chosen

    @staticmethod
    def _take(
        pool: list[Candidate],
        chosen: list[_Chosen],
        *,
        most: int,
        each: int,
        subject: frozenset[str],
        first: Sequence[Candidate] = (),
    ) -> None:
        """Take the best of the pool, one by one; what was said, and who said it, counts against the next.

        first: what says plainest what was asked is taken before all others.
        """
        taken: list[Candidate] = []
        waiting = [candidate for candidate in first if candidate in pool]
        while pool and len(taken) < most:
            best = waiting.pop(0) if waiting else max(pool, key=lambda c: _worth(c, taken, subject))
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


def _of_newest_labels(chosen: list[_Chosen]) -> list[_Chosen]:
    """Return what was chosen without what only an older label of the same product says: a newer one replaces it."""
    newest: dict[tuple[str, ...], tuple[int, str, str]] = {}
    for item in chosen:
        record = item.candidate.source.record
        if product := _product(record):
            age = (record.year or 0, record.date, record.id)
            newest[product] = max(age, newest.get(product, age))
    kept = []
    for item in chosen:
        record = item.candidate.source.record
        product = _product(record)
        alike = {record.id, *(c.passage.record_id for c in item.also)}
        if not product or newest[product][2] in alike:
            kept.append(item)
    return kept


def _product(record: Record) -> tuple[str, ...]:
    """Return what a label is of: its ingredients and its brands; nothing for another record."""
    if record.kind is not RecordKind.LABEL or not record.ingredients or not record.brands:
        return ()
    return (*sorted({_first_word(name) for name in record.ingredients}), *sorted(b.lower() for b in record.brands))


def _first_word(name: str) -> str:
    # "Atorvastatin calcium trihydrate" in one label is "atorvastatin calcium" in another.
    return name.lower().split()[0]


def _compares_others(question: Question, candidate: Candidate) -> bool:
    title = candidate.source.record.title
    return compares_others(question, candidate.text, Words.of(candidate.text, title), title)


def _near_the_best(pool: list[Candidate]) -> list[Candidate]:
    """Return the candidates, best first, without those that are far behind the first, where enough are not."""
    least = pool[0].score - _FAR if pool else 0.0
    return pool[: max(_ENOUGH, sum(candidate.score >= least for candidate in pool))]


_SAME_SOURCE, _SAME_WORDS = 0.9, 2.0
# So many of a kind of source are looked at for the one that says plainest what was asked.
_MAY_LEAD = 40


def _worth(candidate: Candidate, taken: list[Candidate], subject: frozenset[str]) -> float:
    """Return a candidate's score less what its source and its words have already had."""
    from_source = sum(c.passage.record_id == candidate.passage.record_id for c in taken)
    own = candidate.content - subject
    repeated = max((len(own & c.content) / max(1, len(own | (c.content - subject))) for c in taken), default=0.0)
    return candidate.score - _SAME_SOURCE * from_source - _SAME_WORDS * repeated


def _reading_order(question: Question) -> Callable[[_Chosen], tuple[int, int, int, int, str, float]]:
    """Order by source kind, then facet as asked, then level of evidence, then year, newest first.

    What is taken from one label stays in the label's own order, which is that of importance.
    """
    kinds = list(RecordKind)
    facets = list(headings(question))

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


def _limits(
    question: Question, appraisal: Appraisal, claims: tuple[Claim, ...], lead: tuple[str, ...]
) -> tuple[str, ...]:
    """Return what a reader of the bottom line, or of no answer, should know: what is not in it, and why."""
    limits = []
    listed = [c for c in claims if c.facet is Facet.CONTRAINDICATIONS and c.source_kind is RecordKind.LABEL]
    shown = sum(claim.id in lead for claim in listed)
    if shown and len(listed) > shown and not groups(question.text):
        limits.append(
            "The label lists more contraindications than the bottom line holds; the others stand under the drug label."
        )
    bare = _without_reactions(question, appraisal, claims)
    if bare:
        limits.append(
            f"What is held here of the drug label ({'; '.join(bare)}) has no section on adverse reactions: its warnings are "
            "quoted, and common side effects may be missing."
        )
    if not claims and question.required:
        near = [item for item in appraisal.records if item.is_citable]
        whole = sum(not missing_from_record(question, subject_of(item.record)) for item in near)
        if whole:
            records = "1 record names" if whole == 1 else f"{whole} records name"
            limits.append(
                f"{records} all that was asked, but no sentence of theirs that can be quoted alone says of it what was "
                "asked as the finding of a study, or as the advice of a guideline or a label."
            )
    if not claims and Facet.DOSING in question.facets and (drugs := _named(question, "intervention")):
        uses = _named(question, "condition")
        limits.append(f"No source found here states a dose of {drugs}{f' for {uses}' if uses else ''}.")
    compared = [c.surface for c in question.required if c.alternative is not None and c.type != "condition"]
    if len(compared) == _PAIR and not any(_compares(question, claim, appraisal) for claim in claims):
        limits.append(f"No source found here compares {compared[0]} with {compared[1]} directly.")
    leading = tuple(claim for claim in claims if claim.id in lead)
    sex = sex_asked(question)
    is_enough = len(claims) > 1 or any(c.source_kind in {RecordKind.GUIDELINE, RecordKind.LABEL} for c in claims)
    if leading and is_enough and sex is not None and not _names(sex, leading, appraisal):
        is_below = _names(sex, claims, appraisal)
        limits.append(
            f"The bottom line does not speak of {sex} in particular, and may not hold for them: "
            + ("what names them stands below it." if is_below else "no source found here does.")
        )
    return tuple(limits)


def _named(question: Question, kind: str) -> str:
    return " or ".join(concept.surface for concept in question.required if concept.type == kind)


def _names(sex: Sex, claims: tuple[Claim, ...], appraisal: Appraisal) -> bool:
    """Tell whether one of the claims, or the title of a record cited for it, names a sex."""
    titles = {item.record.id: item.record.title for item in appraisal.records}
    return any(concerns(sex, text) for c in claims for text in (c.text, *(titles.get(r, "") for r in c.record_ids)))


def _without_reactions(question: Question, appraisal: Appraisal, claims: tuple[Claim, ...]) -> list[str]:
    """Return the titles of the labels cited for side effects that are held without their adverse reactions."""
    if asks_of_dangers(question) or asks_for_box(question):
        return []
    cited = {r for c in claims if c.facet is Facet.HARMS and c.source_kind is RecordKind.LABEL for r in c.record_ids}
    labels = [item.record for item in appraisal.records if item.record.id in cited]
    return [label.title for label in labels if not has_adverse_reactions(label)]


_PAIR = 2


def _compares(question: Question, claim: Claim, appraisal: Appraisal) -> bool:
    titles = {item.record.id: item.record.title for item in appraisal.records}
    return any(not names_one_side(question, Words.of(claim.text, titles.get(r, ""))) for r in claim.record_ids)


def _nearest(question: Question, appraisal: Appraisal) -> tuple[Nearest, ...]:
    """Return the records that came nearest, with the asked concepts that they do not name.

    One that names nothing of what was asked about came near to nothing. What could not be cited whatever it says is named as retracted, or as under way.
    """
    telling = [c for c in question.required if c.type not in {"population", "vague", "everyday"}]

    def is_near(item: AppraisedRecord) -> bool:
        missing = missing_from_record(question, subject_of(item.record))
        return not telling or any(concept not in missing for concept in telling)

    return tuple(
        Nearest(
            record_id=item.record.id,
            title=item.record.title,
            year=item.record.year,
            url=item.record.link,
            missing=tuple(c.surface for c in missing_from_record(question, subject_of(item.record))),
        )
        for item in [item for item in appraisal.records if item.is_citable and is_near(item)][:3]
    )
