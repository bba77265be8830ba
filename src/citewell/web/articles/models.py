"""Articles and their revisions. A revision never changes: what a board approved is what a reader sees."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from citewell.model.article import ReviewStatus
from citewell.model.ledger import Ledger
from citewell.publish.ledger import digest, ledger_from_json, ledger_to_json


class Article(models.Model):
    """A question under an address that never changes, with where it stands in the review.

    `approved` is the revision the board approved, and the only one that readers are shown as reviewed.
    """

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=600)
    specialty = models.CharField(max_length=80, blank=True, db_index=True)
    topic = models.CharField(max_length=120, blank=True, db_index=True)
    status = models.CharField(max_length=30, default=ReviewStatus.NOT_SUBMITTED.value, db_index=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    approved = models.ForeignKey("Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    review_due = models.DateField(null=True, blank=True)
    notice = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.slug])

    @property
    def latest(self) -> Revision:
        return self.revisions.latest("number")

    @property
    def shown(self) -> Revision:
        """The revision for readers: the approved one, else the latest, which the page calls not reviewed."""
        return self.approved or self.latest


class Revision(models.Model):
    """The whole ledger of an article at one time, under its digest."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64, db_index=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["article", "number"], name="one_revision_a_number")]

    def __str__(self) -> str:
        return f"revision {self.number}"

    @classmethod
    def of(cls, article: Article, ledger: Ledger, *, author: Any = None, note: str = "") -> Revision:
        """Add the next revision of an article, in the transaction of the caller."""
        last = article.revisions.order_by("-number").first()
        return cls.objects.create(
            article=article,
            number=last.number + 1 if last else 1,
            content=ledger_to_json(ledger),
            digest=digest(ledger),
            author=author,
            note=note,
        )

    @property
    def ledger(self) -> Ledger:
        """The ledger as it was written. Raises BadInput if the row was damaged."""
        return ledger_from_json(self.content)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new revision; one that stands is never written again. Raises ValueError."""
        if not self._state.adding:
            raise ValueError("a revision never changes: add another one")
        super().save(*args, **kwargs)


class Listing(models.Model):
    """What is shown and searched of an article in lists, taken from the revision that readers are shown.

    Derived, and made again whenever that revision changes (`listing.py`). `words` holds the stems of the title and of
    every sentence, each between blanks; `kinds` the kinds of its sources and `facets` what is asked of its subjects,
    likewise. `lead` is the first sentence of the bottom line.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="listing")
    digest = models.CharField(max_length=64)
    lead = models.TextField(blank=True)
    words = models.TextField(blank=True)
    kinds = models.CharField(max_length=80, blank=True)
    facets = models.TextField(blank=True)
    bottom_line = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"listing of {self.article_id}"


class ListedName(models.Model):
    """A name of what an article is about, as stems between blanks: by it a health record finds the article.

    is_loose: whether it is a lay word of the package's own table, which may be wider than the subject ("kidney disease"
    for chronic kidney disease): a code never finds an article by it.
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=300, db_index=True)
    is_loose = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
