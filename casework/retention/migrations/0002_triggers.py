"""The database refuses to change a retention record but along its ways from here on."""

from django.db import migrations

from casework.core import append_only
from casework.retention.triggers import GUARDS


def install(apps, schema_editor):
    append_only.install(schema_editor.connection, GUARDS)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection, GUARDS)


class Migration(migrations.Migration):
    dependencies = [("retention", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
