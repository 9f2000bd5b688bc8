"""Core: errors, request id, middleware, the queue seam and the doctor."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "casework.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from casework.core import checks, checkup, schedules  # noqa: F401 (checks sign in)

        autodiscover_modules("invariants")
        schedules.every(
            minutes=24 * 60,
            name="invariants",
            job="casework.core.jobs.check_invariants",
            title="the nightly check of what must hold",
        )
        schedules.every(
            minutes=60, name="tidy", job="casework.core.jobs.tidy", title="the hourly tidying"
        )
