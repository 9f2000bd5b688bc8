"""The database refuses to change the log from here on."""

from django.db import migrations

from casework.audit.triggers import GUARDS
from casework.core import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection, GUARDS)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection, GUARDS)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
