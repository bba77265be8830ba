"""Shorthand: Latin of prescriptions spelt out, and abbreviations expanded where they first stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from citewell.model.rendering import Rule
from citewell.register.edits import Edit, Group

# What the letters stand for: https://medlineplus.gov/ency/appendices.html is no list of them; this one was read:
# http://rx-drugs.org/definition-12.html (qd, bid, tid, qid, q_h).
_TIMES = {
    "qd": "once a day",
    "bid": "twice a day",
    "tid": "three times a day",
    "qid": "four times a day",
}
_ROUTES = {"prn": "as needed", "po": "by mouth", "iv": "into a vein", "im": "into a muscle", "sc": "under the skin"}
_SPELT = _TIMES | _ROUTES
# "Into a vein" can follow a dose; it cannot stand before a noun, as in "i.v. line".
_BEHIND = r"(?=\s*(?:[,.;)]|$|every\b|once\b|twice\b|daily\b|for\b|or\b|and\b|over\b|at\b))"
_LATIN = re.compile(
    r"(?<![\w.])(?:q\.d\.|b\.i\.d\.|t\.i\.d\.|q\.i\.d\.|p\.r\.n\.|QD|BID|TID|QID|PRN"
    rf"|(?:p\.o\.|i\.v\.|i\.m\.|s\.c\.){_BEHIND}"
    r"|(?<=\d )(?:qd|bid|tid|qid|prn)|(?<=(?:mg|mL|ml|cg) )(?:qd|bid|tid|qid|prn)"
    rf"|(?<=(?:mg|mL|ml|cg) )(?:po|PO){_BEHIND})(?![\w])"
)
_EVERY_HOURS = re.compile(r"(?<!\w)[qQ](?P<hours>\d{1,2})\s?[hH](?!\w)")


def spelt(source: str) -> Iterator[Group]:
    """Yield the shorthand of doses, spelt out."""
    for match in _LATIN.finditer(source):
        # At the end of a sentence the last full stop is the sentence's too.
        stop = "." if match.group().endswith(".") and not source[match.end() :].strip() else ""
        yield (Edit(match.start(), match.end(), meaning(match.group()) + stop, Rule.SHORTHAND),)
    for match in _EVERY_HOURS.finditer(source):
        yield (Edit(match.start(), match.end(), meaning(match.group()), Rule.SHORTHAND),)


def meaning(shorthand: str) -> str:
    """Return what shorthand stands for; empty if it is none."""
    hours = _EVERY_HOURS.fullmatch(shorthand)
    if hours:
        return f"every {hours['hours']} hours"
    return _SPELT.get(shorthand.replace(".", "").lower(), "")


_ABBREVIATION = re.compile(r"(?<![\w-])[A-Z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*(?![\w-])")


def expanded(
    source: str, known: Mapping[str, str], used: Collection[str], *, never_again: Collection[str] = ()
) -> Iterator[Group]:
    """Yield the abbreviations of a text that were not used before, each spelt out where it first stands.

    One that the text itself explains, or that stands in brackets, is left as it is. The letters stand behind their
    words, but for those in `never_again`: a reader who does not meet them again has no use for them.
    """
    met = set(used)
    for match in _ABBREVIATION.finditer(source):
        short = match.group()
        before, behind = source[: match.start()], source[match.end() :]
        # "ACC/AHA" is one name, and "AHA" within it is not spelt out.
        is_bare = not before.endswith(("(", "/")) and not behind.startswith("/")
        if short in known and short not in met and is_bare and known[short] not in before:
            said = known[short] if short in never_again else f"{known[short]} ({short})"
            yield (Edit(match.start(), match.end(), said, Rule.ABBREVIATION),)
        met.add(short)


def stands_once(short: str, texts: Iterable[str]) -> bool:
    """Tell whether letters stand a single time in all of some texts, joined to others or in brackets included."""
    return sum(len(re.findall(rf"(?<!\w){re.escape(short)}(?!\w)", text)) for text in texts) == 1
