"""Tasks wait, are added, come first; the database keeps what was said of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from casework.core import append_only
from workflows.triggers import ARRANGED, GUARDS


def install(apps, schema_editor):
    """The earlier ones too: SQLite drops those of a table it makes anew."""
    append_only.install(schema_editor.connection, [*GUARDS, *ARRANGED])


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection, ARRANGED)


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0004_records_of_every_kind"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TaskHold",
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
                (
                    "ended_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("RUN_OUT", "Its time had come"),
                            ("BY_HAND", "Ended early"),
                            ("TASK_OVER", "The task was done or dropped"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ended_reason", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="workflows.task",
                    ),
                ),
            ],
            options={
                "ordering": ["begun_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HoldExtension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until_before", models.DateTimeField()),
                ("until_after", models.DateTimeField()),
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
                    "hold",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="workflows.taskhold",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AddedStep",
            fields=[
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="added",
                        serialize=False,
                        to="workflows.task",
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("asked", models.TextField()),
                ("reason", models.TextField()),
                ("added_at", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
                ("dropped_reason", models.TextField(blank=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dropped_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("asked", ""), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="added_step_says_what_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("dropped_at", None), ("dropped_by", None), ("dropped_reason", "")
                            ),
                            models.Q(
                                ("dropped_at__isnull", False),
                                ("dropped_by__isnull", False),
                                ("note", ""),
                                models.Q(("dropped_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="added_step_is_done_or_dropped",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandoutItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("given_at", models.DateTimeField(blank=True, null=True)),
                ("why_not", models.TextField(blank=True)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                ("why_kept", models.TextField(blank=True)),
                (
                    "had",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="workflows.handout",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflows.task",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("handout", "task"), name="task_once_in_a_handout"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("given_at__isnull", False), ("why_not", "")),
                            models.Q(("given_at", None), models.Q(("why_not", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="handout_item_is_given_or_says_why_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken_back_at", None),
                            models.Q(
                                ("given_at__isnull", False),
                                ("taken_back_at__isnull", False),
                                ("why_kept", ""),
                            ),
                            _connector="OR",
                        ),
                        name="only_what_was_given_is_taken_back",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="taskhold",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["until"], name="hold_live_until"
            ),
        ),
        migrations.AddConstraint(
            model_name="taskhold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("task",),
                name="one_live_hold_of_a_task",
            ),
        ),
        migrations.AddConstraint(
            model_name="taskhold",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("begun_at"))),
                name="hold_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="taskhold",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="hold_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="taskhold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at", None),
                        ("ended_by", None),
                        ("ended_how", ""),
                        ("ended_reason", ""),
                    ),
                    models.Q(
                        ("ended_at__gte", models.F("begun_at")),
                        ("ended_at__isnull", False),
                        ("ended_by", None),
                        ("ended_how__in", ["RUN_OUT", "TASK_OVER"]),
                        ("ended_reason", ""),
                    ),
                    models.Q(
                        ("ended_at__gte", models.F("begun_at")),
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        ("ended_how", "BY_HAND"),
                        models.Q(("ended_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hold_is_live_or_says_how_it_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="holdextension",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_after__gt", models.F("until_before"))),
                name="extension_makes_the_hold_longer",
            ),
        ),
        migrations.AddConstraint(
            model_name="holdextension",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="extension_has_a_reason"
            ),
        ),
        migrations.RunPython(install, remove),
    ]
