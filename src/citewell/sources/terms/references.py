"""The codes of other systems to which the terms of an ontology refer, with the precision that it states.

Source of the forms: https://github.com/geneontology/obographs: a node's "meta" has "xrefs" with a "val", and
"basicPropertyValues" with a "pred" and a "val", where SKOS's mapping properties stand. A plain list has "xrefs" of
"namespace" and "id".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from citewell.model.codes import Code, Precision, referred

MOST_CODES = 200
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_STATED = {
    f"{_SKOS}exactMatch": Precision.EXACT,
    f"{_SKOS}closeMatch": Precision.CLOSE,
    f"{_SKOS}broadMatch": Precision.BROAD,
    f"{_SKOS}narrowMatch": Precision.NARROW,
    f"{_SKOS}relatedMatch": Precision.RELATED,
}


def of_node(meta: dict[str, Any]) -> tuple[Code, ...]:
    """Return the codes to which a node of a graph refers."""
    found = [(_text(item, "val"), Precision.UNSTATED) for item in _objects(meta.get("xrefs"))]
    for item in _objects(meta.get("basicPropertyValues")):
        if precision := _STATED.get(_text(item, "pred")):
            found.append((_text(item, "val"), precision))
    return _once(found)


def of_entry(xrefs: object) -> tuple[Code, ...]:
    """Return the codes to which an entry of a plain list refers."""
    found = (f"{_text(item, 'namespace')}:{_text(item, 'id')}" for item in _objects(xrefs))
    return _once((reference, Precision.UNSTATED) for reference in found)


def _once(found: Iterable[tuple[str, Precision]]) -> tuple[Code, ...]:
    """Return each code once. What says more counts; where two say different things, nothing is stated."""
    stated: dict[tuple[str, str], set[Precision]] = {}
    for reference, precision in found:
        if code := referred(reference, precision):
            said = stated.setdefault((code.system, code.code), set())
            said |= {precision} - {Precision.UNSTATED}
    return tuple(
        Code(system, code, next(iter(said)) if len(said) == 1 else Precision.UNSTATED)
        for (system, code), said in list(stated.items())[:MOST_CODES]
    )


def _objects(value: object) -> Iterator[dict[str, Any]]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""
