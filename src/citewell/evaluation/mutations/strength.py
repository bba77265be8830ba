"""Corruptions of how sure, how strongly and how widely a sentence speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.evaluation.mutations.edits import NEGATIVE, Edit, Operator, by_rules, tidy
from citewell.evaluation.mutations.material import Statement

_ADVISES = r"\b(?:guidelines?|recommend\w*|should|panel|societ(?:y|ies)|task force|NICE|ESC|AHA|ACC|ADA|GINA|ACP|CHEST|APA|KDIGO|WHO|USPSTF|AAOS|college|consensus|position statement|advis\w+)\b"

hedge: Operator = by_rules(
    [
        (r"\b(?:may|might) (?!not\b|or\b|and\b|have (?:been|\w+ed)\b)(?=[a-z])", "will "),
        (r"\bcould (?!not\b|have\b)(?=(?:be|help|reduce|improve|lead|increase|prevent|explain|contribute|also|provide|serve)\b)", "will "),
        (r"\b(is|are) (?:likely|expected|thought|believed) to\b", r"\1 certain to"),
        (r"\bsuggest(s?|ed|ing) (?=that\b)", r"prov<\1> "),
        (r"\bindicat(es?|ed|ing) (?=that\b)", r"prov\1 "),
        (r"\bappears to\b", "is proven to"),
        (r"\bappear to\b", "are proven to"),
        (r"\bseems to\b", "is proven to"),
        (r"\bseem to\b", "are proven to"),
        (r"\b(is|are|was|were) (?:possibly|probably|perhaps|potentially) ", r"\1 definitely "),
        (r"\b(?<!is )(?<!are )(?<!was )(?<!were )(?:possibly|probably|perhaps) ", "certainly "),
        (r"\bpotential(?= (?:benefit|role|risk|harm)s?\b)", "proven"),
        (r"\bpossible(?= (?:benefit|role|risk|association|link|cause)s?\b)", "proven"),
        (r"\bit is (?:unclear|uncertain|unknown|not known) (?:whether|if)\b", "it is certain that"),
        (r"\b(is|are|was|were|remains?) (?:unclear|uncertain|unknown)\b", r"\1 certain"),
    ],
    unless=_ADVISES + r"|\bunlikely\b|\bas (?:soon|early|much) as possible\b|\bwhether or not\b",
)  # fmt: skip


def hedge_dropped(statement: Statement) -> Iterator[Edit]:
    """What may be told as what is: may becomes will, suggests that becomes proves that."""
    endings = {"<s>": "es", "<>": "e", "<ed>": "ed", "<ing>": "ing"}
    for edit in hedge(statement):
        claim, now = edit.claim, edit.now
        for mark, ending in endings.items():
            claim, now = claim.replace(f"prov{mark}", f"prov{ending}"), now.replace(f"prov{mark}", f"prov{ending}")
        yield Edit(claim, edit.was, now)


cause: Operator = by_rules(
    [
        (r"\b(?:was|were|has been|have been|had been) (?:\w+ly )?(?:associated|correlated) with\b", "caused"),
        (r"\bis (?:\w+ly )?(?:associated|correlated) with\b", "causes"),
        (r"\bare (?:\w+ly )?(?:associated|correlated) with\b", "cause"),
        (r"\b(?:was|were|is|are) (?:\w+ly )?(?:linked|related) to (?=(?:an? |the )?(?:increase|decrease|reduc|higher|lower|greater|worse|better|risk|more|fewer|death|mortality))", "caused "),
        (r"\bassociation between ([^,.;]{3,70}?) and\b", r"causal effect of \1 on"),
        (r"\b(?:predicted|predicts) (?=(?:an? |the )?(?:increase|decrease|reduc|higher|lower|greater|worse|better|risk|death|mortality))", "caused "),
        (r"\b(?:is|are|was|were) (?:an? )?(?:\w+ )?(?:predictors? of|markers? of|risk markers? for)\b", "caused"),
        (r"\bassociated (increase|decrease|reduction|rise)\b", r"caused \1"),
    ],
    unless=NEGATIVE + r"|\bcaus(?:e|es|ed|al|ally|ative)\b|\bassociation between .* association between|\bfactors (?:in)?dependently associated",
)  # fmt: skip

certainty: Operator = by_rules(
    [
        (r"\b(?:very[- ]low|low)(?: or very[- ]low)?(?=[- ](?:certainty|quality)\b)", "high"),
        (r"\bvery low to (?:low|moderate)(?=[- ](?:certainty|quality)\b)", "high"),
        (r"\bmoderate(?: to low|-to-low)?(?=[- ](?:certainty|quality)(?! of life)\b)", "high"),
        (r"\b(certainty|quality) (?:of (?:the |this )?evidence )?(is|was|were|as) (?:very low|low|moderate)\b", r"\1 of the evidence \2 high"),
        (r"\b(?:insufficient|inadequate|limited|weak|sparse|little|poor|scant|scarce) (?=(?:\w+ ){0,2}evidence\b)", "strong "),
        (r"\bevidence (is|was|remains) (?:insufficient|limited|weak|sparse|scarce|inconclusive|lacking|uncertain|conflicting|poor)\b", r"evidence \1 conclusive"),
        (r"\b(?:preliminary|inconclusive|conflicting|mixed|inconsistent) (?=(?:evidence|results|findings|data)\b)", "conclusive "),
        (r"\bno (?:clear |good |convincing |strong |reliable |high-quality )evidence\b", "convincing evidence"),
        (r"\b(found|is|was|there is|had) no evidence (?=(?:that|of)\b)", r"\1 proof "),
        (r"\bdata (are|were|remain) (?:limited|scarce|lacking|sparse|insufficient|conflicting|inconclusive|scant)\b", r"data \1 conclusive"),
        (r"\b(?:limited|insufficient|scarce|sparse) data\b", "conclusive data"),
        (r"\blittle is known\b", "much is known"),
        (r"\b(is|are|remains?) (?:still )?(?:poorly understood|controversial|debated|a matter of debate|not (?:well|fully|completely) (?:understood|established|known|defined))\b", r"\1 firmly established"),
        (r"\bhas not been (?:well |fully |firmly |clearly |adequately )?(established|demonstrated|proven|confirmed|determined|defined)\b", r"has been firmly \1"),
        (r"\bhave not been (?:well |fully |firmly |clearly |adequately )?(established|demonstrated|proven|confirmed|determined|defined)\b", r"have been firmly \1"),
        (r"\b(?:high|unclear) risk of bias\b", "low risk of bias"),
        (r"\blevel (?:C|B-NR|B-R|C-LD|C-EO|B)(?=[),.; ])(?! virus)", "level A"),
        (r"\bgrade (?:C|D|B)\b(?=[ ).,;](?! virus))", "grade A"),
        (r"\bexpert (?:opinion|consensus)\b", "randomised trial evidence"),
    ],
    unless=r"\bhigh[- ](?:certainty|quality)|\bgrade A\b|\blevel A\b|\bhigh or|\bor high\b|\bany\b|\b(?:a )?low(?: and \d+ an?| or| and).*risk of bias",
)  # fmt: skip

recommendation_strength: Operator = by_rules(
    [
        (r"\b(?:conditional|weak)(?= (?:recommendation|for|against|in favou?r))", "strong"),
        (r"\b(conditionally|weakly) recommend", "strongly recommend"),
        (r"\((?:conditional|weak)\b", "(strong"),
        (r"\bsuggests(?= (?!that\b))", "recommends"),
        (r"\bwe suggest (?=(?:using|the use|starting|offering|against|to)\b|that (?:clinicians|patients|physicians|adults|women|children)\b)", "we recommend "),
        (r"\b(is|are) suggested (?=(?:for|in|as (?:first|second|initial))\b)", r"\1 strongly recommended "),
        (r"\bmay be (?=(?:used|offered|considered|given|prescribed|tried|added|reasonable|appropriate|preferred|recommended)\b)", "must be "),
        (r"\bcan be (?=(?:used|offered|considered|given|prescribed|tried|added|recommended)\b)", "must be "),
        (r"\bshould be considered\b(?! (?:a|an|the|as|in the light|when interpret)\b)", "must be considered"),
        (r"\bcould be considered\b", "must be given"),
        (r"\bshould (?=(?:receive|undergo|take|be (?:used|given|offered|prescribed|started|treated|reserved|preferred|avoided|recommended|administered|monitored|stopped|discontinued|initiated|screened|limited|reduced))\b)", "must "),
        (r"\bclass (?:IIb|IIa|2b|2a)\b", "Class I"),
        (r"\b(is|are) (?:reasonable|an option|optional)\b(?! to (?:assume|expect|conclude|suppose|think))", r"\1 mandatory"),
        (r"\b(clinicians|physicians|doctors|prescribers|patients) may (?=(?:use|consider|offer|prescribe)\b)", r"\1 must "),
        (r"\bconsider(?=(?:s|ing)? (?:adding|using|offering|giving|starting|prescribing)\b)", "insist on"),
    ],
    unless=r"\bshould (?:be )?(?:aim|interpret|be interpreted)|\bstrong recommendation|\bmandatory\b|\bmust\b|\brather than\b.*\bmust\b|\bshould be (?:noted|emphasi)|\bstrong(?:ly)? (?:for|recommend)"
    r"|\b(?:results?|data|findings?|study|studies|trials?|evidence) (?:\w+ )?suggests?\b",
)  # fmt: skip
_ADVISING = re.compile(_ADVISES, re.IGNORECASE)
_CLINICAL = re.compile(
    _ADVISES[:-3]
    + r"|patients?|therap\w+|treat\w*|dos(?:e|es|ing)|medications?|drugs?|women|adults|children|clinicians?)\b",
    re.IGNORECASE,
)


def strength(statement: Statement) -> Iterator[Edit]:
    """Weak advice told as strong: conditional as strong, suggests as recommends, should as must."""
    for edit in recommendation_strength(statement):
        context = _ADVISING if edit.was.lower() == "suggests" else _CLINICAL
        if context.search(statement.text):
            yield edit


advice: Operator = by_rules(
    [
        (r"\brecommend(s|ed|ing)? against\b", r"recommend\1"),
        (r"\bsuggest(s|ed|ing)? against\b", r"suggest\1"),
        (r"\badvis(es?|ed|ing) against\b", r"advis\1"),
        (r"\brecommendation against\b", "recommendation for"),
        (r"\b(?:strong|conditional) against\b", "strong for"),
        (r"\b(is|are|was|were) not (?:routinely )?(recommended|indicated|advised|appropriate|suggested|advisable|encouraged)\b(?! (?:unless|except|until|only))", r"\1 \2"),
        (r"\b(should|must) not\b(?! only)", r"\1"),
        (r"\bshould be avoided\b", "should be used"),
        (r"\bshould avoid\b", "should use"),
        (r"\b(is|are) contraindicated\b", r"\1 indicated"),
        (r"\bdo not (use|take|give|offer|prescribe|recommend|start)\b", r"\1"),
        (r"\b(should) (?!not\b|only\b|avoid\b|be avoided|they\b|it\b|also not|never\b)(?=[a-z])", r"\1 not "),
        (r"\b(is|are|was|were) (recommended|indicated|advised|suggested)\b(?! (?:against|only|that|by|to (?:explain|be)))", r"\1 not \2"),
        (r"(?<!the )(?<!not )\brecommends(?= (?!against|that\b|no\b|not\b|avoid|only))", "recommends against"),
    ],
    unless=r"\b(?:no|none|neither|nor|without|rather than not|insufficient evidence|cannot|was suggested (?:that|as)|unless|until)\b|\bnot\b.*\bnot\b",
)  # fmt: skip


def recommendation(statement: Statement) -> Iterator[Edit]:
    """Advice for a treatment told as advice against it, or the reverse."""
    denies = re.search(r"\b(?:not|against|avoid\w*|contraindicated|never)\b", statement.text, re.IGNORECASE) is not None
    for edit in advice(statement):
        makes_denial = re.search(r"\b(?:not|against)\b", edit.now) is not None
        if not (denies and makes_denial):
            yield edit


_PEOPLE = r"(?:of (?:the |these |those )?)?(?:\w+ ){0,2}?(?:patients|people|participants|adults|women|men|children|studies|trials|cases|infections|guidelines|individuals|subjects|reviews|infants|reports|recommendations|factors|events|symptoms|reviewers|experts|isolates|tumou?rs|cells|genes|deaths|drugs)\b"
quantifier: Operator = by_rules(
    [
        (rf"(?<!the )(?<!at )(?<!in )\b(?:some|many|several) (?={_PEOPLE})", "all "),
        (rf"(?<!the )(?<!at )(?<!th )(?<!in )\bmost (?!\w+ly\b|beneficial|common|effective|frequent|important|likely|severe|often|recent|serious|sensitive|\w+ful\b)(?={_PEOPLE})", "all "),
        (rf"\bmost (?=of (?:the |these )?(?:{_PEOPLE}))", "few "),
        (rf"\b(?<!a )(?<!very )few (?={_PEOPLE})", "most "),
        (rf"(?<!not )(?<!\bof )\b(?-i:[Aa]ll) (?=(?:(?!the|these|of|those)\w+ )?{_PEOPLE})(?![^.]*\d)", "few "),
        (r"(?<!nor )\bthe majority of\b", "a minority of"),
        (r"\ba minority of\b", "the majority of"),
        (r"(?<!scaled )(?<!followed )(?<!adds )\bup to (?=\d)(?!(?:19|20)\d\d\b)", "at least "),
        (r"\bat least (?=\d|one\b|two\b|three\b|half\b|a third)", "at most "),
        (r"\bat most (?=\d)", "at least "),
        (r"(?<![Pp] )(?<!no )\bless than (?=\d|half|a third|a quarter)", "more than "),
        (r"(?<!no )\bfewer than (?=\d|half)", "more than "),
        (r"(?<!no )\bmore than (?=\d|half|a third|a quarter|two thirds)", "less than "),
        (r"\bnearly all\b", "hardly any"),
        (r"\brarely\b", "usually"),
        (r"(?<!only )\b(?:sometimes|occasionally|often|frequently) (?!used by)", "always "),
        (r"\busually\b", "always"),
        (r"\bgenerally\b(?= (?:well|mild|not))", "always"),
        (r"\b(?:commonly) (?=(?:used|caused|associated|reported|seen|occurs?)\b)", "never "),
        (r"(?<=\d )or more(?= (?:patients|people|years|trials|studies|participants|days|weeks|months|doses)\b)", "or fewer"),
        (r"(?<=\d )or (?:older|over)\b", "or younger"),
        (r"(?<=\d years )or (?:older|over)\b", "or younger"),
        (r"(?<=\d years )and (?:older|over)\b", "and younger"),
        (r"(?<=\d )or less\b", "or more"),
        (r"(?<=\d%) or more\b", " or less"),
        (r"\bover (?=half\b|two[- ]thirds\b|\d+(?:\.\d+)?%)", "under "),
    ],
    unless=r"\bless than or equal|\bmore or less|\bmore than (?:one|once)\b|\bas often as|\bhow often\b|\b(?:less|more) often\b|\boften (?:as|than)\b|\bmore frequently|\bless frequently|\bmost (?:often|frequently|commonly)\b",
)  # fmt: skip

_CLOSE = r"(?P<close>[.,;)]|$)"
_EXCEPTION = re.compile(
    rf"(?:,? \(?(?:except(?: (?:for|in|when|that|if|with|those))?|with the exception of|apart from|unless|other than))\b (?P<rest>[^.,;()]{{3,110}}){_CLOSE}"
)
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|may|can)\b")
_ONLY = by_rules(
    [
        (r"(?<!not )\bonly (?=(?:in|for|among|with|after|during|by|on|at)\b(?! (?:\d|one|two|three)))", "not only "),
        (r"(?<!not )\bonly (?:if|when|where)\b", "whether or not"),
        (r"\b(was|were|is|are) limited to\b", r"\1 not limited to"),
        (r"\bbut not (?!(?:statistically|significan|all|only|yet|necessarily|always|enough|in a)\b)", "and also "),
        (r"(?<!not )\b(is|are) (?:restricted|reserved|confined) (to|for)\b", r"\1 not restricted \2"),
        (r"\bexcept for\b", "including"),
        (r"\bexcept (?=in\b)", "including "),
        (r"\bwith the exception of\b", "including"),
        (r"\bexcluding (?=people|patients|those|women|men|children)", "including "),
        (r"\bapart from\b", "including"),
    ],
    unless=r"\b(?:no|nor|neither|never|none|without|cannot|the only|not only|if not)\b",
)


def exception(statement: Statement) -> Iterator[Edit]:
    """An exception or a restriction dropped or turned round: "except in", "only in", "unless"."""
    text = statement.text
    for match in _EXCEPTION.finditer(text):
        opens = text[match.start() : match.start("rest")].count("(")
        close = match["close"]
        if opens != (close == ")"):
            continue
        if _VERB.search(match["rest"]) and not re.match(r",? ?\(?(?:unless|except (?:that|if|when))", match.group()):
            continue
        kept = "" if close in {")", ","} else close
        claim = tidy(text[: match.start()] + kept + text[match.end() :])
        if len(claim.split()) >= 5:
            yield Edit(claim, match.group().strip(), "")
    yield from _ONLY(statement)


STRENGTHS: dict[str, Operator] = {
    "hedge dropped": hedge_dropped,
    "cause claimed": cause,
    "certainty": certainty,
    "recommendation strength": strength,
    "recommendation": recommendation,
    "quantifier": quantifier,
    "exception": exception,
}
