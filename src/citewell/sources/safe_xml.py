"""The parser with which hostile XML is read: it loads nothing, expands nothing, and keeps no more than elements."""

from __future__ import annotations

from lxml import etree


def safe_parser(*, remove_blank_text: bool = False) -> etree.XMLParser:
    """Return a parser for documents of somebody else's making.

    With no DTD there are no entities but XML's own, so there is nothing to expand or to fetch; without `huge_tree`,
    libxml2's own limits on depth and size hold.

    remove_blank_text: whether text of blanks alone is left out where it seems to stand between elements only.
    """
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        remove_blank_text=remove_blank_text,
    )
