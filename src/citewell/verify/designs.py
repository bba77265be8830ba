"""Whether a claim names the kind of study that its source is.

The designs are those of the statements on reporting: CONSORT, STROBE, PRISMA, CARE.
"""

from __future__ import annotations

import re
from functools import lru_cache

from citewell.verify.alignment import Alignment
from citewell.verify.reading import Source

_DESIGNS = (
    ("meta-analysis", r"meta-?\s?analys[ie]s|meta-?\s?analytic"),
    ("systematic review", r"systematic(?:ally)? (?:literature )?reviews?|systematic overviews?"),
    ("narrative review", r"narrative reviews?|expert reviews?|non-?systematic reviews?"),
    ("randomised trial", r"randomi[sz]ed|randomi[sz]ation|randomly (?:assigned|allocated)|rcts?"),
    ("non-randomised", r"non-?randomi[sz]ed|quasi-?experimental|single-?\s?arm"),
    ("open-label", r"open-?\s?label|unblinded|unmasked"),
    ("double-blind", r"double-?\s?blind(?:ed)?|double-?\s?masked|triple-?\s?blind(?:ed)?"),
    ("single-blind", r"single-?\s?blind(?:ed)?|observer-?\s?blind(?:ed)?"),
    ("crossover", r"cross-?\s?over"),
    ("cohort study", r"cohorts?(?: stud(?:y|ies))?"),
    ("case-control study", r"case-?\s?controls?"),
    ("cross-sectional study", r"cross-?\s?sectional"),
    ("case series", r"case series"),
    ("case report", r"case reports?"),
    ("registry study", r"regist(?:ry|er)(?:-based)?(?= (?:stud|analys|data))"),
    ("observational study", r"observational"),
    ("retrospective study", r"retrospective(?:ly)?"),
    ("prospective study", r"prospective(?:ly)?"),
    ("pilot study", r"pilot|feasibility"),
    ("survey", r"surveys?|questionnaires?"),
    ("animal study", r"animal (?:stud\w+|models?|experiments?)|preclinical"),
    ("laboratory study", r"in vitro|cell (?:culture|line)s?"),
    ("post hoc analysis", r"post-?\s?hoc|subgroup analys[ie]s|secondary analys[ie]s|exploratory analys[ie]s"),
    ("pooled analysis", r"pooled analys[ie]s"),
)  # fmt: skip
_NAMED = [(design, re.compile(rf"\b(?<!non)(?<!non-)(?:{words})\b")) for design, words in _DESIGNS]
# What a study is called where its design is not named. A review is no trial.
_SORTS = (("trial", r"trials?"), ("review", r"reviews?"), ("study", r"stud(?:y|ies)"), ("analysis", r"analys[ie]s"))
_SORTED = [(sort, re.compile(rf"\b(?:{words})\b")) for sort, words in _SORTS]
_STRICT = frozenset({"trial", "review"})


def other_design(alignment: Alignment, source: Source) -> str:
    """Return what the claim calls its source that the source does not call itself, in words; empty if nothing."""
    said = designs(alignment.claim.text)
    if not said and not _sorts(alignment.claim.text):
        return ""
    read = designs(alignment.source.text)
    for design in sorted(said - read):
        if read or not any(design in designs(text) for text in source.texts):
            return f"the source does not call itself a {design}" + (f", but a {sorted(read)[0]}" if read else "")
    return _other_sort(alignment)


def _other_sort(alignment: Alignment) -> str:
    said, read = _sorts(alignment.claim.text), _sorts(alignment.source.text)
    for sort in sorted((said - read) & _STRICT):
        if read:
            return f"the source does not speak of a {sort}, but of {sorted(read)[0]}"
    return ""


@lru_cache(maxsize=4096)
def designs(text: str) -> frozenset[str]:
    """Return the designs that a sentence, given in its canonical form, names."""
    return frozenset(design for design, pattern in _NAMED if pattern.search(text))


@lru_cache(maxsize=4096)
def _sorts(text: str) -> frozenset[str]:
    return frozenset(sort for sort, pattern in _SORTED if pattern.search(text))
