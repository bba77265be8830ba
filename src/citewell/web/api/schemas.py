"""What goes in and comes out, as the description of the API tells it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from citewell.model.article import ReviewStatus
from citewell.model.claim import VerdictKind
from citewell.model.evidence import RecordKind
from citewell.model.question import Audience as _Audience
from citewell.model.serialise import clean
from citewell.question.parse import MAX_CHARACTERS
from citewell.web.conversations.models import Turn

Audience = Literal["patient", "caregiver", "student", "nurse", "pharmacist", "physician"]
Status = Literal["Submitted", "Under review", "Changes requested", "Approved", "Needs re-review", "Withdrawn"]
AUDIENCES = tuple(audience.value for audience in _Audience)
STATUSES = tuple(status.value for status in ReviewStatus if status is not ReviewStatus.NOT_SUBMITTED)


def _cleaned(value: Any) -> Any:
    """Return a text without controls and lone surrogates, which no database takes."""
    return clean(value) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_cleaned)]
When = Annotated[str | None, WithJsonSchema({"type": ["string", "null"], "format": "date-time"})]
Address = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]
# The documents that have schemas of their own are put in their place when the description is made.
AnswerDocument = Annotated[dict[str, Any], WithJsonSchema({"x-document": "Answer"})]
CheckDocument = Annotated[dict[str, Any], WithJsonSchema({"x-document": "CheckReport"})]
ClaimDocument = Annotated[dict[str, Any], WithJsonSchema({"x-document": "Claim"})]
ReferenceDocument = Annotated[dict[str, Any], WithJsonSchema({"x-document": "Reference"})]


class Given(Schema):
    """What is sent: nothing that is not known, and nothing of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


# Answers ---------------------------------------------------------------------------------------------------


class Ask(Given):
    """A question. `audience` is who will read the answer."""

    question: Text = Field(
        min_length=1, max_length=MAX_CHARACTERS, examples=["What are the symptoms and treatment options for gout?"]
    )
    audience: Audience = "patient"


class TurnOut(Schema):
    """A question on its way to its answer. `answer` is null until `state` is done."""

    id: str
    conversation: str
    number: int
    question: str
    audience: Audience
    state: Literal["waiting", "answering", "done", "failed"]
    outcome: Literal["answered", "partial", "insufficient_evidence"] | None
    review_status: str
    error: str | None
    created_at: When
    finished_at: When
    answer: AnswerDocument | None
    address: Address
    events: Address
    page: Address


class ConversationOut(Schema):
    """Questions that lean on each other, in their order."""

    id: str
    created_at: When
    expires_at: When
    answers: list[TurnOut]


# Articles --------------------------------------------------------------------------------------------------


class ArticleItem(Schema):
    """An article in a list."""

    slug: str
    title: str
    specialty: str
    topic: str
    status: Status
    submitted_at: When
    approved_at: When
    updated_at: When
    address: Address
    page: Address


class ArticlePage(Schema):
    """A page of a list. `next` is the address of the page after it, null at the end."""

    items: list[ArticleItem]
    next: Address | None


class ReviewerOut(Schema):
    name: str
    credentials: str
    on: When
    interests: str


class OverrideOut(Schema):
    """Sentences that are shown although a check fails, with who allowed it and why; `text` says it to readers."""

    claims: list[str]
    text: str
    reason: str
    by: str
    on: When


class StandingOut(Schema):
    """Where an article stands with the medical board."""

    status: Status
    words: str
    is_approved: bool
    submitted_at: When
    approved_at: When
    review_due: str | None
    reviewers: list[ReviewerOut]
    overrides: list[OverrideOut]
    notice: str


class RevisionOut(Schema):
    """A revision. `digest` is the SHA-256 of its ledger; `is_shown` tells whether it is the one that readers see."""

    number: int
    digest: str
    created_at: When
    is_shown: bool
    is_approved: bool
    address: Address


class ArticleOut(Schema):
    """An article for one kind of reader."""

    slug: str
    title: str
    specialty: str
    topic: str
    audience: Audience
    review: StandingOut
    revision: RevisionOut
    forms: list[str]
    address: Address
    page: Address
    answer: AnswerDocument


class RevisionList(Schema):
    items: list[RevisionOut]


class SourceOut(Schema):
    """A source of a claim: its reference, and the quote with what stands around it."""

    reference: ReferenceDocument
    before: str
    quote: str
    after: str


class ClaimOut(Schema):
    """One sentence of an article with all that it rests on."""

    article: str
    revision: int
    status: Status
    claim: ClaimDocument
    sources: list[SourceOut]
    page: Address


# The library -----------------------------------------------------------------------------------------------


class Hit(Schema):
    id: str
    score: float
    title: str
    year: int | None
    kind: Literal["guideline", "label", "research", "topic"]
    address: Address


class Hits(Schema):
    """Records, the best first. `edition` is that of the library that was searched."""

    results: list[Hit]
    edition: str


class SectionOut(Schema):
    model_config = ConfigDict(extra="allow")

    label: str
    text: str


class RecordOut(Schema):
    """A record of the library with its text. Fields that are empty are left out, but for those that are named here."""

    model_config = ConfigDict(extra="allow")

    id: str
    kind: Literal["guideline", "label", "research", "topic"]
    title: str
    sections: list[SectionOut]
    retraction: Literal["CLEAR", "CORRECTED", "CONCERN", "RETRACTED", "UNKNOWN"]


# Checking --------------------------------------------------------------------------------------------------


class Pair(Given):
    """A sentence and the texts that are said to support it. `id` comes back with its verdict."""

    claim: Text = Field(min_length=1, max_length=2_000, pattern=r"\w", examples=["Zanolol lowers the fever."])
    evidence: list[Annotated[Text, Field(max_length=20_000)]] = Field(
        min_length=1, max_length=20, examples=[["In the trial, zanolol lowered the fever by one degree."]]
    )
    id: Annotated[Text, Field(max_length=200)] | None = None


class Verify(Given):
    claims: list[Pair] = Field(min_length=1, max_length=50)


class CheckOut(Schema):
    name: str
    passed: bool
    detail: str


class VerdictOut(Schema):
    id: str | None
    verdict: Literal["SUPPORTED", "CONTRADICTED", "NOT_ENOUGH_INFO", "NOT_CHECKED"]
    score: float = Field(ge=0, le=1)
    checks: list[CheckOut]


class Verdicts(Schema):
    results: list[VerdictOut]


class Check(Given):
    """A medical text to audit. `question` is what it should answer; `form` how it is written, if that is known."""

    text: Text = Field(min_length=1, max_length=400_000, pattern=r"\w", examples=["# Gout\n\nGout is treated ... [1]"])
    question: Text | None = Field(default=None, max_length=MAX_CHARACTERS)
    form: Literal["html", "md", "text"] | None = None


# The desk --------------------------------------------------------------------------------------------------


class ReviewItem(Schema):
    """An article at the desk, for those who work there."""

    slug: str
    title: str
    status: str
    revision: int | None
    submitted_at: When
    address: Address


class ReviewPage(Schema):
    items: list[ReviewItem]
    next: Address | None


class PersonOut(Schema):
    id: str
    name: str


class AssignmentOut(Schema):
    reviewer: PersonOut
    standing: str
    due: str | None
    at: When


class VoteOut(Schema):
    reviewer: PersonOut
    credentials: str
    choice: str
    revision: str
    round: int
    interests: str
    note: str
    at: When


class OpenClaim(Schema):
    """A sentence that has to be read: its key names it in `actions`."""

    id: str
    key: str
    states_dose: bool
    problems: list[str]


class ReviewOut(Schema):
    """The review of an article as it stands. `possible` are the actions that its state allows and you may take."""

    slug: str
    title: str
    status: str
    round: int
    revision: int | None
    digest: str
    missing: list[str]
    possible: list[str]
    open_claims: list[OpenClaim]
    assignments: list[AssignmentOut]
    votes: list[VoteOut]


class Comment(Given):
    """A remark on a sentence, or on the article where `key` is empty."""

    action: Literal["comment"]
    text: Text = Field(min_length=1, max_length=10_000, pattern=r"\w")
    key: Annotated[Text, Field(max_length=64)] = ""


class Decision(Given):
    """A decision on a sentence. `decision` null takes it back. To reword one, use the desk's page."""

    action: Literal["decide"]
    key: Text = Field(min_length=1, max_length=64)
    decision: Literal["accept", "reject"] | None
    note: Annotated[Text, Field(max_length=10_000)] = ""


class Leave(Given):
    """A reviewer has no time (`decline`), or an interest that bears on the article (`recuse`)."""

    action: Literal["decline", "recuse"]
    text: Annotated[Text, Field(max_length=10_000)] = ""


class Act(Given):
    """What to do at the desk."""

    do: Annotated[Comment | Decision | Leave, Field(discriminator="action")]


# Keys ------------------------------------------------------------------------------------------------------


class KeyOut(Schema):
    """A key, without its secret."""

    id: str
    name: str
    scopes: list[Literal["read", "ask", "review", "admin"]]
    per_minute: int
    created_at: When
    expires_at: When
    revoked_at: When
    last_used_on: str | None


class KeyList(Schema):
    items: list[KeyOut]


def _check_words() -> None:
    """The lists that the description spells out are those of the model."""
    if set(AUDIENCES) != set(Audience.__args__) or set(STATUSES) != set(Status.__args__):  # type: ignore[attr-defined]
        raise AssertionError("the description of the API names other audiences or states than the model")
    if {kind.value for kind in RecordKind} != {"guideline", "label", "research", "topic"}:
        raise AssertionError("the description of the API names other kinds of records than the model")
    if {state.value for state in Turn.State} != {"waiting", "answering", "done", "failed"}:
        raise AssertionError("the description of the API names other states of an answer than the site")
    if {kind.value for kind in VerdictKind} != {"SUPPORTED", "CONTRADICTED", "NOT_ENOUGH_INFO", "NOT_CHECKED"}:
        raise AssertionError("the description of the API names other verdicts than the model")


_check_words()
