"""Keys of programs, and the replies that are kept for a request that is sent again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class ApiKey(models.Model):
    """A key of a program. What is stored of it cannot be turned back into it.

    public: the part by which it is found and named. digest: SHA-256 of its secret part, which has 256 random bits.
    scopes: what it opens, parted by spaces. user: the person as whom it acts at the desk.
    """

    name = models.CharField(max_length=120)
    public = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.CharField(max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE)
    per_minute = models.PositiveIntegerField(default=120)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.public})"


class KeptReply(models.Model):
    """What was answered to a POST with an `Idempotency-Key`, for as long as it may be sent again.

    caller, key: who sent it, and under which key. request: the hash of what was sent. status: 0 while it is worked on.
    body: None where the answer is computed again, as it is the same.
    """

    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    status = models.PositiveIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(null=True, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["caller", "key"], name="one_reply_a_key")]

    def __str__(self) -> str:
        return f"reply {self.pk}"
