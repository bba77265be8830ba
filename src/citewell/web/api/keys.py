"""Keys: made, found, revoked."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from citewell.errors import BadInput, NotFound
from citewell.web.api.models import ApiKey

# What a key may open, the least first. `admin` opens everything.
SCOPES = ("read", "ask", "review", "admin")
_FORM = re.compile(r"cw_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


def make_key(
    name: str,
    scopes: Iterable[str],
    *,
    user: Any = None,
    expires_at: datetime | None = None,
    per_minute: int = 120,
) -> tuple[ApiKey, str]:
    """Return a new key as it is stored, and the key itself, which is shown once and kept nowhere. Raises BadInput."""
    wanted = set(scopes)
    if not name.strip() or not wanted or not wanted <= set(SCOPES):
        raise BadInput(f"A key needs a name and at least one scope of {', '.join(SCOPES)}.")
    if "review" in wanted and user is None:
        raise BadInput("A key with the scope review acts as a person. Name the account with --user.")
    public, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    made = ApiKey.objects.create(
        name=name.strip()[:120],
        public=public,
        digest=_digest(secret),
        scopes=" ".join(scope for scope in SCOPES if scope in wanted),
        user=user,
        per_minute=per_minute,
        expires_at=expires_at,
    )
    return made, f"cw_{public}_{secret}"


def find_key(text: str, *, now: datetime) -> ApiKey | None:
    """Return the key that this is, if it is valid now; None otherwise."""
    match = _FORM.fullmatch(text)
    found = ApiKey.objects.select_related("user").filter(public=match[1]).first() if match else None
    if match is None or found is None or not compare_digest(found.digest, _digest(match[2])):
        return None
    is_over = found.expires_at is not None and found.expires_at <= now
    if found.revoked_at is not None or is_over or (found.user is not None and not found.user.is_active):
        return None
    _note_use(found, now)
    return found


def revoke_key(public: str, *, now: datetime) -> ApiKey:
    """Make a key worthless, at once and for good. Raises NotFound."""
    found = ApiKey.objects.filter(public=public).first()
    if found is None:
        raise NotFound(f"There is no key {public}. `citewell apikey list` shows them all.")
    if found.revoked_at is None:
        found.revoked_at = now
        found.save(update_fields=["revoked_at"])
    return found


def _note_use(key: ApiKey, now: datetime) -> None:
    """Note the day only: a write for each request would cost more than it tells."""
    if key.last_used_on != now.date():
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=now.date())


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
