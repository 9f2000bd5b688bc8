"""Records that may name one victim twice, kept as their import left them."""

import django.db.models.deletion
from django.db import migrations, models

from casework.core import append_only
from casework.incidents.triggers import DOUBT_GUARDS


def install(apps, schema_editor):
    append_only.install(schema_editor.connection, DOUBT_GUARDS)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection, DOUBT_GUARDS)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_triggers")]
    operations = [
        migrations.CreateModel(
            name="VictimDoubt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="victim_doubts",
                        to="incidents.importbatch",
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doubts_as_earlier",
                        to="incidents.incident",
                    ),
                ),
                (
                    "later",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doubts_as_later",
                        to="incidents.incident",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("earlier", "later"), name="victim_doubted_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("earlier", models.F("later")), _negated=True),
                        name="victim_doubt_is_about_two_rows",
                    ),
                ]
            },
        ),
        migrations.RunPython(install, remove),
    ]
