"""Write into the listings that were there what they are about. Apart from the tables, as PostgreSQL demands."""

from typing import Any

from django.db import migrations

from citewell.errors import BadInput
from citewell.publish.ledger import ledger_from_json


def list_subjects(apps: Any, _schema_editor: Any) -> None:
    from citewell.web.articles.listing import write_listing

    articles, revisions, listings, names = (
        apps.get_model("articles", name) for name in ("Article", "Revision", "Listing", "ListedName")
    )
    for article in articles.objects.filter(listing__isnull=False).iterator(chunk_size=100):
        held = revisions.objects.filter(article=article).order_by("-number")
        shown = held.filter(pk=article.approved_id).first() or held.first()
        try:
            draft = ledger_from_json(shown.content).draft
        except BadInput:
            continue  # a damaged row is in no list, and the article's page says what is wrong
        write_listing(article, shown.digest, draft, listings=listings, names=names)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_subjects"),
    ]

    operations = [
        migrations.RunPython(list_subjects, migrations.RunPython.noop),
    ]
