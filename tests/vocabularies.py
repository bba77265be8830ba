"""Makes vocabularies in the forms in which they are published, with terms of imaginary things."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from citewell.language.terms import Term
from citewell.sources.unit import Item, Vocabulary
from universe import write_bytes

OBO = "http://purl.obolibrary.org/obo/"


def concept(code: str, *names: str, main: bool = True, narrower: str = "", permuted: Sequence[str] = ()) -> str:
    """Return a concept of a MeSH record. `narrower` is the code of one that is narrower than this."""
    terms = "".join(_term(name, "N") for name in names) + "".join(_term(name, "Y") for name in permuted)
    relation = (
        f'<ConceptRelationList><ConceptRelation RelationName="NRW"><Concept1UI>{code}</Concept1UI>'
        f"<Concept2UI>{narrower}</Concept2UI></ConceptRelation></ConceptRelationList>"
        if narrower
        else ""
    )
    return (
        f'<Concept PreferredConceptYN="{"Y" if main else "N"}"><ConceptUI>{code}</ConceptUI>'
        f"<ConceptName><String>{escape(names[0])}</String></ConceptName>{relation}<TermList>{terms}</TermList></Concept>"
    )


def _term(name: str, permuted: str) -> str:
    return f'<Term IsPermutedTermYN="{permuted}" LexicalTag="NON"><TermUI>T1</TermUI><String>{escape(name)}</String></Term>'


def descriptor(
    code: str, *concepts: str, trees: Sequence[str] = (), kind: str = "1", actions: Sequence[str] = ()
) -> str:
    """Return a MeSH descriptor record."""
    numbers = "".join(f"<TreeNumber>{number}</TreeNumber>" for number in trees)
    drugs = "".join(
        "<PharmacologicalAction><DescriptorReferredTo>"
        f"<DescriptorUI>{action}</DescriptorUI></DescriptorReferredTo></PharmacologicalAction>"
        for action in actions
    )
    return (
        f'<DescriptorRecord DescriptorClass = "{kind}"><DescriptorUI>{code}</DescriptorUI>'
        + (f"<PharmacologicalActionList>{drugs}</PharmacologicalActionList>" if drugs else "")
        + f"<TreeNumberList>{numbers}</TreeNumberList><ConceptList>{''.join(concepts)}</ConceptList></DescriptorRecord>\n"
    )


def descriptors(*records: str) -> bytes:
    """Return a MeSH descriptor file, its DTD named as NLM names it."""
    head = '<?xml version="1.0"?>\n<!DOCTYPE DescriptorRecordSet SYSTEM "https://www.nlm.nih.gov/desc.dtd">\n'
    return f'{head}<DescriptorRecordSet LanguageCode = "eng">\n{"".join(records)}</DescriptorRecordSet>\n'.encode()


def mesh_table(*rows: tuple[str, str, Sequence[str], Sequence[str]]) -> bytes:
    """Return MeSH as a table: id, name, entry terms, tree numbers."""
    return "".join(
        f"{code}\t{name}\t{'|'.join(terms)}\t{'|'.join(trees)}\t\n" for code, name, terms, trees in rows
    ).encode()


def node(code: str, label: str, *exact: str, other: Mapping[str, str] | None = None, **meta: Any) -> dict[str, Any]:
    """Return a node of an OBO graph; `other` holds synonyms by their width, such as `hasBroadSynonym`."""
    synonyms = [{"pred": "hasExactSynonym", "val": name} for name in exact]
    synonyms += [{"pred": width, "val": name} for width, name in (other or {}).items()]
    return {"id": OBO + code.replace(":", "_"), "lbl": label, "type": "CLASS", "meta": {"synonyms": synonyms, **meta}}


def edge(below: str, above: str, relation: str = "is_a") -> dict[str, str]:
    """Return an edge of an OBO graph."""
    return {"sub": OBO + below.replace(":", "_"), "pred": relation, "obj": OBO + above.replace(":", "_")}


def graph(nodes: Iterable[Any], edges: Iterable[Any] = ()) -> bytes:
    """Return an OBO graph document, with what else such documents hold."""
    meta = {"version": "2024", "basicPropertyValues": [{"pred": "p", "val": "v"}]}
    axioms = [{"definedClassId": "x", "genusIds": ["y"]}]
    one = {
        "id": "frob.owl",
        "meta": meta,
        "nodes": list(nodes),
        "edges": list(edges),
        "logicalDefinitionAxioms": axioms,
    }
    return json.dumps({"graphs": [one]}, indent=1).encode()


def terms_in(items: Iterable[Item]) -> dict[str, Term]:
    """Return the terms of the vocabularies among the items, by their codes."""
    return {term.code: term for item in items if isinstance(item, Vocabulary) for term in item.terms}


def kinds_in(items: Iterable[Item]) -> set[tuple[str, str]]:
    """Return what is a kind of what, in the vocabularies among the items."""
    return {kind for item in items if isinstance(item, Vocabulary) for kind in item.kinds}


def names_in(items: Iterable[Item]) -> set[str]:
    """Return the names of the vocabularies among the items."""
    return {item.name for item in items if isinstance(item, Vocabulary)}


def write_table(path: Path) -> Path:
    """Write the vocabulary of the little world as a MeSH table. Returns the path."""
    return write_bytes(
        path,
        mesh_table(
            ("D900001", "Frobnitis", ("Sore Frob", "Frob Inflammation", "FRBN"), ("C05.900",)),
            ("D900002", "Zanolol", ("Zanex",), ("D02.900",)),
            ("D900003", "Frob", ("Frobs",), ("A01.900",)),
        ),
    )
