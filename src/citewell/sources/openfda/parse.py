"""openFDA's drug labels to records.

The fields are those of https://open.fda.gov/apis/drug/label/searchable-fields/. Each holds the text of the sections
with one LOINC code, heading included, as one line; a section's text holds that of the sections within it, and that
of its tables, which come once more as XML in a field of their own (openfda/spl/spl_to_json.js in
https://github.com/FDA/openfda). Here each text is kept once, and the tables as rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from citewell.model.codes import RXNORM
from citewell.model.evidence import Coverage, Provenance, Record, RecordKind, with_unique_labels
from citewell.model.identifiers import Identifiers, SetID
from citewell.model.serialise import clean
from citewell.sources.dailymed.parse import date_of, version_of
from citewell.sources.dailymed.product import Product, brands, ingredients, title
from citewell.sources.openfda.sections import sections
from citewell.sources.openfda.split import recognises, split
from citewell.sources.unit import Fault, Item, Source, Unit

# "Unless otherwise noted, the content, data ... on openFDA is public domain and made available with a Creative
# Commons CC0 1.0 Universal dedication": https://open.fda.gov/license/
LICENCE = "CC0 1.0 (openFDA)"
_PROVENANCE = Provenance("openfda")
# The product data begin with the name as it is printed, then come names of substances, in capitals.
_PRINTED_NAME = re.compile(r"^(\S+(?:\s+(?![A-Z]{3,})\S+){0,5})")


def parse(unit: Unit) -> list[Item]:
    """Turn results into records; one that is not a label comes as a fault with its place and set id."""
    items: list[Item] = []
    for index, found in enumerate(unit.items):
        try:
            values = orjson.loads(found)
        except orjson.JSONDecodeError as error:
            items.append(Fault(unit.name(index), f"not JSON: {error}"))
            continue
        if not isinstance(values, dict):
            items.append(Fault(unit.name(index), "is no object with the fields of a label"))
            continue
        try:
            items.append(label(values))
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            items.append(Fault(_named(unit.name(index), values), str(error)))
    return items


def _named(place: str, values: Mapping[str, Any]) -> str:
    setid = _text(values, "set_id")[:40]
    return f"{place} (set id {setid})" if setid else place


def label(values: Mapping[str, Any]) -> Record:
    """Return the record of a result. Raises ValueError that says why it is none.

    A list of products that gives no text of the label makes a record with a title only, which cannot be quoted.
    """
    openfda = values.get("openfda")
    facts: Mapping[str, Any] = openfda if isinstance(openfda, Mapping) else {}
    setid = SetID(_text(values, "set_id") or _text(facts, "spl_set_id") or _missing())
    date = date_of(_text(values, "effective_time"))
    listed = _products(values, facts)
    kept = with_unique_labels(sections(values, (*brands(listed), *ingredients(listed))))
    name = title(listed, "") or _printed_name(values)
    if not kept and not name:
        raise ValueError("holds neither the text of a label nor the name of a product")
    return Record(
        id=f"label:{setid}",
        kind=RecordKind.LABEL,
        title=name or f"Drug label {setid}",
        sections=kept,
        year=int(date[:4]) if date else None,
        identifiers=Identifiers(setid=setid),
        url=setid.url,
        issuer=_text(facts, "manufacturer_name") or _text(values, "labeler"),
        version=version_of(_text(values, "version")),
        date=date,
        licence=LICENCE if kept and "openfda" in values else "",
        ingredients=ingredients(listed),
        brands=brands(listed),
        rxcuis=tuple(dict.fromkeys(code for text in _texts(facts, "rxcui") if (code := RXNORM.plain(text)))),
        coverage=Coverage.FULL_TEXT if kept else Coverage.TITLE,
        provenance=_PROVENANCE,
    )


def _missing() -> str:
    raise ValueError("has no set id, so it is not a drug label")


def _products(values: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[Product, ...]:
    """Return what is labelled: of openFDA, its names; of a list of products, each."""
    listed = values.get("products")
    if isinstance(listed, list):
        return tuple(Product(_text(item, "name"), "", "", ()) for item in listed if isinstance(item, Mapping))
    names, generic = _texts(facts, "brand_name"), ", ".join(_texts(facts, "generic_name")).lower()
    substances = tuple(_texts(facts, "substance_name"))
    return tuple(Product(name, generic, "", substances) for name in names or ([""] if generic or substances else []))


def _printed_name(values: Mapping[str, Any]) -> str:
    match = _PRINTED_NAME.match(_text(values, "spl_product_data_elements"))
    return match[1] if match else ""


def _text(values: Mapping[str, Any], name: str) -> str:
    return next(iter(_texts(values, name)), "")


def _texts(values: Mapping[str, Any], name: str) -> list[str]:
    value = values.get(name)
    found = value if isinstance(value, list) else [value]
    return [" ".join(clean(text).split()) for text in found if isinstance(text, str) and text.strip()]


SOURCE = Source("openFDA drug labels (JSON, .zip)", recognises, split, parse)
