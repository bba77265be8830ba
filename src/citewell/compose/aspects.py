"""Which facets a sentence speaks to, and how plainly."""

from __future__ import annotations

import re
from functools import lru_cache

from citewell.language.units import DOSE
from citewell.model.evidence import RecordKind
from citewell.model.question import Facet

# For each facet: wording that states it outright, wording that touches it, and wording that belongs to another.
_WORDING: dict[Facet, tuple[str, str, str]] = {
    Facet.DEFINITION: (
        r"\b(?:is|are) (?:defined|classed|described|classified|known) (?:as|by)\b|\bdefin(?:ed|es|ition)\b|\brefers? to\b|\bmeans that\b|\bis a(?:n)? (?:common |chronic |acute |complete |painful |serious |severe |progressive |recurrent |neurological |inflammatory |degenerative |mental |joint |tendon )*(?:disease|disorder|condition|injury|infection|inflammation|syndrome|tear|rupture|detachment|illness|arrhythmia|form|type|bacteri\w+|rhythm)",
        r"\bis an?\b|\bconsists? of\b|\bcovers\b|\binvolves?\b",
        r"\b(?:hazard|odds|risk) ratio\b|\bversus\b|\bcompared (?:with|to)\b|\brandomi[sz]ed\b|\bdose\b|\bmg\b",
    ),
    Facet.CAUSE: (
        r"\bcaus(?:e|es|ed|ing)\b|\bmechanisms?\b|\b(?:a)?etiolog\w+|\bresults? from\b|\bdue to\b|\b(?:usually|typically|often|commonly|mostly|most often)? ?(?:occurs?|happens?|arises?)\b[^.]{0,40}\b(?:when|during|after|from|with|through)\b|\bpathophysiolog\w+|\beccentric\b",
        r"\bforced\b|\binjured (?:during|while)\b|\bleads? to\b|\bcarried by\b|\bspread\b",
        r"\bdeath from any cause\b|\bany-cause\b|\ball-cause\b|\b(?:hazard|odds|risk) ratio\b|\bdiscontinu\w+|\bcaus\w+ (?:fewer|more|less|no|harm)|\bversus\b|\bcompared (?:with|to)\b|\breduc\w+",
    ),
    Facet.RISK_FACTORS: (
        r"\brisk factors?\b|\bpredispos\w+|\bpredict(?:s|ed|ors?|ive)?\b|\btriggers?\b|\b(?:more|most) likely to (?:have|get|develop|occur|tear|rupture|be)\b|\bhigher (?:risk|odds|rates?) of [^.]{0,60}\b(?:in|among|with)\b|\bincreas\w+ (?:the )?(?:risk|odds|likelihood) of\b",
        r"\bassociated with\b|\blinked (?:to|with)\b|\brisk of\b|\bodds ratio\b|\bolder age\b|\bprevious (?:injury|rupture)\b",
        r"\b(?:placebo|randomi[sz]ed|treatment group|boxed warning|establish\w* the diagnosis)\b",
    ),
    Facet.SYMPTOMS: (
        r"\bsymptoms? (?:of|in|are|include|typically|commonly|usually|can)\b|\bsigns? (?:of|and symptoms)\b|\bpresent(?:s|ed|ing)? with\b|\bpresentation\b|\bcharacteri[sz]ed by\b|\bsymptomatic\b[^.]{0,30}\bwith\b|\bfelt? (?:a |an )?(?:pop|snap|kick|tearing)|\b(?:sudden|acute|severe|sharp|deep) (?:onset |posterior |buttock |thigh |calf )*pain\b|\bclinical (?:features?|findings?|signs?)\b|\bred flags?\b|\basymptomatic\b|\breport(?:s|ed)? (?:a )?(?:pop|pain|weakness|bruising)",
        r"\bsymptoms?\b|\bbruis\w+|\becchymos\w+|\btender\w*|\bswelling\b|\bweakness\b|\bstiffness\b|\bpalpable\b|\bpain\b|\bfever\b|\bburning\b|\burgency\b|\bpalpitations?\b|\bwheez\w+|\bcough\b|\bnausea\b|\bphotophobia\b|\blow mood\b|\banhedonia\b|\bnumbness\b",
        r"\b(?:improv\w+|reduc\w+|reliev\w+|relief|resol\w+|free of|score[sd]?|scale|compared (?:with|to)|versus|placebo|adverse|side effects?|after (?:surgery|surgical|repair|treatment)|treated|treatment|discontinuation|withdrawal|mean difference|hazard ratio|odds ratio|risk ratio|confidence interval|CI)\b",
    ),
    Facet.DIAGNOSIS: (
        r"\bdiagnos\w+|\bsensitivity\b|\bspecificity\b|\bmagnetic resonance\b|\bMRI\b|\bultraso(?:und|nography)\b|\bimaging\b|\bradiograph\w*|\bx-rays?\b|\botoscop\w+|\burine (?:culture|dipstick|test)\w*|\bbreath test\b|\bstool (?:antigen|test)|\bscreen(?:ing|ed)?\b|\bsqueeze test\b|\bPHQ-?9\b|\bclassif(?:ied|ication|ies)\b|\blikelihood ratio\b|\bphysical examination\b|\bclinical tests?\b",
        r"\btests?\b|\bexamination\b|\bexamin\w+|\bcriteria\b|\bdetect\w*|\bscans?\b|\bcut-?off\b|\bmeasured\b|\bECG\b|\bspirometry\b|\bconfirm\w*",
        r"\b(?:placebo|hazard ratio|randomi[sz]ed to|at (?:the time of )?diagnosis|after diagnosis|newly diagnosed|without (?:a )?diagnosis)\b",
    ),
    Facet.TREATMENT: (
        r"\btreat(?:ed|ment|ments|ing|s)?\b|\badvi(?:ce|sed) to\b|\bbed rest\b|\btherap(?:y|ies)\b|\bmanage(?:d|ment)\b|\brecommend\w*|\bfirst[- ]line\b|\bsuggests? (?:using|against|offering|either|adding)\b|\b(?:surgery|surgical|operative|nonoperative|non-operative|conservative|repair(?:ed|s)?|reattach\w+)\b|\beffective(?:ness|ly)?\b|\befficacy\b|\bsuperior\b|\bnon-?inferior\w*|\bplacebo\b|\bcure\b|\beradicat\w+|\bindicated (?:for|to|in)\b|\bintensive\b[^.]{0,60}\b(?:control|target|lowering)\b|\btarget\b",
        r"\bcompared (?:with|to)\b|\bversus\b|\breduc\w+|\bimprov\w+|\blower(?:ed|s)?\b|\bfewer\b|\bbenefits?\b|\bdecreas\w+|\bexercise\b|\bdrugs?\b|\bantibiotics?\b|\binjections?\b|\bprevent\w*|\bprescri\w+|\boffer(?:ed|s)?\b|\bhazard ratio\b|\brelative risk\b|\brisk ratio\b|\bmean difference\b|\bsatisf\w+",
        r"\b(?:incidence (?:of|rate) |prevalence|was defined as|adverse (?:events?|effects?|reactions?)|contraindicated|boxed warning)\b",
    ),
    Facet.DOSING: (
        rf"\b(?:recommended|usual|starting|initial|maximum|maintenance|standard|adult|oral|daily|total) (?:\w+ ){{0,3}}(?:dose|dosage)s?\b|\bdos(?:e|age|ing) (?:of|is|for|in)\b|{DOSE}[^.]{{0,60}}\b(?:daily|once|twice|times|every|per day|for \d+|a day|single)\b|\b(?:once|twice|three times|four times) (?:a day|daily|weekly)\b[^.]{{0,40}}\bfor \d+|\b\d+[- ]day (?:courses?|regimens?|treatments?|therapy)\b|\bfor (?:\d+|three|five|seven|ten|fourteen) (?:to \d+ )?days\b|\btitrat\w+|\blast(?:s|ing)? \d+(?: to \d+)? (?:days|weeks|months)\b",
        rf"{DOSE}|\bdoses?\b|\bdosage\b|\bduration\b|\b\d+ days\b|\bcourses?\b|\b(?:[bqt]\.?i\.?d|q\.?d)\b",
        r"\b(?:hazard ratio|odds ratio|mg/dL|risk of)\b",
    ),
    Facet.HARMS: (
        r"\badverse\b|\bside effects?\b|\bcomplications?\b|\bboxed warning\b|\bwarn(?:s|ing|ings)\b|\b(?:major |serious |gastrointestinal |intracranial |increased )?bleed(?:ing|s)\b|\bha?emorrhage\b|\bre-?ruptur\w+|\btoxicity\b|\bharms?\b|\bnerve (?:injury|injuries|palsy|damage|dysfunction|symptoms)\b|\bketoacidosis\b|\bamputation\b|\bhypotension\b|\bsyncope\b|\bsuicid\w+|\bmyopathy\b|\brhabdomyolysis\b|\bwithdrawal symptoms\b|\btolerab\w+|\bgenital (?:mycotic )?infections?\b|\bunsafe\b|\bsafety\b|\bwound infections?\b|\bbirth defects?\b|\bteratogen\w+|\bmalformations?\b|\bacidosis\b|\b(?:increas\w+|higher|rais\w+|elevated|greater|doubled?) (?:\w+ ){0,3}(?:risk|odds|rates?|hazard|incidence)\b|\bmore likely with\b",
        r"\brisk of\b|\bdeaths?\b|\bnausea\b|\bdiarrh\w+|\bdizziness\b|\brash\b|\bdiscontinu\w+|\binfections?\b|\bthrombo\w+|\bdiabetes\b|\bfalls?\b|\bmortality\b|\bsevere\b|\bserious\b",
        r"\b(?:risk factors?|effective|effectiveness)\b",
    ),
    Facet.CONTRAINDICATIONS: (
        r"\bcontra-?indicat\w+|\bshould not (?:be )?(?:use[d]?|tak\w+|receiv\w+|given|prescribed|start\w*)\b|\bmust not\b|\bnot recommended (?:in|for|during)\b|\bshould be avoided\b|\bavoid(?:ed|ing)? (?:\w+ ){0,4}(?:in|during|for)\b|\bdo not (?:use|start|initiate|give)\b",
        r"\bcaution\w*|\bhypersensitivity\b|\bnot (?:for|indicated)\b|\bagainst\b|\bpregnan\w+",
        r"\b(?:placebo|hazard ratio)\b",
    ),
    Facet.INTERACTIONS: (
        r"\binteract\w*|\bco-?administ\w+|\bconcomitant\w*|\bconcurrent\w*|\btaken? (?:together )?with\b|\bin combination with\b[^.]{0,60}\b(?:increas|rais|lower|decreas|reduc|risk)\w*|\bgrapefruit\b",
        r"\bplasma (?:concentrations?|levels?)\b|\bAUC\b|\binhibitors?\b|\binducers?\b|\bwith (?:alcohol|warfarin)\b",
        r"\b(?:hazard ratio|placebo|interaction (?:between|of) (?:age|time|group|sex|treatment)|(?:group|time|treatment)[- ](?:by|x|×)[- ]\w+)\b",
    ),
    Facet.PROGNOSIS: (
        r"\bprognos\w+|\brecurr\w+|\brelapse[ds]?\b|\bnatural (?:history|course)\b|\b(?:all-cause )?mortality\b|\bsurviv\w+|\blong[- ]term (?:outcomes?|results?|follow)|\bresolv\w+|\bself-limit\w+|\bpersist\w*|\bclear(?:s|ed)? (?:up )?(?:on|without)\b|\b(?:good|excellent|poor|favou?rable) (?:functional )?(?:outcomes?|results?)\b|\brecover\w*|\bdeath\b",
        r"\boutcomes?\b|\bfollow-up\b|\bat \d+ (?:years?|months?)\b|\bimprov\w+|\bsatisf\w+|\bre-?ruptur\w+|\bafter \d+ (?:years?|months?|weeks?)\b",
        r"\bprevalence\b",
    ),
    Facet.RECOVERY: (
        r"\breturn(?:ed|s|ing)? to (?:\w+ ){0,3}(?:sports?|play|work|activit\w+|running|training|pre-?injury|function|driving|level)\b|\brehabilitat\w+|\brecover\w*|\bweight[- ]?bearing\b|\bregain\w*|\bphysiotherapy\b|\breturn[- ]to[- ](?:sport|play|work)\b|\bphysical therapy\b|\bimmobili[sz]\w+",
        r"\b(?:after|at|within|by|for) \d+(?: to \d+)? (?:weeks?|months?)\b|\bstrength\b|\bbrac(?:e|ing)\b|\bheal\w*|\bfunctional\b",
        r"\b(?:prevalence|incidence of)\b",
    ),
    Facet.PREVENTION: (
        r"\bprevent(?:s|ed|ing|ion|ive|able)?\b|\bprophyla\w+|\bvaccin\w+|\bprotect\w+|\bNordic\b|\breduc\w+ (?:the )?(?:risk|rate|incidence|frequency|number|recurrence)\b|\bfewer (?:recurren\w+|episodes|infections|injuries|migraine)\b",
        r"\blower (?:risk|incidence|rate)\b|\bavoid\w*|\breduc\w+",
        r"\b(?:adverse|boxed warning|contraindicated)\b",
    ),
    Facet.EPIDEMIOLOGY: (
        r"\bincidence\b|\bprevalence\b|\bper (?:100[, ]?000|10[, ]?000|1[, ]?000)\b|\bepidemiolog\w+|\b(?:affects?|affecting|experienced by|occurs? in) (?:about |around |approximately |nearly |more than |an estimated )?(?:\d|half|one|a quarter|most|many)|\b(?:lifetime|annual|yearly|12-month|worldwide|global)\b|\bcommon(?:est)?\b|\brare\b",
        r"\b\d[\d.]*% of (?:all|adults|women|men|children|people|patients|the)\b|\bmillion\b|\bfrequen\w+|\bmean age\b|\baccount(?:s|ed)? for\b",
        r"\b(?:hazard ratio|placebo|randomi[sz]ed|adverse|versus|compared with)\b",
    ),
}  # fmt: skip
_COMPILED = {
    facet: tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns) for facet, patterns in _WORDING.items()
}
# What only looks like a facet's wording: a board that watches over safety, bleeding that was less, a rate that is better
# when it is higher.
_ONLY_LOOKS = {
    Facet.HARMS: re.compile(
        r"\b(?:data (?:and )?)?safety (?:and )?(?:data )?(?:monitoring|board|committee)(?: (?:board|committee))?\b"
        r"|\b(?:benefits? (?:and|or|against) (?:potential )?(?:harms?|risks)|(?:harms?|risks) (?:and|or) benefits?)\b(?! outweigh)"
        r"|\b(?:not|without|no) (?:at )?(?:an )?increased (?:bleeding )?risk\b(?: of bleeding)?"
        r"|\b(?:less|fewer|lower|reduced) (?:rates? of |risk of )?(?:(?:major|serious|minor|gastrointestinal|intracranial|overall) )*bleed(?:ing|s)\b"
        # What stands right before the rate tells whether more of it is good; a loss, or a birth that is early, is not.
        r"|\b(?:increas\w+|higher|rais\w+|elevated|greater|doubled?)"
        r" (?:the rates? of )?(?:(?!un|in(?:complete|sufficien|adequa)|loss|prematur|preterm|still|adverse|fail|defect|poor|delay|treatment|drug|early)\w+ ){0,2}"
        r"(?:eradication|cure|cardioversion|response|remission|success|survival|healing|recovery|clearance|union|satisfaction|adherence|abstinence"
        r"|(?:smoking|tobacco) cessation|return to (?:sports?|play|work|activity|function|running)|live[- ]birth"
        r"|(?:clinical|ongoing) pregnancy) (?:rates?|odds)\b(?! of (?:loss|fail\w+|adverse))",
        re.IGNORECASE,
    ),
}
_BY_LABEL: dict[Facet, re.Pattern[str]] = {
    Facet.DEFINITION: re.compile(r"definition|overview|what is", re.IGNORECASE),
    Facet.CAUSE: re.compile(r"^causes?|etiolog|mechanism|pathophys", re.IGNORECASE),
    Facet.RISK_FACTORS: re.compile(r"risk factor|trigger", re.IGNORECASE),
    Facet.SYMPTOMS: re.compile(r"symptom|signs|presentation|clinical features|red flag", re.IGNORECASE),
    Facet.DIAGNOSIS: re.compile(r"diagnos|examination|imaging|evaluation|screening|classification|test", re.IGNORECASE),
    Facet.TREATMENT: re.compile(r"treatment|management|recommendation|therapy|indication|strength", re.IGNORECASE),
    Facet.DOSING: re.compile(r"\bdos(?:age|ing|e)", re.IGNORECASE),
    Facet.HARMS: re.compile(r"adverse|warning|harm|safety|complication|side effect|precaution", re.IGNORECASE),
    Facet.CONTRAINDICATIONS: re.compile(r"contraindication", re.IGNORECASE),
    Facet.INTERACTIONS: re.compile(r"\binteractions?\b", re.IGNORECASE),
    Facet.PROGNOSIS: re.compile(r"prognos|outlook|natural history", re.IGNORECASE),
    Facet.RECOVERY: re.compile(r"recover|rehabilitation|return to", re.IGNORECASE),
    Facet.PREVENTION: re.compile(r"prevent|prophyla", re.IGNORECASE),
    Facet.EPIDEMIOLOGY: re.compile(r"epidemiolog|prevalence|incidence|frequency", re.IGNORECASE),
}
# A label's part answers its own facet; wording that touches another facet does not carry it there.
_LABEL_PARTS = (Facet.DOSING, Facet.HARMS, Facet.CONTRAINDICATIONS, Facet.INTERACTIONS, Facet.TREATMENT)

_DANGERS = frozenset({Facet.HARMS, Facet.CONTRAINDICATIONS, Facet.INTERACTIONS})

ENOUGH = 1.0


@lru_cache(maxsize=16384)
def facet_score(sentence: str, label: str, facet: Facet, kind: RecordKind) -> float:
    """Return how plainly a sentence speaks to a facet, 0 to 4; below `ENOUGH` it does not."""
    stated, touched, foreign = _COMPILED[facet]
    by_label = _BY_LABEL[facet].search(label) is not None
    if kind is RecordKind.LABEL:
        own = next((part for part in _LABEL_PARTS if _BY_LABEL[part].search(label)), None)
        if (
            own is not None
            and own is not facet
            and not (facet in _DANGERS and own in _DANGERS and stated.search(sentence))
        ):
            return 0.0
    if facet in _ONLY_LOOKS:
        sentence = _ONLY_LOOKS[facet].sub(" ", sentence)
    is_stated = stated.search(sentence) is not None
    score = 2.0 * is_stated + (0.3 if is_stated else 0.6) * bool(touched.search(sentence)) + 1.2 * by_label
    if not by_label and foreign.search(sentence):
        score -= 1.5
    return max(0.0, min(score, 4.0))
