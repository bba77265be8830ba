"""What is kept of the mails of invitations names the invitation, and no longer the address and the link."""

from __future__ import annotations

from typing import Any

from django.db import migrations

_KIND = "accounts.invitation"


def name_invitations(apps: Any, _editor: Any) -> None:
    """Let each job name the newest invitation to its address; one whose invitation is gone is deleted."""
    invitations = apps.get_model("accounts", "Invitation")
    for job in apps.get_model("jobs", "Job").objects.filter(kind=_KIND):
        if "email" not in job.arguments:
            continue
        found = invitations.objects.filter(email=job.arguments["email"]).order_by("-pk").first()
        if found is None:
            job.delete()
        else:
            job.arguments = {"invitation": found.pk}
            job.save(update_fields=["arguments"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_invitation"),
        ("jobs", "0001_initial"),
    ]

    operations = [migrations.RunPython(name_invitations, migrations.RunPython.noop)]
