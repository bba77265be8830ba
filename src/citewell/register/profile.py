"""What each reader gets of an article, and why.

Patients and caregivers read plain words in short sentences, without statistics in the running text. Students learn the
words: they keep them, and have them explained. Nurses and pharmacists work from doses: shorthand that is misread at the
bedside is spelt out for them too. Physicians read the source as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from citewell.model.question import Audience, Facet


@dataclass(frozen=True, slots=True)
class Profile:
    """What is done to a claim for one audience, and in what order it meets them.

    facets_first: the facets that stand first within each kind of source, in this order.
    labels_first: whether drug labels stand before guidelines.
    target: the highest reading grade aimed at.
    """

    plain_words: bool = False
    explained: bool = False
    expanded: bool = False
    figures_apart: bool = False
    frequencies: bool = False
    short_sentences: bool = False
    shorthand_spelt: bool = False
    designs_explained: bool = False
    identifiers: bool = False
    facets_first: tuple[Facet, ...] = ()
    labels_first: bool = False
    target: float | None = None

    @property
    def changes_nothing(self) -> bool:
        """Tell whether a claim is shown as it is."""
        return self == _AS_IT_IS


_AS_IT_IS = Profile()
_PLAIN = Profile(
    plain_words=True,
    explained=True,
    expanded=True,
    figures_apart=True,
    frequencies=True,
    short_sentences=True,
    shorthand_spelt=True,
    target=8.0,
)
PROFILES: dict[Audience, Profile] = {
    Audience.PATIENT: _PLAIN,
    Audience.CAREGIVER: _PLAIN,
    Audience.STUDENT: Profile(explained=True, expanded=True, shorthand_spelt=True, designs_explained=True),
    # What is given, how much, what to watch for, and whom not to give it to come before all else at the bedside.
    Audience.NURSE: Profile(
        expanded=True,
        shorthand_spelt=True,
        facets_first=(Facet.DOSING, Facet.HARMS, Facet.CONTRAINDICATIONS, Facet.SYMPTOMS),
    ),
    # A prescription is checked against the label: who must not have it, how much, what it does with other medicines.
    Audience.PHARMACIST: Profile(
        shorthand_spelt=True,
        identifiers=True,
        facets_first=(Facet.CONTRAINDICATIONS, Facet.DOSING, Facet.HARMS),
        labels_first=True,
    ),
    Audience.PHYSICIAN: _AS_IT_IS,
}
