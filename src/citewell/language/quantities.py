"""The numbers, units, doses and comparisons in a text, in a form in which equal amounts compare equal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from citewell.language.words import normalise

# Factors to a base unit; the base units are milligram, millilitre, metre, hour.
_UNITS: dict[str, tuple[str, Decimal]] = {}
for _base, _table in {
    "mg": {
        "kg": "1000000",
        "g": "1000",
        "gram": "1000",
        "grams": "1000",
        "mg": "1",
        "milligram": "1",
        "milligrams": "1",
        "mcg": "0.001",
        "µg": "0.001",
        "μg": "0.001",
        "ug": "0.001",
        "microgram": "0.001",
        "micrograms": "0.001",
        "ng": "0.000001",
    },
    "ml": {
        "l": "1000",
        "litre": "1000",
        "litres": "1000",
        "liter": "1000",
        "liters": "1000",
        "dl": "100",
        "ml": "1",
        "millilitre": "1",
        "milliliter": "1",
        "millilitres": "1",
        "milliliters": "1",
    },
    "m": {"m": "1", "metre": "1", "metres": "1", "meter": "1", "meters": "1", "cm": "0.01", "mm": "0.001"},
    "h": {
        "s": "0.0002777777777778",
        "second": "0.0002777777777778",
        "seconds": "0.0002777777777778",
        "minute": "0.0166666666666667",
        "minutes": "0.0166666666666667",
        "min": "0.0166666666666667",
        "h": "1",
        "hr": "1",
        "hour": "1",
        "hours": "1",
        "day": "24",
        "days": "24",
        "week": "168",
        "weeks": "168",
    },
    "month": {"month": "1", "months": "1", "year": "12", "years": "12"},
    "%": {"%": "1", "percent": "1", "per cent": "1"},
    # From 10% to 5% is 5 percentage points, and half.
    "point": {"percentage point": "1", "percentage points": "1"},
    "mmhg": {"mmhg": "1", "mm hg": "1"},
    "unit": {"unit": "1", "units": "1", "iu": "1"},
    "mmol": {"mmol": "1", "µmol": "0.001"},
    "meq": {"meq": "1"},
}.items():
    for _name, _factor in _table.items():
        _UNITS[_name] = (_base, Decimal(_factor))

_UNIT = "|".join(sorted((re.escape(unit) for unit in _UNITS), key=len, reverse=True))
# "5 mg/kg" is not 5 mg, nor is 126 mg/L 126 mg/dL. Time is left out: "5 mg/day" and "5 mg daily" are one.
_PER = r"\s?(?:/|per)\s?(?:kg|m2|m²|dl|l|ml|litre|liter)(?![a-z])"
_NUMBER = re.compile(
    rf"(?<![\w.])(?P<sign>(?<![\w.%)])-)?(?P<value>\d{{1,3}}(?:[,\u2009\u00a0 ]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    rf"(?P<million>\s(?:million|billion))?(?P<power>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?(?:[\s-]?(?P<unit>{_UNIT})(?![a-z])(?P<per>{_PER})?)?",
)
_MULTIPLES = {"million": Decimal(1_000_000), "billion": Decimal(1_000_000_000)}
_POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_WORD_NUMBERS = {
    word: Decimal(value)
    for value, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
_WORD_NUMBERS.update({"once": Decimal(1), "twice": Decimal(2), "thrice": Decimal(3), "half": Decimal("0.5")})
_SPELLED = re.compile(r"\b(" + "|".join(_WORD_NUMBERS) + r")\b")
_RANGE_DASH = re.compile(r"(?<=[\d%])\s?-\s?(?=\d)")


UNIT_WORDS = frozenset(word for name in _UNITS for word in name.split() if word.isalpha())


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in its base unit ("2 g" is 2000 mg, "2 g/kg" 2000 mg/kg); `unit` is empty for a bare number."""

    value: Decimal
    unit: str = ""
    written: str = ""

    def is_same_as(self, other: Quantity) -> bool:
        """Tell whether both are one amount. A bare number equals only a bare number."""
        return self.unit == other.unit and self.value == other.value


def quantities(text: str) -> list[Quantity]:
    """Return the numbers of a text in order, with their units; small numbers spelled out are included."""
    plain = _RANGE_DASH.sub(" to ", normalise(text).replace("·", "."))
    found = [(m.start(), _quantity(m)) for m in _NUMBER.finditer(plain)]
    spelled = [(m.start(), Quantity(_WORD_NUMBERS[m.group()], "", m.group())) for m in _SPELLED.finditer(plain)]
    return [q for _, q in sorted([(at, q) for at, q in found if q] + spelled, key=lambda pair: pair[0])]


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
    base, factor = _UNITS.get(unit, ("", Decimal(1)))
    per = re.sub(r"\s|per|/", "", match["per"] or "").replace("²", "2")
    if per in {"litre", "liter"}:
        per = "l"
    return Quantity((value * factor).normalize(), f"{base}/{per}" if per else base, match.group().strip())
