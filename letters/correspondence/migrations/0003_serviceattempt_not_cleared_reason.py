"""How a letter came to be served although contact was not cleared.

SQLite makes the table anew for a column, and its guards go with the old one: they are put back.
"""

from django.db import migrations, models

from casework.core import append_only
from letters.correspondence.triggers import GUARDS


def guard_again(apps, schema_editor):
    append_only.install(schema_editor.connection, GUARDS)


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0002_triggers")]
    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard_again),
        migrations.AddField(
            model_name="serviceattempt",
            name="not_cleared_reason",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
