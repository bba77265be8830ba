"""Identifiers as value types: normalised in the constructor, so that equal things compare equal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self
from urllib.parse import quote

# What may stand in an address as it is; the rest is encoded (DOI Handbook, section 2.5.2.4).
_SAFE_IN_ADDRESS = "/:;()!$&'*+,=@~"


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A normalised identifier. Building one from text that is not of its form raises ValueError."""

    value: str

    scheme: ClassVar[str] = ""
    _form: ClassVar[re.Pattern[str]]
    _prefix: ClassVar[re.Pattern[str]]

    def __post_init__(self) -> None:
        if self._form.fullmatch(self.value) and self.value == self._cased(self.value):
            return
        bare = self._prefix.sub("", self.value.strip())
        normal = self._normalise(bare)
        if not self._form.fullmatch(normal):
            raise ValueError(f"{self.value!r} is not a {type(self).__name__}")
        object.__setattr__(self, "value", normal)

    @classmethod
    def _normalise(cls, bare: str) -> str:
        return cls._cased(bare.strip())

    @classmethod
    def _cased(cls, value: str) -> str:
        return value

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class PMID(Identifier):
    """A PubMed identifier: 1 to 8 digits, no leading zero."""

    scheme: ClassVar[str] = "pmid"
    _form: ClassVar[re.Pattern[str]] = re.compile(r"[1-9][0-9]{0,7}")
    _prefix: ClassVar[re.Pattern[str]] = re.compile(r"^(?:pmid[:\s]*|pubmed:)?0*", re.IGNORECASE)

    @property
    def url(self) -> str:
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.value}/"


@dataclass(frozen=True, slots=True, order=True)
class PMCID(Identifier):
    """A PubMed Central identifier: `PMC` and digits."""

    scheme: ClassVar[str] = "pmcid"
    _form: ClassVar[re.Pattern[str]] = re.compile(r"PMC[1-9][0-9]{0,9}")
    _prefix: ClassVar[re.Pattern[str]] = re.compile(r"^(?:pmcid[:\s]*|pmc:)?(?:PMC)?", re.IGNORECASE)

    @classmethod
    def _normalise(cls, bare: str) -> str:
        return "PMC" + bare.split(".")[0]

    @property
    def url(self) -> str:
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{self.value}/"


@dataclass(frozen=True, slots=True, order=True)
class DOI(Identifier):
    """A DOI, lower-cased: DOIs compare without case (DOI Handbook, section 2.4)."""

    scheme: ClassVar[str] = "doi"
    _form: ClassVar[re.Pattern[str]] = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
    _prefix: ClassVar[re.Pattern[str]] = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi[:\s]*)?", re.IGNORECASE)

    @classmethod
    def _cased(cls, value: str) -> str:
        return value.lower()

    @property
    def url(self) -> str:
        return "https://doi.org/" + quote(self.value, safe=_SAFE_IN_ADDRESS)


@dataclass(frozen=True, slots=True, order=True)
class NCTID(Identifier):
    """A ClinicalTrials.gov identifier: `NCT` and eight digits."""

    scheme: ClassVar[str] = "nctid"
    _form: ClassVar[re.Pattern[str]] = re.compile(r"NCT[0-9]{8}")
    _prefix: ClassVar[re.Pattern[str]] = re.compile(r"^(?:nctid[:\s]*)?", re.IGNORECASE)

    @classmethod
    def _cased(cls, value: str) -> str:
        return value.upper()

    @property
    def url(self) -> str:
        return f"https://clinicaltrials.gov/study/{self.value}"


@dataclass(frozen=True, slots=True, order=True)
class SetID(Identifier):
    """The set id of a drug label: a UUID that stays the same over the label's versions (HL7 SPL)."""

    scheme: ClassVar[str] = "setid"
    _form: ClassVar[re.Pattern[str]] = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    _prefix: ClassVar[re.Pattern[str]] = re.compile(r"^(?:setid[:\s]*)?", re.IGNORECASE)

    @classmethod
    def _cased(cls, value: str) -> str:
        return value.lower()

    @property
    def url(self) -> str:
        return f"https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid={self.value}"


@dataclass(frozen=True, slots=True)
class Identifiers:
    """The identifiers of one publication; None where it has none of that kind."""

    pmid: PMID | None = None
    pmcid: PMCID | None = None
    doi: DOI | None = None
    nctid: NCTID | None = None
    setid: SetID | None = None

    @classmethod
    def from_json(cls, values: dict[str, str]) -> Self:
        """Build from `{"pmid": "36757628", ...}`. An unknown scheme or a malformed value raises ValueError."""
        unknown = set(values) - set(IDENTIFIER_TYPES)
        if unknown:
            raise ValueError(f"unknown identifier {sorted(unknown)[0]!r}; known: {', '.join(IDENTIFIER_TYPES)}")
        return cls(**{scheme: IDENTIFIER_TYPES[scheme](str(value)) for scheme, value in values.items() if value})  # type: ignore[arg-type]

    def to_json(self) -> dict[str, str]:
        return {scheme: value.value for scheme in IDENTIFIER_TYPES if (value := getattr(self, scheme))}

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter([value for scheme in IDENTIFIER_TYPES if (value := getattr(self, scheme))])


IDENTIFIER_TYPES: dict[str, type[Identifier]] = {kind.scheme: kind for kind in (PMID, PMCID, DOI, NCTID, SetID)}
