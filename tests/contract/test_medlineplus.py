"""MedlinePlus health topics: the file of all topics, and the answers of the web service."""

from __future__ import annotations

import io
import zipfile
from html import escape

import pytest

from citewell.model.evidence import Coverage, MeshHeading, Record, RecordKind
from universe import faults_in, read, records_in, write_bytes

SUMMARY = """<h3>What is frobnitis?</h3>
<p>Frobnitis is a swelling of the <a href='https://topics.example/frob.html'>frob</a>.</p>
<h3>What are the symptoms of frobnitis?</h3>
<p>The symptoms of frobnitis include:</p>
<ul>
<li>A low hum</li>
<li>Pain when you <em>whistle</em></li>
</ul>
<p>Most people have no symptoms.</p>
<p style="font-weight:bold;font-style:italic;">NIH: Institute of Frobs</p>"""


def topic(
    number: str = "90001",
    *,
    title: str = "Frobnitis",
    language: str = "English",
    summary: str = SUMMARY,
    inside: str = "",
    description: str = "Learn about frobnitis.",
) -> str:
    """Return a topic as the files hold it, its summary being HTML within text."""
    return (
        f'<health-topic meta-desc="{escape(description)}" title="{escape(title)}" '
        f'url="https://topics.example/{number}.html" id="{number}" language="{language}" date-created="01/07/2003">\n'
        f"<full-summary>{escape(summary)}</full-summary>\n{inside}</health-topic>\n"
    )


def topics(*items: str) -> str:
    """Return a file of topics."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE health-topics PUBLIC "-//NLM//DTD health-topics //EN" "https://topics.example/mplus_topics.dtd">\n'
        f'<health-topics total="{len(items)}" date-generated="08/10/2024 02:30:32">\n{"".join(items)}</health-topics>\n'
    )


def parsed(tmp_path, **values) -> Record:
    """Return the one record of a file that holds this topic."""
    (record,) = read(write_bytes(tmp_path / "mplus_topics_2024-08-10.xml", topics(topic(**values)).encode()))
    return record


def told(tmp_path, html: str) -> dict[str, str]:
    """Return the sections of a summary by heading."""
    return {section.label: section.text for section in parsed(tmp_path, summary=html).sections}


def test_a_topic_becomes_a_record(tmp_path):
    """What the file says of a topic, and under which terms."""
    inside = """<also-called>Frob swelling</also-called><also-called>FROBNITIS</also-called>
    <group url="https://topics.example/bones.html" id="10">Bones and Frobs</group>
    <language-mapped-topic url="https://topics.example/spanish/frob.html" id="2" language="Spanish">Frobnitis
    </language-mapped-topic>
    <mesh-heading><descriptor id="D1">Frob Diseases</descriptor><qualifier id="Q1">therapy</qualifier></mesh-heading>
    <see-reference>frob swelling</see-reference><see-reference>Hum, low</see-reference>
    <site title="A site" url="https://site.example"><information-category>Start</information-category></site>"""
    record = parsed(tmp_path, inside=inside)
    assert (record.id, record.kind, record.title) == ("medlineplus:90001", RecordKind.TOPIC, "Frobnitis")
    assert record.keywords == ("Frob swelling", "Hum, low")
    assert record.mesh == (MeshHeading("Frob Diseases"),)
    assert record.url == "https://topics.example/90001.html"
    assert record.issuer == "MedlinePlus, National Library of Medicine"
    assert record.authors == ("NIH: Institute of Frobs",)
    assert (record.language, record.date, record.year) == ("eng", "2003-01-07", None)
    assert record.coverage is Coverage.FULL_TEXT
    assert "public domain" in record.licence


def test_the_headings_of_a_summary_become_its_sections(tmp_path):
    """A list is read with the words that introduce it; the name of an institute is no sentence."""
    assert told(tmp_path, SUMMARY) == {
        "What is frobnitis?": "Frobnitis is a swelling of the frob.",
        "What are the symptoms of frobnitis?": "The symptoms of frobnitis include: A low hum; Pain when you whistle. "
        "Most people have no symptoms.",
    }


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>It is rare.</p>", "It is rare."),
        ("<p>It may be:</p><ul><li>mild,</li><li>grave;</li></ul>", "It may be: mild; grave."),
        ("<p>Do this:</p><ol><li>Rest. It helps.</li><li>Hum</li></ol>", "Do this:\n\nRest. It helps. Hum."),
        ("<ul><li>Pain:<ul><li>dull</li><li>sharp</li></ul></li><li>a hum</li></ul>", "Pain: dull, sharp; a hum."),
        ("<ul><li><p>One.</p><p>Two.</p></li></ul>", "One. Two."),
        ("First<br/>second<div>third<div>fourth</div>fifth</div>", "First second third fourth fifth"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<p>10<sup>3</sup> frobs of H<sub>2</sub>O on the 2<sup>nd</sup></p>", "10³ frobs of H₂O on the 2nd"),
        ("<p>1 &lt; 2 &amp; 3&nbsp;&eacute;</p>", "1 < 2 & 3 é"),
        ("<script>alert(1)</script><style>p {}</style><p>Seen.<!-- not seen --></p>", "Seen."),
        ("<p>Never <b>closed", "Never closed"),
        ("plain text", "plain text"),
    ],
)
def test_markup_reads_as_sentences(tmp_path, html, text):
    """Words of two blocks never run together, and figures raised in print stay raised."""
    assert told(tmp_path, html) == {"Summary": text}


def test_repeated_headings_are_numbered(tmp_path):
    """A citation names its section by label."""
    assert list(told(tmp_path, "<h3>Care</h3>a<h3>Care</h3>b<h3>Empty</h3>")) == ["Care", "Care (2)"]


def test_other_names_are_text_too_so_that_they_are_found(tmp_path):
    """A search looks at what a record says."""
    record = parsed(tmp_path, inside="<also-called>Frob swelling</also-called>")
    assert record.section("Also called").text == "Also called: Frob swelling."


def test_a_topic_without_a_summary_keeps_its_description(tmp_path):
    """With neither, there is a title."""
    assert parsed(tmp_path, summary="").sections[0].text == "Learn about frobnitis."
    bare = parsed(tmp_path, summary=" ", description="")
    assert (bare.sections, bare.coverage) == ((), Coverage.TITLE)


@pytest.mark.parametrize(
    ("language", "kept"), [("English", "eng"), ("Spanish", "spa"), ("", "eng"), ("Frobbish", "Frobbish")]
)
def test_the_language_is_kept(tmp_path, language, kept):
    """English is what the file means where it says nothing."""
    assert parsed(tmp_path, language=language).language == kept


def test_a_zip_holds_the_same_file(tmp_path):
    """NLM publishes both."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mplus_topics_2024-08-10.xml", topics(topic("1"), topic("2")))
    items = read(write_bytes(tmp_path / "mplus_topics_compressed_2024-08-10.zip", held.getvalue()))
    assert [item.id for item in items] == ["medlineplus:1", "medlineplus:2"]


def test_an_answer_of_the_web_service_is_read(tmp_path):
    """In the forms `topic` and `all`; what it says beside the topics is left."""
    answer = f"""<?xml version="1.0" encoding="UTF-8"?>
<nlmSearchResult><term>frob</term><count>1</count><retstart>0</retstart>
<list num="1" start="0" per="10"><document rank="0" url="https://topics.example/90001.html">
<content name="title">&lt;span class="qt0"&gt;Frob&lt;/span&gt;nitis</content>
<content name="healthTopic">{topic()}</content></document></list></nlmSearchResult>"""
    assert [item.id for item in read(write_bytes(tmp_path / "a.xml", answer.encode()))] == ["medlineplus:90001"]


def test_a_brief_answer_of_the_web_service_says_what_to_ask_for(tmp_path):
    """It leaves out the number by which a topic goes."""
    answer = (
        '<nlmSearchResult><count>1</count><list num="1"><document rank="0" url="https://topics.example/1.html">'
        '<content name="title">Frobnitis</content></document></list></nlmSearchResult>'
    )
    (fault,) = read(write_bytes(tmp_path / "a.xml", answer.encode()))
    assert "rettype=topic" in fault.reason


@pytest.mark.parametrize("content", ["<nlmSearchResult><count>0</count></nlmSearchResult>", topics()])
def test_nothing_found_is_no_fault(tmp_path, content):
    """There is nothing to read, and nothing is wrong."""
    assert read(write_bytes(tmp_path / "a.xml", content.encode())) == []


def test_many_topics_are_cut_into_units_and_counted_through(tmp_path):
    """The place of a fault is its place in the file."""
    items = [topic(str(number)) for number in range(1, 451)]
    items[430] = topic("none")
    found = read(write_bytes(tmp_path / "a.xml", topics(*items).encode()))
    assert len(records_in(found)) == 449
    (fault,) = faults_in(found)
    assert (fault.item, fault.reason) == ("a.xml record 431 (Frobnitis)", "has no id")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (topic("2").replace("<full-summary>", "<full-summary><b>"), "not well-formed XML"),
        (topic("2").replace("</health-topic>", ""), "not well-formed XML"),
        (topic("2").replace("Learn", "&nosuch;"), "not well-formed XML"),
        (topic("2", title=" "), "a record needs a title"),
        (topic("2", summary="<ul>" * 300 + "deep"), "nested too deep"),
        (topic("2").replace("Learn", "L\x01earn"), "not well-formed XML"),
    ],
    ids=["open element", "open topic", "entity", "no title", "deep", "control character"],
)
def test_a_broken_topic_is_named_and_the_others_are_read(tmp_path, bad, reason):
    """One bad item costs only itself."""
    items = read(write_bytes(tmp_path / "a.xml", topics(topic("1"), bad, topic("3")).encode()))
    assert [record.id for record in records_in(items)] == ["medlineplus:1", "medlineplus:3"]
    (fault,) = faults_in(items)
    assert fault.item.startswith("a.xml record 2")
    assert reason in fault.reason


def test_bytes_that_are_not_of_the_encoding_cost_one_topic(tmp_path):
    """A file declares UTF-8 and holds something else in one place."""
    content = topics(topic("1"), topic("2", title="Fr\xf6b"), topic("3")).encode()
    items = read(write_bytes(tmp_path / "a.xml", content.replace("ö".encode(), b"\xf6")))
    assert len(records_in(items)) == 2
    assert len(faults_in(items)) == 1


@pytest.mark.parametrize("kept", [0.4, 0.7, 0.95, 0.99])
def test_a_file_cut_short_keeps_what_came_before(tmp_path, kept):
    """And says where it ended."""
    whole = topics(*(topic(str(number)) for number in range(1, 21))).encode()
    items = read(write_bytes(tmp_path / "a.xml", whole[: int(len(whole) * kept)]))
    assert int(20 * kept) - 1 <= len(records_in(items)) <= 20 * kept + 1
    assert "the file ends" in faults_in(items)[-1].reason


def test_entities_and_addresses_of_a_hostile_file_do_nothing(tmp_path):
    """No file is read for it, nothing grows, and no address becomes a script."""
    lolz = '<!DOCTYPE health-topics [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]>'
    bad = topic("1", inside="<also-called>&x;</also-called>")
    good = topic("2").replace("https://topics.example/2.html", "javascript:alert(1)")
    items = read(write_bytes(tmp_path / "a.xml", f"{lolz}<health-topics>{bad}{good}</health-topics>".encode()))
    assert [(record.id, record.url) for record in records_in(items)] == [("medlineplus:2", "")]
    assert len(faults_in(items)) == 1


def test_a_file_of_another_kind_is_not_claimed(tmp_path):
    """Text that only mentions a topic is none."""
    path = write_bytes(tmp_path / "a.txt", b"On <health-topics> in files.")
    assert "not a kind of file" in faults_in(read(path))[0].reason
