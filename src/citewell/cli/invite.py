"""`citewell invite`: the first account of a site, and any other."""

from __future__ import annotations

import click

from citewell.cli.output import json_option, print_json, print_text

# Written out, as the start of the command line must not pay for the site; a test holds them to the roles.
ROLES = ("author", "medical editor", "board member", "pharmacist", "administrator")


@click.command()
@click.argument("email")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(ROLES),
    help="May be repeated. The first account of a site is an administrator where nothing is said.",
)
@json_option
def invite(email: str, roles: tuple[str, ...], as_json: bool) -> None:
    """Invite EMAIL to the site with these roles, and print the link that makes the account."""
    from citewell.web.running import set_up

    set_up()
    from django.conf import settings
    from django.utils import timezone

    from citewell.editorial.roles import SYSTEM, Role
    from citewell.errors import UserError
    from citewell.web.accounts.invitations import VALID
    from citewell.web.accounts.invitations import invite as send
    from citewell.web.accounts.models import User

    if not roles and User.objects.exists():
        raise UserError(f"the site has accounts: say what {email} is to be, with --role ({', '.join(ROLES)}).")
    roles = roles or ("administrator",)
    made, link = send(email, [Role(role) for role in roles], actor=SYSTEM, now=timezone.now())
    if as_json:
        print_json({"email": made.email, "roles": made.roles, "link": link})
    else:
        mailed = (
            "It is sent by mail as well, once the site runs."
            if settings.SITE.sends_mail
            else "No mail is sent, as CITEWELL_MAIL_URL is not set: hand it over yourself."
        )
        print_text(f"{link}\nThe link works once, within {VALID.days} days. {mailed}")
