"""`citewell apikey`: keys for programs that use the HTTP API of the site."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click

from citewell.cli.output import json_option, print_json, print_text
from citewell.errors import NotFound, UserError

if TYPE_CHECKING:
    from citewell.web.accounts.models import User

_SCOPES = ("read", "ask", "review", "admin")


@click.group()
def apikey() -> None:
    """Make, list and revoke keys for programs that use the HTTP API."""


@apikey.command()
@click.option("--name", required=True, help="What the key is for, as it stands in the list.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(_SCOPES),
    help="What the key opens: the library, asking, the review desk, or everything. May be given several times.",
)
@click.option("--user", default="", metavar="EMAIL", help="The account as which the key acts at the review desk.")
@click.option(
    "--days", type=click.IntRange(1, 3_650), default=365, show_default=True, help="After how many days it is over."
)
@click.option(
    "--per-minute", type=click.IntRange(1, 100_000), default=120, show_default=True, help="The most requests a minute."
)
@json_option
def create(name: str, scopes: tuple[str, ...], user: str, days: int, per_minute: int, as_json: bool) -> None:
    """Make a key and print it. It is printed this once, and kept nowhere."""
    keys = _keys()
    from django.utils import timezone

    made, text = keys.make_key(
        name,
        scopes,
        user=_account(user) if user else None,
        expires_at=timezone.now() + timedelta(days=days),
        per_minute=per_minute,
    )
    if as_json:
        print_json({"id": made.public, "key": text, "scopes": made.scopes.split(), "expires_at": made.expires_at})
        return
    print_text(
        f"{text}\n\nKeep it now: it is not shown again. `citewell apikey revoke {made.public}` makes it worthless."
    )


@apikey.command(name="list")
@json_option
def list_(as_json: bool) -> None:
    """List the keys, without their secrets."""
    _keys()
    from citewell.web.api.administration import key_document
    from citewell.web.api.models import ApiKey

    found = [key_document(key) for key in ApiKey.objects.order_by("-pk")]
    if as_json:
        print_json({"items": found})
        return
    for key in found:
        print_text(f"{key['id']}  {_standing(key):<22}  {' '.join(key['scopes']):<24}  {key['name']}")
    if not found:
        print_text("There are no keys. `citewell apikey create` makes one.")


@apikey.command()
@click.argument("key_id", metavar="ID")
def revoke(key_id: str) -> None:
    """Make a key worthless, at once and for good. ID is that of `citewell apikey list`."""
    keys = _keys()
    from django.utils import timezone

    revoked = keys.revoke_key(key_id, now=timezone.now())
    print_text(f"The key {revoked} is revoked.")


def _standing(key: dict[str, Any]) -> str:
    if key["revoked_at"]:
        return f"revoked {key['revoked_at'][:10]}"
    return f"until {key['expires_at'][:10]}" if key["expires_at"] else "without an end"


def _account(email: str) -> User:
    from citewell.web.accounts.models import User

    found = User.objects.filter(email=email.lower(), is_active=True).first()
    if found is None:
        raise NotFound(f"There is no account {email}. Its owner has to sign up first.")
    return found


def _keys() -> ModuleType:
    """Return what makes keys, with the site's database at hand. Raises UserError without the site's packages."""
    try:
        from citewell.web import running

        running.set_up()
        from citewell.web.api import keys
    except ImportError as error:
        raise UserError(f"the site needs more packages ({error.name}); install citewell[site]") from error
    return keys
