"""A task names one more user who may do it; visits waiting at the door get theirs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

AT_THE_DOOR = "workflows/interventions.home_visit.HomeVisitFlow.visit_home"


def name_second_officers(apps, schema_editor):
    """Of the tasks that are open at the door now; those made from here on are made with them."""
    second = apps.get_model("workflows", "Intervention").objects.filter(pk=OuterRef("process"))
    waiting = apps.get_model("workflows", "Task").objects.filter(
        flow_task=AT_THE_DOOR, finished=None
    )
    waiting.update(also_for=Subquery(second.values("visit__second_officer")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0002_triggers"),
        ("workflows", "0002_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="also_for",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks_also",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(
                    ("due_at__isnull", False),
                    ("finished__isnull", True),
                    ("also_for__isnull", False),
                ),
                fields=["also_for", "due_at"],
                name="task_others_work",
            ),
        ),
        migrations.RunPython(name_second_officers, migrations.RunPython.noop),
    ]
