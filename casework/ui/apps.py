"""The page frame, the components and the form renderer. No domain word in it."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "casework.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from casework.ui import checks  # noqa: F401 - registers itself
