"""Keeping the library as NLM's files have it: from a folder, and from a site in the form of NLM's."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from citewell.config import Settings
from citewell.errors import BadInput, LibraryError, SourceError
from citewell.evaluation.suites.libraries import temporary_library
from citewell.library.mirror import Gap, Pmids, alone, packed, plan, unpacked
from citewell.ports import WeightedTerm
from citewell.sources.http import Web
from citewell.sources.pubmed.mirror import Folder, MirrorFile, listed
from citewell.sources.pubmed.site import Site
from mirrors import checksum, content, deleting, file_name, setting, texts, write_file, write_mirror
from services import Answer, Asked, FakeTime, Service, serve


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pubmed"


def applied(report) -> list[str]:
    return [file.path.name for file, _ in report.applied]


def refused(report) -> dict[str, str]:
    return {fault.item: fault.reason for fault in report.refused}


# In order ----------------------------------------------------------------------------------------------


def test_files_are_applied_in_their_order_and_each_once(library, folder):
    """The baseline, then the updates; a second run has nothing to do."""
    write_mirror(folder, [setting(1, "One."), setting(2, "Two.")], [setting(3, "Three.")], [deleting(2)], baseline=2)
    report = library.mirror(Folder(folder))
    assert applied(report) == [file_name(1), file_name(2), file_name(3)]
    assert texts(library) == {1: "One.", 3: "Three."}
    again = library.mirror(Folder(folder))
    assert (applied(again), again.plan.applied, again.ingest.edition) == ([], 3, report.ingest.edition)


def test_what_each_file_did_is_told_and_kept(library, folder):
    """With its checksum."""
    write_mirror(folder, [setting(1, "One."), setting(2, "Two.")], [setting(1, "New."), deleting(2)])
    report = library.mirror(Folder(folder))
    assert [(f.change.added, f.change.updated, f.deleted, len(md5)) for f, md5 in report.applied] == [
        (2, 0, 0, 32),
        (0, 1, 1, 32),
    ]


def test_the_later_file_wins_whatever_date_its_record_carries(library, folder):
    """NLM revises records without a new date: the order of the files is the truth."""
    write_mirror(folder, [setting(1, "First.", year=2024)], [setting(1, "Second.", year=2020)])
    library.mirror(Folder(folder))
    assert texts(library) == {1: "Second."}


def test_of_two_versions_of_a_paper_the_higher_stays(library, folder):
    """They are two citations under one PMID; revising the first does not undo the second."""
    write_mirror(folder, [setting(1, "Version 2.", version=2)], [setting(1, "Version 1, revised.", version=1)])
    library.mirror(Folder(folder))
    assert texts(library) == {1: "Version 2."}


def test_what_was_deleted_stays_deleted_until_it_comes_again(library, folder):
    """A later file may bring it back."""
    write_mirror(folder, [setting(1, "One."), setting(2, "Two.")], [deleting(1, 2)], [setting(2, "Again.")])
    library.mirror(Folder(folder))
    assert texts(library) == {2: "Again."}


def test_a_limit_leaves_the_rest_for_the_next_run(library, folder):
    """The first files in order are applied."""
    write_mirror(folder, [setting(1, "One.")], [setting(2, "Two.")], [setting(3, "Three.")])
    report = library.mirror(Folder(folder), most_files=2)
    assert (applied(report), report.left) == ([file_name(1), file_name(2)], 1)
    assert applied(library.mirror(Folder(folder))) == [file_name(3)]


def test_a_run_that_is_asked_to_stop_can_go_on(library, folder):
    """A file that was not applied to its end is applied again."""
    write_mirror(folder, *[[setting(n, "One."), setting(n + 10, "More.")] for n in range(5)])
    asked = iter([False] * 3 + [True] * 100)
    report = library.mirror(Folder(folder), stop=lambda: next(asked))
    assert report.ingest.stopped and 0 < report.left == 5 - len(report.applied)
    library.mirror(Folder(folder))
    assert len(texts(library)) == 10


def test_what_is_applied_can_be_searched_from_then_on(library, folder, monkeypatch):
    """In a long run the index keeps up, so that a crash leaves little to be indexed."""
    monkeypatch.setattr("citewell.library.indexing.CHECKPOINT_CHANGES", 1)
    write_mirror(
        folder, [setting(1, "First."), setting(2, "Two.")], [setting(1, "Second."), deleting(2)], [setting(3, "Hum.")]
    )
    behind = []
    library.mirror(
        Folder(folder),
        progress=lambda p: (
            behind.append(library._store.last_seq() - int(library._store.meta("indexed_through"))) if p.ended else None
        ),
    )
    assert behind == [0, 0, 0] and library.passages() == 2
    found = [library.search([WeightedTerm((word,))], limit=5) for word in ("first", "second", "two", "hum")]
    assert [len(hits) for hits in found] == [0, 1, 0, 1]


# What is damaged, missing or late ----------------------------------------------------------------------


def test_a_file_without_a_sound_checksum_is_not_applied_and_the_others_are(library, folder):
    """Its name and the reason are told."""
    paths = write_mirror(folder, *[[setting(n, "Text.")] for n in range(1, 6)], baseline=5)
    (folder / "baseline" / f"{paths[0].name}.md5").unlink()
    (folder / "baseline" / f"{paths[1].name}.md5").write_text("no checksum here")
    paths[2].write_bytes(paths[2].read_bytes()[:-9])
    report = library.mirror(Folder(folder))
    assert {name: reason.split(" (")[0] for name, reason in refused(report).items()} == {
        file_name(1): f"its checksum, {file_name(1)}.md5, cannot be read",
        file_name(2): f"its checksum, {file_name(2)}.md5, holds no MD5",
        file_name(3): refused(report)[file_name(3)],
    }
    assert "fetch it again" in refused(report)[file_name(3)]
    assert sorted(texts(library)) == [4, 5]


@pytest.mark.parametrize(
    "form", ["MD5({name})= {md5}", "{md5}", "{md5}  {name}", "{md5} *{name}\n", "MD5 ({name}) = {md5}\r\n"]
)
def test_checksums_are_read_in_the_forms_that_tools_write(library, folder, form):
    """NLM's own, and those of md5sum and BSD's md5; hex digits in either case."""
    path = write_file(folder, 1, [setting(1, "One.")])
    md5 = path.with_name(f"{path.name}.md5")
    md5.write_text(form.format(name=path.name, md5=md5.read_text().split()[-1].upper()))
    assert applied(library.mirror(Folder(folder))) == [path.name]


def test_a_file_that_comes_late_is_applied_as_if_in_its_place(library, folder, open_library, tmp_path):
    """It leaves alone what later files have set or deleted, and says the rest."""
    files = [
        [setting(n, "Baseline.") for n in range(1, 6)],
        [setting(1, "Late."), setting(2, "Late."), setting(3, "Late."), deleting(4), deleting(5), setting(6, "Late.")],
        [setting(1, "Last."), deleting(2), setting(4, "Last.")],
    ]
    whole = write_mirror(tmp_path / "whole", *files)
    calm = open_library(Settings(tmp_path / "calm", starter=False))
    calm.mirror(Folder(tmp_path / "whole"))
    for path in (whole[0], whole[2]):
        number = int(path.name[9:13])
        write_file(folder, number, files[number - 1])
    report = library.mirror(Folder(folder))
    assert report.plan.gaps == (Gap("pubmed25n0002", "pubmed25n0002"),)
    write_file(folder, 2, files[1])
    assert applied(library.mirror(Folder(folder))) == [file_name(2)]
    assert texts(library) == {1: "Last.", 3: "Late.", 4: "Last.", 6: "Late."} == texts(calm)
    assert library.edition == calm.edition


OPERATIONS = st.lists(
    st.builds(setting, st.integers(1, 4), st.sampled_from(["A.", "B.", "C."]), year=st.integers(2018, 2024))
    | st.builds(deleting, st.integers(1, 4)),
    min_size=1,
    max_size=4,
)


@hypothesis_settings(max_examples=25)
@given(
    st.lists(OPERATIONS, min_size=2, max_size=4).flatmap(
        lambda f: st.tuples(st.just(f), st.permutations(range(len(f))))
    )
)
def test_in_whatever_order_files_arrive_the_library_ends_the_same(case):
    """As if they had been there from the beginning."""
    files, arrivals = case
    with tempfile.TemporaryDirectory() as name:
        write_mirror(Path(name) / "whole", *files)
        with temporary_library(starter=False) as calm:
            calm.mirror(Folder(Path(name) / "whole"))
            expected = calm.edition, texts(calm)
        with temporary_library(starter=False) as library:
            for at in arrivals:
                write_file(Path(name) / "one", at + 1, files[at])
                library.mirror(Folder(Path(name) / "one"))
            assert (library.edition, texts(library)) == expected
            assert library.passages() == len(expected[1])


@pytest.mark.parametrize("body", [b"not gzip", b"{}", b'{"id": "local:1", "title": "Frobs"}\n'])
def test_a_file_that_is_no_pubmed_xml_adds_nothing(library, folder, body):
    """Though its checksum fits: its items are named as failed."""
    path = write_file(folder, 1, [])
    path.write_bytes(body)
    path.with_name(f"{path.name}.md5").write_bytes(checksum(path.name, body))
    report = library.mirror(Folder(folder))
    assert len(report.ingest.failed) == 1 and texts(library) == {}


def test_two_runs_at_once_are_refused(library, folder, settings):
    """They would apply the same files in turns."""
    write_mirror(folder, [setting(1, "One.")])
    with alone(settings.home / "library" / "mirror.lock"), pytest.raises(LibraryError, match="mirroring"):
        library.mirror(Folder(folder))


@pytest.mark.parametrize("names", [[], ["pubmed25n1.xml.gz", "pubmed25n0001.xml.gz.md5", "../pubmed25n0001.xml"]])
def test_a_place_without_any_file_is_told(library, folder, names):
    """With the names that are looked for."""
    folder.mkdir()
    for name in names:
        (folder / Path(name).name).touch()
    with pytest.raises(BadInput, match=r"pubmed25n0001\.xml\.gz"):
        library.mirror(Folder(folder))


# The new year ------------------------------------------------------------------------------------------


def test_a_new_baseline_replaces_the_year_before(library, folder, tmp_path):
    """What it no longer has goes, once all of it was applied; records from elsewhere stay.

    The first update tells where it ends: NLM may still be putting its files there.
    """
    write_mirror(folder, [setting(1, "Old."), setting(2, "Old.")], [setting(3, "Old.")], baseline=1)
    library.mirror(Folder(folder))
    library.ingest([write_file(folder.parent / "own", 1, [setting(9, "Own.")])])
    write_mirror(folder, [setting(1, "New.")], [setting(4, "New.")], [setting(5, "New.")], baseline=2, year=26)
    update = folder / "updatefiles" / file_name(3, 26)
    update.rename(tmp_path / "update")
    first = library.mirror(Folder(folder), most_files=1)
    whole = library.mirror(Folder(folder))
    assert (first.withdrawn, whole.withdrawn, sorted(texts(library))) == (0, 0, [1, 2, 3, 4, 9])
    (tmp_path / "update").rename(update)
    assert library.mirror(Folder(folder)).withdrawn == 2
    assert texts(library) == {1: "New.", 4: "New.", 5: "New.", 9: "Own."}
    again = library.mirror(Folder(folder))
    assert (again.withdrawn, applied(again)) == (0, [])


def test_files_of_a_year_that_a_baseline_has_replaced_are_left_out(library, folder):
    """Their records would come back from the dead."""
    write_mirror(folder, [setting(1, "New.")], baseline=1, year=26)
    library.mirror(Folder(folder))
    write_file(folder, 7, [setting(2, "Old.")], year=25)
    report = library.mirror(Folder(folder))
    assert (report.plan.outdated, texts(library)) == ((file_name(7),), {1: "New."})


# The plan, and what is kept ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("there", "done", "pending", "gaps"),
    [
        ([1, 2], [], [1, 2], []),
        ([1, 2], [1], [2], []),
        ([3, 4], [1, 2], [3, 4], []),
        ([1275, 1276], [], [1275, 1276], []),
        ([1, 3], [], [1, 3], [(2, 2)]),
        ([7], [1, 2], [7], [(3, 6)]),
        ([1, 2, 3], [3], [1, 2], []),
    ],
)
def test_what_is_to_be_done_follows_from_what_is_there_and_what_was_done(there, done, pending, gaps):
    """Numbers that are missing between others are told; those before the first are another's business."""
    found = plan([MirrorFile(file_name(n), "") for n in there], {file_name(n) for n in done})
    assert [file.name for file in found.pending] == [file_name(n) for n in pending]
    assert found.gaps == tuple(Gap(f"pubmed25n{a:04d}", f"pubmed25n{b:04d}") for a, b in gaps)


@given(st.lists(st.integers(1, 99_999_999), max_size=50))
def test_packed_pmids_come_out_as_they_went_in(pmids):
    """In order, each once; and a set of them holds these and no others."""
    assert list(unpacked(packed(pmids))) == sorted(set(pmids))
    held = Pmids([pmids])
    assert all(pmid in held for pmid in pmids)
    assert not any(pmid in held for pmid in {p + 1 for p in pmids} - set(pmids))


# A site ------------------------------------------------------------------------------------------------

APACHE = """<html><body><h1>Index of /pubmed/updatefiles</h1>
<pre>Name                     Last modified      Size  <hr><a href="/pubmed/">Parent Directory</a>      -
<a href="README.txt">README.txt</a>               2024-01-12 14:25  4.5K
<a href="pubmed24n1220.xml.gz">pubmed24n1220.xml.gz</a>     2023-12-15 15:32   31M
<a href="pubmed24n1220.xml.gz.md5">pubmed24n1220.xml.gz.md5</a> 2023-12-15 15:32   60
<a href="pubmed24n1220_stats.html">pubmed24n1220_stats.html</a> 2023-12-15 15:32  582
<a href="pubmed24n1221.xml.gz">pubmed24n1221.xml.gz</a>     2023-12-15 15:32  4.5K
</pre></body></html>"""


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (APACHE, {"pubmed24n1220.xml.gz": 31 << 20, "pubmed24n1221.xml.gz": 4608}),
        (
            '<a href="pubmed25n0001.xml.gz">pubmed25n0001.xml.gz</a>   14-Dec-2024 18:08    19894567\r\n',
            {"pubmed25n0001.xml.gz": 19_894_567},
        ),
        ('<li><a href="pubmed25n0001.xml.gz">pubmed25n0001.xml.gz</a></li>', {"pubmed25n0001.xml.gz": 0}),
        ("<a href='/pubmed/baseline/pubmed25n0001.xml.gz'>x</a> 1.2.3\n", {"pubmed25n0001.xml.gz": 0}),
        ('<a href="pubmed25n0001.xml.gz.exe">pubmed25n0001.xml.gz</a> 5\n<a href="../../etc/passwd">x</a>', {}),
        ('<a href="pubmed25n0001.xml.gz">' + " " * 100_000, {}),
    ],
)
def test_the_listings_of_servers_are_read(page, found):
    """Apache's, nginx's and Python's own; only names of the files count, whatever a link says."""
    assert listed(page) == found


class NLM:
    """A site in the form of NLM's that serves what a folder holds, from where a range asks."""

    def __init__(self, service: Service, folder: Path) -> None:
        self.service = service
        self.url = f"{service.url}/pubmed/"
        self._folder = folder
        service.answers("/pubmed/", '<a href="baseline/">baseline/</a>\n<a href="updatefiles/">updatefiles/</a>\n')
        for name in ("baseline", "updatefiles"):
            paths = sorted((folder / name).glob("*")) if (folder / name).is_dir() else []
            page = "".join(f'<a href="{p.name}">{p.name}</a> 2024-12-14 18:08  {p.stat().st_size}\n' for p in paths)
            service.answers(f"/pubmed/{name}/", page)
            for path in paths:
                self.serves(f"/pubmed/{name}/{path.name}", path.read_bytes())

    def serves(self, path: str, body: bytes) -> None:
        self.service.forget(path)
        self.service.responds(path, lambda asked: _part(asked, body))

    def asked(self, ending: str) -> list[Asked]:
        return [request for request in self.service.requests if request.path.endswith(ending)]


def _part(asked: Asked, body: bytes) -> Answer:
    headers = {"ETag": '"1"'}
    if "range" not in asked.headers:
        return Answer(body, headers=headers)
    start = int(asked.headers["range"].removeprefix("bytes=").removesuffix("-"))
    headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
    return Answer(body[start:], status=206, headers=headers)


@pytest.fixture
def nlm(folder: Path) -> Iterator[NLM]:
    """A site with a baseline of two files and three updates."""
    write_mirror(folder, *[[setting(n, f"Text {n}.")] for n in range(1, 5)], [deleting(1)], baseline=2)
    with serve() as service:
        yield NLM(service, folder)


@pytest.fixture
def site(nlm: NLM, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Reach the site, for whom no time passes, with a cache of the test's own."""
    sites: list[Site] = []

    def site_(address: str = nlm.url, **how: bool) -> Site:
        web = Web(trusted=[nlm.url], clock=FakeTime().clock)
        sites.append(Site(web, address, tmp_path / "cache", **how))
        return sites[-1]

    yield site_
    nlm.service.closing.set()  # so that nothing hangs any more
    for made in sites:
        made.close()


def test_files_of_a_site_are_brought_applied_and_removed(library, nlm, site, tmp_path):
    """The baseline's before the updates; a second run asks for the listings only."""
    report = library.mirror(site())
    assert applied(report) == [file_name(n) for n in range(1, 6)]
    assert texts(library) == {2: "Text 2.", 3: "Text 3.", 4: "Text 4."}
    assert list((tmp_path / "cache").iterdir()) == []
    asked = len(nlm.service.requests)
    assert applied(library.mirror(site())) == []
    assert nlm.service.asked[asked:] == ["/pubmed/", "/pubmed/baseline/", "/pubmed/updatefiles/"]


def test_what_was_brought_can_be_kept(library, site, tmp_path):
    """For another library, or to be ingested elsewhere."""
    library.mirror(site(keep=True))
    assert sorted(path.name for path in (tmp_path / "cache").iterdir()) == [file_name(n) for n in range(1, 6)]


def test_one_folder_of_a_site_will_do(library, nlm, site):
    """The updates alone, for somebody who has the baseline."""
    assert applied(library.mirror(site(f"{nlm.url}updatefiles"))) == [file_name(n) for n in (3, 4, 5)]


def test_a_download_goes_on_where_it_stopped(library, nlm, site, tmp_path, folder):
    """Of the version that was begun."""
    whole = (folder / "baseline" / file_name(1)).read_bytes()
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / f"{file_name(1)}.part").write_bytes(whole[:100])
    (cache / f"{file_name(1)}.part.tag").write_text('"1"')
    library.mirror(site())
    assert [request.headers.get("range") for request in nlm.asked(f"/{file_name(1)}")] == ["bytes=100-"]
    assert 2 in texts(library)


def test_a_part_of_another_version_is_brought_anew(library, nlm, site, tmp_path):
    """When the whole does not fit the checksum."""
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / f"{file_name(1)}.part").write_bytes(b"x" * 100)
    (cache / f"{file_name(1)}.part.tag").write_text('"1"')
    report = library.mirror(site())
    assert len(report.applied) == 5
    assert [request.headers.get("range") for request in nlm.asked(f"/{file_name(1)}")] == ["bytes=100-", None]


def test_a_file_of_a_site_that_does_not_fit_its_checksum_is_not_applied(library, nlm, site, tmp_path):
    """Nor kept; nor is one whose checksum is missing."""
    nlm.serves(f"/pubmed/baseline/{file_name(1)}", content([setting(1, "Another.")]))
    nlm.service.forget(f"/pubmed/baseline/{file_name(2)}.md5")
    report = library.mirror(site())
    assert sorted(refused(report)) == [file_name(1), file_name(2)]
    assert "fetch it again" in refused(report)[file_name(1)] and "404" in refused(report)[file_name(2)]
    assert sorted(texts(library)) == [3, 4]
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_site_that_fails_on_the_way_ends_the_run_and_what_came_is_applied(library, nlm, site):
    """There is no use in asking for a thousand more files; the next run goes on."""
    path = f"/pubmed/updatefiles/{file_name(3)}"
    nlm.service.forget(path)
    nlm.service.answers(path, status=503)
    report = library.mirror(site())
    assert (applied(report), report.left) == ([file_name(1), file_name(2)], 2)
    assert "503" in refused(report)[file_name(3)]


def test_a_site_that_cannot_be_listed_is_an_error(library, nlm, site):
    """Before anything was done."""
    nlm.service.forget("/pubmed/updatefiles/")
    with pytest.raises(SourceError, match="404"):
        library.mirror(site())


def test_more_files_than_may_wait_are_all_applied(library, folder, tmp_path):
    """The next is brought when one was applied, or was refused."""
    write_mirror(folder, *[[setting(n, f"Text {n}.")] for n in range(1, 13)])
    for number in (2, 3, 4, 5, 9):
        (folder / "updatefiles" / f"{file_name(number)}.md5").write_text("none")
    with serve() as service:
        site = Site(Web(trusted=[service.url]), NLM(service, folder).url, tmp_path / "cache")
        report = library.mirror(site)
        site.close()
    assert (len(report.applied), len(report.refused)) == (7, 5)


def test_a_run_that_waits_for_a_site_can_be_stopped(library, nlm, site):
    """What hangs is left."""
    path = f"/pubmed/baseline/{file_name(2)}"
    nlm.service.forget(path)
    nlm.service.hangs(path)
    report = library.mirror(site(), stop=lambda: bool(nlm.asked(f"/{file_name(2)}")))
    assert report.ingest.stopped and report.left >= 4
