"""Institutional pages in Markdown."""

from __future__ import annotations

from django.db import models
from django.urls import reverse


class Page(models.Model):
    """A page under a fixed address. What the package ships stands until an editor words it anew."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField(help_text="Markdown")
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("page", args=[self.slug])
