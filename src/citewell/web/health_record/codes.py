"""Systems of codes, by OID and by the address that FHIR gives them.

Source: HL7 Terminology, the identifiers of the code systems; MedlinePlus Connect, which takes the same by OID.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """A system of codes. `names_drugs`: its display names go on with strength and form, which no article is about.

    vocabulary: under which name the library's terms bear its codes; empty where they bear none.
    """

    name: str
    oid: str
    url: str
    names_drugs: bool = False
    vocabulary: str = ""


SYSTEMS = (
    CodeSystem("ICD-10-CM", "2.16.840.1.113883.6.90", "http://hl7.org/fhir/sid/icd-10-cm"),
    CodeSystem("ICD-9-CM", "2.16.840.1.113883.6.103", "http://hl7.org/fhir/sid/icd-9-cm"),
    CodeSystem("SNOMED CT", "2.16.840.1.113883.6.96", "http://snomed.info/sct"),
    CodeSystem("RxNorm", "2.16.840.1.113883.6.88", "http://www.nlm.nih.gov/research/umls/rxnorm", names_drugs=True),
    CodeSystem("NDC", "2.16.840.1.113883.6.69", "http://hl7.org/fhir/sid/ndc", names_drugs=True),
    CodeSystem("LOINC", "2.16.840.1.113883.6.1", "http://loinc.org"),
    CodeSystem("MeSH", "2.16.840.1.113883.6.177", "http://terminology.hl7.org/CodeSystem/MSH", vocabulary="MeSH"),
)
UNKNOWN = CodeSystem("", "", "")


def system_of(identifier: str) -> CodeSystem:
    """Return a system of codes by its OID or its address; `UNKNOWN` for another one."""
    plain = identifier.strip().removeprefix("urn:oid:")
    return next((system for system in SYSTEMS if plain and plain in {system.oid, system.url}), UNKNOWN)
