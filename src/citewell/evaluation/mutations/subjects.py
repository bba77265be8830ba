"""Corruptions of what a sentence is about: drug, population, condition, outcome, species, design."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from citewell.evaluation.mutations.edits import Edit, Operator, by_opposites, by_rules, replaced, together
from citewell.evaluation.mutations.material import Statement
from citewell.evaluation.mutations.names import drugs, is_same_drug, of_its_class


def drug(statement: Statement) -> Iterator[Edit]:
    """A drug's name exchanged, wherever it stands, for another of the record or another of its class."""
    text = statement.text
    named = [match.group() for match in drugs(text)]
    of_the_record = dict.fromkeys(match.group() for match in drugs(statement.whole))
    for name in dict.fromkeys(named):
        for other in dict.fromkeys([*of_the_record, *of_its_class(name)]):
            if not any(is_same_drug(other, known) for known in named):
                yield _everywhere(text, name, other.lower())


def _everywhere(text: str, was: str, now: str) -> Edit:
    claim = re.sub(
        rf"(?<![\w-]){re.escape(was)}(?![\w-])",
        lambda match: now.capitalize() if match.group()[0].isupper() else now,
        text,
        flags=re.IGNORECASE,
    )
    return Edit(claim, was, now)


_PEOPLE = [
    ("adults", "children"), ("adult patients", "paediatric patients"), ("men", "women"), ("males", "females"),
    ("male", "female"), ("boys", "girls"), ("older adults", "young adults"), ("older people", "younger people"),
    ("elderly patients", "young patients"), ("older patients", "younger patients"), ("elderly", "young"),
    ("postmenopausal women", "premenopausal women"),
    ("pregnant", "non-pregnant"), ("nonpregnant", "pregnant"), ("outpatients", "inpatients"), ("obese", "lean"), ("normotensive", "hypertensive"),
    ("nondiabetic", "diabetic"), ("non-diabetic", "diabetic"), ("symptomatic", "asymptomatic"),
    ("immunocompromised", "immunocompetent"),
]  # fmt: skip
_OTHER_PEOPLE = [
    ("infants", "adolescents"), ("newborns", "adults"), ("neonates", "adults"), ("adolescents", "older adults"), ("pregnant women", "men"),
    ("inpatients", "outpatients"), ("hospitalised patients", "outpatients"), ("hospitalized patients", "outpatients"),
    ("healthy volunteers", "critically ill patients"), ("healthy subjects", "hospitalised patients"), ("athletes", "sedentary people"),
    ("smokers", "people who never smoked"), ("nonsmokers", "smokers"), ("diabetic patients", "patients without diabetes"),
    ("hypertensive patients", "normotensive patients"), ("treatment-naive", "previously treated"),
]  # fmt: skip
_WITH = by_rules(
    [
        (
            r"\b(patients|people|adults|women|men|children|individuals|participants|persons|subjects|those) with (?=(?!or\b|a\b|an\b|the\b|respect|and\b|placebo|ejection|baseline|mean\b|values?|creatinine|serum|body|scores?|levels?|different|various|all\b|both\b|their)[a-z])",
            r"\1 without ",
        ),
        (
            r"\b(patients|people|adults|women|men|children|individuals|participants|persons|subjects|those) without ",
            r"\1 with ",
        ),
    ],
    unless=r"\bwith(?:out)? (?:or|and)\b|\bcontrols?\b|\bthan (?:in |those |among )*(?:patients|people|individuals|those|subjects)\b|\bwithout\b.*\bwith\b|\bwith\b.*\bwithout\b",
)
_COUNTERPARTS = {
    "men": r"\b(?:wom[ae]n|females?)\b", "women": r"\b(?:m[ea]n|males?|pregnan\w+|breast|cervical|ovarian|menopaus\w+|both sexes)\b",
    "males": r"\b(?:wom[ae]n|females?)\b", "females": r"\b(?:m[ea]n|males?)\b", "male": r"\bfemales?|wom[ae]n\b", "female": r"\bmales?|\bm[ea]n\b",
    "adults": r"\b(?:child\w*|p(?:a)?ediatric|infants?|neonat\w+|newborns?|adolescents?)\b", "children": r"\badults?\b|\bwomen\b|\bparents\b",
}  # fmt: skip
_ANYBODY = r"\b(?:all ages|any age|age and sex|sex and age|both sexes|either sex|regardless of)\b"
_NOT_WHOM = (
    r"young (?:adult|patient|people|age)|(?:adults|children) (?:and|or) |men (?:and|or|who have sex)|women['’]s|men['’]s|women (?:and|or) |male (?:and|or|sex)"
    r"|children['’]s|children with|obese (?:and|or)|elderly (?:and|or)|male[- ](?:to|rats|mice)|female (?:and|or)|infants (?:and|or)|adolescents (?:and|or)"
)
_WHOM = together(
    *(
        by_opposites(pairs, unless=_ANYBODY, but_not=_NOT_WHOM, one_way=one_way)
        for pairs, one_way in ((_PEOPLE, False), (_OTHER_PEOPLE, True))
    )
)


def population(statement: Statement) -> Iterator[Edit]:
    """Other people than those studied: children for adults, women for men, with a condition for without it."""
    text = statement.text
    for edit in _WHOM(statement):
        counterpart = _COUNTERPARTS.get(edit.was.lower())
        if counterpart and re.search(counterpart, text, re.IGNORECASE):
            continue
        if re.search(r"\b(?:and|or|,) $", text.split(edit.was, 1)[0]) or _is_of_old_young(text, edit):
            continue
        yield edit
    yield from _WITH(statement)


def _is_of_old_young(text: str, edit: Edit) -> bool:
    """Tell whether a sentence says of whom it speaks in another word too, against which the new one would jar."""
    words = r"\b(?:aged|years|months|old(?:er)?|elderly|pregnan\w+|pediatric|paediatric|menopaus\w+|prostat\w+|age|type [12])\b"
    of_age = re.search(words, text, re.IGNORECASE) is not None
    return of_age and edit.now.lower() in {
        "men",
        "young",
        "lean",
        "non-pregnant",
        "adults",
        "patients without diabetes",
        "older patients",
        "older adults",
        "older people",
    }


_LOOK_ALIKES = [
    ("type 1 diabetes", "type 2 diabetes"), ("systolic", "diastolic"), ("acute", "chronic"), ("primary prevention", "secondary prevention"),
    ("LDL", "HDL"), ("low-density lipoprotein", "high-density lipoprotein"), ("proximal", "distal"), ("anterior", "posterior"),
    ("medial", "lateral"), ("arterial", "venous"), ("benign", "malignant"), ("bacterial", "viral"), ("bipolar", "unipolar"),
    ("Crohn's disease", "ulcerative colitis"), ("hepatitis B", "hepatitis C"), ("gram-positive", "gram-negative"),
    ("hyperglycemia", "hypoglycemia"), ("hyperglycaemia", "hypoglycaemia"), ("hypertension", "hypotension"), ("hyperkalaemia", "hypokalaemia"),
    ("hyperkalemia", "hypokalemia"), ("hyponatremia", "hypernatremia"), ("hyponatraemia", "hypernatraemia"), ("hypothyroidism", "hyperthyroidism"),
    ("hypocalcemia", "hypercalcemia"), ("ventricular", "atrial"), ("ischemic stroke", "hemorrhagic stroke"), ("ischaemic stroke", "haemorrhagic stroke"),
    ("CD4", "CD8"), ("upper respiratory", "lower respiratory"), ("left ventricular", "right ventricular"), ("diuretic", "antibiotic"),
    ("SGLT2 inhibitors", "DPP-4 inhibitors"), ("rheumatoid arthritis", "osteoarthritis"), ("antihypertensive", "antidepressant"),
    ("fasting", "postprandial"), ("complete rupture", "partial rupture"), ("nonvalvular", "valvular"), ("episodic migraine", "chronic migraine"),
    ("estrogen", "androgen"), ("antagonist", "agonist"), ("antagonists", "agonists"), ("prokaryotic", "eukaryotic"),
]  # fmt: skip
_LOOK_ALIKE = by_opposites(
    _LOOK_ALIKES,
    unless=r"\b(?:pulmonary hypertension|acute (?:and|or|on|to) chronic|chronic (?:and|or) acute)\b",
    but_not=r"acute[- ](?:and|or|phase|lymphoblastic|myeloid|coronary|respiratory|myocardial)|chronic (?:and|or|obstructive|lymphocytic|myeloid)|anterior cruciate"
    r"|arterial (?:and|or|hypertension)|(?:bacterial|viral) (?:and|or|load|vector)|medial (?:and|or)|benign prostatic|lateral sclerosis|arterial (?:blood )?pressure"
    r"|posterior (?:cruciate|and)|proximal (?:and|or)|atrial (?:fib|flutter|natri)|ventricular (?:ejection|assist|hypertrophy|mass)|[lh]dl[/-]|cd[48][/⁺+-]|lateral ventric"
    r"|viral (?:rna|dna|genome|titer|replication|protein)|diuretic (?:and|or)|(?:ant)?agonists? (?:and|or)|systolic (?:and|or)|diastolic (?:and|or)|low-density lipoprotein receptor|LDL receptor",
)


def look_alike(statement: Statement) -> Iterable[Edit]:
    """A condition or part of the body taken for its look-alike: type 1 for type 2, hypo- for hyper-, left for right."""
    return (edit for edit in _LOOK_ALIKE(statement) if not _is_one_of_two(statement.text, edit.was))


def _is_one_of_two(text: str, was: str) -> bool:
    """Tell whether a word is joined to another: in "primary or secondary prevention" the other is there already."""
    return re.search(r"\b(?:and|or|and/or|to|versus|vs\.?) $", text.split(was, 1)[0]) is not None


# Outcomes that can stand in one another's place in a sentence, one family a line.
_OUTCOMES: tuple[tuple[str, ...], ...] = (
    ("all-cause mortality", "cardiovascular mortality", "mortality", "stroke", "myocardial infarction", "major bleeding", "bleeding",
     "hospitalisation", "hospitalization", "kidney failure", "venous thromboembolism", "pneumonia", "heart failure", "sepsis", "dementia",
     "cardiovascular death", "intracranial hemorrhage", "intracranial haemorrhage"),
    ("deaths", "strokes", "fractures", "infections", "hospitalisations", "hospitalizations", "relapses", "falls", "bleeds", "recurrences",
     "exacerbations", "seizures", "myocardial infarctions"),
    ("pain", "nausea", "fatigue", "vomiting", "dizziness", "headache", "diarrhoea", "diarrhea", "anxiety", "insomnia", "fever", "itching",
     "constipation", "cough", "stiffness", "disability"),
    ("physical function", "quality of life", "exercise capacity", "sleep quality", "cognitive function", "functional status"),
    ("systolic blood pressure", "blood pressure", "body weight", "heart rate", "HbA1c", "LDL cholesterol", "bone mineral density",
     "ejection fraction", "muscle strength", "body mass index"),
    ("overall survival", "progression-free survival", "length of hospital stay", "time to return to sport", "return to work", "treatment response"),
)  # fmt: skip
# What a word belongs to, so that nothing is exchanged for what it includes or is included in.
_KIN = (
    r"mortality|death|surviv|fatal|died", r"stroke|infarct|cardiovascular|coronary|heart|cardiac|h(?:a)?emorrhage|bleed|cerebrovascular",
    r"hospitali|admission|stay", r"relaps|recurr|remission|exacerbat|respon|return", r"kidney|renal", r"infect|pneumon|sepsis|fever|cough",
    r"fractur|fall|bone", r"cancer|tumou?r|neoplas", r"thrombo|embol", r"dement|cogniti", r"pain|headache|stiff|disab|function|quality", r"nausea|vomit|diarrh|constip|gastroint",
    r"fatigue|insomnia|sleep|dizz", r"anxi|depress|mood", r"itch|prurit|skin", r"blood pressure|hypertens", r"weight|body mass|BMI|obes", r"heart rate",
    r"HbA1c|glyc", r"cholesterol|lipid|LDL", r"ejection|ventric", r"muscle|strength", r"seizure|epilep", r"bleed|h(?:a)?emorrhage",
)  # fmt: skip
_BARS_OUTCOME = (
    r"(?:pain|headache|cancer|stroke|pneumonia|sepsis|dementia|heart failure|seizure|anxiety|falls?|fatigue|cough|insomnia|relapse|fever)"
    r"(?:-| (?:patients|cells?|units?|registr\w+|clinic\w*|centers?|centres?|drugs?|medicat\w+|relievers?|thresholds?|scores?|scale|research|treatment|therapy|stem|lines?|biology"
    r"|disorders?|society|association|and the|in (?:adults|children|men|women|patients|people)|genomes?|survivors|intensity|days|medicine|guideline\w*|risk factors))"
)
_BEFORE_OUTCOME = re.compile(
    r"(?:\b(?:risks?|rates?|incidence|odds|hazard|probability|likelihood|frequency|occurrence|reduction|reductions|increase|increases|decrease|prevention|prevalence"
    r"|change|changes|improvement|improvements|effects?|benefit|worsening|onset|severity)"
    r" (?:of|for|in|on|from|against) (?:[a-z-]+ ){0,1}|\b(?:reduced?|reduces|reducing|increased?|increases|lower|lowers|lowered|higher|less|more|prevents?|prevented|improved?|improves|caused?|causes"
    r"|fewer|worsened|in|on|and|or|for|of|with|from|developed|prevent|had|had a|raised|shortened?|prolonged?) (?:overall )?)$",
    re.IGNORECASE,
)


def outcome(statement: Statement) -> Iterator[Edit]:
    """The finding told of another outcome: stroke for mortality, nausea for pain."""
    text = statement.text
    for family in _OUTCOMES:
        if "blood pressure" in family and _MEASURED.search(text):
            continue
        for match in re.finditer(
            rf"(?<![\w-])(?:{'|'.join(sorted(family, key=len, reverse=True))})(?![\w-])", text, re.IGNORECASE
        ):
            was = match.group()
            if re.match(_BARS_OUTCOME, text[match.start() :], re.IGNORECASE) or not _BEFORE_OUTCOME.search(
                text[: match.start()]
            ):
                continue
            if _KINDS_OF.search(text[: match.start()]):
                continue
            for other in family:
                if not _is_kin(was, other) and not _is_said(text, other):
                    yield replaced(text, match.start(), match.end(), other)


# Beside its unit, another measure would be nonsense.
_MEASURED = re.compile(r"mm ?Hg|\bkg|mmol|mg/dL|\bbeats|\bbpm\b|%|g/cm|per ?cent")


_KINDS_OF = re.compile(
    r"\b(?:isch(?:a)?emic|h(?:a)?emorrhagic|acute|transient|postoperative|congestive|chronic|nonfatal|all-cause|sudden|cell) $",
    re.IGNORECASE,
)


def _is_kin(one: str, other: str) -> bool:
    return any(re.search(kin, one, re.IGNORECASE) and re.search(kin, other, re.IGNORECASE) for kin in _KIN)


def _is_said(text: str, other: str) -> bool:
    """Tell whether a text already speaks of the outcome, or of what belongs to it."""
    return (
        any(re.search(kin, text, re.IGNORECASE) for kin in _KIN if re.search(kin, other, re.IGNORECASE))
        or other.lower() in text.lower()
    )


_ANIMALS = by_rules(
    [
        (
            r"\bin (?:adult |male |female |wild-type |aged |young |obese |diabetic |healthy )?(?:mice|rats)\b",
            "in patients",
        ),
        (r"\bin (?:a )?(?:mouse|rat|murine|rodent) models? of\b", "in patients with"),
        (
            r"\b(?:mouse|murine|rat) (?=(?:cells|embryonic|brain|liver|heart|lung|kidney|skin|muscle|macrophages|neurons|hepatocytes|islets|tissue)\b)",
            "human ",
        ),
        (r"\b(?:the|these) (?:mice|rats)\b", "the patients"),
        (r"\b(?:mice|rats) (?=(?:were|had|showed|developed|given|treated|with|lacking|receiving)\b)", "patients "),
        (r"\banimal (?=(?:studies|experiments|trials)\b)", "clinical "),
        (
            r"\bin vitro(?=[.,;)]| (?:and|by|to|with|but|as|after|at|for|through|suggest|show|demonstrat)\b)",
            "in patients",
        ),
    ],
    unless=r"\b(mouse|mice|murine|rats?|animals?|rodents?|in vitro)\b.*\b(?:mouse|mice|murine|rats?|animals?|rodents?|in vitro)\b|\b(?:humans?|patients|people|clinical|women|men|and in vivo)\b",
)

_DESIGNS = by_rules(
    [
        (r"\b(?:prospective |retrospective )?(?:observational )?cohort stud(y|ies)\b", r"randomised trial<\1>"),
        (r"\bcase[- ]control stud(y|ies)\b", r"randomised trial<\1>"),
        (r"\bcross[- ]sectional stud(y|ies)\b", r"randomised trial<\1>"),
        (r"\b(?:retrospective |prospective )?observational stud(y|ies)\b", r"randomised trial<\1>"),
        (r"\bcase series\b(?! (?:and|of \d+ series))", "randomised trial"),
        (r"\bcase reports?\b", "randomised trial"),
        (r"\b(?:pilot|feasibility) (study|trial)\b", r"large pivotal \1"),
        (r"\bopen[- ]label\b", "double-blind"),
        (r"\bnon-?randomi[sz]ed\b", "randomised"),
        (r"\buncontrolled\b(?= (?:trial|stud))", "controlled"),
        (r"\bsingle[- ]cent(?:er|re)\b", "multicentre"),
        (r"\bretrospective(ly|)\b(?= (?:analysis|study|review|evaluat|chart|analy[sz]ed))", r"prospective\1"),
        (r"\bphase (?:I|II|1|2)\b(?=,? (?:\w+[ -]){0,2}(?:trial|study))", "phase 3"),
        (r"\bsmall (?=(?:\w+ )?(?:trials?|study|studies)\b)", "large "),
        (r"\bsecondary outcome\b", "primary outcome"),
        (r"\bpost[- ]hoc\b", "prespecified"),
        (r"\bsubgroup analys(is|es)\b", r"main analys\1"),
    ],
    unless=r"\brandomi[sz]ed (?:controlled )?(?:trials?|stud)|\bRCTs?\b|\bprospectively\b|\bcohort and case|\bmulticent|\bdouble[- ]blind|\b(?:prospective|retrospective) and\b|\blarge\b",
)


def design(statement: Statement) -> Iterator[Edit]:
    """A study told as a stronger one: a cohort as a randomised trial."""
    for edit in _DESIGNS(statement):
        if _is_one_of_two(statement.text, edit.was) or (
            re.match("non", edit.was, re.IGNORECASE) and re.search(r"\brandomi[sz]ed", statement.text, re.IGNORECASE)
        ):
            continue
        yield Edit(*(part.replace("<y>", "").replace("<ies>", "s") for part in (edit.claim, edit.was, edit.now)))


_INFLAMMATION = by_opposites(
    [
        ("pancreatitis", "pancreatic cancer"), ("prostatitis", "prostate cancer"), ("gastritis", "gastric cancer"),
        ("oesophagitis", "oesophageal cancer"), ("esophagitis", "esophageal cancer"), ("thyroiditis", "thyroid cancer"),
        ("cystitis", "cystic fibrosis"), ("hepatitis", "hepatic failure"), ("nephritis", "nephropathy"),
        ("pyelonephritis", "nephrolithiasis"), ("glomerulonephritis", "glomerulosclerosis"), ("encephalitis", "encephalopathy"),
        ("myocarditis", "myocardial infarction"), ("pericarditis", "pericardial effusion"), ("endocarditis", "endocardial fibrosis"),
        ("meningitis", "meningioma"), ("neuritis", "neuropathy"), ("pneumonitis", "pneumonia"), ("bronchitis", "bronchial asthma"),
        ("bronchiolitis", "bronchiectasis"), ("vasculitis", "vascular disease"), ("osteomyelitis", "osteoporosis"),
        ("cervicitis", "cervical cancer"), ("keratitis", "keratosis"), ("dermatitis", "dermatosis"), ("arthritis", "arthrosis"),
    ],
    unless=r"\b(?:inflammat|rheumatoid|psoriatic|juvenile|septic arthritis|osteoarthritis)",
    but_not=r"hepatitis [A-EBCDG]\b|hepatitis virus|pneumonia virus",
)  # fmt: skip

SUBJECTS: dict[str, Operator] = {
    "drug": drug,
    "population": population,
    "look-alike": look_alike,
    "outcome": outcome,
    "animals as people": _ANIMALS,
    "study design": design,
    "inflammation": _INFLAMMATION,
}
