"""An article set in the site's page: the same template as the standalone page, with the site's parts around it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString
from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup

from citewell.model.ledger import Ledger
from citewell.model.question import Audience
from citewell.model.rendering import Rendering
from citewell.publish import words
from citewell.publish.html import Page, environment
from citewell.register import render_for
from citewell.web.articles.picture import findings, picture
from citewell.web.articles.standing import Standing
from citewell.web.theme.templatetags.theme import day

AUDIENCES = tuple(Audience)


def render_article(
    request: HttpRequest,
    ledger: Ledger,
    *,
    audience: Audience,
    standing: Standing,
    rendering: Rendering | None = None,
    **more: Any,
) -> SafeString:
    """Return the page of a ledger for one kind of reader.

    rendering: the sentences as worded for that reader, where they have been worded before.
    more: what the template asks for besides: `canonical`; `actions`, `before`, `after`, `data` (HTML made here); and
    `challenge`, the address under which its sentences can be challenged, where they can.
    """
    page = Page(ledger.draft, rendering or render_for(ledger.draft, audience), ledger)
    shared: Mapping[str, Any] = {"request": request}
    html = _site_environment().get_template("site_article.html").render(
        page=page,
        draft=ledger.draft,
        words=words,
        standing=standing,
        audience=audience,
        audiences=AUDIENCES,
        publisher=settings.SITE.name,
        picture=picture(ledger.draft),
        findings=findings(ledger.draft),
        top=Markup(render_to_string("site/_top.html", shared, request)),  # noqa: S704 - our own templates, escaped
        bottom=Markup(render_to_string("site/_bottom.html", shared, request)),  # noqa: S704
        head=Markup(render_to_string("site/_head.html", shared, request)),  # noqa: S704
        **{name: _as_markup(more.get(name, "")) for name in ("canonical", "before", "actions", "after", "data")},
        **{name: more[name] for name in ("challenge",) if name in more},
    )  # fmt: skip
    return SafeString(html)


def _as_markup(text: str) -> str:
    """Return what Django calls safe as what Jinja calls safe; other text stays text, and is escaped."""
    return Markup(text) if isinstance(text, SafeString) else text  # noqa: S704


@cache
def _site_environment() -> Environment:
    base = environment()
    own = base.overlay(loader=ChoiceLoader([PackageLoader("citewell.web.theme", "article"), base.loader]))  # type: ignore[list-item]
    own.globals |= {"asset": static}
    own.filters |= {"day": day}
    return own
