"""The end of kept replies. It stands apart from the API, which a worker would load for this alone."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from citewell.web.api.models import KeptReply
from citewell.web.jobs.handlers import handles


@handles("forget_replies", every=timedelta(hours=1))
def forget_replies() -> None:
    """Delete the replies that need not be kept any longer."""
    KeptReply.objects.filter(expires_at__lte=timezone.now()).delete()
