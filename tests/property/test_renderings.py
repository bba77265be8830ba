"""What holds of every rendering, whatever the sentence and whoever reads."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from citewell.evaluation.suites.audiences import has_every_number
from citewell.model.question import Audience, Facet
from citewell.model.rendering import Rule
from citewell.register import check_register, render_for
from drafts import Said, draft_of

PARTS = st.sampled_from(
    [
        "zanolol 5 mg", "SGLT2 inhibitors", "nonoperative treatment", "an anticoagulant", "b.i.d.", "q8h", "did not lower", "lowered", "raised",
        "hypertension", "in adults aged 65 years or older", "in 12% of patients", "and 9.1% on quibrex", "in 40 women (3.5%)",
        "compared with placebo", "(risk ratio 0.62, 95% CI 0.51 to 0.75; P < .001)", "(95% CI 1.1 to 3.5; low certainty)", "(class IIb, level A)",
        ", and", ", but", "and did not raise", "; ", ", because", "although", "without", "no more than 3 times daily", "should not be given",
        "is contraindicated in", "severe exacerbations", "death.", "The risk fell.", "(", ")", "twice", "7.29 points more than",
    ]
)  # fmt: skip
SENTENCES = st.lists(st.one_of(PARTS, st.text(max_size=12)), min_size=1, max_size=12).map(" ".join).filter(str.strip)
READERS = st.sampled_from(Audience)
SAID = st.builds(Said, SENTENCES, st.sampled_from(Facet))


@settings(max_examples=250, deadline=None)
@given(st.lists(SAID, min_size=1, max_size=4), READERS)
def test_no_claim_and_no_number_is_lost(said: list[Said], reader: Audience) -> None:
    """Every claim is shown once, every letter of it is accounted for, and every number stands in sentence or note."""
    draft = draft_of(*said)
    rendering = render_for(draft, reader)
    assert all(check.passed for check in check_register(draft, rendering))
    for claim, shown in zip(draft.claims, rendering.claims, strict=True):
        assert "".join(claim.text[piece.start : piece.end] for piece in shown.pieces) == claim.text
        assert "".join(piece.text for piece in shown.pieces) == shown.text
        assert has_every_number(claim, rendering)


@settings(max_examples=100, deadline=None)
@given(SAID, READERS)
def test_a_rendering_is_the_same_each_time(said: Said, reader: Audience) -> None:
    """The same draft and the same reader give the same rendering."""
    assert render_for(draft_of(said), reader) == render_for(draft_of(said), reader)


@settings(max_examples=150, deadline=None)
@given(SAID)
def test_what_is_plain_stays_plain(said: Said) -> None:
    """No term is left that the glossary would replace in the reader's version of it."""
    once = render_for(draft_of(said), Audience.PATIENT).claims[0]
    replaced = Counter(piece.entry for piece in once.pieces if piece.rule is Rule.TERM)
    again = render_for(draft_of(Said(once.text, said.facet)), Audience.PATIENT).claims[0]
    assert not once.failed or once.text == said.text
    assert sum(piece.rule is Rule.TERM for piece in again.pieces) <= sum(replaced.values())


@settings(max_examples=100, deadline=None)
@given(SAID)
def test_a_physician_reads_the_claim_itself(said: Said) -> None:
    """Nothing is done to it."""
    assert render_for(draft_of(said), Audience.PHYSICIAN).claims[0].text == said.text
