"""Names that can be put in one another's place. That a name stands here says nothing about what it does."""

from __future__ import annotations

import re

# Names that share an ending; the endings are the common stems of the World Health Organization's nonproprietary names.
BY_ENDING: dict[str, tuple[str, ...]] = {
    "statin": ("atorvastatin", "simvastatin", "rosuvastatin", "pravastatin", "fluvastatin", "lovastatin"),
    "pril": ("enalapril", "lisinopril", "ramipril", "captopril", "perindopril"),
    "sartan": ("losartan", "valsartan", "candesartan", "telmisartan", "irbesartan"),
    "olol": ("atenolol", "metoprolol", "bisoprolol", "propranolol", "carvedilol"),
    "dipine": ("amlodipine", "nifedipine", "felodipine", "nicardipine"),
    "gliptin": ("sitagliptin", "saxagliptin", "linagliptin", "alogliptin"),
    "gliflozin": ("empagliflozin", "dapagliflozin", "canagliflozin", "ertugliflozin"),
    "glutide": ("liraglutide", "semaglutide", "dulaglutide", "albiglutide"),
    "xaban": ("apixaban", "rivaroxaban", "edoxaban", "betrixaban"),
    "prazole": ("omeprazole", "lansoprazole", "pantoprazole", "rabeprazole"),
    "setron": ("ondansetron", "granisetron", "tropisetron", "dolasetron"),
    "triptan": ("sumatriptan", "rizatriptan", "zolmitriptan", "naratriptan"),
    "gepant": ("rimegepant", "ubrogepant", "atogepant"),
    "floxacin": ("ciprofloxacin", "levofloxacin", "moxifloxacin", "ofloxacin"),
    "cillin": ("amoxicillin", "ampicillin", "piperacillin", "flucloxacillin"),
    "mycin": ("clarithromycin", "azithromycin", "erythromycin", "clindamycin", "fosfomycin"),
    "conazole": ("fluconazole", "itraconazole", "ketoconazole", "voriconazole"),
    "oxetine": ("fluoxetine", "paroxetine", "duloxetine", "atomoxetine"),
    "azepam": ("diazepam", "lorazepam", "clonazepam", "oxazepam"),
    "apine": ("olanzapine", "clozapine", "quetiapine"),
    "peridone": ("risperidone", "paliperidone", "iloperidone"),
    "profen": ("ibuprofen", "ketoprofen", "flurbiprofen"),
    "coxib": ("celecoxib", "rofecoxib", "etoricoxib", "valdecoxib"),
    "parin": ("enoxaparin", "dalteparin", "tinzaparin", "nadroparin"),
    "glitazone": ("pioglitazone", "rosiglitazone", "troglitazone"),
    "terol": ("formoterol", "salmeterol", "vilanterol", "indacaterol"),
    "sone": ("fluticasone", "betamethasone", "dexamethasone", "prednisone"),
    "sonide": ("budesonide", "ciclesonide"),
    "umab": ("adalimumab", "denosumab", "evolocumab", "erenumab"),
    "zumab": ("trastuzumab", "fremanezumab", "galcanezumab", "bevacizumab"),
    "tinib": ("imatinib", "erlotinib", "gefitinib", "sunitinib"),
    "dronate": ("alendronate", "risedronate", "ibandronate", "etidronate"),
    "thiazide": ("hydrochlorothiazide", "bendroflumethiazide", "chlorothiazide"),
    "navir": ("lopinavir", "darunavir", "atazanavir", "ritonavir"),
    "ciclovir": ("aciclovir", "valaciclovir", "famciclovir"),
    "pramine": ("imipramine", "clomipramine", "desipramine"),
    "triptyline": ("amitriptyline", "nortriptyline"),
}
_SINGLE = (
    "aspirin", "warfarin", "clopidogrel", "ticagrelor", "metformin", "paracetamol", "naproxen", "diclofenac",
    "dabigatran", "digoxin", "lithium", "topiramate", "valproate", "gabapentin", "pregabalin", "sertraline", "citalopram",
    "escitalopram", "venlafaxine", "mirtazapine", "bupropion", "nitrofurantoin", "trimethoprim", "metronidazole",
    "tetracycline", "doxycycline", "spironolactone", "furosemide", "ezetimibe", "haloperidol", "morphine", "tramadol",
    "tamoxifen", "methotrexate", "raloxifene", "finerenone", "montelukast", "theophylline", "glibenclamide", "acarbose",
    "methylphenidate", "ezogabine", "levodopa", "memantine", "donepezil", "rivastigmine", "galantamine", "oxybutynin", "tolterodine",
    "baclofen", "tizanidine", "cyclobenzaprine", "verapamil", "diltiazem", "doxazosin", "clonidine", "bismuth",
)  # fmt: skip
# Names that belong together, so that one does not take the place of the other.
_SAME = ({"paracetamol", "acetaminophen"}, {"citalopram", "escitalopram"}, {"omeprazole", "esomeprazole"},
         {"ofloxacin", "levofloxacin"}, {"prednisone", "prednisolone"}, {"glibenclamide", "glyburide"})  # fmt: skip
# Words that only end like a drug's name.
_NO_DRUGS = ("cholesterol", "ergosterol", "april", "heparin", "heparins")

DRUG = rf"(?!(?:{'|'.join(_NO_DRUGS)})\b)(?:(?:[a-z]{{2,}})(?:{'|'.join(sorted(BY_ENDING, key=len, reverse=True))})|{'|'.join(_SINGLE)})"
"""A pattern of a drug's name, without its boundaries."""

_NAMED = re.compile(rf"(?<![\w-])(?:{DRUG})(?![\w-])", re.IGNORECASE)


def drugs(text: str) -> list[re.Match[str]]:
    """Return where drugs are named, in order."""
    return list(_NAMED.finditer(text))


def is_same_drug(one: str, other: str) -> bool:
    """Tell whether two names are one drug's, or so near that one could stand for the other."""
    a, b = one.lower(), other.lower()
    return a == b or a in b or b in a or any({a, b} <= same for same in _SAME)


def of_its_class(name: str) -> tuple[str, ...]:
    """Return other names with the ending of this one; the others without a common ending for one that has none."""
    for ending in sorted(BY_ENDING, key=len, reverse=True):
        if name.lower().endswith(ending):
            return BY_ENDING[ending]
    return _SINGLE
