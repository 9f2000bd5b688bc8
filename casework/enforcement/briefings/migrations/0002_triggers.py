"""The database refuses to change what was read and answered from here on."""

from django.db import migrations

from casework.core import append_only
from casework.enforcement.briefings.triggers import GUARDS


def install(apps, schema_editor):
    append_only.install(schema_editor.connection, GUARDS)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection, GUARDS)


class Migration(migrations.Migration):
    dependencies = [("briefings", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
