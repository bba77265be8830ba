"""The pages of accounts: one's own, those of the desk's people, and invitations."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citewell.editorial.roles import Actor, Role
from citewell.errors import BadInput
from citewell.web.accounts import own
from citewell.web.accounts.export import export as export_of
from citewell.web.accounts.invitations import VALID, grantable, invite, open_invitation, set_roles
from citewell.web.accounts.invitations import accept as accept_invitation
from citewell.web.accounts.models import Invitation, User
from citewell.web.desk.access import guarded
from citewell.web.desk.people import has_second_factor
from citewell.web.limits import limited

_MADE = "invitation_made"
_FIELDS = {"name": 120, "credentials": 200, "interests": 4_000}


@guarded("profile")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """How a person stands beside his reviews, and how he signs in."""
    user = _user(actor)
    if request.method == "POST":
        for name, most in _FIELDS.items():
            setattr(user, name, request.POST.get(name, "").replace("\r\n", "\n").strip()[:most])
        user.save(update_fields=list(_FIELDS))
        messages.success(request, "Your profile is saved.")
        return redirect("profile")
    context = {"person": user, "actor": actor, "has_second_factor": has_second_factor(request)}
    return render(request, "accounts/profile.html", context)


def _user(actor: Actor) -> User:
    return User.objects.get(pk=actor.id)


@guarded("export")
@never_cache
@require_safe
def export(_request: HttpRequest, actor: Actor) -> HttpResponse:
    """All that the site holds under the account, as a file."""
    response = JsonResponse(export_of(_user(actor)), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="account.json"'
    return response


@guarded("delete")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The end of an account, once its address is typed."""
    user = _user(actor)
    error = ""
    if request.method == "POST":
        if request.POST.get("email", "").strip().lower() != user.email:
            error = "This is not the address of your account. Type it to delete the account."
        else:
            try:
                own.delete(user, actor=actor, now=timezone.now())
            except BadInput as refused:
                error = str(refused)
            else:
                logout(request)
                messages.success(request, "Your account and what was yours alone are deleted.")
                return redirect("home")
    return render(request, "accounts/delete.html", {"person": user, "error": error}, status=422 if error else 200)


@guarded("people")
@never_cache
@require_safe
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The accounts with their roles, and the invitations that were not used yet."""
    context = {
        "people": User.objects.filter(is_active=True).prefetch_related("grants").order_by("name", "pk")[:500],
        "invitations": Invitation.objects.filter(accepted_at=None).order_by("-sent_at")[:100],
        "roles": list(Role),
        "grantable": sorted(grantable(actor)),
        "is_administrator": Role.ADMINISTRATOR in actor.roles,
        # Shown once, to who made it: whoever has the link can join.
        "made": request.session.pop(_MADE, None),
        "sends_mail": settings.SITE.sends_mail,
        "valid_days": VALID.days,
    }
    return render(request, "accounts/people.html", context)


@limited("invite", most=60, in_s=3600)
@guarded("invite")
@require_POST
def send_invitation(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Invite somebody."""
    try:
        made, link = invite(request.POST.get("email", ""), _roles(request), actor=actor, now=timezone.now())
    except BadInput as error:
        messages.error(request, str(error))
    else:
        request.session[_MADE] = {"email": made.email, "link": link}
    return redirect("people")


def _roles(request: HttpRequest) -> list[Role]:
    return [Role(value) for value in request.POST.getlist("role") if value in set(Role)]


@guarded("roles")
@require_POST
def change_roles(request: HttpRequest, actor: Actor, pk: int) -> HttpResponseBase:
    """Give an account the roles that were ticked, and take the others."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    try:
        set_roles(user, _roles(request), actor=actor, now=timezone.now())
    except BadInput as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The roles of {user.shown_name} are saved.")
    return redirect("people")


@limited("accept", most=20, in_s=3600)
@guarded("accept")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, _actor: Actor, token: str) -> HttpResponseBase:
    """Take up an invitation: a name and a password, or nothing more for who has an account."""
    try:
        invitation = open_invitation(token)
    except BadInput as error:
        return render(request, "accounts/accept.html", {"error": str(error)}, status=410)
    user = request.user if isinstance(request.user, User) else None
    error_text = ""
    if request.method == "POST":
        values = {name: request.POST.get(name, "") for name in ("name", "credentials", "password")}
        try:
            accept_invitation(token, user=user, now=timezone.now(), **values)
        except BadInput as refused:
            error_text = str(refused)
        else:
            messages.success(request, "Welcome. Sign in, then add a passkey or a one-time code under Account.")
            return redirect("desk:queue")
    context = {"invitation": invitation, "error": error_text, "account": user}
    return render(request, "accounts/accept.html", context, status=422 if error_text else 200)
