"""A hand-over names every kind of record that somebody has."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from casework.core import append_only
from workflows.triggers import HANDED


def guard_again(apps, schema_editor):
    """SQLite makes a changed table anew, without its guards."""
    append_only.install(schema_editor.connection, HANDED)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_restricted_cases"),
        ("operations", "0002_triggers"),
        ("victims", "0002_triggers"),
        ("visits", "0004_what_follows"),
        ("warrants", "0002_triggers"),
        ("workflows", "0007_leavers_and_priorities"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard_again),
        migrations.RemoveConstraint(
            model_name="handoveritem",
            name="hand_over_item_is_one_thing",
        ),
        migrations.RemoveConstraint(
            model_name="handoveritem",
            name="only_a_task_goes_to_the_queue",
        ),
        migrations.AddField(
            model_name="handoveritem",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="operations.timedcontact",
            ),
        ),
        migrations.AddField(
            model_name="handoveritem",
            name="restriction",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.restriction",
            ),
        ),
        migrations.AddField(
            model_name="handoveritem",
            name="support",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="victims.supportoffer",
            ),
        ),
        migrations.AddField(
            model_name="handoveritem",
            name="warrant",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="warrants.warrant",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoveritem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("contact", None),
                        ("restriction", None),
                        ("support", None),
                        ("visit", None),
                        ("warrant", None),
                    ),
                    models.Q(
                        ("contact", None),
                        ("restriction", None),
                        ("support", None),
                        ("task", None),
                        ("warrant", None),
                    ),
                    models.Q(
                        ("contact", None),
                        ("restriction", None),
                        ("support", None),
                        ("task", None),
                        ("visit", None),
                    ),
                    models.Q(
                        ("restriction", None),
                        ("support", None),
                        ("task", None),
                        ("visit", None),
                        ("warrant", None),
                    ),
                    models.Q(
                        ("contact", None),
                        ("restriction", None),
                        ("task", None),
                        ("visit", None),
                        ("warrant", None),
                    ),
                    models.Q(
                        ("contact", None),
                        ("support", None),
                        ("task", None),
                        ("visit", None),
                        ("warrant", None),
                    ),
                    _connector="OR",
                ),
                name="hand_over_item_is_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoveritem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to__isnull", False),
                    ("task__isnull", False),
                    ("warrant__isnull", False),
                    _connector="OR",
                ),
                name="only_a_task_or_a_warrant_goes_to_nobody",
            ),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
