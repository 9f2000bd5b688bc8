"""A due time can be moved, with its reason; the database keeps what it was."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from casework.core import append_only
from workflows.triggers import ARRANGED, DUE_KEPT, DUE_MOVES, GUARDS, LADDER

# What stood here until now, under another name.
NEVER = append_only.Guard(
    name="workflows_task_due_once", table="workflows_task", moment="UPDATE", sentence=DUE_KEPT
)


def install(apps, schema_editor):
    """The earlier ones too: SQLite drops those of a table it makes anew."""
    there = schema_editor.connection
    if not append_only.missing(there, [NEVER]):
        append_only.remove(there, [NEVER])
    append_only.install(there, [*GUARDS, *ARRANGED, *LADDER, *DUE_MOVES])


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection, DUE_MOVES)


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0011_calendar_feeds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DueChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("PERSON", "Moved by a person"),
                            ("CALENDAR", "Counted again with the calendar of the day"),
                        ],
                        max_length=8,
                    ),
                ),
                ("before", models.DateTimeField()),
                ("before_proof", models.JSONField()),
                ("after", models.DateTimeField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="due_changes",
                        to="workflows.task",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="task",
            name="due_change",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workflows.duechange",
            ),
        ),
        migrations.AddConstraint(
            model_name="duechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("cause__in", ["PERSON", "CALENDAR"])),
                name="due_change_cause_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="duechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="due_change_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="duechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("before", models.F("after")), _negated=True),
                name="due_change_changes",
            ),
        ),
        migrations.RunPython(install, remove),
    ]
