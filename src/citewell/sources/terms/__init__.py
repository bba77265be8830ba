"""Vocabularies: MeSH, ontologies of diseases and findings, systems of codes, tables of abbreviations."""

from citewell.sources.terms import abbreviations, icd10cm, loinc, mesh_table, mesh_xml, obo, rxnorm
from citewell.sources.unit import Source

SOURCES: tuple[Source, ...] = (
    mesh_xml.SOURCE,
    mesh_table.SOURCE,
    obo.GRAPH,
    obo.LIST,
    icd10cm.LINES,
    icd10cm.OBJECT,
    rxnorm.SOURCE,
    loinc.SOURCE,
    abbreviations.SOURCE,
)

__all__ = ["SOURCES"]
