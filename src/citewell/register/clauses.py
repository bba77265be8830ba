"""Long sentences, parted where the grammar lets them be: each part keeps its words, in their order.

Without a parser, a place is safe only if a list of words shows it: a finite verb on both sides, no list that runs
across it, and no negation or condition that would lose its hold on what follows. Where that cannot be told, nothing is
parted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.language.sentences import Sentence, split_sentences
from citewell.language.terms import shipped_terms
from citewell.language.words import stems
from citewell.model.rendering import Rule
from citewell.register.asides import parted_asides
from citewell.register.edits import Edit, Group
from citewell.register.figures import leaves_words
from citewell.register.grammar import (
    AUX,
    BRACKETS,
    COMPARATIVE,
    DENIES,
    FINITE,
    PAST,
    PLURAL,
    PRESENT,
    SINGULAR,
    VERB_FIRST,
    goes_on_to_others,
    is_no_comparator,
    tense,
)
from citewell.register.joints import LOOSE

# A sentence of fewer words is short enough. Source: NHS digital service manual, How we write: up to 20 words is aimed at.
_LONG = 10
# What is parted from the end of a sentence has to say something alone: "This was at 2 years" does not.
_LEAST_LEAD, _LEAST_TAIL, _LONGEST_LEAD, _LONGEST_COMPARED = 4, 4, 30, 18
_LEAD = re.compile(
    r"(?P<lead>In|For|Among|At|After|During|With|Within|Over|On) (?P<frame>[^.;:]+?)(?P<comma>, )(?=[^,.;:]*$)"
)
# A lead that counts sets no one apart: "for every 33 children"; nor does one that only joins: "in contrast".
_NO_FRAME = re.compile(
    r"^(?:every|each|contrast|order|comparison|recent|our|their|its|just|spite|light|view|terms|vivo|vitro|humans|addition|general|example|instance|total|all|some|both|first|part|fact|this|these|that|those|time|average|conclusion|summary|particular|short|other|the other)\b",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(?:trials?|analys[ie]s|stud(?:y|ies)|reviews?|meta-analys[ie]s|cohorts?|guidelines?|reports?|groups?|arms?|[A-Z]{3,}[A-Za-z-]*)\b|^\d"
)
_PEOPLE = re.compile(
    r"\b(?:people|patients|participants|adults|children|infants|women|men|girls|boys|veterans|persons|individuals|those|runners|athletes)\b"
)
# The amount of what was said: "9 weeks sooner than", "about 2 more in 1,000 people". An arm of its own says no "more".
_AMOUNT_OF_IT = (
    r"(?:about )?\d[^,;:]* (?:sooner|later|more|fewer|less|additional|extra|out of every \d+|of participants)\b[^,;:]*$"
)
_MIDDLE = (
    (re.compile(r"(?P<joint>(?<![.?!;]); )(?=\S)"), ". "),
    (re.compile(r"(?P<joint>,? (?:whereas|although) )"), ". But "),
    # Behind a comma "while" sets two findings side by side, and tells no time.
    (re.compile(r"(?P<joint>, while )(?!\w+ing\b)"), ". "),
    (re.compile(r"(?P<joint>, because )(?!of\b)"), ". This is because "),
    (
        re.compile(
            rf"(?P<joint>, )(?=(?:a finding|a difference|a result|a change|an effect) |according to [^,;:]+$|{_AMOUNT_OF_IT})"
        ),
        ". This is ",
    ),
    (re.compile(r"(?P<joint>, provided that )"), ". This is so only if "),
)
_SUBORDINATE = (("Because ", ". Because of this, "), ("Although ", ". But "))


def parted(source: str, *, instructs: bool) -> Iterator[Group]:
    """Yield the joints at which the sentences of a text can be parted, the safest first.

    A text that tells what to take or to avoid is only parted behind those it is about, who then come first.
    """
    for sentence in split_sentences(source):
        hidden = BRACKETS.sub(lambda match: "_" * len(match.group()), sentence.text)
        if len(hidden.split()) < _LONG:
            continue
        yield from _moved_on(sentence, [*_lead(hidden), *parted_asides(sentence.text, hidden, instructs=instructs)])
        if not instructs:
            yield from _moved_on(
                sentence, [*_opened(hidden), *_middles(hidden), *_coordinated(hidden), *_purpose(hidden)]
            )
            yield from _moved_on(sentence, _tail(sentence.text, hidden))


def _moved_on(sentence: Sentence, groups: Iterator[Group] | list[Group]) -> Iterator[Group]:
    """Yield groups whose places were counted from the sentence's beginning, counted from the text's."""
    for group in groups:
        yield tuple(Edit(sentence.start + e.start, sentence.start + e.end, e.text, e.rule, e.entry) for e in group)


def _lead(hidden: str) -> Iterator[Group]:
    """Yield the parting of "In adults with X, Y" into what it is about, and Y."""
    verb = FINITE.search(hidden)
    match = _LEAD.match(hidden[: verb.start()]) if verb else None
    if match is None or _NO_FRAME.search(match["frame"]) or not _says_enough(match["frame"]):
        return
    rest = hidden[match.end("comma") :]
    if re.match(r"(?:and|or) ", rest) or goes_on_to_others(rest):
        return
    lead = match["lead"].lower()
    # "This was in 24 trials" ahead of what was found there would point at nothing.
    people, work = _PEOPLE.search(match["frame"]), _WORK.search(match["frame"])
    is_of_people = not work or (people is not None and people.start() < work.start())
    if not (lead in {"for", "among"} or (lead == "in" and is_of_people)):
        return
    yield (
        Edit(0, match.start("frame"), "This is about ", Rule.JOINT),
        Edit(match.start("comma"), match.end("comma"), ". ", Rule.JOINT),
    )


def _says_enough(frame: str) -> bool:
    """Tell whether a lead says of whom or of which disease it is: "a multivariate model" and "recent years" do not."""
    size = len(frame.split())
    if size > _LONGEST_LEAD or re.search(r"\b(?:however|therefore|thus|moreover)\b", frame):
        return False
    return size >= _LEAST_LEAD or _PEOPLE.search(frame) is not None or _names_a_condition(frame)


def _names_a_condition(frame: str) -> bool:
    """Tell whether the table of terms knows a disease in a lead."""
    tokens, terms = stems(frame), shipped_terms()
    found = (terms.match_at(tokens, at) for at in range(len(tokens)))
    return any(term is not None and term[0].type == "condition" for term in found)


def _opened(hidden: str) -> Iterator[Group]:
    """Yield the parting of "Because A, B" and "Although A, B", where one comma alone can be meant."""
    for opening, joint in _SUBORDINATE:
        comma = hidden.find(", ")
        if not hidden.startswith(opening) or comma < 0 or hidden.startswith("Because of"):
            continue
        if hidden.count(", ") == 1 and FINITE.search(hidden[:comma]) and FINITE.search(hidden[comma:]):
            yield (Edit(0, len(opening), "", Rule.JOINT), Edit(comma, comma + 2, joint, Rule.JOINT))


def _middles(hidden: str) -> Iterator[Group]:
    for pattern, joint in _MIDDLE:
        for match in pattern.finditer(hidden):
            before, after = hidden[: match.start()], hidden[match.end() :]
            if (
                not _OPEN_END.search(before)
                and FINITE.search(before)
                and (joint == ". This is " or FINITE.search(_clause(after)))
            ):
                yield (Edit(match.start(), match.end(), joint, Rule.JOINT),)
    because = re.search(r" because (?!of\b)", hidden)
    if because and not DENIES.search(hidden[: because.start()]) and FINITE.search(hidden[: because.start()]):
        yield (Edit(because.start(), because.end(), ". This is because ", Rule.JOINT),)
    none = re.search(r", with no (?=(?:evidence|(?:significant |clear )?(?:differences?|increases?))\b)", hidden)
    if none and re.search(rf"\b(?:{PAST}|was|were|had|did)\b", hidden[: none.start()]):
        said = ". There were no " if re.match(r"(?:\w+ )?\w+s\b", hidden[none.end() :]) else ". There was no "
        yield (Edit(none.start(), none.end(), said, Rule.JOINT),)
    less = re.search(r", with (?=(?P<what>(?:less|more|lower|higher|similar|fewer) [a-z-]+) [^,;:]+$)", hidden)
    if less and tense(hidden) == "was":
        said = ". There were " if less["what"].startswith("fewer") or less["what"].endswith("s") else ". There was "
        yield (Edit(less.start(), less.end(), said, Rule.JOINT),)
    which = re.search(rf", which (?P<verb>{AUX}|{PRESENT}|{PAST})\b(?=[^,;:]+$)", hidden)
    if which and FINITE.search(hidden[: which.start()]):
        said = ". These " if PLURAL.fullmatch(which["verb"]) else ". This "
        yield (Edit(which.start(), which.start("verb"), said, Rule.JOINT),)


_PURPOSE = re.compile(r" to (?=(?:slow|reduce|prevent|lower|treat|avoid|protect|weigh|improve|relieve|raise|limit)\b)")
_TAKES_TO = re.compile(
    r"\b(?:likely|able|had|have|has|used|recommended|indicated|meant|needed|need|needs|try|tried|want|appear\w*|seem\w*|known|reserved|advised|allowed"
    r"|willing|expected|help\w*|fail\w*|shown|found|supposed|due|aim\w*|designed|ways?|strategies|how|and|or|than|as|not|required|enough|insufficient)$"
)


def _purpose(hidden: str) -> Iterator[Group]:
    """Yield the parting of "to slow kidney disease" from the end of a sentence, where it tells what something is for."""
    match = _PURPOSE.search(hidden)
    if match is None or FINITE.search(hidden[match.end() :]):
        return
    # A lead is parted by itself.
    before = hidden[: match.start()].rsplit(", ", 1)[-1]
    verb = FINITE.search(before)
    if verb is None or _TAKES_TO.search(before) or _CLAUSES.search(before) or DENIES.search(before) or "," in before:
        return
    if len(before[verb.end() :].split()) >= 3:
        yield (Edit(match.start(), match.end(), f". This {tense(hidden)} to ", Rule.JOINT),)


def _clause(text: str) -> str:
    """Return the beginning of a text as far as a clause would reach: twelve words, and no other joint."""
    return " ".join(re.split(r"[,;:]", text, maxsplit=1)[0].split()[:12])


_AND_OR_BUT = re.compile(r"(?P<comma>,)? (?P<word>and|but) ")


def _coordinated(hidden: str) -> Iterator[Group]:
    """Yield the parting of two main clauses, the second with its own subject or with that of the first."""
    for match in _AND_OR_BUT.finditer(hidden):
        before, after = hidden[: match.start()], hidden[match.end() :]
        verb = FINITE.search(before)
        if verb is None or _hangs(before, _SUBORDINATES):
            continue
        is_free = not _hangs(before, _DEPENDENT)
        said = (
            _verb_first(match["word"], before[: verb.start()], before[verb.start() :], after)
            if is_free and VERB_FIRST.match(after)
            else ""
        )
        if _is_cut_off(before[verb.end() :], after):
            continue
        is_list = "," in before[verb.end() :]
        if not said and match["comma"] and not is_list and _has_own_subject(after) and not _TOLD_BY.search(after):
            said = ". But " if match["word"] == "but" else ". "
        if said:
            yield (Edit(match.start(), match.end(), said, Rule.JOINT),)


# Behind one of these the second verb may belong to the dependent clause, or under its negation or condition.
_DEPENDENT = re.compile(
    r"\b(?:that|who|which|whose|whether|if|when|until|unless|because|since|while|as|where|how|to|after|before|not|no|without|neither)\b",
    re.IGNORECASE,
)


# What follows a comma with a subject of its own is under no negation of the clause before it, but may be under these.
_SUBORDINATES = re.compile(
    r"\b(?:that|who|which|whose|whether|if|when|until|unless|because|since|while|where|how)\b", re.IGNORECASE
)
# Who found or said both clauses is told behind the second.
_TOLD_BY = re.compile(r", (?:the|according|as)\b[^,;:]*$")


def _hangs(before: str, words: re.Pattern[str]) -> bool:
    """Tell whether what stands before a joint would keep its hold on what follows it."""
    return words.search(before[FINITE.search(before).start() :]) is not None  # type: ignore[union-attr]


def _verb_first(word: str, subject: str, before: str, after: str) -> str:
    """Return the joint with the pronoun that the verbs or the subject ask for; empty where nothing tells the number."""
    number = _number(after.split()[0], before, subject)
    if not number:
        return ""
    return f". But {number} " if word == "but" else f". {number.capitalize()} "


_LEADS = re.compile(r"(?:In|For|Among|At|After|During|With|Within|Over|On|Compared) ")
_SINGULAR_S = re.compile(r"\b(?:diabetes|herpes|rabies|measles|bias|pancreas|series)$", re.IGNORECASE)


def _number(verb: str, before: str, subject: str) -> str:
    for pattern, pronoun in ((SINGULAR, "it"), (PLURAL, "they")):
        if pattern.fullmatch(verb) or pattern.match(before):
            return pronoun
    own = subject.rsplit(", ", 1)[-1] if _LEADS.match(subject) else subject
    head = re.split(
        r" (?:below|above|under|of|for|in|with|on|at|to|from|by|after|during|over|without|as|given)\b", own.strip()
    )[0]
    if not head or "," in head or re.search(r"\d\S*$|[a-z]{2,}ed$", head):
        return ""
    is_plural = re.search(r"\band\b", head) or (re.search(r"(?<![isu])s$", head) and not _SINGULAR_S.search(head))
    return "they" if is_plural else "it"


def _has_own_subject(after: str) -> bool:
    if re.match(r"(?:also|not|then|still|only|even|rather|less|more|\w+ly)\b", after):
        return False
    clause = _clause(after)
    verb = FINITE.search(clause)
    if verb is None or _CLAUSES.search(clause[: verb.start()]):
        return False
    return 0 < len(clause[: verb.start()].split()) <= 8


_CLAUSES = re.compile(r"\b(?:that|who|which|whether|if|when|unless|whose|while|whereas|although|because|since|until)\b")
# A word that is nothing without what follows: "a reduction in", "indicated for".
_GOVERNS = re.compile(
    r"\b(?:differences?|chang\w+|increas\w+|reduc\w+|decreas\w+|improv\w+|declin\w+|rol\w+|gains?|rises?|falls?|loss|involv\w+|difficult\w+"
    r"|contingent|depend\w*|indicated|reserved|approved|used|evidence|support\w*|needs?|reasons?|candidates?|available|result\w*|effective|required|common|suitable|thus|so|also|still|then|benefits?|[a-z]+est|[a-z]+ly|[a-z]+ing"
    r"|rests?|based|associated|linked|combined|treated|compared|trades?|risk|rated|set|put|given|taken|occur\w*|due|early|late|long|short|or|and|than|to"
    r"|of|by|from|in|on|at|for|with|as|a|an|the|is|are|was|were|be|been|not|no|more|less|most|least|about|up|when|if)$"
)
_ALIKE = re.compile(r"\b(?:similar|same|equal|comparable|different|as)\b")
_OPEN_END = re.compile(r"\b(?:as|was|were|is|are|be|been|not|when|if|and|or|that|which|but)$")


_THAN = re.compile(r"\b(?:than|compared|versus)\b")


def _is_cut_off(before: str, after: str) -> bool:
    """Tell whether a comparison begun before a joint ends behind it: "more strength and a higher score than quibrex"."""
    return bool(COMPARATIVE.search(before)) and not _THAN.search(before) and bool(_THAN.search(after))


def _tail(text: str, hidden: str) -> list[Group]:
    """Return the one parting of the end of a sentence: what it was compared with, or where and in whom it was.

    None where brackets behind it tell how sure, or whether by chance, the finding is: they belong to the finding.
    """
    said = [*_compared(hidden), *_loosened(hidden)][:1]
    at = said[0][0].start if said else len(text)
    return [] if any(leaves_words(text, *match.span()) for match in BRACKETS.finditer(text, at)) else said


def _compared(hidden: str) -> Iterator[Group]:
    """Yield the parting of "compared with X" from the end of a sentence."""
    match = re.search(
        r",? (?P<joint>compared (?:with|to)|versus) (?P<rest>[^,;:]+)(?:$|(?=, with (?:similar|less|more|lower|higher|fewer|no) ))",
        hidden,
    )
    size = len(match["rest"].replace("_", " ").strip(" .").split()) if match else 0
    if match is None or is_no_comparator(hidden[: match.start()], match["rest"]) or not 1 <= size <= _LONGEST_COMPARED:
        return
    before = hidden[: match.start()]
    if before.endswith("-") or match["rest"][0].isdigit() or _OPEN_END.search(before):
        return
    if FINITE.search(before) and not _CLAUSES.search(before) and "insufficient" not in before:
        yield (Edit(match.start(), match.start("rest"), f". This {tense(hidden)} compared with ", Rule.JOINT),)


_LOOSE_PHRASE = re.compile(rf" (?P<word>{'|'.join(LOOSE)}) (?=\S)")
_SCALE = re.compile(r"(?:a|the) [^,]*\b(?:scale|subscale|score|questionnaire|index)\b")
# "For one to benefit", and what only points at something said before.
_POINTS = re.compile(
    r"(?:\S+ ){1,3}to [a-z]+\b|[a-z]{3,}ing\b|(?:all|both|each|most|many|some|them|it|this|these|that|those|the same|the other)\b"
)
_OF_ADVICE = frozenset({"in", "for", "among", "according to"})
# Two arms with their figures belong together, and so do the items of a list.
_TELLS = re.compile(r"\b(?:should|must|need(?:s|ed)?|warn\w*|avoid\w*|caution)\b")
_HELD_TOGETHER = re.compile(r"\band \d|\bversus\b|\bagainst\b|:|\brespectively\b")


def _loosened(hidden: str) -> Iterator[Group]:
    """Yield the parting of a phrase at the end of a sentence that tells where, when or in whom: "This was in adults".

    One phrase a sentence, the first that can be parted. Advice is not parted from the people it is for, nor is what a
    sentence denies from where it denies it.
    """
    verb = FINITE.search(hidden)
    is_denied = DENIES.search(hidden) and tense(hidden) == "is"
    if verb is None or is_denied or _HELD_TOGETHER.search(hidden) or _TELLS.search(hidden):
        return
    time = tense(hidden)
    for match in _LOOSE_PHRASE.finditer(hidden, verb.end()):
        before, after = hidden[: match.start()], hidden[match.end() :]
        said = before[verb.end() :]
        if time == "is" and (match["word"] not in _OF_ADVICE or _PEOPLE.search(after)):
            continue
        if (match["word"] == "on" and not _SCALE.match(after)) or _POINTS.match(after):
            continue
        is_whole = len(said.split()) >= 2 and len(after.replace("_", " ").strip(" .").split()) >= _LEAST_TAIL
        if is_whole and "," not in said + after and not _THAN.search(after) and _can_part(before, after):
            yield (Edit(match.start(), match.end(), f". This {time} {match['word']} ", Rule.JOINT),)
            return


def _can_part(before: str, after: str) -> bool:
    """Tell whether two parts of a sentence stand on their own, with nothing that reaches from one into the other."""
    if _THAN.search(before):
        return False
    if _GOVERNS.search(before) or _CLAUSES.search(before) or before.endswith(","):
        return False
    if COMPARATIVE.search(before) and re.search(r"\bthan\b|\bcompared\b|\bas\b", after):
        return False
    if _ALIKE.search(before) and re.search(r"\band\b", after):
        return False
    if re.search(r"\bbetween\b(?!.*\band\b)|\bfrom\b(?!.*\bto\b)|\bboth\b(?!.*\band\b)", before):
        return False
    if re.search(r"\b(?:that|which|if|when|unless)\b", after):
        return False
    own = _CLAUSES.split(after)[0]
    return not FINITE.search(own) and not re.search(r" (?:and|or|but) [a-z]+(?:ed|s) (?:the|a|an|by)\b", own)
