"""An answer says in which lists of retractions its sources were looked up, and when the newest of them is too old."""

from __future__ import annotations

from datetime import date

import pytest

from citewell.model.evidence import RetractionStatus
from citewell.model.retraction import Notice, NoticeList
from citewell.pipeline import answer
from citewell.publish.markdown import to_markdown
from fakes import FakeLibrary
from universe import RECORDS

QUESTION = "Is zanolol effective for frobnitis?"
TODAY = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("lists", "warned"),
    [
        ([], False),
        ([("watch", "2024-05-02")], False),
        ([("watch", "2024-05-01")], True),
        ([("watch", "2024-05-20"), ("pubmed", "2020-01-01")], False),
    ],
    ids=["no list", "30 days old", "31 days old", "one of two is new"],
)
def test_an_answer_made_with_an_old_list_says_so(lists, warned):
    """With the date of the newest list, so that the reader can judge."""
    draft = answer(QUESTION, library=FakeLibrary(RECORDS, lists=lists), today=TODAY)
    assert any("newest list of retractions is of 1 May 2024" in limit for limit in draft.limits) is warned


def test_the_number_of_days_is_a_setting():
    """What a hospital holds to be old is its own matter."""
    library = FakeLibrary(RECORDS, lists=[("watch", "2024-05-01")])
    draft = answer(QUESTION, library=library, today=TODAY, retraction_list_days=60)
    assert not any("newest list" in limit for limit in draft.limits)


def test_the_method_names_the_lists_with_their_dates():
    """In every rendering."""
    draft = answer(QUESTION, library=FakeLibrary(RECORDS, lists=[("watch", "2024-05-20")]), today=TODAY)
    assert "Lists of retractions: watch of 20 May 2024." in to_markdown(draft)


def test_a_retraction_that_arrives_takes_a_paper_out_of_the_answer_and_names_it(world):
    """At once, whatever the paper's own record says."""
    before = answer(QUESTION, library=world)
    cited = next(r for r in before.references if r.identifiers.pmid)
    world._store.put_notices(
        NoticeList(
            "watch", "2024-05-01", (), (Notice("pmid", str(cited.identifiers.pmid), RetractionStatus.RETRACTED),)
        )
    )
    after = answer(QUESTION, library=world)
    assert cited.record_id not in {r.record_id for r in after.references}
    assert cited.record_id in {r.record_id for r in after.retracted}
