"""What was seen of the library, and what was told of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SeenEdition(models.Model):
    """The edition of the library that articles were last compared with. There is one row."""

    edition = models.CharField(max_length=128)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.edition


class ToldFinding(models.Model):
    """A finding that the desk was told of once: a board that has weighed it is not asked again."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["article", "digest"], name="one_telling_a_finding")]

    def __str__(self) -> str:
        return self.digest[:12]
