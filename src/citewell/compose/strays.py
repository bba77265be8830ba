"""Sentences that would stand under a heading for another reason than that they answer it.

A screening test is no treatment, a harm is no benefit, and what a trial recorded is not what it found.
"""

from __future__ import annotations

import re
from functools import lru_cache

from citewell.compose.direct import asked_outcomes
from citewell.compose.match import Words
from citewell.compose.reactions import names_drug_reaction, reactions_named, tells_reactions
from citewell.compose.risks import tells_no_risk
from citewell.compose.stopping import only_advises_on_stopping
from citewell.compose.wanted import Wanted, names_treatment, wanted
from citewell.model.evidence import RecordKind
from citewell.model.question import MANAGEMENT, Facet, Question
from citewell.question.poisoning import is_of_overdose, speaks_of_overdose

# What answers no question: how a study was made, who will be studied, and that one paper agrees with another.
_ANSWERS_NOTHING = re.compile(
    r"^(?:all |only |published |other )*(?:randomi[sz]ed |controlled |double-blind |clinical |prospective |comparative |placebo-controlled )*(?:trials|studies) lasting\b"
    r"|\bkey (?:design )?features of [^.]{3,80}\b(?:are|include)\b|\b(?:group|investigators|authors|researchers) published\b|\bpublished (?:at the end of|in|their results in) (?:19|20)\d\d\b"
    r"|^(?:in [\w -]+, )?\d[\d,]* (?:\w+ ){0,4}(?:have been|has been|were|was) randomi[sz]ed\b|\b(?:remain(?:ed|s)?|is|are|was|were) (?:\w+ )?under-?(?:used|prescribed|utili[sz]ed)\b|^(?:patients|participants|subjects) were investigated\b"
    r"|^of (?:the )?[\d,]+ [^,]{3,80}, \d+ \(\d+%\) (?:were|was) (?:treated with|prescribed|taking|receiving|on)\b|\bmore likely to (?:be prescribed|receive an?)\b|\brespondents (?:reported|said|used)\b|^(?:[\w-]+ )?use (?:for|of) [\w ]+ (?:rose|fell|increased|declined|decreased|varied|was (?:higher|lower|common))\b|^(?:educational|prescribing|dissemination|guideline) (?:efforts|interventions?|feedback|campaigns?)\b[^.]*\b(?:use|prescri\w+)\b"
    r"|\bno (?:significant )?(?:[\w-]+ ){0,3}differences in (?:demographic|baseline)\b|\black of (?:statistical )?power\b|\bdesignated outcomes?\b|\b(?:over|mis|under)(?:diagnos|prescri)\w+|\b(?:studies|trials|reviews?) (?:had|have|were at|was at|has) (?:an? )?(?:\w+ ){0,3}risk of bias\b|\bconsiderable (?:variability|heterogeneity)\b|\bwere followed(?: up)? for\b[^.]{0,120}\bin \d+ (?:\w+ ){0,3}(?:units|centres|centers|hospitals|clinics)\b|^odds ratios\b|\b(?:was|were|is|are) post hoc\b|\bpost hoc and exploratory\b|\bin (?:laboratory )?(?:rats|mice|rabbits|monkeys|dogs)\b"
    r"|\bamong (?:its|the|their) (?:\w+ )?priorities\b|\bpriority (?:pathogen|list)\w*|\bpriority for (?:research|development)\b"
    r"|\b(?:is|are) (?:currently )?being (?:recruited|enrolled|planned|conducted)\b|\bcurrently recruiting\b"
    r"|^the interaction between (?:baseline|age|sex|time|group)\b"
    r"|\b(?:was|were) (?:noted|recorded|documented|registered|tabulated)\.?$"
    r"|\b(?:was|were) (?:stated|reported|described|specified|given|defined) in \d+ (?:\w+ )?(?:studies|trials|papers|articles|reports)\b"
    r"|\bin (?:studies|trials) that (?:described|reported|stated|defined)\b|\b(?:studies|trials|articles|papers)\b[^.]{0,80}\bmet\b[^.]{0,40}\bcriteria\b"
    r"|\bwas (?:terminated|stopped|halted|closed)(?: early| prematurely)? because\b|\bongoing (?:\w+ )?(?:trial|study|studies|trials)\b|\bawaited\b|\b(?:pharmacists|nurses|clinicians|physicians|providers|therapists) can play\b|\b(?:is|are) questioned\b|\bthere were \d[\d,]* (?:patients|participants|subjects|women|men|children) (?:who|in the|in each)\b|\banecdotal\w*"
    r"|\bremains? to be (?:determined|established|elucidated|seen|shown|defined|proven|clarified|confirmed)\b|\bto our knowledge\b|^for (?:years|decades),"
    r"|\bprediction models? (?:for|have|has|are|is)\b|\binformation (?:priorities|access|needs)\b|\b(?:is|are) (?:routinely|widely|currently) available\b"
    r"|\b(?:necessitates?|highlights?|underscores?|stresses) the (?:need|discovery|importance|development)\b"
    r"|\bconsistent with (?:those|that|the) (?:seen|known|reported|safety)\b|\bbiologic\w* plausib\w+|^if (?:such|so|confirmed)\b"
    r"|\b(?:adults|people|patients|women|men|physicians|respondents) surveyed\b"
    r"|\bstatistical power\b|\b(?:time|treatment|group) (?:x|×|by) (?:\w+ )?(?:group|age|interaction|treatment|time)\b|\bF ?\(\d+, ?\d+\)"
    r"|\bwould (?:not only |also )?be (?:relevant|of interest)\b|^of (?:the )?\d+ (?:\w+ )?(?:participants|patients|subjects|children|adults)\b[^.]{0,40}\benrolled\b|\bdoses? (?:was|were) (?:increased|titrated|doubled|adjusted) (?:to|if|when)\b"
    r"|\b(?:confirms?|corroborates?|supports?|agrees? with|in (?:line|agreement|accordance|keeping) with|consistent with|similar to)"
    r" (?:our|the present|this study's) (?:own )?(?:findings?|results?|study|data|observations?)\b",
    re.IGNORECASE,
)
_TESTS = re.compile(
    r"\bscreen(?:ing)? (?:(?:\w+ ){0,3}for|of|in)\b|^(?:the )?(?:initial |clinical |diagnostic )?(?:evaluation|assessment|work-?up|diagnosis) of\b[^.]*\b(?:include[sd]?|requires?|consists?|rests)\b|\b(?:imaging|radiograph\w*|X-?rays?|MRI|CT|ultrasonography|screening)\b"
    r"[^.]*\b(?:should|recommend\w*|advis\w+|appropriate|indicated|needed|necessary)\b|\bdiagnos(?:is|ed) (?:should|is|requires|rests)\b",
    re.IGNORECASE,
)
_COURSE = re.compile(
    r"^(?:the )?prognosis\b|\brisk factors? (?:for|of) [^.]{3,60}\b(?:are|is|include)\b", re.IGNORECASE
)
_HARMS = re.compile(
    r"\b(?:adverse|side|unwanted)[ -](?:effects?|events?|reactions?)\b[^.;]{0,80}\b(?:included?|were|are|was)\b|^harms? (?:of|from|with)\b",
    re.IGNORECASE,
)
_MORE_HARM = re.compile(
    r"\b(?:higher|lower|increased|raised|more|fewer|greater|less|similar|reduced)\b[^.;]{0,50}\b(?:adverse (?:drug )?(?:events?|effects?|reactions?)|side effects?)\b"
    r"|\b(?:higher|increased|raised|greater) (?:risk|odds|rates?|incidence) of (?:hypersensitivity|allerg\w+|(?:skin )?rash|side|adverse)\b"
    r"|\b(?:muscle|muscular) (?:pain|symptoms?|weakness)\b[^.;]{0,60}\bstatins?\b|\b(?:neurological|nerve|wound|surgical|postoperative|perioperative) complications\b"
    r"|\b(?:raised|increased?|higher|more|greatest)\b[^.;]{0,60}\b(?:bleed(?:ing|s)?|ha?emorrhages?)\b|\bno (?:\w+ ){0,2}adverse (?:outcomes?|effects?|events?)\b"
    r"|\b(?:less|fewer)\b[^.;]{0,30}\b(?:bleed(?:ing|s)?|ha?emorrhages?)\b"
    r"|\b(?:bleed(?:ing|s)?|ha?emorrhages?)\b[^.;]{0,80}\b(?:lower|higher|raised|less|fewer|more|similar|did not differ|occurred)\b"
    r"|\b(?:side|adverse) (?:effects?|events?|reactions?)\b[^.;]{0,40}\b(?:did not differ|differed|occurred|led to|in \d)"
    r"|\brisks? of (?:serious |severe )?(?:adverse|side) (?:effects?|events?|reactions?)\b"
    r"|\b(?:less|fewer|lower|more|higher|reduced|greater|better|superior)\b[^.;]{0,60}\b(?:extrapyramidal|akathisia|dystonia|(?-i:EPS)|drop-?outs?)\b"
    r"|\b(?:extrapyramidal|akathisia|dystonia|(?-i:EPS))\b[^.;]{0,60}\b(?:less|fewer|lower|more|higher)\b|\breported (?:\w+ ){0,2}side[ -]effects\b"
    r"|\bside[ -]effects? with\b|\b(?:stopped|discontinued|withdr[ae]w\w*)\b[^.;]{0,40}\b(?:because of|due to|owing to) (?:adverse|side)\b"
    r"|\b(?:safety|tolerability)(?: profiles?)?\b[^.;]{0,80}\b(?:was|were|is|are)\b"
    r"|\b(?:complications?|myopathy|myalgia|rhabdomyolysis)\b[^.;]{0,60}\b(?:rates?|occurred|were|was|did not differ|higher|lower|includ\w+|more|less)\b",
    re.IGNORECASE,
)
_COMPLICATIONS = re.compile(r"\bcomplicat\w+", re.IGNORECASE)
_BLEEDING = re.compile(r"\b(?:bleed(?:ing|s)?|ha?emorrhages?)\b", re.IGNORECASE)
# Where harms are asked for, these are told under them.
_SAFETY = re.compile(
    r"\b(?:bleed(?:ing|s)?|ha?emorrhages?)\b|\b(?:un)?safe(?:ty|ly)?\b|\btolerab\w+|\btolerated\b|\badverse\b|\bside[ -]effects?\b|\b(?:risk|incidence)\b[^.;]{0,40}\bof (?:\w+ )?cancer\b"
    r"|\b(?:increased|higher|raised|greater|excess) risk\b",
    re.IGNORECASE,
)
# Beside these, bleeding is one of the outcomes by which a treatment is judged.
_BENEFITS = re.compile(
    r"\bstrokes?\b|\bembol\w+|\bthrombo\w+|\bdeaths?\b|\bmortality\b|\binfarction\b|\brecommend\w*|\bpreferred\b|\bshould\b|\bbenefi\w+"
    r"|\bcardiovascular\b|\bcardiac\b|\befficac\w*|(?<!cost-)(?<!cost )\beffective\w*|\bimprov\w+|\breliev\w+|\bcur(?:e|ed|es)\b|\bremission\b|\brespon[ds]\w*|\bhealing\b"
    r"|\bworks?\b|\bpain\b(?! or weakness)|\b(?:poor|good|better|worse|physical) function\b|\bfunctional\b",
    re.IGNORECASE,
)
_LABORATORY = re.compile(
    r"\bendothelin\b|\bprepulse\b|(?<!anti-)\bTNF\b(?! (?:inhibitors?|blockers?|antagonists?))|\bMMP-?\d|\bToll-like\b|\binflammatory mediators?\b|\bdendritic cells?\b|\bCD(?!4\b)\d+\b"
    r"|\bpolymorphisms?\b|\bgenotypes?\b|\balleles?\b|\bcontingent negative variation\b|\bCNV\b|\bevoked potentials?\b|\binterleukins?\b(?! (?:inhibitors?|antagonists?))"
    r"|\breceptor (?:antagonism|occupancy|binding|density)\b|\bautonomic (?:nervous system|modulation|function)\b|\bacute[- ]phase (?:response|reactants?|proteins?)\b"
    r"|\bcatecholamines?\b|\bintracellular\b|\bin[ -]vitro\b(?! fertili)|\bpharmacokinetics?\b|\b(?:plasma|serum|drug) concentrations? of\b|\bhalf-life\b|\boocytes?\b|"
    r"\bmRNA\b|\bgene expression\b|\bexpression (?:levels?|of|in)\b|\bprotein (?:levels?|expression)\b|\bcytokines?\b"
    r"|\b(?:serum|plasma|circulating) (?:levels? of )?(?:IL|interleukin|TNF|interferon)\b|\bIL-\d+\w*\b(?! (?:inhibitors?|receptor|antagonists?|blockers?))"
    r"|\bheart rate variability\b|\bHRV\b|\bQTc?\b|\breceptor (?:binding|occupancy)\b|\b(?:brain|cerebral|glucose) metabolism\b|\bcerebral blood flow\b|\brelaxation times?\b",
    re.IGNORECASE,
)
# What counted as recovered in one study is not how people recover.
_DEFINES = re.compile(r"\b(?:meant|(?:was|were) defined (?:as|by))\b", re.IGNORECASE)


def strays(question: Question, sentence: str, facet: Facet, kind: RecordKind) -> bool:
    """Tell whether a sentence does not answer a facet, for all that it has the wording of it."""
    if facet is Facet.HARMS and only_advises_on_stopping(question, sentence):
        return True
    if kind is RecordKind.LABEL:
        # Its parts tell what they are for, but that of an overdose is no part of a treatment.
        return facet in MANAGEMENT and speaks_of_overdose(sentence) and not is_of_overdose(question.text)
    if _answers_nothing(sentence) or _is_of_costs(question, sentence):
        return True
    if facet is Facet.HARMS:
        return _is_no_harm(sentence) or _is_of_its_treatment(question, sentence)
    if facet is Facet.DOSING:
        return _is_of_a_combination(question, sentence)
    if facet in {Facet.PROGNOSIS, Facet.RECOVERY}:
        return _DEFINES.search(sentence) is not None
    if facet is Facet.CAUSE:
        return _OF_TREATMENT.search(sentence) is not None
    if facet is Facet.DIAGNOSIS:
        return _NO_DIAGNOSIS.search(sentence) is not None and _NO_DIAGNOSIS.search(question.text) is None
    if facet is Facet.RISK_FACTORS:
        return tells_no_risk(question, sentence)
    return facet in MANAGEMENT and (
        _is_of_harms(question, sentence)
        or (facet is Facet.TREATMENT and _is_of_another_facet(question, sentence))
        or (facet is Facet.PREVENTION and _COUNTS.search(sentence) is not None)
        or _is_measured_in_the_laboratory(question, sentence)
        or _GUESSES.search(sentence) is not None
    )


# One answer asks this of a sentence for each facet, and for each follow-up question that is tried.
@lru_cache(maxsize=16384)
def _answers_nothing(sentence: str) -> bool:
    return _ANSWERS_NOTHING.search(sentence) is not None


def facet_told(question: Question, sentence: str, facet: Facet, kind: RecordKind) -> Facet:
    """Return the heading for a sentence: harms, where it tells of nothing else and somebody has to decide.

    Who asks whether to take a drug must be told of its harms, and not under what it does good.
    """
    if facet in MANAGEMENT and set(question.facets) >= MANAGEMENT and kind is not RecordKind.LABEL:
        facet = _what_is_done(facet, sentence)
    is_kept = facet not in MANAGEMENT or kind is not RecordKind.RESEARCH or Facet.HARMS in question.facets
    return facet if is_kept or not tells_of_harms(question, sentence) else Facet.HARMS


def _what_is_done(facet: Facet, sentence: str) -> Facet:
    if not _LOWERS_RISK.search(sentence):
        return Facet.TREATMENT
    return Facet.PREVENTION if _LOWERS.search(sentence) else facet


_LOWERS = re.compile(r"\b(?:prevent|prophyla|protect|lower|reduc|decreas)\w*|\bfewer\b", re.IGNORECASE)


def _is_of_a_combination(question: Question, sentence: str) -> bool:
    """Tell whether a sentence names a drug asked about only as one half of another: its dose is not that of the drug."""
    names = [re.escape(concept.surface) for concept in question.treatments]
    joined = [re.compile(rf"\b(?:{name}[-/][a-z]{{5,}}|[a-z]{{5,}}[-/]{name})\b", re.IGNORECASE) for name in names]
    return any(
        pattern.search(sentence) is not None
        and pattern.search(question.text) is None
        and re.search(rf"\b{name}\b", pattern.sub(" ", sentence), re.IGNORECASE) is None
        for name, pattern in zip(names, joined, strict=True)
    )


# What lowers the risk of a disease prevents it, and what lowers the disease treats it.
_LOWERS_RISK = re.compile(
    r"\bprevent\w*|\bprophyla\w+|\bprotect\w*|\b(?:risks?|odds|likelihood|incidence|onset|rates?|chance)\b|\bdevelop\w*|\brecurr\w+|\brelaps\w+|\bfewer\b"
    r"|\b(?:hazard|odds|rate) ratio\b|\boccurred in\b",
    re.IGNORECASE,
)


def headings(question: Question) -> tuple[Facet, ...]:
    """Return the headings of an answer in their order: what was asked for, and harms behind it."""
    return question.facets if Facet.HARMS in question.facets else (*question.facets, Facet.HARMS)


def tells_of_harms(question: Question, sentence: str) -> bool:
    """Tell whether a sentence tells of harms, and of nothing that a treatment is taken for."""
    is_weighed = _WEIGHED.search(question.text) is not None
    if (
        Facet.HARMS not in question.facets
        and not is_weighed
        and any(pattern.search(question.text) and pattern.search(sentence) for pattern in (_BLEEDING, _COMPLICATIONS))
    ):
        return False
    if _HARMS.search(sentence):
        return True
    told = _SAFETY.search(sentence) if Facet.HARMS in question.facets else None
    is_harm = told is not None or _tells_more_harm(sentence) or _tells_a_reaction(question, sentence)
    return is_harm and not _BENEFITS.search(sentence)


# "Efficacy and bleeding": the second is a harm, and not what is treated.
_WEIGHED = re.compile(
    r"\b(?:efficacy|effectiveness|benefits?|strokes?|embolism|mortality)\b[^?]*\b(?:and|or|versus|vs|against)\b[^?]*\b(?:bleed\w*|ha?emorrhag\w*|complications?)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=16384)
def _tells_more_harm(sentence: str) -> bool:
    return _MORE_HARM.search(sentence) is not None


def _tells_a_reaction(question: Question, sentence: str) -> bool:
    """Tell whether a sentence tells of a drug's reaction that is not what the question is on: nausea, or a rash."""
    if not names_drug_reaction(sentence) or names_drug_reaction(question.text):
        return False
    return tells_reactions(sentence) or reactions_named(sentence) >= _SEVERAL


_SEVERAL = 3


def _is_of_its_treatment(question: Question, sentence: str) -> bool:
    """Tell whether the complications of a disease are asked for, and a sentence tells of its treatment's harms."""
    return (
        _COMPLICATIONS.search(question.text) is not None
        and not bool(question.treatments)
        and _COMPLICATIONS.search(sentence) is None
        and _OF_TREATMENT.search(sentence) is not None
    )


def follows_disease(question: Question, sentence: str) -> bool:
    """Tell whether the complications of a disease are asked for, and a sentence names what followed it."""
    asked = [concept for concept in question.required if concept.type == "condition"]
    return (
        _COMPLICATIONS.search(question.text) is not None
        and len(asked) == len(question.required)
        and any(Words.of(match[1]).mention(concept) for match in _FOLLOWS.finditer(sentence) for concept in asked)
    )


_FOLLOWS = re.compile(r"\b(?:follow(?:s|ed)|complicat(?:es|ed)|complications? of) ((?:[\w-]+ ?){1,6})", re.IGNORECASE)
_OF_TREATMENT = re.compile(
    r"\b(?:adverse|side) (?:effects?|events?|reactions?)\b|\btreatment failure\b|\bcourses?\b|\btolera\w+",
    re.IGNORECASE,
)


def _is_of_harms(question: Question, sentence: str) -> bool:
    """Tell whether a sentence tells of harms alone: who has to decide is told them under a heading of their own."""
    if Facet.HARMS not in question.facets and wanted(question) is Wanted.DECISION:
        return False
    return tells_of_harms(question, sentence)


# No harm is told by what was not raised, by a rate of those who got well, or by advice that rests on safety too.
_AT_NO_RISK = re.compile(
    r"\bclass III: Harm\b|\b(?:reduc|decreas|lower)\w* (?:the )?(?:risk of |rates? of )?(?:all-cause )?(?:mortality|deaths?|suicides?)(?: rates?)?|\b(?:mortality|deaths?)\b[^.;]{0,30}\b(?:decreased|reduced|lower|fewer)\b[^.;]*|\b(?:not|without|no)\b[^,.;]{0,20}\bincreased (?:bleeding )?risk\b(?: of bleeding)?"
    r"|\b(?:increas\w+|higher|rais\w+|elevated|greater|doubled?) (?:the )?(?:rates?|odds|likelihood|chance|probability) of (?:[\w%.]+ ){0,5}"
    r"(?:reduction|response|remission|improvement|cure|healing|success|recovery|eradication|cardioversion|conversion)\b",
    re.IGNORECASE,
)
_HARM_WORD = re.compile(
    r"\b(?:harm\w*|adverse|side effects?|bleed\w*|ha?emorrhag\w+|risks?|toxic\w*|complications?|safe\w*|unsafe|tolera\w+|deaths?|mortality|died|fatal"
    r"|cause[sd]?|withdr\w+|discontinu\w+|warning|events?|reactions?|injur\w+|infections?|associated|linked|odds|hazard|incidence|rates?|increas\w*|higher|more)\b",
    re.IGNORECASE,
)
_ADVISED_FOR = re.compile(
    r"\bshould be considered\b|\bpreferred\b|\bcan be recommended\b|\bfirst[- ]line\b|\bhypothes[ie]s\b|\bmay account for\b|\bproposes that\b",
    re.IGNORECASE,
)
_RECOVERS = re.compile(r"\brecover\w* without complications\b|\bno complications\b", re.IGNORECASE)


def _is_no_harm(sentence: str) -> bool:
    """Tell whether a sentence that sounds like a harm is of none."""
    said = _RECOVERS.sub(" ", _AT_NO_RISK.sub(" ", sentence))
    if said != sentence and not _HARM_WORD.search(
        re.sub(r"\bmore likely to benefit\b|\bhigher cardiovascular\b", " ", said)
    ):
        return True
    if _FAILS.search(sentence) and not _OTHER_HARM.search(_FAILS.sub(" ", sentence)):
        return True
    return _ADVISED_FOR.search(sentence) is not None and _ADVERSE.search(sentence) is None


# A treatment that failed has not harmed.
_FAILS = re.compile(
    r"\b(?:treatment|clinical|therapeutic|bacteriologic\w*|eradication) failures?\b|\bfailures? of (?:the )?(?:treatment|therapy|eradication)\b",
    re.IGNORECASE,
)
_OTHER_HARM = re.compile(
    r"\badverse\b|\bside[ -]effects?\b|\bharm\w*|\bbleed\w*|\bha?emorrhag\w+|\btoxic\w*|\bdeaths?\b|\bmortality\b|\bcomplications?\b|\btolera\w+|\b(?:un)?safe\w*|\bdiarrh\w+|\brash\b|\bdiscontinu\w+|\bwithdr\w+",
    re.IGNORECASE,
)
_ADVERSE = re.compile(
    r"\badverse (?:events?|reactions?|drug)\b|\bside effects?\b|\bbleed\w*|\bha?emorrhag\w+|\btoxic\w*|\bwarn\w*",
    re.IGNORECASE,
)
_COSTS = re.compile(
    r"\bcost[- ]?(?:effective\w*|utility|benefit|saving|minimi[sz]ation)\b|\bcosts?\b|\beconomic\w*|\bQALYs?\b|[$£€]\s?\d|\bpharmacoeconomic\w*|\bexpensive\b",
    re.IGNORECASE,
)
_WORKS = re.compile(
    r"(?<!cost-)(?<!cost )\beffective\b(?! therapy in patients)|\befficac\w+|\bimprov\w+|\breduc\w+|\bfewer\b|\bsafe\b|\bsurviv\w+|\brelie\w+|\bbetter\b|\bsimilar (?:clinical |functional )?(?:outcomes|results)\b|\boutcomes similar\b"
    r"|\brecommend\w*|\bshould\b|\badvis\w+",
    re.IGNORECASE,
)


def _is_of_costs(question: Question, sentence: str) -> bool:
    """Tell whether a sentence tells what something costs, and nothing else, which nobody asked."""
    return (
        _COSTS.search(sentence) is not None
        and _COSTS.search(question.text) is None
        and (_WORKS.search(sentence) is None or _IN_TERMS_OF_COST.search(sentence) is not None)
    )


_IN_TERMS_OF_COST = re.compile(
    r"\b(?:comparable|similar|superior|inferior)\b[^.;]{0,40}\bin terms of costs?\b|\bdecision analysis\b|\bcost-effectiveness ratios?\b|\b(?:and|would) (?:\w+ )?(?:decrease|increase|lower|reduce|save)[sd]? costs?\b",
    re.IGNORECASE,
)
_GUESSES = re.compile(
    r"\bhypothes[ie]s\b|\bproposes that\b|\bis (?:thought|believed|speculated) to\b|\b(?:has|have) been (?:speculated|postulated|hypothesi[sz]ed)\b",
    re.IGNORECASE,
)
_NO_DIAGNOSIS = re.compile(
    r"\b(?:prevalence|incidence) of\b|\bis present in [\d.]+% of (?:people|adults|men|women)\b|\brecommendations? (?:against|for) (?:\w+ )?(?:surgery|arthroscopy|treatment|injections?|drugs?)\b",
    re.IGNORECASE,
)


def _is_of_another_facet(question: Question, sentence: str) -> bool:
    """Tell whether a sentence counts cases or risks, advises on tests or foretells the course, and names no treatment."""
    if _COUNTS.search(sentence) or _prevents_it(question, sentence) or _is_of_onset(question, sentence):
        return True
    if _TESTS.search(question.text):
        return False
    return (_TESTS.search(sentence) is not None or _COURSE.search(sentence) is not None) and not names_treatment(
        sentence
    )


def _is_of_onset(question: Question, sentence: str) -> bool:
    """Tell whether the treatment of a condition is asked for, and a sentence tells who gets it: a risk, and no treatment."""
    if asked_outcomes(question):
        return False
    asked = [concept for concept in question.required if concept.type == "condition"]
    return any(
        Words.of(match[0]).mention(concept)
        for pattern in (_ONSET, _RISK, _SIDE_EFFECT)
        for match in pattern.finditer(sentence)
        for concept in asked
    )


_RISK = re.compile(
    r"\b(?:lower(?:ed|s|ing)?|higher|reduc\w+|increas\w+|decreas\w+|rais\w+)\b[^.;]{0,40}\brisks? of (?:[\w-]+ ?){1,3}|(?<![\w-])(?:[\w-]{1,40} ){1,2}risk\b(?! (?:factors?|of|patients|people|groups?))",
    re.IGNORECASE,
)
# What a drug brought about is no word on how it is treated.
_SIDE_EFFECT = re.compile(r"\bside[ -]effects? (?:such as|including|like) [^.;]{0,80}", re.IGNORECASE)
_ONSET = re.compile(
    r"\b(?:likely to develop|propensity to cause|(?:risk|odds|likelihood|probability) of (?:the )?(?:onset|developing|development|getting|incident)|onset of|new[- ]onset|incident)\b(?: of)? (?:[\w-]+ ?){1,4}",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"^(?:the )?(?:[\w-]+ ){0,4}risk factors?\b [^.]{0,80}\b(?:are|is|include)\b|^(?:the )?(?:overall |annual |crude |yearly |lifetime )?(?:incidence|prevalence) of\b(?!.*\b(?:than|versus|compared|reduc\w+|lower\w*|decreas\w+)\b)",
    re.IGNORECASE,
)
_PREVENTS = re.compile(
    r"\b(?:prevent(?:s|ed|ing|ion of)?|prophylaxis (?:of|against|for)) ((?:[\w-]+ ?){1,5})|((?:[\w-]+ ){1,3})prophylaxis\b",
    re.IGNORECASE,
)
_NEXT_TIME = re.compile(r"\brecurr\w+|\bprophylaxis\b|\brelaps\w+", re.IGNORECASE)


def _prevents_it(question: Question, sentence: str) -> bool:
    """Tell whether a sentence is on preventing the next time of what somebody has now, and asks to be treated for."""
    if Facet.PREVENTION in question.facets or re.search(
        r"\bprevent|\bprophyla|\brecurr|\brelaps", question.text, re.IGNORECASE
    ):
        return False
    asked = [concept for concept in question.required if concept.type == "condition"]
    return any(
        _NEXT_TIME.search(match[0]) is not None and (match[2] or any(Words.of(match[0]).mention(c) for c in asked))
        for match in _PREVENTS.finditer(sentence)
    )


def _is_measured_in_the_laboratory(question: Question, sentence: str) -> bool:
    """Tell whether a sentence tells of genes and messengers, for which nobody asked."""
    return _is_of_the_laboratory(sentence) and not _is_of_the_laboratory(question.text)


@lru_cache(maxsize=16384)
def _is_of_the_laboratory(text: str) -> bool:
    return _LABORATORY.search(text) is not None
