"""The deadline rules of the product, by name."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "casework.deadlines"
    label = "deadlines"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from casework.deadlines import checkup  # noqa: F401 (its check signs in)
