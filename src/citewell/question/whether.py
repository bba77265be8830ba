"""Whether a question asks if something is so, as titles of papers do: "does X change Y?", "X: a cause of Y?"."""

from __future__ import annotations

import re

_ASKS_WHAT = re.compile(
    r"(?:^\W*|[.:;,?!–—]\s*|\s-+\s*|\band\s+)(?:in |at |for |to |by |of )?"
    r"(?:what|which|how|why|when|where|who|whom|whose)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?:^\W*|[.:;,?!–—]\s*|-{2,}\s*)(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|might|must)\b",
    re.IGNORECASE,
)


def asks_whether(text: str) -> bool:
    """Tell whether a question can be answered by yes or no; one that asks what, how or why cannot."""
    if _ASKS_WHAT.search(text):
        return False
    return _OPENS.search(text) is not None or text.rstrip().endswith("?")
