"""Honest variants: the same said again, in the source's words or nearly so. None of them may raise an alarm."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from citewell.evaluation.mutations.edits import Edit, Operator, by_rules, replaced, tidy, together
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
spelling: Operator = by_rules(
    [
        (rf"\b{pair.split('/')[side]}{end}", pair.split("/")[1 - side])
        for pairs, end in ((_BEGINNINGS, ""), (_WHOLE, r"(?=s?\b)"))
        for pair in pairs
        for side in (0, 1)
    ]
)

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
        if len(short) < 2 or f"({short}" in text:
            continue
        for match in re.finditer(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text):
            yield replaced(text, match.start(), match.end(), long if match.start() else long[0].upper() + long[1:])
            break
        for match in re.finditer(rf"(?<![\w-]){re.escape(long)}(?![\w-])", text, re.IGNORECASE):
            yield replaced(text, match.start(), match.end(), short)
            break


_STATISTIC = re.compile(
    r" ?[\[(](?=[^()\[\]]*\d)(?=[^()\[\]]*(?:\bCI\b|\b[Pp] ?[<=>]|confidence|\bSD\b|\bI2\b|I²))[^()\[\]]*[\])]|, [Pp] ?[<=>] ?0?\.\d+(?=[.;])"
)


def statistic_dropped(statement: Statement) -> Iterator[Edit]:
    """The sentence without the statistics in its brackets."""
    for match in _STATISTIC.finditer(statement.text):
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
    if match:
        rest = statement.text[match.end() :]
        yield Edit(rest[:1].upper() + rest[1:], match.group().strip(), "")


_FRONTED = re.compile(
    r"^(?P<phrase>(?:Compared with|Compared to|In comparison with|Among|In (?!contrast|addition|conclusion|summary|particular|total|general|this|these|fact|all\b|other|vivo|vitro|each|both|turn|spite|parallel|order)"
    r"|After|At|During|For|By|With|Within|Over) ?[^,;:()]{3,80}), (?P<rest>(?!and |or |but |as |which |who |however|respectively|where|when |\d)[^;:]{20,220})(?P<end>\.)$"
)
_TRAILING = re.compile(
    r"^(?P<rest>[A-Z][^;:]{20,200}?) (?P<phrase>(?:compared with|compared to) [a-z][^,;:()\d]{2,40})(?P<end>\.)$"
)


def phrase_moved(statement: Statement) -> Iterator[Edit]:
    """A phrase of place, time or comparison moved between the front of the sentence and its end."""
    text = statement.text
    match = _FRONTED.match(text)
    if match and not re.search(r"[,(]|\b(?:and|which|who|but|they|their|it|its)\b", match["rest"]) and "that" not in match["phrase"]:
        rest = match["rest"][:1].upper() + match["rest"][1:]
        phrase = match["phrase"]
        yield Edit(f"{rest} {phrase[0].lower()}{phrase[1:]}{match['end']}", phrase, "moved to the end")
    match = _TRAILING.match(text)
    if match and not re.search(r",|\b(?:and|which|who|but|that|when|if)\b", match["rest"]):
        phrase, rest = match["phrase"], match["rest"]
        rest = rest if rest[1].isupper() or rest.split()[0] in _PROPER or rest[0].isdigit() else rest[0].lower() + rest[1:]
        yield Edit(f"{phrase[0].upper()}{phrase[1:]}, {rest}{match['end']}", phrase, "moved to the front")


_PROPER = frozenset("European American British Cochrane Japanese Helicobacter Achilles Medicare Escherichia Chinese Danish Swedish".split())
_LIST = re.compile(
    r"(?<= )(?P<one>[a-z][a-z-]+(?: [a-z][a-z-]+)?), (?P<two>[a-z][a-z-]+(?: [a-z][a-z-]+)?),? (?P<joint>and|or) (?P<three>[a-z][a-z-]+)(?=[.,;]| (?:was|were|is|are|in|on|for|with|at)\b)"
)
_NO_ITEM = re.compile(
    r"\b(?:of|in|with|for|by|to|from|and|or|the|a|an|was|were|is|are|as|that|which|who|had|has|on|at|not|than|be|been|no|both|more|most|less|such|including|include|other|also|all"
    r"|reduced?s?|improved?s?|increased?s?|between|both|either|only|then|after|before|during|mean|total|new|mild|high|low|severe|his|her|their|its|those|these|this|caused|causing|showed|reported|like)\b"
)


def list_reordered(statement: Statement) -> Iterator[Edit]:
    """The members of a list in another order."""
    text = statement.text
    if re.search(r"respectively|sequen|followed by|first|ranked|descending|order\b|from\b.*\bto\b", text):
        return
    for match in _LIST.finditer(text):
        items = match["one"], match["two"], match["three"]
        if any(_NO_ITEM.search(item) for item in items) or re.search(r"(?:\d|\bmost \w+|, [a-z -]+|\([^)]*)$", text[: match.start() - 1]):
            continue
        new = f"{items[1]}, {items[0]} {match['joint']} {items[2]}"
        # The word before the first item may belong to it: the list is taken only where a preposition or verb opens it.
        if re.search(r"\b(?:of|in|with|for|by|including|include|includes|included|are|were|as|on|to|between)$", text[: match.start() - 1]):
            yield replaced(text, match.start(), match.end(), new)


_SPLIT = re.compile(r"(?:; (?:however, |moreover, )?|, (?:and|but|whereas|while) )(?=(?:[a-z0-9-]+ ){1,8}(?:was|were|is|are|had|has|have|did|does|may|can|reduced|increased|improved|showed)\b)")
_HAS_VERB = re.compile(r"\b(?:was|were|is|are|had|has|have|did|does|may|can|should|reduced|increased|improved|showed|recommends?|suggests?|gives?|occurred)\b")
_DEPENDS = re.compile(r"^(?:Although|While|Whereas|If|When|Because|Since|Unless|Despite|Not only|Both|Either|Neither)\b|respectively|\b(?:both|either|neither|between)\b|: ")


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


synonym: Operator = by_rules(
    [
        (r"\bcompared to\b", "compared with"),
        (r"\bcompared with\b(?! placebo-)", "in comparison with"),
        (r"\bcompared with\b", "relative to"),
        (r"\bversus\b", "vs"),
        (r"\bvs\.?(?= )", "versus"),
        (r"\bapproximately (?=\d)", "about "),
        (r"\babout (?=\d)", "approximately "),
        (r"\brandomi[sz]ed controlled trials\b(?! \()", "RCTs"),
        (r"\brandomi[sz]ed controlled trial\b(?! \()", "RCT"),
        (r"\bRCTs\b", "randomised controlled trials"),
        (r"\b(?<!compared )decreased\b", "reduced"),
        (r"\breduced\b(?! (?:ejection|dose|to))", "decreased"),
        (r"\blowered\b", "reduced"),
        (r"\bindividuals\b", "people"),
        (r"\bparticipants with\b", "people with"),
        (r"\bfollowing (?=(?:treatment|surgery|administration|exposure)\b)", "after "),
        (r"\bprior to\b", "before"),
        (r"\bshowed\b", "demonstrated"),
        (r"\bdemonstrated\b", "showed"),
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
        (r"\bdo not differ\b", "are not different"),
        (r"\bdid not differ\b", "were not different"),
        (r"\bdoes not\b", "doesn't"),
        (r"\bdid not\b", "didn't"),
        (r"\bheart attack\b", "myocardial infarction"),
        (r"\bwhereas\b", "while"),
        (r"\bmean age\b", "average age"),
    ]
)  # fmt: skip


_PASSIVE = re.compile(
    r"^(?P<subject>[A-Z][A-Za-z-]+(?: [a-z-]+){0,4}) (?P<verb>recommends|recommend|suggests|suggest|included|covered|evaluated|compared|enrolled|randomised|randomized|studied|analysed|analyzed|followed)"
    r" (?P<object>(?:\d[\d,]* |the )?[a-z][a-z -]*[a-z]s)(?P<rest>(?: (?:in|with|for|from|after|among|who|at|of)\b[^,;:()]*)?)\.$"
)
_PARTICIPLE = {"recommends": "recommended", "recommend": "recommended", "suggests": "suggested", "suggest": "suggested"}
_BARS_PASSIVE = re.compile(r"\b(?:that|and|or|to|was|were|is|are|had|who|which|not|by|than|versus|over)\b")


def passive(statement: Statement) -> Iterator[Edit]:
    """An active sentence turned into the passive: "we enrolled 20 adults" becomes "20 adults were enrolled"."""
    match = _PASSIVE.match(statement.text)
    if match is None or any(_BARS_PASSIVE.search(match[part]) for part in ("subject", "object")):
        return
    thing, verb = match["object"], match["verb"]
    participle = _PARTICIPLE.get(verb, verb)
    be = "are" if verb in _PARTICIPLE else "were"
    subject = match["subject"]
    agent = "" if subject.lower() == "we" else f" by {subject[0].lower() + subject[1:] if subject.startswith(('The ', 'A ', 'An ', 'This ')) else subject}"
    yield Edit(f"{thing[0].upper()}{thing[1:]}{match['rest']} {be} {participle}{agent}.", f"{verb} {thing}", f"{be} {participle}")


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
    "reworded: remark dropped": together(remark_dropped),
    "reworded: frame dropped": frame_dropped,
    "reworded: phrase moved": phrase_moved,
    "reworded: list reordered": list_reordered,
    "reworded: clause alone": clause_alone,
    "reworded: synonym": synonym,
    "reworded: passive": passive,
}
