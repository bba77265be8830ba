"""An article in the reader's register: `render_for(draft, audience)`. It reads the draft and the glossary."""

from __future__ import annotations

from collections.abc import Iterator

from citewell.language.glossary import Glossary, shipped_glossary
from citewell.language.readability import FORMULA, counts
from citewell.model.article import VerifiedDraft
from citewell.model.question import Audience
from citewell.model.rendering import ClaimRendering, Explanation, Readability, Rendering
from citewell.register.check import check_register
from citewell.register.notes import as_it_is
from citewell.register.order import ordered
from citewell.register.profile import PROFILES, Profile


def render_for(draft: VerifiedDraft, audience: Audience, *, glossary: Glossary | None = None) -> Rendering:
    """Return the article as this reader sees it: every claim once, each in his register and checked against its quotes.

    A claim of which a rendering fails a check stands in its source's words, with the failed checks beside it. Raises
    ValueError if the whole loses or adds a claim, which no draft can bring about.
    """
    profile = PROFILES[audience]
    rendered = tuple(_claims(draft, profile, glossary))
    rendering = Rendering(
        audience,
        rendered,
        ordered(draft.sections, profile),
        tuple(_explanations(rendered, profile, glossary)),
        _readability(rendered, profile),
    )
    failed = [check for check in check_register(draft, rendering) if not check.passed]
    if failed:
        raise ValueError(f"the rendering for {audience.value} is not the ledger's: {failed[0].detail}")
    return rendering


def _claims(draft: VerifiedDraft, profile: Profile, glossary: Glossary | None) -> Iterator[ClaimRendering]:
    """Yield the renderings in the draft's order. What makes them is imported only for readers who need it."""
    if profile.changes_nothing:
        return (as_it_is(claim) for claim in draft.claims)
    from citewell.register.reader import Reader

    return Reader(draft, profile, glossary or shipped_glossary()).claims()


def _explanations(
    rendered: tuple[ClaimRendering, ...], profile: Profile, glossary: Glossary | None
) -> Iterator[Explanation]:
    """Yield the terms that the reader meets, with what they mean, in the order of the alphabet.

    A term that plain words took the place of is not among them.
    """
    if profile.changes_nothing:
        return
    known = glossary or shipped_glossary()
    read = " ".join(text for claim in rendered for text in (claim.text, *(note.text for note in claim.notes)))
    seen = {found.entry.term for found in known.find(read)}
    terms = sorted({term for claim in rendered for term in claim.terms}, key=str.lower)
    for term in terms:
        try:
            entry = known[term]
        except KeyError:
            continue
        if entry.meaning and term in seen:
            yield Explanation(entry.term, entry.meaning, entry.source, entry.url)


def _readability(rendered: tuple[ClaimRendering, ...], profile: Profile) -> Readability | None:
    if not rendered:
        return None
    counted = counts(claim.text for claim in rendered)
    return Readability(FORMULA, round(counted.grade, 1), counted.words, counted.sentences, profile.target)
