"""The register of each reader: how hard it is to read, and whether every claim, safety claim and number is kept.

What is kept is counted here from the finished texts, by other means than the check that every rendering passes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from citewell.evaluation.collections import Collections
from citewell.evaluation.figures import Figure, median, share
from citewell.evaluation.measures import Measure
from citewell.evaluation.suites.libraries import temporary_library
from citewell.language.glossary import Use, shipped_glossary
from citewell.language.quantities import quantities
from citewell.language.readability import counts, syllable_count
from citewell.language.terms import shipped_terms
from citewell.language.words import words
from citewell.model.article import VerifiedDraft
from citewell.model.claim import Claim
from citewell.model.question import Audience
from citewell.model.rendering import Rendering
from citewell.pipeline import answer
from citewell.register import is_safety, render_for
from citewell.register.lists import BULLET
from citewell.register.profile import PROFILES

SUITE = "audiences"
FALLBACK_TARGET = 0.02
# Two questions on each topic of the starter library.
QUESTIONS = (
    "What are the symptoms and treatment options for a proximal hamstring rupture?",
    "How long is the recovery from proximal hamstring rupture?",
    "How is an Achilles tendon rupture treated?",
    "What are the symptoms of Achilles tendon rupture?",
    "Which treatments help knee osteoarthritis?",
    "How common is knee osteoarthritis?",
    "How should acute low back pain be managed?",
    "Does paracetamol help acute low back pain?",
    "Do statins help people over 75 without heart disease?",
    "What are the side effects of statins?",
    "What blood pressure target is recommended in hypertension?",
    "How is hypertension diagnosed?",
    "Should healthy older adults take aspirin for primary prevention?",
    "What are the side effects of aspirin?",
    "Which anticoagulant is recommended in atrial fibrillation?",
    "What are the side effects of apixaban?",
    "Do SGLT2 inhibitors protect the kidneys in type 2 diabetes?",
    "What are the side effects of SGLT2 inhibitors?",
    "What antibiotics treat a bladder infection in women?",
    "What are the side effects of nitrofurantoin?",
    "How is Helicobacter pylori eradicated?",
    "What are the side effects of Helicobacter pylori treatment?",
    "Should a child with an ear infection get antibiotics?",
    "What is the dose of amoxicillin in acute otitis media?",
    "Which reliever inhaler is best in mild asthma?",
    "What are the side effects of reliever inhaler?",
    "Which drugs are used for migraine prevention?",
    "What are the side effects of topiramate?",
    "How effective is exercise for depression?",
    "What are the side effects of antidepressants?",
)


def audiences(collections: Collections, limit: int | None) -> list[Figure]:  # noqa: ARG001 - it needs none
    """Return the figures of each audience on the starter library; `limit` bounds the questions."""
    drafts = list(_drafts(limit))
    sources = [counts(claim.text for claim in draft.claims).grade for draft in drafts]
    figures = [median(SUITE, Measure("MedianGrade", "the sources", more_is_better=False, unit="grade"), sources)]
    for audience in Audience:
        figures += _figures(audience, [(draft, render_for(draft, audience)) for draft in drafts])
    return figures


def _drafts(limit: int | None) -> Iterator[VerifiedDraft]:
    with temporary_library(starter=True) as library:
        for question in QUESTIONS[:limit]:
            draft = answer(question, library=library, follow_ups=False)
            if draft.claims:
                yield draft


def _figures(audience: Audience, rendered: list[tuple[VerifiedDraft, Rendering]]) -> list[Figure]:
    grades = [rendering.readability.grade for _, rendering in rendered if rendering.readability]
    pairs = [(claim, rendering) for draft, rendering in rendered for claim in draft.claims]
    safety = [(claim, rendering) for claim, rendering in pairs if is_safety(claim)]
    kept = sum(_is_kept(claim, rendering) for claim, rendering in pairs)
    faithful = sum(has_every_number(claim, rendering) for claim, rendering in pairs)
    fallbacks = sum(len(rendering.fallbacks) for _, rendering in rendered)
    name = audience.value
    grade = Measure("MedianGrade", name, more_is_better=False, unit="grade")
    figures = [
        median(SUITE, grade, grades, target=PROFILES[audience].target),
        *(_other_grades(name, rendered) if PROFILES[audience].plain_words else ()),
        share(SUITE, Measure("ClaimsKept", name), kept, len(pairs), target=1.0),
        share(SUITE, Measure("NumberFidelity", name), faithful, len(pairs), target=1.0),
        share(SUITE, Measure("Fallback", name, more_is_better=False), fallbacks, len(pairs), target=FALLBACK_TARGET),
    ]
    if safety:
        safe = sum(_is_kept(claim, rendering) for claim, rendering in safety)
        figures.insert(2, share(SUITE, Measure("SafetyClaimsKept", name), safe, len(safety), target=1.0))
    return figures


def _other_grades(name: str, rendered: list[tuple[VerifiedDraft, Rendering]]) -> Iterator[Figure]:
    """Yield the same grade counted in two other ways, beside the plain one and never in its place.

    With each medical name as one syllable: laws on the readability of insurance policies leave medical terms out
    (Maryland, COMAR 31.10.02.03 G, http://www.dsd.state.md.us/comar/comarhtml/31/31.10.02.03.htm). And with the items
    of lists run on in one sentence, as they are counted where no line break is seen.
    """
    texts = [[claim.text for claim in rendering.claims] for _, rendering in rendered]
    apart = [counts(said, names=_medical_names()).grade for said in texts]
    run_on = [counts(text.replace(BULLET, " ") for text in said).grade for said in texts]
    for measure, grades in (("MedianGradeNamesApart", apart), ("MedianGradeListsRunOn", run_on)):
        yield median(SUITE, Measure(measure, name, more_is_better=False, unit="grade"), grades)


@cache
def _medical_names() -> frozenset[str]:
    """Return the words of three syllables or more in the names of diseases and treatments that the tables hold."""
    named = [name for term in shipped_terms().terms if term.type in _NAMED for name in term.names]
    named += [form for entry in shipped_glossary() if entry.use in _KEPT for form in entry.forms]
    return frozenset(word for name in named for word in words(name) if syllable_count(word) > 2)


_NAMED = frozenset({"condition", "intervention"})
# Entries whose term the reader still meets: it is explained to him.
_KEPT = frozenset({Use.NAME, Use.EXPLAIN, Use.DEFINE})


def _is_kept(claim: Claim, rendering: Rendering) -> bool:
    shown = [shown for shown in rendering.claims if shown.claim_id == claim.id]
    return len(shown) == 1 and bool(shown[0].text.strip())


_FREQUENCY = re.compile(
    r"(?:about )?(?P<count>[\d,]+) out of every (?P<of>[\d,]+)(?P<people>[^(),]*)(?:\(|, )(?P<share>[\d.]+) ?%\)"
)


_HOURS = re.compile(r"\b[qQ](\d{1,2})\s?[hH]\b")


def _hours_spelt(text: str) -> str:
    return _HOURS.sub(r"every \1 hours", text)


def has_every_number(claim: Claim, rendering: Rendering) -> bool:
    """Tell whether a rendering has every number of its claim, and no other but frequencies that are rightly counted."""
    shown = rendering.claim(claim.id)
    frequencies = list(_FREQUENCY.finditer(shown.text))
    if not all(_is_rightly_counted(match) for match in frequencies):
        return False
    bare = _hours_spelt(_FREQUENCY.sub(lambda match: f"{match['share']}% {match['people']}", shown.text))
    source = Counter(_amounts(_hours_spelt(claim.text)))
    said = Counter(_amounts(" ".join([bare, *(_hours_spelt(note.text) for note in shown.notes)])))
    return not source - said and not set(_amounts(bare)) - set(source) - set(
        _amounts("once twice three times four times")
    )


def _is_rightly_counted(match: re.Match[str]) -> bool:
    count, of = (float(match[name].replace(",", "")) for name in ("count", "of"))
    return abs(count - float(match["share"]) * of / 100) <= 0.5


def _amounts(text: str) -> list[tuple[str, str]]:
    return [(str(quantity.value), quantity.unit) for quantity in quantities(text)]
