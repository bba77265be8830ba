"""Systems of codes by which a health record names things, and how exactly a term means what a code of one means.

Source of the identifiers: HL7, https://hl7.org/fhir/R4/namingsystem-terminologies.html (OID and address of SNOMED CT,
RxNorm, LOINC, NDC) and HL7 Terminology for ICD-10-CM, ICD-9-CM and MeSH. The forms of codes are those of their makers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Precision(StrEnum):
    """How a code is related to the term that bears it, as the source of the reference says it.

    The words are those of SKOS's mapping properties, read from the term: BROAD means that the code is of something
    wider than the term, NARROW that it is of something narrower. UNSTATED is a reference that says nothing more.
    Source: https://www.w3.org/TR/skos-reference/#mapping
    """

    EXACT = "exact"
    CLOSE = "close"
    BROAD = "broad"
    NARROW = "narrow"
    RELATED = "related"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Code:
    """A code of another system that a term refers to. `system` is the name of a `CodeSystem`."""

    system: str
    code: str
    precision: Precision = Precision.UNSTATED


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """A system of codes. The library's vocabulary of the same name bears its codes.

    form: what a code looks like. names_drugs: its names go on with strength and form, which no article is about.
    prefixes: what stands before its codes in an ontology's references: `ICD10CM:I48`, or an address.
    """

    name: str
    oid: str
    url: str
    form: str = ".+"
    names_drugs: bool = False
    prefixes: tuple[str, ...] = ()

    def plain(self, code: str) -> str:
        """Return a code as it is stored, whatever its dots and case; empty for one that the system cannot have."""
        bare = code.strip().upper()
        if self is ICD_10_CM:
            bare = bare.replace(".", "")
        if not re.fullmatch(self.form, bare, re.ASCII):
            return ""
        return _dotted(bare) if self is ICD_10_CM else bare

    def wider(self, code: str) -> Iterator[str]:
        """Yield the codes of the classes that hold this one's, the narrowest first; none where the code tells none.

        An ICD-10-CM code begins with that of its class: I48.91, I48.9, I48.
        Source: ICD-10-CM Official Guidelines, section I.A: categories, subcategories and codes.
        """
        if self is ICD_10_CM and self.plain(code):
            bare = self.plain(code).replace(".", "")
            yield from (_dotted(bare[:size]) for size in range(len(bare) - 1, 2, -1))


def _dotted(bare: str) -> str:
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


ICD_10_CM = CodeSystem(
    "ICD-10-CM",
    "2.16.840.1.113883.6.90",
    "http://hl7.org/fhir/sid/icd-10-cm",
    r"[A-Z]\d[0-9A-Z][0-9A-Z]{0,4}",
    prefixes=("ICD10CM", "http://purl.bioontology.org/ontology/ICD10CM"),
)
SNOMED_CT = CodeSystem(
    "SNOMED CT",
    "2.16.840.1.113883.6.96",
    "http://snomed.info/sct",
    r"[1-9]\d{5,17}",
    prefixes=(
        "SNOMEDCT",
        "SNOMEDCT_US",
        "SNOMED_CT",
        "SCTID",
        "http://identifiers.org/snomedct",
        "http://snomed.info/id",
        "http://purl.bioontology.org/ontology/SNOMEDCT",
    ),
)
RXNORM = CodeSystem(
    "RxNorm",
    "2.16.840.1.113883.6.88",
    "http://www.nlm.nih.gov/research/umls/rxnorm",
    r"[1-9]\d{0,7}",
    names_drugs=True,
    prefixes=("RXNORM", "http://purl.bioontology.org/ontology/RXNORM"),
)
LOINC = CodeSystem("LOINC", "2.16.840.1.113883.6.1", "http://loinc.org", r"\d{1,7}-\d", prefixes=("LOINC",))
MESH = CodeSystem(
    "MeSH",
    "2.16.840.1.113883.6.177",
    "http://terminology.hl7.org/CodeSystem/MSH",
    r"[CDMQ]\d{1,9}",
    prefixes=("MESH", "MSH", "http://identifiers.org/mesh", "http://id.nlm.nih.gov/mesh"),
)
SYSTEMS = (
    ICD_10_CM,
    CodeSystem(
        "ICD-9-CM",
        "2.16.840.1.113883.6.103",
        "http://hl7.org/fhir/sid/icd-9-cm",
        r"(?:E\d{3}|V\d\d|\d{3})(?:\.\d{1,2})?",
        prefixes=("ICD9CM", "http://purl.bioontology.org/ontology/ICD9CM"),
    ),
    SNOMED_CT,
    RXNORM,
    CodeSystem("NDC", "2.16.840.1.113883.6.69", "http://hl7.org/fhir/sid/ndc", names_drugs=True),
    LOINC,
    MESH,
)
UNKNOWN = CodeSystem("", "", "")
_RELEASE = re.compile(r"_\d{4}_\d\d_\d\d\Z")


def system_of(identifier: str) -> CodeSystem:
    """Return a system of codes by its OID or its address; `UNKNOWN` for another one."""
    plain = identifier.strip().removeprefix("urn:oid:").rstrip("/")
    return next((system for system in SYSTEMS if plain and plain in {system.oid, system.url}), UNKNOWN)


def referred(reference: str, precision: Precision = Precision.UNSTATED) -> Code | None:
    """Return the code that an ontology's reference names, as `ICD10CM:I48` or an address; None for another system.

    A prefix may bear the release of its system: `SNOMEDCT_US_2023_03_01:22298006`.
    """
    prefix, _, local = reference.rpartition("/") if "/" in reference else reference.partition(":")
    system = _by_prefix().get(_RELEASE.sub("", prefix) if "/" in reference else _RELEASE.sub("", prefix).upper())
    code = system.plain(local) if system else ""
    return Code(system.name, code, precision) if system and code else None


@cache
def _by_prefix() -> dict[str, CodeSystem]:
    return {prefix: system for system in SYSTEMS for prefix in system.prefixes}
