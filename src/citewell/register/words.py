"""Clinical words: plain words in their place, or an explanation behind them where they first stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from citewell.language.abbreviations import definitions
from citewell.language.articles import article
from citewell.language.glossary import Entry, Found, Glossary, Use
from citewell.language.words import STOP_WORDS
from citewell.model.rendering import Rule
from citewell.register.edits import Edit, Group
from citewell.register.figures import is_movable
from citewell.register.profile import Profile

_ARTICLE = re.compile(r"(?<![\w-])(?P<article>[Aa]n?) $")


@dataclass(frozen=True, slots=True)
class Worded:
    """The edits for one term; none where its meaning stands apart from the sentence."""

    entry: Entry
    group: Group


def plain(
    source: str, glossary: Glossary, profile: Profile, told: Collection[str], *, is_label: bool = False
) -> Iterator[Worded]:
    """Yield what is done to each term of a text; `told` holds the terms that were explained further up."""
    met = set(told)
    letters = list(_long_forms(source))
    for found in glossary.find(source):
        if _is_in_a_name(source, found) or _shares_its_head(source, found) or _is_abbreviated(source, found):
            continue
        if any(start < found.end and found.start < end for start, end in letters) and not _has_its_letters(
            found, letters
        ):
            continue  # the letters in brackets are those of these very words
        if (
            _breaks_a_phrase(source, found)
            or _is_of_no_disease(source, found)
            or _is_a_share(source, found)
            or _is_at_doing(source, found)
            or _would_follow_an_article(source, found)
        ):
            continue
        if found.entry.labels_only and not is_label:
            yield Worded(found.entry, ())
            continue
        group = _edits(source, found, profile, is_first=found.entry.term not in met)
        if group:
            met.add(found.entry.term)
        yield Worded(found.entry, group)


_WITH_A_TAIL = re.compile(r"\w (?:in|with|of|for|from|on|that|who|which|when|at|to) (?:\w+ )*\w+$")
# What goes on into the words behind it: a preposition, or a verb that waits for its object ("is meant to treat").
_LEFT_OPEN = re.compile(r" (?:in|with|of|for|from|on|to|than|by|to treat|to prevent)$")


def _breaks_a_phrase(source: str, found: Found) -> bool:
    """Tell whether plain words with a tail would stand before a noun: "migraine in children prevention"."""
    said = found.entry.forms[found.form]
    return (
        found.entry.use in {Use.WORD, Use.NAME}
        and _WITH_A_TAIL.search(said) is not None
        and _LEFT_OPEN.search(said) is None
        and not _ends(source, found)
    )


_TIMING = re.compile(r"\s+(?:\w+ ){0,2}(?:repairs?|reconstructions?|ruptures?|tears?|avulsions?|surgery|phase)\b")


def _is_of_no_disease(source: str, found: Found) -> bool:
    """Tell whether "chronic" says when something was done or torn, and not how long it lasts: "chronic repair"."""
    return found.form.lower() == "chronic" and _TIMING.match(source, found.end) is not None


_AMOUNTS_TO = re.compile(r"\s(?:(?:was|were|is|of|in|reached) )+(?:about )?\d")


def _is_a_share(source: str, found: Found) -> bool:
    """Tell whether "eradication" is how often a germ was got rid of, and no treatment: "eradication was 90.8%"."""
    is_treatment = found.entry.forms[found.form].startswith("treatment to ")
    return is_treatment and found.form.endswith("eradication") and _AMOUNTS_TO.match(source, found.end) is not None


_DOING = re.compile(r"\s(?:the )?[a-z]{2,}ing\b")


def _is_at_doing(source: str, found: Found) -> bool:
    """Tell whether something is effective in doing a thing: "works in lowering pain" is no English."""
    return found.entry.term == "effective" and _DOING.match(source, found.end) is not None


def _would_follow_an_article(source: str, found: Found) -> bool:
    """Tell whether "enough" would follow an article: "an enough dose"."""
    return found.entry.forms[found.form] in _NO_ARTICLE and _ARTICLE.search(source[: found.start]) is not None


_NO_ARTICLE = frozenset({"enough", "not enough"})


def _long_forms(source: str) -> Iterator[tuple[int, int]]:
    """Yield where the words stand that an abbreviation in brackets behind them is short for."""
    for short, long in definitions(source).items():
        bracket = source.find(f"({short}")
        start = source.rfind(long, 0, bracket)
        if start >= 0:
            yield start, start + len(long)


def _has_its_letters(found: Found, letters: Sequence[tuple[int, int]]) -> bool:
    """Tell whether letters stand for the whole of a name: "pain medicines (NSAIDs)" says what a leaflet will call them."""
    return found.entry.use is Use.NAME and (found.start, found.end) in letters


def _edits(source: str, found: Found, profile: Profile, *, is_first: bool) -> Group:
    entry, said = found.entry, found.entry.forms[found.form]
    if profile.plain_words and entry.use in {Use.WORD, Use.NAME}:
        written = source[found.start : found.end]
        text = _like(written, said) if _opens(source, found.start) or written.islower() else said
        if entry.use is Use.NAME and is_first and not _is_explained(source, found):
            text += _beside(entry, found.form)
        return (*_article(source, found, said), Edit(found.start, found.end, text, Rule.TERM, entry.term))
    is_its_own = found.form.replace("-", "").lower().startswith(entry.term.replace("-", "").lower()) and entry.meaning
    is_glossed = entry.use is Use.EXPLAIN or (entry.use in {Use.WORD, Use.NAME} and is_its_own)
    if profile.explained and is_glossed and is_first and not _is_explained(source, found) and _ends(source, found):
        return (Edit(found.end, found.end, f" ({entry.gloss or said})", Rule.GLOSS, entry.term),)
    return ()


def is_term(entry: Entry, span: str, text: str) -> bool:
    """Tell whether a text is what an entry puts in the place of a span."""
    form = span if span in entry.forms else span.lower()
    said = entry.forms.get(form, "")
    if entry.use is Use.NAME:
        text = text.removesuffix(_beside(entry, form))
    return bool(said) and text.lower() == said.lower() and entry.use in {Use.WORD, Use.NAME}


def is_gloss(entry: Entry, before: str, text: str) -> bool:
    """Tell whether a text is the explanation that an entry puts behind a term at the end of `before`."""
    return any(
        text == f" ({entry.gloss or said})" and before.lower().endswith(form.lower()) and said
        for form, said in entry.forms.items()
    )


def _beside(entry: Entry, form: str) -> str:
    """Return the brackets behind plain words: the form they stand for, and what the term is, where the form is the term."""
    return f" ({form}, {entry.gloss})" if entry.gloss and form == entry.term else f" ({form})"


# What may follow a noun phrase. Before any other word the term is a part of one, and brackets would cut it in two.
_BEHIND_A_PHRASE = re.compile(
    rf"\s*(?:[^\w\s(-]|\(|$|(?:{'|'.join(sorted(STOP_WORDS))}|[a-z]+ly|[a-z]+ed|occurs?|gives?|gave|led|leads?|than|rather|when|where"
    r"|while|whereas|because|unless|if|after|before|during|among|within|over|under|between|per|via|until|since|although)(?![\w-]))"
)


def _ends(source: str, found: Found) -> bool:
    """Tell whether a noun phrase ends with the term: "an antiplatelet", and not "no antiplatelet indication"."""
    return _BEHIND_A_PHRASE.match(source, found.end) is not None


_BRACKET_BEHIND = re.compile(r"\s?\(([^()]*)\)")


def _is_explained(source: str, found: Found) -> bool:
    """Tell whether brackets already stand around the term, or behind it; figures in brackets explain nothing."""
    behind = _BRACKET_BEHIND.match(source, found.end)
    return source[: found.start].endswith("(") or bool(behind and not is_movable(behind[1]))


def _is_in_a_name(source: str, found: Found) -> bool:
    """Tell whether the term is a part of a name: written with a capital within a sentence, and not in capitals."""
    first = source[found.start]
    if not first.isupper() or found.form[0].isupper():
        return False
    before = source[: found.start].rstrip()
    return bool(before) and before[-1] not in ".!?;:"


def _opens(source: str, at: int) -> bool:
    """Tell whether a sentence begins at a place."""
    before = source[:at].rstrip()
    return not before or before[-1] in ".!?"


_HEADS = frozenset(
    "infection infections treatment treatments disease diseases event events stroke strokes risk decline".split()
)
_JOINED = re.compile(r"((?:\S+\s+){0,4})(?<!\w)(?:and|or|but) $")


def _shares_its_head(source: str, found: Found) -> bool:
    """Tell whether the term's last word may belong to what stands before it: "skin and urinary tract infections"."""
    joined = _JOINED.search(source[: found.start])
    words = found.form.split()
    return bool(joined) and len(words) > 1 and words[-1] in _HEADS and words[-1] not in joined[1]  # type: ignore[index]


def _is_abbreviated(source: str, found: Found) -> bool:
    """Tell whether brackets behind the term hold the very words that would stand in its place."""
    behind = _BRACKET_BEHIND.match(source, found.end)
    return behind is not None and behind[1].strip() == found.entry.forms[found.form]


def _like(written: str, said: str) -> str:
    """Return plain words with a capital where the term had one."""
    return said[0].upper() + said[1:] if written[0].isupper() else said


def _article(source: str, found: Found, said: str) -> Group:
    """Return the change of "a" to "an", or back, that the plain words ask for."""
    match = _ARTICLE.search(source[: found.start])
    if match is None:
        return ()
    wanted = article(match["article"], said)
    if wanted == match["article"]:
        return ()
    return (Edit(match.start("article"), match.end("article"), wanted, Rule.ARTICLE),)
