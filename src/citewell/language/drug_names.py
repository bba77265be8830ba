"""How the names of drugs end, and those without an ending of their own."""

from __future__ import annotations

# The endings of nonproprietary names: WHO, "The use of stems in the selection of International Nonproprietary
# Names (INN)", https://www.who.int/teams/health-product-and-policy-standards/inn/stembook
STEMS = (
    r"mab|nib|pril|prilat|sartan|statin|olol|dipine|conazole|prazole|cillin|mycin|micin|floxacin|oxacin|gliptin|gliflozin"
    r"|glutide|glitazone|xaban|gatran|parin|oxetine|triptan|gepant|profen|coxib|tidine|setron|vir|vudine|citabine|terol"
    r"|lukast|tropium|cycline|dronate|tretinoin|prost|prostol|azepam|zolam|barbital|caine|curium|curonium|thiazide|afil"
    r"|platin|rubicin|taxel|tecan|poetin|kinra|(?:ner|ber|fa|ata|ater|na)cept|ciclovir|fibrate|formin|fenadine|apine|peridone"
    r"|glimepiride|sporine?|limus|zosin"
)
"""A pattern of the endings by which a word of seven letters and more is told to be a drug."""
FURTHER = r"azole|pam|lam|sone|olone|actone|onide|amide|amine|amycin|aline|alopram|idone|peridol"
"""A pattern of endings that drugs share with a few other words."""
ALONE = (
    r"warfarin|aspirin|metformin|insulin|lithium|ibuprofen|naproxen|paracetamol|acetaminophen|codeine|morphine|tramadol"
    r"|oxycodone|nitrofurantoin|fosfomycin|digoxin|heparin"
)
"""A pattern of common drugs whose names end like no other's."""
