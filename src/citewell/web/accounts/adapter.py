"""How allauth makes accounts on this site: by invitation alone."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes the sign-up of allauth: an account comes of a signed link (`invitations`), and readers need none."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False
