"""The noun and the adjective of one thing: "ischaemia" and "ischaemic", which the stemmer does not bring together."""

from __future__ import annotations

from citewell.language.british import fold_spelling

# Endings by which medicine makes an adjective of a noun, the longest first.
_FAMILIES = (
    ("emia", "emic"),
    ("osis", "otic"),
    ("esis", "etic"),
    ("asia", "astic"),
    ("graphy", "graphic"),
    ("scopy", "scopic"),
    ("metry", "metric"),
    ("iatry", "iatric"),
    ("pathy", "pathic"),
    ("lepsy", "leptic"),
    ("trophy", "trophic"),
    ("plasty", "plastic"),
    ("logy", "logic"),
    ("logy", "logical"),
    ("uria", "uric"),
    ("plegia", "plegic"),
    ("paresis", "paretic"),
    ("ation", "ative"),
    ("xia", "xic"),
    ("mia", "mic"),
    ("pelvis", "pelvic"),
)
_SHORTEST = 6


def relatives(word: str) -> tuple[str, ...]:
    """Return the adjectives of a noun, or the nouns of an adjective, by their endings alone; they need not exist."""
    plain = fold_spelling(word.lower())
    if len(plain) < _SHORTEST:
        return ()
    found = dict.fromkeys(
        plain.removesuffix(own) + other
        for noun, adjective in _FAMILIES
        for own, other in ((noun, adjective), (adjective, noun))
        if plain.endswith(own)
    )
    return tuple(found)


def are_relatives(one: str, other: str) -> bool:
    """Tell whether two words are the noun and the adjective of one thing: neither is the other misspelt."""
    return fold_spelling(other) in relatives(one)
