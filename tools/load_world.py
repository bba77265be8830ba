"""Fill the site that the environment names for `load_site.py`: an article under review, its editors, keys for readers.

A program of its own, as a site's settings are read once a process. `fill` prints what the load needs as JSON; `saved`
prints what the database holds of it afterwards.
"""

from __future__ import annotations

import json
import sys
from typing import Any

QUESTION = "What are the symptoms and treatment options for a proximal hamstring rupture?"
EDITORS, READERS, KEYS_A_READER = 4, 20, 5


def fill() -> dict[str, Any]:
    """Return the sessions of the editors, the keys of the readers, and the article with the keys of its sentences."""
    from django.utils import timezone

    from citewell.editorial.commands import Assign
    from citewell.editorial.roles import Role
    from citewell.web.accounts.models import User
    from citewell.web.api.keys import make_key
    from citewell.web.articles.models import Article
    from citewell.web.desk import store
    from citewell.web.desk.people import person
    from citewell.web.engine import answer_question

    now = timezone.now()
    author, chief, *editors = [
        User.objects.create_user(f"person{n}@example.org", name=f"Person {n}") for n in range(EDITORS + 2)
    ]
    chief.grants.create(role=Role.MEDICAL_EDITOR.value)
    article = Article.objects.create(slug="load", title=QUESTION, author=author)
    store.submit(article.pk, person(author), answer_question(QUESTION, listen=lambda _event: None), now=now)
    for editor in editors:
        editor.grants.create(role=Role.BOARD_MEMBER.value)
        store.perform(article.pk, person(chief), Assign(person(editor)), now=now)
    revision = store.review_of(article).current
    if revision is None:
        raise RuntimeError("the article was not submitted")
    # The limit on how often one key may ask is not what is measured.
    keys = [[make_key("load", ["ask"], per_minute=100_000)[1] for _ in range(KEYS_A_READER)] for _ in range(READERS)]
    claims = [{"key": facts.key, "text": article.latest.ledger.draft.claim(facts.id).text} for facts in revision.claims]
    return {"sessions": [_session(editor) for editor in editors], "keys": keys, "slug": article.slug, "claims": claims}


def _session(user: Any) -> str:
    """Return a session in which a person is signed in with a second factor, as allauth records it."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0.0}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def saved() -> dict[str, Any]:
    """Return the comments and decisions that are kept, the links of the trail, and what became of jobs and answers."""
    from citewell.web.conversations.models import Turn
    from citewell.web.desk.audit import verify
    from citewell.web.desk.models import Comment, Decision
    from citewell.web.jobs.models import Job

    links, _, broken = verify()
    return {
        "comments": list(Comment.objects.values_list("text", flat=True)),
        "edits": list(Decision.objects.values_list("text", flat=True)),
        "links": links,
        "is_whole": broken is None,
        "unanswered": Turn.objects.exclude(state=Turn.State.DONE).count(),
        "errors_of_jobs": list(Job.objects.exclude(error="").values_list("error", flat=True)),
    }


if __name__ == "__main__":
    from citewell.web.running import set_up

    set_up()
    print(json.dumps({"fill": fill, "saved": saved}[sys.argv[1]]()))
