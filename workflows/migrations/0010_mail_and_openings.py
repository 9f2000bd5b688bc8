"""E-mail that waits, and who opened which task first; the database keeps what became of both."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from casework.core import append_only
from workflows.triggers import MAILED


def install(apps, schema_editor):
    append_only.install(schema_editor.connection, MAILED)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection, MAILED)


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0009_escalations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mailing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("NOTICES", "There are notices"), ("DIGEST", "The day's digest")],
                        max_length=10,
                    ),
                ),
                ("day", models.DateField(blank=True, null=True)),
                ("overdue", models.PositiveIntegerField(default=0)),
                ("soon", models.PositiveIntegerField(default=0)),
                ("unopened", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("try_at", models.DateTimeField()),
                ("failure", models.CharField(blank=True, max_length=80)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("given_up_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("given_up_at__isnull", True), ("sent_at__isnull", True)
                        ),
                        fields=["try_at"],
                        name="mailing_next",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("given_up_at__isnull", True),
                            ("sent_at__isnull", True),
                            ("kind", "NOTICES"),
                        ),
                        fields=("user",),
                        name="one_pending_mailing_of_notices",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "DIGEST")),
                        fields=("user", "day"),
                        name="one_digest_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("day", None),
                                ("kind", "NOTICES"),
                                ("overdue", 0),
                                ("soon", 0),
                                ("unopened", 0),
                            ),
                            models.Q(("day__isnull", False), ("kind", "DIGEST")),
                            _connector="OR",
                        ),
                        name="mailing_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_at", None), ("given_up_at", None), _connector="OR"
                        ),
                        name="mailing_is_sent_or_given_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sent_at", None), ("tries__gte", 1), _connector="OR"),
                        name="mailing_is_sent_by_a_try",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="workflows.task",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("task", "user"), name="opened_first_once")
                ],
            },
        ),
        migrations.RunPython(install, remove),
    ]
