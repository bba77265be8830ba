"""The numbers, units, doses and comparisons in a text, in a form in which equal amounts compare equal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from citewell.language.units import BASES, PER, UNIT, divisors
from citewell.language.words import normalise

FIGURE = (
    r"(?<![\w.])(?P<sign>(?<![\w.%)])-)?(?P<value>\d{1,3}(?:[,\u2009\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    rf"(?P<million>\s(?:million|billion))?(?P<power>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?(?:[\s-]?(?P<unit>{UNIT})(?![a-z0-9²])(?P<per>{PER}*))?"
)
_NUMBER = re.compile(FIGURE)
_MULTIPLES = {"million": Decimal(1_000_000), "billion": Decimal(1_000_000_000)}
_POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_WORD_NUMBERS = {
    word: Decimal(value)
    for value, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
_WORD_NUMBERS.update({"once": Decimal(1), "twice": Decimal(2), "thrice": Decimal(3), "half": Decimal("0.5")})
_SPELLED = re.compile(r"\b(" + "|".join(_WORD_NUMBERS) + r")\b")
_RANGE_DASH = re.compile(r"(?<=[\d%])\s?-\s?(?=\d)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in its base unit ("2 g" is 2000 mg, "2 g/kg" 2000 mg/kg); `unit` is empty for a bare number."""

    value: Decimal
    unit: str = ""
    written: str = ""

    @property
    def key(self) -> str:
        """What equal amounts have in common, as one word."""
        return f"={self.value:f}{self.unit}"

    def is_same_as(self, other: Quantity) -> bool:
        """Tell whether both are one amount. A bare number equals only a bare number."""
        return self.unit == other.unit and self.value == other.value


def quantities(text: str) -> list[Quantity]:
    """Return the numbers of a text in order, with their units; small numbers spelled out are included."""
    plain = _RANGE_DASH.sub(" to ", normalise(text).replace("·", "."))
    found = [(m.start(), _quantity(m)) for m in _NUMBER.finditer(plain)]
    spelled = [(m.start(), Quantity(_WORD_NUMBERS[m.group()], "", m.group())) for m in _SPELLED.finditer(plain)]
    return [q for _, q in sorted([(at, q) for at, q in found if q] + spelled, key=lambda pair: pair[0])]


def quantity_at(match: re.Match[str]) -> Quantity:
    """Return the amount that a match of `FIGURE` holds."""
    return _quantity(match) or Quantity(Decimal(0), "", match.group())


def _quantity(match: re.Match[str]) -> Quantity | None:
    digits = re.sub(r"[,\u2009\u00a0 ]", "", match["value"])
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    if match["power"] and value == 10:
        exponent = match["power"].translate(_POWERS)
        value = value ** int(exponent) if re.fullmatch(r"-?\d{1,3}", exponent) else value
    value *= _MULTIPLES.get((match["million"] or "").strip(), Decimal(1))
    if match["sign"]:
        value = -value
    unit = match["unit"] or ""
    base, factor = BASES.get(unit, ("", Decimal(1)))
    return Quantity((value * factor).normalize(), base + divisors(match["per"] or ""), match.group().strip())
