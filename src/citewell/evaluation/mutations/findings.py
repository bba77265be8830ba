"""Corruptions of what was found: denial, direction, significance, and who did better than whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.evaluation.mutations.edits import (
    NEGATIVE,
    Edit,
    Operator,
    alternatives,
    by_opposites,
    by_rules,
    replaced,
    together,
)
from citewell.evaluation.mutations.material import Statement
from citewell.evaluation.mutations.verbs import BASE_BY_PAST, finite, past

_NEGATIVE = re.compile(NEGATIVE, re.IGNORECASE)

# Followed by one of these, "not" would be ungrammatical or would deny something else.
_AUXILIARY = re.compile(
    r"(?<!than )(?<!as )(?<!that )(?<!which )(?<!who )(?<!whether )(?<!if )(?<!when )(?<!but )(?<!and )(?<!or )"
    r"\b(?P<auxiliary>was|were|is|are|(?:has|have|had)(?= (?:\w+ly )?(?:been|shown|led)\b)|can|does|did)"
    r"\b(?! (?:to|as|only|also|because|due|that|often|usually|sometimes|always|mostly|now|still|currently|already|therefore|thus"
    r"|then|too|either|neither|both|more or|about|approximately|around|the same|likely|less|\d|\w+, ))(?=,? [a-z])"
)
_SUBORDINATE = re.compile(
    r"\b(?:who|which|that|whose|where|when|if|whether|because|while|whereas|although|though|since|until|unless)\b[^,]*$",
    re.IGNORECASE,
)


def _denied(statement: Statement) -> Iterator[Edit]:
    """Put a "not" behind the first finite auxiliary of a main clause."""
    text = statement.text
    if _NEGATIVE.search(text):
        return
    for match in _AUXILIARY.finditer(text):
        before = text[: match.start()]
        if _SUBORDINATE.search(before) or before.count("(") != before.count(")") or not before.strip():
            continue
        word = match["auxiliary"]
        yield replaced(text, match.start(), match.end(), "cannot" if word == "can" else f"{word} not")
        return


_BARS_A_VERB = frozenset(
    """a an the this these those and or but with of in by for to from at on as than with significantly greatly no its their his
    was were is are be been being has have had not more most less very well which both also all any each newly markedly into
    under after before during between into such other several many some if when where through via associated reported""".split()
)
_PAST = re.compile(
    rf"(?<=[a-z0-9)A-Z] )(?P<verb>{alternatives(BASE_BY_PAST)})(?= (?!by\b|in\b|from\b|to\b|and\b|or\b|with\b)[a-z])"
)
_FINITE = re.compile(
    r"\b(?:was|were|is|are|has|have|had|may|might|can|could|did|does|do|should|will|would|that|which|who)\b|[,;:(]"
)


def _verb_denied(statement: Statement) -> Iterator[Edit]:
    """Deny the main verb of a sentence that has no auxiliary before it: "reduced" becomes "did not reduce"."""
    text = statement.text
    match = _PAST.search(text)
    if match is None or _NEGATIVE.search(text):
        return
    before = text[: match.start()]
    if _FINITE.search(before) or before.split()[-1].lower() in _BARS_A_VERB or len(before.split()) > 9:
        return
    if re.match(r"(?:In|Of|With|After|For|During|By|As|When|At|On|Among|Compared)\b", before) or _is_participle(
        text, match.end()
    ):
        return
    yield replaced(text, match.start(), match.end(), f"did not {BASE_BY_PAST[match['verb']]}")


def _is_participle(text: str, end: int) -> bool:
    """Tell whether a finite verb follows soon: then the past form before it was a participle ("mice treated … had")."""
    return re.match(r"(?: [\w%-]+){0,4} (?:was|were|is|are|had|has|have|did)\b", text[end:]) is not None


_ANY = (
    r"\b(?:any|yet|either|nor|neither|other than|at all|with or without|only|all|necessarily|long|alone|because)\b|\?"
)
_AFFIRMS = by_rules(
    [
        (
            r"\b(was|were|is|are|has|have|had|should|could|would|can|will) not(?! (?:only|all|always|statistically|significan|yet|every|just|been signif))\b",
            r"\1",
        ),
        (r"\bcannot\b", "can"),
        (
            r"\b(was|were|is|are) no (difference|association|relationship|correlation|effect|change|increase|reduction|benefit|interaction|improvement)\b",
            r"\1 a \2",
        ),
        (
            r"\b(was|were|is|are) no ((?:\w+ )?(?:differences|associations|relationships|correlations|effects|changes|benefits|interactions|improvements|deaths|relapses))\b",
            r"\1 \2",
        ),
        (
            r"\b(showed|found|had|has|have|shows|show) no (effect|association|benefit|difference|advantage|increase|change|relationship|correlation|improvement|reduction)\b",
            r"\1 a \2",
        ),
        (r"\b(showed|found|had|has|have) no (evidence|effects|differences|changes)\b", r"\1 \2"),
        (
            r"\b(?<!or )without(?= (?:an? |the |significant |increased |increasing |serious |prior |previous )?[a-z])(?! (?:or|regard|whom))(?![^.]*\bwith\b)",
            "with",
        ),
        (r"\bneither\b(?= [^.;]* nor )([^.;]*?) nor ", r"both\1 and "),
        (r"\bnone of the\b", "all of the"),
    ],
    unless=_ANY.replace("|neither", "").replace("|nor", ""),
)
_DID_NOT = re.compile(
    r"\b(?P<auxiliary>did|does|do) not (?P<adverb>(?!significantly|statistically)\w+ly )?(?P<verb>[a-z]+)\b",
    re.IGNORECASE,
)
_FAILED = re.compile(r"\bfailed to (?P<verb>[a-z]+)\b", re.IGNORECASE)


def _verb_affirmed(statement: Statement) -> Iterator[Edit]:
    text = statement.text
    if re.search(_ANY, text, re.IGNORECASE):
        return
    for match in _DID_NOT.finditer(text):
        if (
            match["verb"] in {"seem", "appear", "significantly", "statistically"}
            or "significan" in text[match.end() : match.end() + 40]
        ):
            continue
        yield replaced(
            text,
            match.start(),
            match.end(),
            f"{match['adverb'] or ''}{finite(match['auxiliary'].lower(), match['verb'])}",
        )
    for match in _FAILED.finditer(text):
        yield replaced(text, match.start(), match.end(), past(match["verb"]))


# Both words of a pair in all their forms. What they stand for is opposite wherever they are used of an amount or a merit.
_DIRECTIONS = [
    *[(f"increase{end}", f"reduc{other}") for end, other in (("s", "es"), ("d", "ed"))],
    ("increase", "decrease"), ("increases", "decreases"), ("increased", "decreased"), ("increasing", "decreasing"),
    ("increase in", "reduction in"), ("increases in", "reductions in"), ("elevated", "reduced"), ("raised", "lowered"),
    ("raises", "lowers"), ("higher", "lower"), ("greater", "smaller"), ("larger", "smaller"), ("better", "worse"),
    ("improved", "worsened"), ("improves", "worsens"), ("improve", "worsen"), ("improvement in", "worsening of"),
    ("superior", "inferior"), ("superiority", "inferiority"), ("longer", "shorter"), ("faster", "slower"), ("rose", "fell"),
    ("weight gain", "weight loss"), ("more likely", "less likely"), ("more common", "less common"),
    ("more often", "less often"), ("more frequent", "less frequent"), ("more frequently", "less frequently"),
    ("more effective", "less effective"), ("more commonly", "less commonly"),
    ("upregulated", "downregulated"), ("up-regulated", "down-regulated"), ("promotes", "inhibits"), ("promoted", "inhibited"),
    ("activates", "inhibits"), ("enhanced", "impaired"), ("enhances", "impairs"), ("beneficial", "harmful"),
    ("protective", "harmful"), ("favourable", "unfavourable"), ("favorable", "unfavorable"), ("effective", "ineffective"),
    ("positively", "negatively"), ("positive correlation", "negative correlation"), ("directly", "inversely"),
    ("positive association", "inverse association"), ("well tolerated", "poorly tolerated"), ("safe", "unsafe"),
    ("accelerated", "delayed"), ("stronger", "weaker"), ("highest", "lowest"), ("prolonged", "shortened"),
    ("earlier", "later"), ("exacerbated", "alleviated"), ("strengthened", "weakened"),
]  # fmt: skip
_ONE_WAY_DIRECTIONS = [
    ("fewer", "more"), ("reduction in", "increase in"), ("reductions in", "increases in"), ("risk reduction", "risk increase"),
    ("reduce", "increase"), ("reducing", "increasing"), ("lowered", "raised"), ("noninferior", "inferior"),
    ("non-inferior", "inferior"), ("noninferiority", "inferiority"), ("attenuated", "amplified"), ("diminished", "enhanced"),
    ("suppressed", "stimulated"), ("prevents", "causes"), ("prevented", "caused"), ("improving", "worsening"),
    ("declined", "rose"), ("slowed", "sped up"), ("shortened", "lengthened"), ("favoured", "disfavoured"), ("favored", "disfavored"),
]  # fmt: skip
_SAME_WAY = re.compile(r"increas|elevat|rais|rise|rose|higher|gain")
_OTHER_WAY = re.compile(r"reduc|decreas|lower|fell|fall|declin|loss")
_NOT_A_DIRECTION = (
    r"(?:lower|upper|higher)[ -](?:limb|extremit|back|leg|respiratory|tract|abdom|urinary|gi\b|gastro|genital|uterine|lobe|esoph|oesoph|body"
    r"|third|bound|limit|pole|education|middle|jaw|eyelid|airway|quartile|end|segment|cervical|lumbar|level of evidence)"
    r"|(?:better|improve[ds]?|improving) (?:understand|knowledge|our|insight)|fewer than|more than|prevent(?:s|ed) from|larger (?:trial|stud|sample|cohort|scale)|longer[- ]term"
    r"|lowest effective|directly (?:to|from|into|by|observed|involved|compar)|earlier (?:stud|trial|report|review|work|version|guid|recomm)"
    r"|later (?:life|stud)|increase(?:d|s)? (?:or|and/or)|greater (?:trochanter|than or equal)|decrease(?:d|s)? (?:or|and/or)|elevated and|effective dose"
    r"|effective (?:in reducing )?concentration|safe and|enhanced (?:recovery|ct|mri)|raised (?:by|the (?:question|issue|possib|concern))|better-|highest and"
    r"|reduced (?:or|and/or)|protective (?:equipment|antigen|cloth)|longer (?:be|used|than necessary)|higher (?:or|and) lower|lower (?:or|and) higher"
)

_DIRECTION = together(
    by_opposites(
        _DIRECTIONS, unless=NEGATIVE + r"|\b(?:similar|regardless|irrespective|independent)\b", but_not=_NOT_A_DIRECTION
    ),
    by_opposites(
        _ONE_WAY_DIRECTIONS, unless=NEGATIVE + r"|\b(?:similar|regardless)\b", but_not=_NOT_A_DIRECTION, one_way=True
    ),
)


def direction(statement: Statement) -> Iterator[Edit]:
    """An effect turned round: reduced for increased, better for worse, inferior for superior."""
    lower = statement.text.lower()
    for edit in _DIRECTION(statement):
        before = statement.text.lower().split(edit.was.lower(), 1)[0]
        both = (
            _SAME_WAY.search(lower)
            and _OTHER_WAY.search(lower)
            and re.search(r"increas|decreas|reduc", edit.was.lower())
        )
        idiom = before.endswith(("cost-", "most ", "least ", "no ", "cost ", "dose-", "how ", "dose "))
        if not both and not idiom:
            yield edit


negation: Operator = together(_denied, _verb_denied, _AFFIRMS, _verb_affirmed)

_THING = r"(?:difference|effect|association|change|benefit|increase|reduction|improvement|interaction|correlation|relationship|decrease)"
_SIGNIFICANCE_RULES = by_rules(
    [
        (
            r"\bnot (statistically )?(significant(?:ly)?)(?! (?:increase|decrease|alter|affect|change|reduce|differ|improve|influence|modify|lower|raise|prolong)\b)\b",
            r"\1\2",
        ),
        (r"\b(was|were) (statistically )?(significant(?:ly)?)\b(?! (?:but|only))", r"\1 not \2\3"),
        (
            rf"\b(was|were|is|are|showed|found|had) no (statistically )?significant (?=(?:[a-z]+ ){{0,2}}{_THING}s\b)",
            r"\1 \2significant ",
        ),
        (
            rf"\b(was|were|is|are|showed|found|had) no (statistically )?significant (?=(?:[a-z]+ ){{0,2}}{_THING}\b)",
            r"\1 a \2significant ",
        ),
        (rf"\b(?<!in )a (statistically )?significant (?=(?:[a-z]+ ){{0,2}}{_THING}\b)", r"no \1significant "),
        (r"\bnon-?significant(ly)?\b", r"significant\1"),
        (r"\bdid not reach (statistical )?significance\b", r"reached \1significance"),
        (r"\breached (statistical )?significance\b", r"did not reach \1significance"),
    ],
    unless=r"\b(?:neither|nor|any|but not|either|clinically (?:significant|relevant)|no other|significance level|only)\b",
)
_DID_NOT_SIGNIFICANTLY = re.compile(
    r"\b(?P<auxiliary>did|does|do) not (?P<adverb>(?:statistically )?significantly) (?P<verb>[a-z]+)\b"
)
_DID_NOT_VERB_SIGNIFICANTLY = re.compile(r"\bdid not (?P<verb>[a-z]+)(?= (?:[a-z]+ ){0,5}?significantly\b)")
_SIGNIFICANT_VERB = re.compile(
    rf"(?<=[a-z] )significantly (?P<verb>{alternatives(BASE_BY_PAST)})(?= [a-z])(?! (?:by|in|from|to|with)\b)"
)
_P_LOW = re.compile(r"\b[Pp] ?(?:[=<≤]|less than) ?0?[.·]0[0-5]?\d*")
_P_HIGH = re.compile(r"\b[Pp] ?[=>] ?0?[.·][1-9]\d*")


def _significance_of_things(statement: Statement) -> Iterator[Edit]:
    """Leave out what would deny twice: "not associated with no significant reduction"."""
    for edit in _SIGNIFICANCE_RULES(statement):
        denies = edit.now.lower().startswith(("no ", "did not")) or " not " in f" {edit.now} "
        if not (denies and _NEGATIVE.search(statement.text)):
            yield edit


def _significance_of_verbs(statement: Statement) -> Iterator[Edit]:
    text = statement.text
    if re.search(r"\b(?:any|either|nor|neither)\b", text):
        return
    for match in _DID_NOT_SIGNIFICANTLY.finditer(text):
        yield replaced(
            text, match.start(), match.end(), f"{match['adverb']} {finite(match['auxiliary'].lower(), match['verb'])}"
        )
    for match in _DID_NOT_VERB_SIGNIFICANTLY.finditer(text):
        yield replaced(text, match.start(), match.end(), past(match["verb"]))
    for match in _SIGNIFICANT_VERB.finditer(text):
        before = text[: match.start()]
        if (
            before.split()[-1] in _BARS_A_VERB
            or _NEGATIVE.search(text)
            or _is_participle(text, match.end())
            or "," in before[-30:]
        ):
            continue
        yield replaced(text, match.start(), match.end(), f"did not significantly {BASE_BY_PAST[match['verb']]}")


_HIGH_P = ("0.41", "0.27", "0.68", "0.19", "0.83")
_LOW_P = ("0.002", "0.0004", "0.01", "0.03", "0.006")


def p_value(statement: Statement) -> Iterator[Edit]:
    """A P value from one side of chance put on the other."""
    text = statement.text
    # "P < .05 was considered significant" is a rule, not a finding.
    if re.search(r"consider|accept|set at|level|threshold|defined|regarded|taken", text):
        return
    for pattern, others in ((_P_LOW, _HIGH_P), (_P_HIGH, _LOW_P)):
        for match in pattern.finditer(text):
            yield replaced(text, match.start(), match.end(), f"{match.group()[0]} = {others[len(text) % len(others)]}")


significance: Operator = together(_significance_of_things, _significance_of_verbs)

FINDINGS: dict[str, Operator] = {
    "negation": negation,
    "direction": direction,
    "significance": significance,
    "P value": p_value,
}
