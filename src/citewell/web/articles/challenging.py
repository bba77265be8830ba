"""A reader's objection to one sentence: the form, and what is kept for the desk."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from citewell.model.claim import Claim
from citewell.web.articles.listing import public_articles
from citewell.web.articles.models import Article, Challenge
from citewell.web.limits import limited


class ChallengeForm(forms.Form):
    """What is wrong, and why the reader thinks so."""

    reason = forms.ChoiceField(
        choices=Challenge.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong.", "invalid_choice": "Choose what is wrong."},
    )
    text = forms.CharField(
        max_length=2_000,
        required=False,
        error_messages={"max_length": "Say it in at most 2,000 characters; it has %(show_value)d."},
    )


@limited("challenge", most=10, in_s=3600)
@require_http_methods(["GET", "HEAD", "POST"])
def challenge(request: HttpRequest, slug: str) -> HttpResponse:
    """Challenge the sentence that `?sentence=` names: the form, or what was written into it, for the desk."""
    article = get_object_or_404(public_articles(), slug=slug)
    revision = article.shown
    claim = _claim(article, request.GET.get("sentence", ""))
    form = ChallengeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        Challenge.objects.create(
            article=article, revision=revision, claim_id=claim.id, sentence=claim.text, **form.cleaned_data
        )
        messages.success(request, "Thank you. The editors will read your objection with the source beside it.")
        return redirect(f"{article.get_absolute_url()}#{claim.id}")
    context = {"article": article, "claim": claim, "form": form, "reasons": Challenge.Reason.choices}
    response = render(request, "site/challenge.html", context, status=422 if form.errors else 200)
    response["X-Robots-Tag"] = "noindex"
    return response


def _claim(article: Article, claim_id: str) -> Claim:
    try:
        return article.shown.ledger.draft.claim(claim_id)
    except KeyError:
        raise Http404 from None
