"""When and why an article was withdrawn, as everybody is told who comes by its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from citewell.web.articles.models import Article
from citewell.web.theme.templatetags.theme import day


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """on: None where the day is not known; reason: as the editor gave it, empty where nobody gave one."""

    on: datetime | None
    reason: str

    @property
    def words(self) -> str:
        """The withdrawal in a sentence, without its reason."""
        return f"Withdrawn by the editors{f' on {day(self.on)}' if self.on else ''}. Do not rely on it."

    @property
    def text(self) -> str:
        return f"{self.words} {self.reason}".strip()


def withdrawal_of(article: Article) -> Withdrawal:
    """Return the last withdrawal of an article that is withdrawn, from the audit trail."""
    from citewell.web.desk.models import AuditEvent

    events = AuditEvent.objects.filter(article=article.slug, name="withdraw")
    event = events.order_by("-sequence").first()
    return Withdrawal(event.at, str(event.detail.get("reason", ""))) if event else Withdrawal(None, article.notice)
