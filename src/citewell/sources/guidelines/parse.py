"""One guideline document to one record."""

from __future__ import annotations

from importlib import import_module

from citewell.sources.guidelines.document import Document
from citewell.sources.guidelines.facts import Facts, build
from citewell.sources.guidelines.sections import sections_of
from citewell.sources.unit import Fault, Item, Unit


def parsed(unit: Unit, index: int, form: str) -> Item:
    """Return the record of a document that is read by the module `form`, or a fault that says why there is none."""
    name = unit.name(index)
    try:
        document: Document = import_module(f"citewell.sources.guidelines.{form}").read(unit.items[index])
        facts = Facts.of(unit.about).over(document.facts)
        sections = sections_of(document.blocks, facts.title)
        if not sections:
            return Fault(name, "holds no text that could be read")
        return build(facts, sections, name.split(": ")[0])
    except ValueError as error:
        return Fault(name, str(error))
    except RecursionError:
        return Fault(name, "is nested too deep to be read")
