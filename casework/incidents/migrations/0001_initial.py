import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("occurrence_no", models.CharField(max_length=40)),
                ("crime_ref", models.CharField(blank=True, max_length=40)),
                (
                    "record_type",
                    models.CharField(
                        choices=[
                            ("CRIME", "Crime"),
                            ("NON_CRIME_DA", "Domestic abuse incident, not crimed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("ho_code", models.CharField(blank=True, max_length=12)),
                ("cjs_code", models.CharField(blank=True, max_length=12)),
                ("ho_title", models.CharField(blank=True, max_length=200)),
                ("offence_from", models.DateTimeField()),
                ("offence_on", models.DateField()),
                ("offence_to", models.DateTimeField(blank=True, null=True)),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                ("da_flag", models.BooleanField(default=False)),
                ("stalking_flag", models.BooleanField(default=False)),
                ("hbv_flag", models.BooleanField(default=False)),
                ("children_present", models.BooleanField(default=False)),
                (
                    "relationship",
                    models.CharField(
                        choices=[
                            ("PARTNER", "Partner"),
                            ("EX", "Former partner"),
                            ("FAMILY", "Family"),
                            ("OTHER", "Other"),
                        ],
                        max_length=8,
                    ),
                ),
                ("risk_tool", models.CharField(blank=True, max_length=20)),
                ("risk_grade", models.CharField(blank=True, max_length=20)),
                (
                    "suspect_role",
                    models.CharField(
                        choices=[
                            ("SUSPECT", "Suspect"),
                            ("CHARGED", "Charged"),
                            ("CONVICTED", "Convicted"),
                            ("NFA", "No further action"),
                        ],
                        max_length=10,
                    ),
                ),
                ("suspect_address", models.CharField(blank=True, max_length=200)),
                ("suspect_postcode", models.CharField(blank=True, max_length=10)),
                ("mo_text", models.TextField(blank=True)),
                ("outcome_code", models.CharField(blank=True, max_length=10)),
                ("outcome_at", models.DateTimeField(blank=True, null=True)),
                ("oic_collar", models.CharField(blank=True, max_length=12)),
                ("team", models.CharField(blank=True, max_length=80)),
                ("beat", models.CharField(blank=True, max_length=40)),
                ("source_updated_at", models.DateTimeField(blank=True, null=True)),
                ("warnings", models.JSONField(default=list)),
                ("content_hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_sha256", models.CharField(max_length=64)),
                ("imported_at", models.DateTimeField()),
                ("read", models.PositiveIntegerField()),
                ("new", models.PositiveIntegerField()),
                ("same", models.PositiveIntegerField()),
                ("changed", models.PositiveIntegerField()),
                ("rejected", models.PositiveIntegerField()),
                (
                    "force",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.force",
                    ),
                ),
                (
                    "imported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportReject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("column", models.CharField(max_length=40)),
                ("value", models.CharField(blank=True, max_length=200)),
                ("problem", models.CharField(max_length=200)),
                ("remedy", models.CharField(max_length=200)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rejects",
                        to="incidents.importbatch",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UnidentifiedVictim",
            fields=[
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="unidentified_victim",
                        serialize=False,
                        to="incidents.incident",
                    ),
                ),
                ("forename", models.CharField(blank=True, max_length=80)),
                ("surname", models.CharField(blank=True, max_length=80)),
                ("date_of_birth", models.DateField(blank=True, null=True)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("phone", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.AddField(
            model_name="incident",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="incidents",
                to="incidents.importbatch",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="force",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.force",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="suspect",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="incidents_as_suspect",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="victim",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="incidents_as_victim",
                to="people.person",
            ),
        ),
        migrations.CreateModel(
            name="IncidentRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                ("record_type", models.CharField(max_length=12)),
                ("relationship", models.CharField(max_length=8)),
                ("outcome_code", models.CharField(blank=True, max_length=10)),
                ("offence_on", models.DateField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="incidents.importbatch",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("uploaded_at", models.DateTimeField()),
                ("file_sha256", models.CharField(max_length=64)),
                ("mapping", models.JSONField(blank=True, default=dict)),
                ("read", models.PositiveIntegerField()),
                ("new", models.PositiveIntegerField()),
                ("same", models.PositiveIntegerField()),
                ("changed", models.PositiveIntegerField()),
                ("rejected", models.PositiveIntegerField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "batch",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="upload",
                        to="incidents.importbatch",
                    ),
                ),
                (
                    "force",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.force",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "read",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("new"), "+", models.F("same")
                                ),
                                "+",
                                models.F("changed"),
                            ),
                            "+",
                            models.F("rejected"),
                        ),
                    )
                ),
                name="batch_counts_add_up",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                fields=["suspect", "offence_on"], name="incidents_i_suspect_eee3ea_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                fields=["victim", "offence_on"], name="incidents_i_victim__788d46_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                fields=["force", "occurrence_no"], name="incidents_i_force_i_457aa1_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(
                    ("record_type", "CRIME"), ("relationship__in", ["PARTNER", "EX"])
                ),
                fields=[
                    "force",
                    "suspect",
                    "victim",
                    "offence_on",
                    "occurrence_no",
                    "crime_ref",
                    "outcome_code",
                    "record_type",
                    "relationship",
                ],
                name="incident_offences",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(
                condition=models.Q(("victim__isnull", False)),
                fields=("force", "occurrence_no", "crime_ref", "suspect", "victim"),
                name="incident_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(
                condition=models.Q(("victim__isnull", True)),
                fields=("force", "occurrence_no", "crime_ref", "suspect"),
                name="incident_key_without_victim",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("record_type__in", ["CRIME", "NON_CRIME_DA"]),
                    ("relationship__in", ["PARTNER", "EX", "FAMILY", "OTHER"]),
                    ("suspect_role__in", ["SUSPECT", "CHARGED", "CONVICTED", "NFA"]),
                ),
                name="incident_values_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="incidentrevision",
            constraint=models.UniqueConstraint(
                fields=("incident", "batch", "content_hash"), name="revision_once_a_batch"
            ),
        ),
    ]
