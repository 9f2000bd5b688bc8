"""What was recorded, who was involved as what, and the importer."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "casework.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from casework.core import schedules
        from casework.incidents import checkup  # noqa: F401 (its check signs in)

        schedules.every(
            minutes=60,
            name="forgotten_uploads",
            job="casework.incidents.jobs.put_aside_forgotten",
            title="the removal of files nobody imported",
        )
