"""Studies of ClinicalTrials.gov to records. The fields are those of its "Study Data Structure" (API version 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from citewell.model.evidence import Coverage, MeshHeading, Provenance, Record, RecordKind, Section, unique_labels
from citewell.model.identifiers import NCTID, Identifiers
from citewell.sources.clinicaltrials.fields import each, line, names, prose, text, wording
from citewell.sources.clinicaltrials.split import recognises, split
from citewell.sources.unit import Fault, Item, Source, Unit

REGISTER = "ClinicalTrials.gov"
LICENCE = "ClinicalTrials.gov terms and conditions (https://clinicaltrials.gov/about-site/terms-conditions)"
REGISTRATION = "Clinical Trial Registration"
# A registration without a status must still be known for one: it would else pass for a trial with results.
NO_STATUS = "Status not stated"
# Where a word of the register is not just its code in lower case (ClinicalTrials.gov, glossary).
_STATUSES = {"ACTIVE_NOT_RECRUITING": "Active, not recruiting", "UNKNOWN": "Unknown status"}
_DATE = re.compile(r"(\d{4})(?:-\d{2}){0,2}")
_NUMBER = re.compile(rb"NCT\d{8}")
# Some collections mark the start of a description so, before its title.
_TITLE_MARK = re.compile(r"^\(\w+Quint\)\s*")
_PROVENANCE = Provenance("clinicaltrials")


def parse(unit: Unit) -> list[Item]:
    """Turn studies into records; one that cannot be read comes as a fault with its place and its number."""
    items: list[Item] = []
    for place, content in enumerate(unit.items):
        content = content.removeprefix(b"\xef\xbb\xbf").strip()
        if not content:
            continue
        try:
            items.append(_record(orjson.loads(content)))
        except orjson.JSONDecodeError as error:
            items.append(Fault(_name(unit.name(place), content), f"not JSON: {error}"))
        except ValueError as error:
            items.append(Fault(_name(unit.name(place), content), str(error)))
    return items


def _name(place: str, content: bytes) -> str:
    number = _NUMBER.search(content)
    return f"{place} ({number[0].decode()})" if number else place


def _record(study: Any) -> Record:
    if not isinstance(study, dict):
        raise ValueError("a study is a JSON object")
    return _study(study) if "protocolSection" in study else _described(study)


def _study(study: dict[str, Any]) -> Record:
    protocol = study["protocolSection"]
    number = _number(line(protocol, "identificationModule", "nctId"))
    title = line(protocol, "identificationModule", "officialTitle")
    brief = line(protocol, "identificationModule", "briefTitle")
    dates = _dates(protocol)
    sections = unique_labels([(label, told) for label, told in _sections(study, protocol) if told])
    sponsor = line(protocol, "sponsorCollaboratorsModule", "leadSponsor", "name")
    return _registration(
        number,
        title or brief,
        sections,
        status=_status(line(protocol, "statusModule", "overallStatus")),
        year=_year(dates["start"]) or _year(dates["registered"]),
        date=dates["updated"],
        authors=(sponsor,) if sponsor else (),
        mesh=tuple(MeshHeading(name) for name in _mesh(study)),
        keywords=tuple(
            dict.fromkeys(
                name
                for name in (
                    brief,
                    line(protocol, "identificationModule", "acronym"),
                    *names(protocol, "conditionsModule", "keywords"),
                )
                if name and name != title
            )
        ),
    )


def _number(text: str) -> NCTID:
    if not text:
        raise ValueError("has no NCT number")
    return NCTID(text)


def _registration(number: NCTID, title: str, sections: tuple[Section, ...], *, status: str, **known: Any) -> Record:
    """Return the record of a trial's registration: whatever it says, it reports no finding."""
    return Record(
        id=f"nct:{number}",
        kind=RecordKind.RESEARCH,
        title=title,
        sections=sections,
        journal=REGISTER,
        licence=LICENCE,
        publication_types=(REGISTRATION,),
        identifiers=Identifiers(nctid=number),
        url=number.url,
        trial_status=status,
        coverage=Coverage.SUMMARY if sections else Coverage.TITLE,
        provenance=_PROVENANCE,
        **known,
    )


def _sections(study: dict[str, Any], protocol: Any) -> Iterator[tuple[str, str]]:
    yield "Brief summary", prose(text(protocol, "descriptionModule", "briefSummary"))
    yield "Conditions", "; ".join(names(protocol, "conditionsModule", "conditions"))
    yield "Interventions", " ".join(map(_intervention, each(protocol, "armsInterventionsModule", "interventions")))
    yield "Primary outcome", " ".join(map(_outcome, each(protocol, "outcomesModule", "primaryOutcomes")))
    yield "Eligibility", _eligibility(protocol)
    yield "Design", _design(protocol)
    yield "Status", _standing(study, protocol)


def _intervention(intervention: Any) -> str:
    kind = wording(line(intervention, "type"))
    others = names(intervention, "otherNames")
    name = line(intervention, "name") + (f" ({', '.join(others)})" if others else "")
    return _joined(f"{kind}: {name}" if kind else name, prose(text(intervention, "description")))


def _outcome(outcome: Any) -> str:
    frame = line(outcome, "timeFrame")
    return _joined(line(outcome, "measure") + (f" ({frame})" if frame else ""), prose(text(outcome, "description")))


def _joined(*sentences: str) -> str:
    """Return sentences one after another, each closed by a full stop."""
    return " ".join(s if s.endswith((".", "!", "?")) else f"{s}." for s in sentences if s)


def _eligibility(protocol: Any) -> str:
    module = ("eligibilityModule",)
    ages = [line(protocol, *module, "minimumAge"), line(protocol, *module, "maximumAge")]
    told = [
        f"Ages: {ages[0] or 'no lower limit'} to {ages[1] or 'no upper limit'}" if any(ages) else "",
        f"Sex: {sex}" if (sex := wording(line(protocol, *module, "sex")).lower()) else "",
    ]
    return _joined(prose(text(protocol, *module, "eligibilityCriteria")), *told)


def _design(protocol: Any) -> str:
    module = ("designModule",)
    info = (*module, "designInfo")
    count, kind = text(protocol, *module, "enrollmentInfo", "count"), line(protocol, *module, "enrollmentInfo", "type")
    told = {
        "Study type": wording(line(protocol, *module, "studyType")),
        "Phase": ", ".join(map(_phase, names(protocol, *module, "phases"))),
        "Allocation": wording(line(protocol, *info, "allocation")),
        "Intervention model": wording(line(protocol, *info, "interventionModel")),
        "Masking": wording(line(protocol, *info, "maskingInfo", "masking")),
        "Primary purpose": wording(line(protocol, *info, "primaryPurpose")),
        "Enrolment": f"{count} ({kind.lower()})" if count and kind else count,
    }
    return _joined(*(f"{name}: {value}" for name, value in told.items() if value))


def _phase(code: str) -> str:
    """Return a phase in words: `PHASE2` is "phase 2", `NA` is "not applicable"."""
    return "not applicable" if code == "NA" else wording(code).replace("hase", "hase ").lower()


def _standing(study: dict[str, Any], protocol: Any) -> str:
    why = line(protocol, "statusModule", "whyStopped")
    ends = line(protocol, "statusModule", "primaryCompletionDateStruct", "date")
    return _joined(
        _status(line(protocol, "statusModule", "overallStatus")),
        f"Why it stopped: {why}" if why else "",
        f"Primary completion: {ends}" if ends else "",
        "Results are posted in the register" if study.get("hasResults") is True else "",
    )


def _status(code: str) -> str:
    return _STATUSES.get(code) or wording(code) or NO_STATUS


def _dates(protocol: Any) -> dict[str, str]:
    module = ("statusModule",)
    found = {
        "start": line(protocol, *module, "startDateStruct", "date"),
        "registered": line(protocol, *module, "studyFirstPostDateStruct", "date")
        or line(protocol, *module, "studyFirstSubmitDate"),
        "updated": line(protocol, *module, "lastUpdatePostDateStruct", "date")
        or line(protocol, *module, "lastUpdateSubmitDate"),
    }
    return {name: date if _DATE.fullmatch(date) else "" for name, date in found.items()}


def _year(date: str) -> int | None:
    return int(date[:4]) if date else None


def _mesh(study: dict[str, Any]) -> Iterator[str]:
    """Yield the MeSH terms that the register gives to the conditions and the interventions."""
    for module in ("conditionBrowseModule", "interventionBrowseModule"):
        for heading in each(study, "derivedSection", module, "meshes"):
            if name := line(heading, "term"):
                yield name


def _described(values: dict[str, Any]) -> Record:
    """Return a registration of which a line keeps the number and the descriptions, and perhaps a title."""
    number = _number(next((line(values, name) for name in ("nct", "nct_id", "nctid") if name in values), ""))
    description = _TITLE_MARK.sub("", text(values, "description"))
    first = " ".join(description.lstrip().split("\n", 1)[0].split()).rstrip(".")
    told = {
        "Brief summary": prose(text(values, "brief_summary")),
        "Description": prose(description),
        "Eligibility": prose(text(values, "criteria")),
    }
    return _registration(
        number,
        line(values, "title") or first or str(number),
        unique_labels([(label, told_text) for label, told_text in told.items() if told_text]),
        status=_status(line(values, "status")),
    )


SOURCE = Source("ClinicalTrials.gov JSON (.json, .jsonl)", recognises, split, parse)
