"""Formulae as text, where a line can hold them (MathML 3, chapter 3: presentation markup)."""

from __future__ import annotations

from lxml import etree

Element = etree._Element

_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_NO_TEXT = frozenset({"graphic", "inline-graphic", "media", "tex-math", "private-char", "label"})
_RELATIONS = frozenset("=<>≤≥≈≠±×∼~→")
_INVISIBLE = {ord(c): None for c in "\u2061\u2062\u2063\u2064\u200b"}
_RAISED = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_RAISABLE = frozenset("0123456789+-−n")
# The dot of "V̇", the bar of a mean, and the like, as marks that combine with the letter before them.
_ACCENTS = {
    **dict.fromkeys("˙.·", "\u0307"),
    **dict.fromkeys("¯‾―", "\u0304"),
    **dict.fromkeys("^ˆ", "\u0302"),
    "~": "\u0303",
}
_ROWS = frozenset({"math", "mrow", "mstyle", "mpadded", "merror"})
_LIMITED = frozenset({"∑", "∏", "∫", "Σ", "Π"})
_LONGEST = 200


class _TwoDimensional(Exception):  # caught by `formula`, which then shows a placeholder
    """The formula needs more than a line."""


def formula(element: Element) -> str:
    """Return a formula in a line, or `[formula]`; nothing where the element holds no more than text."""
    math = element if element.tag == f"{_MATHML}math" else next(element.iter(f"{_MATHML}math"), None)
    if math is not None:
        try:
            shown = " ".join(_linear(math).split())
        except _TwoDimensional:
            shown = ""
        return shown if 0 < len(shown) <= _LONGEST else "[formula]"
    return "" if _has_text(element) else "[formula]"


def _has_text(element: Element) -> bool:
    """Tell whether an element holds text of its own, not the number of a formula alone."""
    if (element.text or "").strip():
        return True
    return any((child.tail or "").strip() or (child.tag not in _NO_TEXT and _has_text(child)) for child in element)


def _linear(element: Element) -> str:
    name = element.tag.removeprefix(_MATHML)
    if name in {"mi", "mn", "mtext", "ms"}:
        return "".join(map(str, element.itertext())).translate(_INVISIBLE).strip("\n\t ")
    if name == "mo":
        sign = "".join(map(str, element.itertext())).translate(_INVISIBLE).strip()
        return f" {sign} " if sign in _RELATIONS else sign
    if name == "mspace":
        return " "
    if name == "semantics":
        return _linear(element[0]) if len(element) else ""
    parts = [_linear(child) for child in element]
    if name in _ROWS:
        return "".join(parts)
    if name == "mfenced":
        return element.get("open", "(") + ", ".join(parts) + element.get("close", ")")
    return _script(name, parts)


def _script(name: str, parts: list[str]) -> str:
    match name, parts:
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_divisor(below)}"
        case ("msup", [base, _]) | ("msub", [base, _]) | ("msubsup", [base, _, _]) if base.strip() in _LIMITED:
            # Limits of a sum on a line would be read as factors.
            raise _TwoDimensional(name)
        case "msup", [base, power]:
            return base + _power(power)
        case "msub", [base, index]:
            return base + ("_" if base[-1:].isdigit() and index[:1].isdigit() else "") + index
        case "msubsup", [base, index, power]:
            return base + index + _power(power)
        case "msqrt", _:
            return f"√({''.join(parts)})"
        case "mover", [base, accent] if len(base) == 1 and accent.strip() in _ACCENTS:
            return base + _ACCENTS[accent.strip()]
    raise _TwoDimensional(name)


def _power(power: str) -> str:
    bare = power.strip()
    return bare.translate(_RAISED) if bare and _RAISABLE.issuperset(bare) else f"^{_grouped(bare)}"


def _divisor(part: str) -> str:
    """Return what stands below a fraction: 1/(4n) is not 1/4n."""
    bare = part.strip()
    return bare if bare.replace(".", "").isdecimal() or (bare.isalpha() and len(bare) == 1) else f"({bare})"


def _grouped(part: str) -> str:
    bare = part.strip()
    return bare if bare.replace(".", "").isalnum() else f"({bare})"
