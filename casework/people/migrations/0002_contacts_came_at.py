import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        # Without a default at first: when those came that are here already, nobody knows.
        migrations.AddField(
            model_name="contact",
            name="came_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="contact",
            name="came_at",
            field=models.DateTimeField(default=django.utils.timezone.now, null=True),
        ),
    ]
