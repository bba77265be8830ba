"""Which aspects a question asks for, told from the words people use."""

from __future__ import annotations

import re

from citewell.language.populations import Group, groups
from citewell.model.question import Facet

# Each pattern is one way of asking for a facet. What it matches is grammar of the question, not its subject,
# so the matched words are not searched for.
_CUES: dict[Facet, str] = {
    Facet.DEFINITION: r"""\bdefin(?:e|ed|ition)\b | \bmechanism\ of\ action\b | \bhow\ (?:do|does)\b[^?]{2,40}\bwork\b | \bmeaning\ of\b | \bwhat\ is\ meant\ by\b | \boverview\ of\b | \bwhat\ does\b[^?]{1,40}\bmean\b""",
    Facet.CAUSE: r"""
        \bcauses?\b(?!\ +(?:more|fewer|less|any|harms?|complications?|side|adverse|bleeding|problems?|serious)\b) | \bwhat\b[^?]{0,40}\bcaused\ by\b | ^\W*(?:is|are|was|were)\b[^?]{1,40}\bcaused\ by\b | \bbe(?:en)?\ caused\ by\b | \bcaused\ by\ what\b | \b(?:a)?etiology\b | \bmechanisms?\ of\ injury\b | \bmechanism\b(?!\ of\ action)
        | \bwhy\ (?:do|does|did)\b(?=.*\b(?:get|happen|develop|occur|tear|rupture)\b) | \bpathogenesis\b
        | \bpathophysiology\b | \bhow\ (?:do|does)\b[^?]{0,60}\b(?:happen|occur|get\ injured|tear)\b""",
    Facet.RISK_FACTORS: r"""
        \brisk\ factors?\b | \bassociated\ with\b | \bassociation\ (?:between|of|with)\b | \bpredictors?\b | \bpredispos\w+ | \bwho\ (?:is|are)\ (?:most\ )?(?:at\ risk|likely\ to\ get)\b
        | \bwho\ gets\b | \btriggers?\b | \bwho\ is\ at\ (?:high(?:er)?\ )?risk\b | \b(?:more|most)\ likely\ (?:to\ (?:get|develop|have|become|return|come\ back)|that)\b | \bmakes?\b[^?]{0,40}\bmore\ likely\b""",
    Facet.SYMPTOMS: r"""
        (?<!withdrawal\ )(?<!discontinuation\ )(?<!muscle\ )\bsymptoms?\b | \bsigns?\b(?!\ of\ (?:benefit|harm)) | \bclinical\ (?:features?|presentations?|picture)\b | \bpresentation\b
        | \bpresent(?:s|ing)?\ with\b | \bhow\ (?:do|does|would|might)\b[^?]{0,60}\bpresent\b | \bfeel(?:s)?\ like\b
        | \bwarning\ signs?\b | \bred\ flags?\b | \bmanifest\w*\b""",
    Facet.DIAGNOSIS: r"""
        \bdiagnos\w+ | \bdetect(?:ed|ion|ing)?\b | \bwork-?up\b | \binvestigations?\b | \bimaging\b | \bmri\b | \bx-?rays?\b
        | (?<!therapeutic\ )\bultrasound\b(?!\ (?:therapy|treatment)) | \bscans?\b | \bscreen(?:ed|ing)?\b | \btests?\b | \btested\b | \btesting\b | \bexamination\b | \bexamine[ds]?\b
        | \bhow\ (?:do|can|would)\b[^?]{0,40}\b(?:tell|know|confirm)\b | \bclassif\w+ | \bgraded?\b | \bassess(?:ed|ment)?\b | \bmonitor\w*\b | \bchecked\b | \bsensitivity\b | \bspecificity\b | \baccura(?:te|cy)\b""",
    Facet.DOSING: r"""
        \bstor(?:ed?|age|ing)\b | (?<!-)(?<!low\ )(?<!high\ )(?<!fixed\ )\bdos(?:e|ed|es|age|ages|ing)\b | \bhow\ (?:much|many)\ (?:mg|tablets?|pills?|of\ it)\b | \bhow\ (?:often|long)\ (?:should|do|to)\b[^?]{0,30}\btake[n]?\b
        | \bhow\ much\b[^?]{0,40}\b(?:take|give|prescribe|use)\b | \btitrat\w+ | \bduration\ of\ (?:treatment|therapy|antibiotics?)\b
        | \bhow\ many\ days\b | \bhow\ long\ should\b[^?]{0,60}\b(?:treated|antibiotics?|treatment|therapy)\b""",
    Facet.CONTRAINDICATIONS: r"""
        \bcontra-?indicat\w+ | \bwho\ should(?:\ not|n't)\b | \bshould\ (?:not|never)\b | \bshouldn't\b
        | \bwhen\ (?:is|are|should)\b[^?]{0,60}\b(?:avoided|not\ be)\b | \bavoided?\b(?=[^?]{0,30}\b(?:in|with|if|by)\b) | \bsafe\ in\ pregnan\w+""",
    Facet.HARMS: r"""
        \bcauses?\ +(?:more\ |any\ |serious\ )?(?:harms?|complications?|bleeding|problems?)\b | \boverdos\w+ | \btook\ too\ (?:much|many)\b |
        \b(?:withdrawal|discontinuation|muscle)\ symptoms?\b | \b(?:side|adverse|unwanted|ill)[\ -]?(?:effects?|events?|reactions?)\b | \bharms?\b | \bharmful\b | \bcomplications?\b | \brisks?\b(?!\ factors?)
        | \bsafe(?:ty|ly)?\b | \bdangers?\b | \bdangerous\b | \btoxicity\b | \bbleeding\ risk\b | \bproblems?\ with\b | \bdownsides?\b
        | \b(?:make|makes|made|give|gives)\ (?:you|me|him|her|people|patients|women|men|someone|them)\b | \b(?:linked|leads?)\ to\b | \bleads?\ (?:my|your|his|her|the|a|an|people|patients|children|adults|someone|him|them|me|you)\b[^?]{0,25}\bto\b | \braises?\ (?:the\ |my\ |her\ |his\ )?(?:risk|odds|chance)\b
        | \bboxed\ warnings?\b | \bblack\ box\b | \bwarnings?\b(?!\ signs?) | \btolerab\w+ | \bre-?ruptures?\ rates?\b""",
    Facet.INTERACTIONS: r"""
        \binteract(?:s|ions?|ing)?\b | \bgrapefruit\b | \b(?:taken?|taking|given?|used?|combined?|mix(?:ed)?)\ (?:together|in\ combination)\b(?=[^?]{0,20}\bwith\b) | \balcohol\ with\b""",
    Facet.PROGNOSIS: r"""
        \bprognos\w+ | \boutlook\b | \blong[\ -]term\ (?:outcomes?|results?|effects?)\b | \boutcomes?\b | \bsurviv\w+ | \bmortality\b
        | \bwhat\ (?:could\ |might\ |can\ |will\ |would\ )?happens?\ (?:if|when)\b | \bnatural\ (?:history|course)\b | \bcomes?\ back\b | \bget\ better\ (?:on\ its\ own|by\ itself|without)\b | (?<!n't\ )(?<!not\ )(?<!n’t\ )(?<!never\ )\bgo\ away\b
        | \brelapse\b | \brecurrence\b""",
    Facet.RECOVERY: r"""
        \brecover\w* | \brehab\w* | \breturn(?:ing|ed)?\ to\ (?:sports?|play\w*|run\w*|work|activit\w+|train\w*|driv\w*)
        | \bheal(?:ing|s)?\b | \bback\ to\ (?:sports?|running|work|play\w*|normal)\b | \bhow\ (?:long|soon)\b(?=[^?]{0,60}\b(?:until|before|take\ to|after|walk|run|drive|play|last)\b)
        | \bphysiotherapy\ after\b | \baftercare\b""",
    Facet.PREVENTION: r"""
        \bprevent(?:s|ed|ing|ion|ive|able|ative)?\b | \bprophyla\w+ | \bavoid(?:ing)?\ (?:another|getting|recurren\w+|a\ second|it)\b
        | \blower\ (?:the|my)\ (?:risk|chance) | \breduce\ (?:the|my)\ (?:risk|chance)\ of\ (?:getting|developing|having)\b | \bprotect\w*\ against\b""",
    Facet.EPIDEMIOLOGY: r"""
        \bhow\ (?:common|frequent|rare|many\ people|often\ (?:do|does|is)\b(?![^?]{0,30}\btake))\b | \bprevalence\b | \bincidence\b | \bepidemiolog\w+
        | \bfrequency\ of\b | \b(?:is|are)\b[^?]{1,60}\b(?:common|rare)\s*(?=\?|$) | \bhow\ many\ (?:adults|children|women|men|americans|patients)\b""",
    Facet.TREATMENT: r"""
        \btreat(?:s|ed|ing|able|ments?)?\b | \btherap(?:y|ies|eutic)\b | \bmanag(?:e|es|ed|ing|ement)\b | \bcures?\b | \bremed(?:y|ies)\b
        | \bmedications?\b | \bmedicines?\b | \boptions?\b | \beffects?\ of\b(?=[^?]{2,60}\bon\b) | \bfix(?:ed)?\b | \bhelps?\b | \brelie(?:f|ve|ves)\b
        | \boperat(?:e|ed|ive|ion)\b | \bsurg(?:ery|ical|ically)\b | \bconservative\w*\b | \bnon-?(?:operative|surgical)\w*\b
        | \bwork(?:s|ing)?\b | \beffective(?:ness|ly)?\b | \befficacy\b | \bbenefits?\b | \bbeneficial\b | \brecommend\w* | \bindicated\b | \bfirst[\ -]line\b
        | \bsecond[\ -]line\b | \bprescrib\w+ | \bversus\b | \bvs\b\.? | \bcompar\w+ | \bbetter\b | \bbest\b | \badvis\w+ | \btargets?\b | \bgoals?\b
        | \bshould\b(?!\ (?:not|never)\b) | \blower(?:s|ed)\b | \blower\ (?:the|my|your)\b | \b(?:reduce|shorten|lessen|slow|prolong|alleviat|diminish)[esd]{0,2}\b | \bimprov\w+ | \bstart(?:ed|ing)?\b | \bstop(?:ped|ping)?\b | \bchoice\b | \bpreferred\b | \brole\ of\b | \buse(?:d)?\ of\b | \bwhat\ to\ do\b | \bwhat\ can\ (?:i|be)\b
        | \b(?:which|what)\ (?:drugs?|agents?|pills?)\b | \bwhat\ (?:can|should|could)\ (?:i|we|you|he|she|they)\ (?:take|use|do)\b | \bprotect(?:s|ed)?\b""",
}  # fmt: skip
_PATTERNS = {facet: re.compile(cue, re.IGNORECASE | re.VERBOSE) for facet, cue in _CUES.items()}

_STRONG_TREATMENT = re.compile(
    r"\bwhat (?:can|should|could) i (?:take|use|do)\b|\btreatments?\b|\btreat\b|\bmanage\w*\b|\btherapies\b|\bcured?\b|\boptions\b|\btreated\b|\beffective\w*|\bversus\b|\bvs\b|\bbenefits?\b",
    re.IGNORECASE,
)

# Words by which people ask for a facet, for mending their spelling.
ASKING_WORDS = frozenset(
    """symptoms symptom signs treatment treatments treat therapy management medication effects effect adverse complications
    prevalence incidence diagnosis diagnosed dosage contraindications contraindicated prognosis recovery recover prevention
    prevent causes cause risk factors definition examination options benefits harms rehabilitation""".split()
)

# Assumed where a question names a subject and no facet.
OVERVIEW = (Facet.DEFINITION, Facet.SYMPTOMS, Facet.DIAGNOSIS, Facet.TREATMENT)


_WHAT_IS = re.compile(
    r"\bwhat(?:'s| is| are) (?:an? |the )?(?P<subject>[^?,.]*?)\s*(?=[?,.]|$| and (?:how|what|who|why|which|is|are|when|can|should|does|do)\b)",
    re.IGNORECASE,
)
_SYMPTOMS_TO_TREAT = re.compile(
    r"\b(?:reliev|improv|reduc|treat|control|eas|help|lessen)\w*\b(?:\W+\w+){0,3}?\W+symptoms?\b", re.IGNORECASE
)


def find_facets(question: str) -> tuple[tuple[Facet, ...], bool]:
    """Return the facets a question asks for in the order it names them, and whether it named any."""
    at: dict[Facet, int] = {}
    for facet, pattern in _PATTERNS.items():
        match = pattern.search(question)
        if match:
            at[facet] = match.start()
    definition = _definition_at(question)
    if definition is not None:
        at.setdefault(Facet.DEFINITION, definition)
    if (
        Facet.SYMPTOMS in at
        and len(_PATTERNS[Facet.SYMPTOMS].findall(question)) == 1
        and _SYMPTOMS_TO_TREAT.search(question)
    ):
        del at[Facet.SYMPTOMS]
        at.setdefault(Facet.TREATMENT, 0)
    if len(at) > 1 and Facet.TREATMENT in at and not any(_asks_treatment(part) for part in PARTS.split(question)):
        del at[Facet.TREATMENT]
    if Facet.TREATMENT in at and Facet.DOSING in at and re.search(r"(?i)duration of|how (?:long|many)", question):
        del at[Facet.TREATMENT]
    if not at:
        return OVERVIEW, False
    return tuple(sorted(at, key=lambda facet: at[facet])), True


# A question of several parts asks something in each: "which drug is recommended, and what are its harms?"
PARTS = re.compile(
    r"[?;:]|,\s|\band\s+(?=(?:how|what|who|why|which|is|are|when|can|could|should|does|do|will|would)\b)", re.IGNORECASE
)


def _asks_treatment(part: str) -> bool:
    """Tell whether a part of a question asks for treatment: outright, or in weak words with no other facet beside."""
    if not _PATTERNS[Facet.TREATMENT].search(part):
        return False
    if _STRONG_TREATMENT.search(part):
        return True
    return not any(pattern.search(part) for facet, pattern in _PATTERNS.items() if facet is not Facet.TREATMENT)


# "What is the effect of X on Y" asks for no definition.
_RELATION = re.compile(
    r"(?:effects?|roles?|impact|influence|relation\w*|association|difference|evidence|value|use|usefulness|function)\b",
    re.IGNORECASE,
)


def _definition_at(question: str) -> int | None:
    """Return where the question asks what something is: "what is X", with no other facet named in X."""
    for match in _WHAT_IS.finditer(question):
        subject = match["subject"]
        if _RELATION.match(subject):
            continue
        if 0 < len(subject.split()) <= 6 and not any(pattern.search(subject) for pattern in _PATTERNS.values()):
            return match.start()
    return None


# What is asked by "can I take it while pregnant?": the first of these that a source answers.
FOR_A_GROUP = (Facet.CONTRAINDICATIONS, Facet.HARMS)
# Of these groups, "may I take it" is mostly "how much of it".
_DOSED = frozenset({Group.CHILDREN, Group.OLDER, Group.KIDNEYS, Group.LIVER})
_MAY = re.compile(
    r"\b(?:can|may|could|is it (?:ok|okay|all right|alright|fine|safe)|ok(?:ay)? to|should)\b[^?]{0,60}\b(?:tak(?:e|en|ing)|us(?:e|ed|ing)|giv(?:e|en|ing)|have|start(?:ed)?|receive|prescribed?|continue[d]?)\b"
    r"|\b(?:safe|unsafe|safety|dangerous|contra-?indicated|ok(?:ay)?|allowed|avoided)\b",
    re.IGNORECASE,
)
_SAFETY = frozenset({Facet.HARMS, Facet.CONTRAINDICATIONS})


def asks_whether_together(question: str, facets: tuple[Facet, ...], *, of_two: bool) -> bool:
    """Tell whether a question asks if two drugs may be taken together: "can I take X with Y?"."""
    return (
        of_two and set(facets) <= _SAFETY and _MAY.search(question) is not None and _WITH.search(question) is not None
    )


def facets_for_group(question: str) -> tuple[Facet, ...]:
    """Return what is asked by "may this group take it?"."""
    return (*FOR_A_GROUP, Facet.DOSING) if groups(question) & _DOSED else FOR_A_GROUP


_WITH = re.compile(r"\b(?:with|together|while (?:on|taking)|(?:taking|on|receiving|given) )\b", re.IGNORECASE)
TOGETHER = (Facet.INTERACTIONS, Facet.CONTRAINDICATIONS, Facet.HARMS)


def asks_for_group(question: str, facets: tuple[Facet, ...]) -> bool:
    """Tell whether a question asks if some group may take a treatment, and nothing else beside."""
    return set(facets) <= _SAFETY and bool(groups(question)) and _MAY.search(question) is not None


def settle(question: str, facets: tuple[Facet, ...], *, of_intervention: bool) -> tuple[Facet, ...]:
    """Return the facets as they are meant of a treatment, or of a condition.

    "What does it cause" and "what happens if I stop" ask a drug's harms; "the risk of" a condition, with no
    treatment named, asks what raises it.
    """
    meant = []
    if of_intervention and Facet.HARMS in facets and _LEADS_TO.search(question):
        facets = tuple(facet for facet in facets if facet is not Facet.TREATMENT)
    for facet in facets:
        if (
            of_intervention and facet is Facet.CAUSE and not re.search(r"(?i)\bcauses? of\b|\bmechanism\b", question)
        ) or (of_intervention and facet is Facet.PROGNOSIS and re.search(r"(?i)\bhappens? (?:if|when)\b", question)):
            facet = Facet.HARMS
        elif (
            (of_intervention and facet in {Facet.HARMS, Facet.PROGNOSIS} and _BETTERS.search(question))
            or (of_intervention and facet is Facet.RECOVERY and _HEALS.search(question))
            or (of_intervention and facet is Facet.RECOVERY and _LASTS.search(question))
            or (of_intervention and facet is Facet.EPIDEMIOLOGY and _FEWER.search(question))
        ):
            facet = Facet.TREATMENT
        elif (
            of_intervention
            and facet is Facet.RISK_FACTORS
            and not re.search(r"(?i)\brisk factors?\b|\bpredict", question)
        ):
            facet = Facet.HARMS
        elif (
            not of_intervention
            and facet is Facet.HARMS
            and _ONLY_RISK.search(question)
            and not _OTHER_HARM.search(question)
        ):
            facet = Facet.RISK_FACTORS
        meant.append(facet)
    return tuple(dict.fromkeys(meant))


# "Can stimulant treatment lead to abuse?" asks for one harm, and "treatment" belongs to the name.
_LEADS_TO = re.compile(
    r"^\W*(?:can|could|do|does|did|may|might|will|would|is|are)\b[^?]*?\b(?:treatments?|therapy|medications?|medicines?)\b[^?]*?\b(?:leads?|cause|linked)\b(?![^?]*\b(?:help|better|work|effective|benefit|reduce|prevent))",
    re.IGNORECASE,
)
# "Do inhibitors heal oesophagitis?" asks of the treatment, and "how long until it heals?" of the course.
# Who asks if a treatment lowers a risk or betters an outcome asks what it is good for.
_BETTERS = re.compile(
    r"\b(?:lower|reduce|decrease|improve|better|cut|prolong|increase survival)\w*\b[^?,;]{0,50}\b(?:risks?|mortality|outcomes?|surviv\w+|deaths?|relapses?|recurrences?)\b",
    re.IGNORECASE,
)
# How long a drug works is asked of the drug, and not of who recovers.
_LASTS = re.compile(r"\bhow long\b[^?]{0,40}\b(?:reliev\w*|work|works|last|lasts|protect\w*|act|acts)\b", re.IGNORECASE)
# "Does it reduce the frequency of attacks?" asks for no count of them.
_FEWER = re.compile(
    r"\b(?:lower|reduce|decrease|increase|raise|cut|change|affect|influence)[sd]?\s+(?:the\s+)?(?:\w+\s+)?(?:frequency|incidence|prevalence|rates?)\b",
    re.IGNORECASE,
)
_HEALS = re.compile(r"^\W*(?:do|does|did|can|will)\b[^?]*\bheals?\b", re.IGNORECASE)
_ONLY_RISK = re.compile(r"\brisks?\b", re.IGNORECASE)
_OTHER_HARM = re.compile(
    r"\b(?:side|adverse|unwanted)[ -]effects?\b|\bharm\w*\b|\bcomplicat\w+\b|\bsafe\w*\b|\bdanger\w*\b|\bwarning\w*\b|\badverse\b|\bsurg\w+\b|\boperat\w+\b",
    re.IGNORECASE,
)


# A longer match spans the subject of the question as well as the words that ask.
_LONGEST_CUE = 24


def cue_spans(question: str, facets: tuple[Facet, ...]) -> list[tuple[int, int]]:
    """Return the spans of the words by which the question asks for these facets."""
    spans = (match.span() for facet in facets for match in _PATTERNS[facet].finditer(question))
    return [(start, end) for start, end in spans if end - start <= _LONGEST_CUE]
