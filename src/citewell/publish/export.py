"""What is exported: a ledger, with what is known of its article beside it."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from citewell.language.dates import long_date
from citewell.model.article import ReviewStatus, VerifiedDraft
from citewell.model.ledger import Ledger
from citewell.model.question import Audience
from citewell.publish.chain import AuditEvent, status_after
from citewell.publish.ledger import digest_of, ledger_to_json
from citewell.publish.words import review_text
from citewell.version import VERSION


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who approved an article. `on` is the day, YYYY-MM-DD, empty if it is not known; `interests` what they declare."""

    name: str
    credentials: str = ""
    on: str = ""
    interests: str = ""

    @property
    def text(self) -> str:
        """The review in a sentence for readers."""
        day = long_date(self.on) if self.on else ""
        named = ", ".join(part for part in (self.name, self.credentials, day) if part)
        declared = f" Interests: {self.interests.rstrip('.')}." if self.interests else ""
        return f"Reviewed by {named}.{declared}"


@dataclass(frozen=True, slots=True)
class Export:
    """A ledger to be rendered.

    style: the citation style of what is styled (`vancouver`, `ama`, `apa`); empty for data.
    events: the review chain; empty for an answer that was not submitted.
    address: where the article is published; empty where it is not.
    standing: how it stands with the board, in a sentence for readers; empty where the status says all there is.
    reviewers: the people whose votes approved it. overrides: in sentences, what is shown although a check fails, with
        who allowed it and why. notice: what has happened to it since, such as that a source was retracted.
    sealed: the digest under which the ledger was sealed before; empty for one that was made now.
    written: the ledger's JSON as it was sealed; None for one that was made now.
    """

    ledger: Ledger
    audience: Audience = Audience.PHYSICIAN
    style: str = ""
    events: tuple[AuditEvent, ...] = ()
    address: str = ""
    version: str = VERSION
    sealed: str = ""
    standing: str = ""
    reviewers: tuple[Reviewer, ...] = ()
    overrides: tuple[str, ...] = ()
    notice: str = ""
    written: Mapping[str, Any] | None = field(default=None, compare=False)

    @property
    def content(self) -> Mapping[str, Any]:
        """The ledger's JSON as it was written, which a field that was added to the model since does not change."""
        return ledger_to_json(self.ledger) if self.written is None else self.written

    def presented(self, *, audience: Audience | None = None, style: str = "") -> Export:
        """Return the same article for an audience (None: as it is) and in a citation style."""
        return replace(self, audience=audience or self.audience, style=style)

    @property
    def draft(self) -> VerifiedDraft:
        return self.ledger.draft

    @property
    def digest(self) -> str:
        """The SHA-256 of the ledger."""
        return self.sealed or digest_of(self.content)

    @property
    def made_on(self) -> str:
        """The day of the answer, YYYY-MM-DD; empty if it is not known."""
        return self.draft.retraction_lists.asked_on

    @property
    def identifier(self) -> str:
        """The address of the article, else its name by the hash of what it holds (RFC 6920, section 3)."""
        if self.address:
            return self.address
        return "ni:///sha-256;" + urlsafe_b64encode(bytes.fromhex(self.digest)).decode().rstrip("=")

    @property
    def status(self) -> ReviewStatus:
        return status_after(self.events, ledger=self.digest) if self.events else ReviewStatus.NOT_SUBMITTED

    @property
    def is_approved(self) -> bool:
        return self.status is ReviewStatus.APPROVED

    @property
    def told_status(self) -> str:
        """How it stands with the board, in a sentence for readers."""
        return self.standing or f"{self.status_text}."

    @property
    def told_of_review(self) -> tuple[str, ...]:
        """What every reader must know of the review besides, in sentences; empty where there is nothing."""
        return tuple(filter(None, (self.notice, *(person.text for person in self.reviewers), *self.overrides)))

    @property
    def status_text(self) -> str:
        """The review status, as a reader sees it."""
        return review_text(self.status)
