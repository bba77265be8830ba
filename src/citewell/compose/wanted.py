"""The form of answer that a question asks for: a time, a figure, names, or a decision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from citewell.compose.degree import is_of_another_degree
from citewell.compose.match import Words, is_asked
from citewell.language.populations import Group, groups
from citewell.language.terms import Term, shipped_terms
from citewell.language.units import AMOUNT_OF_DRUG
from citewell.language.words import contains_phrase, stems
from citewell.model.question import Question


class Wanted(StrEnum):
    TIME = "time"
    FIGURE = "figure"
    NAMES = "names"
    DECISION = "decision"


_THING = (
    r"(?:anticoagulants?|antibiotics?|drugs?|medications?|medicines?|treatments?|therap(?:y|ies)|options|inhalers?|relievers?|statins?"
    r"|antidepressants?|injections?|exercises?|operations?|procedures?|tests?|regimens?|agents?|preventives?|triptans?|supplements?|vaccines?)"
)
_FORMS = (
    # "When should it be given" asks for whom and in which case, and not for a length of time.
    (Wanted.DECISION, r"\bwhen (?:should|must|do|can|may)\b[^?]*\b(?:given|used|started|prescribed|taken|offered|considered|ordered|performed|done|indicated|needed|necessary)\b"),
    (Wanted.TIME, r"\bhow (?:long|soon|many (?:days|weeks|months|years))\b|\bwhen (?:can|may|should|will|do)\b|\b(?:recovery|healing) time\b|\bhow quickly\b"),
    (Wanted.FIGURE, r"\bhow (?:much|many|common|often|high|low|likely|effective|accurate)\b|\baim(?:ed)? (?:for|at)\b|(?<![\w-])(?:dose|dosage|target|threshold|cut-?off|(?:risk|chance|probability|likelihood|odds) of|prevalence|incidence|sensitivity|success rate|rate of)\b"),
    (Wanted.NAMES, rf"\b(?:which|what|name the|list the)\b(?: \w+){{0,3}}? {_THING}\b|\b{_THING} (?:are|is) (?:used|available|recommended|best)\b"),
    (Wanted.DECISION, r"^\W*(?:should|do|does|did|is|are|can|could|must|may|will|would)\b|\b(?:better than|versus|vs\.?|or)\b"),
)  # fmt: skip
_COMPILED = tuple((form, re.compile(pattern, re.IGNORECASE)) for form, pattern in _FORMS)

_TIME = re.compile(
    r"\b\d[\d.,]*(?:\s*(?:to|-|–|or|and)\s*\d[\d.,]*)?[\s-]*(?:days?|weeks?|months?|years?)\b(?!\s*(?:of age|old))",
    re.IGNORECASE,
)
_COURSE = re.compile(
    r"\b(?:return\w*|recover\w*|heal\w*|took|takes?|last(?:s|ed)?|median|mean|average|duration|regain\w*|resum\w+|resol\w+"
    r"|courses?|for \d+(?: to \d+)? (?:days|weeks|months))\b",
    re.IGNORECASE,
)
# When something was done, or how long people were watched, is not how long it takes.
_NOT_AN_ANSWER = re.compile(
    r"\bwithin [\d.,]+ (?:days|weeks|months) (?:of|after|from) (?:the )?(?:injury|rupture|onset|diagnosis)\b|\b(?:follow-up|followed)\b[^,;]{0,30}?\d[\d.]* (?:days|weeks|months|years)"
    r"|\b\d[\d.]*[ -](?:day|week|month|year)s?(?: of)? follow-up\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    rf"{AMOUNT_OF_DRUG}|\d[\d.,]*\s*(?:%|mm ?Hg|per \d)"
    r"|\b\d+ (?:of|in) (?:every )?\d+\b|\b\d+/\d+\b|\b0\.\d{2}\b"
)
_PRESSURE_ASKED = re.compile(r"\bblood pressure\b", re.IGNORECASE)
_PRESSURE = re.compile(r"\d\s*mm ?Hg|\b\d{2,3}/\d{2,3}\b")
_LIST = re.compile(r"(?:[\w-]+,\s+){2,}(?:and |or )?[\w-]+|[\w-]+, [\w -]+,? (?:and|or) [\w-]+")
_DECIDES = re.compile(
    r"\b(?:recommend\w*|advis(?:es|ed)|suggests? (?!that)|should|justified|reasonable|watchful waiting|wait-and-see|watch-and-wait|insufficient|outweigh\w*|not (?:be )?(?:recommended|advised)|prefer\w*|is indicated|first[- ]line|of choice"
    r"|no (?:better|worse|more effective)|superior|non-?inferior)\b",
    re.IGNORECASE,
)
_FOUND = re.compile(
    r"\b(?:reduc\w+|prevent(?:s|ed)|improv\w+|increas\w+|lower\w*|did not|no (?:significant )?(?:difference|benefit|effect)|similar|effective|benefit\w*|rais\w+|worse|better|insufficient|little or no)\b",
    re.IGNORECASE,
)


def lists_several(sentence: str) -> bool:
    """Tell whether a sentence lists three things or more."""
    return _LIST.search(sentence) is not None


def wanted(question: Question) -> Wanted | None:
    """Return the form of answer that the words of a question ask for; None where any will do."""
    form = _form(question.text)
    return Wanted.NAMES if form in {None, Wanted.DECISION} and _asks_which_of_a_class(question) else form


def _asks_which_of_a_class(question: Question) -> bool:
    """Tell whether a question asks which of a class of treatments: "which ACE inhibitor causes least cough?"."""
    asked = _WHICH.search(question.text)
    return asked is not None and any(
        c.type == "intervention" and c.narrower and c.surface.lower().startswith(asked[1].lower())
        for c in question.required
    )


_WHICH = re.compile(r"\b(?:which|what) (?:oral |other |new |newer )?([\w-]+)", re.IGNORECASE)


# One answer asks this of its question for each sentence.
@lru_cache(maxsize=256)
def _form(text: str) -> Wanted | None:
    return next((form for form, pattern in _COMPILED if pattern.search(text)), None)


def asks_if_it_works(question: Question) -> bool:
    """Tell whether a question asks what a treatment does, and not what to do."""
    return wanted(question) is Wanted.DECISION and (
        _DOES_IT.search(question.text) is not None or _ASKS_OF_EFFECT.match(question.text) is not None
    )


def gives(form: Wanted | None, question: Question, sentence: str) -> float:
    """Return how far a sentence gives an answer of that form, 0 to 1."""
    if form is Wanted.TIME:
        return 1.0 if _TIME.search(_NOT_AN_ANSWER.sub(" ", sentence)) and _COURSE.search(sentence) else 0.0
    if form is Wanted.FIGURE:
        figure = _PRESSURE if _PRESSURE_ASKED.search(question.text) else _FIGURE
        return 1.0 if figure.search(sentence) else 0.0
    if form is Wanted.DECISION:
        decides, found = bool(_DECIDES.search(sentence)), bool(_FOUND.search(sentence))
        if asks_if_it_works(question):
            return max(found, _ONLY_ADVISED * decides)
        return max(decides, (_ONLY_FOUND if _WHAT_TO_DO.search(question.text) else 1.0) * found)
    if form is Wanted.NAMES:
        return _naming(question, sentence)
    return 0.0


# What was found is less of an answer to what should be done than what to do.
_WHAT_TO_DO = re.compile(r"\b(?:should|must|ought|recommended|advised|necessary|needed?)\b", re.IGNORECASE)
_ONLY_FOUND = 0.4
# And advice says less of whether something works.
_DOES_IT = re.compile(r"\b(?:effective|efficacious|works?|helps?)\b", re.IGNORECASE)
_ASKS_OF_EFFECT = re.compile(
    r"^\W*(?:do|does|did|will|can(?![^?]*\bbe\b))\b(?! (?:i|we|you|they|he|she|people|patients)\b)", re.IGNORECASE
)
_ONLY_ADVISED = 0.6
_OF_ANOTHER_KIND, _BESIDE_ANOTHER, _ADVISED_AGAINST = 0.8, 0.5, 0.3
# Which is best is told by what ranks them.
_LEAST_OF_ALL = 0.3
_SUPERLATIVE = re.compile(r"\b(?:most|best|least|strongest|safest)\b", re.IGNORECASE)
_RANKS = re.compile(
    r"\b(?:more|most|best|better|superior|least|fewer|less|higher|highest|lowest|prefer\w*|first[- ]line|choice|recommend\w*)\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:recommends? against|advises? against|not (?:be )?(?:recommended|advised))\b", re.IGNORECASE
)


def _naming(question: Question, sentence: str) -> float:
    """Return how far a sentence names what a question asks the names of: more than one, of the kind, and for use."""
    names, of_kind = _names(question, sentence)
    named = of_kind or names
    given = 1.0 if len(named) > 1 or (named and _LIST.search(sentence)) else 0.6 * len(named)
    if names and not of_kind:
        given *= _LEAST_OF_ALL if _SUPERLATIVE.search(question.text) else _OF_ANOTHER_KIND
    if _SUPERLATIVE.search(question.text) and not _RANKS.search(sentence):
        given *= _OF_ANOTHER_KIND
    if of_kind and names - of_kind:
        given *= _BESIDE_ANOTHER  # what does as well as the drugs asked about does not tell which of them to take
    return given * (_ADVISED_AGAINST if _AGAINST.search(sentence) else 1.0)


def names_treatment(sentence: str) -> bool:
    """Tell whether a sentence names a treatment that is known."""
    return any(m.term.type == "intervention" for m in mentions(sentence))


def advises_against(sentence: str) -> bool:
    """Tell whether a sentence advises against a treatment."""
    return _AGAINST.search(sentence) is not None


def _names(question: Question, sentence: str) -> tuple[set[str], set[str]]:
    """Return the treatments that a sentence names, and those of them that are of the kind asked for.

    Where no kinds are known, all are.
    """
    asked = {variant for concept in question.required for variant in concept.variants}
    kinds = {kind for c in question.treatments for kind in c.narrower}
    treatments = {
        m.term.preferred: {tuple(stems(name)) for name in m.term.names}
        for m in mentions(sentence)
        if m.term.type == "intervention" and tuple(stems(m.term.preferred)) not in asked
    }
    return set(treatments), {name for name, also in treatments.items() if not kinds or also & kinds}


_WEIGHS_DOSES = re.compile(
    r"\b\d+[- ]day (?:courses?|regimens?|treatments?)\b|\bfor \d+ days (?:versus|and|or|than)\b[^.]*\b\d+ days\b|\brecommend\w*|\boptim(?:al|um)\b|\beffective dos\w+|\bmaximum tolerated\b|\bdose[- ](?:response|dependent|ranging|finding)\b|\b(?:minimum|lowest|higher|lower|highest) (?:\w+ )?dos\w+"
    r"|\b(?:as|more|less|equally|most) (?:effective|efficacious|safe)\b|\bsuperior\b|\bdos(?:e|es|ing|age) of [^.]{3,60}\b(?:is|are|was|were) (?:safe|effective|sufficient|adequate|required|needed|well tolerated)",
    re.IGNORECASE,
)


def weighs_doses(sentence: str) -> bool:
    """Tell whether a sentence says which dose is fit, and not only which one somebody took."""
    return _WEIGHS_DOSES.search(sentence) is not None


_COUNTS = re.compile(
    r"\b(?:incidence|prevalence|frequency|rates?) of ((?:(?!(?:in|among|with|after|for|was|were|is|are)\b)[\w-]+ ?){1,5})",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"\d|\bcommon\w*|\brare\w*|\b(?:half|third|quarter|most|many|few|majority|one in)\b", re.IGNORECASE
)


# "More common in runners than in rowers", "retraction was more common": how often the condition is, it does not tell.
_ONLY_MORE = re.compile(r"\b(?:more|less|as) (?:common|frequent|rare)\w*\b", re.IGNORECASE)
_COUNTED = re.compile(r"%|\bper \d|\b(?:incidence|prevalence)\b", re.IGNORECASE)


def counts_something_else(question: Question, sentence: str) -> bool:
    """Tell whether a sentence gives no count, or that of another thing: the incidence of recurrence, not of migraine."""
    counted = _COUNTS.search(sentence)
    asked = [c for c in question.required if c.type not in {"population", "vague", "everyday"}]
    if counted and not any(Words.of(counted[1]).mention(concept) for concept in asked):
        return True
    more = _ONLY_MORE.search(sentence)
    if more and not _COUNTED.search(sentence):
        return not any(Words.of(sentence[: more.start()]).mention(concept) for concept in asked)
    return not _HOW_MANY.search(sentence)


_OTHER_THAN = re.compile(
    r"\b(?:other than|apart from|except(?: for)?|excluding|in addition (?:to|of)|besides|unlike|as well as) ((?:[\w-]+ ?){1,4})",
    re.IGNORECASE,
)


def rules_out(question: Question, sentence: str) -> bool:
    """Tell whether a sentence names a thing that was asked about only to leave it out."""
    return any(
        Words.of(match[1]).mention(concept)
        for match in _OTHER_THAN.finditer(sentence)
        for concept in question.required
        if concept.is_term
    )


_HARMS_OF = re.compile(
    r"\b(?:(?:side|adverse|unwanted)[ -](?:effects?|events?|reactions?)|harms?|risks|dangers?|complications) of\b[^?]*\b(?:for|in)\b",
    re.IGNORECASE,
)


def asks_of_one_harm(question: Question) -> bool:
    """Tell whether a question asks if a treatment causes one thing ("do statins cause diabetes?").

    In "the harms of antibiotics for ear infections" the condition is what they are taken for.
    """
    return _HARMS_OF.search(question.text) is None and any(
        c.type in {"condition", "finding"} and not c.preferred.endswith("prevention") for c in question.required
    )


@dataclass(frozen=True, slots=True)
class Mention:
    """A known term in a sentence, with the few stems before it."""

    term: Term
    before: frozenset[str]


_REACH = 5


@lru_cache(maxsize=16384)
def mentions(sentence: str) -> tuple[Mention, ...]:
    """Return the known terms of a sentence in their order."""
    table, tokens = shipped_terms(), stems(sentence)
    found = []
    at = 0
    while at < len(tokens):
        match = table.match_at(tokens, at)
        if match is not None:
            found.append(Mention(match[0], frozenset(tokens[max(0, at - _REACH) : at])))
        at += match[1] if match else 1
    return tuple(found)


_NARROWED = re.compile(
    r"\b(?:patients|people|persons|adults|women|men|children|individuals|subjects|those) (?:with|taking|receiving|on|undergoing) "
    r"((?:[\w-]+ ?){1,6})",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"(?:an? )?(?:(?:family|previous|prior|past) )?(?:history|relatives?) (?:of|with)\b", re.IGNORECASE
)
_SEXES = frozenset({"women", "men"})
# "For atrial fibrillation, advice is this" opens with whom it is for.
_FOR = frozenset(stems("for"))
_AMONG = frozenset(stems("in with among within across"))


def is_on_a_part(question: Question, sentence: str) -> bool:
    """Tell whether a sentence is about some of those asked about: "in dialysis patients", "with diabetes".

    It answers for them, and not for the others.
    """
    narrowed = _NARROWED.search(sentence)
    if narrowed and (
        _HISTORY.match(narrowed[1])
        or not (
            any(Words.of(narrowed[1]).mention(concept) for concept in question.required)
            or any(_is_within(mention.term, question) for mention in mentions(narrowed[1])[:1])
        )
    ):
        return True
    special = groups(question.text)
    return any(
        mention.term.type in {"condition", "population"}
        # "Children older than 6 months" are not old.
        and not (mention.term.preferred == "older adults" and Group.OLDER not in groups(sentence))
        and not (special and mention.term.preferred in _SEXES and groups(sentence) & special)
        and (mention.before & _AMONG or mention.before == _FOR)
        and not is_asked(mention.term, question.concepts)
        and not _is_within(mention.term, question)
        for mention in mentions(sentence)
    )


def _is_within(term: Term, question: Question) -> bool:
    """Tell whether a term is a part of what was asked about: the germ of its eradication; or its acute form."""
    names = [tuple(stems(name)) for name in term.names]
    return any(
        contains_phrase(list(variant), name) or name == ("acut", *variant)
        for concept in question.required
        for variant in concept.variants
        for name in names
    )


_ASIDE = (
    r"\b(?:after (?:a )?failed|fail(?:ure|ed|s) (?:of|after)|persist\w* after|second[- ]line|third[- ]line|rescue|salvage|refractory|despite"
    r"|treatment-experienced|after [\w -]{1,40} (?:has |have |had )?failed|(?:do|does|did) not (?:work|help|respond)|not respond\w*)\b",
    r"\b(?:prevent\w* (?:of )?(?:recurr\w+|relapse\w*)|prophyla\w+|recurrent)\b",
    r"\b(?:stopp?(?:ing|ed)?|discontinu\w+|withdraw\w*|deprescrib\w+)\b",
    # What else there is, without what it is an alternative to.
    r"\balternatives\b(?! to\b)|\b(?:the|an?) (?:[A-Z]\w+ )?alternative for\b",
)
_ASIDE_COMPILED = [re.compile(pattern, re.IGNORECASE) for pattern in _ASIDE]


_FOR_THE_FIRST_TIME = re.compile(r"\btreatment-na(?:i|ï)ve\b|\bfirst[- ]line\b|\bnewly diagnosed\b", re.IGNORECASE)


def is_for_the_first_time(question: Question, sentence: str) -> bool:
    """Tell whether a sentence is for those who have had no treatment, and the question for those in whom one failed."""
    later = _ASIDE_COMPILED[0]
    return later.search(question.text) is not None and _FOR_THE_FIRST_TIME.search(sentence) is not None


def answers_aside(question: Question, sentence: str) -> bool | None:
    """Tell whether a sentence is about what comes later, where that is asked; None where it is not."""
    asked = [pattern for pattern in _ASIDE_COMPILED if pattern.search(question.text)]
    if not asked:
        return None
    return _FOR_THE_FIRST_TIME.search(sentence) is None and any(pattern.search(sentence) for pattern in asked)


def is_aside(question: Question, sentence: str) -> bool:
    """Tell whether a sentence is about what comes later, or about another degree, and the question is not.

    The second line of treatment, what else there is, prevention of the next episode and stopping a drug are answers to
    other questions.
    """
    return is_of_another_degree(question, sentence) or any(
        pattern.search(sentence) and not pattern.search(question.text) for pattern in _ASIDE_COMPILED
    )
