"""MeSH descriptors and supplementary concepts in NLM's XML.

Source of the elements: https://www.nlm.nih.gov/mesh/xml_data_elements.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from citewell.language.terms import Term
from citewell.sources.cutting import in_units
from citewell.sources.files import CutShort, Entry, Stream, chunks
from citewell.sources.safe_xml import safe_parser
from citewell.sources.terms.names import kept_names
from citewell.sources.terms.tree import broader, type_of
from citewell.sources.unit import Fault, Item, Source, Unit, Vocabulary

RECORDS_A_UNIT = 500
MAX_RECORD_BYTES = 4 << 20
_SET = re.compile(rb"<(?:DescriptorRecordSet|SupplementalRecordSet|DescriptorRecord|SupplementalRecord)[\s/>]")
_START = re.compile(rb"<(DescriptorRecord|SupplementalRecord)(?=[\s>])[^<>]*>")
_END_OF_SET = re.compile(rb"</(?:Descriptor|Supplemental)RecordSet")
# A tag may be cut by the end of a piece; this many bytes are held back when no record has begun.
_HOLD = 256
# Classes of descriptors that are no subjects: types of publications, check tags, places of the world.
_NO_SUBJECTS = frozenset({"2", "3", "4"})
_RARE_DISEASE = "3"


def recognises(_name: str, start: bytes) -> bool:
    """Tell whether a file is MeSH XML by its first bytes."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and _SET.search(start) is not None


def split(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the file's records in units. Each is parsed alone: what the prologue declares is never seen."""
    return in_units(entry, _records, most_items=RECORDS_A_UNIT, if_empty="holds no DescriptorRecord")


def _records(stream: Stream) -> Iterator[bytes]:
    return _cut(chunks(stream))


def _cut(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the bytes of each record. Raises CutShort where the stream ends within one, or within the set."""
    rest = b""
    is_set = is_closed = False
    for piece in pieces:
        rest += piece
        is_set = is_set or b"RecordSet" in rest
        at = 0
        while (start := _START.search(rest, at)) is not None:
            closing = b"</" + start[1] + b">"
            end = rest.find(closing, start.end())
            if end < 0:
                at = start.start()
                break
            at = end + len(closing)
            yield rest[start.start() : at]
        else:
            is_closed = _END_OF_SET.search(rest, at) is not None
            at = max(at, len(rest) - _HOLD)
        rest = rest[at:]
        if len(rest) > MAX_RECORD_BYTES:
            raise CutShort(f"a record is larger than {MAX_RECORD_BYTES >> 20} MiB or was never closed")
    if _START.search(rest):
        raise CutShort("the file ends within a record")
    if is_set and not is_closed:
        raise CutShort("the file ends before its last tag")


def parse(unit: Unit) -> list[Item]:
    """Turn records into terms; one that cannot be read comes as a fault with its place."""
    items: list[Item] = []
    terms: list[Term] = []
    kinds: list[tuple[str, str]] = []
    parser = safe_parser()
    for index, xml in enumerate(unit.items):
        try:
            record = etree.fromstring(xml, parser)
            code = _code(record)
        except (etree.XMLSyntaxError, ValueError) as error:
            items.append(Fault(unit.name(index), f"cannot be read: {error}"))
            continue
        found, below = _terms(record, code)
        terms += found
        kinds += below
    if terms:
        items.append(Vocabulary("MeSH", tuple(terms), tuple(kinds)))
    return items


def _code(record: etree._Element) -> str:
    code = _text(record, "DescriptorUI") or _text(record, "SupplementalRecordUI")
    if not re.fullmatch(r"[CD]\d{6,9}", code):
        raise ValueError(f"{code[:20]!r} is no id of a descriptor")
    return code


def _terms(record: etree._Element, code: str) -> tuple[list[Term], list[tuple[str, str]]]:
    """Return the terms of a record with the kinds that it tells of.

    A descriptor gathers concepts that are not the same thing: the names of its preferred concept are its
    synonyms, and each other concept is a term of its own, a kind of the first if it is narrower ("NRW").
    """
    kind, trees = _type(record)
    if not kind or record.get("DescriptorClass", "1") in _NO_SUBJECTS:
        return [], []
    actions = [_clean(ui) for ui in record.findall("PharmacologicalActionList/PharmacologicalAction//DescriptorUI")]
    kinds = [(above, code) for above in (*filter(None, map(broader, trees)), *actions)]
    terms = []
    narrower = {
        _text(relation, "Concept2UI")
        for relation in record.iterfind("ConceptList/Concept/ConceptRelationList/ConceptRelation")
        if relation.get("RelationName") == "NRW"
    }
    for concept in record.iterfind("ConceptList/Concept"):
        names = kept_names(_text(concept, "ConceptName/String"), _entry_terms(concept))
        is_main = concept.get("PreferredConceptYN") == "Y"
        own_code = code if is_main else _text(concept, "ConceptUI")
        if not names or not own_code:
            continue
        terms.append(
            Term(names[0], names[1:], type=kind, code=own_code, places=(*(trees if is_main else ()), own_code))
        )
        if own_code in narrower:
            kinds.append((code, own_code))
    return terms, kinds


def _type(record: etree._Element) -> tuple[str, tuple[str, ...]]:
    """Return the type of a record's terms, and its tree numbers; a supplementary concept has none."""
    trees = tuple(_clean(number) for number in record.findall("TreeNumberList/TreeNumber"))
    is_drug = record.find("PharmacologicalActionList") is not None
    if record.tag == "DescriptorRecord":
        kind = type_of(trees)
        return "intervention" if is_drug and kind == "word" else kind, trees
    if record.get("SCRClass") == _RARE_DISEASE:
        return "condition", ()
    # A drug is told from any other substance by what it is given for.
    return "intervention" if is_drug else "word", ()


def _entry_terms(concept: etree._Element) -> list[str]:
    terms = concept.findall("TermList/Term")
    return [_text(term, "String") for term in terms if term.get("IsPermutedTermYN") != "Y"]


def _text(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return _clean(found) if found is not None else ""


def _clean(element: etree._Element) -> str:
    return " ".join((element.text or "").split())


SOURCE = Source("MeSH XML", recognises, split, parse)
