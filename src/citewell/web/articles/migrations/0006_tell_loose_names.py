"""Tell the loose names of the articles that were listed. Apart from the table, as PostgreSQL demands."""

from importlib import import_module

from django.db import migrations

list_subjects = import_module("citewell.web.articles.migrations.0004_list_subjects").list_subjects


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_loose_names"),
    ]

    operations = [
        migrations.RunPython(list_subjects, migrations.RunPython.noop),
    ]
