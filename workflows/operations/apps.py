"""Starts the contacts of operations when their time comes."""

from django.apps import AppConfig


class OperationWorkConfig(AppConfig):
    name = "workflows.operations"
    label = "operation_work"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from casework.core import schedules
        from workflows.operations import following

        following.connect()
        schedules.every(
            minutes=1,
            name="operations",
            job="workflows.operations.sweep.start_due_contacts",
            title="the start of contacts around events",
        )
