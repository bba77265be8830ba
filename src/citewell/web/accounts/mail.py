"""Mails about accounts, sent by jobs."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail

from citewell.web.jobs.handlers import handles


@handles("accounts.invitation")
def send_invitation(email: str, roles: list[str], link: str) -> None:
    """Send the link of an invitation."""
    name = settings.SITE.name
    text = (
        f"You are invited to {name} as {' and '.join(roles)}.\n\n"
        f"This link makes your account. It works once, and for seven days:\n\n{link}\n\n"
        "If you did not expect this, you can leave it."
    )
    send_mail(f"[{name}] Your invitation", text, None, [email])
