"""Corruptions of how a treatment is given and when an outcome is seen: frequency, duration, route, time point."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.evaluation.mutations.edits import Edit, Operator, by_opposites, by_rules, replaced
from citewell.evaluation.mutations.material import Statement

_TIMES = r"(?:a |per |each |every )"
frequency: Operator = by_rules(
    [
        (r"\bonce[- ](daily|weekly|monthly|a day|a week|per day)\b", r"twice \1"),
        (r"\bonce[- ](daily|weekly)\b", r"three times \1"),
        (r"\btwice[- ](daily|weekly|yearly|a day|a week|per day)\b", r"once \1"),
        (r"\btwice[- ](daily|weekly|a day|a week)\b", r"four times \1"),
        (rf"\b(?:three|3) times (daily|weekly|{_TIMES}(?:day|week))\b", r"once \1"),
        (rf"\b(?:four|4) times (daily|{_TIMES}day)\b", r"twice \1"),
        (
            r"(?<!once )(?<!twice )(?<!times )(?<!once-)(?<!twice-)(?<!defined )\bdaily\b(?! (?:living|life|activit|lives|basis|practice|routine|function|intake|press))",
            "weekly",
        ),
        (r"(?<!once )(?<!twice )(?<!times )(?<!once-)(?<!twice-)\bweekly\b(?! basis)", "daily"),
        (r"(?<!once )(?<!twice )\bmonthly\b", "weekly"),
        (r"\b(?:b\.i\.d\.|bid)(?![\w.])", "once daily"),
        (r"\bt\.i\.d\.(?![\w.])|\btid\b", "once daily"),
        (r"\bevery (6|8|12) hours\b", "every 24 hours"),
        (r"\bevery other day\b", "every day"),
        (r"\bas needed\b", "every day"),
        (r"(?<=mg )/ ?day\b", "/week"),
        (r"(?<=g)/(?:day|d)\b", "/week"),
        (r"\bsingle dose\b", "daily dose"),
        (r"(?<=g )per day\b", "per week"),
        (r"(?<=g )a day\b", "a week"),
    ],
    unless=r"\b(?:daily|weekly) (?:or|and|versus|vs) |\bdoses? daily and",
)

_ROUTES = [
    ("oral", "intravenous"), ("orally", "intravenously"), ("intravenous", "subcutaneous"), ("intravenously", "subcutaneously"),
    ("subcutaneous", "oral"), ("intramuscular", "intravenous"), ("intramuscularly", "orally"), ("topical", "oral"), ("inhaled", "oral"),
    ("nebulised", "intravenous"), ("nebulized", "intravenous"), ("transdermal", "intramuscular"), ("intranasal", "oral"),
    ("intra-articular", "intravenous"), ("intraperitoneal", "oral"), ("intraperitoneally", "orally"),
    ("i.v.", "p.o."), ("by mouth", "by injection"), ("sublingual", "intramuscular"), ("epidural", "oral"), ("subcutaneously", "orally"),
]  # fmt: skip
route: Operator = by_opposites(
    _ROUTES,
    one_way=True,
    but_not=r"oral (?:and|or|glucose tol|cavity|cancer|contracep|health|hygiene|mucos|squamous|administration and|antidiab|hypogly|anticoag|lesion|epithel|tissue|presentation)"
    r"|intravenous(?:ly)? (?:and|or|drug|fluids)"
    r"|(?:topical|inhaled|subcutaneous|intramuscular) (?:and|or|fat|tissue|adipo|fluid|injury|tendon|tissue|nodule|connective|route and)|epidural (?:abs|haem|hem|fib|space)"
    r"|oral (?:or|versus|vs)",
    unless=r"\b(?:oral and|topical and|oral or|or oral|and oral|versus oral)\b",
)

_SPAN = r"(?P<number>\d+(?:\.\d+)?|one|two|three|four|five|six|eight|ten|twelve)(?P<gap>[ -])(?P<unit>hours?|days?|weeks?|wk|months?|years?)\b"
_LASTING = re.compile(
    rf"(?:(?P<cue>\b(?:for|over|during|lasting|lasted|within|of|course of|total of|period of|(?:to|or|and)) )(?:at least |up to |about |approximately |a median of |a mean of |the first |an additional |a further |the )*)?{_SPAN}"
    r"(?P<after>[ -](?:of |treatment|therapy|course|regimen|trial|study|follow|period|intervention|use|programme|program|supply|run-in|double|randomi))?",
    re.IGNORECASE,
)
_POINT = re.compile(
    rf"\b(?P<cue>at|after|by|until|through) (?:about |approximately |the |a median of |a mean of |least )?{_SPAN}(?! (?:of age|old|or older|earlier|ago|apart|before))",
    re.IGNORECASE,
)
_OTHER_UNIT = {"hour": "day", "day": "week", "week": "month", "wk": "month", "month": "year", "year": "month"}
_OTHER_NUMBER = {
    "one": "six",
    "two": "ten",
    "three": "twelve",
    "four": "ten",
    "five": "two",
    "six": "three",
    "eight": "four",
    "ten": "two",
    "twelve": "three",
}


def duration(statement: Statement) -> Iterator[Edit]:
    """Another length of treatment or follow-up: months for weeks, 12 for 4."""
    text = statement.text
    for match in _LASTING.finditer(text):
        if (match["cue"] and match["cue"].strip().lower() not in {"to", "or", "and"}) or match["after"]:
            yield from _retimed(text, match)


def time_point(statement: Statement) -> Iterator[Edit]:
    """Another time at which the outcome was seen: at 12 months for at 6."""
    for match in _POINT.finditer(statement.text):
        yield from _retimed(statement.text, match)


_IS_AGE = re.compile(r" (?:of age|old|or older|and older|or more of age)|-old")
_IN_RANGE = re.compile(
    r"(?:\d|one|two|three|four|five|six|ten) ?(?:days?|weeks?|months?|years?|hours?)?(?:-|–| to | or | and |, )$",
    re.IGNORECASE,
)


def _retimed(text: str, match: re.Match[str]) -> Iterator[Edit]:
    number, unit = match["number"].lower(), match["unit"]
    if number == "0" or _IS_AGE.match(text[match.end("unit") :]) or _IN_RANGE.search(text[: match.start("number")]):
        return
    if re.match(r"(?:,| ?(?:to|or|and|-|–)) \d", text[match.end("unit") :]):
        return
    single = unit.lower().removesuffix("s")
    plural = "s" if unit.lower().endswith("s") else ""
    other_unit = _OTHER_UNIT[single] + plural
    # "12 months" for "1 year" would say the same.
    if not (number in {"1", "one", "12", "twelve", "24", "48", "52"} and single in {"year", "month", "day", "hour"}):
        yield replaced(text, match.start("unit"), match.end("unit"), other_unit)
    if number in _OTHER_NUMBER:
        if number != "one":
            yield replaced(text, match.start("number"), match.end("number"), _OTHER_NUMBER[number])
    elif number != "1":
        yield replaced(text, match.start("number"), match.end("number"), f"{float(number) * 3:g}")


COURSES: dict[str, Operator] = {
    "frequency": frequency,
    "route": route,
    "duration": duration,
    "time point": time_point,
}
