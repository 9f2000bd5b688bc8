"""Interventions and their tasks: what happens next, by when, by whom."""

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"
    label = "workflows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from casework.core import schedules
        from workflows import checkup, failures  # noqa: F401 (its checks sign in)

        failures.connect()
        schedules.every(
            minutes=1,
            name="sweep",
            job="workflows.sweep.fire_due_timers",
            title="the sweep of timers",
        )
