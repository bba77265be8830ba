"""Invitations: a mail with a signed link that expires and works once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import password_validation
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from citewell.editorial.audit import Event
from citewell.editorial.roles import Actor, Role
from citewell.errors import BadInput
from citewell.web.accounts.models import Invitation, RoleGrant, User
from citewell.web.desk import audit
from citewell.web.desk.models import AuditEvent
from citewell.web.jobs.queue import enqueue

VALID = timedelta(days=7)
SENDING = "accounts.invitation"
_SALT = "citewell.invitation"

# What an editor may invite to. Who edits and who administrates is for administrators.
BY_EDITORS = frozenset({Role.AUTHOR, Role.BOARD_MEMBER, Role.PHARMACIST})


def grantable(actor: Actor) -> frozenset[Role]:
    """Return the roles that this person may give to others."""
    if Role.ADMINISTRATOR in actor.roles or actor.is_system:
        return frozenset(Role)
    return BY_EDITORS if Role.MEDICAL_EDITOR in actor.roles else frozenset()


def invite(email: str, roles: Iterable[Role], *, actor: Actor, now: datetime) -> tuple[Invitation, str]:
    """Send an invitation in place of an earlier one; return it with its link. Raises BadInput with what to do."""
    wanted = frozenset(roles)
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise BadInput(f"{email!r} is not an e-mail address. Correct it.") from None
    if not wanted:
        raise BadInput("No role was chosen. Choose at least one.")
    if not wanted <= grantable(actor):
        raise BadInput("You can't invite to this role. Ask an administrator.")
    inviter = User.objects.filter(pk=actor.id).first() if actor.id.isdecimal() else None
    with transaction.atomic():
        # Two open ones for one address would give it the roles of both; the newest says what is meant.
        Invitation.objects.filter(email=address, accepted_at=None).delete()
        made = Invitation.objects.create(
            email=address, roles=sorted(role.value for role in wanted), invited_by=inviter, sent_at=now
        )
        # The trail cannot be changed and jobs are kept: neither holds the address, which goes with its account.
        audit.record([_event("invite", actor, now, {"invitation": made.pk, "roles": made.roles})])
        enqueue(SENDING, {"invitation": made.pk}, now=now)
    return made, link_of(made)


def link_of(invitation: Invitation) -> str:
    """Return the address under which an invitation is taken up, signed now."""
    return settings.SITE.url + reverse("accept", args=[signing.dumps(invitation.pk, salt=_SALT)])


def invitations_to(user: User) -> QuerySet[Invitation]:
    """Return the invitations of a person: those to the address of the account, and those that were taken up with it."""
    joined = AuditEvent.objects.filter(actor=str(user.pk), name="join").values_list("detail", flat=True)
    taken_up = [detail["invitation"] for detail in joined if "invitation" in detail]
    return Invitation.objects.filter(Q(email__iexact=user.email) | Q(pk__in=taken_up))


def open_invitation(token: str) -> Invitation:
    """Return the invitation that a link is of. Raises BadInput if it was used, is too old, or is no link of ours."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=VALID)
    except signing.SignatureExpired:
        raise BadInput(f"This invitation is older than {VALID.days} days. Ask for a new one.") from None
    except signing.BadSignature:
        raise BadInput("This is not a whole invitation link. Copy it from the mail again.") from None
    found = Invitation.objects.filter(pk=pk).first()
    if found is None or found.accepted_at is not None:
        raise BadInput("This invitation was used already. Sign in, or ask for a new one.")
    return found


def accept(token: str, *, user: User | None, name: str, credentials: str, password: str, now: datetime) -> User:
    """Make an account with the roles of an invitation, or give the roles to the one that is signed in.

    user: who is signed in; None for a new account. Raises BadInput with what to do.
    """
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().get(pk=open_invitation(token).pk)
        if invitation.accepted_at is not None:
            raise BadInput("This invitation was used already. Sign in, or ask for a new one.")
        if user is None:
            user = _new_account(invitation, name, credentials, password)
        for role in invitation.roles:
            RoleGrant.objects.get_or_create(user=user, role=role)
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])
        actor = Actor(str(user.pk), user.shown_name)
        audit.record([_event("join", actor, now, {"roles": invitation.roles, "invitation": invitation.pk})])
    return user


def _new_account(invitation: Invitation, name: str, credentials: str, password: str) -> User:
    if User.objects.filter(email=invitation.email).exists():
        raise BadInput("There is an account with this address. Sign in, then open the link again.")
    if not name.strip():
        raise BadInput("Your name is missing. It stands beside your reviews.")
    user = User(email=invitation.email, name=name.strip()[:120], credentials=credentials.strip()[:200])
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages)) from None
    user.set_password(password)
    user.save()
    return user


def set_roles(user: User, roles: Iterable[Role], *, actor: Actor, now: datetime) -> None:
    """Give an account these roles and no other. Raises BadInput for the last administrator's own."""
    wanted = {role.value for role in roles}
    with transaction.atomic():
        held = set(user.grants.select_for_update().values_list("role", flat=True))
        if Role.ADMINISTRATOR in held - wanted and not other_administrators(user):
            raise BadInput("This is the last administrator. Make another one first.")
        user.grants.filter(role__in=held - wanted).delete()
        for role in sorted(wanted - held):
            RoleGrant.objects.create(user=user, role=role)
        if held != wanted:
            audit.record([_event("roles", actor, now, {"person": str(user.pk), "roles": sorted(wanted)})])


def other_administrators(user: User) -> bool:
    grants = RoleGrant.objects.filter(role=Role.ADMINISTRATOR.value, user__is_active=True)
    return grants.exclude(user=user).exists()


def _event(name: str, actor: Actor, now: datetime, detail: dict[str, str | int | list[str]]) -> Event:
    return Event(name, "", actor.id, actor.name, now, detail)
