"""Lists of retractions: the Retraction Watch CSV, and plain lists of PMIDs."""

from __future__ import annotations

import csv
import io
import lzma
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from citewell.model.evidence import RetractionStatus
from citewell.model.retraction import NoticeList
from citewell.sources.files import on_disk
from citewell.sources.registry import units
from citewell.sources.unit import Unit
from universe import faults_in, read, write_bytes

COLUMNS = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,RetractionDOI,"
    "RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes"
)
CLEAR, CORRECTED, CONCERN, RETRACTED, _ = RetractionStatus


def row(
    nature: str = "Retraction", *, doi: str = "10.5555/frob.5", pmid: str = "0", day: str = "3/9/2020 0:00", **more: str
) -> list[str]:
    """Return a row as the file holds it, with the empty field that ends each of them."""
    values = {
        "Record ID": "7",
        "Title": "Zanolol cures frobnitis",
        "RetractionDate": day,
        "RetractionDOI": "10.5555/notice",
        "RetractionPubMedID": "0",
        "OriginalPaperDOI": doi,
        "OriginalPaperPubMedID": pmid,
        "RetractionNature": nature,
        "Reason": "+Concerns/Issues About Data;+Rogue Editor;",
        **more,
    }
    return [*(values.get(column, "") for column in COLUMNS.split(",")), ""]


def table(*rows: list[str]) -> str:
    """Return the text of a file with these rows."""
    held = io.StringIO()
    held.write(f"{COLUMNS},\n")
    csv.writer(held, lineterminator="\n").writerows(rows)
    return held.getvalue()


def listed(tmp_path: Path, content: str | bytes, name: str = "retraction_watch.csv") -> NoticeList:
    """Return the list that a file holds."""
    content = content.encode() if isinstance(content, str) else content
    return next(item for item in read(write_bytes(tmp_path / name, content)) if isinstance(item, NoticeList))


def standing(tmp_path: Path, *rows: list[str]) -> dict[str, RetractionStatus]:
    """Return what a file says of each paper, by the identifier it goes by."""
    return {notice.value: notice.status for notice in listed(tmp_path, table(*rows)).notices}


def on_day(path: Path, day: str) -> Path:
    """Set the day on which a file was last changed."""
    then = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()
    os.utime(path, (then, then))
    return path


# Retraction Watch ---------------------------------------------------------------------------------------


def test_a_row_becomes_a_notice_for_each_identifier_of_the_paper(tmp_path):
    """With the day and the reasons, in the list's words; DOIs compare without case."""
    notices = listed(tmp_path, table(row(doi="10.5555/FROB.5", pmid="90000005"))).notices
    assert [(n.scheme, n.value) for n in notices] == [("doi", "10.5555/frob.5"), ("pmid", "90000005")]
    assert {(n.status, n.date, n.reason) for n in notices} == {
        (RETRACTED, "2020-03-09", "Concerns/Issues About Data; Rogue Editor")
    }


@pytest.mark.parametrize(
    ("nature", "status"),
    [
        ("Retraction", RETRACTED),
        ("Expression of concern", CONCERN),
        ("EXPRESSION OF CONCERN", CONCERN),
        ("Correction", CORRECTED),
        ("Reinstatement", CLEAR),
    ],
)
def test_the_nature_of_a_notice_gives_the_standing(tmp_path, nature, status):
    """In the words of the database, whatever their case."""
    assert standing(tmp_path, row(nature)) == {"10.5555/frob.5": status}


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([("Retraction", "1/1/2011"), ("Reinstatement", "1/1/2017")], CLEAR),
        ([("Reinstatement", "1/1/2017"), ("Retraction", "1/1/2011")], CLEAR),
        ([("Reinstatement", "1/1/2011"), ("Retraction", "1/1/2017")], RETRACTED),
        ([("Retraction", "1/1/2011"), ("Correction", "1/1/2017")], RETRACTED),
        ([("Retraction", "1/1/2011"), ("Expression of concern", "1/1/2017")], RETRACTED),
        ([("Expression of concern", "1/1/2011"), ("Retraction", "1/1/2017")], RETRACTED),
        ([("Correction", "1/1/2017"), ("Expression of concern", "1/1/2011")], CONCERN),
        ([("Retraction", "1/1/2017"), ("Reinstatement", "1/1/2017")], RETRACTED),
        ([("Retraction", "1/1/2017"), ("Reinstatement", "unknown")], RETRACTED),
        ([("Retraction", ""), ("Reinstatement", "1/1/2017")], CLEAR),
        ([("Expression of concern", "1/1/2010"), ("Retraction", "1/1/2011"), ("Reinstatement", "1/1/2012")], CLEAR),
        ([("Retraction", "1/1/2011"), ("Reinstatement", "1/1/2012"), ("Expression of concern", "1/1/2013")], CONCERN),
        ([("Retraction", "1/1/2011"), ("Reinstatement", "1/1/2012"), ("Correction", "1/1/2012")], CORRECTED),
    ],
)
def test_of_several_notices_on_one_paper_one_tells_how_it_stands(tmp_path, events, status):
    """The later of retraction and reinstatement; a correction undoes neither; in doubt it is retracted."""
    rows = [row(nature, day=f"{day} 0:00" if day[:1].isdigit() else day) for nature, day in events]
    assert standing(tmp_path, *rows) == {"10.5555/frob.5": status}


def test_a_reinstatement_says_that_it_is_one(tmp_path):
    """CLEAR alone would read as if nothing had ever happened."""
    (notice,) = listed(tmp_path, table(row("Reinstatement"))).notices
    assert notice.reason == "Reinstatement; Concerns/Issues About Data; Rogue Editor"


def test_rows_with_one_identifier_speak_of_the_other_too(tmp_path):
    """A retraction by both names, and a reinstatement by one of them, are of one paper."""
    rows = [row(pmid="90000005", day="1/1/2011"), row("Reinstatement", day="1/1/2017")]
    assert standing(tmp_path, *rows) == {"10.5555/frob.5": CLEAR, "90000005": CLEAR}


def test_papers_that_share_a_doi_keep_their_own_standing(tmp_path):
    """The abstracts of a congress have one DOI and a PMID each."""
    rows = [row(pmid="90000005"), row("Correction", pmid="90000006")]
    assert standing(tmp_path, *rows) == {
        "10.5555/frob.5": RETRACTED,
        "90000005": RETRACTED,
        "90000006": CORRECTED,
    }


@pytest.mark.parametrize(
    ("doi", "pmid", "found"),
    [
        ("unavailable", "90000005", ["90000005"]),
        ("Unavailable ", "0", []),
        ("", "", []),
        (" https://doi.org/10.5555/FROB.5 ", "0", ["10.5555/frob.5"]),
        ("10.5555/1096(2000)74:3%3C201::AID%3E3.0.CO;2-5", "0", ["10.5555/1096(2000)74:3<201::aid>3.0.co;2-5"]),
        ("not a doi", "90000005", ["90000005"]),
    ],
)
def test_what_stands_for_nothing_is_no_identifier(tmp_path, doi, pmid, found):
    """Else all papers without a PMID would be one paper, called 0."""
    assert list(standing(tmp_path, row(doi=doi, pmid=pmid))) == found


@pytest.mark.parametrize(
    ("day", "date"),
    [
        ("12/25/2021 0:00", "2021-12-25"),
        ("3/9/2026", "2026-03-09"),
        ("2026-03-09", "2026-03-09"),
        ("2026-03-09T00:00:00", "2026-03-09"),
        ("31/31/2021 0:00", ""),
        ("", ""),
        ("soon", ""),
    ],
)
def test_days_are_read_as_the_file_writes_them(tmp_path, day, date):
    """Month first; one that is no day is left out."""
    assert listed(tmp_path, table(row(day=day))).notices[0].date == date


@pytest.mark.parametrize(
    "content",
    [
        table(row(Title='Zanolol,\n"the" cure\n1,2,3\n', Notes="See\nbelow")).encode(),
        b"\xef\xbb\xbf" + table(row()).encode(),
        table(row()).replace("\n", "\r\n").encode(),
        table(row(Title="Frö")).encode("latin-1"),
        table(row(Title="Frö")).encode("utf-16"),
        table(row()).replace(",\n", "\n").encode(),
        table(row(), [""] * 21, []).encode(),
    ],
    ids=["fields of many lines", "mark", "Windows", "Latin-1", "UTF-16", "no last comma", "empty rows"],
)
def test_the_file_is_read_however_it_was_saved(tmp_path, content):
    """Identifiers are ASCII: a wrong letter in a title costs nothing."""
    items = read(write_bytes(tmp_path / "any name.csv", content))
    assert not faults_in(items)
    assert [notice.value for notice in items[0].notices] == ["10.5555/frob.5"]


GOOD = table(row(doi="10.5555/a")).splitlines()[1]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("1,short", "has 2 fields"),
        (GOOD + ",,more", "fields"),
        (GOOD.replace("Zanolol", '"Zanolol'), "fields"),
        (GOOD.replace("Zanolol", '"' + "z" * 200_000), "not CSV"),
        (GOOD.replace(",Retraction,", ",Mystery,"), "'Mystery', which is not known"),
        (GOOD.replace("10.5555/a", "no doi"), "'no doi' is not a DOI"),
        (GOOD.replace(",0,Retraction", ",PMID?,Retraction").replace("10.5555/a", ""), "is not a PMID"),
    ],
    ids=["short", "long", "open quote", "open quote, long", "nature", "doi", "pmid"],
)
def test_a_damaged_row_is_named_by_its_line_and_the_others_are_read(tmp_path, bad, reason):
    """Also those that a quotation mark without an end would swallow."""
    content = (
        f"{table(row())}{bad}\n{GOOD.replace('10.5555/a', '10.5555/b')}\n{GOOD.replace('10.5555/a', '10.5555/c')}\n"
    )
    items = read(write_bytes(tmp_path / "a.csv", content.encode()))
    found = [notice.value for item in items if isinstance(item, NoticeList) for notice in item.notices]
    assert found == ["10.5555/frob.5", "10.5555/b", "10.5555/c"]
    (fault,) = faults_in(items)
    assert fault.item == "a.csv line 3"
    assert reason in fault.reason


def test_a_file_cut_short_keeps_the_rows_before_the_cut(tmp_path):
    """And clears no paper that is not on it."""
    whole = table(*(row(doi=f"10.5555/frob.{n}") for n in range(20_000)))
    path = write_bytes(tmp_path / "a.csv.xz", lzma.compress(whole.encode())[:-400])
    items = read(path)
    (notices,) = (item for item in items if isinstance(item, NoticeList))
    assert 0 < len(notices.notices) < 20_000
    assert notices.covers == ()
    assert "cut short" in faults_in(items)[0].reason
    (tmp_path / "b.csv").write_text(whole[:-30])
    assert "fields, and the line of headings 20" in faults_in(read(tmp_path / "b.csv"))[0].reason


def test_a_whole_database_covers_dois_and_a_part_of_it_nothing(tmp_path):
    """Many papers are without a PMID there: that one is missing clears nobody."""
    whole = table(*(row(doi=f"10.5555/frob.{n}") for n in range(19_000)))
    assert listed(tmp_path, whole).covers == ("doi",)
    assert listed(tmp_path, table(row())).covers == ()


# The day of a list --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "about", "dated"),
    [
        ("retraction_watch_2025-06-06.csv", "", "2025-06-06"),
        ("retractions.20250606.csv", "", "2025-06-06"),
        ("retraction_watch.csv", "", "2021-05-31"),
        ("retraction_watch_2025-06-06.csv", "dated: 2024-01-02", "2024-01-02"),
        ("retraction_watch_2025-13-45.csv", "", "2021-05-31"),
    ],
)
def test_a_list_stands_for_the_day_that_is_given_or_that_of_its_newest_notice(tmp_path, name, about, dated):
    """A copy is as new as its copying, so the day of the file decides nothing; a notice of tomorrow neither."""
    rows = (row(day="3/9/2020 0:00"), row(day="5/31/2021 0:00"), row(day="1/1/2091 0:00"))
    path = on_day(write_bytes(tmp_path / name, table(*rows).encode()), "2022-02-02")
    entry = on_disk(path, about=tuple(tuple(line.split(": ")) for line in about.splitlines()))
    ((source, unit),) = units(entry)
    assert source and isinstance(unit, Unit)
    assert source.parse(unit)[0].dated == dated


# Plain lists --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pubmed_retractions.tsv", "90000005\n90000006\n"),
        ("Retracted.txt", "90000005\r\n90000006"),
        ("pmid-retractedp-set.txt", "\ufeffPMID\n\n 90000005 \n90000006\n"),
        ("retractions.csv", '"pmid"\n"90000005"\n"90000006"\n'),
        ("retractions.csv", "PMID: 90000005,\nPMID 90000006,\n"),
        ("retractions.tsv", "90000005\n090000006\n90000005\n"),
    ],
)
def test_a_plain_list_holds_one_pmid_a_line(tmp_path, name, content):
    """As PubMed saves it, as a spreadsheet does; a PMID that stands twice is one."""
    notices = listed(tmp_path, content, name).notices
    assert [(n.scheme, n.value, n.status) for n in notices] == [
        ("pmid", "90000005", RETRACTED),
        ("pmid", "90000006", RETRACTED),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("numbers.tsv", "90000005\n"),
        ("retractions.tsv", "90000005\t2019\n"),
        ("retractions.csv", "title,pmid\nZanolol,90000005\n"),
        ("retractions.txt", "Read on: 90000005\n"),
        ("retractions.txt", ""),
        ("retractions.txt", "pmid\n"),
    ],
)
def test_what_is_no_plain_list_of_retractions_is_not_taken_for_one(tmp_path, name, content):
    """A list of papers to keep would be a list of papers to drop."""
    (fault,) = read(write_bytes(tmp_path / name, content.encode()))
    assert "not a kind of file" in fault.reason


def test_a_line_that_is_no_pmid_is_named_and_the_others_are_read(tmp_path):
    """It stands far behind what is looked at to recognise the file."""
    content = "90000005\n" * 1000 + "see below\n0\n90000006\n"
    items = read(write_bytes(tmp_path / "retractions.txt", content.encode()))
    assert [notice.value for notice in items[0].notices] == ["90000005", "90000006"]
    assert [(f.item, f.reason) for f in faults_in(items)] == [
        ("retractions.txt line 1001", "'see below' is not a PMID"),
        ("retractions.txt line 1002", "'0' is not a PMID"),
    ]


def test_a_list_of_all_of_pubmed_covers_pmids_and_a_short_one_nothing(tmp_path):
    """Unless the user says which it is."""
    long = "".join(f"{90_000_000 + n}\n" for n in range(5_000))
    assert listed(tmp_path, long, "retractions.txt").covers == ("pmid",)
    assert listed(tmp_path, "90000005\n", "retractions.txt").covers == ()
    for said, content, covers in (("yes", "90000005\n", ("pmid",)), ("no", long, ())):
        path = write_bytes(tmp_path / "retractions.txt", content.encode())
        ((source, unit),) = units(on_disk(path, about=(("complete", said),)))
        assert source and isinstance(unit, Unit)
        assert source.parse(unit)[0].covers == covers


def test_a_plain_list_stands_for_the_day_of_its_name_or_of_its_file(tmp_path):
    """There is nothing else to tell it."""
    path = on_day(write_bytes(tmp_path / "retractions.txt", b"90000005\n"), "2022-02-02")
    assert read(path)[0].dated == "2022-02-02"
    named = on_day(write_bytes(tmp_path / "retractions_2021-01-01.txt.gz", b"90000005\n"), "2022-02-02")
    assert read(named)[0].dated == "2021-01-01"


def test_a_plain_list_cut_short_drops_the_number_that_was_cut(tmp_path):
    """The first digits of one PMID are another PMID."""
    whole = "".join(f"{90_000_000 + n * 7919 % 9_999_999}\n" for n in range(6_000)).encode()
    items = read(write_bytes(tmp_path / "retractions.txt.xz", lzma.compress(whole)[:-200]))
    notices = items[0]
    assert isinstance(notices, NoticeList)
    assert {len(notice.value) for notice in notices.notices} <= {8}
    assert notices.covers == ()
    assert "cut short" in faults_in(items)[0].reason


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("retracted-2024-05-01.txt", "retracted.txt"),
        ("retracted_20250101.txt", "retracted.txt"),
        ("retracted.txt", "retracted.txt"),
    ],
)
def test_a_newer_file_is_the_same_list(tmp_path, name, expected):
    """So that what it says takes the place of what the older one said."""
    assert listed(tmp_path, "90000005\n", name).name == expected
