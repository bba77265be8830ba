"""The units of measurement: every name of each, and what each is in its base unit.

The symbols are those of the SI brochure (9th edition, 2019) and of everyday prescribing ("mcg", "IU"); a time of day or
of life is a unit too. The base units are milligram, millilitre, metre, hour, month, millimole.
"""

from __future__ import annotations

import re
from decimal import Decimal

# Symbol, base unit, factor, and its other names; an "s" may end those of over three letters. Names are in lower case.
_TABLE: tuple[tuple[str, str, str, str], ...] = (
    ("kg", "mg", "1000000", "kilogram kilogramme kgs"),
    ("g", "mg", "1000", "gram gramme gm"),
    ("mg", "mg", "1", "milligram milligramme mgs"),
    ("mcg", "mg", "0.001", "microgram microgramme µg μg ug"),
    ("ng", "mg", "0.000001", "nanogram"),
    ("pg", "mg", "0.000000001", "picogram"),
    ("l", "ml", "1000", "litre liter"),
    ("dl", "ml", "100", "decilitre deciliter"),
    ("ml", "ml", "1", "millilitre milliliter mls cc"),
    ("mcl", "ml", "0.001", "microlitre microliter µl μl ul"),
    ("km", "m", "1000", "kilometre kilometer"),
    ("m", "m", "1", "metre meter"),
    ("cm", "m", "0.01", "centimetre centimeter"),
    ("mm", "m", "0.001", "millimetre millimeter"),
    ("mcm", "m", "0.000001", "micrometre micrometer µm μm um micron"),
    ("nm", "m", "0.000000001", "nanometre nanometer"),
    ("m2", "m2", "1", "m² square_metre square_meter"),
    ("cm2", "m2", "0.0001", "cm² square_centimetre square_centimeter"),
    ("mm3", "mm3", "1", "mm³ cubic_millimetre cubic_millimeter"),
    ("ms", "h", "0.0000002777777778", "millisecond msec"),
    ("s", "h", "0.0002777777777778", "second sec secs"),
    ("min", "h", "0.0166666666666667", "minute mins"),
    ("h", "h", "1", "hour hr hrs"),
    ("day", "h", "24", "days"),
    ("week", "h", "168", "weeks wk wks"),
    ("month", "month", "1", "months mo mos"),
    ("year", "month", "12", "years yr yrs"),
    ("%", "%", "1", "percent per_cent pct"),
    # From 10% to 5% is 5 percentage points, and half.
    ("percentage point", "point", "1", "percentage_points"),
    ("mmhg", "mmhg", "1", "mm_hg millimetre_of_mercury millimeter_of_mercury millimetres_of_mercury millimeters_of_mercury"),
    ("kpa", "kpa", "1", "kilopascal"),
    ("unit", "unit", "1", "iu international_unit"),
    ("mol", "mmol", "1000", "mole"),
    ("mmol", "mmol", "1", "millimole"),
    ("mcmol", "mmol", "0.001", "micromole µmol μmol umol"),
    ("nmol", "mmol", "0.000001", "nanomole"),
    ("pmol", "mmol", "0.000000001", "picomole"),
    ("meq", "meq", "1", "milliequivalent"),
    ("°c", "°c", "1", "degree_celsius degrees_celsius degrees_centigrade"),
    ("kcal", "kcal", "1", "kilocalorie"),
    ("bpm", "bpm", "1", "beats/min beats/minute beats_per_min beats_per_minute"),
    ("gy", "gy", "1", "gray"),
    ("db", "db", "1", "decibel"),
    ("hz", "hz", "1", "hertz"),
)  # fmt: skip

BASES: dict[str, tuple[str, Decimal]] = {}
_SYMBOLS: dict[str, str] = {}
for _symbol, _base, _factor, _names in _TABLE:
    for _name in (_symbol, *(name.replace("_", " ") for name in _names.split())):
        for _form in (_name, f"{_name}s") if len(_name) > 3 or _name == "iu" else (_name,):
            BASES.setdefault(_form, (_base, Decimal(_factor)))
            _SYMBOLS.setdefault(_form, _symbol)

# Of a longer name only its beginning would be found, were the shorter tried first.
UNIT = "|".join(sorted((re.escape(name) for name in BASES), key=len, reverse=True))
UNIT_WORDS = frozenset(word for name in BASES for word in name.split() if word.isalpha())
# What an amount may be divided by. Days and weeks are not among them: "5 mg/day" and "5 mg daily" are one.
_DENOMINATORS = frozenset({"kg", "g", "mg", "m2", "mm3", "dl", "l", "ml", "mcl", "min", "h", "s", "mol", "mmol"})
_DIVISOR = "|".join(
    sorted((re.escape(name) for name, symbol in _SYMBOLS.items() if symbol in _DENOMINATORS), key=len, reverse=True)
)
PER = rf"(?:\s?(?:/|per\b|\ba(?=\s(?:minute|hour)\b))\s?(?:1\.73\s?)?(?:{_DIVISOR})(?![a-z0-9²]))"
_EACH = re.compile(rf"(?:/|per\b|\ba(?=\s))\s?(?P<body>1\.73\s?)?(?P<unit>{_DIVISOR})(?![a-z0-9²])")

# What a drug is measured or counted out in; "L" as a small letter is read for a figure.
_MEASURED_OUT = frozenset({"g", "mg", "mcg", "ng", "ml", "mcl", "mmol", "mcmol", "meq", "unit"})
_MEASURES = "|".join(
    sorted((re.escape(name) for name, symbol in _SYMBOLS.items() if symbol in _MEASURED_OUT), key=len, reverse=True)
)
_COUNTED_OUT = (
    r"drops?|puffs?|sprays?|inhalations?|tablets?|pills?|capsules?|lozenges?|sachets?|suppositor(?:y|ies)|ampoules?|vials?"
    r"|(?:tea|table)spoon(?:ful)?s?"
)
_COUNT = r"\d[\d.,]*|[½¼¾]|\b(?:half|one|two|three|four|five|six|eight|ten)"
# A share is a dose only of what is made up to it; "95%" of other things is a finding.
_MADE_UP = r"creams?|ointments?|gels?|lotions?|solutions?|shampoos?|foams?|pastes?|eye drops?|saline|dextrose|glucose|lidocaine"
AMOUNT_OF_DRUG = (
    rf"(?i:(?:\d[\d.,]*[\s-]?(?:(?:thousand|million|mega)[\s-])?(?:{_MEASURES}|(?-i:L)|lit(?:re|er)s?)"
    rf"|(?:{_COUNT})[\s-]?(?:{_COUNTED_OUT})"
    rf"|\d[\d.,]*\s?(?:%|per ?cent)\s(?:[\w-]+\s){{0,2}}?(?:{_MADE_UP}))\b(?!-(?:positive|negative)))"
)
"""A pattern of so much of a drug; what is measured in the blood ("126 mg/dL") is written so too."""
_VOLUMES = "|".join(re.escape(name) for name, (base, _) in BASES.items() if base == "ml")
DOSE = rf"{AMOUNT_OF_DRUG}(?i:(?!\s?(?:/|per\b)\s?(?:{_VOLUMES})\b))"
"""A pattern of so much of a drug as is given: not a concentration."""


def symbol(name: str) -> str:
    """Return the one symbol by which a unit is compared ("micrograms": "mcg"); the name itself if it is none."""
    return _SYMBOLS.get(name, name)


def divisors(per: str) -> str:
    """Return what stands under the line of a unit in symbols ("per kilogram per hour": "/kg/h"); empty if nothing."""
    return "".join(f"/{'1.73' if match['body'] else ''}{symbol(match['unit'])}" for match in _EACH.finditer(per))
