"""Honest variants: the same said again, in the source's words or nearly so. None of them may raise an alarm."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from citewell.evaluation.mutations.edits import Edit, Operator, by_rules, replaced, tidy
from citewell.evaluation.mutations.material import Statement
from citewell.language.abbreviations import definitions


def quoted(statement: Statement) -> Iterator[Edit]:
    """The sentence itself."""
    yield Edit(statement.text, "", "")


def typography(statement: Statement) -> Iterator[Edit]:
    """The same characters, set otherwise: spaces, dashes, quotation marks, composed letters, the last full stop."""
    text = statement.text
    for was, now, variant in (
        ("space", "no-break space", re.sub(r"(?<=\d) (?=[A-Za-z%])|(?<=[=<>]) (?=[\d.])", "\u00a0", text)),
        ("-", "–", re.sub(r"(?<=\d)-(?=\d)", "–", text)),
        ("–", "-", re.sub(r"(?<=\d)–(?=\d)", "-", text)),
        ("-", "‑", re.sub(r"(?<=[a-z])-(?=[a-z])", "\u2011", text)),
        ("'", "’", text.replace("'", "’")),
        ("’", "'", text.replace("’", "'")),
        ("composed", "decomposed", unicodedata.normalize("NFD", text)),
        ("µ", "μ", text.replace("µ", "μ")),
        ("≥", ">=", text.replace("≥", ">=").replace("≤", "<=")),
        (">=", "≥", text.replace(">=", "≥").replace("<=", "≤")),
        ("one space", "two spaces", text.replace(", ", ",  ")),
        ("one line", "two lines", _wrapped(text)),
        (".", "no full stop", text.removesuffix(".")),
        ("ffi", "ﬃ", text.replace("ffi", "ﬃ").replace("fl", "ﬂ")),
        ("P =", "P=", re.sub(r"\b([PpNn]) ?([=<>]) ?", r"\1\2", text)),
        ("P=", "P =", re.sub(r"\b([PpNn])([=<>])(?=[\d.])", r"\1 \2 ", text)),
    ):
        if variant != text:
            yield Edit(variant, was, now)


def _wrapped(text: str) -> str:
    words = text.split(" ")
    half = len(words) // 2
    return " ".join(words[:half]) + "\n" + " ".join(words[half:])


_RANGE_BARRED = r"(?!\d*-)"
number_format: Operator = by_rules(
    [
        (r"(?<![\d,.-])(\d{1,3}),(\d{3})(?![\d,])", r"\1\2"),
        (r"(?<![\d,.])(\d{1,3}),(\d{3})(?![\d,])", r"\1 \2".replace(" ", "\u202f")),
        (r"(?<![\d,.A-Za-z-])([1-9]\d?)(\d{3})(?= (?:patients|participants|people|adults|women|men|children|individuals)\b)", r"\1,\2"),
        (r"(?<![\d.])0\.(?=\d)", "."),
        (r"(?<![\d.·\w])\.(?=\d)", "0."),
        (r"(?<=\d)\.(?=\d)", "·"),
        (r"(?<=\d)·(?=\d)", "."),
        (r"(?<=\d) (?=(?:mg|g|kg|mL|mcg|µg)\b)", ""),
        (r"(?<=\d)(?=(?:mg|kg|mL|mcg|µg)\b)", " "),
        (r"(?<=\d)%", " %"),
        (rf"(?<=\d)[-–](?=\d+(?:\.\d+)?(?:%| (?:years|weeks|months|days|mg)\b)){_RANGE_BARRED}", " to "),
        (r"(?<=CI )(\d*\.\d+) to (\d*\.\d+)", r"\1–\2"),
        (r"(?<=CI )(\d*\.\d+)[-–](\d*\.\d+)", r"\1 to \2"),
        (r"\bCI (?=\d)", "CI, "),
        (r"\bCI[,:] (?=\d)", "CI "),
    ],
)  # fmt: skip

# British and American; the first by how a word begins, the second whole words, with or without an s.
_BEGINNINGS = """randomis/randomiz hospitalis/hospitaliz anaemi/anemi oesophag/esophag paediatric/pediatric diarrhoea/diarrhea
behaviour/behavior ischaemi/ischemi haemorrhag/hemorrhag haemoglobin/hemoglobin oestrogen/estrogen leukaemi/leukemi
anaesthe/anesthe orthopaedic/orthopedic gynaecolog/gynecolog hyperglycaemi/hyperglycemi hypoglycaemi/hypoglycemi
glycaemi/glycemi hypercholesterolaemi/hypercholesterolemi stabilis/stabiliz minimis/minimiz optimis/optimiz
characteris/characteriz generalis/generaliz localis/localiz recognis/recogniz summaris/summariz catheteris/catheteriz
standardis/standardiz immunis/immuniz favour/favor counselling/counseling labelled/labeled modelling/modeling
enrolment/enrollment caesarean/cesarean dyspnoea/dyspnea haemato/hemato haemodynamic/hemodynamic uraemi/uremi
bacteraemi/bacteremi utilis/utiliz individualis/individualiz categoris/categoriz analysed/analyzed""".split()
_WHOLE = """tumour/tumor oedema/edema centre/center fibre/fiber colour/color programme/program ageing/aging labour/labor
foetal/fetal apnoea/apnea""".split()
_spelling: Operator = by_rules(
    [
        (rf"\b{pair.split('/')[side]}{end}", pair.split("/")[1 - side])
        for pairs, end in ((_BEGINNINGS, ""), (_WHOLE, r"(?=s?\b)"))
        for pair in pairs
        for side in (0, 1)
    ]
)


def spelling(statement: Statement) -> Iterator[Edit]:
    """British spelling for American, or the reverse; names keep theirs."""
    for edit in _spelling(statement):
        if not edit.was[0].isupper() or statement.text.startswith(edit.was):
            yield edit


units_in_words: Operator = by_rules(
    [
        (r"(?<=\d) ?mg(?![\w/])", " milligrams"),
        (r"(?<=\d) ?(?:mcg|µg|μg)(?![\w/])", " micrograms"),
        (r"(?<=\d) ?g(?![\w/-])", " grams"),
        (r"(?<=\d) ?kg(?![\w/])", " kilograms"),
        (r"(?<=\d) ?m[lL](?![\w/])", " millilitres"),
        (r"(?<=\d) milligrams\b", " mg"),
        (r"(?<=\d) micrograms\b", " mcg"),
        (r"(?<=\d)%(?! ?(?:CI|confidence))", " percent"),
        (r"(?<=\d)%(?! ?(?:CI|confidence))", " per cent"),
        (r"(?<=\d) per ?cent\b", "%"),
        (r"(?<=\d) (?:wk|wks)\b", " weeks"),
        (r"(?<=\d) (?:hr|hrs|h)\b(?!/)", " hours"),
        (r"(?<=\d) yrs?\b", " years"),
        (r"(?<=\d) weeks\b", " wk"),
        (r"(?<=\d) hours\b", " h"),
        (r"\bmm Hg\b", "mmHg"),
        (r"\bmmHg\b", "mm Hg"),
        (r"\b95% CI\b", "95% confidence interval"),
        (r"\b95% confidence interval(?! \()", "95% CI"),
    ]
)  # fmt: skip


def abbreviation(statement: Statement) -> Iterator[Edit]:
    """An abbreviation written out, or the reverse, where the record defines it."""
    text = statement.text
    for short, long in definitions(statement.whole).items():
        if f"({short}" in text or not _is_spelt_by_initials(short, long):
            continue
        for match in re.finditer(rf"(?<![\w-]){re.escape(short)}(?![\w-])(?! {long.split()[-1]})", text):
            if long.endswith("s") and not short.endswith("s") and re.match(r" [a-z]", text[match.end() :]):
                continue
            at_home = long if long[1:] != long[1:].lower() else long.lower()
            yield replaced(text, match.start(), match.end(), at_home if match.start() else long[0].upper() + long[1:])
            break
        for match in re.finditer(rf"(?<![\w-]){re.escape(long)}(?![\w-])", text, re.IGNORECASE):
            yield replaced(text, match.start(), match.end(), short)
            break


def _is_spelt_by_initials(short: str, long: str) -> bool:
    """Tell whether each letter of an abbreviation is the first of a word, in order: then the long form is whole."""
    initials = iter(word[0].lower() for word in re.split(r"[ -]", long) if word)
    return all(letter in initials for letter in short.lower())


# Who leaves out how sure the evidence is says it more surely than the source: certainty is a part of the finding
# (GRADE guidelines 26, Santesso et al., J Clin Epidemiol 2020).
_RATED = re.compile(r"\b(?:certainty|quality|strength|confidence (?:in|of))\b(?! interval)", re.IGNORECASE)
_STATISTIC = re.compile(
    r" ?[\[(](?=[^()\[\]]*\d)(?=[^()\[\]]*(?:\bCI\b|\b[Pp] ?[<=>]|confidence|\bSD\b|\bI2\b|I²))[^()\[\]]*[\])]|, [Pp] ?[<=>] ?0?\.\d+(?=[.;])"
)


def statistic_dropped(statement: Statement) -> Iterator[Edit]:
    """The sentence without the statistics in its brackets, but for those that rate the evidence."""
    for match in _STATISTIC.finditer(statement.text):
        if _RATED.search(match.group()):
            continue
        claim = tidy(statement.text[: match.start()] + statement.text[match.end() :])
        yield Edit(claim, match.group().strip(), "")


_REMARK = re.compile(r" \((?:[A-Z][A-Za-z0-9-]{1,9}|(?:for example|e\.g\.|such as|including),? [^()]*)\)")


def remark_dropped(statement: Statement) -> Iterator[Edit]:
    """The sentence without an abbreviation or an example in brackets."""
    for match in _REMARK.finditer(statement.text):
        yield Edit(tidy(statement.text[: match.start()] + statement.text[match.end() :]), match.group().strip(), "")


_FRAME = re.compile(
    r"^(?:(?:In conclusion|In summary|Overall|Moreover|Furthermore|In addition|Additionally|Notably|Interestingly|Importantly|However|Thus|Therefore|Finally|Surprisingly|Also), "
    r"|(?:In conclusion, )?[Ww]e (?:found|observed|show|showed|report|noted|conclude|concluded|demonstrate|demonstrated) that "
    r"|(?:The|This|These|Our) (?:results|findings|data|study|trial|analysis|review|present study) (?:show|shows|showed|demonstrate|demonstrates|demonstrated|found|confirm|confirmed) that )"
)


def frame_dropped(statement: Statement) -> Iterator[Edit]:
    """The finding without the words that only introduce it: "we found that", "in conclusion"."""
    match = _FRAME.match(statement.text)
    # "We found that A and that B" would be left with a "that" too many.
    if match and not re.search(r"\b(?:and|or|but|as|,) that\b", statement.text):
        rest = statement.text[match.end() :]
        yield Edit(rest[:1].upper() + rest[1:], match.group().strip(), "")


_FRONTED = re.compile(
    r"^(?P<phrase>(?:Compared with|Compared to|In comparison with|Among|In (?!contrast|agreement|addition|conclusion|summary|particular|total|general|this|these|fact|all\b|other|vivo|vitro|each|both|turn|spite|parallel|order)"
    r"|After|At|During|For|With|Within|Over) ?[^,;:()]{3,80}), (?P<rest>(?!and |or |but |as |which |who |however|respectively|where|when |\d)[^;:]{20,220})(?P<end>\.)$"
)
_TRAILING = re.compile(
    r"^(?P<rest>[A-Z][^;:]{20,200}?) (?P<phrase>(?:compared with|compared to) [a-z][^,;:()\d]{2,40})(?P<end>\.)$"
)


def phrase_moved(statement: Statement) -> Iterator[Edit]:
    """A phrase of place, time or comparison moved between the front of the sentence and its end."""
    text = statement.text
    match = _FRONTED.match(text)
    if (
        match
        and not re.search(r"[,(]|\b(?:and|which|who|but|they|their|it|its)\b", match["rest"])
        and "that" not in match["phrase"]
    ):
        rest = match["rest"][:1].upper() + match["rest"][1:]
        phrase = match["phrase"]
        yield Edit(f"{rest} {phrase[0].lower()}{phrase[1:]}{match['end']}", phrase, "moved to the end")
    match = _TRAILING.match(text)
    if match and not re.search(r",|\b(?:and|which|who|but|that|when|if)\b", match["rest"]):
        phrase, rest = match["phrase"], match["rest"]
        rest = (
            rest if rest[1].isupper() or rest.split()[0] in _PROPER or rest[0].isdigit() else rest[0].lower() + rest[1:]
        )
        yield Edit(f"{phrase[0].upper()}{phrase[1:]}, {rest}{match['end']}", phrase, "moved to the front")


_PROPER = frozenset(
    "European American British Cochrane Japanese Helicobacter Achilles Medicare Escherichia Chinese Danish Swedish".split()
)
_ITEM = r"[a-z]{4,}"
_LIST = re.compile(
    rf"\b(?:of|in|with|from|for|including) (?P<one>{_ITEM}), (?P<two>{_ITEM}(?: {_ITEM})?),? (?P<joint>and|or) (?P<three>{_ITEM})(?=[.,;]| (?:was|were|is|are|in|on|for|with|at)\b)"
)
_PAIR = re.compile(
    rf"\b(?:of|in|by|with|including|for) (?P<one>{_ITEM}) (?P<joint>and|or) (?P<two>{_ITEM})(?=[.,;]| (?:was|were|is|are)\b)"
)
_NO_ITEM = re.compile(
    r"\b(?:with|from|that|which|more|most|less|such|including|include|other|also|both|only|then|after|before|during|mean|total|those|these|this|their|between"
    r"|thus|therefore|over|under|above|below|back|forth|each|without|within|against|least|later|earlier|\w+ly|\w+ing|\w+ed)\b"
)


def list_reordered(statement: Statement) -> Iterator[Edit]:
    """The members of a list in another order."""
    text = statement.text
    if re.search(r"respectively|sequen|followed by|first|ranked|descending|order\b|from\b.*\bto\b|between", text):
        return
    for match in _LIST.finditer(text):
        if not _NO_ITEM.search(text[match.start("one") : match.end()]):
            new = f"{match['two']}, {match['one']} {match['joint']} {match['three']}"
            yield replaced(text, match.start("one"), match.end(), new)
    for match in _PAIR.finditer(text):
        if not _NO_ITEM.search(text[match.start("one") : match.end()]):
            yield replaced(text, match.start("one"), match.end(), f"{match['two']} {match['joint']} {match['one']}")


_SPLIT = re.compile(
    r"(?:; (?:however, |moreover, )?|, (?:and|but|whereas|while) )(?=(?:[a-z0-9-]+ ){1,8}(?:was|were|is|are|had|has|have|did|does|may|can|reduced|increased|improved|showed)\b)"
)
_HAS_VERB = re.compile(
    r"\b(?:was|were|is|are|had|has|have|did|does|may|can|should|reduced|increased|improved|showed|recommends?|suggests?|gives?|occurred)\b"
)
_DEPENDS = re.compile(
    r"^(?:Although|While|Whereas|If|When|Because|Since|Unless|Despite|Not only|Both|Either|Neither)\b|respectively|\b(?:both|either|neither|between)\b|: "
)


def clause_alone(statement: Statement) -> Iterator[Edit]:
    """The first of two main clauses alone."""
    text = statement.text
    if _DEPENDS.search(text):
        return
    for match in _SPLIT.finditer(text):
        first = text[: match.start()]
        if (
            len(first.split()) >= 6
            and _HAS_VERB.search(first)
            and first.count("(") == first.count(")")
            and "," not in first[-40:]
        ):
            yield Edit(first + ".", text[match.start() :], ".")
            return


# After these "compared" is a verb, not the head of a comparison.
_NOT_COMPARED = "".join(
    rf"(?<!\b{word} )"
    for word in "as when was were is are be been being and then we it they also has have had directly not study trial that".split()
)
synonym: Operator = by_rules(
    [
        (r"\bcompared to\b", "compared with"),
        (r"\bas compared (?:with|to)\b", "compared with"),
        (rf"{_NOT_COMPARED}\bcompared with\b", "in comparison with"),
        (rf"{_NOT_COMPARED}\bcompared with\b", "relative to"),
        (r"\bversus\b", "vs"),
        (r"\bvs\.?(?= )", "versus"),
        (r"\bapproximately (?=\d)", "about "),
        (r"\babout (?=\d)", "approximately "),
        (r"\brandomi[sz]ed controlled trials\b(?! \()", "RCTs"),
        (r"\brandomi[sz]ed controlled trial\b(?! \()", "RCT"),
        (r"\bRCTs\b", "randomised controlled trials"),
        (r"\b(was|were|is|are) (significantly )?decreased\b", r"\1 \2reduced"),
        (r"\b(was|were|is|are) (significantly )?reduced\b(?! to)", r"\1 \2decreased"),
        (r"\blowered\b", "reduced"),
        (r"\bindividuals\b", "people"),
        (r"\bparticipants with\b", "people with"),
        (r"\bfollowing (?=(?:treatment|surgery|administration|exposure)\b)", "after "),
        (r"\bprior to\b", "before"),
        (r"\bshowed\b", "demonstrated"),
        (r"(?<!have )(?<!has )(?<!had )(?<!been )(?<!was )(?<!were )(?<!as )\bdemonstrated (?=that\b|an?\b|no\b)", "showed "),
        (r"\butili[sz]ed\b", "used"),
        (r"\bin order to\b", "to"),
        (r"\bupon\b", "on"),
        (r"\bmore than (?=\d)", "over "),
        (r"\bover (?=\d[\d,]* (?:patients|participants|people)\b)", "more than "),
        (r"\b(\d+) years of age or older\b", r"\1 years or older"),
        (r"\baged (\d+) years or older\b", r"aged \1 or over"),
        (r"\bolder than (?=\d)", "over "),
        (r"\bonce daily\b", "once a day"),
        (r"\btwice daily\b", "twice a day"),
        (r"\bdoes not\b", "doesn't"),
        (r"\bdid not\b", "didn't"),
        (r"\bheart attack\b", "myocardial infarction"),
        (r"\bwhereas\b", "while"),
        (r"\bmean age\b", "average age"),
    ]
)  # fmt: skip


_DONE = "enrolled|randomised|randomized|studied|analysed|analyzed|included|followed|treated|recruited|identified|interviewed"
_ACTIVE = re.compile(rf"^We (?P<verb>{_DONE}) (?P<object>\d[\d,]* [a-z][^,;:()]*)\.$")
_PASSIVE = re.compile(
    rf"^(?P<object>\d[\d,]* (?:[a-z-]+ ){{0,3}}(?:patients|subjects|participants|women|men|children|adults|studies|trials)(?: (?:with|who|aged|from) [^,;:()]*?)?)"
    rf" were (?P<verb>{_DONE})(?P<rest> [^,;:()]*)?\.$"
)


def voice(statement: Statement) -> Iterator[Edit]:
    """The active voice for the passive, or the reverse: "we enrolled 20 adults", "20 adults were enrolled"."""
    active, passive = _ACTIVE.match(statement.text), _PASSIVE.match(statement.text)
    if active and not re.search(r"\b(?:and|to|that)\b", active["object"]):
        yield Edit(f"{active['object']} were {active['verb']}.", f"We {active['verb']}", f"were {active['verb']}")
    if passive and not re.search(r"\b(?:were|was|had|by|and)\b", f"{passive['object']} {passive['rest']}"):
        claim = f"We {passive['verb']} {passive['object']}{passive['rest'] or ''}."
        yield Edit(claim, f"were {passive['verb']}", f"We {passive['verb']}")


EXACT: dict[str, Operator] = {
    "quote": quoted,
    "typography": typography,
    "number format": number_format,
    "spelling": spelling,
    "units in words": units_in_words,
}
REWORDED: dict[str, Operator] = {
    "reworded: abbreviation": abbreviation,
    "reworded: statistic dropped": statistic_dropped,
    "reworded: remark dropped": remark_dropped,
    "reworded: frame dropped": frame_dropped,
    "reworded: phrase moved": phrase_moved,
    "reworded: list reordered": list_reordered,
    "reworded: clause alone": clause_alone,
    "reworded: synonym": synonym,
    "reworded: voice": voice,
}
