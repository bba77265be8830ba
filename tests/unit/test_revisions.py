"""The next revision of an article: sentences reworded and left out, the rest computed again, and what differs told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board import START
from citewell.editorial.changes import Kind, Part, changes, claim_key, pieces
from citewell.editorial.edit import Edits, make_revision, revise, reword, states_dose
from citewell.errors import BadInput
from citewell.library import Library
from citewell.model.claim import Claim, ClaimKind, VerdictKind
from citewell.model.evidence import RetractionStatus
from citewell.model.ledger import Ledger, make_ledger
from citewell.pipeline import answer
from citewell.publish.computed import ledger_faults
from citewell.publish.ledger import digest, ledger_from_json, ledger_to_json


@pytest.fixture
def ledger(world: Library) -> Ledger:
    """An answer with a bottom line, a dose, and trials that are cited."""
    draft = answer("What is the treatment of frobnitis, its dose and who should not take zanolol?", library=world)
    return make_ledger(draft, world.records([reference.record_id for reference in draft.references]))


def claim_with(ledger: Ledger, words: str) -> Claim:
    return next(claim for claim in ledger.draft.claims if words in claim.text)


def test_a_sentence_in_other_words_is_checked_at_once(ledger: Ledger) -> None:
    """Reworded, it is no longer quoted; it passes where its quote says the same."""
    quoted = claim_with(ledger, "Zanolol is recommended as first treatment")
    reworded = reword(ledger, quoted.id, "In adults, zanolol is recommended as first treatment of frobnitis.")
    assert (quoted.kind, reworded.kind) == (ClaimKind.QUOTED, ClaimKind.CHECKED)
    assert reworded.verdict.kind is VerdictKind.SUPPORTED


def test_an_edit_that_its_source_does_not_bear_fails_by_name(ledger: Ledger) -> None:
    """A dose changed by the editor is told by the check that it fails."""
    dose = claim_with(ledger, "5 mg once daily")
    reworded = reword(ledger, dose.id, dose.text.replace("5 mg", "50 mg"))
    assert [check.name for check in reworded.verdict.failed] == ["numbers", "figures"]


def test_a_sentence_put_back_into_its_source_is_words_is_quoted_again(ledger: Ledger) -> None:
    """White space aside, the source's own words are a quote, whoever typed them."""
    claim = ledger.draft.claims[0]
    assert reword(ledger, claim.id, f"  {claim.citations[0].quote} ").kind is ClaimKind.QUOTED


@pytest.mark.parametrize(("text", "told"), [("  ", "is empty"), ("zanolol " * 500, "more than 2,000 characters")])
def test_a_sentence_has_words_and_is_no_book(ledger: Ledger, text: str, told: str) -> None:
    """What is no sentence is refused with what to do."""
    with pytest.raises(BadInput, match=told):
        reword(ledger, ledger.draft.claims[0].id, text)


def test_what_is_left_out_takes_its_references_with_it(ledger: Ledger) -> None:
    """Numbers, references, sources and evidence are computed from the sentences that are left."""
    gone = ledger.draft.claims[0]
    after = revise(ledger, Edits({}, frozenset({gone.id})))
    assert gone.id not in {claim.id for claim in after.draft.claims}
    cited = list(dict.fromkeys(i for claim in after.draft.claims for i in claim.record_ids))
    assert [r.record_id for r in after.draft.references] == cited
    assert [r.number for r in after.draft.references] == list(range(1, len(cited) + 1))
    assert [row.record_id for row in after.draft.evidence] == cited
    assert [source.id for source in after.sources] == cited


def test_no_revision_shows_a_sentence_that_was_left_out(ledger: Ledger) -> None:
    """The evidence table quoted the first sentence of each source: with that gone it quotes another one."""
    for gone in ledger.draft.claims:
        after = revise(ledger, Edits({}, frozenset({gone.id})))
        quotes = {" ".join(c.quote.split()) for claim in after.draft.claims for c in claim.citations}
        assert {row.result for row in after.draft.evidence} <= quotes
        assert list(ledger_faults(after)) == []


def test_each_sentence_keeps_its_id(ledger: Ledger) -> None:
    """A link to a sentence leads to it in the next revision too."""
    gone, *others = ledger.draft.claims
    after = revise(ledger, Edits({}, frozenset({gone.id})))
    assert {c.id: c.text for c in after.draft.claims} == {c.id: c.text for c in others}


def test_a_bottom_line_is_never_empty(ledger: Ledger) -> None:
    """Where all of it is left out, the first sentence of the sections takes its place."""
    after = revise(ledger, Edits({}, frozenset(ledger.draft.bottom_line)))
    assert after.draft.bottom_line == (after.draft.claims[0].id,)


def test_a_facet_without_a_sentence_is_named_as_unanswered(ledger: Ledger) -> None:
    """An article that lost all of one facet says that it does not answer it."""
    facet = claim_with(ledger, "5 mg once daily").facet
    after = revise(ledger, Edits({}, frozenset(c.id for c in ledger.draft.claims if c.facet is facet)))
    assert facet in after.draft.unanswered


def test_an_edit_that_fails_does_not_come_into_a_revision(ledger: Ledger) -> None:
    """The message names the sentence and what its source does not say."""
    dose = claim_with(ledger, "5 mg once daily")
    with pytest.raises(BadInput, match=rf"Sentence {dose.id[1:]} does not pass .* 50 mg is not in the sources"):
        revise(ledger, Edits({dose.id: dose.text.replace("5 mg", "50 mg")}))


def test_an_edit_that_was_allowed_carries_its_reason(ledger: Ledger) -> None:
    """It keeps its failing verdict, says why it is shown, and is stored and read back with it."""
    dose = claim_with(ledger, "5 mg once daily")
    text = dose.text.replace("5 mg", "50 mg")
    allowed = {claim_key(reword(ledger, dose.id, text)): "The label of May 2026 says so."}
    after = revise(ledger, Edits({dose.id: text}, allowed=allowed))
    shown = after.draft.claim(dose.id)
    assert (shown.override, shown.verdict.kind) == ("The label of May 2026 says so.", VerdictKind.NOT_ENOUGH_INFO)
    assert ledger_from_json(ledger_to_json(after)) == after


def test_a_failing_sentence_without_a_reason_is_in_no_draft(ledger: Ledger) -> None:
    """A verified draft can't be built with one."""
    dose = claim_with(ledger, "5 mg once daily")
    failing = reword(ledger, dose.id, dose.text.replace("5 mg", "50 mg"))
    claims = tuple(failing if c.id == dose.id else c for c in ledger.draft.claims)
    with pytest.raises(ValueError, match="did not pass the gate"):
        replace(ledger.draft, claims=claims)


def test_nothing_left_is_no_article(ledger: Ledger) -> None:
    """Leaving everything out is refused; the article is withdrawn instead."""
    with pytest.raises(BadInput, match="Withdraw"):
        revise(ledger, Edits({}, frozenset(c.id for c in ledger.draft.claims)))


def test_two_sentences_do_not_read_the_same(ledger: Ledger) -> None:
    """An edit that repeats another sentence is refused and names both."""
    one = ledger.draft.claims[0]
    other = next(c for c in ledger.draft.claims[1:] if c.record_ids == one.record_ids)
    ledger_key = claim_key(reword(ledger, other.id, one.text))
    with pytest.raises(BadInput, match=f"{one.id[1:]} and {other.id[1:]} would read the same"):
        revise(ledger, Edits({other.id: one.text}, allowed={ledger_key: "Because."}))


def test_no_edits_make_the_same_ledger(ledger: Ledger) -> None:
    """A revision without changes has the address of the one before."""
    assert digest(revise(ledger, Edits({}))) == digest(ledger)


def test_a_revision_knows_which_sentences_want_a_pharmacist(ledger: Ledger) -> None:
    """Those that state a dose."""
    made = make_revision(ledger, number=1, made_by="author", at=START)
    wanted = {c.id for c in ledger.draft.claims if "5 mg" in c.text or c.facet.value == "dosing"}
    assert {c.id for c in made.claims if c.states_dose} == wanted != set()
    assert made.digest == digest(ledger)


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (RetractionStatus.RETRACTED, "not_retracted"),
        (RetractionStatus.UNKNOWN, "retraction_unknown"),
        (RetractionStatus.CLEAR, None),
    ],
)
def test_a_revision_is_checked_against_what_is_known_now(
    ledger: Ledger, status: RetractionStatus, problem: str | None
) -> None:
    """A retraction that came after the answer fails its sentences; an unknown standing is a problem, not a pass."""
    paper = next(r for r in ledger.draft.references if r.record_id.startswith("pubmed:"))
    made = make_revision(ledger, number=1, made_by="author", at=START, standing={paper.record_id: status})
    touched = [c.id for c in ledger.draft.claims if paper.record_id in c.record_ids]
    assert {c.id: c.problems for c in made.claims if c.id in touched} == {
        claim_id: frozenset({problem} - {None}) for claim_id in touched
    }


def test_a_label_is_not_looked_up_for_retraction(ledger: Ledger) -> None:
    """Labels are superseded; that nobody looked for a retraction is no problem of theirs."""
    standing = {source.id: RetractionStatus.UNKNOWN for source in ledger.sources if source.kind.value == "label"}
    made = make_revision(ledger, number=1, made_by="author", at=START, standing=standing)
    assert standing and not any(c.problems for c in made.claims)


@pytest.mark.parametrize(
    ("text", "is_dose"),
    [
        ("Zanolol 5 mg was given once.", True),
        ("Take 5 mg/kg of zanolol.", True),
        ("They were given 10 mL of syrup.", True),
        ("A frob level of 126 mg/dL is high.", False),
        ("In 240 adults pain was less.", False),
        ("They weighed 70 kg.", False),
    ],
)
def test_which_amounts_are_doses(ledger: Ledger, text: str, is_dose: bool) -> None:
    """An amount of a drug is a dose; a measured concentration, a number and a weight are not."""
    claim = next(c for c in ledger.draft.claims if c.facet.value == "treatment")
    assert states_dose(replace(claim, text=text, kind=ClaimKind.CHECKED)) == is_dose


def test_what_became_of_each_sentence(ledger: Ledger) -> None:
    """Reworded, left out and untouched sentences are told apart by content, not by number."""
    first, second, *others = ledger.draft.claims
    text = claim_with(ledger, "Zanolol is recommended as first treatment").id
    gone = next(c for c in (first, second, *others) if c.id != text)
    after = revise(
        ledger,
        Edits({text: "In adults, zanolol is recommended as first treatment of frobnitis."}, frozenset({gone.id})),
    )
    found = {(c.after or c.before).id: c.kind for c in changes(ledger.draft, after.draft)}  # type: ignore[union-attr]
    assert found[text] is Kind.REWORDED
    assert found[gone.id] is Kind.REMOVED
    assert {kind for i, kind in found.items() if i not in {text, gone.id}} <= {Kind.UNCHANGED, Kind.MOVED}


def test_a_sentence_that_comes_into_the_bottom_line_has_moved(ledger: Ledger) -> None:
    """Its words are the same, its weight is not."""
    after = revise(ledger, Edits({}, frozenset(ledger.draft.bottom_line)))
    moved = [c for c in changes(ledger.draft, after.draft) if c.kind is Kind.MOVED]
    assert [c.after.id for c in moved if c.after] == list(after.draft.bottom_line)


def test_a_claim_checked_again_is_the_same_claim(ledger: Ledger) -> None:
    """Neither the verdict nor the number is of the content."""
    claim = ledger.draft.claims[0]
    assert claim_key(replace(claim, id="c99", override="Because.")) == claim_key(claim)
    assert claim_key(replace(claim, context="Zanolol")) != claim_key(claim)


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_join_to_both_wordings(before: str, after: str) -> None:
    """Without what was added they are the old words, without what was removed the new."""
    parts = pieces(before, after)
    assert "".join(p.text for p in parts if p.part is not Part.ADDED) == before
    assert "".join(p.text for p in parts if p.part is not Part.REMOVED) == after


def test_words_are_marked_whole() -> None:
    """A changed figure is marked as a word, not by its digits."""
    assert [(p.part, p.text) for p in pieces("Give 15 mg daily.", "Give 50 mg daily.")] == [
        (Part.SAME, "Give "),
        (Part.REMOVED, "15"),
        (Part.ADDED, "50"),
        (Part.SAME, " mg daily."),
    ]
