"""Forms of the verbs that report a finding."""

from __future__ import annotations

_IRREGULAR = {
    "show": "showed", "find": "found", "lead": "led", "have": "had", "rise": "rose", "fall": "fell", "become": "became",
    "make": "made", "give": "gave", "take": "took", "meet": "met", "undergo": "underwent", "differ": "differed",
    "occur": "occurred", "confer": "conferred", "permit": "permitted", "control": "controlled", "stop": "stopped",
    "drop": "dropped", "prefer": "preferred", "be": "were", "do": "did", "see": "saw", "bring": "brought", "hold": "held",
    "get": "got", "go": "went", "keep": "kept", "know": "knew", "lose": "lost", "begin": "began", "bind": "bound",
    "grow": "grew", "arise": "arose", "feel": "felt", "come": "came", "cut": "cut", "let": "let", "spread": "spread",
    "understand": "understood", "slow": "slowed", "sleep": "slept", "seek": "sought", "refer": "referred", "speed": "sped",
}  # fmt: skip


def past(base: str) -> str:
    """Return the past form of a verb."""
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return base + "ed"


def third_person(base: str) -> str:
    """Return the form of a verb after he, she or it."""
    if base in {"have", "be", "do", "go"}:
        return {"have": "has", "be": "is", "do": "does", "go": "goes"}[base]
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def finite(auxiliary: str, base: str) -> str:
    """Return the form that says without an auxiliary what it says with it: `did fall` is `fell`."""
    return {"did": past, "does": third_person}[auxiliary](base) if auxiliary != "do" else base


BASE_BY_PAST = {
    past(base): base
    for base in (
        "reduce increase improve decrease lower raise prevent cause show have lead prolong shorten slow delay provide lessen"
        " achieve affect alter influence enhance inhibit predict support favour favor relieve produce induce suppress worsen"
        " attenuate promote restore double halve confer receive develop report experience undergo contain include"
        " demonstrate exceed impair protect block abolish accelerate stimulate change explain require"
    ).split()
}
"""The verbs whose main clause can be denied, by their past forms."""
