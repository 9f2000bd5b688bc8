"""The database refuses moves off the table, and to change what was decided, started or added."""

from django.db import migrations

from casework.core import append_only
from casework.operations.triggers import GUARDS


def install(apps, schema_editor):
    append_only.install(schema_editor.connection, GUARDS)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection, GUARDS)


class Migration(migrations.Migration):
    dependencies = [("operations", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
