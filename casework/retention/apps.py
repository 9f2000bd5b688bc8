"""How long the record of an ended case is kept, and who looks at it again."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "casework.retention"
    label = "retention"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from casework.core import schedules

        schedules.every(
            minutes=60,
            name="watch_retention",
            job="casework.retention.jobs.watch",
            title="the watch over retention reviews",
        )
