"""Makes drug labels of imaginary drugs, in the form of DailyMed (HL7 SPL) and of openFDA (JSON)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

SET_ID = "00000000-0000-4000-8000-0000000000aa"
BOXED, INDICATIONS, DOSAGE, CONTRAINDICATIONS = "34066-1", "34067-9", "34068-7", "34070-3"
WARNINGS, REACTIONS, POPULATIONS, UNCLASSIFIED = "43685-7", "34084-4", "43684-0", "42229-5"
INTERACTIONS = "34073-7"


def paragraphs(*texts: str) -> str:
    """Return the markup of paragraphs."""
    return "".join(f"<paragraph>{text}</paragraph>" for text in texts)


def listed(*items: str, kind: str = "unordered") -> str:
    """Return the markup of a list."""
    return f'<list listType="{kind}">' + "".join(f"<item>{item}</item>" for item in items) + "</list>"


def table(*rows: Sequence[str], caption: str = "") -> str:
    """Return the markup of a table; a cell that begins with "<td" is taken as it is."""
    cells = ["".join(c if c.startswith("<td") else f"<td>{c}</td>" for c in row) for row in rows]
    head = f"<caption>{caption}</caption>" if caption else ""
    return f"<table>{head}<tbody>{''.join(f'<tr>{row}</tr>' for row in cells)}</tbody></table>"


def section(code: str, title: str = "", text: str = "", *inner: str, highlights: str = "") -> str:
    """Return a section in its component, as SPL nests them."""
    summary = f"<excerpt><highlight><text>{highlights}</text></highlight></excerpt>" if highlights else ""
    return (
        f'<component><section><id root="x"/><code code="{code}" codeSystem="2.16.840.1.113883.6.1"/>'
        f"{f'<title>{title}</title>' if title else ''}{f'<text>{text}</text>' if text else ''}"
        f"{summary}{''.join(inner)}</section></component>"
    )


def product(
    name: str = "ZANOLEX",
    generic: str = "zanolol hydrochloride",
    form: str = "TABLET",
    active: Sequence[tuple[str, str]] = (("ZANOLOL HYDROCHLORIDE", "ZANOLOL"),),
    inactive: Sequence[str] = ("STARCH",),
    parts: str = "",
) -> str:
    """Return a product of the product data section. `active` holds substances, each with its moiety."""
    return (
        "<subject><manufacturedProduct><manufacturedProduct>"
        + _described(name, generic, form, active, inactive)
        + parts
        + "</manufacturedProduct></manufacturedProduct></subject>"
    )


def part(name: str, generic: str, active: Sequence[tuple[str, str]]) -> str:
    """Return a part of a kit."""
    return f"<part><partProduct>{_described(name, generic, 'SWAB', active, ())}</partProduct></part>"


def _described(name: str, generic: str, form: str, active: Sequence[tuple[str, str]], inactive: Sequence[str]) -> str:
    ingredients = "".join(
        f'<ingredient classCode="ACTIB"><ingredientSubstance><name>{substance}</name>'
        f"<activeMoiety><activeMoiety><name>{moiety}</name></activeMoiety></activeMoiety>"
        "</ingredientSubstance></ingredient>"
        for substance, moiety in active
    ) + "".join(
        f'<ingredient classCode="IACT"><ingredientSubstance><name>{n}</name></ingredientSubstance></ingredient>'
        for n in inactive
    )
    return (
        f"<name>{name}</name><formCode code='C1' displayName={quoteattr(form)}/>"
        f"<asEntityWithGeneric><genericMedicine><name>{generic}</name></genericMedicine></asEntityWithGeneric>"
        + ingredients
    )


DOSE = section(DOSAGE, "2 DOSAGE AND ADMINISTRATION", paragraphs("Take 5 mg of zanolol once daily."))


def spl(
    *sections: str,
    setid: str = SET_ID,
    version: str = "3",
    date: str = "20240115",
    title: str = "ZANOLEX (zanolol) tablets",
    products: str | None = None,
    labeler: str = "Imaginary Pharma Inc.",
    prologue: str = '<?xml version="1.0" encoding="UTF-8"?>',
    head: str = "",
) -> str:
    """Return a label as DailyMed gives it."""
    data = (
        f'<component><section><code code="48780-1"/>{product() if products is None else products}</section></component>'
    )
    return (
        f'{prologue}<document xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<id root="y"/><code code="34391-3"/><title>{title}</title>{head}<effectiveTime value="{date}"/>'
        f'<setId root="{setid}"/><versionNumber value="{version}"/>'
        f"<author><assignedEntity><representedOrganization><name>{escape(labeler)}</name>"
        "</representedOrganization></assignedEntity></author>"
        f"<component><structuredBody>{data}{''.join(sections or (DOSE,))}</structuredBody></component></document>"
    )


def result(**fields: Any) -> dict[str, Any]:
    """Return a label as openFDA gives it; a section is a list of texts."""
    return {
        "spl_product_data_elements": ["Zanolex zanolol STARCH ZANOLOL"],
        "effective_time": "20240115",
        "set_id": SET_ID,
        "id": "00000000-0000-4000-8000-0000000000bb",
        "version": "3",
        "openfda": {
            "brand_name": ["Zanolex"],
            "generic_name": ["ZANOLOL HYDROCHLORIDE"],
            "substance_name": ["ZANOLOL"],
            "manufacturer_name": ["Imaginary Pharma Inc."],
        },
        **fields,
    }


def answer(*results: Mapping[str, Any], indent: int | None = 2) -> bytes:
    """Return results as the API returns them, and as bulk files hold them."""
    meta = {"disclaimer": "Do not rely on it.", "results": {"skip": 0, "limit": len(results), "total": 9}}
    return json.dumps({"meta": meta, "results": list(results)}, indent=indent, ensure_ascii=False).encode()
