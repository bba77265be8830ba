"""The closed table of what may be said where a sentence is parted, and of what each may stand for."""

from __future__ import annotations


def is_joint(span: str, text: str, *, opening: str) -> bool:
    """Tell whether a text may stand at a joint in the place of a span; `opening`: what began the sentence, if it is open.

    Between an opening and the comma that ends it there is no other joint.
    """
    if opening:
        return _bare(span) == "," and text == _CLOSINGS[opening]
    return (_bare(span) == "," and text == ". This is ") or _bare(span) in _JOINTS.get(text, ())


def opening(span: str, text: str) -> str:
    """Return what a joint opens, to be given to the next one; empty if it opens nothing."""
    return text.strip() or _bare(span) if text in _OPENINGS else ""


# What tells where, when, in whom or by whom something was found: it can follow as a sentence of its own.
LOOSE = ("in", "among", "for", "after", "at", "during", "on", "within", "over", "according to")
# "A lower rate than X" is a lower rate, compared with X. The gate looks for both in one sentence.
_THAN = frozenset({"than", "than with"})
_COMPARED = frozenset({"compared with", "compared to", "versus"}) | _THAN
# Everything that may be said at a joint, with what it may stand for. Nothing else is ever added to a sentence.
_JOINTS: dict[str, frozenset[str]] = {
    ". ": frozenset({";", "and", "but", "while"}),
    ". But ": frozenset({"but", "whereas", "although"}),
    ". But it ": frozenset({"but"}),
    ". But they ": frozenset({"but"}),
    ". It ": frozenset({"and"}),
    ". They ": frozenset({"and"}),
    ". This is because ": frozenset({"because"}),
    ". This is so only if ": frozenset({"provided that"}),
    ". There was no ": frozenset({"with no"}),
    ". There were no ": frozenset({"with no"}),
    ". There was ": frozenset({"with"}),
    ". There were ": frozenset({"with"}),
    ". This ": frozenset({"which"}),
    ". These ": frozenset({"which"}),
    ". This is to ": frozenset({"to"}),
    ". This was to ": frozenset({"to"}),
    ". This was compared with ": _COMPARED,
    ". This is compared with ": _COMPARED,
    "This is from ": frozenset({"in", "under"}),
    "This is a comparison with ": frozenset({"compared with", "compared to"}),
    "This is for when ": frozenset({"when"}),
    ". This includes ": frozenset({"including"}),
    ". Among them is ": frozenset({"among them", "such as"}),
    ". Among them are ": frozenset({"among them", "such as"}),
    ". This was because of ": frozenset({"because of"}),
    ". An example is ": frozenset({"for example"}),
    ". The cost is ": frozenset({"at the cost of"}),
    ". The cost was ": frozenset({"at the cost of"}),
    ". The price is ": frozenset({"at the price of"}),
    ". The price was ": frozenset({"at the price of"}),
    ". This is mainly ": frozenset({"mainly"}),
    ". This was mainly ": frozenset({"mainly"}),
    ". Both have ": frozenset({"both with"}),
    ". Both are ": frozenset({"both"}),
    ". Both were ": frozenset({"both"}),
    "This is about ": frozenset({"in", "for", "among"}),
    "": frozenset({"because", "although"}),
    **{
        f"{opening}{word} ": frozenset({word}) for word in (*LOOSE, "with") for opening in (". This is ", ". This was ")
    },
}
# The comma behind an opening that was parted is the end of a sentence; no other comma is.
_LEADS = frozenset({"This is about ", "This is from ", "This is a comparison with ", "This is for when "})
_OPENINGS = _LEADS | {""}
_CLOSINGS = {**{lead.strip(): ". " for lead in _LEADS}, "because": ". Because of this, ", "although": ". But "}


def _bare(span: str) -> str:
    stripped = span.strip().lower()
    return stripped if stripped in {",", ";"} else stripped.lstrip(",").strip()


def is_whole(span: str) -> bool:
    """Tell whether the gate can only read both sides of a joint together: "a lower rate than X", "A, provided that B"."""
    return _bare(span) in _COMPARED or _bare(span) == "provided that"


def is_lead(text: str) -> bool:
    """Tell whether a joint only says what the statement behind it is about, and states nothing."""
    return text in _LEADS


def is_of_a_work(text: str) -> bool:
    """Tell whether a joint says that what follows is where the statement is from."""
    return text == "This is from "
