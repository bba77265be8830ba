"""The review of an article as rows. Each table but two holds one kind of item of `editorial.review.Review`.

A row is written by `store.perform` and by nothing else: it holds what the rules returned. People are named by their id
as text and by the name they then bore, so that a record outlives an account.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from citewell.editorial import review as rules


class ReviewRow(models.Model):
    """What there is once for each article."""

    article = models.OneToOneField("articles.Article", on_delete=models.PROTECT, related_name="review")
    authors = models.JSONField(default=list)
    status = models.CharField(max_length=30)
    round = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"review of article {self.article_id}"


class Item(models.Model):
    """One item of a review, at its position among those of its kind."""

    ITEM: ClassVar[type[Any]]

    review = models.ForeignKey(ReviewRow, on_delete=models.PROTECT, related_name="%(class)s_set")
    position = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.position}"


def _unique(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=["review", "position"], name=name)


class RevisionFacts(Item):
    """What the rules know of a revision. Its ledger is the `articles.Revision` of the same number."""

    ITEM = rules.Revision
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    claims = models.JSONField()
    made_by = models.CharField(max_length=60)
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta(Item.Meta):
        constraints: ClassVar = [_unique("desk_one_revision")]


class Assignment(Item):
    ITEM = rules.Assignment
    reviewer = models.CharField(max_length=60, db_index=True)
    name = models.CharField(max_length=120)
    at = models.DateTimeField()
    due = models.DateField(null=True, blank=True)
    standing = models.CharField(max_length=20, db_index=True)
    reason = models.TextField(blank=True)

    class Meta(Item.Meta):
        constraints: ClassVar = [_unique("desk_one_assignment")]


class Vote(Item):
    ITEM = rules.Vote
    reviewer = models.CharField(max_length=60, db_index=True)
    name = models.CharField(max_length=120)
    credentials = models.CharField(max_length=200, blank=True)
    roles = models.JSONField()
    choice = models.CharField(max_length=20)
    revision = models.CharField(max_length=64)
    round = models.PositiveIntegerField()
    interests = models.JSONField()
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta(Item.Meta):
        constraints: ClassVar = [_unique("desk_one_vote")]


class Decision(Item):
    ITEM = rules.Decision
    by = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    round = models.PositiveIntegerField()
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    text = models.TextField(blank=True)
    becomes = models.CharField(max_length=64, blank=True)
    problems = models.JSONField()

    class Meta(Item.Meta):
        constraints: ClassVar = [_unique("desk_one_decision")]


class Comment(Item):
    ITEM = rules.Comment
    by = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=64, blank=True)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta(Item.Meta):
        constraints: ClassVar = [_unique("desk_one_comment")]


class Override(Item):
    ITEM = rules.Override
    key = models.CharField(max_length=64)
    problems = models.JSONField()
    reason = models.TextField()
    by = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta(Item.Meta):
        constraints: ClassVar = [_unique("desk_one_override")]


class Reopened(Item):
    ITEM = rules.Reopened
    key = models.CharField(max_length=64)
    cause = models.CharField(max_length=60)
    reason = models.TextField()
    round = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta(Item.Meta):
        constraints: ClassVar = [_unique("desk_one_reopening")]


class Approval(Item):
    ITEM = rules.Approval
    revision = models.PositiveIntegerField()
    votes = models.JSONField()
    at = models.DateTimeField()

    class Meta(Item.Meta):
        constraints: ClassVar = [_unique("desk_one_approval")]


class Correction(Item):
    """An entry of the public log."""

    ITEM = rules.Correction
    text = models.TextField()
    by = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    at = models.DateTimeField(db_index=True)
    revision = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Item.Meta):
        constraints: ClassVar = [_unique("desk_one_correction")]


class Challenge(Item):
    ITEM = rules.Challenge
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    text = models.TextField()
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    upheld = models.BooleanField(null=True, blank=True)

    class Meta(Item.Meta):
        constraints: ClassVar = [_unique("desk_one_challenge")]


class Step(Item):
    ITEM = rules.Step
    status = models.CharField(max_length=30)
    at = models.DateTimeField()

    class Meta(Item.Meta):
        constraints: ClassVar = [_unique("desk_one_step")]


# The collections of a review, by the name of their field, with the table that holds them.
TABLES: dict[str, type[Item]] = {
    "revisions": RevisionFacts,
    "assignments": Assignment,
    "votes": Vote,
    "decisions": Decision,
    "comments": Comment,
    "overrides": Override,
    "reopened": Reopened,
    "approvals": Approval,
    "corrections": Correction,
    "challenges": Challenge,
    "steps": Step,
}


class AuditEvent(models.Model):
    """A link of the audit trail, of the whole site in one chain. Rows are added and never changed."""

    sequence = models.PositiveBigIntegerField(unique=True)
    name = models.CharField(max_length=40)
    article = models.CharField(max_length=120, db_index=True)
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    detail = models.JSONField()
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new link; one that stands is never written again. Raises ValueError."""
        if not self._state.adding:
            raise ValueError("an event of the audit trail never changes")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValueError("an event of the audit trail is never removed")


class ChainHead(models.Model):
    """One row, locked while a link is added, so that two writers can't add the same one."""

    seal = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.seal[:12]


class Digest(models.Model):
    """A day on which the digests were sent: once a day, however often a worker starts."""

    day = models.DateField(unique=True)

    def __str__(self) -> str:
        return str(self.day)
