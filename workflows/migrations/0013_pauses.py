"""The clock of a task can stand still; a due time that comes back has its ladder again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from casework.core import append_only
from workflows.triggers import ARRANGED, DUE_MOVES, GUARDS, LADDER, PAUSES


def install(apps, schema_editor):
    """The earlier ones too: SQLite drops those of a table it makes anew."""
    append_only.install(
        schema_editor.connection, [*GUARDS, *ARRANGED, *LADDER, *DUE_MOVES, *PAUSES]
    )


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection, PAUSES)


def user(**more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0012_due_times_moved"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                ("begun_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_reason", models.TextField(blank=True)),
                ("by", user()),
                ("ended_by", user(blank=True, null=True)),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="workflows.task",
                    ),
                ),
            ],
            options={
                "ordering": ["begun_at", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("begun_at"))),
                name="pause_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="pause_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None), ("ended_reason", "")),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_at__gte", models.F("begun_at")),
                        ("ended_at__lt", models.F("until")),
                        ("ended_by__isnull", False),
                        models.Q(("ended_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="pause_runs_or_says_who_ended_it_sooner",
            ),
        ),
        migrations.RemoveConstraint(model_name="duechange", name="due_change_cause_known"),
        migrations.AlterField(
            model_name="duechange",
            name="cause",
            field=models.CharField(
                choices=[
                    ("PERSON", "Moved by a person"),
                    ("CALENDAR", "Counted again with the calendar of the day"),
                    ("PAUSED", "Counted again with a pause"),
                    ("RESUMED", "Counted again as a pause ended sooner"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="duechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("cause__in", ["PERSON", "CALENDAR", "PAUSED", "RESUMED"])),
                name="due_change_cause_known",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="escalation", name="one_escalation_of_a_rung_and_moment"
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("how", "SENT")),
                fields=("task", "rung", "send_at"),
                name="one_escalation_of_a_rung_and_moment",
            ),
        ),
        migrations.RunPython(install, remove),
    ]
