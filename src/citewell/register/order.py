"""The order in which a reader meets the sections. The bottom line stays first, and no section is left out."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.model.article import ArticleSection
from citewell.model.evidence import RecordKind
from citewell.register.profile import Profile

_LABELS_FIRST = (RecordKind.LABEL, RecordKind.GUIDELINE, RecordKind.RESEARCH, RecordKind.TOPIC)


def ordered(sections: Sequence[ArticleSection], profile: Profile) -> tuple[ArticleSection, ...]:
    """Return the sections by kind of source, and within a kind those that the reader's role asks for first."""
    kinds = list(_LABELS_FIRST if profile.labels_first else RecordKind)
    first = list(profile.facets_first)

    def place(section: ArticleSection) -> tuple[int, int]:
        facet = first.index(section.facet) if section.facet in first else len(first)
        return kinds.index(section.source_kind), facet

    return tuple(sorted(sections, key=place))
