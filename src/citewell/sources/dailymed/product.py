"""What a label is about: the products that it lists, their names, active ingredients and forms.

The elements are those of HL7 SPL (FDA, "Structured Product Labeling (SPL) Implementation Guide with Validation
Procedures", chapter 3, product data elements); those of the releases before 2009 are read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from citewell.sources.dailymed.narrative import line

Element = etree._Element

# ACTIB: strength based on the substance; ACTIM: on its active moiety; ACTIR: on a reference substance.
_ACTIVE = frozenset({"ACTIB", "ACTIM", "ACTIR"})
_PRODUCTS = ("manufacturedProduct", "manufacturedMedicine", "partProduct", "partMedicine")
_MOST_NAMED = 3
# What a title says beside the product's name (21 CFR 201.57(a)(1) and (a)(3) prescribe the wording).
_BOILERPLATE = re.compile(
    r"these highlights do not include.*?(?:prescribing information for [^.]*\.|$)"
    r"|initial u\.?\s?s\.? approval:?\s*\d{0,4}"
    r"|(?:full )?prescribing information|highlights of prescribing information|package insert|drug facts|drug label"
    r"|patient information|^(?:rx|otc)\b(?: only)?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Product:
    """A product of a label: its name, the non-proprietary name, its form and its active ingredients, as worded."""

    name: str
    generic: str
    form: str
    ingredients: tuple[str, ...]


def products(root: Element) -> tuple[Product, ...]:
    """Return the products that a label lists, in its order; those of a kit as the one product that the kit is."""
    return tuple(_product(element) for element in _elements(root))


def title(listed: Iterable[Product], own: str) -> str:
    """Return what to call a label: its products, or what its own title names; empty where neither says anything."""
    forms: dict[str, list[str]] = {}
    for product in listed:
        held = forms.setdefault(_called(product), [])
        if product.form not in held:
            held.append(product.form)
    named = [f"{name} {', '.join(filter(None, of_it))}".strip() for name, of_it in forms.items() if name]
    if len(named) > _MOST_NAMED:
        named = [*named[:_MOST_NAMED], f"and {len(named) - _MOST_NAMED} more"]
    return "; ".join(named) or _own_name(own)


def ingredients(listed: Iterable[Product]) -> tuple[str, ...]:
    """Return the active ingredients and the non-proprietary names, in lower case, each once."""
    return _unique(name.lower() for product in listed for name in (*product.ingredients, product.generic) if name)


def brands(listed: Iterable[Product]) -> tuple[str, ...]:
    """Return the names under which the products are sold, each once."""
    return _unique(product.name for product in listed)


def _elements(root: Element) -> Iterator[Element]:
    """Yield the outermost product elements. One wraps the other of the same name: the inner has the data."""
    for element in root.iter(*_PRODUCTS[:2]):
        has_data = any(element.find(tag) is not None for tag in ("name", "code", "formCode", "asEntityWithGeneric"))
        in_product = next(element.iterancestors("subject"), None) is not None
        if has_data and in_product and not _is_in_a_product_with_data(element):
            yield element


def _is_in_a_product_with_data(element: Element) -> bool:
    return any(outer.find("name") is not None for outer in element.iterancestors(*_PRODUCTS))


def _product(element: Element) -> Product:
    generic = _text(element, ".//genericMedicine/name")
    name = _text(element, "name")
    form = element.find("formCode")
    return Product(
        name,
        _text(element, "asEntityWithGeneric/genericMedicine/name") or generic,
        (form.get("displayName") or "").lower() if form is not None else "",
        _unique(_active(_main_parts(element, name))),
    )


def _main_parts(element: Element, name: str) -> list[Element]:
    """Return the element, or the parts of a kit that are the drug: an alcohol swab that comes with it is not."""
    parts = [part for part in element.iter(*_PRODUCTS[2:]) if part.find("name") is not None]
    own = {name.lower(), _text(element, "asEntityWithGeneric/genericMedicine/name").lower()} - {""}
    main = [
        part
        for part in parts
        if {_text(part, "name").lower(), _text(part, "asEntityWithGeneric/genericMedicine/name").lower()} & own
    ]
    return main or [element]


def _active(parts: Iterable[Element]) -> Iterator[str]:
    """Yield the names of active moieties, each before the substance that holds it."""
    for part in parts:
        for ingredient in part.iter("ingredient", "activeIngredient"):
            if ingredient.tag == "ingredient" and ingredient.get("classCode") not in _ACTIVE:
                continue
            for substance in ingredient.iterchildren("ingredientSubstance", "activeIngredientSubstance"):
                yield from (line(moiety) for moiety in substance.iterfind(".//activeMoiety/name"))
                yield _text(substance, "name")


def _called(product: Product) -> str:
    """Return "LIPITOR (atorvastatin calcium)", or the one of the two names that the label gives."""
    name = product.name or product.generic or ", ".join(product.ingredients).lower()
    generic = product.generic or ", ".join(product.ingredients).lower()
    return f"{name} ({generic})" if generic and generic.lower() != name.lower() else name


def _own_name(own: str) -> str:
    return " ".join(_BOILERPLATE.sub(" ", own).split()).strip(" .,;:-–—")


def _text(element: Element, path: str) -> str:
    found = element.find(path)
    return " ".join(" ".join(map(str, found.itertext())).split()) if found is not None else ""


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names in their order, each once whatever its case."""
    seen: dict[str, str] = {}
    for name in names:
        if name:
            seen.setdefault(name.lower(), name)
    return tuple(seen.values())
