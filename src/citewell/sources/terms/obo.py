"""Ontologies of diseases and findings (DOID, MONDO, HPO): OBO graphs in JSON, and a plain list of terms.

Source of the graph's form: https://github.com/geneontology/obographs, "graphs" with "nodes" and "edges". The list
is `[{"id", "name", "synonyms", "relations": {"is_a": []}}]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import orjson

from citewell.language.terms import Term
from citewell.model.codes import Code
from citewell.sources.cutting import in_units
from citewell.sources.files import Entry
from citewell.sources.terms import references
from citewell.sources.terms.elements import elements
from citewell.sources.terms.names import kept_names
from citewell.sources.unit import Fault, Item, Source, Unit, Vocabulary

ELEMENTS_A_UNIT = 2_000
_GRAPHS = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\{[^\[\]]{0,2000}?"graphs"\s*:\s*\[\s*\{')
_LIST = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\[\s*\{[^{}\[\]]{0,2000}?"id"\s*:\s*"')
_OF_TERMS = re.compile(rb'"(?:namespace|synonyms|relations|xrefs|alt_ids)"\s*:')
# A document, its graphs, a graph, its nodes: a node stands within four brackets.
_NODES_AT, _LISTED_AT = 4, 1
# The synonyms of another width than the term are left out: "tumour" is no other name of one kind of it.
_SAME = frozenset({"hasExactSynonym"})
_PREFIXES = {"DOID": ("DOID", "condition"), "MONDO": ("MONDO", "condition"), "HP": ("HPO", "finding")}
# The terms at the top, whose names are "disease", "other disease" and "All".
_TOPS = frozenset({"DOID:4", "MONDO:0000001", "MONDO:0700096", "HP:0000001", "HP:0000118"})
# Of the diseases, what stands below what is of no use to a search; of the findings it tells what is none.
_WITH_KINDS = "HPO"
_CODE = re.compile(r"(?:.*[/#])?([A-Za-z]+)[_:](\d{1,12})\Z")


def recognises_graph(_name: str, start: bytes) -> bool:
    """Tell whether this is an OBO graph by its first bytes."""
    return _GRAPHS.match(start) is not None


def recognises_list(_name: str, start: bytes) -> bool:
    """Tell whether this is a list of terms by its first bytes."""
    return _LIST.match(start) is not None and b'"name"' in start and _OF_TERMS.search(start) is not None


def split_graph(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the nodes and edges in units."""
    return _split(entry, _NODES_AT)


def split_list(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the terms in units."""
    return _split(entry, _LISTED_AT)


def _split(entry: Entry, depth: int) -> Iterator[Unit | Fault]:
    return in_units(entry, partial(elements, depth=depth), most_items=ELEMENTS_A_UNIT, called="item")


class _Read:
    """Terms and kinds by vocabulary, with the faults, as they are met."""

    def __init__(self) -> None:
        self.terms: dict[str, list[Term]] = {}
        self.kinds: dict[str, list[tuple[str, str]]] = {}
        self.faults: list[Item] = []

    def items(self) -> list[Item]:
        names = dict.fromkeys([*self.terms, *self.kinds])
        return self.faults + [
            Vocabulary(name, tuple(self.terms.get(name, ())), tuple(self.kinds.get(name, ()))) for name in names
        ]


def parse_graph(unit: Unit) -> list[Item]:
    """Turn nodes into terms and "is a" edges into kinds; what a graph holds beside them is passed over."""
    read = _Read()
    for index, element in _loaded(unit, read):
        if "pred" in element and "sub" in element:
            _add_kind(read, element.get("sub"), element.get("pred"), element.get("obj"))
        elif element.get("type", "CLASS") == "CLASS" and "id" in element and "lbl" in element:
            meta = element.get("meta") or {}
            if not isinstance(meta, dict):
                read.faults.append(Fault(unit.name(index), '"meta" is not an object'))
            elif meta.get("deprecated") is not True:
                synonyms = _same(meta.get("synonyms"))
                _add_term(read, element["id"], element["lbl"], synonyms, references.of_node(meta))
    return read.items()


def parse_list(unit: Unit) -> list[Item]:
    """Turn listed terms into terms; one that is none comes as a fault with its place."""
    read = _Read()
    for index, element in _loaded(unit, read):
        if not isinstance(element.get("id"), str) or not isinstance(element.get("name"), str):
            read.faults.append(Fault(unit.name(index), 'needs "id" and "name"'))
            continue
        if element.get("is_obsolete") is True or element.get("deprecated") is True:
            continue
        code = _full_code(element["id"], element.get("namespace"))
        codes = references.of_entry(element.get("xrefs"))
        _add_term(read, code, element["name"], element.get("synonyms"), codes)
        relations = element.get("relations")
        above = relations.get("is_a") if isinstance(relations, dict) else None
        for broader in above if isinstance(above, list) else ():
            _add_kind(read, code, "is_a", _full_code(broader, element.get("namespace")))
    return read.items()


def _loaded(unit: Unit, read: _Read) -> Iterator[tuple[int, dict[str, Any]]]:
    for index, item in enumerate(unit.items):
        try:
            element = orjson.loads(item)
        except orjson.JSONDecodeError as error:
            read.faults.append(Fault(unit.name(index), f"not JSON: {error}"))
            continue
        if isinstance(element, dict):
            yield index, element


def _add_term(read: _Read, identifier: object, name: object, synonyms: object, codes: tuple[Code, ...]) -> None:
    found = _vocabulary_of(identifier)
    if found is None or found[2] in _TOPS or not isinstance(name, str) or name.lower().startswith("obsolete "):
        return
    vocabulary, kind, code = found
    names = kept_names(name, synonyms if isinstance(synonyms, list) else ())
    if names:
        term = Term(names[0], names[1:], type=kind, code=code, places=(code,), codes=codes)
        read.terms.setdefault(vocabulary, []).append(term)


def _add_kind(read: _Read, narrower: object, relation: object, broader: object) -> None:
    below, above = _vocabulary_of(narrower), _vocabulary_of(broader)
    if relation == "is_a" and below and above and below[0] == above[0] == _WITH_KINDS:
        read.kinds.setdefault(_WITH_KINDS, []).append((above[2], below[2]))


def _vocabulary_of(identifier: object) -> tuple[str, str, str] | None:
    """Return the vocabulary, the type of its terms and the code; None for an identifier of another ontology."""
    match = _CODE.match(identifier) if isinstance(identifier, str) else None
    known = _PREFIXES.get(match[1].upper()) if match else None
    return (known[0], known[1], f"{match[1].upper()}:{match[2]}") if match and known else None


def _full_code(identifier: object, namespace: object) -> object:
    """Return the identifier with its prefix, which a list may give apart, as the namespace."""
    bare = isinstance(identifier, str) and identifier.isdigit() and isinstance(namespace, str)
    return f"{namespace}:{identifier}" if bare else identifier


def _same(synonyms: object) -> list[str]:
    """Return the values of a node's exact synonyms."""
    if not isinstance(synonyms, list):
        return []
    exact = (s for s in synonyms if isinstance(s, dict) and s.get("pred") in _SAME)
    return [s["val"] for s in exact if isinstance(s.get("val"), str)]


GRAPH = Source("OBO graph", recognises_graph, split_graph, parse_graph)
LIST = Source("list of terms", recognises_list, split_list, parse_list)
