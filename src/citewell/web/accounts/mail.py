"""Mails about accounts, sent by jobs."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail

from citewell.web.accounts.invitations import SENDING, link_of
from citewell.web.accounts.models import Invitation
from citewell.web.jobs.handlers import handles


@handles(SENDING)
def send_invitation(invitation: int) -> None:
    """Send the link of an invitation; nothing if it was deleted while it waited, as with the account of its address."""
    found = Invitation.objects.filter(pk=invitation).first()
    if found is None:
        return
    name = settings.SITE.name
    text = (
        f"You are invited to {name} as {' and '.join(found.roles)}.\n\n"
        f"This link makes your account. It works once, and for seven days:\n\n{link_of(found)}\n\n"
        "If you did not expect this, you can leave it."
    )
    send_mail(f"[{name}] Your invitation", text, None, [found.email])
