"""The LOINC codes of a drug label's sections, what we call them, and in which order they are kept.

Codes and meanings: FDA, "Section Headings (LOINC)",
https://www.fda.gov/industry/structured-product-labeling-resources/section-headings-loinc
The same list, machine-readable: HL7, "SPL Section Codes", http://hl7.org/fhir/us/spl/ValueSet/splSectionCodes
The names of openFDA's fields: the table and the rule by which openFDA makes them,
https://github.com/FDA/openfda, openfda/spl/data/sections.csv and openfda/spl/spl_to_json.js

The order is ours: what may harm comes first, then what a prescriber asks for, then the background.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

BOXED_WARNING = "34066-1"
INDICATIONS = "34067-9"
DOSAGE = "34068-7"
CONTRAINDICATIONS = "34070-3"
UNCLASSIFIED = "42229-5"
# For sections that carry no code of the list.
OTHER_LABEL = "Other information"


@dataclass(frozen=True, slots=True)
class Heading:
    """A kind of section: its LOINC code, our label for it, and the name of openFDA's field."""

    code: str
    label: str
    field: str


# In the order in which a record keeps them.
HEADINGS: tuple[Heading, ...] = (
    Heading(BOXED_WARNING, "Boxed warning", "boxed_warning"),
    Heading("55106-9", "Active ingredients", "active_ingredient"),
    Heading("55105-1", "Purpose", "purpose"),
    Heading(INDICATIONS, "Indications and usage", "indications_and_usage"),
    Heading(DOSAGE, "Dosage and administration", "dosage_and_administration"),
    Heading("43678-2", "Dosage forms and strengths", "dosage_forms_and_strengths"),
    Heading(CONTRAINDICATIONS, "Contraindications", "contraindications"),
    Heading("50570-1", "Do not use", "do_not_use"),
    Heading("43685-7", "Warnings and precautions", "warnings_and_cautions"),
    Heading("34071-1", "Warnings", "warnings"),
    Heading("42232-9", "Precautions", "precautions"),
    Heading("34072-9", "General precautions", "general_precautions"),
    Heading("54433-8", "User safety warnings", "user_safety_warnings"),
    Heading("60561-8", "Other safety information", "other_safety_information"),
    Heading("50569-3", "Ask a doctor before use", "ask_doctor"),
    Heading("50568-5", "Ask a doctor or pharmacist before use", "ask_doctor_or_pharmacist"),
    Heading("50567-7", "When using this product", "when_using"),
    Heading("50566-9", "Stop use", "stop_use"),
    Heading("53414-9", "Pregnancy or breast-feeding", "pregnancy_or_breast_feeding"),
    Heading("50565-1", "Keep out of reach of children", "keep_out_of_reach_of_children"),
    Heading("69759-9", "Risks", "risks"),
    Heading("34075-2", "Laboratory tests", "laboratory_tests"),
    Heading("34073-7", "Drug interactions", "drug_interactions"),
    Heading("34074-5", "Drug and laboratory test interactions", "drug_and_or_laboratory_test_interactions"),
    Heading("34084-4", "Adverse reactions", "adverse_reactions"),
    Heading("90374-0", "Clinical trials experience", ""),
    Heading("90375-7", "Postmarketing experience", ""),
    Heading("43684-0", "Use in specific populations", "use_in_specific_populations"),
    Heading("42228-7", "Pregnancy", "pregnancy"),
    Heading("34077-8", "Teratogenic effects", "teratogenic_effects"),
    Heading("34078-6", "Nonteratogenic effects", "nonteratogenic_effects"),
    Heading("34079-4", "Labor and delivery", "labor_and_delivery"),
    Heading("77290-5", "Lactation", ""),
    Heading("34080-2", "Nursing mothers", "nursing_mothers"),
    Heading("77291-3", "Females and males of reproductive potential", ""),
    Heading("34081-0", "Pediatric use", "pediatric_use"),
    Heading("34082-8", "Geriatric use", "geriatric_use"),
    Heading("88828-9", "Renal impairment", ""),
    Heading("88829-7", "Hepatic impairment", ""),
    Heading("42227-9", "Drug abuse and dependence", "drug_abuse_and_dependence"),
    Heading("34085-1", "Controlled substance", "controlled_substance"),
    Heading("34086-9", "Abuse", "abuse"),
    Heading("34087-7", "Dependence", "dependence"),
    Heading("34088-5", "Overdosage", "overdosage"),
    Heading("34089-3", "Description", "description"),
    Heading("34090-1", "Clinical pharmacology", "clinical_pharmacology"),
    Heading("43679-0", "Mechanism of action", "mechanism_of_action"),
    Heading("43681-6", "Pharmacodynamics", "pharmacodynamics"),
    Heading("43682-4", "Pharmacokinetics", "pharmacokinetics"),
    Heading("66106-6", "Pharmacogenomics", "pharmacogenomics"),
    Heading("88830-5", "Immunogenicity", ""),
    Heading("49489-8", "Microbiology", "microbiology"),
    Heading("43680-8", "Nonclinical toxicology", "nonclinical_toxicology"),
    Heading(
        "34083-6",
        "Carcinogenesis, mutagenesis, impairment of fertility",
        "carcinogenesis_and_mutagenesis_and_impairment_of_fertility",
    ),
    Heading("34091-9", "Animal pharmacology and toxicology", "animal_pharmacology_and_or_toxicology"),
    Heading("34092-7", "Clinical studies", "clinical_studies"),
    Heading("34069-5", "How supplied", "how_supplied"),
    Heading("44425-7", "Storage and handling", "storage_and_handling"),
    Heading("88436-1", "Patient counseling information", ""),
    Heading("34076-0", "Information for patients", "information_for_patients"),
    Heading("68498-5", "Patient medication information", "patient_medication_information"),
    Heading("42230-3", "Patient package insert", "spl_patient_package_insert"),
    Heading("42231-1", "Medication guide", "spl_medguide"),
    Heading("59845-8", "Instructions for use", "instructions_for_use"),
    Heading("53413-1", "Questions", "questions"),
    Heading(UNCLASSIFIED, OTHER_LABEL, "spl_unclassified_section"),
)

# Pictures of the package, tables of data elements, inactive ingredients, dates of changes, literature, letters and
# the plan by which a risk is managed: none of it says how the drug is used. What is for animals is another matter.
LEFT_OUT: tuple[Heading, ...] = (
    Heading("48780-1", "Product data elements", "spl_product_data_elements"),
    Heading("48779-3", "Indexing data elements", "spl_indexing_data_elements"),
    Heading("51945-4", "Package label", "package_label_principal_display_panel"),
    Heading("51727-6", "Inactive ingredients", "inactive_ingredient"),
    Heading("43683-2", "Recent major changes", "recent_major_changes"),
    Heading("34093-5", "References", "references"),
    Heading("71744-7", "Health care provider letter", "health_care_provider_letter"),
    Heading("82347-6", "REMS summary", ""),
    Heading("82598-4", "REMS medication guide", ""),
    Heading("50745-9", "Veterinary indications", "veterinary_indications"),
    Heading("53412-3", "Residue warning", "residue_warning"),
    Heading("50740-0", "Guaranteed analysis of feed", "guaranteed_analysis_of_feed"),
)

LABELS: dict[str, str] = {heading.code: heading.label for heading in HEADINGS}
CODES_LEFT_OUT = frozenset(heading.code for heading in LEFT_OUT)
# Sections of which a boxed warning is a part in older labels; and what a box has to say, to be one elsewhere.
_WARNINGS = frozenset({BOXED_WARNING, "34071-1", "43685-7", "42232-9"})
_WARNS = re.compile(r"\bwarnings?\b", re.IGNORECASE)
_PLACES = {heading.label: place for place, heading in enumerate(HEADINGS)}


def place_of(label: str) -> int:
    """Return where a section stands in a record: with the section whose part it is; what is not of the list, last."""
    return _PLACES.get(label.split(" > ")[0], len(_PLACES))


def is_boxed_warning(around: str, said: str) -> bool:
    """Tell whether what is coded as a boxed warning is one. `around` is the code of the section it stands in, or "".

    Labels also frame their doses so: within another section, a boxed warning is only what warns.
    """
    return not around or around in _WARNINGS or _WARNS.search(said[:300]) is not None
