"""What people say in a phrase of their own, in the words of medicine: "leaks urine" is urinary incontinence.

A table of terms holds names, whose words stand in one order. A phrase is told by its words and how they are bent:
"my ankles have been swelling", "swollen ankles". Sources: MedlinePlus, and NLM MeSH entry terms.
"""

from __future__ import annotations

import re

_WHOSE = r"(?:(?:the|a|an|my|your|his|her|their|our|someone['’]s) )?"
_IS = r"(?:(?:is|are|was|were|has been|have been|had been|get|gets|got|keep|keeps|went|gone|go|goes|become|becomes|became) )?"

# The phrase, and the term that stands for it; the longer before the shorter.
_PHRASES = (
    # Urine, bowels
    (rf"(?:(?:has|have|having|need|needs) to )?(?:rush|rushes|rushing|run|runs|running|dash|dashes|dashing) to {_WHOSE}(?:toilet|loo|bathroom|lavatory)(?: and (?:leak|leaks|leaking|leaked) (?:urine|pee|wee))?", "overactive bladder"),
    (r"(?:leak|leaks|leaking|leaked|leakage of|lose|loses|losing|loss of) (?:urine|pee|wee)|(?:leak|leaks|leaking|leaked) water", "urinary incontinence"),
    (rf"(?:leak|leaks|leaking|leaked) when {_WHOSE}?(?:i |she |he |you |they )?(?:cough|sneeze|laugh|jump|exercise)(?:s|ing)?", "stress urinary incontinence"),
    (r"(?:wet|wets|wetting) (?:the|his|her|their) beds?|bed-?wetting", "nocturnal enuresis"),
    (r"(?:burn|burns|burning|sting|stings|stinging|hurt|hurts|pain|painful)(?: sensation)? (?:when|while|to|on) (?:\w+ )?(?:pee|peeing|urinate|urinating|urination|pass(?:ing)? (?:urine|water))", "dysuria"),
    (r"(?:cannot|can['’]?t|unable to) (?:go to the (?:toilet|loo|bathroom)|poo|open (?:my|his|her) bowels)", "constipation"),
    # The heart, blood vessels
    (rf"{_WHOSE}(?:ankles?|feet|legs?)(?: and (?:ankles|feet|legs))? {_IS}(?:swell(?:s|ing|ed)?|swollen|puff(?:y|ed|ing)?)(?: up)?|(?:swelling|swollen|puffy|puffiness)(?: (?:of|in))? {_WHOSE}(?:ankles?|feet|legs)", "peripheral edema"),
    (rf"{_WHOSE}heart (?:beats? )?(?:is |was )?(?:racing|pounding|skipping|fluttering|skips beats|races|pounds|flutters)", "palpitations"),
    (r"thick(?:en(?:ed|ing)?)? heart(?: (?:muscle|wall))?", "left ventricular hypertrophy"),
    # The gullet, stomach
    (rf"(?:when |if |with |and |but )?(?:a |an )?(?:{_WHOSE}(?:endoscopy|gastroscopy) (?:is|was|looks?|looked|came back|shows?|showed) (?:normal|negative|clear|nothing)|(?:normal|negative|clear) (?:endoscopy|gastroscopy))", "in non-erosive reflux disease"),
    # The chest
    (r"(?:cough|coughs|coughing) up blood", "hemoptysis"),
    (r"(?:short|shortness) of breath|out of breath|(?:cannot|can['’]?t|hard to|struggling to|trouble|difficulty) (?:catch (?:my|his|her) breath|breathe|breathing)", "breathlessness"),
    # Muscles, bones, tendons
    (rf"(?:tear|tears|tore|torn|tearing|rupture|ruptures|ruptured|snap|snaps|snapped) {_WHOSE}tendons?|tendons? {_IS}(?:tear|tears|torn|tore|rupture|ruptures|ruptured|snap|snaps|snapped)", "tendon rupture"),
    (rf"(?:protect|protects|protecting|strengthen|strengthens|strengthening) {_WHOSE}(?:bones?|skeleton)", "prevent bone loss"),
    (r"(?:thin|thinning|brittle|weak) bones?", "osteoporosis"),
    # Men and women
    (rf"(?:make|makes|made|making) {_WHOSE}(?:man|men|boy|boys|male|males)['’]?s? (?:breasts? (?:grow|enlarge|swell)|grow breasts)|(?:men|man|boys|males?) (?:grow|growing|grew|to grow|get|getting) breasts|male breasts?(?: (?:growth|enlargement|swelling))?", "cause gynecomastia"),
    (r"(?:heavy|flooding) (?:periods?|menstrual bleeding)", "menorrhagia"),
    (r"(?:painful periods?|period pains?|menstrual cramps)", "dysmenorrhea"),
    (r"(?:trouble|difficulty|problems?) (?:getting|keeping|maintaining|with) (?:an? )?erections?|impoten(?:t|ce)", "erectile dysfunction"),
    (r"hormon(?:e|al) (?:therapy|treatment|injections?) (?:for|against)(?= prostat)", "androgen deprivation therapy for"),
    # Nerves, mind
    (r"(?:trouble|difficulty|problems?|unable|cannot|can['’]?t) (?:falling asleep|staying asleep|sleeping|sleep|to sleep)", "insomnia"),
    (r"(?:pins and needles)", "paresthesia"),
    # Life and death
    (r"(?:live|lives|living) longer|(?:prolong|prolongs|prolonging|extend|extends|save|saves|saving|lengthen|lengthens) (?:life|lives)", "reduce mortality"),
    # Giving
    (r"(?:under|beneath) (?:the|my|your|his|her) tongue", "sublingual"),
    (r"headaches? (?:after|following|from) (?:a |an |the |my )?(?:spinal tap|lumbar puncture|epidural|spinal (?:anaesthetic|anesthetic|block|anaesthesia|anesthesia))", "post-dural puncture headache"),
    (r"salt[- ]water (?:injections?|shots?)|(?<=versus )salt[- ]water|(?<=or )salt[- ]water", "saline"),
)  # fmt: skip
_COMPILED = tuple((re.compile(rf"\b(?:{phrase})(?![\w'’-])", re.IGNORECASE), term) for phrase, term in _PHRASES)


def in_medical_words(text: str) -> str:
    """Return a question with the phrases of everyday speech put into the words of medicine, where these are known."""
    for phrase, term in _COMPILED:
        text = phrase.sub(term, text)
    return text
