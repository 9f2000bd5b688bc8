"""Every change and every look, chained so that a missing row shows."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    name = "casework.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from casework.audit import checkup  # noqa: F401 (its check signs in)
        from casework.core import schedules

        autodiscover_modules("words")
        schedules.every(
            minutes=24 * 60,
            name="audit",
            job="casework.audit.jobs.verify",
            title="the nightly check of the audit log",
        )
