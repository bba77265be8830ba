"""Which articles ask what a reader is about to ask."""

from __future__ import annotations

from citewell.language.words import stems
from citewell.web.articles.listing import PUBLIC
from citewell.web.articles.models import Article

# Half of the words in common: "symptoms of gout" and "treatment of gout" share gout, and little else.
CLOSE = 0.5
MOST = 5
# Carry the form of a question, not its subject.
_FORM = frozenset(
    stems("a an the of for in on to and or is are was be how what which who when why does do can should it its")
    + stems("with by from i my me")
)


def similar_articles(question: str, *, most: int = MOST, closeness: float = CLOSE) -> list[Article]:
    """Return articles before readers whose questions share the words of this one, the nearest first.

    Compared by Jaccard's index of stems, question words left out.
    """
    asked = _subject(question)
    if not asked:
        return []
    scored = []
    for article in Article.objects.filter(status__in=PUBLIC).only("slug", "title", "status"):
        other = _subject(article.title)
        likeness = len(asked & other) / len(asked | other)
        if likeness >= closeness or (len(asked) < 4 and asked <= other):
            scored.append((likeness, article))
    scored.sort(key=lambda pair: (-pair[0], pair[1].title))
    return [article for _, article in scored[:most]]


def _subject(text: str) -> frozenset[str]:
    return frozenset(stems(text)) - _FORM
