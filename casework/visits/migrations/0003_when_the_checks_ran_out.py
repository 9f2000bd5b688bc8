"""An attempt keeps until when the checks held on which it was made; none is rewritten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0002_triggers")]
    operations = [
        migrations.AddField(
            model_name="visitattempt",
            name="checks_held_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
