"""The glossary: what it holds has a source, and its plain words say nothing that the term does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from citewell.language.glossary import Entry, Glossary, Use, shipped_glossary
from citewell.language.polarity import Polarity
from citewell.language.quantities import quantities

ENTRIES = list(shipped_glossary())
REPLACED = [(e, form, said) for e in ENTRIES if e.use in {Use.WORD, Use.NAME} for form, said in e.forms.items()]


def entry(
    term: str, plain: str = "hum", *, forms: Mapping[str, str] | None = None, url: str = "https://a.example/"
) -> Entry:
    return Entry(term, Use.WORD, {term: plain} if forms is None else forms, "", "A page", url)


def test_every_entry_names_the_page_it_was_checked_on() -> None:
    """A plain word without a source is not shipped."""
    assert len(ENTRIES) > 250
    assert all(e.source and e.url.startswith("http") for e in ENTRIES)


def test_no_plain_word_brings_in_a_number() -> None:
    """A number in words would be a number that no source bears out."""
    assert [(form, said) for _, form, said in REPLACED if quantities(said) and not quantities(form)] == []


# Read one by one: the term itself says "not", "without", "less" or "more".
DENYING = {
    "contraindication", "contraindications", "insufficient", "remission", "diuretic", "diuretics", "bradycardia", "accelerate",
    "cardiovascular death or heart failure hospitalization", "heart failure hospitalization", "disease progression",
    "kidney disease progression", "risk of progression", "nonvalvular atrial fibrillation", "proximal hamstring",
    "proximal hamstring rupture", "proximal hamstring ruptures",
}  # fmt: skip


def test_no_plain_word_turns_a_term_round() -> None:
    """Plain words deny, raise or lower no more and no less than their term, but for those that were read one by one."""
    turned = {form for _, form, said in REPLACED if _says(form) != _says(said)}
    assert {form for form in turned if not form.startswith(("surgical", "operative", "non"))} <= DENYING


def _says(words: str) -> tuple[bool, set[str]]:
    polarity = Polarity.of(f"People {words} here.")
    return any(True in flags for flags in polarity.negated.values()), {d.way for d in polarity.directions}


def test_plain_words_are_not_replaced_again() -> None:
    """What was made plain once stays as it is."""
    again = [
        (form, found.form)
        for _, form, said in REPLACED
        for found in shipped_glossary().find(said)
        if found.entry.use in {Use.WORD, Use.NAME}
    ]
    assert again == []


def test_what_is_explained_has_a_meaning() -> None:
    """A reader who asks what a term means gets a sentence."""
    apart = {Use.NAME, Use.EXPLAIN, Use.DEFINE}
    assert [e.term for e in ENTRIES if e.use in apart and not e.meaning.endswith(".")] == []


def test_the_longest_term_is_found_first() -> None:
    """ "Hum of the frob" is one term, not two."""
    glossary = Glossary([entry("hum"), entry("hum of the frob", "deep hum")])
    assert [found.form for found in glossary.find("A Hum of the Frob, then a hum")] == ["hum of the frob", "hum"]


def test_a_part_of_a_hyphened_word_is_no_term() -> None:
    """ "Hum-free" is another word."""
    assert list(Glossary([entry("hum")]).find("hum-free or non-hum")) == []


def test_capitals_are_found_in_capitals_only() -> None:
    """ "MI" is not "mi"."""
    glossary = Glossary([entry("FR", "frob")])
    assert [found.form for found in glossary.find("FR and fr")] == ["FR"]


@pytest.mark.parametrize(
    ("reason", "make"),
    [
        ("has no form", lambda: entry("x", forms={})),
        ("no plain words", lambda: entry("x", " ")),
        ("hold a number", lambda: entry("x", "2 hums")),
        ("no source", lambda: entry("x", url="")),
        ("two terms", lambda: Glossary([entry("x"), entry("y", forms={"x": "z"})])),
    ],
)
def test_a_faulty_entry_is_refused(reason: str, make: Callable[[], object]) -> None:
    """The message names the term and what is wrong with it."""
    with pytest.raises(ValueError, match=reason):
        make()
