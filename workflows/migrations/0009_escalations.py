"""Each open task gets the ladder of its deadline; who was told is kept, and neither changes."""

from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from casework.core import append_only
from workflows.triggers import LADDER


def install(apps, schema_editor):
    append_only.install(schema_editor.connection, LADDER)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection, LADDER)


def moments(made_at, due_at):
    """When each rung lies, by the numbers the ladder came with."""
    warn = due_at - (due_at - made_at) / 4
    wanted = {
        "WARN": warn,
        "DUE": max(warn, due_at - timedelta(hours=4)),
        "OVERDUE": due_at,
        "SUPERVISOR": due_at,
        "MANAGER": due_at + timedelta(hours=24),
    }
    return {rung: max(at, made_at) for rung, at in wanted.items()}


def give_open_tasks_their_ladder(apps, schema_editor):
    """Rungs whose moment has passed count as over: nobody is told a second time of what the lists
    have shown all along.
    """
    escalations = apps.get_model("workflows", "Escalation").objects
    open_work = apps.get_model("workflows", "Task").objects.filter(
        finished__isnull=True, due_at__isnull=False
    )
    now = timezone.now()
    rows = []
    for pk, made_at, due_at in open_work.order_by("pk").values_list("pk", "created", "due_at"):
        for rung, at in moments(made_at, due_at).items():
            over = at <= now
            settled = {"settled_at": now, "how": "BEFORE"} if over else {}
            rows.append(escalations.model(task_id=pk, rung=rung, send_at=at, **settled))
    escalations.bulk_create(rows, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0008_what_a_leaver_has"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Escalation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rung",
                    models.CharField(
                        choices=[
                            ("WARN", "Due soon"),
                            ("DUE", "Due"),
                            ("OVERDUE", "Overdue"),
                            ("SUPERVISOR", "Overdue, for its supervisor"),
                            ("MANAGER", "Overdue, for its manager"),
                        ],
                        max_length=10,
                    ),
                ),
                ("send_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SENT", "Sent"),
                            ("SUPPRESSED", "Stopped by a person"),
                            ("LAPSED", "The task was over"),
                            ("BEFORE", "Its moment had passed when the ladder was introduced"),
                            ("MOVED", "The due time was moved"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                (
                    "by",
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
                        related_name="escalations",
                        to="workflows.task",
                    ),
                ),
            ],
            options={
                "ordering": ["send_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "escalation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="workflows.escalation",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
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
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="escalation",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", True)),
                fields=["send_at", "id"],
                name="escalation_to_send",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at__isnull", True)),
                fields=("task", "rung"),
                name="one_escalation_of_a_rung",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                fields=("task", "rung", "send_at"), name="one_escalation_of_a_rung_and_moment"
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rung__in", ["WARN", "DUE", "OVERDUE", "SUPERVISOR", "MANAGER"])
                ),
                name="escalation_rung_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by", None), ("how", ""), ("reason", ""), ("settled_at", None)),
                    models.Q(
                        ("by", None),
                        ("reason", ""),
                        ("settled_at__gte", models.F("send_at")),
                        ("how__in", ["SENT", "LAPSED", "BEFORE"]),
                    ),
                    models.Q(
                        ("by", None),
                        ("how", "MOVED"),
                        ("reason", ""),
                        ("settled_at__isnull", False),
                    ),
                    models.Q(
                        ("by__isnull", False),
                        ("how", "SUPPRESSED"),
                        ("settled_at__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="escalation_waits_or_says_how_it_was_settled",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["recipient", "-made_at"], name="notices_of_somebody"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True)),
                fields=["recipient"],
                name="notices_unread",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("escalation", "recipient"), name="told_once_of_an_escalation"
            ),
        ),
        migrations.RunPython(install, remove),
        migrations.RunPython(give_open_tasks_their_ladder, migrations.RunPython.noop),
    ]
