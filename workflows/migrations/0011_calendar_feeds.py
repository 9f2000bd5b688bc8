"""Calendar feeds: of their addresses only a fingerprint, and a revoked one stays revoked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from casework.core import append_only
from workflows.triggers import FEEDS


def install(apps, schema_editor):
    append_only.install(schema_editor.connection, FEEDS)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection, FEEDS)


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0010_mail_and_openings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
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
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("user",),
                        name="one_live_feed_of_a_user",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_at", None),
                            ("revoked_at__gte", models.F("made_at")),
                            _connector="OR",
                        ),
                        name="feed_is_revoked_after_it_was_made",
                    ),
                ],
            },
        ),
        migrations.RunPython(install, remove),
    ]
