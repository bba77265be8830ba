"""Vocabularies: MeSH, ontologies of diseases and findings, tables of abbreviations."""

from citewell.sources.terms import abbreviations, mesh_table, mesh_xml, obo
from citewell.sources.unit import Source

SOURCES: tuple[Source, ...] = (mesh_xml.SOURCE, mesh_table.SOURCE, obo.GRAPH, obo.LIST, abbreviations.SOURCE)

__all__ = ["SOURCES"]
