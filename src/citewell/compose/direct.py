"""Whether a sentence answers the question itself, so that it may lead: what is only on the subject may not.

An article whose best sentence is beside the question misleads more than no article does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from citewell.compose.degree import degrees, is_of_another_degree
from citewell.compose.diagnosing import names_no_test
from citewell.compose.match import Words, is_asked, names_only_a_kind
from citewell.compose.off_point import mends_the_harm, names_no_symptom, tells_one_end
from citewell.compose.outcomes import misses_outcome
from citewell.compose.sides import asks_which_is_better, compares_treatments, names_one_side
from citewell.compose.wanted import Wanted, gives, names_treatment, wanted
from citewell.language.drug_names import ALONE, FURTHER, STEMS
from citewell.language.terms import shipped_terms
from citewell.language.units import AMOUNT_OF_DRUG
from citewell.language.words import contains_phrase, stem, stems
from citewell.model.evidence import RecordKind
from citewell.model.question import MANAGEMENT, Concept, Facet, Question
from citewell.question.names import class_members

# What a treatment does, or what is advised of it, is told in words such as these.
_TELLS = re.compile(
    r"\b(?:reduc\w+|lower\w*|decreas\w+|increas\w+|rais(?:e|es|ed|ing)|improv\w+|worsen\w*|prevent\w*|protect\w*|effective\w*|ineffective|efficac\w+"
    r"|benefi\w+|superior\w*|(?:non-?)?inferior\w*|better|worse|more|less|fewer|greater|smaller|higher|longer|shorter|similar\w*|comparable|equivalent"
    r"|differ\w*|no (?:\w+ )?(?:effects?|evidence|increase|reduction|association)|not|associat\w+|caus\w+|led to|leads? to|results? in|resulted in"
    r"|reliev\w+|resol\w+|heal\w*|cur(?:e|ed|es)|slow\w*|delay\w*|shorten\w*|prolong\w*|halv\w+|doubl\w+|risks?|odds|hazard|tolerated|safe\w*"
    r"|recommend\w*|advis\w+|suggests?|should|contraindicated|indicated|insufficient|first[- ]line|choice|mainstay|standard|gains?|respon\w+|success\w*"
    r"|treat(?:s|ed)? (?:with|by)|consists? of|options?|useful|reasonable|preferred|lessen\w*|changed?|affect\w*|favou?r\w*|attributed|linked|occurred|reported|common|justified|helps?|helped|allows?|allowed|speeds?|may be)\b",
    re.IGNORECASE,
)
# That somebody needs more of a drug does not tell what it does.
_MORE_OF_IT = re.compile(
    r"\b(?:requir\w+|need\w*|receiv\w+|us(?:e|ed|ing)|t(?:ake|ook|aking)) (?:an? )?(?:\w+ )?(?:higher|lower|greater|smaller|larger|more|less) (?:\w+ )?(?:dos\w+|amounts?)\b",
    re.IGNORECASE,
)
# What would be, or was planned, was not found.
_PLANNED = re.compile(
    r"\bwill (?:obtain|provide|compare|evaluate|assess|examine|test|help|determine|yield|be (?:assessed|evaluated|measured))\b|\bthe following is an example\b|\bdesign could\b"
    r"|\bwould be (?:compared|given|randomi[sz]ed|treated|assigned|offered)\b|\bwill be (?:compared|given|randomi[sz]ed|assigned)\b"
    r"|\b(?:were|was) (?:available for|included in|randomi[sz]ed to|enrolled|recruited|equally split|invited|approached|contacted|interviewed)\b"
    r"|\bis (?:the|a) gateway\b|\bdesign features\b|\b(?:the|this|our) model (?:assumed|assumes|predict\w*)\b|\bcompletion of recruitment\b|\bprimary aim\b|\bpromoted (?:[\w-]+ ){1,4}as\b|\b(?:merits?|deserves?|warrants?) (?:further|more|additional)\b"
    r"|\b(?:further|continued|additional|more|future)\b[^.;]{0,80}\b(?:is|are) (?:\w+ )?(?:needed|required|warranted|necessary)\b",
    re.IGNORECASE,
)
_IN_THE_LABORATORY = re.compile(r"\bin vitro\b|\bactive against\b|\bin (?:mice|rats|rabbits)\b|\bmouse model\b")
_COSTS = re.compile(
    r"\bcosts?\b|\bvalue for money\b|\bcost[- ](?:effective\w*|utility|benefit)\b|\bexpensive\b|\bcheap\w*\b|\bQALYs?\b",
    re.IGNORECASE,
)
# How a disease is treated is told by what is advised, and by what was found to do it good.
_TREATS = re.compile(
    r"\b(?:effective\w*|efficac\w+|recommend\w*|advis\w+|suggests?|should|first[- ]line|(?:standard|treatment|drugs?|therapy) of (?:care|choice)|mainstay"
    r"|(?:is|are|be|was|were) (?:\w+ )?(?:treated|managed) (?:with|by)|treatments? (?:options )?(?:include|is|are|consists?|rests)|improv\w+|reduc\w+|success\w*"
    r"|cur(?:e|ed|es)|superior\w*|(?:non-?)?inferior\w*|indicated|approved|resol\w+|heal\w*|relie\w+|options?|better|benefi\w+|prefer\w+|decreas\w+|prevent\w*|lower\w*|respon\w+)\b",
    re.IGNORECASE,
)
_ADVISED = re.compile(
    r"\b(?:recommend(?:s|ed)|advis(?:es|ed)|suggests?|should|first[- ]line|prefers?|preferred)\b", re.IGNORECASE
)
# What a treatment did, and against what, in words that leave no doubt that it is told.
_EFFECT = re.compile(
    r"\b(?:reduc(?:ed|es|tion)|improv(?:ed|es|ement)|increas(?:ed|es)|decreas(?:ed|es)|lower(?:ed|s)|prevent(?:ed|s)|reliev(?:ed|es)|slow(?:ed|s)|shorten(?:ed|s)|effective|ineffective"
    r"|superior|(?:non-?)?inferior|better|worse|gains?|benefits?|no (?:\w+ )?(?:difference|benefit|effect)|did not differ|similar|little or no difference"
    r"|favou?red|(?:compared|compares) (?:with|to))\b",
    re.IGNORECASE,
)
_TREATMENT_WORDS = re.compile(
    r"\b(?:surg\w+|operat\w+|(?!therapy)\w+ therapy|physiotherapy|exercises?|injections?|antibiotics?|steroids?|corticosteroids?|opioids?|diuretics?"
    r"|insulin|vaccin\w+|transplant\w*|transfusion|radiotherapy|chemotherapy|dialysis|immobili[sz]ation|bracing|rehabilitation|inhibitors?|blockers?"
    r"|agonists?|antagonists?|drugs?|medications?|antidepressants?|analgesi\w+|watchful waiting|regimens?|diet\w*|stents?|repair|repaired|reattachment)\b",
    re.IGNORECASE,
)
# What puts people to sleep for an operation treats nothing.
_FOR_SURGERY = re.compile(
    r"\ban(?:a)?esthesia (?:for|in|during) [^.,]{0,40}\b(?:surgery|operations?|procedures?)\b", re.IGNORECASE
)
# Who asks for drugs is not told of an operation.
_ASKS_FOR_DRUGS = re.compile(
    r"\b(?:(?:with|by|which|what) (?:\w+ )?(?:drugs?|medicines?|medications?|tablets?|pills?)|drug (?:treatment|therapy))\b",
    re.IGNORECASE,
)
_OF_DRUGS = re.compile(
    r"\b(?:drugs?|medicines?|medications?|tablets?|pharmaco\w+|inhibitors?|(?<![\w-])[\w-]{0,30}blockers?|agonists?|antagonists?|anti\w+|\w{0,20}steroids?|opioids?|diuretics?|statins?|nitrates?|insulin|vitamins?|injections?)\b",
    re.IGNORECASE,
)
_DRUG = re.compile(rf"\b(?:[a-z]{{3,}}(?:{STEMS})|[a-z]{{4,}}(?:{FURTHER})|{ALONE})s?\b", re.IGNORECASE)
_NO_DRUG = frozenset("placebo mechanism sample example timeline baseline guideline decline combine combined".split())
_OPENS = re.compile(r"^\W*(?:do|does|did|is|are|can|could|should|will|would|must|may)\b", re.IGNORECASE)
_DOES = re.compile(
    r"^\W*(?:do|does|did|is|are|can|could|will|how (?:effective(?:ly)?|well|good|useful))\b", re.IGNORECASE
)
_CHANGES = re.compile(
    r"\b(?:prevent|reduc|lower|decreas|increas|caus|improv|worsen|reliev|eas|shorten|prolong|rais|avoid|slow|lessen|delay|protect)(?:e|es|ed|s|ing)?"
    r"\s+(?:(?:the|with|against|my|from)\s+)?(?:(?:risk|number|rate|incidence|frequency|symptoms?|progression|chance|severity|duration)\s+of\s+(?:an?\s+|the\s+)?)?$",
    re.IGNORECASE,
)


def answers_directly(
    question: Question, sentence: str, said: Words, title: str, facet: Facet, kind: RecordKind
) -> bool:
    """Tell whether a sentence answers what was asked, and is not only on its subject.

    A question on what a treatment does is answered by what is told of that treatment and of the outcome named; one on
    how a condition is treated, by a treatment; one on how long something takes, by a time.
    """
    if tells_no_finding(question, sentence) or misses_outcome(question, sentence):
        return False
    if _COSTS.search(sentence) and not _COSTS.search(question.text):
        return False
    if _is_for_another_degree(question, sentence) or tells_one_end(question, sentence):
        return False
    if mends_the_harm(question, sentence, facet):
        return False
    # What a label is for does not tell how the drug stands against others.
    if kind is RecordKind.LABEL and _INDICATED.search(sentence) and asks_which_is_better(question):
        return False
    if facet is Facet.SYMPTOMS and (names_no_symptom(question, sentence) or _is_on_a_drug(question, sentence)):
        return False
    if facet is Facet.DIAGNOSIS and names_no_test(question, sentence):
        return False
    if compares_treatments(question) and (
        names_one_side(question, said | Words.of(title)) or _COMPARED.search(sentence) is None
    ):
        return False
    if wanted(question) is Wanted.TIME and facet in {*MANAGEMENT, Facet.RECOVERY, Facet.PROGNOSIS}:
        return gives(Wanted.TIME, question, sentence) > 0
    treatments = question.treatments
    if facet in MANAGEMENT and not treatments:
        if _ASKS_FOR_DRUGS.search(question.text) and not (drugs_named(sentence) or _OF_DRUGS.search(sentence)):
            return False
        if _FOR_SURGERY.search(sentence) and not _FOR_SURGERY.search(question.text):
            return False
        # What a guideline advises is a treatment, whatever it is.
        is_advised = kind is RecordKind.GUIDELINE and _ADVISED.search(sentence) is not None
        return is_advised or (_names_a_treatment(sentence) and _TREATS.search(sentence) is not None)
    if facet in MANAGEMENT and not _TELLS.search(_MORE_OF_IT.sub(" ", sentence)):
        return False
    if facet in MANAGEMENT or (facet is Facet.HARMS and treatments and kind is not RecordKind.LABEL):
        return _tells_of_effect(question, treatments, sentence, said, title)
    return True


def _is_on_a_drug(question: Question, sentence: str) -> bool:
    """Tell whether a sentence tells what a drug did, where no treatment is asked about."""
    return (
        not any(c.type == "intervention" for c in question.concepts)
        and (bool(drugs_named(sentence)) or "tolerated" in sentence)
        and (_EFFECT.search(sentence) is not None or _TREATS.search(sentence) is not None or "diminish" in sentence)
    )


def tells_no_finding(question: Question, sentence: str) -> bool:
    """Tell whether a sentence is on what was planned, on the laboratory, or begins with costs that nobody asked for."""
    return (
        _PLANNED.search(sentence) is not None
        or _IN_THE_LABORATORY.search(sentence) is not None
        or (_COSTS.search(sentence[:_OPENING]) is not None and _COSTS.search(question.text) is None)
    )


_OPENING = 60
_INDICATED = re.compile(r"\bindicated\b", re.IGNORECASE)


def _is_for_another_degree(question: Question, sentence: str) -> bool:
    """Tell whether a mild disease is asked about, and a sentence is for a severe one, or the other way about."""
    return bool(degrees(question, question.text)) and is_of_another_degree(question, sentence)


def _tells_of_effect(question: Question, treatments: Sequence[Concept], sentence: str, said: Words, title: str) -> bool:
    if compares_itself(treatments, sentence) or _IN_WHOM.search(sentence):
        return False
    if asks_of_effect(question) and _ADDED.search(sentence):
        return False
    if is_of_another_drug(question, sentence, said) or _is_of_another_treatment(question, sentence, said):
        return False
    about = said if asks_of_effect(question) else said | Words.of(title)
    if not any(about.mention(c) for c in treatments):
        return False
    return tells_outcome(question, sentence, said, title)


def tells_outcome(question: Question, sentence: str, said: Words, title: str) -> bool:
    """Tell whether a sentence speaks of what a treatment is asked to change, where that is named."""
    outcomes = asked_outcomes(question)
    # "In those without diabetes" tells nothing of diabetes.
    told = said if _WHOM.search(sentence) is None else Words.of(_WHOM.sub(" ", sentence))
    named = [outcome for outcome in outcomes if told.mention(outcome) and not names_only_a_kind(told, outcome)]
    if not outcomes or named:
        return True
    # Who asks if it relieves a disease is answered by a study of that disease, whatever it measured.
    of_title = Words.of(title)
    return _SOOTHES.search(question.text) is not None and any(
        outcome.type != "finding" and of_title.mention(outcome) for outcome in outcomes
    )


_SOOTHES = re.compile(r"\b(?:reliev|eas|improv|help|treat|control)\w*\b", re.IGNORECASE)
_WHOM = re.compile(
    r"^with(?:out)? [^,]{0,60},|\b(?:without|(?:people|patients|adults|children|those|women|men|participants|persons) with)\b[^,;.]{0,40}",
    re.IGNORECASE,
)


# What must be added to a treatment does not tell what that treatment does.
_ADDED = re.compile(
    r"\b(?:must|should|needs? to|has to|have to) be (?:coupled|combined|supplemented|followed|complemented|accompanied)\b",
    re.IGNORECASE,
)
# In whom it does more is another question than whether it does anything.
_IN_WHOM = re.compile(
    r"\bpredict(?:s|ed|ors?|ive)\b|\bmoderat(?:ed|ors?) (?:of|by|the)\b|\binteractions?\b(?! with)|\bwho had more\b|\bgreater with (?:worse|higher|lower)\b|^effects? of\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:than|versus|vs|compar\w+|superior\w*|(?:non-?)?inferior\w*|better|worse|similar\w*|equal\w*|equivalent|alike|differ\w*|over|rather|prefer\w*|more|less|fewer"
    r"|higher|lower|either|both|as \w+ as|trades?|instead|alternatives?|against|or)\b",
    re.IGNORECASE,
)


def compares(sentence: str) -> bool:
    """Tell whether a sentence sets one thing against another."""
    return _COMPARED.search(sentence) is not None


_LIKENS = re.compile(
    r"\b(?:superior|inferior|better|worse|as \w+ as|than|differ\w*|similar|equivalent|versus)\b", re.IGNORECASE
)
_NOTHING_GIVEN = re.compile(
    r"\bplacebo\b|\bcontrols?\b|\busual care\b|\bno treatment\b|\buntreated\b|\bbaseline\b|\bsham\b", re.IGNORECASE
)
_DOSES = re.compile(rf"{AMOUNT_OF_DRUG}.*?{AMOUNT_OF_DRUG}")


def compares_itself(treatments: Sequence[Concept], sentence: str) -> bool:
    """Tell whether a sentence compares a treatment with itself: two doses of it, or two ways of giving it."""
    if not _LIKENS.search(sentence) or _NOTHING_GIVEN.search(sentence) or len(treatments) > 1:
        return False
    times = sum(sentence.lower().count(c.surface.lower()) for c in treatments)
    return times > 1 or (_DOSES.search(sentence) is not None and len(set(drugs_named(sentence))) < _PAIR)


_PAIR = 2


def _is_of_another_treatment(question: Question, sentence: str, said: Words) -> bool:
    """Tell whether a sentence names another known treatment, and none of those asked about."""
    if wanted(question) is Wanted.DECISION and not asks_of_effect(question):
        return False  # "should it be given?" may be answered by what to do in its place
    return names_no_treatment(question, said) and names_treatment(sentence)


def names_outcome(question: Question, sentence: str) -> bool:
    """Tell whether a sentence names in its own words what a treatment is asked to change, and not a wider outcome."""
    said = Words.of(sentence)
    return any(any(contains_phrase(said.ordered, v) for v in c.variants) for c in asked_outcomes(question))


def asks_of_effect(question: Question) -> bool:
    """Tell whether a question asks yes or no of a treatment: whether it does something."""
    return _DOES.match(question.text) is not None and bool(question.treatments)


def tells_effect(sentence: str) -> bool:
    """Tell whether a sentence says in plain words what a treatment did, or how it compares."""
    return _EFFECT.search(sentence) is not None


def asked_outcomes(question: Question) -> list[Concept]:
    """Return what a treatment is asked to change: "does it prevent fractures?", "can it cause chest pain?".

    Of several names in a row the last is meant, as in "heart failure admissions".
    """
    if not _OPENS.match(question.text):
        return []
    asked = [c for c in question.required if c.type not in {"intervention", "population"}]
    placed = sorted(((at, c) for c in asked if (at := question.text.find(c.surface)) > 0), key=lambda pair: pair[0])
    found: list[Concept] = []
    end = -1
    for at, concept in placed:
        if _CHANGES.search(question.text[:at]):
            found.append(concept)
        elif found and not question.text[end:at].strip():
            found[-1] = concept
        else:
            continue
        end = at + len(concept.surface)
    return found


def is_of_another_drug(question: Question, sentence: str, said: Words) -> bool:
    """Tell whether a drug is asked about, and a sentence names only another one."""
    asked = [c for c in question.concepts if c.type == "intervention"]
    if not asked or any(said.mention(concept) for concept in asked):
        return False
    return any(not _is_of(word, asked) for word in drugs_named(sentence))


def leads_with_another(question: Question, sentence: str) -> bool:
    """Tell whether a sentence is about another drug, and the one asked about stands only beside it."""
    asked = [c for c in question.concepts if c.type == "intervention"]
    named = drugs_named(sentence)
    if not asked or not named or _is_of(named[0], asked):
        return False
    return not Words.of(sentence[: sentence.index(named[0])]).mention(asked[0])


def names_no_treatment(question: Question, said: Words) -> bool:
    """Tell whether a text names none of the treatments asked about."""
    return not any(map(said.mention, question.treatments))


def drugs_named(sentence: str) -> list[str]:
    """Return the words of a sentence that are named like drugs, in order."""
    members = class_members()
    return [
        word
        for word in _WORD.findall(sentence)
        if word.lower() not in _NO_DRUG and (word.lower() in members or _DRUG.fullmatch(word) is not None)
    ]


_WORD = re.compile(r"[A-Za-z]{4,}")


def _is_of(word: str, asked: list[Concept]) -> bool:
    token = stem(word.lower())
    if any(token in phrase for c in asked for phrase in (*c.variants, *c.narrower)):
        return True
    match = shipped_terms().match_at(stems(word), 0)
    return match is not None and is_asked(match[0], asked)


def _names_a_treatment(sentence: str) -> bool:
    return names_treatment(sentence) or bool(drugs_named(sentence)) or _TREATMENT_WORDS.search(sentence) is not None
