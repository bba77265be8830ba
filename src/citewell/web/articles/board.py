"""The medical advisory board, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from citewell.web.accounts.models import User

# The roles whose votes count.
ROLES = ("board member", "pharmacist")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the board: name, credentials, declared interests and roles, as they stand beside a review."""

    name: str
    credentials: str
    interests: str
    roles: tuple[str, ...]


def board() -> list[Member]:
    """Return the members whose accounts are active and bear a name, by name."""
    found = (
        User.objects.filter(grants__role__in=ROLES, is_active=True)
        .exclude(name="")
        .order_by("name")
        .distinct()
        .prefetch_related("grants")
    )
    return [
        Member(
            user.name,
            user.credentials,
            user.interests,
            tuple(role for role in ROLES if any(grant.role == role for grant in user.grants.all())),
        )
        for user in found
    ]
