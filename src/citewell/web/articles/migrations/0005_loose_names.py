from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_list_subjects"),
    ]

    operations = [
        migrations.AddField(
            model_name="listedname",
            name="is_loose",
            field=models.BooleanField(default=False),
        ),
    ]
