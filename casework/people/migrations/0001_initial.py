import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nominal_id", models.CharField(max_length=40)),
                ("forename", models.CharField(blank=True, max_length=80)),
                ("surname", models.CharField(blank=True, max_length=80)),
                ("date_of_birth", models.DateField(blank=True, null=True)),
                ("sex", models.CharField(blank=True, max_length=20)),
                ("self_ethnicity", models.CharField(blank=True, max_length=20)),
                ("observed_ethnicity", models.CharField(blank=True, max_length=20)),
                ("pnc_id", models.CharField(blank=True, max_length=20)),
                ("cro_number", models.CharField(blank=True, max_length=20)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("as_of", models.DateTimeField(blank=True, null=True)),
                ("corrected", models.JSONField(blank=True, default=list)),
                (
                    "force",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="accounts.force",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Marker",
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
                        choices=[
                            ("VIOLENCE", "Violent"),
                            ("WEAPONS", "Weapons"),
                            ("FIREARMS", "Firearms"),
                            ("DOGS", "Dogs"),
                            ("SELF_HARM", "Self-harm"),
                            ("MENTAL_HEALTH", "Mental health"),
                            ("COMMUNICATION", "Communication need"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "placed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="markers",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
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
                        choices=[("ADDRESS", "Address"), ("PHONE", "Phone")], max_length=8
                    ),
                ),
                ("value", models.CharField(max_length=200)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("normal", models.CharField(max_length=220)),
                ("first_seen_on", models.DateField()),
                ("last_seen_on", models.DateField()),
                ("doubtful_since", models.DateField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Alias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("forename", models.CharField(blank=True, max_length=80)),
                ("surname", models.CharField(blank=True, max_length=80)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aliases",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProtectedContact",
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
                        choices=[("ADDRESS", "Address"), ("PHONE", "Phone")], max_length=8
                    ),
                ),
                ("value", models.CharField(max_length=200)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("normal", models.CharField(max_length=220)),
                ("first_seen_on", models.DateField()),
                ("last_seen_on", models.DateField()),
                ("doubtful_since", models.DateField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="protected_contacts",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["surname", "forename"], name="people_pers_surname_df5c7d_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                fields=("force", "nominal_id"), name="nominal_once_in_a_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="marker",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on", None)),
                fields=("person", "kind"),
                name="one_live_marker_a_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["kind", "normal"], name="people_cont_kind_9928fb_idx"),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                fields=("person", "kind", "normal"), name="contact_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="alias",
            constraint=models.UniqueConstraint(
                fields=("person", "forename", "surname"), name="alias_once"
            ),
        ),
        migrations.AddIndex(
            model_name="protectedcontact",
            index=models.Index(fields=["kind", "normal"], name="people_prot_kind_a890e6_idx"),
        ),
        migrations.AddConstraint(
            model_name="protectedcontact",
            constraint=models.UniqueConstraint(
                fields=("person", "kind", "normal"), name="protected_contact_once"
            ),
        ),
    ]
